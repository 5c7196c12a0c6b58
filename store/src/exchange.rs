//! How far the exchange is: cursors, receipts, what the township set aside, its time.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, Row, params};
use shanyi_domain::ids::ImageHash;
use shanyi_domain::time::Moment;
use shanyi_wire::exchange::{ImageStart, ImagesWanted, QuarantineReason, Receipt};
use shanyi_wire::stream::Head;

use crate::error::StoreError;
use crate::installation::{self, draw_incarnation};
use crate::store::Store;
use crate::{backed_up, fork, log};

/// Last position read of each feed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cursors {
    /// Of what every station is told.
    pub broadcast: u64,
    /// Of what this station is told.
    pub station: u64,
}

/// A township whose time goes back by more than so many seconds had its clock wrong before.
const PUT_RIGHT: i64 = 86_400;

impl Store {
    /// The head of the present life's stream.
    ///
    /// # Errors
    /// [`StoreError::NotEnrolled`].
    pub fn head(&self) -> Result<Head, StoreError> {
        Ok(installation::life(&self.db)?.head)
    }

    /// The head as it was after entry `seq`, to check a receipt against; `None` beyond the last.
    ///
    /// # Errors
    /// [`StoreError::NotEnrolled`].
    pub fn head_at(&self, seq: u64) -> Result<Option<Head>, StoreError> {
        log::head_at(&self.db, &installation::life(&self.db)?, seq)
    }

    /// Last entry of the present life that the township has acknowledged.
    ///
    /// # Errors
    /// What the database reports.
    pub fn acknowledged(&self) -> Result<u64, StoreError> {
        acknowledged(&self.db)
    }

    /// How far the feeds were read.
    ///
    /// # Errors
    /// What the database reports.
    pub fn cursors(&self) -> Result<Cursors, StoreError> {
        let sql = "SELECT broadcast, station FROM exchange";
        Ok(self.db.prepare_cached(sql)?.query_row([], |row| {
            Ok(Cursors {
                broadcast: row.get(0)?,
                station: row.get(1)?,
            })
        })?)
    }

    /// The township's timeline that cursors and acknowledgements belong to; 0 before the first
    /// exchange.
    ///
    /// # Errors
    /// What the database reports.
    pub fn timeline(&self) -> Result<u64, StoreError> {
        let sql = "SELECT timeline FROM exchange";
        let bits: i64 = self
            .db
            .prepare_cached(sql)?
            .query_row([], |row| row.get(0))?;
        Ok(bits.cast_unsigned())
    }

    /// The last time that the township signed.
    ///
    /// # Errors
    /// What the database reports.
    pub fn township_time(&self) -> Result<Option<Moment>, StoreError> {
        let sql = "SELECT township_time FROM exchange";
        let time: Option<i64> = self
            .db
            .prepare_cached(sql)?
            .query_row([], |row| row.get(0))?;
        Ok(time.map(Moment))
    }

    /// What the receipt says that holds now: how far the present life is durable and prunable at the
    /// township in its present timeline. `None` where no receipt says what counts as acknowledged.
    ///
    /// # Errors
    /// What the database reports.
    pub fn receipted(&self) -> Result<Option<(u64, u64)>, StoreError> {
        let sql = "SELECT r.durable, r.prunable FROM exchange x JOIN receipt r
                   ON r.timeline = x.timeline AND r.life = (SELECT max(ordinal) FROM life)
                   WHERE r.durable = x.acknowledged";
        let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
        Ok(self
            .db
            .prepare_cached(sql)?
            .query_row([], read)
            .optional()?)
    }

