//! The township of the made-up years: its documents, its feeds and its receipts.

use shanyi_domain::catalog::Catalog;
use shanyi_domain::directory::{self, Directory, Office, Person, Station};
use shanyi_domain::fact::Fact;
use shanyi_domain::ids::{ActorId, CaseId, EventId, Seed, StationId};
use shanyi_domain::post::Post;
use shanyi_domain::time::Moment;
use shanyi_domain::workday::Calendar;
use shanyi_store::Store;
use shanyi_wire::derive;
use shanyi_wire::event::{Document, DocumentKind, Event, Payload};
use shanyi_wire::exchange::{Feed, FeedEntry, FeedPage, Proof, Receipt};
use shanyi_wire::keys::SigningKey;
use shanyi_wire::stream::Incarnation;

use super::Made;

/// The clerk of the township.
const CLERK: ActorId = ActorId(21);
/// The township's timeline.
const TIMELINE: u64 = 1;

/// The station of the made-up years.
#[must_use]
pub fn station() -> Station {
    Station {
        id: StationId(1),
        code: "331123208211".into(),
        name: "五星村服务站".into(),
        short: "五星".into(),
        township: "柘岱口乡".into(),
    }
}

/// The township beside a store that is being made.
pub struct Township {
    key: SigningKey,
    counter: u64,
    waiting: Vec<FeedEntry>,
}

impl Township {
    /// A township that has said nothing yet.
    pub fn new() -> Self {
        Self {
            key: SigningKey::from_bytes(&[2; 32]),
            counter: 0,
            waiting: Vec::new(),
        }
    }

    /// Its key.
    pub const fn key(&self) -> &SigningKey {
        &self.key
    }

    /// Publishes catalogue, calendar and directory, and hands the bytes over.
    pub fn publish(&mut self, store: &mut Store, at: Moment) -> Made<()> {
        store.take_closing(TIMELINE, at)?;
        let catalog = Catalog::from_json(Catalog::embedded())?;
        let calendar = Calendar::from_json(Calendar::embedded())?;
        let person = |id, name: &str, title: &str, station| Person {
            id,
            name: name.into(),
            title: title.into(),
            phone: "0578-8120001".into(),
            station,
            post: Post::default(),
        };
        let directory = Directory {
            format: directory::FORMAT,
            version: 1,
            township: Office {
                name: "柘岱口乡便民服务中心".into(),
                phone: "0578-8120000".into(),
            },
            stations: vec![station()],
            people: vec![
                person(ActorId(11), "梅建平", "跑小二", Some(StationId(1))),
                person(CLERK, "雷志强", "窗口", None),
            ],
        };
        let directory = serde_json::to_string(&directory)?;
        let documents = [
            (DocumentKind::Catalog, catalog.version, Catalog::embedded()),
            (
                DocumentKind::Calendar,
                calendar.version,
                Calendar::embedded(),
            ),
            (DocumentKind::Directory, 1, directory.as_str()),
        ];
        for (kind, version, text) in documents {
            self.announce(store, (kind, version, text.as_bytes()), at)?;
        }
        Ok(())
    }

    fn announce(
        &mut self,
        store: &mut Store,
        (kind, version, bytes): (DocumentKind, u32, &[u8]),
        at: Moment,
    ) -> Made<()> {
        let hash = derive::image_hash(bytes);
        let event = Event {
            case: None,
            base: Vec::new(),
            at,
            actor: ActorId(0),
            clock_doubtful: false,
            payload: Payload::Document(Document {
                kind,
                version,
                hash,
                length: u32::try_from(bytes.len())?,
            }),
        };
        let seed = Seed([u8::try_from(self.counter)?; Seed::LEN]);
        let entry = self.entry(seed, event.encode()?, Some(seed));
        store.take_feed(&page(Feed::Broadcast, vec![entry], self.counter))?;
        store.take_document(kind, version, &hash, bytes)?;
        Ok(())
    }

    /// Says a fact of a case behind the event `base`, and gives the new event.
    pub fn say(
        &mut self,
        (case, seed): (CaseId, Seed),
        base: EventId,
        fact: Fact,
        at: Moment,
    ) -> Made<EventId> {
        let event = Event {
            case: Some(case),
            base: vec![base.to_ref()],
            at,
            actor: CLERK,
            clock_doubtful: false,
            payload: Payload::Fact(fact),
        };
        let entry = self.entry(seed, event.encode()?, None);
        let id = entry.id;
        self.waiting.push(entry);
        Ok(id)
    }

    /// The station hears that its own events are on the township's disk, and what was said since.
    pub fn tell(&mut self, store: &mut Store, at: Moment) -> Made<()> {
        let head = store.head()?;
        store.take_closing(TIMELINE, at)?;
        store.take_receipt(&Receipt::sign(&head, TIMELINE, 0, at, &self.key))?;
        self.hear(store)
    }

    /// The station hears what was said since.
    pub fn hear(&mut self, store: &mut Store) -> Made<()> {
        let waiting = std::mem::take(&mut self.waiting);
        if !waiting.is_empty() {
            store.take_feed(&page(Feed::Station, waiting, self.counter))?;
        }
        Ok(())
    }

    fn entry(&mut self, seed: Seed, bytes: Vec<u8>, sent: Option<Seed>) -> FeedEntry {
        self.counter += 1;
        let id = derive::event_id(&seed, Incarnation(999), self.counter, &bytes);
        FeedEntry {
            position: self.counter,
            id,
            by_township: true,
            event: bytes.into(),
            seed: sent,
            proof: Some(Proof(id.0)),
        }
    }
}

const fn page(feed: Feed, entries: Vec<FeedEntry>, up_to: u64) -> FeedPage {
    FeedPage {
        feed,
        entries,
        up_to,
        more: false,
    }
}
