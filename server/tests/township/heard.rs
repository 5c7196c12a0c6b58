//! When a PC was last heard of, and when it last sent something.

use serde_json::{Value, json};
use shanyi_server::App;
use shanyi_server::clock::Clock;
use shanyi_server::ledger::LedgerError;

use crate::office::{Browser, FIRST_VILLAGE, MONDAY, Office};
use crate::station::Station;

/// The first PC as the county's desk sees it: when it was last heard of, and last sent something.
async fn seen(office: &Office) -> (Value, Value) {
    // Hours have gone by: an earlier session may be over.
    let county = Browser::signed_in(office, 2).await;
    let pc = county.get("/api/devices").await.json[0].clone();
    (pc["last_heard"].clone(), pc["last_sent"].clone())
}

/// What the ledger has of it.
fn kept(app: &App, station: &Station) -> Option<i64> {
    let device = station.head().stream.device;
    let heard: Result<_, LedgerError> = app.ledger.read(|view| view.heard(device));
    heard.unwrap().map(|at| at.0)
}

/// Asks for news, as an idle PC does, that there are already.
async fn ask(station: &Station) -> u16 {
    let request = crate::office::client().post(format!("{}/v1/news", station.url));
    let answer = request.body(station.body(&[])).send().await.unwrap();
    answer.status().as_u16()
}

#[tokio::test]
async fn a_pc_with_nothing_to_send_is_heard_of_and_sends_nothing() {
    let office = Office::open().await;
    let station = office.station(FIRST_VILLAGE);
    assert_eq!(
        seen(&office).await,
        (json!(MONDAY.0), Value::Null),
        "it joined"
    );
    office.set_clock(MONDAY.plus_seconds(7_200));
    assert_eq!(ask(&station).await, 200);
    assert_eq!(seen(&office).await, (json!(MONDAY.0 + 7_200), Value::Null));
    office.set_clock(MONDAY.plus_seconds(7_260));
    assert_eq!(station.send(station.body(&[])).await.status, 200);
    assert_eq!(seen(&office).await, (json!(MONDAY.0 + 7_260), Value::Null));
    assert_eq!(
        kept(&office.app, &station),
        Some(MONDAY.0 + 7_200),
        "a minute later nothing is written"
    );
}

#[tokio::test]
async fn a_server_that_is_killed_forgets_minutes_of_it_and_one_that_is_stopped_nothing() {
    let office = Office::open().await;
    let station = office.station(FIRST_VILLAGE);
    office.set_clock(MONDAY.plus_seconds(3_600));
    ask(&station).await;
    office.set_clock(MONDAY.plus_seconds(3_700));
    ask(&station).await;
    let data = office.folder.path().join("data");
    let beside = App::open(&data, Clock::at(MONDAY)).unwrap();
    assert_eq!(kept(&beside, &station), Some(MONDAY.0 + 3_600));
    // Its folder goes with the office.
    office
        .stopped_over(|| assert_eq!(kept(&beside, &station), Some(MONDAY.0 + 3_700)))
        .await;
}

#[tokio::test]
async fn a_revoked_pc_and_a_stranger_under_its_name_are_not_heard_of() {
    let office = Office::open().await;
    let county = Browser::signed_in(&office, 2).await;
    let mut station = office.station(FIRST_VILLAGE);
    let mut stranger = station.clone();
    stranger.key = crate::joined::Newcomer::new().key;
    office.set_clock(MONDAY.plus_seconds(900));
    assert_eq!(ask(&stranger).await, 401);
    assert_eq!(seen(&office).await, (json!(MONDAY.0), Value::Null));
    ask(&station).await;
    let id = station.head().stream.device.to_string();
    let why = json!({"why": "电脑被偷"});
    let path = format!("/api/devices/{id}/revoke");
    assert_eq!(county.post(&path, &why).await.status, 200);
    office.set_clock(MONDAY.plus_seconds(5_000));
    assert_eq!(ask(&station).await, 401);
    station.hand_over("雷火生", "lnyd", vec![]);
    assert_eq!(
        station
            .send(station.body(&[station.push(1, 2)]))
            .await
            .status,
        401
    );
    assert_eq!(
        seen(&office).await,
        (json!(MONDAY.0 + 900), json!(MONDAY.0 + 5_000)),
        "what it sends is evidence and no sign of life"
    );
}
