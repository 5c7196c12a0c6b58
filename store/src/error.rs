//! What can go wrong with the store.
//!
//! No message here holds a path, a name or a number of a person: these messages reach logs.

use serde::Serialize;
use shanyi_domain::fact::FactKind;
use shanyi_domain::ids::{CaseId, ImageHash};
use shanyi_domain::number::CaseNumberError;
use shanyi_domain::ownership::Ruling;
use shanyi_domain::state::State;
use thiserror::Error;

/// Why the store did not do what it was asked to. Nothing was changed.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The key does not open the file, or its first page is damaged.
    #[error("the key does not open the case store")]
    WrongKey,
    /// There is a case store, but its key is gone. A new key would not open it.
    #[error("the case store is here, its key is not")]
    KeyMissing,
    /// The key's file does not hold a key.
    #[error("the file of the key does not hold a key")]
    KeyUnreadable,
    /// The key is under PINs and codes, and none of them was given.
    #[error("the key of the case store is under a PIN")]
    KeyWrapped,
    /// The program was built without the cipher.
    #[error("this program was built without the cipher of the case store")]
    NoCipher,
    /// Another program has the data folder open.
    #[error("another program has the data folder open")]
    InUse,
    /// A newer program wrote the store.
    #[error("the case store has version {found}, this program knows {known}")]
    Newer {
        /// The store's version.
        found: u32,
        /// The highest version this program knows.
        known: u32,
    },
    /// The file is a database of something else.
    #[error("the file is no case store")]
    NotAStore,
    /// This PC has not been enrolled with a township yet.
    #[error("this installation is not enrolled")]
    NotEnrolled,
    /// This PC is enrolled already, as another device.
    #[error("this installation is enrolled already")]
    AlreadyEnrolled,
    /// No such case here.
    #[error("no case {0} here")]
    NoCase(CaseId),
    /// A case begins with its intake, once, and something has to have happened.
    #[error("the facts of an act are empty or in no possible order")]
    Order,
    /// The ownership table has no such cell for a station.
    #[error("{kind:?} is not allowed in state {state:?}: {ruling:?}")]
    NotAllowed {
        /// The fact.
        kind: FactKind,
        /// Where the case stands; `None` before it begins.
        state: Option<State>,
        /// What the table says.
        ruling: Ruling,
    },
    /// The event has more bytes than the exchange carries.
    #[error("the event has {bytes} bytes, {limit} are allowed")]
    EventTooLarge {
        /// Its size.
        bytes: usize,
        /// The largest allowed.
        limit: usize,
    },
    /// A fact can't be written as an event.
    #[error("the event can't be written")]
    Unwritable,
    /// No case number can be given.
    #[error("no case number can be given: {0}")]
    Number(#[from] CaseNumberError),
    /// A fact names an image whose bytes are not here.
    #[error("the bytes of image {0} are not here")]
    NoImage(ImageHash),
    /// The file of an image is damaged or was written under another key.
    #[error("the file of image {0} is damaged")]
    ImageDamaged(ImageHash),
    /// The image has more bytes than the township takes.
    #[error("the image has {bytes} bytes, {limit} are allowed")]
    ImageTooLarge {
        /// Its size.
        bytes: usize,
        /// The largest allowed.
        limit: usize,
    },
    /// The township speaks of an entry that this stream does not have.
    #[error("entry {asked} is beyond the head {head} of the stream")]
    BeyondHead {
        /// The entry.
        asked: u64,
        /// The last entry there is.
        head: u64,
    },
    /// The bytes are not those that the township published.
    #[error("the bytes of a published document do not match its hash")]
    DocumentMismatch,
    /// No such document was published.
    #[error("no such document was published")]
    NoDocument,
    /// No room on the disk.
    #[error("the disk is full")]
    DiskFull,
    /// The folder or a file in it can't be written.
    #[error("the data folder can't be written")]
    ReadOnly,
    /// The store was opened for reading alone.
    #[error("the case store is open for reading alone")]
    OpenForReading(ReadOnlyWhy),
    /// The folder or the store's file is not where it was opened: a stick was pulled out, or
    /// somebody moved it. What was written last is in no file that can be found again.
    #[error("the data folder is not there any more")]
    Gone,
    /// A second folder lies in the data folder itself: what breaks the one breaks the other.
    #[error("the second folder lies in the data folder")]
    InPlace,
    /// The database is damaged.
    #[error("the case store is damaged")]
    Damaged,
    /// The operating system gave no random numbers.
    #[error("no random numbers: {0}")]
    Randomness(#[from] getrandom::Error),
    /// A file could not be read or written.
    #[error("reading or writing a file failed: {0:?}")]
    Io(std::io::ErrorKind),
    /// Anything else that SQLite reports.
    #[error("the database failed: {0}")]
    Database(rusqlite::Error),
}

/// Why a store can be read and not written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ReadOnlyWhy {
    /// A newer program wrote the store: update this one.
    Newer {
        /// The store's version.
        found: u32,
        /// The highest version this program knows.
        known: u32,
    },
    /// The disk or the folder takes no writing.
    Disk,
}

