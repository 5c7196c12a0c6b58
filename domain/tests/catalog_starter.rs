//! The catalogue and calendar that a new county starts from.

#![allow(clippy::unwrap_used)]

use chrono::NaiveDate;
use shanyi_domain::catalog::{
    AgeFault, Catalog, Doubt, Handling, Level, MandateAllowed, MaterialKind, Need, ServiceItem,
};
use shanyi_domain::deadline::{Clock, Limit};
use shanyi_domain::identity::IdNumber;
use shanyi_domain::workday::Calendar;

fn starter() -> Catalog {
    Catalog::from_json_to_publish(Catalog::embedded()).unwrap()
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn required(item: &ServiceItem) -> Vec<&str> {
    let required = |need: &Need| *need == Need::Required;
    item.materials
        .iter()
        .filter(|material| required(&material.need))
        .map(|material| material.code.as_str())
        .collect()
}

#[test]
fn it_holds_the_thirty_seven_items_with_every_paper() {
    let catalog = starter();
    let papers: usize = catalog.items.iter().map(|item| item.materials.len()).sum();
    assert_eq!((catalog.items.len(), papers), (37, 171));
    assert_eq!(catalog.village_must_not_issue.names.len(), 20);
}

#[test]
fn items_stand_in_the_order_of_their_codes() {
    let catalog = starter();
    assert!(catalog.items.is_sorted_by(|one, two| one.code < two.code));
}

#[test]
fn a_catalogue_written_out_reads_back_the_same() {
    let catalog = starter();
    let text = serde_json::to_string(&catalog).unwrap();
    assert_eq!(Catalog::from_json_to_publish(&text).unwrap(), catalog);
}

#[test]
fn the_senior_card_asks_for_sixty_years_and_four_papers_of_an_agent() {
    let catalog = starter();
    let item = catalog.item("lnyd").unwrap();
    assert_eq!(required(item), ["id_card", "photo", "household_register"]);
    assert_eq!(item.material("id_card").unwrap().sides(), 2);
    assert_eq!(
        item.material("mandate").unwrap().kind,
        MaterialKind::Mandate
    );
    assert_eq!(item.limit(), Some(Limit::working_days(20)));
    let rule = item.age.unwrap();
    let id = IdNumber::made_up(331_123, day(1966, 11, 22), 7).unwrap();
    let fault = rule.check(&id, day(2026, 11, 21)).unwrap_err();
    assert_eq!(
        fault,
        AgeFault::TooYoung {
            age: 59,
            min: 60,
            from: Some(day(2026, 11, 22))
        }
    );
    assert_eq!(rule.check(&id, day(2026, 11, 22)), Ok(()));
}

#[test]
fn the_farm_inn_licence_promises_twenty_days_without_the_inspection() {
    let catalog = starter();
    let item = catalog.item("tzhy").unwrap();
    assert_eq!(item.limits.promised, Some(Limit::working_days(20)));
    assert_eq!(item.limits.extension, Some(Limit::working_days(10)));
    let [inspection] = item.special_steps.as_slice() else {
        unreachable!("one special step");
    };
    assert_eq!(inspection.name, "现场检查");
    assert!(!inspection.counted);
    assert!(item.aliases.iter().any(|alias| alias == "农家乐"));
}

#[test]
fn the_pension_check_is_settled_at_the_counter_by_the_person_alone() {
    let catalog = starter();
    let item = catalog.item("jbrz").unwrap();
    assert_eq!(item.handling, Handling::Immediate);
    assert_eq!(item.limit(), Some(Limit::working_days(0)));
    assert_eq!(item.mandate.allowed, MandateAllowed::Partly);
    assert_eq!(required(item), ["id_card"]);
    assert_eq!(item.recurrence.as_ref().unwrap().months, Some(12));
}

#[test]
fn a_refund_accepted_in_november_falls_due_in_the_next_year() {
    let calendar = Calendar::from_json(Calendar::embedded()).unwrap();
    let catalog = starter();
    let limit = catalog.item("ybbx").unwrap().limit().unwrap();
    let due = Clock::new(day(2026, 11, 23), limit).due(&calendar).unwrap();
    assert_eq!(due.date, day(2027, 1, 5));
    assert!(due.provisional);
}

#[test]
fn whatever_was_picked_keeps_its_reason_and_where_it_belongs() {
    let catalog = starter();
    for item in &catalog.items {
        let json = serde_json::to_value(item).unwrap();
        for doubt in &item.to_confirm {
            let path = doubt
                .field
                .replace('[', "/")
                .replace(']', "")
                .replace('.', "/");
            let known = json.pointer(&format!("/{path}")).is_some()
                || ["item", "limits.promised", "fee.basis"].contains(&doubt.field.as_str());
            assert!(known, "{}: {}", item.code, doubt.field);
            let kept = doubt.reason != Doubt::PlacesDiffer || !doubt.original.is_empty();
            assert!(kept, "{}: {} lost its words", item.code, doubt.field);
        }
    }
}

#[test]
fn people_read_no_shorthand_and_no_other_places_rules() {
    let catalog = starter();
    for item in &catalog.items {
        let mut shown = vec![&item.name, &item.short, &item.fee.text, &item.mandate.rule];
        shown.extend(item.conditions.iter().chain(&item.procedure));
        shown.extend([&item.limits.statutory_text, &item.limits.promised_text]);
        shown.extend(item.recurrence.iter().map(|recurrence| &recurrence.text));
        shown.extend(
            item.materials
                .iter()
                .flat_map(|m| [&m.name, &m.note, &m.how_to_get]),
        );
        for text in shown {
            for odd in [
                "general",
                "knowledge",
                "某市",
                "某省",
                "某地",
                "()",
                "（）",
                "海口",
                "南通",
                "滑县",
                "怀柔",
            ] {
                assert!(!text.contains(odd), "{}: {text}", item.code);
            }
        }
    }
}

#[test]
fn what_a_village_decides_is_no_forbidden_proof() {
    let catalog = starter();
    let decided_by_village: Vec<_> = catalog
        .items
        .iter()
        .filter(|item| item.decide == Level::Village)
        .map(|item| item.code.as_str())
        .collect();
    assert_eq!(decided_by_village, ["ywsh"]);
}

#[test]
fn what_is_likely_retired_is_not_offered() {
    let catalog = starter();
    let retired: Vec<_> = catalog.items.iter().filter(|item| !item.offered).collect();
    assert_eq!(retired.len(), 1);
    assert_eq!(retired[0].code, "zsy");
}
