//! A made-up station, and a township that says what a test puts into its mouth.
#![allow(dead_code)]

use std::collections::{BTreeMap, VecDeque};
use std::sync::Mutex;

use sha2::{Digest, Sha256};
use shanyi_domain::directory::Station;
use shanyi_domain::fact::{Applicant, Channel, Collected, Fact, ImageRef, MaterialLine, Media};
use shanyi_domain::ids::{ActorId, DeviceId, EventId, ImageHash, StationId};
use shanyi_domain::number::Block;
use shanyi_domain::time::Moment;
use shanyi_store::{Act, DatabaseKey, Identity, Operator, Options, Store};
use shanyi_sync::carrier::{Carrier, CarrierError, Chunk, Fetch, Fetched, Put, Thumbnail};
use shanyi_sync::engine::{Engine, Given, Parties, Round, Trouble};
use shanyi_wire::derive::image_hash;
use shanyi_wire::event::{Document, DocumentKind, Event, Payload};
use shanyi_wire::exchange::{
    Begun, Closing, Feed, FeedEntry, FeedPage, Hello, ImageStart, ImageStarts, ImagesWanted,
    Receipt, Refusal,
};
use shanyi_wire::frame::Frame;
use shanyi_wire::keys::SigningKey;
use tempfile::TempDir;

pub const NOW: Moment = Moment(1_795_222_800);

pub fn township() -> SigningKey {
    SigningKey::from_bytes(&[200; 32])
}

/// Says in each exchange what comes next, and nothing when there is no more.
#[derive(Default)]
pub struct Mouth {
    pub says: Mutex<VecDeque<(u64, Vec<Frame>)>>,
    pub timeline: Mutex<u64>,
    pub document: Vec<u8>,
    /// Bytes of images and documents that were put, those that were put twice counted twice.
    pub put: Mutex<usize>,
    /// How much is here of what was put, from the start.
    pub holds: Mutex<BTreeMap<ImageHash, u32>>,
    /// Its disk is full.
    pub full: bool,
    /// What it answers an exchange with, once, in place of a reply.
    pub refuses: Mutex<Option<Refusal>>,
    /// What was asked, in its order: `sync`, `put`.
    pub asked: Mutex<Vec<&'static str>>,
    /// What was said of the station itself.
    pub heard: Mutex<Vec<Hello>>,
}

impl Mouth {
    pub fn will_say(&self, timeline: u64, frames: Vec<Frame>) {
        self.says.lock().unwrap().push_back((timeline, frames));
    }

    /// How much is here of documents that are wanted.
    fn begun(&self, documents: &[ImageHash]) -> Vec<Begun> {
        let holds = self.holds.lock().unwrap();
        let begun = documents.iter().filter_map(|hash| {
            let image = ImageStart::of(hash);
            holds.get(hash).map(|have| Begun { image, have: *have })
        });
        begun.collect()
    }
}

impl Carrier for Mouth {
    async fn sync(&self, body: Vec<u8>) -> Result<Vec<u8>, CarrierError> {
        self.asked.lock().unwrap().push("sync");
        let Some((Frame::Hello(hello), _)) = Frame::read(&body).unwrap() else {
            return Err(CarrierError::Down);
        };
        self.heard.lock().unwrap().push(hello.claimed().unwrap());
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
        for mut frame in frames {
            if let Frame::Returned(returned) = &mut frame {
                returned.begun = self.begun(&returned.documents);
            }
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
        *self.put.lock().unwrap() += chunk.bytes.len();
        self.holds.lock().unwrap().insert(chunk.hash, have);
        Ok(Put { have, complete })
    }

    async fn get(&self, fetch: Fetch) -> Result<Fetched, CarrierError> {
        self.asked.lock().unwrap().push("get");
        let from = (fetch.from as usize).min(self.document.len());
        let end = from
            .saturating_add(fetch.most as usize)
            .min(self.document.len());
        let bytes = self.document[from..end].to_vec();
        Ok(Fetched { bytes, whole: true })
    }

    async fn put_thumbnail(&self, _: Thumbnail) -> Result<(), CarrierError> {
        self.asked.lock().unwrap().push("thumbnail");
        Ok(())
    }
}

pub struct Scene {
    pub _folder: TempDir,
    pub store: Mutex<Store>,
    pub parties: Parties,
}

impl Scene {
    pub fn new() -> Self {
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

    pub fn take_in(&self, images: Vec<ImageRef>) {
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

    pub fn image(&self, content: u8) -> ImageRef {
        let store = self.store.lock().unwrap();
        store.put_image(&[content; 4000], Media::Jpeg).unwrap()
    }

    /// The township's receipt for the stream up to here.
    pub fn receipt(&self, seq: u64, timeline: u64) -> Frame {
        let head = self.store.lock().unwrap().head_at(seq).unwrap().unwrap();
        Frame::Receipt(Receipt::sign(&head, timeline, 0, NOW, &township()))
    }

    pub fn round(&self, mouth: &Mouth) -> Result<Round, Trouble> {
        self.round_with(mouth, 42)
    }

    pub fn round_with(&self, mouth: &Mouth, fresh: u64) -> Result<Round, Trouble> {
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

    pub fn waiting(&self) -> u32 {
        let state = self.store.lock().unwrap().sync_state().unwrap();
        state.entries_waiting
    }
}

/// A list of these images and no others, of which no small picture is wanted.
pub fn listed(images: &[ImageRef]) -> Frame {
    let images = images.iter().map(|image| ImageStart::of(&image.hash));
    Frame::Images(ImagesWanted {
        others: ImageStarts(images.collect()),
        ..ImagesWanted::default()
    })
}

pub fn announced(kind: DocumentKind, version: u32, bytes: &[u8]) -> Frame {
    let length = u32::try_from(bytes.len()).unwrap();
    announced_as(kind, version, bytes, length)
}

pub fn announced_as(kind: DocumentKind, version: u32, bytes: &[u8], length: u32) -> Frame {
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
