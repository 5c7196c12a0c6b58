//! Streams, their entries, and what could not be used of them.

use rusqlite::{OptionalExtension, Row, params};
use sha2::{Digest, Sha256};
use shanyi_domain::ids::{CaseId, DeviceId, EventId, Seed, StationId};
use shanyi_domain::planted::{self, Bug};
use shanyi_domain::time::Moment;
use shanyi_wire::derive::{self, Hash};
use shanyi_wire::exchange::{QuarantineReason, Quarantined};
use shanyi_wire::stream::{Head, Incarnation, StreamId};

use super::devices::TOWNSHIP;
use super::{Counter, LedgerError, Tx, View};
use crate::ledger::cases::VerdictCode;

/// With so many divergent frames of a stream no more are kept that nobody has signed: four
/// megabytes at most.
const MOST_UNPROVEN: u32 = 64;

/// The ledger's own number of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StreamRow(i64);

impl StreamRow {
    pub(super) const fn number(self) -> i64 {
        self.0
    }
}

/// An entry that could not be used, as it is kept.
#[derive(Clone, Debug)]
pub struct SetAside {
    /// Its stream.
    pub stream: StreamRow,
    /// Its place there.
    pub seq: u64,
    /// Its id.
    pub id: EventId,
    /// Why.
    pub reason: QuarantineReason,
    /// The case it names, where that can be told.
    pub case: Option<CaseId>,
    /// The seed that came with it.
    pub seed: Option<Seed>,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// When it came.
    pub received_at: Moment,
}

