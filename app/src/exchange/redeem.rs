//! The keys of a PC that came by a file reach its township with the first line.

use std::sync::PoisonError;

use shanyi_sync::carrier::Unproven;
use shanyi_sync::engine::Trouble;
use shanyi_sync::enrol::{self, EnrolError};
use shanyi_wire::enrol::EnrolRefusal;

use crate::desk::Inner;
use crate::joining;

/// Brings the keys of a PC that came by a file to its township, which has not heard of them yet.
pub(super) async fn redeem(inner: &Inner) -> Result<(), Trouble> {
    let exchange = &inner.exchange;
    let waiting = exchange.newcomer.lock();
    let waiting = waiting.unwrap_or_else(PoisonError::into_inner).clone();
    let Some(newcomer) = waiting else {
        return Ok(());
    };
    let asked = enrol::ask(&exchange.server, exchange.stall, &newcomer).await;
    asked.map_err(|error| match error {
        EnrolError::Down => Trouble::Down,
        EnrolError::Unproven(why) => Trouble::Unproven(why),
        EnrolError::Address => Trouble::Answer(error.to_string()),
        EnrolError::Refused { why, .. } => match why {
            EnrolRefusal::Ailing | EnrolRefusal::TooMany => Trouble::Ailing,
            EnrolRefusal::Revoked => Trouble::Revoked,
            EnrolRefusal::AnotherLine => Trouble::Unproven(Unproven::Authority),
            _ => Trouble::Stranger,
        },
        EnrolError::Stranger => Trouble::Stranger,
    })?;
    joining::redeemed(&mut inner.store())?;
    *exchange
        .newcomer
        .lock()
        .unwrap_or_else(PoisonError::into_inner) = None;
    Ok(())
}
