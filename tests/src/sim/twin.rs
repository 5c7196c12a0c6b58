//! One script played twice with other clocks: which events there are in the end, and where, is the
//! same. The line is as bad as in any seed, and differs between the two.
//!
//! What operators do comes from a source of chance of its own, and each acts on cases of their own PC:
//! so nothing of it hangs on what the line has brought by then.

use std::path::Path;

use shanyi_domain::ids::{CaseId, EventId};
use shanyi_store::{Act, StoreError};

use super::template::Template;
use super::world::World;
use super::{Sim, check, checks, operator};
use crate::dice::Dice;

/// Steps of a script.
const STEPS: usize = 110;
/// Where clocks stand, in seconds since 1970: dead batteries, and a wrong year of the future.
const WRONG: [i64; 3] = [0, 946_684_800, 2_082_758_400];

/// Plays the script of a seed twice, with its disks in `folder`.
pub async fn clocks_change_nothing(seed: u64, template: &Template, folder: &Path) -> Sim<()> {
    let mut played = Vec::new();
    for run in 0..2 {
        let folder = folder.join(format!("twin-{run}"));
        let mut world = World::new(seed, template, &folder)?;
        // The line of the second is another, since its clocks sign other bytes anyway.
        let script = Dice::new(world.dice.bits());
        played.push(world.play_script(script, run).await?);
    }
    let [one, two] = &played[..] else {
        return Ok(());
    };
    let differs = one.iter().zip(two).find(|(one, two)| one != two);
    check(one.len() == two.len() && differs.is_none(), || {
        format!("with other clocks there are other events: {differs:?}")
    })
}

impl World {
    /// Plays a script to its end; clocks stand where `run` says. Gives what was saved, and what has
    /// become of it.
    async fn play_script(&mut self, mut script: Dice, run: usize) -> Sim<Vec<String>> {
        let mut own: Vec<Vec<CaseId>> = vec![Vec::new(); self.pcs.len()];
        let mut written: Vec<(String, EventId)> = Vec::new();
        for step in 0..STEPS {
            self.pass(i64::from(script.from_to(1, 20)));
            let pc = script.below(self.pcs.len());
            match script.below(20) {
                0..8 => {
                    let (what, events) = self.save_own(pc, &mut own[pc], &mut script)?;
                    let events = events.into_iter().enumerate();
                    let label = |nth| format!("{step}: {what} ({nth}) at {}", self.pcs[pc].name);
                    written.extend(events.map(|(nth, event)| (label(nth), event)));
                }
                8 => {
                    let at = WRONG[(script.below(WRONG.len()) + run) % WRONG.len()];
                    let ahead = if script.percent(30) { 0 } else { at - self.now };
                    match script.percent(15) {
                        true => self.township_ahead = ahead,
                        false => self.pcs[pc].ahead = ahead,
                    }
                }
                9 => self.power_cut_of(pc)?,
                _ if self.post.is_busy() && self.dice.percent(60) => self.arrive().await?,
                _ => self.begin()?,
            }
        }
        self.rest().await?;
        checks::at_rest(&self.township, &self.pcs, &self.book, 1)?;
        let mut lines = Vec::new();
        for (label, event) in written {
            lines.push(format!("{label}: {}", self.township.became(&event)?));
        }
        Ok(lines)
    }

    /// An operator saves something of a case that this PC took in.
    fn save_own(
        &mut self,
        pc: usize,
        own: &mut Vec<CaseId>,
        script: &mut Dice,
    ) -> Sim<(String, Vec<EventId>)> {
        let (pc, now) = (&self.pcs[pc], self.now);
        let mut store = pc.store();
        let chosen = match own.is_empty() || script.percent(30) {
            true => None,
            false => Some(*script.one(own)),
        };
        let state = match chosen {
            Some(id) => store.case(&id)?.map(|case| case.state),
            None => None,
        };
        let facts = match state {
            Some(state) => {
                let today = shanyi_domain::time::Moment(now);
                operator::act(&store, state, today, 5, script)?
            }
            None => operator::intake(&store, pc.identity.station.id, script)?,
        };
        let kinds = facts.iter().map(|fact| format!("{:?}", fact.kind()));
        let what = kinds.collect::<Vec<_>>().join("+");
        let (before, at) = (store.head()?.seq, pc.shows(now));
        let clock_doubtful = store.township_time()?.is_some_and(|time| at < time);
        let saved = match store.record(Act {
            case: chosen,
            facts,
            actor: pc.identity.operator.id,
            at,
            clock_doubtful,
            draft: None,
        }) {
            Ok(saved) => saved,
            Err(StoreError::NotAllowed { .. }) => return Ok((what, Vec::new())),
            Err(other) => return Err(other.into()),
        };
        self.book.wrote(&store, before)?;
        let name = pc.name.clone();
        drop(store);
        let shown = saved.events.iter().map(|event| (*event, name.clone()));
        self.book.saved.extend(shown);
        if chosen.is_none() {
            own.push(saved.case.id);
        }
        Ok((what, saved.events))
    }
}
