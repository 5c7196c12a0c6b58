//! Operators save, clerks decide.

use std::sync::Arc;

use shanyi_domain::ids::CaseId;
use shanyi_domain::time::Moment;
use shanyi_store::{Act, Saved, StoreError};

use super::township::has_no_room;
use super::world::World;
use super::{Sim, clerk, operator};

/// What came of trying to save something.
pub struct Tried {
    /// What it was.
    pub what: String,
    /// What was saved, and whether it took a case in. `None` where it may not be, or has no room.
    pub saved: Option<(Saved, bool)>,
    /// The last entry of the stream before.
    pub before: u64,
}

impl World {
    /// An operator saves something, and the screen says so.
    pub(super) fn save(&mut self) -> Sim<()> {
        let pc = self.dice.below(self.pcs.len());
        let tried = self.try_to_save(pc)?;
        let name = self.pcs[pc].name.clone();
        let Some((saved, begins)) = tried.saved else {
            self.note(format!("{name} may not save {}", tried.what));
            return Ok(());
        };
        self.book.wrote(&self.pcs[pc].store(), tried.before)?;
        let events = saved.events.iter().map(|event| (*event, name.clone()));
        self.book.saved.extend(events);
        if begins {
            self.begun(pc, saved.case.id);
        }
        self.note(format!("{name} saves {} of {}", tried.what, saved.case.id));
        Ok(())
    }

    /// Operators of this PC's station know of a case.
    pub(super) fn begun(&mut self, pc: usize, case: CaseId) {
        let station = self.pcs[pc].station;
        self.cases[station].push(case);
    }

    /// Something is saved, and nobody has seen it yet.
    pub(super) fn try_to_save(&mut self, index: usize) -> Sim<Tried> {
        let pc = &self.pcs[index];
        let at = pc.shows(self.now);
        let known = &self.cases[pc.station];
        let chosen = match known.is_empty() || self.dice.percent(30) {
            true => None,
            false => Some(*self.dice.one(known)),
        };
        let mut store = pc.store();
        let state = match chosen {
            Some(id) => store.case(&id)?.map(|case| case.state),
            None => None,
        };
        let (dice, wordy) = (&mut self.dice, self.luck.wordy);
        let facts = match state {
            Some(state) => operator::act(&store, state, at, wordy, dice)?,
            None => operator::intake(&store, pc.identity.station.id, dice)?,
        };
        let before = store.head()?.seq;
        let clock_doubtful = store.township_time()?.is_some_and(|time| at < time);
        let kinds = facts.iter().map(|fact| format!("{:?}", fact.kind()));
        let what = kinds.collect::<Vec<_>>().join("+");
        let saved = store.record(Act {
            case: chosen.filter(|_| state.is_some()),
            facts,
            actor: pc.identity.operator.id,
            at,
            clock_doubtful,
            draft: None,
        });
        let saved = match saved {
            Ok(saved) => Some((saved, state.is_none())),
            // What two acts of one save may not do one behind the other.
            Err(StoreError::NotAllowed { .. }) => None,
            Err(StoreError::DiskFull) if pc.spare.is_some() => None,
            Err(other) => return Err(other.into()),
        };
        drop(store);
        Ok(Tried {
            what,
            saved,
            before,
        })
    }

    /// A clerk does something, or publishes something.
    pub(super) fn decide(&mut self) -> Sim<()> {
        if self.dice.percent(8) {
            return self.publish();
        }
        let app = Arc::clone(&self.township.app);
        match clerk::act(&app, Moment(self.now), &mut self.dice) {
            Ok(Some((case, event))) => {
                app.tell();
                self.note(format!("a clerk writes {event} of {case}"));
            }
            Ok(None) => {}
            Err(error) if self.township.spare.is_some() && has_no_room(&error) => {
                self.note("a clerk finds no room".to_owned());
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }
}
