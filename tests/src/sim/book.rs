//! What was promised: what screens showed as saved, what the township signed for, what was lost
//! together with the last disk that had it.

use std::collections::{BTreeMap, BTreeSet};

use shanyi_domain::ids::EventId;
use shanyi_store::Store;
use shanyi_wire::derive::{self, Hash};
use shanyi_wire::exchange::{Feed, FeedPage, Hello, Receipt};
use shanyi_wire::frame::Frame;
use shanyi_wire::stream::{Entry, Incarnation, StreamId};

use super::carrier::{Answer, Call};
use super::township::Township;
use super::{Sim, check};

/// How far one PC was when it was last looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Reach {
    timeline: u64,
    life: Incarnation,
    acknowledged: u64,
}

/// The book of one seed.
#[derive(Default)]
pub struct Book {
    /// Events that a screen showed as saved, and where.
    pub saved: BTreeMap<EventId, String>,
    /// Of them, those whose last holder went away.
    pub lost: BTreeSet<EventId>,
    /// Every entry of every stream that a PC ever wrote.
    links: BTreeSet<(StreamId, u64, Hash)>,
    /// The furthest receipt of each timeline and stream.
    receipts: BTreeMap<(u64, StreamId), Signed>,
    /// Frames that were answered by a fork, by their hash.
    divergent: BTreeSet<Hash>,
    /// How far each disk was.
    reached: BTreeMap<usize, Reach>,
}

/// What a receipt says.
#[derive(Clone, Copy, Debug)]
struct Signed {
    durable: u64,
    prunable: u64,
}

/// What one request said and was told.
#[derive(Default)]
struct Told {
    hello: Option<Hello>,
    pushes: Vec<(Hash, Vec<Entry>)>,
    receipt: Option<Receipt>,
    forked: bool,
    /// Something is to be sent again: what stood behind it was not looked at.
    rewound: bool,
    feeds: Vec<FeedPage>,
    timeline: Option<u64>,
}

impl Book {
    /// A PC wrote entries: `before` is how far its stream was.
    pub fn wrote(&mut self, store: &Store, before: u64) -> Sim<()> {
        let last = store.head()?;
        for seq in before + 1..=last.seq {
            let head = store.head_at(seq)?;
            self.links
                .extend(head.map(|head| (head.stream, seq, head.link)));
        }
        Ok(())
    }

    /// Another device wrote an event; these are the entries of its stream.
    pub fn wrote_elsewhere(
        &mut self,
        places: impl Iterator<Item = (StreamId, u64, Hash)>,
        event: EventId,
    ) {
        self.links.extend(places);
        self.saved.insert(event, "a newer device".to_owned());
    }

    /// A PC heard something. Within a timeline and a life nothing is taken back.
    pub fn heard(&mut self, pc: usize, store: &Store) -> Sim<()> {
        let head = store.head()?;
        let now = Reach {
            timeline: store.timeline()?,
            life: head.stream.incarnation,
            acknowledged: store.acknowledged()?,
        };
        let before = self.reached.insert(pc, now);
        if before.is_none_or(|before| before.life != now.life) {
            // A new life: what moved into it has other links.
            self.wrote(store, 0)?;
        }
        let same = before.filter(|one| (one.timeline, one.life) == (now.timeline, now.life));
        check(
            same.is_none_or(|before| before.acknowledged <= now.acknowledged),
            || "what was acknowledged is not any more".to_owned(),
        )
    }

    /// The disk of a PC is another.
    pub fn forget(&mut self, pc: usize) {
        self.reached.remove(&pc);
    }

    /// The ledger is an older one: of the frames of forks it has those that it had then.
    pub fn keep_divergent_of(&mut self, township: &Township) -> Sim<()> {
        for frame in std::mem::take(&mut self.divergent) {
            if township.keeps_divergent(&frame)? {
                self.divergent.insert(frame);
            }
        }
        Ok(())
    }

    /// The last disk that had these events is gone.
    pub fn lose(&mut self, events: BTreeSet<EventId>) {
        let shown = events
            .into_iter()
            .filter(|event| self.saved.contains_key(event));
        self.lost.extend(shown);
    }

