//! What a desk says of how its key and its line are kept, open and closed.
#![allow(clippy::unwrap_used)]

#[path = "../../app/tests/furnished/mod.rs"]
mod furnished;
#[path = "keys_door/scene.rs"]
mod scene;

use furnished::SIGNED;
use scene::{PIN, Scene};
use serde_json::{Value, json};
use shanyi_app::doctor;
use shanyi_domain::time::Moment;
use shanyi_server::authority::Authorities;
use shanyi_store::{Enrolment, Options, Store};
use shanyi_sync::carrier::good_until;

const DAY: i64 = 86_400;
/// How long an authority of the township's is good.
const LIFE: i64 = 30 * 365 * DAY;

/// The certificates of an authority that was made then, and of its spare.
fn made(at: Moment) -> [Vec<u8>; 2] {
    let place = tempfile::tempdir().unwrap();
    let both = Authorities::keep(place.path(), at).unwrap();
    both.certificates().try_into().unwrap()
}

/// Has the desk trust these authorities from now on.
fn trust(scene: &mut Scene, [authority, spare]: [Vec<u8>; 2]) {
    let key = scene.key(PIN);
    let mut store = Store::open(&scene.opening.data, &key, Options::default()).unwrap();
    let given = Enrolment {
        sealing: [9; 32],
        recovery: "none".to_owned(),
        authority,
        spare,
    };
    store.keep_enrolment(&given).unwrap();
    drop(store);
    scene.reopen();
    scene.sign_in(11, PIN).unwrap();
}

/// The kinds of what is wanting.
fn wanting(keys: &Value) -> Vec<&str> {
    let wanting = keys["wanting"].as_array().unwrap().iter();
    wanting.map(|one| one["kind"].as_str().unwrap()).collect()
}

#[test]
fn the_panel_says_of_the_key_what_the_doctor_says() {
    let mut scene = Scene::chosen();
    let keys = scene.ok("keys", Value::Null);
    assert_eq!(keys["ways"]["holders"], 1);
    assert_eq!(keys["ways"]["ring"], "file");
    assert_eq!(
        (&keys["ways"]["code"], &keys["ways"]["township"]),
        (&json!(true), &json!(false))
    );
    assert!(keys["ways"]["code_made"].is_i64(), "{keys}");
    let said = ["pin_part_in_file", "not_for_township", "no_authority"];
    assert_eq!(wanting(&keys), said);
    scene.desk = None;
    let closed = doctor::kept(&scene.opening.data, Some(&scene.code.concat()));
    assert_eq!(json!(closed.keys), keys);
}

#[test]
fn a_key_that_lies_open_is_said_with_what_to_do() {
    let place = tempfile::tempdir().unwrap();
    let opening = furnished::furnished(&place.path().join("station"));
    let desk = shanyi_app::desk::Desk::open(&opening);
    let keys = desk.call("keys", Value::Null).unwrap();
    assert_eq!(keys["ways"], Value::Null);
    assert_eq!(wanting(&keys), ["key_open", "no_authority"]);
}

#[test]
fn the_end_of_an_authority_is_read_of_its_certificate() {
    for certificate in made(SIGNED) {
        assert_eq!(good_until(&certificate), Some(SIGNED.plus_seconds(LIFE)));
    }
    assert_eq!(good_until(&[48, 3, 1, 2, 3]), None);
}

#[test]
fn an_authority_that_is_over_soon_is_told_on_the_panel_and_by_the_doctor() {
    let mut scene = Scene::chosen();
    let [old, _] = made(now().plus_seconds(90 * DAY + 600 - LIFE));
    let [young, _] = made(now());
    trust(&mut scene, [old, young.clone()]);
    let keys = scene.ok("keys", Value::Null);
    let told = keys["wanting"].as_array().unwrap().last().unwrap().clone();
    let until = now().plus_seconds(90 * DAY + 600).business_day();
    assert_eq!(
        told,
        json!({ "kind": "authority_ends", "until": until, "days": 90 })
    );
    assert_eq!(keys["authority_until"], json!(until));
    assert_eq!(
        keys["spare_until"],
        json!(good_until(&young).unwrap().business_day())
    );
    scene.desk = None;
    let closed = doctor::kept(&scene.opening.data, Some(&scene.code.concat()));
    assert_eq!(json!(closed.keys), keys);
    scene.reopen();
    scene.sign_in(11, PIN).unwrap();
    trust(&mut scene, [young.clone(), young]);
    let keys = scene.ok("keys", Value::Null);
    assert_eq!(wanting(&keys), ["pin_part_in_file", "not_for_township"]);
}

/// This PC's time: the doctor has no other.
fn now() -> Moment {
    shanyi_app::clock::Clock::default().system()
}
