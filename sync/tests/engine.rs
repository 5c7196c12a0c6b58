//! Rounds with a township that says what a test puts into its mouth.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeSet, VecDeque};
use std::sync::Mutex;

use sha2::{Digest, Sha256};
use shanyi_domain::directory::Station;
use shanyi_domain::fact::{Applicant, Channel, Collected, Fact, ImageRef, MaterialLine, Media};
use shanyi_domain::ids::{ActorId, DeviceId, EventId, StationId};
use shanyi_domain::number::Block;
use shanyi_domain::time::Moment;
use shanyi_store::{Act, DatabaseKey, Identity, Operator, Options, Store};
use shanyi_sync::carrier::{Carrier, CarrierError, Chunk, Fetch, Fetched, Put};
use shanyi_sync::engine::{Engine, Given, Parties, REFUSED_DOCUMENT, Round, Trouble};
use shanyi_wire::derive::image_hash;
use shanyi_wire::event::{Document, DocumentKind, Event, Payload};
use shanyi_wire::exchange::{
    Closing, Feed, FeedEntry, FeedPage, Fork, ImageState, ImagesWanted, Receipt, Refusal,
};
use shanyi_wire::frame::Frame;
use shanyi_wire::keys::SigningKey;
use shanyi_wire::stream::Incarnation;
use tempfile::TempDir;

const NOW: Moment = Moment(1_795_222_800);

fn township() -> SigningKey {
    SigningKey::from_bytes(&[200; 32])
}

/// Says in each exchange what comes next, and nothing when there is no more.
#[derive(Default)]
struct Mouth {
    says: Mutex<VecDeque<(u64, Vec<Frame>)>>,
    timeline: Mutex<u64>,
    document: Vec<u8>,
    /// Its disk is full.
    full: bool,
    /// What it answers an exchange with, once, in place of a reply.
    refuses: Mutex<Option<Refusal>>,
    /// What was asked, in its order: `sync`, `put`.
    asked: Mutex<Vec<&'static str>>,
}

impl Mouth {
    fn will_say(&self, timeline: u64, frames: Vec<Frame>) {
        self.says.lock().unwrap().push_back((timeline, frames));
    }
}

impl Carrier for Mouth {
    async fn sync(&self, body: Vec<u8>) -> Result<Vec<u8>, CarrierError> {
        self.asked.lock().unwrap().push("sync");
        let Some((Frame::Hello(hello), _)) = Frame::read(&body).unwrap() else {
            return Err(CarrierError::Down);
        };
        if let Some(refusal) = self.refuses.lock().unwrap().take() {
            let mut line = Vec::new();
            Frame::Refusal(refusal).write(&mut line).unwrap();
            return Ok(line);
        }
        let mut timeline = self.timeline.lock().unwrap();
        let next = self.says.lock().unwrap().pop_front();
        let (now, frames) = next.unwrap_or((*timeline, Vec::new()));
        *timeline = now;
        let mut line = Vec::new();
        for frame in frames {
            frame.write(&mut line).unwrap();
        }
        let digest = Sha256::digest(&line).into();
        let closing = Closing::sign(&hello.signature, &digest, now, NOW, 0, &township());
        Frame::Closing(closing).write(&mut line).unwrap();
        Ok(line)
    }

    async fn put(&self, chunk: Chunk) -> Result<Put, CarrierError> {
        self.asked.lock().unwrap().push("put");
        if self.full {
            return Err(CarrierError::Unexpected { status: 503 });
        }
        let have = chunk.offset + u32::try_from(chunk.bytes.len()).unwrap();
        let complete = have == chunk.total;
        Ok(Put { have, complete })
    }

    async fn get(&self, _: Fetch) -> Result<Fetched, CarrierError> {
        let bytes = self.document.clone();
        Ok(Fetched { bytes, whole: true })
    }
}

struct Scene {
    _folder: TempDir,
    store: Mutex<Store>,
    parties: Parties,
}

impl Scene {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let key = DatabaseKey::from_bytes([7; 32]);
        let mut store = Store::open(folder.path(), &key, Options::default()).unwrap();
        let identity = Identity {
            device: DeviceId([1; 16]),
            key: SigningKey::from_bytes(&[1; 32]),
            township_key: township().public(),
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
        Self {
            _folder: folder,
            store: Mutex::new(store),
            parties: Parties {
                device: identity.device,
                key: identity.key,
                township: identity.township_key,
            },
        }
    }

