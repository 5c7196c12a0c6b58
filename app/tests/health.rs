//! What the desk says and does on a bad day, at the commands that the screens call.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use shanyi_app::desk::{Desk, Opening};
use shanyi_domain::directory::Station;
use shanyi_domain::fact::{Applicant, Channel, Collected, Fact};
use shanyi_domain::ids::{ActorId, DeviceId, StationId};
use shanyi_domain::number::Block;
use shanyi_domain::time::Moment;
use shanyi_store::{Act, Identity, Operator, Options, Store, load_or_create_key};
use shanyi_wire::keys::SigningKey;

const NOW: Moment = Moment(1_795_222_800);

fn open(folder: &Path) -> Store {
    let key = load_or_create_key(folder).unwrap();
    Store::open(folder, &key, Options::default()).unwrap()
}

/// Somebody comes with a case.
fn taken_in() -> Act {
    let collected = Collected {
        number: String::new(),
        station: StationId(1),
        item: "no_such_item".into(),
        catalog_version: 1,
        applicant: Applicant {
            name: "蓝春妹".into(),
            id_number: None,
            phone: None,
            address: "下坪组 12 号".into(),
        },
        materials: Vec::new(),
        channel: Channel::Counter,
        noticed: Vec::new(),
        applies: Vec::new(),
    };
    Act {
        case: None,
        facts: vec![Fact::Collected(collected)],
        actor: ActorId(11),
        at: NOW,
        clock_doubtful: false,
        draft: None,
    }
}

/// A folder with a store of so many cases; the id of the first.
fn filled(folder: &Path, cases: usize) -> String {
    let mut store = open(folder);
    let identity = Identity {
        device: DeviceId([1; 16]),
        key: SigningKey::from_bytes(&[1; 32]),
        township_key: SigningKey::from_bytes(&[200; 32]).public(),
        server: "http://127.0.0.1:1".into(),
        station: Station {
            id: StationId(1),
            code: "331123208211".into(),
            name: "五星村服务站".into(),
            short: "五星".into(),
            township: "柘岱口乡".into(),
        },
        operator: Operator {
            id: ActorId(11),
            name: "梅建平".into(),
            phone: String::new(),
        },
        block: Block::nth(0).unwrap(),
    };
    store.enrol(&identity).unwrap();
    let mut first = None;
    for _ in 0..cases {
        let saved = store.record(taken_in()).unwrap();
        first.get_or_insert(saved.case.id.to_string());
    }
    store.look_after().unwrap();
    first.unwrap_or_default()
}

fn desk(folder: &Path) -> Arc<Desk> {
    Desk::open(&Opening::left_open(folder))
}

fn called(desk: &Desk, name: &str, args: Value) -> Result<Value, Value> {
    desk.call(name, args).map_err(|error| json!(error))
}

fn health(desk: &Desk) -> Value {
    called(desk, "health", json!({})).unwrap()
}

fn say(desk: &Desk, case: &str) -> Result<Value, Value> {
    let word = json!({ "case": case, "text": "带上照片" });
    called(desk, "comment", word)
}

/// Waits for something that happens by itself within a few seconds.
fn comes(what: &str, there: impl Fn() -> bool) {
    let begun = Instant::now();
    while !there() {
        assert!(begun.elapsed() < Duration::from_secs(20), "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Waits until the desk has looked after itself twice from its beginning to its end.
fn looks(desk: &Desk) {
    let before = desk.looked();
    comes("the desk looks after itself", || desk.looked() > before + 2);
}

#[test]
fn a_desk_in_good_health_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let case = filled(folder.path(), 1);
    let desk = desk(folder.path());
    let expected = json!({
        "read_only": null, "room": "enough", "backup": null, "backup_fault": null, "let_go": null,
        "shut": null,
    });
    assert_eq!(health(&desk), expected);
    say(&desk, &case).unwrap();
}

#[test]
fn a_folder_that_is_gone_is_named_and_the_desk_goes_on_when_it_is_back() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("station");
    let case = filled(&data, 1);
    let desk = desk(&data);
    let away = folder.path().join("away");
    fs::rename(&data, &away).unwrap();
    let gone = json!({ "kind": "store", "fault": "gone" });
    assert_eq!(say(&desk, &case).unwrap_err(), gone);
    assert_eq!(health(&desk)["shut"]["fault"], "gone");
    assert_eq!(health(&desk)["shut"]["can_mend"], false);
    // Nothing is installed where the folder was.
    looks(&desk);
    assert!(!data.exists());
    fs::rename(&away, &data).unwrap();
    comes("the desk opens again", || health(&desk)["shut"].is_null());
    say(&desk, &case).unwrap();
    let view = called(&desk, "case", json!({ "case": case })).unwrap();
    assert_eq!(view.to_string().matches("带上照片").count(), 1);
}

#[test]
fn a_folder_that_is_gone_is_noticed_while_nobody_saves() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("station");
    filled(&data, 1);
    let desk = desk(&data);
    fs::remove_dir_all(&data).unwrap();
    comes("the desk is shut", || {
        health(&desk)["shut"]["fault"] == "gone"
    });
}

