//! Lists in the real window: kept searches, conditions, pages, and coming back to where one was.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "window/scene.rs"]
mod scene;
#[path = "window/village.rs"]
mod village;

use scene::Scene;
use serde_json::Value;
use shanyi_tests::drive::Window;
use shanyi_tests::story::{Told, at};
use village::{VILLAGE, large, settled, stands};

/// The case of the present row.
async fn present(window: &Window) -> Told<Value> {
    let row = "const e = document.querySelector('[data-test=case-rows] [aria-current] [data-case]'); return e && e.dataset.case";
    Ok(window.wait_until("a present row", row, vec![]).await?)
}

/// Narrows the list by words.
async fn narrow(window: &Window, words: &str) -> Told<()> {
    window.press("f").await?;
    window.fill("#cases-find", words).await?;
    window.press("Escape").await?;
    window.wait_text(&at("cases-conditions"), words).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_that_was_kept_is_there_after_the_program_was_killed() -> Told<()> {
    let (mut scene, _) = settled().await?;
    let window = &scene.window;
    window.press("F3").await?;
    window.wait_text(&at("cases-heading"), "全部 5 件").await?;
    narrow(window, "大熟").await?;
    window
        .wait_text(&at("cases-heading"), "这样的办件 2 件")
        .await?;
    window.press("b").await?;
    window.wait_focus("#search-name").await?;
    window.fill("#search-name", "大熟村的").await?;
    window.press("Enter").await?;
    window
        .wait_text(&at("cases-heading"), "大熟村的 2 件")
        .await?;
    scene.window.restart().await?;
    let window = &scene.window;
    window.wait_for(&at("today")).await?;
    window.press("F3").await?;
    window.wait_text(&at("filter-own"), "大熟村的").await?;
    // The kept ones stand behind those that every desk has.
    window.press("ArrowLeft").await?;
    window
        .wait_text(&at("cases-heading"), "大熟村的 2 件")
        .await?;
    window
        .wait_count("[data-test=case-rows] [data-case]", 2)
        .await?;
    window.press("d").await?;
    window.wait_text(".sy-dialog", "办件一件也不会少").await?;
    window.press("Escape").await?;
    window.wait_gone(".sy-dialog").await?;
    window.press("d").await?;
    window.wait_for(".sy-dialog").await?;
    window.press("Enter").await?;
    window.wait_gone(&at("filter-own")).await?;
    Ok(window.wait_text(&at("cases-heading"), "全部 5 件").await?)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_is_as_it_was_left_and_nothing_jumps_when_a_case_comes_in() -> Told<()> {
    let (scene, _) = settled().await?;
    let window = &scene.window;
    window.press("F3").await?;
    narrow(window, "村").await?;
    window
        .wait_count("[data-test=case-rows] [data-case]", 5)
        .await?;
    window.press("ArrowDown").await?;
    window.press("ArrowDown").await?;
    let before = present(window).await?;
    VILLAGE[2].comes(&scene).await?;
    window
        .wait_count("[data-test=case-rows] [data-case]", 6)
        .await?;
    assert_eq!(present(window).await?, before, "the present row is another");
    window.press("Enter").await?;
    window
        .wait_for(&format!("[data-test=case][data-case={before}]"))
        .await?;
    window.press("Escape").await?;
    window.wait_text(&at("cases-conditions"), "村").await?;
    window
        .wait_count("[data-test=case-rows] [data-case]", 6)
        .await?;
    assert_eq!(present(window).await?, before);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn many_cases_come_page_by_page_and_no_case_is_left_out() -> Told<()> {
    let scene = Scene::open().await?;
    let window = &scene.window;
    for turn in 0..12 {
        for villager in &VILLAGE {
            villager.comes(&scene).await?;
        }
        let _ = turn;
    }
    window.press("F3").await?;
    window.wait_text(&at("cases-heading"), "全部 60 件").await?;
    window.wait_text(&at("page"), "第 1 到 50 件").await?;
    let shown = "return all('[data-test=case-rows] [data-case]').map(e => e.dataset.case)";
    let first = window.run(shown, vec![]).await?;
    stands(window, "cases page").await?;
    window.press("PageDown").await?;
    window.wait_text(&at("page"), "第 51 到 60 件").await?;
    let second = window.run(shown, vec![]).await?;
    let mut cases: Vec<String> = [first, second]
        .into_iter()
        .flat_map(|page| serde_json::from_value::<Vec<String>>(page).unwrap())
        .collect();
    cases.sort();
    cases.dedup();
    assert_eq!(cases.len(), 60);
    window.press("PageUp").await?;
    Ok(window.wait_text(&at("page"), "第 1 到 50 件").await?)
}

#[tokio::test(flavor = "multi_thread")]
async fn conditions_are_set_by_keyboard_and_said_in_words() -> Told<()> {
    let (scene, cases) = settled().await?;
    let window = &scene.window;
    window.press("F3").await?;
    window.press("c").await?;
    window.wait_focus("#cases-item").await?;
    window.type_text("jbrz").await?;
    window.wait_for("[role=option][data-highlighted]").await?;
    window.press("Enter").await?;
    window
        .wait_count("[data-test=case-rows] [data-case]", 1)
        .await?;
    window
        .wait_for(&format!("[data-case=\"{}\"]", cases[3].0))
        .await?;
    window.fill("#cases-until", "2020-1-1").await?;
    window.press("Enter").await?;
    window
        .wait_text(&at("cases-heading"), "没有这样的办件")
        .await?;
    window.fill("#cases-until", "今天").await?;
    window.press("Enter").await?;
    window
        .wait_count("[data-test=case-rows] [data-case]", 1)
        .await?;
    window.press("Escape").await?;
    window.wait_gone(&at("conditions")).await?;
    window.press("z").await?;
    window.wait_text(&at("cases-heading"), "全部 5 件").await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_stand_at_both_sizes_full_narrowed_and_empty() -> Told<()> {
    let scene = Scene::open().await?;
    let window = &scene.window;
    window.press("F3").await?;
    window.wait_text(&at("cases-empty"), "还没有收过件").await?;
    stands(window, "cases empty").await?;
    for villager in &VILLAGE {
        villager.comes(&scene).await?;
    }
    window
        .wait_count("[data-test=case-rows] [data-case]", 5)
        .await?;
    for size in ["", " large"] {
        if !size.is_empty() {
            large(window).await?;
        }
        stands(window, &format!("cases{size}")).await?;
        window.press("c").await?;
        window.wait_focus("#cases-item").await?;
        stands(window, &format!("cases conditions{size}")).await?;
        window.press("Escape").await?;
        window.wait_gone(&at("conditions")).await?;
        narrow(window, "没有").await?;
        window.wait_for(&at("cases-empty")).await?;
        stands(window, &format!("cases none{size}")).await?;
        window.press("b").await?;
        window.wait_focus("#search-name").await?;
        stands(window, &format!("cases keep{size}")).await?;
        window.press("Escape").await?;
        window.wait_gone(".sy-dialog").await?;
        window.press("z").await?;
        window
            .wait_count("[data-test=case-rows] [data-case]", 5)
            .await?;
        window.press("F1").await?;
        window
            .wait_text(&at("today-heading"), "现在要做 5 件")
            .await?;
        stands(window, &format!("today{size}")).await?;
        window.press("F3").await?;
        window.wait_for(&at("case-rows")).await?;
    }
    Ok(())
}
