//! The end: both sides are held against each other, event by event and image by image.

use std::collections::BTreeSet;

use serde_json::json;
use shanyi_domain::ids::ActorId;

use super::Cases;
use super::clerk::Clerk;
use super::hands::at;
use super::stage::{PIN, Stage};
use super::teller::Teller;
use super::trouble::{Told, Trouble, otherwise, same};
use crate::counter::account_by_pin;

/// What the story comes to: cases, events, and images of them.
const CASES: usize = 5;
const EVENTS: usize = 25;
const IMAGES: usize = 13;

/// Plays the chapter.
///
/// # Errors
/// When a step does not hold.
pub async fn play(
    teller: &mut Teller,
    stage: &mut Stage,
    cases: &Cases,
    patient: &str,
) -> Told<()> {
    teller.step("Nothing waits any more");
    let sent = |sync: &serde_json::Value| {
        sync["events_waiting"] == 0 && sync["images_waiting"] == 0 && sync["cases_waiting"] == 0
    };
    let sync = stage
        .desk_until("nothing to wait", "sync_status", json!({}), sent)
        .await?;
    same("cases at the township", &sync["cases_there"], &json!(CASES))?;
    same(
        "events that were set aside",
        &sync["quarantined"],
        &json!(0),
    )?;
    let window = stage.window()?;
    window.press("F3").await?;
    window.wait_text(&at("sync-badge"), "乡里都收到了").await?;
    teller
        .held(
            window,
            format!("{CASES} cases at the township, nothing waits, nothing was set aside"),
        )
        .await?;

    teller.step("Both sides hold the same, event by event and image by image");
    stage.close_window().await?;
    let here = account_by_pin(&stage.station_data(), &stage.secrets(), ActorId(11), PIN)
        .map_err(Trouble::SetUp)?;
    let there = stage.township.account()?;
    line_by_line(&here, &there)?;
    let counted = ["case ", "event ", "image "]
        .map(|kind| here.lines().filter(|line| line.starts_with(kind)).count());
    same("cases, events and images", counted, [CASES, EVENTS, IMAGES])?;
    same(
        "events that did not count",
        here.lines()
            .filter(|line| line.starts_with("event ") && !line.contains(" applied "))
            .count(),
        0,
    )?;
    for case in [
        &cases.elder,
        &cases.neighbour,
        &cases.inn,
        &cases.pension,
        patient,
    ] {
        same(
            "the case in the account",
            here.contains(&format!("case {case}\n")),
            true,
        )?;
    }
    let clerk = Clerk(stage.open_console()?);
    let hashes: BTreeSet<&str> = here
        .lines()
        .filter_map(|line| line.strip_prefix("image ")?.split(' ').next())
        .collect();
    for hash in &hashes {
        same(
            "the hash of an image's bytes at the township",
            clerk.hash_of(hash).await?,
            (*hash).to_owned(),
        )?;
    }
    clerk.0.click(&at("queue-all")).await?;
    teller
        .held(
            clerk.0,
            format!(
                "{CASES} cases, {EVENTS} events, {IMAGES} images: the same lines on both sides; the bytes of all {} images at the township hash to their names",
                hashes.len()
            ),
        )
        .await
}

/// Compares both accounts and names the first line that differs.
fn line_by_line(here: &str, there: &str) -> Told<()> {
    let (mut station, mut township) = (here.lines(), there.lines());
    for number in 1.. {
        match (station.next(), township.next()) {
            (None, None) => break,
            (one, other) if one == other => {}
            (one, other) => {
                return Err(otherwise(
                    &format!("line {number} of both accounts"),
                    format!("at the station {one:?}"),
                    format!("at the township {other:?}"),
                ));
            }
        }
    }
    Ok(())
}
