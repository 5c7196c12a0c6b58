//! Codes and PCs at the county's desk.

use serde_json::{Value, json};
use shanyi_domain::ids::DeviceId;
use shanyi_server::ledger::LedgerError;
use shanyi_server::ledger::journal::JournalAct;
use shanyi_wire::enrol::{Code, Cost, Packed, fingerprint, read_ticket};

use crate::joined::{Newcomer, code};
use crate::office::{Browser, FIRST_VILLAGE, MONDAY, Office, SECOND_VILLAGE};
use crate::station::line;

const SERVER: &str = "https://shanyi.example";

fn newest(office: &Office) -> (Option<JournalAct>, String, String) {
    let lines: Result<_, LedgerError> = office.app.ledger.read(|view| view.journal(1));
    let line = lines.unwrap().remove(0);
    (line.act, line.subject, line.why)
}

/// What a camera would read from the rows: the text that was put in, made anew.
fn is_qr_of(rows: &Value, text: &str) -> bool {
    let code = qrcode::QrCode::new(text.as_bytes()).unwrap();
    let dark = |color: &qrcode::Color| {
        if *color == qrcode::Color::Dark {
            '1'
        } else {
            '0'
        }
    };
    let colors = code.to_colors();
    let made = colors.chunks(code.width());
    let made: Vec<String> = made.map(|row| row.iter().map(dark).collect()).collect();
    *rows == json!(made)
}

#[tokio::test]
async fn a_code_of_the_desk_is_said_once_with_all_that_a_clerk_reads_out() {
    let office = Office::open().await;
    let county = Browser::signed_in(&office, 2).await;
    let wish = json!({"station": FIRST_VILLAGE, "server": format!("{SERVER}/"), "label": " 前台 "});
    let made = county.post("/api/codes", &wish).await;
    assert_eq!(made.status, 200, "{}", made.json);
    let said = &made.json;
    let code: Code = said["code"].as_str().unwrap().parse().unwrap();
    let ticket = shanyi_wire::enrol::ticket(SERVER, &code);
    assert!(is_qr_of(&said["qr"], &ticket));
    assert_eq!(read_ticket(&ticket).unwrap().0, SERVER);
    assert_eq!(
        (
            &said["server"],
            &said["station"],
            &said["label"],
            &said["file"]
        ),
        (
            &json!(SERVER),
            &json!("五星村服务站"),
            &json!("前台"),
            &Value::Null
        )
    );
    assert_eq!(said["fingerprint"], fingerprint(&office.app.key.public()));
    assert_eq!(said["expires_at"], json!(MONDAY.0 + 24 * 3600));
    let list = county.get("/api/codes").await.json;
    assert_eq!(
        (&list[0]["state"], &list[0]["label"], &list[0]["pc"]),
        (&json!("good"), &json!("前台"), &Value::Null)
    );
    assert!(!list.to_string().contains(said["code"].as_str().unwrap()));
    let (act, station, label) = newest(&office);
    assert_eq!(
        (act, station.as_str(), label.as_str()),
        (Some(JournalAct::CodeMade), FIRST_VILLAGE, "前台")
    );
}

#[tokio::test]
async fn an_invitation_of_the_desk_is_the_file_that_its_code_opens() {
    let office = Office::open().await;
    let county = Browser::signed_in(&office, 2).await;
    let wish = json!({"station": FIRST_VILLAGE, "server": SERVER, "in_a_file": true});
    let made = county.post("/api/codes", &wish).await.json;
    assert_eq!(made["expires_at"], json!(MONDAY.0 + 14 * 24 * 3600));
    let file = hex::decode(made["file"].as_str().unwrap()).unwrap();
    let code: Code = made["code"].as_str().unwrap().parse().unwrap();
    let key = code.key(Cost::RELEASED).unwrap();
    let opened = Packed::from_bytes(&file).unwrap().open(&key).unwrap();
    assert_eq!(opened.membership.servers, [SERVER]);
    assert_eq!(opened.membership.station.name, "五星村服务站");
}

