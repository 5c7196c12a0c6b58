//! The right to take in cases: given to and withdrawn from people, line by line. Without a line it is
//! there.

use rusqlite::{OptionalExtension, params};
use shanyi_domain::ids::{ActorId, CaseId, StationId};
use shanyi_domain::time::Moment;

use super::{LedgerError, Tx, View};

/// A change of somebody's right.
#[derive(Clone, Copy, Debug)]
pub struct Entitlement<'a> {
    /// Whose.
    pub person: ActorId,
    /// Given, or withdrawn.
    pub granted: bool,
    /// From this moment.
    pub since: Moment,
    /// By whom; nobody for a command on the township's machine.
    pub by: Option<ActorId>,
    /// Why, in people's words.
    pub why: &'a str,
}

impl View<'_> {
    /// Whether this person had the right at this moment, as the ledger knows today.
    ///
    /// # Errors
    /// What the engine says.
    pub fn may_collect(&self, person: ActorId, at: Moment) -> Result<bool, LedgerError> {
        let mut statement = self.0.prepare_cached(
            "SELECT granted FROM entitlement WHERE person = ?1 AND since <= ?2
             ORDER BY since DESC, position DESC LIMIT 1",
        )?;
        let granted = statement.query_row(params![person.0, at.0], |row| row.get(0));
        Ok(granted.optional()?.unwrap_or(true))
    }

    /// The cases of a station with which the station or the township still has something to do.
    ///
    /// # Errors
    /// What the engine says.
    pub fn open_cases(&self, station: StationId) -> Result<Vec<CaseId>, LedgerError> {
        let mut statement = self.0.prepare_cached(
            "SELECT id FROM case_file WHERE station = ?1 AND queue BETWEEN 1 AND 7 ORDER BY id",
        )?;
        let rows = statement.query_map([station.0], |row| row.get(0).map(CaseId))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Tx<'_> {
    /// Writes down that somebody's right changed.
    ///
    /// # Errors
    /// What the engine says.
    pub fn entitle(&self, change: &Entitlement<'_>) -> Result<(), LedgerError> {
        self.0.0.execute(
            "INSERT INTO entitlement (person, granted, since, by, why) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                change.person.0,
                change.granted,
                change.since.0,
                change.by.map(|by| by.0),
                change.why
            ],
        )?;
        Ok(())
    }
}
