//! Finding in the real window: one box for people, cases and items, and a person's page.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "window/scene.rs"]
mod scene;
#[path = "window/village.rs"]
mod village;

use serde_json::{Value, json};
use shanyi_tests::drive::Window;
use shanyi_tests::story::{Told, at};
use village::{VILLAGE, large, settled, stands};

/// Types into the find box and waits for the answer to exactly this.
async fn find(window: &Window, typed: &str) -> Told<()> {
    window.fill("#find", typed).await?;
    let answered = format!("#find-list[data-words={}]", json!(typed));
    let there = "const e = document.querySelector(arguments[0]); return e !== null";
    window
        .wait_until(
            &format!("an answer to {typed:?}"),
            there,
            vec![json!(answered)],
        )
        .await?;
    Ok(())
}

/// The rows of a group: their words, the marked characters, and the reasons.
async fn found(window: &Window, group: &str) -> Told<Vec<(String, String, String)>> {
    let rows = window
        .run(
            "return all(`[data-test=find-${arguments[0]}] [role=option]`).map(row => [
                 words(row),
                 [...row.querySelectorAll('mark')].map(m => m.textContent).join('|'),
                 [...row.querySelectorAll('[data-reason]')].map(r => r.dataset.reason).join('|'),
             ])",
            vec![json!(group)],
        )
        .await?;
    Ok(serde_json::from_value(rows).unwrap())
}

