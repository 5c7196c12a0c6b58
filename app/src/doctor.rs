//! Looking a data folder over without opening a desk on it, for the command line.

mod keeping;
mod keys;

use std::path::Path;

pub use keeping::{Kept, Remark, kept};
use shanyi_store::vault::{COST, KeyState, Vault};
pub use shanyi_store::{
    Backup, BrokenChain, ChainFault, Examination, Fault, Lost, LostImages, LostKind, Mended,
    SCHEMA_VERSION,
};
use shanyi_store::{DatabaseKey, StoreError, load_key};
use shanyi_wire::recovery::RecoveryCode;

use crate::log::TARGET;
pub use crate::view::{KeyRemark, KeysView, RingView, WaysView};

/// Whether there is anything of a station's in this folder.
#[must_use]
pub fn is_here(data: &Path) -> bool {
    let files = [
        "cases.db",
        "cases.db-wal",
        "key",
        "keys",
        "witness",
        "backups",
    ];
    files.iter().any(|file| data.join(file).exists())
}

/// Whether the key of `data` is under a PIN: then a recovery code is needed for everything here.
#[must_use]
pub fn is_locked(data: &Path) -> bool {
    Vault::state(data) == KeyState::Wrapped
}

/// The key of `data`: as it lies there, or by a recovery code. No PIN is tried without a window.
fn key(data: &Path, code: Option<&str>) -> Result<DatabaseKey, StoreError> {
    match code {
        Some(code) if is_locked(data) => {
            let code = RecoveryCode::parse(code).map_err(|_| StoreError::KeyWrapped)?;
            let vault = Vault::new(data, Vec::new(), COST);
            vault
                .open_by_code(&code)
                .map_err(|_| StoreError::KeyWrapped)
        }
        _ => load_key(data),
    }
}

/// Looks over the store in `data` and changes nothing of it.
///
/// # Errors
/// Why nothing could be looked at.
pub fn examine(data: &Path, code: Option<&str>) -> Result<Examination, Fault> {
    done(key(data, code).and_then(|key| shanyi_store::examine(data, &key)))
}

/// Mends the store in `data`.
///
/// # Errors
/// Why it could not be; then nothing has changed.
pub fn mend(data: &Path, code: Option<&str>) -> Result<Mended, Fault> {
    let mended = done(key(data, code).and_then(|key| shanyi_store::mend(data, &key)))?;
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
pub fn restore(data: &Path, copy: &Path, code: Option<&str>) -> Result<Mended, Fault> {
    let named = data.join("backups").join(copy);
    let copy = if copy.exists() { copy } else { &named };
    let restored = done(key(data, code).and_then(|key| shanyi_store::restore(data, &key, copy)))?;
    tracing::info!(target: TARGET, events = restored.events, "a copy was put in place");
    Ok(restored)
}

fn done<T>(done: Result<T, StoreError>) -> Result<T, Fault> {
    done.map_err(|error| {
        tracing::error!(fault = ?error.fault(), code = error.code(), "the store was not looked over");
        error.fault()
    })
}
