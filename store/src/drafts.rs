//! Drafts and choices of this PC: overwritten in place, outside the log.

use rusqlite::{OptionalExtension, Row, params};
use shanyi_domain::time::Moment;

use crate::error::StoreError;
use crate::store::Store;

/// What is typed in a form that is not saved yet. Holds personal data: never log one.
#[derive(Clone, PartialEq, Eq)]
pub struct Draft {
    /// Which form.
    pub form: String,
    /// Its content as the screen keeps it.
    pub json: String,
    /// When it was last typed in.
    pub updated_at: Moment,
    /// The operator put it aside: kept, and not offered at the next start.
    pub aside: bool,
}

impl std::fmt::Debug for Draft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Draft")
            .field("form", &self.form)
            .finish_non_exhaustive()
    }
}

/// The one field of a draft that is not the screen's: whether it was put aside. Keeping what is
/// typed takes it away again, since a form that is typed in is open.
const ASIDE: &str = "$.aside";

fn read(row: &Row<'_>) -> rusqlite::Result<Draft> {
    Ok(Draft {
        form: row.get(0)?,
        json: row.get(1)?,
        updated_at: Moment(row.get(2)?),
        aside: row.get(3)?,
    })
}

impl Store {
    /// Keeps what is typed in a form, over what was there.
    ///
    /// # Errors
    /// What the database reports; `json` has to be JSON.
    pub fn put_draft(&mut self, form: &str, json: &str, at: Moment) -> Result<(), StoreError> {
        let sql = "INSERT INTO draft (form, json, updated_at) VALUES (?1, ?2, ?3)
                   ON CONFLICT (form) DO UPDATE
                   SET json = excluded.json, updated_at = excluded.updated_at";
        self.keep(|db, _| {
            db.prepare_cached(sql)?.execute(params![form, json, at.0])?;
            Ok(())
        })
    }

    /// Every draft, the newest first.
    ///
    /// # Errors
    /// What the database reports.
    pub fn drafts(&self) -> Result<Vec<Draft>, StoreError> {
        let sql = "SELECT form, json_remove(json, ?1), updated_at,
                          coalesce(json_extract(json, ?1), 0) = 1
                   FROM draft ORDER BY updated_at DESC, form";
        let mut statement = self.db.prepare_cached(sql)?;
        let drafts = statement.query_map([ASIDE], read)?;
        Ok(drafts.collect::<Result<_, _>>()?)
    }

    /// The draft of a form.
    ///
    /// # Errors
    /// What the database reports.
    pub fn draft(&self, form: &str) -> Result<Option<Draft>, StoreError> {
        let sql = "SELECT form, json_remove(json, ?1), updated_at,
                          coalesce(json_extract(json, ?1), 0) = 1
                   FROM draft WHERE form = ?2";
        let mut statement = self.db.prepare_cached(sql)?;
        Ok(statement.query_row([ASIDE, form], read).optional()?)
    }

    /// Puts a draft aside, or takes it up again. What was typed and when stays as it is.
    ///
    /// # Errors
    /// What the database reports.
    pub fn put_draft_aside(&mut self, form: &str, aside: bool) -> Result<(), StoreError> {
        let sql = if aside {
            "UPDATE draft SET json = json_set(json, ?1, json('true')) WHERE form = ?2"
        } else {
            "UPDATE draft SET json = json_remove(json, ?1) WHERE form = ?2"
        };
        self.db.prepare_cached(sql)?.execute([ASIDE, form])?;
        Ok(())
    }

    /// Forgets the draft of a form.
    ///
    /// # Errors
    /// What the database reports.
    pub fn drop_draft(&mut self, form: &str) -> Result<(), StoreError> {
        let sql = "DELETE FROM draft WHERE form = ?1";
        self.keep(|db, _| {
            db.prepare_cached(sql)?.execute([form])?;
            Ok(())
        })
    }

    /// A choice of this PC, as JSON.
    ///
    /// # Errors
    /// What the database reports.
    pub fn setting(&self, name: &str) -> Result<Option<String>, StoreError> {
        let sql = "SELECT value FROM setting WHERE name = ?1";
        let mut statement = self.db.prepare_cached(sql)?;
        Ok(statement.query_row([name], |row| row.get(0)).optional()?)
    }

    /// Keeps a choice of this PC, as JSON.
    ///
    /// # Errors
    /// What the database reports; `value` has to be JSON.
    pub fn put_setting(&mut self, name: &str, value: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO setting (name, value) VALUES (?1, ?2)
                   ON CONFLICT (name) DO UPDATE SET value = excluded.value";
        self.keep(|db, _| {
            db.prepare_cached(sql)?.execute([name, value])?;
            Ok(())
        })
    }
}