/// The first row of a group holds these words, has these characters marked, for this reason.
async fn first(window: &Window, typed: &str, group: &str, wanted: [&str; 3]) -> Told<()> {
    find(window, typed).await?;
    let rows = found(window, group).await?;
    let (words, marked, reason) = rows
        .first()
        .unwrap_or_else(|| panic!("{typed}: no {group}"));
    assert!(words.contains(wanted[0]), "{typed}: {rows:?}");
    assert_eq!(
        [marked, reason],
        [wanted[1], wanted[2]],
        "{typed}: {rows:?}"
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn people_cases_and_items_are_found_as_they_are_typed_and_the_reason_is_marked() -> Told<()> {
    let (scene, cases) = settled().await?;
    let window = &scene.window;
    let elder = &VILLAGE[0];
    let id = elder.id_number();
    let (_, number) = &cases[2];
    let counter = number.split('-').nth(2).unwrap();
    window.press("/").await?;
    window.wait_focus("#find").await?;
    let name = elder.name;
    first(window, "春", "people", [name, "春", "name"]).await?;
    first(window, "lcm", "people", [name, "蓝春妹", "initials"]).await?;
    first(window, "chunmei", "people", [name, "春妹", "pinyin"]).await?;
    first(window, "2208", "people", [name, "2208", "phone_end"]).await?;
    first(window, &id[14..], "people", [name, &id[14..], "id_end"]).await?;
    first(
        window,
        "蓝 下坪",
        "people",
        [name, "蓝|下坪", "name|address"],
    )
    .await?;
    first(window, "𠮷", "people", ["蓝𠮷花", "𠮷", "name"]).await?;
    first(window, counter, "cases", ["雷美凤", counter, "number"]).await?;
    let bare = number.replace('-', "");
    find(window, &bare).await?;
    assert!(
        found(window, "cases").await?[0].0.contains("雷美凤"),
        "{bare}"
    );
    find(window, "下坪").await?;
    let village: Vec<_> = found(window, "people").await?;
    assert_eq!(village.len(), 2, "the household: {village:?}");
    assert!(
        village
            .iter()
            .all(|(_, marked, why)| marked == "下坪" && why == "address")
    );
    first(window, "老年人", "items", ["老年人", "老年人", "item"]).await?;
    find(window, "没有的人").await?;
    window.wait_text(&at("find-none"), "拼音或首字母").await?;
    scene.window.press("Escape").await?;
    scene.window.wait_gone("#find-list").await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scanner_that_types_faster_than_the_desk_answers_opens_the_right_person() -> Told<()> {
    let (scene, cases) = settled().await?;
    let window = &scene.window;
    for (villager, (case, _)) in VILLAGE.iter().zip(&cases) {
        window.press("/").await?;
        window.wait_focus("#find").await?;
        window
            .type_text(&format!("{}\n", &villager.id_number()[12..]))
            .await?;
        window
            .wait_for(&format!("[data-test=person-page][data-person=\"{case}\"]"))
            .await?;
        window
            .wait_text(&at("person-heading"), villager.name)
            .await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn escape_from_the_box_goes_back_into_the_form_as_it_was() -> Told<()> {
    let (scene, cases) = settled().await?;
    let (window, hands) = (&scene.window, scene.hands());
    hands.begin("lnr", "lnyd").await?;
    window.wait_focus("#name").await?;
    window.type_text("a/b").await?;
    window.press("Control+f").await?;
    window.wait_focus("#find").await?;
    find(window, "蓝春妹").await?;
    window.press("Escape").await?;
    window.wait_focus("#name").await?;
    assert_eq!(window.value("#name").await?, "a/b");
    // A look at a case, and back to the very form.
    window.press("Control+f").await?;
    find(window, "雷美凤").await?;
    window.press("PageDown").await?;
    window.press("Enter").await?;
    let (case, _) = &cases[2];
    window
        .wait_for(&format!("[data-test=case][data-case=\"{case}\"]"))
        .await?;
    window.press("Escape").await?;
    window.wait_for("#name").await?;
    assert_eq!(window.value("#name").await?, "a/b");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_persons_page_has_their_cases_their_household_and_the_next_intake() -> Told<()> {
    let (scene, cases) = settled().await?;
    let window = &scene.window;
    let (elder, other) = (&VILLAGE[0], &VILLAGE[1]);
    let (second, _) = elder.comes(&scene).await?;
    window.press("F3").await?;
    window
        .click(&format!("[data-case=\"{}\"]", cases[0].0))
        .await?;
    window.wait_for(&at("to-person")).await?;
    window.press("r").await?;
    window
        .wait_text(&at("person-heading"), "蓝春妹 有 2 件在办")
        .await?;
    window
        .wait_count("[data-test=person-cases] [data-case]", 2)
        .await?;
    window
        .wait_for(&format!(
            "[data-test=person-cases] [data-case=\"{second}\"]"
        ))
        .await?;
    window.wait_text(&at("household"), other.name).await?;
    let shown = window.text("main.page").await?;
    assert!(!shown.contains(&elder.id_number()), "the whole ID number");
    window.press("s").await?;
    window
        .wait_for("[data-test=intake][data-step=\"0\"]")
        .await?;
    window.wait_focus("#item").await?;
    window.type_text("lnr").await?;
    window.wait_for("[role=option][data-highlighted]").await?;
    window.press("Enter").await?;
    window
        .wait_for("[data-test=item-card][data-item=lnyd]")
        .await?;
    window.press("Enter").await?;
    window.wait_for("#name").await?;
    for (field, text) in [
        ("name", elder.name),
        ("phone", elder.phone),
        ("address", elder.address),
        ("id-number", ""),
    ] {
        assert_eq!(window.value(&format!("#{field}")).await?, text, "{field}");
    }
    let address = window
        .run("return decodeURIComponent(location.href)", vec![])
        .await?;
    for word in [elder.name, elder.phone, "下坪", &elder.id_number()[12..]] {
        assert!(
            !address.as_str().unwrap().contains(word),
            "{word} in {address}"
        );
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_item_that_is_found_begins_an_intake_with_it() -> Told<()> {
    let (scene, _) = settled().await?;
    let window = &scene.window;
    window.press("/").await?;
    find(window, "老年人优待证").await?;
    assert_eq!(found(window, "people").await?, []);
    window.press("PageDown").await?;
    window.press("PageDown").await?;
    window.press("Enter").await?;
    window
        .wait_for("[data-test=item-card][data-item=lnyd]")
        .await?;
    let drafts: Value = window.call("drafts", json!({})).await?;
    assert_eq!(drafts, json!([]), "nothing is typed yet");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_box_and_a_person_stand_at_both_sizes_with_long_names() -> Told<()> {
    let (scene, cases) = settled().await?;
    let window = &scene.window;
    for size in ["", " large"] {
        if !size.is_empty() {
            large(window).await?;
        }
        window.press("F1").await?;
        window.wait_for(&at("today")).await?;
        window.press("/").await?;
        for (typed, picture) in [
            ("村", "find"),
            ("abdrhm", "find long"),
            ("没有的", "find none"),
        ] {
            find(window, typed).await?;
            stands(window, &format!("{picture}{size}")).await?;
        }
        window.press("Escape").await?;
        window.press("F3").await?;
        window
            .click(&format!("[data-case=\"{}\"]", cases[4].0))
            .await?;
        window.wait_for(&at("to-person")).await?;
        stands(window, &format!("case{size}")).await?;
        window.press("r").await?;
        window.wait_for(&at("person-page")).await?;
        stands(window, &format!("person{size}")).await?;
        window.press("/").await?;
        find(window, "lcm").await?;
        window.press("Enter").await?;
        window
            .wait_text(&at("person-heading"), VILLAGE[0].name)
            .await?;
        stands(window, &format!("person household{size}")).await?;
    }
    Ok(())
}
