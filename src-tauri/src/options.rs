//! What may be said on the command line.

use std::path::{Path, PathBuf};

use clap::{Parser, Subcommand};
use shanyi_app::desk::Opening;

use crate::doctor::Doctor;
use crate::keyring;

/// The station's desk.
#[derive(Debug, Clone, Parser)]
#[command(name = "shanyi", version)]
pub(crate) struct Options {
    /// What is to be done instead of opening the window.
    #[command(subcommand)]
    pub(crate) task: Option<Task>,

    /// Folder with this station's cases and images (default: the platform's place for such data).
    #[arg(long, value_name = "DIR", global = true)]
    pub(crate) data: Option<PathBuf>,

    /// Let a WebDriver drive the window.
    #[cfg(feature = "automation")]
    #[arg(long)]
    pub(crate) automation: bool,

    /// Print to numbered PDF files in this folder instead of to a printer.
    #[cfg(feature = "automation")]
    #[arg(long, value_name = "DIR")]
    pub(crate) prints: Option<PathBuf>,

    /// Seconds for which what was saved stays here before it is sent.
    #[cfg(feature = "automation")]
    #[arg(long, value_name = "SECONDS")]
    pub(crate) hold: Option<i64>,

    /// Write "usable" to the standard output once the home page is drawn.
    #[cfg(feature = "automation")]
    #[arg(long)]
    pub(crate) tell_usable: bool,

    /// Leave the door open for the enrolled operator, as long as no PIN was chosen.
    #[cfg(feature = "automation")]
    #[arg(long)]
    pub(crate) open_door: bool,

    /// Stretch PINs by next to nothing.
    #[cfg(feature = "automation")]
    #[arg(long)]
    pub(crate) cheap_pins: bool,

    /// Keep this PC's part of what a PIN opens in files of this folder, and not in the keyring.
    #[cfg(feature = "automation")]
    #[arg(long, value_name = "DIR")]
    pub(crate) secrets: Option<PathBuf>,

    /// The one page beside the program's own to which the window may go: drivers are tried on it.
    #[cfg(feature = "automation")]
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) trial_page: Option<tauri::Url>,

    /// Seconds to add to the PC's clock, to play another day.
    #[cfg(feature = "automation")]
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    pub(crate) clock_offset: Option<i64>,
}

/// What the program does without a window.
#[derive(Debug, Clone, Subcommand)]
pub(crate) enum Task {
    /// Look over the saved cases, mend them, or put a copy back.
    Doctor(Doctor),
}

impl Options {
    /// Whether a driver was asked for; never in a build for users.
    pub(crate) fn driven(&self) -> bool {
        #[cfg(feature = "automation")]
        return self.automation;
        #[cfg(not(feature = "automation"))]
        return false;
    }

    /// The page besides the program's own to which the window may go; none in a build for users.
    pub(crate) fn trial_page(&self) -> Option<tauri::Url> {
        #[cfg(feature = "automation")]
        return self.trial_page.clone();
        #[cfg(not(feature = "automation"))]
        return None;
    }

    /// What the page is to run beside its own, before it; nothing in a build for users.
    pub(crate) fn script(&self) -> &'static str {
        #[cfg(feature = "automation")]
        if self.tell_usable {
            return include_str!("usable.js");
        }
        ""
    }

    /// The folder that takes the place of the printers; never in a build for users.
    pub(crate) fn prints(&self) -> std::io::Result<Option<PathBuf>> {
        #[cfg(feature = "automation")]
        return self.prints.as_deref().map(std::path::absolute).transpose();
        #[cfg(not(feature = "automation"))]
        return Ok(None);
    }

    /// How the desk in this folder is to be opened.
    pub(crate) fn opening(&self, data: &Path, identifier: &str) -> Opening {
        let mut opening = Opening::new(data);
        opening.keyrings = keyring::of_this_pc(identifier);
        // Where a browser would put it; on the desktop where there is no such folder.
        opening.hand_over = dirs::download_dir().or_else(dirs::desktop_dir);
        #[cfg(feature = "automation")]
        {
            opening.hold_seconds = self.hold.unwrap_or(opening.hold_seconds);
            opening.clock.offset_seconds = self.clock_offset.unwrap_or_default();
            opening.door_left_open = self.open_door;
            if self.cheap_pins {
                opening.pin_cost = keyring::CHEAP;
            }
            if let Some(secrets) = &self.secrets {
                opening.keyrings = keyring::in_folder(secrets);
            }
        }
        opening
    }
}
