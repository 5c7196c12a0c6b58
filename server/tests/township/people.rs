//! Who works at the stations: entered, changed and seen at the console and by commands.

use serde_json::{Value, json};
use shanyi_domain::directory::Directory;
use shanyi_domain::ids::ActorId;
use shanyi_domain::post::Post;
use shanyi_server::error::ServerError;
use shanyi_server::ledger::LedgerError;
use shanyi_server::ledger::journal::JournalAct;
use shanyi_server::people::{self, Called, Newcomer};
use shanyi_wire::event::DocumentKind;

use crate::office::{Browser, FIRST_VILLAGE, Office, SECOND_VILLAGE};

/// The county's desk among the demonstration's accounts.
const COUNTY: usize = 2;

fn station<'a>(page: &'a Value, code: &str) -> &'a Value {
    let stations = page["stations"].as_array().unwrap();
    let mut named = stations.iter().filter(|one| one["station"]["code"] == code);
    named.next().unwrap()
}

fn names(page: &Value, code: &str) -> Vec<String> {
    let people = station(page, code)["people"].as_array().unwrap();
    let name = |person: &Value| person["name"].as_str().unwrap().to_owned();
    people.iter().map(name).collect()
}

fn published(office: &Office) -> Directory {
    let newest = office
        .app
        .ledger
        .read(|view| view.newest(DocumentKind::Directory));
    let bytes = newest.map_err(|error: LedgerError| error).unwrap().unwrap();
    Directory::from_json(&String::from_utf8(bytes.bytes).unwrap()).unwrap()
}

fn journal(office: &Office) -> Vec<(JournalAct, String)> {
    let lines = office.app.ledger.read(|view| view.journal(50));
    let lines = lines.map_err(|error: LedgerError| error).unwrap();
    let told =
        |line: shanyi_server::ledger::journal::JournalLine| line.act.map(|act| (act, line.subject));
    lines.into_iter().filter_map(told).collect()
}

fn newcomer(station: &str, name: &str) -> Newcomer {
    Newcomer {
        station: station.to_owned(),
        name: name.to_owned(),
        phone: String::new(),
        post: Post::default(),
    }
}

#[tokio::test]
async fn the_county_enters_somebody_says_the_post_and_every_station_reads_it() {
    let office = Office::open().await;
    let county = Browser::signed_in(&office, COUNTY).await;
    let wish = json!({"station": FIRST_VILLAGE, "name": " 兰玉珍 ", "since": "2026-12-01"});
    let page = county.post("/api/people", &wish).await;
    assert_eq!(page.status, 200, "{}", page.json);
    assert_eq!(page.json["may_change"], true);
    let people = station(&page.json, FIRST_VILLAGE)["people"]
        .as_array()
        .unwrap();
    let (first, second) = (&people[0], people.last().unwrap());
    assert_eq!(second["name"], "兰玉珍");
    assert_eq!(second["post"]["since"], "2026-12-01");
    let twice = county.post("/api/people", &wish).await;
    assert_eq!((twice.status, &twice.json["fault"]), (422, &json!("twice")));

    let path = format!("/api/people/{}/post", second["id"]);
    let mut post = json!({
        "agency": "village", "since": "2026-12-01",
        "titles": ["残疾人专职委员", " 残疾人专职委员 ", ""],
        "competences": ["县民政局", "县残联"], "files_online": true, "supervises": true,
        "deputy": first["id"], "away": false, "why": "县里安排",
    });
    let page = county.post(&path, &post).await;
    assert_eq!(page.status, 200, "{}", page.json);
    let listed = published(&office);
    let id = ActorId(u32::try_from(second["id"].as_u64().unwrap()).unwrap());
    let read = &listed.person(id).unwrap().post;
    assert_eq!(read.titles, ["残疾人专职委员"]);
    assert!(read.files_online && read.supervises);
    assert_eq!(
        journal(&office)[..2],
        [
            (JournalAct::PostChanged, "兰玉珍".to_owned()),
            (JournalAct::PersonEntered, "兰玉珍".to_owned())
        ]
    );

    // Nobody is their own deputy, nor is somebody of another village; and nothing changes without a why.
    for deputy in [second["id"].clone(), json!(77_777)] {
        post["deputy"] = deputy;
        let refused = county.post(&path, &post).await;
        assert_eq!(
            (refused.status, &refused.json["field"]),
            (422, &json!("deputy"))
        );
    }
    post["deputy"] = Value::Null;
    post["why"] = json!(" ");
    let refused = county.post(&path, &post).await;
    assert_eq!(
        (refused.status, &refused.json["field"]),
        (422, &json!("reason"))
    );
    assert_eq!(published(&office).version, listed.version);
}

