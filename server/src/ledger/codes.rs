//! One-time codes, as far as they are kept: never what a code says.

use rusqlite::{OptionalExtension, Row, params};
use shanyi_domain::ids::{ActorId, DeviceId, StationId};
use shanyi_domain::time::Moment;
use shanyi_wire::derive::Hash;
use shanyi_wire::enrol::{CodeKey, Finder};

use super::{LedgerError, Tx, View};

/// A code that is to be kept.
#[derive(Clone, Debug)]
pub struct NewCode<'a> {
    /// What follows from it.
    pub key: &'a CodeKey,
    /// Whose station its PC becomes.
    pub station: StationId,
    /// The id that its PC gets.
    pub device: DeviceId,
    /// And the block of its case numbers.
    pub block: &'a str,
    /// Which PC it is for, in people's words.
    pub label: &'a str,
    /// The PC in whose place it comes.
    pub replaces: Option<DeviceId>,
    /// Who made it; nobody for a command on the township's machine.
    pub made_by: Option<ActorId>,
    /// When.
    pub made_at: Moment,
    /// Until when it may be used.
    pub expires_at: Moment,
}

/// A kept code.
#[derive(Clone, Debug)]
pub struct KeptCode {
    /// Its number.
    pub id: u32,
    /// What follows from it.
    pub key: CodeKey,
    /// Whose station its PC becomes.
    pub station: StationId,
    /// The id that its PC gets.
    pub device: DeviceId,
    /// And the block of its case numbers.
    pub block: String,
    /// Which PC it is for, in people's words.
    pub label: String,
    /// The PC in whose place it comes, as whoever made it said: that one was revoked then. Or else, since it was
    /// used, the PC whose cases the one that came with it says that it goes on with.
    pub replaces: Option<DeviceId>,
    /// Who made it.
    pub made_by: Option<ActorId>,
    /// When.
    pub made_at: Moment,
    /// Until when it may be used.
    pub expires_at: Moment,
    /// Since when it is taken back.
    pub withdrawn_at: Option<Moment>,
    /// When a PC came with it first, and SHA-256 of that PC's keys.
    pub used: Option<(Moment, Hash)>,
}

impl View<'_> {
    /// The code that is found by this.
    ///
    /// # Errors
    /// What the engine says.
    pub fn code(&self, finder: Finder) -> Result<Option<KeptCode>, LedgerError> {
        let sql = "SELECT * FROM enrol_code WHERE finder = ?1";
        let mut statement = self.0.prepare_cached(sql)?;
        Ok(statement.query_row([finder.0], kept).optional()?)
    }

    /// The code with this number.
    ///
    /// # Errors
    /// What the engine says.
    pub fn code_numbered(&self, id: u32) -> Result<Option<KeptCode>, LedgerError> {
        let sql = "SELECT * FROM enrol_code WHERE id = ?1";
        let mut statement = self.0.prepare_cached(sql)?;
        Ok(statement.query_row([id], kept).optional()?)
    }

    /// The newest codes, the newest first, `most` at most.
    ///
    /// # Errors
    /// What the engine says.
    pub fn codes(&self, most: u32) -> Result<Vec<KeptCode>, LedgerError> {
        let sql = "SELECT * FROM enrol_code ORDER BY id DESC LIMIT ?1";
        let mut statement = self.0.prepare_cached(sql)?;
        let rows = statement.query_map([most], kept)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Tx<'_> {
    /// Keeps a code; gives its number.
    ///
    /// # Errors
    /// What the engine says; a block that is taken is such a word.
    pub fn keep_code(&self, code: &NewCode<'_>) -> Result<u32, LedgerError> {
        let sql = "INSERT INTO enrol_code (finder, secret, station, device, block, label,
                       replaces, made_by, made_at, expires_at)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) RETURNING id";
        let mut statement = self.0.0.prepare_cached(sql)?;
        let values = params![
            code.key.finder().0,
            code.key.to_bytes(),
            code.station.0,
            code.device.0,
            code.block,
            code.label,
            code.replaces.map(|device| device.0),
            code.made_by.map(|person| person.0),
            code.made_at.0,
            code.expires_at.0,
        ];
        Ok(statement.query_row(values, |row| row.get("id"))?)
    }

    /// A PC with these keys has come with the code.
    ///
    /// # Errors
    /// What the engine says.
    pub fn use_code(&self, id: u32, at: Moment, keys: &Hash) -> Result<(), LedgerError> {
        self.0.0.execute(
            "UPDATE enrol_code SET used_at = ?2, used_by = ?3 WHERE id = ?1 AND used_at IS NULL",
            params![id, at.0, keys],
        )?;
        Ok(())
    }

    /// The PC that came with the code goes on with this one's cases, by its own word.
    ///
    /// # Errors
    /// What the engine says.
    pub fn goes_on_from(&self, id: u32, former: DeviceId) -> Result<(), LedgerError> {
        self.0.0.execute(
            "UPDATE enrol_code SET replaces = ?2 WHERE id = ?1 AND replaces IS NULL",
            params![id, former.0],
        )?;
        Ok(())
    }

    /// Takes a code back that nobody has come with.
    ///
    /// # Errors
    /// What the engine says.
    pub fn withdraw_code(&self, id: u32, at: Moment) -> Result<(), LedgerError> {
        self.0.0.execute(
            "UPDATE enrol_code SET withdrawn_at = ?2
             WHERE id = ?1 AND used_at IS NULL AND withdrawn_at IS NULL",
            params![id, at.0],
        )?;
        Ok(())
    }

    /// Gives a code that nobody has come with until then.
    ///
    /// # Errors
    /// What the engine says.
    pub fn extend_code(&self, id: u32, until: Moment) -> Result<(), LedgerError> {
        self.0.0.execute(
            "UPDATE enrol_code SET expires_at = max(expires_at, ?2)
             WHERE id = ?1 AND used_at IS NULL",
            params![id, until.0],
        )?;
        Ok(())
    }
}

fn kept(row: &Row<'_>) -> rusqlite::Result<KeptCode> {
    let used_at = row.get::<_, Option<i64>>("used_at")?.map(Moment);
    let used_by = row.get::<_, Option<Hash>>("used_by")?;
    Ok(KeptCode {
        id: row.get("id")?,
        key: CodeKey::from_bytes(row.get("secret")?),
        station: StationId(row.get("station")?),
        device: DeviceId(row.get("device")?),
        block: row.get("block")?,
        label: row.get("label")?,
        replaces: row.get::<_, Option<[u8; 16]>>("replaces")?.map(DeviceId),
        made_by: row.get::<_, Option<u32>>("made_by")?.map(ActorId),
        made_at: Moment(row.get("made_at")?),
        expires_at: Moment(row.get("expires_at")?),
        withdrawn_at: row.get::<_, Option<i64>>("withdrawn_at")?.map(Moment),
        used: used_at.zip(used_by),
    })
}
