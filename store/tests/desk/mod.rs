//! A made-up station desk and a made-up township for the store's tests.
#![allow(dead_code)]

#[cfg(target_os = "linux")]
pub mod disk;
pub mod talk;
pub mod village;

use std::collections::BTreeMap;
use std::path::Path;

use chrono::NaiveDate;
use shanyi_domain::directory::Station;
use shanyi_domain::fact::*;
use shanyi_domain::identity::IdNumber;
use shanyi_domain::ids::{ActorId, CaseId, DeviceId, EventId, EventRef, Seed, StationId};
use shanyi_domain::number::Block;
use shanyi_domain::time::{Day, Moment};
use shanyi_store::{Act, DatabaseKey, Durability, Identity, Operator, Options, Saved, Store};
use shanyi_wire::derive;
use shanyi_wire::event::{Event, Payload};
use shanyi_wire::exchange::{Feed, FeedEntry, FeedPage};
use shanyi_wire::keys::SigningKey;
use shanyi_wire::stream::Incarnation;
use tempfile::TempDir;

pub const OPERATOR: ActorId = ActorId(11);
pub const CLERK: ActorId = ActorId(21);
/// 2026-11-21 09:00 in Shanghai.
pub const MORNING: Moment = Moment(1_795_222_800);

pub fn key() -> DatabaseKey {
    DatabaseKey::from_bytes([7; 32])
}

/// Random numbers that are the same in every run, different for each `start`.
pub fn options(start: u64, durability: Durability) -> Options {
    let mut state = start;
    Options {
        durability,
        randomness: Box::new(move |bytes| {
            for byte in bytes {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                *byte = (state >> 56) as u8;
            }
            Ok(())
        }),
        ..Options::default()
    }
}

pub fn identity(device: u8) -> Identity {
    Identity {
        device: DeviceId([device; 16]),
        key: SigningKey::from_bytes(&[device; 32]),
        township_key: SigningKey::from_bytes(&[200; 32]).public(),
        server: "http://127.0.0.1:8080".into(),
        station: Station {
            id: StationId(1),
            code: "331123208211".into(),
            name: "五星村服务站".into(),
            short: "五星".into(),
            township: "柘岱口乡".into(),
        },
        operator: Operator {
            id: OPERATOR,
            name: "梅建平".into(),
            phone: "13857800001".into(),
        },
        block: Block::nth(u32::from(device) - 1).unwrap(),
    }
}

/// A desk with an enrolled store in a folder of its own.
pub struct Desk {
    pub store: Store,
    pub dir: TempDir,
}

impl Desk {
    pub fn new() -> Self {
        Self::with(1, Durability::Full)
    }

    /// Without waiting for the disk, for tests that open many.
    pub fn quick(device: u8) -> Self {
        Self::with(device, Durability::None)
    }

    fn with(device: u8, durability: Durability) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let options = options(u64::from(device), durability);
        let mut store = Store::open(dir.path(), &key(), options).unwrap();
        store.enrol(&identity(device)).unwrap();
        Self { store, dir }
    }

    /// Closes the store and opens it again.
    pub fn reopened(self, start: u64) -> Self {
        let Self { store, dir } = self;
        drop(store);
        let store = reopen(dir.path(), start);
        Self { store, dir }
    }

    pub fn take_in(&mut self, name: &str) -> Saved {
        self.act(None, vec![Fact::Collected(intake(name, 1))], MORNING)
    }

    pub fn take_in_and_submit(&mut self, name: &str) -> Saved {
        let facts = vec![Fact::Collected(intake(name, 1)), submitted()];
        self.act(None, facts, MORNING)
    }

    pub fn act(&mut self, case: Option<CaseId>, facts: Vec<Fact>, at: Moment) -> Saved {
        self.store.record(act(case, facts, at)).unwrap()
    }

    pub fn image(&self, content: &[u8]) -> ImageRef {
        self.store.put_image(content, Media::Jpeg).unwrap()
    }
}

/// Opens a store that was closed.
pub fn reopen(dir: &Path, start: u64) -> Store {
    Store::open(dir, &key(), options(start, Durability::Full)).unwrap()
}

pub fn act(case: Option<CaseId>, facts: Vec<Fact>, at: Moment) -> Act {
    Act {
        case,
        facts,
        actor: OPERATOR,
        at,
        clock_doubtful: false,
        draft: None,
    }
}

