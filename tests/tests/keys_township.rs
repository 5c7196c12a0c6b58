//! The township's way into a PC whose keyring, PINs and recovery code are all gone.
#![allow(clippy::unwrap_used)]

#[path = "../../app/tests/furnished/mod.rs"]
mod furnished;

use std::fs;
use std::path::Path;

use furnished::{elders_card, furnished};
use serde_json::{Value, json};
use shanyi_app::desk::{Desk, Opening};
use shanyi_app::door::Cost;
use shanyi_server::recovery::RecoveryKey;
use shanyi_store::{Enrolment, Options, Store, load_key};

const PIN: &str = "274910";

/// A desk at which a PIN was chosen, and that was enrolled with this recovery key.
fn opening(data: &Path, recipient: Option<&str>) -> Opening {
    let opening = Opening {
        door_left_open: false,
        pin_cost: Cost {
            memory: 64,
            rounds: 1,
            lanes: 1,
        },
        ..furnished(data)
    };
    if let Some(recipient) = recipient {
        let key = load_key(data).unwrap();
        let mut store = Store::open(data, &key, Options::default()).unwrap();
        store.keep_enrolment(&enrolment(recipient)).unwrap();
    }
    opening
}

fn enrolment(recipient: &str) -> Enrolment {
    Enrolment {
        sealing: [3; 32],
        recovery: recipient.to_owned(),
        authority: vec![1],
        spare: vec![2],
    }
}

fn choose(desk: &Desk, pin: &str) -> Vec<String> {
    let made = desk
        .call("choose_pin", json!({ "operator": 11, "pin": pin }))
        .unwrap();
    let groups: Vec<String> = serde_json::from_value(made["groups"].clone()).unwrap();
    let asked = [0, 1].map(|at| {
        let place = usize::try_from(made["ask"][at].as_u64().unwrap()).unwrap();
        groups[place - 1].clone()
    });
    desk.call("confirm_recovery", json!({ "groups": asked }))
        .unwrap();
    groups
}

#[test]
fn a_pc_that_nothing_opens_any_more_is_opened_by_the_township() {
    let place = tempfile::tempdir().unwrap();
    let township = RecoveryKey::keep(&place.path().join("township"));
    // The folder has to be there first.
    assert!(township.is_err());
    fs::create_dir(place.path().join("township")).unwrap();
    let township = RecoveryKey::keep(&place.path().join("township")).unwrap();
    let data = place.path().join("station");
    let mut opening = opening(&data, Some(&township.recipient()));
    opening.hand_over = Some(place.path().to_owned());
    let desk = Desk::open(&opening);
    choose(&desk, PIN);
    let card = furnished::an_id_number();
    let form = elders_card("阚玥瑶", &card, "13905787731", "下坪组 12 号");
    let taken = desk.call("take_in", form).unwrap();
    drop(desk);
    // The keyring's part goes with a new system, and the envelope is not to be found.
    fs::remove_dir_all(place.path().join("station.secrets")).unwrap();
    let desk = Desk::open(&opening);
    let said = desk.call("hand_over_keys", Value::Null).unwrap();
    let handed_over = fs::read(said["path"].as_str().unwrap()).unwrap();
    let way_in = township.open(&handed_over).unwrap();
    let code = way_in.code.groups().join("-");
    let by_code = json!({ "code": code });
    let without_the_file = desk.call("open_by_recovery", by_code.clone());
    assert!(without_the_file.is_err(), "the code alone is no way in");
    desk.call_with_bytes("bring_keys", Value::Null, &way_in.keys)
        .unwrap();
    let door = desk.call("open_by_recovery", by_code.clone()).unwrap();
    assert_eq!(door["recovered"], true, "{door}");
    choose(&desk, "504938");
    let case = desk.call("case", json!({ "case": taken["case"] })).unwrap();
    assert_eq!(case["applicant"]["name"], "阚玥瑶");
    drop(desk);
    let desk = Desk::open(&opening);
    assert!(
        desk.call("open_by_recovery", by_code).is_err(),
        "a code for one opening opens again"
    );
    let who = json!({ "operator": 11, "pin": "504938" });
    assert_eq!(desk.call("sign_in", who).unwrap()["state"], "open");
}

