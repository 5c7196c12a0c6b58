//! What the real window says of its exchange: what waits and why, what the last tries came to, and the
//! key that sends one case first.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "window/scene.rs"]
mod scene;

use scene::Scene;
use serde_json::json;
use shanyi_tests::story::{Told, at};

const PAPERS: [&str; 3] = ["id_card", "photo", "household_register"];
/// A name as long as they come.
const LONG: &str = "阿依古丽·麦麦提吐尔逊·阿卜杜热合曼";

/// Opens the page of a case.
async fn page(scene: &Scene, case: &str) -> Told<()> {
    let place = format!("location.hash = '#/case/{case}'");
    scene.window.run(&place, vec![]).await?;
    scene.window.wait_for(&at("case-sync")).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_says_what_waits_and_why_and_one_key_sends_it_at_once() -> Told<()> {
    let mut scene = Scene::holding(50, |start| start).await?;
    let first = scene.take_in("lnyd", "蓝春妹", &PAPERS).await?;
    let second = scene.take_in("lnyd", LONG, &PAPERS).await?;
    page(&scene, &first).await?;
    let way = |name: &str| at(&format!("way-{name}"));
    let window = &scene.window;
    let unsent = "有 2 笔存在本机，乡里还没有收到";
    window.wait_text(&way("events"), unsent).await?;
    window.wait_text(&way("line"), "10 秒内还能改主意").await?;
    window.press("S").await?;
    let received = "这里记的，乡里都签收了";
    window.wait_text(&way("events"), received).await?;
    window.wait_gone(&at("send-this")).await?;
    window.wait_gone(&way("line")).await?;
    // What was saved behind it keeps its ten seconds, and is never said to be there.
    page(&scene, &second).await?;
    window.wait_text(&way("events"), unsent).await?;
    let whole = window.call("sync_status", json!({})).await?;
    assert_eq!(whole["cases_there"], 1, "{whole}");
    assert_eq!(whole["cases_waiting"], 1, "{whole}");

    // Without a township it says since when, and the case goes by itself when it is back.
    scene.township.kill();
    scene.window.press("S").await?;
    let window = &scene.window;
    window.wait_text(&way("line"), "没有网络").await?;
    window.wait_text(&way("line"), "来网自动发").await?;
    window.wait_text(&at("said"), "排到最前面").await?;
    window.wait_text(&way("events"), unsent).await?;
    scene.large().await?;
    scene.fits("case that waits").await?;
    window.press("F9").await?;
    window.wait_text(&at("reason-line"), "没有网络").await?;
    window.wait_text(&at("try"), "没有网络").await?;
    window.wait_text(&at("sync-cases-waiting"), "1").await?;
    let badge = window.text(&at("sync-panel")).await?;
    assert!(!badge.contains("乡里都收到了"), "{badge}");
    scene.fits("sync that waits").await?;
    window.press("Escape").await?;
    window.wait_gone(&at("sync-panel")).await?;
    scene.township.start()?;
    let window = &scene.window;
    window.press("S").await?;
    window.wait_text(&way("events"), received).await?;
    window.press("F9").await?;
    window.wait_text(&at("sync-panel"), "乡里都收到了").await?;
    window.wait_gone(&at("sync-reasons")).await?;
    scene.fits("sync with all received").await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_that_has_taken_in_nothing_yet_says_so_and_nothing_more() -> Told<()> {
    let scene = Scene::open().await?;
    let window = &scene.window;
    window.press("F9").await?;
    window.wait_text(&at("sync-panel"), "还没有收过件").await?;
    window.wait_text(&at("sync-cases-here"), "0").await?;
    assert_eq!(window.count(&at("sync-reasons")).await?, 0);
    assert_eq!(window.count(&at("reason-line")).await?, 0);
    window.press("Escape").await?;
    scene.large().await?;
    window.press("F9").await?;
    window.wait_for(&at("sync-panel")).await?;
    scene.fits("sync of an empty desk").await
}
