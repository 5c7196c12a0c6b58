//! A desk and a township server, the line between them broken in every way: nothing is lost,
//! nothing is doubled, and both sides hold the same.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;

use serde_json::{Value, json};
use shanyi_tests::counter::{Counter, applicant, line, made_up_id};
use shanyi_tests::line::Line;
use shanyi_tests::pictures;
use shanyi_tests::township::{STATION, Township};
use tempfile::TempDir;

/// A county with one enrolled station whose line can be cut.
struct Scene {
    folder: TempDir,
    township: Township,
    line: Line,
    counter: Counter,
}

impl Scene {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let township = Township::found(folder.path()).unwrap();
        let port = township.url().rsplit(':').next().unwrap().parse().unwrap();
        let line = Line::to(port).unwrap();
        let file = folder.path().join("enrolment.json");
        township.enrol(STATION, &file).unwrap();
        through(&file, &line.url());
        let counter = Counter::open(folder.path(), &file);
        counter.until_furnished().unwrap();
        Self {
            folder,
            township,
            line,
            counter,
        }
    }

    /// Takes in an elder's card with two photographs; gives the case's id.
    fn take_in(&self, name: &str, serial: u16) -> String {
        let sides = [1, 2].map(|side| {
            let bytes = pictures::photo(
                &["居民身份证", name],
                (1600, 1000),
                u64::from(serial) * 7 + side,
            );
            self.counter.picture("id_side", &bytes.unwrap()).unwrap()
        });
        let taken = self
            .counter
            .call("take_in", elder(name, serial, &sides))
            .unwrap();
        assert_eq!(taken["missing"], json!([]));
        taken["case"].as_str().unwrap().to_owned()
    }

    /// Both sides, word for word.
    fn compare(&mut self) -> String {
        self.counter.until_sent().unwrap();
        let data = self.counter.data();
        self.counter.close();
        let here = Counter::account(&data).unwrap();
        let there = self.township.account().unwrap();
        assert_eq!(here, there);
        self.counter.reopen();
        here
    }
}

/// The station finds its township through the line.
fn through(enrolment: &Path, url: &str) {
    let text = std::fs::read_to_string(enrolment).unwrap();
    let mut file: Value = serde_json::from_str(&text).unwrap();
    file["server"] = json!(url);
    std::fs::write(enrolment, file.to_string()).unwrap();
}

fn elder(name: &str, serial: u16, sides: &[Value]) -> Value {
    json!({
        "item": "lnyd",
        "applicant": applicant(name, &made_up_id(1958, serial)),
        "channel": "counter",
        "materials": [line("id_card", sides), line("photo", &[]), line("household_register", &[])],
        "applies": [],
        "submit": true,
        "draft": null,
    })
}

fn events(account: &str) -> usize {
    account
        .lines()
        .filter(|line| line.starts_with("event "))
        .count()
}

#[test]
fn a_case_taken_in_with_the_line_down_is_whole_at_the_township_when_it_is_back() {
    let mut scene = Scene::new();
    scene.line.cut();
    let case = scene.take_in("蓝春妹", 1);
    let waiting = scene.counter.call("sync_status", json!({})).unwrap();
    assert_eq!(
        (&waiting["cases_here"], &waiting["cases_there"]),
        (&json!(1), &json!(0))
    );
    let down = |sync: &Value| sync["line"] == "down";
    scene.counter.call("send_now", json!({})).unwrap();
    scene
        .counter
        .until("sync_status", &json!({}), down)
        .unwrap();
    scene.line.mend();
    scene.counter.call("send_now", json!({})).unwrap();
    let sent = scene.counter.until_sent().unwrap();
    assert_eq!(sent["cases_there"], 1);
    assert!(sent["last_receipt"].is_number());
    let account = scene.compare();
    assert_eq!(events(&account), 2);
    assert!(account.starts_with(&format!("case {case}\n")));
    assert_eq!(
        account
            .lines()
            .filter(|line| line.starts_with("image "))
            .count(),
        2
    );
}

#[test]
fn a_line_that_breaks_again_and_again_loses_nothing_and_doubles_nothing() {
    let mut scene = Scene::new();
    for serial in 1..=4u16 {
        scene.take_in("钟土根", serial);
        // Each time somewhere else: in the hello, in the push, in an image.
        scene
            .line
            .cut_after(u64::from(serial) * u64::from(serial) * 900);
        scene.counter.call("send_now", json!({})).unwrap();
        let broke = |_: &Value| scene.line.is_down();
        let all_went = |sync: &Value| sync["cases_waiting"] == 0;
        let done = |sync: &Value| broke(sync) || all_went(sync);
        scene
            .counter
            .until("sync_status", &json!({}), done)
            .unwrap();
        scene.line.mend();
    }
    scene.counter.call("send_now", json!({})).unwrap();
    let account = scene.compare();
    assert_eq!(events(&account), 8);
    assert_eq!(
        account
            .lines()
            .filter(|line| line.starts_with("image "))
            .count(),
        8
    );
}

