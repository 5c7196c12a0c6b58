//! How long what is typed may be, in characters, each limit in this one place. The screens have the
//! same numbers from the contract and take no more; the commands refuse what is longer.

use serde_json::Value;
use shanyi_domain::person::PersonNameError;
use shanyi_domain::unseen::first_unseen;

use crate::command::QUIET;
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

/// Refuses arguments in which a text is monstrous, or has what nobody sees and what would disturb
/// the words around it, before anything looks at it. A draft is as long as its form and has a limit
/// of its own; what is in it is looked at when it is saved.
pub(crate) fn check(command: &str, args: &Value) -> Result<(), DeskError> {
    if command == "keep_draft" {
        return Ok(());
    }
    if let Some((field, ())) = first(args, "", &|text| (text.len() > ANY * 4).then_some(())) {
        return Err(DeskError::Text {
            field: field.to_owned(),
            limit: u32::try_from(TEXT).unwrap_or(u32::MAX),
        });
    }
    // Whatever is only looked for finds nothing, and harms nobody.
    let kept = !QUIET.contains(&command);
    match first(args, "", &first_unseen) {
        Some(("name", position)) if command == "take_in" => Err(DeskError::Name {
            fault: PersonNameError::Character { position },
        }),
        Some((field, position)) if kept => Err(DeskError::Unseen {
            field: field.to_owned(),
            position,
        }),
        _ => Ok(()),
    }
}

/// The first field whose text has this fault, with the fault.
fn first<'a, F>(
    value: &'a Value,
    field: &'a str,
    fault: &impl Fn(&str) -> Option<F>,
) -> Option<(&'a str, F)> {
    match value {
        Value::String(text) => fault(text).map(|fault| (field, fault)),
        Value::Array(values) => values.iter().find_map(|value| first(value, field, fault)),
        Value::Object(fields) => fields
            .iter()
            .find_map(|(field, value)| first(value, field, fault)),
        _ => None,
    }
}
