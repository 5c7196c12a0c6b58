//! The arm for Windows: WebView2's own print dialog, which knows printers and paper and remembers
//! both for the next sheet.

use std::path::PathBuf;

use tauri::WebviewWindow;

use super::{PrintTrouble, Printed, Printing, Sheet};

/// `print()` returns to the page when the person has closed the dialog.
const PRINT_AND_SAY: &str =
    "print(); window.__TAURI_INTERNALS__.invoke('paper_ready', { sheet: null })";

pub(super) async fn print(
    printing: &Printing,
    window: &WebviewWindow,
    _sheet: Sheet,
    _choose: bool,
    _file: Option<PathBuf>,
) -> Result<Printed, PrintTrouble> {
    let closed = printing.expect(window.label());
    window
        .show()
        .and_then(|()| window.eval(PRINT_AND_SAY))
        .map_err(|error| PrintTrouble::Printer {
            detail: error.to_string(),
        })?;
    // Without a word the window was closed, and the dialog with it.
    let _ = closed.await;
    Ok(Printed::Dialog)
}
