//! What screens read: rewritten from a case's events whenever one comes, in the same transaction.

use rusqlite::{Connection, named_params, params};
use shanyi_domain::case::{Case, Running, Step, Verdict};
use shanyi_domain::fact::{ImageRef, Media};
use shanyi_domain::ids::CaseId;
use shanyi_domain::state::State;

use crate::error::StoreError;
use crate::images::Images;
use crate::log::{self, Logged, NO_CASE};
use crate::search::{self, Named};
use crate::store::Store;

/// Adds the row of a case that has none.
pub(crate) fn insert(db: &Connection, begun: i64, case: &Case) -> Result<(), StoreError> {
    put(
        db,
        begun,
        case,
        "INSERT INTO case_row (begun, case_id, number, station, item, name, id_last4, phone_last4,
             address, state, collected_at, updated_at, submitted_at, closed_at, accepted_on,
             paused, issued, corrections, disputed)
         VALUES (:begun, :case_id, :number, :station, :item, :name, :id_last4, :phone_last4,
             :address, :state, :collected_at, :updated_at, :submitted_at, :closed_at, :accepted_on,
             :paused, :issued, :corrections, :disputed)",
    )
}

/// Writes the row of a case, whether it has one or not.
pub(crate) fn write(db: &Connection, begun: i64, case: &Case) -> Result<(), StoreError> {
    let old = search::named(db, begun)?;
    search::replace(db, begun, old.as_ref(), &Named::of(case))?;
    if old.is_none() {
        return insert(db, begun, case);
    }
    put(
        db,
        begun,
        case,
        "UPDATE case_row SET case_id = :case_id, number = :number, station = :station,
             item = :item, name = :name, id_last4 = :id_last4, phone_last4 = :phone_last4,
             address = :address, state = :state, collected_at = :collected_at,
             updated_at = :updated_at, submitted_at = :submitted_at, closed_at = :closed_at,
             accepted_on = :accepted_on, paused = :paused, issued = :issued,
             corrections = :corrections, disputed = :disputed
         WHERE begun = :begun",
    )
}

fn put(db: &Connection, begun: i64, case: &Case, sql: &str) -> Result<(), StoreError> {
    let named = Named::of(case);
    let updated_at = case.steps.iter().map(|step| step.event.at.0).max();
    let closes = |step: &&Step| step.verdict == Verdict::Applied && step.state == State::Closed;
    let closed_at = case.steps.iter().find(closes).map(|step| step.event.at.0);
    let running = case.running.as_ref();
    let stands = |running: &Running| {
        running
            .pauses
            .last()
            .is_some_and(|(_, until)| until.is_none())
    };
    let without_effect = |step: &&Step| step.verdict != Verdict::Applied;
    db.prepare_cached(sql)?.execute(named_params! {
        ":begun": begun,
        ":case_id": case.id.0,
        ":number": named.number,
        ":station": case.station.0,
        ":item": case.item,
        ":name": named.name,
        ":id_last4": named.id_last4,
        ":phone_last4": named.phone_last4,
        ":address": case.applicant.address,
        ":state": case.state.code(),
        ":collected_at": case.collected_at.0,
        ":updated_at": updated_at.unwrap_or(case.collected_at.0),
        ":submitted_at": case.submitted_at.map(|at| at.0),
        ":closed_at": closed_at,
        ":accepted_on": running.map(|running| running.on.0.to_string()),
        ":paused": running.is_some_and(stands),
        ":issued": case.issued.is_some(),
        ":corrections": case.corrections,
        ":disputed": case.steps.iter().filter(without_effect).count(),
    })?;
    Ok(())
}

/// Notes which images the events at these positions name.
pub(crate) fn name_images(
    db: &Connection,
    named: &[(i64, ImageRef)],
    held: impl Fn(&ImageRef) -> bool,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO image (event, hash, length, media, held, have, complete)
               VALUES (?1, ?2, ?3, ?4, ?5, 0, 0) ON CONFLICT DO NOTHING";
    for (position, image) in named {
        db.prepare_cached(sql)?.execute(params![
            position,
            image.hash.0,
            image.length,
            media_code(image.media),
            held(image),
        ])?;
    }
    Ok(())
}

/// Folds a case from the log and writes everything that screens read of it. Nothing is written
/// while the event that took it in is not here.
pub(crate) fn refold(db: &Connection, images: &Images, id: &CaseId) -> Result<(), StoreError> {
    let past = log::past(db, id)?;
    let named: Vec<(i64, ImageRef)> = past.events.iter().flat_map(images_of).collect();
    name_images(db, &named, |image| images.holds(image))?;
    let begun = past.begun;
    match (begun, past.fold(*id)) {
        (Some((begun, _)), Some(case)) => write(db, begun, &case),
        _ => Ok(()),
    }
}

fn images_of(logged: &Logged) -> Vec<(i64, ImageRef)> {
    let images = logged.event.fact.images().into_iter().cloned();
    images.map(|image| (logged.position, image)).collect()
}

/// The number under which stores keep a kind of file: the one on the wire.
pub(crate) const fn media_code(media: Media) -> u8 {
    match media {
        Media::Jpeg => 0,
        Media::Png => 1,
        Media::Pdf => 2,
    }
}

/// The kind of file kept under `code`.
pub(crate) const fn media_from(code: u8) -> Media {
    match code {
        0 => Media::Jpeg,
        1 => Media::Png,
        _ => Media::Pdf,
    }
}

impl Store {
    /// Throws away everything that screens read and makes it again from the log, in one
    /// transaction. What the township has of each image is no projection and stays.
    ///
    /// # Errors
    /// What the database reports; the old projections are then still there.
    pub fn rebuild(&mut self) -> Result<(), StoreError> {
        self.writable()?;
        let Self { db, images, .. } = self;
        let tx = db.transaction()?;
        tx.execute("DELETE FROM case_row", [])?;
        search::forget(&tx)?;
        fill(&tx, images)?;
        Ok(tx.commit()?)
    }
}

/// Makes empty projections from the log.
pub(crate) fn fill(db: &Connection, images: &Images) -> Result<(), StoreError> {
    let cases = {
        let sql = "SELECT DISTINCT case_id FROM event WHERE case_id <> ?1 ORDER BY case_id";
        let mut statement = db.prepare(sql)?;
        let ids = statement.query_map([NO_CASE.0], |row| Ok(CaseId(row.get(0)?)))?;
        ids.collect::<Result<Vec<_>, _>>()?
    };
    for case in &cases {
        refold(db, images, case)?;
    }
    search::catch_up(db)
}