    /// Takes a receipt whose signature the caller has checked. Within a timeline nothing falls by
    /// it; a receipt of another timeline changes nothing. Says whether more is acknowledged.
    ///
    /// # Errors
    /// [`StoreError::BeyondHead`] where it speaks of an entry that does not exist.
    pub fn take_receipt(&mut self, receipt: &Receipt) -> Result<bool, StoreError> {
        let tx = self.write()?;
        let life = installation::life(&tx)?;
        let head = life.head.seq;
        if receipt.durable > head || receipt.prunable > receipt.durable {
            return Err(StoreError::BeyondHead {
                asked: receipt.durable.max(receipt.prunable),
                head,
            });
        }
        let timeline = receipt.timeline.cast_signed();
        let raised = tx
            .prepare_cached(
                "UPDATE exchange SET
                     acknowledged = ?2,
                     settled = (SELECT position FROM event
                         WHERE position > exchange.settled AND life = ?3 AND seq = ?2)
                 WHERE timeline = ?1 AND acknowledged < ?2",
            )?
            .execute(params![timeline, receipt.durable, life.ordinal])?;
        tx.prepare_cached(
            "INSERT INTO receipt (timeline, life, durable, prunable, at, signature)
             SELECT ?1, ?2, ?3, ?4, ?5, ?6 FROM exchange WHERE timeline = ?1
             ON CONFLICT (timeline, life) DO UPDATE
             SET durable = excluded.durable, prunable = excluded.prunable, at = excluded.at,
                 signature = excluded.signature
             WHERE excluded.durable >= durable AND excluded.prunable >= prunable",
        )?
        .execute(params![
            timeline,
            life.ordinal,
            receipt.durable,
            receipt.prunable,
            receipt.at.0,
            receipt.signature.0,
        ])?;
        backed_up::mark(&tx, receipt.at)?;
        tx.commit()?;
        Ok(raised > 0)
    }

    /// The township lacks entries from `from` on: they wait again.
    ///
    /// # Errors
    /// What the database reports.
    pub fn rewind(&mut self, from: u64) -> Result<(), StoreError> {
        self.writable()?;
        let sql = "UPDATE exchange SET acknowledged = ?1, settled = coalesce(
                       (SELECT position FROM event WHERE position <= exchange.settled AND seq = ?1
                           AND life = (SELECT max(ordinal) FROM life)
                           ORDER BY position DESC LIMIT 1), 0)
                   WHERE acknowledged > ?1";
        self.db
            .prepare_cached(sql)?
            .execute([from.saturating_sub(1)])?;
        Ok(())
    }

    /// Takes the end of a reply whose signature the caller has checked: the township's time, and
    /// its timeline. An idle desk hears the same every few seconds: what is not a minute newer than
    /// what is kept is not written, or the disk would never rest. The time goes back only where the
    /// township puts its clock right by more than a day: one wrong hour of its server would leave
    /// every station in another year otherwise.
    ///
    /// # Errors
    /// What the database reports.
    pub fn take_closing(&mut self, timeline: u64, now: Moment) -> Result<(), StoreError> {
        let kept = self.township_time()?;
        let put_right = kept.is_some_and(|kept| now < kept.plus_seconds(-PUT_RIGHT));
        let fresh_enough = !put_right && kept.is_some_and(|kept| now < kept.plus_seconds(60));
        if fresh_enough && self.timeline()? == timeline {
            return Ok(());
        }
        let fresh = draw_incarnation(&mut self.randomness)?;
        let tx = self.write()?;
        let sql = "UPDATE exchange SET township_time =
                   CASE WHEN ?2 THEN ?1 ELSE max(coalesce(township_time, ?1), ?1) END";
        tx.prepare_cached(sql)?.execute((now.0, put_right))?;
        fork::follow_timeline(&tx, timeline, fresh)?;
        tx.commit()
    }

    /// The township announced a timeline. In a new one nothing is acknowledged, no feed has been
    /// read and no image is known to be there.
    ///
    /// # Errors
    /// What the database reports.
    pub fn set_timeline(&mut self, timeline: u64) -> Result<(), StoreError> {
        let fresh = draw_incarnation(&mut self.randomness)?;
        let tx = self.write()?;
        fork::follow_timeline(&tx, timeline, fresh)?;
        tx.commit()
    }

    /// The township has the first `have` bytes of an image.
    ///
    /// # Errors
    /// What the database reports.
    pub fn image_progress(&mut self, hash: &ImageHash, have: u32) -> Result<(), StoreError> {
        self.writable()?;
        set_image(&self.db, hash, Some(have))
    }

    /// The township has an image whole, and it matches its hash.
    ///
    /// # Errors
    /// What the database reports.
    pub fn image_complete(&mut self, hash: &ImageHash) -> Result<(), StoreError> {
        self.writable()?;
        set_image(&self.db, hash, None)
    }

    /// Takes the township's list of incomplete images. Where it is the whole list, every other
    /// image that acknowledged events name is complete there. Of an event that it set aside unread
    /// it can name none: those are there when their own upload says so.
    ///
    /// # Errors
    /// What the database reports.
    pub fn images_wanted(&mut self, wanted: &ImagesWanted) -> Result<(), StoreError> {
        let tx = self.write()?;
        others_are_there(&tx, wanted)?;
        let mut known = on_its_way(&tx)?;
        let lost: Vec<_> = wanted.all().filter(|it| !known.contains_key(it)).collect();
        if !lost.is_empty() {
            // The township lost what it had. No index helps here: this hardly ever happens.
            tx.prepare_cached(
                "UPDATE image SET have = 0, complete = 0
                 WHERE hex(substr(hash, 1, 8)) IN (SELECT value FROM json_each(?1))",
            )?
            .execute([listed(lost.into_iter())])?;
            known = on_its_way(&tx)?;
        }
        for start in wanted.all() {
            let have = wanted.have(start);
            let images = known.get(&start).into_iter().flatten();
            for image in images.filter(|one| one.have != have) {
                set_image(&tx, &image.hash, Some(have))?;
            }
        }
        tx.commit()
    }

    /// The township's list is the one that it told before, and may say more than it did then: other
    /// events are acknowledged now, or were heard.
    ///
    /// # Errors
    /// What the database reports.
    pub fn images_wanted_as_before(&mut self, wanted: &ImagesWanted) -> Result<(), StoreError> {
        let tx = self.write()?;
        others_are_there(&tx, wanted)?;
        tx.commit()
    }

    /// Those of these images whose bytes are here and on their way, in the same order, each with its
    /// whole name.
    ///
    /// # Errors
    /// What the database reports.
    pub fn images_named(
        &self,
        starts: impl Iterator<Item = ImageStart>,
    ) -> Result<Vec<ImageHash>, StoreError> {
        let on_its_way = on_its_way(&self.db)?;
        let named = starts.filter_map(|start| {
            let mut images = on_its_way.get(&start)?.iter();
            images.find(|one| one.held).map(|one| one.hash)
        });
        Ok(named.collect())
    }
}

