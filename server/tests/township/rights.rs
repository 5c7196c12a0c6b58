//! Who may do what at the console: every route, cell by cell, for every kind of user.

mod scene;
mod table;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use shanyi_domain::ids::{ActorId, CaseId, DeviceId};

use crate::office::{Answer, Browser, FIRST_VILLAGE, MONDAY, Office};
use crate::station::elder;
use scene::Scene;
use table::{ELSEWHERE, NOBODY, Row, Target, UNSEEN, WELL, rows};

/// What the console's routes are, as the program has them.
const SOURCE: &str = include_str!("../../src/console.rs");

/// The routes of the program, read from where they are put together.
fn routes() -> BTreeSet<String> {
    let mut routes = BTreeSet::new();
    let (_, table) = SOURCE.split_once("Router::new()").unwrap();
    let (table, _) = table.split_once(".layer(").unwrap();
    for route in table.split(".route(").skip(1) {
        let (_, rest) = route.split_once('"').unwrap();
        let (path, methods) = rest.split_once('"').unwrap();
        for method in ["get", "post", "put", "patch", "delete", "any"] {
            if methods.contains(&format!(" {method}(")) || methods.contains(&format!(".{method}("))
            {
                routes.insert(format!("{} {path}", method.to_uppercase()));
            }
        }
    }
    routes
}

impl Scene {
    fn rows(&self) -> Vec<Row> {
        rows(&Target {
            case: self.case,
            seen: &self.seen,
            photo: &self.photo,
            device: self.device,
            person: self.person,
            code: self.code,
        })
    }
}

/// The same requests about what is not there.
fn nothing(seen: &Value) -> Vec<Row> {
    rows(&Target {
        case: CaseId([7; 16]),
        seen,
        photo: &"ab".repeat(32),
        device: DeviceId([9; 16]),
        person: ActorId(777_777),
        code: 777_777,
    })
}

async fn ask(user: &Browser, row: &Row) -> Answer {
    let method = row.route.split(' ').next().unwrap();
    let mut request = user.request(method, &row.path);
    if let Some(body) = &row.body {
        request = request.body(body.to_string());
    }
    Answer::of(request.send().await.unwrap()).await
}

#[test]
fn every_route_has_its_row() {
    let mut rows: BTreeSet<String> = nothing(&json!([]))
        .iter()
        .map(|row| row.route.to_owned())
        .collect();
    // The door itself, which is for those who are not signed in.
    rows.insert("POST /api/session".to_owned());
    assert_eq!(
        routes(),
        rows,
        "a route of the console has no row, or a row no route"
    );
}

#[tokio::test]
async fn each_kind_of_user_is_answered_on_each_route_as_the_table_says() {
    let kinds = [
        "looks",
        "county_looks",
        "other",
        "county_other",
        "county",
        "own",
    ];
    for kind in kinds {
        let scene = Scene::new().await;
        let office = &scene.office;
        let user = match kind {
            "own" => Browser::newcomer(office, "方小琴", "柘岱口乡", false).await,
            "looks" => Browser::newcomer(office, "方小琴", "柘岱口乡", true).await,
            "other" => Browser::newcomer(office, "方小琴", "北界镇", false).await,
            "county_looks" => Browser::of_the_county(office, None, true).await,
            "county_other" => Browser::of_the_county(office, Some("北界镇"), false).await,
            _ => Browser::signed_in(office, 2).await,
        };
        for row in scene.rows() {
            let expected = match kind {
                "own" => row.own,
                "looks" => row.looks,
                "county_looks" => row.county_looks.unwrap_or(row.looks),
                "other" => row.other,
                "county_other" => row.county_other.unwrap_or(row.other),
                _ => row.county,
            };
            let answer = ask(&user, &row).await;
            assert_eq!(
                (answer.status, answer.kind()),
                expected,
                "{} for {kind}: {}",
                row.route,
                answer.json
            );
            if expected != WELL {
                let said = answer.json.to_string();
                for secret in ["雷美凤", elder().as_str(), "大会堂", &scene.photo] {
                    assert!(
                        !said.contains(secret),
                        "{} tells {kind} of {secret}",
                        row.route
                    );
                }
            }
        }
    }
}

