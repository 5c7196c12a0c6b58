//! The door: who is signed in, and that nothing of a case is answered while nobody is.
//!
//! `joining` (this PC is no station's yet) -> `choose_pin` (the store's key is in no PIN's keeping)
//! -> `confirm_recovery` -> `open` <-> `locked`. A door that was locked leaves the store open behind
//! it, and the exchange goes on; before the first sign-in since the program began the store itself is
//! closed.

use std::sync::{PoisonError, RwLock, RwLockReadGuard};

use shanyi_domain::ids::ActorId;
use shanyi_store::Operator;

use crate::command::Passage;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::view::{DoorOperator, DoorView, Nothing};

/// The door of a desk.
#[derive(Default)]
pub(crate) struct Door {
    /// Held by each command on its way, so that whoever locks waits for those that are under way.
    gate: RwLock<()>,
    signed: RwLock<Option<Operator>>,
}

impl Door {
    /// Who is signed in.
    pub(crate) fn signed(&self) -> Option<Operator> {
        self.signed
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The number of who is signed in.
    pub(crate) fn operator(&self) -> Option<ActorId> {
        self.signed().map(|operator| operator.id)
    }
}

impl Desk {
    /// Lets a command through, or not. It is the one place that decides this.
    pub(crate) fn pass(
        &self,
        passage: Passage,
    ) -> Result<Option<RwLockReadGuard<'_, ()>>, DeskError> {
        if passage == Passage::Door {
            return Ok(None);
        }
        let door = &self.kept.door;
        let passed = door.gate.read().unwrap_or_else(PoisonError::into_inner);
        if door.operator().is_some() || self.kept.opening.door_left_open {
            Ok(Some(passed))
        } else {
            Err(match self.inner() {
                Err(DeskError::NotEnrolled) => DeskError::NotEnrolled,
                _ => DeskError::Locked,
            })
        }
    }

    /// See the command table.
    pub(crate) fn door(&self, _: Nothing) -> Result<DoorView, DeskError> {
        let signed = self.kept.door.signed();
        let inner = match self.inner() {
            Err(DeskError::NotEnrolled) => return Ok(DoorView::Joining),
            Err(_) => return Ok(DoorView::Shut),
            Ok(inner) => inner,
        };
        let enrolled = &inner.identity.operator;
        let operator = |operator: &Operator| DoorOperator {
            id: operator.id,
            name: operator.name.clone(),
            wait_seconds: 0,
            shut: false,
        };
        Ok(match signed {
            Some(signed) => DoorView::Open {
                operator: operator(&signed),
                again: true,
                idle_minutes: None,
            },
            None if self.kept.opening.door_left_open => DoorView::Open {
                operator: operator(enrolled),
                again: true,
                idle_minutes: None,
            },
            None => DoorView::ChoosePin {
                operators: vec![operator(enrolled)],
                recovered: false,
            },
        })
    }
}
