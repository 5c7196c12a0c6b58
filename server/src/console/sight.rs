//! What a clerk may see: the cases and people of one township's stations, or of all.
//!
//! What is out of sight is not found, as if it were not there: whoever may not see a case does not
//! learn that there is one. What is in sight and not this clerk's to do is refused by name.

use std::collections::BTreeSet;

use shanyi_domain::directory::Station;
use shanyi_domain::ids::{ActorId, CaseId, Seed, StationId};

use super::error::ConsoleError;
use crate::ledger::accounts::SignedIn;
use crate::ledger::stations::Person;
use crate::ledger::{LedgerError, View};

/// The case's seed and station, where this clerk sees it.
///
/// # Errors
/// [`ConsoleError::NotFound`], or what the ledger says.
pub fn case(
    view: &View<'_>,
    clerk: &SignedIn,
    id: CaseId,
) -> Result<(Seed, StationId), ConsoleError> {
    let (seed, station) = view.case_file(id)?.ok_or(ConsoleError::NotFound)?;
    seen(view, clerk, station)?;
    Ok((seed, station))
}

/// The station of this village, where this clerk sees it.
///
/// # Errors
/// [`ConsoleError::NotFound`], or what the ledger says.
pub fn station(view: &View<'_>, clerk: &SignedIn, code: &str) -> Result<Station, ConsoleError> {
    let station = view.station_by_code(code)?.ok_or(ConsoleError::NotFound)?;
    seen(view, clerk, station.id)?;
    Ok(station)
}

/// Nothing, where this clerk sees the station.
///
/// # Errors
/// [`ConsoleError::NotFound`], or what the ledger says.
pub fn seen(view: &View<'_>, clerk: &SignedIn, station: StationId) -> Result<(), ConsoleError> {
    match view.sees(clerk.township.as_deref(), station)? {
        true => Ok(()),
        false => Err(ConsoleError::NotFound),
    }
}

/// The stations that this clerk sees.
///
/// # Errors
/// What the ledger says.
pub fn stations(view: &View<'_>, clerk: &SignedIn) -> Result<BTreeSet<StationId>, LedgerError> {
    let own = clerk.township.as_deref();
    let all = view.stations()?.into_iter();
    let seen = all.filter(|station| own.is_none_or(|own| own == station.township));
    Ok(seen.map(|station| station.id).collect())
}

/// Somebody who works at a station that this clerk sees.
///
/// # Errors
/// [`ConsoleError::NotFound`], or what the ledger says.
pub fn person(view: &View<'_>, clerk: &SignedIn, id: ActorId) -> Result<Person, ConsoleError> {
    let person = view.person(id)?.ok_or(ConsoleError::NotFound)?;
    let station = person.station.ok_or(ConsoleError::NotFound)?;
    seen(view, clerk, station)?;
    Ok(person)
}
