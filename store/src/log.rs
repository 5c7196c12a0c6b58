//! The event log and the own stream: what is appended, and how it is read again.

use rusqlite::{Connection, OptionalExtension, Row, params};
use shanyi_domain::case::{Case, CaseEvent};
use shanyi_domain::ids::{CaseId, EventId, Seed};
use shanyi_domain::state::Role;
use shanyi_domain::time::Moment;
use shanyi_wire::event::{Event, Payload};
use shanyi_wire::stream::Head;

use crate::error::StoreError;
use crate::installation::Life;

/// Which road an event came by.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    /// Saved here.
    Own = 1,
    /// The station's feed.
    Station = 2,
    /// The feed for every station.
    Broadcast = 3,
}

/// An event on its way into the log.
pub(crate) struct NewEvent<'a> {
    pub(crate) id: EventId,
    pub(crate) case: Option<CaseId>,
    /// 0 where the bytes are no event to this program.
    pub(crate) kind: u16,
    pub(crate) role: Role,
    pub(crate) source: Source,
    pub(crate) bytes: &'a [u8],
}

/// Appends an event and gives its position; `None` where its id is in the log already.
pub(crate) fn append(db: &Connection, event: &NewEvent<'_>) -> Result<Option<i64>, StoreError> {
    let sql = "INSERT INTO event (id, case_id, kind, role, source, bytes)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (id) DO NOTHING";
    let inserted = db.prepare_cached(sql)?.execute(params![
        event.id.0,
        event.case.map(|case| case.0),
        event.kind,
        event.role.code(),
        event.source as u8,
        event.bytes,
    ])?;
    Ok((inserted > 0).then(|| db.last_insert_rowid()))
}

/// Appends an entry of the own stream: the event at `position`, saved at `saved_at`.
pub(crate) fn append_entry(
    db: &Connection,
    position: i64,
    life: &Life,
    head: &Head,
    saved_at: Moment,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO entry (event, life, seq, link, saved_at) VALUES (?1, ?2, ?3, ?4, ?5)";
    let values = params![position, life.ordinal, head.seq, head.link, saved_at.0];
    db.prepare_cached(sql)?.execute(values)?;
    Ok(())
}

/// The head of a life's stream.
pub(crate) fn head(db: &Connection, life: &Life) -> Result<Head, StoreError> {
    let sql = "SELECT seq, link FROM entry WHERE life = ?1 ORDER BY seq DESC LIMIT 1";
    let read = |row: &Row<'_>| read_head(row, life);
    let head = db.prepare_cached(sql)?.query_row([life.ordinal], read);
    Ok(head.optional()?.unwrap_or_else(|| Head::new(life.stream)))
}

/// The head as it was after entry `seq`; `None` beyond the last.
pub(crate) fn head_at(db: &Connection, life: &Life, seq: u64) -> Result<Option<Head>, StoreError> {
    if seq == 0 {
        return Ok(Some(Head::new(life.stream)));
    }
    let sql = "SELECT seq, link FROM entry WHERE life = ?1 AND seq = ?2";
    let read = |row: &Row<'_>| read_head(row, life);
    let head = db
        .prepare_cached(sql)?
        .query_row(params![life.ordinal, seq], read);
    Ok(head.optional()?)
}

fn read_head(row: &Row<'_>, life: &Life) -> rusqlite::Result<Head> {
    Ok(Head {
        stream: life.stream,
        seq: row.get(0)?,
        link: row.get(1)?,
    })
}

/// The seed of a case; `None` where the event that took it in is not here.
pub(crate) fn seed(db: &Connection, case: &CaseId) -> Result<Option<Seed>, StoreError> {
    let sql = "SELECT seed FROM seed WHERE case_id = ?1";
    let read = |row: &Row<'_>| Ok(Seed(row.get(0)?));
    Ok(db
        .prepare_cached(sql)?
        .query_row([case.0], read)
        .optional()?)
}

/// Keeps the seed of a case.
pub(crate) fn keep_seed(db: &Connection, case: &CaseId, seed: &Seed) -> Result<(), StoreError> {
    let sql = "INSERT INTO seed (case_id, seed) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
    db.prepare_cached(sql)?.execute([case.0, seed.0])?;
    Ok(())
}

/// A case's event with its place in the log.
pub(crate) struct Logged {
    pub(crate) position: i64,
    pub(crate) event: CaseEvent,
}

/// The events of a case that this program can read, in the order of their arrival.
pub(crate) fn events(db: &Connection, case: &CaseId) -> Result<Vec<Logged>, StoreError> {
    let sql = "SELECT position, id, role, bytes FROM event WHERE case_id = ?1 ORDER BY position";
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query([case.0])?;
    let mut events = Vec::new();
    while let Some(row) = rows.next()? {
        let role = Role::from_code(row.get(2)?).unwrap_or(Role::Station);
        let id = EventId(row.get(1)?);
        if let Some(event) = case_event(id, role, row.get_ref(3)?.as_blob().unwrap_or_default()) {
            let position = row.get(0)?;
            events.push(Logged { position, event });
        }
    }
    Ok(events)
}

/// Reads an event for the fold; `None` for what is no fact to this program.
pub(crate) fn case_event(id: EventId, role: Role, bytes: &[u8]) -> Option<CaseEvent> {
    let event = Event::decode(bytes).ok()?;
    match event.payload {
        Payload::Fact(fact) => Some(CaseEvent {
            id,
            base: event.base,
            role,
            at: event.at,
            actor: event.actor,
            fact,
        }),
        Payload::Document(_) | Payload::Unknown(_) => None,
    }
}

/// The case as its events make it; `None` while the event that took it in is not here.
pub(crate) fn fold(db: &Connection, case: &CaseId) -> Result<Option<Case>, StoreError> {
    let events: Vec<CaseEvent> = events(db, case)?
        .into_iter()
        .map(|logged| logged.event)
        .collect();
    Ok(Case::fold(*case, &events))
}
