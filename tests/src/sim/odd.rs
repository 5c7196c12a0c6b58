//! What the newer devices do in the world: write what can't be used, and speak.

use shanyi_domain::ids::{CaseId, Seed};
use shanyi_domain::time::Moment;
use shanyi_server::ledger::LedgerError;

use super::Sim;
use super::carrier::{Answer, Call};
use super::newer::Known;
use super::world::World;

impl World {
    /// A newer device writes or speaks.
    pub(super) async fn newer_acts(&mut self) -> Sim<()> {
        let index = self.dice.below(self.newer.len());
        if self.dice.percent(50) {
            return self.newer_speaks(index).await;
        }
        let station = u32::try_from(self.newer[index].0).unwrap_or_default() + 1;
        let known = self.some_case(|of| of == station)?;
        let foreign = self.some_case(|of| of != station)?;
        let (_, newer) = &mut self.newer[index];
        let at = Moment(self.now);
        let (what, event) = newer.write((known, foreign), at, &mut self.dice)?;
        self.book.wrote_elsewhere(newer.places(), event);
        self.fault(what);
        self.note(format!("a newer device writes {what}: {event}"));
        Ok(())
    }

    /// Every newer device is heard. Says whether one had something to say.
    pub(super) async fn newer_are_heard(&mut self) -> Sim<bool> {
        let mut moved = false;
        for index in 0..self.newer.len() {
            moved |= self.newer[index].1.waits();
            self.newer_speaks(index).await?;
        }
        Ok(moved)
    }

    async fn newer_speaks(&mut self, index: usize) -> Sim<()> {
        let body = self.newer[index].1.request(Moment(self.now))?;
        self.note(format!(
            "a newer device's request of {} bytes arrives",
            body.len()
        ));
        if let Answer::Sync(reply) = self.received(Call::Sync(body)).await? {
            let no_room = self.township.spare.is_some();
            self.newer[index].1.hear(&reply, no_room)?;
        }
        Ok(())
    }

    /// One of the cases that the township holds of such a station.
    fn some_case(&mut self, of: impl Fn(u32) -> bool) -> Sim<Option<Known>> {
        let ledger = &self.township.app.ledger;
        let cases: Vec<(CaseId, Seed)> = ledger.read(|view| {
            let mut cases = Vec::new();
            for id in view.case_ids()? {
                let file = view.case_file(id)?.filter(|(_, station)| of(station.0));
                cases.extend(file.map(|(seed, _)| (id, seed)));
            }
            Ok::<_, LedgerError>(cases)
        })?;
        Ok(match cases.is_empty() {
            true => None,
            false => Some(*self.dice.one(&cases)),
        })
    }
}
