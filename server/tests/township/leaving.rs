//! What is erased in the days to come, as the desks are told.

use serde_json::{Value, json};
use shanyi_domain::catalog::Catalog;
use shanyi_domain::fact::{Fact, OriginalsReturned, Withdrawn};
use shanyi_domain::ids::CaseId;
use shanyi_server::{publish, retention};

use crate::office::{Browser, FIRST_VILLAGE, MONDAY, Office};
use crate::station::{Station, line};

const DAY: i64 = 86_400;

/// The county publishes the next catalogue, in which senior cards are kept for so many months.
fn published(office: &Office, version: u32, months: u32) {
    let mut document: Value = serde_json::from_str(Catalog::embedded()).unwrap();
    document["version"] = json!(version);
    let items = document["items"].as_array_mut().unwrap();
    for item in items.iter_mut().filter(|item| item["code"] == "lnyd") {
        item["retention"] = json!({ "erase_months": months });
    }
    let text = document.to_string();
    let catalog = Catalog::from_json_to_publish(&text).unwrap();
    let now = office.app.clock.now();
    let done = office
        .app
        .ledger
        .write(|tx| publish::catalog_text(tx, &catalog, &text, now));
    done.unwrap();
}

/// A case that was withdrawn, with its papers given back.
async fn closed(station: &mut Station) -> CaseId {
    let case = station.hand_over("雷美凤", "lnyd", vec![line("id_card", vec![])]);
    let reason = "不办了".to_owned();
    station.write(case, Fact::Withdrawn(Withdrawn { reason }));
    station.write(
        case,
        Fact::OriginalsReturned(OriginalsReturned { to: None }),
    );
    station.sync().await;
    case
}

/// What an account is told, hours after any earlier session.
async fn told(county: &Browser) -> Value {
    let answer = county.get("/api/leaving").await;
    assert_eq!(answer.status, 200, "{}", answer.json);
    answer.json
}

#[tokio::test]
async fn the_desks_are_told_what_is_erased_within_thirty_days_and_nobody_is_named() {
    let office = Office::open().await;
    let mut station = office.station(FIRST_VILLAGE);
    let case = closed(&mut station).await;
    let county = Browser::signed_in(&office, 2).await;
    let before = told(&county).await;
    assert_eq!(
        (&before["ruled"], &before["rows"], &before["until"]),
        (&json!(0), &json!([]), &json!("2026-10-21")),
        "where nobody has said anything nothing goes"
    );
    published(&office, 9, 2);
    let young = told(&county).await;
    assert_eq!((&young["ruled"], &young["rows"]), (&json!(1), &json!([])));
    assert_eq!(
        young["announced"],
        json!({"items": 1, "from": "2026-10-21"})
    );
    office.set_clock(MONDAY.plus_seconds(40 * DAY));
    let county = Browser::signed_in(&office, 2).await;
    let told_now = told(&county).await;
    assert_eq!(
        told_now["rows"],
        json!([{
            "case": case.to_string(), "number": "五星-26-A0001-8", "item_name": "老年人优待证",
            "station_name": "五星村服务站", "on": "2026-11-21", "kept": null, "unlived": false,
        }])
    );
    assert_eq!(told_now["announced"], Value::Null);
    let window = Browser::newcomer(&office, "方小琴", "柘岱口乡", true).await;
    assert_eq!(told(&window).await["rows"], told_now["rows"]);
    let other = Browser::newcomer(&office, "叶小春", "北界镇", false).await;
    assert_eq!(told(&other).await["rows"], json!([]));
    // What is said of the case afterwards keeps it for longer, and is seen at the next look.
    station.write(case, crate::exchange::comment("材料又来要过"));
    station.sync().await;
    assert_eq!(told(&county).await["rows"], json!([]));
}

#[tokio::test]
async fn a_clock_that_ran_ahead_is_told_by_what_it_would_have_erased_and_did_not() {
    let office = Office::open().await;
    let mut station = office.station(FIRST_VILLAGE);
    closed(&mut station).await;
    published(&office, 9, 2);
    office.set_clock(MONDAY.plus_seconds(900 * DAY));
    let county = Browser::signed_in(&office, 2).await;
    let row = told(&county).await["rows"][0].clone();
    assert_eq!(
        (&row["on"], &row["unlived"]),
        (&json!("2026-11-21"), &json!(true))
    );
    assert_eq!(retention::once(&office.app).unwrap(), 0);
}
