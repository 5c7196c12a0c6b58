//! A station that is killed round after round.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

use super::Run;
use super::check::{self, Found};
use super::hand::{Hand, Seen};
use super::typed::Content;
use crate::dice::Dice;
use crate::drive::{Window, WindowStart};
use crate::story::at;
use crate::years;

/// A round ends by a kill at the latest then, whatever it has waited for.
const LONGEST: Duration = Duration::from_secs(40);

/// What rounds have found.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Rounds that were played, each with its kill.
    pub rounds: usize,
    /// What was lost.
    pub lost: usize,
    /// What was there twice.
    pub doubled: usize,
    /// Saves that were shown, or that a kill let come through.
    pub saves: usize,
    /// Kills that came before the number of a save could be seen.
    pub in_saves: usize,
    /// Kills before the window was usable.
    pub in_starts: usize,
    /// Characters that kills took from forms, all typed within the last second.
    pub took: usize,
    /// Rounds in which the script itself came to a stop before the kill.
    pub astray: usize,
}

impl Tally {
    /// Adds what another lane has found.
    pub fn add(&mut self, other: &Self) {
        self.rounds += other.rounds;
        self.lost += other.lost;
        self.doubled += other.doubled;
        self.saves += other.saves;
        self.in_saves += other.in_saves;
        self.in_starts += other.in_starts;
        self.took += other.took;
        self.astray += other.astray;
    }
}

/// When a round's kill comes.
#[derive(Clone, Copy, Debug)]
enum Kill {
    /// So long after the program was started, whatever it has come to.
    Start(Duration),
    /// So long after a save was asked for.
    Save(Duration),
    /// So long after the window was usable.
    Anywhen(Duration),
}

impl Kill {
    fn drawn(dice: &mut Dice) -> Self {
        let millis = |most: u32, dice: &mut Dice| {
            Duration::from_micros(u64::from(dice.from_to(0, most * 1000)))
        };
        match dice.below(100) {
            0..=11 => Self::Start(millis(2_500, dice)),
            12..=51 => Self::Save(millis(70, dice)),
            _ => Self::Anywhen(millis(5_000, dice)),
        }
    }
}

/// One station.
pub struct Lane {
    name: String,
    folder: PathBuf,
    window: Option<Window>,
    dice: Dice,
    coming: Vec<Content>,
    seen: Seen,
    /// What its rounds have found so far.
    pub tally: Tally,
}

impl Lane {
    /// A station with its documents and no case, in a folder of its own below `folder`.
    ///
    /// # Errors
    /// What the store or the disk says.
    pub fn new(folder: &Path, number: u64, seed: u64) -> Run<Self> {
        let name = format!("seed-{seed}-lane-{number}");
        let folder = folder.join(&name);
        if folder.exists() {
            std::fs::remove_dir_all(&folder)?;
        }
        years::furnished(&folder.join("station"))?;
        let mut dice = Dice::new(seed.wrapping_mul(31).wrapping_add(number));
        let people = years::people::made_up(3_000, &mut dice)?;
        let coming = people.into_iter().filter_map(|villager| {
            Some(Content {
                item: String::new(),
                name: villager.name,
                id_number: villager.id_number?.as_str().to_owned(),
                phone: villager.phone?,
                address: villager.address,
                papers: std::iter::once("id_card".to_owned()).collect(),
                word: String::new(),
            })
        });
        Ok(Self {
            name,
            window: None,
            coming: coming.collect(),
            folder,
            dice,
            seen: Seen::default(),
            tally: Tally::default(),
        })
    }

