//! Why a command could not go on, in words for the person who typed it.

use std::io;
use std::path::{Path, PathBuf};

/// Everything that stops a command.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// Tools or libraries are missing and could not be installed from here.
    #[error("Missing on this machine:\n{0}")]
    Missing(String),
    /// A program ran and said no, or ended by a signal.
    #[error("{what} failed{}", code.map_or_else(|| " (ended by a signal)".to_owned(), |code| format!(" (exit code {code})")))]
    Failed {
        /// The program, as a person would type it.
        what: String,
        /// Its exit code.
        code: Option<i32>,
    },
    /// A program could not be started.
    #[error("{what} could not be started: {source}")]
    NotStarted {
        /// The program, as a person would type it.
        what: String,
        /// What the system said.
        source: io::Error,
    },
    /// A file could not be read, written or removed.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A program answered something that this command cannot read.
    #[error("{what} said something unexpected: {said}")]
    Unreadable {
        /// The program or file.
        what: String,
        /// What could not be read, or what was read.
        said: String,
    },
    /// What was asked for cannot be done, with the reason and the way out.
    #[error("{0}")]
    Refused(String),
}

impl Trouble {
    /// For `map_err` on file operations.
    pub fn file(path: &Path) -> impl FnOnce(io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |source| Self::File { path, source }
    }

    /// For `map_err` on what another program answered.
    pub fn unreadable<E: std::fmt::Display>(what: &str) -> impl FnOnce(E) -> Self + use<E> {
        let what = what.to_owned();
        move |said| Self::Unreadable {
            what,
            said: said.to_string(),
        }
    }
}
