//! What screens read: rewritten from a case's events whenever one comes, in the same transaction.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};
use shanyi_domain::case::{Case, Running, Step, Verdict};
use shanyi_domain::fact::{ImageRef, Media};
use shanyi_domain::ids::CaseId;
use shanyi_domain::state::State;

use crate::cards::pack;
use crate::due::{self, DueDates};
use crate::error::StoreError;
use crate::images::Images;
use crate::log::{self, Logged, NO_CASE};
use crate::store::Store;

/// A case with what of it does not follow from its fold.
pub(crate) struct Folded<'a> {
    /// The position of the event that took it in.
    pub(crate) begun: i64,
    pub(crate) case: &'a Case,
    /// The position of the last event of this PC.
    pub(crate) last_own: Option<i64>,
}

/// Adds the row of a case that was taken in just now.
pub(crate) fn insert(
    db: &Connection,
    dates: &DueDates<'_>,
    folded: &Folded<'_>,
) -> Result<(), StoreError> {
    put(
        db,
        dates,
        folded,
        "INSERT INTO case_row (begun, case_id, number, station, item, catalog_version, name,
             id_number, phone, address, state, collected_at, updated_at, submitted_at, closed_at,
             accepted_on, due_on, due_provisional, paused, issued, corrections, disputed, to_settle,
             last_own)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
             ?19, ?20, ?21, ?22, ?23, ?24)",
    )
}

/// Writes the row of a case, whether it has one or not.
pub(crate) fn write(
    db: &Connection,
    dates: &DueDates<'_>,
    folded: &Folded<'_>,
) -> Result<(), StoreError> {
    let sql = "SELECT 1 FROM case_row WHERE begun = ?1";
    if !db.prepare_cached(sql)?.exists([folded.begun])? {
        insert(db, dates, folded)?;
        return pack::stale(db, folded.begun);
    }
    put(
        db,
        dates,
        folded,
        "UPDATE case_row SET case_id = ?2, number = ?3, station = ?4, item = ?5,
             catalog_version = ?6, name = ?7, id_number = ?8, phone = ?9, address = ?10,
             state = ?11, collected_at = ?12, updated_at = ?13, submitted_at = ?14,
             closed_at = ?15, accepted_on = ?16, due_on = ?17, due_provisional = ?18,
             paused = ?19, issued = ?20, corrections = ?21, disputed = ?22, to_settle = ?23,
             last_own = ?24
         WHERE begun = ?1",
    )?;
    pack::stale(db, folded.begun)
}

fn put(
    db: &Connection,
    dates: &DueDates<'_>,
    folded: &Folded<'_>,
    sql: &str,
) -> Result<(), StoreError> {
    let case = folded.case;
    let applicant = &case.applicant;
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
    let due = dates.of(case)?;
    // By place: looking 24 names up costs a save more than the row does.
    db.prepare_cached(sql)?.execute(params![
        folded.begun,
        case.id.0,
        case.number,
        case.station.0,
        case.item,
        case.catalog_version,
        applicant.name,
        applicant.id_number.as_ref().map(|id| id.as_str()),
        applicant.phone,
        applicant.address,
        case.state.code(),
        case.collected_at.0,
        updated_at.unwrap_or(case.collected_at.0),
        case.submitted_at.map(|at| at.0),
        closed_at,
        running.map(|running| running.on.0.to_string()),
        due.map(|due| due::days(due.date)),
        due.is_some_and(|due| due.provisional),
        running.is_some_and(stands),
        case.issued.is_some(),
        case.corrections,
        case.steps.iter().filter(without_effect).count(),
        case.to_settle().count(),
        folded.last_own,
    ])?;
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
pub(crate) fn refold(
    db: &Connection,
    images: &Images,
    dates: &DueDates<'_>,
    id: &CaseId,
) -> Result<(), StoreError> {
    let past = log::past(db, id)?;
    let named: Vec<(i64, ImageRef)> = past.events.iter().flat_map(images_of).collect();
    name_images(db, &named, |image| images.holds(image))?;
    let (begun, last_own) = (past.begun, past.last_own);
    if let (Some((begun, _)), Some(case)) = (begun, past.fold(*id)) {
        let case = &case;
        write(
            db,
            dates,
            &Folded {
                begun,
                case,
                last_own,
            },
        )?;
    }
    Ok(())
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
        pack::forget(&tx)?;
        tx.execute("DELETE FROM case_row", [])?;
        fill(&tx, images)?;
        tx.commit()?;
        self.shelf.clear();
        Ok(())
    }
}

/// Makes empty projections from the log, in the order in which the cases came.
pub(crate) fn fill(db: &Connection, images: &Images) -> Result<(), StoreError> {
    let dates = DueDates::of_store(db);
    let mut cases = BTreeMap::new();
    {
        let sql = "SELECT case_id, min(position) FROM event WHERE case_id <> ?1 GROUP BY case_id";
        let mut statement = db.prepare(sql)?;
        let mut rows = statement.query([NO_CASE.0])?;
        while let Some(row) = rows.next()? {
            cases.insert(row.get::<_, i64>(1)?, CaseId(row.get(0)?));
        }
    }
    for case in cases.values() {
        refold(db, images, &dates, case)?;
    }
    while pack::bite(db)? {}
    Ok(())
}
