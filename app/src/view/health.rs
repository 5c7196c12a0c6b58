//! How the desk itself is: whether it can save, whether there is room, whether there is a copy.

use serde::Serialize;
use shanyi_domain::time::Moment;
use shanyi_store::{Fault, LostKind, ReadOnlyWhy, Room};

/// How the desk is. Answers also while the store is shut.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct HealthView {
    /// Everything can be read and nothing saved, and why.
    pub read_only: Option<ReadOnlyWhy>,
    /// What the disk still takes.
    pub room: Room,
    /// The newest copy of the store that was opened and compared. Images are not in it.
    pub backup: Option<BackupView>,
    /// Why the last try to make a copy made none.
    pub backup_fault: Option<Fault>,
    /// What was let go of of pictures that the township keeps; nothing where none was.
    pub let_go: Option<LetGoView>,
    /// Why the store is not open.
    pub shut: Option<ShutView>,
}

/// Pictures whose time on this PC was over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct LetGoView {
    /// How many.
    pub images: u32,
    /// Their bytes.
    #[cfg_attr(feature = "contract", ts(type = "number"))]
    pub bytes: u64,
    /// When the last went, by the township's clock.
    pub at: Moment,
}

/// A copy of the store that was opened and compared when it was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct BackupView {
    /// The moment that it holds.
    pub at: Moment,
    /// How many cases are in it.
    pub cases: u32,
}

/// Why the store is not open, and what can be done here.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct ShutView {
    /// What is wrong.
    pub fault: Fault,
    /// `mend` can be tried: the store is damaged, and the key here is its key.
    pub can_mend: bool,
    /// The copies beside it, the newest first.
    pub backups: Vec<BackupView>,
}

/// What mending a damaged store came to. The damaged file is kept beside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct MendView {
    /// The desk is open again.
    pub mended: bool,
    /// Events that were kept.
    pub events: u32,
    /// What could not be read any more, in this PC's words; nothing is left out.
    pub lost: Vec<DamageView>,
    /// Events that only a copy still had.
    pub from_backup: u32,
}

/// One thing that could not be read any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct DamageView {
    /// What it was.
    pub what: LostKind,
    /// The number of the case that it belonged to, where that is known.
    pub number: Option<String>,
    /// How many of them.
    pub count: u32,
    /// The township has it, and sends it with the next exchange.
    pub returns: bool,
}
