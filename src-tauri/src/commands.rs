//! What a page may ask of the program. Every word with the desk goes through [`call`].

use std::sync::Arc;
use std::time::Instant;

use serde_json::{Value, json};
use shanyi_app::log::TARGET;
use tauri::{AppHandle, State, WebviewWindow};

use crate::dropped::DropList;
use crate::handed::Handed;
use crate::page::Page;
use crate::print::{PrintTrouble, Printed, Printing, Sheet};
use crate::seat::Seat;

/// An answer of the desk, or its refusal as `{kind, ...}`.
type Answer = Result<Value, Value>;

/// What the sheets ask, and all that their windows may ask: nothing that changes anything.
const SHEETS: [&str; 4] = ["station", "case", "item", "recovery_sheet"];

/// Whether a page in the window `label` may ask for this.
fn may_ask(label: &str, name: &str) -> bool {
    label == crate::STATION || SHEETS.contains(&name)
}

/// Asks the desk.
#[tauri::command]
pub(crate) async fn call(
    window: WebviewWindow,
    seat: State<'_, Seat>,
    name: String,
    args: Value,
) -> Answer {
    if !may_ask(window.label(), &name) {
        return Err(refusal("no_call"));
    }
    let seat = seat.inner().clone();
    aside(move || seat.desk().call(&name, args).map_err(|error| value(&error))).await
}

/// Asks the desk everything that the first screen will ask, in one call ([`crate::first_answers::answers`]).
#[tauri::command]
pub(crate) async fn first_answers(seat: State<'_, Seat>) -> Answer {
    let seat = seat.inner().clone();
    aside(move || Ok(crate::first_answers::answers(&seat))).await
}

/// Asks the desk and hands it bytes that the page has just handed over ([`Handed`]).
#[tauri::command]
pub(crate) async fn upload(
    seat: State<'_, Seat>,
    handed: State<'_, Arc<Handed>>,
    token: u64,
    name: String,
    args: Value,
) -> Answer {
    let bytes = handed.take(token).ok_or_else(|| refusal("no_bytes"))?;
    let seat = seat.inner().clone();
    aside(move || {
        seat.desk()
            .call_with_bytes(&name, args, &bytes)
            .map_err(|error| value(&error))
    })
    .await
}

/// Asks the desk and hands it the bytes of a file that was just dropped on the window.
#[tauri::command]
pub(crate) async fn upload_dropped(
    seat: State<'_, Seat>,
    dropped: State<'_, Arc<DropList>>,
    token: u64,
    name: String,
    args: Value,
) -> Answer {
    let (seat, dropped) = (seat.inner().clone(), Arc::clone(&dropped));
    aside(move || {
        let (_, bytes) = dropped.read(token).map_err(|trouble| value(&trouble))?;
        seat.desk()
            .call_with_bytes(&name, args, &bytes)
            .map_err(|error| value(&error))
    })
    .await
}

/// Prints the sheet at `#/paper/{route}`.
#[tauri::command]
pub(crate) async fn print(
    app: AppHandle,
    printing: State<'_, Printing>,
    route: String,
    choose: Option<bool>,
) -> Result<Printed, PrintTrouble> {
    let begun = Instant::now();
    let printed = printing
        .print(&app, &route, choose.unwrap_or_default())
        .await;
    let millis = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    // What is behind the sheet's kind names a case.
    let kind = route.split('/').next().unwrap_or_default();
    match &printed {
        Ok(printed) => {
            tracing::info!(target: TARGET, kind, millis, outcome = ?printed, "print");
        }
        Err(trouble) => {
            tracing::warn!(target: TARGET, kind, millis, outcome = ?trouble, "print");
        }
    }
    printed
}

/// Says that the sheet in this window is complete, or, without a sheet, that there is none.
#[tauri::command]
pub(crate) fn paper_ready(
    window: WebviewWindow,
    printing: State<'_, Printing>,
    sheet: Option<Sheet>,
) {
    printing.ready(window.label(), sheet);
}

/// Whether the page was loaded again because it had broken; true once for each time.
#[tauri::command]
pub(crate) fn came_back(page: State<'_, Page>) -> bool {
    let again = page.came_back();
    tracing::info!(target: TARGET, again, "the page is there");
    again
}

/// Nothing that was typed is only on the screen any more: a closing window may go.
#[tauri::command]
pub(crate) fn may_close(page: State<'_, Page>) {
    page.let_close();
}

/// Lets a driver drop files at a place of the page, as a hand would.
#[cfg(feature = "automation")]
#[tauri::command]
pub(crate) fn drop_files(
    window: WebviewWindow,
    dropped: State<'_, Arc<DropList>>,
    paths: Vec<std::path::PathBuf>,
    x: f64,
    y: f64,
) -> Result<(), String> {
    crate::tell_dropped(&window, &dropped, &paths, (x, y)).map_err(|error| error.to_string())
}

/// Says on the standard output that the home page can be used, for whoever measures the start.
#[cfg(feature = "automation")]
#[tauri::command]
pub(crate) fn usable() -> Result<(), String> {
    use std::io::Write;
    let mut out = std::io::stdout();
    let said = out.write_all(b"usable\n").and_then(|()| out.flush());
    said.map_err(|error| error.to_string())
}

/// Runs what may touch the disk away from the window's thread.
async fn aside(work: impl FnOnce() -> Answer + Send + 'static) -> Answer {
    tauri::async_runtime::spawn_blocking(work)
        .await
        .unwrap_or_else(|_| Err(refusal("broken")))
}

fn refusal(kind: &str) -> Value {
    json!({ "kind": kind })
}

/// A closed error as the page has it.
pub(crate) fn value(trouble: &impl serde::Serialize) -> Value {
    serde_json::to_value(trouble).unwrap_or_else(|_| refusal("broken"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_reads_its_case_and_can_change_nothing() {
        for name in SHEETS {
            assert!(may_ask("paper-1", name), "{name}");
        }
        for name in shanyi_app::command::NAMES {
            assert!(may_ask(crate::STATION, name), "{name}");
            assert_eq!(may_ask("paper-1", name), SHEETS.contains(name), "{name}");
        }
    }
}
