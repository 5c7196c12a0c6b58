//! Who may do what at the console: one table, which every handler asks.
//!
//! Beside the table stands one rule for all of it: what is of a township that an account does not see is
//! not there for it ([`super::sight`]). Which acts on a case are whose is the table of ownership's
//! ([`super::offer`]).

use shanyi_domain::ids::{ActorId, CaseId, Seed, StationId};

use super::error::ConsoleError;
use super::sight;
use crate::ledger::View;
use crate::ledger::accounts::{Desk, SignedIn};
use crate::ledger::stations::Person;

/// What somebody is at the console.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Sits at the township's window.
    TownshipClerk,
    /// Of the township, and may only look.
    TownshipReader,
    /// Sits at the county's desk.
    CountyClerk,
    /// Of the county, and may only look.
    CountyReader,
}

impl Role {
    /// What this account is.
    pub const fn of(clerk: &SignedIn) -> Self {
        match (clerk.desk, clerk.may_act) {
            (Desk::Township, true) => Self::TownshipClerk,
            (Desk::Township, false) => Self::TownshipReader,
            (Desk::County, true) => Self::CountyClerk,
            (Desk::County, false) => Self::CountyReader,
        }
    }
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Look at a case and its images.
    SeeCase,
    /// Do something to a case.
    ActOnCase,
    /// See a whole ID number or telephone number; it is written down.
    SeeWhole,
    /// Take note of an alarm.
    NoteAlarm,
    /// Look at who works at the stations.
    SeePeople,
    /// Enter somebody, or change a post.
    ChangePost,
    /// Withdraw the right to take in cases, or give it.
    ChangeRight,
    /// Look at the PCs of the stations and at the one-time codes.
    SeePcs,
    /// Make a one-time code or withdraw it, take a PC its key.
    ChangePcs,
}

/// The table.
pub const fn may(role: Role, deed: Deed) -> bool {
    use Deed as D;
    use Role as R;
    match deed {
        D::SeeCase | D::SeePeople => true,
        D::ActOnCase | D::SeeWhole | D::NoteAlarm => {
            matches!(role, R::TownshipClerk | R::CountyClerk)
        }
        D::SeePcs => matches!(role, R::CountyClerk | R::CountyReader),
        D::ChangePost | D::ChangeRight | D::ChangePcs => matches!(role, R::CountyClerk),
    }
}

/// Whether this account may do that to what it sees.
///
/// # Errors
/// [`ConsoleError::NotYours`].
pub fn allowed(clerk: &SignedIn, deed: Deed) -> Result<(), ConsoleError> {
    match may(Role::of(clerk), deed) {
        true => Ok(()),
        false => Err(ConsoleError::NotYours),
    }
}

/// The case's seed and station, where this account may do that to it.
///
/// # Errors
/// [`ConsoleError::NotFound`] for a case out of sight, [`ConsoleError::NotYours`], or what the ledger says.
pub fn case(
    view: &View<'_>,
    clerk: &SignedIn,
    deed: Deed,
    id: CaseId,
) -> Result<(Seed, StationId), ConsoleError> {
    let found = sight::case(view, clerk, id)?;
    allowed(clerk, deed)?;
    Ok(found)
}

/// Somebody who works at a station, where this account may do that to them.
///
/// # Errors
/// [`ConsoleError::NotFound`] for somebody out of sight, [`ConsoleError::NotYours`], or what the ledger
/// says.
pub fn person(
    view: &View<'_>,
    clerk: &SignedIn,
    deed: Deed,
    id: ActorId,
) -> Result<Person, ConsoleError> {
    let found = sight::person(view, clerk, id)?;
    allowed(clerk, deed)?;
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_only_looks_changes_nothing_and_the_county_alone_changes_people() {
        use Deed as D;
        let changes = [D::ActOnCase, D::SeeWhole, D::NoteAlarm];
        let people = [D::ChangePost, D::ChangeRight, D::ChangePcs];
        let table = |role| {
            let of = |deeds: &[D]| {
                deeds
                    .iter()
                    .map(|deed| may(role, *deed))
                    .collect::<Vec<_>>()
            };
            (of(&[D::SeeCase, D::SeePeople]), of(&changes), of(&people))
        };
        let row = |sees, acts, changes| (vec![sees; 2], vec![acts; 3], vec![changes; 3]);
        assert_eq!(table(Role::TownshipReader), row(true, false, false));
        assert_eq!(table(Role::CountyReader), row(true, false, false));
        assert_eq!(table(Role::TownshipClerk), row(true, true, false));
        assert_eq!(table(Role::CountyClerk), row(true, true, true));
    }
}