#[test]
fn a_server_killed_in_mid_upload_goes_on_where_it_was() {
    let mut scene = Scene::new();
    for serial in 1..=3u16 {
        scene.take_in("雷美凤", serial);
    }
    let begun = |sync: &Value| sync["events_waiting"] == 0;
    scene
        .counter
        .until("sync_status", &json!({}), begun)
        .unwrap();
    scene.township.kill();
    scene.counter.call("send_now", json!({})).unwrap();
    let down = |sync: &Value| sync["line"] == "down";
    scene
        .counter
        .until("sync_status", &json!({}), down)
        .unwrap();
    scene.township.start().unwrap();
    scene.counter.call("send_now", json!({})).unwrap();
    let account = scene.compare();
    assert_eq!(events(&account), 6);
}

#[test]
fn a_desk_closed_before_anything_went_sends_it_after_the_next_start() {
    let mut scene = Scene::new();
    scene.line.cut();
    scene.take_in("吴小满", 1);
    scene.counter.reopen();
    let here = scene.counter.call("sync_status", json!({})).unwrap();
    assert_eq!(here["cases_here"], 1);
    scene.line.mend();
    scene.counter.call("send_now", json!({})).unwrap();
    let account = scene.compare();
    assert_eq!(events(&account), 2);
}

#[test]
fn two_desks_of_one_station_see_each_other_s_cases_by_way_of_the_township() {
    let scene = Scene::new();
    let other_folder = scene.folder.path().join("second");
    let file = scene.folder.path().join("second.json");
    scene.township.enrol(STATION, &file).unwrap();
    let second = Counter::open(&other_folder, &file);
    second.until_furnished().unwrap();
    let case = scene.take_in("周桂香", 1);
    scene.counter.until_sent().unwrap();
    let seen = second
        .until("case", &json!({ "case": case }), |view| {
            view["row"]["state"] == "submitted"
        })
        .unwrap();
    let number = seen["row"]["number"].as_str().unwrap();
    assert!(number.contains("-A0001-"), "{number}");
    let sides: Vec<Value> = Vec::new();
    let mut form = elder("华月娥", 2, &sides);
    form["submit"] = json!(false);
    let taken = second.call("take_in", form).unwrap();
    let number = taken["number"].as_str().unwrap();
    assert!(number.contains("-B0001-"), "{number}");
}

#[test]
fn what_an_operator_types_wrong_is_named_and_nothing_is_saved() {
    let scene = Scene::new();
    let refused = |change: &dyn Fn(&mut Value)| {
        let mut form = elder("蓝春妹", 1, &[]);
        change(&mut form);
        scene.counter.call("take_in", form).unwrap_err()
    };
    let wrong = refused(&|form| {
        let id = made_up_id(1958, 1);
        let last = if id.ends_with('1') { '2' } else { '1' };
        form["applicant"]["id_number"] = json!(format!("{}{last}", &id[..17]));
    });
    assert_eq!(
        (&wrong["kind"], &wrong["fault"]["kind"]),
        (&json!("id_number"), &json!("check_digit"))
    );
    let young = refused(&|form| form["applicant"]["id_number"] = json!(made_up_id(1990, 1)));
    assert_eq!(
        (&young["kind"], &young["fault"]["kind"]),
        (&json!("age"), &json!("too_young"))
    );
    let missing = refused(&|form| form["materials"] = json!([]));
    assert_eq!(missing["kind"], "incomplete");
    assert!(missing["missing"].as_array().unwrap().len() >= 2);
    let nameless = refused(&|form| form["applicant"]["name"] = json!("  "));
    assert_eq!(nameless["kind"], "name");
    let nowhere = refused(&|form| form["applicant"]["address"] = json!(""));
    assert_eq!(nowhere["kind"], "address");
    let nothing = scene.counter.call("sync_status", json!({})).unwrap();
    assert_eq!(nothing["cases_here"], 0);
}

#[test]
fn a_new_catalogue_reaches_the_desk_and_a_broken_one_is_refused_with_its_place() {
    let scene = Scene::new();
    let mut catalog: Value =
        serde_json::from_str(shanyi_domain::catalog::Catalog::embedded()).unwrap();
    catalog["version"] = json!(7);
    let items = catalog["items"].as_array_mut().unwrap();
    let elder = items
        .iter_mut()
        .find(|item| item["code"] == "lnyd")
        .unwrap();
    elder["short"] = json!("敬老优待证");
    let file = scene.folder.path().join("catalog.json");
    std::fs::write(&file, catalog.to_string()).unwrap();
    scene.township.publish(&file).unwrap();
    scene.counter.call("send_now", json!({})).unwrap();
    let newer = |station: &Value| station["catalog_version"] == 7;
    scene.counter.until("station", &json!({}), newer).unwrap();
    scene.line.cut();
    let found = scene
        .counter
        .call("find_items", json!({ "text": "jinglao" }))
        .unwrap();
    assert_eq!(found[0]["code"], "lnyd", "kept for the time without a line");

    catalog["version"] = json!(8);
    catalog["items"][3]["materials"][0]["original"] = json!("one");
    std::fs::write(&file, catalog.to_string()).unwrap();
    let refused = scene.township.publish(&file).unwrap_err().to_string();
    assert!(
        refused.contains("items[3].materials[0].original"),
        "{refused}"
    );
    scene.line.mend();
    scene.counter.call("send_now", json!({})).unwrap();
    let up = |sync: &Value| sync["line"] == "up";
    scene.counter.until("sync_status", &json!({}), up).unwrap();
    let station = scene.counter.call("station", json!({})).unwrap();
    assert_eq!(station["catalog_version"], 7);
}
