//! PINs and recovery codes at the door of the desk.
#![allow(clippy::unwrap_used)]

#[path = "../../app/tests/furnished/mod.rs"]
mod furnished;
#[path = "keys_door/scene.rs"]
mod scene;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use furnished::elders_card;
use scene::{CHEAP, COLLEAGUES, PIN, Scene};
use serde_json::{Value, json};
use shanyi_app::desk::Opening;
use shanyi_app::door::{COST, Cost, Keyring, KeyringFault, RingKind, Secret, SecretFolder};
use shanyi_domain::ids::ActorId;
use shanyi_store::vault::{Holder, Vault};

#[test]
fn a_pin_counts_when_the_recovery_code_was_typed_back_and_from_then_on_the_key_lies_open_nowhere() {
    let mut scene = Scene::fresh();
    let data = scene.opening.data.clone();
    let made = scene.ok("choose_pin", json!({ "operator": 11, "pin": PIN }));
    assert!(data.join("key").exists() && !data.join("keys").exists());
    let wrong = json!({ "groups": ["00000", "00000"] });
    let refused = scene.call("confirm_recovery", wrong);
    assert_eq!(refused, Err(json!({ "kind": "not_confirmed" })));
    assert_eq!(scene.door()["state"], "confirm_recovery");
    let sheet = scene.ok("recovery_sheet", Value::Null);
    assert_eq!(sheet["groups"], made["groups"]);
    scene.confirm(&made);
    assert!(!data.join("key").exists() && data.join("keys").exists());
    assert!(
        scene.call("recovery_sheet", Value::Null).is_err(),
        "it is shown once"
    );
    scene.reopen();
    assert_eq!(
        scene.sign_in(11, "274911"),
        Err(json!({ "kind": "wrong_pin", "seconds": 0 }))
    );
    assert_eq!(scene.sign_in(11, PIN).unwrap()["state"], "open");
}

#[test]
fn a_program_that_ends_before_the_code_was_confirmed_has_changed_nothing() {
    let mut scene = Scene::fresh();
    scene.ok("choose_pin", json!({ "operator": 11, "pin": PIN }));
    scene.reopen();
    assert_eq!(scene.door()["state"], "choose_pin");
    scene.choose(11, COLLEAGUES);
    scene.reopen();
    assert_eq!(scene.sign_in(11, COLLEAGUES).unwrap()["state"], "open");
}

#[test]
fn wrong_pins_wait_longer_and_longer_and_a_restart_shortens_nothing() {
    let mut scene = Scene::chosen();
    scene.reopen();
    for _ in 0..2 {
        assert_eq!(scene.sign_in(11, "111222").unwrap_err()["seconds"], 0);
    }
    assert_eq!(
        scene.sign_in(11, "111222").unwrap_err(),
        json!({ "kind": "wrong_pin", "seconds": 5 })
    );
    // The right one is not tried either, and a clock that jumps is not asked.
    let early = scene.sign_in(11, PIN).unwrap_err();
    assert_eq!(early["kind"], "pin_wait", "{early}");
    for jump in [86_400, -200 * 86_400, 9_000 * 86_400, -9_000 * 86_400] {
        scene.desk().play_clock(jump);
        assert_eq!(scene.sign_in(11, PIN).unwrap_err()["kind"], "pin_wait");
    }
    for jump in [0, -3_600, 9_000 * 86_400, -9_000 * 86_400] {
        scene.opening.clock.offset_seconds = jump;
        scene.reopen();
        assert_eq!(scene.sign_in(11, PIN).unwrap_err()["kind"], "pin_wait");
    }
    assert!(
        scene.door()["operators"][0]["wait_seconds"]
            .as_u64()
            .unwrap()
            > 0
    );
    scene.opening.clock.offset_seconds = 0;
    scene.reopen();
    // The wait begins with the first look at the door.
    scene.door();
    scene.desk().play_running(5);
    assert_eq!(scene.sign_in(11, PIN).unwrap()["state"], "open");
}

