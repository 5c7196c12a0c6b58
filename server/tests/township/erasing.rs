//! A case erased at the county's desk.

use serde_json::json;
use shanyi_domain::ids::CaseId;
use shanyi_server::ledger::LedgerError;
use shanyi_server::ledger::journal::JournalAct;

use crate::office::{Browser, FIRST_VILLAGE, Office};
use crate::station::{image, line, random};

#[tokio::test]
async fn a_case_erased_at_the_desk_is_gone_from_every_list_and_who_did_it_and_why_stays() {
    let office = Office::open().await;
    let mut station = office.station(FIRST_VILLAGE);
    let photo = random::<2000>();
    let case = station.hand_over("雷美凤", "lnyd", vec![line("id_card", vec![image(&photo)])]);
    station.hand_over("蓝春妹", "lnyd", vec![]);
    station.sync().await;
    station.upload(&photo, 0, &photo).await;
    let county = Browser::signed_in(&office, 2).await;
    let window = Browser::signed_in(&office, 0).await;
    let path = format!("/api/cases/{case}/erase");
    let no_why = county.post(&path, &json!({"why": "  "})).await;
    assert_eq!(
        (no_why.status, &no_why.json["field"]),
        (422, &json!("reason"))
    );
    let done = county.post(&path, &json!({"why": "申请人书面要求"})).await;
    assert_eq!(done.status, 200, "{}", done.json);
    for user in [&county, &window] {
        let page = user.get(&format!("/api/cases/{case}")).await;
        assert_eq!((page.status, page.kind()), (404, "not_found"));
        let list = user.search(json!({"queue": "all", "words": ""})).await.json;
        let rows = list["rows"].as_array().unwrap();
        assert_eq!((rows.len(), &rows[0]["applicant"]), (1, &json!("蓝春妹")));
        assert_eq!(list["counts"]["all"], 1);
        let found = user
            .search(json!({"queue": "all", "words": "雷美凤"}))
            .await
            .json;
        assert_eq!(found["rows"], json!([]));
    }
    assert_eq!(
        county.post(&path, &json!({"why": "再一次"})).await.kind(),
        "not_found"
    );
    let line: Result<_, LedgerError> = office
        .app
        .ledger
        .read(|view| view.last_noted(JournalAct::Erased));
    let line = line.unwrap().unwrap();
    assert_eq!(
        (line.act, line.subject.as_str(), line.why.as_str()),
        (
            Some(JournalAct::Erased),
            case.to_string().as_str(),
            "申请人书面要求"
        )
    );
    assert!(line.person.is_some());
    let erased: Result<Vec<CaseId>, LedgerError> =
        office.app.ledger.read(|view| view.erased_cases());
    assert_eq!(erased.unwrap(), [case]);
    assert!(
        shanyi_server::verify::verify(&office.app)
            .unwrap()
            .is_whole()
    );
}
