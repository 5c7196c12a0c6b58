//! What a panic leaves in the log.

use std::panic::PanicHookInfo;

use super::TARGET;
use super::line::source;

/// Puts a line in the place of the usual words on the terminal: a panic's message may hold what
/// somebody typed.
pub(super) fn hear() {
    std::panic::set_hook(Box::new(tell));
}

fn tell(panic: &PanicHookInfo<'_>) {
    let place = panic.location();
    let thread = std::thread::current();
    tracing::error!(
        target: TARGET,
        thread = thread.name().unwrap_or("unnamed"),
        at_file = place.map_or("?", |place| source(place.file())),
        at_line = place.map_or(0, |place| u64::from(place.line())),
        "panic"
    );
}
