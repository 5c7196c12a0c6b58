//! Stations that wait until there is something to hear.

use std::time::Duration;

use serde_json::json;
use tokio::task::JoinHandle;

use crate::office::{Browser, FIRST_VILLAGE, Office, SECOND_VILLAGE};
use crate::station::Station;

/// Asks for news beside everything else; gives the status of the answer when it comes.
fn waits(station: &Station) -> JoinHandle<u16> {
    let request = crate::office::client().post(format!("{}/v1/news", station.url));
    let request = request.body(station.body(&[]));
    tokio::spawn(async move { request.send().await.unwrap().status().as_u16() })
}

/// Until so many wait.
async fn until_waiting(office: &Office, count: usize) {
    while office.app.waiting().count() != count {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn what_there_is_already_is_answered_at_once_and_the_rest_when_it_comes() {
    let office = Office::open().await;
    let mut station = office.station(FIRST_VILLAGE);
    assert_eq!(waits(&station).await.unwrap(), 200, "the catalogue");
    let case = station.hand_over("雷美凤", "lnyd", vec![]);
    station.sync().await;
    station.sync().await;
    let waiting = waits(&station);
    until_waiting(&office, 1).await;
    let clerk = Browser::signed_in(&office, 0).await;
    let said = clerk
        .act(case, json!({"kind": "comment", "text": "材料已看"}))
        .await;
    assert_eq!(said.status, 200);
    assert_eq!(waiting.await.unwrap(), 200);
    until_waiting(&office, 0).await;
}

#[tokio::test]
async fn a_station_s_own_push_is_no_news_to_it_and_wakes_no_other_station() {
    let office = Office::open().await;
    let mut station = office.station(FIRST_VILLAGE);
    let mut twin = office.station(FIRST_VILLAGE);
    let mut other = office.station(SECOND_VILLAGE);
    for one in [&mut station, &mut twin, &mut other] {
        one.sync().await;
    }
    let (own, beside, elsewhere) = (waits(&station), waits(&twin), waits(&other));
    until_waiting(&office, 3).await;
    let case = station.hand_over("雷美凤", "lnyd", vec![]);
    station.sync().await;
    assert_eq!(beside.await.unwrap(), 200, "the same station's other PC");
    until_waiting(&office, 2).await;
    assert!(!own.is_finished() && !elsewhere.is_finished());
    let clerk = Browser::signed_in(&office, 0).await;
    clerk
        .act(case, json!({"kind": "comment", "text": "材料已看"}))
        .await;
    assert_eq!(own.await.unwrap(), 200);
    until_waiting(&office, 1).await;
    assert!(!elsewhere.is_finished());
    office.app.close();
    assert_eq!(elsewhere.await.unwrap(), 204, "a server that stops");
}

#[tokio::test]
async fn a_device_waits_once_and_one_that_went_away_not_at_all() {
    let office = Office::open().await;
    let mut station = office.station(FIRST_VILLAGE);
    station.sync().await;
    let older = waits(&station);
    until_waiting(&office, 1).await;
    let newer = waits(&station);
    assert_eq!(
        older.await.unwrap(),
        204,
        "the newer question ends the older"
    );
    until_waiting(&office, 1).await;
    newer.abort();
    until_waiting(&office, 0).await;
}

#[tokio::test]
async fn what_another_process_publishes_is_news_too() {
    let office = Office::open().await;
    let mut station = office.station(FIRST_VILLAGE);
    station.sync().await;
    // What was written before the first glance counts as news for everybody, once.
    assert!(office.app.ledger.was_written_elsewhere().unwrap());
    station.hand_over("雷美凤", "lnyd", vec![]);
    station.sync().await;
    let own = office.app.ledger.was_written_elsewhere().unwrap();
    assert!(!own, "what this process writes does not count");
    let waiting = waits(&station);
    until_waiting(&office, 1).await;
    let file = office.folder.path().join("calendar.json");
    let mut calendar: serde_json::Value =
        serde_json::from_str(shanyi_domain::workday::Calendar::embedded()).unwrap();
    calendar["version"] = json!(9);
    std::fs::write(&file, calendar.to_string()).unwrap();
    let data = office.folder.path().join("data");
    let other = shanyi_server::App::open(&data, shanyi_server::clock::Clock::System).unwrap();
    shanyi_server::publish::calendar_file(&other, &file).unwrap();
    assert_eq!(waiting.await.unwrap(), 200);
}

#[tokio::test]
async fn a_stranger_waits_for_nothing() {
    let office = Office::open().await;
    let station = office.station(FIRST_VILLAGE);
    let mut stranger = station.clone();
    stranger.key = shanyi_wire::keys::SigningKey::from_bytes(&[9; 32]);
    assert_eq!(waits(&stranger).await.unwrap(), 401);
    let client = crate::office::client();
    let nothing = client.post(format!("{}/v1/news", office.url)).send().await;
    assert_eq!(nothing.unwrap().status(), 400);
    assert_eq!(office.app.waiting().count(), 0);
}
