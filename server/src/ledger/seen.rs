//! Who looked at what of people's data.

use rusqlite::params;
use shanyi_domain::ids::{ActorId, CaseId, ImageHash, StationId};
use shanyi_domain::time::Moment;

use super::{LedgerError, Tx, View};

/// How long, in seconds, somebody who looks again at the same is not written down again.
const AGAIN: i64 = 3600;

/// What of people's data somebody looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// A whole identity number. Each time is written down.
    IdNumber,
    /// The page of a case.
    Case,
    /// A list of cases, or what a search found.
    List,
    /// An image of a case, or its small picture.
    Image,
    /// A whole telephone number. Each time is written down.
    Phone,
}

impl Sight {
    /// Its number in the ledger. Never used again for another.
    const fn code(self) -> i64 {
        match self {
            Self::IdNumber => 1,
            Self::Case => 2,
            Self::List => 3,
            Self::Image => 4,
            Self::Phone => 5,
        }
    }
}

impl View<'_> {
    /// How often this was looked at of a case.
    ///
    /// # Errors
    /// What the engine says.
    pub fn views(&self, case: CaseId, sight: Sight) -> Result<u32, LedgerError> {
        let mut statement = self
            .0
            .prepare_cached("SELECT count(*) FROM viewed WHERE case_id = ?1 AND what = ?2")?;
        let values = params![case.0, sight.code()];
        Ok(statement.query_row(values, |row| row.get(0))?)
    }

    /// Whether it stands already that somebody looked at this within the last hour. An hour that lies
    /// ahead of the clock does not count.
    ///
    /// # Errors
    /// What the engine says.
    pub fn was_seen(
        &self,
        person: ActorId,
        sight: Sight,
        case: Option<CaseId>,
        now: Moment,
    ) -> Result<bool, LedgerError> {
        let mut statement = self.0.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM viewed
                 WHERE person = ?1 AND at > ?2 AND at <= ?3 AND what = ?4
                   AND (case_id = ?5 OR (case_id IS NULL AND ?5 IS NULL)))",
        )?;
        let case = case.map(|case| case.0);
        let values = params![person.0, now.0 - AGAIN, now.0, sight.code(), case];
        Ok(statement.query_row(values, |row| row.get(0))?)
    }

    /// A case that names an image of this station.
    ///
    /// # Errors
    /// What the engine says.
    pub fn case_of_image(
        &self,
        station: StationId,
        hash: &ImageHash,
    ) -> Result<Option<CaseId>, LedgerError> {
        let mut statement = self.0.prepare_cached(
            "SELECT min(case_id) FROM case_image WHERE hash = ?1 AND station = ?2",
        )?;
        let case = statement.query_row(params![hash.0, station.0], |row| {
            row.get::<_, Option<[u8; 16]>>(0)
        })?;
        Ok(case.map(CaseId))
    }
}

impl Tx<'_> {
    /// Remembers what somebody looked at.
    ///
    /// # Errors
    /// What the engine says.
    pub fn note_view(
        &self,
        person: ActorId,
        sight: Sight,
        case: Option<CaseId>,
        at: Moment,
    ) -> Result<(), LedgerError> {
        self.0.0.execute(
            "INSERT INTO viewed (person, what, case_id, at) VALUES (?1, ?2, ?3, ?4)",
            params![person.0, sight.code(), case.map(|case| case.0), at.0],
        )?;
        Ok(())
    }
}
