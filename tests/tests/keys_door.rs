//! The door of the desk: what answers while nobody is signed in, and who did what.
#![allow(clippy::unwrap_used)]

#[path = "../../app/tests/furnished/mod.rs"]
mod furnished;
#[path = "keys_door/scene.rs"]
mod scene;

use furnished::elders_card;
use scene::{COLLEAGUES, PIN, Scene, locked};
use serde_json::{Value, json};
use shanyi_app::command::{PASSAGES, Passage};
use shanyi_app::desk::Desk;
use shanyi_store::JournalAct;

/// Every command behind the door, and what it answers.
fn behind_the_door(desk: &Desk) {
    let mut behind = 0;
    for (name, _) in PASSAGES.iter().filter(|(_, of)| *of == Passage::Desk) {
        behind += 1;
        let answers = [
            desk.call(name, json!({})),
            desk.call(name, json!({ "case": "00".repeat(16) })),
            desk.call_with_bytes(name, json!({ "of": "paper" }), b"bytes"),
        ];
        for answer in answers {
            assert_eq!(answer.map_err(|error| json!(error)), locked(), "{name}");
        }
    }
    assert!(behind > 30, "only {behind} commands stand behind the door");
}

#[test]
fn while_nobody_is_signed_in_no_command_of_the_table_answers_but_those_at_the_door() {
    let mut scene = Scene::fresh();
    assert_eq!(scene.door()["state"], "choose_pin");
    behind_the_door(scene.desk());
    scene.choose(11, PIN);
    scene.ok("station", Value::Null);
    // Locked, with the store open behind it.
    scene.ok("lock", Value::Null);
    assert_eq!(scene.door()["state"], "locked");
    assert_eq!(scene.door()["running"], true);
    behind_the_door(scene.desk());
    // Locked, with the store closed.
    scene.reopen();
    assert_eq!(scene.door()["running"], false);
    behind_the_door(scene.desk());
    let health = scene.ok("health", Value::Null);
    assert_eq!(health["shut"], Value::Null, "{health}");
}

#[test]
fn what_answers_at_a_locked_door_holds_nothing_of_a_case() {
    let (name, phone) = ("阚玥瑶", "13905787731");
    let scene = Scene::chosen();
    let card = furnished::an_id_number();
    let form = elders_card(name, &card, phone, "下坪组 12 号");
    let taken = scene.ok("take_in", form);
    let number = taken["number"].as_str().unwrap().to_owned();
    scene.ok("lock", Value::Null);
    for (command, _) in PASSAGES.iter().filter(|(_, of)| *of == Passage::Door) {
        let said = format!("{:?}", scene.call(command, json!({})));
        for secret in [name, phone, &card, &number, taken["case"].as_str().unwrap()] {
            assert!(!said.contains(secret), "{command} says {secret}");
        }
    }
}

#[test]
fn two_operators_each_see_their_own_forms_and_act_under_their_own_name() {
    let scene = Scene::chosen();
    scene.ok(
        "keep_draft",
        json!({ "form": "intake:1", "content": { "name": "阚玥瑶" } }),
    );
    scene.ok(
        "add_colleague",
        json!({ "operator": 12, "pin": COLLEAGUES }),
    );
    scene.ok("lock", Value::Null);
    assert_eq!(scene.sign_in(12, PIN).unwrap_err()["kind"], "wrong_pin");
    let in_ = scene.sign_in(12, COLLEAGUES).unwrap();
    assert_eq!(
        (&in_["operator"]["id"], &in_["again"]),
        (&json!(12), &json!(false))
    );
    let station = scene.ok("station", Value::Null);
    assert_eq!(station["operator"], furnished::COLLEAGUE);
    assert_eq!(scene.ok("drafts", Value::Null), json!([]));
    let card = furnished::an_id_number();
    let taken = scene.ok(
        "take_in",
        elders_card("蓝小满", &card, "13905787731", "下坪组 12 号"),
    );
    let case = scene.ok("case", json!({ "case": taken["case"] }));
    assert_eq!(case["course"][0]["who"], furnished::COLLEAGUE);
    scene.ok("lock", Value::Null);
    let back = scene.sign_in(11, PIN).unwrap();
    assert_eq!(back["again"], false, "{back}");
    let drafts = scene.ok("drafts", Value::Null);
    assert_eq!(drafts[0]["content"]["name"], "阚玥瑶");
    scene.ok("lock", Value::Null);
    assert_eq!(scene.sign_in(11, PIN).unwrap()["again"], true);
}

