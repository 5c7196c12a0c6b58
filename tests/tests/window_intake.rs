//! Taking in at the real window: by keyboard alone, what is refused and how, what survives a power
//! cut, pictures and printed papers.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "window/scene.rs"]
mod scene;

use scene::Scene;
use serde_json::json;
use shanyi_tests::drive::{pdf_size, pdf_text};
use shanyi_tests::pictures;
use shanyi_tests::story::{ELDER, INNKEEPER, NEIGHBOUR, Told, at};

/// Keys beside the text itself that taking in an elder's complete case may cost, up to the save.
const KEYS_OF_AN_INTAKE: usize = 18;

#[tokio::test(flavor = "multi_thread")]
async fn a_case_is_taken_in_by_keyboard_alone_with_few_keys() -> Told<()> {
    let scene = Scene::open().await?;
    let window = &scene.window;
    let mut keys = 0;
    let mut press = async |key: &str| {
        keys += 1;
        window.press(key).await
    };
    press("F2").await?;
    window.wait_focus("#item").await?;
    window.type_text("lnr").await?;
    window.wait_for("[role=option][data-highlighted]").await?;
    press("Enter").await?;
    window
        .wait_for("[data-test=item-card][data-item=lnyd]")
        .await?;
    press("Enter").await?;
    for (field, text) in [
        ("#name", ELDER.name),
        ("#id-number", &ELDER.id_number()?),
        ("#phone", "13905780016"),
        ("#address", ELDER.address),
    ] {
        window.wait_focus(field).await?;
        window.type_text(text).await?;
        press("Enter").await?;
    }
    for paper in ["id_card", "photo", "household_register"] {
        window
            .wait_for(&format!(
                "[data-test=material-panel][data-material={paper}]"
            ))
            .await?;
        press("Space").await?;
        window
            .wait_for(&format!("[data-test=material-{paper}][data-standing=here]"))
            .await?;
        press("Enter").await?;
    }
    for paper in ["residence_permit", "mandate"] {
        window
            .wait_for(&format!(
                "[data-test=material-panel][data-material={paper}]"
            ))
            .await?;
        press("n").await?;
        window
            .wait_for(&format!(
                "[data-test=material-{paper}][data-standing=not_needed]"
            ))
            .await?;
        press("Enter").await?;
    }
    window.wait_for(&at("done")).await?;
    assert!(keys <= KEYS_OF_AN_INTAKE, "{keys} keys beside the text");
    let sync = window.call("sync_status", json!({})).await?;
    assert_eq!(sync["cases_here"], 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_survives_a_power_cut_and_is_offered_again_exactly() -> Told<()> {
    let mut scene = Scene::open().await?;
    let photo = scene.file("身份证 正面.jpg");
    pictures::photo_file(&photo, &["居民身份证", ELDER.name], (1600, 1010), 5)?;
    let hands = scene.hands();
    hands.begin("lnr", "lnyd").await?;
    hands.write_down(&ELDER).await?;
    hands.choose_files("id_card", &[photo]).await?;
    hands.receive(2, "photo").await?;
    let kept = |drafts: &serde_json::Value| {
        drafts[0]["content"]["lines"]["photo"]["originals"] == 1
            && drafts[0]["content"]["lines"]["id_card"]["images"][0].is_object()
    };
    let before = scene
        .until("the last line kept", "drafts", json!({}), kept)
        .await?;

    scene.window.kill();
    scene.window.restart().await?;
    let window = &scene.window;
    window.wait_text(&at("offer"), ELDER.name).await?;
    let after = window.call("drafts", json!({})).await?;
    assert_eq!(after[0]["content"], before[0]["content"]);
    window.press("j").await?;
    window
        .wait_for("[data-test=intake][data-step=\"2\"]")
        .await?;
    scene.hands().pictured("id_card", 1).await?;
    window
        .wait_for("[data-test=material-photo][data-standing=here]")
        .await?;
    window.press("PageUp").await?;
    assert_eq!(window.value("#name").await?, ELDER.name);
    assert_eq!(window.value("#id-number").await?, ELDER.id_number()?);
    assert_eq!(window.value("#address").await?, ELDER.address);
    window.wait_for("#no-phone:checked").await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_check_digit_is_named_with_both_digits_and_nothing_is_saved() -> Told<()> {
    let scene = Scene::open().await?;
    let (window, hands) = (&scene.window, scene.hands());
    let (typed, right, wrong) = NEIGHBOUR.mistyped()?;
    hands.begin("lnr", "lnyd").await?;
    hands.write_fields(&NEIGHBOUR, &typed).await?;
    window.press("Enter").await?;
    window.wait_for(&at("errors")).await?;
    let sentence = window.text("#id-number-error").await?;
    for part in [format!("是 {right}"), format!("是 {wrong}")] {
        assert!(sentence.contains(&part), "{part:?} is not in {sentence}");
    }
    assert_eq!(
        window.call("sync_status", json!({})).await?["cases_here"],
        0
    );
    window.fill("#id-number", &NEIGHBOUR.id_number()?).await?;
    window.wait_gone("#id-number-error").await?;
    hands.to_papers().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_villager_too_young_for_the_item_is_told_when_to_come_again() -> Told<()> {
    let scene = Scene::open().await?;
    let (window, hands) = (&scene.window, scene.hands());
    hands.begin("lnr", "lnyd").await?;
    hands
        .write_fields(&INNKEEPER, &INNKEEPER.id_number()?)
        .await?;
    window.press("Enter").await?;
    window.wait_for(&at("errors")).await?;
    let sentence = window.text("#id-number-error").await?;
    // Born on 19 June 1981, sixty years old in 2041.
    for part in ["60 岁", "2041"] {
        assert!(sentence.contains(part), "{part:?} is not in {sentence}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photograph_of_eight_megabytes_goes_on_the_line_it_is_dropped_on_small_and_bare()
-> Told<()> {
    let scene = Scene::open().await?;
    let (window, hands) = (&scene.window, scene.hands());
    let photo = scene.file("户口本.jpg");
    let mut bytes = pictures::photo(&["居民户口簿", ELDER.name], (4000, 3000), 9)?;
    // Behind the first two bytes: where the phone says where it was.
    let place = b"\xff\xe1\x00\x24Exif\x00\x00MM\x00*\x00\x00\x00\x08 GPS 28.5928 119.2759";
    bytes.splice(2..2, place[..38].iter().copied());
    assert!(bytes.len() > 8_000_000, "{} bytes", bytes.len());
    std::fs::write(&photo, &bytes)?;
    hands.begin("lnr", "lnyd").await?;
    hands.write_down(&ELDER).await?;
    window
        .drop_files(&at("material-household_register"), &[&photo])
        .await?;
    hands.pictured("household_register", 1).await?;
    let kept = |drafts: &serde_json::Value| {
        drafts[0]["content"]["lines"]["household_register"]["images"][0].is_object()
    };
    let drafts = scene
        .until("the picture kept", "drafts", json!({}), kept)
        .await?;
    let lines = &drafts[0]["content"]["lines"];
    let image = &lines["household_register"]["images"][0];
    assert!(image["length"].as_u64().unwrap() <= 200 * 1024, "{image}");
    assert!(lines["id_card"].is_null(), "{lines}");
    let shown = window
        .call("image", json!({ "hash": image["hash"] }))
        .await?;
    let speaks = "const bytes = atob(arguments[0].split(',')[1]); return [bytes.length, bytes.includes('Exif'), bytes.includes('GPS')]";
    let speaks = window.run(speaks, vec![shown["url"].clone()]).await?;
    assert_eq!(speaks, json!([image["length"], false, false]));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_no_picture_is_refused_with_its_name_and_what_to_do() -> Told<()> {
    let scene = Scene::open().await?;
    let (window, hands) = (&scene.window, scene.hands());
    let file = scene.file("合同.jpg");
    std::fs::write(&file, b"this is a letter and no photograph")?;
    hands.begin("lnr", "lnyd").await?;
    hands.write_down(&ELDER).await?;
    window.drop_files(&at("material-id_card"), &[&file]).await?;
    window.wait_text(&at("picture-refused"), "合同.jpg").await?;
    window.wait_text(&at("picture-refused"), "手机").await?;
    window
        .wait_for("[data-test=material-id_card][data-standing=missing]")
        .await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn f5_in_the_middle_of_a_form_changes_nothing() -> Told<()> {
    let scene = Scene::open().await?;
    let (window, hands) = (&scene.window, scene.hands());
    hands.begin("lnr", "lnyd").await?;
    window.wait_focus("#name").await?;
    window.type_text("蓝春").await?;
    window.run("window.theSame = true", vec![]).await?;
    for key in ["F5", "Control+r", "Alt+ArrowLeft"] {
        window.press(key).await?;
    }
    window.type_text("妹").await?;
    assert_eq!(window.value("#name").await?, "蓝春妹");
    assert_eq!(
        window.run("return window.theSame", vec![]).await?,
        json!(true)
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rare_character_and_a_long_name_with_dots_are_kept_to_the_letter() -> Told<()> {
    let scene = Scene::open().await?;
    let (window, hands) = (&scene.window, scene.hands());
    for (count, name) in [(1, "吴𬭶𠮷"), (2, "买买提江·阿卜杜热西提·阿依古丽努尔")]
    {
        hands.begin("资格认证", "jbrz").await?;
        window.fill("#name", name).await?;
        window.fill("#id-number", &NEIGHBOUR.id_number()?).await?;
        window.click("#no-phone").await?;
        window.fill("#address", NEIGHBOUR.address).await?;
        hands.to_papers().await?;
        hands.receive(1, "id_card").await?;
        let (case, _) = hands.save("Enter").await?;
        assert_eq!(hands.case(&case).await?["applicant"]["name"], name);
        window.press("F3").await?;
        window
            .wait_text(&format!("[data-case=\"{case}\"]"), name)
            .await?;
        window
            .wait_count("[data-test=case-rows] [data-case]", count)
            .await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_incomplete_case_is_saved_once_every_condition_is_answered_and_enter_prints_its_papers()
-> Told<()> {
    let scene = Scene::open().await?;
    let (window, hands) = (&scene.window, scene.hands());
    hands.begin("lnr", "lnyd").await?;
    hands.write_down(&ELDER).await?;
    hands.receive(1, "id_card").await?;
    window.press("g").await?;
    window.wait_text("main.page", "先问清这 2 样要不要").await?;
    hands.not_needed(4, "residence_permit").await?;
    hands.not_needed(5, "mandate").await?;
    let (_, number) = hands.save("g").await?;
    for (count, title) in [(1, "一次性告知书"), (2, "收件回执")] {
        window.press("Enter").await?;
        let prints = window.wait_prints(count).await?;
        window
            .wait_for("[data-test=print-words][data-outcome=sent]")
            .await?;
        let sheet = &prints[count - 1];
        assert!(pdf_size(sheet)?.is(210.0, 297.0), "{:?}", pdf_size(sheet)?);
        let words: String = pdf_text(sheet)?.split_whitespace().collect();
        for part in [title, &number, ELDER.name, "近期一寸正面免冠照片", "户口簿"] {
            assert!(words.contains(part), "{part:?} is not in {words}");
        }
    }
    window.press("Enter").await?;
    window
        .wait_for("[data-test=intake][data-step=\"0\"]")
        .await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_as_soon_as_the_frame_is_there_stands_in_its_field_and_finds_the_item()
-> Told<()> {
    let scene = Scene::open().await?;
    let window = &scene.window;
    let anew =
        "window.before = true; location.hash = '#/today'; setTimeout(() => location.reload())";
    window.run(anew, vec![]).await?;
    // The frame comes with the first script, the rooms behind it (`window_in_browser.rs` holds them up).
    let frame = "return !window.before && document.querySelector('nav') !== null";
    window.wait_until("a new page", frame, vec![]).await?;
    window.press("F2").await?;
    window.type_text("lnr").await?;
    let typed = "return document.querySelector('#item')?.value === 'lnr'";
    window
        .wait_until("what was typed, once", typed, vec![])
        .await?;
    window
        .wait_text("[role=option][data-highlighted]", "老年人优待证")
        .await?;
    Ok(())
}