#[test]
fn a_folder_whose_count_of_wrong_pins_was_removed_gives_no_new_tries() {
    let mut scene = Scene::chosen();
    let count = scene.opening.data.join("attempts");
    assert!(count.exists(), "it is there before the first try");
    for _ in 0..2 {
        scene.desk = None;
        std::fs::remove_file(&count).unwrap();
        scene.reopen();
        assert_eq!(
            scene.sign_in(11, PIN).unwrap_err(),
            json!({ "kind": "pin_wait", "seconds": 900 })
        );
        scene.desk().play_running(900);
        assert_eq!(
            scene.sign_in(11, "111222").unwrap_err(),
            json!({ "kind": "wrong_pin", "seconds": 900 })
        );
    }
    scene.desk().play_running(900);
    assert_eq!(scene.sign_in(11, PIN).unwrap()["state"], "open");
    scene.reopen();
    assert_eq!(scene.sign_in(11, PIN).unwrap()["state"], "open");
}

#[test]
fn after_twenty_wrong_pins_only_the_recovery_code_opens() {
    let mut scene = Scene::chosen();
    scene.ok("lock", Value::Null);
    for _ in 0..19 {
        assert_eq!(
            scene.sign_in(11, "111222").unwrap_err()["kind"],
            "wrong_pin"
        );
        scene.desk().play_running(900);
    }
    let shut = Err(json!({ "kind": "pin_shut" }));
    assert_eq!(scene.sign_in(11, "111222"), shut);
    scene.desk().play_running(100_000);
    assert_eq!(scene.sign_in(11, PIN), shut);
    scene.reopen();
    assert_eq!(scene.sign_in(11, PIN), shut);
    let code = scene.code.join("-");
    let door = scene.ok("open_by_recovery", json!({ "code": code }));
    assert_eq!(
        (&door["state"], &door["recovered"]),
        (&json!("choose_pin"), &json!(true))
    );
    scene.choose(11, "504938");
    let old = scene.call("open_by_recovery", json!({ "code": code }));
    assert_eq!(old.unwrap_err()["kind"], "bad_request", "somebody is in");
    scene.ok("lock", Value::Null);
    let old = scene
        .call("open_by_recovery", json!({ "code": code }))
        .unwrap_err();
    assert_eq!(
        old,
        json!({ "kind": "recovery_code", "fault": { "kind": "other" } })
    );
    assert_eq!(scene.sign_in(11, "504938").unwrap()["state"], "open");
}

#[test]
fn a_lost_keyring_is_said_and_the_recovery_code_brings_everything_back() {
    let mut scene = Scene::chosen();
    let card = furnished::an_id_number();
    let taken = scene.ok(
        "take_in",
        elders_card("阚玥瑶", &card, "13905787731", "下坪组 12 号"),
    );
    scene.desk = None;
    std::fs::remove_dir_all(scene.secrets()).unwrap();
    scene.reopen();
    let lost = Err(json!({ "kind": "keyring_lost" }));
    assert_eq!(scene.sign_in(11, PIN), lost);
    // It is no wrong PIN: nothing is counted.
    assert_eq!(scene.sign_in(11, "111222"), lost);
    assert_eq!(scene.door()["operators"][0]["wait_seconds"], 0);
    scene.ok("open_by_recovery", json!({ "code": scene.code.join(" ") }));
    scene.choose(11, "504938");
    let case = scene.ok("case", json!({ "case": taken["case"] }));
    assert_eq!(case["applicant"]["name"], "阚玥瑶");
    scene.reopen();
    assert_eq!(scene.sign_in(11, "504938").unwrap()["state"], "open");
}

/// The system's keyring, in a file, until it says nothing any more.
#[derive(Debug)]
struct Falling {
    kept: SecretFolder,
    silent: AtomicBool,
}

impl Keyring for Falling {
    fn kind(&self) -> RingKind {
        RingKind::System
    }

    fn get(&self, name: &str) -> Result<Option<Secret>, KeyringFault> {
        if self.silent.load(Ordering::SeqCst) {
            return Err(KeyringFault);
        }
        self.kept.get(name)
    }

    fn put(&self, name: &str, secret: &Secret) -> Result<(), KeyringFault> {
        if self.silent.load(Ordering::SeqCst) {
            return Err(KeyringFault);
        }
        self.kept.put(name, secret)
    }
}

#[test]
fn with_a_keyring_that_never_speaks_again_the_recovery_code_leads_back_to_a_pin() {
    let mut scene = Scene::fresh();
    let system = Arc::new(Falling {
        kept: SecretFolder::new(scene.place.path().join("system")),
        silent: AtomicBool::new(false),
    });
    scene.opening.keyrings.insert(0, Arc::clone(&system) as _);
    scene.reopen();
    scene.choose(11, PIN);
    system.silent.store(true, Ordering::SeqCst);
    scene.reopen();
    assert_eq!(
        scene.sign_in(11, PIN),
        Err(json!({ "kind": "keyring_silent" }))
    );
    scene.ok("open_by_recovery", json!({ "code": scene.code.join(" ") }));
    scene.choose(11, "504938");
    scene.reopen();
    assert_eq!(scene.sign_in(11, "504938").unwrap()["state"], "open");
}

