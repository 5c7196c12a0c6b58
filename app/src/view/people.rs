//! The people of the station: who answers for a case, who may take in, who takes over.

use serde::{Deserialize, Serialize};
use shanyi_domain::time::Moment;

use super::DraftView;

/// Whether whoever is signed in may take in new cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RightView {
    /// Yes.
    Held,
    /// Yes, and the township says its word afterwards: it has not been heard of for so long.
    Unconfirmed {
        /// Days without a word of it.
        days: u32,
    },
    /// No: the county withdrew the right.
    Withdrawn {
        /// When.
        since: Moment,
    },
}

/// Somebody else who works at this station and may take over a case.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct ColleagueView {
    /// The number in the directory.
    pub id: u32,
    /// The name.
    pub name: String,
    /// Not at work at present.
    pub away: bool,
    /// B 岗 of whoever is signed in.
    pub deputy: bool,
}

/// Who answers for a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct AnswersView {
    /// The name; absent where the directory here does not know the number.
    pub name: Option<String>,
    /// What that is to whoever is signed in.
    pub whose: Whose,
}

/// What a case is to whoever is signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Whose {
    /// Taken in by this person, and theirs.
    Mine,
    /// Handed on to this person.
    HandedToMe,
    /// Of somebody who is away, or without the right, and for whom this person stands in.
    StandIn,
    /// A colleague's.
    Colleague,
}

/// Hand a case on to a colleague.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct HandOn {
    /// The case's id.
    pub case: String,
    /// The colleague's number in the directory.
    pub to: u32,
    /// Why; may be empty.
    pub why: String,
}

/// A colleague's form that was begun and not finished.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct ColleagueFormView {
    /// The colleague's number in the directory.
    pub operator: u32,
    /// Their name; absent where the directory here does not know the number.
    pub name: Option<String>,
    /// The form.
    pub draft: DraftView,
}

/// Take over a colleague's form.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct TakeOverForm {
    /// The colleague's number in the directory.
    pub operator: u32,
    /// The form's key.
    pub form: String,
}