/// An image that the township does not have whole, as far as this PC knows.
struct OnItsWay {
    hash: ImageHash,
    have: u32,
    held: bool,
}

/// All of them, by how the township calls them.
fn on_its_way(db: &Connection) -> Result<BTreeMap<ImageStart, Vec<OnItsWay>>, StoreError> {
    let sql = "SELECT hash, max(have), max(held) FROM image INDEXED BY image_on_its_way
               WHERE complete = 0 GROUP BY hash";
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut found: BTreeMap<_, Vec<_>> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let hash = ImageHash(row.get(0)?);
        let (have, held) = (row.get(1)?, row.get(2)?);
        let image = OnItsWay { hash, have, held };
        found.entry(ImageStart::of(&hash)).or_default().push(image);
    }
    Ok(found)
}

/// Every image is there that the whole list does not name, and that acknowledged events do.
fn others_are_there(db: &Connection, wanted: &ImagesWanted) -> Result<(), StoreError> {
    if wanted.more {
        return Ok(());
    }
    db.prepare_cached(
        "UPDATE image INDEXED BY image_on_its_way SET complete = 1, have = length
         WHERE complete = 0 AND event NOT IN (SELECT position FROM waiting)
           AND hex(substr(hash, 1, 8)) NOT IN (SELECT value FROM json_each(?1))
           AND NOT EXISTS (SELECT 1 FROM event e JOIN quarantine q ON q.event_id = e.id
               WHERE e.position = image.event AND q.reason <= ?2)",
    )?
    .execute(params![listed(wanted.all()), UNREAD])?;
    Ok(())
}

/// Names of images as JSON, in the letters of SQLite's `hex`.
fn listed(images: impl Iterator<Item = ImageStart>) -> String {
    let names = images.map(|image| {
        let hex: String = image.0.iter().map(|byte| format!("{byte:02X}")).collect();
        format!("\"{hex}\"")
    });
    format!("[{}]", names.collect::<Vec<_>>().join(","))
}

/// Sets what the township has of an image, wherever it is named; `None` is all of it.
fn set_image(db: &Connection, hash: &ImageHash, have: Option<u32>) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE image INDEXED BY image_on_its_way
         SET have = min(coalesce(?2, length), length), complete = ?2 IS NULL
         WHERE hash = ?1 AND complete = 0",
    )?
    .execute(params![hash.0, have])?;
    Ok(())
}

pub(crate) fn acknowledged(db: &Connection) -> Result<u64, StoreError> {
    let sql = "SELECT acknowledged FROM exchange";
    Ok(db.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
}

/// The last of the reasons under which the township keeps an event without having read it.
pub(crate) const UNREAD: u8 = QuarantineReason::ForeignCase.code();
