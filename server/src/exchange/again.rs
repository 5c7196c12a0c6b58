//! Judging again what an earlier program of the township set aside: at each start, before anybody is
//! answered. What can be used now is used, and its station is told.

use std::collections::{BTreeMap, BTreeSet};

use shanyi_domain::ids::{CaseId, EventId};
use shanyi_domain::time::Moment;
use shanyi_wire::event::{Event, Payload};
use shanyi_wire::exchange::QuarantineReason;

use super::judge::{Brought, Judge, Place};
use crate::App;
use crate::ledger::aside::Waiting;
use crate::ledger::{LedgerError, Tx};
use crate::township::{self, Place as Of};

/// Judges again everything that was set aside unread or kept as of an unknown kind. Gives how many
/// entries are used now.
///
/// # Errors
/// What the ledger says; nothing has changed then.
pub fn judge_again(app: &App) -> Result<usize, LedgerError> {
    let now = app.clock.now();
    let used = app.ledger.write(|tx| {
        let mut again = Again {
            tx,
            now,
            released: BTreeMap::new(),
        };
        for waiting in tx.all_set_aside()? {
            again.entry(&waiting)?;
        }
        again.unknown_kinds()?;
        let mut used = 0;
        for (case, released) in again.released {
            used += released.len();
            township::fold(tx, case, &BTreeSet::new(), &released, now)?;
        }
        Ok::<_, LedgerError>(used)
    })?;
    if used > 0 {
        app.tell();
        tracing::info!(used, "entries that had been set aside are used now");
    }
    Ok(used)
}

struct Again<'t, 'c> {
    tx: &'t Tx<'c>,
    now: Moment,
    /// Entries that are used now, by case.
    released: BTreeMap<CaseId, BTreeSet<EventId>>,
}

impl Again<'_, '_> {
    fn entry(&mut self, waiting: &Waiting) -> Result<(), LedgerError> {
        let (entry, station) = (&waiting.entry, waiting.station);
        if !self.tx.is_set_aside(entry)? {
            // Its case came with one of those before it.
            return Ok(());
        }
        if entry.reason == QuarantineReason::Revoked {
            return Ok(());
        }
        let event = Event::decode(&entry.bytes).ok();
        let case = event.as_ref().and_then(|event| event.case).or(entry.case);
        let seed = match (entry.seed, case) {
            (Some(seed), _) => Some(seed),
            (None, Some(case)) => match self.tx.case_file(case)? {
                Some((seed, _)) => Some(seed),
                None => self.tx.seed_set_aside(waiting.device, case)?,
            },
            (None, None) => None,
        };
        let Some(seed) = seed else { return Ok(()) };
        let judge = Judge {
            tx: self.tx,
            station,
            now: self.now,
        };
        let brought = Brought {
            id: entry.id,
            seed,
            bytes: &entry.bytes,
            event: event.as_ref(),
        };
        match judge.judge(&brought)? {
            Place::Case { case, fact, begins } => {
                let mut released: BTreeSet<EventId> = judge
                    .enter(case, &brought, fact, begins)?
                    .into_iter()
                    .collect();
                self.tx.release(entry)?;
                released.insert(entry.id);
                self.released.entry(case).or_default().extend(released);
                Ok(())
            }
            Place::Aside(reason) if reason == entry.reason => Ok(()),
            Place::Aside(reason) => {
                self.tx.set_aside_because(entry, reason)?;
                let of = case.map_or(Of::Station(station), |case| Of::Case(case, station));
                township::tell_verdict(self.tx, of, entry.id, Some(reason), self.now)
            }
        }
    }

    /// Events of known cases whose kind an earlier program did not know.
    fn unknown_kinds(&mut self) -> Result<(), LedgerError> {
        for unread in self.tx.of_unknown_kind()? {
            let Ok(event) = Event::decode(&unread.bytes) else {
                continue;
            };
            if let Payload::Fact(fact) = &event.payload {
                let (case, station) = (unread.case, unread.station);
                self.tx
                    .name_images(case, station, unread.position, &fact.images())?;
                // The fold tells what became of it, since it was told as of an unknown kind.
                self.released.entry(case).or_default().insert(unread.id);
            }
        }
        Ok(())
    }
}
