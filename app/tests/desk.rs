//! Desks over stores with a past: cases outlive the catalogue under which they were taken in.
#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::sync::Arc;

use serde_json::{Value, json};
use shanyi_app::desk::{Desk, Opening};
use shanyi_domain::catalog::Catalog;
use shanyi_domain::directory::Station;
use shanyi_domain::fact::{
    Applicant, Channel, Collected, CorrectionAsked, Decided, Fact, Submitted, Wanted,
};
use shanyi_domain::ids::{ActorId, CaseId, DeviceId, EventId, StationId};
use shanyi_domain::number::Block;
use shanyi_domain::state::Outcome;
use shanyi_domain::time::{Day, Moment};
use shanyi_store::{Act, Identity, Operator, Options, Store, load_or_create_key};
use shanyi_sync::engine::REFUSED_DOCUMENT;
use shanyi_wire::derive::image_hash;
use shanyi_wire::event::{Document, DocumentKind, Event, Payload};
use shanyi_wire::exchange::{Feed, FeedEntry, FeedPage};
use shanyi_wire::keys::SigningKey;

const NOW: Moment = Moment(1_795_222_800);

fn open(folder: &Path) -> Store {
    open_for(folder, "http://127.0.0.1:1")
}

fn open_for(folder: &Path, server: &str) -> Store {
    let key = load_or_create_key(folder).unwrap();
    let mut store = Store::open(folder, &key, Options::default()).unwrap();
    let identity = Identity {
        device: DeviceId([1; 16]),
        key: SigningKey::from_bytes(&[1; 32]),
        township_key: SigningKey::from_bytes(&[200; 32]).public(),
        server: server.into(),
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
    store
}

fn hear(store: &mut Store, feed: Feed, n: u8, event: &Event) {
    let entry = FeedEntry {
        position: u64::from(n),
        id: EventId([n; 16]),
        by_township: true,
        event: event.encode().unwrap().into(),
        seed: None,
        proof: None,
    };
    let page = FeedPage {
        feed,
        entries: vec![entry],
        up_to: u64::from(n),
        more: false,
    };
    store.take_feed(&page).unwrap();
}

fn event(case: Option<CaseId>, base: Vec<EventId>, payload: Payload) -> Event {
    Event {
        case,
        base: base.into_iter().map(EventId::to_ref).collect(),
        at: NOW,
        actor: ActorId(0),
        clock_doubtful: false,
        payload,
    }
}

/// A version of the catalogue is published and comes here, or is refused.
fn publish(store: &mut Store, version: u8, text: &str, usable: bool) {
    let document = Document {
        kind: DocumentKind::Catalog,
        version: u32::from(version),
        hash: image_hash(text.as_bytes()),
        length: u32::try_from(text.len()).unwrap(),
    };
    let told = event(None, Vec::new(), Payload::Document(document.clone()));
    hear(store, Feed::Broadcast, version, &told);
    let (kind, version) = (document.kind, document.version);
    if usable {
        let bytes = text.as_bytes();
        store
            .take_document(kind, version, &document.hash, bytes)
            .unwrap();
    } else {
        store.refuse_document(kind, version).unwrap();
        let reason = json!("items[0]: empty").to_string();
        store.put_setting(REFUSED_DOCUMENT, &reason).unwrap();
    }
}

/// The catalogue that the program came with, without one item.
fn without(code: &str, version: u8) -> String {
    let mut catalog: Value = serde_json::from_str(Catalog::embedded()).unwrap();
    catalog["version"] = json!(version);
    let items = catalog["items"].as_array_mut().unwrap();
    items.retain(|item| item["code"] != code);
    catalog.to_string()
}

fn take_in(store: &mut Store, item: &str, catalog_version: u32) -> (CaseId, Vec<EventId>) {
    let collected = Collected {
        number: String::new(),
        station: StationId(1),
        item: item.into(),
        catalog_version,
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
    let submitted = Submitted {
        missing_because: None,
    };
    let act = Act {
        case: None,
        facts: vec![Fact::Collected(collected), Fact::Submitted(submitted)],
        actor: ActorId(11),
        at: NOW,
        clock_doubtful: false,
        draft: None,
    };
    let saved = store.record(act).unwrap();
    (saved.case.id, saved.events)
}

fn desk(folder: &Path) -> Arc<Desk> {
    Desk::open(&Opening::left_open(folder))
}

fn called(desk: &Desk, name: &str, args: Value) -> Result<Value, Value> {
    desk.call(name, args).map_err(|error| json!(error))
}

#[test]
fn a_case_of_an_item_that_left_the_catalogue_opens_and_keeps_its_rules() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(folder.path());
    publish(&mut store, 1, Catalog::embedded(), true);
    let (case, events) = take_in(&mut store, "lnyd", 1);
    publish(&mut store, 2, &without("lnyd", 2), true);
    let decided = Fact::Decided(Decided {
        outcome: Outcome::Granted,
        on: Day(NOW.business_day()),
        reason: None,
    });
    let decided = event(Some(case), events[1..].to_vec(), Payload::Fact(decided));
    hear(&mut store, Feed::Station, 9, &decided);
    drop(store);

    let desk = desk(folder.path());
    let page = called(&desk, "case", json!({"case": case})).unwrap();
    let embedded = Catalog::from_json(Catalog::embedded()).unwrap();
    let item = embedded.item("lnyd").unwrap();
    assert_eq!(page["item_name"], json!(item.name));
    let papers = page["materials"].as_array().unwrap();
    assert_eq!(papers.len(), item.materials.len());
    // Nothing was made out yet, so nothing can be handed over.
    let deliver = json!({"case": case, "to": "蓝春妹", "relation": "applicant", "signature": null, "photo": null});
    let refused = called(&desk, "deliver", deliver).unwrap_err();
    assert_eq!(refused["kind"], "not_issued");
    assert!(called(&desk, "today", json!({})).is_ok());
    assert!(called(&desk, "item", json!({"code": "lnyd"})).is_err());
}

#[test]
fn a_case_whose_item_no_list_here_knows_opens_with_its_papers_by_their_codes() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(folder.path());
    publish(&mut store, 1, Catalog::embedded(), true);
    let (case, events) = take_in(&mut store, "no_such_item", 7);
    let asked = Fact::CorrectionAsked(CorrectionAsked {
        wanted: vec![Wanted {
            material: "moon".into(),
            why: "缺".into(),
        }],
        note: None,
    });
    let asked = event(Some(case), events[1..].to_vec(), Payload::Fact(asked));
    hear(&mut store, Feed::Station, 9, &asked);
    drop(store);

    let desk = desk(folder.path());
    let page = called(&desk, "case", json!({"case": case})).unwrap();
    assert_eq!(page["item_name"], "no_such_item");
    assert_eq!(page["materials"][0]["listed"]["code"], "moon");
    assert_eq!(page["materials"][0]["wanted"], "缺");
    let comment = json!({"case": case, "text": "明天送来"});
    assert!(called(&desk, "comment", comment).is_ok());
    let today = called(&desk, "today", json!({})).unwrap();
    assert_eq!(today["rows"][0]["missing"], json!(["moon"]));
}

