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

/// An enrolled installation as people know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its id.
    pub id: DeviceId,
    /// The station it stands at.
    pub station: StationId,
    /// The block of its case numbers.
    pub block: String,
    /// Which PC it is.
    pub label: String,
    /// Since when.
    pub enrolled_at: Moment,
    /// When the last entry of its log came.
    pub last_sent: Option<Moment>,
    /// When it last spoke and was believed, as far as this ledger has it.
    pub heard: Option<Moment>,
    /// When its key was taken from it, and why.
    pub revoked: Option<(Moment, String)>,
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

    /// The blocks that the devices of a station have, or will have that come with its codes.
    ///
    /// # Errors
    /// What the engine says.
    pub fn blocks(&self, station: StationId) -> Result<Vec<String>, LedgerError> {
        let mut statement = self.0.prepare_cached(
            "SELECT block FROM device WHERE station = ?1 AND block IS NOT NULL
                 UNION SELECT block FROM enrol_code WHERE station = ?1",
        )?;
        let rows = statement.query_map([station.0], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Whether a device was taken its key.
    ///
    /// # Errors
    /// What the engine says.
    pub fn is_revoked(&self, device: DeviceId) -> Result<bool, LedgerError> {
        let mut statement = self
            .0
            .prepare_cached("SELECT revoked_at IS NOT NULL FROM device WHERE id = ?1")?;
        let revoked = statement.query_row([device.0], |row| row.get(0));
        Ok(revoked.optional()?.unwrap_or(false))
    }

    /// When a device last spoke, as far as this ledger has it.
    ///
    /// # Errors
    /// What the engine says.
    pub fn heard(&self, device: DeviceId) -> Result<Option<Moment>, LedgerError> {
        let mut statement = self
            .0
            .prepare_cached("SELECT heard_at FROM device WHERE id = ?1")?;
        let at = statement.query_row([device.0], |row| row.get::<_, Option<i64>>(0));
        Ok(at.optional()?.flatten().map(Moment))
    }

    /// Every enrolled installation, by station.
    ///
    /// # Errors
    /// What the engine says.
    pub fn devices(&self) -> Result<Vec<Known>, LedgerError> {
        let mut statement = self.0.prepare_cached(
            "SELECT id, station, block, label, enrolled_at, revoked_at, revoked_why,
                    (SELECT max(coalesce(
                         (SELECT event.received_at FROM entry
                          JOIN event ON event.id = entry.event
                          WHERE entry.stream = stream.id AND entry.seq = stream.seq),
                         (SELECT quarantine.received_at FROM quarantine
                          WHERE quarantine.stream = stream.id AND quarantine.seq = stream.seq)))
                     FROM stream WHERE stream.device = device.id),
                    heard_at
             FROM device WHERE station IS NOT NULL ORDER BY station, enrolled_at, id",
        )?;
        let rows = statement.query_map([], |row| {
            let revoked_at = row.get::<_, Option<i64>>(5)?.map(Moment);
            Ok(Known {
                id: DeviceId(row.get(0)?),
                station: StationId(row.get(1)?),
                block: row.get::<_, Option<String>>(2)?.unwrap_or_default(),
                label: row.get(3)?,
                enrolled_at: Moment(row.get(4)?),
                last_sent: row.get::<_, Option<i64>>(7)?.map(Moment),
                heard: row.get::<_, Option<i64>>(8)?.map(Moment),
                revoked: revoked_at.zip(row.get(6)?),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl View<'_> {
    /// How many devices of stations are in service, and how many were taken out of it.
    ///
    /// # Errors
    /// What the engine says.
    pub fn devices_in_service(&self) -> Result<(u32, u32), LedgerError> {
        let sql = "SELECT count(*) - count(revoked_at), count(revoked_at) FROM device
                   WHERE station IS NOT NULL";
        let row = self
            .0
            .query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)));
        Ok(row?)
    }
}

impl Tx<'_> {
    /// Keeps what a device brought beside its key, and which PC it is.
    ///
    /// # Errors
    /// What the engine says.
    pub fn furnish(
        &self,
        device: DeviceId,
        sealing: &[u8; 32],
        label: &str,
    ) -> Result<(), LedgerError> {
        self.0.0.execute(
            "UPDATE device SET sealing = ?2, label = ?3 WHERE id = ?1",
            params![device.0, sealing, label],
        )?;
        Ok(())
    }

    /// Takes a device its key.
    ///
    /// # Errors
    /// What the engine says.
    pub fn revoke(&self, device: DeviceId, at: Moment, why: &str) -> Result<(), LedgerError> {
        self.0.0.execute(
            "UPDATE device SET revoked_at = ?2, revoked_why = ?3
             WHERE id = ?1 AND station IS NOT NULL AND revoked_at IS NULL",
            params![device.0, at.0, why],
        )?;
        Ok(())
    }

    /// Keeps when devices last spoke.
    ///
    /// # Errors
    /// What the engine says.
    pub fn keep_heard(&self, heard: &[(DeviceId, Moment)]) -> Result<(), LedgerError> {
        let mut statement = self
            .0
            .0
            .prepare_cached("UPDATE device SET heard_at = ?2 WHERE id = ?1")?;
        for (device, at) in heard {
            statement.execute(params![device.0, at.0])?;
        }
        Ok(())
    }

    /// Enrols a device at a station. It has spoken by that.
    ///
    /// # Errors
    /// What the engine says; a block that is taken is such a word.
    pub fn enrol(&self, device: &Device, block: &str, at: Moment) -> Result<(), LedgerError> {
        self.0.0.execute(
            "INSERT INTO device (id, key, station, block, enrolled_at, heard_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?5)",
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
