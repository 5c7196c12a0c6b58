//! Texts that mean harm, at the township's pages in a real browser: shown as they are, found as they
//! are, and never run.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "console/scene.rs"]
#[allow(dead_code, reason = "each test program uses its own part")]
mod scene;

use scene::Scene;
use serde_json::{Value, json};
use shanyi_tests::counter::{line, made_up_id};
use shanyi_tests::hostile::{UNHARMED, catalog, searches, texts};

/// What a name may look like.
const NAME: &str = "<img src=x onerror=\"window.ran=true\">蓝春妹";

/// Takes in a complete case whose every text means harm, and hands it over; gives its id.
fn take_in(scene: &Scene, address: &str) -> String {
    let mut card = line("id_card", &[]);
    card["note"] = json!(address);
    let form = json!({
        "item": "lnyd",
        "applicant": { "name": NAME, "id_number": made_up_id(1958, 7), "phone": null, "address": address },
        "channel": "counter",
        "materials": [card, line("photo", &[]), line("household_register", &[])],
        "applies": [], "submit": true, "draft": null,
    });
    let taken = scene.counter.call("take_in", form).unwrap();
    scene.counter.call("send_now", json!({})).unwrap();
    let case = taken["case"].as_str().unwrap().to_owned();
    scene.see(scene.browser.wait_for(&format!("[data-case=\"{case}\"]")));
    case
}

/// Waits until the page shows these words, and looks whether anything ran.
fn unharmed(scene: &Scene, words: &str) {
    let shown = "return document.body.textContent.includes(arguments[0])";
    let wanted = format!("{words:?}");
    scene.see(scene.browser.wait_until(&wanted, shown, vec![json!(words)]));
    assert_eq!(
        scene.see(scene.browser.run(UNHARMED, vec![])),
        true,
        "{words}"
    );
}

fn search(scene: &Scene, words: &str) -> Value {
    let wish = json!({ "queue": "all", "words": words, "after": null, "rows": 20 });
    scene.ask("POST", "/api/cases/search", Some(&wish))
}

#[test]
fn texts_that_mean_harm_are_shown_to_the_clerk_and_never_run() {
    let scene = Scene::signed_in();
    let folder = tempfile::tempdir().unwrap();
    let (soiled, words) = (
        folder.path().join("catalog.json"),
        "<script>window.ran=true</script>{{ran}}",
    );
    catalog("lnyd", words, &soiled).unwrap();
    scene.township.publish(&soiled).unwrap();
    let texts = texts();
    let case = take_in(&scene, &texts[0]);
    unharmed(&scene, NAME);
    for text in &texts {
        scene.comment(&case, text);
    }
    scene.see(scene.browser.run(
        "location.hash = `#/inbox/all/${arguments[0]}`",
        vec![json!(case)],
    ));
    unharmed(&scene, &texts[0]);
    for text in &texts {
        unharmed(&scene, text);
    }
    let told = search(&scene, "蓝春妹");
    assert_eq!(told["rows"][0]["id"], json!(case), "{told}");
    assert_eq!(scene.offences(), json!([]));
}

#[test]
fn no_words_break_the_clerk_s_search() {
    let scene = Scene::signed_in();
    let case = take_in(&scene, "下坪组");
    for words in searches() {
        let told = search(&scene, &words);
        let broken =
            told["kind"].is_string() && told["kind"] != "bad_request" && told["kind"] != "invalid";
        assert!(!broken, "{words:.40?}: {told}");
    }
    let found = search(&scene, "蓝春妹");
    assert_eq!(found["rows"][0]["id"], json!(case), "{found}");
    for text in texts() {
        scene.see(scene.browser.fill("#find", &text));
        assert_eq!(
            scene.see(scene.browser.run(UNHARMED, vec![])),
            true,
            "{text}"
        );
    }
}

#[test]
fn what_nobody_sees_is_not_said_to_a_village() {
    let scene = Scene::signed_in();
    let case = take_in(&scene, "下坪组");
    let seen = scene.api(&case)["seen"].clone();
    let said = json!({ "seen": seen, "act": { "kind": "comment", "text": "请\u{202e}回来不" } });
    let told = scene.ask("POST", &format!("/api/cases/{case}/acts"), Some(&said));
    assert_eq!(
        told,
        json!({ "kind": "invalid", "field": "text", "fault": "unseen" })
    );
}
