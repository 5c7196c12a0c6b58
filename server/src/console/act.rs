//! What the console asks for: a list, an act on a case, to be let in.

use serde::{Deserialize, Serialize};
use shanyi_domain::fact::Wanted;
use shanyi_domain::post::Agency;
use shanyi_domain::state::Outcome;
use shanyi_domain::time::Day;

use super::view::Queue;

/// What list is asked for.
#[derive(Clone, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct CaseSearch {
    /// Of one queue; without one, of all.
    pub queue: Option<Queue>,
    /// Only what holds every one of these words; empty where nothing is searched.
    #[serde(default)]
    pub words: String,
    /// Behind the page that gave this.
    pub after: Option<String>,
    /// So many rows; 50 where nobody says, 500 at most.
    pub rows: Option<u32>,
}

/// An act on a case.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct ActRequest {
    /// What the clerk saw, as the case's page gave it.
    pub seen: Vec<String>,
    /// What is to be done.
    pub act: Act,
}

/// What is to be done.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Act {
    /// 受理, today, with the item's limit.
    Accept {
        /// The office that decides, where it is not the township itself.
        #[serde(default)]
        office: Option<String>,
    },
    /// 补正: everything that is missing, at once.
    Correction {
        /// What is wanted; at least one.
        wanted: Vec<Wanted>,
        /// A word to the operator.
        #[serde(default)]
        note: Option<String>,
    },
    /// 不予受理.
    Refuse {
        /// Why.
        reason: String,
        /// Where to go instead.
        where_to_go: String,
    },
    /// 决定; from the counter for immediate items.
    Decide {
        /// Granted or denied.
        outcome: Outcome,
        /// Why; needed where it is denied.
        #[serde(default)]
        reason: Option<String>,
    },
    /// The result is made out.
    Issue {
        /// Its name.
        name: String,
        /// Its number.
        #[serde(default)]
        number: Option<String>,
    },
    /// A word to the station.
    Comment {
        /// The words.
        text: String,
    },
    /// 撤回 on the applicant's word.
    Withdraw {
        /// The applicant's word.
        reason: String,
    },
    /// Originals went back to their owner.
    ReturnOriginals {
        /// Who took them; absent where the township held none.
        #[serde(default)]
        to: Option<String>,
    },
    /// A money result reached the applicant's card.
    RecordMoney {
        /// Amount in fen.
        fen: u64,
        /// The day.
        on: Day,
        /// Last four digits of the card.
        #[serde(default)]
        card_last4: Option<String>,
    },
}

/// Sorts of act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ActKind {
    /// 受理.
    Accept,
    /// 补正.
    Correction,
    /// 不予受理.
    Refuse,
    /// 决定.
    Decide,
    /// The result is made out.
    Issue,
    /// A word to the station.
    Comment,
    /// 撤回.
    Withdraw,
    /// Originals went back.
    ReturnOriginals,
    /// Money reached the card.
    RecordMoney,
}

/// To sign in.
#[derive(Clone, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct SignIn {
    /// The account's name.
    pub name: String,
    /// Its password.
    pub password: String,
}

/// Another password for whoever is signed in.
#[derive(Clone, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct PasswordWish {
    /// The one that counts now.
    pub old: String,
    /// The one that is to count.
    pub new: String,
}

/// Why a case is to be erased.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct EraseWish {
    /// By whose order and why, without anything of the applicant: it is kept.
    pub why: String,
}

/// A one-time code that is wanted.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct CodeWish {
    /// The station's village, twelve digits.
    pub station: String,
    /// The address under which the PC reaches the township.
    pub server: String,
    /// Which PC it is for; may be empty.
    #[serde(default)]
    pub label: String,
    /// The PC in whose place it comes, by its id.
    #[serde(default)]
    pub replaces: Option<String>,
    /// With an invitation in a file, for a PC without a line; it counts longer.
    #[serde(default)]
    pub in_a_file: bool,
}

/// Why a PC is to be taken its key.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct RevokeWish {
    /// For the record.
    pub why: String,
}

/// Somebody who begins to work at a station.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct NewcomerWish {
    /// The village's code.
    pub station: String,
    /// The name.
    pub name: String,
    /// Telephone at work; may be empty.
    #[serde(default)]
    pub phone: String,
    /// The first day.
    #[serde(default)]
    pub since: Option<Day>,
}

/// What a post is to become, all of it, and what the person is called.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct PostWish {
    /// The name; as it was where nobody says.
    #[serde(default)]
    pub name: Option<String>,
    /// Telephone at work; as it was where nobody says.
    #[serde(default)]
    pub phone: Option<String>,
    /// The kind of account.
    pub agency: Option<Agency>,
    /// The first day on it.
    pub since: Option<Day>,
    /// Further titles.
    pub titles: Vec<String>,
    /// Departments that this person is competent for.
    pub competences: Vec<String>,
    /// 网办员.
    pub files_online: bool,
    /// May take over what colleagues have begun.
    pub supervises: bool,
    /// B 岗, by number.
    pub deputy: Option<u32>,
    /// Not at work at present.
    pub away: bool,
    /// Why it changes.
    pub why: String,
}

/// What becomes of a right to take in cases.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct RightWish {
    /// Given again, or withdrawn.
    pub granted: bool,
    /// Why; the station reads it.
    pub why: String,
}
