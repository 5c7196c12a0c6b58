//! The one box, lists, people and saved searches, at the command boundary.
#![allow(clippy::unwrap_used)]

mod furnished;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use chrono::NaiveDate;
use furnished::{elders_card, furnished};
use serde_json::{Value, json};
use shanyi_app::desk::Desk;
use shanyi_domain::identity::IdNumber;

fn open(folder: &tempfile::TempDir) -> Arc<Desk> {
    let mut opening = furnished(folder.path());
    opening.clock.offset_seconds = furnished::SIGNED.0 + 3600 - opening.clock.system().0;
    Desk::open(&opening)
}

fn called(desk: &Desk, name: &str, args: Value) -> Value {
    desk.call(name, args).unwrap()
}

fn id_number(serial: u16) -> String {
    let birth = NaiveDate::from_ymd_opt(1950, 5, 8).unwrap();
    IdNumber::made_up(331_123, birth, serial)
        .unwrap()
        .as_str()
        .to_owned()
}

fn take_in(desk: &Desk, name: &str, serial: u16, address: &str, submit: bool) -> String {
    let mut form = elders_card(name, &id_number(serial), "13857800002", address);
    form["submit"] = json!(submit);
    called(desk, "take_in", form)["case"]
        .as_str()
        .unwrap()
        .to_owned()
}

fn list(desk: &Desk, search: Value) -> Value {
    called(
        desk,
        "cases",
        json!({ "search": search, "after": null, "limit": null }),
    )
}

fn applicants(rows: &Value) -> Vec<&str> {
    let rows = rows.as_array().unwrap().iter();
    rows.map(|row| row["applicant"].as_str().unwrap()).collect()
}

#[test]
fn one_box_finds_people_cases_and_items_and_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let desk = open(&folder);
    let case = take_in(&desk, "蓝春妹", 3, "下坪组 12 号", true);
    take_in(&desk, "雷大山", 4, "下坪组 12 号", false);
    let find = |text: &str| called(&desk, "find_all", json!({ "text": text }));

    let found = find("lanchun");
    assert_eq!(found["people"][0]["name"], "蓝春妹");
    assert_eq!(found["people"][0]["case"], json!(case));
    assert_eq!(found["people"][0]["id_end"], id_number(3)[14..]);
    assert_eq!(found["people"][0]["phone_end"], "0002");
    let mark = json!([{ "field": "pinyin", "text": "蓝春妹", "spans": [{ "from": 0, "to": 2 }] }]);
    assert_eq!(found["people"][0]["marks"], mark);
    assert_eq!(found["cases"][0]["marks"], mark);
    assert_eq!(found["cases"][0]["row"]["id"], json!(case));
    assert_eq!(
        (&found["more_people"], &found["more_cases"]),
        (&json!(false), &json!(false))
    );

    // A village names its people, and so does a house; a word of each narrows both.
    assert_eq!(find("xiaping")["people"].as_array().unwrap().len(), 2);
    assert_eq!(find("下坪 lei")["people"].as_array().unwrap().len(), 1);
    let found = find("lds 老年人");
    assert_eq!(found["people"], json!([]));
    assert_eq!(found["cases"][0]["row"]["applicant"], "雷大山");
    let fields: Vec<&Value> = found["cases"][0]["marks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|mark| &mark["field"])
        .collect();
    assert_eq!(fields, ["initials", "item"]);

    let items = find("老年人优待")["items"].clone();
    assert_eq!(items[0]["item"]["code"], "lnyd");
    assert_eq!(items[0]["marks"][0]["field"], "item");
    for text in ["", "  ", "没有的人", "\"*)("] {
        let nothing = find(text);
        assert_eq!(
            (&nothing["people"], &nothing["cases"], &nothing["items"]),
            (&json!([]), &json!([]), &json!([]))
        );
    }
}

#[test]
fn spans_are_counted_as_a_screen_slices() {
    let folder = tempfile::tempdir().unwrap();
    let desk = open(&folder);
    take_in(&desk, "𠮷𠮷春", 3, "下坪组 12 号", true);
    let found = called(&desk, "find_all", json!({ "text": "chun" }));
    assert_eq!(
        found["people"][0]["marks"][0]["spans"],
        json!([{ "from": 4, "to": 5 }])
    );
}

