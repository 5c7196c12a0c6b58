//! What was set aside, and what is wrong with the streams of a station's PCs.

use serde::Serialize;
use shanyi_domain::fact::FactKind;
use shanyi_domain::time::Moment;

/// Why something is set aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum AsideReason {
    /// Its bytes are no event.
    Malformed,
    /// A kind that this program does not know yet: a newer one will use it.
    UnknownKind,
    /// Its case is not here yet; it is used as soon as that comes.
    UnknownCase,
    /// It belongs to a case of another station.
    ForeignCase,
    /// A station may never do this.
    NotYours,
    /// The case was not in a state for it.
    NotNow,
    /// It was given back after a restore, and nothing proves that this township had it.
    Unproven,
    /// Whoever took the case in had no right to any more; used as soon as the right is given again.
    RightWithdrawn,
    /// The PC that wrote it was taken out of service: kept as evidence.
    Revoked,
    /// Another reason.
    Other,
}

/// One entry that is set aside.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct AsideRow {
    /// Why.
    pub reason: AsideReason,
    /// The case, where it is here.
    pub case: Option<String>,
    /// Its number.
    pub number: Option<String>,
    /// What the entry says happened, where this program can read it.
    pub what: Option<FactKind>,
    /// When it came.
    pub received_at: Moment,
}

/// A PC under whose name two programs write.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct DoubledView {
    /// The PC's id, to take note of the alarm by.
    pub device: String,
    /// The letters in the numbers of its cases.
    pub block: String,
    /// First noticed.
    pub since: Moment,
    /// Last noticed.
    pub last: Moment,
    /// Who took note of it; absent while nobody has.
    pub noted_by: Option<String>,
}

/// Frames that did not continue their PC's stream and are kept.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct PartedView {
    /// The letters in the numbers of the PC's cases.
    pub block: String,
    /// How many frames.
    pub frames: u32,
    /// When the last of them came.
    pub last: Moment,
}

/// What is set aside of one station.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct StationAside {
    /// The station's number.
    pub station: u32,
    /// Its name.
    pub name: String,
    /// PCs whose name two programs use.
    pub doubled: Vec<DoubledView>,
    /// Entries, the newest first.
    pub rows: Vec<AsideRow>,
    /// Kept frames, by PC.
    pub parted: Vec<PartedView>,
}

/// Everything that is set aside, by station.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct AsideView {
    /// The stations that have something; alarms first.
    pub stations: Vec<StationAside>,
    /// Alarms that nobody has taken note of.
    pub alarms: u32,
    /// There is more of something than is shown.
    pub more: bool,
}
