//! Numbers for honest words: what is saved here, what the township has, what waits.

use std::collections::BTreeSet;

use rusqlite::{Connection, Row};
use shanyi_domain::ids::{CaseId, EventId};
use shanyi_domain::time::Moment;

use crate::error::StoreError;
use crate::store::Store;

/// How far everything on this PC is on its way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SyncState {
    /// Cases saved here.
    pub cases: u32,
    /// Cases of which the township holds every event.
    pub cases_durable: u32,
    /// Cases of which an event or an image waits.
    pub cases_waiting: u32,
    /// Own entries that the township has not acknowledged.
    pub entries_waiting: u32,
    /// Images that are here and not complete at the township.
    pub images_waiting: u32,
    /// Bytes of them that the township does not have.
    pub image_bytes_waiting: u64,
    /// Images that are complete at the township.
    pub images_complete: u32,
    /// Own events that the township set aside.
    pub quarantined: u32,
    /// The township's clock on its last receipt.
    pub last_receipt: Option<Moment>,
}

/// How far one case is on its way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CaseSync {
    /// Own events that the township has not acknowledged.
    pub events_waiting: u32,
    /// Images that the case's events name.
    pub images: u32,
    /// Those that are complete at the township.
    pub images_complete: u32,
    /// Events that the township set aside.
    pub quarantined: u32,
}

impl CaseSync {
    /// The township holds every event and every image.
    #[must_use]
    pub const fn is_all_there(&self) -> bool {
        self.events_waiting == 0 && self.images_complete == self.images
    }
}

impl Store {
    /// How far everything on this PC is on its way.
    ///
    /// # Errors
    /// What the database reports.
    pub fn sync_state(&self) -> Result<SyncState, StoreError> {
        let sql = "
            WITH unsent AS MATERIALIZED (
                SELECT DISTINCT case_id FROM waiting
            ), on_its_way AS MATERIALIZED (
                SELECT hash, max(length) AS length, max(have) AS have FROM image
                WHERE complete = 0 AND held = 1 GROUP BY hash
            ), incomplete AS MATERIALIZED (
                SELECT DISTINCT e.case_id FROM image i JOIN event e ON e.position = i.event
                WHERE i.complete = 0 AND i.held = 1
            )
            SELECT
                (SELECT count(*) FROM case_row),
                (SELECT count(*) FROM unsent),
                (SELECT count(*) FROM (SELECT * FROM unsent UNION SELECT * FROM incomplete)),
                (SELECT count(*) FROM waiting),
                (SELECT count(*) FROM on_its_way),
                (SELECT coalesce(sum(length - have), 0) FROM on_its_way),
                (SELECT count(DISTINCT hash) FROM image WHERE complete = 1),
                (SELECT count(*) FROM quarantine),
                (SELECT max(at) FROM receipt
                    WHERE timeline = (SELECT timeline FROM exchange))";
        let read = |row: &Row<'_>| {
            let (cases, unsent): (u32, u32) = (row.get(0)?, row.get(1)?);
            Ok(SyncState {
                cases,
                cases_durable: cases.saturating_sub(unsent),
                cases_waiting: row.get(2)?,
                entries_waiting: row.get(3)?,
                images_waiting: row.get(4)?,
                image_bytes_waiting: row.get(5)?,
                images_complete: row.get(6)?,
                quarantined: row.get(7)?,
                last_receipt: row.get::<_, Option<i64>>(8)?.map(Moment),
            })
        };
        Ok(self.db.prepare_cached(sql)?.query_row([], read)?)
    }

    /// How far one case is on its way.
    ///
    /// # Errors
    /// What the database reports.
    pub fn case_sync(&self, id: &CaseId) -> Result<CaseSync, StoreError> {
        of_case(&self.db, id)
    }

    /// The events of a case that the township has not acknowledged.
    ///
    /// # Errors
    /// What the database reports.
    pub fn events_waiting(&self, id: &CaseId) -> Result<BTreeSet<EventId>, StoreError> {
        let sql = "SELECT id FROM waiting WHERE case_id = ?1";
        let mut statement = self.db.prepare_cached(sql)?;
        let ids = statement.query_map([id.0], |row| Ok(EventId(row.get(0)?)))?;
        Ok(ids.collect::<Result<_, _>>()?)
    }
}

pub(crate) fn of_case(db: &Connection, id: &CaseId) -> Result<CaseSync, StoreError> {
    let sql = "
        SELECT
            (SELECT count(*) FROM event WHERE case_id = ?1
                AND life = (SELECT max(ordinal) FROM life)
                AND seq > (SELECT acknowledged FROM exchange)),
            count(DISTINCT i.hash), count(DISTINCT CASE WHEN i.complete = 1 THEN i.hash END),
            (SELECT count(*) FROM event e JOIN quarantine q ON q.event_id = e.id
                WHERE e.case_id = ?1)
        FROM event e JOIN image i ON i.event = e.position WHERE e.case_id = ?1";
    let read = |row: &Row<'_>| {
        Ok(CaseSync {
            events_waiting: row.get(0)?,
            images: row.get(1)?,
            images_complete: row.get(2)?,
            quarantined: row.get(3)?,
        })
    };
    Ok(db.prepare_cached(sql)?.query_row([id.0], read)?)
}