    fn take_in(&self, images: Vec<ImageRef>) {
        let collected = Collected {
            number: String::new(),
            station: StationId(1),
            item: "lnyd".into(),
            catalog_version: 1,
            applicant: Applicant {
                name: "蓝春妹".into(),
                id_number: None,
                phone: None,
                address: "下坪组 12 号".into(),
            },
            materials: vec![MaterialLine {
                material: "id_card".into(),
                originals: 1,
                copies: 0,
                images,
                checked: true,
            }],
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
        self.store.lock().unwrap().record(act).unwrap();
    }

    fn image(&self, content: u8) -> ImageRef {
        let store = self.store.lock().unwrap();
        store.put_image(&[content; 4000], Media::Jpeg).unwrap()
    }

    /// The township's receipt for the stream up to here.
    fn receipt(&self, seq: u64, timeline: u64) -> Frame {
        let head = self.store.lock().unwrap().head_at(seq).unwrap().unwrap();
        Frame::Receipt(Receipt::sign(&head, timeline, 0, NOW, &township()))
    }

    fn round(&self, mouth: &Mouth) -> Result<Round, Trouble> {
        self.round_with(mouth, 42)
    }

    fn round_with(&self, mouth: &Mouth, fresh: u64) -> Result<Round, Trouble> {
        let mut engine = Engine::new(mouth, self.parties.clone());
        let given = || Given {
            now: NOW,
            saved_before: NOW,
            fresh,
        };
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        runtime
            .unwrap()
            .block_on(engine.round(&self.store, given, || {}))
    }

    fn waiting(&self) -> u32 {
        let state = self.store.lock().unwrap().sync_state().unwrap();
        state.entries_waiting
    }
}

fn announced(kind: DocumentKind, version: u32, bytes: &[u8]) -> Frame {
    let length = u32::try_from(bytes.len()).unwrap();
    announced_as(kind, version, bytes, length)
}

fn announced_as(kind: DocumentKind, version: u32, bytes: &[u8], length: u32) -> Frame {
    let event = Event {
        case: None,
        base: Vec::new(),
        at: NOW,
        actor: ActorId(0),
        clock_doubtful: false,
        payload: Payload::Document(Document {
            kind,
            version,
            hash: image_hash(bytes),
            length,
        }),
    };
    Frame::Feed(FeedPage {
        feed: Feed::Broadcast,
        entries: vec![FeedEntry {
            position: u64::from(version),
            id: EventId([u8::try_from(version).unwrap(); 16]),
            by_township: true,
            event: event.encode().unwrap().into(),
            seed: None,
            proof: None,
        }],
        up_to: u64::from(version),
        more: false,
    })
}

#[test]
fn a_broken_document_is_refused_with_its_reason_and_holds_nothing_up() {
    let scene = Scene::new();
    let image = scene.image(1);
    scene.take_in(vec![image]);
    let mouth = Mouth {
        document: b"{\"format\": 1, \"version\": ".to_vec(),
        ..Mouth::default()
    };
    let page = announced(DocumentKind::Catalog, 1, &mouth.document);
    mouth.will_say(5, vec![scene.receipt(1, 5), page]);
    scene.round(&mouth).unwrap();
    let store = scene.store.lock().unwrap();
    let refused = store.document_refused(DocumentKind::Catalog).unwrap();
    assert_eq!(refused, Some(1));
    let reason = store.setting(REFUSED_DOCUMENT).unwrap().unwrap();
    let reason: String = serde_json::from_str(&reason).unwrap();
    assert!(reason.contains("line 1"), "{reason}");
    assert_eq!(store.sync_state().unwrap().images_waiting, 0);
}

#[test]
fn a_document_of_another_length_than_announced_is_refused_too() {
    let scene = Scene::new();
    let document = include_bytes!("../../domain/data/workdays.json").to_vec();
    let mouth = Mouth {
        document,
        ..Mouth::default()
    };
    let page = announced_as(DocumentKind::Calendar, 1, &mouth.document, 3);
    mouth.will_say(5, vec![page]);
    scene.round(&mouth).unwrap();
    let store = scene.store.lock().unwrap();
    let refused = store.document_refused(DocumentKind::Calendar).unwrap();
    assert_eq!(refused, Some(1));
}

#[test]
fn a_reply_to_a_life_that_a_new_timeline_ended_says_nothing_of_the_next() {
    let scene = Scene::new();
    scene.take_in(Vec::new());
    let mouth = Mouth::default();
    mouth.will_say(5, vec![scene.receipt(1, 5)]);
    mouth.will_say(
        5,
        vec![scene.receipt(1, 5), Frame::Fork(Fork { agreed: 1 })],
    );
    scene.round(&mouth).unwrap();
    scene.round(&mouth).unwrap();
    scene.take_in(Vec::new());
    // The township comes back from a backup and knows the second life's first entry only.
    let restored = scene.receipt(0, 6);
    mouth.will_say(6, vec![restored, Frame::Fork(Fork { agreed: 0 })]);
    scene.round(&mouth).unwrap();
    let store = scene.store.lock().unwrap();
    assert_eq!(store.timeline().unwrap(), 6);
    let batch = store.unsent(NOW, usize::MAX).unwrap().unwrap();
    assert_eq!(batch.entries.len(), 2, "both events are sent again");
    let incarnation = batch.head_after.stream.incarnation;
    assert_ne!(incarnation, Incarnation(42));
}

#[test]
fn a_township_that_holds_less_than_it_signed_for_is_given_it_again() {
    let scene = Scene::new();
    for _ in 0..3 {
        scene.take_in(Vec::new());
    }
    let mouth = Mouth::default();
    mouth.will_say(5, vec![scene.receipt(3, 5)]);
    scene.round(&mouth).unwrap();
    assert_eq!(scene.waiting(), 0);
    mouth.will_say(5, vec![scene.receipt(1, 5)]);
    scene.round(&mouth).unwrap();
    assert_eq!(scene.waiting(), 2);
    let store = scene.store.lock().unwrap();
    assert_eq!(store.sync_state().unwrap().cases_durable, 1);
}

#[test]
fn a_township_in_trouble_says_which_and_everything_stays_here_until_it_is_over() {
    let scene = Scene::new();
    scene.take_in(vec![]);
    let mouth = Mouth::default();
    for (refusal, named) in [(Refusal::NoRoom, "no room"), (Refusal::Ailing, "trouble")] {
        *mouth.refuses.lock().unwrap() = Some(refusal);
        let trouble = scene.round(&mouth).unwrap_err();
        match refusal {
            Refusal::NoRoom => assert!(matches!(trouble, Trouble::NoRoom), "{trouble}"),
            _ => assert!(matches!(trouble, Trouble::Ailing), "{trouble}"),
        }
        assert!(trouble.to_string().contains(named), "{trouble}");
        assert_eq!(scene.waiting(), 1, "what was not taken waits");
    }
    mouth.will_say(5, vec![scene.receipt(1, 5)]);
    scene.round(&mouth).unwrap();
    assert_eq!(scene.waiting(), 0, "and goes when it is over");
}

#[test]
fn a_township_whose_disk_is_full_is_tried_again_later_and_not_at_once() {
    let scene = Scene::new();
    scene.take_in([1, 2].map(|n| scene.image(n)).to_vec());
    let mouth = Mouth {
        full: true,
        ..Mouth::default()
    };
    let images = scene.store.lock().unwrap().images_to_send().unwrap();
    assert!(images.is_empty(), "the event goes first");
    let wanted = [1, 2].map(|n| ImageState {
        hash: scene.image(n).hash,
        have: 0,
    });
    let wanted = Frame::Images(ImagesWanted {
        images: wanted.to_vec(),
        more: false,
    });
    mouth.will_say(5, vec![scene.receipt(1, 5), wanted]);
    let trouble = scene.round(&mouth).unwrap_err();
    assert!(matches!(trouble, Trouble::Ailing), "{trouble}");
    assert_eq!(*mouth.asked.lock().unwrap(), ["sync", "put", "put"]);
    assert_eq!(scene.waiting(), 0, "the event is there");
    let state = scene.store.lock().unwrap().sync_state().unwrap();
    assert_eq!(state.images_waiting, 2);
}

#[test]
fn news_is_asked_for_between_two_images() {
    let scene = Scene::new();
    let images: Vec<ImageRef> = [1, 2, 3].map(|n| scene.image(n)).to_vec();
    scene.take_in(images.clone());
    let mouth = Mouth::default();
    let wanted = |images: &[ImageRef]| {
        let images = images.iter().map(|image| ImageState {
            hash: image.hash,
            have: 0,
        });
        let images = images.collect();
        Frame::Images(ImagesWanted {
            images,
            more: false,
        })
    };
    mouth.will_say(5, vec![scene.receipt(1, 5), wanted(&images)]);
    scene.round(&mouth).unwrap();
    let asked = mouth.asked.lock().unwrap().clone();
    let puts = asked.iter().filter(|word| **word == "put").count();
    assert_eq!(puts, 3);
    let in_a_row = asked.windows(2).filter(|two| *two == ["put", "put"]);
    assert_eq!(in_a_row.count(), 0, "{asked:?}");
}

#[test]
fn every_fork_counts_its_numbers_in_a_block_of_its_own() {
    let scene = Scene::new();
    scene.take_in(Vec::new());
    let mut blocks = BTreeSet::new();
    for fresh in 42..52 {
        let mouth = Mouth::default();
        mouth.will_say(5, vec![Frame::Fork(Fork { agreed: 0 })]);
        scene.round_with(&mouth, fresh).unwrap();
        let identity = scene.store.lock().unwrap().identity().unwrap().unwrap();
        assert!(identity.block.as_str().starts_with('A'));
        assert!(
            identity.block.as_str().len() > 2,
            "not one that is enrolled"
        );
        assert!(blocks.insert(identity.block.as_str().to_owned()));
    }
}
