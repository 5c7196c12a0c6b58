//! Which image bytes may leave this PC: those that the township has on its disk and in its off-site
//! backup, by its signed receipt. When they leave the county says, item by item, in days from then on.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, Row, params};
use shanyi_domain::ids::{ActorId, ImageHash};
use shanyi_domain::planted::{self, Bug};
use shanyi_domain::state::State;
use shanyi_domain::time::Moment;

use crate::backed_up::{self, Marks};
use crate::error::StoreError;
use crate::images::{Images, Put};
use crate::journal::{self, JournalAct};
use crate::store::Store;

/// Images here that every event names under a receipt of the present timeline whose `prunable` covers
/// it. One event that is not covered keeps the bytes: one of another device, one that was heard again,
/// one that the township set aside unread and does not know the images of.
const MAY_GO: &str = "
    SELECT i.hash FROM image i JOIN event e ON e.position = i.event
    GROUP BY i.hash
    HAVING max(i.held) = ?2 AND max(coalesce(e.saved_at, ?1 + 1)) <= ?1 AND min(
        i.complete = 1 AND e.source = 1
        AND e.seq <= coalesce((SELECT r.prunable FROM receipt r
            WHERE r.timeline = (SELECT timeline FROM exchange) AND r.life = e.life), 0)
        AND NOT EXISTS (SELECT 1 FROM quarantine q WHERE q.event_id = e.id)) = 1
    ORDER BY min(i.event)";

/// What says how long an image stays: of each event that names one that is here, its case.
const NAMED_BY: &str = "
    SELECT i.hash, c.item, c.state, c.to_settle, c.updated_at, o.life, o.seq, e.life, e.seq,
        EXISTS (SELECT 1 FROM event s JOIN quarantine q ON q.event_id = s.id WHERE s.case_id = e.case_id)
    FROM image i JOIN event e ON e.position = i.event
    LEFT JOIN event b ON b.case_id = e.case_id AND b.seed NOT NULL
    LEFT JOIN case_row c ON c.begun = b.position
    LEFT JOIN event o ON o.position = c.last_own
    WHERE i.hash IN (SELECT hash FROM image WHERE held = 1)";

const DAY: i64 = 86_400;
/// Behind every clock: nothing is asked of when an image was saved.
const WHENEVER: Moment = Moment(i64::MAX - 1);

/// What was let go of, for people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LetGo {
    /// Images.
    pub images: u32,
    /// Their bytes.
    pub bytes: u64,
    /// When the last went, by the township's clock.
    pub at: Option<Moment>,
}

impl Store {
    /// Images whose bytes may leave this PC, of those saved up to `saved_before`, oldest first.
    ///
    /// # Errors
    /// What the database reports.
    pub fn images_that_may_go(&self, saved_before: Moment) -> Result<Vec<ImageHash>, StoreError> {
        self.covered(saved_before, true)
    }

    /// Images that every event names under such a receipt, and whose bytes are here, or are not.
    fn covered(&self, saved_before: Moment, held: bool) -> Result<Vec<ImageHash>, StoreError> {
        let drafts: Vec<String> = self.drafts()?.into_iter().map(|draft| draft.json).collect();
        let sql = match planted::is(Bug::LetGoEarly) {
            true => &MAY_GO.replace("r.prunable", "r.durable"),
            false => MAY_GO,
        };
        let mut statement = self.db.prepare_cached(sql)?;
        let rows = statement.query_map(params![saved_before.0, held], |row| {
            Ok(ImageHash(row.get(0)?))
        })?;
        let mut may_go = Vec::new();
        for hash in rows {
            let hash = hash?;
            let name = hash.to_string();
            // A form that is open may still name it.
            if !drafts.iter().any(|draft| draft.contains(&name)) {
                may_go.push(hash);
            }
        }
        Ok(may_go)
    }

    /// Images that may leave this PC and whose time here is over, oldest first: no case that names one
    /// waits for papers, has something to settle or was set aside, and `days` of its item have passed by the
    /// township's signed time since all that was written of it here is in the backup, and since its
    /// last word. This PC's clock has no say.
    ///
    /// # Errors
    /// What the database reports.
    pub fn images_past_their_time(
        &mut self,
        days: &dyn Fn(&str) -> u32,
    ) -> Result<Vec<ImageHash>, StoreError> {
        let Some(now) = self.township_time()? else {
            return Ok(Vec::new());
        };
        self.writable()?;
        let tx = self.write()?;
        let marks = backed_up::mark(&tx, now)?;
        tx.commit()?;
        let mut going = self.images_that_may_go(WHENEVER)?;
        if !going.is_empty() {
            let over = over(&self.db, &marks, now, days)?;
            going.retain(|hash| over.contains(hash));
        }
        Ok(going)
    }