#[tokio::test]
async fn another_township_is_told_of_a_case_exactly_as_of_none() {
    let scene = Scene::new().await;
    let other = Browser::newcomer(&scene.office, "方小琴", "北界镇", false).await;
    let county = Browser::of_the_county(&scene.office, Some("北界镇"), false).await;
    for (row, none) in scene.rows().iter().zip(&nothing(&scene.seen)) {
        let users = [
            (&other, row.other),
            (&county, row.county_other.unwrap_or(row.other)),
        ];
        for (user, cell) in users {
            if cell == UNSEEN {
                let (there, gone) = (ask(user, row).await, ask(user, none).await);
                let (there, gone) = ((there.status, there.json), (gone.status, gone.json));
                assert_eq!(there, gone, "{}", row.route);
            }
        }
    }
    for words in ["", "雷美凤", elder().as_str(), "五星"] {
        let list = other
            .search(json!({"queue": "all", "words": words}))
            .await
            .json;
        assert_eq!(list["rows"], json!([]), "{words}");
        assert_eq!(
            (&list["counts"]["all"], &list["counts"]["to_accept"]),
            (&json!(0), &json!(0))
        );
    }
    let stations = other.get("/api/stations").await.json;
    assert_eq!(stations.as_array().unwrap().len(), 1);
    assert_eq!(stations[0]["township"], "北界镇");
    let own = Browser::newcomer(&scene.office, "叶小春", "柘岱口乡", false).await;
    let list = own
        .search(json!({"queue": "to_accept", "words": "雷美凤"}))
        .await
        .json;
    assert_eq!(
        (
            list["rows"].as_array().unwrap().len(),
            &list["counts"]["all"]
        ),
        (1, &json!(1))
    );
}

#[tokio::test]
async fn nobody_without_a_living_session_is_answered_anywhere() {
    let scene = Scene::new().await;
    let office = &scene.office;
    let account = &office.accounts[1];
    let expired = Browser::signed_in(office, 0).await;
    let closed = Browser::newcomer(office, "方小琴", "柘岱口乡", false).await;
    shanyi_server::account::close(&office.app, "方小琴").unwrap();
    let left = Browser::signed_in_as(office, &account.name, &account.password).await;
    left.request("DELETE", "/api/session").send().await.unwrap();
    office.set_clock(MONDAY.plus_seconds(12 * 3600 + 1));
    let mut users = BTreeMap::from([
        ("expired", expired.cookie.clone()),
        ("closed", closed.cookie.clone()),
        ("signed out", left.cookie.clone()),
        ("no cookie", String::new()),
        ("short", "shanyi=00".to_owned()),
        ("no hex", format!("shanyi={}", "zz".repeat(32))),
        ("guessed", format!("shanyi={}", "ab".repeat(32))),
        ("another name", format!("shanyi2={}", "ab".repeat(32))),
    ]);
    // What the ledger holds of a session is no key to it.
    let stolen = closed.cookie.split_once('=').unwrap().1;
    let digest = <sha2::Sha256 as sha2::Digest>::digest(hex::decode(stolen).unwrap());
    users.insert("the hash", format!("shanyi={}", hex::encode(digest)));
    let mut user = Browser::stranger(office);
    for (kind, cookie) in users {
        user.cookie = cookie;
        for row in scene.rows() {
            let answer = ask(&user, &row).await;
            assert_eq!(
                (answer.status, answer.kind()),
                NOBODY,
                "{} for {kind}",
                row.route
            );
            assert_eq!(
                answer.json.as_object().unwrap().len(),
                1,
                "nothing but the kind"
            );
        }
    }
    for method in ["PUT", "GET"] {
        let path = format!("/v1/blobs/{}", "00".repeat(32));
        let request = user.request(method, &path);
        let request = request
            .header("upload-offset", 0)
            .header("upload-length", 1);
        assert_eq!(
            request.send().await.unwrap().status(),
            401,
            "{method} {path}"
        );
    }
}

