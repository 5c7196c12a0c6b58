//! `GET /api/leaving`: which cases are erased in the days to come because their item's time of keeping is over.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use chrono::{Days, NaiveDate};
use shanyi_domain::retention::NOTICE_DAYS;

use super::error::ConsoleError;
use super::may::{self, Deed};
use super::session::Clerk;
use super::show::Desk;
use super::sight;
use super::view::{AnnouncedView, LeavingRow, LeavingView};
use crate::App;
use crate::ledger::accounts::SignedIn;
use crate::ledger::keeping::Rules;
use crate::ledger::{LedgerError, View};
use crate::retention::AHEAD;
use crate::retention::coming::{Found, Going, found};

/// So many are shown: the first.
const SHOWN: usize = 200;

/// Answers with what goes, of the stations that this clerk sees. It names nobody.
pub async fn leaving(
    State(app): State<Arc<App>>,
    clerk: Clerk,
) -> Result<Json<LeavingView>, ConsoleError> {
    may::allowed(&clerk.0, Deed::SeeCase)?;
    let shown = app.blocking(move |app| {
        let found = found(app)?;
        let today = app.clock.today();
        app.ledger
            .read(|view| listed(view, &clerk.0, &found, today))
    });
    Ok(Json(shown.await??))
}

fn listed(
    view: &View<'_>,
    clerk: &SignedIn,
    found: &Found,
    today: NaiveDate,
) -> Result<LeavingView, LedgerError> {
    let rules = view.rules_of_erasing()?;
    let seen = sight::stations(view, clerk)?;
    let mut going = found.going(view, &rules, &seen, SHOWN + 1)?;
    let more = going.len() > SHOWN;
    going.truncate(SHOWN);
    let desk = Desk::new(view, today)?;
    let rows = going.iter().map(|one| row(view, &desk, one));
    Ok(LeavingView {
        until: today.checked_add_days(Days::new(AHEAD)).unwrap_or(today),
        ruled: u32::try_from(rules.len()).unwrap_or(u32::MAX),
        announced: announced(&rules, today),
        rows: rows.collect::<Result<_, _>>()?,
        more,
    })
}

fn row(view: &View<'_>, desk: &Desk<'_, '_>, going: &Going) -> Result<LeavingRow, LedgerError> {
    let leaving = &going.leaving;
    let item = view.item(leaving.rule.version, &leaving.item)?;
    Ok(LeavingRow {
        case: leaving.case.to_string(),
        number: leaving.number.clone(),
        item_name: item.map_or_else(|| leaving.item.clone(), |item| item.short.clone()),
        station_name: desk.station_name(leaving.station),
        on: leaving.over.on(),
        kept: leaving.kept,
        unlived: going.unlived,
    })
}

/// The rules that were published so short a time ago that they erase nothing yet.
fn announced(rules: &Rules, today: NaiveDate) -> Option<AnnouncedView> {
    let begins = |since: NaiveDate| since.checked_add_days(Days::new(NOTICE_DAYS.into()));
    let days = rules.values().filter_map(|rule| begins(rule.since));
    let days: Vec<NaiveDate> = days.filter(|day| *day > today).collect();
    let from = days.iter().max().copied()?;
    let items = u32::try_from(days.len()).unwrap_or(u32::MAX);
    Some(AnnouncedView { items, from })
}
