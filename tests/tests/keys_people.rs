//! Who may use this PC: a colleague comes, one leaves, one has lost the right.
#![allow(clippy::unwrap_used)]

#[path = "../../app/tests/furnished/mod.rs"]
mod furnished;
#[path = "keys_door/scene.rs"]
mod scene;

use furnished::{COLLEAGUE, Listed, OPERATOR, SIGNED, publish_people};
use scene::{COLLEAGUES, PIN, Scene};
use serde_json::{Value, json};
use shanyi_store::JournalAct;
use shanyi_store::{Options, Store, load_or_create_key};

/// A desk whose directory is this one, at which the enrolled operator has chosen a PIN.
fn with_people(people: &[Listed<'_>]) -> Scene {
    let mut scene = Scene::fresh();
    scene.desk = None;
    let data = &scene.opening.data;
    let key = load_or_create_key(data).unwrap();
    let mut store = Store::open(data, &key, Options::default()).unwrap();
    publish_people(&mut store, 2, people);
    drop(store);
    scene.reopen();
    scene
}

/// Who is listed, with what is said of each.
fn listed(pins: &Value) -> Vec<(u64, bool, &str)> {
    let people = pins["people"].as_array().unwrap().iter();
    people
        .map(|one| {
            (
                one["id"].as_u64().unwrap(),
                one["has_pin"].as_bool().unwrap(),
                one["standing"]["kind"].as_str().unwrap(),
            )
        })
        .collect()
}

#[test]
fn whoever_is_in_sees_who_has_a_pin_here_and_who_has_none() {
    let scene = Scene::chosen();
    let pins = scene.ok("pins", Value::Null);
    assert_eq!(listed(&pins), [(11, true, "here"), (12, false, "here")]);
    assert_eq!(
        (&pins["names"], &pins["left_open"], &pins["idle_minutes"]),
        (&json!("directory"), &json!(false), &json!(10))
    );
    let colleague = json!({ "operator": 12, "pin": COLLEAGUES });
    scene.ok("add_colleague", colleague);
    scene.ok("lock", Value::Null);
    scene.sign_in(12, COLLEAGUES).unwrap();
    let pins = scene.ok("pins", Value::Null);
    // Whoever looks stands first.
    assert_eq!(listed(&pins), [(12, true, "here"), (11, true, "here")]);
    assert_eq!(pins["people"][0]["me"], true);
}

#[test]
fn a_pin_that_was_taken_away_opens_nothing_and_the_journal_has_who_took_it() {
    let mut scene = Scene::chosen();
    let colleague = json!({ "operator": 12, "pin": COLLEAGUES });
    scene.ok("add_colleague", colleague);
    let own = scene.call("take_pin", json!({ "operator": 11 }));
    assert_eq!(own.unwrap_err()["kind"], "bad_request", "there is one left");
    let pins = scene.ok("take_pin", json!({ "operator": 12 }));
    assert_eq!(listed(&pins), [(11, true, "here"), (12, false, "here")]);
    // Pressed twice it is done once.
    assert_eq!(scene.ok("take_pin", json!({ "operator": 12 })), pins);
    scene.ok("lock", Value::Null);
    assert_eq!(
        scene.sign_in(12, COLLEAGUES).unwrap_err()["kind"],
        "not_of_this_station"
    );
    assert_eq!(scene.door()["operators"].as_array().unwrap().len(), 1);
    scene.reopen();
    assert_eq!(scene.sign_in(11, PIN).unwrap()["state"], "open");
    let taken: Vec<_> = scene.journal(PIN);
    let acts = taken
        .iter()
        .filter(|(act, _)| *act == Some(JournalAct::PinTaken));
    assert_eq!(
        acts.collect::<Vec<_>>(),
        [&(Some(JournalAct::PinTaken), 11)]
    );
}

#[test]
fn who_lost_the_right_gets_no_pin_here_whoever_asks() {
    let people = [(11, OPERATOR, 1, None), (12, COLLEAGUE, 1, Some(SIGNED))];
    let mut scene = with_people(&people);
    let names = |door: &Value| {
        let operators = door["operators"].as_array().unwrap().iter();
        operators.map(|one| one["id"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(names(&scene.door()), [json!(11)]);
    let chosen = scene.call("choose_pin", json!({ "operator": 12, "pin": PIN }));
    assert_eq!(chosen.unwrap_err()["kind"], "not_of_this_station");
    scene.choose(11, PIN);
    let added = json!({ "operator": 12, "pin": COLLEAGUES });
    let refused = json!({ "kind": "no_right", "name": COLLEAGUE });
    assert_eq!(scene.call("add_colleague", added), Err(refused));
    assert_eq!(
        listed(&scene.ok("pins", Value::Null)),
        [(11, true, "here"), (12, false, "withdrawn")]
    );
    // The recovery code lets nobody in whom the county has taken out.
    scene.ok("lock", Value::Null);
    let code = json!({ "code": scene.code.concat() });
    let door = scene.ok("open_by_recovery", code);
    assert_eq!(names(&door), [json!(11)]);
}

#[test]
fn who_lost_the_right_lets_a_successor_in_and_shuts_nobody_out() {
    let people = [
        (11, OPERATOR, 1, Some(SIGNED)),
        (12, COLLEAGUE, 1, None),
        (14, "钟秀英", 1, None),
    ];
    let mut scene = Scene::chosen();
    scene.ok(
        "add_colleague",
        json!({ "operator": 12, "pin": COLLEAGUES }),
    );
    let key = scene.key(PIN);
    let mut store = Store::open(&scene.opening.data, &key, Options::default()).unwrap();
    publish_people(&mut store, 2, &people);
    drop(store);
    scene.reopen();
    scene.sign_in(11, PIN).unwrap();
    for (command, args) in [
        ("take_pin", json!({ "operator": 12 })),
        ("add_colleague", json!({ "operator": 12, "pin": "504938" })),
        ("new_recovery", Value::Null),
    ] {
        let refused = scene.call(command, args).unwrap_err();
        assert_eq!(refused["kind"], "right_withdrawn", "{command}");
    }
    let own = json!({ "pin": PIN, "new_pin": "504938" });
    scene.ok("change_pin", own);
    scene.ok("add_colleague", json!({ "operator": 14, "pin": "617203" }));
}

#[test]
fn who_is_not_of_the_station_any_more_is_seen_and_their_pin_can_be_taken() {
    let mut scene = Scene::chosen();
    scene.ok(
        "add_colleague",
        json!({ "operator": 12, "pin": COLLEAGUES }),
    );
    let key = scene.key(PIN);
    let mut store = Store::open(&scene.opening.data, &key, Options::default()).unwrap();
    publish_people(
        &mut store,
        2,
        &[(11, OPERATOR, 1, None), (12, COLLEAGUE, 2, None)],
    );
    drop(store);
    scene.reopen();
    scene.sign_in(11, PIN).unwrap();
    let pins = scene.ok("pins", Value::Null);
    assert_eq!(listed(&pins), [(11, true, "here"), (12, true, "gone")]);
    let pins = scene.ok("take_pin", json!({ "operator": 12 }));
    assert_eq!(listed(&pins), [(11, true, "here")]);
}

#[test]
fn a_code_that_somebody_was_about_to_confirm_is_gone_when_the_door_locks() {
    let scene = Scene::chosen();
    scene.ok("new_recovery", Value::Null);
    scene.ok("recovery_sheet", Value::Null);
    scene.ok("lock", Value::Null);
    assert!(scene.call("recovery_sheet", Value::Null).is_err());
    assert_eq!(scene.door()["state"], "locked");
    // The earlier one still counts: the new one was never confirmed.
    let door = scene.ok("open_by_recovery", json!({ "code": scene.code.concat() }));
    assert_eq!(door["state"], "choose_pin");
}

#[test]
fn after_how_many_minutes_it_locks_is_kept_and_noted() {
    let mut scene = Scene::chosen();
    scene.ok("set_idle", json!({ "minutes": 5 }));
    scene.reopen();
    scene.sign_in(11, PIN).unwrap();
    assert_eq!(scene.ok("pins", Value::Null)["idle_minutes"], 5);
    let noted = scene.journal(PIN);
    assert!(
        noted.contains(&(Some(JournalAct::IdleSet), 11)),
        "{noted:?}"
    );
}
