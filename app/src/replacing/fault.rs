//! Why a PC does not take the place of a broken one.

use serde::Serialize;
use shanyi_store::{OuterFolder, StoreError};
use thiserror::Error;

use crate::error::DeskError;

/// Why a PC does not take the place of a broken one. Nothing half-way is left: it can be said again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Error)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ReplaceFault {
    /// There is no such folder.
    #[error("there is no such folder")]
    NoFolder,
    /// The folder is there, and no PC's copies are in it.
    #[error("there are no copies in it")]
    NoCopies,
    /// There are copies and no way to their key: they were made before anybody chose a PIN.
    #[error("there are no ways to their key")]
    NoKeys,
    /// Not one of the copies is whole.
    #[error("every copy is damaged")]
    AllDamaged,
    /// A newer program made the copies.
    #[error("a newer program made them")]
    Newer,
    /// The stick was pulled out.
    #[error("the stick is out")]
    Gone,
    /// This PC's disk has no room for the cases and their images.
    #[error("this PC's disk has no room")]
    NoRoom,
    /// The stick, or this PC's disk, fails in reading or writing.
    #[error("a disk fails")]
    Disk,
    /// There are cases on this PC already.
    #[error("there are cases on this PC already")]
    HasCases,
    /// It is being done already.
    #[error("it is being done already")]
    Going,
    /// No copies were opened yet.
    #[error("no copies were opened yet")]
    NothingOpened,
    /// Something else; the log has the cause.
    #[error("something else")]
    Other,
}

pub(super) const fn fault(fault: ReplaceFault) -> DeskError {
    DeskError::Replacing { fault }
}

/// Whether the copy itself is no good, so that another may be.
pub(super) const fn is_of_this_copy(error: &StoreError) -> bool {
    matches!(
        error,
        StoreError::Damaged
            | StoreError::NotAStore
            | StoreError::WrongKey
            | StoreError::NotEnrolled
            | StoreError::Io(_)
    )
}

/// What a person can do about what a disk or a store said.
pub(super) fn of(error: &StoreError, from: &OuterFolder) -> DeskError {
    tracing::warn!(reason = ?error, "no copy was put back");
    fault(match error {
        // A stick that was pulled out says all kinds of things.
        _ if !from.is_there() => ReplaceFault::Gone,
        StoreError::DiskFull => ReplaceFault::NoRoom,
        StoreError::AlreadyEnrolled => ReplaceFault::HasCases,
        StoreError::Newer { .. } => ReplaceFault::Newer,
        StoreError::Damaged | StoreError::NotAStore | StoreError::WrongKey => {
            ReplaceFault::AllDamaged
        }
        StoreError::Io(_) | StoreError::ReadOnly => ReplaceFault::Disk,
        _ => ReplaceFault::Other,
    })
}
