//! What the township tells: events of this station's cases that were written elsewhere, and what
//! is published for every station.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};
use shanyi_domain::ids::{CaseId, ImageHash};
use shanyi_domain::planted::{self, Bug};
use shanyi_wire::derive;
use shanyi_wire::event::{ERASED, Event, Payload};
use shanyi_wire::exchange::{Feed, FeedEntry, FeedPage};

use crate::due::DueDates;
use crate::error::StoreError;
use crate::log::{self, NO_CASE, NewEvent, Road};
use crate::store::Store;
use crate::{aside, documents, erasure, heard, projection};

/// The numbers on the wire of what is of no case.
const DOCUMENT: u16 = 101;
const VERDICT: u16 = 102;
const DOUBLED: u16 = 103;

/// What a page of a feed brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TakenFeed {
    /// Events that were not here before.
    pub events: u32,
    /// The cases that they belong to.
    pub cases: BTreeSet<CaseId>,
    /// A document was published; see [`Store::documents_wanted`].
    pub documents: bool,
    /// The township thinks otherwise of an entry, or noticed two programs under one name.
    pub verdicts: bool,
    /// Cases were erased.
    pub erased: bool,
}

impl Store {
    /// Takes a page of a feed in one transaction: each event once by its id, their cases folded
    /// again, the cursor moved. An event of a case whose beginning is not here is kept and takes
    /// effect when that comes.
    ///
    /// # Errors
    /// What the database reports; the page can be taken again.
    pub fn take_feed(&mut self, page: &FeedPage) -> Result<TakenFeed, StoreError> {
        self.writable()?;
        let Self { db, images, .. } = self;
        if planted::is(Bug::CursorFirst) && page.feed == Feed::Station {
            let sql = "UPDATE exchange SET station = max(station, ?1)";
            db.execute(sql, [page.up_to])?;
        }
        let tx = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let (mut taken, mut gone) = (TakenFeed::default(), Vec::new());
        for entry in &page.entries {
            take(&tx, page.feed, entry, &mut taken, &mut gone)?;
        }
        let dates = DueDates::of_store(&tx);
        for case in &taken.cases {
            projection::refold(&tx, images, &dates, case)?;
        }
        let sql = match page.feed {
            Feed::Broadcast => "UPDATE exchange SET broadcast = max(broadcast, ?1)",
            Feed::Station => "UPDATE exchange SET station = max(station, ?1)",
        };
        tx.prepare_cached(sql)?.execute([page.up_to])?;
        let sql = "UPDATE exchange SET settled = (SELECT max(position) FROM event)
                   WHERE NOT EXISTS (SELECT 1 FROM waiting) AND (SELECT max(position) FROM event) NOTNULL";
        tx.prepare_cached(sql)?.execute([])?;
        tx.commit()?;
        if taken.erased {
            self.sweep_erased(&gone)?;
        }
        Ok(taken)
    }
}

fn take(
    db: &Connection,
    feed: Feed,
    entry: &FeedEntry,
    taken: &mut TakenFeed,
    gone: &mut Vec<ImageHash>,
) -> Result<(), StoreError> {
    let bytes: &[u8] = &entry.event;
    let event = Event::decode(bytes).ok();
    let case = event.as_ref().and_then(|event| case_of(event, entry));
    if let Some(case) = &case
        && erasure::is_erased(db, case)?
    {
        // Another PC did not know yet.
        return Ok(());
    }
    let kind = event.as_ref().map_or(0, |event| match &event.payload {
        Payload::Fact(fact) => fact.kind().code(),
        Payload::Document(_) => DOCUMENT,
        Payload::Verdict(_) => VERDICT,
        Payload::Doubled(_) => DOUBLED,
        Payload::Erased(_) => ERASED,
        Payload::Unknown(kind) => *kind,
    });
    let road = match feed {
        Feed::Broadcast => Road::Broadcast,
        Feed::Station => Road::Station,
    };
    let begins = event.as_ref().is_some_and(|event| event.case.is_none());
    let new = NewEvent {
        case: case.unwrap_or(NO_CASE),
        id: entry.id,
        kind,
        bytes,
        seed: entry.seed.filter(|_| begins),
    };
    let proof = heard::proof_of(entry, matches!(kind, VERDICT | DOUBLED));
    let appended = log::append_heard(db, &new, entry.role(), road)?;
    let payload = event.map(|event| event.payload);
    // Also again: a feed that is read from the beginning ends with what holds now.
    if let (Some(Payload::Verdict(verdict)), true) = (&payload, entry.by_township) {
        taken.verdicts |= aside::take_verdict(db, verdict)?;
    }
    if let (Some(Payload::Erased(erased)), true) = (&payload, entry.by_township) {
        gone.extend(erasure::erase(db, &(erased.case, erased.at))?);
        taken.erased = true;
        taken.cases.insert(erased.case);
    }
    let Some(position) = appended else {
        if let Some(Payload::Document(document)) = &payload {
            // Before it counts as named: it may take the place of one that is not.
            documents::publish_again(db, document, &entry.id)?;
        }
        heard::named_again(db, &new, proof)?;
        return keep_if_divergent(db, &new);
    };
    taken.events += 1;
    taken.cases.extend(case);
    if let Some(proof) = proof {
        heard::keep(db, position, proof)?;
    }
    match payload {
        Some(Payload::Document(document)) => {
            documents::publish(db, &document, position)?;
            taken.documents = true;
        }
        Some(Payload::Doubled(doubled)) if entry.by_township => {
            aside::take_doubled(db, &doubled)?;
            taken.verdicts = true;
        }
        _ => {}
    }
    Ok(())
}

/// The case of an event: the one it names, or the one that its seed begins.
fn case_of(event: &Event, entry: &FeedEntry) -> Option<CaseId> {
    match (&event.payload, event.case, entry.seed) {
        (
            Payload::Document(_) | Payload::Verdict(_) | Payload::Doubled(_) | Payload::Erased(_),
            _,
            _,
        ) => None,
        (_, Some(case), _) => Some(case),
        (Payload::Fact(_) | Payload::Unknown(_), None, seed) => seed.as_ref().map(derive::case_id),
    }
}

/// Other bytes under a known id come from a doubled disk: nothing of them gets lost.
fn keep_if_divergent(db: &Connection, event: &NewEvent<'_>) -> Result<(), StoreError> {
    let sql = "INSERT INTO divergent (event_id, bytes)
               SELECT id, ?3 FROM event WHERE case_id = ?1 AND id = ?2 AND bytes <> ?3
               ON CONFLICT DO NOTHING";
    let values = params![event.case.0, event.id.0, event.bytes];
    let kept = db.prepare_cached(sql)?.execute(values)?;
    if kept > 0 {
        tracing::warn!("an event came with other bytes than those kept");
    }
    Ok(())
}
