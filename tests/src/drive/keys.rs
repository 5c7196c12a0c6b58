//! The names of keys, as pages know them (`KeyboardEvent.key`).

use fantoccini::key::Key;

use super::{DriveError, Driven};

/// The keys of `"Control+Shift+s"`: those that are held, then the one that is struck.
pub(super) fn chord(name: &str) -> Driven<Vec<char>> {
    // "+" alone is the plus key.
    let names: Vec<&str> = match name.strip_suffix("++") {
        Some(held) => held.split('+').chain(["+"]).collect(),
        None if name == "+" => vec!["+"],
        None => name.split('+').collect(),
    };
    names
        .into_iter()
        .map(|part| code(part).ok_or_else(|| DriveError::NoKey(name.to_owned())))
        .collect()
}

fn code(name: &str) -> Option<char> {
    let mut characters = name.chars();
    if let (Some(only), None) = (characters.next(), characters.next()) {
        return Some(only);
    }
    let key = match name {
        "Enter" => Key::Enter,
        "Tab" => Key::Tab,
        "Escape" => Key::Escape,
        "Space" => return Some(' '),
        "Backspace" => Key::Backspace,
        "Delete" => Key::Delete,
        "Insert" => Key::Insert,
        "Home" => Key::Home,
        "End" => Key::End,
        "PageUp" => Key::PageUp,
        "PageDown" => Key::PageDown,
        "ArrowUp" => Key::Up,
        "ArrowDown" => Key::Down,
        "ArrowLeft" => Key::Left,
        "ArrowRight" => Key::Right,
        "Control" => Key::Control,
        "Shift" => Key::Shift,
        "Alt" => Key::Alt,
        "Meta" => Key::Meta,
        "F1" => Key::F1,
        "F2" => Key::F2,
        "F3" => Key::F3,
        "F4" => Key::F4,
        "F5" => Key::F5,
        "F6" => Key::F6,
        "F7" => Key::F7,
        "F8" => Key::F8,
        "F9" => Key::F9,
        "F10" => Key::F10,
        "F11" => Key::F11,
        "F12" => Key::F12,
        _ => return None,
    };
    Some(char::from(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chord_holds_all_but_the_last() {
        assert_eq!(chord("Control+s").unwrap(), [char::from(Key::Control), 's']);
        assert_eq!(chord("+").unwrap(), ['+']);
        assert_eq!(chord("Control++").unwrap(), [char::from(Key::Control), '+']);
    }

    #[test]
    fn a_key_that_no_keyboard_has_is_named() {
        assert!(matches!(chord("Any"), Err(DriveError::NoKey(name)) if name == "Any"));
    }
}
