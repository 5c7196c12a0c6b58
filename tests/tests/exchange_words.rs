//! What the desk says of its exchange with a real server: what waits and why, what the last tries
//! came to, and one case sent before everything else.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use shanyi_tests::counter::{Counter, applicant, line, made_up_id};
use shanyi_tests::line::Line;
use shanyi_tests::pictures;
use shanyi_tests::township::{STATION, Township};
use tempfile::TempDir;

/// A desk that holds what is saved for so many seconds, behind a line that can be cut.
struct Scene {
    counter: Counter,
    line: Line,
    _township: Township,
    _folder: TempDir,
}

impl Scene {
    fn holding(seconds: i64) -> Self {
        let folder = TempDir::new().unwrap();
        let township = Township::found(folder.path()).unwrap();
        let port = township.url().rsplit(':').next().unwrap().parse().unwrap();
        let line = Line::to(port).unwrap();
        let file = folder.path().join("enrolment.json");
        township.enrol(STATION, &file).unwrap();
        let mut enrolment: Value =
            serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
        enrolment["server"] = json!(line.url());
        std::fs::write(&file, enrolment.to_string()).unwrap();
        let counter = Counter::open_holding(folder.path(), &file, seconds);
        counter.until_furnished().unwrap();
        Self {
            counter,
            line,
            _township: township,
            _folder: folder,
        }
    }

    /// Two photographs of a card, ready to be named.
    fn photographs(&self, name: &str, serial: u16) -> [Value; 2] {
        [1, 2].map(|side| {
            let seed = u64::from(serial) * 7 + side;
            let bytes = pictures::photo(&["居民身份证", name], (1600, 1000), seed).unwrap();
            self.counter.picture("id_side", &bytes).unwrap()
        })
    }

    /// Takes in an elder's card with these photographs; gives the case's id.
    fn take_in(&self, name: &str, serial: u16, sides: &[Value]) -> String {
        let form = json!({
            "item": "lnyd",
            "applicant": applicant(name, &made_up_id(1958, serial)),
            "channel": "counter",
            "materials": [line("id_card", sides), line("photo", &[]), line("household_register", &[])],
            "applies": [],
            "submit": true,
            "draft": null,
        });
        let taken = self.counter.call("take_in", form).unwrap();
        taken["case"].as_str().unwrap().to_owned()
    }

    fn way(&self, case: &str) -> Value {
        let view = self.counter.call("case", json!({ "case": case })).unwrap();
        view["row"]["sync"].clone()
    }

    fn tries(&self) -> Vec<Value> {
        let history = self.counter.call("sync_history", json!({})).unwrap();
        history["tries"].as_array().unwrap().clone()
    }
}

/// The longest that anything is held. What is looked at later on a busy machine has gone by itself.
const HOLD: Duration = Duration::from_secs(60);

/// Three cases saved one after the other, and the second sent first. Gives what is said of each
/// then, unless this took longer than anything is held.
fn second_of_three_sent_first(scene: &Scene, from: u16) -> Option<[Value; 3]> {
    let people = [("蓝春妹", from), ("钟土根", from + 1), ("雷美凤", from + 2)];
    let photographs = people.map(|(name, serial)| scene.photographs(name, serial));
    let begun = Instant::now();
    let mut cases = people
        .iter()
        .zip(&photographs)
        .map(|((name, serial), sides)| scene.take_in(name, *serial, sides));
    let cases: [String; 3] = std::array::from_fn(|_| cases.next().unwrap());
    let before: Vec<Value> = cases.iter().map(|case| scene.way(case)).collect();
    let second = json!({ "case": cases[1] });
    scene.counter.call("send_case", second.clone()).unwrap();
    let arrived = |view: &Value| {
        let way = &view["row"]["sync"];
        way["received"] == true && way["images_there"] == 2
    };
    scene.counter.until("case", &second, arrived).unwrap();
    let after = [0, 1, 2].map(|n| scene.way(&cases[n]));
    let sync = scene.counter.call("sync_status", json!({})).unwrap();
    if begun.elapsed() >= HOLD {
        return None;
    }
    for way in before {
        assert_eq!(
            (&way["held"], &way["received"]),
            (&json!(true), &json!(false))
        );
    }
    assert_eq!(
        (&sync["events_waiting"], &sync["events_held"]),
        (&json!(2), &json!(2))
    );
    Some(after)
}

#[test]
fn one_case_is_sent_at_once_with_its_images_and_what_was_saved_behind_it_stays() {
    let scene = Scene::holding(60);
    let said = (0..5).find_map(|round| {
        scene.counter.until_sent().unwrap();
        second_of_three_sent_first(&scene, round * 3 + 1)
    });
    let [first, second, third] = said.expect("five rounds, each longer than anything is held");
    assert_eq!(
        (&second["held"], &second["bytes_to_go"]),
        (&json!(false), &json!(0))
    );
    // What stands before it in the stream went with it; what was saved behind it is still held.
    assert_eq!(first["received"], true);
    assert_eq!(
        (&third["held"], &third["received"]),
        (&json!(true), &json!(false))
    );
    let missing = scene.counter.call("send_case", json!({ "case": "00" }));
    assert_eq!(missing.unwrap_err()["kind"], "no_case");
}

#[test]
fn what_the_last_tries_came_to_is_said_and_outlives_the_program() {
    let mut scene = Scene::holding(0);
    scene.take_in("蓝春妹", 1, &scene.photographs("蓝春妹", 1));
    scene.counter.until_sent().unwrap();
    let newest =
        |outcome: &'static str| move |history: &Value| history["tries"][0]["outcome"] == outcome;
    // The list is written when the round is over, a moment after its last receipt.
    let sent = |history: &Value| {
        let tries = history["tries"].as_array().unwrap().iter();
        let events: u64 = tries.filter_map(|one| one["events"].as_u64()).sum();
        events == 2
    };
    scene
        .counter
        .until("sync_history", &json!({}), sent)
        .unwrap();
    scene.line.cut();
    scene.counter.call("send_now", json!({})).unwrap();
    scene
        .counter
        .until("sync_history", &json!({}), newest("down"))
        .unwrap();
    let down = |sync: &Value| sync["line"] == "down" && sync["line_since"].is_number();
    scene
        .counter
        .until("sync_status", &json!({}), down)
        .unwrap();

    scene.counter.reopen();
    let kept = scene.tries();
    assert!(
        kept.iter()
            .any(|one| one["outcome"] == "up" && one["events"] == 2),
        "{kept:?}"
    );
    scene.line.mend();
    scene.counter.call("send_now", json!({})).unwrap();
    scene
        .counter
        .until("sync_history", &json!({}), newest("up"))
        .unwrap();
    assert_eq!(scene.tries()[1]["outcome"], "down");
}