pub fn id_number(serial: u16) -> IdNumber {
    let birth = NaiveDate::from_ymd_opt(1954, 3, 8).unwrap();
    IdNumber::made_up(331_123, birth, serial).unwrap()
}

pub fn intake(name: &str, serial: u16) -> Collected {
    Collected {
        number: String::new(),
        station: StationId(1),
        item: "laonianren_youdaizheng".into(),
        catalog_version: 1,
        applicant: Applicant {
            name: name.into(),
            id_number: Some(id_number(serial)),
            phone: Some("13857861234".into()),
            address: "下坪组 12 号".into(),
        },
        materials: vec![MaterialLine {
            material: "id_card".into(),
            originals: 1,
            copies: 0,
            images: Vec::new(),
            checked: true,
        }],
        channel: Channel::Counter,
        noticed: Vec::new(),
        applies: Vec::new(),
    }
}

pub fn with_images(mut body: Collected, images: Vec<ImageRef>) -> Fact {
    body.materials[0].images = images;
    Fact::Collected(body)
}

pub fn submitted() -> Fact {
    Fact::Submitted(Submitted {
        missing_because: None,
    })
}

pub fn accepted() -> Fact {
    Fact::Accepted(Accepted {
        on: Day(NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()),
        limit: None,
        office: Some("县民政局".into()),
    })
}

pub fn correction() -> Fact {
    Fact::CorrectionAsked(CorrectionAsked {
        wanted: vec![Wanted {
            material: "photo".into(),
            why: "照片不清楚".into(),
        }],
        note: None,
    })
}

pub fn comment(text: &str) -> Fact {
    Fact::Commented(Commented { text: text.into() })
}

/// Writes events of cases as the township does.
pub struct Township {
    counter: u64,
    pub seeds: BTreeMap<CaseId, Seed>,
}

impl Township {
    pub fn new() -> Self {
        Self {
            counter: 0,
            seeds: BTreeMap::new(),
        }
    }

    /// Learns the seeds and gives the feed entries of everything that a desk would send.
    pub fn hear(&mut self, desk: &Desk) -> Vec<FeedEntry> {
        let Some(batch) = desk
            .store
            .unsent_after(0, MORNING.plus_seconds(90_000), usize::MAX)
            .unwrap()
        else {
            return Vec::new();
        };
        let stream = batch.head_after.stream;
        let mut heard = Vec::new();
        for (seq, entry) in (batch.first..).zip(batch.entries) {
            let event = Event::decode(&entry.event).unwrap();
            let case = event
                .case
                .or(entry.seed.as_ref().map(derive::case_id))
                .unwrap();
            self.seeds.extend(entry.seed.map(|seed| (case, seed)));
            heard.push(FeedEntry {
                position: 0,
                id: entry.id(&self.seeds[&case], stream, seq),
                by_township: false,
                event: entry.event,
                seed: entry.seed,
                proof: None,
            });
        }
        heard
    }

    /// An event of the township on a case, behind the events in `base`.
    pub fn write(&mut self, case: CaseId, base: &[EventId], fact: Fact) -> FeedEntry {
        let mut base: Vec<EventRef> = base.iter().map(|id| id.to_ref()).collect();
        base.sort_unstable();
        let event = Event {
            case: Some(case),
            base,
            at: MORNING.plus_seconds(600),
            actor: CLERK,
            clock_doubtful: false,
            payload: Payload::Fact(fact),
        };
        self.entry(self.seeds[&case], event.encode().unwrap(), None)
    }

    /// A feed entry of any bytes.
    pub fn entry(&mut self, seed: Seed, bytes: Vec<u8>, sent: Option<Seed>) -> FeedEntry {
        self.counter += 1;
        FeedEntry {
            position: self.counter,
            id: derive::event_id(&seed, Incarnation(999), self.counter, &bytes),
            by_township: true,
            event: bytes.into(),
            seed: sent,
            proof: None,
        }
    }
}

/// A page of the station's feed.
pub fn page(entries: Vec<FeedEntry>, up_to: u64) -> FeedPage {
    FeedPage {
        feed: Feed::Station,
        entries,
        up_to,
        more: false,
    }
}
