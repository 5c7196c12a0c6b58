//! The world of one seed: who is in it, and what happens next.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use shanyi_domain::ids::{CaseId, ImageHash};
use shanyi_domain::time::Moment;

use super::book::Book;
use super::ear::Ear;
use super::newer::Newer;
use super::pc::Pc;
use super::post::Post;
use super::report::{Tally, Trail};
use super::strokes::Copies;
use super::template::{Chance, START, Template};
use super::township::Township;
use super::{Sim, checks};
use crate::dice::Dice;

/// Fewest steps of a seed before everything may come to rest.
const STEPS: u32 = 190;
/// Rounds of each PC within which everything has to come to rest.
const PATIENCE: u32 = 30;

/// How bad the luck of a seed is, in so many times of a hundred.
pub struct Luck {
    /// A request or its answer is cut or lost.
    pub cut: u32,
    /// What came back is on its way for a while.
    pub slow: u32,
    /// Instead of a step something else goes wrong.
    pub fault: u32,
    /// Something else arrives in the middle of a request.
    pub overtaken: u32,
    /// A word on a case is a long one.
    pub wordy: u32,
}

/// One seed being played.
pub struct World {
    pub(super) dice: Dice,
    pub(super) chance: Chance,
    pub(super) now: i64,
    pub(super) luck: Luck,
    pub(super) township: Township,
    pub(super) pcs: Vec<Pc>,
    /// Devices that write what the township can't use, each with the number of its station.
    pub(super) newer: Vec<(usize, Newer)>,
    pub(super) post: Post,
    pub(super) book: Book,
    pub(super) copies: Copies,
    pub(super) tally: Tally,
    pub(super) trail: Trail,
    /// PCs wait for news.
    listens: bool,
    /// Those who wait.
    pub(super) ears: Vec<Ear>,
    /// Which of the costly checks this seed has a look at.
    share: u64,
    /// The cases that each station took in.
    pub(super) cases: Vec<Vec<CaseId>>,
    /// How far the township's clock is from the true time, in seconds.
    pub(super) township_ahead: i64,
    /// Images whose bytes a PC let go of, by station.
    pub(super) let_go: BTreeSet<(u32, ImageHash)>,
    /// The township had no room at some time.
    pub(super) was_full: bool,
    folder: PathBuf,
    disks: u32,
}

impl World {
    /// The world of a seed, with its disks in `folder`.
    pub fn new(seed: u64, template: &Template, folder: &Path) -> Sim<Self> {
        let mut dice = Dice::new(seed);
        let chance: Chance = Arc::new(Mutex::new(Dice::new(dice.bits())));
        template.township(&folder.join("township"))?;
        let township = Township::open(&folder.join("township"), START, &chance)?;
        let stations = 2 + dice.below(4);
        let mut pcs = Vec::new();
        for (station, identities) in template.identities.iter().take(stations).enumerate() {
            let count = 1 + dice.weighted([6, 3, 1].into_iter());
            for (identity, letter) in identities.iter().take(count).zip(["a", "b", "c"]) {
                let name = format!("{}{letter}", station + 1);
                let disk = folder.join(&name);
                template.store(identity, &disk)?;
                pcs.push(Pc::start((name, station), identity, &disk, &chance)?);
            }
        }
        let mut newer = Vec::new();
        for (station, identities) in template.identities.iter().take(stations).enumerate() {
            if let Some(identity) = identities.last().filter(|_| dice.percent(15)) {
                newer.push((station, Newer::new(identity, &mut dice)));
            }
        }
        let calm = dice.percent(10);
        let rate = |dice: &mut Dice, most| if calm { 0 } else { dice.from_to(0, most) };
        Ok(Self {
            luck: Luck {
                cut: rate(&mut dice, 40),
                slow: rate(&mut dice, 60),
                fault: rate(&mut dice, 7),
                overtaken: rate(&mut dice, 15),
                wordy: if dice.percent(20) { 40 } else { 5 },
            },
            dice,
            chance,
            now: START.0,
            township,
            pcs,
            newer,
            post: Post::default(),
            book: Book::default(),
            copies: Copies::default(),
            listens: seed % 4 == 1,
            ears: Vec::new(),
            share: seed,
            tally: Tally::default(),
            trail: Trail::default(),
            cases: vec![Vec::new(); stations],
            township_ahead: 0,
            let_go: BTreeSet::new(),
            was_full: false,
            folder: folder.to_owned(),
            disks: 0,
        })
    }

    /// Plays the seed to its end.
    pub async fn play(&mut self) -> Sim<()> {
        for _ in 0..STEPS + self.dice.from_to(0, 100) {
            self.step().await?;
            if self.listens {
                self.listen()?;
            }
        }
        self.ears.clear();
        self.rest().await?;
        self.let_go_are_whole()?;
        checks::at_rest(&self.township, &self.pcs, &self.book, self.share)
    }

    /// Whatever happens next.
    async fn step(&mut self) -> Sim<()> {
        let seconds = self.dice.from_to(0, 20);
        self.pass(i64::from(seconds));
        if self.dice.percent(self.luck.fault) {
            return self.stroke().await;
        }
        if self.post.is_busy() && self.dice.percent(60) {
            return self.arrive().await;
        }
        if !self.newer.is_empty() && self.dice.percent(8) {
            return self.newer_acts().await;
        }
        if self.listens && self.dice.percent(8) {
            return self.ask_for_news();
        }
        match self.dice.below(10) {
            0..4 => self.save(),
            4 => self.decide(),
            _ => self.begin(),
        }
    }

    /// Time passes.
    pub(super) fn pass(&mut self, seconds: i64) {
        self.now += seconds;
        self.township.set(Moment(self.now + self.township_ahead));
    }

    /// A step was made.
    pub(super) fn note(&mut self, step: String) {
        self.tally.steps += 1;
        self.trail.note(format!("{} {step}", self.now - START.0));
    }

    /// Something went wrong.
    pub(super) fn fault(&mut self, kind: &'static str) {
        *self.tally.faults.entry(kind).or_default() += 1;
    }

    /// The disk with the township's backup.
    pub(super) fn off_site(&self) -> PathBuf {
        self.folder.join("off-site")
    }

    /// A folder for a disk.
    pub(super) fn fresh_disk(&mut self) -> PathBuf {
        self.disks += 1;
        self.folder.join(format!("disk-{}", self.disks))
    }

    /// A PC begins a round.
    pub(super) fn begin(&mut self) -> Sim<()> {
        let index = self.dice.below(self.pcs.len());
        match self.pcs[index].is_talking() {
            true => Ok(()),
            false => self.begin_of(index),
        }
    }

    /// This PC begins a round.
    pub(super) fn begin_of(&mut self, index: usize) -> Sim<()> {
        let done = self.pcs[index].begin(self.now);
        let step = format!("{} begins a round", self.pcs[index].name);
        self.note(step);
        self.heard(index, done)
    }

    /// The bad luck ends, and everything comes to rest.
    pub(super) async fn rest(&mut self) -> Sim<()> {
        self.luck = Luck {
            cut: 0,
            slow: 0,
            fault: 0,
            overtaken: 0,
            wordy: 0,
        };
        self.hang_up()?;
        self.room_everywhere()?;
        for _ in 0..PATIENCE {
            self.pass(100);
            let mut moved = self.newer_are_heard().await?;
            for index in 0..self.pcs.len() {
                moved |= self.whole_round(index).await?;
            }
            if !moved {
                return Ok(());
            }
        }
        Err(super::Violation("it does not come to rest".to_owned()))
    }
}
