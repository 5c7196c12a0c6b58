//! The real window around the real desk: printing, dropped files, what a page may not do.
#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};
use shanyi_tests::counter::{applicant, line, made_up_id};
use shanyi_tests::drive::{DriveError, Driven, Window, pdf_size, pdf_text};
use shanyi_tests::pictures;
use shanyi_tests::township::{STATION, Township};
use tempfile::TempDir;

/// An enrolled station's window, with its township.
struct Scene {
    window: Window,
    _township: Township,
    folder: TempDir,
}

impl Scene {
    async fn new() -> Driven<Self> {
        let folder = TempDir::new().unwrap();
        let township = Township::found(folder.path()).unwrap();
        let file = folder.path().join("enrolment.json");
        township.enrol(STATION, &file).unwrap();
        let window = Window::on(folder.path().join("station"))
            .enrolment(file)
            .hold(0)
            .open()
            .await?;
        furnished(&window).await?;
        Ok(Self {
            window,
            _township: township,
            folder,
        })
    }

    /// Takes in an elder's card without its photograph; gives the case's id.
    async fn take_in(&self, name: &str) -> Driven<String> {
        let form = json!({
            "item": "lnyd",
            "applicant": applicant(name, &made_up_id(1958, 7)),
            "channel": "counter",
            "materials": [line("id_card", &[]), line("household_register", &[])],
            "applies": [],
            "submit": false,
            "draft": null,
        });
        let taken = self.window.call("take_in", form).await?;
        Ok(taken["case"].as_str().unwrap().to_owned())
    }

    async fn invoke(&self, command: &str, args: Value) -> Driven<Value> {
        self.window
            .run_async(
                "return await window.__TAURI_INTERNALS__.invoke(args[0], args[1])",
                vec![json!(command), args],
            )
            .await
    }
}

