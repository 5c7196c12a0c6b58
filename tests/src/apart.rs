//! Two PCs of one station that change the same case without knowing of each other: what each of the
//! tests about them does alike.

use std::path::Path;

use serde_json::{Value, json};

use crate::counter::{Counter, applicant, line, made_up_id};
use crate::township::{Run, STATION, Township};

/// Another PC of the station, enrolled at the township and furnished, with its data in `folder`.
///
/// # Errors
/// What the disk, the township or the desk says.
pub fn another_pc(township: &Township, folder: &Path) -> Run<Counter> {
    std::fs::create_dir_all(folder)?;
    let file = folder.join("enrolment.json");
    township.enrol(STATION, &file)?;
    let other = Counter::open(folder, &file);
    other.until_furnished().map_err(|last| last.to_string())?;
    Ok(other)
}

/// An intake with all its papers that is not handed over.
#[must_use]
pub fn not_handed_over(name: &str) -> Value {
    let papers = ["id_card", "photo", "household_register"];
    json!({
        "item": "lnyd",
        "applicant": applicant(name, &made_up_id(1958, 7)),
        "channel": "counter",
        "materials": papers.map(|paper| line(paper, &[])),
        "applies": [],
        "submit": false,
        "draft": null,
    })
}

/// Changes lines upon what a page shows, or showed.
#[must_use]
pub fn amend(view: &Value, materials: &[Value], submit: bool) -> Value {
    json!({
        "case": view["row"]["id"], "materials": materials, "applies": null, "submit": submit,
        "missing_because": null, "seen": view["seen"], "draft": null,
    })
}

/// One original of a paper and so many copies.
#[must_use]
pub fn copies(paper: &str, copies: u64) -> Value {
    json!({ "material": paper, "originals": 1, "copies": copies, "images": [], "checked": false })
}

/// Whether the case's course has so many steps.
pub fn steps(count: usize) -> impl Fn(&Value) -> bool {
    move |view| view["course"].as_array().map_or(0, Vec::len) == count
}
