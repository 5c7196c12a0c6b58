//! Who has a data folder: one program at a time, for as long as it keeps the folder's lock.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use crate::error::StoreError;

/// Held by the program that has the data folder open.
const LOCK: &str = "lock";
/// How long somebody who has the folder is waited for. Within it a program that is ending lets go,
/// and a child that was started at this very moment, which has the locks of its parent until it is a
/// program of its own.
pub(crate) const LETTING_GO: Duration = Duration::from_secs(2);
/// How long between two looks.
const PAUSE: Duration = Duration::from_millis(10);

/// Takes the folder, waiting a moment for whoever is just letting go of it.
pub(crate) fn lock(dir: &Path) -> Result<File, StoreError> {
    lock_within(dir, LETTING_GO)
}

/// The same, waiting so long.
pub(crate) fn lock_within(dir: &Path, patience: Duration) -> Result<File, StoreError> {
    let begun = Instant::now();
    loop {
        match take(dir) {
            Err(StoreError::InUse) if begun.elapsed() < patience => thread::sleep(PAUSE),
            end => return end,
        }
    }
}

/// Whether nobody has the folder at this moment.
#[must_use]
pub fn is_free(dir: &Path) -> bool {
    !matches!(take(dir), Err(StoreError::InUse))
}

fn take(dir: &Path) -> Result<File, StoreError> {
    let file = file(dir)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::InUse),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

/// The lock's own file, open for writing.
pub(crate) fn file(dir: &Path) -> std::io::Result<File> {
    let mut options = File::options();
    // Whoever has it locked keeps what is in it.
    options.write(true).create(true).truncate(false);
    options.open(dir.join(LOCK))
}
