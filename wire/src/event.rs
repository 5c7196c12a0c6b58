//! The bytes of one event.
//!
//! There is one spelling of it. What this program does not know in it is kept in the bytes and passed
//! over, so reading and writing again gives the same bytes of an event in which everything is known.
//!
//! | key | meaning | form |
//! |---|---|---|
//! | 0 | kind | unsigned |
//! | 1 | case; absent where the event begins one (the seed names it) | 16 bytes |
//! | 2 | base: last events of the case that the writer had applied; absent when empty | array of 8 bytes |
//! | 3 | writer's clock at save, seconds since 1970 UTC | integer |
//! | 4 | who acted; absent for the program itself | unsigned |
//! | 5 | body, by kind | map |
//! | 6 | present and true where the writer's clock was behind the township's | bool |

use minicbor::data::Type;
use minicbor::{Decode, Decoder, Encode, Encoder};
use shanyi_domain::fact::{Fact, FactKind};
use shanyi_domain::ids::{ActorId, CaseId, DeviceId, EventId, EventRef, ImageHash};
use shanyi_domain::time::Moment;
use thiserror::Error;

use crate::exchange::QuarantineReason;

/// The wire number of [`Payload::Document`].
const DOCUMENT: u16 = 101;
/// The wire number of [`Payload::Verdict`].
const VERDICT: u16 = 102;
/// The wire number of [`Payload::Doubled`].
const DOUBLED: u16 = 103;

/// The wire number of [`Payload::Erased`].
pub const ERASED: u16 = 104;

/// What an event says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Payload {
    /// Something happened to a case.
    Fact(Fact),
    /// The township published a document.
    Document(Document),
    /// The township thinks otherwise now of an entry than its reply to the push said.
    Verdict(Verdict),
    /// Two programs write under one device's name.
    Doubled(Doubled),
    /// A case was erased.
    Erased(Erased),
    /// A kind that this program does not know. Its bytes are kept and passed on.
    Unknown(u16),
}

/// Which published document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum DocumentKind {
    /// The catalogue of service items.
    #[n(0)]
    Catalog,
    /// The calendar of working days.
    #[n(1)]
    Calendar,
    /// Stations, offices and people, by name.
    #[n(2)]
    Directory,
}

/// A document that the township published. Its bytes are fetched by hash like an image.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Document {
    /// Which.
    #[n(0)]
    pub kind: DocumentKind,
    /// Rises with each publication of this kind.
    #[n(1)]
    pub version: u32,
    /// SHA-256 of the bytes.
    #[n(2)]
    pub hash: ImageHash,
    /// Length in bytes.
    #[n(3)]
    pub length: u32,
}

/// What became of an entry of the station since the township answered its push: it is used now, or
/// set aside.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Verdict {
    /// The entry's event.
    #[n(0)]
    pub event: EventId,
    /// Why it is set aside; absent where it is used now.
    #[n(1)]
    pub reason: Option<QuarantineReason>,
    /// The case it belongs to, where that can be told.
    #[n(2)]
    pub case: Option<CaseId>,
}

/// A device's earlier stream goes on beside its later one: two PCs have one name.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Doubled {
    /// The device.
    #[n(0)]
    pub device: DeviceId,
    /// When the township noticed.
    #[n(1)]
    pub since: Moment,
}

/// A case was erased on demand: whoever holds anything of it keeps the commitments and lets go of the rest.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Erased {
    /// The case.
    #[n(0)]
    pub case: CaseId,
    /// When that was.
    #[n(1)]
    pub at: Moment,
}

/// One event, as written and read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The case; `None` where the event begins one, or belongs to none.
    pub case: Option<CaseId>,
    /// The last events of the case that the writer had applied.
    pub base: Vec<EventRef>,
    /// The writer's clock.
    pub at: Moment,
    /// Who acted.
    pub actor: ActorId,
    /// The writer's clock stood before the last time the township had signed.
    pub clock_doubtful: bool,
    /// What is said.
    pub payload: Payload,
}

