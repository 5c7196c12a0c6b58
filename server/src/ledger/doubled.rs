//! Devices under whose name two programs write: a stream that goes on beside a later one of the same
//! device. A PC that was restored, or mended, or told of a fork leaves its earlier stream for good.

use rusqlite::params;
use shanyi_domain::ids::{DeviceId, StationId};
use shanyi_domain::time::Moment;

use super::stream::StreamRow;
use super::{LedgerError, Tx, View};

/// An alarm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoubledRow {
    /// The device.
    pub device: DeviceId,
    /// Its station.
    pub station: StationId,
    /// First noticed.
    pub since: Moment,
    /// Last noticed.
    pub last: Moment,
    /// Who took note of it, and when.
    pub acknowledged: Option<(String, Moment)>,
}

impl View<'_> {
    /// Whether a later stream of the same device has begun.
    ///
    /// # Errors
    /// What the engine says.
    pub fn was_left(&self, stream: StreamRow) -> Result<bool, LedgerError> {
        let mut statement = self.0.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM stream later JOIN stream this ON this.device = later.device
             WHERE this.id = ?1 AND later.id > this.id AND later.seq > 0)",
        )?;
        Ok(statement.query_row([stream.number()], |row| row.get(0))?)
    }

    /// Every alarm, of the stations of one township or of all; those nobody took note of first.
    ///
    /// # Errors
    /// What the engine says.
    pub fn doubled(&self, township: Option<&str>) -> Result<Vec<DoubledRow>, LedgerError> {
        let mut statement = self.0.prepare_cached(
            "SELECT doubled.device, device.station, doubled.since, doubled.last, person.name,
                    doubled.acknowledged_at
             FROM doubled
             JOIN device ON device.id = doubled.device
             JOIN station ON station.id = device.station
             LEFT JOIN person ON person.id = doubled.acknowledged_by
             WHERE ?1 IS NULL OR station.township = ?1
             ORDER BY doubled.acknowledged_at IS NOT NULL, doubled.last DESC",
        )?;
        let rows = statement.query_map([township], |row| {
            let by: Option<String> = row.get(4)?;
            let at: Option<i64> = row.get(5)?;
            Ok(DoubledRow {
                device: DeviceId(row.get(0)?),
                station: StationId(row.get(1)?),
                since: Moment(row.get(2)?),
                last: Moment(row.get(3)?),
                acknowledged: by.zip(at.map(Moment)),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Tx<'_> {
    /// Notices that two programs write under this name. True where the station has to be told: it was
    /// not known, or somebody took note of it and it goes on.
    ///
    /// # Errors
    /// What the engine says.
    pub fn notice_doubled(&self, device: DeviceId, now: Moment) -> Result<bool, LedgerError> {
        let goes_on = self.0.0.execute(
            "UPDATE doubled SET last = ?2 WHERE device = ?1 AND acknowledged_at IS NULL",
            params![device.0, now.0],
        )?;
        if goes_on > 0 {
            return Ok(false);
        }
        self.0.0.execute(
            "INSERT INTO doubled (device, since, last) VALUES (?1, ?2, ?2)
             ON CONFLICT (device) DO UPDATE
             SET since = excluded.since, last = excluded.last,
                 acknowledged_by = NULL, acknowledged_at = NULL",
            params![device.0, now.0],
        )?;
        Ok(true)
    }

    /// Somebody took note of an alarm. False where there is none that waits for it.
    ///
    /// # Errors
    /// What the engine says.
    pub fn take_note_of_doubled(
        &self,
        device: DeviceId,
        person: shanyi_domain::ids::ActorId,
        now: Moment,
    ) -> Result<bool, LedgerError> {
        let noted = self.0.0.execute(
            "UPDATE doubled SET acknowledged_by = ?2, acknowledged_at = ?3
             WHERE device = ?1 AND acknowledged_at IS NULL",
            params![device.0, person.0, now.0],
        )?;
        Ok(noted > 0)
    }
}
