//! The power goes in the middle of a write: what was answered before is on the disk, and of what was
//! being written any part.

use shanyi_sync::carrier::CarrierError;

use super::Sim;
use super::carrier::Answer;
use super::older;
use super::wal::{self, End};
use super::world::World;
use crate::memory::Break;

impl World {
    /// A PC loses its power while it saves: no screen has said so yet.
    pub(super) fn power_cut_in_a_save(&mut self) -> Sim<()> {
        let pc = self.dice.below(self.pcs.len());
        let before = wal::end(&self.pcs[pc].database())?;
        let tried = self.try_to_save(pc)?;
        let after = wal::end(&self.pcs[pc].database())?;
        let disk = self.fresh_disk();
        self.pcs[pc].copy_disk(&disk)?;
        let at = self.tear(before, after);
        wal::cut(&disk.join("cases.db"), at)?;
        self.pcs[pc].start_on(&disk)?;
        self.fault("power cut in a save");
        let name = self.pcs[pc].name.clone();
        self.note(format!(
            "{name} loses its power while it saves {}",
            tried.what
        ));
        // It may have come to be all the same.
        self.book.wrote(&self.pcs[pc].store(), tried.before)?;
        if let Some((saved, true)) = tried.saved
            && self.pcs[pc].store().case(&saved.case.id)?.is_some()
        {
            self.begun(pc, saved.case.id);
        }
        Ok(())
    }

    /// The township loses its power while it writes what a request brings. Nobody hears an answer.
    pub(super) async fn township_power_cut_in_a_request(&mut self) -> Sim<()> {
        let Some((flight, call)) = self.something_else(usize::MAX) else {
            return Ok(());
        };
        let before = wal::end(&self.township.database())?;
        self.township.receive(call, Break::Never).await;
        if let Some(flight) = flight {
            self.post.back(flight, Answer::Nothing(CarrierError::Down));
        }
        let after = wal::end(&self.township.database())?;
        let disk = self.fresh_disk();
        self.township.copy_disk(&disk)?;
        let at = self.tear(before, after);
        wal::cut(&disk.join("township.db"), at)?;
        self.township.start_on(&disk)?;
        self.fault("power cut of the township in a request");
        self.note(format!("the township loses its power after {at} bytes"));
        self.book.receipts_hold(&self.township)
    }

    /// A PC comes from an older program: the upgrade of its store is cut off, and made again.
    pub(super) fn upgrade_cut(&mut self) -> Sim<()> {
        let pc = self.dice.below(self.pcs.len());
        let old = self.fresh_disk();
        self.pcs[pc].copy_disk(&old)?;
        older::store(&old)?;
        if self.dice.percent(30) {
            let spare = self.dice.from_to(0, 3);
            if self.pcs[pc].finds_no_room_for_an_upgrade(&old, spare)? {
                self.fault("upgrade of a PC on a full disk");
            }
        }
        // Opened once, with everything that it writes; the copy is cut off in the middle of that.
        self.pcs[pc].start_on(&old)?;
        let after = wal::end(&self.pcs[pc].database())?;
        let torn = self.fresh_disk();
        self.pcs[pc].copy_disk(&torn)?;
        let at = self.tear(None, after);
        wal::cut(&torn.join("cases.db"), at)?;
        self.pcs[pc].start_on(&torn)?;
        self.fault("upgrade of a PC cut off");
        let name = self.pcs[pc].name.clone();
        self.note(format!("{name}'s upgrade is cut off after {at} bytes"));
        Ok(())
    }

    /// The township comes from an older program: the upgrade of its ledger is cut off, and made
    /// again.
    pub(super) fn township_upgrade_cut(&mut self) -> Sim<()> {
        if self.township.spare.is_some() {
            return Ok(());
        }
        // An older program makes the words of a case at once.
        self.township.app.ledger.index()?;
        let old = self.fresh_disk();
        self.township.copy_disk(&old)?;
        let form = older::ledger(&old)?;
        self.township.start_on(&old)?;
        let after = wal::end(&self.township.database())?;
        let torn = self.fresh_disk();
        self.township.copy_disk(&torn)?;
        let at = self.tear(None, after);
        wal::cut(&torn.join("township.db"), at)?;
        self.township.start_on(&torn)?;
        self.fault("upgrade of the township cut off");
        self.note(format!(
            "the township's upgrade from form {form} is cut off after {at} bytes"
        ));
        self.book.receipts_hold(&self.township)
    }

    /// How much of a log was on the disk when the power went between two moments.
    fn tear(&mut self, before: Option<End>, after: Option<End>) -> u64 {
        let (from, to) = wal::between(before, after);
        let width = usize::try_from(to.saturating_sub(from)).unwrap_or_default();
        from + self.dice.below(width + 1) as u64
    }
}
