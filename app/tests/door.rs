//! The door of the desk: what answers while nobody is signed in, and who did what.
#![allow(clippy::unwrap_used)]

mod furnished;

use furnished::furnished;
use serde_json::{Value, json};
use shanyi_app::command::{PASSAGES, Passage};
use shanyi_app::desk::{Desk, Opening};

/// A desk whose door nobody left open.
fn opening(data: &std::path::Path) -> Opening {
    Opening {
        door_left_open: false,
        ..furnished(data)
    }
}

#[test]
fn while_nobody_is_signed_in_no_command_of_the_table_answers_but_those_at_the_door() {
    let data = tempfile::tempdir().unwrap();
    let desk = Desk::open(&opening(data.path()));
    let mut behind = 0;
    for (name, passage) in PASSAGES.iter().filter(|(_, of)| *of == Passage::Desk) {
        behind += 1;
        let answers = [
            desk.call(name, json!({})),
            desk.call(name, json!({ "case": "00".repeat(16) })),
            desk.call_with_bytes(name, json!({ "of": "paper" }), b"bytes"),
        ];
        for answer in answers {
            let said = answer.map_err(|error| json!(error));
            assert_eq!(said, Err(json!({ "kind": "locked" })), "{name} {passage:?}");
        }
    }
    assert!(behind > 30, "only {behind} commands stand behind the door");
    let door = desk.call("door", Value::Null).unwrap();
    assert_eq!(door["state"], "choose_pin", "{door}");
}
