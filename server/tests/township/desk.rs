//! Lists, search, images, news.

use std::time::Duration;

use rusqlite::Connection;
use serde_json::{Value, json};
use shanyi_wire::derive;

use crate::office::{Browser, FIRST_VILLAGE, MONDAY, Office, SECOND_VILLAGE};
use crate::station::{image, line, random};

async fn names(clerk: &Browser, wish: Value) -> Vec<String> {
    let list = clerk.search(wish).await.json;
    let rows = list["rows"].as_array().unwrap().iter();
    rows.map(|row| row["applicant"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn each_case_stands_in_the_list_of_what_is_to_be_done_next() {
    let office = Office::open().await;
    let clerk = Browser::signed_in(&office, 0).await;
    let mut station = office.station(FIRST_VILLAGE);
    let here = station.collect("还在站里", "lnyd", vec![]);
    let new = station.hand_over("待受理", "lnyd", vec![]);
    let accepted = station.hand_over("已受理", "lnyd", vec![]);
    let asked = station.hand_over("补正中", "lnyd", vec![]);
    let back = station.hand_over("补正已回", "lnyd", vec![]);
    let granted = station.hand_over("待出证", "lnyd", vec![]);
    let issued = station.hand_over("待送达", "lnyd", vec![]);
    let refused = station.hand_over("办结", "lnyd", vec![]);
    station.sync().await;
    let photo = json!([{"material": "photo", "why": "太暗"}]);
    for case in [asked, back] {
        clerk
            .act(case, json!({"kind": "correction", "wanted": photo}))
            .await;
    }
    for case in [accepted, granted, issued] {
        clerk.act(case, json!({"kind": "accept"})).await;
    }
    for case in [granted, issued] {
        clerk
            .act(case, json!({"kind": "decide", "outcome": "granted"}))
            .await;
    }
    clerk
        .act(issued, json!({"kind": "issue", "name": "老年人优待证"}))
        .await;
    clerk
        .act(
            refused,
            json!({"kind": "refuse", "reason": "不归乡里", "where_to_go": "县民政局"}),
        )
        .await;
    station.sync().await;
    station.submit(back);
    station.sync().await;
    let table = [
        ("to_accept", "待受理"),
        ("corrected", "补正已回"),
        ("accepted", "已受理"),
        ("to_issue", "待出证"),
        ("issued", "待送达"),
        ("correction", "补正中"),
        ("done", "办结"),
    ];
    for (queue, name) in table {
        assert_eq!(
            names(&clerk, json!({"queue": queue})).await,
            [name],
            "{queue}"
        );
    }
    let all = clerk.search(json!({"queue": "all"})).await.json;
    assert_eq!(all["rows"].as_array().unwrap().len(), 8);
    let counts = json!({"to_accept": 1, "corrected": 1, "accepted": 1, "to_issue": 1,
        "issued": 1, "correction": 1, "done": 1, "all": 8});
    assert_eq!(all["counts"], counts);
    assert_ne!(here, new);
}

#[tokio::test]
async fn pages_of_a_list_leave_nobody_out_and_name_nobody_twice() {
    let office = Office::open().await;
    let mut station = office.station(FIRST_VILLAGE);
    for n in 0..120 {
        if n % 40 == 0 {
            office.set_clock(MONDAY.plus_seconds(86_400 * n));
            station.sync().await;
        }
        station.hand_over(&format!("村民{n}"), "lnyd", vec![]);
    }
    station.sync().await;
    let clerk = Browser::signed_in(&office, 0).await;
    for queue in ["to_accept", "all"] {
        let mut seen = Vec::new();
        let mut after = String::new();
        loop {
            let wish = json!({"queue": queue, "after": after});
            let list = clerk.search(wish).await.json;
            let rows = list["rows"].as_array().unwrap();
            seen.extend(
                rows.iter()
                    .map(|row| row["id"].as_str().unwrap().to_owned()),
            );
            match list["next"].as_str() {
                Some(next) => after = next.to_owned(),
                None => break,
            }
        }
        let unique: std::collections::BTreeSet<_> = seen.iter().collect();
        assert_eq!((seen.len(), unique.len()), (120, 120), "{queue}");
    }
}

#[tokio::test]
async fn a_case_is_found_by_part_of_a_name_by_number_item_phone_or_whole_identity_number() {
    let office = Office::open().await;
    let clerk = Browser::signed_in(&office, 0).await;
    let mut station = office.station(FIRST_VILLAGE);
    station.hand_over("雷美凤", "lnyd", vec![]);
    station.hand_over("阿依古丽·买买提", "tzhy", vec![]);
    station.sync().await;
    let elder = crate::station::elder();
    let (fenghuang, ayi) = ("雷美凤", "阿依古丽·买买提");
    let table = [
        ("美凤", vec![fenghuang]),
        ("古丽买", vec![ayi]),
        ("农家乐", vec![ayi]),
        ("A0001", vec![fenghuang]),
        ("01234", vec![ayi, fenghuang]),
        ("雷 优待证", vec![fenghuang]),
        (elder.as_str(), vec![ayi, fenghuang]),
        ("没有这人", vec![]),
    ];
    for (question, expected) in table {
        let mut found = names(&clerk, json!({"queue": "all", "words": question})).await;
        found.sort();
        let mut expected = expected;
        expected.sort_unstable();
        assert_eq!(found, expected, "{question}");
    }
}

#[tokio::test]
async fn a_server_that_is_not_busy_makes_the_words_of_new_cases_before_anybody_searches() {
    let office = Office::open().await;
    let mut station = office.station(FIRST_VILLAGE);
    station.hand_over("雷美凤", "lnyd", vec![]);
    station.sync().await;
    let ledger = Connection::open(office.folder.path().join("data/township.db")).unwrap();
    let count = |sql: &str| -> u32 { ledger.query_row(sql, [], |row| row.get(0)).unwrap() };
    let end = tokio::time::Instant::now() + Duration::from_secs(60);
    while count("SELECT count(*) FROM search_due") > 0 {
        assert!(tokio::time::Instant::now() < end);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(
        count("SELECT count(*) FROM search_token WHERE token = '美凤'"),
        1
    );
}

#[tokio::test]
async fn an_image_is_given_with_its_kind_and_only_when_it_is_whole() {
    let office = Office::open().await;
    let clerk = Browser::signed_in(&office, 0).await;
    let mut station = office.station(FIRST_VILLAGE);
    let (photo, loose) = (random::<2000>(), random::<100>());
    let case = station.hand_over("雷美凤", "lnyd", vec![line("id_card", vec![image(&photo)])]);
    station.sync().await;
    let path = format!("/api/images/{}", derive::image_hash(&photo));
    station.upload(&photo, 0, &photo[..500]).await;
    let part = clerk.get(&path).await;
    let expected = json!({"kind": "incomplete", "have": 500, "total": 2000});
    assert_eq!((part.status, part.json), (404, expected));
    let row = clerk.case(case).await["row"].clone();
    assert_eq!(
        (&row["images_here"], &row["images_total"]),
        (&json!(0), &json!(1))
    );
    station.upload(&photo, 500, &photo[500..]).await;
    let response = clerk.request("GET", &path).send().await.unwrap();
    let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "image/jpeg");
    assert_eq!(header("cache-control"), "private, no-store");
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(response.bytes().await.unwrap(), &photo[..]);
    // Bytes that no case names are given to nobody.
    station.upload(&loose, 0, &loose).await;
    let path = format!("/api/images/{}", derive::image_hash(&loose));
    assert_eq!(clerk.get(&path).await.kind(), "not_found");
}

#[tokio::test]
async fn the_inbox_hears_of_news_while_it_waits_and_pushes_go_on_meanwhile() {
    let office = Office::open().await;
    let clerk = Browser::signed_in(&office, 0).await;
    let mut station = office.station(FIRST_VILLAGE);
    let position = clerk.search(json!({})).await.json["position"].clone();
    let path = format!("/api/changes?after={position}");
    let waiting = async { (clerk.get(&path).await, std::time::Instant::now()) };
    let pushing = async {
        station.hand_over("雷美凤", "lnyd", vec![]);
        station.sync().await;
    };
    let ((news, _), ()) = tokio::time::timeout(Duration::from_secs(20), async {
        tokio::join!(waiting, pushing)
    })
    .await
    .expect("the bell rings");
    assert_ne!(news.json["position"], position);
    let old = clerk.get("/api/changes?after=0").await;
    assert_eq!(old.status, 200, "what is old already is answered at once");
}

#[tokio::test]
async fn stations_and_items_are_listed() {
    let office = Office::open().await;
    let clerk = Browser::signed_in(&office, 0).await;
    let stations = clerk.get("/api/stations").await.json;
    assert_eq!(stations[0]["name"], "五星村服务站");
    assert_eq!(stations[1]["code"], SECOND_VILLAGE);
    let items = clerk.get("/api/items").await.json;
    let items: Vec<&Value> = items.as_array().unwrap().iter().collect();
    assert_eq!(items.len(), 37);
    assert!(items.iter().any(|item| item["short"] == "老年人优待证"));
}
