//! The journal of a PC as its people read it, and what of it concerns one's own PIN.
#![allow(clippy::unwrap_used)]

#[path = "../../app/tests/furnished/mod.rs"]
mod furnished;
#[path = "keys_door/scene.rs"]
mod scene;

use furnished::{COLLEAGUE, OPERATOR, elders_card};
use scene::{COLLEAGUES, PIN, Scene};
use serde_json::{Value, json};
use shanyi_domain::ids::ActorId;
use shanyi_store::{JournalAct, Options, Store};

/// What a third PIN is.
const THIRD: &str = "504938";

/// A desk at which both have a PIN and have come in by it; the enrolled operator is in.
fn two() -> Scene {
    let scene = Scene::chosen();
    give(&scene, 12, COLLEAGUES);
    scene.ok("lock", Value::Null);
    come(&scene, 12, COLLEAGUES);
    scene.ok("lock", Value::Null);
    come(&scene, 11, PIN);
    scene
}

fn give(scene: &Scene, to: u32, pin: &str) {
    scene.ok("add_colleague", json!({ "operator": to, "pin": pin }));
}

fn come(scene: &Scene, who: u32, pin: &str) {
    let door = scene.sign_in(who, pin).unwrap();
    assert_eq!(door["state"], "open", "{door}");
}

/// What the news are and who did it, the newest first.
fn news(scene: &Scene) -> Vec<(String, Value)> {
    let news = scene.ok("pin_news", Value::Null);
    let news = news.as_array().unwrap().iter();
    news.map(|one| {
        let what = one["what"].as_str().unwrap().to_owned();
        (what, one["by"]["name"].clone())
    })
    .collect()
}

#[test]
fn whose_pin_a_colleague_set_anew_is_told_by_whom_until_they_took_note() {
    let mut scene = two();
    assert_eq!(news(&scene), []);
    give(&scene, 12, THIRD);
    assert_eq!(news(&scene), [], "who did it is told nothing");
    scene.ok("lock", Value::Null);
    come(&scene, 12, THIRD);
    let given = ("given".to_owned(), json!(OPERATOR));
    assert_eq!(news(&scene), std::slice::from_ref(&given));
    // A program that ends before it was read has told nothing.
    scene.reopen();
    come(&scene, 12, THIRD);
    assert_eq!(news(&scene), [given]);
    scene.ok("note_pin_news", Value::Null);
    assert_eq!(news(&scene), []);
    scene.reopen();
    come(&scene, 12, THIRD);
    assert_eq!(news(&scene), []);
}

#[test]
fn a_pin_that_was_taken_away_and_given_again_is_told_and_a_first_one_is_not() {
    let scene = Scene::chosen();
    give(&scene, 12, COLLEAGUES);
    scene.ok("lock", Value::Null);
    come(&scene, 12, COLLEAGUES);
    assert_eq!(news(&scene), [], "it is their first one");
    scene.ok("lock", Value::Null);
    come(&scene, 11, PIN);
    scene.ok("take_pin", json!({ "operator": 12 }));
    give(&scene, 12, THIRD);
    scene.ok("lock", Value::Null);
    come(&scene, 12, THIRD);
    let by = json!(OPERATOR);
    let told = [("given".to_owned(), by.clone()), ("taken".to_owned(), by)];
    assert_eq!(news(&scene), told);
    // Whoever chooses another has heard of it.
    let own = json!({ "pin": THIRD, "new_pin": COLLEAGUES });
    scene.ok("change_pin", own);
    assert_eq!(news(&scene), []);
}

