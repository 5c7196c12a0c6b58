//! What a clerk may see: the cases of one township's stations, or of all.
//!
//! What is out of sight is not found, as if it were not there: whoever may not see a case does not
//! learn that there is one. What is in sight and not this clerk's to do is refused by name.

use shanyi_domain::ids::{CaseId, Seed, StationId};

use super::error::ConsoleError;
use crate::ledger::View;
use crate::ledger::accounts::SignedIn;

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
