//! Around the operator's work in the real window: the badge, the keys, finding, putting papers right,
//! handing over, large type, and starts that can't go on.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "window/scene.rs"]
mod scene;

use std::process::{Command, Stdio};

use scene::Scene;
use serde_json::json;
use shanyi_tests::pictures;
use shanyi_tests::story::{ELDER, Told, at};

#[tokio::test(flavor = "multi_thread")]
async fn the_badge_says_what_is_here_and_what_the_township_has() -> Told<()> {
    let mut scene = Scene::open().await?;
    scene.hands().badge("网络通了 · 还没有收过件").await?;
    scene.township.kill();
    let papers = ["id_card", "photo", "household_register"];
    scene.take_in("lnyd", "蓝春妹", &papers).await?;
    scene
        .hands()
        .badge("没有网络 · 1 件已存在本机，来网自动发")
        .await?;
    scene.take_in("lnyd", "雷美凤", &papers).await?;
    scene
        .hands()
        .badge("没有网络 · 2 件已存在本机，来网自动发")
        .await?;
    scene.township.start()?;
    scene.hands().send_now().await?;
    scene.hands().badge("乡里都收到了").await?;
    scene.window.press("F9").await?;
    for figure in ["cases-here", "cases-there"] {
        scene
            .window
            .wait_text(&at(&format!("sync-{figure}")), "2")
            .await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_question_mark_shows_every_key_and_escape_puts_them_away() -> Told<()> {
    let scene = Scene::open().await?;
    let window = &scene.window;
    window.wait_for(&at("today")).await?;
    window.press("?").await?;
    window.wait_for(".sy-dialog").await?;
    let shown = window.text(".sy-dialog").await?;
    for key in ["F1", "F2", "F3", "F9", "/"] {
        assert!(shown.contains(key), "{key} is not in {shown}");
    }
    window.press("Escape").await?;
    window.wait_gone(".sy-dialog").await?;
    window.press("F3").await?;
    window.wait_for(&at("cases")).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_is_found_by_initials_from_anywhere() -> Told<()> {
    let scene = Scene::open().await?;
    let window = &scene.window;
    scene
        .take_in("jbrz", "阿依古丽·买买提", &["id_card"])
        .await?;
    let case = scene
        .take_in(
            "lnyd",
            "钟土根",
            &["id_card", "photo", "household_register"],
        )
        .await?;
    window.press("/").await?;
    window.type_text("ztg").await?;
    window.wait_for("[role=option][aria-selected=true]").await?;
    window
        .wait_text("[data-test=find-cases] [role=option]", "钟土根")
        .await?;
    // The person stands before the case.
    window.press("PageDown").await?;
    window.press("Enter").await?;
    window
        .wait_for(&format!("[data-test=case][data-case=\"{case}\"]"))
        .await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_township_wants_stands_in_today_and_is_answered_from_there() -> Told<()> {
    let mut scene = Scene::open().await?;
    let case = scene
        .take_in(
            "lnyd",
            "蓝春妹",
            &["id_card", "photo", "household_register"],
        )
        .await?;
    let wanted = json!([{ "material": "photo", "why": "照片太旧，要近期的" }]);
    scene
        .act(
            &case,
            json!({ "kind": "correction", "wanted": wanted, "note": null }),
        )
        .await?;
    let (window, hands) = (&scene.window, scene.hands());
    hands.open_todo("correct", &case).await?;
    window
        .wait_text(&at("materials-heading"), "还差 1 样材料")
        .await?;
    window
        .wait_text(&at("material-photo"), "照片太旧，要近期的")
        .await?;
    let photo = scene.file("一寸.jpg");
    pictures::photo_file(&photo, &["蓝春妹"], (900, 1260), 3)?;
    hands.choose_files("photo", &[photo]).await?;
    window
        .wait_text(&at("materials-heading"), "要补的都补上了")
        .await?;
    window.press("Enter").await?;
    window.wait_text(&at("case-state"), "已提交").await?;
    let view = hands.case(&case).await?;
    assert_eq!(view["correction"], json!(null));
    assert_eq!(view["corrections"], 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_is_handed_over_with_name_relation_time_and_signature() -> Told<()> {
    let mut scene = Scene::open().await?;
    let case = scene
        .take_in(
            "lnyd",
            "蓝春妹",
            &["id_card", "photo", "household_register"],
        )
        .await?;
    for act in [
        json!({ "kind": "accept", "office": null }),
        json!({ "kind": "decide", "outcome": "granted", "reason": null }),
        json!({ "kind": "issue", "name": "老年人优待证", "number": "浙遂优 004172" }),
    ] {
        scene.act(&case, act).await?;
    }
    let (window, hands) = (&scene.window, scene.hands());
    hands.open_todo("deliver", &case).await?;
    window
        .click_text("[data-test=deliver] label.choice", "子女")
        .await?;
    window.press("Tab").await?;
    assert_eq!(
        window.value("#to").await?,
        "",
        "another person's name is asked for"
    );
    window.fill("#to", "蓝秀英").await?;
    window
        .draw(
            "#signature canvas",
            &[(0.2, 0.3), (0.4, 0.7), (0.6, 0.3), (0.8, 0.7)],
        )
        .await?;
    window.click(&at("deliver-now")).await?;
    window.wait_text(".sy-dialog", "蓝秀英").await?;
    window.press("Enter").await?;
    window.wait_text(&at("case-state"), "已办完").await?;
    let delivered = hands.case(&case).await?["delivered"].clone();
    assert_eq!(delivered["to"], "蓝秀英");
    assert_eq!(delivered["relation"], "child");
    assert!(delivered["at"].is_number(), "{delivered}");
    assert!(
        delivered["signature"]["length"].as_u64().unwrap() > 200,
        "{delivered}"
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn large_type_on_a_small_screen_runs_over_no_edge() -> Told<()> {
    let scene = Scene::open().await?;
    let (window, hands) = (&scene.window, scene.hands());
    scene.large().await?;
    window.wait_for(&at("today")).await?;
    scene.fits("today").await?;
    hands.find_item("lnr", "lnyd").await?;
    scene.fits("item").await?;
    window.press("Enter").await?;
    hands.write_fields(&ELDER, "331123195903080000").await?;
    window.press("Enter").await?;
    window.wait_for(&at("errors")).await?;
    scene.fits("villager").await?;
    window.fill("#id-number", &ELDER.id_number()?).await?;
    hands.to_papers().await?;
    scene.fits("papers").await?;
    hands.not_needed(4, "residence_permit").await?;
    hands.not_needed(5, "mandate").await?;
    let (case, _) = hands.save("g").await?;
    scene.fits("saved").await?;
    window.press("F1").await?;
    window.wait_for(&at("todo")).await?;
    scene.fits("to do").await?;
    window.press("F3").await?;
    window.click(&format!("[data-case=\"{case}\"]")).await?;
    window.wait_for(&at("case")).await?;
    scene.fits("case").await?;
    window.press("F9").await?;
    window.wait_for(&at("sync-panel")).await?;
    scene.fits("sync").await?;
    window.press("Escape").await?;
    window.press("?").await?;
    window.wait_for(".sy-dialog").await?;
    scene.fits("keys").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_start_on_the_same_folder_leaves_the_first_window_as_it_is() -> Told<()> {
    let scene = Scene::open().await?;
    scene.window.run("window.theSame = true", vec![]).await?;
    let first = scene.window.process().unwrap();
    let program = std::fs::read_link(format!("/proc/{first}/exe"))?;
    let second = Command::new(program)
        .arg("--data")
        .arg(scene.data())
        .stdin(Stdio::null())
        .output()?;
    assert!(second.status.success(), "{second:?}");
    assert_eq!(scene.window.process(), Some(first));
    scene.window.wait_for(&at("today")).await?;
    assert_eq!(
        scene.window.run("return window.theSame", vec![]).await?,
        json!(true)
    );
    Ok(())
}