    /// One round: start, type, kill, look. Says in words what is lost or doubled.
    ///
    /// # Errors
    /// When the machinery itself fails: no display, no driver, a store that does not open.
    pub async fn round(&mut self) -> Run<Vec<String>> {
        let kill = Kill::drawn(&mut self.dice);
        self.seen.script.clear();
        self.seen.begun = Some(Instant::now());
        self.seen.note(format!("{kill:?}"));
        let killed = self.play(kill).await?;
        self.seen.note("killed");
        let script = self.seen.script.join("\n");
        std::fs::write(self.folder.join("last-round.txt"), script)?;
        self.tally.rounds += 1;
        self.tally.in_saves += usize::from(self.seen.forms.iter().any(|form| form.saving));
        let found = check::look(&self.folder.join("station"), &mut self.seen, killed);
        let found = match found {
            Ok(found) => found,
            Err(error) => {
                self.keep()?;
                return Err(error);
            }
        };
        self.tally.saves = self.seen.shown.len();
        self.tally.took += found.took;
        self.count(&found)
    }

    fn count(&mut self, found: &Found) -> Run<Vec<String>> {
        self.tally.lost += found.lost.len();
        self.tally.doubled += found.doubled.len();
        if found.lost.is_empty() && found.doubled.is_empty() {
            return Ok(Vec::new());
        }
        let place = self.keep()?;
        let mut words = vec![format!("{}: kept in {}", self.name, place.display())];
        words.extend(found.lost.iter().map(|lost| format!("lost: {lost}")));
        words.extend(found.doubled.iter().map(|more| format!("doubled: {more}")));
        words.append(&mut self.seen.script.clone());
        Ok(words)
    }

    /// Keeps the data as they are now, with the round's script, and gives the place.
    fn keep(&self) -> Run<PathBuf> {
        let place = self.folder.join(format!("failed-{}", self.tally.rounds));
        check::copy_folder(&self.folder.join("station"), &place.join("station"))?;
        std::fs::write(place.join("script.txt"), self.seen.script.join("\n"))?;
        Ok(place)
    }

    /// Starts and works until the kill, whose moment it gives.
    async fn play(&mut self, kill: Kill) -> Run<Instant> {
        let data = self.folder.join("station");
        let opening = open(&mut self.window, &data);
        if let Kill::Start(after) = kill {
            let opened = tokio::time::timeout(after, opening).await;
            if !matches!(opened, Ok(Ok(()))) {
                self.tally.in_starts += 1;
            }
            return killed(&mut self.window, &data);
        }
        opening.await?;
        let Some(window) = &self.window else {
            return Err("no window".into());
        };
        self.seen.note("usable");
        let saving = Notify::new();
        let mut hand = Hand {
            window,
            seen: &mut self.seen,
            dice: &mut self.dice,
            coming: &mut self.coming,
            saving: &saving,
        };
        let end = async {
            match kill {
                Kill::Save(after) => {
                    saving.notified().await;
                    tokio::time::sleep(after).await;
                }
                Kill::Start(after) | Kill::Anywhen(after) => tokio::time::sleep(after).await,
            }
        };
        let stopped = tokio::select! {
            biased;
            () = end => None,
            () = tokio::time::sleep(LONGEST) => None,
            stopped = hand.work() => stopped.err(),
        };
        if let Some(stopped) = stopped {
            self.tally.astray += 1;
            self.seen.note(format!("the script stopped: {stopped}"));
        }
        killed(&mut self.window, &data)
    }
}

/// Kills the whole tree of processes and gives the moment of it, once none of them holds the data.
fn killed(window: &mut Option<Window>, data: &Path) -> Run<Instant> {
    let moment = match window {
        Some(window) => window.kill(),
        None => Instant::now(),
    };
    let lock = std::fs::File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(data.join("lock"))?;
    while lock.try_lock().is_err() {
        if moment.elapsed() > LONGEST {
            return Err("something still holds the data".into());
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    Ok(moment)
}

/// Opens the window, or starts the program in it again, and waits until it can be used.
async fn open(window: &mut Option<Window>, data: &Path) -> Run<()> {
    if let Some(window) = window {
        window.restart().await?;
    } else {
        *window = Some(start(data).open().await?);
    }
    if let Some(window) = window {
        window.wait_for(&at("begin-intake")).await?;
        window.wait_gone(&at("no-catalog")).await?;
    }
    Ok(())
}

fn start(data: &Path) -> WindowStart {
    // What is saved stays here: nobody listens at the township.
    Window::on(data).hold(3600)
}
