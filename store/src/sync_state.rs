//! Numbers for honest words: what is saved here, what the township has, what waits.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, Row};
use shanyi_domain::ids::{CaseId, EventId};
use shanyi_domain::time::Moment;
use shanyi_wire::exchange::QuarantineReason;

use crate::cards::Card;
use crate::error::StoreError;
use crate::installation;
use crate::lists::is_signed_for;
use crate::outgoing::is_held;
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
    /// Cases of which nothing waits here, and an image that only another PC can send.
    pub cases_elsewhere: u32,
    /// Own entries that the township has not acknowledged.
    pub entries_waiting: u32,
    /// Images that are here and not complete at the township.
    pub images_waiting: u32,
    /// Bytes of them that the township does not have.
    pub image_bytes_waiting: u64,
    /// Own events that the township set aside.
    pub quarantined: u32,
    /// The township's clock on its last receipt.
    pub last_receipt: Option<Moment>,
}

/// What is held back so that it can still be thought better of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Where it begins in the log.
    from: Option<i64>,
    /// How many events it is.
    pub events: u32,
}

/// How far one case is on its way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CaseSync {
    /// Own events that the township has not acknowledged.
    pub events_waiting: u32,
    /// Where the first of them stands in the log.
    pub waiting_from: Option<i64>,
    /// Images that the case's events name.
    pub images: u32,
    /// Those that are complete at the township.
    pub images_complete: u32,
    /// Those that are not, and whose bytes are not on this PC either: another one has to send them.
    pub images_elsewhere: u32,
    /// Bytes of all its images.
    pub image_bytes: u64,
    /// Bytes of them that are at the township.
    pub image_bytes_there: u64,
    /// Events that the township set aside.
    pub quarantined: u32,
}

impl CaseSync {
    /// Whether all that waits of it is held back.
    #[must_use]
    pub fn is_held(&self, held: Held) -> bool {
        let from = held.from.zip(self.waiting_from);
        from.is_some_and(|(held, waiting)| waiting >= held)
    }

    /// The township holds every event and every image.
    #[must_use]
    pub const fn is_all_there(&self) -> bool {
        self.events_waiting == 0 && self.images_complete == self.images
    }
}

/// What waits beside the cases whose events wait from position ?1 on: those that wait for images
/// alone, and how much there is of everything. Nothing here reads what the township has already.
const WAITING: &str = "
    WITH unsent AS MATERIALIZED (
        SELECT hash, max(length) AS length, max(have) AS have FROM image
        WHERE complete = 0 AND held = 1 GROUP BY hash
    )
    SELECT
        (SELECT count(DISTINCT e.case_id) FROM image i JOIN event e ON e.position = i.event
            WHERE i.complete = 0 AND i.held = 1 AND (?1 IS NULL OR coalesce(
                (SELECT last_own FROM case_row WHERE begun IN (
                    SELECT position FROM event WHERE case_id = e.case_id AND seed NOT NULL)), 0) < ?1)),
        (SELECT max(0, coalesce((SELECT seq FROM event
                WHERE life = (SELECT max(ordinal) FROM life) AND position > x.settled
                ORDER BY position DESC LIMIT 1) - x.acknowledged, 0)) FROM exchange x),
        (SELECT count(*) FROM unsent),
        (SELECT coalesce(sum(length - have), 0) FROM unsent),
        (SELECT count(*) FROM quarantine),
        (SELECT max(r.at, CASE
                WHEN r.durable = x.acknowledged AND r.life = (SELECT max(ordinal) FROM life)
                THEN coalesce(x.township_time, 0) ELSE 0 END)
            FROM exchange x JOIN receipt r ON r.timeline = x.timeline
            ORDER BY r.life DESC LIMIT 1),
        (SELECT count(DISTINCT e.case_id) FROM image i JOIN event e ON e.position = i.event
            WHERE i.complete = 0 AND i.held = 0
              AND (?1 IS NULL OR coalesce(
                (SELECT last_own FROM case_row WHERE begun IN (
                    SELECT position FROM event WHERE case_id = e.case_id AND seed NOT NULL)), 0) < ?1)
              AND e.case_id NOT IN (SELECT o.case_id FROM image n JOIN event o ON o.position = n.event
                WHERE n.complete = 0 AND n.held = 1))";

