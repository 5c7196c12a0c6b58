//! What a township could not use, and why, as told to its writer.

use minicbor::decode::Error;
use minicbor::{Decode, Decoder, Encode};
use shanyi_domain::ids::EventId;

/// Why an event could not be used, as told to its writer.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Quarantined {
    /// The event.
    #[n(0)]
    pub id: EventId,
    /// Why.
    #[n(1)]
    pub reason: QuarantineReason,
}

/// Reasons for which the township sets an event aside. Nothing is lost: its bytes are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode)]
#[cbor(index_only)]
pub enum QuarantineReason {
    /// Its bytes are no event.
    #[n(0)]
    Malformed,
    /// A kind that the township's program does not know yet.
    #[n(1)]
    UnknownKind,
    /// It belongs to a case that the township does not hold.
    #[n(2)]
    UnknownCase,
    /// It belongs to a case of another station.
    #[n(3)]
    ForeignCase,
    /// Its writer may not do this.
    #[n(4)]
    NotYours,
    /// The case was not in a state for it, as far as its writer knew.
    #[n(5)]
    NotNow,
    /// It was given back as an event of the township's feeds, and nothing proves that it was one.
    #[n(6)]
    Unproven,
    /// Whoever took the case in had no right to any more. Used as soon as the right is given again.
    #[n(7)]
    RightWithdrawn,
    /// The PC that wrote it was taken out of service: kept as evidence.
    #[n(8)]
    Revoked,
    /// A reason that this program does not know: a newer township's.
    #[n(255)]
    Other,
}

impl QuarantineReason {
    /// The number on the wire, under which stores and ledgers of the station keep it too.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Malformed => 0,
            Self::UnknownKind => 1,
            Self::UnknownCase => 2,
            Self::ForeignCase => 3,
            Self::NotYours => 4,
            Self::NotNow => 5,
            Self::Unproven => 6,
            Self::RightWithdrawn => 7,
            Self::Revoked => 8,
            Self::Other => 255,
        }
    }

    /// The reason with this number; [`Self::Other`] where this program knows none.
    #[must_use]
    pub const fn from_code(code: u64) -> Self {
        match code {
            0 => Self::Malformed,
            1 => Self::UnknownKind,
            2 => Self::UnknownCase,
            3 => Self::ForeignCase,
            4 => Self::NotYours,
            5 => Self::NotNow,
            6 => Self::Unproven,
            7 => Self::RightWithdrawn,
            8 => Self::Revoked,
            _ => Self::Other,
        }
    }
}

/// A reason of a newer program must not make the reply unreadable that tells it.
impl<'b, C> Decode<'b, C> for QuarantineReason {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, Error> {
        Ok(Self::from_code(d.u64()?))
    }
}
