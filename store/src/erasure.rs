//! Erasing a case at the township's word: what the chain has of its events stays, everything that says
//! anything goes. Whatever brings the case back is erased again.

use std::fs;
use std::path::Path;

use rusqlite::{Connection, OptionalExtension, params};
use shanyi_domain::ids::{CaseId, EventId, ImageHash, Seed};
use shanyi_domain::time::Moment;
use shanyi_wire::derive::{self, Hash};
use shanyi_wire::stream::ERASED;

use crate::backup::open_still;
use crate::backup_name::{Backup, backups};
use crate::cards::pack;
use crate::error::StoreError;
use crate::images::Images;
use crate::journal::JournalAct;
use crate::key::{DatabaseKey, sync_folder};
use crate::mend;
use crate::store::Store;

/// An erasure as it is remembered.
pub(crate) type Erasure = (CaseId, Moment);

/// Erases everything that is here of a case, and remembers that. Twice is once; a case that is not here
/// yet is passed over as it comes. Gives the images of which the files are to go.
pub(crate) fn erase(db: &Connection, (case, at): &Erasure) -> Result<Vec<ImageHash>, StoreError> {
    let sql = "INSERT INTO erasure (case_id, at) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
    if db.prepare_cached(sql)?.execute(params![case.0, at.0])? > 0 {
        let sql = "INSERT INTO journal (at, operator, act, case_id) VALUES (?1, 0, ?2, ?3)";
        let act = JournalAct::Erased.code();
        db.prepare_cached(sql)?
            .execute(params![at.0, act, case.0])?;
    }
    let images = images_of_it_alone(db, case)?;
    let sql = "SELECT position, seed FROM event WHERE case_id = ?1 AND seed IS NOT NULL
               ORDER BY position LIMIT 1";
    let begun: Option<(i64, [u8; 16])> = db
        .prepare_cached(sql)?
        .query_row([case.0], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    for sql in [
        "DELETE FROM image WHERE event IN (SELECT position FROM event WHERE case_id = ?1)",
        "DELETE FROM heard WHERE event IN (SELECT position FROM event WHERE case_id = ?1)",
        "DELETE FROM divergent WHERE event_id IN (SELECT id FROM event WHERE case_id = ?1)",
        "DELETE FROM quarantine WHERE event_id IN (SELECT id FROM event WHERE case_id = ?1)",
    ] {
        db.prepare_cached(sql)?.execute([case.0])?;
    }
    let sql = "DELETE FROM draft WHERE instr(form, ?1) > 0 OR instr(json, ?1) > 0";
    db.prepare_cached(sql)?.execute([case.to_string()])?;
    if let Some((begun, _)) = begun {
        for sql in [
            "DELETE FROM card_stale WHERE begun = ?1",
            "DELETE FROM case_row WHERE begun = ?1",
        ] {
            db.prepare_cached(sql)?.execute([begun])?;
        }
        pack::anew(db, begun)?;
    }
    erase_events(db, case, begun.map(|(_, seed)| Seed(seed)))?;
    Ok(images)
}

fn erase_events(db: &Connection, case: &CaseId, seed: Option<Seed>) -> Result<(), StoreError> {
    let sql = "SELECT position, id, bytes FROM event WHERE case_id = ?1 ORDER BY position";
    let mut statement = db.prepare_cached(sql)?;
    let rows = statement.query_map([case.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let events: Vec<(i64, [u8; 16], Vec<u8>)> = rows.collect::<Result<_, _>>()?;
    for (position, id, bytes) in events.iter().filter(|(_, _, bytes)| bytes != ERASED) {
        // Of a case whose beginning never came nothing is in the own chain.
        let said = seed.map_or([0; 32], |seed| {
            derive::commitment(&seed, &EventId(*id), bytes)
        });
        let sql = "INSERT INTO erased (position, commitment) VALUES (?1, ?2)
                   ON CONFLICT DO NOTHING";
        db.prepare_cached(sql)?.execute(params![position, said])?;
        let sql = "UPDATE event SET bytes = ?2, seed = NULL WHERE position = ?1";
        db.prepare_cached(sql)?.execute(params![position, ERASED])?;
    }
    Ok(())
}

/// Images that no other case names. An open form may name one by now: it keeps it.
fn images_of_it_alone(db: &Connection, case: &CaseId) -> Result<Vec<ImageHash>, StoreError> {
    let sql = "SELECT DISTINCT i.hash FROM event e JOIN image i ON i.event = e.position
               WHERE e.case_id = ?1 AND NOT EXISTS (SELECT 1 FROM image o
                   JOIN event n ON n.position = o.event
                   WHERE o.hash = i.hash AND n.case_id <> ?1)";
    let mut statement = db.prepare_cached(sql)?;
    let images = statement.query_map([case.0], |row| row.get(0).map(ImageHash))?;
    Ok(images.collect::<Result<_, _>>()?)
}

/// Whether a case was erased.
pub(crate) fn is_erased(db: &Connection, case: &CaseId) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM erasure WHERE case_id = ?1";
    Ok(db.prepare_cached(sql)?.exists([case.0])?)
}

/// What the chain has of the event at a position, where it is erased.
pub(crate) fn commitment(db: &Connection, position: i64) -> Result<Option<Hash>, StoreError> {
    let sql = "SELECT commitment FROM erased WHERE position = ?1";
    let found = db
        .prepare_cached(sql)?
        .query_row([position], |row| row.get(0));
    Ok(found.optional()?)
}

/// Every erasure that is remembered here, by its case.
pub(crate) fn erasures(db: &Connection) -> Result<Vec<Erasure>, StoreError> {
    let mut statement = db.prepare("SELECT case_id, at FROM erasure ORDER BY case_id")?;
    let rows = statement.query_map([], |row| Ok((CaseId(row.get(0)?), Moment(row.get(1)?))))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Lets go of what was copied or put aside before the last erasure, once there is a copy that was made
/// behind it: it would bring the cases back.
pub(crate) fn reach_copies(
    dir: &Path,
    key: &DatabaseKey,
    newest: &Backup,
) -> Result<(), StoreError> {
    let erased = erasures(&open_still(&newest.path, key)?)?;
    if erased.is_empty() {
        return Ok(());
    }
    let mut gone = 0;
    for copy in backups(dir).iter().filter(|copy| copy.path != newest.path) {
        let known = open_still(&copy.path, key).and_then(|db| erasures(&db));
        if known.is_ok_and(|known| erased.iter().all(|one| known.contains(one))) {
            continue;
        }
        fs::remove_file(&copy.path)?;
        gone += 1;
    }
    gone += mend::let_go_of_what_is_aside(dir, key, &erased)?;
    if gone > 0 {
        tracing::info!(gone, "copies from before an erasure were let go of");
        sync_folder(dir)?;
    }
    Ok(())
}

impl Store {
    /// Lets go of the files of images that only erased cases named, and of the pages that still hold
    /// what was erased. The erasure itself is on the disk already.
    pub(crate) fn sweep_erased(&mut self, images: &[ImageHash]) -> Result<(), StoreError> {
        self.shelf.clear();
        for image in images {
            remove_image(&self.images, image)?;
        }
        // On a full disk the pages stay until the next time; nobody reads them without the key.
        match self.db.execute_batch("VACUUM").map_err(StoreError::from) {
            Err(StoreError::DiskFull) => Ok(()),
            done => done,
        }
    }

    /// The cases that were erased, by id.
    ///
    /// # Errors
    /// What the database reports.
    pub fn erased_cases(&self) -> Result<Vec<CaseId>, StoreError> {
        let erasures = erasures(&self.db)?;
        Ok(erasures.into_iter().map(|(case, _)| case).collect())
    }
}

fn remove_image(images: &Images, image: &ImageHash) -> Result<(), StoreError> {
    images.remove(image)?;
    images.remove_thumbnail(image)
}
