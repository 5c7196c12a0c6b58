//! Another password at the console, chosen by whoever is signed in.

use serde_json::json;
use shanyi_server::account::{self, Newcomer};
use shanyi_server::ledger::LedgerError;
use shanyi_server::ledger::accounts::Desk;
use shanyi_server::ledger::journal::JournalAct;

use crate::office::{Answer, Browser, MONDAY, Office};

const NEW: &str = "三棵老樟树在村口桥头边";

async fn change(user: &Browser, old: &str, new: &str) -> Answer {
    let wish = json!({"old": old, "new": new});
    user.post("/api/session/password", &wish).await
}

#[tokio::test]
async fn a_clerk_chooses_a_password_and_every_other_session_of_the_account_ends() {
    let office = Office::open().await;
    let account = &office.accounts[0];
    let here = Browser::signed_in(&office, 0).await;
    let elsewhere = Browser::signed_in(&office, 0).await;
    let colleague = Browser::signed_in(&office, 1).await;
    assert_eq!(change(&here, &account.password, NEW).await.status, 200);
    assert_eq!(here.get("/api/session").await.status, 200);
    assert_eq!(elsewhere.get("/api/session").await.kind(), "signed_out");
    assert_eq!(colleague.get("/api/session").await.status, 200);
    let door = Browser::stranger(&office);
    assert_eq!(
        door.sign_in(&account.name, &account.password)
            .await
            .status(),
        401
    );
    assert_eq!(door.sign_in(&account.name, NEW).await.status(), 200);
    let kept: Result<_, LedgerError> = office.app.ledger.read(|view| view.account(&account.name));
    let kept = kept.unwrap().unwrap();
    assert!(kept.password.starts_with("$argon2id$") && !kept.password.contains(NEW));
    let noted: Result<_, LedgerError> = office.app.ledger.read(|view| view.journal(1));
    let noted = noted.unwrap().remove(0);
    assert_eq!(
        (
            noted.act,
            noted.person,
            noted.subject.as_str(),
            noted.why.as_str()
        ),
        (
            Some(JournalAct::PasswordChanged),
            Some(kept.person),
            account.name.as_str(),
            ""
        )
    );
}

#[tokio::test]
async fn wrong_old_passwords_lock_the_account_as_at_the_door() {
    let office = Office::open().await;
    let account = &office.accounts[0];
    let here = Browser::signed_in(&office, 0).await;
    for _ in 0..3 {
        assert_eq!(change(&here, "wrong", NEW).await.kind(), "wrong_password");
    }
    let locked = change(&here, &account.password, NEW).await;
    assert_eq!((locked.status, locked.kind()), (429, "locked"));
    assert_eq!(locked.json["seconds"], 5);
    let door = Browser::stranger(&office);
    let refused = door.sign_in(&account.name, &account.password).await;
    assert_eq!(refused.status(), 429, "the door is the same");
    office.set_clock(MONDAY.plus_seconds(6));
    assert_eq!(change(&here, &account.password, NEW).await.status, 200);
}

#[tokio::test]
async fn what_is_easily_guessed_is_refused_before_the_old_password_is_tried() {
    let office = Office::open().await;
    let account = &office.accounts[0];
    let here = Browser::signed_in(&office, 0).await;
    for (new, fault) in [
        ("abc", "too_short"),
        ("1234567890", "guessable"),
        (account.password.as_str(), "same"),
    ] {
        let refused = change(&here, &account.password, new).await;
        let expected = json!({"kind": "invalid", "field": "password", "fault": fault});
        assert_eq!((refused.status, refused.json), (422, expected));
    }
    for _ in 0..9 {
        assert_eq!(change(&here, "wrong", "abc").await.kind(), "invalid");
    }
    assert_eq!(change(&here, &account.password, NEW).await.status, 200);
}

#[tokio::test]
async fn locks_and_what_becomes_of_an_account_are_in_the_journal() {
    let office = Office::open().await;
    let newcomer = Newcomer {
        name: "方小琴".to_owned(),
        title: "窗口".to_owned(),
        office: "北界镇便民服务中心".to_owned(),
        desk: Desk::Township,
        township: None,
        reads_only: false,
    };
    account::open(&office.app, &newcomer).unwrap();
    let door = Browser::stranger(&office);
    for _ in 0..4 {
        door.sign_in("方小琴", "mei-mei-mei").await;
    }
    account::change_password(&office.app, "方小琴").unwrap();
    account::close(&office.app, "方小琴").unwrap();
    let lines: Result<_, LedgerError> = office.app.ledger.read(|view| view.journal(4));
    let lines = lines.unwrap();
    let acts: Vec<_> = lines.iter().rev().filter_map(|line| line.act).collect();
    assert_eq!(
        acts,
        [
            JournalAct::AccountOpened,
            JournalAct::SignInLocked,
            JournalAct::PasswordChanged,
            JournalAct::AccountClosed,
        ]
    );
    assert!(lines.iter().all(|line| line.subject == "方小琴"));
}
