//! What the station's programs say of themselves is written down in their source, word by word.

use crate::ground::{TEXTS, none_of};

/// The rooms whose log a helper is sent.
const ROOMS: [&str; 4] = ["store/src/", "sync/src/", "app/src/", "src-tauri/src/"];

/// The words of each call that puts a line into the log, with what comes behind it.
fn said(content: &str) -> impl Iterator<Item = &str> {
    let calls = ["error!(", "warn!(", "info!("];
    content
        .match_indices("tracing::")
        .filter_map(move |(at, _)| {
            let call = &content[at + "tracing::".len()..];
            let open = calls.iter().find(|name| call.starts_with(**name))?;
            let end = call.find(");").or_else(|| call.find("),"))?;
            Some(&call[open.len()..end.max(open.len())])
        })
}

#[test]
fn no_line_of_the_log_is_put_together_from_what_somebody_typed() {
    let texts = TEXTS.iter().filter(|text| {
        text.ends_with(&[".rs"])
            && !text.path.ends_with("/tests.rs")
            && ROOMS.iter().any(|room| text.path.starts_with(room))
    });
    let broken: Vec<String> = texts
        .flat_map(|text| said(&text.content).map(move |said| (text, said)))
        .filter(|(_, said)| {
            let words = said.rsplit('"').nth(1).unwrap_or_default();
            words.contains('{') || said.contains('%')
        })
        .map(|(text, said)| format!("{}: {}", text.path, said.trim()))
        .collect();
    none_of(
        &broken,
        "A message stands as it is, and an error is named by its case (`?error`), never by its words:",
    );
}
