//! What goes in the days to come, for whoever asks at the console. Every case that came to an end has to be looked
//! at for that, which takes long where there are many: it is done once a day, and whoever asks looks again at
//! what was found alone. What came since then to be among it is there tomorrow.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{Days, NaiveDate};
use shanyi_domain::ids::StationId;
use shanyi_domain::retention::Lived;
use shanyi_wire::event::DocumentKind;

use super::{AHEAD, Leaving, leaving, within};
use crate::App;
use crate::ledger::keeping::Rules;
use crate::ledger::{LedgerError, View};

/// What was found today, once it was looked for.
#[derive(Default)]
pub struct Coming(Mutex<Option<Found>>);

/// What goes within [`AHEAD`] days of a day, as it stood when it was looked for.
#[derive(Clone)]
pub struct Found {
    day: NaiveDate,
    /// The catalogue that was in force.
    catalog: u32,
    leaving: Arc<Vec<Leaving>>,
    /// Read where a case's day is here, for nothing else.
    lived: Arc<Lived>,
}

/// A case that goes, and whether it waits although its day is here by the calendar: this ledger did not live through
/// all the time, as where a clock ran ahead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Going {
    /// The case, and when.
    pub leaving: Leaving,
    /// Its day is here and its time is not over.
    pub unlived: bool,
}

/// What is found today. Not to be asked for within a moment of the ledger.
///
/// # Errors
/// What the ledger says.
pub fn found(app: &App) -> Result<Found, LedgerError> {
    let day = app.clock.today();
    // Who asks meanwhile waits for the same answer.
    let mut kept = app
        .coming()
        .0
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    let catalog = app
        .ledger
        .read(|view| view.last_version(DocumentKind::Catalog))?;
    if let Some(found) = kept.as_ref()
        && (found.day, found.catalog) == (day, catalog)
    {
        return Ok(found.clone());
    }
    let leaving = within(app, AHEAD)?;
    let lived = match leaving.iter().any(|one| one.over.on() <= day) {
        true => app.ledger.read(|view| view.lived())?,
        false => Lived::default(),
    };
    let found = Found {
        day,
        catalog,
        leaving: Arc::new(leaving),
        lived: Arc::new(lived),
    };
    *kept = Some(found.clone());
    Ok(found)
}

impl Found {
    /// What of it still goes, of the stations that whoever asks sees. The first first, at most so many.
    ///
    /// # Errors
    /// What the ledger says.
    pub fn going(
        &self,
        view: &View<'_>,
        rules: &Rules,
        seen: &BTreeSet<StationId>,
        most: usize,
    ) -> Result<Vec<Going>, LedgerError> {
        let seen = self
            .leaving
            .iter()
            .filter(|one| seen.contains(&one.station));
        let mut first: Vec<_> = seen.collect();
        first.sort_by_key(|one| (one.over.on(), &one.number));
        let until = self
            .day
            .checked_add_days(Days::new(AHEAD))
            .unwrap_or(self.day);
        let mut going = Vec::new();
        for one in first {
            let Some(known) = view.case(one.case)? else {
                continue;
            };
            let Some(rule) = rules.get(&known.case.item) else {
                continue;
            };
            let still = leaving(view, &known, *rule)?;
            if let Some(leaving) = still.filter(|still| still.over.on() <= until) {
                let unlived =
                    leaving.over.on() <= self.day && !leaving.over.is_here(&self.lived, self.day);
                going.push(Going { leaving, unlived });
            }
            if going.len() == most {
                break;
            }
        }
        Ok(going)
    }
}
