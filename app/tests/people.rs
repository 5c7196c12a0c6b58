//! The people of a station: who may take in, who answers for a case, who takes over what.
#![allow(clippy::unwrap_used)]

mod furnished;

use std::path::Path;
use std::sync::Arc;

use furnished::{OPERATOR, SIGNED, elders_card, furnished};
use serde_json::{Value, json};
use shanyi_app::clock::Clock;
use shanyi_app::desk::{Desk, Opening};
use shanyi_domain::directory::{Directory, FORMAT, Office, Person, Station};
use shanyi_domain::identity::IdNumber;
use shanyi_domain::ids::{ActorId, EventId, StationId};
use shanyi_domain::post::Post;
use shanyi_store::{JournalAct, Options, Store, load_or_create_key};
use shanyi_wire::derive::image_hash;
use shanyi_wire::event::{Document, DocumentKind, Event, Payload};
use shanyi_wire::exchange::{Feed, FeedEntry, FeedPage};

const ME: u32 = 11;
const COLLEAGUE: u32 = 12;
const ELSEWHERE: u32 = 13;
const DAY: i64 = 86_400;

fn store(data: &Path) -> Store {
    let key = load_or_create_key(data).unwrap();
    Store::open(data, &key, Options::default()).unwrap()
}

/// The township publishes who is who: the operator, a colleague, and somebody of another village.
/// The furnished store has the first version.
fn publish(data: &Path, nth: u32, mine: Post, colleague: Post) {
    let version = nth + 1;
    let person = |id, name: &str, station, post| Person {
        id: ActorId(id),
        name: name.to_owned(),
        title: "跑小二".into(),
        phone: String::new(),
        station: Some(StationId(station)),
        post,
    };
    let station = |id, code: &str, name: &str, short: &str| Station {
        id: StationId(id),
        code: code.into(),
        name: name.into(),
        short: short.into(),
        township: "柘岱口乡".into(),
    };
    let directory = Directory {
        format: FORMAT,
        version,
        township: Office {
            name: "柘岱口乡便民服务中心".into(),
            phone: "0578-1234567".into(),
        },
        stations: vec![
            station(1, "331123208211", "五星村服务站", "五星"),
            station(2, "331123208212", "后畲村服务站", "后畲"),
        ],
        people: vec![
            person(ME, OPERATOR, 1, mine),
            person(COLLEAGUE, "叶小春", 1, colleague),
            person(ELSEWHERE, "方小琴", 2, Post::default()),
        ],
    };
    let text = serde_json::to_string(&directory).unwrap();
    let document = Document {
        kind: DocumentKind::Directory,
        version,
        hash: image_hash(text.as_bytes()),
        length: u32::try_from(text.len()).unwrap(),
    };
    let event = Event {
        case: None,
        base: Vec::new(),
        at: SIGNED,
        actor: ActorId(0),
        clock_doubtful: false,
        payload: Payload::Document(document.clone()),
    };
    let position = u64::from(version) + 1;
    let entry = FeedEntry {
        position,
        id: EventId([u8::try_from(position).unwrap(); 16]),
        by_township: true,
        event: event.encode().unwrap().into(),
        seed: None,
        proof: None,
    };
    let mut store = store(data);
    store
        .take_feed(&FeedPage {
            feed: Feed::Broadcast,
            entries: vec![entry],
            up_to: position,
            more: false,
        })
        .unwrap();
    store
        .take_document(document.kind, version, &document.hash, text.as_bytes())
        .unwrap();
}

/// A desk so many seconds after the township's last signed word.
fn after(data: &Path, seconds: i64) -> Arc<Desk> {
    let system = Clock::default().system();
    Desk::open(&Opening {
        clock: Clock {
            offset_seconds: SIGNED.plus_seconds(seconds).0 - system.0,
        },
        ..Opening::left_open(data)
    })
}

fn take_in(desk: &Desk) -> Result<Value, Value> {
    let form = elders_card("雷美凤", &number(), "13857801012", "大会堂边");
    desk.call("take_in", form).map_err(|error| json!(error))
}

fn taken(desk: &Desk) -> String {
    take_in(desk).unwrap()["case"].as_str().unwrap().to_owned()
}

fn case(desk: &Desk, id: &str) -> Value {
    desk.call("case", json!({ "case": id })).unwrap()
}

fn kinds(case: &Value) -> Vec<&str> {
    let course = case["course"].as_array().unwrap();
    course
        .iter()
        .map(|step| step["kind"].as_str().unwrap())
        .collect()
}

fn error(desk: &Desk, name: &str, args: Value) -> Value {
    json!(desk.call(name, args).unwrap_err())
}

