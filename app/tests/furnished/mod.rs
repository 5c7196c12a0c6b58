//! A store with an enrolment and the starter catalogue, as it is after a first exchange.
#![allow(dead_code, reason = "each test program uses its own part")]

use std::path::Path;

use serde_json::{Value, json};
use shanyi_app::desk::Opening;
use shanyi_domain::catalog::Catalog;
use shanyi_domain::directory::Station;
use shanyi_domain::identity::IdNumber;
use shanyi_domain::ids::{ActorId, DeviceId, EventId, StationId};
use shanyi_domain::number::Block;
use shanyi_domain::time::Moment;
use shanyi_store::{Identity, Operator, Options, Store, load_or_create_key};
use shanyi_wire::derive::image_hash;
use shanyi_wire::event::{Document, DocumentKind, Event, Payload};
use shanyi_wire::exchange::{Feed, FeedEntry, FeedPage};
use shanyi_wire::keys::SigningKey;

#[cfg(target_os = "linux")]
pub mod disk;

/// Who is at the desk.
pub const OPERATOR: &str = "梅建平";
/// Their telephone.
pub const OPERATOR_PHONE: &str = "13857801011";

/// Who works at the same station, number 12.
pub const COLLEAGUE: &str = "蓝雪芬";

/// What the township signed last: 2026-11-21, eight in the morning.
pub const SIGNED: Moment = Moment(1_795_219_200);

/// Makes the store in `data` and says how its desk is opened.
pub fn furnished(data: &Path) -> Opening {
    let key = load_or_create_key(data).unwrap();
    let mut store = Store::open(data, &key, Options::default()).unwrap();
    store.enrol(&identity()).unwrap();
    publish(&mut store);
    store.take_closing(1, SIGNED).unwrap();
    drop(store);
    Opening::left_open(data)
}

/// Who the desk's PC is.
pub fn identity() -> Identity {
    Identity {
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
            name: OPERATOR.into(),
            phone: OPERATOR_PHONE.into(),
        },
        block: Block::nth(0).unwrap(),
    }
}

fn publish(store: &mut Store) {
    let text = Catalog::embedded();
    let version = Catalog::from_json(text).unwrap().version;
    publish_one(store, 1, (DocumentKind::Catalog, version), text);
    publish_people(store, 1, &PEOPLE);
}

/// Somebody in the directory: number, name, station, and since when they may not act.
pub type Listed<'a> = (u32, &'a str, u32, Option<Moment>);

/// The station's people, 11 and 12, and somebody of another one, 13.
const PEOPLE: [Listed<'static>; 3] = [
    (11, OPERATOR, 1, None),
    (12, COLLEAGUE, 1, None),
    (13, "雷根土", 2, None),
];

fn directory(version: u32, people: &[Listed<'_>]) -> String {
    let station = identity().station;
    let person = |(id, name, station, withdrawn): &Listed<'_>| {
        let post = withdrawn.map_or(json!({}), |at| json!({ "withdrawn_at": at.0 }));
        json!({ "id": id, "name": name, "title": "跑小二", "phone": OPERATOR_PHONE, "station": station, "post": post })
    };
    let directory = json!({
        "format": 1,
        "version": version,
        "township": { "name": "柘岱口乡便民服务中心", "phone": "" },
        "stations": [station],
        "people": people.iter().map(person).collect::<Vec<_>>(),
    });
    directory.to_string()
}

/// The township publishes who is who anew.
pub fn publish_people(store: &mut Store, version: u32, people: &[Listed<'_>]) {
    let position = u64::from(version) + 1;
    let text = directory(version, people);
    publish_one(store, position, (DocumentKind::Directory, version), &text);
}

/// The same of everybody of the stations, with `who` as the supervisor of theirs.
pub fn publish_supervisor(store: &mut Store, version: u32, who: u32) {
    let mut listed: Value = serde_json::from_str(&directory(version, &PEOPLE)).unwrap();
    for person in listed["people"].as_array_mut().unwrap() {
        if person["id"] == who {
            person["post"] = json!({ "supervises": true });
        }
    }
    let position = u64::from(version) + 1;
    let of = (DocumentKind::Directory, version);
    publish_one(store, position, of, &listed.to_string());
}

/// Publishes a document of this kind and version as the entry at `position`.
fn publish_one(store: &mut Store, position: u64, of: (DocumentKind, u32), text: &str) {
    let document = Document {
        kind: of.0,
        version: of.1,
        hash: image_hash(text.as_bytes()),
        length: u32::try_from(text.len()).unwrap(),
    };
    let event = Event {
        case: None,
        base: Vec::new(),
        at: Moment(1_795_222_800),
        actor: ActorId(0),
        clock_doubtful: false,
        payload: Payload::Document(document.clone()),
    };
    let entry = FeedEntry {
        position,
        id: EventId([u8::try_from(position).unwrap(); 16]),
        by_township: true,
        event: event.encode().unwrap().into(),
        seed: None,
        proof: None,
    };
    store
        .take_feed(&FeedPage {
            feed: Feed::Broadcast,
            entries: vec![entry],
            up_to: position,
            more: false,
        })
        .unwrap();
    store
        .take_document(
            document.kind,
            document.version,
            &document.hash,
            text.as_bytes(),
        )
        .unwrap();
}

/// A made-up number.
pub fn an_id_number() -> String {
    let birth = chrono::NaiveDate::from_ymd_opt(1956, 8, 27).unwrap();
    let id = IdNumber::made_up(331_123, birth, 738).unwrap();
    id.as_str().to_owned()
}

/// The form of a complete case of the elders' card.
pub fn elders_card(name: &str, id_number: &str, phone: &str, address: &str) -> Value {
    let line = |paper: &str| json!({ "material": paper, "originals": 2, "copies": 1, "images": [], "checked": true });
    json!({
        "item": "lnyd",
        "applicant": { "name": name, "id_number": id_number, "phone": phone, "address": address },
        "channel": "counter",
        "materials": [line("id_card"), line("photo"), line("household_register")],
        "applies": [],
        "submit": true,
        "draft": null,
    })
}
