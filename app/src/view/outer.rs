//! Copies in a second folder.

use serde::{Deserialize, Serialize};
use shanyi_domain::time::Moment;

use crate::error::OuterFault;

/// Copies in a second folder, on another disk or a stick.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct OuterView {
    /// The folder that the operator chose.
    pub folder: Option<String>,
    /// It is there now: the stick is in.
    pub there: bool,
    /// The last copy, opened with the key and compared when it was made.
    pub last: Option<OuterLastView>,
    /// Why the last try made none.
    pub fault: Option<OuterFault>,
    /// What the operator is to be told on every page.
    pub warning: Option<OuterWarning>,
}

/// The last copy in the second folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct OuterLastView {
    /// The moment that it holds.
    pub at: Moment,
    /// Cases in it.
    pub cases: u32,
    /// Images beside it.
    pub images: u32,
    /// Images that should be beside it and are nowhere.
    pub missing: u32,
}

/// Why a broken PC would cost more than it must.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum OuterWarning {
    /// No folder was chosen.
    NotChosen,
    /// No copy was made yet.
    Never,
    /// The last copy has no way to its key: no PIN was chosen yet when it was made.
    NoKeys,
    /// The last copy is old.
    Late {
        /// So many days.
        days: u32,
    },
}

/// A folder for copies, as typed or dropped.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct ChooseOuter {
    /// Its whole path.
    pub folder: String,
}
