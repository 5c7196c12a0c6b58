//! Who may do what, and what comes of it: one table for both sides.
//!
//! Rows are kinds of fact, columns are the writer's role and the state of the case. Stations own
//! intake, materials and delivery; the township owns acceptance, correction, decision and
//! supervision; both may withdraw on the applicant's word, take in a case and comment.

use crate::fact::FactKind;
use crate::state::{Outcome, Role, State};

/// What the table says of one act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ruling {
    /// The act holds and leaves the case in this state.
    To(State),
    /// The act is this role's, but not in this state of the case.
    NotNow,
    /// The act is never this role's.
    NotYours,
}

/// Reads the table. `state` is `None` before the case exists; `outcome` matters for
/// [`FactKind::Decided`] only.
#[must_use]
pub fn rule(kind: FactKind, role: Role, state: Option<State>, outcome: Outcome) -> Ruling {
    if !owners(kind).contains(&role) {
        return Ruling::NotYours;
    }
    match next(kind, state, outcome) {
        Some(state) => Ruling::To(state),
        None => Ruling::NotNow,
    }
}

/// The roles that may ever write a fact of this kind.
#[must_use]
pub const fn owners(kind: FactKind) -> &'static [Role] {
    use FactKind as K;
    use Role::{Station, Township};
    match kind {
        K::MaterialsAmended | K::Submitted | K::RightUnconfirmed => &[Station],
        K::Accepted
        | K::CorrectionAsked
        | K::Refused
        | K::Dispatched
        | K::Paused
        | K::Resumed
        | K::Extended
        | K::Transferred
        | K::Decided
        | K::ResultIssued
        | K::RightConfirmed => &[Township],
        // The holder hands out: a township that keeps a certificate may deliver it itself.
        K::Collected
        | K::Withdrawn
        | K::Delivered
        | K::MoneyRecorded
        | K::OriginalsReturned
        | K::Commented
        | K::HandedOn => &[Station, Township],
    }
}

/// The state that a fact leads to, or `None` where it has no place.
fn next(kind: FactKind, state: Option<State>, outcome: Outcome) -> Option<State> {
    use FactKind as K;
    use State as S;
    let Some(state) = state else {
        return (kind == K::Collected).then_some(S::Collected);
    };
    match (kind, state) {
        (K::MaterialsAmended, S::Collected | S::Correction) => Some(state),
        (K::Submitted, S::Collected | S::Correction) => Some(S::Submitted),
        (K::Accepted, S::Submitted) => Some(S::Accepted),
        (K::CorrectionAsked, S::Submitted | S::Accepted) => Some(S::Correction),
        (K::Refused, S::Submitted) => Some(S::Refused),
        (K::Dispatched | K::Paused | K::Resumed | K::Extended | K::Transferred, S::Accepted) => {
            Some(S::Accepted)
        }
        (K::Decided, S::Submitted | S::Accepted) => Some(match outcome {
            Outcome::Granted => S::Granted,
            Outcome::Denied => S::Denied,
        }),
        (K::ResultIssued, S::Granted) => Some(S::Granted),
        (K::Withdrawn, S::Collected | S::Submitted | S::Correction | S::Accepted) => {
            Some(S::Withdrawn)
        }
        (K::Delivered | K::MoneyRecorded, S::Granted) => Some(S::Closed),
        (K::OriginalsReturned, S::Refused | S::Withdrawn | S::Denied) => Some(S::Closed),
        (K::HandedOn, S::Closed) => None,
        (K::Commented | K::HandedOn | K::RightUnconfirmed | K::RightConfirmed, _) => Some(state),
        _ => None,
    }
}
