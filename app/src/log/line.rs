//! One line of the log, made of what may be in it.

use std::fmt::{self, Write as _};
use std::time::Duration;

use tracing::Event;
use tracing::field::{Field, Visit};

use super::files;

/// Fields that may be in a line. Everything else that a line's maker hands over is left out.
pub const FIELDS: [&str; 30] = [
    "agreed", "at_line", "at_file", "bytes", "cases", "code", "count", "durable", "entries",
    "events", "fault", "found", "got", "images", "kind", "known", "line", "millis", "name", "os",
    "outcome", "quiet", "reason", "schema", "seconds", "sent", "state", "thread", "version",
    "what",
];

/// Longest value that is a token.
const TOKEN: usize = 48;
/// Longest run of digits in a token: an ID number's or telephone's end has four, a hash's beginning
/// eight.
const DIGITS: usize = 3;

/// The line of an event, `after` the program's start.
pub(super) fn of(event: &Event<'_>, after: Duration) -> String {
    let about = event.metadata();
    let mut parts = Parts {
        own: about.target().starts_with(super::TARGET),
        message: String::new(),
        fields: String::new(),
    };
    event.record(&mut parts);
    let time = files::clock();
    let place = about.file().map_or(about.target(), source);
    let line = about.line().unwrap_or_default();
    let mut text = format!(
        "{time} +{:.3}s {:<5} {place}:{line}",
        after.as_secs_f64(),
        about.level()
    );
    if !parts.message.is_empty() {
        let _ = write!(text, " {}", parts.message);
    }
    text.push_str(&parts.fields);
    text.push('\n');
    text
}

struct Parts {
    /// Said by this program itself: its messages stand in its source as they are.
    own: bool,
    message: String,
    fields: String,
}

impl Parts {
    fn put(&mut self, field: &Field, value: impl fmt::Display) {
        if FIELDS.contains(&field.name()) {
            let _ = write!(self.fields, " {}={value}", field.name());
        }
    }
}

impl Visit for Parts {
    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field, value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field, value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field, value);
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "message" {
            self.record_debug(field, &format_args!("{value}"));
        } else {
            self.put(field, token(value));
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() != "message" {
            self.put(field, token(&format!("{value:?}")));
        } else if self.own {
            self.message = plain(&format!("{value:?}"));
        }
    }
}

/// A value as it is where it is a token, its beginning where it begins as one (the name of an
/// enum's case, without what it holds).
fn token(value: &str) -> &str {
    let within = |c: char| c.is_ascii_alphanumeric() || "_-.:/".contains(c);
    let end = value.find(|c| !within(c)).unwrap_or(value.len());
    let token = &value[..end];
    if token.is_empty() || token.len() > TOKEN || digits(token) > DIGITS {
        return "?";
    }
    token
}

/// A message that stands in the source is words; anything else is not let through.
fn plain(message: &str) -> String {
    let within = |c: char| c.is_ascii_alphabetic() || " ,;:'()-".contains(c);
    if message.chars().all(within) {
        message.to_owned()
    } else {
        "?".to_owned()
    }
}

fn digits(text: &str) -> usize {
    let runs = text.split(|c: char| !c.is_ascii_digit());
    runs.map(str::len).max().unwrap_or_default()
}

/// The last parts of a source file's path; what is before them is the machine that built it.
pub(super) fn source(path: &str) -> &str {
    let parts = path.match_indices(['/', '\\']).rev();
    let from = parts.map(|(at, _)| at + 1).nth(2);
    &path[from.unwrap_or(0)..]
}
