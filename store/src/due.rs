//! Until when offices have to decide: computed by the calendar in force and kept in the rows, so
//! that lists can be ordered by it. A new calendar computes every date again.

use std::cell::OnceCell;

use chrono::{NaiveDate, TimeDelta};
use rusqlite::{Connection, OptionalExtension};
use shanyi_domain::case::Case;
use shanyi_domain::ids::CaseId;
use shanyi_domain::workday::{Calendar, Due};
use shanyi_wire::event::DocumentKind;

use crate::cards::pack;
use crate::documents;
use crate::error::StoreError;
use crate::log;
use crate::store::Store;

/// The due dates of cases by the calendar in force, which is read when the first clock runs.
pub(crate) struct DueDates<'a> {
    db: &'a Connection,
    calendar: OnceCell<Option<Calendar>>,
}

impl<'a> DueDates<'a> {
    pub(crate) const fn of_store(db: &'a Connection) -> Self {
        Self {
            db,
            calendar: OnceCell::new(),
        }
    }

    /// Until when the office has to decide; `None` where nobody knows.
    pub(crate) fn of(&self, case: &Case) -> Result<Option<Due>, StoreError> {
        if case.running.is_none() {
            return Ok(None);
        }
        if self.calendar.get().is_none() {
            let _ = self.calendar.set(in_force(self.db)?);
        }
        let calendar = self.calendar.get().and_then(Option::as_ref);
        Ok(calendar.and_then(|calendar| case.due(calendar)))
    }
}

/// The calendar in force: the newest that was published and is here. Before the first one comes,
/// and where it can't be read, the one that the program came with.
fn in_force(db: &Connection) -> Result<Option<Calendar>, StoreError> {
    let sql = "SELECT bytes FROM document WHERE kind = ?1 AND state = 2
               ORDER BY version DESC LIMIT 1";
    let kind = documents::code(DocumentKind::Calendar);
    let bytes: Option<Vec<u8>> = db
        .prepare_cached(sql)?
        .query_row([kind], |row| row.get(0))
        .optional()?;
    let published = bytes.and_then(|bytes| Calendar::from_json(str::from_utf8(&bytes).ok()?).ok());
    Ok(published.or_else(|| Calendar::from_json(Calendar::embedded()).ok()))
}

/// Computes the due date of every case whose clock runs again.
pub(crate) fn compute_again(db: &Connection) -> Result<(), StoreError> {
    let running: Vec<(i64, CaseId)> = {
        let sql = "SELECT begun, case_id FROM case_row WHERE state = 4 AND accepted_on NOT NULL";
        let mut statement = db.prepare_cached(sql)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, CaseId(row.get(1)?))))?;
        rows.collect::<Result<_, _>>()?
    };
    let dates = DueDates::of_store(db);
    let sql = "UPDATE case_row SET due_on = ?2, due_provisional = ?3
               WHERE begun = ?1 AND (due_on IS NOT ?2 OR due_provisional <> ?3)";
    for (begun, id) in running {
        let Some(case) = log::fold(db, &id)? else {
            continue;
        };
        let due = dates.of(&case)?;
        let values = (
            begun,
            due.map(|due| days(due.date)),
            due.is_some_and(|due| due.provisional),
        );
        if db.prepare_cached(sql)?.execute(values)? > 0 {
            pack::stale(db, begun)?;
        }
    }
    Ok(())
}

/// A day as rows and cards keep it: days since 1970-01-01.
pub(crate) fn days(day: NaiveDate) -> i32 {
    let days = day.signed_duration_since(NaiveDate::default()).num_days();
    i32::try_from(days).unwrap_or(i32::MAX)
}

/// The day that is kept as this number.
pub(crate) fn day(days: i32) -> NaiveDate {
    TimeDelta::try_days(i64::from(days))
        .and_then(|delta| NaiveDate::default().checked_add_signed(delta))
        .unwrap_or_default()
}

impl Store {
    /// The calendar in force, by which the due dates in the rows were computed.
    ///
    /// # Errors
    /// What the database reports; [`StoreError::NoDocument`] where there is none that can be read.
    pub fn calendar(&self) -> Result<Calendar, StoreError> {
        in_force(&self.db)?.ok_or(StoreError::NoDocument)
    }
}
