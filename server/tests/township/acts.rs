//! What clerks do, and how it comes back to the station.

use serde_json::json;
use shanyi_domain::fact::{Delivered, Fact, MaterialsAmended, Relation};
use shanyi_domain::state::State;

use crate::office::{Browser, FIRST_VILLAGE, Office};
use crate::station::{elder, image, line, random};

#[tokio::test]
async fn a_case_goes_the_whole_way_from_the_counter_to_the_door() {
    let office = Office::open().await;
    let clerk = Browser::signed_in(&office, 0).await;
    let mut station = office.station(FIRST_VILLAGE);
    let case = station.hand_over("雷美凤", "tzhy", vec![line("application", vec![])]);
    station.sync().await;
    let page = clerk.case(case).await;
    assert_eq!(page["row"]["state"], "submitted");
    assert_eq!(
        page["acts"],
        json!(["accept", "correction", "refuse", "withdraw", "comment"])
    );

    let wanted = json!([{"material": "site_plans", "why": "缺平面图"}, {"material": "safety_commitment", "why": "没有签字"}]);
    let done = clerk
        .act(
            case,
            json!({"kind": "correction", "wanted": wanted, "note": "一起补来"}),
        )
        .await;
    assert_eq!(
        (done.status, &done.json["repeated_correction"]),
        (200, &json!(false)),
        "{}",
        done.json
    );
    station.sync().await;
    let known = station.case(case).unwrap();
    assert_eq!(known.state, State::Correction);
    assert_eq!(known.correction.unwrap().wanted.len(), 2);

    let plans = line("site_plans", vec![image(b"plan")]);
    station.write(
        case,
        Fact::MaterialsAmended(MaterialsAmended {
            materials: vec![plans, line("safety_commitment", vec![])],
            applies: None,
        }),
    );
    station.submit(case);
    station.sync().await;
    let page = clerk.case(case).await;
    assert_eq!(
        (&page["row"]["state"], &page["row"]["corrections"]),
        (&json!("submitted"), &json!(1))
    );
    let mended: Vec<_> = page["materials"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|material| material["mended"] == json!(true))
        .map(|material| material["listed"]["code"].as_str().unwrap())
        .collect();
    assert_eq!(mended, ["site_plans", "safety_commitment"]);

    assert_eq!(
        clerk
            .act(case, json!({"kind": "accept", "office": "县公安局"}))
            .await
            .status,
        200
    );
    assert_eq!(
        clerk
            .act(case, json!({"kind": "decide", "outcome": "granted"}))
            .await
            .status,
        200
    );
    let issued = json!({"kind": "issue", "name": "特种行业许可证", "number": "遂公特旅字第0417号"});
    assert_eq!(clerk.act(case, issued).await.status, 200);
    station.sync().await;
    assert_eq!(station.case(case).unwrap().state, State::Granted);
    station.write(
        case,
        Fact::Delivered(Delivered {
            to: "雷美凤".to_owned(),
            relation: Relation::Applicant,
            signature: Some(image(&random::<300>())),
            photo: None,
        }),
    );
    station.sync().await;
    let page = clerk.case(case).await;
    assert_eq!(page["row"]["state"], "closed");
    assert_eq!(page["delivered"]["to"], "雷美凤");
    assert!(
        page["course"]
            .as_array()
            .unwrap()
            .iter()
            .all(|step| step["verdict"] == "applied")
    );
    // Both sides fold the same case out of the same events.
    let here = office
        .app
        .ledger
        .read(|view| view.case(case))
        .unwrap()
        .unwrap();
    assert_eq!(Some(here.case), station.case(case));
    assert!(
        shanyi_server::dump::dump(&office.app)
            .unwrap()
            .starts_with(&format!("case {case}\nevent "))
    );
}

#[tokio::test]
async fn a_clerk_who_looked_before_the_case_moved_on_is_told_so() {
    let office = Office::open().await;
    let clerk = Browser::signed_in(&office, 0).await;
    let mut station = office.station(FIRST_VILLAGE);
    let case = station.hand_over("雷美凤", "lnyd", vec![]);
    station.sync().await;
    let seen = clerk.case(case).await["seen"].clone();
    assert_eq!(
        clerk
            .act_on(case, seen.clone(), json!({"kind": "accept"}))
            .await
            .status,
        200
    );
    let late = clerk
        .act_on(case, seen, json!({"kind": "comment", "text": "晚了"}))
        .await;
    assert_eq!((late.status, late.kind()), (409, "moved_on"));
    assert_eq!(
        clerk.case(case).await["course"].as_array().unwrap().len(),
        3
    );
}

#[tokio::test]
async fn an_act_in_the_wrong_state_is_refused_with_the_state() {
    let office = Office::open().await;
    let clerk = Browser::signed_in(&office, 0).await;
    let mut station = office.station(FIRST_VILLAGE);
    let case = station.collect("雷美凤", "lnyd", vec![]);
    station.sync().await;
    let early = clerk.act(case, json!({"kind": "accept"})).await;
    assert_eq!(
        (early.status, early.kind(), &early.json["state"]),
        (409, "not_now", &json!("collected"))
    );
    station.submit(case);
    station.sync().await;
    let issue = clerk
        .act(case, json!({"kind": "issue", "name": "老年人优待证"}))
        .await;
    assert_eq!((issue.status, issue.kind()), (409, "not_now"));
}

