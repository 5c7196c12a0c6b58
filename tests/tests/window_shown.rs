//! Numbers of people in the real window: masked on every page and every paper, whole on a key.
#![allow(clippy::unwrap_used)]

#[path = "window/scene.rs"]
mod scene;

use scene::Scene;
use serde_json::json;
use shanyi_tests::counter::{line, made_up_id};
use shanyi_tests::drive::pdf_text;
use shanyi_tests::story::{Told, at};

const PHONE: &str = "13757812208";
const MASKED: &str = "137****2208";

/// A desk with one case, whose id it gives.
async fn with_a_case() -> Told<(Scene, String)> {
    let scene = Scene::open().await?;
    let form = json!({
        "item": "lnyd",
        "applicant": { "name": "雷美凤", "id_number": made_up_id(1958, 7), "phone": PHONE, "address": "柘岱口乡五星村下坪组 12 号" },
        "channel": "counter",
        "materials": [line("id_card", &[]), line("household_register", &[])],
        "applies": [], "submit": false, "draft": null,
    });
    let taken = scene.window.call("take_in", form).await?;
    let case = taken["case"].as_str().unwrap().to_owned();
    Ok((scene, case))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_telephone_is_whole_on_a_key_and_masked_on_every_page_and_paper() -> Told<()> {
    let (scene, case) = with_a_case().await?;
    let window = &scene.window;
    for page in [format!("#/case/{case}"), format!("#/person/{case}")] {
        let place = vec![json!(page)];
        window.run("location.hash = arguments[0]", place).await?;
        window.wait_text(&at("phone"), MASKED).await?;
        window.press("h").await?;
        window.wait_text(&at("phone"), PHONE).await?;
        let shown = window.text("body").await?;
        assert!(!shown.contains(&made_up_id(1958, 7)), "a whole ID number");
        window.press("h").await?;
        window.wait_text(&at("phone"), MASKED).await?;
    }
    for page in ["#/today", "#/cases"] {
        window
            .run("location.hash = arguments[0]", vec![json!(page)])
            .await?;
        window.wait_text("body", "雷美凤").await?;
        let shown = window
            .run("return document.documentElement.outerHTML", vec![])
            .await?;
        let shown = shown.as_str().unwrap();
        assert!(
            !shown.contains(PHONE) && !shown.contains(&made_up_id(1958, 7)),
            "{page}"
        );
    }
    for (number, sheet) in ["receipt", "notice"].iter().enumerate() {
        let route = json!({ "route": format!("{sheet}/{case}") });
        let print = "return await window.__TAURI_INTERNALS__.invoke('print', args[0])";
        window.run_async(print, vec![route]).await?;
        let prints = window.wait_prints(number + 1).await?;
        let text = pdf_text(&prints[number])?.replace(char::is_whitespace, "");
        assert!(
            text.contains("雷美凤") && !text.contains(PHONE),
            "{sheet}: {text}"
        );
        assert!(!text.contains(&made_up_id(1958, 7)), "{sheet}: {text}");
    }
    scene.window.close().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_masked_telephone_and_its_key_stand_at_both_sizes() -> Told<()> {
    let (scene, case) = with_a_case().await?;
    let window = &scene.window;
    for size in ["", " large"] {
        if !size.is_empty() {
            scene.large().await?;
        }
        for page in ["case", "person"] {
            let place = json!(format!("#/{page}/{case}"));
            window
                .run("location.hash = arguments[0]", vec![place])
                .await?;
            window.wait_text(&at("phone"), MASKED).await?;
            scene.fits(&format!("{page} masked{size}")).await?;
            window.press("h").await?;
            window.wait_text(&at("phone"), PHONE).await?;
            let seen = "const e = all('[data-test=phone]')[0], r = e.getBoundingClientRect();
                return document.elementFromPoint(r.left + 4, r.top + r.height / 2) === e";
            window
                .wait_until("the telephone in sight", seen, vec![])
                .await?;
            scene.fits(&format!("{page} shown{size}")).await?;
            window.press("h").await?;
        }
    }
    scene.window.close().await?;
    Ok(())
}
