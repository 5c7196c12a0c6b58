//! A device with a newer program, and a queer one: it writes what this township can't use. A stream
//! of its own, spoken without a store.

use shanyi_domain::fact::{Commented, Fact};
use shanyi_domain::ids::{CaseId, EventId, Seed};
use shanyi_domain::time::Moment;
use shanyi_store::Identity;
use shanyi_wire::PROTOCOL;
use shanyi_wire::derive::{self, Hash};
use shanyi_wire::event::{Event, Payload};
use shanyi_wire::exchange::{Hello, Push, Refusal, SignedHello};
use shanyi_wire::frame::Frame;
use shanyi_wire::stream::{Entry, Head, Incarnation, StreamId};

use super::operator;
use super::{Sim, Violation};
use crate::dice::Dice;

/// Kinds from here on are known to nobody yet.
const UNKNOWN: u16 = 900;

/// The device.
pub struct Newer {
    identity: Identity,
    /// The heads of the stream, from the empty one on.
    heads: Vec<Head>,
    entries: Vec<Entry>,
    timeline: u64,
    /// What the township has signed for in this timeline.
    acknowledged: u64,
    /// A case of which the beginning comes later.
    later: Option<(Vec<u8>, Seed)>,
}

/// A case that this device knows of, with its seed.
pub type Known = (CaseId, Seed);

impl Newer {
    /// A device that has written nothing yet.
    pub fn new(identity: &Identity, dice: &mut Dice) -> Self {
        let stream = StreamId {
            device: identity.device,
            incarnation: Incarnation(dice.bits()),
        };
        Self {
            identity: identity.clone(),
            heads: vec![Head::new(stream)],
            entries: Vec::new(),
            timeline: 0,
            acknowledged: 0,
            later: None,
        }
    }

    /// Writes something; `own` is a case of its station, `foreign` one of another. Gives what it is
    /// and the event.
    pub fn write(
        &mut self,
        (own, foreign): (Option<Known>, Option<Known>),
        at: Moment,
        dice: &mut Dice,
    ) -> Sim<(&'static str, EventId)> {
        if dice.percent(60)
            && let Some((bytes, seed)) = self.later.take()
        {
            return Ok(("the beginning that comes later", self.append(bytes, seed)));
        }
        let seed = Seed(bytes(dice));
        Ok(match (dice.below(6), own, foreign) {
            (0, Some((case, seed)), _) => {
                let bytes = unknown(Some(case), at, dice);
                ("an unknown kind in a case", self.append(bytes, seed))
            }
            (1, _, Some((case, seed))) => {
                let bytes = comment(case, at)?;
                ("a word on a foreign case", self.append(bytes, seed))
            }
            (2, ..) => {
                let mut bytes = vec![0xff; 1 + dice.below(60)];
                bytes[0] = 0xa1;
                ("no event at all", self.append(bytes, seed))
            }
            (3, ..) if self.later.is_none() => {
                let case = derive::case_id(&seed);
                let facts = operator::bare_intake(self.identity.station.id, dice);
                let begun = event(None, at, Payload::Fact(Fact::Collected(facts)))?;
                self.later = Some((begun, seed));
                let bytes = comment(case, at)?;
                ("a word before the beginning", self.append(bytes, seed))
            }
            _ => {
                let bytes = unknown(None, at, dice);
                ("an unknown kind", self.append(bytes, seed))
            }
        })
    }

    fn append(&mut self, bytes: Vec<u8>, seed: Seed) -> EventId {
        let entry = Entry {
            event: bytes.into(),
            seed: Some(seed),
            origin: None,
            erased: None,
        };
        let head = self.head();
        let id = entry.id(&seed, head.stream, head.seq + 1);
        self.heads.push(head.extended(&seed, &id, &entry.event));
        self.entries.push(entry);
        id
    }

    /// The head of its stream.
    pub fn head(&self) -> Head {
        // The empty head is always there.
        self.heads[self.heads.len() - 1]
    }

