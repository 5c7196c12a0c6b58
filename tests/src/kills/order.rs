//! What a station is told to do, as lines of JSON.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::counter::{Counter, applicant, line, made_up_id};

/// How long one pass of an exchange may take before it is asked for again.
const PASS: Duration = Duration::from_secs(3);

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

/// Sends once more. Whether nothing waits any longer.
fn is_sent(counter: &Counter) -> Result<bool, Value> {
    counter.call("send_now", json!({}))?;
    let begun = Instant::now();
    while begun.elapsed() < PASS {
        let sync = counter.call("sync_status", json!({}))?;
        let waits = ["events_waiting", "images_waiting", "cases_waiting"];
        if waits.iter().all(|what| sync[what] == 0) && sync["sending"] == false {
            return Ok(true);
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(false)
}
