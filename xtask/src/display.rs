//! The display that the window opens on.

use std::env;
use std::process::Command;

/// Whether a person could see a window from here.
pub fn is_here() -> bool {
    if !cfg!(target_os = "linux") {
        return true;
    }
    ["WAYLAND_DISPLAY", "DISPLAY"]
        .iter()
        .any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// Hides the display from a program and what it starts: the drivers then give each window a virtual
/// one of its own, and no test opens a window on the screen that somebody works at.
pub fn hide(command: &mut Command) -> &mut Command {
    command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY")
}
