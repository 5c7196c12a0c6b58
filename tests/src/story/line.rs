//! The line comes back, and breaks: in the middle of an upload the server is killed, in the middle
//! of a request the station is. Nothing is lost.

use serde_json::{Value, json};

use super::Cases;
use super::hands::{Hands, at};
use super::people::{NEIGHBOUR, Photos};
use super::stage::Stage;
use super::teller::Teller;
use super::trouble::{Told, same, that};
use crate::line::Line;

/// Bytes that the line carries before it first gets stuck: every event fits, and part of an image.
const FIRST_STUCK: u64 = 90_000;
/// Bytes that it carries before it gets stuck again, some images later.
const THEN_STUCK: u64 = 170_000;

/// Plays the chapter.
///
/// # Errors
/// When a step does not hold.
pub async fn play(
    teller: &mut Teller,
    stage: &mut Stage,
    photos: &Photos,
    cases: &mut Cases,
) -> Told<()> {
    missing_papers_come(teller, Hands(stage.window()?), photos, cases).await?;
    let left = server_is_killed(teller, stage).await?;
    station_is_killed(teller, stage, left).await?;
    everything_arrives(teller, stage).await
}

async fn missing_papers_come(
    teller: &mut Teller,
    hands: Hands<'_>,
    photos: &Photos,
    cases: &Cases,
) -> Told<()> {
    teller.step("The second elder brings what was missing");
    let window = hands.0;
    hands.open_todo("submit", &cases.neighbour).await?;
    window
        .wait_text(&at("materials-heading"), "还差 2 样材料")
        .await?;
    hands.receive(2, "photo").await?;
    hands
        .choose_files(
            "household_register",
            std::slice::from_ref(&photos.neighbour_register),
        )
        .await?;
    hands.receive(3, "household_register").await?;
    window
        .wait_text(&at("materials-heading"), "材料齐了")
        .await?;
    window.press("Enter").await?;
    window
        .wait_text(&at("said"), "已提交，来网自动发到乡里")
        .await?;
    window.wait_text(&at("case-state"), "已提交").await?;
    teller
        .held(
            window,
            format!(
                "{}: both papers are here, 已提交 with the line still down",
                NEIGHBOUR.name
            ),
        )
        .await
}

/// Gives how many images are still to go.
async fn server_is_killed(teller: &mut Teller, stage: &mut Stage) -> Told<u64> {
    teller.step("The server is back and is killed in mid-upload");
    stage.township.start()?;
    stage.line.stall_after(FIRST_STUCK);
    let hands = Hands(stage.window()?);
    hands.send_now().await?;
    stage
        .line_until("an upload to be under way", Line::is_stalled)
        .await?;
    let sending = hands.badge("正在发 · 还有").await?;
    let sync = hands.0.call("sync_status", json!({})).await?;
    same(
        "events that wait while images are sent",
        &sync["events_waiting"],
        &json!(0),
    )?;
    let left = sync["images_waiting"].as_u64().unwrap_or_default();
    that(left > 0, "images that wait", "some", left)?;
    stage.township.kill();
    let hands = Hands(stage.window()?);
    let badge = hands.badge("没有网络").await?;
    teller
        .held(
            hands.0,
            format!("all events went first; “{sending}”; after kill -9 “{badge}”"),
        )
        .await?;
    Ok(left)
}

async fn station_is_killed(teller: &mut Teller, stage: &mut Stage, before: u64) -> Told<()> {
    teller.step("The server is back and the station is killed in mid-request");
    stage.line.mend();
    stage.township.start()?;
    stage.line.stall_after(THEN_STUCK);
    Hands(stage.window()?).send_now().await?;
    stage
        .line_until("a request to be under way", Line::is_stalled)
        .await?;
    let fewer = |sync: &Value| {
        sync["images_waiting"]
            .as_u64()
            .is_some_and(|left| left < before)
    };
    let sync = stage
        .desk_until("fewer images to go", "sync_status", json!({}), fewer)
        .await?;
    let left = sync["images_waiting"].as_u64().unwrap_or_default();
    that(left > 0, "images that wait", "some", left)?;
    stage.window_mut()?.kill();
    stage.line.mend();
    stage.restart_window().await?;
    let window = stage.window()?;
    window.wait_for(&at("today")).await?;
    let sync = window.call("sync_status", json!({})).await?;
    same(
        "cases on this PC after the kill",
        &sync["cases_here"],
        &json!(4),
    )?;
    teller
        .held(
            window,
            format!("{before} images to go, then {left}, then kill -9; the window is back with all 4 cases"),
        )
        .await
}

async fn everything_arrives(teller: &mut Teller, stage: &Stage) -> Told<()> {
    teller.step("Everything arrives");
    let all = |sync: &Value| {
        sync["cases_there"] == 4 && sync["events_waiting"] == 0 && sync["images_waiting"] == 0
    };
    let sync = stage
        .desk_until(
            "4 cases at the township, nothing waiting",
            "sync_status",
            json!({}),
            all,
        )
        .await?;
    same(
        "events that were set aside",
        &sync["quarantined"],
        &json!(0),
    )?;
    let hands = Hands(stage.window()?);
    let badge = hands.badge("乡里都收到了").await?;
    hands.0.wait_text(&at("elsewhere"), "4 件").await?;
    teller
        .held(
            hands.0,
            format!("4 of 4 cases at the township, 0 waiting, 0 set aside; badge “{badge}”"),
        )
        .await
}
