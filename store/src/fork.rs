//! New lives: after a fork, and in a timeline that never saw the lives before.

use rusqlite::{Connection, OptionalExtension, params};
use shanyi_domain::ids::{DeviceId, EventId, Seed};
use shanyi_domain::number::Block;
use shanyi_domain::planted::{self, Bug};
use shanyi_wire::derive::{self, Hash};
use shanyi_wire::stream::{Head, Incarnation, StreamId};

use crate::error::StoreError;
use crate::heard;
use crate::installation::{self, begin_life, draw_incarnation};
use crate::options::Randomness;
use crate::store::Store;

impl Store {
    /// The township holds another stream under this incarnation from behind entry `agreed` on.
    /// What came after moves into a life of its own; events keep their ids. A new `block` begins
    /// its numbers at 1, without one the block before goes on.
    ///
    /// # Errors
    /// [`StoreError::BeyondHead`] where `agreed` is an entry that does not exist.
    pub fn fork(
        &mut self,
        agreed: u64,
        incarnation: Incarnation,
        block: Option<&Block>,
    ) -> Result<(), StoreError> {
        let tx = self.write()?;
        let life = installation::life(&tx)?;
        let head = life.head.seq;
        if agreed > head {
            return Err(StoreError::BeyondHead {
                asked: agreed,
                head,
            });
        }
        let moved = entries(
            &tx,
            "e.life = ?1 AND e.seq > ?2",
            params![life.ordinal, agreed],
        )?;
        relabel(&tx, &moved, incarnation, block)?;
        // The feed leaves out what a device wrote in the life that it asks for. What another copy
        // of this disk wrote under the same name was passed over so: it is read again.
        if !planted::is(Bug::FeedNotReadAgain) {
            tx.execute("UPDATE exchange SET station = 0", [])?;
        }
        tx.commit()
    }
}

/// Takes up a timeline. A township restored from a copy knows nothing of what earlier lives left
/// behind, and only the present stream can be asked for: where there were several, everything
/// moves into one new life.
pub(crate) fn follow_timeline(
    db: &Connection,
    timeline: u64,
    fresh: Incarnation,
) -> Result<(), StoreError> {
    let sql = "UPDATE exchange SET timeline = ?1, acknowledged = 0, settled = 0, broadcast = 0, station = 0
               WHERE timeline <> ?1";
    if planted::is(Bug::OldTimeline) {
        db.execute(
            "UPDATE exchange SET timeline = ?1",
            [timeline.cast_signed()],
        )?;
    }
    let changed = db.prepare_cached(sql)?.execute([timeline.cast_signed()])?;
    if changed == 0 {
        return Ok(());
    }
    db.execute("UPDATE image SET have = 0, complete = 0", [])?;
    // All of it is judged again, and told again.
    db.execute("DELETE FROM quarantine", [])?;
    heard::all_is_lacking(db)?;
    let life = installation::life(db)?;
    let earlier: bool = db.query_row(
        "SELECT EXISTS (SELECT 1 FROM event WHERE life < ?1)",
        [life.ordinal],
        |row| row.get(0),
    )?;
    if earlier {
        let moved = entries(db, "e.life IS NOT NULL", params![])?;
        relabel(db, &moved, fresh, None)?;
    }
    Ok(())
}

/// Goes on in a life of its own behind entry `agreed`, its numbers behind `numbered`: after a loss
/// nobody here knows how far the life before had gone. The own events at the positions `back` came
/// back from copies, and may never have been sent in the life that they were saved in.
pub(crate) fn begin_after(
    db: &Connection,
    agreed: i64,
    incarnation: Incarnation,
    numbered: i64,
    back: &[i64],
) -> Result<(), StoreError> {
    let ordinal = "SELECT max(ordinal) FROM life";
    let present: i64 = db.query_row(ordinal, [], |row| row.get(0))?;
    let moved = entries(
        db,
        "(e.life = ?1 AND e.seq > ?2)
         OR (e.life NOTNULL AND e.position IN (SELECT value FROM json_each(?3)))",
        params![present, agreed, format!("{back:?}")],
    )?;
    db.execute(
        "INSERT INTO life (ordinal, incarnation, block, numbered_before)
         SELECT ordinal + 1, ?1, block, ?2 FROM life WHERE ordinal = ?3",
        params![incarnation.0.cast_signed(), numbered, present],
    )?;
    let device = "SELECT device FROM installation";
    let device: Option<[u8; 16]> = db.query_row(device, [], |row| row.get(0)).optional()?;
    let head = Head::new(StreamId {
        device: DeviceId(device.unwrap_or_default()),
        incarnation,
    });
    move_into(
        db,
        &moved,
        present + 1,
        head,
        u32::try_from(numbered).unwrap_or(u32::MAX),
    )
}

