//! What a station is told to do, as lines of JSON.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::counter::{Counter, applicant, line, made_up_id};

/// How long a station may take to send what waits, line and township being there.
const PASS: Duration = Duration::from_secs(10);

/// Takes in somebody with a picture.
#[must_use]
pub fn take_in(number: u64, name: &str, serial: u16, picture: &str) -> Value {
    json!({ "number": number, "do": "take_in", "name": name, "serial": serial, "picture": picture })
}

/// Says something on a case.
#[must_use]
pub fn say(number: u64, case: &str, text: &str) -> Value {
    json!({ "number": number, "do": "say", "case": case, "text": text })
}

/// Sends until nothing waits.
#[must_use]
pub fn rest(number: u64) -> Value {
    json!({ "number": number, "do": "rest" })
}

/// Waits until the catalogue and the directory are here.
#[must_use]
pub fn furnish(number: u64) -> Value {
    json!({ "number": number, "do": "furnish" })
}

/// Does what a line says; gives the case that it was about.
///
/// # Errors
/// The desk's own refusal, or that nobody knows what was said.
pub fn carry_out(counter: &Counter, asked: &Value) -> Result<Value, Value> {
    let text = |name: &str| asked[name].as_str().unwrap_or_default();
    match text("do") {
        "take_in" => {
            let bytes = std::fs::read(text("picture"));
            let bytes = bytes.map_err(|error| json!(error.to_string()))?;
            let picture = counter.picture("sheet", &bytes)?;
            let serial = asked["serial"].as_u64().unwrap_or_default();
            let id = made_up_id(1958, u16::try_from(serial % 999).unwrap_or_default());
            let form = json!({
                "item": "lnyd",
                "applicant": applicant(text("name"), &id),
                "channel": "counter",
                "materials": [
                    line("id_card", &[picture]), line("photo", &[]), line("household_register", &[]),
                ],
                "applies": [],
                "submit": true,
                "draft": null,
            });
            Ok(counter.call("take_in", form)?["case"].clone())
        }
        "say" => {
            let comment = json!({ "case": text("case"), "text": text("text"), "draft": null });
            counter.call("comment", comment)?;
            Ok(asked["case"].clone())
        }
        "furnish" => counter.until_furnished(),
        "rest" => Ok(json!(is_sent(counter)?)),
        other => Err(json!(format!("what is {other}?"))),
    }
}

/// Sends until a try has reached the township and nothing waits any longer, or it takes too long.
fn is_sent(counter: &Counter) -> Result<bool, Value> {
    let begun = Instant::now();
    let mut before = tried(counter)?;
    counter.call("send_now", json!({}))?;
    while begun.elapsed() < PASS {
        std::thread::sleep(Duration::from_millis(10));
        let now = tried(counter)?;
        if now == before {
            continue;
        }
        let sync = counter.call("sync_status", json!({}))?;
        let waits = ["events_waiting", "images_waiting", "cases_waiting"];
        if sync["line"] == "up" && waits.iter().all(|what| sync[what] == 0) {
            return Ok(true);
        }
        // The line that it found is gone, or there is more than one try carries.
        before = now;
        counter.call("send_now", json!({}))?;
    }
    Ok(false)
}

/// What the last tries came to; another after each.
fn tried(counter: &Counter) -> Result<Value, Value> {
    let history = counter.call("sync_history", json!({}))?;
    Ok(history["tries"][0].clone())
}