impl Store {
    /// How far everything on this PC is on its way.
    ///
    /// # Errors
    /// What the database reports.
    pub fn sync_state(&self) -> Result<SyncState, StoreError> {
        let first = self.first_waiting()?;
        let (cases, unsent) = self.with_cards(|cards| {
            let waits = |card: &&Card| !is_signed_for(card, first);
            Ok((cards.cards.len(), cards.cards.iter().filter(waits).count()))
        })?;
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let (cases, unsent) = (count(cases), count(unsent));
        let read = |row: &Row<'_>| {
            Ok(SyncState {
                cases,
                cases_durable: cases.saturating_sub(unsent),
                cases_waiting: row.get::<_, u32>(0)?.saturating_add(unsent),
                entries_waiting: row.get(1)?,
                images_waiting: row.get(2)?,
                image_bytes_waiting: row.get(3)?,
                quarantined: row.get(4)?,
                last_receipt: row.get::<_, Option<i64>>(5)?.map(Moment),
                cases_elsewhere: row.get(6)?,
            })
        };
        Ok(self.db.prepare_cached(WAITING)?.query_row([first], read)?)
    }

    /// How far one case is on its way.
    ///
    /// # Errors
    /// What the database reports.
    pub fn case_sync(&self, id: &CaseId) -> Result<CaseSync, StoreError> {
        of_case(&self.db, id)
    }

    /// The events of a case that were written on this PC.
    ///
    /// # Errors
    /// What the database reports.
    pub fn own_events(&self, id: &CaseId) -> Result<BTreeSet<EventId>, StoreError> {
        let sql = "SELECT id FROM event WHERE case_id = ?1 AND source = 1";
        let mut statement = self.db.prepare_cached(sql)?;
        let ids = statement.query_map([id.0], |row| Ok(EventId(row.get(0)?)))?;
        Ok(ids.collect::<Result<_, _>>()?)
    }

    /// The own events of a case that the township set aside, each with its reason.
    ///
    /// # Errors
    /// What the database reports.
    pub fn set_aside_of(
        &self,
        id: &CaseId,
    ) -> Result<BTreeMap<EventId, QuarantineReason>, StoreError> {
        let sql = "SELECT e.id, q.reason FROM event e JOIN quarantine q ON q.event_id = e.id
                   WHERE e.case_id = ?1";
        let mut statement = self.db.prepare_cached(sql)?;
        let read = |row: &Row<'_>| {
            Ok((
                EventId(row.get(0)?),
                QuarantineReason::from_code(row.get(1)?),
            ))
        };
        let reasons = statement.query_map([id.0], read)?;
        Ok(reasons.collect::<Result<_, _>>()?)
    }

    /// What of this PC's events is held back, where those saved after `before` are: all from the
    /// first of them on, since a stream has no gaps.
    ///
    /// # Errors
    /// [`StoreError::NotEnrolled`].
    pub fn held(&self, before: Moment) -> Result<Held, StoreError> {
        let life = installation::life(&self.db)?;
        let sql = "SELECT position, seq, saved_at FROM event
                   WHERE position IN (SELECT position FROM waiting) ORDER BY position";
        let mut statement = self.db.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        let mut held = Held::default();
        while let Some(row) = rows.next()? {
            let young = is_held(Moment(row.get(2)?), before);
            if held.from.is_none() && young && !self.first.lets_go(&life, row.get(1)?) {
                held.from = Some(row.get(0)?);
            }
            held.events += u32::from(held.from.is_some());
        }
        Ok(held)
    }

    /// The events of a case that the township has not acknowledged.
    ///
    /// # Errors
    /// What the database reports.
    pub fn events_waiting(&self, id: &CaseId) -> Result<BTreeSet<EventId>, StoreError> {
        let sql = "SELECT id FROM event WHERE case_id = ?1
                   AND life = (SELECT max(ordinal) FROM life)
                   AND seq > (SELECT acknowledged FROM exchange)";
        let mut statement = self.db.prepare_cached(sql)?;
        let ids = statement.query_map([id.0], |row| Ok(EventId(row.get(0)?)))?;
        Ok(ids.collect::<Result<_, _>>()?)
    }
}

pub(crate) fn of_case(db: &Connection, id: &CaseId) -> Result<CaseSync, StoreError> {
    let sql = "
        WITH named AS (
            SELECT max(i.length) AS length, max(i.have) AS have, max(i.complete) AS complete,
                   max(i.held) AS held
            FROM event e JOIN image i ON i.event = e.position
            WHERE e.case_id = ?1 GROUP BY i.hash
        ), unsent AS (
            SELECT count(*) AS entries, min(position) AS first FROM event WHERE case_id = ?1
                AND life = (SELECT max(ordinal) FROM life)
                AND seq > (SELECT acknowledged FROM exchange)
        )
        SELECT (SELECT entries FROM unsent), (SELECT first FROM unsent), count(*),
            coalesce(sum(complete), 0), coalesce(sum(complete = 0 AND held = 0), 0),
            coalesce(sum(length), 0),
            coalesce(sum(CASE complete WHEN 1 THEN length ELSE have END), 0),
            (SELECT count(*) FROM event e JOIN quarantine q ON q.event_id = e.id
                WHERE e.case_id = ?1)
        FROM named";
    let read = |row: &Row<'_>| {
        Ok(CaseSync {
            events_waiting: row.get(0)?,
            waiting_from: row.get(1)?,
            images: row.get(2)?,
            images_complete: row.get(3)?,
            images_elsewhere: row.get(4)?,
            image_bytes: row.get(5)?,
            image_bytes_there: row.get(6)?,
            quarantined: row.get(7)?,
        })
    };
    Ok(db.prepare_cached(sql)?.query_row([id.0], read)?)
}