#[tokio::test]
async fn what_changes_something_or_names_somebody_has_to_come_from_the_consoles_own_pages() {
    let scene = Scene::new().await;
    let clerk = Browser::signed_in(&scene.office, 0).await;
    let account = &scene.office.accounts[0];
    let door = json!({"name": account.name, "password": account.password});
    let mut rows = scene.rows();
    rows.push(Row::open("POST /api/session", "/api/session", Some(door)));
    let client = crate::office::client();
    // A form of another site, a script of another site, and one that has the header and no right.
    let origins: [&[(&str, &str)]; 3] = [
        &[
            ("origin", "https://elsewhere.example"),
            ("content-type", "application/x-www-form-urlencoded"),
        ],
        &[("origin", "https://elsewhere.example"), ("x-shanyi", "0")],
        &[
            ("origin", "https://elsewhere.example"),
            ("x-shanyi", "1"),
            ("sec-fetch-site", "cross-site"),
        ],
    ];
    for row in rows.iter().filter(|row| row.changes()) {
        let method = row.route.split(' ').next().unwrap();
        for headers in origins {
            let mut request = client.request(
                method.parse().unwrap(),
                format!("{}{}", scene.office.url, row.path),
            );
            request = request.header("cookie", &clerk.cookie);
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            let body = row.body.clone().unwrap_or_default().to_string();
            let answer = Answer::of(request.body(body).send().await.unwrap()).await;
            assert_eq!(
                (answer.status, answer.kind()),
                ELSEWHERE,
                "{} with {headers:?}",
                row.route
            );
        }
    }
    assert_eq!(
        clerk.get("/api/session").await.status,
        200,
        "the session is still open"
    );
    let page = clerk.case(scene.case).await;
    assert_eq!(
        (&page["row"]["state"], &page["revealed"]),
        (&json!("submitted"), &json!(0))
    );
    // No other site may ask whether it may: a browser sends nothing without that.
    let asked = client
        .request(
            reqwest::Method::OPTIONS,
            format!("{}/api/cases/search", scene.office.url),
        )
        .header("origin", "https://elsewhere.example")
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "x-shanyi");
    let answer = asked.send().await.unwrap();
    assert!(!answer.headers().contains_key("access-control-allow-origin"));
    assert!(!answer.status().is_success());
}

#[tokio::test]
async fn each_desk_is_offered_exactly_what_it_may_do() {
    let acts = [
        ("accept", json!({"kind": "accept"})),
        (
            "correction",
            json!({"kind": "correction", "wanted": [{"material": "photo", "why": "太暗"}]}),
        ),
        (
            "refuse",
            json!({"kind": "refuse", "reason": "不归乡里", "where_to_go": "县里"}),
        ),
        ("decide", json!({"kind": "decide", "outcome": "granted"})),
        ("issue", json!({"kind": "issue", "name": "优待证"})),
        (
            "record_money",
            json!({"kind": "record_money", "fen": 100, "on": "2026-09-21"}),
        ),
        ("withdraw", json!({"kind": "withdraw", "reason": "不办了"})),
        ("return_originals", json!({"kind": "return_originals"})),
        ("comment", json!({"kind": "comment", "text": "好"})),
    ];
    let county = ["decide", "issue", "record_money", "comment"];
    let office = Office::open().await;
    let mut station = office.station(FIRST_VILLAGE);
    let users = [
        ("township", Browser::signed_in(&office, 0).await),
        ("county", Browser::signed_in(&office, 2).await),
        (
            "looks",
            Browser::newcomer(&office, "方小琴", "柘岱口乡", true).await,
        ),
    ];
    for (name, act) in acts {
        for (kind, user) in &users {
            let case = station.hand_over("雷美凤", "lnyd", vec![]);
            station.sync().await;
            let mine = *kind == "township" || (*kind == "county" && county.contains(&name));
            let page = user.case(case).await;
            let offered = page["acts"].as_array().unwrap();
            let is_offered = offered.iter().any(|one| one == name);
            let answer = user.act_on(case, page["seen"].clone(), act.clone()).await;
            let refused = answer.kind() == "not_yours";
            assert_eq!(refused, !mine, "{name} by {kind}: {}", answer.json);
            assert_eq!(
                is_offered,
                answer.status == 200,
                "{name} is offered to {kind} as it is taken"
            );
        }
    }
}

#[test]
fn no_handler_decides_by_itself_who_may_do_what() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/console");
    let mut looked = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        // The table itself, and what tells the pages whose session it is.
        if !name.ends_with(".rs") || ["may.rs", "session.rs"].contains(&name.as_str()) {
            continue;
        }
        looked += 1;
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(
            !text.contains(".may_act"),
            "{name} asks an account itself whether it may act: ask the table in may.rs"
        );
    }
    assert!(looked > 15, "{looked} files");
}
