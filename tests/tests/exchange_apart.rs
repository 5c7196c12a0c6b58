//! Two PCs of one station that don't know of each other, at a real server: what they change apart
//! comes together or is asked about, and both see how it was settled.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;

use serde_json::{Value, json};
use shanyi_tests::apart::{amend, copies, not_handed_over};
use shanyi_tests::counter::Counter;
use shanyi_tests::line::Line;
use shanyi_tests::pictures;
use shanyi_tests::township::{STATION, Township};
use tempfile::TempDir;

/// One PC behind a line of its own.
struct Pc {
    counter: Counter,
    line: Line,
}

impl Pc {
    fn open(folder: &Path, name: &str, township: &Township) -> Self {
        let port = township.url().rsplit(':').next().unwrap().parse().unwrap();
        let line = Line::to(port).unwrap();
        let folder = folder.join(name);
        std::fs::create_dir(&folder).unwrap();
        let file = folder.join("enrolment.json");
        township.enrol(STATION, &file).unwrap();
        let text = std::fs::read_to_string(&file).unwrap();
        let mut enrolment: Value = serde_json::from_str(&text).unwrap();
        enrolment["server"] = json!(line.url());
        std::fs::write(&file, enrolment.to_string()).unwrap();
        let counter = Counter::open(&folder, &file);
        counter.until_furnished().unwrap();
        Self { counter, line }
    }

    fn case(&self, case: &str) -> Value {
        self.counter.call("case", json!({ "case": case })).unwrap()
    }

    fn until(&self, case: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let args = json!({ "case": case });
        self.counter.call("send_now", json!({})).unwrap();
        self.counter.until("case", &args, wanted).unwrap()
    }

    /// Changes lines upon what its page shows, or showed.
    fn amend(&self, view: &Value, materials: &[Value]) -> Result<Value, Value> {
        self.counter.call("amend", amend(view, materials, false))
    }
}

/// Two PCs that both have a case that one of them took in and has not handed over.
struct Scene {
    first: Pc,
    second: Pc,
    township: Township,
    case: String,
    _folder: TempDir,
}

impl Scene {
    fn open() -> Self {
        let folder = TempDir::new().unwrap();
        let township = Township::found(folder.path()).unwrap();
        let first = Pc::open(folder.path(), "first", &township);
        let second = Pc::open(folder.path(), "second", &township);
        let form = not_handed_over("蓝春妹");
        let taken = first.counter.call("take_in", form).unwrap();
        let case = taken["case"].as_str().unwrap().to_owned();
        second.until(&case, |view| view["row"].is_object());
        Self {
            first,
            second,
            township,
            case,
            _folder: folder,
        }
    }

    /// Both lines are cut, both PCs have the same case before them; each changes lines of it.
    fn apart(&self, first: &[Value], second: &[Value]) {
        self.cut();
        let views = [self.first.case(&self.case), self.second.case(&self.case)];
        assert_eq!(views[0]["seen"], views[1]["seen"]);
        self.first.amend(&views[0], first).unwrap();
        self.second.amend(&views[1], second).unwrap();
        self.mend();
    }

    fn cut(&self) {
        self.first.line.cut();
        self.second.line.cut();
    }

    fn mend(&self) {
        self.first.line.mend();
        self.second.line.mend();
    }

    /// Waits until both pages show as many disputes and as many steps, and gives them.
    fn both(&self, disputes: usize, steps: usize) -> [Value; 2] {
        let shown = |view: &Value| {
            let count = |field: &str| view[field].as_array().map_or(0, Vec::len);
            (count("disputes"), count("course")) == (disputes, steps)
        };
        [&self.first, &self.second].map(|pc| pc.until(&self.case, shown))
    }

    /// Both PCs and the township say the same of the case.
    fn compare(mut self) {
        for pc in [&mut self.first, &mut self.second] {
            pc.counter.until_sent().unwrap();
            let data = pc.counter.data();
            pc.counter.close();
            let here = Counter::account(&data).unwrap();
            assert_eq!(here, self.township.account().unwrap());
        }
    }
}

/// The versions of the one dispute: copies, whether it is this PC's, whether it counts.
fn versions(view: &Value) -> Vec<(u64, bool, bool)> {
    let versions = view["disputes"][0]["versions"].as_array().unwrap();
    versions
        .iter()
        .map(|version| {
            assert_eq!(version["hand"]["who"], view["course"][0]["who"]);
            (
                version["line"]["copies"].as_u64().unwrap(),
                version["hand"]["here"].as_bool().unwrap(),
                version["counts"].as_bool().unwrap(),
            )
        })
        .collect()
}

#[test]
fn different_papers_changed_apart_come_together_and_both_pcs_say_so() {
    let scene = Scene::open();
    scene.apart(&[copies("photo", 3)], &[copies("id_card", 4)]);
    for view in scene.both(0, 3) {
        let paper = |code: &str| {
            let papers = view["materials"].as_array().unwrap();
            let paper = papers.iter().find(|m| m["listed"]["code"] == code);
            paper.unwrap()["line"]["copies"].clone()
        };
        assert_eq!((paper("photo"), paper("id_card")), (json!(3), json!(4)));
        let merged: Vec<&Value> = (0..3).map(|step| &view["course"][step]["merged"]).collect();
        assert_eq!(merged, [&json!(true), &json!(true), &json!(false)]);
    }
    scene.compare();
}

