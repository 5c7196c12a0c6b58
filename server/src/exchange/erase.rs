//! Erasing a case on demand, and again wherever it comes back: the ledger keeps what the chain has of it, and
//! every PC of its station is told.

use shanyi_domain::ids::{ActorId, CaseId, Seed, StationId};
use shanyi_domain::time::Moment;
use shanyi_wire::event::{Erased, Payload};
use shanyi_wire::exchange::Witnessed;

use crate::App;
use crate::error::ServerError;
use crate::ledger::erasure::Erasure;
use crate::ledger::journal::JournalAct;
use crate::ledger::{LedgerError, Tx, View};
use crate::township::{self, Place};

/// Erases a case, tells its station, and lets go of whatever the disk still has of it.
///
/// # Errors
/// [`ServerError::NoCase`] where it is not here or erased already, and what the ledger says.
pub fn erase(app: &App, case: CaseId, by: Option<ActorId>, why: &str) -> Result<(), ServerError> {
    let at = app.clock.now();
    let done = app.ledger.write(|tx| {
        let Some((_, station)) = tx.case_file(case)? else {
            return Ok::<_, LedgerError>(false);
        };
        if tx.is_erased(case)? {
            return Ok(false);
        }
        let erasure = Erasure {
            case,
            at,
            by,
            why: why.to_owned(),
        };
        tx.erase(&erasure, station)?;
        tx.note(at, by, JournalAct::Erased, &case.to_string(), why)?;
        let told = Payload::Erased(Erased { case, at });
        township::say(tx, told, Place::Station(station), at)?;
        Ok(true)
    })?;
    if !done {
        return Err(ServerError::NoCase);
    }
    app.tell();
    Ok(app.ledger.sweep_erased()?)
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
