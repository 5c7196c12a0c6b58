//! What is kept how long: pictures leave the station's PC when their days are over, and a case is erased
//! at the township when its months are, at both sides and for good.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[allow(dead_code, reason = "the scene has more parts than this play needs")]
#[path = "exchange_restored/scene.rs"]
mod scene;

use std::path::Path;
use std::time::Duration;

use scene::{NOW, Scene};
use serde_json::{Value, json};
use shanyi_domain::catalog::Catalog;
use shanyi_domain::fact::{
    Applicant, Channel, Collected, Fact, ImageRef, MaterialLine, Media, OriginalsReturned,
    Submitted, Withdrawn,
};
use shanyi_domain::ids::{ActorId, CaseId};
use shanyi_domain::time::Moment;
use shanyi_server::backup::backup;
use shanyi_server::doctor::{self, Finding};
use shanyi_server::ledger::LedgerError;
use shanyi_server::ledger::journal::JournalAct;
use shanyi_server::verify::verify;
use shanyi_server::{publish, retention};
use shanyi_store::{Act, Durability};
use shanyi_sync::engine::Round;
use shanyi_tests::counter::{Counter, applicant, line, made_up_id};
use shanyi_tests::pair::Pair;
use shanyi_tests::township::STATION;
use shanyi_tests::{enrolled, pictures};

const DAY: i64 = 86_400;
/// A photograph, for all that anybody here knows of it.
const PHOTO: &[u8] = b"\xff\xd8 a photograph of a card \xff\xd9";

fn after(days: i64) -> Moment {
    NOW.plus_seconds(days * DAY)
}

/// The county publishes the next catalogue, in which senior cards are kept for so long.
fn published(scene: &Scene, version: u32, kept: &Value) {
    let mut document: Value = serde_json::from_str(Catalog::embedded()).unwrap();
    document["version"] = json!(version);
    let items = document["items"].as_array_mut().unwrap();
    for item in items.iter_mut().filter(|item| item["code"] == "lnyd") {
        item["retention"] = kept.clone();
    }
    let text = document.to_string();
    let catalog = Catalog::from_json_to_publish(&text).unwrap();
    let now = scene.app.clock.now();
    let done = scene
        .app
        .ledger
        .write(|tx| publish::catalog_text(tx, &catalog, &text, now));
    done.unwrap();
}

fn act(case: Option<CaseId>, facts: Vec<Fact>) -> Act {
    Act {
        case,
        facts,
        actor: ActorId(11),
        at: NOW,
        clock_doubtful: false,
        draft: None,
    }
}

/// A case with one picture of a card.
fn taken_in(scene: &Scene, pc: usize) -> (CaseId, ImageRef) {
    let mut store = scene.store(pc);
    let image = store.put_image(PHOTO, Media::Jpeg).unwrap();
    let collected = Collected {
        number: String::new(),
        station: store.identity().unwrap().unwrap().station.id,
        item: "lnyd".into(),
        catalog_version: 1,
        applicant: Applicant {
            name: "盘古月娥".into(),
            id_number: None,
            phone: None,
            address: "下坪组".into(),
        },
        materials: vec![MaterialLine {
            material: "id_card".into(),
            originals: 1,
            copies: 0,
            images: vec![image.clone()],
            checked: true,
        }],
        channel: Channel::Counter,
        noticed: vec![],
        applies: vec![],
    };
    let submitted = Fact::Submitted(Submitted {
        missing_because: None,
    });
    let facts = vec![Fact::Collected(collected), submitted];
    let saved = store.record(act(None, facts)).unwrap();
    (saved.case.id, image)
}

/// The applicant does not want it any more, and takes the papers back.
fn closed(scene: &Scene, pc: usize, case: CaseId) {
    let withdrawn = Fact::Withdrawn(Withdrawn {
        reason: "不办了".into(),
    });
    let returned = Fact::OriginalsReturned(OriginalsReturned {
        to: Some("盘古月娥".into()),
    });
    let facts = vec![withdrawn, returned];
    let mut store = scene.store(pc);
    store.record(act(Some(case), facts)).unwrap();
}

/// The township makes its backup, and each PC hears of it.
async fn backed_up(scene: &Scene, pcs: &[usize]) {
    let to = scene.township().with_file_name("elsewhere");
    backup(&scene.app, &scene.township(), &to).unwrap();
    scene.rest(pcs).await;
}

/// The ledger goes on writing something every few days, as one does that is in use.
fn days_go_by(scene: &Scene, days: std::ops::Range<i64>) {
    let place = scene.township().with_file_name("elsewhere");
    for day in days.step_by(6) {
        scene.app.clock.set(after(day));
        let (now, act) = (scene.app.clock.now(), JournalAct::BackedUp);
        let noted: Result<(), LedgerError> = scene
            .app
            .ledger
            .write(|tx| tx.note(now, None, act, &place.display().to_string(), ""));
        noted.unwrap();
    }
}

