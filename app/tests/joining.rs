//! A fresh PC that nobody has joined to a station: what it answers, and what it keeps of what was begun.
#![allow(clippy::unwrap_used, clippy::panic)]

use serde_json::{Value, json};
use shanyi_app::desk::{Desk, Opening};
use shanyi_app::error::{DeskError, JoinFault};
use shanyi_wire::enrol::Cost;

fn fresh(folder: &std::path::Path) -> std::sync::Arc<Desk> {
    Desk::open(&Opening {
        code_cost: Cost::OF_TESTS,
        stall: std::time::Duration::from_secs(2),
        ..Opening::left_open(folder.join("station"))
    })
}

fn refused(desk: &Desk, server: &str, code: &str) -> JoinFault {
    let asked = desk.call("join", json!({"server": server, "code": code}));
    match asked.unwrap_err() {
        DeskError::Joining { fault } => fault,
        other => panic!("{other:?}"),
    }
}

/// An address at which nobody listens.
const NOBODY: &str = "http://127.0.0.1:9";

#[test]
fn what_was_typed_wrong_is_said_before_anything_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let desk = fresh(folder.path());
    let code = "SHANY-12345";
    let why = |server: &str, code: &str| refused(&desk, server, code);
    assert_eq!(
        why(NOBODY, "SHANY-1234"),
        JoinFault::CodeLength { found: 9 }
    );
    let found = "五".to_owned();
    assert_eq!(
        why(NOBODY, "五HANY-12345"),
        JoinFault::CodeCharacter { found }
    );
    assert_eq!(why("", code), JoinFault::Address);
    assert_eq!(why("ftp://shanyi.example", code), JoinFault::Address);
    assert_eq!(why("shanyi.example/some/where", code), JoinFault::Address);
    assert_eq!(why("http://shanyi.example", code), JoinFault::NoTls);
    let going_on = desk.call("join", json!({})).unwrap_err();
    let fault = JoinFault::NothingBegun;
    assert_eq!(going_on, DeskError::Joining { fault });
    let bytes = desk.call_with_bytes("join_by_file", json!({"code": code}), b"no invitation");
    let fault = JoinFault::NoInvitation;
    assert_eq!(bytes.unwrap_err(), DeskError::Joining { fault });
    assert_eq!(desk.call("door", Value::Null).unwrap()["state"], "joining");
}

#[test]
fn a_code_is_read_however_it_was_scanned_pasted_or_typed() {
    let folder = tempfile::tempdir().unwrap();
    let desk = fresh(folder.path());
    let asked = |server: &str, code: &str| refused(&desk, server, code);
    let ticket = "SHANYI:1:http://127.0.0.1:9:SHANY12345";
    for (server, code) in [
        ("", ticket),
        (ticket, ""),
        ("shanyi.example", ticket),
        ("", "shanyi:1:http://127.0.0.1:9:shany12345"),
        ("", "  SHANYI:1:http://127.0.0.1:9:SHANY-12345\r\n"),
        (
            "",
            "ＳＨＡＮＹＩ：１：http://127.0.0.1:9：ＳＨＡＮＹ－１２３４５",
        ),
        ("", "\u{feff}SHANYI:1:http://127.0.0.1:9:SHANY\u{200b}12345"),
        (NOBODY, "shany l2345"),
        (NOBODY, "ＳＨＡＮＹ　１２３４５"),
        (NOBODY, "SHANY–12345"),
        ("http：／／１２７。０。０。１：９/", "SHANY12345"),
        (" http://127.0.0.1:9\n", "S H A N Y 1 2 3 4 5"),
        ("http://127.0.0.1:9。", "SHANY12345"),
        (
            "“http://127.0.0.1:9”，".trim_start_matches('“'),
            "SHANY12345",
        ),
        ("http://[::1]:9", "SHANY12345"),
        ("::1", "SHANY12345"),
    ] {
        assert_eq!(asked(server, code), JoinFault::Down, "{server:?} {code:?}");
    }
    let other = |found: &str| JoinFault::CodeCharacter {
        found: found.to_owned(),
    };
    for (server, code, why) in [
        (NOBODY, NOBODY, other(":")),
        ("", "SHANYI:1::SHANY12345", JoinFault::Address),
        (NOBODY, "SHANYI:1::SHANY12345", other(":")),
        (NOBODY, "SHANYI:2:http://127.0.0.1:9:SHANY12345", other(":")),
        (NOBODY, "SHANYUUUUU", other("U")),
        (NOBODY, "", JoinFault::CodeLength { found: 0 }),
        (NOBODY, "\u{200b}", JoinFault::CodeLength { found: 0 }),
        (
            "",
            "SHANYI:1:http://shanyi.example:SHANY12345",
            JoinFault::NoTls,
        ),
        (
            "",
            "SHANYI:1:javascript:alert(1):SHANY12345",
            JoinFault::Address,
        ),
        (
            "",
            "SHANYI:1:file:///etc/passwd:SHANY12345",
            JoinFault::Address,
        ),
        ("https://a@b", "SHANY12345", JoinFault::Address),
        ("shanyi.example:99999", "SHANY12345", JoinFault::Address),
        ("shanyi.example:0", "SHANY12345", JoinFault::Address),
        ("shanyi.example:八千", "SHANY12345", JoinFault::Address),
        ("shanyi,example", "SHANY12345", JoinFault::Address),
        ("[fe80::zz]", "SHANY12345", JoinFault::Address),
        ("http://2001:db8::1", "SHANY12345", JoinFault::NoTls),
    ] {
        assert_eq!(asked(server, code), why, "{server:?} {code:?}");
    }
    let long = "S".repeat(100_000);
    for asked in [
        desk.call("join", json!({ "server": NOBODY, "code": long })),
        desk.call_with_bytes("join_by_file", json!({ "code": long }), b"x"),
    ] {
        assert!(matches!(asked, Err(DeskError::Text { .. })), "{asked:?}");
    }
}

#[test]
fn what_was_begun_without_a_line_goes_on_after_a_restart_with_nothing_typed_again() {
    let folder = tempfile::tempdir().unwrap();
    let desk = fresh(folder.path());
    assert_eq!(refused(&desk, NOBODY, "SHANY-12345"), JoinFault::Down);
    drop(desk);
    let desk = fresh(folder.path());
    let begun = desk.call("joining", Value::Null).unwrap();
    assert_eq!(
        (&begun["server"], &begun["goes_on"]),
        (&json!(NOBODY), &json!(true))
    );
    let asked = desk.call("join", json!({})).unwrap_err();
    let fault = JoinFault::Down;
    assert_eq!(asked, DeskError::Joining { fault });
    // What was drawn is kept once, and nothing of the code itself.
    let data = folder.path().join("station");
    for file in std::fs::read_dir(data).unwrap().flatten() {
        if file.path().is_file() {
            let bytes = std::fs::read(file.path()).unwrap();
            let holds = |word: &[u8]| bytes.windows(word.len()).any(|here| here == word);
            assert!(!holds(b"SHANY12345"), "{:?}", file.path());
        }
    }
}

#[test]
fn a_desk_that_is_a_stations_joins_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let desk = fresh(folder.path());
    let confirmed = desk.call("confirm_joining", json!({"operator": 11}));
    let fault = JoinFault::NothingBegun;
    assert_eq!(confirmed.unwrap_err(), DeskError::Joining { fault });
    let left = desk.call("leave_joining", Value::Null).unwrap();
    assert_eq!(left["joined"], Value::Null);
}
