//! What is erased in the days to come.

use chrono::NaiveDate;
use serde::Serialize;
use shanyi_domain::retention::Kept;

/// Cases whose time of keeping is over soon, by the catalogue.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct LeavingView {
    /// Up to this day it was looked ahead.
    pub until: NaiveDate,
    /// Items of which the catalogue in force says after how long their cases are erased. Where it says that of none,
    /// no case ever is.
    pub ruled: u32,
    /// Rules that erase nothing yet.
    pub announced: Option<AnnouncedView>,
    /// The cases, the first first.
    pub rows: Vec<LeavingRow>,
    /// There are more.
    pub more: bool,
}

/// Rules that were published only now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct AnnouncedView {
    /// So many items'.
    pub items: u32,
    /// The day on which the last of them counts.
    pub from: NaiveDate,
}

/// A case that is erased soon. It names nobody.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct LeavingRow {
    /// The case's id.
    pub case: String,
    /// Its number.
    pub number: String,
    /// Its item's name for lists; the code where no catalogue here knows it.
    pub item_name: String,
    /// Its station.
    pub station_name: String,
    /// The first day on which it may be erased.
    pub on: NaiveDate,
    /// What keeps it all the same.
    pub kept: Option<Kept>,
    /// Its day is here by the clock, and the ledger has not lived through all the time: the clock ran ahead, and
    /// nothing is erased on its word.
    pub unlived: bool,
}
