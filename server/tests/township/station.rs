//! A small station: real streams, made with the same crates as the real one's.

use std::collections::BTreeMap;

use serde_json::Value;
use sha2::{Digest, Sha256};
use shanyi_domain::case::{Case, CaseEvent};
use shanyi_domain::fact::{
    Applicant, Channel, Collected, Fact, ImageRef, MaterialLine, Media, Submitted,
};
use shanyi_domain::identity::IdNumber;
use shanyi_domain::ids::{ActorId, CaseId, EventId, EventRef, ImageHash, Seed, StationId};
use shanyi_domain::state::Role;
use shanyi_domain::time::Moment;
use shanyi_wire::PROTOCOL;
use shanyi_wire::derive;
use shanyi_wire::event::{Event, Payload};
use shanyi_wire::exchange::{
    Feed, FeedPage, Hello, ImageStart, ImagesWanted, Push, QuarantineReason, Quarantined, Receipt,
    Refusal, Returned, SignedHello, fetch_message, upload_message,
};
use shanyi_wire::frame::Frame;
use shanyi_wire::keys::{PublicKey, SigningKey};
use shanyi_wire::stream::{Entry, Head, Incarnation, StreamId};

use crate::office::MONDAY;

use crate::joined::Joined;

#[derive(Clone)]
pub struct Station {
    pub url: String,
    pub key: SigningKey,
    pub township: PublicKey,
    pub station: StationId,
    pub operator: ActorId,
    /// The heads of the stream, from the empty one on.
    pub heads: Vec<Head>,
    pub entries: Vec<Entry>,
    pub seeds: BTreeMap<CaseId, Seed>,
    pub events: BTreeMap<CaseId, Vec<CaseEvent>>,
    pub hello_at: (u64, u64, u64),
    /// What it says that it holds: a list of images, and a receipt short of so many entries.
    pub images: Option<u32>,
    /// Its clock.
    pub now: Moment,
    pub unreceipted: Option<u64>,
}

/// A reply, read and checked.
#[derive(Debug, Default)]
pub struct Reply {
    pub status: u16,
    pub receipt: Option<Receipt>,
    pub fork: Option<u64>,
    pub rewind: Option<u64>,
    pub seeds: bool,
    pub returned: Option<Returned>,
    pub aside: Vec<Quarantined>,
    pub feeds: Vec<FeedPage>,
    pub images: Option<ImagesWanted>,
    pub refusal: Option<Refusal>,
    pub timeline: u64,
}

impl Reply {
    pub fn durable(&self) -> u64 {
        self.receipt.as_ref().map_or(0, |receipt| receipt.durable)
    }

    pub fn feed(&self, feed: Feed) -> Option<&FeedPage> {
        self.feeds.iter().find(|page| page.feed == feed)
    }

    pub fn reasons(&self) -> Vec<QuarantineReason> {
        self.aside.iter().map(|one| one.reason).collect()
    }

    pub fn wanted(&self) -> Vec<ImageStart> {
        self.images.iter().flat_map(ImagesWanted::all).collect()
    }

    /// Bytes that the township has of each image of which it has some.
    pub fn begun(&self) -> Vec<u32> {
        let begun = self.images.iter().flat_map(|wanted| &wanted.begun);
        begun.map(|one| one.have).collect()
    }
}

pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0u8; N];
    getrandom::fill(&mut bytes).unwrap();
    bytes
}

pub fn image(bytes: &[u8]) -> ImageRef {
    ImageRef {
        hash: derive::image_hash(bytes),
        length: u32::try_from(bytes.len()).unwrap(),
        media: Media::Jpeg,
    }
}

pub fn line(material: &str, images: Vec<ImageRef>) -> MaterialLine {
    MaterialLine {
        material: material.to_owned(),
        originals: 1,
        copies: 1,
        images,
        checked: true,
    }
}

impl Station {
    /// The PC that this made a station's.
    pub fn new(joined: &Joined, url: &str) -> Self {
        let membership = &joined.membership;
        let stream = StreamId {
            device: membership.device,
            incarnation: Incarnation(u64::from_be_bytes(random())),
        };
        Self {
            url: url.to_owned(),
            key: joined.key.clone(),
            township: membership.township_key,
            station: membership.station.id,
            operator: membership.people[0].id,
            heads: vec![Head::new(stream)],
            entries: Vec::new(),
            seeds: BTreeMap::new(),
            events: BTreeMap::new(),
            hello_at: (0, 0, 0),
            images: None,
            now: MONDAY,
            unreceipted: None,
        }
    }

    pub fn head(&self) -> Head {
        *self.heads.last().unwrap()
    }

    /// Takes a case in and hands it over: two entries.
    pub fn hand_over(&mut self, name: &str, item: &str, materials: Vec<MaterialLine>) -> CaseId {
        let case = self.collect(name, item, materials);
        self.submit(case);
        case
    }