#[test]
fn an_idle_desk_locks_itself_and_one_at_whose_keys_somebody_is_does_not() {
    let scene = Scene::chosen();
    scene.ok("set_idle", json!({ "minutes": 2 }));
    assert!(scene.call("set_idle", json!({ "minutes": 1 })).is_err());
    scene.desk().play_running(115);
    scene.ok("still_here", Value::Null);
    scene.desk().play_running(115);
    looked(scene.desk());
    assert_eq!(scene.door()["state"], "open");
    scene.desk().play_clock(86_400);
    looked(scene.desk());
    assert_eq!(scene.door()["state"], "open", "a clock locked the door");
    scene.desk().play_running(6);
    looked(scene.desk());
    assert_eq!(scene.door()["state"], "locked");
    assert_eq!(scene.sign_in(11, PIN).unwrap()["idle_minutes"], 2);
}

/// As on a PC that slept through the night with the desk open: whoever wakes it is quicker than the keeper.
#[test]
fn no_key_that_comes_late_opens_a_desk_that_should_have_locked() {
    let scene = Scene::chosen();
    scene.desk().play_running(8 * 3600);
    let _ = scene.call("still_here", Value::Null);
    assert_eq!(
        scene.call("drafts", Value::Null).unwrap_err()["kind"],
        "locked"
    );
    assert_eq!(scene.door()["state"], "locked");
    scene.sign_in(11, PIN).unwrap();
    scene.ok("drafts", Value::Null);
}

/// Waits until the keeper has looked twice from now on: the first look may have been under way.
fn looked(desk: &Desk) {
    let from = desk.looked();
    let begun = std::time::Instant::now();
    while desk.looked() < from + 3 {
        assert!(begun.elapsed().as_secs() < 60, "the keeper does not look");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}

#[test]
fn the_journal_says_who_came_in_who_went_and_which_pins_were_wrong() {
    let mut scene = Scene::chosen();
    scene.ok("lock", Value::Null);
    scene.sign_in(11, "111222").unwrap_err();
    scene.reopen();
    scene.sign_in(11, "111222").unwrap_err();
    scene.sign_in(11, PIN).unwrap();
    let made = scene.ok("new_recovery", Value::Null);
    scene.confirm(&made);
    use JournalAct::{Locked, PinChosen, RecoveryMade, SignedIn, WrongPin};
    let acts = [
        PinChosen,
        RecoveryMade,
        SignedIn,
        Locked,
        WrongPin,
        WrongPin,
        SignedIn,
        RecoveryMade,
    ];
    let wanted: Vec<_> = acts.iter().map(|act| (Some(*act), 11)).collect();
    assert_eq!(scene.journal(PIN), wanted);
}

#[test]
fn a_door_left_open_for_a_test_is_shut_all_the_same_by_a_pin() {
    let mut scene = Scene::chosen();
    scene.opening.door_left_open = true;
    scene.reopen();
    assert_eq!(scene.door()["state"], "locked");
    behind_the_door(scene.desk());
    scene.sign_in(11, PIN).unwrap();
    scene.ok("lock", Value::Null);
    behind_the_door(scene.desk());
}

#[test]
fn a_lock_waits_for_what_is_under_way_and_nothing_goes_through_behind_it() {
    let scene = Scene::chosen();
    let desk = scene.desk.clone().unwrap();
    let working = std::thread::spawn(move || {
        let mut done = 0;
        loop {
            let content = json!({ "name": done.to_string() });
            let kept = desk.call(
                "keep_draft",
                json!({ "form": "intake:1", "content": content }),
            );
            if let Err(error) = kept {
                return (done, json!(error));
            }
            done += 1;
        }
    });
    scene.ok("lock", Value::Null);
    let (_, end) = working.join().unwrap();
    assert_eq!(end, json!({ "kind": "locked" }));
}
