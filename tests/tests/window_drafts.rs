//! What is typed at the real window survives whatever ends it: per form, field by field. The window
//! that no driver holds is on Linux's display.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "window/scene.rs"]
mod scene;

use scene::Scene;
use serde_json::{Value, json};
use shanyi_tests::drive::{BareWindow, Window};
use shanyi_tests::pictures;
use shanyi_tests::story::{ELDER, NEIGHBOUR, Told, at};

/// Keys to put a form aside for the next customer and to begin theirs.
const KEYS_TO_INTERRUPT: usize = 2;
/// Keys to come back to the first form.
const KEYS_TO_COME_BACK: usize = 1;

const PAPERS: [&str; 3] = ["id_card", "photo", "household_register"];

/// Every field, tick, radio button, signature and picture on the page, by its id.
async fn fields(window: &Window) -> Told<Value> {
    let look = "return Object.fromEntries([
        ...all('main input[id], main textarea[id], .sy-dialog input[id]').map(e => [e.id, e.type === 'checkbox' ? e.checked : e.value]),
        ...all('input[type=radio]').filter(e => e.checked).map(e => [e.name, e.value]),
        ...all('[data-standing]').map(e => [e.dataset.test, e.dataset.standing + ' ' + (e.dataset.open ?? '')]),
        ...all('#signature-state').map(e => [e.id, e.textContent]),
        ...all('canvas').map(e => ['ink', e.toDataURL()]),
        ['pictures', all('main img').length],
        ['heading', all('h1').map(words).join()],
    ])";
    Ok(window.run(look, vec![]).await?)
}

