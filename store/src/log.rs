//! The event log and the own stream: what is appended, and how it is read again.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, Row, params};
use shanyi_domain::case::{Case, CaseEvent, see_through};
use shanyi_domain::ids::{CaseId, EventId, EventRef, Seed};
use shanyi_domain::state::Role;
use shanyi_domain::time::Moment;
use shanyi_wire::event::{Event, Payload};
use shanyi_wire::stream::Head;

use crate::error::StoreError;
use crate::installation::Life;

/// Stands for the case of an event that belongs to none, or to none that can be read.
pub(crate) const NO_CASE: CaseId = CaseId([0; CaseId::LEN]);

/// What every event has, by whatever road it came.
pub(crate) struct NewEvent<'a> {
    pub(crate) case: CaseId,
    pub(crate) id: EventId,
    /// 0 where the bytes are no event to this program.
    pub(crate) kind: u16,
    pub(crate) bytes: &'a [u8],
    /// With the event that begins a case.
    pub(crate) seed: Option<Seed>,
}

/// Which feed an event came by.
#[derive(Clone, Copy)]
pub(crate) enum Road {
    /// The station's feed.
    Station = 2,
    /// The feed for every station.
    Broadcast = 3,
}

/// Appends an event of the own stream, whose head after it is in `life`, and gives its position.
/// An id that is in the log already would be a counter that went back, and is an error.
pub(crate) fn append_own(
    db: &Connection,
    event: &NewEvent<'_>,
    life: &Life,
    saved_at: Moment,
) -> Result<i64, StoreError> {
    let sql = "INSERT INTO event
                   (case_id, id, kind, role, source, bytes, seed, life, seq, link, saved_at, numbered)
               VALUES (?1, ?2, ?3, 1, 1, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
    db.prepare_cached(sql)?.execute(params![
        event.case.0,
        event.id.0,
        event.kind,
        event.bytes,
        event.seed.map(|seed| seed.0),
        life.ordinal,
        life.head.seq,
        life.head.link,
        saved_at.0,
        life.numbered,
    ])?;
    Ok(db.last_insert_rowid())
}

/// Appends an event of a feed and gives its position; `None` where it is in the log already.
pub(crate) fn append_heard(
    db: &Connection,
    event: &NewEvent<'_>,
    role: Role,
    road: Road,
) -> Result<Option<i64>, StoreError> {
    let sql = "INSERT INTO event (case_id, id, kind, role, source, bytes, seed)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (case_id, id) DO NOTHING";
    let inserted = db.prepare_cached(sql)?.execute(params![
        event.case.0,
        event.id.0,
        event.kind,
        role.code(),
        road as u8,
        event.bytes,
        event.seed.map(|seed| seed.0),
    ])?;
    Ok((inserted > 0).then(|| db.last_insert_rowid()))
}

/// The head as it was after entry `seq` of a life; `None` beyond the last.
pub(crate) fn head_at(db: &Connection, life: &Life, seq: u64) -> Result<Option<Head>, StoreError> {
    let stream = life.head.stream;
    if seq == 0 {
        return Ok(Some(Head::new(stream)));
    }
    // Receipts and batches end near the last entry that was acknowledged, wherever that is.
    let sql = "SELECT acknowledged, settled FROM exchange";
    let (acknowledged, settled): (u64, i64) = db
        .prepare_cached(sql)?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let sql = if seq > acknowledged {
        "SELECT link FROM event WHERE position > ?3 AND life = ?1 AND seq = ?2
         ORDER BY position LIMIT 1"
    } else {
        "SELECT link FROM event WHERE position <= ?3 AND life = ?1 AND seq = ?2
         ORDER BY position DESC LIMIT 1"
    };
    let read = |row: &Row<'_>| {
        let link = row.get(0)?;
        Ok(Head { stream, seq, link })
    };
    let head = db
        .prepare_cached(sql)?
        .query_row(params![life.ordinal, seq, settled], read);
    Ok(head.optional()?)
}

/// A case's event with its place in the log.
pub(crate) struct Logged {
    pub(crate) position: i64,
    pub(crate) event: CaseEvent,
}

/// What the log holds of a case.
pub(crate) struct Past {
    /// The events that this program can read.
    pub(crate) events: Vec<Logged>,
    /// The position and the seed of the event that took it in, where that is here.
    pub(crate) begun: Option<(i64, Seed)>,
    /// The position of the last event of this PC.
    pub(crate) last_own: Option<i64>,
}

impl Past {
    /// The case as its events make it; `None` while the event that took it in is not here.
    pub(crate) fn fold(self, id: CaseId) -> Option<Case> {
        let events: Vec<CaseEvent> = self.events.into_iter().map(|logged| logged.event).collect();
        Case::fold(id, &events)
    }
}

/// Everything of a case, in the order of its arrival.
pub(crate) fn past(db: &Connection, case: &CaseId) -> Result<Past, StoreError> {
    let sql = "SELECT position, id, role, bytes, seed, source = 1 FROM event
               WHERE case_id = ?1 ORDER BY position";
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query([case.0])?;
    let mut past = Past {
        events: Vec::new(),
        begun: None,
        last_own: None,
    };
    let mut unread = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let position = row.get(0)?;
        let role = Role::from_code(row.get(2)?).unwrap_or(Role::Station);
        let id = EventId(row.get(1)?);
        match read(id, role, row.get_ref(3)?.as_blob().unwrap_or_default()) {
            Some(Read::Event(event)) => past.events.push(Logged {
                position,
                event: *event,
            }),
            Some(Read::Unread(base)) => drop(unread.insert(id.to_ref(), base)),
            None => {}
        }
        if row.get(5)? {
            past.last_own = Some(position);
        }
        if let (Some(seed), None) = (row.get(4)?, past.begun) {
            past.begun = Some((position, Seed(seed)));
        }
    }
    see_through(
        past.events.iter_mut().map(|logged| &mut logged.event),
        &unread,
    );
    Ok(past)
}

/// What an event's bytes are to the fold.
enum Read {
    Event(Box<CaseEvent>),
    /// Of a kind newer than this program: what it stands behind still orders what is behind it.
    Unread(Vec<EventRef>),
}

/// Reads an event for the fold; `None` for what is of no case to this program.
fn read(id: EventId, role: Role, bytes: &[u8]) -> Option<Read> {
    let event = Event::decode(bytes).ok()?;
    match event.payload {
        Payload::Fact(fact) => Some(Read::Event(Box::new(CaseEvent {
            id,
            base: event.base,
            role,
            at: event.at,
            actor: event.actor,
            fact,
        }))),
        Payload::Unknown(_) => Some(Read::Unread(event.base)),
        Payload::Document(_) | Payload::Verdict(_) | Payload::Doubled(_) | Payload::Erased(_) => {
            None
        }
    }
}

/// The case as its events make it; `None` while the event that took it in is not here.
pub(crate) fn fold(db: &Connection, case: &CaseId) -> Result<Option<Case>, StoreError> {
    Ok(past(db, case)?.fold(*case))
}
