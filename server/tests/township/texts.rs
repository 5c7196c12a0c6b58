//! Texts that mean harm, in every text that a clerk may send: each is a text and nothing else, or refused
//! in a sentence; and no question of the ledger is made of one.

use rusqlite::Connection;
use serde_json::{Value, json};
use shanyi_server::ledger::LedgerError;
use shanyi_server::ledger::journal::JournalAct;

use crate::office::{Answer, Browser, FIRST_VILLAGE, Office};
use crate::station::line;

/// What a text might do if anything took it for more than one.
const HARM: [&str; 12] = [
    "'; DROP TABLE event; --",
    "x' OR '1'='1",
    "\"; DELETE FROM account; --",
    "1); UPDATE person SET post = NULL; --",
    "') UNION SELECT key FROM device --",
    "%' OR 1=1 --",
    "\\' OR 1=1 --",
    "?1",
    ":name $name @name",
    "<script>window.ran=true</script>",
    "{{constructor.constructor('return 1')()}}",
    "../../township.key",
];

/// What nobody sees, and what nobody would read to its end.
fn refused() -> [String; 3] {
    [
        "蓝\u{202e}春妹".to_owned(),
        "蓝\0春妹".to_owned(),
        "长".repeat(5_000),
    ]
}

/// Tables, indexes and triggers of the ledger as they are, and how many people, accounts, PCs and events.
fn shape(office: &Office) -> (Vec<String>, Vec<i64>) {
    let db = Connection::open(office.folder.path().join("data/township.db")).unwrap();
    let mut names = db
        .prepare("SELECT name || sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")
        .unwrap();
    let names = names.query_map([], |row| row.get(0)).unwrap();
    let counts = ["person", "account", "device", "station"].map(|table| {
        let sql = format!("SELECT count(*) FROM {table}");
        db.query_row(&sql, [], |row| row.get(0)).unwrap()
    });
    (names.map(Result::unwrap).collect(), counts.to_vec())
}

fn is_answered(answer: &Answer, wanted: &[u16], what: &str) {
    assert!(
        wanted.contains(&answer.status),
        "{what:.60?}: {} {}",
        answer.status,
        answer.json
    );
}

#[tokio::test]
async fn every_search_of_the_console_takes_every_text_for_words() {
    let office = Office::open().await;
    let mut station = office.station(FIRST_VILLAGE);
    station.hand_over("雷美凤", "lnyd", vec![line("id_card", vec![])]);
    station.sync().await;
    let clerk = Browser::signed_in(&office, 0).await;
    let before = shape(&office);
    for text in HARM.map(str::to_owned).into_iter().chain(refused()) {
        let found = clerk.search(json!({ "queue": "all", "words": text })).await;
        is_answered(&found, &[200, 400], &text);
        assert_ne!(
            found.json["rows"].as_array().map(Vec::len),
            Some(1),
            "{text}"
        );
        for wish in [
            json!({ "queue": "all", "words": "", "after": text }),
            json!({ "queue": text, "words": "" }),
            json!({ "queue": "all", "words": { "words": text } }),
        ] {
            is_answered(&clerk.search(wish).await, &[200, 400], &text);
        }
        let escaped: String = text
            .bytes()
            .take(400)
            .map(|b| format!("%{b:02X}"))
            .collect();
        for path in [
            "/api/cases/§",
            "/api/images/§",
            "/api/images/§/thumbnail",
            "/api/changes?after=§",
            "/api/§",
        ] {
            let path = path.replace('§', &escaped);
            is_answered(&clerk.get(&path).await, &[400, 404], &path);
        }
        // Whatever is no interface is the page, and no other file.
        let page = clerk.request("GET", &format!("/{escaped}")).send().await;
        let page = page.unwrap().text().await.unwrap();
        assert!(!page.contains("KEY"), "{text}: {page}");
    }
    let found = clerk
        .search(json!({ "queue": "all", "words": "雷美凤" }))
        .await;
    assert_eq!(found.json["rows"].as_array().unwrap().len(), 1);
    assert_eq!(shape(&office), before);
}

#[tokio::test]
async fn every_text_of_a_clerk_s_act_comes_back_as_it_was_said() {
    let office = Office::open().await;
    let mut station = office.station(FIRST_VILLAGE);
    let clerk = Browser::signed_in(&office, 0).await;
    let acts = |text: &str| {
        [
            json!({ "kind": "comment", "text": text }),
            json!({ "kind": "correction", "wanted": [{ "material": "photo", "why": text }], "note": text }),
            json!({ "kind": "refuse", "reason": text, "where_to_go": text }),
            json!({ "kind": "accept", "office": text }),
            json!({ "kind": "withdraw", "reason": text }),
        ]
    };
    let before = shape(&office);
    for text in HARM {
        for act in acts(text) {
            let case = station.hand_over("雷美凤", "lnyd", vec![]);
            station.sync().await;
            let done = clerk.act(case, act.clone()).await;
            is_answered(&done, &[200], &act.to_string());
            let page = clerk.case(case).await;
            assert!(says(&page, text), "{act} is not on its page: {page}");
        }
    }
    let case = station.hand_over("雷美凤", "lnyd", vec![]);
    station.sync().await;
    for text in refused() {
        for act in acts(&text) {
            let said = clerk.act(case, act.clone()).await;
            is_answered(&said, &[400, 422], &act.to_string());
            assert_eq!(said.json["kind"], "invalid", "{:.80}", act.to_string());
        }
    }
    assert_eq!(shape(&office), before);
}

