//! 对账: what one side holds of its cases, in a form in which the other side says the same, so
//! that both can be compared line by line.
//!
//! Cases that were erased by id as `erased <id>`. For each other case by id: `case <id>`; each of its events in the order of the fold as
//! `event <id> <kind> <verdict> <SHA-256 of its bytes>`; each field of which versions stand side by
//! side as `dispute <field> <id>…`; each of its images by hash as `image <hash> <length>`.

use std::fmt::Write as _;

use shanyi_domain::case::{Case, Field, Verdict};
use shanyi_domain::ids::{CaseId, EventId, ImageHash};

use crate::derive;

/// Writes the lines of one case. `bytes` gives an event's bytes; `images` are those of which this
/// side holds every byte, in any order.
pub fn write_case<B: AsRef<[u8]>>(
    text: &mut String,
    case: &Case,
    bytes: impl Fn(&EventId) -> Option<B>,
    images: &[(ImageHash, u32)],
) {
    // Writing to a String can't fail.
    let _ = writeln!(text, "case {}", case.id);
    for step in &case.steps {
        let (id, kind) = (step.event.id, step.event.fact.kind().code());
        let hash = bytes(&id).map(|bytes| derive::image_hash(bytes.as_ref()).to_string());
        let hash = hash.unwrap_or_else(|| "gone".to_owned());
        let _ = writeln!(text, "event {id} {kind} {} {hash}", word(step.verdict));
    }
    for dispute in &case.disputes {
        let _ = write!(text, "dispute {}", name(&dispute.field));
        for version in &dispute.versions {
            let _ = write!(text, " {}", version.hand.event);
        }
        let _ = writeln!(text);
    }
    let mut images = images.to_vec();
    images.sort_unstable();
    for (hash, length) in images {
        let _ = writeln!(text, "image {hash} {length}");
    }
}

/// Writes the lines of the cases that were erased, by id, before all others.
pub fn write_erased(text: &mut String, cases: &[CaseId]) {
    for case in cases {
        let _ = writeln!(text, "erased {case}");
    }
}

fn name(field: &Field) -> String {
    match field {
        Field::Material(code) => format!("material:{code}"),
        Field::Answer(code) => format!("answer:{code}"),
        Field::Office => "office".to_owned(),
        Field::Result => "result".to_owned(),
        Field::Clock => "clock".to_owned(),
    }
}

const fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Applied => "applied",
        Verdict::Superseded => "superseded",
        Verdict::NotYours => "not_yours",
        Verdict::NotNow => "not_now",
    }
}
