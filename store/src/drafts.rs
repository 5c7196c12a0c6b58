//! Drafts and choices of this PC: overwritten in place, outside the log.

use rusqlite::{OptionalExtension, Row, params};
use shanyi_domain::ids::ActorId;
use shanyi_domain::time::Moment;

use crate::error::StoreError;
use crate::journal::{self, JournalAct};
use crate::store::Store;

/// What is typed in a form that is not saved yet. Holds personal data: never log one.
#[derive(Clone, PartialEq, Eq)]
pub struct Draft {
    /// Whose it is.
    pub operator: ActorId,
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

/// What came of taking a form over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TakenOver {
    /// It is the other one's now.
    Done,
    /// There is no such form any more.
    Gone,
    /// Whoever takes it over has such a form already.
    InTheWay,
}

/// The one field of a draft that is not the screen's: whether it was put aside. Keeping what is
/// typed takes it away again, since a form that is typed in is open.
const ASIDE: &str = "$.aside";

fn read(row: &Row<'_>) -> rusqlite::Result<Draft> {
    Ok(Draft {
        operator: ActorId(row.get(0)?),
        form: row.get(1)?,
        json: row.get(2)?,
        updated_at: Moment(row.get(3)?),
        aside: row.get(4)?,
    })
}

impl Store {
    /// Keeps what an operator types in a form, over what was there.
    ///
    /// # Errors
    /// What the database reports; `json` has to be JSON.
    pub fn put_draft(
        &mut self,
        operator: ActorId,
        form: &str,
        json: &str,
        at: Moment,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO draft (operator, form, json, updated_at) VALUES (?1, ?2, ?3, ?4)
                   ON CONFLICT (operator, form) DO UPDATE
                   SET json = excluded.json, updated_at = excluded.updated_at";
        self.keep(|db, _| {
            let values = params![operator.0, form, json, at.0];
            db.prepare_cached(sql)?.execute(values)?;
            Ok(())
        })
    }

    /// Every draft of every operator, the newest first.
    ///
    /// # Errors
    /// What the database reports.
    pub fn drafts(&self) -> Result<Vec<Draft>, StoreError> {
        let sql = "SELECT operator, form, json_remove(json, ?1), updated_at,
                          coalesce(json_extract(json, ?1), 0) = 1
                   FROM draft ORDER BY updated_at DESC, form";
        let mut statement = self.db.prepare_cached(sql)?;
        let drafts = statement.query_map([ASIDE], read)?;
        Ok(drafts.collect::<Result<_, _>>()?)
    }

    /// An operator's draft of a form.
    ///
    /// # Errors
    /// What the database reports.
    pub fn draft(&self, operator: ActorId, form: &str) -> Result<Option<Draft>, StoreError> {
        let sql = "SELECT operator, form, json_remove(json, ?1), updated_at,
                          coalesce(json_extract(json, ?1), 0) = 1
                   FROM draft WHERE operator = ?2 AND form = ?3";
        let mut statement = self.db.prepare_cached(sql)?;
        let draft = statement.query_row(params![ASIDE, operator.0, form], read);
        Ok(draft.optional()?)
    }

    /// Puts a draft aside, or takes it up again. What was typed and when stays as it is.
    ///
    /// # Errors
    /// What the database reports.
    pub fn put_draft_aside(
        &mut self,
        operator: ActorId,
        form: &str,
        aside: bool,
    ) -> Result<(), StoreError> {
        let sql = if aside {
            "UPDATE draft SET json = json_set(json, ?1, json('true'))
             WHERE operator = ?2 AND form = ?3"
        } else {
            "UPDATE draft SET json = json_remove(json, ?1) WHERE operator = ?2 AND form = ?3"
        };
        let mut statement = self.db.prepare_cached(sql)?;
        statement.execute(params![ASIDE, operator.0, form])?;
        Ok(())
    }

    /// Gives an operator's form to another one, and notes that in the journal.
    ///
    /// # Errors
    /// What the database reports.
    pub fn take_over_draft(
        &mut self,
        from: ActorId,
        to: ActorId,
        form: &str,
        at: Moment,
    ) -> Result<TakenOver, StoreError> {
        let there = "SELECT 1 FROM draft WHERE operator = ?1 AND form = ?2";
        let give = "UPDATE draft SET operator = ?1 WHERE operator = ?2 AND form = ?3";
        // Which form, and whose it was. What was typed is nobody's here.
        let detail = "SELECT json_object('from', ?1, 'form', ?2)";
        self.keep(|db, _| {
            let mut there = db.prepare_cached(there)?;
            if !there.exists(params![from.0, form])? {
                return Ok(TakenOver::Gone);
            }
            if there.exists(params![to.0, form])? {
                return Ok(TakenOver::InTheWay);
            }
            let values = params![to.0, from.0, form];
            db.prepare_cached(give)?.execute(values)?;
            let mut statement = db.prepare_cached(detail)?;
            let detail: String = statement.query_row(params![from.0, form], |row| row.get(0))?;
            journal::add(db, at, to, JournalAct::FormTakenOver, None, Some(&detail))?;
            Ok(TakenOver::Done)
        })
    }

    /// Forgets an operator's draft of a form.
    ///
    /// # Errors
    /// What the database reports.
    pub fn drop_draft(&mut self, operator: ActorId, form: &str) -> Result<(), StoreError> {
        let sql = "DELETE FROM draft WHERE operator = ?1 AND form = ?2";
        self.keep(|db, _| {
            db.prepare_cached(sql)?.execute(params![operator.0, form])?;
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
