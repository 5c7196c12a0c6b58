//! What can go wrong with the ledger.

use rusqlite::ErrorCode;
use thiserror::Error;

use crate::verify::Language;

/// Why the ledger could not be read or written.
#[derive(Debug, Error)]
#[error("{}", self.sentence(Language::English))]
pub enum LedgerError {
    /// The engine refused.
    Engine(#[from] rusqlite::Error),
    /// A file beside the ledger could not be read or written.
    File(#[from] std::io::Error),
    /// What is written in it makes no sense.
    Broken(&'static str),
    /// A newer program has written in it.
    Newer {
        /// The form that was found.
        found: i64,
        /// The newest form that this program knows.
        known: i64,
    },
    /// This is a copy, and nobody has said that it is put back.
    IsCopy,
    /// The system has no randomness to give.
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