#[test]
fn the_same_paper_changed_apart_is_asked_about_on_both_pcs_until_one_settles_it() {
    let scene = Scene::open();
    scene.apart(&[copies("photo", 3)], &[copies("photo", 4)]);
    let [first, second] = scene.both(1, 3);
    let (mine, theirs) = (versions(&first), versions(&second));
    let sorted = |mut copies: Vec<u64>| {
        copies.sort_unstable();
        copies
    };
    assert_eq!(sorted(mine.iter().map(|v| v.0).collect()), [3, 4]);
    let turned: Vec<_> = theirs.iter().map(|v| (v.0, !v.1, v.2)).collect();
    assert_eq!(mine, turned, "the same versions in the same order");
    assert!(mine.iter().all(|v| v.1 == (v.0 == 3)));

    // It waits for a person on both pages of the day, and the case is not handed over with it.
    for pc in [&scene.first, &scene.second] {
        let today = pc.counter.call("today", json!({})).unwrap();
        assert_eq!(today["rows"][0]["kind"], "settle");
        assert_eq!(today["rows"][0]["missing"], json!(["近期一寸正面免冠照片"]));
        let refused = pc.counter.call("amend", amend(&second, &[], true));
        let refused = refused.unwrap_err();
        assert_eq!(refused["kind"], "disputed", "{refused}");
    }

    let counts = mine.iter().position(|v| !v.2).unwrap();
    let taken = first["disputes"][0]["versions"][counts]["line"].clone();
    let after = scene.first.amend(&first, &[taken]).unwrap();
    assert_eq!(after["disputes"], json!([]));
    for view in scene.both(0, 4) {
        let settled = &view["course"][0]["settled"][0];
        assert_eq!(settled["field"]["name"], "近期一寸正面免冠照片");
        assert_eq!(settled["taken"], json!(counts));
        assert_eq!(settled["hands"].as_array().unwrap().len(), 2);
    }
    let sent = amend(&scene.first.case(&scene.case), &[], true);
    let after = scene.first.counter.call("amend", sent).unwrap();
    assert_eq!(after["row"]["state"], "submitted");
    let submitted = |view: &Value| view["row"]["state"] == "submitted";
    scene.second.until(&scene.case, submitted);
    scene.compare();
}

#[test]
fn two_pcs_that_settle_otherwise_without_knowing_are_asked_again_about_those_two() {
    let scene = Scene::open();
    scene.apart(&[copies("photo", 3)], &[copies("photo", 4)]);
    scene.both(1, 3);
    scene.apart(&[copies("photo", 3)], &[copies("photo", 4)]);
    let [first, second] = scene.both(1, 5);
    assert_eq!(
        first["disputes"][0]["versions"].as_array().unwrap().len(),
        2
    );
    let events = |view: &Value| {
        let versions = view["disputes"][0]["versions"].as_array().unwrap().iter();
        let events = versions.map(|version| version["hand"]["event"].clone());
        events.collect::<Vec<_>>()
    };
    assert_eq!(events(&first), events(&second));
    let newest = |view: &Value| [0, 1].map(|step| view["course"][step]["event"].clone());
    assert!(
        events(&first)
            .iter()
            .all(|event| newest(&first).contains(event))
    );
    // One of them has the last word, now that both are known.
    scene.second.amend(&second, &[copies("photo", 5)]).unwrap();
    for view in scene.both(0, 6) {
        assert_eq!(view["course"][0]["settled"][0]["taken"], json!(null));
    }
    scene.compare();
}

#[test]
fn what_came_behind_the_page_while_it_was_typed_in_is_not_overwritten_by_its_save() {
    let scene = Scene::open();
    let shown = scene.second.case(&scene.case);
    let first = scene.first.case(&scene.case);
    scene.first.amend(&first, &[copies("photo", 3)]).unwrap();
    scene.both(0, 2);
    // The second PC's form was opened before that came: its operator has not seen it.
    let after = amend(&shown, &[copies("photo", 4)], true);
    let after = scene.second.counter.call("amend", after).unwrap();
    assert_eq!(
        after["row"]["state"], "collected",
        "kept here to be looked at"
    );
    assert_eq!(versions(&after).len(), 2);
    scene.both(1, 3);
    scene.compare();
}

#[test]
fn a_version_with_pictures_that_only_the_other_pc_has_can_be_taken() {
    let scene = Scene::open();
    let photo = pictures::photo(&["近期照片", "蓝春妹"], (900, 1260), 5).unwrap();
    let image = scene.first.counter.picture("sheet", &photo).unwrap();
    let pictured = json!({ "material": "photo", "originals": 0, "copies": 0, "images": [image], "checked": true });
    scene.apart(&[pictured], &[copies("photo", 4)]);
    let [_, second] = scene.both(1, 3);
    let versions = second["disputes"][0]["versions"].as_array().unwrap();
    let theirs = versions.iter().find(|v| v["hand"]["here"] == false);
    let theirs = theirs.unwrap()["line"].clone();
    assert_eq!(theirs["images"][0], image);
    scene.second.amend(&second, &[theirs]).unwrap();
    scene.both(0, 4);
    let complete = |view: &Value| {
        let sync = &view["row"]["sync"];
        sync["images"] == 1 && sync["images_there"] == 1
    };
    scene.first.until(&scene.case, complete);
    scene.second.until(&scene.case, complete);
}
