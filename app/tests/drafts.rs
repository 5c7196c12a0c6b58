//! Forms that are begun and not finished: what is kept, what is offered, and what goes with a save.
#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::sync::Arc;

use serde_json::{Value, json};
use shanyi_app::desk::{Desk, Opening};
use shanyi_domain::directory::Station;
use shanyi_domain::fact::{Applicant, Channel, Collected, Decided, Fact, ResultIssued, Submitted};
use shanyi_domain::ids::{ActorId, CaseId, DeviceId, EventId, StationId};
use shanyi_domain::number::Block;
use shanyi_domain::state::Outcome;
use shanyi_domain::time::{Day, Moment};
use shanyi_store::{Act, Identity, Operator, Options, Store, load_or_create_key};
use shanyi_wire::event::{Event, Payload};
use shanyi_wire::exchange::{Feed, FeedEntry, FeedPage};
use shanyi_wire::keys::SigningKey;

const NOW: Moment = Moment(1_795_222_800);

/// A desk that has taken in one case and handed it over.
fn desk(folder: &Path) -> (Arc<Desk>, String) {
    let mut store = open(folder);
    let (case, _) = take_in(&mut store);
    drop(store);
    (Desk::open(&Opening::left_open(folder)), case.to_string())
}

fn open(folder: &Path) -> Store {
    let key = load_or_create_key(folder).unwrap();
    let mut store = Store::open(folder, &key, Options::default()).unwrap();
    let identity = Identity {
        device: DeviceId([1; 16]),
        key: SigningKey::from_bytes(&[1; 32]),
        township_key: SigningKey::from_bytes(&[200; 32]).public(),
        server: "http://127.0.0.1:1".into(),
        station: Station {
            id: StationId(1),
            code: "331123208211".into(),
            name: "五星村服务站".into(),
            short: "五星".into(),
            township: "柘岱口乡".into(),
        },
        operator: Operator {
            id: ActorId(11),
            name: "梅建平".into(),
            phone: String::new(),
        },
        block: Block::nth(0).unwrap(),
    };
    store.enrol(&identity).unwrap();
    store
}

fn take_in(store: &mut Store) -> (CaseId, Vec<EventId>) {
    let collected = Collected {
        number: String::new(),
        station: StationId(1),
        item: "no_such_item".into(),
        catalog_version: 1,
        applicant: Applicant {
            name: "蓝春妹".into(),
            id_number: None,
            phone: None,
            address: "下坪组 12 号".into(),
        },
        materials: Vec::new(),
        channel: Channel::Counter,
        noticed: Vec::new(),
        applies: Vec::new(),
    };
    let submitted = Submitted {
        missing_because: None,
    };
    let act = Act {
        case: None,
        facts: vec![Fact::Collected(collected), Fact::Submitted(submitted)],
        actor: ActorId(11),
        at: NOW,
        clock_doubtful: false,
        draft: None,
    };
    let saved = store.record(act).unwrap();
    (saved.case.id, saved.events)
}

/// The township acts on a case, in a store that no desk has open.
fn hear(folder: &Path, n: u8, case: CaseId, base: EventId, fact: Fact) {
    let event = Event {
        case: Some(case),
        base: vec![base.to_ref()],
        at: NOW,
        actor: ActorId(0),
        clock_doubtful: false,
        payload: Payload::Fact(fact),
    };
    let entry = FeedEntry {
        position: u64::from(n),
        id: EventId([n; 16]),
        by_township: true,
        event: event.encode().unwrap().into(),
        seed: None,
        proof: None,
    };
    let page = FeedPage {
        feed: Feed::Station,
        entries: vec![entry],
        up_to: u64::from(n),
        more: false,
    };
    open(folder).take_feed(&page).unwrap();
}

fn granted() -> Fact {
    Fact::Decided(Decided {
        outcome: Outcome::Granted,
        on: Day(NOW.business_day()),
        reason: None,
    })
}

fn called(desk: &Desk, name: &str, args: Value) -> Result<Value, Value> {
    desk.call(name, args).map_err(|error| json!(error))
}

fn keep(desk: &Desk, form: &str, content: Value) {
    called(
        desk,
        "keep_draft",
        json!({"form": form, "content": content}),
    )
    .unwrap();
}

fn forms(desk: &Desk) -> Vec<(String, bool)> {
    let drafts = called(desk, "drafts", json!({})).unwrap();
    let form = |draft: &Value| {
        let form = draft["form"].as_str().unwrap().to_owned();
        (form, draft["aside"] == true)
    };
    drafts.as_array().unwrap().iter().map(form).collect()
}

#[test]
fn each_act_drops_the_form_that_it_was_typed_in_and_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let (desk, case) = desk(folder.path());
    keep(&desk, "intake:1", json!({"name": "雷"}));
    let acts = [
        ("comment", json!({"case": case, "text": "下午来"})),
        (
            "amend",
            json!({"case": case, "materials": [], "applies": ["moon"], "submit": false, "missing_because": null}),
        ),
        ("withdraw", json!({"case": case, "reason": "不办了"})),
        ("return_originals", json!({"case": case, "to": null})),
    ];
    for (act, mut args) in acts {
        let form = format!("{act}:{case}");
        keep(&desk, &form, json!({"text": "半句"}));
        args["draft"] = json!(form);
        match called(&desk, act, args) {
            Ok(_) => assert_eq!(forms(&desk), [("intake:1".to_owned(), false)], "{act}"),
            Err(refused) => {
                // What was refused changes nothing: neither the case nor the form.
                assert_eq!(refused["kind"], "not_now", "{act}");
                assert_eq!(forms(&desk).len(), 2, "{act}");
                called(&desk, "drop_draft", json!({"form": form})).unwrap();
            }
        }
    }
}

