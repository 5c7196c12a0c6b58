//! Enrolled installations.

use rusqlite::{OptionalExtension, params};
use shanyi_domain::ids::{DeviceId, StationId};
use shanyi_domain::time::Moment;
use shanyi_wire::keys::PublicKey;

use super::{LedgerError, Tx, View};

/// The township's own row among the devices.
pub const TOWNSHIP: DeviceId = DeviceId([0; 16]);

/// An enrolled installation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Device {
    /// Its id.
    pub id: DeviceId,
    /// Its key.
    pub key: PublicKey,
    /// The station it stands at.
    pub station: StationId,
}

impl View<'_> {
    /// The device of a station with this id. The township's own row is no such device.
    ///
    /// # Errors
    /// What the engine says.
    pub fn device(&self, id: DeviceId) -> Result<Option<Device>, LedgerError> {
        let mut statement = self.0.prepare_cached(
            "SELECT key, station FROM device WHERE id = ?1 AND station IS NOT NULL",
        )?;
        let device = statement.query_row([id.0], |row| {
            Ok(Device {
                id,
                key: PublicKey(row.get(0)?),
                station: StationId(row.get(1)?),
            })
        });
        Ok(device.optional()?)
    }

    /// The township's own key, as the ledger has known it since it was made.
    pub fn township_key(&self) -> Result<Option<PublicKey>, LedgerError> {
        let mut statement = self
            .0
            .prepare_cached("SELECT key FROM device WHERE id = ?1")?;
        let key = statement.query_row([TOWNSHIP.0], |row| row.get(0).map(PublicKey));
        Ok(key.optional()?)
    }

    /// The block of a device.
    ///
    /// # Errors
    /// What the engine says.
    pub fn block(&self, device: DeviceId) -> Result<Option<String>, LedgerError> {
        let mut statement = self
            .0
            .prepare_cached("SELECT block FROM device WHERE id = ?1")?;
        let block = statement.query_row([device.0], |row| row.get(0));
        Ok(block.optional()?.flatten())
    }

    /// The blocks that the devices of a station have.
    ///
    /// # Errors
    /// What the engine says.
    pub fn blocks(&self, station: StationId) -> Result<Vec<String>, LedgerError> {
        let mut statement = self
            .0
            .prepare_cached("SELECT block FROM device WHERE station = ?1 AND block IS NOT NULL")?;
        let rows = statement.query_map([station.0], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Tx<'_> {
    /// Enrols a device at a station.
    ///
    /// # Errors
    /// What the engine says; a block that is taken is such a word.
    pub fn enrol(&self, device: &Device, block: &str, at: Moment) -> Result<(), LedgerError> {
        self.0.0.execute(
            "INSERT INTO device (id, key, station, block, enrolled_at) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![device.id.0, device.key.0, device.station.0, block, at.0],
        )?;
        Ok(())
    }

    /// Enters the township itself, once.
    ///
    /// # Errors
    /// What the engine says.
    pub fn enrol_township(&self, key: &PublicKey, at: Moment) -> Result<(), LedgerError> {
        self.0.0.execute(
            "INSERT INTO device (id, key, station, block, enrolled_at)
             VALUES (?1, ?2, NULL, NULL, ?3)
             ON CONFLICT (id) DO NOTHING",
            params![TOWNSHIP.0, key.0, at.0],
        )?;
        Ok(())
    }
}
