//! Cases whose time of keeping is over, by the county's catalogue: they are erased at night, by the same
//! door as those that somebody asks for.

use std::sync::Arc;
use std::time::Duration;

use chrono::{Days, NaiveDate};
use shanyi_domain::ids::{CaseId, StationId};
use shanyi_domain::retention::{Kept, Lived, Over, kept};
use shanyi_domain::time::Moment;

use crate::App;
use crate::error::ServerError;
use crate::exchange::erase;
use crate::ledger::cases::KnownCase;
use crate::ledger::erasure::{Erasure, Sweep};
use crate::ledger::journal::JournalAct;
use crate::ledger::keeping::{Rule, Rules};
use crate::ledger::{LedgerError, View};

pub mod coming;

/// Days for which it is told beforehand what goes.
pub const AHEAD: u64 = 30;
/// How often it is looked whether it is night.
const LOOK: Duration = Duration::from_secs(600);
const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;
/// Between these hours of Asia/Shanghai nobody works.
const NIGHT: std::ops::Range<i64> = 1..5;
/// Cases that are looked at in one moment of the ledger, so that no moment is held for long.
const BITE: u32 = 200;

/// What will become of a case by its item's rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaving {
    /// The case.
    pub case: CaseId,
    /// Its number.
    pub number: String,
    /// Its item.
    pub item: String,
    /// Its station.
    pub station: StationId,
    /// When its time is over.
    pub over: Over,
    /// What keeps it all the same.
    pub kept: Option<Kept>,
    /// The rule.
    pub rule: Rule,
}

/// When a case goes by this rule. `None` while its state says that it goes on.
///
/// # Errors
/// What the ledger says.
pub fn leaving(
    view: &View<'_>,
    known: &KnownCase,
    rule: Rule,
) -> Result<Option<Leaving>, LedgerError> {
    let case = &known.case;
    let received = known.held.iter().map(|held| held.received_at).max();
    let last = received.map(Moment::business_day);
    let Some(over) = last.and_then(|last| rule.retention.erased_on(last, rule.since)) else {
        return Ok(None);
    };
    let (set_aside, on_their_way) = view.unsettled(case.id)?;
    let kept = kept(case, set_aside, on_their_way);
    Ok((kept != Some(Kept::Open)).then(|| Leaving {
        case: case.id,
        number: case.number.clone(),
        item: case.item.clone(),
        station: case.station,
        over,
        kept,
        rule,
    }))
}

/// Everything whose time is over within so many days, whatever keeps it, by id.
///
/// # Errors
/// What the ledger says.
pub fn within(app: &App, days: u64) -> Result<Vec<Leaving>, LedgerError> {
    let rules = app.ledger.read(|view| view.rules_of_erasing())?;
    let until = app.clock.today().checked_add_days(Days::new(days));
    let (Some(until), Some(before)) = (until, latest(&rules, until)) else {
        return Ok(Vec::new());
    };
    let (mut found, mut after) = (Vec::new(), CaseId([0; 16]));
    loop {
        let (bite, more) = app.ledger.read(|view| bite(view, &rules, before, after))?;
        found.extend(bite.into_iter().filter(|one| one.over.on() <= until));
        match more {
            Some(last) => after = last,
            None => return Ok(found),
        }
    }
}

/// Before which moment the last of a case was received that can be over by `until`.
fn latest(rules: &Rules, until: Option<NaiveDate>) -> Option<Moment> {
    let shortest = rules
        .values()
        .filter_map(|rule| rule.retention.erase_months);
    let months = chrono::Months::new(shortest.min()?);
    let day = until?.checked_sub_months(months)?;
    Some(Moment::start_of(day).plus_seconds(2 * DAY))
}

type Bite = (Vec<Leaving>, Option<CaseId>);

fn bite(
    view: &View<'_>,
    rules: &Rules,
    before: Moment,
    after: CaseId,
) -> Result<Bite, LedgerError> {
    let ids = view.done_before(before, after, BITE)?;
    let more = (ids.len() == BITE as usize).then(|| ids.last().copied());
    let mut found = Vec::new();
    for id in ids {
        let Some(known) = view.case(id)? else {
            continue;
        };
        if let Some(rule) = rules.get(&known.case.item) {
            found.extend(leaving(view, &known, *rule)?);
        }
    }
    Ok((found, more.flatten()))
}

