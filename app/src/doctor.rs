//! Looking a data folder over without opening a desk on it, for the command line.

use std::path::Path;

pub use shanyi_store::{
    Backup, BrokenChain, ChainFault, Examination, Fault, Lost, LostImages, LostKind, Mended,
    SCHEMA_VERSION,
};
use shanyi_store::{StoreError, load_key};

use crate::log::TARGET;

/// Whether there is anything of a station's in this folder.
#[must_use]
pub fn is_here(data: &Path) -> bool {
    let files = ["cases.db", "cases.db-wal", "key", "witness", "backups"];
    files.iter().any(|file| data.join(file).exists())
}

/// Looks over the store in `data` and changes nothing of it.
///
/// # Errors
/// Why nothing could be looked at.
pub fn examine(data: &Path) -> Result<Examination, Fault> {
    done(load_key(data).and_then(|key| shanyi_store::examine(data, &key)))
}

/// Mends the store in `data`.
///
/// # Errors
/// Why it could not be; then nothing has changed.
pub fn mend(data: &Path) -> Result<Mended, Fault> {
    let mended = done(load_key(data).and_then(|key| shanyi_store::mend(data, &key)))?;
    let count: u32 = mended.lost.iter().map(|lost| lost.count).sum();
    if mended.replaced {
        tracing::warn!(
            events = mended.events,
            count,
            "the store was mended, so much is lost"
        );
    }
    Ok(mended)
}

/// Puts a copy in the place of the store in `data`. A name alone is that of one of its copies.
///
/// # Errors
/// Why it could not be; then nothing has changed.
pub fn restore(data: &Path, copy: &Path) -> Result<Mended, Fault> {
    let named = data.join("backups").join(copy);
    let copy = if copy.exists() { copy } else { &named };
    let restored = done(load_key(data).and_then(|key| shanyi_store::restore(data, &key, copy)))?;
    tracing::info!(target: TARGET, events = restored.events, "a copy was put in place");
    Ok(restored)
}

fn done<T>(done: Result<T, StoreError>) -> Result<T, Fault> {
    done.map_err(|error| {
        tracing::error!(fault = ?error.fault(), code = error.code(), "the store was not looked over");
        error.fault()
    })
}
