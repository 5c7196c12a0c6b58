//! Who is let in.

use serde_json::json;

use crate::office::{Answer, Browser, FIRST_VILLAGE, Office};

#[tokio::test]
async fn a_session_opens_with_the_right_password_and_ends_when_it_is_closed() {
    let office = Office::open().await;
    let account = &office.accounts[0];
    let stranger = Browser::stranger(&office);
    let response = stranger.sign_in(&account.name, &account.password).await;
    let cookie = response.headers()["set-cookie"]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"),
        "{cookie}"
    );
    let clerk = Browser::signed_in(&office, 0).await;
    let session = clerk.get("/api/session").await.json;
    assert_eq!(
        (&session["name"], &session["desk"]),
        (&json!("郑春燕"), &json!("township"))
    );
    let closed = clerk
        .request("DELETE", "/api/session")
        .send()
        .await
        .unwrap();
    assert_eq!(closed.status(), 200);
    assert_eq!(clerk.get("/api/session").await.kind(), "signed_out");
}

#[tokio::test]
async fn a_session_ends_by_itself() {
    let office = Office::open().await;
    let clerk = Browser::signed_in(&office, 0).await;
    office.set_clock(crate::office::MONDAY.plus_seconds(13 * 3600));
    assert_eq!(clerk.get("/api/cases").await.kind(), "signed_out");
}

#[tokio::test]
async fn wrong_passwords_lock_the_account_for_longer_and_longer() {
    let office = Office::open().await;
    let name = office.accounts[0].name.clone();
    let stranger = Browser::stranger(&office);
    let wrong = async || Answer::of(stranger.sign_in(&name, "mei-mei-mei").await).await;
    for _ in 0..3 {
        assert_eq!(wrong().await.kind(), "wrong_password");
    }
    let locked = wrong().await;
    assert_eq!((locked.status, &locked.json["seconds"]), (429, &json!(5)));
    let right = stranger.sign_in(&name, &office.accounts[0].password).await;
    assert_eq!(right.status(), 429, "locked for everybody");
    office.set_clock(crate::office::MONDAY.plus_seconds(5));
    assert_eq!(wrong().await.kind(), "wrong_password");
    assert_eq!(wrong().await.json["seconds"], 10);
    office.set_clock(crate::office::MONDAY.plus_seconds(60));
    let right = stranger.sign_in(&name, &office.accounts[0].password).await;
    assert_eq!(right.status(), 200);
    let nobody = Answer::of(stranger.sign_in("没有这人", "mei").await).await;
    assert_eq!(nobody.kind(), "wrong_password");
}

/// Every route of the console but signing in.
const ROUTES: [(&str, &str); 10] = [
    ("GET", "/api/session"),
    ("DELETE", "/api/session"),
    ("GET", "/api/cases"),
    ("GET", "/api/cases/00000000000000000000000000000000"),
    ("POST", "/api/cases/00000000000000000000000000000000/acts"),
    (
        "GET",
        "/api/images/0000000000000000000000000000000000000000000000000000000000000000",
    ),
    ("GET", "/api/changes?after=0"),
    ("GET", "/api/stations"),
    ("GET", "/api/items"),
    ("GET", "/api/cases?queue=nonsense"),
];

#[tokio::test]
async fn nobody_who_is_not_signed_in_is_answered_anywhere() {
    let office = Office::open().await;
    let mut stranger = Browser::stranger(&office);
    for cookie in [
        "",
        "shanyi=00",
        "shanyi=zz",
        &format!("shanyi={}", "ab".repeat(32)),
    ] {
        stranger.cookie = cookie.to_owned();
        for (method, path) in ROUTES {
            let response = stranger
                .request(method, path)
                .body("{}")
                .send()
                .await
                .unwrap();
            let answer = Answer::of(response).await;
            assert_eq!(
                (answer.status, answer.kind()),
                (401, "signed_out"),
                "{method} {path}"
            );
        }
    }
    for (method, path) in [("PUT", "/v1/blobs/"), ("GET", "/v1/blobs/")] {
        let path = format!("{path}{}", "00".repeat(32));
        let request = stranger.request(method, &path);
        let request = request
            .header("upload-offset", 0)
            .header("upload-length", 1);
        assert_eq!(
            request.send().await.unwrap().status(),
            401,
            "{method} {path}"
        );
    }
}

#[tokio::test]
async fn what_changes_something_has_to_come_from_the_consoles_own_pages() {
    let office = Office::open().await;
    let clerk = Browser::signed_in(&office, 0).await;
    let client = reqwest::Client::new();
    let changing = ROUTES.into_iter().filter(|(method, _)| *method != "GET");
    for (method, path) in changing.chain([("POST", "/api/session")]) {
        let request = client.request(method.parse().unwrap(), format!("{}{path}", office.url));
        let response = request
            .header("cookie", &clerk.cookie)
            .body("{}")
            .send()
            .await
            .unwrap();
        let answer = Answer::of(response).await;
        assert_eq!(
            (answer.status, answer.kind()),
            (403, "not_from_here"),
            "{method} {path}"
        );
    }
    assert_eq!(
        clerk.get("/api/session").await.status,
        200,
        "the session is still open"
    );
}

#[tokio::test]
async fn pages_are_served_with_their_policy_and_unknown_interfaces_are_no_page() {
    let office = Office::open().await;
    let stranger = Browser::stranger(&office);
    for path in ["/", "/cases/123", "/sign-in"] {
        let response = stranger.request("GET", path).send().await.unwrap();
        assert_eq!(response.status(), 200, "{path}");
        let headers = response.headers();
        assert!(
            headers["content-security-policy"]
                .to_str()
                .unwrap()
                .contains("default-src 'self'")
        );
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert_eq!(headers["cache-control"], "no-store");
        assert!(response.text().await.unwrap().contains("山驿"));
    }
    for path in ["/api/nothing", "/api/"] {
        let answer = stranger.get(path).await;
        assert_eq!((answer.status, answer.kind()), (404, "not_found"), "{path}");
    }
    let response = stranger.request("GET", "/v1/nothing").send().await.unwrap();
    assert_eq!(response.status(), 404);
    let outside = stranger
        .request("GET", "/..%2fdata%2ftownship.key")
        .send()
        .await
        .unwrap();
    assert!(
        outside.text().await.unwrap().len() < 64,
        "the key stays where it is"
    );
}

#[tokio::test]
async fn a_case_that_is_not_there_is_not_found() {
    let office = Office::open().await;
    let clerk = Browser::signed_in(&office, 0).await;
    let nothing = "00".repeat(16);
    for path in [
        format!("/api/cases/{nothing}"),
        format!("/api/cases/{nothing}?reveal=1"),
        "/api/cases/x".to_owned(),
    ] {
        assert_eq!(clerk.get(&path).await.kind(), "not_found", "{path}");
    }
    let answer = clerk
        .act_on(&nothing, json!([]), json!({"kind": "accept"}))
        .await;
    assert_eq!(answer.kind(), "not_found");
    assert_eq!(clerk.get("/api/cases?after=zz").await.kind(), "bad_request");
    let _ = office.station(FIRST_VILLAGE);
}
