//! The states of a case. There are few; everything else about a case is a mark beside its state.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

/// Where a case stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// 收件: taken in at the station, perhaps still incomplete.
    Collected,
    /// 已提交: handed over to the township.
    Submitted,
    /// 补正: sent back with everything that is missing named at once.
    Correction,
    /// 受理: accepted, the clock runs.
    Accepted,
    /// 办结, granted: a result exists that has to reach the applicant.
    Granted,
    /// 办结, denied.
    Denied,
    /// 不予受理.
    Refused,
    /// 撤回: withdrawn on the applicant's word.
    Withdrawn,
    /// 送达 or returned: nothing is open any more.
    Closed,
}

impl State {
    /// Every state, in the order of a case's life.
    pub const ALL: [Self; 9] = [
        Self::Collected,
        Self::Submitted,
        Self::Correction,
        Self::Accepted,
        Self::Granted,
        Self::Denied,
        Self::Refused,
        Self::Withdrawn,
        Self::Closed,
    ];

    /// Whether the station may still be asked for papers: until the township has accepted the case, or it has
    /// come to an end.
    #[must_use]
    pub const fn waits_for_papers(self) -> bool {
        matches!(self, Self::Collected | Self::Submitted | Self::Correction)
    }

    /// The number under which stores keep the state. Never reused.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Collected => 1,
            Self::Submitted => 2,
            Self::Correction => 3,
            Self::Accepted => 4,
            Self::Granted => 5,
            Self::Denied => 6,
            Self::Refused => 7,
            Self::Withdrawn => 8,
            Self::Closed => 9,
        }
    }

    /// The state kept under `code`.
    #[must_use]
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// What a decision says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Encode, Decode)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[cfg_attr(feature = "contract", ts(rename = "Decision"))]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum Outcome {
    /// 准予.
    #[n(0)]
    Granted,
    /// 不予批准.
    #[n(1)]
    Denied,
}

/// Whose hand wrote an event. It follows from the stream that carried the event, never from a
/// field that the writer fills in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// A village station, or a township point that takes in papers.
    Station,
    /// The township or county side.
    Township,
}

impl Role {
    /// Both roles.
    pub const ALL: [Self; 2] = [Self::Station, Self::Township];

    /// The number under which stores keep the role. Never reused.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Station => 1,
            Self::Township => 2,
        }
    }

    /// The role kept under `code`.
    #[must_use]
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }
}