#[tokio::test]
async fn only_immediate_items_are_decided_on_the_spot() {
    let office = Office::open().await;
    let clerk = Browser::signed_in(&office, 0).await;
    let mut station = office.station(FIRST_VILLAGE);
    let promised = station.hand_over("雷美凤", "lnyd", vec![]);
    let immediate = station.hand_over("钟土根", "jbrz", vec![]);
    station.sync().await;
    let decide = json!({"kind": "decide", "outcome": "granted", "reason": "认证通过"});
    let refused = clerk.act(promised, decide.clone()).await;
    assert_eq!((refused.status, refused.kind()), (409, "not_now"));
    let done = clerk.act(immediate, decide).await;
    assert_eq!(
        (done.status, &done.json["case"]["row"]["state"]),
        (200, &json!("granted"))
    );
}

#[tokio::test]
async fn a_second_correction_for_the_same_stage_is_taken_and_flagged() {
    let office = Office::open().await;
    let clerk = Browser::signed_in(&office, 0).await;
    let mut station = office.station(FIRST_VILLAGE);
    let case = station.hand_over("雷美凤", "lnyd", vec![]);
    station.sync().await;
    let ask = json!({"kind": "correction", "wanted": [{"material": "photo", "why": "太暗"}]});
    assert_eq!(
        clerk.act(case, ask.clone()).await.json["repeated_correction"],
        false
    );
    station.sync().await;
    station.submit(case);
    station.sync().await;
    assert_eq!(clerk.case(case).await["asked_in_this_stage"], true);
    assert_eq!(
        clerk.act(case, ask.clone()).await.json["repeated_correction"],
        true
    );
    station.sync().await;
    station.submit(case);
    station.sync().await;
    assert_eq!(clerk.act(case, json!({"kind": "accept"})).await.status, 200);
    assert_eq!(
        clerk.act(case, ask).await.json["repeated_correction"],
        false
    );
}

#[tokio::test]
async fn an_act_that_says_too_little_is_refused_by_the_field() {
    let office = Office::open().await;
    let clerk = Browser::signed_in(&office, 0).await;
    let mut station = office.station(FIRST_VILLAGE);
    let case = station.hand_over("雷美凤", "lnyd", vec![]);
    station.sync().await;
    let photo = json!({"material": "photo", "why": "太暗"});
    let table = [
        (
            json!({"kind": "refuse", "reason": " ", "where_to_go": "县里"}),
            "reason",
            "empty",
        ),
        (
            json!({"kind": "refuse", "reason": "不归我们", "where_to_go": ""}),
            "where_to_go",
            "empty",
        ),
        (
            json!({"kind": "correction", "wanted": []}),
            "wanted",
            "empty",
        ),
        (
            json!({"kind": "correction", "wanted": [{"material": "moon", "why": "x"}]}),
            "wanted",
            "unknown",
        ),
        (
            json!({"kind": "correction", "wanted": [photo, photo]}),
            "wanted",
            "twice",
        ),
        (
            json!({"kind": "correction", "wanted": [{"material": "photo", "why": ""}]}),
            "why",
            "empty",
        ),
        (
            json!({"kind": "comment", "text": "长".repeat(1001)}),
            "text",
            "too_long",
        ),
    ];
    for (act, field, fault) in table {
        let answer = clerk.act(case, act.clone()).await;
        assert_eq!(answer.status, 422, "{act}");
        let expected = json!({"kind": "invalid", "field": field, "fault": fault});
        assert_eq!(answer.json, expected, "{act}");
    }
    assert_eq!(
        clerk.act(case, json!({"kind": "fly"})).await.kind(),
        "bad_request"
    );
    assert_eq!(
        clerk.case(case).await["course"].as_array().unwrap().len(),
        2
    );
}

#[tokio::test]
async fn a_denial_needs_its_reason() {
    let office = Office::open().await;
    let clerk = Browser::signed_in(&office, 0).await;
    let mut station = office.station(FIRST_VILLAGE);
    let case = station.hand_over("雷美凤", "lnyd", vec![]);
    station.sync().await;
    clerk.act(case, json!({"kind": "accept"})).await;
    let silent = clerk
        .act(case, json!({"kind": "decide", "outcome": "denied"}))
        .await;
    assert_eq!(
        (silent.status, silent.json["field"].as_str()),
        (422, Some("reason"))
    );
    let said = json!({"kind": "decide", "outcome": "denied", "reason": "年龄不符"});
    assert_eq!(clerk.act(case, said).await.status, 200);
    let back = json!({"kind": "return_originals", "to": "雷美凤"});
    assert_eq!(
        clerk.act(case, back).await.json["case"]["row"]["state"],
        "closed"
    );
}

