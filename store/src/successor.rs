//! A PC that goes on with another's cases takes a name of its own: device and keys that the township
//! gives it by a one-time code, and with them a life and a block.
//!
//! A copy that was put back speaks under the device of the broken PC at first, so that whoever has no
//! line takes in cases at once. As long as it does, nobody can take the broken or stolen PC its key
//! without taking it the new one too. The lives of before stay what they are: what the township
//! acknowledged in them stays acknowledged, and their chains and receipts are held against the device
//! that wrote them. What it did not use goes over in the new life, under its own event ids.

use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};
use shanyi_domain::ids::{ActorId, DeviceId};
use shanyi_domain::time::Moment;
use shanyi_wire::exchange::QuarantineReason;

use crate::backup::system_time;
use crate::enrolment::{self, Enrolment};
use crate::error::StoreError;
use crate::fork::{self, entries};
use crate::installation::{Identity, draw_incarnation};
use crate::journal::{self, JournalAct};
use crate::store::{SCHEMA_VERSION, Store, version};

/// The setting that keeps which copy was put back, until the PC has a name of its own.
const PUT_BACK: &str = "store.put_back";
/// The setting that keeps under which devices the earlier lives were written.
const FORMER: &str = "store.former";
/// What a page keeps of a code on its way to become this PC's name. It is nothing to another PC.
pub const NAMING: &str = "naming.pending";

/// A device under which this store was written before.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Former {
    /// The last of its lives.
    until: i64,
    #[serde(with = "hex::serde")]
    device: [u8; 16],
}

impl Store {
    /// The moment of the copy that was put back here, as long as this PC speaks under the name of the
    /// one that the copy is of.
    ///
    /// # Errors
    /// What the database reports.
    pub fn speaks_for_another(&self) -> Result<Option<Moment>, StoreError> {
        let kept = self.setting(PUT_BACK)?;
        Ok(kept.and_then(|at| at.parse().ok()).map(Moment))
    }

    /// The block that the township gave with the present device: by it the county knows its PCs. Later
    /// lives may have drawn others.
    ///
    /// # Errors
    /// What the database reports.
    pub fn given_block(&self) -> Result<String, StoreError> {
        let before = former(&self.db)?.last().map_or(0, |last| last.until);
        let sql = "SELECT block FROM life WHERE ordinal > ?1 ORDER BY ordinal LIMIT 1";
        let block = self.db.query_row(sql, [before], |row| row.get(0));
        block.optional()?.ok_or(StoreError::NotEnrolled)
    }

    /// Goes on as another device of the same station, in a life and a block of its own. The same device
    /// again changes nothing.
    ///
    /// # Errors
    /// [`StoreError::NotEnrolled`]; [`StoreError::AlreadyEnrolled`] where the device is of another
    /// station or township; what the database reports.
    pub fn succeed(
        &mut self,
        identity: &Identity,
        enrolment: &Enrolment,
    ) -> Result<(), StoreError> {
        let present = self.identity()?.ok_or(StoreError::NotEnrolled)?;
        if present.device == identity.device {
            return Ok(());
        }
        if present.station.id != identity.station.id
            || present.township_key != identity.township_key
        {
            return Err(StoreError::AlreadyEnrolled);
        }
        let fresh = draw_incarnation(&mut self.randomness)?;
        let tx = self.write()?;
        leave(&tx, present.device)?;
        become_(&tx, identity)?;
        enrolment::put(&tx, enrolment)?;
        // Behind what was acknowledged, and what was taken as evidence alone because the township
        // had taken the former device its key.
        let revoked = QuarantineReason::Revoked.code();
        let moved = entries(
            &tx,
            "(e.life = (SELECT max(ordinal) FROM life)
                 AND e.seq > (SELECT acknowledged FROM exchange))
             OR (e.life NOTNULL AND e.position IN
                 (SELECT position FROM quarantine WHERE reason = ?1))",
            params![revoked],
        )?;
        fork::relabel(&tx, &moved, fresh, Some(&identity.block))?;
        let again = "DELETE FROM quarantine WHERE reason = ?1 AND EXISTS (SELECT 1 FROM event e
                         WHERE e.position = quarantine.position AND e.life NOTNULL)";
        tx.execute(again, [revoked])?;
        // What the former PC sent behind the copy was passed over as one's own: it is read again.
        tx.execute("UPDATE exchange SET station = 0", [])?;
        tx.execute("DELETE FROM setting WHERE name = ?1", [PUT_BACK])?;
        let (operator, now) = (identity.operator.id, system_time());
        journal::add(&tx, now, operator, JournalAct::NameTaken, None, None)?;
        tx.commit()
    }
}

