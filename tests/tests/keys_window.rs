//! The door of the real window: a PIN is chosen, the desk is locked and opened, and nothing of a
//! person lies in the open anywhere.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use shanyi_tests::counter::made_up_id;
use shanyi_tests::drive::{Driven, Window};
use shanyi_tests::entry;
use shanyi_tests::township::{STATION, Township};
use tempfile::TempDir;

const PIN: &str = "274910";
const NAME: &str = "阚玥瑶";
const PHONE: &str = "13905787731";

struct Scene {
    window: Window,
    township: Township,
    folder: TempDir,
}

impl Scene {
    async fn open() -> Driven<Self> {
        let folder = TempDir::new().unwrap();
        let township = Township::found(folder.path()).unwrap();
        let file = folder.path().join("enrolment.json");
        township.enrol(STATION, &file).unwrap();
        let temp = folder.path().join("tmp");
        fs::create_dir(&temp).unwrap();
        let window = Window::on(folder.path().join("station"))
            .enrolment(file)
            .door_shut(&folder.path().join("secrets"))
            .environment("TMPDIR", &temp.to_string_lossy())
            .open()
            .await?;
        Ok(Self {
            window,
            township,
            folder,
        })
    }

    async fn until(&self, test: &str) -> Driven<Value> {
        let there = "return document.querySelector(`[data-test=\"${arguments[0]}\"]`) !== null";
        self.window.wait_until(test, there, vec![json!(test)]).await
    }

    /// Chooses a PIN and types two groups of the code back.
    async fn choose(&self) -> Driven<()> {
        entry::choose(&self.window, PIN).await?;
        self.picture("code").await?;
        let groups = entry::groups(&self.window).await?;
        entry::confirm(&self.window, &groups).await?;
        self.until("shell").await.map(drop)
    }

    async fn picture(&self, name: &str) -> Driven<()> {
        if let Some(folder) = std::env::var_os("SHANYI_PICTURES") {
            let path = PathBuf::from(folder).join(format!("door-{name}.png"));
            self.window.picture(path).await?;
        }
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pin_is_chosen_and_opens_the_desk_again_with_nothing_of_a_person_in_the_open()
-> Driven<()> {
    let mut scene = Scene::open().await?;
    scene.choose().await?;
    let furnished = "window.__TAURI_INTERNALS__.invoke('call', { name: 'station', args: {} })
            .then(answer => { window.furnished = answer.catalog_version !== null }, () => {});
        return window.furnished";
    let window = &scene.window;
    window
        .wait_until("the catalogue", furnished, vec![])
        .await?;
    // A form that is half typed.
    window.press("F2").await?;
    window.type_text("lnyd").await?;
    window.press("Enter").await?;
    scene.until("applicant").await.ok();
    let card = made_up_id(1956, 738);
    let draft = json!({ "form": "intake:1", "content": { "name": NAME, "idNumber": card } });
    window.call("keep_draft", draft).await?;
    let lines = ["id_card", "photo", "household_register"].map(|paper| json!({ "material": paper, "originals": 2, "copies": 1, "images": [], "checked": true }));
    let form = json!({
        "item": "lnyd", "applicant": { "name": NAME, "id_number": card, "phone": PHONE, "address": "下坪组 12 号" },
        "channel": "counter", "materials": lines, "applies": [], "submit": true, "draft": null,
    });
    let taken = window.call("take_in", form).await?;
    let case = taken["case"].as_str().unwrap().to_owned();
    let route = json!({ "route": format!("receipt/{case}") });
    window
        .run_async(
            "return await window.__TAURI_INTERNALS__.invoke('print', arguments[0])",
            vec![route],
        )
        .await?;
    window
        .run(
            "location.hash = '#/case/' + arguments[0]",
            vec![json!(case)],
        )
        .await?;
    let shown = "return document.body.textContent.includes(arguments[0])";
    window
        .wait_until("the case", shown, vec![json!(NAME)])
        .await?;
    scene.picture("case").await?;
    // Locked: the page is another one, and nothing of the case is on it.
    window.press("F12").await?;
    scene.until("sign-in").await?;
    scene.picture("locked").await?;
    let gone = window.run(shown, vec![json!(NAME)]).await?;
    assert_eq!(gone, json!(false), "the locked page shows a name");
    window.type_text("111222").await?;
    window.press("Enter").await?;
    scene.until("door-trouble").await?;
    scene.picture("wrong").await?;
    // One name: the PIN and Enter, and the page of before is there.
    window.type_text(PIN).await?;
    window.press("Enter").await?;
    window
        .wait_until("the case again", shown, vec![json!(NAME)])
        .await?;
    nothing_in_the_open(&scene, &[NAME, PHONE, &card, PIN]);
    scene.window.restart().await?;
    scene.until("sign-in").await?;
    scene.window.type_text(PIN).await?;
    scene.window.press("Enter").await?;
    scene.until("shell").await?;
    scene.window.kill();
    nothing_in_the_open(&scene, &[NAME, PHONE, &card, PIN]);
    Ok(())
}

/// The folder of data with the web view's own, the secrets and what the program puts into the
/// system's folder for temporary files. What was printed goes to paper; the tests' own prints are not
/// the program's.
fn nothing_in_the_open(scene: &Scene, planted: &[&str]) {
    let mut looked = 0;
    for part in ["station", "secrets", "tmp"] {
        walk(&scene.folder.path().join(part), &mut |path, bytes| {
            looked += 1;
            for secret in planted {
                let in_utf16: Vec<u8> = secret.encode_utf16().flat_map(u16::to_le_bytes).collect();
                for spelt in [secret.as_bytes(), &in_utf16] {
                    let found = bytes.windows(spelt.len()).any(|part| part == spelt);
                    assert!(!found, "{} holds {secret}", path.display());
                }
            }
        });
    }
    assert!(looked > 5, "only {looked} files were looked at");
    assert!(
        !scene.folder.path().join("station/key").exists(),
        "the key lies open"
    );
}

fn walk(folder: &Path, look: &mut impl FnMut(&Path, &[u8])) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.ends_with("prints") {
            continue;
        }
        if path.is_dir() {
            walk(&path, look);
        } else if let Ok(bytes) = fs::read(&path) {
            look(&path, &bytes);
        }
    }
}