#[test]
fn a_code_that_was_typed_wrong_says_which_group() {
    let mut scene = Scene::chosen();
    scene.reopen();
    let mut groups = scene.code.clone();
    groups[3] = groups[4].clone();
    let wrong = scene.call("open_by_recovery", json!({ "code": groups.concat() }));
    let fault = json!({ "kind": "group", "group": 4 });
    assert_eq!(
        wrong,
        Err(json!({ "kind": "recovery_code", "fault": fault }))
    );
}

#[test]
fn nobody_gives_a_pin_to_whom_the_directory_does_not_have_at_this_station() {
    let scene = Scene::chosen();
    for stranger in [13, 99] {
        let added = scene.call(
            "add_colleague",
            json!({ "operator": stranger, "pin": COLLEAGUES }),
        );
        assert_eq!(
            added,
            Err(json!({ "kind": "not_of_this_station" })),
            "{stranger}"
        );
    }
    let easy = scene.call("add_colleague", json!({ "operator": 12, "pin": "123456" }));
    assert_eq!(
        easy,
        Err(json!({ "kind": "new_pin", "fault": { "kind": "easy" } }))
    );
}

#[test]
fn a_colleague_who_is_in_gives_somebody_a_new_pin_whose_own_is_shut() {
    let scene = Scene::chosen();
    scene.ok(
        "add_colleague",
        json!({ "operator": 12, "pin": COLLEAGUES }),
    );
    scene.ok("lock", Value::Null);
    for _ in 0..20 {
        scene.sign_in(11, "111222").unwrap_err();
        scene.desk().play_running(900);
    }
    assert_eq!(scene.sign_in(11, PIN).unwrap_err()["kind"], "pin_shut");
    scene.sign_in(12, COLLEAGUES).unwrap();
    scene.ok("add_colleague", json!({ "operator": 11, "pin": "504938" }));
    scene.ok("lock", Value::Null);
    assert_eq!(scene.sign_in(11, "504938").unwrap()["state"], "open");
}

#[test]
fn a_pin_is_changed_by_whoever_knows_the_present_one() {
    let mut scene = Scene::chosen();
    let wrong = json!({ "pin": "111222", "new_pin": "504938" });
    assert_eq!(
        scene.call("change_pin", wrong).unwrap_err()["kind"],
        "wrong_pin"
    );
    scene.ok("change_pin", json!({ "pin": PIN, "new_pin": "504938" }));
    scene.reopen();
    assert_eq!(scene.sign_in(11, PIN).unwrap_err()["kind"], "wrong_pin");
    assert_eq!(scene.sign_in(11, "504938").unwrap()["state"], "open");
}

#[test]
fn a_pin_of_an_earlier_cost_is_stretched_by_the_present_one_at_the_next_sign_in() {
    let mut scene = Scene::chosen();
    let dearer = Cost { rounds: 2, ..CHEAP };
    scene.opening.pin_cost = dearer;
    scene.reopen();
    let vault = Vault::new(&scene.opening.data, scene.opening.keyrings.clone(), dearer);
    let holder = Holder {
        id: ActorId(11),
        name: furnished::OPERATOR.to_owned(),
    };
    assert_eq!(vault.is_old(&holder), Ok(true));
    scene.sign_in(11, PIN).unwrap();
    assert_eq!(vault.is_old(&holder), Ok(false));
    assert_eq!(Opening::new("nowhere").pin_cost, COST, "what people get");
}

#[test]
fn no_file_beside_the_keyring_holds_the_key_the_pin_or_the_code() {
    let scene = Scene::chosen();
    let said = [PIN.to_owned(), scene.code.concat(), scene.code.join("-")];
    walk(scene.place.path(), &mut |path, bytes| {
        for secret in &said {
            let found = bytes
                .windows(secret.len())
                .any(|part| part == secret.as_bytes());
            assert!(!found, "{} holds {secret}", path.display());
        }
    });
}

fn walk(folder: &Path, look: &mut impl FnMut(&Path, &[u8])) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, look);
        } else {
            look(&path, &std::fs::read(&path).unwrap());
        }
    }
}
