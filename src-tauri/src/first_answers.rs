//! What the first screen asks, told to the page before it can ask: a call of its own waits until the frame that looks
//! through calls is there, and an operator would wait with it.

use serde_json::{Value, json};
use tauri::webview::{PageLoadEvent, PageLoadPayload};
use tauri::{AppHandle, Manager, WebviewWindow};

use crate::STATION;
use crate::fence;
use crate::seat::Seat;

/// Runs in every page before its own script: keeps what is told until the page wants it.
pub(crate) const SCRIPT: &str = include_str!("first.js");

/// Says that something changed to a page that may not be able to hear events yet.
const CHANGED: &str = "if (window.shanyiFirst) window.shanyiFirst.changed = true";

/// What the first screen asks, none of it with arguments.
const ASKED: [&str; 6] = [
    "door",
    "health",
    "station",
    "sync_status",
    "drafts",
    "today",
];

/// By command, its answer or its refusal. Touches the disk.
pub(crate) fn answers(seat: &Seat) -> Value {
    let asked = ASKED.map(|name| {
        let answer = match seat.desk().call(name, json!({})) {
            Ok(answer) => json!({ "answer": answer }),
            Err(error) => json!({ "refusal": crate::commands::value(&error) }),
        };
        (name.to_owned(), answer)
    });
    Value::Object(asked.into_iter().collect())
}

/// Tells a page that begins to load what it will ask first. Once for each load: whatever was told before went with the
/// page that it was told to.
pub(crate) fn tell(window: WebviewWindow, load: &PageLoadPayload<'_>, seat: &Seat) {
    if load.event() != PageLoadEvent::Started || !fence::is_own(load.url()) {
        return;
    }
    let seat = seat.clone();
    tauri::async_runtime::spawn_blocking(move || {
        let told = window.eval(given(&answers(&seat)));
        if let Err(error) = told {
            tracing::warn!(reason = ?error, "the page was not told what it asks first");
        }
    });
}

/// Tells the page that something changed, whether or not it can hear events yet.
pub(crate) fn tell_change(app: &AppHandle) -> tauri::Result<()> {
    match app.get_webview_window(STATION) {
        Some(window) => window.eval(CHANGED),
        None => Ok(()),
    }
}

/// The script that gives a page its answers, before [`SCRIPT`] ran in it or after.
fn given(answers: &Value) -> String {
    format!(
        "((first) => {{ first.given = {answers}; first.come?.(first.given) }})(window.shanyiFirst ??= {{ changed: false }})"
    )
}