/// Keeps under which device everything up to here was written.
fn leave(db: &Connection, device: DeviceId) -> Result<(), StoreError> {
    let mut all = former(db)?;
    let until = db.query_row("SELECT max(ordinal) FROM life", [], |row| row.get(0))?;
    all.push(Former {
        until,
        device: device.0,
    });
    let json = serde_json::to_string(&all).map_err(|_| StoreError::Damaged)?;
    put_setting(db, FORMER, &json)
}

fn become_(db: &Connection, identity: &Identity) -> Result<(), StoreError> {
    let station = &identity.station;
    db.execute(
        "UPDATE installation SET device = ?1, secret = ?2, server = ?3, station_code = ?4,
             station_name = ?5, station_short = ?6, township = ?7,
             operator = ?8, operator_name = ?9, operator_phone = ?10",
        params![
            identity.device.0,
            identity.key.to_bytes(),
            identity.server,
            station.code,
            station.name,
            station.short,
            station.township,
            identity.operator.id.0,
            identity.operator.name,
            identity.operator.phone,
        ],
    )?;
    Ok(())
}

/// The device under which each life was written: those of before by their setting, the rest by
/// the present one. What can't be read any more was none.
pub(crate) struct Devices {
    former: Vec<Former>,
    present: DeviceId,
}

impl Devices {
    /// `None` before the enrolment.
    pub(crate) fn of(db: &Connection) -> Result<Option<Self>, StoreError> {
        let sql = "SELECT device FROM installation";
        let device: Option<[u8; 16]> = db.query_row(sql, [], |row| row.get(0)).optional()?;
        device
            .map(|device| {
                Ok(Self {
                    former: former(db)?,
                    present: DeviceId(device),
                })
            })
            .transpose()
    }

    /// The device of a life.
    pub(crate) fn in_life(&self, ordinal: i64) -> DeviceId {
        let mut former = self.former.iter();
        let wrote = former.find(|former| ordinal <= former.until);
        wrote.map_or(self.present, |former| DeviceId(former.device))
    }
}

fn former(db: &Connection) -> Result<Vec<Former>, StoreError> {
    let sql = "SELECT value FROM setting WHERE name = ?1";
    let kept: Option<String> = db.query_row(sql, [FORMER], |row| row.get(0)).optional()?;
    Ok(kept
        .and_then(|json| serde_json::from_str(&json).ok())
        .unwrap_or_default())
}

/// Keeps that the copy of this moment was put back, and forgets what its PC had on its way.
pub(crate) fn mark_put_back(db: &Connection, at: Moment) -> Result<(), StoreError> {
    put_setting(db, PUT_BACK, &at.0.to_string())?;
    db.execute("DELETE FROM setting WHERE name = ?1", [NAMING])?;
    // An earlier program's copy becomes a store of this one when it is opened, and has no journal before.
    if version(db)? != Some(SCHEMA_VERSION) {
        return Ok(());
    }
    let nobody = ActorId(0);
    journal::add(db, system_time(), nobody, JournalAct::PutBack, None, None)
}

fn put_setting(db: &Connection, name: &str, value: &str) -> Result<(), StoreError> {
    let sql = "INSERT INTO setting (name, value) VALUES (?1, ?2)
               ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    db.execute(sql, [name, value])?;
    Ok(())
}