fn open_at(case: &str, act: &str) -> String {
    format!("location.hash = '#/case/{case}/{act}'")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_form_survives_a_power_cut_and_is_gone_on_with_field_by_field() -> Told<()> {
    let mut scene = Scene::open().await?;
    let correcting = scene.take_in("lnyd", "雷美凤", &PAPERS).await?;
    let granted = scene.take_in("lnyd", "蓝春妹", &PAPERS).await?;
    let refused = scene.take_in("lnyd", "钟土根", &PAPERS).await?;
    let wanted = json!([{ "material": "photo", "why": "照片太旧，要近期的" }]);
    let correction = json!({ "kind": "correction", "wanted": wanted, "note": null });
    scene.act(&correcting, correction).await?;
    let no = json!({ "kind": "refuse", "reason": "年龄不到", "where_to_go": "县社保中心" });
    scene.act(&refused, no).await?;
    for act in [
        json!({ "kind": "accept", "office": null }),
        json!({ "kind": "decide", "outcome": "granted", "reason": null }),
        json!({ "kind": "issue", "name": "老年人优待证", "number": null }),
    ] {
        scene.act(&granted, act).await?;
    }
    let photo = scene.file("一寸.jpg");
    pictures::photo_file(&photo, &["雷美凤"], (900, 1260), 3)?;

    let mut typed: Vec<(String, Value)> = Vec::new();
    let (window, hands) = (&scene.window, scene.hands());
    hands.begin("lnr", "lnyd").await?;
    hands.write_down(&ELDER).await?;
    hands.choose_files("id_card", &[&photo]).await?;
    hands.receive(2, "photo").await?;
    typed.push(("intake".into(), fields(window).await?));

    window.run(&open_at(&correcting, "amend"), vec![]).await?;
    window.wait_for(&at("amend")).await?;
    hands.choose_files("photo", &[&photo]).await?;
    // One that was there is taken back.
    window.press("1").await?;
    window
        .wait_for("[data-test=material-panel][data-material=id_card]")
        .await?;
    window.press("Space").await?;
    window
        .wait_for("[data-test=material-id_card][data-standing=missing]")
        .await?;
    typed.push((format!("amend:{correcting}"), fields(window).await?));

    window.run(&open_at(&granted, "deliver"), vec![]).await?;
    let child = "[data-test=deliver] label.choice";
    window.click_text(child, "子女").await?;
    window.fill("#to", "蓝秀英").await?;
    let stroke = [(0.2, 0.3), (0.4, 0.7), (0.6, 0.3), (0.8, 0.7)];
    window.draw("#signature canvas", &stroke).await?;
    window.wait_text("#signature-state", "1").await?;
    typed.push((format!("deliver:{granted}"), fields(window).await?));

    for (case, act, words) in [
        (&correcting, "withdraw", "家里说先不办了"),
        (&granted, "comment", "打过电话，她下午在家"),
        (&refused, "return", "的儿子钟小明"),
    ] {
        window.run(&open_at(case, act), vec![]).await?;
        window.wait_focus("#question-text").await?;
        window.type_text(words).await?;
        typed.push((format!("{act}:{case}"), fields(window).await?));
    }

    scene.a_second_after_the_last_key().await?;
    scene.window.kill();
    scene.window.restart().await?;
    let window = &scene.window;
    window.wait_count(&at("offered"), typed.len()).await?;
    window.wait_text("nav", &typed.len().to_string()).await?;
    for (form, before) in &typed {
        // A dialog in front of the page silences the rooms' keys.
        window.run("location.hash = '#/today'", vec![]).await?;
        let offered = if form == "intake" {
            "[data-test=offered][data-form^=\"intake:\"]".to_owned()
        } else {
            format!("[data-test=offered][data-form=\"{form}\"]")
        };
        window.wait_for(&offered).await?;
        window
            .click(&format!("{offered} [data-test=offer-continue]"))
            .await?;
        equal(window, form, before).await?;
    }
    Ok(())
}

/// Waits until the page has the same fields again.
async fn equal(window: &Window, form: &str, before: &Value) -> Told<()> {
    let began = std::time::Instant::now();
    loop {
        let now = fields(window).await?;
        if now == *before {
            return Ok(());
        }
        assert!(
            began.elapsed().as_secs() < 10,
            "{form}\nbefore {before}\nnow    {now}"
        );
        tokio::time::sleep(std::time::Duration::from_millis(40)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_crashes_comes_back_to_its_form_and_typing_goes_on_where_it_was() -> Told<()> {
    let mut scene = Scene::open().await?;
    let hands = scene.hands();
    hands.begin("lnr", "lnyd").await?;
    scene.window.wait_focus("#name").await?;
    scene.window.type_text(ELDER.name).await?;
    scene.a_second_after_the_last_key().await?;
    scene.window.kill();
    scene.township.kill();
    // A driver ends the program whose page crashes: this window has none.
    let bare = BareWindow::open(scene.data())?;
    bare.wait_change(|| bare.type_text("j"))?;
    bare.type_until_kept('a')?;
    scene.a_second_after_the_last_key().await?;
    bare.break_page()?;
    bare.type_until_kept('b')?;
    scene.a_second_after_the_last_key().await?;
    drop(bare);
    scene.window.restart().await?;
    let window = &scene.window;
    window.wait_text(&at("offered"), ELDER.name).await?;
    window.press("j").await?;
    let name = window.value("#name").await?;
    let typed = name.strip_prefix(ELDER.name).unwrap_or_default();
    assert!(typed.starts_with('a') && typed.ends_with('b'), "{name}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_customer_is_served_between_two_halves_of_a_form() -> Told<()> {
    let mut scene = Scene::open().await?;
    let (window, hands) = (&scene.window, scene.hands());
    hands.begin("lnr", "lnyd").await?;
    window.wait_focus("#name").await?;
    window.type_text(ELDER.name).await?;
    let mut keys = 0;
    for key in ["Escape", "F2"] {
        window.press(key).await?;
        keys += 1;
    }
    assert_eq!(keys, KEYS_TO_INTERRUPT);
    window.wait_focus("#item").await?;
    window.type_text("jbrz").await?;
    window.wait_for("[role=option][data-highlighted]").await?;
    window.press("Enter").await?;
    window.wait_for(&at("item-card")).await?;
    window.press("Enter").await?;
    window.wait_focus("#name").await?;
    window.type_text(NEIGHBOUR.name).await?;
    keys = 0;
    window.press("F8").await?;
    keys += 1;
    assert_eq!(keys, KEYS_TO_COME_BACK);
    let stands = |name: &'static str| async move {
        window
            .wait_until(
                name,
                "return all('#name')[0]?.value === arguments[0]",
                vec![json!(name)],
            )
            .await
    };
    stands(ELDER.name).await?;
    window.press("F8").await?;
    stands(NEIGHBOUR.name).await?;
    window.press("F8").await?;
    stands(ELDER.name).await?;
    window.wait_text("nav", "2").await?;
    // Both are there after a power cut; the one in hand is offered, none was dropped.
    scene.a_second_after_the_last_key().await?;
    scene.window.kill();
    scene.window.restart().await?;
    let window = &scene.window;
    window.wait_count(&at("offered"), 2).await?;
    window.press("k").await?;
    window.wait_count(&at("offered"), 1).await?;
    window.wait_count(&at("draft"), 1).await?;
    window.press("j").await?;
    window.wait_for("#name").await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_that_is_closed_right_behind_the_last_key_has_it() -> Told<()> {
    let mut scene = Scene::open().await?;
    scene.hands().begin("lnr", "lnyd").await?;
    scene.window.wait_focus("#name").await?;
    scene.window.type_text(ELDER.name).await?;
    scene.a_second_after_the_last_key().await?;
    scene.window.kill();
    scene.township.kill();
    let bare = BareWindow::open(scene.data())?;
    bare.wait_change(|| bare.type_text("j"))?;
    bare.type_until_kept('a')?;
    // What is pressed now is only on the screen: it would rest there before it is kept.
    for key in ["x", "y", "z"] {
        bare.wait_change(|| bare.type_text(key))?;
    }
    bare.close()?;
    let log = std::fs::read_dir(scene.data().join("log"))?
        .flatten()
        .map(|file| std::fs::read_to_string(file.path()))
        .collect::<Result<String, _>>()?;
    assert!(log.contains("the page kept what was typed"), "{log}");
    scene.window.restart().await?;
    let drafts = scene.window.call("drafts", json!({})).await?;
    let name = drafts[0]["content"]["name"].as_str().unwrap_or_default();
    assert!(name.ends_with("xyz"), "{drafts}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_put_aside_is_kept_in_the_list_and_dropped_only_when_the_operator_says_so()
-> Told<()> {
    let mut scene = Scene::open().await?;
    let (window, hands) = (&scene.window, scene.hands());
    hands.begin("lnr", "lnyd").await?;
    window.wait_focus("#name").await?;
    window.type_text(ELDER.name).await?;
    window.press("Escape").await?;
    window.wait_text(&at("drafts"), ELDER.name).await?;
    window.wait_gone(&at("offer")).await?;
    scene.window.restart().await?;
    let window = &scene.window;
    window.wait_text(&at("drafts"), "放在一边").await?;
    assert!(!window.sees(&at("offer")).await?);
    window.click(&at("draft-drop")).await?;
    window.wait_text(".sy-dialog", ELDER.name).await?;
    window.press("Escape").await?;
    window.wait_gone(".sy-dialog").await?;
    window.wait_for(&at("draft")).await?;
    window.click(&at("draft-drop")).await?;
    window.wait_for(".sy-dialog").await?;
    window.press("Enter").await?;
    window.wait_gone(&at("drafts")).await?;
    assert_eq!(window.call("drafts", json!({})).await?, json!([]));
    Ok(())
}
