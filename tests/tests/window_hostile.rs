//! Texts that mean harm, in the station's real window: shown as they are, printed as they are, found
//! as they are, and never run.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "window/scene.rs"]
mod scene;

use scene::Scene;
use serde_json::{Value, json};
use shanyi_tests::counter::{line, made_up_id};
use shanyi_tests::drive::{DriveError, Window, pdf_text};
use shanyi_tests::hostile::{UNHARMED, catalog, searches, texts};
use shanyi_tests::story::Told;

/// What a name may look like.
const NAME: &str = "<img src=x onerror=\"window.ran=true\">蓝春妹";

/// A form whose every text means harm.
fn form(text: &str) -> Value {
    let mut card = line("id_card", &[]);
    card["note"] = json!(text);
    json!({
        "item": "lnyd",
        "applicant": { "name": NAME, "id_number": made_up_id(1958, 7), "phone": null, "address": text },
        "channel": "counter",
        "materials": [card, line("household_register", &[])],
        "applies": [], "submit": false, "draft": null,
    })
}

/// Waits until the page shows these words, and looks whether anything ran.
async fn unharmed(window: &Window, words: &str) -> Told<()> {
    let shown = "return document.body.textContent.includes(arguments[0])
        || [...document.querySelectorAll('input, textarea')].some(e => e.value.includes(arguments[0]))";
    let place = window.address().await?;
    let wanted = format!("{words:?} at {place}");
    window
        .wait_until(&wanted, shown, vec![json!(words)])
        .await?;
    assert_eq!(window.run(UNHARMED, vec![]).await?, true, "{place}");
    Ok(())
}

async fn go(window: &Window, place: &str) -> Told<()> {
    window
        .run("location.hash = arguments[0]", vec![json!(place)])
        .await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn texts_that_mean_harm_are_shown_and_printed_and_never_run() -> Told<()> {
    let scene = Scene::open().await?;
    let window = &scene.window;
    let soiled = scene.file("catalog.json");
    let words = "<script>window.ran=true</script>{{ran}}";
    catalog("lnyd", words, &soiled)?;
    scene.township.publish(&soiled)?;
    scene
        .until(
            "the soiled catalogue",
            "item",
            json!({ "code": "lnyd" }),
            |item| {
                item["item"]["name"]
                    .as_str()
                    .is_some_and(|name| name.contains(words))
            },
        )
        .await?;
    let texts = texts();
    let taken = window.call("take_in", form(&texts[0])).await?;
    let case = taken["case"].as_str().unwrap().to_owned();
    for text in &texts {
        let said = json!({ "case": case, "text": text, "draft": null });
        window.call("comment", said).await?;
    }
    go(window, "#/today").await?;
    unharmed(window, NAME).await?;
    go(window, "#/cases").await?;
    unharmed(window, NAME).await?;
    go(window, &format!("#/person/{case}")).await?;
    unharmed(window, &texts[0]).await?;
    go(window, &format!("#/case/{case}")).await?;
    unharmed(window, words).await?;
    for text in &texts {
        unharmed(window, text).await?;
    }
    for act in ["amend", "comment", "withdraw"] {
        go(window, &format!("#/case/{case}/{act}")).await?;
        unharmed(window, NAME).await?;
    }
    let kept = json!({ "shape": 1, "step": 1, "item": "lnyd", "itemName": words, "name": NAME, "idNumber": "",
        "phone": "", "noPhone": true, "address": texts[1], "channel": "counter", "lines": {}, "answers": {}, "at": 1 });
    let keep = json!({ "form": "intake:0a1b", "content": kept });
    window.call("keep_draft", keep).await?;
    for place in ["#/draft/intake%3A0a1b", "#/intake/intake%3A0a1b", "#/today"] {
        go(window, place).await?;
        unharmed(window, NAME).await?;
    }

    for (number, sheet) in ["receipt", "notice"].iter().enumerate() {
        let route = json!({ "route": format!("{sheet}/{case}") });
        let printed = window
            .run_async(
                "return await window.__TAURI_INTERNALS__.invoke('print', args[0])",
                vec![route],
            )
            .await?;
        assert_eq!(printed["outcome"], "sent");
        let prints = window.wait_prints(number + 1).await?;
        let text = pdf_text(&prints[number])?.replace(char::is_whitespace, "");
        // In its column the name is broken between two lines.
        assert!(
            text.contains("onerror=\"window.ran=true\">蓝春妹") && text.contains("{{ran}}"),
            "{sheet}: {text}"
        );
    }
    scene.window.close().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn no_words_break_a_search() -> Told<()> {
    let scene = Scene::open().await?;
    let window = &scene.window;
    let taken = window.call("take_in", form("下坪组")).await?;
    for text in searches() {
        for (command, args) in [
            ("find_all", json!({ "text": text })),
            ("find_items", json!({ "text": text })),
            (
                "cases",
                json!({ "search": { "words": text }, "after": null, "limit": null }),
            ),
        ] {
            match window.call(command, args).await {
                Ok(_) => {}
                // What nobody would type is refused in a sentence, and nothing else is.
                Err(DriveError::Refused { refusal, .. }) => {
                    assert_eq!(refusal["kind"], "text", "{command} {text:.40?}: {refusal}");
                    assert!(text.len() > 8000, "{command} {text:?}: {refusal}");
                }
                Err(error) => panic!("{command} {text:.40?}: {error}"),
            }
        }
    }
    // By its own name, quotes and all, it is found as before.
    let found = window.call("find_all", json!({ "text": "蓝春妹" })).await?;
    assert_eq!(found["people"][0]["case"], taken["case"], "{found}");
    window.press("/").await?;
    for text in texts() {
        window.fill("input[role=combobox], #find", &text).await?;
        assert_eq!(window.run(UNHARMED, vec![]).await?, true, "{text}");
    }
    scene.window.close().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_sees_is_refused_by_name_and_place() -> Told<()> {
    let scene = Scene::open().await?;
    let window = &scene.window;
    let refused = |mut form: Value, field: &'static str, text: &'static str| async move {
        form["applicant"][field] = json!(text);
        match window.call("take_in", form).await {
            Err(DriveError::Refused { refusal, .. }) => refusal,
            other => panic!("{field} {text:?}: {other:?}"),
        }
    };
    let form = form("下坪组");
    for (name, position) in [
        ("蓝\u{202e}妹春", 2),
        ("\u{2066}蓝春妹", 1),
        ("蓝春\0妹", 3),
    ] {
        let said = refused(form.clone(), "name", name).await;
        assert_eq!(
            said,
            json!({ "kind": "name", "fault": { "kind": "character", "position": position } })
        );
    }
    let said = refused(form.clone(), "address", "下坪\u{202e}组").await;
    assert_eq!(
        said,
        json!({ "kind": "unseen", "field": "address", "position": 3 })
    );
    // What joins and parts letters is dropped from a name, and the name is taken.
    let mut zero = form.clone();
    zero["applicant"]["name"] = json!("\u{feff}蓝\u{200b}春妹\u{200f}");
    let case = window.call("take_in", zero).await?["case"].clone();
    let view = window.call("case", json!({ "case": case })).await?;
    assert_eq!(view["applicant"]["name"], "蓝春妹");
    scene.window.close().await?;
    Ok(())
}
