//! How long what is typed may be, in characters, each limit in this one place. The screens have the
//! same numbers from the contract and take no more; the commands refuse what is longer.

use serde_json::Value;

use crate::error::DeskError;

/// A name: with all that minority names bring, as `domain` holds it, and room for a slip.
pub const NAME: usize = 60;
/// An ID number, with blanks between its groups.
pub const ID_NUMBER: usize = 40;
/// A telephone number, with area code, blanks and brackets.
pub const PHONE: usize = 40;
/// An address.
pub const ADDRESS: usize = 200;
/// A reason, a comment.
pub const TEXT: usize = 500;

/// No word of any command is longer than this; what is in it may have a limit of its own.
const ANY: usize = 2000;

/// The limits by name, for the contract.
#[cfg(feature = "contract")]
pub(crate) const NAMED: [(&str, usize); 5] = [
    ("name", NAME),
    ("idNumber", ID_NUMBER),
    ("phone", PHONE),
    ("address", ADDRESS),
    ("text", TEXT),
];

/// Refuses arguments in which a text is monstrous, before anything looks at it. A draft is as long
/// as its form and has a limit of its own.
pub(crate) fn check(command: &str, args: &Value) -> Result<(), DeskError> {
    match too_long(args, "") {
        Some(field) if command != "keep_draft" => Err(DeskError::Text {
            field: field.to_owned(),
            limit: u32::try_from(TEXT).unwrap_or(u32::MAX),
        }),
        _ => Ok(()),
    }
}

/// The field in which a text is longer than any may be.
fn too_long<'a>(value: &'a Value, field: &'a str) -> Option<&'a str> {
    match value {
        Value::String(text) => (text.len() > ANY * 4).then_some(field),
        Value::Array(values) => values.iter().find_map(|value| too_long(value, field)),
        Value::Object(fields) => fields
            .iter()
            .find_map(|(field, value)| too_long(value, field)),
        _ => None,
    }
}
