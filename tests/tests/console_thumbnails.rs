//! A clerk's page while the scans of a case are on their way: small pictures are there, and it says that
//! they are small ones.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "console/scene.rs"]
#[allow(dead_code)]
mod scene;

use scene::{Scene, test};
use serde_json::{Value, json};
use shanyi_tests::counter::{Counter, applicant, line, made_up_id};
use shanyi_tests::line::Line;
use shanyi_tests::pictures;
use shanyi_tests::township::STATION;
use tempfile::TempDir;

/// The event and two small pictures go over in less than this, the first scan does not.
const BEFORE_THE_SCANS: u64 = 24_000;

/// A PC whose line breaks behind the small pictures.
fn behind_a_thin_line(scene: &Scene, folder: &TempDir) -> (Counter, Line) {
    let port = scene.township.url().rsplit(':').next().unwrap().parse();
    let thin = Line::to(port.unwrap()).unwrap();
    let file = folder.path().join("enrolment.json");
    scene.township.enrol(STATION, &file).unwrap();
    let text = std::fs::read_to_string(&file).unwrap();
    let mut enrolment: Value = serde_json::from_str(&text).unwrap();
    enrolment["server"] = json!(thin.url());
    std::fs::write(&file, enrolment.to_string()).unwrap();
    let pc = Counter::open(folder.path(), &file);
    pc.until_furnished().unwrap();
    (pc, thin)
}

#[test]
fn small_pictures_are_shown_until_the_scans_are_there_and_said_to_be_small() {
    let scene = Scene::signed_in();
    let folder = TempDir::new().unwrap();
    let (pc, thin) = behind_a_thin_line(&scene, &folder);
    let name = "阿依古丽·麦麦提吐尔逊·阿卜杜热合曼";
    let sides = [1, 2].map(|side| {
        let photo = pictures::photo(&["居民身份证", name], (1600, 1000), side).unwrap();
        pc.picture("id_side", &photo).unwrap()
    });
    thin.cut_after(BEFORE_THE_SCANS);
    let form = json!({
        "item": "lnyd",
        "applicant": applicant(name, &made_up_id(1958, 3)),
        "channel": "counter",
        "materials": [line("id_card", &sides), line("photo", &[]), line("household_register", &[])],
        "applies": [],
        "submit": true,
        "draft": null,
    });
    let taken = pc.call("take_in", form).unwrap();
    let case = taken["case"].as_str().unwrap().to_owned();
    pc.call("send_now", json!({})).unwrap();
    let page = &scene.browser;
    scene.see(page.wait_for(&scene.row(&case)));
    let place = format!("location.hash = '#/inbox/to_accept/{case}'");
    scene.see(page.run(&place, vec![]));
    scene.see(page.wait_text(&test("images-arriving"), "0"));
    let loaded = "return all('[data-test=thumbs] img').length === 2
        && all('[data-test=thumbs] img').every(i => i.complete && i.naturalWidth > 0)";
    scene.see(page.wait_until("two small pictures", loaded, vec![]));
    assert!(thin.is_down(), "no scan came");
    scene.every_size(&scene::pictures(), "thumbnails");
    thin.mend();
    pc.call("send_now", json!({})).unwrap();
    scene.see(page.wait_gone(&test("images-arriving")));
}
