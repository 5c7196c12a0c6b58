//! What keeps strangers out of the console: cookies, the time that a session lasts, how often somebody
//! may try, and what browsers are told.

use serde_json::json;
use shanyi_server::serve::Front;

use crate::office::{Answer, Browser, MONDAY, Office};

async fn cookie(office: &Office) -> String {
    let account = &office.accounts[0];
    let response = Browser::stranger(office)
        .sign_in(&account.name, &account.password)
        .await;
    assert_eq!(response.status(), 200);
    response.headers()["set-cookie"]
        .to_str()
        .unwrap()
        .to_owned()
}

#[tokio::test]
async fn with_tls_in_front_the_cookie_is_of_this_host_alone_and_never_goes_without() {
    for front in [Front::Tls, Front::Proxy] {
        let office = Office::behind(front).await;
        let cookie = cookie(&office).await;
        assert!(cookie.starts_with("__Host-shanyi="), "{cookie}");
        for word in ["; Secure", "; HttpOnly", "; SameSite=Strict", "; Path=/;"] {
            assert!(cookie.contains(word), "{cookie}");
        }
        assert!(!cookie.contains("Domain"), "{cookie}");
        let mut clerk = Browser::signed_in(&office, 0).await;
        assert_eq!(clerk.get("/api/session").await.status, 200);
        let response = clerk.request("GET", "/").send().await.unwrap();
        let tls_only = response.headers()["strict-transport-security"].to_str();
        assert!(tls_only.unwrap().starts_with("max-age="));
        // Another page of the host, without TLS, could have set this one.
        clerk.cookie = clerk.cookie.replace("__Host-", "");
        assert_eq!(clerk.get("/api/session").await.kind(), "signed_out");
    }
}

#[tokio::test]
async fn without_tls_nothing_is_promised_that_this_machine_can_not_keep() {
    let office = Office::open().await;
    let cookie = cookie(&office).await;
    assert!(
        cookie.starts_with("shanyi=") && !cookie.contains("Secure"),
        "{cookie}"
    );
    let response = Browser::stranger(&office).request("GET", "/").send().await;
    assert!(
        !response
            .unwrap()
            .headers()
            .contains_key("strict-transport-security")
    );
}

#[tokio::test]
async fn a_session_that_nobody_uses_ends_within_the_hour_and_one_in_use_after_twelve() {
    let office = Office::open().await;
    let clerk = Browser::signed_in(&office, 0).await;
    let unattended = Browser::signed_in(&office, 0).await;
    let minutes = |minutes: i64| MONDAY.plus_seconds(minutes * 60);
    for minute in (0..710).step_by(10) {
        office.set_clock(minutes(minute));
        let used = clerk.get("/api/session").await;
        assert_eq!(used.status, 200, "after {minute} minutes of work");
        // The page asks for changes, and for what has changed, by itself.
        let idle = unattended.request("POST", "/api/cases/search");
        let idle = idle.header("x-shanyi-idle", "1").body("{}");
        let idle = Answer::of(idle.send().await.unwrap()).await.status;
        let asked = unattended.get("/api/changes?after=0").await.status;
        let expected = if minute < 60 { 200 } else { 401 };
        assert_eq!(
            (idle, asked),
            (expected, expected),
            "after {minute} minutes"
        );
    }
    office.set_clock(minutes(719));
    assert_eq!(clerk.get("/api/session").await.status, 200);
    office.set_clock(minutes(720));
    assert_eq!(clerk.get("/api/session").await.kind(), "signed_out");
}

#[tokio::test]
async fn a_token_whose_moment_somebody_changed_opens_nothing() {
    let office = Office::open().await;
    let mut clerk = Browser::signed_in(&office, 0).await;
    let now = format!("{:016x}", MONDAY.0);
    let later = format!("{:016x}", MONDAY.plus_seconds(3600).0);
    assert!(clerk.cookie.ends_with(&now), "{}", clerk.cookie);
    clerk.cookie = clerk.cookie.replace(&now, &later);
    office.set_clock(MONDAY.plus_seconds(3600));
    assert_eq!(clerk.get("/api/session").await.kind(), "signed_out");
}