#[test]
fn a_delivery_goes_with_its_form_in_one_save() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(folder.path());
    let (case, events) = take_in(&mut store);
    drop(store);
    hear(folder.path(), 1, case, events[1], granted());
    let issued = Fact::ResultIssued(ResultIssued {
        name: "优待证".into(),
        number: None,
    });
    hear(folder.path(), 2, case, EventId([1; 16]), issued);
    let desk = Desk::open(&Opening::left_open(folder.path()));
    let form = format!("deliver:{case}");
    keep(&desk, &form, json!({"to": "蓝小芳"}));
    let mut deliver = json!({"case": case, "to": "", "relation": "child", "signature": null, "photo": null, "draft": form});
    assert!(called(&desk, "deliver", deliver.clone()).is_err());
    assert_eq!(forms(&desk), [(form, false)]);
    deliver["to"] = json!("蓝小芳");
    let view = called(&desk, "deliver", deliver).unwrap();
    assert_eq!(view["row"]["state"], "closed");
    assert!(forms(&desk).is_empty());
}

#[test]
fn a_form_put_aside_keeps_its_words_and_its_moment_and_is_open_again_once_it_is_typed_in() {
    let folder = tempfile::tempdir().unwrap();
    let (desk, _) = desk(folder.path());
    let content = json!({"shape": 1, "name": "吴𬭶𠮷", "n": 1.5, "deep": {"a": [null, true]}});
    keep(&desk, "intake:1", content.clone());
    let before = called(&desk, "drafts", json!({})).unwrap();
    called(
        &desk,
        "put_aside",
        json!({"form": "intake:1", "aside": true}),
    )
    .unwrap();
    let after = called(&desk, "drafts", json!({})).unwrap();
    assert_eq!(after[0]["content"], content);
    assert_eq!(after[0]["at"], before[0]["at"]);
    assert_eq!(after[0]["aside"], true);
    keep(&desk, "intake:1", content);
    assert_eq!(forms(&desk), [("intake:1".to_owned(), false)]);
    called(
        &desk,
        "put_aside",
        json!({"form": "intake:1", "aside": true}),
    )
    .unwrap();
    called(
        &desk,
        "put_aside",
        json!({"form": "intake:1", "aside": false}),
    )
    .unwrap();
    assert_eq!(forms(&desk), [("intake:1".to_owned(), false)]);
}

#[test]
fn a_form_says_where_its_case_stands_now_and_whether_it_still_fits() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(folder.path());
    let (case, events) = take_in(&mut store);
    let keep = |store: &mut Store, kind: &str| {
        store
            .put_draft(ActorId(11), &format!("{kind}:{case}"), "{}", NOW)
            .unwrap();
    };
    keep(&mut store, "withdraw");
    keep(&mut store, "comment");
    store.put_draft(ActorId(11), "intake:1", "{}", NOW).unwrap();
    store
        .put_draft(
            ActorId(11),
            "amend:00000000000000000000000000000000",
            "{}",
            NOW,
        )
        .unwrap();
    drop(store);
    let fits = |desk: &Desk| -> Vec<Value> {
        let drafts = called(desk, "drafts", json!({})).unwrap();
        let of = |draft: &Value| json!([draft["case"]["state"], draft["case"]["fits"]]);
        drafts.as_array().unwrap().iter().map(of).collect()
    };
    let desk = Desk::open(&Opening::left_open(folder.path()));
    // In the order of the keys: amend of no case here, comment, intake, withdraw.
    let none = json!([null, null]);
    let open = json!(["submitted", true]);
    assert_eq!(
        fits(&desk),
        [none.clone(), open.clone(), none.clone(), open]
    );
    drop(desk);
    hear(folder.path(), 1, case, events[1], granted());
    let desk = Desk::open(&Opening::left_open(folder.path()));
    let (comment, withdraw) = (json!(["granted", true]), json!(["granted", false]));
    assert_eq!(fits(&desk), [none.clone(), comment, none, withdraw]);
}

#[test]
fn a_monstrous_draft_is_refused_and_the_last_good_one_stays() {
    let folder = tempfile::tempdir().unwrap();
    let (desk, _) = desk(folder.path());
    keep(&desk, "intake:1", json!({"name": "蓝春妹"}));
    let monster = json!({"form": "intake:1", "content": {"name": "蓝".repeat(3_000_000)}});
    let refused = called(&desk, "keep_draft", monster).unwrap_err();
    assert_eq!(refused, json!({"kind": "draft_too_large", "limit_kb": 256}));
    let drafts = called(&desk, "drafts", json!({})).unwrap();
    assert_eq!(drafts[0]["content"]["name"], "蓝春妹");
    for (form, content) in [
        ("", json!({})),
        (&*"x".repeat(101), json!({})),
        ("a", json!("b")),
    ] {
        let args = json!({"form": form, "content": content});
        assert_eq!(
            called(&desk, "keep_draft", args).unwrap_err()["kind"],
            "bad_request"
        );
    }
}

#[test]
fn a_draft_that_this_program_can_not_take_apart_is_shown_as_its_text() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(folder.path());
    // SQLite takes this for JSON, and so did whoever wrote it; half a character can't be read back.
    store
        .put_draft(ActorId(11), "intake:1", r#"{"name":"蓝\ud800"}"#, NOW)
        .unwrap();
    drop(store);
    let desk = Desk::open(&Opening::left_open(folder.path()));
    let drafts = called(&desk, "drafts", json!({})).unwrap();
    assert_eq!(drafts[0]["content"], r#"{"name":"蓝\ud800"}"#);
}