/// The second of the list, and Enter.
async fn second(window: &Window) -> Driven<()> {
    window.press("ArrowDown").await?;
    window.press("Enter").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pin_is_changed_and_a_colleague_comes_in_whose_name_is_on_the_next_event() -> Driven<()> {
    const OTHER: &str = "504938";
    const COLLEAGUE: &str = "蓝雪芬";
    const COLLEAGUES: &str = "830275";
    let scene = Scene::open().await?;
    scene.township.person(STATION, COLLEAGUE).unwrap();
    scene.choose().await?;
    let window = &scene.window;
    window.call("send_now", json!({})).await?;

    // F4, and the present PIN leads to another; Enter alone leads through.
    window.press("F4").await?;
    scene.until("pins-people").await?;
    scene.picture("pins").await?;
    window.press("c").await?;
    scene.until("change-pin-dialog").await?;
    window.wait_focus("#pin-present").await?;
    window.type_text(PIN).await?;
    // Whoever has to leave the counter locks over the dialog, and what was typed is gone.
    window.press("F12").await?;
    entry::sign_in(window, PIN).await?;
    scene.until("pins-people").await?;
    let typed = "return [...document.querySelectorAll('input')].some(field => field.value === arguments[0])";
    assert_eq!(window.run(typed, vec![json!(PIN)]).await?, json!(false));
    window.press("c").await?;
    window.wait_focus("#pin-present").await?;
    window.type_text(PIN).await?;
    window.press("Enter").await?;
    entry::twice(window, OTHER).await?;
    scene.until("pins-done").await?;

    // The colleague is in the directory, which came over the line, and types a PIN.
    let listed = "return [...document.querySelectorAll('[data-test=pins-people] li')].length === 2";
    window.wait_until("the colleague", listed, vec![]).await?;
    second(window).await?;
    scene.until("give-pin-dialog").await?;
    entry::twice(window, COLLEAGUES).await?;
    window.wait_text("[data-test=pins-done]", COLLEAGUE).await?;

    // Two names at the door: the digit of one, and the PIN.
    window.press("F12").await?;
    scene.until("sign-in").await?;
    scene.picture("two").await?;
    window.press("2").await?;
    entry::sign_in(window, COLLEAGUES).await?;
    window.wait_text("[data-test=shell]", COLLEAGUE).await?;
    let form = json!({
        "item": "lnyd", "applicant": { "name": NAME, "id_number": made_up_id(1956, 738), "phone": PHONE, "address": "下坪组 12 号" },
        "channel": "counter", "materials": [], "applies": [], "submit": false, "draft": null,
    });
    let taken = window.call("take_in", form).await?;
    let case = json!({ "case": taken["case"] });
    let case = window.call("case", case).await?;
    assert_eq!(case["course"][0]["who"], json!(COLLEAGUE));

    // The one who was here before comes in by the PIN that was chosen last.
    window.press("F12").await?;
    scene.until("sign-in").await?;
    window.press("1").await?;
    entry::sign_in(window, PIN).await?;
    scene.until("door-trouble").await?;
    entry::sign_in(window, OTHER).await?;
    window.wait_text("[data-test=shell]", "梅建平").await?;
    Ok(())
}