#[test]
fn an_operator_without_the_right_takes_in_nothing_and_goes_on_with_what_is_open() {
    let folder = tempfile::tempdir().unwrap();
    furnished(folder.path());
    publish(folder.path(), 1, Post::default(), Post::default());
    let desk = after(folder.path(), 3600);
    let id = taken(&desk);
    let draft = json!({ "form": "intake:1", "content": { "name": "蓝春妹" } });
    desk.call("keep_draft", draft).unwrap();
    drop(desk);

    let withdrawn = Post {
        withdrawn_at: Some(SIGNED.plus_seconds(7200)),
        ..Post::default()
    };
    publish(folder.path(), 2, withdrawn, Post::default());
    let desk = after(folder.path(), 3 * 3600);
    assert_eq!(
        take_in(&desk),
        Err(json!({ "kind": "right_withdrawn", "since": "2026-11-21", "phone": "0578-1234567" }))
    );
    let station = desk.call("station", Value::Null).unwrap();
    assert_eq!(station["right"]["kind"], "withdrawn");
    let drafts = desk.call("drafts", Value::Null).unwrap();
    assert_eq!(drafts.as_array().unwrap().len(), 1, "the form stays");
    let comment = json!({ "case": id, "text": "交给叶小春", "draft": null });
    let said = desk.call("comment", comment).unwrap();
    assert_eq!(kinds(&said)[0], "commented");
    let cases = desk.call("cases", json!({ "search": search() })).unwrap();
    assert_eq!(cases["count"], 1, "nothing was taken in meanwhile");
}

fn search() -> Value {
    json!({ "filter": "all", "states": [], "text": "", "item": null, "from": null, "until": null,
            "due": null, "person": null })
}

#[test]
fn a_station_that_long_heard_nothing_goes_on_and_its_new_cases_say_so() {
    let folder = tempfile::tempdir().unwrap();
    furnished(folder.path());
    publish(folder.path(), 1, Post::default(), Post::default());
    for (days, expected) in [(13, None), (14, Some(14)), (40, Some(40))] {
        let desk = after(folder.path(), days * DAY + 60);
        let id = taken(&desk);
        let case = case(&desk, &id);
        assert_eq!(case["right_unconfirmed"], json!(expected), "{days} days");
        let step = ["submitted", "right_unconfirmed", "collected"];
        match expected {
            Some(_) => assert_eq!(kinds(&case), step),
            None => assert_eq!(kinds(&case), ["submitted", "collected"]),
        }
        let station = desk.call("station", Value::Null).unwrap();
        match expected {
            Some(days) => assert_eq!(
                station["right"],
                json!({ "kind": "unconfirmed", "days": days })
            ),
            None => assert_eq!(station["right"]["kind"], "held"),
        }
    }
}

#[test]
fn of_a_clock_that_nobody_confirmed_no_silence_follows() {
    let folder = tempfile::tempdir().unwrap();
    furnished(folder.path());
    publish(folder.path(), 1, Post::default(), Post::default());
    // So late that the desk asks which day it is.
    let desk = after(folder.path(), 200 * DAY);
    let station = desk.call("station", Value::Null).unwrap();
    assert_eq!(station["clock"]["ask"], true);
    assert_eq!(station["right"]["kind"], "held");
    let id = taken(&desk);
    assert_eq!(case(&desk, &id)["right_unconfirmed"], Value::Null);
}

#[test]
fn a_case_is_handed_on_to_a_colleague_of_the_same_station_and_to_nobody_else() {
    let folder = tempfile::tempdir().unwrap();
    furnished(folder.path());
    let deputy = Post {
        deputy: Some(ActorId(COLLEAGUE)),
        ..Post::default()
    };
    publish(folder.path(), 1, deputy.clone(), Post::default());
    let desk = after(folder.path(), 3600);
    let station = desk.call("station", Value::Null).unwrap();
    assert_eq!(
        station["colleagues"],
        json!([{ "id": COLLEAGUE, "name": "叶小春", "away": false, "deputy": true }])
    );
    let id = taken(&desk);
    let page = case(&desk, &id);
    assert_eq!(
        page["answers"],
        json!({ "name": OPERATOR, "whose": "mine" })
    );
    let hand = |to: u32| json!({ "case": id, "to": to, "why": " 去县里学习 " });
    for nobody in [ELSEWHERE, 99] {
        let refused = error(&desk, "hand_on", hand(nobody));
        assert_eq!(refused["kind"], "not_of_this_station");
    }
    let page = desk.call("hand_on", hand(COLLEAGUE)).unwrap();
    assert_eq!(
        page["answers"],
        json!({ "name": "叶小春", "whose": "colleague" })
    );
    assert_eq!(page["course"][0]["kind"], "handed_on");
    assert_eq!(page["course"][0]["words"], json!(["叶小春", "去县里学习"]));
    assert_eq!(
        page["row"]["state"], "submitted",
        "who answers for it changes nothing else"
    );
    drop(desk);

    let withdrawn = Post {
        withdrawn_at: Some(SIGNED),
        ..Post::default()
    };
    publish(folder.path(), 2, deputy, withdrawn);
    let desk = after(folder.path(), 3600);
    let refused = error(&desk, "hand_on", hand(COLLEAGUE));
    assert_eq!(refused, json!({ "kind": "no_right", "name": "叶小春" }));
    // Who had it has no right any more, and nobody else is there: it falls to whoever is.
    let page = case(&desk, &id);
    assert_eq!(page["answers"]["whose"], "stand_in");
}

