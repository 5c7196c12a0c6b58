//! The first start of a PC at the real window: from the page of joining to the first case.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout
)]

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::json;
use shanyi_tests::drive::Window;
use shanyi_tests::slow::{Quality, Slow};
use shanyi_tests::story::{ELDER, Told, at};
use shanyi_tests::township::{STATION, Township};

/// What a first start may take, up to the first case.
const MOST: Duration = Duration::from_secs(300);

#[test]
fn a_first_start_comes_to_its_first_case_in_less_than_five_minutes_on_a_hillside() -> Told<()> {
    let folder = tempfile::tempdir()?;
    let township = Township::found(folder.path())?;
    // The line has a runtime of its own.
    let slow = Slow::to(township.port(), Quality::HILLSIDE)?;
    let code = township.code(STATION, &slow.url())?;
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(first_start(folder.path(), &slow.url(), &code))
}

async fn first_start(folder: &Path, server: &str, code: &str) -> Told<()> {
    let begun = Instant::now();
    let window = Window::on(folder.join("station")).open().await?;
    window.wait_text(&at("joining"), "还没有加入服务站").await?;

    // Mistyped first, and said so.
    window.fill("#joining-server", server).await?;
    window.fill("#joining-code", "00000-00000").await?;
    window.press("Enter").await?;
    window
        .wait_text(&at("joining-trouble"), "没有这个码")
        .await?;
    window.fill("#joining-code", &code.to_lowercase()).await?;
    window.press("Enter").await?;
    window
        .wait_text(&at("joined-station"), "五星村服务站")
        .await?;
    window.wait_text(&at("joining"), "梅建平").await?;
    let joined = begun.elapsed();
    window.click(&at("joining-confirm")).await?;

    window.wait_text(&at("shell"), "五星村服务站").await?;
    let furnished = || async {
        let station = window.call("station", json!({})).await;
        station.is_ok_and(|station| station["catalog_version"].is_number())
    };
    while !furnished().await {
        assert!(begun.elapsed() < MOST, "no catalogue");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    window.wait_gone(&at("no-catalog")).await?;
    let catalogue = begun.elapsed();

    window.press("F2").await?;
    window.wait_focus("#item").await?;
    window.type_text("lnr").await?;
    window.wait_for("[role=option][data-highlighted]").await?;
    window.press("Enter").await?;
    window
        .wait_for("[data-test=item-card][data-item=lnyd]")
        .await?;
    window.press("Enter").await?;
    for (field, text) in [
        ("#name", ELDER.name),
        ("#id-number", &ELDER.id_number()?),
        ("#phone", "13905780016"),
        ("#address", ELDER.address),
    ] {
        window.wait_focus(field).await?;
        window.type_text(text).await?;
        window.press("Enter").await?;
    }
    for (paper, key, standing) in [
        ("id_card", "Space", "here"),
        ("photo", "Space", "here"),
        ("household_register", "Space", "here"),
        ("residence_permit", "n", "not_needed"),
        ("mandate", "n", "not_needed"),
    ] {
        let panel = format!("[data-test=material-panel][data-material={paper}]");
        window.wait_for(&panel).await?;
        window.press(key).await?;
        let row = format!("[data-test=material-{paper}][data-standing={standing}]");
        window.wait_for(&row).await?;
        window.press("Enter").await?;
    }
    window.wait_for(&at("done")).await?;
    println!(
        "joined after {:.1} s, catalogue after {:.1} s, first case after {:.1} s",
        joined.as_secs_f64(),
        catalogue.as_secs_f64(),
        begun.elapsed().as_secs_f64()
    );
    assert!(begun.elapsed() < MOST);
    Ok(window.close().await?)
}
