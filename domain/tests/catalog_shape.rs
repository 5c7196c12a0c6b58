//! Documents that are no catalogue: the place and the reason of the refusal.

#![allow(clippy::unwrap_used)]

mod sound;

use proptest::prelude::*;
use serde_json::{Value, json};
use shanyi_domain::catalog::{Catalog, CatalogError, MAX_BYTES};
use sound::{sound, with};

#[test]
fn a_missing_or_mistyped_value_is_refused_at_its_place() {
    let item = "/items/0";
    let cases = [
        ("/title", Value::Null, ".", "missing field `title`"),
        (
            "/published",
            json!("2026-13-01"),
            "published",
            "out of range",
        ),
        ("/items", json!({}), "items", "expected a sequence"),
        (
            item,
            json!("lnyd"),
            "items[0]",
            "expected struct ServiceItem",
        ),
        (
            "/items/0/materials",
            Value::Null,
            "items[0]",
            "missing field `materials`",
        ),
        (
            "/items/0/handling",
            json!("quick"),
            "items[0].handling",
            "unknown variant `quick`",
        ),
        (
            "/items/0/take_in",
            json!(["moon"]),
            "items[0].take_in[0]",
            "unknown variant `moon`",
        ),
        (
            "/items/0/materials/1/original",
            json!(-1),
            "items[0].materials[1].original",
            "invalid value: integer `-1`",
        ),
        (
            "/items/0/materials/1/copies",
            json!("两份"),
            "items[0].materials[1].copies",
            "invalid type: string",
        ),
        (
            "/items/0/materials/1/need",
            json!({"kind": "conditional"}),
            "items[0].materials[1].need",
            "missing field `condition`",
        ),
        (
            "/items/0/materials/0/electronic_ok",
            Value::Null,
            "items[0].materials[0]",
            "missing field `electronic_ok`",
        ),
        (
            "/items/0/limits/promised",
            json!({"value": 20}),
            "items[0].limits.promised",
            "missing field `unit`",
        ),
        (
            "/items/0/limits/promised",
            json!({"value": 20, "unit": "weeks"}),
            "items[0].limits.promised.unit",
            "unknown variant `weeks`",
        ),
        (
            "/items/0/limits/promised",
            json!({"value": 2.5, "unit": "working_days"}),
            "items[0].limits.promised.value",
            "floating point",
        ),
        (
            "/items/0/special_steps/0/counted",
            Value::Null,
            "items[0].special_steps[0]",
            "missing field `counted`",
        ),
        (
            "/items/0/special_steps/0/charged",
            json!("no"),
            "items[0].special_steps[0].charged",
            "expected a boolean",
        ),
        (
            "/items/0/fee/charge",
            Value::Null,
            "items[0].fee",
            "missing field `charge`",
        ),
        (
            "/items/0/age/min",
            json!("六十"),
            "items[0].age.min",
            "invalid type: string",
        ),
        (
            "/items/0/mandate/allowed",
            json!("maybe"),
            "items[0].mandate.allowed",
            "unknown variant `maybe`",
        ),
        (
            "/village_must_not_issue/names",
            json!([1]),
            "village_must_not_issue.names[0]",
            "invalid type: integer",
        ),
    ];
    for (pointer, value, place, words) in cases {
        let error = Catalog::from_json(&with(pointer, value)).unwrap_err();
        let CatalogError::Shape { path, reason, .. } = error else {
            unreachable!("{pointer}: {error:?}");
        };
        assert_eq!(path, place, "{pointer}");
        assert!(reason.contains(words), "{pointer}: {reason}");
        assert!(!reason.contains(" at line "), "{reason}");
    }
}

#[test]
fn broken_json_is_refused_by_line_and_column() {
    let pretty = serde_json::to_string_pretty(&sound()).unwrap();
    let cases = [
        (String::new(), 1),
        ("{".to_owned(), 1),
        (pretty.replacen("\"title\":", "\"title\"", 1), 0),
        (format!("{pretty}\n]"), pretty.lines().count() + 1),
        (pretty[..pretty.len() - 2].to_owned(), 0),
    ];
    for (text, expected) in cases {
        let error = Catalog::from_json(&text).unwrap_err();
        let CatalogError::Syntax { line, reason, .. } = error else {
            unreachable!("{error:?}");
        };
        assert!(
            expected == 0 || line as usize == expected,
            "{line}: {reason}"
        );
        assert!(!reason.is_empty() && !reason.contains(" at line "));
    }
}

#[test]
fn a_format_of_tomorrow_is_named_whatever_else_it_holds() {
    let text = r#"{"format": 2, "articles": {"wholly": "different"}}"#;
    let error = Catalog::from_json(text).unwrap_err();
    assert_eq!(error, CatalogError::Format { found: 2, known: 1 });
    let json = serde_json::to_value(&error).unwrap();
    assert_eq!(json, json!({"kind": "format", "found": 2, "known": 1}));
}

#[test]
fn a_document_beyond_measure_is_refused_unread() {
    let text = " ".repeat(MAX_BYTES + 1);
    let error = Catalog::from_json(&text).unwrap_err();
    assert!(matches!(error, CatalogError::TooLarge { .. }), "{error:?}");
}

proptest! {
    #[test]
    fn no_cut_or_flip_of_a_document_makes_the_reader_fall_over(
        cut in 0_usize..2000, flip in 0_usize..2000, byte in 0_u8..128,
    ) {
        let mut bytes = sound().to_string().into_bytes();
        bytes.truncate(bytes.len().saturating_sub(cut));
        if let Some(target) = bytes.get_mut(flip) {
            *target = byte;
        }
        let _ = Catalog::from_json_to_publish(&String::from_utf8_lossy(&bytes));
    }
}
