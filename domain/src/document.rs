//! Documents that a township or county publishes as JSON: how one is read, and
//! how a broken one is refused with the place and the reason.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why a published document is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub enum DocumentError {
    /// Larger than any honest document.
    #[error("the document has {bytes} bytes, {limit} are allowed")]
    TooLarge {
        /// Its size in bytes.
        bytes: u32,
        /// The largest size allowed, in bytes.
        limit: u32,
    },
    /// Not JSON: a comma, quote or bracket is wrong, or the end is missing.
    #[error("line {line}, column {column}: {reason}")]
    Syntax {
        /// Counted from 1.
        line: u32,
        /// Counted from 1.
        column: u32,
        /// The reader's words, for whoever mends the file.
        reason: String,
    },
    /// Written in a format that this program doesn't read.
    #[error("the document has format {found}, this program reads format {known}")]
    Format {
        /// The format it names.
        found: u32,
        /// The format this program reads.
        known: u32,
    },
    /// JSON, but a value is missing or of the wrong type.
    #[error("{path} (line {line}, column {column}): {reason}")]
    Shape {
        /// Where: `items[3].materials[1].original`; `.` is the document itself.
        path: String,
        /// Counted from 1.
        line: u32,
        /// Counted from 1.
        column: u32,
        /// The reader's words, for whoever mends the file.
        reason: String,
    },
    /// Well formed, but it breaks the rules of its kind. All findings at once.
    #[error("{} faults, the first at {}", findings.len(), first_path(findings))]
    Invalid {
        /// Never empty.
        findings: Vec<Finding>,
    },
}

/// One fault and its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct Finding {
    /// Where: `items[3].materials[1].name`.
    pub path: String,
    /// What is wrong there.
    pub fault: Fault,
}

/// What can be wrong with a value that has the right type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub enum Fault {
    /// A text or list that must say something is empty.
    Empty,
    /// A text that nobody would read to the end.
    TooLong {
        /// Characters found.
        found: u32,
        /// Characters allowed.
        limit: u32,
    },
    /// A number outside its range.
    OutOfRange {
        /// The lowest allowed.
        min: u32,
        /// The highest allowed.
        max: u32,
        /// What stands there.
        found: u32,
    },
    /// A code that is not small letters, digits and underscores, beginning with a letter.
    BadCode,
    /// Stands in the document already.
    Duplicate {
        /// Where it stands first.
        first: String,
    },
    /// A name this format doesn't have.
    UnknownName,
    /// A paper of which neither original, copy nor file is asked for.
    NothingAsked,
    /// An item decided at the counter that promises days.
    ImmediateWithLimit,
    /// The promise is longer than the law allows.
    PromisedBeyondStatutory,
    /// A proof that a village must not issue.
    VillageMustNotIssue {
        /// The forbidden proof by its name in the rule.
        proof: String,
    },
    /// A day listed under another year.
    OtherYear,
    /// A day off that is a Saturday or Sunday anyway.
    NotAWeekday,
    /// A make-up day that is a working day anyway.
    NotAWeekend,
}

fn first_path(findings: &[Finding]) -> &str {
    findings.first().map_or("", |finding| &finding.path)
}

#[derive(Deserialize)]
struct Head {
    format: u32,
}

/// Reads a document of the format `known` and at most `limit` bytes.
pub(crate) fn read<T: DeserializeOwned>(
    text: &str,
    known: u32,
    limit: usize,
) -> Result<T, DocumentError> {
    if text.len() > limit {
        return Err(DocumentError::TooLarge {
            bytes: count(text.len()),
            limit: count(limit),
        });
    }
    let head: Head = read_value(text)?;
    if head.format != known {
        return Err(DocumentError::Format {
            found: head.format,
            known,
        });
    }
    read_value(text)
}

fn read_value<T: DeserializeOwned>(text: &str) -> Result<T, DocumentError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        refuse(path, error.inner())
    })?;
    reader
        .end()
        .map_err(|error| refuse(".".to_owned(), &error))?;
    Ok(value)
}

fn refuse(path: String, error: &serde_json::Error) -> DocumentError {
    let line = count(error.line());
    let column = count(error.column());
    let place = format!(" at line {line} column {column}");
    let reason = error.to_string().replace(&place, "");
    if error.is_data() {
        DocumentError::Shape {
            path,
            line,
            column,
            reason,
        }
    } else {
        DocumentError::Syntax {
            line,
            column,
            reason,
        }
    }
}

/// A length as the number that crosses to the UI.
pub(crate) fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
