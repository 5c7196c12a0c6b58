//! Names in a document that the format doesn't have.

use serde_json::Value;

use super::Catalog;
use crate::document::{DocumentError, Fault, Finding};

/// Finds names that reading passed over: whatever the document holds and the
/// catalogue, written out again in full, does not.
pub(super) fn unknown_names(text: &str, catalog: &Catalog) -> Result<Vec<Finding>, DocumentError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lost = |error: serde_json::Error| DocumentError::Syntax {
        line: u32::try_from(error.line()).unwrap_or(u32::MAX),
        column: u32::try_from(error.column()).unwrap_or(u32::MAX),
        reason: error.to_string(),
    };
    let found: Value = serde_json::from_str(text).map_err(lost)?;
    let known = serde_json::to_value(catalog).map_err(lost)?;
    let mut findings = Vec::new();
    compare("", &found, &known, &mut findings);
    Ok(findings)
}

fn compare(at: &str, found: &Value, known: &Value, findings: &mut Vec<Finding>) {
    match (found, known) {
        (Value::Object(found), Value::Object(known)) => {
            for (name, value) in found {
                let path = if at.is_empty() {
                    name.clone()
                } else {
                    format!("{at}.{name}")
                };
                match known.get(name) {
                    Some(twin) => compare(&path, value, twin, findings),
                    None => findings.push(Finding {
                        path,
                        fault: Fault::UnknownName,
                    }),
                }
            }
        }
        (Value::Array(found), Value::Array(known)) => {
            for (index, (value, twin)) in found.iter().zip(known).enumerate() {
                compare(&format!("{at}[{index}]"), value, twin, findings);
            }
        }
        _ => {}
    }
}