#[test]
fn whoever_took_note_under_anothers_name_hides_nothing_from_them() {
    let scene = two();
    give(&scene, 12, THIRD);
    scene.ok("lock", Value::Null);
    // The colleague who set it comes in by it, and takes note.
    come(&scene, 12, THIRD);
    scene.ok("note_pin_news", Value::Null);
    scene.ok("lock", Value::Null);
    // Whose name it is comes back by the recovery code, and is helped once more later.
    scene.ok("open_by_recovery", json!({ "code": scene.code.concat() }));
    let mut scene = scene;
    scene.choose(12, COLLEAGUES);
    assert_eq!(news(&scene), []);
    scene.ok("lock", Value::Null);
    come(&scene, 11, PIN);
    give(&scene, 12, THIRD);
    scene.ok("lock", Value::Null);
    come(&scene, 12, THIRD);
    let by = json!(OPERATOR);
    let told = [
        ("given".to_owned(), by.clone()),
        ("by_code".to_owned(), Value::Null),
        ("given".to_owned(), by),
    ];
    assert_eq!(news(&scene), told);
}

/// The kinds of the lines with who did it.
fn lines(journal: &Value) -> Vec<(&str, Option<&str>)> {
    let lines = journal["lines"].as_array().unwrap().iter();
    lines
        .map(|line| {
            let kind = line["act"]["kind"].as_str().unwrap();
            (kind, line["who"]["name"].as_str())
        })
        .collect()
}

#[test]
fn whoever_is_no_supervisor_reads_their_own_lines_and_those_done_to_them() {
    let scene = two();
    scene.ok("lock", Value::Null);
    scene.sign_in(11, "111222").unwrap_err();
    come(&scene, 12, COLLEAGUES);
    let journal = scene.ok("journal", json!({ "before": null }));
    assert_eq!(journal["everybody"], false);
    assert_eq!(
        lines(&journal),
        [
            ("signed_in", Some(COLLEAGUE)),
            ("locked", Some(COLLEAGUE)),
            ("signed_in", Some(COLLEAGUE)),
            ("pin_given", Some(OPERATOR)),
        ]
    );
    assert_eq!(journal["lines"][3]["act"]["to"]["name"], COLLEAGUE);
    assert_eq!(journal["more"], false);
}

#[test]
fn a_supervisor_reads_everybodys_lines_page_by_page_with_no_number_of_a_person() {
    let mut scene = two();
    let card = furnished::an_id_number();
    let phone = "13905787731";
    let form = elders_card("蓝小满", &card, phone, "下坪组 12 号");
    let case = scene.ok("take_in", form)["case"].clone();
    let number = scene.ok("case", json!({ "case": case }))["row"]["number"].clone();
    scene.ok("show_phone", json!({ "case": case }));
    let key = scene.key(PIN);
    let mut store = Store::open(&scene.opening.data, &key, Options::default()).unwrap();
    for second in 0..60 {
        let at = furnished::SIGNED.plus_seconds(second);
        let detail = Some(r#"{"by":"idle"}"#);
        store
            .note(at, ActorId(12), JournalAct::Locked, None, detail)
            .unwrap();
    }
    furnished::publish_supervisor(&mut store, 2, 11);
    drop(store);
    scene.reopen();
    come(&scene, 11, PIN);
    let first = scene.ok("journal", json!({ "before": null }));
    assert_eq!(
        (&first["everybody"], &first["more"]),
        (&json!(true), &json!(true))
    );
    let seen = lines(&first);
    assert_eq!((seen.len(), seen[0]), (50, ("signed_in", Some(OPERATOR))));
    assert_eq!(seen[1], ("locked_idle", Some(COLLEAGUE)));
    let before = first["lines"][49]["position"].clone();
    let second = scene.ok("journal", json!({ "before": before }));
    assert_eq!(second["more"], false);
    let seen = lines(&second);
    assert_eq!(seen.last(), Some(&("pin_chosen", Some(OPERATOR))));
    let shown = second["lines"].as_array().unwrap().iter();
    let mut shown = shown.filter(|line| line["act"]["kind"] == "phone_shown");
    let line = shown.next().unwrap();
    assert_eq!(line["case"], json!({ "id": case, "number": number }));
    let said = format!("{first}{second}");
    assert!(!said.contains(phone) && !said.contains(&card) && !said.contains("蓝小满"));
}
