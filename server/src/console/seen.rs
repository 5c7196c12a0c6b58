//! Whoever looks at people's data is written down: once an hour for a person, a case and a kind, so
//! that a page which asks again by itself costs no more.

use shanyi_domain::ids::CaseId;

use crate::App;
use crate::ledger::LedgerError;
use crate::ledger::accounts::SignedIn;
use crate::ledger::seen::Sight;

/// Writes down that this clerk sees something.
pub fn note(app: &App, clerk: &SignedIn, sight: Sight, case: Option<CaseId>) {
    if let Err(error) = noted(app, clerk, sight, case) {
        // As on a full disk: who works on cases goes on with it.
        tracing::warn!(%error, "what somebody looked at could not be written down");
    }
}

fn noted(
    app: &App,
    clerk: &SignedIn,
    sight: Sight,
    case: Option<CaseId>,
) -> Result<(), LedgerError> {
    let (person, now) = (clerk.person, app.clock.now());
    let known = app
        .ledger
        .read(|view| view.was_seen(person, sight, case, now))?;
    if known {
        return Ok(());
    }
    app.ledger
        .write(|tx| tx.note_view(person, sight, case, now))
}
