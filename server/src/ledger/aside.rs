//! Everything that was set aside, to be judged again and to be shown: entries that can't be used,
//! those kept without effect, what was given back and can't be used, streams that parted.

use rusqlite::{Row, params};
use shanyi_domain::ids::{CaseId, DeviceId, EventId, StationId};
use shanyi_domain::time::Moment;
use shanyi_wire::exchange::QuarantineReason;

use super::cases::VerdictCode;
use super::stream::{SetAside, reason_code, reason_of, set_aside};
use super::{LedgerError, Tx, View};

/// Most rows of each kind that are shown.
pub const SHOWN: u32 = 200;

/// An entry that waits, with whose it is.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// The entry.
    pub entry: SetAside,
    /// The device that sent it.
    pub device: DeviceId,
    /// Its station.
    pub station: StationId,
}

/// An event of a case whose kind this program did not know when it came.
#[derive(Clone, Debug)]
pub struct Unread {
    /// Its id.
    pub id: EventId,
    /// Its place in the feeds.
    pub position: u64,
    /// Its case.
    pub case: CaseId,
    /// The case's station.
    pub station: StationId,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// One thing that was set aside, as it is shown.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Whose it is.
    pub station: StationId,
    /// Why.
    pub reason: QuarantineReason,
    /// Its case, where that can be told.
    pub case: Option<CaseId>,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// When it came.
    pub received_at: Moment,
}

/// Frames of a device that did not continue its stream.
#[derive(Clone, Copy, Debug)]
pub struct Parted {
    /// The device.
    pub device: DeviceId,
    /// Its station.
    pub station: StationId,
    /// How many frames are kept.
    pub frames: u32,
    /// When the last of them came.
    pub last: Moment,
}

