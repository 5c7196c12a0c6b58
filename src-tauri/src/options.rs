//! What may be said on the command line.

use std::path::PathBuf;

use clap::Parser;

/// The station's desk.
#[derive(Debug, Clone, Parser)]
#[command(name = "shanyi", version)]
pub(crate) struct Options {
    /// Folder with this station's cases and images (default: the platform's place for such data).
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,

    /// The township's enrolment file, on the first start.
    #[arg(long, value_name = "FILE")]
    pub(crate) enrolment: Option<PathBuf>,

    /// Let a WebDriver drive the window.
    #[cfg(feature = "automation")]
    #[arg(long)]
    pub(crate) automation: bool,

    /// Print to numbered PDF files in this folder instead of to a printer.
    #[cfg(feature = "automation")]
    #[arg(long, value_name = "DIR")]
    pub(crate) prints: Option<PathBuf>,
}

impl Options {
    /// Whether a driver was asked for; never in a build for users.
    pub(crate) fn driven(&self) -> bool {
        #[cfg(feature = "automation")]
        return self.automation;
        #[cfg(not(feature = "automation"))]
        return false;
    }

    /// The folder that takes the place of the printers; never in a build for users.
    pub(crate) fn prints(&self) -> Option<PathBuf> {
        #[cfg(feature = "automation")]
        return self.prints.clone();
        #[cfg(not(feature = "automation"))]
        return None;
    }
}
