//! Deadlines and silence, as the console shows them.

use serde_json::json;
use shanyi_domain::fact::{Fact, MaterialsAmended};

use crate::office::{Answer, Browser, FIRST_VILLAGE, Office};
use crate::station::{line, nine_on};

#[tokio::test]
async fn a_correction_restarts_the_clock() {
    let office = Office::open().await;
    let clerk = Browser::signed_in(&office, 0).await;
    let mut station = office.station(FIRST_VILLAGE);
    let case = station.hand_over("雷美凤", "tzhy", vec![]);
    station.sync().await;
    let first = clerk.act(case, json!({"kind": "accept"})).await;
    let due = |answer: &Answer| answer.json["case"]["row"]["due"].clone();
    // Twenty working days from 21 September: the mid-autumn and National Day weeks do not count.
    let (before, provisional) = (
        due(&first)["date"].clone(),
        due(&first)["provisional"].clone(),
    );
    assert_eq!(provisional, false);
    let wanted = json!([{"material": "site_plans", "why": "看不清"}]);
    let asked = clerk
        .act(
            case,
            json!({"kind": "correction", "wanted": wanted.clone()}),
        )
        .await;
    assert_eq!(due(&asked), json!(null));
    station.sync().await;
    station.write(
        case,
        Fact::MaterialsAmended(MaterialsAmended {
            materials: vec![line("site_plans", vec![])],
            applies: None,
        }),
    );
    station.submit(case);
    station.sync().await;
    office.set_clock(nine_on(2026, 12, 14));
    let clerk = Browser::signed_in(&office, 0).await;
    let again = clerk.act(case, json!({"kind": "accept"})).await;
    assert_ne!(due(&again)["date"], before);
    // Twenty working days from 14 December reach into a year whose holidays nobody knows yet.
    assert_eq!(due(&again)["provisional"], true);
    assert!(due(&again)["date"].as_str().unwrap().starts_with("2027-01"));
}

#[tokio::test]
async fn a_deadline_across_national_day_counts_make_up_days() {
    let office = Office::open().await;
    let clerk = Browser::signed_in(&office, 0).await;
    let mut station = office.station(FIRST_VILLAGE);
    let case = station.hand_over("雷美凤", "tzhy", vec![]);
    station.sync().await;
    let answer = clerk.act(case, json!({"kind": "accept"})).await;
    let calendar = office.app.ledger.read(|view| view.calendar()).unwrap();
    let monday = chrono::NaiveDate::from_ymd_opt(2026, 9, 21).unwrap();
    let expected = calendar.add_workdays(monday, 20).date.to_string();
    assert_eq!(answer.json["case"]["row"]["due"]["date"], json!(expected));
    assert!(
        expected.as_str() > "2026-10-19",
        "the holidays are left out: {expected}"
    );
    assert_eq!(
        answer.json["case"]["row"]["due"]["remaining"]["workdays"],
        20
    );
}

#[tokio::test]
async fn silence_is_counted_from_the_townships_own_receipt() {
    let office = Office::open().await;
    let mut station = office.station(FIRST_VILLAGE);
    let case = station.hand_over("雷美凤", "lnyd", vec![]);
    // The station wrote on Monday; the line was down until Friday 16 October.
    office.set_clock(nine_on(2026, 10, 16));
    let clerk = Browser::signed_in(&office, 0).await;
    station.sync().await;
    let page = clerk.case(case).await;
    assert_eq!(page["row"]["silence"]["date"], "2026-10-23");
    assert_eq!(page["row"]["received_at"], nine_on(2026, 10, 16).0);
}