#[test]
fn copies_on_a_stick_are_opened_by_the_township_where_the_code_is_lost_too() {
    let place = tempfile::tempdir().unwrap();
    let township = RecoveryKey::keep(place.path()).unwrap();
    let data = place.path().join("station");
    let old = opening(&data, Some(&township.recipient()));
    let desk = Desk::open(&old);
    choose(&desk, PIN);
    let form = elders_card(
        "阚玥瑶",
        &furnished::an_id_number(),
        "13905787731",
        "下坪组 12 号",
    );
    desk.call("take_in", form).unwrap();
    let stick = place.path().join("stick");
    fs::create_dir(&stick).unwrap();
    let folder = json!({ "folder": stick.to_string_lossy() });
    desk.call("choose_outer", folder.clone()).unwrap();
    desk.call("copy_out", Value::Null).unwrap();

    let new = Desk::open(&Opening::new(place.path().join("new")));
    let found = new.call("look_for_copies", folder).unwrap();
    assert_eq!(found["pcs"][0]["by_township"], true, "{found}");
    let folder = found["pcs"][0]["folder"].as_str().unwrap();
    let keys = fs::read(Path::new(folder).join("keys")).unwrap();
    let way_in = township.open(&keys).unwrap();
    let wish = json!({ "folder": folder, "code": way_in.code.groups().join(" ") });
    assert!(
        new.call("open_copies", wish.clone()).is_err(),
        "the code alone is no way in"
    );
    let inside = new.call_with_bytes("open_copies_by_file", wish, &way_in.keys);
    assert_eq!(inside.unwrap()["cases"], 1);
    assert_eq!(new.call("put_copy_back", Value::Null).unwrap()["cases"], 1);
}

#[test]
fn another_township_s_recovery_key_opens_no_pc_of_this_one() {
    let place = tempfile::tempdir().unwrap();
    let keys = ["one", "other"].map(|name| {
        fs::create_dir(place.path().join(name)).unwrap();
        RecoveryKey::keep(&place.path().join(name)).unwrap()
    });
    let data = place.path().join("station");
    let desk = Desk::open(&opening(&data, Some(&keys[0].recipient())));
    choose(&desk, PIN);
    let file = fs::read(data.join("keys")).unwrap();
    assert!(keys[0].open(&file).is_ok());
    assert!(keys[1].open(&file).is_err());
}

#[test]
fn a_recovery_key_that_comes_with_a_later_enrolment_is_wrapped_for_at_the_next_sign_in() {
    let place = tempfile::tempdir().unwrap();
    let township = RecoveryKey::keep(place.path()).unwrap();
    let data = place.path().join("station");
    let opening = opening(&data, None);
    let desk = Desk::open(&opening);
    choose(&desk, PIN);
    assert!(
        township
            .open(&fs::read(data.join("keys")).unwrap())
            .is_err()
    );
    drop(desk);
    let key = shanyi_store::vault::Vault::new(&data, opening.keyrings.clone(), opening.pin_cost)
        .open_by_pin(shanyi_domain::ids::ActorId(11), PIN)
        .unwrap();
    let mut store = Store::open(&data, &key, Options::default()).unwrap();
    let enrolment = enrolment(&township.recipient());
    store.keep_enrolment(&enrolment).unwrap();
    drop(store);
    let desk = Desk::open(&opening);
    let who = json!({ "operator": 11, "pin": PIN });
    desk.call("sign_in", who).unwrap();
    assert!(township.open(&fs::read(data.join("keys")).unwrap()).is_ok());
}

/// A station's PC under a PIN, and its township on a port.
struct Enrolled {
    place: tempfile::TempDir,
    app: std::sync::Arc<shanyi_server::App>,
    _runtime: tokio::runtime::Runtime,
    opening: Opening,
}

