//! Erasing a case on demand, and again wherever it comes back: the ledger keeps what the chain has of it, and
//! every PC of its station is told.

use shanyi_domain::ids::{ActorId, CaseId, Seed, StationId};
use shanyi_domain::time::Moment;
use shanyi_wire::event::{Erased, Payload};
use shanyi_wire::exchange::Witnessed;

use crate::App;
use crate::error::ServerError;
use crate::ledger::erasure::{Erasure, Sweep};
use crate::ledger::journal::JournalAct;
use crate::ledger::{LedgerError, Tx, View};
use crate::township::{self, Place};

/// Erases a case, tells its station, and lets go of whatever the disk still has of it.
///
/// # Errors
/// [`ServerError::NoCase`] where it is not here or erased already, and what the ledger says.
pub fn erase(app: &App, case: CaseId, by: Option<ActorId>, why: &str) -> Result<(), ServerError> {
    let erasure = Erasure {
        case,
        at: app.clock.now(),
        by,
        why: why.to_owned(),
    };
    if !app.ledger.write(|tx| erase_in(tx, &erasure))? {
        return Err(ServerError::NoCase);
    }
    app.tell();
    sweep(app, Sweep::Now)?;
    Ok(())
}

/// Erases a case within a transaction and tells its station. False where it is not here or erased already.
/// Whoever calls sweeps behind the commit.
///
/// # Errors
/// What the ledger says.
pub(crate) fn erase_in(tx: &Tx<'_>, erasure: &Erasure) -> Result<bool, LedgerError> {
    let (case, at) = (erasure.case, erasure.at);
    let Some((_, station)) = tx.case_file(case)? else {
        return Ok(false);
    };
    if tx.is_erased(case)? {
        return Ok(false);
    }
    tx.erase(erasure, station)?;
    let (subject, act) = (case.to_string(), JournalAct::Erased);
    tx.note(at, erasure.by, act, &subject, &erasure.why)?;
    let told = Payload::Erased(Erased { case, at });
    township::say(tx, told, Place::Station(station), at)?;
    Ok(true)
}

/// Lets go of whatever the disk still has of erased cases, and notes where all of it is done. What is left of
/// it is the next night's.
///
/// # Errors
/// What the disk says.
pub(crate) fn sweep(app: &App, when: Sweep) -> Result<(), LedgerError> {
    let at = app.clock.now();
    if app.ledger.sweep_erased(when)? {
        app.ledger
            .write(|tx| tx.note(at, None, JournalAct::Swept, "", ""))?;
    }
    Ok(())
}

/// The case with this number.
///
/// # Errors
/// [`ServerError::NoCase`] where there is none, or more than one.
pub fn find(app: &App, number: &str) -> Result<CaseId, ServerError> {
    let found = app.ledger.read(|view| numbered(view, number))?;
    match found[..] {
        [case] => Ok(case),
        _ => Err(ServerError::NoCase),
    }
}

fn numbered(view: &View<'_>, number: &str) -> Result<Vec<CaseId>, LedgerError> {
    let mut found = Vec::new();
    for case in view.case_ids()? {
        if view.case_number(case)?.as_deref() == Some(number) {
            found.push(case);
        }
    }
    Ok(found)
}

/// An erasure that a station gave back to a ledger that was put back from a copy.
pub(super) fn again(
    tx: &Tx<'_>,
    returned: &Witnessed,
    erased: &Erased,
    station: StationId,
    now: Moment,
) -> Result<(), LedgerError> {
    let seed = returned.seed.unwrap_or(Seed([0; Seed::LEN]));
    let place = Place::Station(station);
    township::enter_again(tx, returned.id, &returned.event, &seed, place, now)?;
    let erasure = Erasure {
        case: erased.case,
        at: erased.at,
        by: None,
        why: String::new(),
    };
    tx.erase(&erasure, station)
}