#[tokio::test]
async fn what_can_not_be_is_refused_with_the_field_that_says_it() {
    let office = Office::open().await;
    let county = Browser::signed_in(&office, 2).await;
    let table = [
        (json!({"server": "shanyi.example"}), "server", "form"),
        (json!({"server": " "}), "server", "empty"),
        (json!({"label": "前台".repeat(40)}), "label", "too_long"),
        (json!({"label": "前\u{202e}台"}), "label", "unseen"),
    ];
    for (change, field, fault) in table {
        let mut wish = json!({"station": FIRST_VILLAGE, "server": SERVER});
        for (key, value) in change.as_object().unwrap() {
            wish[key] = value.clone();
        }
        let refused = county.post("/api/codes", &wish).await;
        let expected = json!({"kind": "invalid", "field": field, "fault": fault});
        assert_eq!((refused.status, refused.json), (422, expected));
    }
    let unknown = json!({"station": "331123999999", "server": SERVER});
    assert_eq!(
        county.post("/api/codes", &unknown).await.kind(),
        "not_found"
    );
    assert_eq!(county.get("/api/codes").await.json, json!([]));
}

#[tokio::test]
async fn the_desk_sees_which_pc_came_with_a_code_when_and_what_it_last_sent() {
    let office = Office::open().await;
    let county = Browser::signed_in(&office, 2).await;
    let mut station = office.station(FIRST_VILLAGE);
    let id = station.head().stream.device.to_string();
    let fresh = county.get("/api/devices").await.json;
    assert_eq!(fresh[0]["last_sent"], Value::Null);
    office.set_clock(MONDAY.plus_seconds(1800));
    station.hand_over("蓝春妹", "lnyd", vec![line("id_card", vec![])]);
    station.sync().await;
    let devices = county.get("/api/devices").await.json;
    assert_eq!(
        (&devices[0]["id"], &devices[0]["last_sent"]),
        (&json!(id), &json!(MONDAY.0 + 1800))
    );
    let codes = county.get("/api/codes").await.json;
    assert_eq!(
        (&codes[0]["state"], &codes[0]["since"], &codes[0]["pc"]),
        (&json!("used"), &json!(MONDAY.0), &json!(id))
    );
    let why = json!({"why": "电脑被偷"});
    let done = county
        .post(&format!("/api/devices/{id}/revoke"), &why)
        .await;
    assert_eq!(done.json[0]["revoked_why"], "电脑被偷");
    assert_eq!(
        newest(&office),
        (
            Some(JournalAct::DeviceRevoked),
            id.clone(),
            "电脑被偷".to_owned()
        )
    );
    // What it sends from now on is kept apart, and shows when it did.
    office.set_clock(MONDAY.plus_seconds(3000));
    station.hand_over("雷火生", "lnyd", vec![]);
    station.send(station.body(&[station.push(3, 4)])).await;
    let devices = county.get("/api/devices").await.json;
    assert_eq!(devices[0]["last_sent"], json!(MONDAY.0 + 3000));
    let no_why = county
        .post(&format!("/api/devices/{id}/revoke"), &json!({"why": " "}))
        .await;
    assert_eq!(no_why.json["field"], "reason");
}

/// Under which PC each goes on, by its block: what the county's desk sees.
async fn going_on(county: &Browser) -> Vec<(Value, Value)> {
    let pcs = county.get("/api/devices").await.json;
    let pcs = pcs.as_array().unwrap().iter();
    pcs.map(|pc| (pc["block"].clone(), pc["goes_on_as"].clone()))
        .collect()
}

