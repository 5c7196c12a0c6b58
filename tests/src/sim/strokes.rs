//! Strokes of bad luck that are not the line's: power, disks, clocks.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use shanyi_domain::ids::EventId;

use super::Sim;
use super::pc::Pc;
use super::world::World;

/// Most PCs and copies of PCs in one seed.
const MOST_PCS: usize = 9;
/// Copies of one disk that are kept.
const MOST_COPIES: usize = 3;

/// Copies of disks that somebody may put back one day.
#[derive(Default)]
pub struct Copies {
    /// Of PCs, each with the number of the PC.
    pcs: Vec<(usize, PathBuf)>,
    /// Of the township.
    township: Vec<PathBuf>,
}

impl World {
    /// Something goes wrong, or is prepared to.
    pub(super) async fn stroke(&mut self) -> Sim<()> {
        match self.dice.below(36) {
            0..4 => self.arrive_again().await,
            4..6 => self.power_cut(),
            6 => self.township_power_cut(),
            7 => self.copy_a_disk(),
            8 => self.copy_the_township(),
            9..12 => self.put_a_copy_back(),
            12..14 => self.put_the_township_back(),
            14 => self.clone_a_disk(),
            15..18 => self.clock_jumps(),
            18..20 => self.power_cut_in_a_save(),
            20..22 => self.township_power_cut_in_a_request().await,
            22 => self.upgrade_cut(),
            23 => self.township_upgrade_cut(),
            24..26 => self.a_disk_fills_or_empties(),
            26..28 => self.the_township_s_disk_fills_or_empties(),
            28..31 => self.back_up(),
            31..35 => self.images_leave(),
            _ => self.put_the_backup_back(),
        }
    }

    /// A PC loses its power and starts again on what is on its disk.
    fn power_cut(&mut self) -> Sim<()> {
        let pc = self.dice.below(self.pcs.len());
        self.power_cut_of(pc)
    }

    /// This PC loses its power and starts again on what is on its disk.
    pub(super) fn power_cut_of(&mut self, pc: usize) -> Sim<()> {
        let disk = self.fresh_disk();
        self.pcs[pc].copy_disk(&disk)?;
        self.pcs[pc].start_on(&disk)?;
        self.fault("power cut of a PC");
        self.note(format!("{} loses its power", self.pcs[pc].name));
        Ok(())
    }

    /// The township's server is killed and starts again on what is on its disk.
    fn township_power_cut(&mut self) -> Sim<()> {
        let disk = self.fresh_disk();
        self.township.copy_disk(&disk)?;
        self.township.start_on(&disk)?;
        self.fault("power cut of the township");
        self.note("the township loses its power".to_owned());
        self.book.receipts_hold(&self.township)
    }

    /// Somebody copies a PC's disk, in case.
    fn copy_a_disk(&mut self) -> Sim<()> {
        let pc = self.dice.below(self.pcs.len());
        let of_it = self.copies.pcs.iter().filter(|(of, _)| *of == pc);
        if of_it.count() < MOST_COPIES {
            let disk = self.fresh_disk();
            self.pcs[pc].copy_disk(&disk)?;
            self.copies.pcs.push((pc, disk));
            self.note(format!("{}'s disk is copied", self.pcs[pc].name));
        }
        Ok(())
    }

    fn copy_the_township(&mut self) -> Sim<()> {
        if self.copies.township.len() < MOST_COPIES {
            let disk = self.fresh_disk();
            self.township.copy_disk(&disk)?;
            self.copies.township.push(disk);
            self.note("the township's disk is copied".to_owned());
        }
        Ok(())
    }

    /// A PC's disk breaks, and an old copy takes its place.
    fn put_a_copy_back(&mut self) -> Sim<()> {
        if self.copies.pcs.is_empty() {
            return self.copy_a_disk();
        }
        let chosen = self.dice.below(self.copies.pcs.len());
        let (pc, copy) = self.copies.pcs.swap_remove(chosen);
        let gone = self.pcs[pc].store().event_ids()?;
        self.pcs[pc].start_on(&copy)?;
        self.book.forget(pc);
        self.fault("old copy of a PC put back");
        self.note(format!("{} goes on on an old copy", self.pcs[pc].name));
        self.lose(gone)
    }

    /// The township's disk breaks, and an old copy takes its place: somebody says so.
    fn put_the_township_back(&mut self) -> Sim<()> {
        if self.copies.township.is_empty() {
            return self.copy_the_township();
        }
        let chosen = self.dice.below(self.copies.township.len());
        let copy = self.copies.township.swap_remove(chosen);
        self.the_township_goes_on_on(&copy)?;
        self.fault("old copy of the township put back");
        self.forget_what_an_old_copy_lacks()
    }

    /// The township goes on on another disk: somebody says so.
    pub(super) fn the_township_goes_on_on(&mut self, disk: &Path) -> Sim<()> {
        let gone = self.township.events()?;
        self.township.start_on(disk)?;
        let ledger = &self.township.app.ledger;
        ledger.write(|tx| tx.begin_timeline())?;
        self.book.keep_divergent_of(&self.township)?;
        self.note("the township goes on on an old copy".to_owned());
        self.lose(gone)
    }

    /// A disk is copied into a second PC, and both go on.
    fn clone_a_disk(&mut self) -> Sim<()> {
        if self.pcs.len() >= MOST_PCS {
            return Ok(());
        }
        let pc = self.dice.below(self.pcs.len());
        let disk = self.fresh_disk();
        self.pcs[pc].copy_disk(&disk)?;
        let (name, station) = (format!("{}'", self.pcs[pc].name), self.pcs[pc].station);
        let identity = self.pcs[pc].identity.clone();
        self.fault("disk cloned");
        self.note(format!("{name} begins as a copy"));
        let clone = Pc::start((name, station), &identity, &disk, &self.chance)?;
        self.pcs.push(clone);
        Ok(())
    }

    /// A PC wakes up in another time, or the township does.
    fn clock_jumps(&mut self) -> Sim<()> {
        let to_2000 = 946_684_800 - self.now;
        let to_2036 = 2_082_758_400 - self.now;
        let near = i64::from(self.dice.from_to(0, 240)) - 120;
        let ahead = *self.dice.one(&[0, 0, 3600, -3600, near, to_2000, to_2036]);
        if self.dice.percent(15) {
            self.township_ahead = ahead;
            self.fault("clock of the township jumped");
            self.note(format!("the township's clock is {ahead} s ahead"));
            return Ok(());
        }
        let pc = self.dice.below(self.pcs.len());
        self.pcs[pc].ahead = ahead;
        self.fault("clock jumped");
        self.note(format!("{}'s clock is {ahead} s ahead", self.pcs[pc].name));
        Ok(())
    }

    /// Of what stood on a disk that is gone, what stands nowhere else is lost: nobody can ask for it.
    fn lose(&mut self, mut gone: BTreeSet<EventId>) -> Sim<()> {
        let there = self.township.events()?;
        gone.retain(|event| !there.contains(event));
        for pc in 0..self.pcs.len() {
            if gone.is_empty() {
                return Ok(());
            }
            let here = self.pcs[pc].store().event_ids()?;
            gone.retain(|event| !here.contains(event));
        }
        self.book.lose(gone);
        Ok(())
    }
}

/// A station's database, opened beside its program, which must not run.
pub fn unlocked(folder: &Path) -> Sim<Connection> {
    let db = Connection::open(folder.join("cases.db"))?;
    db.pragma_update(None, "key", format!("x'{}'", "07".repeat(32)))?;
    db.pragma_update(None, "cipher_page_size", 1024)?;
    Ok(db)
}
