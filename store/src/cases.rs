//! Reading cases: one of them whole, pages of them, and what somebody looks for.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rusqlite::types::Value;
use rusqlite::{Connection, Row, ToSql};
use shanyi_domain::case::Case;
use shanyi_domain::ids::{CaseId, StationId};
use shanyi_domain::state::State;
use shanyi_domain::time::{Day, Moment};

use crate::error::StoreError;
use crate::log;
use crate::search;
use crate::store::Store;
use crate::sync_state::{self, CaseSync};

/// Most rows of one page.
const MAX_PAGE: u32 = 200;

/// Which cases, newest change first.
#[derive(Clone, Debug, Default)]
pub struct CaseQuery {
    /// In one of these states; empty for any.
    pub states: Vec<State>,
    /// Found by this text; blank for any.
    pub text: String,
    /// Behind this row.
    pub after: Option<PageMark>,
    /// Most rows, at most 200; 0 counts as 50.
    pub limit: u32,
}

/// Where a page ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageMark {
    updated_at: Moment,
    case: CaseId,
}

impl PageMark {
    /// The mark as text, to hand to a screen and take back.
    #[must_use]
    pub fn to_text(self) -> String {
        format!("{}.{}", self.updated_at.0, self.case)
    }

    /// Reads what [`PageMark::to_text`] gave.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let (at, case) = text.split_once('.')?;
        Some(Self {
            updated_at: Moment(at.parse().ok()?),
            case: CaseId::from_hex(case)?,
        })
    }
}

/// A page of rows.
#[derive(Clone, Debug)]
pub struct Page {
    /// The rows.
    pub rows: Vec<CaseRow>,
    /// Where the next page begins; `None` at the end.
    pub next: Option<PageMark>,
}

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
    /// Last four characters of the ID number.
    pub id_last4: Option<String>,
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
    /// The clock stands still.
    pub paused: bool,
    /// The result is made out.
    pub issued: bool,
    /// How often it was sent back.
    pub corrections: u32,
    /// Events that are kept without effect and shown.
    pub disputed: u32,
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

/// How many cases began and ended in a stretch of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Taken in.
    pub taken: u32,
    /// Closed.
    pub closed: u32,
}

/// The states in which a case waits for the station, and the index's own words for them.
const TO_DO: [State; 5] = [
    State::Correction,
    State::Granted,
    State::Denied,
    State::Refused,
    State::Withdrawn,
];
const TO_DO_INDEX: &str = "(state = 3 OR state BETWEEN 5 AND 8)";