/// A [`StoreError`] by what a person can do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[cfg_attr(feature = "contract", ts(rename = "StoreFault"))]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// Make room on the disk.
    DiskFull,
    /// Mend the rights of the data folder.
    ReadOnly,
    /// Close the other program.
    InUse,
    /// Find the key, or restore from a copy.
    Key,
    /// Sign in, or give the recovery code: the key is under them.
    Locked,
    /// Update the program.
    Newer,
    /// Mend the store, or restore it from a copy.
    Damaged,
    /// Make the picture again: its file is damaged, the rest is not.
    Image,
    /// Put the stick back in, or the folder where it was.
    Gone,
    /// Look after the disk: it fails in reading or writing.
    Disk,
    /// Enrol this PC, or use another folder.
    Enrolment,
    /// Look at the case again: the act or what it names does not fit it.
    Act,
    /// Call for help; the log has the cause.
    Other,
}

impl StoreError {
    /// What a person can do about it.
    #[must_use]
    pub const fn fault(&self) -> Fault {
        match self {
            Self::DiskFull => Fault::DiskFull,
            Self::ReadOnly | Self::OpenForReading(ReadOnlyWhy::Disk) => Fault::ReadOnly,
            Self::InUse => Fault::InUse,
            Self::WrongKey | Self::KeyMissing | Self::KeyUnreadable => Fault::Key,
            Self::KeyWrapped => Fault::Locked,
            Self::Newer { .. } | Self::OpenForReading(ReadOnlyWhy::Newer { .. }) => Fault::Newer,
            Self::Damaged | Self::NotAStore => Fault::Damaged,
            Self::ImageDamaged(_) => Fault::Image,
            Self::Gone | Self::InPlace => Fault::Gone,
            Self::Io(_) => Fault::Disk,
            Self::NotEnrolled | Self::AlreadyEnrolled => Fault::Enrolment,
            Self::NoCase(_)
            | Self::Order
            | Self::NotAllowed { .. }
            | Self::EventTooLarge { .. }
            | Self::NoImage(_)
            | Self::ImageTooLarge { .. } => Fault::Act,
            Self::NoCipher
            | Self::Unwritable
            | Self::Number(_)
            | Self::BeyondHead { .. }
            | Self::DocumentMismatch
            | Self::NoDocument
            | Self::Randomness(_)
            | Self::Database(_) => Fault::Other,
        }
    }
}

impl StoreError {
    /// SQLite's own number for what happened, for whoever reads the log.
    #[must_use]
    pub fn code(&self) -> Option<i32> {
        match self {
            Self::Database(rusqlite::Error::SqliteFailure(failure, _)) => {
                Some(failure.extended_code)
            }
            _ => None,
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        match error.sqlite_error_code() {
            Some(Code::NotADatabase) => Self::WrongKey,
            Some(Code::DiskFull) => Self::DiskFull,
            Some(Code::ReadOnly | Code::PermissionDenied) => Self::ReadOnly,
            Some(Code::DatabaseCorrupt) => Self::Damaged,
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => Self::InUse,
            Some(Code::CannotOpen) => Self::Io(std::io::ErrorKind::NotFound),
            Some(Code::SystemIoFailure) => Self::Io(std::io::ErrorKind::Other),
            _ => Self::Database(error),
        }
    }
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        use std::io::ErrorKind as Kind;
        match error.kind() {
            Kind::StorageFull | Kind::QuotaExceeded => Self::DiskFull,
            Kind::PermissionDenied | Kind::ReadOnlyFilesystem => Self::ReadOnly,
            other => Self::Io(other),
        }
    }
}