impl Enrolled {
    fn new() -> Self {
        use shanyi_server::{App, clock::Clock, demo, serve};
        let place = tempfile::tempdir().unwrap();
        let data = place.path().join("township");
        let app = App::open(&data, Clock::System).unwrap();
        let villages = place.path().join("villages.json");
        fs::write(&villages, shanyi_tests::township::VILLAGES).unwrap();
        demo::fill(&app, &data, &villages).unwrap();
        let app = std::sync::Arc::new(app);
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let listener = runtime
            .block_on(serve::listen("127.0.0.1:0".parse().unwrap()))
            .unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let serving = std::sync::Arc::clone(&app);
        runtime.spawn(serve::serve(
            listener,
            serving,
            None,
            std::future::pending(),
        ));
        let file = place.path().join("enrolment.json");
        let station = shanyi_tests::township::STATION;
        shanyi_tests::enrolled::enrol(&app, station, &url, &file).unwrap();
        let opening = Opening {
            hold_seconds: 0,
            pin_cost: Cost {
                memory: 64,
                rounds: 1,
                lanes: 1,
            },
            ..Opening::new(place.path().join("station"))
        };
        shanyi_tests::enrolled::enrol_folder(&opening.data, &file).unwrap();
        Self {
            place,
            app,
            _runtime: runtime,
            opening,
        }
    }

    fn keys(&self) -> Vec<u8> {
        fs::read(self.opening.data.join("keys")).unwrap()
    }

    /// What the PC's journal has of this, with the store closed.
    fn noted(&self, act: shanyi_store::JournalAct) -> Vec<String> {
        let rings = self.opening.keyrings.clone();
        let key = shanyi_store::vault::Vault::new(&self.opening.data, rings, self.opening.pin_cost)
            .open_by_pin(shanyi_domain::ids::ActorId(11), PIN)
            .unwrap();
        let store = Store::open(&self.opening.data, &key, Options::default()).unwrap();
        let lines = store.journal(u32::MAX).unwrap().into_iter();
        let lines = lines.filter(|line| line.act == Some(act));
        lines.filter_map(|line| line.detail).collect()
    }
}

fn until_sent(desk: &Desk) {
    let begun = std::time::Instant::now();
    while desk.call("sync_status", Value::Null).unwrap()["last_success"].is_null() {
        assert!(begun.elapsed() < std::time::Duration::from_secs(60));
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}

#[test]
fn a_new_recovery_key_of_the_township_reaches_a_pc_that_is_enrolled_and_until_then_the_old_one_opens_it()
 {
    use shanyi_store::JournalAct::{RecipientTold, WrappedForTownship};
    let pc = Enrolled::new();
    let township = pc.place.path().join("township");
    let desk = Desk::open(&pc.opening);
    choose(&desk, PIN);
    until_sent(&desk);
    drop(desk);
    let before = pc.app.recovery_recipient().unwrap();
    assert!(pc.noted(RecipientTold).is_empty(), "it knew that one");
    let renewed = RecoveryKey::renew(&township).unwrap();
    assert_ne!(renewed.recipient(), before);
    // The PC has not heard: its keys are opened by the one before, which is kept.
    assert!(renewed.open(&pc.keys()).is_ok());
    assert!(String::from_utf8(pc.keys()).unwrap().contains(&before));

    let who = json!({ "operator": 11, "pin": PIN });
    let desk = Desk::open(&pc.opening);
    desk.call("sign_in", who.clone()).unwrap();
    until_sent(&desk);
    drop(desk);
    let desk = Desk::open(&pc.opening);
    desk.call("sign_in", who).unwrap();
    drop(desk);
    let keys = String::from_utf8(pc.keys()).unwrap();
    assert!(keys.contains(&renewed.recipient()) && !keys.contains(&before));
    let alone = tempfile::tempdir().unwrap();
    fs::copy(
        township.join("recovery.key"),
        alone.path().join("recovery.key"),
    )
    .unwrap();
    let way_in = RecoveryKey::keep(alone.path()).unwrap().open(&pc.keys());
    assert!(way_in.is_ok());
    for act in [RecipientTold, WrappedForTownship] {
        let noted = pc.noted(act);
        assert!(
            noted.last().unwrap().contains(&renewed.recipient()),
            "{noted:?}"
        );
    }
}
