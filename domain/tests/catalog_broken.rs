//! Catalogues that break a rule: each is refused with the place and the reason.

#![allow(clippy::unwrap_used)]

mod sound;

use serde_json::json;
use shanyi_domain::catalog::{Catalog, CatalogError};
use shanyi_domain::document::{Fault, Finding};
use sound::{sound, with};

#[test]
fn the_sound_catalogue_is_accepted() {
    let catalog = Catalog::from_json_to_publish(&sound().to_string()).unwrap();
    assert_eq!(catalog.version, 3);
    let with_mark = format!("\u{feff}{}", sound());
    assert_eq!(Catalog::from_json_to_publish(&with_mark), Ok(catalog));
}

#[test]
fn a_value_that_breaks_a_rule_is_refused_at_its_place() {
    use Fault::{BadCode, Empty, ImmediateWithLimit, NothingAsked, PromisedBeyondStatutory};
    let beyond = |min, max, found| Fault::OutOfRange { min, max, found };
    let forbidden = |proof: &str| Fault::VillageMustNotIssue {
        proof: proof.to_owned(),
    };
    let village_paper = json!({
        "code": "p", "name": "老人健在证明", "kind": "paper", "original": 1, "copies": 0,
        "electronic_ok": false, "issuer": "村（居）委会", "need": {"kind": "required"},
        "tolerable": false,
    });
    let cases = [
        ("/version", json!(0), "version", beyond(1, u32::MAX, 0)),
        ("/title", json!(" "), "title", Empty),
        ("/items", json!([]), "items", Empty),
        (
            "/items/0/retention",
            json!({ "image_days": 0 }),
            "items[0].retention.image_days",
            beyond(1, 3_650, 0),
        ),
        (
            "/items/0/retention",
            json!({ "erase_months": 1_201 }),
            "items[0].retention.erase_months",
            beyond(1, 1_200, 1_201),
        ),
        ("/items/0/code", json!("老年"), "items[0].code", BadCode),
        ("/items/0/code", json!(""), "items[0].code", BadCode),
        ("/items/0/name", json!(""), "items[0].name", Empty),
        (
            "/items/0/name",
            json!("长".repeat(101)),
            "items[0].name",
            Fault::TooLong {
                found: 101,
                limit: 100,
            },
        ),
        (
            "/items/0/applicants",
            json!([]),
            "items[0].applicants",
            Empty,
        ),
        ("/items/0/take_in", json!([]), "items[0].take_in", Empty),
        ("/items/0/procedure", json!([]), "items[0].procedure", Empty),
        (
            "/items/0/procedure",
            json!(["好", ""]),
            "items[0].procedure[1]",
            Empty,
        ),
        (
            "/items/0/conditions",
            json!([""]),
            "items[0].conditions[0]",
            Empty,
        ),
        ("/items/0/age", json!({}), "items[0].age", Empty),
        (
            "/items/0/age",
            json!({"min": 200}),
            "items[0].age.min",
            beyond(0, 120, 200),
        ),
        (
            "/items/0/age",
            json!({"min": 60, "max": 50}),
            "items[0].age.min",
            beyond(0, 50, 60),
        ),
        (
            "/items/0/materials/1/code",
            json!("Id-2"),
            "items[0].materials[1].code",
            BadCode,
        ),
        (
            "/items/0/materials/1/code",
            json!("id_card"),
            "items[0].materials[1].code",
            Fault::Duplicate {
                first: "items[0].materials[0].code".to_owned(),
            },
        ),
        (
            "/items/0/materials/0/name",
            json!(""),
            "items[0].materials[0].name",
            Empty,
        ),
        (
            "/items/0/materials/0/issuer",
            json!(""),
            "items[0].materials[0].issuer",
            Empty,
        ),
        (
            "/items/0/materials/0/copies",
            json!(1000),
            "items[0].materials[0].copies",
            beyond(0, 99, 1000),
        ),
        (
            "/items/0/materials/1/original",
            json!(0),
            "items[0].materials[1]",
            NothingAsked,
        ),
        (
            "/items/0/materials/1/need/condition",
            json!("  "),
            "items[0].materials[1].need.condition",
            Empty,
        ),
        (
            "/items/0/materials/1",
            village_paper,
            "items[0].materials[1].name",
            forbidden("健在证明"),
        ),
        (
            "/items/0/handling",
            json!("immediate"),
            "items[0].limits.promised",
            ImmediateWithLimit,
        ),
        (
            "/items/0/limits/promised/value",
            json!(31),
            "items[0].limits.promised",
            PromisedBeyondStatutory,
        ),
        (
            "/items/0/limits/statutory/value",
            json!(1001),
            "items[0].limits.statutory.value",
            beyond(1, 1000, 1001),
        ),
        (
            "/items/0/limits",
            json!({}),
            "items[0].limits.promised_text",
            Empty,
        ),
        (
            "/items/0/special_steps/0/name",
            json!(""),
            "items[0].special_steps[0].name",
            Empty,
        ),
        (
            "/items/0/special_steps/0/time/value",
            json!(0),
            "items[0].special_steps[0].time.value",
            beyond(1, 1000, 0),
        ),
        ("/items/0/fee/text", json!(""), "items[0].fee.text", Empty),
        ("/items/0/decider", json!(""), "items[0].decider", Empty),
        (
            "/items/0/mandate/rule",
            json!(""),
            "items[0].mandate.rule",
            Empty,
        ),
        (
            "/items/0/result/name",
            json!(""),
            "items[0].result.name",
            Empty,
        ),
        (
            "/items/0/recurrence/months",
            json!(0),
            "items[0].recurrence.months",
            beyond(1, 600, 0),
        ),
        (
            "/village_must_not_issue/names",
            json!([""]),
            "village_must_not_issue.names[0]",
            Empty,
        ),
    ];
    for (pointer, value, place, fault) in cases {
        let error = Catalog::from_json(&with(pointer, value)).unwrap_err();
        let path = place.to_owned();
        let findings = vec![Finding { path, fault }];
        assert_eq!(error, CatalogError::Invalid { findings }, "{pointer}");
    }
}

