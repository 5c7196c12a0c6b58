//! Each hand and eye of the drivers, in the real window and in the real browser.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use serde_json::json;
use shanyi_tests::drive::{Browser, DriveError, Driven, Page, Window};

fn trial_page() -> String {
    format!("file://{}/tests/drivers.html", env!("CARGO_MANIFEST_DIR"))
}

async fn every_hand_and_eye(page: &mut Page) -> Driven<()> {
    page.goto(&trial_page()).await?;
    assert_eq!(page.text("h1").await?, "驱动试页");
    assert_eq!(page.texts(".cell").await?, ["李桂花", "身份证 复印件"]);

    fields(page).await?;
    keys(page).await?;
    clicks(page).await?;
    files_and_ink(page).await?;

    let folder = tempfile::tempdir().unwrap();
    let picture = folder.path().join("a/page.png");
    page.picture(&picture).await?;
    assert!(std::fs::read(&picture).unwrap().starts_with(b"\x89PNG"));
    Ok(())
}

async fn fields(page: &Page) -> Driven<()> {
    page.fill("#name", "吴桂花·阿依古丽").await?;
    assert_eq!(page.value("#name").await?, "吴桂花·阿依古丽");
    assert_eq!(page.text("#events").await?, "吴桂花·阿依古丽");
    page.fill("#name", "𠮷𬭶").await?;
    assert_eq!(page.text("#events").await?, "𠮷𬭶");
    page.fill("#name", "").await?;
    assert_eq!(page.value("#name").await?, "");
    page.fill("#number", "11010519491231002X").await?;
    assert_eq!(page.value("#number").await?, "11010519491231002X");
    page.fill("#note", "第一行\n第二行").await?;
    assert_eq!(page.value("#note").await?, "第一行\n第二行");
    page.choose("#town", "五星镇").await?;
    assert_eq!(page.value("#town").await?, "2");
    page.click("#promise").await?;
    page.wait_for("#promise:checked").await
}

async fn keys(page: &Page) -> Driven<()> {
    page.click("#number").await?;
    page.wait_focus("#number").await?;
    page.run("document.getElementById('keys').textContent = ''", vec![])
        .await?;
    for key in [
        "F2",
        "F5",
        "Escape",
        "/",
        "?",
        "Control+s",
        "ArrowDown",
        "Enter",
    ] {
        page.press(key).await?;
    }
    page.wait_text(
        "#keys",
        "[F2][F5][Escape][/][?][Control+Control][Control+s][ArrowDown][Enter]",
    )
    .await?;
    page.press("Shift+Tab").await?;
    page.wait_focus("#name").await?;
    page.type_text("吴a1\n").await?;
    assert_eq!(page.value("#name").await?, "吴a1");
    page.press("Tab").await?;
    page.wait_focus("#number").await
}

async fn clicks(page: &mut Page) -> Driven<()> {
    page.run("later()", vec![]).await?;
    page.click("#behind").await?;
    page.click_text("button", "迟到").await?;
    page.click("#far").await?;
    assert_eq!(page.text("#clicked").await?, "后面迟到远处");
    page.wait_gone("#veil").await?;
    assert!(!page.sees("#file").await?);

    page.set_patience(Duration::from_millis(300));
    let error = page.wait_text("h1", "没有的字").await.unwrap_err();
    page.set_patience(Duration::from_secs(15));
    let DriveError::Waited { shown, picture, .. } = &error else {
        unreachable!("{error}");
    };
    assert!(shown.contains("李桂花"), "{error}");
    assert!(picture.is_file(), "{error}");
    Ok(())
}

async fn files_and_ink(page: &Page) -> Driven<()> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("户口本 第1页.jpg");
    std::fs::write(&path, vec![3; 5_000_000]).unwrap();
    page.attach_file("#file", &path).await?;
    page.wait_text("#attached", "户口本 第1页.jpg 5000000 15000000")
        .await?;

    page.draw("#sign", &[(0.25, 0.25), (0.5, 0.75), (0.75, 0.25)])
        .await?;
    page.wait_until(
        "ink",
        "return words(document.getElementById('inked'))",
        vec![],
    )
    .await?;
    let inked = page.text("#inked").await?;
    let edges: Vec<f64> = inked.split(' ').map(|edge| edge.parse().unwrap()).collect();
    for (edge, wanted) in edges.iter().zip([100.0, 40.0, 300.0, 120.0]) {
        assert!((edge - wanted).abs() <= 4.0, "the line's edges are {inked}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_browser_has_every_hand_and_eye() -> Driven<()> {
    let mut browser = Browser::open("about:blank").await?;
    every_hand_and_eye(browser.page_mut()).await?;
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_window_has_every_hand_and_eye() -> Driven<()> {
    let data = tempfile::tempdir().unwrap();
    let start = Window::on(data.path()).argument("--trial-page");
    let mut window = start.argument(trial_page()).open().await?;
    every_hand_and_eye(window.page_mut()).await?;
    window.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_window_comes_back_after_a_kill() -> Driven<()> {
    let data = tempfile::tempdir().unwrap();
    let mut window = Window::on(data.path()).open().await?;
    let first = window.process().unwrap();
    window.wait_for("h1").await?;
    window.kill();
    // What waits for its parent to read its end runs no program any more.
    assert!(std::fs::read_link(format!("/proc/{first}/exe")).is_err());
    assert!(window.text("h1").await.is_err());
    window.restart().await?;
    window.wait_for("h1").await?;
    assert_ne!(window.process(), Some(first));
    let refused = window.call("station", json!({})).await.unwrap_err();
    let DriveError::Refused { refusal, .. } = refused else {
        unreachable!("{refused}");
    };
    assert_eq!(refusal["kind"], "not_enrolled");
    window.close().await
}

/// The engine's driver finds a port for the program and lets it go again; a neighbour may be faster.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_window_whose_port_somebody_took_is_started_again() -> Driven<()> {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    let found = std::env::var_os("PATH").unwrap();
    let real = std::env::split_paths(&found)
        .map(|place| place.join("WebKitWebDriver"))
        .find(|driver| driver.is_file())
        .unwrap();
    // Stands before the real driver, and the first time says what the engine says then.
    let starts = folder.path().join("starts");
    let script = format!(
        "#!/bin/sh\n[ -e '{starts}' ] || echo 'Failed to start remote inspector server on 127.0.0.1' >&2\n\
         echo one >> '{starts}'\nexec '{real}' \"$@\"\n",
        starts = starts.display(),
        real = real.display(),
    );
    let before = folder.path().join("WebKitWebDriver");
    std::fs::write(&before, script).unwrap();
    std::fs::set_permissions(&before, PermissionsExt::from_mode(0o755)).unwrap();
    let places = std::iter::once(folder.path().to_owned()).chain(std::env::split_paths(&found));
    let places = std::env::join_paths(places).unwrap();

    let window = Window::on(folder.path().join("data"))
        .environment("PATH", places.to_str().unwrap())
        .open()
        .await?;
    window.wait_for("h1").await?;
    assert_eq!(std::fs::read_to_string(&starts).unwrap(), "one\none\n");
    window.close().await
}