/// The whole data folder is a copy, of another PC's or of an earlier day: nobody here knows how far the
/// stream went since, nor which case numbers stand on receipts. What was not acknowledged moves into a
/// life and a block of its own, before anything is written; what the township has comes back.
pub(crate) fn begin_as_copy(
    db: &mut Connection,
    randomness: &mut Randomness,
) -> Result<(), StoreError> {
    let fresh = draw_incarnation(randomness)?;
    let tx = db.transaction()?;
    let life = installation::life(&tx)?;
    let agreed = "SELECT acknowledged FROM exchange";
    let agreed: u64 = tx.query_row(agreed, [], |row| row.get(0))?;
    let moved = entries(
        &tx,
        "e.life = ?1 AND e.seq > ?2",
        params![life.ordinal, agreed],
    )?;
    let block = installation::branch(&life.block, fresh.0);
    relabel(&tx, &moved, fresh, block.as_ref())?;
    tx.execute("UPDATE exchange SET broadcast = 0, station = 0", [])?;
    Ok(tx.commit()?)
}

/// An entry on its way into another life.
pub(crate) struct Moved {
    position: i64,
    id: EventId,
    /// Zeros where its case is erased.
    seed: Seed,
    bytes: Vec<u8>,
    /// What the chain has of it, where its case is erased.
    erased: Option<Hash>,
}

/// The entries that `condition` picks, in the order they were saved.
pub(crate) fn entries(
    db: &Connection,
    condition: &str,
    values: &[&dyn rusqlite::ToSql],
) -> Result<Vec<Moved>, StoreError> {
    let sql = format!(
        "SELECT e.position, e.id, e.bytes,
             (SELECT b.seed FROM event b WHERE b.case_id = e.case_id AND b.seed IS NOT NULL
                 ORDER BY b.position LIMIT 1),
             (SELECT commitment FROM erased WHERE position = e.position)
         FROM event e WHERE {condition} ORDER BY e.position"
    );
    let mut statement = db.prepare(&sql)?;
    let moved = statement.query_map(values, |row| {
        Ok(Moved {
            position: row.get(0)?,
            id: EventId(row.get(1)?),
            bytes: row.get(2)?,
            seed: match row.get::<_, Option<Hash>>(4)? {
                Some(_) => Seed([0; Seed::LEN]),
                None => Seed(row.get(3)?),
            },
            erased: row.get(4)?,
        })
    })?;
    Ok(moved.collect::<Result<_, _>>()?)
}

/// Begins a life with these entries. Where an entry was saved first stays with it: its event's id
/// derives from there.
pub(crate) fn relabel(
    db: &Connection,
    moved: &[Moved],
    incarnation: Incarnation,
    block: Option<&Block>,
) -> Result<(), StoreError> {
    let life = begin_life(db, incarnation, block)?;
    move_into(db, moved, life.ordinal, life.head, life.numbered)
}

fn move_into(
    db: &Connection,
    moved: &[Moved],
    ordinal: i64,
    mut head: Head,
    numbered: u32,
) -> Result<(), StoreError> {
    let sql = "UPDATE event SET
                   origin_incarnation = CASE WHEN ?6 THEN NULL ELSE coalesce(origin_incarnation,
                       (SELECT incarnation FROM life WHERE ordinal = event.life)) END,
                   origin_counter = CASE WHEN ?6 THEN NULL ELSE coalesce(origin_counter, seq) END,
                   life = ?2, seq = ?3, link = ?4, numbered = ?5
               WHERE position = ?1";
    let (new_ids, incarnation) = (planted::is(Bug::NewIds), head.stream.incarnation);
    for entry in moved {
        let id = match new_ids && entry.erased.is_none() {
            true => derive::event_id(&entry.seed, incarnation, head.seq + 1, &entry.bytes),
            false => entry.id,
        };
        head = match &entry.erased {
            Some(commitment) => head.extended_by(&id, commitment),
            None => head.extended(&entry.seed, &id, &entry.bytes),
        };
        db.prepare_cached(sql)?.execute(params![
            entry.position,
            ordinal,
            head.seq,
            head.link,
            numbered,
            new_ids,
        ])?;
    }
    // Nothing of the new life is before the first that moved, or here at all.
    let sql = "UPDATE exchange SET acknowledged = 0,
                   settled = coalesce(?1 - 1, (SELECT max(position) FROM event), 0)";
    db.execute(sql, [moved.first().map(|entry| entry.position)])?;
    Ok(())
}
