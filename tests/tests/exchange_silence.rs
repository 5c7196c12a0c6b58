//! A line that goes silent with both ends still there, as it does on a hillside when the mast is
//! gone: it is given up and tried again, and nothing is lost or doubled.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use shanyi_sync::carrier::HttpCarrier;
use shanyi_sync::engine::{Engine, Trouble};
use shanyi_tests::counter::{Counter, applicant, line, made_up_id};
use shanyi_tests::ground::Ground;
use shanyi_tests::line::Line;
use shanyi_tests::pictures;
use shanyi_tests::township::{STATION, Township};

/// How long silence is borne here.
const STALL: Duration = Duration::from_millis(300);
/// How long a line that is never given up is watched.
const PATIENCE: Duration = Duration::from_secs(30);

/// A round over a line that goes silent somewhere is given up; one over a whole line brings the
/// rest, and both sides hold the same.
async fn given_up(ground: &Ground, wire: &Line, place: &dyn Fn(&Line)) {
    let carrier = HttpCarrier::with_stall(&wire.url(), STALL).unwrap();
    let mut engine = Engine::new(&carrier, ground.parties.clone());
    let chunk = engine.chunk();
    place(wire);
    let begun = Instant::now();
    let round = tokio::time::timeout(PATIENCE, ground.round(&mut engine)).await;
    let trouble = round.expect("a silent line is waited on").unwrap_err();
    assert!(matches!(trouble, Trouble::Down), "{trouble}");
    assert!(wire.is_stalled(), "it was something else than silence");
    assert!(begun.elapsed() >= STALL, "given up at once");
    assert!(engine.chunk() < chunk, "the next try is no smaller");
    wire.mend();
    ground.comes_to_rest(&carrier).await.unwrap();
}

#[tokio::test]
async fn a_push_whose_line_goes_silent_is_given_up_and_tried_again() {
    let ground = Ground::new().unwrap();
    let wire = Line::to(ground.serve().await.unwrap()).unwrap();
    // In the head of the request, at its body, in the push, in the image; before the answer, in its
    // head, in its frames.
    for (nth, up) in [1, 100, 200, 500, 1500].into_iter().enumerate() {
        let image = [nth as u8; 1200];
        ground.take_in("蓝春妹", &image).unwrap();
        given_up(&ground, &wire, &|wire| wire.stall_after(up)).await;
    }
    for (nth, down) in [0, 30, 200, 300].into_iter().enumerate() {
        let image = [nth as u8 + 99; 1200];
        ground.take_in("钟土根", &image).unwrap();
        given_up(&ground, &wire, &|wire| wire.stall_answers_after(down)).await;
    }
    let carrier = HttpCarrier::new(&wire.url()).unwrap();
    let account = ground.comes_to_rest(&carrier).await.unwrap();
    let count = |what: &str| account.matches(what).count();
    let counts = (count("case "), count("event "), count("image "));
    assert_eq!(counts, (9, 27, 9), "{account}");
}

/// The station finds its township through the line.
fn through(enrolment: &Path, url: &str) {
    let text = std::fs::read_to_string(enrolment).unwrap();
    let mut file: Value = serde_json::from_str(&text).unwrap();
    file["server"] = json!(url);
    std::fs::write(enrolment, file.to_string()).unwrap();
}

#[test]
fn a_desk_whose_line_goes_silent_says_so_and_sends_by_itself_when_there_is_a_line() {
    let folder = tempfile::tempdir().unwrap();
    let township = Township::found(folder.path()).unwrap();
    let wire = Line::to(township.port()).unwrap();
    let file = folder.path().join("enrolment.json");
    township.enrol(STATION, &file).unwrap();
    through(&file, &wire.url());
    let mut counter = Counter::open_with(folder.path(), &file, |opening| opening.stall = STALL);
    counter.until_furnished().unwrap();
    for (serial, silence) in [(1, 150), (2, 700), (3, 9000)] {
        wire.stall_after(silence);
        let photo = pictures::photo(&["居民身份证"], (1600, 1000), serial).unwrap();
        let side = counter.picture("id_side", &photo).unwrap();
        let form = json!({
            "item": "lnyd",
            "applicant": applicant("吴小满", &made_up_id(1958, u16::try_from(serial).unwrap())),
            "channel": "counter",
            "materials": [
                line("id_card", &[side]), line("photo", &[]), line("household_register", &[]),
            ],
            "applies": [],
            "submit": true,
            "draft": null,
        });
        counter.call("take_in", form).unwrap();
        let down = |sync: &Value| sync["line"] == "down" && wire.is_stalled();
        counter.until("sync_status", &json!({}), down).unwrap();
        wire.mend();
        // Nobody asks for it.
        counter.until_sent().unwrap();
    }
    let data = counter.data();
    counter.close();
    let here = Counter::account(&data).unwrap();
    assert_eq!(here, township.account().unwrap());
    let count = |what: &str| here.matches(what).count();
    assert_eq!((count("event "), count("image ")), (6, 3), "{here}");
}
