//! Reading cases: one of them whole, and its row in lists.

use chrono::NaiveDate;
use rusqlite::{OptionalExtension, Row};
use shanyi_domain::case::Case;
use shanyi_domain::ids::{CaseId, StationId};
use shanyi_domain::state::State;
use shanyi_domain::time::{Day, Moment};
use shanyi_domain::workday::Due;

use crate::due;
use crate::error::StoreError;
use crate::log;
use crate::store::Store;
use crate::sync_state::{self, CaseSync};

/// A case as lists show it. Holds personal data: never log one.
#[derive(Clone, PartialEq, Eq)]
pub struct CaseRow {
    /// The case.
    pub id: CaseId,
    /// Its number for people.
    pub number: String,
    /// The station it belongs to.
    pub station: StationId,
    /// The item's code.
    pub item: String,
    /// The applicant's name.
    pub name: String,
    /// ID number.
    pub id_number: Option<String>,
    /// Where the applicant lives.
    pub address: String,
    /// Where the case stands.
    pub state: State,
    /// When it was taken in.
    pub collected_at: Moment,
    /// The latest clock of any of its events.
    pub updated_at: Moment,
    /// When it was last handed over to the township.
    pub submitted_at: Option<Moment>,
    /// When nothing was open any more.
    pub closed_at: Option<Moment>,
    /// The day of acceptance, while a clock runs; the case itself has the clock.
    pub accepted_on: Option<Day>,
    /// Until when the office has to decide, by the calendar in force.
    pub due: Option<Due>,
    /// The clock stands still.
    pub paused: bool,
    /// The result is made out.
    pub issued: bool,
    /// How often it was sent back.
    pub corrections: u32,
    /// Events that are kept without effect and shown.
    pub disputed: u32,
    /// Papers and answers of which versions stand side by side until somebody settles them.
    pub to_settle: u32,
    /// How far it is on its way to the township.
    pub sync: CaseSync,
}

impl std::fmt::Debug for CaseRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CaseRow")
            .field("number", &self.number)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

const ROW: &str = "SELECT case_id, number, station, item, name, id_number, address, state,
    collected_at, updated_at, submitted_at, closed_at, accepted_on, paused, issued, corrections,
    disputed, due_on, due_provisional, to_settle FROM case_row WHERE begun = ?1";

impl Store {
    /// A case as its events make it; `None` where it is not here, or not its beginning.
    ///
    /// # Errors
    /// What the database reports.
    pub fn case(&self, id: &CaseId) -> Result<Option<Case>, StoreError> {
        log::fold(&self.db, id)
    }

    /// The row of a case.
    ///
    /// # Errors
    /// What the database reports.
    pub fn row(&self, id: &CaseId) -> Result<Option<CaseRow>, StoreError> {
        match self.begun(id)? {
            Some(begun) => self.row_at(begun),
            None => Ok(None),
        }
    }

    /// The position of the event that took a case in.
    pub(crate) fn begun(&self, id: &CaseId) -> Result<Option<i64>, StoreError> {
        let sql = "SELECT begun FROM case_row WHERE begun IN
                   (SELECT position FROM event WHERE case_id = ?1 AND seed NOT NULL)";
        let mut statement = self.db.prepare_cached(sql)?;
        Ok(statement.query_row([id.0], |row| row.get(0)).optional()?)
    }

    /// The case that began at this position.
    pub(crate) fn case_at(&self, begun: i64) -> Result<CaseId, StoreError> {
        let sql = "SELECT case_id FROM case_row WHERE begun = ?1";
        let mut statement = self.db.prepare_cached(sql)?;
        Ok(CaseId(statement.query_row([begun], |row| row.get(0))?))
    }

    /// The row of the case that began at this position.
    pub(crate) fn row_at(&self, begun: i64) -> Result<Option<CaseRow>, StoreError> {
        let mut statement = self.db.prepare_cached(ROW)?;
        let mut rows = statement.query([begun])?;
        let Some(row) = rows.next()? else {
            return Ok(None);
        };
        let sync = sync_state::of_case(&self.db, &CaseId(row.get(0)?))?;
        Ok(Some(read_row(row, sync)?))
    }
}

fn read_row(row: &Row<'_>, sync: CaseSync) -> rusqlite::Result<CaseRow> {
    let moment = |column: usize| Ok::<_, rusqlite::Error>(Moment(row.get(column)?));
    let maybe =
        |column: usize| Ok::<_, rusqlite::Error>(row.get::<_, Option<i64>>(column)?.map(Moment));
    let accepted_on: Option<String> = row.get(12)?;
    let provisional = row.get(18)?;
    let due: Option<i32> = row.get(17)?;
    Ok(CaseRow {
        id: CaseId(row.get(0)?),
        number: row.get(1)?,
        station: StationId(row.get(2)?),
        item: row.get(3)?,
        name: row.get(4)?,
        id_number: row.get(5)?,
        address: row.get(6)?,
        // The column's check lets no other code in.
        state: State::from_code(row.get(7)?).unwrap_or(State::Collected),
        collected_at: moment(8)?,
        updated_at: moment(9)?,
        submitted_at: maybe(10)?,
        closed_at: maybe(11)?,
        accepted_on: accepted_on
            .and_then(|day| day.parse::<NaiveDate>().ok())
            .map(Day),
        due: due.map(|days| Due {
            date: due::day(days),
            provisional,
        }),
        paused: row.get(13)?,
        issued: row.get(14)?,
        corrections: row.get(15)?,
        disputed: row.get(16)?,
        to_settle: row.get(19)?,
        sync,
    })
}
