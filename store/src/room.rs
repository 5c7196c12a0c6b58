//! Room on the disk, and the ballast that is let go of so that the save in hand still fits.

use std::cell::Cell;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::error::StoreError;
use crate::key::sync_folder;

/// Bytes that a copy leaves free: what the desk's own saves want for a long time.
pub(crate) const RESERVE: u64 = 64 * 1024 * 1024;
/// Bytes of the ballast: some thousand saves.
const BALLAST: u64 = 8 * 1024 * 1024;
/// With so much free the ballast is laid, and images are taken again.
const PLENTY: u64 = 2 * BALLAST;
/// With less than this free new cases are not taken any more.
const LAST: u64 = BALLAST / 2;
/// The ballast's file in the data folder.
const FILE: &str = "ballast";

/// What the disk still takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Room {
    /// Everything.
    #[default]
    Enough,
    /// No images: the room that was held for saving is needed.
    NoImages,
    /// No images and no new cases: what is left is for those that are here, and for drafts.
    NoIntake,
}

/// Bytes that a file in this folder may still take; `None` where the system does not say.
pub(crate) fn free(dir: &Path) -> Option<u64> {
    fs4::available_space(dir).ok()
}

/// A file of no meaning that holds room for saves.
pub(crate) struct Ballast {
    dir: PathBuf,
    laid: bool,
    /// An image found no room while the ballast was there: images leave it to saves.
    tight: Cell<bool>,
}

impl Ballast {
    /// The ballast of this folder, as it is.
    pub(crate) fn of(dir: &Path) -> Self {
        let laid = fs::metadata(dir.join(FILE)).is_ok_and(|file| file.len() == BALLAST);
        Self {
            dir: dir.to_owned(),
            laid,
            tight: Cell::new(false),
        }
    }

    /// What the disk takes now.
    pub(crate) fn room(&self) -> Room {
        let free = free(&self.dir);
        let at_least = |bytes| free.is_some_and(|free| free >= bytes);
        if at_least(PLENTY) || (self.laid && !self.tight.get()) {
            Room::Enough
        } else if self.laid || at_least(LAST) {
            Room::NoImages
        } else {
            Room::NoIntake
        }
    }

    /// An image found no room.
    pub(crate) fn refused_image(&self) {
        self.tight.set(true);
    }

    /// Looks again whether it is there, and whether images have room.
    pub(crate) fn look(&mut self) {
        let tight = self.tight.get() && free(&self.dir).is_none_or(|free| free < PLENTY);
        *self = Self::of(&self.dir);
        self.tight.set(tight);
    }

    /// Where the ballast is to be laid: it is not there, and there is plenty of room.
    pub(crate) fn due(&self) -> Option<BallastDue> {
        let plenty = free(&self.dir).is_some_and(|free| free >= PLENTY);
        (plenty && !self.laid).then(|| BallastDue {
            dir: self.dir.clone(),
        })
    }

    /// Lets go of the ballast. False where there was none.
    pub(crate) fn release(&mut self) -> bool {
        self.laid = false;
        fs::remove_file(self.dir.join(FILE)).is_ok()
    }
}

/// A ballast that is to be laid. It takes its time, and nobody has to hold the store for it.
pub struct BallastDue {
    dir: PathBuf,
}

impl BallastDue {
    /// Lays it.
    ///
    /// # Errors
    /// What the disk reports; then there is none.
    pub fn lay(&self) -> Result<(), StoreError> {
        let unfinished = self.dir.join(format!("{FILE}.part"));
        if let Err(error) = lay(&unfinished) {
            let _ = fs::remove_file(&unfinished);
            return Err(error);
        }
        fs::rename(&unfinished, self.dir.join(FILE))?;
        sync_folder(&self.dir)
    }
}

/// Random bytes: a file system that packs others would hold no room with them.
fn lay(path: &Path) -> Result<(), StoreError> {
    let mut bytes = vec![0; 64 * 1024];
    let mut file = File::create(path)?;
    let mut left = BALLAST;
    while left > 0 {
        getrandom::fill(&mut bytes)?;
        file.write_all(&bytes)?;
        left = left.saturating_sub(bytes.len() as u64);
    }
    Ok(file.sync_all()?)
}