/// Why bytes are no event.
#[derive(Debug, Error)]
pub enum EventError {
    /// Not CBOR, cut short, or a field of the wrong form.
    #[error("an event is not well formed: {0}")]
    Malformed(#[from] minicbor::decode::Error),
    /// A field that every event has is not there.
    #[error("an event lacks its field {0}")]
    Lacks(u8),
    /// A float, an indefinite length, a key out of order, a field that says nothing or bytes behind
    /// the end.
    #[error("an event is not in its deterministic form")]
    NotDeterministic,
    /// An event of an unknown kind can't be written anew, only passed on.
    #[error("an event of unknown kind {0} can't be written")]
    UnknownKind(u16),
}

impl Event {
    /// The event's deterministic bytes.
    ///
    /// # Errors
    /// [`EventError::UnknownKind`] for a payload that this program does not know.
    pub fn encode(&self) -> Result<Vec<u8>, EventError> {
        let mut bytes = Vec::with_capacity(96);
        let mut e = Encoder::new(&mut bytes);
        let fields = 3
            + u64::from(self.case.is_some())
            + u64::from(!self.base.is_empty())
            + u64::from(self.actor != ActorId(0))
            + u64::from(self.clock_doubtful);
        let kind = match &self.payload {
            Payload::Fact(fact) => fact.kind().code(),
            Payload::Document(_) => DOCUMENT,
            Payload::Verdict(_) => VERDICT,
            Payload::Doubled(_) => DOUBLED,
            Payload::Erased(_) => ERASED,
            Payload::Unknown(kind) => return Err(EventError::UnknownKind(*kind)),
        };
        let written = (|| {
            e.map(fields)?.u8(0)?.u16(kind)?;
            if let Some(case) = self.case {
                e.u8(1)?.bytes(&case.0)?;
            }
            if !self.base.is_empty() {
                e.u8(2)?.array(self.base.len() as u64)?;
                for base in &self.base {
                    e.bytes(&base.0)?;
                }
            }
            e.u8(3)?.i64(self.at.0)?;
            if self.actor != ActorId(0) {
                e.u8(4)?.u32(self.actor.0)?;
            }
            e.u8(5)?;
            match &self.payload {
                Payload::Fact(fact) => fact.encode_body(&mut e)?,
                Payload::Document(document) => document.encode(&mut e, &mut ())?,
                Payload::Verdict(verdict) => verdict.encode(&mut e, &mut ())?,
                Payload::Doubled(doubled) => doubled.encode(&mut e, &mut ())?,
                Payload::Erased(erased) => erased.encode(&mut e, &mut ())?,
                Payload::Unknown(_) => {}
            }
            if self.clock_doubtful {
                e.u8(6)?.bool(true)?;
            }
            Ok::<(), minicbor::encode::Error<core::convert::Infallible>>(())
        })();
        written.map_err(|_| EventError::NotDeterministic)?;
        Ok(bytes)
    }

