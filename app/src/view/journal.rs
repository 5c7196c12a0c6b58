//! The journal of a PC: who did at it what is no fact of a case.

use serde::{Deserialize, Serialize};
use shanyi_domain::time::Moment;

/// Which part of the journal to read.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct ReadJournal {
    /// Only lines before this position; the newest where nothing is said.
    #[cfg_attr(feature = "contract", ts(type = "number | null"))]
    pub before: Option<u64>,
}

/// A part of the journal, the newest line first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct JournalView {
    /// Everybody's lines are here, as a supervisor reads them; otherwise those that whoever is signed in
    /// did or was done to, and the program's own.
    pub everybody: bool,
    /// The lines.
    pub lines: Vec<JournalLineView>,
    /// There are earlier ones.
    pub more: bool,
}

/// A line of the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct JournalLineView {
    /// Counted from 1.
    #[cfg_attr(feature = "contract", ts(type = "number"))]
    pub position: u64,
    /// By this PC's clock.
    pub at: Moment,
    /// Who; nobody where the program did it by itself, or nobody was signed in.
    pub who: Option<NamedView>,
    /// What.
    pub act: JournalActView,
    /// Of which case, where that is here.
    pub case: Option<JournalCaseView>,
}

/// Somebody in the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct NamedView {
    /// The number in the directory.
    pub id: u32,
    /// The name; absent where nobody here knows the number.
    pub name: Option<String>,
}

/// The case of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct JournalCaseView {
    /// Its id.
    pub id: String,
    /// Its number for people.
    pub number: String,
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum JournalActView {
    /// Came in.
    SignedIn,
    /// Locked the door.
    Locked,
    /// The door locked itself behind them.
    LockedIdle,
    /// Wrong PINs were typed under their name.
    WrongPin {
        /// How many.
        count: u32,
    },
    /// Chose a PIN, or another one.
    PinChosen,
    /// The same, let in by the recovery code.
    PinByCode,
    /// Gave a colleague a PIN, or another one.
    PinGiven {
        /// Whom.
        to: NamedView,
    },
    /// Took somebody's PIN away.
    PinTaken {
        /// Whose.
        from: NamedView,
    },
    /// Took note of what was done to their own.
    PinNewsRead,
    /// The township said that it has another recovery key.
    RecipientTold,
    /// That key opens this PC too from then on, in place of the one before.
    WrappedForTownship,
    /// Made a recovery code.
    RecoveryMade,
    /// The store was opened by a recovery code.
    Recovered,
    /// Took over a colleague's form.
    FormTakenOver {
        /// Whose it was.
        from: NamedView,
    },
    /// Saw a whole ID number.
    IdNumberShown,
    /// Saw a whole telephone number.
    PhoneShown,
    /// A copy was made in the second folder.
    CopyWritten {
        /// Cases in it.
        cases: u32,
        /// Images beside it.
        images: u32,
    },
    /// The store was put back from a copy.
    PutBack,
    /// Pictures were let go of.
    ImagesLetGo {
        /// How many.
        images: u32,
    },
    /// A case was erased.
    Erased,
    /// This PC was enrolled.
    Enrolled,
    /// This PC took a name of its own.
    NameTaken,
    /// Said after how many idle minutes the door locks.
    IdleSet {
        /// How many.
        minutes: u32,
    },
    /// Something that only a newer program knows.
    Unknown,
}

/// What others did to the PIN of whoever is signed in, the newest first; nothing where they know of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct PinNewsView {
    /// When, by this PC's clock.
    pub at: Moment,
    /// What.
    pub what: PinNews,
    /// Who; nobody where a recovery code was used.
    pub by: Option<NamedView>,
}

/// What was done to somebody's PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum PinNews {
    /// Another was given.
    Given,
    /// It was taken away.
    Taken,
    /// Another was chosen by the recovery code.
    ByCode,
}