#[test]
fn a_refused_catalogue_is_named_until_a_newer_one_is_here() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(folder.path());
    publish(&mut store, 1, Catalog::embedded(), true);
    publish(&mut store, 2, "{}", false);
    drop(store);
    let refused = |folder: &Path| {
        let desk = desk(folder);
        let station = called(&desk, "station", json!({})).unwrap();
        station["refused_document"].clone()
    };
    assert_eq!(refused(folder.path()), "items[0]: empty");
    let key = load_or_create_key(folder.path()).unwrap();
    let mut store = loop {
        // The desk's exchange lets go of the folder within its own second.
        if let Ok(store) = Store::open(folder.path(), &key, Options::default()) {
            break store;
        }
        std::thread::yield_now();
    };
    publish(&mut store, 3, &without("lnyd", 3), true);
    drop(store);
    assert_eq!(refused(folder.path()), Value::Null);
}

#[test]
fn a_desk_whose_township_has_no_address_still_tidies_its_store() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open_for(folder.path(), "nowhere");
    take_in(&mut store, "lnyd", 1);
    // As a power cut leaves it.
    let copy = tempfile::tempdir().unwrap();
    for name in ["key", "cases.db", "cases.db-wal"] {
        std::fs::copy(folder.path().join(name), copy.path().join(name)).unwrap();
    }
    let wal = copy.path().join("cases.db-wal");
    let length = || std::fs::metadata(&wal).map_or(0, |file| file.len());
    assert!(length() > 0);
    let desk = desk(copy.path());
    let begun = std::time::Instant::now();
    while length() > 0 {
        assert!(begun.elapsed().as_secs() < 20, "the log only grows");
        std::thread::yield_now();
    }
    let status = called(&desk, "sync_status", json!({})).unwrap();
    assert_eq!(
        (&status["line"], &status["cases_here"]),
        (&json!("fault"), &json!(1))
    );
}
