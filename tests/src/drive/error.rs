//! What a driver's step can fail with.

use std::path::PathBuf;

/// The outcome of a driver's step.
pub type Driven<T> = Result<T, DriveError>;

/// Why a driver's step failed. Its words are meant for the person who reads a failed test.
#[derive(thiserror::Error)]
pub enum DriveError {
    /// A condition did not come true in time.
    #[error("waited {seconds} s for {wanted}\n  page: {place}\n  shows: {shown}\n  picture: {}", picture.display())]
    Waited {
        /// The condition, in words.
        wanted: String,
        /// How long it was waited for.
        seconds: u64,
        /// The page's address.
        place: String,
        /// The beginning of what the page showed, or the last error.
        shown: String,
        /// A picture of the page at that time.
        picture: PathBuf,
    },
    /// The driver refused a command.
    #[error("{step}: {source}")]
    Command {
        /// What was asked for, in words.
        step: String,
        /// The driver's answer.
        source: Box<fantoccini::error::CmdError>,
    },
    /// A command was not answered in time; the program is stuck or gone.
    #[error("{step}: no answer from the driver")]
    Silent {
        /// What was asked for, in words.
        step: String,
    },
    /// A program did not start.
    #[error("{program} did not start: {reason}\n{log}")]
    Start {
        /// The program's name.
        program: String,
        /// What went wrong.
        reason: String,
        /// The end of what the program wrote.
        log: String,
    },
    /// No such key.
    #[error("there is no key named {0:?}")]
    NoKey(String),
    /// The page's own script failed.
    #[error("{step}: {said}")]
    Script {
        /// What was asked for, in words.
        step: String,
        /// What the script said.
        said: String,
    },
    /// The desk refused a command.
    #[error("the desk refused {name}: {refusal}")]
    Refused {
        /// The command's name.
        name: String,
        /// The refusal, as `{kind, ...}`.
        refusal: serde_json::Value,
    },
    /// A file could not be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        source: std::io::Error,
    },
}

/// A test that ends with `?` shows an error by its Debug form, so that it has to be the readable one.
impl std::fmt::Debug for DriveError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{self}")
    }
}
