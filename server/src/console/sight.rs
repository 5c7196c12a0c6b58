//! What a clerk may see: the cases and people of one township's stations, or of all.
//!
//! What is out of sight is not found, as if it were not there: whoever may not see a case does not
//! learn that there is one. What is in sight and not this clerk's to do is refused by name.

use shanyi_domain::ids::{ActorId, CaseId, Seed, StationId};

use super::error::ConsoleError;
use crate::ledger::View;
use crate::ledger::accounts::SignedIn;
use crate::ledger::stations::Person;

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
    match view.sees(clerk.township.as_deref(), station)? {
        true => Ok((seed, station)),
        false => Err(ConsoleError::NotFound),
    }
}

/// Somebody who works at a station that this clerk sees.
///
/// # Errors
/// [`ConsoleError::NotFound`], or what the ledger says.
pub fn person(view: &View<'_>, clerk: &SignedIn, id: ActorId) -> Result<Person, ConsoleError> {
    let person = view.person(id)?.ok_or(ConsoleError::NotFound)?;
    let station = person.station.ok_or(ConsoleError::NotFound)?;
    match view.sees(clerk.township.as_deref(), station)? {
        true => Ok(person),
        false => Err(ConsoleError::NotFound),
    }
}