#[test]
fn a_damaged_store_is_mended_from_the_desk_and_what_was_there_stays_beside() {
    let folder = tempfile::tempdir().unwrap();
    let case = filled(folder.path(), 30);
    let store = folder.path().join("cases.db");
    let mut bytes = fs::read(&store).unwrap();
    // The first page: nothing opens without it.
    bytes[200] ^= 1;
    fs::write(&store, &bytes).unwrap();
    let desk = desk(folder.path());
    let damaged = json!({ "kind": "store", "fault": "damaged" });
    assert_eq!(say(&desk, &case).unwrap_err(), damaged);
    let shut = &health(&desk)["shut"];
    assert_eq!(
        (&shut["fault"], &shut["can_mend"]),
        (&json!("damaged"), &json!(true))
    );
    let mended = called(&desk, "mend", json!({})).unwrap();
    let expected = json!({ "mended": true, "events": 30, "lost": [], "from_backup": 0 });
    assert_eq!(mended, expected);
    assert!(health(&desk)["shut"].is_null());
    say(&desk, &case).unwrap();
    let aside = fs::read_dir(folder.path().join("set-aside")).unwrap();
    let aside = aside.last().unwrap().unwrap().path().join("cases.db");
    assert_eq!(fs::read(aside).unwrap(), bytes);
}

#[test]
fn a_page_found_damaged_in_the_middle_of_work_shuts_the_desk_until_it_is_mended() {
    let folder = tempfile::tempdir().unwrap();
    let case = filled(folder.path(), 60);
    let store = folder.path().join("cases.db");
    let mut bytes = fs::read(&store).unwrap();
    // All behind the first page: whatever is read is damaged.
    for page in bytes.chunks_mut(1024).skip(12) {
        page[300] ^= 1;
    }
    fs::write(&store, &bytes).unwrap();
    let desk = desk(folder.path());
    let today = called(
        &desk,
        "cases",
        json!({ "search": {"filter": "all", "text": "", "item": null, "states": [], "from": null, "until": null, "due": null, "person": null}, "after": null, "limit": null }),
    );
    let said = say(&desk, &case);
    assert!(today.is_err() || said.is_err());
    comes("the desk is shut", || {
        let _ = say(&desk, &case);
        health(&desk)["shut"]["fault"] == "damaged"
    });
    assert_eq!(health(&desk)["shut"]["can_mend"], true);
    let mended = called(&desk, "mend", json!({})).unwrap();
    assert!(!mended["lost"].as_array().unwrap().is_empty());
}

#[test]
fn the_store_is_copied_by_itself_once_a_day() {
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path(), 3);
    let mut opening = Opening::left_open(folder.path());
    opening.copy_after = Duration::ZERO;
    let desk = Desk::open(&opening);
    comes("there is a copy", || health(&desk)["backup"]["cases"] == 3);
    drop(desk);
    let copies = || fs::read_dir(folder.path().join("backups")).unwrap().count();
    assert_eq!(copies(), 1);
    let desk = Desk::open(&opening);
    looks(&desk);
    assert_eq!(copies(), 1, "one a day is enough");
    drop(desk);
    opening.clock.offset_seconds = 86_400;
    let desk = Desk::open(&opening);
    comes("there is another", || copies() == 2);
    assert!(health(&desk)["backup_fault"].is_null());
}

#[test]
fn a_clock_that_begins_anew_each_day_keeps_nobody_from_a_copy_of_the_day() {
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path(), 1);
    let mut opening = Opening::left_open(folder.path());
    opening.copy_after = Duration::ZERO;
    // A dead battery: each start of the PC is the first hour of the year 2000.
    opening.clock.offset_seconds = 946_684_800 - opening.clock.system().0;
    for cases in 1..4 {
        let desk = Desk::open(&opening);
        comes("there is a copy of the day", || {
            health(&desk)["backup"]["cases"] == cases
        });
        drop(desk);
        let mut store = open(folder.path());
        store.record(taken_in()).unwrap();
    }
}

#[test]
fn a_second_program_on_the_folder_is_named_and_the_desk_opens_when_it_ends() {
    let folder = tempfile::tempdir().unwrap();
    let case = filled(folder.path(), 1);
    let other = open(folder.path());
    let desk = desk(folder.path());
    let in_use = json!({ "kind": "store", "fault": "in_use" });
    assert_eq!(say(&desk, &case).unwrap_err(), in_use);
    assert_eq!(health(&desk)["shut"]["fault"], "in_use");
    drop(other);
    comes("the desk opens", || health(&desk)["shut"].is_null());
    say(&desk, &case).unwrap();
}