#[test]
fn a_person_has_their_cases_and_their_household() {
    let folder = tempfile::tempdir().unwrap();
    let desk = open(&folder);
    take_in(&desk, "蓝春妹", 3, "上坪组 1 号", true);
    let case = take_in(&desk, "蓝春妹", 3, "下坪组 12 号", true);
    take_in(&desk, "雷大山", 4, "下坪组 12 号", false);
    take_in(&desk, "钟土根", 5, "上坪组 1 号", false);
    let person = called(&desk, "person", json!({ "case": case }));
    assert_eq!(person["address"], "下坪组 12 号");
    assert_eq!((&person["cases"], &person["open"]), (&json!(2), &json!(2)));
    assert_eq!(person["age"], 76);
    let id = id_number(3);
    assert!(
        !person.to_string().contains(&id),
        "the whole ID number crosses to the screen"
    );
    let household = person["household"].as_array().unwrap();
    assert_eq!(household.len(), 1);
    assert_eq!(household[0]["name"], "雷大山");
    let theirs = list(&desk, json!({ "person": case }));
    assert_eq!(applicants(&theirs["rows"]), ["蓝春妹", "蓝春妹"]);
    assert_eq!(theirs["count"], 2);
    let nobody = desk.call("person", json!({ "case": "00" })).unwrap_err();
    assert_eq!(json!(nobody)["kind"], "no_case");
}

#[test]
fn a_list_is_narrowed_by_every_filter_and_read_in_pages() {
    let folder = tempfile::tempdir().unwrap();
    let desk = open(&folder);
    for serial in 0..5 {
        take_in(&desk, "蓝春妹", serial, "下坪组 12 号", serial % 2 == 0);
    }
    let count = |search: Value| list(&desk, search)["count"].as_u64().unwrap();
    for (search, expected) in [
        (json!({}), 5),
        (json!({ "filter": "mine" }), 2),
        (json!({ "filter": "elsewhere" }), 3),
        (json!({ "filter": "closed" }), 0),
        (json!({ "filter": "closed", "states": ["submitted"] }), 3),
        (json!({ "item": "lnyd" }), 5),
        (json!({ "item": "dibao" }), 0),
        (json!({ "from": "2026-11-21", "until": "2026-11-21" }), 5),
        (json!({ "from": "2026-11-22" }), 0),
        (json!({ "until": "2026-11-20" }), 0),
        (json!({ "due": "running" }), 0),
        (json!({ "text": "lcm" }), 5),
        (json!({ "text": "lcm", "filter": "mine" }), 2),
    ] {
        assert_eq!(count(search.clone()), expected, "{search}");
    }
    let page = |after: &Value| {
        called(
            &desk,
            "cases",
            json!({ "search": {}, "after": after, "limit": 2 }),
        )
    };
    let (mut seen, mut after) = (Vec::new(), Value::Null);
    loop {
        let page = page(&after);
        assert_eq!(page["count"], 5);
        seen.extend(
            page["rows"]
                .as_array()
                .unwrap()
                .iter()
                .map(|row| row["id"].to_string()),
        );
        after = page["next"].clone();
        if after.is_null() {
            break;
        }
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 5);
}