    pub fn collect(&mut self, name: &str, item: &str, materials: Vec<MaterialLine>) -> CaseId {
        let station = self.station;
        self.begin(Collected {
            number: format!("五星-26-A{:04}-8", self.entries.len() + 1),
            station,
            item: item.to_owned(),
            catalog_version: 1,
            applicant: Applicant {
                name: name.to_owned(),
                id_number: Some(elder()),
                phone: Some("13857801234".to_owned()),
                address: "五星村大会堂边".to_owned(),
            },
            materials,
            channel: Channel::Counter,
            noticed: Vec::new(),
            applies: Vec::new(),
        })
    }

    pub fn begin(&mut self, body: Collected) -> CaseId {
        let seed = Seed(random());
        let case = derive::case_id(&seed);
        self.seeds.insert(case, seed);
        self.append(None, case, Vec::new(), Fact::Collected(body));
        case
    }

    pub fn submit(&mut self, case: CaseId) -> EventId {
        self.write(
            case,
            Fact::Submitted(Submitted {
                missing_because: None,
            }),
        )
    }

    /// Writes an event on top of everything that is known of the case here.
    pub fn write(&mut self, case: CaseId, fact: Fact) -> EventId {
        let base = self.case(case).map_or_else(Vec::new, |case| case.tips());
        self.append(Some(case), case, base, fact)
    }

    fn append(
        &mut self,
        named: Option<CaseId>,
        case: CaseId,
        base: Vec<EventRef>,
        fact: Fact,
    ) -> EventId {
        let event = Event {
            case: named,
            base: base.clone(),
            at: self.now,
            actor: self.operator,
            clock_doubtful: false,
            payload: Payload::Fact(fact.clone()),
        };
        let seed = self.seeds[&case];
        let id = self.raw(event.encode().unwrap(), seed, named.is_none());
        let known = CaseEvent {
            id,
            base,
            role: Role::Station,
            at: self.now,
            actor: self.operator,
            fact,
        };
        self.events.entry(case).or_default().push(known);
        id
    }

    /// Appends bytes to the stream, whatever they are.
    pub fn raw(&mut self, bytes: Vec<u8>, seed: Seed, send_seed: bool) -> EventId {
        let entry = Entry {
            event: bytes.clone().into(),
            seed: send_seed.then_some(seed),
            origin: None,
            erased: None,
        };
        self.entry(entry, seed)
    }

    pub fn entry(&mut self, entry: Entry, seed: Seed) -> EventId {
        let head = self.head();
        let id = entry.id(&seed, head.stream, head.seq + 1);
        self.heads.push(head.extended(&seed, &id, &entry.event));
        self.entries.push(entry);
        id
    }

    pub fn case(&self, case: CaseId) -> Option<Case> {
        Case::fold(case, self.events.get(&case)?)
    }

    pub fn hello(&self) -> SignedHello {
        let head = self.head();
        let (timeline, broadcast, station) = self.hello_at;
        let hello = Hello {
            protocol: PROTOCOL,
            device: head.stream.device,
            incarnation: head.stream.incarnation,
            seq: head.seq,
            link: head.link,
            broadcast,
            station,
            timeline,
            now: MONDAY,
            images: self.images,
            unreceipted: self.unreceipted,
            unpruned: None,
            recovery: None,
        };
        SignedHello::new(&hello, &self.key)
    }

    /// The push of entries `first` to `last`.
    pub fn push(&self, first: u64, last: u64) -> Push {
        let (from, to) = (first as usize - 1, last as usize);
        Push {
            first,
            entries: self.entries[from..to].to_vec(),
            signature: self.heads[to].sign(&self.key),
        }
    }

    /// A request of a hello and these pushes.
    pub fn body(&self, pushes: &[Push]) -> Vec<u8> {
        let mut body = Vec::new();
        Frame::Hello(self.hello()).write(&mut body).unwrap();
        for push in pushes {
            Frame::Push(push.clone()).write(&mut body).unwrap();
        }
        body
    }

    /// Sends everything from the first entry on, one frame for each, and reads all news.
    pub async fn sync(&mut self) -> Reply {
        let pushes: Vec<Push> = (1..=self.head().seq)
            .map(|seq| self.push(seq, seq))
            .collect();
        let body = self.body(&pushes);
        let reply = self.send(body).await;
        assert_eq!(reply.status, 200, "{:?}", reply.refusal);
        self.learn(&reply);
        reply
    }

    /// Sends a body and checks the reply's signatures.
    pub async fn send(&self, body: Vec<u8>) -> Reply {
        let request = crate::office::client().post(format!("{}/v1/sync", self.url));
        let response = request.body(body).send().await.unwrap();
        let status = response.status().as_u16();
        let bytes = response.bytes().await.unwrap();
        self.read(status, &bytes)
    }