    /// Reads an event. Fields and kinds that this program does not know are passed over.
    ///
    /// # Errors
    /// When the bytes are no event in deterministic form.
    pub fn decode(bytes: &[u8]) -> Result<Self, EventError> {
        check_deterministic(bytes)?;
        let mut d = Decoder::new(bytes);
        let fields = d.map()?.ok_or(EventError::NotDeterministic)?;
        let (mut kind, mut case, mut base) = (None, None, Vec::new());
        let (mut at, mut actor, mut clock_doubtful) = (None, ActorId(0), false);
        let mut payload = None;
        for _ in 0..fields {
            match d.u64()? {
                0 => kind = Some(d.u16()?),
                1 => case = Some(d.decode()?),
                2 => base = said(d.decode()?, |base: &Vec<EventRef>| !base.is_empty())?,
                3 => at = Some(Moment(d.i64()?)),
                4 => actor = said(d.decode()?, |actor| *actor != ActorId(0))?,
                5 => payload = Some(decode_payload(kind.ok_or(EventError::Lacks(0))?, &mut d)?),
                6 => clock_doubtful = said(d.bool()?, |doubtful| *doubtful)?,
                _ => d.skip()?,
            }
        }
        Ok(Self {
            case,
            base,
            at: at.ok_or(EventError::Lacks(3))?,
            actor,
            clock_doubtful,
            payload: payload.ok_or(EventError::Lacks(5))?,
        })
    }
}

/// A field that is absent where it says nothing: there, it would be a second spelling.
fn said<T>(value: T, says_something: impl Fn(&T) -> bool) -> Result<T, EventError> {
    match says_something(&value) {
        true => Ok(value),
        false => Err(EventError::NotDeterministic),
    }
}

fn decode_payload(kind: u16, d: &mut Decoder<'_>) -> Result<Payload, EventError> {
    match kind {
        DOCUMENT => return Ok(Payload::Document(d.decode()?)),
        VERDICT => return Ok(Payload::Verdict(d.decode()?)),
        DOUBLED => return Ok(Payload::Doubled(d.decode()?)),
        ERASED => return Ok(Payload::Erased(d.decode()?)),
        _ => {}
    }
    match FactKind::from_code(kind) {
        Some(kind) => Ok(Payload::Fact(Fact::decode_body(kind, d)?)),
        None => {
            d.skip()?;
            Ok(Payload::Unknown(kind))
        }
    }
}

/// How deep maps and arrays may nest in an event; ours need five.
const DEPTH: u8 = 16;

/// Checks RFC 8949's core deterministic form as far as events use it: definite lengths, shortest
/// integers, integer keys in rising order, no floats or tags, nothing behind the end.
fn check_deterministic(bytes: &[u8]) -> Result<(), EventError> {
    let mut d = Decoder::new(bytes);
    check_item(&mut d, 0)?;
    if d.position() == bytes.len() {
        Ok(())
    } else {
        Err(EventError::NotDeterministic)
    }
}

fn check_item(d: &mut Decoder<'_>, depth: u8) -> Result<(), EventError> {
    if depth > DEPTH {
        return Err(EventError::NotDeterministic);
    }
    let start = d.position();
    match d.datatype()? {
        Type::Bool => d.bool().map(|_| ()).map_err(Into::into),
        Type::U8 | Type::U16 | Type::U32 | Type::U64 => {
            let value = d.u64()?;
            shortest(start, d.position(), value)
        }
        Type::I8 | Type::I16 | Type::I32 | Type::I64 => {
            let value = d.i64()?;
            shortest(start, d.position(), value.unsigned_abs().saturating_sub(1))
        }
        Type::Bytes => {
            let length = d.bytes()?.len();
            shortest(start, d.position() - length, length as u64)
        }
        Type::String => {
            let length = d.str()?.len();
            shortest(start, d.position() - length, length as u64)
        }
        Type::Array => {
            let length = d.array()?.ok_or(EventError::NotDeterministic)?;
            shortest(start, d.position(), length)?;
            (0..length).try_for_each(|_| check_item(d, depth + 1))
        }
        Type::Map => {
            let length = d.map()?.ok_or(EventError::NotDeterministic)?;
            shortest(start, d.position(), length)?;
            let mut last = None;
            for _ in 0..length {
                let from = d.position();
                let key = d.u64()?;
                shortest(from, d.position(), key)?;
                if last.is_some_and(|last| last >= key) {
                    return Err(EventError::NotDeterministic);
                }
                last = Some(key);
                check_item(d, depth + 1)?;
            }
            Ok(())
        }
        _ => Err(EventError::NotDeterministic),
    }
}

/// Whether the head between `from` and `to` is the shortest that holds `value`.
fn shortest(from: usize, to: usize, value: u64) -> Result<(), EventError> {
    let expected = match value {
        0..=23 => 1,
        24..=0xff => 2,
        0x100..=0xffff => 3,
        0x1_0000..=0xffff_ffff => 5,
        _ => 9,
    };
    if to - from == expected {
        Ok(())
    } else {
        Err(EventError::NotDeterministic)
    }
}
