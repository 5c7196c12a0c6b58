//! What has to be known of cases so that those whose time is over can be erased.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rusqlite::params;
use shanyi_domain::ids::CaseId;
use shanyi_domain::retention::{Lived, Retention};
use shanyi_domain::time::Moment;
use shanyi_wire::event::DocumentKind;

use super::documents::code;
use super::lists::Place;
use super::{LedgerError, View};

/// The time of keeping of one item, as the catalogue in force has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// What the item says.
    pub retention: Retention,
    /// Since which day it says so: the first of the versions that say the same one after the other.
    pub since: NaiveDate,
    /// The catalogue in force.
    pub version: u32,
}

/// The rules of a catalogue, by item.
pub type Rules = BTreeMap<String, Rule>;

impl View<'_> {
    /// After how long cases are erased, for each item of which the catalogue in force says it. Empty where
    /// it says nothing, as everywhere where nobody has decided.
    ///
    /// # Errors
    /// What the engine says.
    pub fn rules_of_erasing(&self) -> Result<Rules, LedgerError> {
        let mut rules = Rules::new();
        for item in self.items()? {
            if let Some(rule) = self.rule_of_erasing(&item.code)? {
                rules.insert(item.code.clone(), rule);
            }
        }
        Ok(rules)
    }

    /// The same of one item.
    ///
    /// # Errors
    /// What the engine says.
    pub fn rule_of_erasing(&self, item: &str) -> Result<Option<Rule>, LedgerError> {
        let mut statement = self.0.prepare_cached(
            "SELECT document.version, document.published_at, item.body FROM document
             LEFT JOIN item ON item.version = document.version AND item.code = ?2
             WHERE document.kind = ?1 ORDER BY document.version DESC",
        )?;
        let mut rows = statement.query(params![code(DocumentKind::Catalog), item])?;
        let mut rule: Option<Rule> = None;
        while let Some(row) = rows.next()? {
            let body: Option<String> = row.get(2)?;
            let item = body.map(|body| self.1.item(body)).transpose()?;
            let months = item.as_ref().and_then(|item| item.retention.erase_months);
            let since = Moment(row.get(1)?).business_day();
            match (&mut rule, item) {
                (None, Some(item)) if months.is_some() => {
                    let (retention, version) = (item.retention, row.get(0)?);
                    rule = Some(Rule {
                        retention,
                        since,
                        version,
                    });
                }
                (Some(rule), _) if rule.retention.erase_months == months => rule.since = since,
                _ => break,
            }
        }
        Ok(rule)
    }

    /// Cases that came to an end and of which nothing was received from `before` on, behind `after`: `most`
    /// at most, by id.
    ///
    /// # Errors
    /// What the engine says.
    pub fn done_before(
        &self,
        before: Moment,
        after: CaseId,
        most: u32,
    ) -> Result<Vec<CaseId>, LedgerError> {
        let mut statement = self.0.prepare_cached(
            "SELECT case_file.id FROM case_file JOIN event ON event.position = case_file.position
             WHERE case_file.queue = ?1 AND case_file.id > ?2 AND event.received_at < ?3
             ORDER BY case_file.id LIMIT ?4",
        )?;
        let values = params![Place::Done.code(), after.0, before.0, most];
        let rows = statement.query_map(values, |row| row.get(0).map(CaseId))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The days on which something was received or noted here.
    ///
    /// # Errors
    /// What the engine says.
    pub fn lived(&self) -> Result<Lived, LedgerError> {
        let mut statement = self.0.prepare(
            "SELECT DISTINCT received_at / 3600 FROM event
             UNION SELECT DISTINCT at / 3600 FROM journal",
        )?;
        let hours = statement.query_map([], |row| row.get::<_, i64>(0))?;
        let hours: Vec<i64> = hours.collect::<Result<_, _>>()?;
        let day = |hour: &i64| Moment(hour.saturating_mul(3600)).business_day();
        Ok(Lived::of(hours.iter().map(day)))
    }

    /// How many entries that name a case are set aside, and how many of its pictures are not whole.
    ///
    /// # Errors
    /// What the engine says.
    pub fn unsettled(&self, case: CaseId) -> Result<(u64, u64), LedgerError> {
        let mut statement = self.0.prepare_cached(
            "SELECT (SELECT count(*) FROM quarantine WHERE case_id = ?1)
                  + (SELECT count(*) FROM returned WHERE case_id = ?1),
                 (SELECT count(*) FROM case_image WHERE case_id = ?1 AND complete = 0)",
        )?;
        let count = |row: &rusqlite::Row<'_>, at| row.get::<_, i64>(at).map(i64::cast_unsigned);
        Ok(statement.query_row([case.0], |row| Ok((count(row, 0)?, count(row, 1)?)))?)
    }

    /// When the last case was erased.
    ///
    /// # Errors
    /// What the engine says.
    pub fn last_erased(&self) -> Result<Option<Moment>, LedgerError> {
        let sql = "SELECT max(at) FROM erasure";
        let mut statement = self.0.prepare_cached(sql)?;
        let at: Option<i64> = statement.query_row([], |row| row.get(0))?;
        Ok(at.map(Moment))
    }
}
