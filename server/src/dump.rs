//! The canonical dump: what the township holds, in the form in which a station prints the same,
//! so that both sides can be compared line by line.
//!
//! For each case, by id: `case <id>`; each of its events in the order of the fold as
//! `event <id> <kind> <verdict> <SHA-256 of its bytes>`; each of its complete images, by hash, as
//! `image <hash> <length>`.

use std::collections::BTreeMap;
use std::fmt::Write;

use shanyi_domain::case::Verdict;
use shanyi_domain::ids::{CaseId, EventId, ImageHash};
use shanyi_wire::derive;

use crate::App;
use crate::ledger::LedgerError;

/// Everything that the township holds of its cases.
///
/// # Errors
/// What the ledger says.
pub fn dump(app: &App) -> Result<String, LedgerError> {
    app.ledger.read(|view| {
        let mut text = String::new();
        for id in view.case_ids()? {
            let Some(known) = view.case(id)? else {
                continue;
            };
            let hashes: BTreeMap<EventId, ImageHash> = known
                .held
                .iter()
                .map(|held| (held.id, derive::image_hash(&held.bytes)))
                .collect();
            let events = known.case.steps.iter().filter_map(|step| {
                let kind = step.event.fact.kind().code();
                let hash = hashes.get(&step.event.id)?;
                Some((step.event.id, kind, step.verdict, *hash))
            });
            let mut images: Vec<(ImageHash, u32)> = view
                .case_images(id)?
                .into_iter()
                .filter(|image| image.here.complete)
                .map(|image| (image.hash, image.here.have))
                .collect();
            images.sort_unstable();
            lines(&mut text, id, events, &images);
        }
        Ok(text)
    })
}

/// The lines of one case. Events stand in the order of the fold, images by their hash.
fn lines(
    text: &mut String,
    case: CaseId,
    events: impl Iterator<Item = (EventId, u16, Verdict, ImageHash)>,
    images: &[(ImageHash, u32)],
) {
    // Writing to a String can't fail.
    let _ = writeln!(text, "case {case}");
    for (id, kind, verdict, hash) in events {
        let verdict = match verdict {
            Verdict::Applied => "applied",
            Verdict::Superseded => "superseded",
            Verdict::NotYours => "not_yours",
            Verdict::NotNow => "not_now",
        };
        let _ = writeln!(text, "event {id} {kind} {verdict} {hash}");
    }
    for (hash, length) in images {
        let _ = writeln!(text, "image {hash} {length}");
    }
}
