//! Disks that are nearly full: a database may grow by a few pages, and then by none.

use super::Sim;
use super::world::World;

impl World {
    /// A PC's disk is nearly full, or somebody makes room on it.
    pub(super) fn a_disk_fills_or_empties(&mut self) -> Sim<()> {
        let pc = self.dice.below(self.pcs.len());
        let spare = match self.pcs[pc].spare {
            Some(_) => None,
            None => Some(self.dice.from_to(0, 12)),
        };
        let disk = self.fresh_disk();
        self.pcs[pc].copy_disk(&disk)?;
        self.pcs[pc].start_with(&disk, spare)?;
        let name = self.pcs[pc].name.clone();
        match spare {
            Some(spare) => {
                self.fault("disk of a PC full");
                self.note(format!("{name} has room for {spare} pages"));
            }
            None => self.note(format!("{name} has room again")),
        }
        Ok(())
    }

    /// The same at the township.
    pub(super) fn the_township_s_disk_fills_or_empties(&mut self) -> Sim<()> {
        let spare = match self.township.spare {
            Some(_) => None,
            None => Some(self.dice.from_to(0, 6)),
        };
        let disk = self.fresh_disk();
        self.township.copy_disk(&disk)?;
        self.township.start_with(&disk, spare)?;
        match spare {
            Some(spare) => {
                self.was_full = true;
                self.fault("disk of the township full");
                self.note(format!("the township has room for {spare} pages"));
            }
            None => self.note("the township has room again".to_owned()),
        }
        self.book.receipts_hold(&self.township)
    }

    /// Somebody makes room everywhere.
    pub(super) fn room_everywhere(&mut self) -> Sim<()> {
        if self.township.spare.is_some() {
            self.the_township_s_disk_fills_or_empties()?;
        }
        for pc in 0..self.pcs.len() {
            if self.pcs[pc].spare.is_some() {
                let disk = self.fresh_disk();
                self.pcs[pc].copy_disk(&disk)?;
                self.pcs[pc].start_on(&disk)?;
            }
        }
        Ok(())
    }
}