    /// Whether something waits.
    pub fn waits(&self) -> bool {
        self.acknowledged < self.head().seq
    }

    /// A request with everything that waits, one frame for each entry.
    pub fn request(&self, now: Moment) -> Sim<Vec<u8>> {
        let head = self.head();
        let hello = Hello {
            protocol: PROTOCOL,
            device: head.stream.device,
            incarnation: head.stream.incarnation,
            seq: head.seq,
            link: head.link,
            broadcast: 0,
            station: 0,
            timeline: self.timeline,
            now,
            images: None,
            unreceipted: None,
            unpruned: None,
            recovery: None,
        };
        let key = &self.identity.key;
        let mut body = Vec::new();
        Frame::Hello(SignedHello::new(&hello, key)).write(&mut body)?;
        for seq in self.acknowledged + 1..=head.seq {
            let at = usize::try_from(seq).unwrap_or_default();
            let push = Push {
                first: seq,
                entries: vec![self.entries[at - 1].clone()],
                signature: self.heads[at].sign(key),
            };
            Frame::Push(push).write(&mut body)?;
        }
        Ok(body)
    }

    /// Takes a reply in. What it refuses is a violation, as this device has signed everything; where
    /// the township has no room, it says so.
    pub fn hear(&mut self, mut reply: &[u8], no_room: bool) -> Sim<()> {
        let (mut durable, mut timeline) = (0, self.timeline);
        while let Some((frame, used)) = Frame::read(reply)? {
            match frame {
                Frame::Receipt(receipt) => durable = receipt.durable,
                Frame::Closing(closing) => timeline = closing.timeline,
                Frame::Refusal(Refusal::NoRoom) if no_room => return Ok(()),
                Frame::Refusal(refusal) => {
                    return Err(Violation(format!(
                        "the newer device is refused: {refusal:?}"
                    )));
                }
                _ => {}
            }
            reply = &reply[used..];
        }
        self.timeline = timeline;
        self.acknowledged = durable;
        Ok(())
    }

    /// Its entries, as the township has to have them.
    pub fn places(&self) -> impl Iterator<Item = (StreamId, u64, Hash)> {
        self.heads
            .iter()
            .map(|head| (head.stream, head.seq, head.link))
    }
}

fn bytes<const N: usize>(dice: &mut Dice) -> [u8; N] {
    let mut bytes = [0; N];
    for part in bytes.chunks_mut(8) {
        part.copy_from_slice(&dice.bits().to_le_bytes()[..part.len()]);
    }
    bytes
}

fn event(case: Option<CaseId>, at: Moment, payload: Payload) -> Sim<Vec<u8>> {
    let event = Event {
        case,
        base: Vec::new(),
        at,
        actor: shanyi_domain::ids::ActorId(0),
        clock_doubtful: false,
        payload,
    };
    Ok(event.encode()?)
}

fn comment(case: CaseId, at: Moment) -> Sim<Vec<u8>> {
    let text = "新程序说的".to_owned();
    event(
        Some(case),
        at,
        Payload::Fact(Fact::Commented(Commented { text })),
    )
}

/// An event of a kind that nobody knows yet, in its one form.
fn unknown(case: Option<CaseId>, at: Moment, dice: &mut Dice) -> Vec<u8> {
    let mut writer = minicbor::Encoder::new(Vec::new());
    let kind = UNKNOWN + u16::try_from(dice.below(50)).unwrap_or_default();
    let fields = 3 + u64::from(case.is_some());
    // Writing to memory can't fail.
    let _ = writer
        .map(fields)
        .and_then(|w| w.u8(0))
        .and_then(|w| w.u16(kind));
    if let Some(case) = case {
        let _ = writer.u8(1).and_then(|w| w.bytes(&case.0));
    }
    let _ = writer.u8(3).and_then(|w| w.i64(at.0));
    let _ = writer
        .u8(5)
        .and_then(|w| w.map(1))
        .and_then(|w| w.u8(0))
        .and_then(|w| w.u64(dice.bits()));
    writer.into_writer()
}