    /// Lets go of the bytes of these images, as far as they may go, and of their small pictures. Says how
    /// many went. What names them stays, and says that they are not here.
    ///
    /// # Errors
    /// What the disk reports.
    pub fn let_go_of_images(&mut self, going: &[ImageHash]) -> Result<usize, StoreError> {
        self.writable()?;
        let asked: BTreeSet<&ImageHash> = going.iter().collect();
        let mut going = self.images_that_may_go(WHENEVER)?;
        going.retain(|hash| asked.contains(hash) && self.images.was_put(hash) != Put::Again);
        if going.is_empty() {
            return Ok(0);
        }
        let at = self.township_time()?.unwrap_or(Moment(0));
        let tx = self.write()?;
        let mut bytes = 0;
        for hash in &going {
            bytes += length(&tx, hash)?;
            tx.prepare_cached("UPDATE image SET held = 0 WHERE hash = ?1")?
                .execute(params![hash.0])?;
        }
        let detail = serde_json::json!({ "images": going.len(), "bytes": bytes }).to_string();
        let (nobody, act) = (ActorId(0), JournalAct::ImagesLetGo);
        journal::add(&tx, at, nobody, act, None, Some(&detail))?;
        tx.commit()?;
        // Behind the commit: a file too many is nothing, one too few would be a loss.
        for hash in &going {
            self.images.remove(hash)?;
            self.images.remove_thumbnail(hash)?;
        }
        Ok(going.len())
    }

    /// Removes the files of images that were let go of and that a power cut, or a copy that was put back,
    /// left here. Says how many.
    ///
    /// # Errors
    /// What the disk reports.
    pub fn finish_letting_go(&mut self) -> Result<usize, StoreError> {
        self.writable()?;
        let mut finished = 0;
        for hash in self.covered(WHENEVER, false)? {
            if self.images.is_here(&hash) && self.images.was_put(&hash) == Put::Not {
                self.images.remove(&hash)?;
                self.images.remove_thumbnail(&hash)?;
                finished += 1;
            }
        }
        Ok(finished)
    }

    /// What was let go of at this PC so far, as its journal has it.
    ///
    /// # Errors
    /// What the database reports.
    pub fn let_go(&self) -> Result<LetGo, StoreError> {
        let sql = "SELECT coalesce(sum(json_extract(detail, '$.images')), 0),
                       coalesce(sum(json_extract(detail, '$.bytes')), 0), max(at)
                   FROM journal WHERE act = ?1 AND json_valid(detail)";
        let mut statement = self.db.prepare_cached(sql)?;
        let read = |row: &Row<'_>| {
            Ok(LetGo {
                images: row.get(0)?,
                bytes: row.get(1)?,
                at: row.get::<_, Option<i64>>(2)?.map(Moment),
            })
        };
        Ok(statement.query_row([JournalAct::ImagesLetGo.code()], read)?)
    }
}

/// A store that was put back from a copy calls images its own that were let go of since: of those that the
/// township has whole and of which no file is here it is said that they are not here.
pub(crate) fn went_since(db: &Connection, images: &Images) -> Result<u32, StoreError> {
    let sql = "SELECT hash FROM image GROUP BY hash HAVING max(held) = 1 AND max(complete) = 1";
    let mut statement = db.prepare(sql)?;
    let held = statement.query_map([], |row| row.get(0).map(ImageHash))?;
    let held: Vec<ImageHash> = held.collect::<Result<_, _>>()?;
    let mut went = 0;
    for hash in held.iter().filter(|hash| !images.is_here(hash)) {
        let sql = "UPDATE image SET held = 0 WHERE hash = ?1";
        db.prepare_cached(sql)?.execute([hash.0])?;
        went += 1;
    }
    Ok(went)
}

fn length(db: &Connection, hash: &ImageHash) -> Result<u64, StoreError> {
    let sql = "SELECT max(length) FROM image WHERE hash = ?1";
    let mut statement = db.prepare_cached(sql)?;
    Ok(statement.query_row([hash.0], |row| row.get(0))?)
}

/// The images of which no case that names them wants them here any more.
fn over(
    db: &Connection,
    marks: &Marks,
    now: Moment,
    days: &dyn Fn(&str) -> u32,
) -> Result<BTreeSet<ImageHash>, StoreError> {
    let mut over: BTreeMap<ImageHash, bool> = BTreeMap::new();
    let mut statement = db.prepare_cached(NAMED_BY)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let all = over.entry(ImageHash(row.get(0)?)).or_insert(true);
        *all = *all && is_over(row, marks, now, days)?;
    }
    let over = over.into_iter().filter(|(_, over)| *over);
    Ok(over.map(|(hash, _)| hash).collect())
}

fn is_over(
    row: &Row<'_>,
    marks: &Marks,
    now: Moment,
    days: &dyn Fn(&str) -> u32,
) -> Result<bool, StoreError> {
    let Some(item) = row.get::<_, Option<String>>(1)? else {
        return Ok(false);
    };
    let state: u8 = row.get(2)?;
    let known = State::ALL.into_iter().find(|known| known.code() == state);
    let wanted_here = known.is_none_or(State::waits_for_papers);
    let disputed = row.get::<_, u32>(3)? > 0;
    let set_aside: bool = row.get(9)?;
    if wanted_here || disputed || set_aside {
        return Ok(false);
    }
    // A clock that ran ahead says nothing.
    let updated = Some(Moment(row.get(4)?)).filter(|at| *at <= now);
    let since = |life: usize, seq: usize| -> Result<Option<Moment>, StoreError> {
        let place = row.get::<_, Option<i64>>(life)?.zip(row.get(seq)?);
        Ok(place.and_then(|(life, seq)| marks.since(life, seq)))
    };
    let (last, naming) = (since(5, 6)?, since(7, 8)?);
    let Some(backed_up) = last.zip(naming).map(|(last, naming)| last.max(naming)) else {
        return Ok(false);
    };
    let from = updated.map_or(backed_up, |updated| updated.max(backed_up));
    Ok(now >= from.plus_seconds(i64::from(days(&item)) * DAY))
}
