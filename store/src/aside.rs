//! What the township set aside of this station's entries, and what it noticed of this PC's name: for
//! the screens to say plainly.

use rusqlite::{Connection, OptionalExtension, params};
use shanyi_domain::fact::FactKind;
use shanyi_domain::ids::{CaseId, DeviceId, EventId};
use shanyi_domain::time::Moment;
use shanyi_wire::event::{Doubled, Verdict};
use shanyi_wire::exchange::{QuarantineReason, Quarantined};

use crate::error::StoreError;
use crate::log::NO_CASE;
use crate::store::Store;

/// The setting that holds an alarm until somebody took note of it.
const DOUBLED: &str = "store.doubled";

/// Where an entry stands that was sent and has no receipt yet: at the log's end.
const SENT: &str = "SELECT position FROM event
    WHERE position > (SELECT settled FROM exchange) AND id = ?1";
/// Where an event stands that was given back to a township that was put back: among those that it
/// lacks.
const GIVEN_BACK: &str = "SELECT e.position FROM heard h JOIN event e ON e.position = h.event
    WHERE h.lacking = 1 AND e.id = ?1";

/// An entry that the township set aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetAside {
    /// The event.
    pub id: EventId,
    /// Why.
    pub reason: QuarantineReason,
    /// The case it belongs to, where it is here and readable.
    pub case: Option<CaseId>,
    /// The number of that case.
    pub number: Option<String>,
    /// Whose case it is.
    pub name: Option<String>,
    /// What the entry says happened, where this program knows.
    pub kind: Option<FactKind>,
    /// When it was saved here.
    pub saved_at: Option<Moment>,
}

/// Two programs write under one device's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DoubledName {
    /// When the township noticed.
    pub since: Moment,
    /// It is this PC's own name; else that of another PC of the station.
    pub own: bool,
}

impl Store {
    /// Notes which events the township set aside: of those that wait, before its receipt for them is
    /// taken, and of those that were given back. Of another the reason is kept, and nothing is looked
    /// for.
    ///
    /// # Errors
    /// What the database reports.
    pub fn take_quarantine(&mut self, set_aside: &[Quarantined]) -> Result<(), StoreError> {
        let tx = self.write()?;
        for Quarantined { id, reason } in set_aside {
            let sql = match reason {
                QuarantineReason::Unproven => GIVEN_BACK,
                _ => SENT,
            };
            let position: Option<i64> = tx
                .prepare_cached(sql)?
                .query_row([id.0], |row| row.get(0))
                .optional()?;
            put(&tx, id, *reason, position)?;
        }
        tx.commit()
    }

    /// The entries that the township set aside, newest first.
    ///
    /// # Errors
    /// What the database reports.
    pub fn set_aside(&self) -> Result<Vec<SetAside>, StoreError> {
        let sql = "SELECT q.event_id, q.reason, e.case_id, e.kind, e.saved_at, c.number, c.name
                   FROM quarantine q
                   LEFT JOIN event e ON e.position = q.position
                   LEFT JOIN event b ON b.position = (SELECT min(position) FROM event
                       WHERE case_id = e.case_id AND seed IS NOT NULL)
                   LEFT JOIN case_row c ON c.begun = b.position
                   ORDER BY q.position DESC, q.event_id";
        let mut statement = self.db.prepare_cached(sql)?;
        let rows = statement.query_map([], |row| {
            let case: Option<[u8; 16]> = row.get(2)?;
            let kind: Option<u16> = row.get(3)?;
            Ok(SetAside {
                id: EventId(row.get(0)?),
                reason: QuarantineReason::from_code(row.get(1)?),
                case: case.map(CaseId).filter(|case| *case != NO_CASE),
                kind: kind.and_then(FactKind::from_code),
                saved_at: row.get::<_, Option<i64>>(4)?.map(Moment),
                number: row.get(5)?,
                name: row.get(6)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The alarm that two programs write under one name, until somebody took note of it.
    ///
    /// # Errors
    /// What the database reports.
    pub fn doubled(&self) -> Result<Option<DoubledName>, StoreError> {
        let sql = "SELECT json_extract(value, '$.since'),
                       json_extract(value, '$.device') = (SELECT lower(hex(device)) FROM installation)
                   FROM setting WHERE name = ?1";
        let read = self.db.prepare_cached(sql)?.query_row([DOUBLED], |row| {
            Ok(DoubledName {
                since: Moment(row.get(0)?),
                own: row.get::<_, Option<bool>>(1)?.unwrap_or(false),
            })
        });
        Ok(read.optional()?)
    }

    /// Somebody took note of the alarm.
    ///
    /// # Errors
    /// What the database reports.
    pub fn take_note_of_doubled(&mut self) -> Result<(), StoreError> {
        self.writable()?;
        self.db
            .prepare_cached("DELETE FROM setting WHERE name = ?1")?
            .execute([DOUBLED])?;
        Ok(())
    }
}

fn put(
    db: &Connection,
    id: &EventId,
    reason: QuarantineReason,
    position: Option<i64>,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO quarantine (event_id, reason, position) VALUES (?1, ?2, ?3)
               ON CONFLICT (event_id) DO UPDATE
               SET reason = excluded.reason, position = coalesce(excluded.position, position)";
    db.prepare_cached(sql)?
        .execute(params![id.0, reason.code(), position])?;
    Ok(())
}

/// The township thinks otherwise of an entry than its reply said. Whether that changes anything:
/// another PC's entries are for that PC to show.
pub(crate) fn take_verdict(db: &Connection, verdict: &Verdict) -> Result<bool, StoreError> {
    let Some(reason) = verdict.reason else {
        let sql = "DELETE FROM quarantine WHERE event_id = ?1";
        let gone = db.prepare_cached(sql)?.execute([verdict.event.0])?;
        return Ok(gone > 0);
    };
    let sql = "SELECT position FROM event WHERE case_id = ?1 AND id = ?2 AND source = 1";
    let case = verdict.case.unwrap_or(NO_CASE);
    let position: Option<i64> = db
        .prepare_cached(sql)?
        .query_row(params![case.0, verdict.event.0], |row| row.get(0))
        .optional()?;
    if position.is_some() {
        put(db, &verdict.event, reason, position)?;
    }
    Ok(position.is_some())
}

/// Keeps the alarm for the screens.
pub(crate) fn take_doubled(db: &Connection, doubled: &Doubled) -> Result<(), StoreError> {
    let sql =
        "INSERT INTO setting (name, value) VALUES (?1, json_object('device', ?2, 'since', ?3))
               ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    let device: DeviceId = doubled.device;
    db.prepare_cached(sql)?
        .execute(params![DOUBLED, device.to_string(), doubled.since.0])?;
    Ok(())
}
