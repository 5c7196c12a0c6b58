//! The facts of a case: what can have happened to it.
//!
//! The number beside each field is the field's name on the wire. It is never reused and never
//! changes its meaning; new fields are optional and take new numbers.

use minicbor::Encode;
use serde::{Deserialize, Serialize};

use crate::state::Outcome;

mod body;

pub use body::*;

/// Declares the kinds of fact once: the enum of kinds, their wire codes and the enum of facts.
macro_rules! facts {
    ($($(#[$doc:meta])* $kind:ident = $code:literal,)*) => {
        /// What sort of fact an event states.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "contract", derive(ts_rs::TS))]
        #[serde(rename_all = "snake_case")]
        pub enum FactKind {
            $($(#[$doc])* $kind,)*
        }

        impl FactKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$kind,)*];

            /// The kind's number on the wire. Never reused.
            #[must_use]
            pub const fn code(self) -> u16 {
                match self { $(Self::$kind => $code,)* }
            }

            /// The kind with this number, or `None` for one that a newer program wrote.
            #[must_use]
            pub const fn from_code(code: u16) -> Option<Self> {
                match code { $($code => Some(Self::$kind),)* _ => None }
            }
        }

        /// One thing that happened to a case.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Fact {
            $($(#[$doc])* $kind($kind),)*
        }

        impl Fact {
            /// What sort of fact this is.
            #[must_use]
            pub const fn kind(&self) -> FactKind {
                match self { $(Self::$kind(_) => FactKind::$kind,)* }
            }

            /// Writes the fact's body: a map with integer keys in rising order.
            ///
            /// # Errors
            /// Whatever the writer reports; a `Vec` never does.
            pub fn encode_body<W: minicbor::encode::Write>(
                &self,
                encoder: &mut minicbor::Encoder<W>,
            ) -> Result<(), minicbor::encode::Error<W::Error>> {
                match self { $(Self::$kind(body) => body.encode(encoder, &mut ()),)* }
            }

            /// Reads the body of a fact of this kind. Fields that this program does not know are
            /// passed over; the event's bytes keep them.
            ///
            /// # Errors
            /// When the bytes are no such body.
            pub fn decode_body(
                kind: FactKind,
                decoder: &mut minicbor::Decoder<'_>,
            ) -> Result<Self, minicbor::decode::Error> {
                Ok(match kind { $(FactKind::$kind => Self::$kind(decoder.decode()?),)* })
            }
        }
    };
}

facts! {
    /// 收件: taken in at the counter or at home; gives the case its number.
    Collected = 1,
    /// Materials added or put right.
    MaterialsAmended = 2,
    /// 提交: handed over to the township.
    Submitted = 3,
    /// 受理: accepted; the clock starts.
    Accepted = 4,
    /// 补正: everything that is missing, named at once.
    CorrectionAsked = 5,
    /// 不予受理, with the reason and where to go.
    Refused = 6,
    /// 交办: handed to the office that decides.
    Dispatched = 7,
    /// The clock stands still, for a special step.
    Paused = 8,
    /// The clock runs again.
    Resumed = 9,
    /// The limit is extended.
    Extended = 10,
    /// Moved to another office.
    Transferred = 11,
    /// 决定: granted or denied.
    Decided = 12,
    /// The certificate or other result is made out and on its way to the holder.
    ResultIssued = 13,
    /// 撤回 on the applicant's word.
    Withdrawn = 14,
    /// 送达: the result is in the applicant's hands.
    Delivered = 15,
    /// A money result reached the applicant's card.
    MoneyRecorded = 16,
    /// Originals went back to their owner.
    OriginalsReturned = 17,
    /// A word of guidance or a note.
    Commented = 18,
    /// 移交: somebody else answers for the case from now on.
    HandedOn = 19,
    /// Taken in while the township had been silent for so long that nobody could tell whether the
    /// operator still has the right to.
    RightUnconfirmed = 20,
    /// The township's word that the operator had the right to take it in.
    RightConfirmed = 21,
}

impl Fact {
    /// The images that this fact names: their bytes have to follow.
    #[must_use]
    pub fn images(&self) -> Vec<&ImageRef> {
        match self {
            Self::Collected(body) => body
                .materials
                .iter()
                .flat_map(|line| &line.images)
                .collect(),
            Self::MaterialsAmended(body) => body
                .materials
                .iter()
                .flat_map(|line| &line.images)
                .collect(),
            Self::Delivered(body) => body.signature.iter().chain(&body.photo).collect(),
            _ => Vec::new(),
        }
    }

    /// What a decision says; anything else counts as granted, which only [`FactKind::Decided`]
    /// looks at.
    #[must_use]
    pub const fn outcome(&self) -> Outcome {
        match self {
            Self::Decided(body) => body.outcome,
            _ => Outcome::Granted,
        }
    }
}
