//! What can go wrong with the ledger.

use rusqlite::ErrorCode;
use thiserror::Error;

/// Why the ledger could not be read or written.
#[derive(Debug, Error)]
pub enum LedgerError {
    /// The engine refused.
    #[error("the ledger's engine: {0}")]
    Engine(#[from] rusqlite::Error),
    /// A file beside the ledger could not be read or written.
    #[error("a file beside the ledger: {0}")]
    File(#[from] std::io::Error),
    /// What is written in it makes no sense.
    #[error("the ledger holds what can't be: {0}")]
    Broken(&'static str),
    /// A newer program has written in it.
    #[error(
        "this ledger was written by a newer program (form {found}; this program knows form {known}): \
         start the newer program. Nothing was changed"
    )]
    Newer {
        /// The form that was found.
        found: i64,
        /// The newest form that this program knows.
        known: i64,
    },
    /// This is a copy, and nobody has said that it is put back.
    #[error(
        "this folder is a backup of a township, not a township: put it back on a disk of its own with \
         `shanyi-township restore --from BACKUP --data NEW`; stations then send again what it lacks. \
         Nothing was changed"
    )]
    IsCopy,
    /// The system has no randomness to give.
    #[error("no randomness: {0}")]
    Randomness(#[from] getrandom::Error),
}

/// What kind of trouble the ledger is in, as far as somebody has something else to do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ailment {
    /// Nothing more can be written: the disk is full, or may only be read.
    NoRoom,
    /// Anything else.
    Other,
}

impl LedgerError {
    /// What kind of trouble this is.
    #[must_use]
    pub fn ailment(&self) -> Ailment {
        use std::io::ErrorKind as Kind;
        let no_room = match self {
            Self::Engine(error) => matches!(
                error.sqlite_error_code(),
                Some(ErrorCode::DiskFull | ErrorCode::ReadOnly)
            ),
            Self::File(error) => matches!(
                error.kind(),
                Kind::StorageFull | Kind::QuotaExceeded | Kind::ReadOnlyFilesystem
            ),
            _ => false,
        };
        match no_room {
            true => Ailment::NoRoom,
            false => Ailment::Other,
        }
    }
}