#[tokio::test]
async fn every_text_about_people_and_pcs_is_a_text_or_refused() {
    let office = Office::open().await;
    let county = Browser::of_the_county(&office, None, false).await;
    let people = county.get("/api/people").await.json;
    let someone = people["stations"][0]["people"][0]["id"].clone();
    let post = |text: &str| {
        json!({
            "agency": null, "since": null, "titles": [text], "competences": [text], "files_online": false,
            "supervises": false, "deputy": null, "away": false, "why": text,
        })
    };
    let asks = |text: &str| {
        vec![
            (
                "/api/people".to_owned(),
                json!({ "station": FIRST_VILLAGE, "name": text, "phone": text }),
            ),
            (format!("/api/people/{someone}/post"), post(text)),
            (
                "/api/codes".to_owned(),
                json!({ "station": FIRST_VILLAGE, "server": "https://shanyi.example", "label": text }),
            ),
            (
                "/api/codes".to_owned(),
                json!({ "station": text, "server": "", "label": "" }),
            ),
            (
                "/api/codes".to_owned(),
                json!({ "station": FIRST_VILLAGE, "server": "", "label": "", "replaces": text }),
            ),
            (
                format!("/api/people/{someone}/right"),
                json!({ "granted": true, "why": text }),
            ),
            (
                "/api/session/password".to_owned(),
                json!({ "old": text, "new": text }),
            ),
            (
                format!("/api/cases/{}/erase", "0".repeat(32)),
                json!({ "why": text }),
            ),
            (
                "/api/session".to_owned(),
                json!({ "name": text, "password": text }),
            ),
        ]
    };
    let before = shape(&office);
    let mut entered = 0;
    for text in HARM {
        for (path, body) in asks(text) {
            let answer = county.post(&path, &body).await;
            is_answered(
                &answer,
                &[200, 400, 401, 404, 409, 422, 429],
                &format!("{path} {body}"),
            );
            entered += i64::from(path == "/api/people" && answer.status == 200);
        }
    }
    let shown = county.get("/api/people").await.json;
    assert!(says(&shown, HARM[0]), "{shown}");
    assert!(entered > 0);
    let after = shape(&office);
    assert_eq!(after.0, before.0);
    assert_eq!(
        after.1,
        [before.1[0] + entered, before.1[1], before.1[2], before.1[3]]
    );
    for text in refused() {
        for (path, body) in asks(&text) {
            let answer = county.post(&path, &body).await;
            let what = format!("{path} {:.60}", body.to_string());
            is_answered(&answer, &[400, 401, 404, 409, 422, 429], &what);
        }
        // Where only one field of it is odd.
        for body in [
            json!({ "station": FIRST_VILLAGE, "name": "钟土根", "phone": text }),
            json!({ "station": FIRST_VILLAGE, "server": text, "label": "" }),
        ] {
            let path = if body["name"].is_null() {
                "/api/codes"
            } else {
                "/api/people"
            };
            is_answered(&county.post(path, &body).await, &[400, 422], path);
        }
        for field in ["titles", "competences"] {
            let mut body = post("好");
            body[field] = json!([text]);
            let path = format!("/api/people/{someone}/post");
            is_answered(&county.post(&path, &body).await, &[400, 422], field);
        }
    }
    assert_eq!(shape(&office), after);
}

/// Whether this text stands anywhere in what is shown, as it is.
fn says(shown: &Value, text: &str) -> bool {
    match shown {
        Value::String(said) => said.contains(text),
        Value::Array(values) => values.iter().any(|value| says(value, text)),
        Value::Object(fields) => fields.values().any(|value| says(value, text)),
        _ => false,
    }
}

#[tokio::test]
async fn a_locked_account_and_a_locked_address_leave_one_line_each_however_long_somebody_guesses() {
    let office = Office::open().await;
    let stranger = Browser::stranger(&office);
    let name = office.accounts[0].name.clone();
    for _ in 0..4 {
        stranger.sign_in(&name, "cha-mei-song").await;
    }
    let mut last = 0;
    for guess in 0..40 {
        let nobody = format!("' OR name = '{guess}");
        last = stranger.sign_in(&nobody, "x").await.status().as_u16();
    }
    assert_eq!(last, 429);
    let noted: Result<_, LedgerError> = office.app.ledger.read(|view| view.journal(50));
    let noted = noted.unwrap().into_iter();
    let locked = noted.filter(|line| line.act == Some(JournalAct::SignInLocked));
    let mut whom: Vec<String> = locked.map(|line| line.subject).collect();
    whom.sort();
    assert_eq!(whom, ["127.0.0.1".to_owned(), name]);
}