    pub fn read(&self, status: u16, bytes: &[u8]) -> Reply {
        let mut reply = Reply {
            status,
            ..Reply::default()
        };
        let (mut at, mut closed) = (0, false);
        while let Some((frame, length)) = Frame::read(&bytes[at..]).unwrap() {
            match frame {
                Frame::Receipt(receipt) => reply.receipt = Some(receipt),
                Frame::Fork(fork) => reply.fork = Some(fork.agreed),
                Frame::Rewind(rewind) => {
                    reply.rewind = Some(rewind.from);
                    reply.seeds = rewind.seeds == Some(true);
                }
                Frame::Returned(returned) => reply.returned = Some(returned),
                Frame::Quarantine(aside) => reply.aside.extend(aside),
                Frame::Feed(page) => reply.feeds.push(page),
                Frame::Images(images) => reply.images = Some(images),
                Frame::Refusal(refusal) => reply.refusal = Some(refusal),
                Frame::Closing(closing) => {
                    let digest = Sha256::digest(&bytes[..at]).into();
                    let hello = self.hello().signature;
                    assert!(closing.closes(&hello, &digest, &self.township));
                    reply.timeline = closing.timeline;
                    closed = true;
                }
                other => panic!("a township does not say {other:?}"),
            }
            at += length;
        }
        assert_eq!(at, bytes.len(), "bytes behind the last frame");
        let revoked = reply.refusal == Some(Refusal::Revoked);
        assert_eq!(
            closed,
            status == 200 || revoked,
            "a signed end belongs to a reply"
        );
        if let Some(receipt) = reply.receipt.as_ref().filter(|_| reply.fork.is_none()) {
            let head = self.heads.get(receipt.durable as usize);
            assert!(head.is_some_and(|head| receipt.covers(head, &self.township)));
        }
        reply
    }

    /// Takes the news of a reply in.
    pub fn learn(&mut self, reply: &Reply) {
        self.hello_at.0 = reply.timeline;
        for page in &reply.feeds {
            match page.feed {
                Feed::Broadcast => self.hello_at.1 = page.up_to,
                Feed::Station => self.hello_at.2 = page.up_to,
            }
            for entry in &page.entries {
                let event = Event::decode(&entry.event).unwrap();
                let Payload::Fact(fact) = event.payload else {
                    continue;
                };
                let begun = entry.seed.map(|seed| (derive::case_id(&seed), seed));
                self.seeds.extend(begun);
                let case = event.case.or(begun.map(|(case, _)| case)).unwrap();
                self.events.entry(case).or_default().push(CaseEvent {
                    id: entry.id,
                    base: event.base,
                    role: entry.role(),
                    at: event.at,
                    actor: event.actor,
                    fact,
                });
            }
        }
    }

    /// Sends bytes of an image at an offset.
    pub async fn upload(&self, whole: &[u8], offset: usize, bytes: &[u8]) -> (u16, Value) {
        let hash = derive::image_hash(whole);
        self.upload_as(hash, whole.len(), offset, bytes.to_vec())
            .await
    }

    pub async fn upload_as(
        &self,
        hash: ImageHash,
        total: usize,
        offset: usize,
        body: impl Into<reqwest::Body>,
    ) -> (u16, Value) {
        let (total, offset) = (
            u32::try_from(total).unwrap(),
            u32::try_from(offset).unwrap(),
        );
        let signature = self.key.sign(&upload_message(&hash, total, offset));
        let response = crate::office::client()
            .put(format!("{}/v1/blobs/{hash}", self.url))
            .header("upload-offset", offset)
            .header("upload-length", total)
            .header("shanyi-device", self.head().stream.device.to_string())
            .header("shanyi-signature", hex::encode(signature.0))
            .body(body)
            .send()
            .await
            .unwrap();
        let status = response.status().as_u16();
        let text = response.text().await.unwrap();
        (status, serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    pub async fn fetch(&self, hash: ImageHash, from: Option<usize>) -> (u16, Vec<u8>) {
        let signature = self.key.sign(&fetch_message(&hash));
        let mut request = crate::office::client()
            .get(format!("{}/v1/blobs/{hash}", self.url))
            .header("shanyi-device", self.head().stream.device.to_string())
            .header("shanyi-signature", hex::encode(signature.0));
        if let Some(from) = from {
            request = request.header("range", format!("bytes={from}-"));
        }
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        (status, response.bytes().await.unwrap().to_vec())
    }
}

/// A made-up person of seventy.
pub fn elder() -> IdNumber {
    let birth = chrono::NaiveDate::from_ymd_opt(1956, 3, 8).unwrap();
    IdNumber::made_up(331_123, birth, 204).unwrap()
}

/// A moment of a day in Shanghai, at nine in the morning.
pub fn nine_on(year: i32, month: u32, day: u32) -> Moment {
    let date = chrono::NaiveDate::from_ymd_opt(year, month, day).unwrap();
    let nine = date.and_hms_opt(1, 0, 0).unwrap();
    Moment(nine.and_utc().timestamp())
}
