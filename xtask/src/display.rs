//! The display that the window opens on: a real one, or a virtual one of our own.

use std::env;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Command;

use crate::children::{self, Running, Wires};
use crate::trouble::Trouble;

/// Whether a person could see a window from here.
pub fn is_here() -> bool {
    if !cfg!(target_os = "linux") {
        return true;
    }
    ["WAYLAND_DISPLAY", "DISPLAY"]
        .iter()
        .any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// An X server without a screen, until it is dropped.
pub struct Virtual {
    _server: Running,
    name: String,
}

impl Virtual {
    /// Starts one on the first free number. It says the number when it is ready.
    pub fn start(log: &Path) -> Result<Self, Trouble> {
        let mut command = Command::new("Xvfb");
        command.args([
            "-displayfd",
            "1",
            "-screen",
            "0",
            "1366x768x24",
            "-nolisten",
            "tcp",
        ]);
        let mut server = children::start(&mut command, &Wires { log, read: true })?;
        let mut said = String::new();
        if let Some(stdout) = server.stdout.take() {
            BufReader::new(stdout)
                .read_line(&mut said)
                .map_err(Trouble::unreadable("Xvfb"))?;
        }
        let number = said.trim();
        if number.is_empty() || number.parse::<u32>().is_err() {
            return Err(Trouble::Unreadable {
                what: "Xvfb".to_owned(),
                said: std::fs::read_to_string(log).unwrap_or_default(),
            });
        }
        Ok(Self {
            name: format!(":{number}"),
            _server: server,
        })
    }

    /// Lets a program open its windows here, and nowhere else.
    pub fn lend<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command
            .env("DISPLAY", &self.name)
            .env("GDK_BACKEND", "x11")
            .env_remove("WAYLAND_DISPLAY")
    }
}