#[tokio::test]
async fn a_name_and_a_telephone_are_changed_with_a_why_and_every_station_hears_of_it() {
    let office = Office::open().await;
    let person = office.station(FIRST_VILLAGE).operator;
    people::enter(&office.app, &[newcomer(FIRST_VILLAGE, "兰玉珍")], None).unwrap();
    let county = Browser::signed_in(&office, COUNTY).await;
    let path = format!("/api/people/{}/post", person.0);
    let mut wish = json!({
        "titles": [], "competences": [], "files_online": true, "supervises": false, "away": false,
        "why": "身份证上是这个字", "name": " 梅健平 ", "phone": "0578-8120000",
    });
    let done = county.post(&path, &wish).await;
    assert_eq!(done.status, 200, "{}", done.json);
    let listed = published(&office);
    let known = listed.person(person).unwrap();
    assert_eq!(
        (known.name.as_str(), known.phone.as_str()),
        ("梅健平", "0578-8120000")
    );
    let lines: Result<_, LedgerError> = office.app.ledger.read(|view| view.journal(2));
    let lines = lines.unwrap();
    let acts: Vec<_> = lines.iter().filter_map(|line| line.act).collect();
    assert_eq!(acts, [JournalAct::PostChanged, JournalAct::PersonChanged]);
    assert!(lines.iter().all(|line| line.subject == "梅健平"));
    // A colleague's name, one that nobody sees, and none at all.
    for (name, fault) in [
        ("兰玉珍", "twice"),
        ("梅\u{202e}健平", "unseen"),
        ("  ", "empty"),
    ] {
        wish["name"] = json!(name);
        let refused = county.post(&path, &wish).await;
        let expected = json!({"kind": "invalid", "field": "name", "fault": fault});
        assert_eq!((refused.status, refused.json), (422, expected));
    }
    wish["name"] = json!("梅健平");
    wish["phone"] = json!("1".repeat(61));
    let refused = county.post(&path, &wish).await;
    assert_eq!(refused.json["field"], "phone");
    assert_eq!(published(&office).version, listed.version);
}

#[tokio::test]
async fn a_right_is_withdrawn_once_and_given_again_once_with_a_why() {
    let office = Office::open().await;
    let mut there = office.station(FIRST_VILLAGE);
    let person = there.operator;
    let other = people::enter(&office.app, &[newcomer(FIRST_VILLAGE, "兰玉珍")], None).unwrap()[0];
    there.hand_over("雷美凤", "lnyd", vec![]);
    there.sync().await;
    let county = Browser::signed_in(&office, COUNTY).await;
    let path = format!("/api/people/{}/right", person.0);
    let nothing = county
        .post(&path, &json!({"granted": false, "why": ""}))
        .await;
    assert_eq!(
        (nothing.status, &nothing.json["field"]),
        (422, &json!("reason"))
    );
    let wish = json!({"granted": false, "why": "调走了"});
    let done = county.post(&path, &wish).await;
    assert_eq!(done.status, 200, "{}", done.json);
    assert_eq!(
        (&done.json["to"], &done.json["cases"]),
        (&json!("兰玉珍"), &json!(1))
    );
    let again = county.post(&path, &wish).await;
    assert_eq!((again.status, again.kind()), (409, "right_already"));
    // A post that is changed meanwhile gives nothing back.
    let post = Post {
        away: true,
        ..Post::default()
    };
    people::change(&office.app, person, &Called::default(), &post, None, "").unwrap();
    assert!(
        !published(&office)
            .person(person)
            .unwrap()
            .post
            .may_collect()
    );
    let wish = json!({"granted": true, "why": "回来了"});
    let done = county.post(&path, &wish).await;
    assert_eq!(done.status, 200, "{}", done.json);
    assert!(
        published(&office)
            .person(person)
            .unwrap()
            .post
            .may_collect()
    );
    assert!(published(&office).person(other).is_some());
}

#[tokio::test]
async fn a_township_sees_its_own_stations_people_with_what_is_not_as_it_should_be() {
    let office = Office::open().await;
    let clerk = Browser::newcomer(&office, "方小琴", "北界镇", false).await;
    let page = clerk.get("/api/people").await.json;
    assert_eq!(page["may_change"], false);
    assert_eq!(page["stations"].as_array().unwrap().len(), 1);
    assert_eq!(page["stations"][0]["station"]["township"], "北界镇");
    let concerns = page["stations"][0]["concerns"].as_array().unwrap();
    let kinds: Vec<&str> = concerns
        .iter()
        .map(|concern| concern["kind"].as_str().unwrap())
        .collect();
    assert!(kinds.contains(&"nobody_files_online"), "{kinds:?}");
}

#[tokio::test]
async fn a_batch_is_entered_whole_or_not_at_all() {
    let office = Office::open().await;
    let batch = r#"[
        {"station": "331123208211", "name": "兰玉珍", "post": {"since": "2026-12-01", "competences": ["县残联"]}},
        {"station": "331123103212", "name": "叶小春", "phone": "13857801013", "post": {"since": "2026-12-01"}}
    ]"#;
    let batch = people::batch(batch).unwrap();
    let mut broken = batch.clone();
    broken.push(newcomer("999999999999", "方小琴"));
    let refused = people::enter(&office.app, &broken, None);
    assert!(matches!(refused, Err(ServerError::NoStation(_))));
    let county = Browser::signed_in(&office, COUNTY).await;
    let page = county.get("/api/people").await.json;
    assert!(!names(&page, FIRST_VILLAGE).contains(&"兰玉珍".to_owned()));

    let entered = people::enter(&office.app, &batch, None).unwrap();
    assert_eq!(entered.len(), 2);
    let page = county.get("/api/people").await.json;
    assert!(names(&page, FIRST_VILLAGE).contains(&"兰玉珍".to_owned()));
    assert!(names(&page, SECOND_VILLAGE).contains(&"叶小春".to_owned()));
    let again = people::enter(&office.app, &batch, None);
    assert!(matches!(again, Err(ServerError::AlreadyHere(_))));
    let unreadable = people::batch(r#"[{"station": "331123208211", "nam": "兰玉珍"}]"#);
    assert!(matches!(unreadable, Err(ServerError::Batch(_))));
}