    /// The township answered: what it says has to be on its disk. It is looked at before anything else
    /// arrives: what a reader's own stream brings later is no news to it any more, though it was when it
    /// had been given back by another PC only.
    pub fn answered(&mut self, township: &Township, call: &Call, answer: &Answer) -> Sim<()> {
        let (Call::Sync(request), Answer::Sync(reply)) = (call, answer) else {
            return Ok(());
        };
        let told = read(request, reply)?;
        let Some(hello) = told.hello else {
            return Ok(());
        };
        let stream = hello.head().stream;
        if let Some(receipt) = &told.receipt {
            let committed = township.committed(stream)?;
            check(receipt.durable <= committed, || {
                format!(
                    "a receipt for {} entries of which {committed} are on the disk",
                    receipt.durable
                )
            })?;
            if !told.forked {
                let place = (receipt.timeline, stream);
                let now = Signed {
                    durable: receipt.durable,
                    prunable: receipt.prunable,
                };
                let before = self.receipts.insert(place, now);
                let risen = before.is_none_or(|before| {
                    before.durable <= now.durable && before.prunable <= now.prunable
                });
                check(risen, || {
                    format!("a receipt fell from {before:?} to {now:?}")
                })?;
            }
        }
        if told.receipt.is_none() && !told.forked && told.timeline == Some(hello.timeline) {
            // The receipt that the hello names stands.
            let named = hello.unreceipted.and_then(|n| hello.seq.checked_sub(n));
            let committed = township.committed(stream)?;
            check(named.is_none_or(|named| named <= committed), || {
                format!(
                    "a receipt for {named:?} entries was let stand, {committed} are on the disk"
                )
            })?;
        }
        if told.forked && !told.rewound {
            for (frame, entries) in told.pushes {
                if township.keeps_divergent(&frame)? {
                    self.divergent.insert(frame);
                    continue;
                }
                // An old request that continued the stream in its time.
                for entry in &entries {
                    check(township.keeps_bytes(&entry.event)?, || {
                        "a frame of a fork was not kept".to_owned()
                    })?;
                }
            }
        }
        for page in &told.feeds {
            let known = told.timeline == Some(hello.timeline);
            let after = match page.feed {
                _ if !known => 0,
                Feed::Broadcast => hello.broadcast,
                Feed::Station => hello.station,
            };
            let read: Vec<EventId> = page.entries.iter().map(|entry| entry.id).collect();
            let there = township.feed(page.feed, stream, after, page.up_to)?;
            check(read == there, || {
                format!(
                    "a page from {after} to {} skips or doubles: {read:?} of {there:?}",
                    page.up_to
                )
            })?;
        }
        Ok(())
    }

    /// The township starts on what is on its disk: all that it has signed for in this timeline is
    /// there.
    pub fn receipts_hold(&self, township: &Township) -> Sim<()> {
        let timeline = township.timeline()?;
        for ((of, stream), Signed { durable, .. }) in &self.receipts {
            let committed = township.committed(*stream)?;
            check(*of != timeline || *durable <= committed, || {
                format!("{durable} entries were signed for and {committed} are on the disk")
            })?;
        }
        Ok(())
    }

    /// Whether a PC wrote this entry.
    pub fn knows(&self, entry: &(StreamId, u64, Hash)) -> bool {
        self.links.contains(entry)
    }

    /// Every frame of a fork is still there.
    pub fn divergent_are_kept(&self, township: &Township) -> Sim<()> {
        for frame in &self.divergent {
            check(township.keeps_divergent(frame)?, || {
                "a frame of a fork is gone".to_owned()
            })?;
        }
        Ok(())
    }
}

fn read(mut request: &[u8], mut reply: &[u8]) -> Sim<Told> {
    let mut told = Told::default();
    // What was spoilt on its way is no frame: nothing behind it was looked at.
    let mut opening: &[u8] = &[];
    while let Ok(Some((frame, used))) = Frame::read(request) {
        match frame {
            Frame::Hello(hello) => {
                told.hello = hello.claimed().ok();
                opening = &request[..used];
            }
            Frame::Push(push) => {
                let frame = derive::image_hash(&request[..used]).0;
                told.pushes.push((frame, push.entries));
            }
            Frame::Rest(rest) => {
                let frame = [opening, &request[..used]].concat();
                let frame = derive::image_hash(&frame).0;
                told.pushes.push((frame, rest.entries));
            }
            _ => {}
        }
        request = &request[used..];
    }
    while let Some((frame, used)) = Frame::read(reply)? {
        match frame {
            Frame::Receipt(receipt) => told.receipt = Some(receipt),
            Frame::Fork(_) => told.forked = true,
            Frame::Rewind(_) => told.rewound = true,
            Frame::Feed(page) => told.feeds.push(page),
            Frame::Closing(closing) => told.timeline = Some(closing.timeline),
            _ => {}
        }
        reply = &reply[used..];
    }
    Ok(told)
}
