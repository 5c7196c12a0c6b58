//! A PC that is no station's becomes one, and its operator gets a PIN: nothing is at hand before.

use super::hands::at;
use super::sheets::printed;
use super::stage::{PIN, Stage};
use super::teller::Teller;
use super::trouble::{Told, that};
use crate::drive::Window;
use crate::entry;

/// A PIN that somebody tries who does not know it.
const WRONG: &str = "111222";

/// Plays the chapter.
///
/// # Errors
/// When a step does not hold.
pub async fn play(teller: &mut Teller, stage: &mut Stage) -> Told<()> {
    teller.step("The PC joins the station by a one-time code");
    let (address, code) = stage.fresh().await?;
    let window = stage.window()?;
    let seen = joins(window, &address, &code).await?;
    teller
        .held(window, format!("code {code} in small letters; {seen}"))
        .await?;
    window.click(&at("joining-confirm")).await?;
    // The page begins anew as the station's.
    window.wait_gone(&at("joining")).await?;
    chooses(teller, window).await?;
    locks(teller, window).await?;
    comes_back(teller, window).await
}

/// Types where the township is and the code that it gave, and looks at whom that joins.
async fn joins(window: &Window, address: &str, code: &str) -> Told<String> {
    window
        .wait_text(&at("joining"), "这台电脑还没有加入服务站")
        .await?;
    window.fill("#joining-server", address).await?;
    window.fill("#joining-code", &code.to_lowercase()).await?;
    window.press("Enter").await?;
    window
        .wait_text(&at("joined-station"), "五星村服务站")
        .await?;
    window.wait_text(&at("joining"), "梅建平").await?;
    let print = window.text(&at("joined-fingerprint")).await?;
    Ok(format!(
        "五星村服务站, 梅建平, the township's fingerprint {print}"
    ))
}

async fn chooses(teller: &mut Teller, window: &Window) -> Told<()> {
    teller.step("The operator chooses a PIN and types the recovery code back");
    entry::choose(window, PIN).await?;
    let groups = entry::groups(window).await?;
    that(
        groups.len() == 7 && groups.iter().all(|group| group.len() == 5),
        "the recovery code",
        "seven groups of five",
        format!("{} groups", groups.len()),
    )?;
    window.press("F6").await?;
    let mut words: Vec<&str> = groups.iter().map(String::as_str).collect();
    words.push("五星村服务站");
    printed(teller, window, 1, &words).await?;
    teller.also(window, "code").await?;
    entry::confirm(window, &groups).await?;
    window.wait_text(&at("shell"), "五星村服务站").await?;
    teller
        .held(
            window,
            "a PIN of six digits, twice; the code's seven groups on one sheet of A4; two of them typed back, and the desk is open",
        )
        .await
}

async fn locks(teller: &mut Teller, window: &Window) -> Told<()> {
    teller.step("The desk is locked, and a wrong PIN does not open it");
    window.press("F12").await?;
    window.wait_for(&at("sign-in")).await?;
    entry::sign_in(window, WRONG).await?;
    window.wait_text(&at("door-trouble"), "PIN 码不对").await?;
    let open = window.sees(&at("shell")).await?;
    that(!open, "the desk", "locked", "open")?;
    teller
        .held(
            window,
            "F12; “PIN 码不对”, and nothing of the desk on the page",
        )
        .await
}

async fn comes_back(teller: &mut Teller, window: &Window) -> Told<()> {
    teller.step("The right PIN opens it again");
    entry::sign_in(window, PIN).await?;
    window.wait_text(&at("shell"), "跑小二 梅建平").await?;
    teller
        .held(window, "the PIN and Enter; 梅建平 is at the desk")
        .await
}