#[tokio::test]
async fn a_pc_whose_cases_another_goes_on_with_is_named_until_one_of_both_is_revoked() {
    let office = Office::open().await;
    let county = Browser::signed_in(&office, 2).await;
    let old = office.station(FIRST_VILLAGE).head().stream.device;
    let elsewhere = office.station(SECOND_VILLAGE).head().stream.device;
    let none = Value::Null;
    // Nobody goes on with a PC of another station, whatever it says.
    let mut newcomer = Newcomer::new();
    newcomer.former = Some(elsewhere);
    newcomer
        .joins(&office.app, &code(&office.app, FIRST_VILLAGE).code)
        .unwrap();
    let apart = going_on(&county).await;
    assert!(apart.iter().all(|(_, now)| *now == none), "{apart:?}");
    // A code that is made in no PC's place, for one that goes on with the old one's copy.
    let mut newcomer = Newcomer::new();
    newcomer.former = Some(old);
    let made = code(&office.app, FIRST_VILLAGE);
    let joined = newcomer.joins(&office.app, &made.code).unwrap();
    let again = newcomer.joins(&office.app, &made.code).unwrap();
    assert_eq!(again.device, joined.device, "asking again changes nothing");
    let devices = county.get("/api/devices").await.json;
    let of = |id: DeviceId| {
        let mut all = devices.as_array().unwrap().iter();
        all.find(|pc| pc["id"] == json!(id.to_string())).unwrap()
    };
    assert_eq!(of(old)["goes_on_as"], json!(joined.device.to_string()));
    assert_eq!(
        of(old)["revoked_at"],
        none,
        "nobody takes a key on a PC's word"
    );
    assert_eq!(of(joined.device)["goes_on_as"], none);
    let path = format!("/api/devices/{old}/revoke");
    let done = county.post(&path, &json!({"why": "电脑被偷"})).await;
    assert_eq!(done.status, 200);
    let after = going_on(&county).await;
    assert!(after.iter().all(|(_, now)| *now == none), "{after:?}");
}

#[tokio::test]
async fn a_county_account_of_one_township_sees_and_changes_its_codes_and_pcs_alone() {
    let office = Office::open().await;
    let own = Browser::of_the_county(&office, Some("北界镇"), false).await;
    let here = code(&office.app, FIRST_VILLAGE);
    let there = code(&office.app, SECOND_VILLAGE);
    let pc_here = office.station(FIRST_VILLAGE).head().stream.device;
    let pc_there = office.station(SECOND_VILLAGE).head().stream.device;
    let ids = |list: &Value| -> Vec<Value> {
        let rows = list.as_array().unwrap().iter();
        rows.map(|row| row["id"].clone()).collect()
    };
    let codes = own.get("/api/codes").await.json;
    assert!(ids(&codes).contains(&json!(there.id)));
    assert!(!ids(&codes).contains(&json!(here.id)));
    let pcs = own.get("/api/devices").await.json;
    assert_eq!(ids(&pcs), [json!(pc_there.to_string())]);
    let foreign = own
        .post(&format!("/api/codes/{}/withdraw", here.id), &json!({}))
        .await;
    assert_eq!(foreign.kind(), "not_found");
    let why = json!({"why": "看错了"});
    let foreign = own
        .post(&format!("/api/devices/{pc_here}/revoke"), &why)
        .await;
    assert_eq!(foreign.kind(), "not_found");
    let mine = own
        .post(&format!("/api/codes/{}/withdraw", there.id), &json!({}))
        .await;
    assert_eq!(mine.status, 200);
    assert!(!ids(&mine.json).contains(&json!(here.id)));
    let mine = own
        .post(&format!("/api/devices/{pc_there}/revoke"), &why)
        .await;
    assert_eq!((mine.status, ids(&mine.json).len()), (200, 1));
    // A PC can't be named to be replaced at another's station either.
    let wish =
        json!({"station": SECOND_VILLAGE, "server": SERVER, "replaces": pc_here.to_string()});
    assert_eq!(own.post("/api/codes", &wish).await.kind(), "not_found");
}
