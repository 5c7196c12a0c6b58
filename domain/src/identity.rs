//! Numbers that identify a person or an organisation, checked by their own
//! rules before anything else looks at them.

mod credit_code;
mod id_number;

pub use credit_code::{CreditCode, CreditCodeError};
pub use id_number::{IdNumber, IdNumberError, IdNumberWarning, Region, Sex};

/// Brings what keyboards, scanners and copy-and-paste produce into one form:
/// full-width letters and digits become half-width, letters upper case, and
/// white space and invisible marks go.
fn normalise(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}'))
        .map(half_width)
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

/// The half-width twin of a full-width character. The Roman numeral ten, which
/// some input methods offer for the check digit X, becomes the letter.
fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{2169}' | '\u{2179}' => 'X',
        other => other,
    }
}

/// The position of the first character that `allowed` refuses, counted from 1.
fn first_stranger(text: &str, allowed: impl Fn(usize, char) -> bool) -> Option<u32> {
    text.chars()
        .zip(1_u32..)
        .find(|(c, position)| !allowed(*position as usize, *c))
        .map(|(_, position)| position)
}