#[test]
fn searches_are_kept_by_their_name_and_dropped_by_their_id() {
    let folder = tempfile::tempdir().unwrap();
    let desk = open(&folder);
    take_in(&desk, "蓝春妹", 3, "下坪组 12 号", false);
    let ids = |searches: &Value| {
        let searches = searches.as_array().unwrap().iter();
        searches
            .map(|one| one["id"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let built_in = called(&desk, "saved_searches", json!({}));
    assert_eq!(
        ids(&built_in),
        ["all", "mine", "elsewhere", "due_soon", "overdue", "closed"]
    );
    assert_eq!(
        (&built_in[1]["count"], &built_in[5]["count"]),
        (&json!(1), &json!(0))
    );
    let keep = |name: &str, text: &str| {
        called(
            &desk,
            "keep_search",
            json!({ "name": name, "search": { "text": text } }),
        )
    };
    keep("春天", "春");
    let kept = keep(" 春天 ", "下坪");
    assert_eq!(kept.as_array().unwrap().len(), 7);
    assert_eq!(
        (&kept[6]["name"], &kept[6]["search"]["text"]),
        (&json!("春天"), &json!("下坪"))
    );
    assert_eq!(kept[6]["count"], Value::Null);
    keep("秋天", "秋");
    let left = called(&desk, "drop_search", json!({ "id": kept[6]["id"] }));
    assert_eq!(left[6]["name"], "秋天");
    assert_eq!(ids(&left).len(), 7);
    for name in ["", &"长".repeat(41)] {
        let refused = desk
            .call("keep_search", json!({ "name": name, "search": {} }))
            .unwrap_err();
        assert_eq!(json!(refused)["kind"], "text");
    }
    drop(desk);
}

#[test]
fn the_day_counts_what_it_does_not_show() {
    let folder = tempfile::tempdir().unwrap();
    let desk = open(&folder);
    for serial in 0..63 {
        take_in(&desk, "蓝春妹", serial, "下坪组 12 号", false);
    }
    take_in(&desk, "雷大山", 70, "下坪组 3 号", true);
    let today = called(&desk, "today", json!({}));
    assert_eq!(today["rows"].as_array().unwrap().len(), 60);
    assert_eq!(today["more"], 3);
    assert_eq!(today["counts"], json!([{ "kind": "submit", "count": 63 }]));
    assert_eq!(today["month_taken"], 64);
    // Nothing has been signed for.
    assert_eq!(today["elsewhere"], 0);
}

/// Every word that the writing thread saves is on the case's page with its row, or not there at
/// all, while pages, lists and the day are read again and again.
#[test]
fn no_page_shows_half_a_change() {
    let folder = tempfile::tempdir().unwrap();
    let desk = open(&folder);
    let case = take_in(&desk, "蓝春妹", 3, "下坪组 12 号", true);
    let done = Arc::new(AtomicBool::new(false));
    let writer = {
        let (desk, case, done) = (Arc::clone(&desk), case.clone(), Arc::clone(&done));
        thread::spawn(move || {
            for serial in 10..50 {
                called(
                    &desk,
                    "comment",
                    json!({ "case": case, "text": serial.to_string() }),
                );
                take_in(&desk, "雷大山", serial, "下坪组 12 号", false);
            }
            done.store(true, Ordering::Release);
        })
    };
    let mut read = 0;
    while read == 0 || !done.load(Ordering::Acquire) {
        let page = called(&desk, "case", json!({ "case": case }));
        let course = page["course"].as_array().unwrap();
        let waiting = course
            .iter()
            .filter(|step| step["received"] == false)
            .count();
        assert_eq!(page["row"]["sync"]["events_waiting"], waiting);
        assert_eq!(
            page["row"]["changed_at"],
            course
                .iter()
                .map(|step| step["at"].as_i64().unwrap())
                .max()
                .unwrap()
        );

        let page = called(
            &desk,
            "cases",
            json!({ "search": {}, "after": null, "limit": 200 }),
        );
        assert_eq!(page["count"], page["rows"].as_array().unwrap().len());
        let today = called(&desk, "today", json!({}));
        let counted: u64 = today["counts"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["count"].as_u64().unwrap())
            .sum();
        assert_eq!(counted as usize, today["rows"].as_array().unwrap().len());
        assert_eq!(today["month_taken"].as_u64().unwrap(), counted + 1);

        let found = called(&desk, "find_all", json!({ "text": "雷大山" }));
        let people = found["people"].as_array().unwrap().len();
        let cases = found["cases"].as_array().unwrap().len();
        assert_eq!(people, cases, "each of them is somebody else");
        read += 1;
    }
    writer.join().unwrap();
    assert!(read > 1, "nothing was read while the thread wrote");
}
