//! Two versions of a paper from two PCs of a station, as the township's clerk sees them, and how
//! they were settled.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "console/scene.rs"]
#[allow(dead_code)]
mod scene;

use scene::{Scene, elder_card, test};
use serde_json::{Value, json};
use shanyi_tests::apart::{amend, another_pc, copies};
use tempfile::TempDir;

/// The photograph as it is now, in so many copies.
fn photo(view: &Value, number: u64) -> Value {
    amend(view, &[copies("photo", number)], false)
}

#[test]
fn the_clerk_sees_both_versions_side_by_side_and_in_the_course_how_they_were_settled() {
    let scene = Scene::signed_in();
    let folder = TempDir::new().unwrap();
    let other = another_pc(&scene.township, folder.path()).unwrap();

    // A name as long as they come, to see what it does to the page.
    let name = "阿依古丽·麦麦提吐尔逊·阿卜杜热合曼";
    let case = scene.take_in(&elder_card(name, 1958, 3), 0);
    scene.counter.until_sent().unwrap();
    let wanted = json!([{ "material": "photo", "why": "照片太旧" }]);
    scene.act(
        &case,
        &json!({ "kind": "correction", "wanted": wanted, "note": null }),
    );
    let args = json!({ "case": case });
    let wants = |view: &Value| view["row"]["state"] == "correction";
    let pcs = [&scene.counter, &other];
    let views = pcs.map(|pc| {
        pc.call("send_now", json!({})).unwrap();
        pc.until("case", &args, wants).unwrap()
    });
    // Each amends what its page shows, and neither page shows the other's.
    for ((pc, view), copies) in pcs.iter().zip(&views).zip([3, 4]) {
        pc.call("amend", photo(view, copies)).unwrap();
        pc.call("send_now", json!({})).unwrap();
    }
    let page = &scene.browser;
    let place = format!("location.hash = '#/inbox/correction/{case}'");
    scene.see(page.run(&place, vec![]));
    let both = test("dispute-photo");
    scene.see(page.wait_count(&format!("{both} [data-test=version]"), 2));
    scene.see(page.wait_text(&test("disputes"), "等村站定一份"));
    let said = scene.see(page.text(&both));
    for words in [
        "近期一寸正面免冠照片",
        "今天",
        "复印 3",
        "复印 4",
        "没定以前按这份",
    ] {
        assert!(said.contains(words), "{words} is not in {said}");
    }
    scene.every_size(&scene::pictures(), "disputed");
    // Where one column fits, Enter leads from the list into the case.
    scene.resize(1024, 768, "150");
    scene.see(page.press("Enter"));
    scene.see(page.wait_text(&both, "复印 4"));
    scene.picture(&scene::pictures(), "disputed-in-one-column");
    assert_eq!(scene.barriers(), Vec::<String>::new());
    scene.see(page.press("Escape"));
    scene.resize(1366, 768, "");

    let disputed = |view: &Value| view["disputes"].as_array().map_or(0, Vec::len) == 1;
    let view = other.until("case", &args, disputed).unwrap();
    let versions = view["disputes"][0]["versions"].as_array().unwrap();
    let theirs = versions
        .iter()
        .find(|v| v["hand"]["here"] == false)
        .unwrap();
    let copies = theirs["line"]["copies"].as_u64().unwrap();
    assert_eq!(copies, 3);
    other.call("amend", photo(&view, copies)).unwrap();
    other.call("send_now", json!({})).unwrap();
    scene.see(page.wait_gone(&test("disputes")));
    scene.see(page.wait_text(&test("course"), "有 2 份，按"));
    let settled = &scene.api(&case)["course"];
    let settled = settled.as_array().unwrap().last().unwrap()["settled"][0].clone();
    let taken = usize::try_from(settled["taken"].as_u64().unwrap()).unwrap();
    assert_eq!(settled["hands"][taken]["event"], theirs["hand"]["event"]);
}
