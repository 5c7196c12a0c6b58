//! Mending a damaged store.

use std::path::Path;

use crate::error::StoreError;
use crate::key::{DatabaseKey, load_key};
use crate::lost::LostKind;
use crate::store::{DATABASE, Options, Store};

/// What mending came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mended {
    /// Events that were kept.
    pub events: u32,
    /// What could not be read any more.
    pub lost: Vec<Lost>,
    /// Events that only a copy still had.
    pub from_backup: u32,
}

/// Something that can't be read any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lost {
    /// What it was.
    pub what: LostKind,
    /// The number of the case that it belonged to, where that is known.
    pub number: Option<String>,
    /// How many.
    pub count: u32,
    /// The township has it and sends it again.
    pub returns: bool,
}

/// Whether there is a store here and its key.
#[must_use]
pub fn can_mend(dir: &Path) -> bool {
    dir.join(DATABASE).is_file() && load_key(dir).is_ok()
}

/// Makes everything again that is made from the log.
///
/// # Errors
/// What the disk reports.
pub fn mend(dir: &Path, key: &DatabaseKey) -> Result<Mended, StoreError> {
    let mut store = Store::open(dir, key, Options::default())?;
    store.rebuild()?;
    Ok(Mended::default())
}