fn gone_now(scene: &Scene, pc: usize) -> usize {
    let mut store = scene.store(pc);
    let going = store.images_past_their_time(&|_| 10).unwrap();
    store.let_go_of_images(&going).unwrap()
}

#[tokio::test]
async fn a_picture_leaves_its_pc_days_after_the_township_has_it_in_its_backup_and_stays_there() {
    let scene = Scene::with(1);
    let (case, image) = taken_in(&scene, 0);
    scene.rest(&[0]).await;
    closed(&scene, 0, case);
    scene.rest(&[0]).await;
    scene.app.clock.set(after(40));
    scene.rest(&[0]).await;
    assert_eq!(gone_now(&scene, 0), 0, "it is in no backup, however long");
    backed_up(&scene, &[0]).await;
    assert_eq!(gone_now(&scene, 0), 0, "its days begin now");
    scene.app.clock.set(after(49));
    scene.rest(&[0]).await;
    assert_eq!(gone_now(&scene, 0), 0);
    scene.app.clock.set(after(50));
    scene.rest(&[0]).await;
    assert_eq!(gone_now(&scene, 0), 1);
    assert_eq!(scene.store(0).image(&image.hash).unwrap(), None);
    let shown = scene.store(0).case_images(&case).unwrap();
    assert!(
        shown.iter().all(|one| one.complete && !one.held),
        "{shown:?}"
    );
    let station = scene.store(0).identity().unwrap().unwrap().station.id;
    let there = scene.app.ledger.image_bytes(station, &image.hash).unwrap();
    assert_eq!(there.as_deref(), Some(PHOTO));
    // Nobody calls it lost, and nobody asks for it.
    assert_eq!(scene.round(0).await, Round::default());
    assert!(scene.store(0).images_to_send().unwrap().is_empty());
}

#[tokio::test]
async fn what_the_catalogue_does_not_speak_of_is_kept_for_good() {
    let scene = Scene::with(1);
    let (case, _) = taken_in(&scene, 0);
    closed(&scene, 0, case);
    scene.rest(&[0]).await;
    days_go_by(&scene, 0..4_000);
    assert_eq!(retention::once(&scene.app).unwrap(), 0);
    assert!(!is_erased(&scene, case));
}

fn is_erased(scene: &Scene, case: CaseId) -> bool {
    let is: Result<bool, LedgerError> = scene.app.ledger.read(|view| view.is_erased(case));
    is.unwrap()
}

#[tokio::test]
async fn a_closed_case_whose_months_are_over_is_erased_on_both_sides_and_a_restore_erases_it_again()
{
    let mut scene = Scene::with(1);
    let (case, image) = taken_in(&scene, 0);
    let (open, _) = taken_in(&scene, 0);
    closed(&scene, 0, case);
    scene.rest(&[0]).await;
    published(&scene, 2, &json!({ "erase_months": 2 }));
    let before = scene.copy("before");
    days_go_by(&scene, 0..60);
    assert_eq!(
        retention::once(&scene.app).unwrap(),
        0,
        "not yet two months"
    );
    let report = doctor::examine(&scene.app, &scene.township()).unwrap();
    assert_eq!(report.leaving, 1, "{report:?}");
    days_go_by(&scene, 60..63);
    scene.app.clock.set(after(62));
    assert_eq!(retention::once(&scene.app).unwrap(), 1);
    assert_eq!(
        (is_erased(&scene, case), is_erased(&scene, open)),
        (true, false)
    );
    scene.rest(&[0]).await;
    assert_eq!(scene.store(0).erased_cases().unwrap(), [case]);
    assert!(verify(&scene.app).unwrap().is_whole());
    // The other case names the same picture, which stays for that.
    assert!(scene.store(0).image(&image.hash).unwrap().is_some());
    // The record says by which rule, and nothing of an applicant.
    let why: String = rusqlite::Connection::open(scene.township().join("township.db"))
        .unwrap()
        .query_row("SELECT why FROM erasure", [], |row| row.get(0))
        .unwrap();
    assert_eq!(why, "retention: item lnyd, 2 months, catalogue 2");
    // A township that is put back from a copy of before hears of it from the PC.
    scene.restore(&before);
    assert!(!is_erased(&scene, case));
    scene.rest(&[0]).await;
    assert!(is_erased(&scene, case));
    assert!(verify(&scene.app).unwrap().is_whole());
}

