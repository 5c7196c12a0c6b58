//! A PC breaks; a new one goes on with the copy on its stick, at the real window with a real township:
//! from the first page to the first case in the new life, a name of its own, and everything at rest.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use shanyi_app::desk::{Desk, Opening};
use shanyi_app::door::Cost;
use shanyi_tests::counter::made_up_id;
use shanyi_tests::drive::{Driven, Window};
use shanyi_tests::enrolled;
use shanyi_tests::story::at;
use shanyi_tests::township::{STATION, Township};
use tempfile::TempDir;

const PIN: &str = "274910";

/// The broken PC, as long as it is not: its desk, its stick and its recovery code.
struct Old {
    desk: std::sync::Arc<Desk>,
    stick: PathBuf,
    code: String,
}

fn form(name: &str, seed: u16) -> Value {
    let lines = ["id_card", "photo", "household_register"].map(|paper| json!({ "material": paper, "originals": 2, "copies": 1, "images": [], "checked": true }));
    json!({
        "item": "lnyd", "applicant": { "name": name, "id_number": made_up_id(1956, seed), "phone": "13905787731", "address": "下坪组 12 号" },
        "channel": "counter", "materials": lines, "applies": [], "submit": true, "draft": null,
    })
}

/// Asks until it is so.
fn until(desk: &Desk, name: &str, wanted: impl Fn(&Value) -> bool) -> Value {
    let begun = Instant::now();
    loop {
        let answer = desk.call(name, json!({}));
        if let Ok(answer) = &answer
            && wanted(answer)
        {
            return answer.clone();
        }
        assert!(
            begun.elapsed() < Duration::from_secs(60),
            "{name}: {answer:?}"
        );
        std::thread::sleep(Duration::from_millis(50));
    }
}

impl Old {
    /// It has four cases at the township and two that are on its disk and the stick alone.
    fn at(township: &Township, folder: &Path) -> Self {
        let (data, stick) = (folder.join("old"), folder.join("stick"));
        fs::create_dir(&stick).unwrap();
        let file = folder.join("enrolment.json");
        township.enrol(STATION, &file).unwrap();
        enrolled::enrol_folder(&data, &file).unwrap();
        let desk = Desk::open(&Opening {
            pin_cost: Cost {
                memory: 64,
                rounds: 1,
                lanes: 1,
            },
            hold_seconds: 0,
            ..Opening::new(&data)
        });
        let made = desk.call("choose_pin", json!({ "operator": 11, "pin": PIN }));
        let made = made.unwrap();
        let groups: Vec<String> = serde_json::from_value(made["groups"].clone()).unwrap();
        let asked = [0, 1].map(|nth| {
            let place = made["ask"][nth].as_u64().unwrap();
            groups[usize::try_from(place).unwrap() - 1].clone()
        });
        desk.call("confirm_recovery", json!({ "groups": asked }))
            .unwrap();
        until(&desk, "station", |it| it["catalog_version"].is_number());
        for nth in 0..4 {
            desk.call("take_in", form("阚玥瑶", 100 + nth)).unwrap();
        }
        until(&desk, "sync_status", |it| it["cases_there"] == 4);
        Self {
            desk,
            stick,
            code: groups.concat(),
        }
    }

    fn take_in(&self, seed: u16) {
        self.desk.call("take_in", form("蓝春妹", seed)).unwrap();
    }

    fn copy_out(&self) {
        let folder = json!({ "folder": self.stick.to_string_lossy() });
        self.desk.call("choose_outer", folder).unwrap();
        self.desk.call("copy_out", json!({})).unwrap();
    }
}

async fn picture(window: &Window, name: &str) -> Driven<()> {
    if let Some(folder) = std::env::var_os("SHANYI_PICTURES") {
        let path = PathBuf::from(folder).join(format!("replaced-{name}.png"));
        window.picture(path).await?;
    }
    Ok(())
}

/// Chooses a PIN and types two groups of the code back.
async fn choose(window: &Window) -> Driven<()> {
    window.wait_for(&at("choose-pin")).await?;
    window.wait_focus("#pin").await?;
    window.type_text(PIN).await?;
    window.press("Enter").await?;
    window.wait_focus("#pin-again").await?;
    window.type_text(PIN).await?;
    window.press("Enter").await?;
    window.wait_for(&at("code")).await?;
    let asked = window.run(
        "const groups = [...document.querySelectorAll('[data-test=code] li')].map(li => li.lastChild.textContent.trim())
         return [0, 1].map(i => groups[Number(document.querySelector(`label[for=group-${i}]`).textContent.match(/\\d+/)[0]) - 1])",
        vec![],
    );
    for group in asked.await?.as_array().unwrap() {
        window.type_text(group.as_str().unwrap()).await?;
        window.press("Enter").await?;
    }
    window.wait_for(&at("shell")).await
}