#[test]
fn the_day_says_of_each_case_for_whom_it_is_done() {
    let folder = tempfile::tempdir().unwrap();
    furnished(folder.path());
    publish(folder.path(), 1, Post::default(), Post::default());
    let desk = after(folder.path(), 3600);
    let mut form = elders_card("雷美凤", &number(), "13857801012", "大会堂边");
    form["submit"] = json!(false);
    let id = desk.call("take_in", form).unwrap()["case"].clone();
    let answers = |desk: &Desk| {
        let day = desk.call("today", Value::Null).unwrap();
        assert_eq!(day["rows"][0]["case"]["id"], id);
        day["rows"][0]["answers"].clone()
    };
    assert_eq!(answers(&desk), Value::Null, "one's own needs no word");
    let hand = json!({ "case": id, "to": COLLEAGUE, "why": "" });
    desk.call("hand_on", hand).unwrap();
    let theirs = |whose: &str| json!({ "name": "叶小春", "whose": whose });
    assert_eq!(answers(&desk), theirs("colleague"));
    drop(desk);

    let away = Post {
        away: true,
        deputy: Some(ActorId(ME)),
        ..Post::default()
    };
    publish(folder.path(), 2, Post::default(), away);
    let desk = after(folder.path(), 3600);
    assert_eq!(answers(&desk), theirs("stand_in"));
    let back = json!({ "case": id, "to": ME, "why": "" });
    desk.call("hand_on", back).unwrap();
    let mine = json!({ "name": OPERATOR, "whose": "mine" });
    assert_eq!(case(&desk, id.as_str().unwrap())["answers"], mine);
}

fn number() -> String {
    let born = "1960-03-05".parse().unwrap();
    let number = IdNumber::made_up(331_123, born, 204).unwrap();
    number.as_str().to_owned()
}

/// A form that the colleague began on this PC, beside one of the operator's.
fn two_forms(data: &Path) {
    let mut store = store(data);
    let content = r#"{"who":"蓝春妹"}"#;
    for (operator, form) in [(COLLEAGUE, "intake:7"), (ME, "intake:8")] {
        store
            .put_draft(ActorId(operator), form, content, SIGNED)
            .unwrap();
    }
}

#[test]
fn nobody_but_a_supervisor_sees_what_a_colleague_has_begun() {
    let folder = tempfile::tempdir().unwrap();
    furnished(folder.path());
    publish(folder.path(), 1, Post::default(), Post::default());
    two_forms(folder.path());
    let desk = after(folder.path(), 3600);
    let own = desk.call("drafts", Value::Null).unwrap();
    assert_eq!(own.as_array().unwrap().len(), 1);
    assert_eq!(own[0]["form"], "intake:8");
    let day = desk.call("today", Value::Null).unwrap();
    assert_eq!(day["drafts"], 1, "the day counts one's own");
    let others = desk.call("colleague_forms", Value::Null).unwrap();
    assert_eq!(others, json!([]));
    let wish = json!({ "operator": COLLEAGUE, "form": "intake:7" });
    let refused = error(&desk, "take_over_form", wish);
    assert_eq!(refused, json!({ "kind": "not_supervisor" }));
}

#[test]
fn a_supervisor_takes_over_a_colleagues_form_once_and_the_journal_has_it() {
    let folder = tempfile::tempdir().unwrap();
    furnished(folder.path());
    let supervisor = Post {
        supervises: true,
        ..Post::default()
    };
    publish(folder.path(), 1, supervisor, Post::default());
    two_forms(folder.path());
    store(folder.path())
        .put_draft(ActorId(COLLEAGUE), "intake:8", "{}", SIGNED)
        .unwrap();
    let desk = after(folder.path(), 3600);
    let others = desk.call("colleague_forms", Value::Null).unwrap();
    assert_eq!(others.as_array().unwrap().len(), 2);
    let form = |form: &str| json!({ "operator": COLLEAGUE, "form": form });
    let refused = error(&desk, "take_over_form", form("intake:8"));
    assert_eq!(refused, json!({ "kind": "own_form_in_the_way" }));
    desk.call("take_over_form", form("intake:7")).unwrap();
    let again = error(&desk, "take_over_form", form("intake:7"));
    assert_eq!(again, json!({ "kind": "no_such_form" }));
    let own = desk.call("drafts", Value::Null).unwrap();
    let seven = own.as_array().unwrap().iter();
    let seven = seven.filter(|draft| draft["form"] == "intake:7");
    let contents: Vec<&Value> = seven.map(|draft| &draft["content"]).collect();
    assert_eq!(contents, [&json!({ "who": "蓝春妹" })], "as it was typed");
    drop(desk);

    let lines = store(folder.path()).journal(10).unwrap();
    let lines: Vec<_> = lines
        .into_iter()
        .filter(|line| line.act == Some(JournalAct::FormTakenOver))
        .map(|line| (line.operator, line.detail.unwrap()))
        .collect();
    let detail = r#"{"from":12,"form":"intake:7"}"#.to_owned();
    assert_eq!(lines, [(ActorId(ME), detail)]);
}