impl View<'_> {
    /// Every entry that is set aside, in the order in which they came.
    ///
    /// # Errors
    /// What the engine says.
    pub fn all_set_aside(&self) -> Result<Vec<Waiting>, LedgerError> {
        let mut statement = self.0.prepare_cached(
            "SELECT quarantine.stream, quarantine.seq, entry.event, quarantine.reason,
                    quarantine.case_id, quarantine.seed, quarantine.bytes, quarantine.received_at,
                    device.id, device.station
             FROM quarantine
             JOIN entry ON entry.stream = quarantine.stream AND entry.seq = quarantine.seq
             JOIN stream ON stream.id = quarantine.stream
             JOIN device ON device.id = stream.device
             WHERE device.station IS NOT NULL
             ORDER BY quarantine.received_at, quarantine.stream, quarantine.seq",
        )?;
        let rows = statement.query_map([], |row| {
            Ok(Waiting {
                entry: set_aside(row)?,
                device: DeviceId(row.get(8)?),
                station: StationId(row.get(9)?),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Whether this entry is still set aside.
    ///
    /// # Errors
    /// What the engine says.
    pub fn is_set_aside(&self, entry: &SetAside) -> Result<bool, LedgerError> {
        let mut statement = self.0.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM quarantine WHERE stream = ?1 AND seq = ?2)",
        )?;
        let (stream, seq) = (entry.stream.number(), entry.seq.cast_signed());
        Ok(statement.query_row([stream, seq], |row| row.get(0))?)
    }

    /// Events that are kept with their cases and had a kind that the program did not know.
    ///
    /// # Errors
    /// What the engine says.
    pub fn of_unknown_kind(&self) -> Result<Vec<Unread>, LedgerError> {
        let mut statement = self.0.prepare_cached(
            "SELECT id, position, case_id, station, bytes FROM event INDEXED BY event_aside
             WHERE verdict > 2 AND verdict = ?1 AND case_id IS NOT NULL ORDER BY position",
        )?;
        let rows = statement.query_map([VerdictCode::UNKNOWN_KIND.0], |row| {
            Ok(Unread {
                id: EventId(row.get(0)?),
                position: row.get::<_, i64>(1)?.cast_unsigned(),
                case: CaseId(row.get(2)?),
                station: StationId(row.get(3)?),
                bytes: row.get(4)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What was set aside, of the stations of one township or of all, the newest first: entries that
    /// can't be used, those kept without effect, and what was given back and can't be used.
    ///
    /// # Errors
    /// What the engine says.
    pub fn shown_aside(&self, township: Option<&str>) -> Result<Vec<Shown>, LedgerError> {
        let mut found = Vec::new();
        for sql in [
            "SELECT device.station, quarantine.reason, quarantine.case_id, quarantine.bytes,
                    quarantine.received_at
             FROM quarantine
             JOIN stream ON stream.id = quarantine.stream
             JOIN device ON device.id = stream.device
             JOIN station ON station.id = device.station
             WHERE ?1 IS NULL OR station.township = ?1
             ORDER BY quarantine.received_at DESC LIMIT ?2",
            "SELECT device.station, returned.reason, returned.case_id, returned.bytes,
                    returned.received_at
             FROM returned
             JOIN device ON device.id = returned.device
             JOIN station ON station.id = device.station
             WHERE ?1 IS NULL OR station.township = ?1
             ORDER BY returned.received_at DESC LIMIT ?2",
        ] {
            let mut statement = self.0.prepare_cached(sql)?;
            let rows = statement.query_map(params![township, SHOWN], |row| {
                shown(row, |code| {
                    reason_of(code).unwrap_or(QuarantineReason::Other)
                })
            })?;
            found.extend(rows.collect::<Result<Vec<_>, _>>()?);
        }
        let mut statement = self.0.prepare_cached(
            "SELECT event.station, event.verdict, event.case_id, event.bytes, event.received_at
             FROM station CROSS JOIN event INDEXED BY event_aside
               ON event.station = station.id
             WHERE event.verdict > 2 AND event.role = 1
               AND (?1 IS NULL OR station.township = ?1)
             ORDER BY event.position DESC LIMIT ?2",
        )?;
        let rows = statement.query_map(params![township, SHOWN], |row| {
            shown(row, |code| {
                let reason = VerdictCode(code).quarantine();
                reason.unwrap_or(QuarantineReason::Other)
            })
        })?;
        found.extend(rows.collect::<Result<Vec<_>, _>>()?);
        found.sort_by_key(|one| std::cmp::Reverse(one.received_at));
        Ok(found)
    }

    /// Devices whose streams parted, of the stations of one township or of all.
    ///
    /// # Errors
    /// What the engine says.
    pub fn parted(&self, township: Option<&str>) -> Result<Vec<Parted>, LedgerError> {
        let mut statement = self.0.prepare_cached(
            "SELECT device.id, device.station, count(*), max(divergent.received_at)
             FROM divergent
             JOIN stream ON stream.id = divergent.stream
             JOIN device ON device.id = stream.device
             JOIN station ON station.id = device.station
             WHERE ?1 IS NULL OR station.township = ?1
             GROUP BY device.id, device.station ORDER BY 4 DESC",
        )?;
        let rows = statement.query_map([township], |row| {
            Ok(Parted {
                device: DeviceId(row.get(0)?),
                station: StationId(row.get(1)?),
                frames: row.get(2)?,
                last: Moment(row.get(3)?),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

fn shown(row: &Row<'_>, reason: impl Fn(i64) -> QuarantineReason) -> rusqlite::Result<Shown> {
    Ok(Shown {
        station: StationId(row.get(0)?),
        reason: reason(row.get(1)?),
        case: row.get::<_, Option<[u8; 16]>>(2)?.map(CaseId),
        bytes: row.get(3)?,
        received_at: Moment(row.get(4)?),
    })
}

impl Tx<'_> {
    /// An entry stays set aside for another reason.
    ///
    /// # Errors
    /// What the engine says.
    pub fn set_aside_because(
        &self,
        entry: &SetAside,
        reason: QuarantineReason,
    ) -> Result<(), LedgerError> {
        self.0.0.execute(
            "UPDATE quarantine SET reason = ?3 WHERE stream = ?1 AND seq = ?2",
            params![
                entry.stream.number(),
                entry.seq.cast_signed(),
                reason_code(reason)
            ],
        )?;
        Ok(())
    }
}