/// Waits for what the program answers.
async fn answers(window: &Window, name: &str, wanted: impl Fn(&Value) -> bool) -> Value {
    let begun = Instant::now();
    loop {
        let answer = window.call(name, json!({})).await;
        if let Ok(answer) = &answer
            && wanted(answer)
        {
            return answer.clone();
        }
        assert!(
            begun.elapsed() < Duration::from_secs(60),
            "{name}: {answer:?}"
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_pc_takes_a_broken_one_s_place_by_its_stick_and_then_a_name_of_its_own() -> Driven<()>
{
    let folder = TempDir::new().unwrap();
    let mut township = Township::found(folder.path()).unwrap();
    let old = Old::at(&township, folder.path());
    // The line is down when the PC breaks.
    township.kill();
    old.take_in(200);
    old.take_in(201);
    old.copy_out();

    let window = Window::on(folder.path().join("new"))
        .door_shut(&folder.path().join("secrets"))
        .hold(0)
        .open()
        .await?;
    window.wait_for(&at("joining")).await?;
    window.press("F7").await?;
    window.wait_focus("#copies-folder").await?;
    picture(&window, "folder").await?;
    // A wrong place, a wrong code: said, and said again.
    window.fill("#copies-folder", "/nowhere").await?;
    window.press("Enter").await?;
    window
        .wait_text(&at("replacing-trouble"), "找不到这个文件夹")
        .await?;
    window
        .fill("#copies-folder", &folder.path().to_string_lossy())
        .await?;
    window.press("Enter").await?;
    window
        .wait_text(&at("replacing-trouble"), "没有山驿的副本")
        .await?;
    window
        .fill("#copies-folder", &old.stick.to_string_lossy())
        .await?;
    window.press("Enter").await?;
    window.wait_text(&at("copies-of"), "梅建平").await?;
    window.wait_focus("#copies-code").await?;
    let wrong: String = old.code.chars().rev().collect();
    window.type_text(&wrong).await?;
    window.press("Enter").await?;
    window.wait_text(&at("replacing-trouble"), "恢复码").await?;
    picture(&window, "wrong-code").await?;
    window
        .fill("#copies-code", &old.code.to_lowercase())
        .await?;
    window.press("Enter").await?;
    window
        .wait_text(&at("copy-station"), "五星村服务站")
        .await?;
    window.wait_text(&at("copy-inside"), "6 件").await?;
    picture(&window, "opened").await?;
    window.press("Enter").await?;
    window.wait_text(&at("put-back"), "6 件").await?;
    picture(&window, "done").await?;
    window.press("Enter").await?;
    choose(&window).await?;

    // Without a line and without a code the first customer is taken in.
    window
        .wait_text(&at("naming"), "还用着坏了的那台的名字")
        .await?;
    picture(&window, "desk").await?;
    let fresh = window.call("take_in", form("雷美凤", 300)).await?;
    assert!(fresh["number"].is_string(), "{fresh}");

    township.start().unwrap();
    let named = window.call("naming", json!({})).await?;
    let device = named["device"].as_str().unwrap();
    let url = township.url();
    let code = township.code_in_place_of(device, STATION, &url).unwrap();
    window.press("F9").await?;
    window.wait_for(&at("open-naming")).await?;
    window.press("n").await?;
    window.wait_focus("#naming-code").await?;
    picture(&window, "naming").await?;
    window.type_text(&code).await?;
    window.press("Enter").await?;
    window.wait_for(&at("naming-done")).await?;
    picture(&window, "named").await?;
    window.press("Enter").await?;
    window.wait_gone(&at("naming")).await?;
    let rest =
        |it: &Value| it["line"] == "up" && it["events_waiting"] == 0 && it["images_waiting"] == 0;
    let sync = answers(&window, "sync_status", rest).await;
    assert_eq!(
        (&sync["cases_here"], &sync["cases_there"]),
        (&json!(7), &json!(7))
    );
    assert_eq!(sync["quarantined"], 0);

    // The broken PC was not broken at all: the county has taken it its key, and what it sends is kept.
    old.desk.call("send_now", json!({})).unwrap();
    until(&old.desk, "sync_status", |it| it["line"] == "revoked");
    old.take_in(400);
    old.desk.call("send_now", json!({})).unwrap();
    until(&old.desk, "set_aside", |all| {
        all.as_array()
            .is_some_and(|all| !all.is_empty() && all.iter().all(|one| one["reason"] == "revoked"))
    });
    let account = township.account().unwrap();
    assert_eq!(
        account.matches("\ncase ").count() + usize::from(account.starts_with("case ")),
        7,
        "{account}"
    );
    window.close().await
}
