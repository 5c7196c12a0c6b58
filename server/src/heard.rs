//! When each PC last spoke. A PC that has nothing to send asks for news all the same, and lives.
//!
//! A moment for each question would be a write for each: they are held in memory, and all of them are
//! put into the ledger together once one is [`KEPT_EVERY`] older there. A program that is killed loses
//! that much and no more.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use shanyi_domain::ids::DeviceId;
use shanyi_domain::time::Moment;

use crate::App;
use crate::ledger::LedgerError;

/// Seconds by which the ledger may be behind.
const KEPT_EVERY: i64 = 300;

/// When PCs last spoke, as far as the ledger does not have it.
#[derive(Default)]
pub struct Heard(Mutex<Fresh>);

#[derive(Default)]
struct Fresh {
    at: BTreeMap<DeviceId, Moment>,
    /// When it was last tried to put them into the ledger: a full disk is not asked at each question.
    tried: Option<Moment>,
}

impl Heard {
    /// When this PC last spoke, where that is newer than what the ledger has.
    pub(crate) fn of(&self, device: DeviceId) -> Option<Moment> {
        self.fresh().at.get(&device).copied()
    }

    /// A PC spoke. Whether it is time to put it, and whatever else is here, into the ledger, which has
    /// `kept` of this PC.
    fn note(&self, device: DeviceId, kept: Option<Moment>, now: Moment) -> bool {
        let mut fresh = self.fresh();
        fresh.at.insert(device, now);
        let is_due = is_old(kept, now) && is_old(fresh.tried, now);
        if is_due {
            fresh.tried = Some(now);
        }
        is_due
    }

    fn all(&self) -> Vec<(DeviceId, Moment)> {
        let fresh = self.fresh();
        fresh.at.iter().map(|(id, at)| (*id, *at)).collect()
    }

    /// These are in the ledger; who has spoken again meanwhile is not.
    fn are_kept(&self, kept: &[(DeviceId, Moment)]) {
        let mut fresh = self.fresh();
        for (id, at) in kept {
            if fresh.at.get(id) == Some(at) {
                fresh.at.remove(id);
            }
        }
    }

    fn fresh(&self) -> MutexGuard<'_, Fresh> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A clock that was set back makes what it said before as good as old.
fn is_old(at: Option<Moment>, now: Moment) -> bool {
    at.is_none_or(|at| !(0..KEPT_EVERY).contains(&(now.0 - at.0)))
}

/// A PC spoke, in a message that it signed and that is believed.
pub(crate) async fn hear(app: &Arc<App>, device: DeviceId, kept: Option<Moment>) {
    if app.heard().note(device, kept, app.clock.now()) {
        // Whoever gives this up with its work has something greater to say.
        let _ = app.blocking(keep).await;
    }
}

/// Puts into the ledger what is held here. What can't be written stays, and nobody is held up by it.
pub(crate) fn keep(app: &App) {
    let all = app.heard().all();
    if all.is_empty() {
        return;
    }
    let rows = all.clone();
    let kept: Result<(), LedgerError> = app.ledger.write_together(move |tx| tx.keep_heard(&rows));
    match kept {
        Ok(()) => app.heard().are_kept(&all),
        Err(error) => tracing::warn!(%error, "when PCs last spoke could not be written down"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PC: DeviceId = DeviceId([1; 16]);
    const OTHER: DeviceId = DeviceId([2; 16]);

    #[test]
    fn of_a_hundred_questions_one_is_written_and_one_that_failed_is_not_tried_at_each() {
        let heard = Heard::default();
        let (mut kept, mut writes) = (Some(Moment(0)), 0);
        for minute in 0..100 {
            let now = Moment(minute * 60);
            if heard.note(PC, kept, now) {
                heard.are_kept(&heard.all());
                (kept, writes) = (Some(now), writes + 1);
            }
        }
        assert_eq!(writes, 19, "one in five minutes");
        let now = Moment(6_000);
        assert!(heard.note(PC, kept, now), "and this one fails");
        assert!(!heard.note(OTHER, None, now.plus_seconds(1)));
        assert!(heard.note(OTHER, None, now.plus_seconds(KEPT_EVERY)));
        assert_eq!(heard.all().len(), 2, "nothing of it is forgotten");
        assert!(
            heard.note(PC, Some(now), Moment(60)),
            "the clock was set back"
        );
    }

    #[test]
    fn who_speaks_while_the_ledger_is_written_is_not_taken_for_written() {
        let heard = Heard::default();
        heard.note(PC, None, Moment(1));
        let written = heard.all();
        heard.note(PC, None, Moment(2));
        heard.are_kept(&written);
        assert_eq!(heard.of(PC), Some(Moment(2)));
        heard.are_kept(&[(PC, Moment(2))]);
        assert_eq!(heard.of(PC), None);
    }
}