#[tokio::test]
async fn a_township_whose_clock_is_set_years_ahead_erases_nothing() {
    let scene = Scene::with(1);
    let (case, _) = taken_in(&scene, 0);
    closed(&scene, 0, case);
    scene.rest(&[0]).await;
    published(&scene, 2, &json!({ "erase_months": 12 }));
    days_go_by(&scene, 0..40);
    for night in 0..5 {
        scene.app.clock.set(after(3_650 + night));
        scene.rest(&[0]).await;
        assert_eq!(retention::once(&scene.app).unwrap(), 0);
    }
    assert!(!is_erased(&scene, case));
}

#[tokio::test]
async fn a_rule_that_was_just_published_erases_nothing_for_a_month() {
    let scene = Scene::with(1);
    let (case, _) = taken_in(&scene, 0);
    closed(&scene, 0, case);
    scene.rest(&[0]).await;
    days_go_by(&scene, 0..400);
    published(&scene, 2, &json!({ "erase_months": 1 }));
    assert_eq!(retention::once(&scene.app).unwrap(), 0);
    days_go_by(&scene, 400..425);
    // Somebody saw it, and puts it right.
    published(&scene, 3, &json!({ "erase_months": 120 }));
    days_go_by(&scene, 425..600);
    assert_eq!(retention::once(&scene.app).unwrap(), 0);
    assert!(!is_erased(&scene, case));
    let found = doctor::examine(&scene.app, &scene.township()).unwrap();
    assert_eq!(found.leaving, 0);
    assert!(
        !found
            .findings
            .iter()
            .any(|one| matches!(one, Finding::KeptBeyond(_)))
    );
}

/// A desk at the counter, its township on a line, and a closed case with a picture that is in the backup.
fn closed_at_the_counter(pair: &Pair, port: u16, folder: &Path) -> (Counter, String, String) {
    let file = folder.join("enrolment.json");
    enrolled::enrol(
        &pair.app,
        STATION,
        &format!("http://127.0.0.1:{port}"),
        &file,
    )
    .unwrap();
    let counter = Counter::open_with(folder, &file, |opening| opening.copy_after = Duration::ZERO);
    counter.until_furnished().unwrap();
    let photo = pictures::photo(&["居民身份证", "蓝春妹"], (1600, 1000), 7).unwrap();
    let image = counter.picture("id_side", &photo).unwrap();
    let taken = json!({
        "item": "lnyd", "applicant": applicant("蓝春妹", &made_up_id(1958, 7)),
        "channel": "counter", "applies": [], "submit": true, "draft": null,
        "materials": [
            line("id_card", std::slice::from_ref(&image)), line("photo", &[]),
            line("household_register", &[]),
        ],
    });
    let case = counter.call("take_in", taken).unwrap()["case"].clone();
    let withdraw = json!({ "case": case, "reason": "不办了", "draft": null });
    counter.call("withdraw", withdraw).unwrap();
    let back = json!({ "case": case, "to": "蓝春妹", "draft": null });
    counter.call("return_originals", back).unwrap();
    counter.until_sent().unwrap();
    let township = pair.folder().join("township");
    backup(&pair.app, &township, &pair.folder().join("elsewhere")).unwrap();
    heard_at(&counter, pair, NOW.plus_seconds(3_600));
    let hash = image["hash"].as_str().unwrap().to_owned();
    (counter, case.as_str().unwrap().to_owned(), hash)
}

/// The desk hears of the township at this time: of all that was there before, too.
fn heard_at(counter: &Counter, pair: &Pair, at: Moment) {
    pair.app.clock.set(at);
    counter.call("send_now", json!({})).unwrap();
    let heard = |sync: &Value| sync["last_receipt"].as_i64() >= Some(at.0);
    counter.until("sync_status", &json!({}), heard).unwrap();
}

#[test]
fn a_desk_lets_go_of_a_picture_by_itself_and_its_case_says_that_the_township_has_it() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (pair, folder) = (
        Pair::new(Durability::None).unwrap(),
        tempfile::tempdir().unwrap(),
    );
    let port = pair.serve(&runtime).unwrap();
    let (mut counter, case, hash) = closed_at_the_counter(&pair, port, folder.path());
    let asked = json!({ "case": case });
    let here = |view: &Value| view["images"][0]["here"] == true;
    assert!(here(&counter.call("case", asked.clone()).unwrap()));
    heard_at(&counter, &pair, after(60));
    // It looks at its start, and then once an hour.
    counter.reopen();
    let view = counter.until("case", &asked, |view| !here(view)).unwrap();
    assert_eq!(view["images"][0]["complete"], true);
    let image = counter.call("image", json!({ "hash": hash }));
    assert_eq!(image.unwrap_err()["kind"], "no_image");
    let health = counter.call("health", json!({})).unwrap();
    assert_eq!(health["let_go"]["images"], 1);
    counter.close();
}
