//! Where the store's files were when they were opened, and whether they still are.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::StoreError;
use crate::store::DATABASE;

/// The open store's files by their paths. As long as they are open no other file gets their
/// identity, so a path that names another file, or none, is seen by looking at it once.
pub(crate) struct Place {
    dir: PathBuf,
    files: Vec<(PathBuf, Identity)>,
    /// The database's file, to be copied from. SQLite's own locks on it fall with any handle that
    /// is closed: this one is closed behind the connection. A store that is made while its folder is
    /// looked over may have none.
    database: Option<Arc<File>>,
}

impl Place {
    /// The files of the store that is open in `dir`.
    pub(crate) fn of(dir: &Path) -> Result<Self, StoreError> {
        let database = dir.join(DATABASE);
        let wal = dir.join(format!("{DATABASE}-wal"));
        let mut files = Vec::new();
        for path in [database, wal] {
            // A store that is only read may have no log beside it.
            if let Some(identity) = Identity::of(&path) {
                files.push((path, identity));
            }
        }
        Ok(Self {
            dir: dir.to_owned(),
            files,
            database: match File::open(dir.join(DATABASE)) {
                Err(error) if error.kind() == ErrorKind::NotFound => None,
                file => Some(Arc::new(file?)),
            },
        })
    }

    /// The database's file.
    pub(crate) fn database(&self) -> Result<&Arc<File>, StoreError> {
        self.database.as_ref().ok_or(StoreError::Gone)
    }

    /// The data folder.
    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    /// The paths still name the files that are open: what was saved can be found again.
    pub(crate) fn still_there(&self) -> Result<(), StoreError> {
        self.files.iter().try_for_each(Self::look)
    }

    /// The folder is where it was: what is saved next is not saved elsewhere.
    pub(crate) fn before_a_save(&self) -> Result<(), StoreError> {
        self.files.first().map_or(Ok(()), Self::look)
    }

    /// The log that the save went to is where it was.
    pub(crate) fn after_a_save(&self) -> Result<(), StoreError> {
        self.files.last().map_or(Ok(()), Self::look)
    }

    fn look((path, identity): &(PathBuf, Identity)) -> Result<(), StoreError> {
        match Identity::of(path) {
            Some(found) if found == *identity => Ok(()),
            _ => Err(StoreError::Gone),
        }
    }
}

/// Which file a path names.
#[derive(PartialEq, Eq)]
struct Identity(u64, u64);

impl Identity {
    #[cfg(unix)]
    fn of(path: &Path) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;
        let file = fs::metadata(path).ok()?;
        Some(Self(file.dev(), file.ino()))
    }

    /// Windows removes and renames no file that is open; a drive that was pulled out has none.
    #[cfg(not(unix))]
    fn of(path: &Path) -> Option<Self> {
        fs::metadata(path).ok().map(|_| Self(0, 0))
    }
}

/// Reads from a place of a file that others may read at the same time.
#[cfg(unix)]
pub(crate) fn read_at(file: &File, into: &mut [u8], at: u64) -> std::io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, into, at)
}

/// Reads from a place of a file that others may read at the same time.
#[cfg(windows)]
pub(crate) fn read_at(file: &File, into: &mut [u8], at: u64) -> std::io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, into, at)
}