const ROW: &str = "SELECT case_id, number, station, item, name, id_last4, address, state,
    collected_at, updated_at, submitted_at, closed_at, accepted_on, paused, issued, corrections,
    disputed FROM case_row";

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
        let sql = format!(
            "{ROW} WHERE begun IN (SELECT position FROM event WHERE case_id = ?1 AND seed NOT NULL)"
        );
        Ok(rows(&self.db, &sql, &[&id.0])?.pop())
    }

    /// A page of cases, newest change first.
    ///
    /// # Errors
    /// What the database reports.
    pub fn cases(&self, query: &CaseQuery) -> Result<Page, StoreError> {
        let mut conditions = Vec::new();
        let mut values: Vec<Value> = Vec::new();
        if !query.text.trim().is_empty() {
            let found = search::find(&self.db, &query.text)?;
            conditions.push("begun IN (SELECT value FROM json_each(?))");
            values.push(Value::Text(format!("{found:?}")));
        }
        if !query.states.is_empty() {
            let codes: Vec<u8> = query.states.iter().map(|state| state.code()).collect();
            if query.states.iter().all(|state| TO_DO.contains(state)) {
                conditions.push(TO_DO_INDEX);
            }
            conditions.push("state IN (SELECT value FROM json_each(?))");
            values.push(Value::Text(format!("{codes:?}")));
        }
        if let Some(after) = query.after {
            conditions.push("(updated_at, case_id) < (?, ?)");
            values.push(Value::Integer(after.updated_at.0));
            values.push(Value::Blob(after.case.0.to_vec()));
        }
        let limit = match query.limit {
            0 => 50,
            limit => limit.min(MAX_PAGE),
        };
        values.push(Value::Integer(i64::from(limit) + 1));
        let filter = match conditions.is_empty() {
            true => String::new(),
            false => format!(" WHERE {}", conditions.join(" AND ")),
        };
        let sql = format!("{ROW}{filter} ORDER BY updated_at DESC, case_id DESC LIMIT ?");
        let values: Vec<&dyn ToSql> = values.iter().map(|value| value as &dyn ToSql).collect();
        let mut rows = rows(&self.db, &sql, &values)?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next = rows.last().filter(|_| more).map(|row| PageMark {
            updated_at: row.updated_at,
            case: row.id,
        });
        Ok(Page { rows, next })
    }

    /// The cases that a text finds: any part of the name, its pinyin or initials, the number with
    /// or without dashes, the last digits of ID number or telephone. Newest change first, at most
    /// fifty. No text is an error.
    ///
    /// # Errors
    /// What the database reports.
    pub fn search(&self, text: &str) -> Result<Vec<CaseRow>, StoreError> {
        if text.trim().is_empty() {
            return Ok(Vec::new());
        }
        let query = CaseQuery {
            text: text.to_owned(),
            ..CaseQuery::default()
        };
        Ok(self.cases(&query)?.rows)
    }

    /// How many cases are in each state; states without a case are left out.
    ///
    /// # Errors
    /// What the database reports.
    pub fn counts(&self) -> Result<BTreeMap<State, u32>, StoreError> {
        let sql = "SELECT state, count(*) FROM case_row GROUP BY state";
        let mut statement = self.db.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        let mut counts = BTreeMap::new();
        while let Some(row) = rows.next()? {
            if let Some(state) = State::from_code(row.get(0)?) {
                counts.insert(state, row.get(1)?);
            }
        }
        Ok(counts)
    }

    /// How many cases were taken in and closed from `from` to before `until`.
    ///
    /// # Errors
    /// What the database reports.
    pub fn tally(&self, from: Moment, until: Moment) -> Result<Tally, StoreError> {
        let sql = "SELECT count(*) FILTER (WHERE collected_at >= ?1 AND collected_at < ?2),
                       count(*) FILTER (WHERE closed_at >= ?1 AND closed_at < ?2)
                   FROM case_row";
        let read = |row: &Row<'_>| {
            Ok(Tally {
                taken: row.get(0)?,
                closed: row.get(1)?,
            })
        };
        let mut statement = self.db.prepare_cached(sql)?;
        Ok(statement.query_row([from.0, until.0], read)?)
    }
}

fn rows(db: &Connection, sql: &str, values: &[&dyn ToSql]) -> Result<Vec<CaseRow>, StoreError> {
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query(values)?;
    let mut out = Vec::new();
    while let Some(row) = rows.next()? {
        let sync = sync_state::of_case(db, &CaseId(row.get(0)?))?;
        out.push(read_row(row, sync)?);
    }
    Ok(out)
}

fn read_row(row: &Row<'_>, sync: CaseSync) -> rusqlite::Result<CaseRow> {
    let moment = |column: usize| Ok::<_, rusqlite::Error>(Moment(row.get(column)?));
    let maybe =
        |column: usize| Ok::<_, rusqlite::Error>(row.get::<_, Option<i64>>(column)?.map(Moment));
    let accepted_on: Option<String> = row.get(12)?;
    Ok(CaseRow {
        id: CaseId(row.get(0)?),
        number: row.get(1)?,
        station: StationId(row.get(2)?),
        item: row.get(3)?,
        name: row.get(4)?,
        id_last4: row.get(5)?,
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
        paused: row.get(13)?,
        issued: row.get(14)?,
        corrections: row.get(15)?,
        disputed: row.get(16)?,
        sync,
    })
}
