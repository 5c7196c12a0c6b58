//! The station's pages know no window: a browser shows the same ones on the same desk.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;
use shanyi_tests::counter::{Counter, applicant, line, made_up_id};
use shanyi_tests::drive::Browser;
use shanyi_tests::host::Host;
use shanyi_tests::pictures;
use shanyi_tests::township::{STATION, Township};
use tempfile::TempDir;

/// Builds the pages as no user gets them: with an address for HTTP.
fn pages(folder: &Path) -> PathBuf {
    let ui = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui");
    let pages = folder.join("pages");
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let build = Command::new(npm)
        .args([
            "run",
            "build",
            "--workspace",
            "@shanyi/station",
            "--",
            "--outDir",
        ])
        .arg(&pages)
        .current_dir(ui)
        .env("VITE_HTTP_HOST", "self")
        .output()
        .unwrap();
    assert!(
        build.status.success(),
        "{}",
        String::from_utf8_lossy(&build.stderr)
    );
    pages
}

/// A township, a desk that is enrolled there, and its pages for a browser.
async fn hosted(folder: &TempDir) -> (Township, Counter, Host) {
    let path = folder.path().to_owned();
    let open = move || {
        let township = Township::found(&path).unwrap();
        let file = path.join("enrolment.json");
        township.enrol(STATION, &file).unwrap();
        let counter = Counter::open(&path, &file);
        counter.until_furnished().unwrap();
        let host = Host::open(counter.desk(), &pages(&path)).unwrap();
        (township, counter, host)
    };
    tokio::task::spawn_blocking(open).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_shows_the_desk_s_day_and_a_case_on_its_page() {
    let folder = TempDir::new().unwrap();
    let (township, counter, host) = hosted(&folder).await;
    let photo = pictures::photo(&["居民身份证", "蓝春妹"], (1600, 1000), 5).unwrap();
    let side = counter.picture("id_side", &photo).unwrap();
    let form = json!({
        "item": "lnyd", "applicant": applicant("蓝春妹", &made_up_id(1958, 1)),
        "channel": "visit", "materials": [line("id_card", &[side])], "applies": [],
        "submit": false, "draft": null,
    });
    let taken = counter.call("take_in", form).unwrap();
    let browser = Browser::open(host.url()).await.unwrap();
    browser.wait_text("body", "五星村服务站").await.unwrap();
    browser.wait_text("main", "蓝春妹").await.unwrap();
    browser.press("Enter").await.unwrap();
    browser
        .wait_text("main", taken["number"].as_str().unwrap())
        .await
        .unwrap();
    if let Ok(pictures) = std::env::var("SHANYI_PICTURES") {
        browser
            .picture(Path::new(&pictures).join("case.png"))
            .await
            .unwrap();
    }
    browser.close().await.unwrap();
    tokio::task::spawn_blocking(move || drop((host, counter, township)))
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_before_the_page_is_there_stands_in_its_field_when_it_is() {
    let folder = TempDir::new().unwrap();
    let (township, counter, host) = hosted(&folder).await;
    host.rooms_may_come(false);
    let page = Browser::open(host.url()).await.unwrap();
    page.wait_for("[data-test=today]").await.unwrap();
    page.press("F2").await.unwrap();
    page.type_text("lnx").await.unwrap();
    page.press("Backspace").await.unwrap();
    page.type_text("r").await.unwrap();
    assert_eq!(page.count("#item").await.unwrap(), 0, "no page yet");
    host.rooms_may_come(true);
    let typed = "return document.querySelector('#item')?.value === 'lnr'";
    page.wait_until("what was typed, once", typed, vec![])
        .await
        .unwrap();
    let option = "[role=option][data-highlighted]";
    page.wait_text(option, "老年人优待证").await.unwrap();
    page.press("Enter").await.unwrap();
    page.wait_for("[data-test=item-card][data-item=lnyd]")
        .await
        .unwrap();
    tokio::task::spawn_blocking(move || drop((host, counter, township)))
        .await
        .unwrap();
}
