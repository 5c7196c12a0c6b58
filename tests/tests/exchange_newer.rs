//! A store that a newer program wrote: the desk reads it, saves nothing and exchanges nothing.
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
use shanyi_store::{Act, Identity, Operator, Options, SCHEMA_VERSION, Store, load_or_create_key};
use shanyi_wire::keys::SigningKey;

const NOW: Moment = Moment(1_795_222_800);

fn open(folder: &Path) -> Store {
    let key = load_or_create_key(folder).unwrap();
    Store::open(folder, &key, Options::default()).unwrap()
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
        let act = Act {
            case: None,
            facts: vec![Fact::Collected(collected)],
            actor: ActorId(11),
            at: NOW,
            clock_doubtful: false,
            draft: None,
        };
        let saved = store.record(act).unwrap();
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

#[test]
fn a_store_of_a_newer_program_is_read_and_every_act_says_why_it_is_not_saved() {
    let folder = tempfile::tempdir().unwrap();
    let case = filled(folder.path(), 1);
    newer(folder.path());
    let desk = desk(folder.path());
    let why = json!({ "kind": "newer", "found": 99, "known": SCHEMA_VERSION });
    assert_eq!(health(&desk)["read_only"], why);
    let refused = json!({ "kind": "read_only", "fault": why });
    assert_eq!(say(&desk, &case).unwrap_err(), refused);
    let draft = json!({ "form": "intake:1", "content": {} });
    assert_eq!(called(&desk, "keep_draft", draft).unwrap_err(), refused);
    let view = called(&desk, "case", json!({ "case": case })).unwrap();
    assert!(view.to_string().contains("蓝春妹"));
    called(&desk, "today", json!({})).unwrap();
    called(&desk, "station", json!({})).unwrap();
    // Nobody is asked for news either: a line that was tried would be down, as it is for a desk
    // that was opened later.
    let other = tempfile::tempdir().unwrap();
    filled(other.path(), 1);
    let later = Desk::open(&Opening::left_open(other.path()));
    let begun = Instant::now();
    while called(&later, "sync_status", json!({})).unwrap()["line"] == "untried" {
        assert!(
            begun.elapsed() < Duration::from_secs(60),
            "no desk tries the line"
        );
        std::thread::sleep(Duration::from_millis(20));
    }
    let sync = called(&desk, "sync_status", json!({})).unwrap();
    assert_eq!(sync["line"], "untried");
}

/// Makes the store one of a newer program.
fn newer(folder: &Path) {
    let key = fs::read_to_string(folder.join("key")).unwrap();
    let db = rusqlite::Connection::open(folder.join("cases.db")).unwrap();
    db.pragma_update(None, "key", format!("x'{}'", key.trim()))
        .unwrap();
    db.pragma_update(None, "cipher_page_size", 1024).unwrap();
    db.pragma_update(None, "user_version", 99).unwrap();
}
