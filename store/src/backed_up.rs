//! Since when the township has in its off-site backup what was saved here: by its own clock, as it stands
//! on its receipts. A receipt that goes further replaces the one before; what it covered for the first time
//! is remembered here, in a setting, a mark for each. Where the marks are lost the days begin anew.

use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};
use shanyi_domain::time::Moment;

use crate::error::StoreError;

const SETTING: &str = "store.backed_up";
/// Marks that are kept: one a night is more than a year. Of what the oldest said, the next says it later.
const MOST: usize = 400;

/// By this receipt so much of a life was in the backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Mark {
    timeline: i64,
    life: i64,
    prunable: u64,
    at: i64,
}

/// All of them, the oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Marks(Vec<Mark>);

impl Marks {
    /// What can't be read any more is as if nothing was marked.
    pub(crate) fn read(db: &Connection) -> Result<Self, StoreError> {
        let sql = "SELECT value FROM setting WHERE name = ?1";
        let mut statement = db.prepare_cached(sql)?;
        let kept: Option<String> = statement
            .query_row([SETTING], |row| row.get(0))
            .optional()?;
        let marks = kept.and_then(|json| serde_json::from_str(&json).ok());
        Ok(Self(marks.unwrap_or_default()))
    }

    fn keep(&self, db: &Connection) -> Result<(), StoreError> {
        let json = serde_json::to_string(&self.0).unwrap_or_default();
        let sql = "INSERT INTO setting (name, value) VALUES (?1, ?2)
                   ON CONFLICT (name) DO UPDATE SET value = excluded.value";
        db.prepare_cached(sql)?.execute([SETTING, &json])?;
        Ok(())
    }

    /// Since when the entry `seq` of a life is in the backup.
    pub(crate) fn since(&self, life: i64, seq: u64) -> Option<Moment> {
        let covers = |mark: &&Mark| mark.life == life && mark.prunable >= seq;
        let covering = self.0.iter().filter(covers);
        covering.map(|mark| Moment(mark.at)).min()
    }

    /// Adds one that says more than those before. Of another timeline none is left.
    fn add(&mut self, mark: Mark) -> bool {
        self.0.retain(|one| one.timeline == mark.timeline);
        let says_it = |one: &Mark| one.life == mark.life && one.prunable >= mark.prunable;
        if mark.prunable == 0 || self.0.iter().any(says_it) {
            return false;
        }
        self.0.push(mark);
        if self.0.len() > MOST {
            let mut pairs = self.0.windows(2);
            let older = pairs.position(|pair| pair[0].life == pair[1].life);
            older.map(|older| self.0.remove(older));
        }
        true
    }
}

/// Marks what the receipts of the present timeline say and no mark does yet, as from `at`.
pub(crate) fn mark(db: &Connection, at: Moment) -> Result<Marks, StoreError> {
    let sql = "SELECT timeline, life, prunable FROM receipt
               WHERE timeline = (SELECT timeline FROM exchange) ORDER BY life";
    let mut statement = db.prepare_cached(sql)?;
    let said = statement.query_map(params![], |row| {
        Ok(Mark {
            timeline: row.get(0)?,
            life: row.get(1)?,
            prunable: row.get(2)?,
            at: at.0,
        })
    })?;
    let said: Vec<Mark> = said.collect::<Result<_, _>>()?;
    let mut marks = Marks::read(db)?;
    let mut news = false;
    for mark in said {
        news |= marks.add(mark);
    }
    if news {
        marks.keep(db)?;
    }
    Ok(marks)
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn mark(life: i64, prunable: u64, at: i64) -> Mark {
        Mark {
            timeline: 7,
            life,
            prunable,
            at,
        }
    }

    #[test]
    fn an_entry_counts_from_the_first_receipt_that_covered_it() {
        let mut marks = Marks::default();
        for one in [
            mark(1, 3, 10),
            mark(1, 3, 20),
            mark(1, 8, 30),
            mark(2, 1, 40),
        ] {
            marks.add(one);
        }
        assert_eq!(marks.since(1, 3), Some(Moment(10)));
        assert_eq!(marks.since(1, 4), Some(Moment(30)));
        assert_eq!(marks.since(1, 9), None);
        assert_eq!(marks.since(2, 1), Some(Moment(40)));
        let elsewhere = Mark {
            timeline: 8,
            ..mark(1, 1, 50)
        };
        marks.add(elsewhere);
        assert_eq!(marks.since(1, 1), Some(Moment(50)));
        assert_eq!(
            marks.since(2, 1),
            None,
            "another timeline has yet to say it"
        );
    }

    #[test]
    fn of_many_marks_the_oldest_go_and_nothing_counts_from_earlier_by_that() {
        let mut marks = Marks::default();
        marks.add(mark(1, 5, 1));
        for night in 1..=600 {
            let prunable = u64::try_from(night).unwrap();
            marks.add(mark(2, prunable, 100 + night));
        }
        assert_eq!(marks.0.len(), MOST);
        assert_eq!(
            marks.since(1, 5),
            Some(Moment(1)),
            "the only one of its life"
        );
        assert_eq!(marks.since(2, 600), Some(Moment(700)));
        assert!(marks.since(2, 1) >= Some(Moment(101)));
    }
}
