//! Who is let in.

use serde_json::json;

use shanyi_server::account;

use crate::office::{Answer, Browser, FIRST_VILLAGE, MONDAY, Office};

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
    office.set_clock(MONDAY.plus_seconds(13 * 3600));
    assert_eq!(clerk.search(json!({})).await.kind(), "signed_out");
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
    office.set_clock(MONDAY.plus_seconds(5));
    assert_eq!(wrong().await.kind(), "wrong_password");
    assert_eq!(wrong().await.json["seconds"], 10);
    office.set_clock(MONDAY.plus_seconds(60));
    let right = stranger.sign_in(&name, &office.accounts[0].password).await;
    assert_eq!(right.status(), 200);
    let nobody = Answer::of(stranger.sign_in("没有这人", "mei").await).await;
    assert_eq!(nobody.kind(), "wrong_password");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_passwords_in_the_same_moment_no_more_are_tried_than_one_after_the_other() {
    let office = Office::open().await;
    let name = &office.accounts[0].name;
    let stranger = &Browser::stranger(&office);
    let wrong = async || Answer::of(stranger.sign_in(name, "mei-mei-mei").await).await;
    let (a, b, c, d, e, f, g, h) = tokio::join!(
        wrong(),
        wrong(),
        wrong(),
        wrong(),
        wrong(),
        wrong(),
        wrong(),
        wrong()
    );
    let kinds = [a, b, c, d, e, f, g, h].map(|answer| answer.kind().to_owned());
    let tried = kinds.iter().filter(|kind| *kind == "wrong_password");
    assert_eq!(tried.count(), 3, "{kinds:?}");
}

#[tokio::test]
async fn pages_are_served_with_their_policy_and_unknown_interfaces_are_no_page() {
    let office = Office::open().await;
    let stranger = Browser::stranger(&office);
    for path in ["/", "/cases/123", "/sign-in"] {
        let response = stranger.request("GET", path).send().await.unwrap();
        assert_eq!(response.status(), 200, "{path}");
        let headers = response.headers();
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self'"));
        assert!(
            !policy.contains("unsafe") && !policy.contains('*'),
            "{policy}"
        );
        assert_eq!(headers["cross-origin-opener-policy"], "same-origin");
        assert!(
            headers["permissions-policy"]
                .to_str()
                .unwrap()
                .contains("camera=()")
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
    for path in [format!("/api/cases/{nothing}"), "/api/cases/x".to_owned()] {
        assert_eq!(clerk.get(&path).await.kind(), "not_found", "{path}");
        let identity = clerk.post(&format!("{path}/identity"), &json!({})).await;
        assert_eq!(identity.kind(), "not_found", "{path}");
    }
    let answer = clerk
        .act_on(&nothing, json!([]), json!({"kind": "accept"}))
        .await;
    assert_eq!(answer.kind(), "not_found");
    let beyond = clerk.search(json!({"after": "zz"})).await;
    assert_eq!(beyond.kind(), "bad_request");
    let unheard_of = clerk.search(json!({"queue": "nonsense"})).await;
    assert_eq!(unheard_of.kind(), "bad_request");
    let _ = office.station(FIRST_VILLAGE);
}

#[tokio::test]
async fn a_clock_that_stood_ahead_leaves_no_session_and_no_lock_for_years() {
    let office = Office::open().await;
    let ahead = MONDAY.plus_seconds(10 * 365 * 86_400);
    office.set_clock(ahead);
    let long = Browser::signed_in(&office, 1).await;
    assert_eq!(long.get("/api/session").await.status, 200);
    let account = &office.accounts[0];
    let stranger = Browser::stranger(&office);
    for _ in 0..4 {
        stranger.sign_in(&account.name, "mei-mei-mei").await;
    }
    let locked = stranger.sign_in(&account.name, &account.password).await;
    assert_eq!(locked.status(), 429);
    office.set_clock(MONDAY);
    let over = long.get("/api/session").await;
    assert_eq!(
        over.kind(),
        "signed_out",
        "a session lasts twelve hours, not ten years"
    );
    let again = stranger.sign_in(&account.name, &account.password).await;
    assert_eq!(again.status(), 200, "no lock outlasts a quarter of an hour");
}

#[tokio::test]
async fn a_closed_account_ends_at_once_and_says_so_to_its_owner_alone() {
    let office = Office::open().await;
    let clerk = Browser::signed_in(&office, 0).await;
    let shanyi = &office.accounts[0];
    account::close(&office.app, &shanyi.name).unwrap();
    assert_eq!(clerk.get("/api/session").await.kind(), "signed_out");
    let stranger = Browser::stranger(&office);
    let right = Answer::of(stranger.sign_in(&shanyi.name, &shanyi.password).await).await;
    assert_eq!((right.status, right.kind()), (403, "account_closed"));
    let wrong = Answer::of(stranger.sign_in(&shanyi.name, "mei-mei-mei").await).await;
    assert_eq!(
        wrong.kind(),
        "wrong_password",
        "whoever guesses learns nothing"
    );
}

#[tokio::test]
async fn a_new_password_ends_the_sessions_of_the_old_one() {
    let office = Office::open().await;
    let clerk = Browser::signed_in(&office, 0).await;
    let name = &office.accounts[0].name;
    let password = account::change_password(&office.app, name).unwrap();
    assert_eq!(clerk.get("/api/session").await.kind(), "signed_out");
    let old = Browser::stranger(&office)
        .sign_in(name, &office.accounts[0].password)
        .await;
    assert_eq!(old.status(), 401);
    let clerk = Browser::signed_in_as(&office, name, &password).await;
    assert_eq!(clerk.get("/api/session").await.json["name"], json!(name));
}