#[test]
fn an_item_that_prints_a_forbidden_proof_itself_is_refused() {
    let mut catalog = sound();
    let item = &mut catalog["items"][0];
    item["decide"] = json!("village");
    item["result"] = json!({"name": "死亡证明", "kind": "proof"});
    let error = Catalog::from_json(&catalog.to_string()).unwrap_err();
    let findings = vec![Finding {
        path: "items[0].result.name".to_owned(),
        fault: Fault::VillageMustNotIssue {
            proof: "死亡证明".to_owned(),
        },
    }];
    assert_eq!(error, CatalogError::Invalid { findings });
}

#[test]
fn the_same_proof_from_a_hospital_is_welcome() {
    let mut catalog = sound();
    let paper = &mut catalog["items"][0]["materials"][0];
    paper["name"] = json!("死亡证明");
    paper["issuer"] = json!("医疗机构/公安");
    assert!(Catalog::from_json(&catalog.to_string()).is_ok());
}

#[test]
fn an_item_listed_twice_names_both_places() {
    let mut catalog = sound();
    let item = catalog["items"][0].clone();
    catalog["items"].as_array_mut().unwrap().push(item);
    let error = Catalog::from_json(&catalog.to_string()).unwrap_err();
    let findings = vec![Finding {
        path: "items[1].code".to_owned(),
        fault: Fault::Duplicate {
            first: "items[0].code".to_owned(),
        },
    }];
    assert_eq!(error, CatalogError::Invalid { findings });
}

#[test]
fn all_faults_are_told_at_once() {
    let mut catalog = sound();
    catalog["title"] = json!("");
    catalog["items"][0]["name"] = json!("");
    catalog["items"][0]["materials"][1]["issuer"] = json!("");
    let error = Catalog::from_json(&catalog.to_string()).unwrap_err();
    let CatalogError::Invalid { findings } = &error else {
        unreachable!("{error:?}");
    };
    assert_eq!(findings.len(), 3);
    assert_eq!(error.to_string(), "3 faults, the first at title");
}

#[test]
fn a_slip_of_the_pen_is_for_the_publisher_to_see_and_for_stations_to_pass_over() {
    let mut catalog = sound();
    catalog["items"][0]["materials"][1]["tolerabel"] = json!(true);
    catalog["items"][0]["fee"]["text_en"] = json!("free");
    let text = catalog.to_string();
    assert!(Catalog::from_json(&text).is_ok());
    let error = Catalog::from_json_to_publish(&text).unwrap_err();
    let CatalogError::Invalid { findings } = error else {
        unreachable!("{error:?}");
    };
    let places: Vec<_> = findings
        .iter()
        .map(|finding| finding.path.as_str())
        .collect();
    assert_eq!(
        places,
        ["items[0].fee.text_en", "items[0].materials[1].tolerabel"]
    );
    assert!(
        findings
            .iter()
            .all(|finding| finding.fault == Fault::UnknownName)
    );
}
