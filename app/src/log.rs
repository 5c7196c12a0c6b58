//! The log that a helper can be sent: what happened, and of nobody anything.
//!
//! Nothing free gets in. A line is the time, the level, the place it was said at, a message that
//! stands in the source as it is, and fields of the allow-list in `log/line.rs` whose values are
//! numbers or plain tokens. What other libraries say is kept as a place only, since they know of
//! paths, addresses and queries. The terminal's lines obey the same rule.

mod files;
mod line;
mod panics;

use std::io::Write;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tracing::{Event, Level, Metadata, Subscriber};
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, registry};

pub use files::{MOST_BYTES, MOST_FILES, folder_of, read_all};
pub use line::FIELDS;

use crate::desk::Desk;
use crate::error::DeskError;
use crate::view::{LogView, Nothing, SavedLogView};
use files::Files;
use shanyi_store::StoreError;

/// Under this target a line is kept from the level "info" on; under any other, from "warn" on.
pub const TARGET: &str = "shanyi";

/// Most bytes that the screen is shown, from the end.
pub const SHOWN: usize = 256 * 1024;

/// Writes lines to one place.
struct Lines<W> {
    to: Mutex<W>,
    began: Instant,
}

impl<W: Write> Lines<W> {
    const fn new(to: W, began: Instant) -> Self {
        Self {
            to: Mutex::new(to),
            began,
        }
    }
}

impl<S: Subscriber, W: Write + Send + 'static> Layer<S> for Lines<W> {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let line = line::of(event, self.began.elapsed());
        let mut to = self.to.lock().unwrap_or_else(PoisonError::into_inner);
        // A log that can't be written must not stop the desk.
        let _ = to.write_all(line.as_bytes()).and_then(|()| to.flush());
    }
}

/// Whether a line is kept at all.
fn kept(about: &Metadata<'_>) -> bool {
    *about.level() <= Level::WARN || (about.target() == TARGET && *about.level() <= Level::INFO)
}

/// Begins the log of this program in its data folder, and on the terminal what is at least a
/// warning, or also what is told when `loud`. A second call in one process changes nothing.
///
/// From here on a panic leaves a line with its place and without its message.
pub fn begin(data: &Path, loud: bool) {
    let began = Instant::now();
    let files = Lines::new(Files::new(folder_of(data)), began).with_filter(filter_fn(kept));
    let terminal = Lines::new(std::io::stderr(), began).with_filter(filter_fn(move |about| {
        kept(about) && (loud || *about.level() <= Level::WARN)
    }));
    // Another subscriber may be there already, in tests.
    if registry().with(files).with(terminal).try_init().is_ok() {
        panics::hear();
    }
}

/// A desk was opened, or could not be: how large its store is and what holds it up.
pub(crate) fn opened(error: Option<&DeskError>, data: &Path, took: Duration) {
    let millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    let bytes = std::fs::metadata(data.join("cases.db")).map_or(0, |about| about.len());
    let schema = shanyi_store::SCHEMA_VERSION;
    match error {
        None => tracing::info!(target: TARGET, millis, bytes, schema, "the desk is open"),
        Some(DeskError::Locked) => {
            tracing::info!(target: TARGET, millis, "the desk waits for a PIN");
        }
        Some(error) => {
            let (outcome, fault) = error.kinds();
            let fault = fault.as_deref();
            tracing::error!(target: TARGET, millis, bytes, schema, outcome, fault, "the desk is shut");
        }
    }
}

impl Desk {
    /// See the command table.
    pub(crate) fn log_text(&self, _: Nothing) -> Result<LogView, DeskError> {
        let folder = folder_of(&self.kept.opening.data);
        let (text, files) = read_all(&folder);
        Ok(LogView {
            text: ending(&text).to_owned(),
            path: folder.to_string_lossy().into_owned(),
            files: u32::try_from(files).unwrap_or(u32::MAX),
        })
    }
}

impl Desk {
    /// See the command table.
    pub(crate) fn save_log(&self, _: Nothing) -> Result<SavedLogView, DeskError> {
        let (text, _) = read_all(&folder_of(self.folder()));
        let folder = self.kept.opening.hand_over.as_deref();
        let path = files::beside(folder.unwrap_or(self.folder()), &text);
        let path = path.map_err(|error| DeskError::from(StoreError::from(error)))?;
        Ok(SavedLogView {
            path: path.to_string_lossy().into_owned(),
        })
    }
}

/// The end of the log, from the beginning of a line.
fn ending(text: &str) -> &str {
    let mut from = text.len().saturating_sub(SHOWN);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    // The first line of a shortened text begins in its middle.
    if from > 0 {
        from += text[from..].find('\n').map_or(0, |end| end + 1);
    }
    &text[from..]
}

#[cfg(test)]
mod tests;
