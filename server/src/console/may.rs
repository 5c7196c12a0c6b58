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
    /// Erase a case for good.
    EraseCase,
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
        D::ChangePost | D::ChangeRight | D::ChangePcs | D::EraseCase => {
            matches!(role, R::CountyClerk)
        }
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
    fn each_deed_is_whose_the_table_says() {
        use Deed as D;
        // The township's clerk and reader, the county's clerk and reader.
        let table = [
            (D::SeeCase, [true, true, true, true]),
            (D::ActOnCase, [true, false, true, false]),
            (D::SeeWhole, [true, false, true, false]),
            (D::NoteAlarm, [true, false, true, false]),
            (D::SeePeople, [true, true, true, true]),
            (D::ChangePost, [false, false, true, false]),
            (D::ChangeRight, [false, false, true, false]),
            (D::SeePcs, [false, false, true, true]),
            (D::ChangePcs, [false, false, true, false]),
            (D::EraseCase, [false, false, true, false]),
        ];
        let roles = [
            Role::TownshipClerk,
            Role::TownshipReader,
            Role::CountyClerk,
            Role::CountyReader,
        ];
        for (deed, row) in table {
            assert_eq!(roles.map(|role| may(role, deed)), row, "{deed:?}");
        }
    }
}