#[tokio::test]
async fn the_county_decides_but_does_not_sit_at_the_townships_desk() {
    let office = Office::open().await;
    let (clerk, county) = (
        Browser::signed_in(&office, 0).await,
        Browser::signed_in(&office, 2).await,
    );
    let mut station = office.station(FIRST_VILLAGE);
    let case = station.hand_over("雷美凤", "lnyd", vec![]);
    station.sync().await;
    let accept = json!({"kind": "accept", "office": "县老龄办"});
    let refused = county.act(case, accept.clone()).await;
    assert_eq!((refused.status, refused.kind()), (403, "not_yours"));
    clerk.act(case, accept).await;
    let decided = county
        .act(case, json!({"kind": "decide", "outcome": "granted"}))
        .await;
    assert_eq!(decided.status, 200);
    let legs = decided.json["case"]["legs"].clone();
    assert_eq!(legs[2]["who"], "县老龄办");
    assert_eq!(legs[0]["who"], "梅建平");
}

#[tokio::test]
async fn money_is_recorded_only_for_items_that_pay() {
    let office = Office::open().await;
    let clerk = Browser::signed_in(&office, 0).await;
    let mut station = office.station(FIRST_VILLAGE);
    let (card, subsidy) = (
        station.hand_over("雷美凤", "lnyd", vec![]),
        station.hand_over("钟土根", "cjkn", vec![]),
    );
    station.sync().await;
    let pay =
        json!({"kind": "record_money", "fen": 9600, "on": "2026-09-21", "card_last4": "6217"});
    for (case, status) in [(card, 409), (subsidy, 200)] {
        clerk.act(case, json!({"kind": "accept"})).await;
        clerk
            .act(case, json!({"kind": "decide", "outcome": "granted"}))
            .await;
        assert_eq!(clerk.act(case, pay.clone()).await.status, status);
    }
    let wrong = json!({"kind": "record_money", "fen": 1, "on": "2026-09-22"});
    assert_eq!(clerk.act(subsidy, wrong).await.kind(), "not_now");
}

#[tokio::test]
async fn a_whole_identity_number_is_shown_only_when_asked_for_and_that_is_written_down() {
    let office = Office::open().await;
    let clerk = Browser::signed_in(&office, 0).await;
    let mut station = office.station(FIRST_VILLAGE);
    let case = station.hand_over("雷美凤", "lnyd", vec![]);
    station.sync().await;
    let whole = elder().as_str().to_owned();
    let page = clerk.case(case).await;
    assert!(!page.to_string().contains(&whole));
    assert_eq!(page["applicant"]["id_masked"], json!(elder().masked()));
    assert_eq!(page["revealed"], 0);
    let path = format!("/api/cases/{case}/identity");
    let page = clerk.post(&path, &json!({})).await.json;
    assert_eq!(
        (&page["applicant"]["id_number"], &page["revealed"]),
        (&json!(whole), &json!(1))
    );
}

#[tokio::test]
async fn a_whole_telephone_is_shown_only_when_asked_for_and_that_is_written_down() {
    let office = Office::open().await;
    let clerk = Browser::signed_in(&office, 0).await;
    let mut station = office.station(FIRST_VILLAGE);
    let case = station.hand_over("雷美凤", "lnyd", vec![]);
    station.sync().await;
    let whole = "13857801234";
    let page = clerk.case(case).await;
    assert!(!page.to_string().contains(whole), "{page}");
    assert_eq!(page["applicant"]["phone_masked"], "138****1234");
    let path = format!("/api/cases/{case}/phone");
    let page = clerk.post(&path, &json!({})).await.json;
    assert_eq!(page["applicant"]["phone"], whole);
    // The one look is not the other.
    assert_eq!(page["applicant"]["id_number"], json!(null));
    assert_eq!(
        (&page["phone_revealed"], &page["revealed"]),
        (&json!(1), &json!(0))
    );
}

#[tokio::test]
async fn a_correction_that_no_frame_could_carry_is_named_and_the_exchange_goes_on() {
    let office = Office::open().await;
    let clerk = Browser::signed_in(&office, 0).await;
    let mut station = office.station(FIRST_VILLAGE);
    // An item that no catalogue here knows: every material is as good as another.
    let case = station.hand_over("雷美凤", "no_such_item", vec![]);
    station.sync().await;
    let wanted: Vec<_> = (0..40)
        .map(|n| json!({"material": format!("paper_{n}"), "why": "缺".repeat(1000)}))
        .collect();
    let asked = json!({"kind": "correction", "wanted": wanted});
    let answer = clerk.act(case, asked).await;
    assert_eq!(
        (answer.status, &answer.json["field"], &answer.json["fault"]),
        (422, &json!("wanted"), &json!("too_long"))
    );
    let asked = json!({"kind": "correction", "wanted": wanted[..15]});
    assert_eq!(clerk.act(case, asked).await.status, 200);
    station.sync().await;
    assert_eq!(station.case(case).unwrap().state, State::Correction);
}
