//! The right to take in cases, withdrawn and given again by the county; and what follows from it:
//! stations hear of it, what the person answers for goes to somebody else, and what was set aside for
//! want of the right is used.

use crate::App;
use crate::error::ServerError;
use crate::exchange::again;
use crate::ledger::entitlement::Entitlement;
use crate::ledger::journal::JournalAct;
use crate::ledger::stations::Person;
use crate::ledger::{LedgerError, Tx};
use crate::publish;
use crate::township::{self, Deed};
use shanyi_domain::fact::{Fact, HandedOn, RightConfirmed};
use shanyi_domain::ids::{ActorId, CaseId, StationId};
use shanyi_domain::post;
use shanyi_domain::time::Moment;

/// What came of withdrawing a right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Withdrawn {
    /// Who answers for the person's open cases from now on; nobody where nobody is left at the station.
    pub to: Option<ActorId>,
    /// How many cases were handed on.
    pub cases: u32,
}

/// Withdraws the right to take in cases. What the person has begun is handed on, what was saved before
/// this moment is taken as it comes.
///
/// # Errors
/// Nobody of this number at a station, a right that is withdrawn already, or what the ledger says.
pub fn withdraw(
    app: &App,
    person: ActorId,
    by: Option<ActorId>,
    why: &str,
) -> Result<Withdrawn, ServerError> {
    let now = app.clock.now();
    let done = app.ledger.write(|tx| {
        let (mut person, station) = at_a_station(tx, person)?;
        if !person.post.may_collect() {
            return Err(ServerError::RightAlready(person.name));
        }
        person.post.withdrawn_at = Some(now);
        change(tx, &person, false, by, why, now)?;
        publish::people(tx, now)?;
        let to = publish::last_directory(tx)?.and_then(|directory| {
            let listed = directory.person(person.id)?;
            post::successor(&directory, listed)
        });
        let cases = match to {
            Some(to) => hand_on(tx, station, person.id, to, by, why, now)?,
            None => 0,
        };
        tx.note(now, by, JournalAct::RightWithdrawn, &person.name, why)?;
        Ok(Withdrawn { to, cases })
    })?;
    app.tell();
    Ok(done)
}

/// Gives the right back. What was set aside meanwhile for want of it is used. Gives how many entries
/// that are.
///
/// # Errors
/// Nobody of this number at a station, a right that is there, or what the ledger says.
pub fn grant(
    app: &App,
    person: ActorId,
    by: Option<ActorId>,
    why: &str,
) -> Result<usize, ServerError> {
    let now = app.clock.now();
    app.ledger.write(|tx| {
        let (mut person, _) = at_a_station(tx, person)?;
        let Some(since) = person.post.withdrawn_at.take() else {
            return Err(ServerError::RightAlready(person.name));
        };
        // Given again from when it was withdrawn on: what was taken in between holds.
        change(tx, &person, true, by, why, since)?;
        publish::people(tx, now)?;
        tx.note(now, by, JournalAct::RightGranted, &person.name, why)?;
        Ok(())
    })?;
    app.tell();
    Ok(again::judge_again(app)?)
}

/// Says the township's word on a case that was taken in while the right could not be confirmed, where
/// the right was never withdrawn: nobody has to look at it then.
///
/// # Errors
/// What the ledger says.
pub fn confirm(tx: &Tx<'_>, id: CaseId, now: Moment) -> Result<(), LedgerError> {
    let Some(known) = tx.case(id)? else {
        return Ok(());
    };
    let case = &known.case;
    let collected = case.steps.first().map(|step| step.event.actor);
    let (Some(_), Some(operator)) = (case.right_unconfirmed, collected) else {
        return Ok(());
    };
    let Some((seed, station)) = tx.case_file(id)? else {
        return Ok(());
    };
    if !tx.may_collect(operator, now)? {
        return Ok(());
    }
    let deed = Deed {
        case: id,
        seed,
        station,
        base: case.tips(),
        actor: ActorId(0),
        fact: &Fact::RightConfirmed(RightConfirmed { note: None }),
    };
    township::act(tx, deed, now)?;
    Ok(())
}

fn at_a_station(tx: &Tx<'_>, id: ActorId) -> Result<(Person, StationId), ServerError> {
    let person = tx.person(id)?;
    person
        .and_then(|person| person.station.map(|station| (person, station)))
        .ok_or(ServerError::NobodyThere(id.0))
}

fn change(
    tx: &Tx<'_>,
    person: &Person,
    granted: bool,
    by: Option<ActorId>,
    why: &str,
    since: Moment,
) -> Result<(), ServerError> {
    tx.entitle(&Entitlement {
        person: person.id,
        granted,
        since,
        by,
        why,
    })?;
    Ok(tx.set_post(person.id, &person.post)?)
}

/// Hands on every open case of a station for which `from` answers.
fn hand_on(
    tx: &Tx<'_>,
    station: StationId,
    from: ActorId,
    to: ActorId,
    by: Option<ActorId>,
    why: &str,
    now: Moment,
) -> Result<u32, LedgerError> {
    let mut cases = 0;
    for id in tx.open_cases(station)? {
        let Some(known) = tx.case(id)? else { continue };
        if known.case.responsible != from {
            continue;
        }
        let Some((seed, station)) = tx.case_file(id)? else {
            continue;
        };
        let why = Some(why.to_owned()).filter(|why| !why.is_empty());
        let deed = Deed {
            case: id,
            seed,
            station,
            base: known.case.tips(),
            actor: by.unwrap_or(ActorId(0)),
            fact: &Fact::HandedOn(HandedOn { to, why }),
        };
        township::act(tx, deed, now)?;
        cases += 1;
    }
    Ok(cases)
}