/// Waits until the township's catalogue is here.
async fn furnished(window: &Window) -> Driven<()> {
    let ask = "window.__TAURI_INTERNALS__.invoke('call', { name: 'station', args: {} })
            .then(answer => { window.furnished = answer.catalog_version !== null }, () => {});
        return window.furnished";
    window
        .wait_until("the catalogue", ask, vec![])
        .await
        .map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_and_a_notice_are_printed_on_a4_with_what_they_have_to_say() -> Driven<()> {
    let scene = Scene::new().await?;
    let case = scene.take_in("蓝春妹").await?;
    for kind in ["receipt", "notice"] {
        let route = json!({ "route": format!("{kind}/{case}") });
        assert_eq!(scene.invoke("print", route).await?["outcome"], "sent");
    }
    let prints = scene.window.wait_prints(2).await?;
    for (print, words) in prints
        .iter()
        .zip([["收件回执", "蓝春妹"], ["一次性告知书", "蓝春妹"]])
    {
        assert!(pdf_size(print)?.is(210.0, 297.0), "{:?}", pdf_size(print)?);
        let text = pdf_text(print)?.replace(char::is_whitespace, "");
        for word in words {
            assert!(text.contains(word), "{word:?} is not in {text}");
        }
    }
    scene.window.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_that_does_not_exist_is_refused_at_once() -> Driven<()> {
    let scene = Scene::new().await?;
    let route = json!({ "route": "receipt/0123" });
    let refused = scene.invoke("print", route).await.unwrap_err();
    assert!(refused.to_string().contains("no_sheet"), "{refused}");
    scene.window.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_photograph_is_prepared_and_no_other_file_is_read() -> Driven<()> {
    let scene = Scene::new().await?;
    let path = scene.folder.path().join("身份证 正面.jpg");
    pictures::photo_file(&path, &["居民身份证"], (1600, 1000), 1).unwrap();
    scene
        .window
        .run(
            "window.fell = [];
             const handler = window.__TAURI_INTERNALS__.transformCallback(event => window.fell.push(event.payload));
             window.__TAURI_INTERNALS__.invoke('plugin:event|listen', { event: 'dropped', target: { kind: 'Any' }, handler })",
            vec![],
        )
        .await?;
    scene.window.drop_files("body", &[&path]).await?;
    let fell = scene
        .window
        .wait_until("dropped files", "return window.fell[0]", vec![])
        .await?;
    assert_eq!(fell["files"][0]["name"], "身份证 正面.jpg");
    let ask = |token: &Value| json!({ "token": token, "name": "prepare_picture", "args": { "of": "id_side" } });
    let token = &fell["files"][0]["token"];
    let picture = scene.invoke("upload_dropped", ask(token)).await?;
    assert!(
        picture["image"].is_object() || picture["image"].is_string(),
        "{picture}"
    );
    let refused = scene
        .invoke("upload_dropped", ask(&json!(99)))
        .await
        .unwrap_err();
    assert!(refused.to_string().contains("not_dropped"), "{refused}");
    scene.window.close().await
}

/// Hands bytes over and asks for a picture of them; gives what came of both.
const HANDED: &str = r#"
const handed = await fetch(window.__TAURI_INTERNALS__.convertFileSrc('', 'handed'), { method: args[0], body: args[0] === 'GET' ? undefined : new Uint8Array([1, 2, 3]) })
  .then(answer => answer.json(), () => 'refused');
const ask = () => window.__TAURI_INTERNALS__.invoke('upload', { token: handed, name: 'prepare_picture', args: { of: 'sheet' } })
  .then(() => 'done', said => said.kind);
return typeof handed === 'number' ? [await ask(), await ask()] : handed;
"#;

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_a_page_hands_over_are_had_by_one_call() -> Driven<()> {
    let scene = Scene::new().await?;
    let told = scene.window.run_async(HANDED, vec![json!("POST")]).await?;
    assert_eq!(told, json!(["picture", "no_bytes"]));
    let told = scene.window.run_async(HANDED, vec![json!("GET")]).await?;
    assert_eq!(told, json!({ "kind": "no_bytes" }));
    scene.window.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_first_screen_asks_is_told_to_each_page_that_loads() -> Driven<()> {
    let scene = Scene::new().await?;
    let told =
        "return window.shanyiFirst.given && Object.keys(window.shanyiFirst.given).sort().join()";
    let six = "door,drafts,health,station,sync_status,today";
    for _ in 0..3 {
        let keys = scene.window.wait_until("answers", told, vec![]).await?;
        assert_eq!(keys, six);
        scene
            .window
            .run("delete window.shanyiFirst; location.reload()", vec![])
            .await?;
    }
    scene.window.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_can_neither_close_the_window_nor_speak_for_a_sheet() -> Driven<()> {
    let folder = TempDir::new().unwrap();
    let window = Window::on(folder.path()).open().await?;
    for (command, args) in [
        ("plugin:window|close", json!({})),
        ("paper_ready", json!({ "sheet": null })),
    ] {
        let refused = window
            .run_async(
                "return await window.__TAURI_INTERNALS__.invoke(args[0], args[1])",
                vec![json!(command), args],
            )
            .await
            .unwrap_err();
        assert!(
            matches!(&refused, DriveError::Script { said, .. } if said.contains("not allowed")),
            "{refused}"
        );
    }
    window.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn f5_leaves_the_page_as_it_is() -> Driven<()> {
    let folder = TempDir::new().unwrap();
    let window = Window::on(folder.path()).open().await?;
    window.wait_for("body *").await?;
    window
        .run(
            "window.same = true; addEventListener('keydown', event => { window.heard = [event.key, event.defaultPrevented] })",
            vec![],
        )
        .await?;
    window.press("F5").await?;
    let heard = window
        .wait_until("the key", "return window.heard", vec![])
        .await?;
    assert_eq!(heard, json!(["F5", true]));
    assert_eq!(window.run("return window.same", vec![]).await?, true);
    window.close().await
}