#[tokio::test]
async fn an_address_that_guesses_names_has_to_wait_and_is_told_how_long() {
    let office = Office::behind(Front::Proxy).await;
    let stranger = Browser::stranger(&office);
    let tries = async |address: &str, name: String, password: &str| {
        let body = json!({"name": name, "password": password}).to_string();
        let request = stranger.request("POST", "/api/session").body(body);
        let request = request.header("x-forwarded-for", address);
        Answer::of(request.send().await.unwrap()).await
    };
    let guesses = async |address: &str| {
        for n in 0..30 {
            let guess = tries(address, format!("没有 {n}"), "mei").await;
            assert_eq!(guess.kind(), "wrong_password", "{n}");
        }
    };
    guesses("10.1.2.3").await;
    let (name, password) = (
        office.accounts[0].name.clone(),
        office.accounts[0].password.clone(),
    );
    let locked = tries("10.1.2.3", name.clone(), &password).await;
    assert_eq!((locked.status, locked.kind()), (429, "locked"));
    assert_eq!(locked.json["seconds"], 20);
    // What it says of others is its own invention; the proxy writes the address that it saw last.
    let hidden = tries("10.9.9.9, 10.1.2.3", name.clone(), &password).await;
    assert_eq!(hidden.status, 429);
    let elsewhere = tries("10.1.2.4", name.clone(), &password).await;
    assert_eq!(elsewhere.status, 200, "another address");
    office.set_clock(MONDAY.plus_seconds(20));
    let again = tries("10.1.2.3", name.clone(), &password).await;
    assert_eq!(again.status, 200);
    // A right password costs no try: an office signs in each morning.
    for _ in 0..40 {
        let right = tries("10.1.2.3", name.clone(), &password).await;
        assert_eq!(right.status, 200);
    }
}

#[tokio::test]
async fn without_a_proxy_nobody_says_from_where_they_come() {
    let office = Office::open().await;
    let stranger = Browser::stranger(&office);
    let mut last = 0;
    for n in 0..31 {
        let body = json!({"name": format!("没有 {n}"), "password": "mei"}).to_string();
        let request = stranger.request("POST", "/api/session").body(body);
        let request = request.header("x-forwarded-for", format!("10.1.2.{n}"));
        last = request.send().await.unwrap().status().as_u16();
    }
    assert_eq!(last, 429);
}

#[tokio::test]
async fn pages_run_nothing_from_elsewhere_and_answers_run_nothing_at_all() {
    let office = Office::open().await;
    let clerk = Browser::signed_in(&office, 0).await;
    let page = clerk.request("GET", "/").send().await.unwrap();
    let header = |name: &str| page.headers()[name].to_str().unwrap().to_owned();
    let policy = header("content-security-policy");
    for word in [
        "default-src 'none'",
        "style-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
    ] {
        assert!(policy.contains(word), "{policy}");
    }
    let scripts = policy
        .split(';')
        .find(|one| one.trim().starts_with("script-src"));
    assert_eq!(scripts.map(str::trim), Some("script-src 'self'"));
    for word in ["unsafe", "http:", "https:", "*"] {
        assert!(!policy.contains(word), "{policy}");
    }
    assert_eq!(header("cross-origin-opener-policy"), "same-origin");
    assert_eq!(header("cross-origin-resource-policy"), "same-origin");
    assert_eq!(header("referrer-policy"), "no-referrer");
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert!(header("permissions-policy").contains("camera=()"));
    let answer = clerk.request("GET", "/api/session").send().await.unwrap();
    let policy = answer.headers()["content-security-policy"]
        .to_str()
        .unwrap();
    assert_eq!(policy, "default-src 'none'; frame-ancestors 'none'");
    assert_eq!(answer.headers()["cache-control"], "no-store");
}
