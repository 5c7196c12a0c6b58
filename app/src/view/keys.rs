//! How a station's key and its line to the township are kept.

use chrono::NaiveDate;
use serde::Serialize;
use shanyi_domain::time::Moment;

/// How the key of the cases and the line to the township are kept, as the doctor finds it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct KeysView {
    /// By which ways the key opens; none where it lies open.
    pub ways: Option<WaysView>,
    /// The last day of the township's authority, whose word is taken on the line.
    pub authority_until: Option<NaiveDate>,
    /// The last day of the authority that may follow it.
    pub spare_until: Option<NaiveDate>,
    /// What somebody should see to; nothing where all is well.
    pub wanting: Vec<KeyRemark>,
}

/// By which ways the key of the cases opens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct WaysView {
    /// So many people have a PIN.
    pub holders: u32,
    /// What keeps the other part of those PINs.
    pub ring: RingView,
    /// A recovery code opens it, which was typed back when it was made.
    pub code: bool,
    /// When that was; absent where this PC's journal does not say.
    pub code_made: Option<Moment>,
    /// The township's recovery key opens it.
    pub township: bool,
}

/// What keeps the part of a PIN that is nobody's to remember.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum RingView {
    /// The system's keyring.
    System,
    /// A file of the same user: no keyring answered.
    File,
}

/// Something about the key or the line's authorities that somebody should see to. None of it is damage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum KeyRemark {
    /// The key of the cases lies open: no PIN was chosen.
    KeyOpen,
    /// The other part of the PINs lies in a file, as no keyring of the system answered.
    PinPartInFile,
    /// No recovery code opens the cases.
    NoRecoveryCode,
    /// The township's recovery key does not open them.
    NotForTownship,
    /// No authority of the township's is known: what goes over the line is not encrypted.
    NoAuthority,
    /// The authority that may follow the first is not known.
    NoSpare,
    /// The township's authority is over soon.
    AuthorityEnds {
        /// Its last day.
        until: NaiveDate,
        /// Days until then.
        days: u32,
    },
    /// The township's authority is over.
    AuthorityOver {
        /// Its last day.
        until: NaiveDate,
    },
    /// The authority that may follow is over soon.
    SpareEnds {
        /// Its last day.
        until: NaiveDate,
        /// Days until then.
        days: u32,
    },
    /// The authority that may follow is over.
    SpareOver {
        /// Its last day.
        until: NaiveDate,
    },
}
