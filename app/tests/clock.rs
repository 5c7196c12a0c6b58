//! Desks on PCs whose clock is wrong: everything is saved, nothing is decided by the clock alone.
#![allow(clippy::unwrap_used)]

mod furnished;

use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;
use furnished::{SIGNED, elders_card, furnished};
use serde_json::{Value, json};
use shanyi_app::clock::Clock;
use shanyi_app::desk::{Desk, Opening};
use shanyi_domain::identity::IdNumber;
use shanyi_domain::time::Moment;
use shanyi_store::{Options, Store, load_or_create_key};

/// A desk whose PC says that it is this day, at noon.
fn on(data: &Path, day: &str) -> Arc<Desk> {
    let noon = day
        .parse::<NaiveDate>()
        .unwrap()
        .and_hms_opt(4, 0, 0)
        .unwrap();
    let wanted = Moment(noon.and_utc().timestamp());
    let mut opening = Opening::left_open(data);
    opening.clock.offset_seconds = wanted.0 - Clock::default().system().0;
    Desk::open(&opening)
}

fn id_number(birth: &str) -> String {
    let id = IdNumber::made_up(331_123, birth.parse().unwrap(), 7).unwrap();
    id.as_str().to_owned()
}

fn take_in(desk: &Desk, birth: &str) -> Result<Value, Value> {
    let form = elders_card("蓝春妹", &id_number(birth), "13905780016", "下坪组 12 号");
    desk.call("take_in", form).map_err(|error| json!(error))
}

fn station(desk: &Desk) -> Value {
    desk.call("station", json!({})).unwrap()
}

/// When the newest case was taken in, as the screen has it.
fn collected(desk: &Desk, taken: &Value) -> Moment {
    let view = desk.call("case", json!({ "case": taken["case"] })).unwrap();
    Moment(view["row"]["collected_at"].as_i64().unwrap())
}

/// Whether the newest event of a closed desk is marked.
fn marked(data: &Path) -> bool {
    let key = load_or_create_key(data).unwrap();
    let store = Store::open(data, &key, Options::default()).unwrap();
    let batch = store.unsent(Moment(i64::MAX), 1 << 20).unwrap().unwrap();
    let event = shanyi_wire::event::Event::decode(&batch.entries.last().unwrap().event).unwrap();
    event.clock_doubtful
}

/// Closes a desk; its exchange lets go of the store within a second or so.
fn close(desk: Arc<Desk>) {
    let data = desk.folder().to_owned();
    drop(desk);
    let key = load_or_create_key(&data).unwrap();
    while Store::open(&data, &key, Options::default()).is_err() {
        std::thread::yield_now();
    }
}

#[test]
fn no_save_is_refused_because_of_a_clock() {
    for year in ["1970-01-02", "2000-01-01", "2036-05-05", "2099-12-31"] {
        let folder = tempfile::tempdir().unwrap();
        furnished(folder.path());
        let desk = on(folder.path(), year);
        let said = station(&desk);
        assert_eq!(
            (&said["today"], &said["clock"]["ask"]),
            (&json!("2026-11-21"), &json!(true))
        );
        let taken = take_in(&desk, "1958-05-12").unwrap();
        assert!(
            taken["number"].as_str().unwrap().starts_with("五星-26-"),
            "{taken}"
        );
        assert_eq!(
            collected(&desk, &taken).business_day().to_string(),
            "2026-11-21"
        );
        close(desk);
        assert!(marked(folder.path()), "{year}");
    }
}

#[test]
fn what_is_saved_on_the_day_that_the_operator_says_is_not_marked() {
    let folder = tempfile::tempdir().unwrap();
    furnished(folder.path());
    let desk = on(folder.path(), "2000-01-01");
    take_in(&desk, "1958-05-12").unwrap();
    let said = desk
        .call("set_day", json!({ "day": "2026-11-25" }))
        .unwrap();
    assert_eq!(
        (&said["today"], &said["clock"]["ask"]),
        (&json!("2026-11-25"), &json!(false))
    );
    take_in(&desk, "1958-05-13").unwrap();
    close(desk);
    assert!(!marked(folder.path()));
}

#[test]
fn a_day_before_the_townships_last_one_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    furnished(folder.path());
    let desk = on(folder.path(), "2000-01-01");
    let refused = desk
        .call("set_day", json!({ "day": "2026-11-20" }))
        .unwrap_err();
    assert_eq!(
        json!(refused),
        json!({ "kind": "earlier_day", "than": "2026-11-21" })
    );
    assert_eq!(station(&desk)["clock"]["ask"], true);
}

#[test]
fn one_too_young_on_the_corrected_day_is_told_so_only_once_the_day_is_known() {
    let folder = tempfile::tempdir().unwrap();
    furnished(folder.path());
    // Sixty on 2027-03-01: too young on the day of the township, old enough by the PC.
    let desk = on(folder.path(), "2036-05-05");
    take_in(&desk, "1967-03-01").unwrap();
    desk.call("set_day", json!({ "day": "2027-02-28" }))
        .unwrap();
    let refused = take_in(&desk, "1967-03-01").unwrap_err();
    assert_eq!(
        refused["fault"],
        json!({ "kind": "too_young", "age": 59, "min": 60, "from": "2027-03-01" })
    );
    desk.call("set_day", json!({ "day": "2027-03-01" }))
        .unwrap();
    take_in(&desk, "1967-03-01").unwrap();
}

#[test]
fn a_child_born_after_the_last_known_day_is_not_called_unborn() {
    let folder = tempfile::tempdir().unwrap();
    furnished(folder.path());
    let check = |desk: &Desk| {
        let args = json!({ "text": id_number("2026-12-24"), "item": null });
        desk.call("check_id_number", args)
            .map_err(|error| json!(error))
    };
    let desk = on(folder.path(), "2000-01-01");
    assert_eq!(check(&desk).unwrap()["birth"], "2026-12-24");
    desk.call("set_day", json!({ "day": "2026-12-01" }))
        .unwrap();
    assert_eq!(check(&desk).unwrap_err()["fault"]["kind"], "future_birth");
}

#[test]
fn a_clock_set_back_an_hour_while_open_is_told_and_what_is_saved_keeps_its_order() {
    let folder = tempfile::tempdir().unwrap();
    furnished(folder.path());
    let desk = on(folder.path(), "2026-11-21");
    let before = collected(&desk, &take_in(&desk, "1958-05-12").unwrap());
    desk.play_clock(-3600);
    let said = station(&desk);
    assert_eq!(
        (&said["clock"]["kind"], &said["clock"]["ask"]),
        (&json!("jumped"), &json!(false))
    );
    let after = collected(&desk, &take_in(&desk, "1958-05-13").unwrap());
    assert!(after >= before, "{after:?} {before:?}");
    desk.call("set_day", json!({ "day": "2026-11-21" }))
        .unwrap();
    assert_ne!(station(&desk)["clock"]["kind"], "jumped");
    assert!(SIGNED <= after);
}