impl View<'_> {
    /// The township's own stream.
    ///
    /// # Errors
    /// What the engine says.
    pub fn own_stream(&self) -> Result<StreamId, LedgerError> {
        let mut statement = self.0.prepare_cached("SELECT incarnation FROM township")?;
        let incarnation: i64 = statement.query_row([], |row| row.get(0))?;
        Ok(StreamId {
            device: TOWNSHIP,
            incarnation: Incarnation(incarnation.cast_unsigned()),
        })
    }

    /// The ledger's own number of a stream that has pushed.
    pub(super) fn known_stream(&self, stream: StreamId) -> Result<Option<i64>, LedgerError> {
        let mut statement = self
            .0
            .prepare_cached("SELECT id FROM stream WHERE device = ?1 AND incarnation = ?2")?;
        let found = statement.query_row(
            params![stream.device.0, stream.incarnation.0.cast_signed()],
            |row| row.get(0),
        );
        Ok(found.optional()?)
    }

    /// How far a stream is durable here. A stream that never pushed is at its beginning.
    ///
    /// # Errors
    /// What the engine says.
    pub fn head(&self, stream: StreamId) -> Result<Head, LedgerError> {
        let mut statement = self.0.prepare_cached(
            "SELECT seq, link FROM stream WHERE device = ?1 AND incarnation = ?2",
        )?;
        let head = statement
            .query_row(
                params![stream.device.0, stream.incarnation.0.cast_signed()],
                |row| {
                    Ok(Head {
                        stream,
                        seq: row.get::<_, i64>(0)?.cast_unsigned(),
                        link: row.get(1)?,
                    })
                },
            )
            .optional()?;
        Ok(head.unwrap_or_else(|| Head::new(stream)))
    }

    /// The link of entry `seq`, which for 0 is the one before the first entry. `None` where the
    /// stream does not go so far.
    ///
    /// # Errors
    /// What the engine says.
    pub fn link(&self, stream: StreamId, seq: u64) -> Result<Option<Hash>, LedgerError> {
        if seq == 0 {
            let link = derive::first_link(&stream.device, stream.incarnation);
            return Ok(Some(link));
        }
        let Ok(seq) = i64::try_from(seq) else {
            return Ok(None);
        };
        let mut statement = self.0.prepare_cached(
            "SELECT entry.link FROM entry JOIN stream ON stream.id = entry.stream
             WHERE stream.device = ?1 AND stream.incarnation = ?2 AND entry.seq = ?3",
        )?;
        let link = statement.query_row(
            params![stream.device.0, stream.incarnation.0.cast_signed(), seq],
            |row| row.get(0),
        );
        Ok(link.optional()?)
    }

    /// Of the entries from `first` on, those that the township could not use or that have no
    /// effect, with the reason.
    ///
    /// # Errors
    /// What the engine says.
    pub fn set_aside_from(
        &self,
        stream: StreamId,
        first: u64,
    ) -> Result<Vec<Quarantined>, LedgerError> {
        let mut statement = self.0.prepare_cached(
            "SELECT entry.event, quarantine.reason, event.verdict
             FROM stream
             JOIN entry ON entry.stream = stream.id
             LEFT JOIN quarantine
               ON quarantine.stream = entry.stream AND quarantine.seq = entry.seq
             LEFT JOIN event ON event.id = entry.event
             WHERE stream.device = ?1 AND stream.incarnation = ?2 AND entry.seq >= ?3
             ORDER BY entry.seq",
        )?;
        let first = i64::try_from(first).unwrap_or(i64::MAX);
        let rows = statement.query_map(
            params![stream.device.0, stream.incarnation.0.cast_signed(), first],
            |row| {
                Ok((
                    EventId(row.get(0)?),
                    row.get::<_, Option<i64>>(1)?,
                    row.get::<_, Option<i64>>(2)?,
                ))
            },
        )?;
        let mut found = Vec::new();
        for row in rows {
            let (id, reason, verdict) = row?;
            let reason = match reason {
                Some(code) => reason_of(code),
                None => verdict.and_then(|code| VerdictCode(code).quarantine()),
            };
            found.extend(reason.map(|reason| Quarantined { id, reason }));
        }
        Ok(found)
    }

    /// The seed of a case whose beginning a device sent and the township set aside.
    pub fn seed_set_aside(
        &self,
        device: DeviceId,
        case: CaseId,
    ) -> Result<Option<Seed>, LedgerError> {
        let mut statement = self.0.prepare_cached(
            "SELECT quarantine.seed FROM stream
             JOIN quarantine ON quarantine.stream = stream.id
             WHERE stream.device = ?1 AND quarantine.seed IS NOT NULL",
        )?;
        let mut rows = statement.query([device.0])?;
        while let Some(row) = rows.next()? {
            let seed = Seed(row.get(0)?);
            if derive::case_id(&seed) == case {
                return Ok(Some(seed));
            }
        }
        Ok(None)
    }

    /// Set-aside entries of a station's devices that wait for this case to be known.
    ///
    /// # Errors
    /// What the engine says.
    pub fn waiting_for(
        &self,
        case: CaseId,
        station: StationId,
    ) -> Result<Vec<SetAside>, LedgerError> {
        let mut statement = self.0.prepare_cached(
            "SELECT quarantine.stream, quarantine.seq, entry.event, quarantine.reason,
                    quarantine.case_id, quarantine.seed, quarantine.bytes, quarantine.received_at
             FROM quarantine
             JOIN entry ON entry.stream = quarantine.stream AND entry.seq = quarantine.seq
             JOIN stream ON stream.id = quarantine.stream
             JOIN device ON device.id = stream.device
             WHERE quarantine.case_id = ?1 AND quarantine.reason = ?2 AND device.station = ?3
             ORDER BY quarantine.received_at, quarantine.stream, quarantine.seq",
        )?;
        let unknown = reason_code(QuarantineReason::UnknownCase);
        let rows = statement.query_map(params![case.0, unknown, station.0], set_aside)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

pub(super) fn set_aside(row: &Row<'_>) -> rusqlite::Result<SetAside> {
    Ok(SetAside {
        stream: StreamRow(row.get(0)?),
        seq: row.get::<_, i64>(1)?.cast_unsigned(),
        id: EventId(row.get(2)?),
        reason: reason_of(row.get(3)?).unwrap_or(QuarantineReason::Malformed),
        case: row.get::<_, Option<[u8; 16]>>(4)?.map(CaseId),
        seed: row.get::<_, Option<[u8; 16]>>(5)?.map(Seed),
        bytes: row.get(6)?,
        received_at: Moment(row.get(7)?),
    })
}

impl Tx<'_> {
    /// The stream's row, made on its first push.
    ///
    /// # Errors
    /// What the engine says.
    pub fn stream_row(&self, stream: StreamId) -> Result<StreamRow, LedgerError> {
        if let Some(id) = self.known_stream(stream)? {
            return Ok(StreamRow(id));
        }
        let incarnation = stream.incarnation.0.cast_signed();
        let id = self.next(Counter::Stream)?.cast_signed();
        let head = Head::new(stream);
        self.0.0.execute(
            "INSERT INTO stream (id, device, incarnation, seq, link) VALUES (?1, ?2, ?3, 0, ?4)",
            params![id, stream.device.0, incarnation, head.link],
        )?;
        Ok(StreamRow(id))
    }

    /// Appends an entry. [`Tx::advance`] moves the stream's head behind the last of them.
    ///
    /// # Errors
    /// What the engine says; a number that is taken is such a word.
    pub fn append_entry(
        &self,
        stream: StreamRow,
        head: &Head,
        event: EventId,
    ) -> Result<(), LedgerError> {
        let seq = i64::try_from(head.seq).map_err(|_| LedgerError::Broken("a stream's length"))?;
        let db = self.0.0;
        db.prepare_cached("INSERT INTO entry (stream, seq, link, event) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![stream.0, seq, head.link, event.0])?;
        Ok(())
    }

    /// The stream's head is there now.
    ///
    /// # Errors
    /// What the engine says.
    pub fn advance(&self, stream: StreamRow, head: &Head) -> Result<(), LedgerError> {
        let seq = i64::try_from(head.seq).map_err(|_| LedgerError::Broken("a stream's length"))?;
        let db = self.0.0;
        db.prepare_cached("UPDATE stream SET seq = ?2, link = ?3 WHERE id = ?1")?
            .execute(params![stream.0, seq, head.link])?;
        Ok(())
    }

    /// Keeps an entry that could not be used.
    ///
    /// # Errors
    /// What the engine says.
    pub fn set_aside(&self, entry: &SetAside) -> Result<(), LedgerError> {
        self.0.0.execute(
            "INSERT INTO quarantine (stream, seq, reason, case_id, seed, bytes, received_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                entry.stream.0,
                entry.seq.cast_signed(),
                reason_code(entry.reason),
                entry.case.map(|case| case.0),
                entry.seed.map(|seed| seed.0),
                entry.bytes,
                entry.received_at.0,
            ],
        )?;
        Ok(())
    }

    /// Takes an entry out of quarantine.
    ///
    /// # Errors
    /// What the engine says.
    pub fn release(&self, entry: &SetAside) -> Result<(), LedgerError> {
        self.0.0.execute(
            "DELETE FROM quarantine WHERE stream = ?1 AND seq = ?2",
            params![entry.stream.0, entry.seq.cast_signed()],
        )?;
        Ok(())
    }

    /// Keeps a frame that nobody's signature vouches for, as long as there are not many such of its
    /// stream: whoever could send them without end would fill the disk.
    ///
    /// # Errors
    /// What the engine says.
    pub fn keep_unproven(
        &self,
        stream: StreamRow,
        frame: &[u8],
        at: Moment,
    ) -> Result<(), LedgerError> {
        let kept: u32 = self
            .0
            .0
            .prepare_cached("SELECT count(*) FROM divergent WHERE stream = ?1")?
            .query_row([stream.0], |row| row.get(0))?;
        if kept >= MOST_UNPROVEN {
            tracing::warn!(kept, "a frame that nobody vouches for is not kept");
            return Ok(());
        }
        self.keep_divergent(stream, frame, at)
    }

    /// Keeps a frame that does not continue its stream.
    ///
    /// # Errors
    /// What the engine says.
    pub fn keep_divergent(
        &self,
        stream: StreamRow,
        frame: &[u8],
        at: Moment,
    ) -> Result<(), LedgerError> {
        if planted::is(Bug::ForkDropped) {
            return Ok(());
        }
        let digest: Hash = Sha256::digest(frame).into();
        self.0.0.execute(
            "INSERT INTO divergent (stream, digest, frame, received_at) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (stream, digest) DO NOTHING",
            params![stream.0, digest, frame, at.0],
        )?;
        Ok(())
    }
}

/// The numbers under which reasons are kept. Never reused.
const REASONS: [(QuarantineReason, i64); 9] = [
    (QuarantineReason::Malformed, 1),
    (QuarantineReason::UnknownKind, 2),
    (QuarantineReason::UnknownCase, 3),
    (QuarantineReason::ForeignCase, 4),
    (QuarantineReason::NotYours, 5),
    (QuarantineReason::NotNow, 6),
    (QuarantineReason::Unproven, 7),
    (QuarantineReason::RightWithdrawn, 8),
    (QuarantineReason::Revoked, 9),
];

pub(super) fn reason_code(reason: QuarantineReason) -> i64 {
    let found = REASONS.iter().find(|(known, _)| *known == reason);
    found.map_or(1, |(_, code)| *code)
}

pub(super) fn reason_of(code: i64) -> Option<QuarantineReason> {
    let found = REASONS.iter().find(|(_, known)| *known == code);
    found.map(|(reason, _)| *reason)
}