/// Erases every case whose time is over and that nothing keeps. Gives how many.
///
/// # Errors
/// What the ledger says; what was erased before stays so.
pub fn erase_what_is_over(app: &App) -> Result<u32, LedgerError> {
    let over = within(app, 0)?;
    if over.is_empty() {
        return Ok(0);
    }
    let lived = app.ledger.read(|view| view.lived())?;
    let mut gone = 0;
    for one in over.iter().filter(|one| one.kept.is_none()) {
        gone += u32::from(erase_one(app, one, &lived)?);
    }
    if gone > 0 {
        app.tell();
    }
    Ok(gone)
}

/// Looks once more within the transaction: something may have come since.
fn erase_one(app: &App, one: &Leaving, lived: &Lived) -> Result<bool, LedgerError> {
    let (now, today) = (app.clock.now(), app.clock.today());
    app.ledger.write(|tx| {
        let (Some(known), Some(rule)) = (tx.case(one.case)?, tx.rule_of_erasing(&one.item)?) else {
            return Ok(false);
        };
        let still = leaving(tx, &known, rule)?
            .is_some_and(|now| now.kept.is_none() && now.over.is_here(lived, today));
        if !still {
            return Ok(false);
        }
        let erasure = Erasure {
            case: one.case,
            at: now,
            by: None,
            why: why(one.item.as_str(), rule),
        };
        erase::erase_in(tx, &erasure)
    })
}

/// The record: the rule by which the case went, and nothing of an applicant.
fn why(item: &str, rule: Rule) -> String {
    let (months, version) = (
        rule.retention.erase_months.unwrap_or_default(),
        rule.version,
    );
    format!("retention: item {item}, {months} months, catalogue {version}")
}

/// One night: what is over is erased, and what the disk still has of erased cases is removed.
///
/// # Errors
/// What the ledger says.
pub fn once(app: &App) -> Result<u32, ServerError> {
    let gone = erase_what_is_over(app)?;
    let (erased, swept) = app.ledger.read(|view| {
        let swept = view.last_noted(JournalAct::Swept)?;
        Ok::<_, LedgerError>((view.last_erased()?, swept.map(|line| line.at)))
    })?;
    if gone > 0 || erased.is_some_and(|at| swept.is_none_or(|swept| swept < at)) {
        erase::sweep(app, Sweep::Night)?;
    }
    if gone > 0 {
        tracing::info!(gone, "cases were erased whose time was over");
    }
    Ok(gone)
}

/// Does that each night, for as long as the server runs.
pub(crate) async fn keep(app: Arc<App>) {
    let begun = app.clock.now();
    let mut last = None;
    loop {
        if is_time(app.clock.now(), begun, last) {
            last = Some(app.clock.now());
            let done = app.blocking(once).await;
            let done = done.map_err(ServerError::from).and_then(|done| done);
            if let Err(error) = done {
                tracing::error!(%error, "what is over was not erased");
            }
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// At night; and by day where a server never runs at night.
fn is_time(now: Moment, begun: Moment, last: Option<Moment>) -> bool {
    let hour = (now.0 + 8 * HOUR).rem_euclid(DAY) / HOUR;
    let night = NIGHT.contains(&hour);
    match last {
        None => night || now.0 - begun.0 >= HOUR,
        Some(last) => {
            let age = now.0 - last.0;
            !(0..25 * HOUR).contains(&age) || (age >= 12 * HOUR && night)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Noon of a Monday in September, in Asia/Shanghai.
    const NOON: Moment = Moment(1_789_963_200);

    fn hours(hours: i64) -> Moment {
        NOON.plus_seconds(hours * HOUR)
    }

    #[test]
    fn what_is_over_goes_at_night_and_by_day_where_no_server_runs_at_night() {
        for (now, begun, last, time) in [
            (hours(0), hours(0), None, false),
            (hours(1), hours(0), None, true),
            (hours(14), hours(14), None, true),
            (hours(14), hours(0), Some(hours(1)), true),
            (hours(15), hours(0), Some(hours(14)), false),
            (hours(26), hours(0), Some(hours(1)), true),
            (hours(1), hours(0), Some(hours(900)), true),
        ] {
            assert_eq!(is_time(now, begun, last), time, "{now:?} {last:?}");
        }
    }
}
