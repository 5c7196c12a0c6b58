//! Looking a data folder over without opening a desk on it, for the command line.

use std::path::Path;

pub use shanyi_store::{Backup, Examination, Fault, Lost, LostKind, Mended};
use shanyi_store::{StoreError, load_key};

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
    done(load_key(data).and_then(|key| shanyi_store::mend(data, &key)))
}

/// Puts a copy in the place of the store in `data`.
///
/// # Errors
/// Why it could not be; then nothing has changed.
pub fn restore(data: &Path, copy: &Path) -> Result<Mended, Fault> {
    done(load_key(data).and_then(|key| shanyi_store::restore(data, &key, copy)))
}

fn done<T>(done: Result<T, StoreError>) -> Result<T, Fault> {
    done.map_err(|error| {
        tracing::error!(fault = ?error.fault(), "the store was not looked over");
        error.fault()
    })
}
