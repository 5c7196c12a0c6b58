//! Printing: a sheet is a page of the same screens, loaded in a window that nobody sees.
//!
//! The sheet knows its size and says when it is complete; the engine prints it with exactly that
//! page setup, to the printer that was last chosen for this kind of sheet.

#[cfg(not(target_os = "linux"))]
mod dialog;
mod sheet;
#[cfg(target_os = "linux")]
mod webkit;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::Serialize;
use tauri::{AppHandle, WebviewWindow};
use tokio::sync::oneshot;

#[cfg(not(target_os = "linux"))]
use dialog as engine;
pub(crate) use sheet::Sheet;
#[cfg(target_os = "linux")]
use webkit as engine;

use crate::fence;

/// How long a sheet may take to load and to say that it is complete.
const READY_WITHIN: Duration = Duration::from_secs(20);

/// What became of a sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub(crate) enum Printed {
    /// The printer has it.
    #[cfg(target_os = "linux")]
    Sent,
    /// The person closed the printer's dialog.
    #[cfg(target_os = "linux")]
    Cancelled,
    /// The person had the printer's dialog, and the engine doesn't say what came of it.
    #[cfg(not(target_os = "linux"))]
    Dialog,
}

/// Why a sheet was not printed.
#[derive(Debug, thiserror::Error, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum PrintTrouble {
    /// Another sheet is being printed, or its printer is being chosen.
    #[error("another sheet is being printed")]
    Busy,
    /// The page has no such sheet, or it was not complete in time.
    #[error("the sheet can't be shown")]
    NoSheet,
    /// The sheet names a size that no paper has.
    #[error("the sheet's size is not one of a paper")]
    OddSize,
    /// The printer, or the way to it, failed.
    #[error("the printer failed: {detail}")]
    Printer {
        /// The engine's own words, for support.
        detail: String,
    },
    /// The window for the sheet could not be opened.
    #[error("the sheet's window did not open: {detail}")]
    Window {
        /// The engine's own words, for support.
        detail: String,
    },
}

/// The sheets of one window.
pub(crate) struct Printing {
    data: PathBuf,
    prints: Option<PathBuf>,
    count: AtomicU32,
    turn: tokio::sync::Mutex<()>,
    awaited: Mutex<Option<(String, oneshot::Sender<Option<Sheet>>)>>,
}

impl Printing {
    /// `data` is the station's data folder; `prints`, where given, takes the printers' place.
    pub(crate) fn new(data: &Path, prints: Option<PathBuf>) -> Self {
        // The sheets of an earlier start keep their numbers.
        let printed = prints
            .as_ref()
            .and_then(|folder| std::fs::read_dir(folder).ok())
            .map_or(0, Iterator::count);
        Self {
            data: data.to_path_buf(),
            prints,
            count: AtomicU32::new(u32::try_from(printed).unwrap_or_default()),
            turn: tokio::sync::Mutex::new(()),
            awaited: Mutex::new(None),
        }
    }

    /// Prints the sheet at `#/paper/{route}`; `choose` asks for the printer in any case.
    pub(crate) async fn print(
        &self,
        app: &AppHandle,
        route: &str,
        choose: bool,
    ) -> Result<Printed, PrintTrouble> {
        let _turn = self.turn.try_lock().map_err(|_| PrintTrouble::Busy)?;
        let number = self.count.fetch_add(1, Ordering::Relaxed) + 1;
        let label = format!("paper-{number}");
        let ready = self.expect(&label);
        let window = open(app, &label, route, &self.data)?;
        let printed = async {
            let sheet = tokio::time::timeout(READY_WITHIN, ready)
                .await
                .ok()
                .and_then(Result::ok)
                .flatten()
                .ok_or(PrintTrouble::NoSheet)?;
            if !sheet.is_sound() {
                return Err(PrintTrouble::OddSize);
            }
            let file = self
                .prints
                .as_ref()
                .map(|folder| folder.join(format!("{number:04}-{}.pdf", sheet.name)));
            engine::print(self, &window, sheet, choose, file).await
        }
        .await;
        if let Err(error) = window.destroy() {
            tracing::warn!(reason = ?error, "a sheet's window stays open unseen");
        }
        printed
    }

    /// Hears from the window `label` that its sheet is complete, or, without one, that there is none.
    pub(crate) fn ready(&self, label: &str, sheet: Option<Sheet>) {
        let mut awaited = self.awaited.lock().unwrap_or_else(PoisonError::into_inner);
        if awaited.as_ref().is_some_and(|(name, _)| name == label)
            && let Some((_, sender)) = awaited.take()
        {
            // Nobody listens any more once the time is up.
            let _ = sender.send(sheet);
        }
    }

    fn expect(&self, label: &str) -> oneshot::Receiver<Option<Sheet>> {
        let (sender, receiver) = oneshot::channel();
        let mut awaited = self.awaited.lock().unwrap_or_else(PoisonError::into_inner);
        *awaited = Some((label.to_owned(), sender));
        receiver
    }
}

fn open(
    app: &AppHandle,
    label: &str,
    route: &str,
    data: &Path,
) -> Result<WebviewWindow, PrintTrouble> {
    let route = format!("index.html#/paper/{route}");
    let built = fence::sheet(app, label, &route).and_then(|sheet| {
        sheet
            .title("山驿")
            .visible(false)
            .focused(false)
            .skip_taskbar(true)
            .data_directory(crate::web_folder(data))
            .build()
    });
    built.map_err(|error| PrintTrouble::Window {
        detail: error.to_string(),
    })
}
