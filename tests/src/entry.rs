//! Hands at the door of the station's window, on the keyboard alone.

use serde_json::{Value, json};

use crate::drive::{Driven, Page, Window};

/// Waits until a place of the page is there.
async fn until(page: &Page, place: &str) -> Driven<()> {
    page.wait_for(&format!("[data-test=\"{place}\"]")).await
}

/// Chooses a PIN, twice; the recovery code is on the page then.
///
/// # Errors
/// When the page does not go on.
pub async fn choose(window: &Window, pin: &str) -> Driven<()> {
    until(window, "choose-pin").await?;
    twice(window, pin).await?;
    until(window, "code").await
}

/// Types a new PIN into both of its fields.
///
/// # Errors
/// When they don't come.
pub async fn twice(window: &Window, pin: &str) -> Driven<()> {
    for field in ["#pin", "#pin-again"] {
        window.wait_focus(field).await?;
        window.type_text(pin).await?;
        window.press("Enter").await?;
    }
    Ok(())
}

/// The recovery code that stands on the page.
///
/// # Errors
/// When there is none.
pub async fn groups(window: &Window) -> Driven<Vec<String>> {
    let shown = "return [...document.querySelectorAll('[data-test=code] li')].map(li => li.lastChild.textContent.trim())";
    let shown = window.run(shown, vec![]).await?;
    let shown = shown.as_array().cloned().unwrap_or_default();
    Ok(shown.iter().map(words).collect())
}

fn words(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// Types the two groups back that the page asks for.
///
/// # Errors
/// When the page does not ask.
pub async fn confirm(window: &Window, groups: &[String]) -> Driven<()> {
    for nth in ["0", "1"] {
        window.wait_focus(&format!("#group-{nth}")).await?;
        let label = "return Number(document.querySelector(`label[for=group-${arguments[0]}]`).textContent.match(/\\d+/)[0])";
        let place = window.run(label, vec![json!(nth)]).await?;
        let place = usize::try_from(place.as_u64().unwrap_or(1)).unwrap_or(1);
        let group = groups.get(place.saturating_sub(1));
        window.type_text(group.map_or("", String::as_str)).await?;
        window.press("Enter").await?;
    }
    Ok(())
}

/// Types a PIN at the locked door, where one name has the focus already.
///
/// # Errors
/// When nothing asks for one.
pub async fn sign_in(window: &Window, pin: &str) -> Driven<()> {
    until(window, "sign-in").await?;
    window.wait_focus("#pin").await?;
    window.type_text(pin).await?;
    window.press("Enter").await
}
