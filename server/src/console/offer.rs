//! What a desk may do to a case now. The same answer decides which buttons there are and whether
//! an act is taken.

use shanyi_domain::case::Case;
use shanyi_domain::catalog::{Handling, OutcomeKind, ServiceItem};
use shanyi_domain::fact::FactKind;
use shanyi_domain::ownership::{Ruling, rule};
use shanyi_domain::state::{Outcome, Role, State};

use super::act::ActKind;
use super::error::ConsoleError;
use super::may::{self, Deed};
use crate::ledger::accounts::{Desk, SignedIn};

const ALL: [ActKind; 9] = [
    ActKind::Accept,
    ActKind::Correction,
    ActKind::Refuse,
    ActKind::Decide,
    ActKind::Issue,
    ActKind::RecordMoney,
    ActKind::Withdraw,
    ActKind::ReturnOriginals,
    ActKind::Comment,
];

/// Everything that this clerk may do now.
pub fn acts(case: &Case, item: Option<&ServiceItem>, clerk: &SignedIn) -> Vec<ActKind> {
    let may = |kind: &ActKind| check(*kind, case, item, clerk).is_ok();
    ALL.into_iter().filter(may).collect()
}

/// Whether this clerk may do that now.
///
/// # Errors
/// [`ConsoleError::NotYours`] or [`ConsoleError::NotNow`].
pub fn check(
    kind: ActKind,
    case: &Case,
    item: Option<&ServiceItem>,
    clerk: &SignedIn,
) -> Result<(), ConsoleError> {
    may::allowed(clerk, Deed::ActOnCase)?;
    if !is_of(kind, clerk.desk) {
        return Err(ConsoleError::NotYours);
    }
    let state = case.state;
    let not_now = ConsoleError::NotNow { state };
    match rule(fact(kind), Role::Township, Some(state), Outcome::Granted) {
        Ruling::To(_) if fits(kind, state, item) => Ok(()),
        Ruling::To(_) | Ruling::NotNow => Err(not_now),
        Ruling::NotYours => Err(ConsoleError::NotYours),
    }
}

/// What the item itself allows: only immediate items (即办件) are decided before they are
/// accepted, and only those that pay have money to record.
fn fits(kind: ActKind, state: State, item: Option<&ServiceItem>) -> bool {
    match kind {
        ActKind::Decide if state == State::Submitted => {
            item.is_some_and(|item| item.handling == Handling::Immediate)
        }
        ActKind::RecordMoney => item.is_none_or(|item| item.result.kind == OutcomeKind::Payment),
        _ => true,
    }
}

/// The county decides, pays and says its word; the desk is the township's.
const fn is_of(kind: ActKind, desk: Desk) -> bool {
    match desk {
        Desk::Township => true,
        Desk::County => matches!(
            kind,
            ActKind::Decide | ActKind::Issue | ActKind::RecordMoney | ActKind::Comment
        ),
    }
}

const fn fact(kind: ActKind) -> FactKind {
    match kind {
        ActKind::Accept => FactKind::Accepted,
        ActKind::Correction => FactKind::CorrectionAsked,
        ActKind::Refuse => FactKind::Refused,
        ActKind::Decide => FactKind::Decided,
        ActKind::Issue => FactKind::ResultIssued,
        ActKind::Comment => FactKind::Commented,
        ActKind::Withdraw => FactKind::Withdrawn,
        ActKind::ReturnOriginals => FactKind::OriginalsReturned,
        ActKind::RecordMoney => FactKind::MoneyRecorded,
    }
}
