//! What is masked on every page, and shown whole on a key with a note of it.
#![allow(clippy::unwrap_used)]

mod furnished;

use chrono::NaiveDate;
use furnished::{elders_card, furnished};
use serde_json::{Value, json};
use shanyi_app::desk::Desk;
use shanyi_domain::identity::IdNumber;
use shanyi_domain::ids::ActorId;
use shanyi_store::{JournalAct, Options, Store, load_or_create_key};

const PHONE: &str = "13757812208";

fn id_number() -> String {
    let birth = NaiveDate::from_ymd_opt(1958, 5, 8).unwrap();
    IdNumber::made_up(331_123, birth, 3)
        .unwrap()
        .as_str()
        .to_owned()
}

/// The journal of a desk that is closed.
fn shown(folder: &std::path::Path) -> Vec<(ActorId, Option<String>)> {
    let key = load_or_create_key(folder).unwrap();
    let store = Store::open(folder, &key, Options::default()).unwrap();
    let lines = store.journal(100).unwrap().into_iter();
    let shown = lines.filter(|line| line.act == Some(JournalAct::PhoneShown));
    shown
        .map(|line| (line.operator, line.case.map(|case| case.to_string())))
        .collect()
}

#[test]
fn a_whole_telephone_is_on_no_page_and_each_look_at_it_is_noted() {
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::open(&furnished(folder.path()));
    let form = elders_card("蓝春妹", &id_number(), PHONE, "下坪组 12 号");
    let case = desk.call("take_in", form).unwrap()["case"].clone();
    let of = json!({ "case": case });
    for (name, args) in [
        ("case", of.clone()),
        ("person", of.clone()),
        ("find_all", json!({ "text": PHONE })),
        ("today", json!({})),
    ] {
        let page = desk.call(name, args).unwrap().to_string();
        assert!(!page.contains(PHONE), "{name}: {page}");
        assert!(!page.contains(&id_number()), "{name}: {page}");
    }
    let page = desk.call("case", of.clone()).unwrap();
    assert_eq!(page["applicant"]["phone_masked"], "137****2208");
    for _ in 0..2 {
        assert_eq!(
            desk.call("show_phone", of.clone()).unwrap(),
            json!({ "phone": PHONE })
        );
    }
    let gone = desk
        .call("show_phone", json!({ "case": "00" }))
        .unwrap_err();
    assert_eq!(serde_json::to_value(gone).unwrap()["kind"], "no_case");
    drop(desk);
    let case = case.as_str().map(str::to_owned);
    assert_eq!(
        shown(folder.path()),
        vec![(ActorId(11), case.clone()), (ActorId(11), case)]
    );
}

#[test]
fn somebody_without_a_telephone_is_shown_none() {
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::open(&furnished(folder.path()));
    let mut form = elders_card("蓝春妹", &id_number(), PHONE, "下坪组 12 号");
    form["applicant"]["phone"] = Value::Null;
    let case = desk.call("take_in", form).unwrap()["case"].clone();
    let page = desk.call("case", json!({ "case": case })).unwrap();
    assert_eq!(page["applicant"]["phone_masked"], Value::Null);
    let shown = desk.call("show_phone", json!({ "case": case })).unwrap();
    assert_eq!(shown, json!({ "phone": null }));
}
