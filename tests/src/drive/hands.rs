//! What a person does with a page: keys, clicks, files, a signature.

use std::path::Path;
use std::time::Duration;

use fantoccini::actions::{
    InputSource, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction,
};
use fantoccini::key::Key;
use serde_json::{Value, json};

use super::{DriveError, Driven, Page, keys};

/// The time that one stroke between two points of a drawing takes.
const STROKE: Duration = Duration::from_millis(15);

impl Page {
    /// Clicks the first element that can be seen, as soon as nothing is in its way.
    pub async fn click(&self, selector: &str) -> Driven<()> {
        self.click_text(selector, "").await
    }

    /// Clicks the first element of the selector that can be seen and holds the text.
    pub async fn click_text(&self, selector: &str, text: &str) -> Driven<()> {
        self.keep_trying(&format!("{selector:?} {text:?} to be clicked"), || async {
            let found = self
                .run(
                    "return all(arguments[0]).find(e => words(e).includes(arguments[1]) && !e.disabled) || null",
                    vec![json!(selector), json!(text)],
                )
                .await?;
            let Some(element) = self.element_of(&found) else {
                return Ok(None);
            };
            self.command(format!("click {selector:?}"), element.click())
                .await
                .map(Some)
        })
        .await
    }

    /// Puts the text into a field in place of what stands there, by typing it.
    pub async fn fill(&self, selector: &str, text: &str) -> Driven<()> {
        let field = self.element(selector, "").await?;
        self.run(
            "const e = all(arguments[0])[0]; e.scrollIntoView({block: 'nearest'}); e.focus(); if (e.select) e.select()",
            vec![json!(selector)],
        )
        .await?;
        if text.is_empty() {
            return self.press("Delete").await;
        }
        if text.chars().any(|character| character.len_utf16() > 1) {
            return self.insert(text).await;
        }
        // WebKitWebDriver swallows "\n".
        let keys = text.replace('\n', &char::from(Key::Enter).to_string());
        self.command(format!("fill {selector:?}"), field.send_keys(&keys))
            .await
    }

    /// Types into whatever has the focus, as a scanner does; "\n" is the Enter key.
    pub async fn type_text(&self, text: &str) -> Driven<()> {
        let mut typing = KeyActions::new("keyboard".to_owned());
        for character in text.chars() {
            let value = if character == '\n' {
                char::from(Key::Enter)
            } else {
                character
            };
            typing = typing
                .then(KeyAction::Down { value })
                .then(KeyAction::Up { value });
        }
        self.command(
            format!("type {text:?}"),
            self.client().perform_actions(typing),
        )
        .await
    }

    /// Presses a key (`"Enter"`, `"F2"`, `"/"`) or a chord (`"Control+s"`) where the focus is.
    pub async fn press(&self, key: &str) -> Driven<()> {
        let chord = keys::chord(key)?;
        let mut pressing = KeyActions::new("keyboard".to_owned());
        for value in &chord {
            pressing = pressing.then(KeyAction::Down { value: *value });
        }
        for value in chord.iter().rev() {
            pressing = pressing.then(KeyAction::Up { value: *value });
        }
        self.command(
            format!("press {key}"),
            self.client().perform_actions(pressing),
        )
        .await
    }

    /// Picks the option of a `<select>` that holds the text.
    pub async fn choose(&self, selector: &str, text: &str) -> Driven<()> {
        self.wait_until(
            &format!("{selector:?} to offer {text:?}"),
            "const e = all(arguments[0])[0];
             const option = e && [...e.options].find(o => words(o).includes(arguments[1]));
             if (!option) return false;
             e.value = option.value;
             e.dispatchEvent(new Event('input', { bubbles: true }));
             e.dispatchEvent(new Event('change', { bubbles: true }));
             return true;",
            vec![json!(selector), json!(text)],
        )
        .await
        .map(drop)
    }

    /// Gives files to an `<input type=file>`, which need not be seen.
    pub async fn attach_file(&self, selector: &str, path: impl AsRef<Path>) -> Driven<()> {
        let path = path.as_ref();
        let path = path.canonicalize().map_err(|source| DriveError::File {
            path: path.to_path_buf(),
            source,
        })?;
        self.keep_trying(&format!("{selector:?} to take a file"), || async {
            let found = self
                .run(
                    "return document.querySelector(arguments[0])",
                    vec![json!(selector)],
                )
                .await?;
            let Some(field) = self.element_of(&found) else {
                return Ok(None);
            };
            let step = format!("attach {} to {selector:?}", path.display());
            self.command(step, field.send_keys(&path.to_string_lossy()))
                .await
                .map(Some)
        })
        .await
    }

    /// Draws one line through the points with the button held; a point is given in parts of the
    /// element's width and height, (0, 0) its top left corner, (1, 1) its bottom right.
    pub async fn draw(&self, selector: &str, points: &[(f64, f64)]) -> Driven<()> {
        let place = self
            .wait_until(
                &format!("{selector:?}"),
                "const e = all(arguments[0])[0]; if (!e) return null;
                 e.scrollIntoView({ block: 'center' });
                 const { left, top, width, height } = e.getBoundingClientRect();
                 return [left, top, width, height];",
                vec![json!(selector)],
            )
            .await?;
        let side = |index: usize| place[index].as_f64().unwrap_or_default();
        let mut drawing = MouseActions::new("hand".to_owned());
        for (index, (across, down)) in points.iter().enumerate() {
            drawing = drawing.then(PointerAction::MoveTo {
                duration: Some(if index == 0 { Duration::ZERO } else { STROKE }),
                x: side(0) + across * side(2),
                y: side(1) + down * side(3),
            });
            if index == 0 {
                drawing = drawing.then(PointerAction::Down {
                    button: MOUSE_BUTTON_LEFT,
                });
            }
        }
        drawing = drawing.then(PointerAction::Up {
            button: MOUSE_BUTTON_LEFT,
        });
        self.command(
            format!("draw on {selector:?}"),
            self.client().perform_actions(drawing),
        )
        .await
    }

    /// Puts text where the focus is as an input method does. Drivers can't type characters beyond
    /// the basic plane, and rare names have them.
    async fn insert(&self, text: &str) -> Driven<()> {
        let done = self
            .run(
                "return document.execCommand('insertText', false, arguments[0])",
                vec![json!(text)],
            )
            .await?;
        match done {
            Value::Bool(true) => Ok(()),
            _ => Err(DriveError::Script {
                step: format!("insert {text:?}"),
                said: "nothing takes text here".to_owned(),
            }),
        }
    }
}
