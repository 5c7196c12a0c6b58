//! Two versions of a paper from two PCs, at the real window: seen side by side, settled by two keys,
//! and seen as settled on the other PC.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "window/scene.rs"]
mod scene;

use scene::Scene;
use serde_json::{Value, json};
use shanyi_tests::apart::{amend, another_pc, copies, not_handed_over, steps};
use shanyi_tests::counter::Counter;
use shanyi_tests::story::{Told, at};

/// A case that both PCs have and that was not handed over.
async fn shared(scene: &Scene, other: &Counter, name: &str) -> Told<String> {
    let form = not_handed_over(name);
    let taken = scene.window.call("take_in", form).await?;
    let case = taken["case"].as_str().unwrap_or_default().to_owned();
    other.call("send_now", json!({})).unwrap();
    other
        .until("case", &json!({ "case": case }), |view| {
            view["row"].is_object()
        })
        .unwrap();
    Ok(case)
}

/// Both PCs change papers while neither reaches the township; then it is there again.
async fn apart(
    scene: &mut Scene,
    other: &Counter,
    case: &str,
    here: &[Value],
    there: &[Value],
) -> Told<()> {
    scene.township.kill();
    let args = json!({ "case": case });
    let view = scene.window.call("case", args.clone()).await?;
    scene
        .window
        .call("amend", amend(&view, here, false))
        .await?;
    let view = other.call("case", args.clone()).unwrap();
    other.call("amend", amend(&view, there, false)).unwrap();
    scene.township.start()?;
    other.call("send_now", json!({})).unwrap();
    scene.window.call("send_now", json!({})).await?;
    scene
        .until("both amendments", "case", args.clone(), steps(3))
        .await?;
    other.until("case", &args, steps(3)).unwrap();
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn two_versions_stand_side_by_side_and_two_keys_settle_them_for_both_pcs() -> Told<()> {
    let mut scene = Scene::open().await?;
    let other = another_pc(&scene.township, &scene.file("other"))?;
    let case = shared(&scene, &other, "蓝春妹").await?;
    apart(
        &mut scene,
        &other,
        &case,
        &[copies("photo", 3)],
        &[copies("photo", 4)],
    )
    .await?;

    // It stands on the day's list, and leads to the case.
    let (window, hands) = (&scene.window, scene.hands());
    hands.open_todo("settle", &case).await?;
    window
        .wait_text(&at("dispute"), "“近期一寸正面免冠照片”有两份，按哪份算？")
        .await?;
    let view = hands.case(&case).await?;
    let versions = view["disputes"][0]["versions"].as_array().unwrap();
    let theirs = versions
        .iter()
        .position(|version| version["hand"]["here"] == false)
        .unwrap()
        + 1;
    let mine = 3 - theirs;
    for (place, whose, says) in [
        (mine, "这台电脑", "复印件 3 份"),
        (theirs, "另一台电脑", "复印件 4 份"),
    ] {
        let side = at(&format!("version-{place}"));
        window.wait_text(&side, whose).await?;
        window.wait_text(&side, says).await?;
        window.wait_text(&side, "今天").await?;
    }

    // A stray Enter settles nothing; the number and Enter do.
    window.press("Enter").await?;
    assert_eq!(
        hands.case(&case).await?["disputes"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    let keys = [theirs.to_string(), "Enter".to_owned()];
    assert_eq!(keys.len(), 2, "two keys at most");
    for key in &keys {
        window.press(key).await?;
    }
    window.wait_gone(&at("dispute")).await?;
    window.wait_text(&at("said"), "定了").await?;
    let settled = "另一台电脑";
    window.wait_text(&at("course"), "有 2 份，按").await?;
    window.wait_text(&at("course"), settled).await?;

    other.call("send_now", json!({})).unwrap();
    let seen = other
        .until("case", &json!({ "case": case }), |view| {
            view["disputes"] == json!([]) && view["course"].as_array().map_or(0, Vec::len) == 4
        })
        .unwrap();
    let taken = &seen["course"][0]["settled"][0];
    assert_eq!(taken["taken"], json!(theirs - 1));
    assert_eq!(
        taken["hands"][theirs - 1]["here"],
        true,
        "it was written there"
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn two_versions_are_put_together_and_changed_by_hand() -> Told<()> {
    let mut scene = Scene::open().await?;
    let other = another_pc(&scene.township, &scene.file("other"))?;
    let case = shared(&scene, &other, "阿依古丽·麦麦提吐尔逊·阿卜杜热合曼").await?;
    apart(
        &mut scene,
        &other,
        &case,
        &[copies("id_card", 3)],
        &[copies("id_card", 4)],
    )
    .await?;
    let (window, hands) = (&scene.window, scene.hands());
    hands.open_todo("settle", &case).await?;
    window.wait_for(&at("dispute")).await?;
    scene.large().await?;
    scene.fits("dispute").await?;
    window.press("E").await?;
    // The paper is the present one, with the larger counts of both.
    window
        .wait_text(&at("material-id_card"), "复印件 4 份")
        .await?;
    window.press("S").await?;
    window.wait_gone(&at("amend")).await?;
    window.wait_gone(&at("dispute")).await?;
    let view = hands.case(&case).await?;
    assert_eq!(view["disputes"], json!([]));
    assert_eq!(view["course"][0]["settled"].as_array().unwrap().len(), 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_is_not_handed_over_before_its_versions_are_settled_and_says_so() -> Told<()> {
    let mut scene = Scene::open().await?;
    let other = another_pc(&scene.township, &scene.file("other"))?;
    let case = shared(&scene, &other, "蓝春妹").await?;
    apart(
        &mut scene,
        &other,
        &case,
        &[copies("photo", 3), copies("id_card", 3)],
        &[copies("photo", 4)],
    )
    .await?;
    let (window, hands) = (&scene.window, scene.hands());
    let place = format!("location.hash = '#/case/{case}/amend'");
    window.run(&place, vec![]).await?;
    window.wait_for(&at("amend-submit")).await?;
    window.press("Enter").await?;
    window
        .wait_text(&at("amend-trouble"), "两台电脑都改了：近期一寸正面免冠照片")
        .await?;
    window.press("Escape").await?;
    window.wait_for(&at("dispute")).await?;
    window.press("1").await?;
    window.press("Enter").await?;
    window.wait_gone(&at("dispute")).await?;
    // Enter is the case's own again.
    window.press("Enter").await?;
    window.wait_for(&at("amend-submit")).await?;
    window.press("Enter").await?;
    window.wait_text(&at("case-state"), "已提交").await?;
    assert_eq!(hands.case(&case).await?["row"]["state"], "submitted");
    Ok(())
}
