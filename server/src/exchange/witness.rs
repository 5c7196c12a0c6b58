//! What stations give back to a ledger that was put back from a copy. What the township once said, or
//! passed on, it knows again by its own proof, and enters it as if it had never been gone.

use std::collections::BTreeSet;

use shanyi_domain::ids::CaseId;
use shanyi_domain::time::Moment;
use shanyi_wire::derive;
use shanyi_wire::event::{Event, Payload};
use shanyi_wire::exchange::{Feed, QuarantineReason, Quarantined, Witness, WitnessKey, Witnessed};

use super::judge::{Brought, Judge, LARGEST};
use crate::ledger::devices::Device;
use crate::ledger::{LedgerError, Tx};
use crate::township;

/// Takes what a device gives back, and says what of it nothing proves.
///
/// # Errors
/// What the ledger says; nothing of the frame is kept then.
pub fn take(
    tx: &Tx<'_>,
    device: &Device,
    witness: &Witness,
    key: &WitnessKey,
    now: Moment,
) -> Result<Vec<Quarantined>, LedgerError> {
    let mut taker = Taker {
        judge: Judge {
            tx,
            station: device.station,
            now,
        },
        device,
        touched: BTreeSet::new(),
        released: BTreeSet::new(),
    };
    let station = match witness.feed {
        Feed::Broadcast => None,
        Feed::Station => Some(device.station),
    };
    let mut unproven = Vec::new();
    for returned in &witness.events {
        if key.knows(returned, station) && returned.event.len() <= LARGEST {
            taker.enter(returned, witness.feed)?;
        } else if tx.event_bytes(returned.id)?.as_deref() != Some(&*returned.event) {
            let reason = QuarantineReason::Unproven;
            tx.keep_returned(device.id, returned, None, reason, now)?;
            unproven.push(Quarantined {
                id: returned.id,
                reason,
            });
        }
    }
    let Taker {
        touched, released, ..
    } = taker;
    for case in touched {
        township::fold(tx, case, &BTreeSet::new(), &released, now)?;
    }
    Ok(unproven)
}

/// Whether an erasure is among what is given back.
#[must_use]
pub fn erases(witness: &Witness) -> bool {
    let said = |event: &Witnessed| Event::decode(&event.event).map(|event| event.payload);
    let mut events = witness.events.iter().filter(|event| event.by_township);
    events.any(|event| matches!(said(event), Ok(Payload::Erased(_))))
}

struct Taker<'t, 'c> {
    judge: Judge<'t, 'c>,
    device: &'t Device,
    touched: BTreeSet<CaseId>,
    released: BTreeSet<shanyi_domain::ids::EventId>,
}

impl Taker<'_, '_> {
    /// Enters a proven event where the ledger lacks it.
    fn enter(&mut self, returned: &Witnessed, feed: Feed) -> Result<(), LedgerError> {
        let tx = self.judge.tx;
        if tx.event_bytes(returned.id)?.is_some() {
            return Ok(());
        }
        if returned.by_township
            && let Ok(Payload::Erased(erased)) = Event::decode(&returned.event).map(|it| it.payload)
        {
            return super::erase::again(tx, returned, &erased, self.device.station, self.judge.now);
        }
        let Ok(event) = Event::decode(&returned.event) else {
            let reason = QuarantineReason::Malformed;
            return tx.keep_returned(self.device.id, returned, None, reason, self.judge.now);
        };
        match (feed, &event.payload) {
            // The township judges anew, and notices anew who writes twice.
            (_, Payload::Verdict(_) | Payload::Doubled(_) | Payload::Erased(_)) => Ok(()),
            (Feed::Broadcast, _) => self.publish(returned, &event),
            (Feed::Station, _) => self.enter_in_case(returned, &event),
        }
    }

    fn publish(&self, returned: &Witnessed, event: &Event) -> Result<(), LedgerError> {
        let tx = self.judge.tx;
        let seed = returned.seed.unwrap_or(shanyi_domain::ids::Seed([0; 16]));
        let place = township::Place::Everywhere;
        let (id, bytes) = (returned.id, &returned.event);
        township::enter_again(tx, id, bytes, &seed, place, self.judge.now)?;
        match &event.payload {
            Payload::Document(document) => tx.want_document(document),
            _ => Ok(()),
        }
    }

    fn enter_in_case(&mut self, returned: &Witnessed, event: &Event) -> Result<(), LedgerError> {
        let (tx, now) = (self.judge.tx, self.judge.now);
        let begun = returned.seed.as_ref().map(derive::case_id);
        let Some(case) = event.case.or(begun) else {
            let reason = QuarantineReason::Malformed;
            return tx.keep_returned(self.device.id, returned, None, reason, now);
        };
        if tx.is_erased(case)? {
            return Ok(());
        }
        let begins = returned.seed.filter(|_| event.case.is_none());
        match (tx.case_file(case)?, begins, &event.payload) {
            (None, Some(seed), Payload::Fact(fact)) if !returned.by_township => {
                let brought = Brought {
                    id: returned.id,
                    seed,
                    bytes: &returned.event,
                    event: Some(event),
                };
                self.released
                    .extend(self.judge.enter(case, &brought, Some(fact), true)?);
                tx.vouch(returned.id, &returned.event, self.judge.station)?;
            }
            (None, _, _) => {
                let reason = QuarantineReason::UnknownCase;
                return tx.keep_returned(self.device.id, returned, Some(case), reason, now);
            }
            (Some(_), _, _) => {
                let (id, bytes) = (&returned.id, &returned.event);
                let by_township = returned.by_township;
                self.judge
                    .enter_returned(case, id, bytes, by_township, event)?;
            }
        }
        self.touched.insert(case);
        Ok(())
    }
}
