//! Why a story breaks.

use crate::drive::DriveError;

/// The outcome of a part of the story.
pub type Told<T> = Result<T, Trouble>;

/// Why a step did not hold. Its words are meant for the person who reads them.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// A page did not do what was wanted of it.
    #[error("{0}")]
    Driver(#[from] DriveError),
    /// Something was otherwise than it has to be.
    #[error("{what}\n  expected: {expected}\n  seen:     {seen}")]
    Otherwise {
        /// What was looked at.
        what: String,
        /// What it has to be.
        expected: String,
        /// What it is.
        seen: String,
    },
    /// A program, a file or a picture could not be set up.
    #[error("{0}")]
    SetUp(String),
}

impl From<Box<dyn std::error::Error + Send + Sync>> for Trouble {
    fn from(error: Box<dyn std::error::Error + Send + Sync>) -> Self {
        Self::SetUp(error.to_string())
    }
}

impl From<std::io::Error> for Trouble {
    fn from(error: std::io::Error) -> Self {
        Self::SetUp(error.to_string())
    }
}

/// Holds two things against each other.
///
/// # Errors
/// When they differ.
pub fn same<T: PartialEq + std::fmt::Debug>(what: &str, seen: T, expected: T) -> Told<()> {
    if seen == expected {
        return Ok(());
    }
    Err(otherwise(
        what,
        format!("{expected:?}"),
        format!("{seen:?}"),
    ))
}

/// Looks for every part in a text.
///
/// # Errors
/// With the first part that is not there.
pub fn has_all(what: &str, text: &str, parts: &[&str]) -> Told<()> {
    match parts.iter().find(|part| !text.contains(**part)) {
        None => Ok(()),
        Some(absent) => Err(otherwise(what, format!("{absent:?}"), text.trim())),
    }
}

/// Says that something does not hold.
///
/// # Errors
/// When `holds` is false.
pub fn that(holds: bool, what: &str, expected: &str, seen: impl ToString) -> Told<()> {
    if holds {
        return Ok(());
    }
    Err(otherwise(what, expected, seen))
}

/// What is otherwise than it has to be.
pub fn otherwise(what: &str, expected: impl ToString, seen: impl ToString) -> Trouble {
    Trouble::Otherwise {
        what: what.to_owned(),
        expected: expected.to_string(),
        seen: seen.to_string(),
    }
}
