//! Who looked at what of people's data is written down.

use rusqlite::Connection;
use shanyi_wire::derive::image_hash;

use crate::office::{Browser, FIRST_VILLAGE, MONDAY, Office};
use crate::station::{image, line, random};

/// The kinds of sight that stand in the ledger, in their order, with how many rows each.
fn sights(office: &Office) -> Vec<(i64, bool, i64)> {
    let path = office.folder.path().join("data").join("township.db");
    let ledger = Connection::open(path).unwrap();
    let sql = "SELECT what, case_id IS NOT NULL, count(*) FROM viewed GROUP BY 1, 2 ORDER BY 1, 2";
    let mut rows = ledger.prepare(sql).unwrap();
    let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
    rows.unwrap().map(Result::unwrap).collect()
}

#[tokio::test]
async fn each_list_case_and_image_that_a_clerk_sees_is_written_down_once_an_hour() {
    let office = Office::open().await;
    let mut station = office.station(FIRST_VILLAGE);
    let photo = random::<3000>();
    let papers = vec![line("id_card", vec![image(&photo)])];
    let case = station.hand_over("雷美凤", "lnyd", papers);
    station.sync().await;
    station.upload(&photo, 0, &photo).await;
    let clerk = Browser::signed_in(&office, 0).await;
    assert_eq!(sights(&office), [], "a sign-in shows nobody");
    let path = format!("/api/images/{}", image_hash(&photo));
    let look = async |clerk: &Browser| {
        clerk.search(serde_json::json!({})).await;
        clerk.case(case).await;
        assert_eq!(clerk.get(&path).await.status, 200);
    };
    for _ in 0..3 {
        look(&clerk).await;
    }
    let once = [(2, true, 1), (3, false, 1), (4, true, 1)];
    assert_eq!(sights(&office), once);
    let other = Browser::signed_in(&office, 1).await;
    look(&other).await;
    let both = once.map(|(what, of, _)| (what, of, 2));
    assert_eq!(sights(&office), both, "each person for themselves");
    office.set_clock(MONDAY.plus_seconds(3599));
    look(&other).await;
    assert_eq!(sights(&office), both);
    office.set_clock(MONDAY.plus_seconds(3600));
    look(&other).await;
    assert_eq!(sights(&office), once.map(|(what, of, _)| (what, of, 3)));
    // What shows nobody is no sight of anybody.
    clerk.get(&format!("/api/cases/{}", "00".repeat(16))).await;
    clerk.search(serde_json::json!({"words": "没有这人"})).await;
    assert_eq!(sights(&office), once.map(|(what, of, _)| (what, of, 3)));
}

#[tokio::test]
async fn each_look_at_a_whole_identity_number_is_written_down_each_time() {
    let office = Office::open().await;
    let mut station = office.station(FIRST_VILLAGE);
    let case = station.hand_over("雷美凤", "lnyd", vec![]);
    station.sync().await;
    let clerk = Browser::signed_in(&office, 0).await;
    for _ in 0..3 {
        let path = format!("/api/cases/{case}/identity");
        assert_eq!(clerk.post(&path, &serde_json::json!({})).await.status, 200);
    }
    assert_eq!(sights(&office), [(1, true, 3)]);
    for _ in 0..2 {
        let path = format!("/api/cases/{case}/phone");
        assert_eq!(clerk.post(&path, &serde_json::json!({})).await.status, 200);
    }
    assert_eq!(sights(&office), [(1, true, 3), (5, true, 2)]);
}
