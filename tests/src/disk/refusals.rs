//! One call after the other is refused by the disk, the power goes behind each, and what is left is
//! looked at.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::model::{Disk, Keep};
use super::record::{Call, Fault, Refused, names, record, refusing};
use super::{station, township};
use crate::chaos::copy_folder;
use crate::dice::Dice;
use crate::ground::{Ground, quick_folder};
use crate::township::Run;
use shanyi_wire::stream::StreamId;

/// What is refused, and how. A disk that is worn out refuses anything; a full one refuses to grow.
const FAULTS: [(&str, &str); 13] = [
    ("openat", "EIO"),
    ("mkdir", "EIO"),
    ("pread64", "EIO"),
    ("read", "EIO"),
    ("pwrite64", "EIO"),
    ("pwrite64", "ENOSPC"),
    ("write", "EIO"),
    ("write", "ENOSPC"),
    ("fdatasync", "EIO"),
    ("fsync", "EIO"),
    ("ftruncate", "EIO"),
    ("rename", "EIO"),
    ("unlink", "EIO"),
];

/// What a power cut behind a refusal leaves of all that was not fsynced.
const CUTS: [Keep; 3] = [Keep::Nothing, Keep::Some(50), Keep::All];

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Calls that were refused.
    pub refused: usize,
    /// Runs of a program in which something that it was asked for failed by that, and it said so.
    pub told: usize,
    /// Disks that were looked at.
    pub disks: usize,
    /// What is wrong.
    pub wrong: Vec<String>,
}

/// Whose disk refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The station's, while it works.
    Station,
    /// The township's, while it works.
    Township,
    /// That of a desk that is started for the first time.
    FirstDesk,
    /// That of a township that is started for the first time.
    FirstTownship,
}

impl Whose {
    /// All of them, by the names that the child goes by.
    pub const ALL: [(&str, Self); 4] = [
        ("station", Self::Station),
        ("township", Self::Township),
        ("first-desk", Self::FirstDesk),
        ("first-township", Self::FirstTownship),
    ];

    fn name(self) -> &'static str {
        let known = Self::ALL.iter().find(|(_, whose)| *whose == self);
        known.map_or("", |(name, _)| name)
    }

    /// A place to begin at: a folder for the child, and that of the disk in it.
    fn place(self, ground: &Path) -> Run<Place> {
        let held = quick_folder()?;
        let whole = held.path().to_owned();
        let disk = match self {
            Self::Township => {
                copy_folder(ground, &whole)?;
                whole.join("township")
            }
            _ => whole.clone(),
        };
        Ok(Place {
            _held: held,
            whole,
            disk,
        })
    }

    /// What is wrong with a disk that was left behind.
    fn look(self, disk: &Path, said: &[String], begun: &Begun) -> Vec<String> {
        let looked = match self {
            Self::Station => {
                let (sure, maybe) = station::told(said);
                station::look(disk, &sure, &maybe)
            }
            Self::Township => {
                let mut heard = township::Heard::default();
                said.iter().for_each(|line| heard.hear(line));
                township::look(disk, begun.stream, &heard)
            }
            Self::FirstDesk => station::first_start(disk).map(|()| Vec::new()),
            Self::FirstTownship => township::first_start(disk).map(|()| Vec::new()),
        };
        looked.unwrap_or_else(|error| vec![format!("{error}, and it had said {said:?}")])
    }

    /// Whether something failed in a run, by what was said in it.
    fn failed(self, said: &[String], whole: &[String]) -> bool {
        match self {
            Self::Township => said != whole,
            _ => said.iter().any(|line| !line.starts_with("saved")) || said.len() < whole.len(),
        }
    }
}

struct Place {
    _held: tempfile::TempDir,
    whole: PathBuf,
    disk: PathBuf,
}

/// What every run begins with, and what comes of one in which nothing is refused.
struct Begun {
    ground: tempfile::TempDir,
    stream: StreamId,
    said: Vec<String>,
    /// Names on the township's disk. They are the same in every run; on the others some are drawn.
    files: Vec<PathBuf>,
}

impl Begun {
    fn with(whose: Whose, child: &Path) -> Run<Self> {
        let made = Ground::new()?;
        let ground = quick_folder()?;
        let stream = made.held().head()?.stream;
        copy_folder(made.folder(), ground.path())?;
        drop(made);
        let place = whose.place(ground.path())?;
        let args = [whose.name(), place.whole.to_str().ok_or("a path")?];
        let calls = record(child, &args, &place.disk)?;
        let said = calls.iter().filter_map(|call| match call {
            Call::Said(line) => Some(line.clone()),
            _ => None,
        });
        let files = match whose {
            Whose::Township => names(&calls),
            _ => BTreeSet::new(),
        };
        let files = files.iter().map(|name| name.strip_prefix(&place.disk));
        Ok(Self {
            stream,
            said: said.collect(),
            files: files.map(|name| Ok(name?.to_owned())).collect::<Run<_>>()?,
            ground,
        })
    }
}

/// Has the disk refuse every `every`-th call of each kind in turn, until the program makes no more of
/// them, on two threads. `child` is the program that plays the scripts.
///
/// # Errors
/// When a program breaks in another way than by saying what is wrong.
pub fn sweep(whose: Whose, child: &Path, every: usize) -> Run<Tally> {
    let begun = Begun::with(whose, child)?;
    let (next, tally) = (AtomicUsize::new(0), Mutex::new(Tally::default()));
    let work = || -> Run<()> {
        while let Some((call, error)) = FAULTS.get(next.fetch_add(1, Ordering::SeqCst)) {
            // The first is always among them.
            for nth in (1..).step_by(every) {
                let fault = Fault { call, nth, error };
                match refuse(whose, child, &begun, fault)? {
                    Some(one) => add(&tally, one),
                    None => break,
                }
            }
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let beside = scope.spawn(work);
        work()?;
        beside.join().map_err(|_| "a thread broke")?
    })?;
    Ok(tally.into_inner().unwrap_or_default())
}

fn add(tally: &Mutex<Tally>, one: Tally) {
    let mut tally = tally
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    tally.refused += one.refused;
    tally.told += one.told;
    tally.disks += one.disks;
    tally.wrong.extend(one.wrong);
}

/// One run with one refusal; `None` where the program makes no such call any more.
fn refuse(whose: Whose, child: &Path, begun: &Begun, fault: Fault) -> Run<Option<Tally>> {
    let place = whose.place(begun.ground.path())?;
    let mut disk = Disk::of(&place.disk)?;
    let args = [whose.name(), place.whole.to_str().ok_or("a path")?];
    let files = begun.files.iter().map(|name| place.disk.join(name));
    let files: Vec<PathBuf> = files.collect();
    let Refused { calls, said, met } = refusing(child, &args, &place.disk, &files, fault)?;
    if !met {
        return Ok(None);
    }
    let mut tally = Tally::default();
    if calls.is_empty() && said.is_empty() {
        // The program was not even loaded.
        return Ok(Some(tally));
    }
    tally.refused = 1;
    tally.told = usize::from(whose.failed(&said, &begun.said));
    let mut dice = Dice::new(fault.nth as u64);
    calls.iter().for_each(|call| disk.take(call, &mut dice));
    let mut look = |folder: &Path, how: &str| {
        tally.disks += 1;
        let found = whose.look(folder, &said, begun).into_iter();
        let wrong = found.map(|what| format!("{fault:?}, {how}: {what}"));
        tally.wrong.extend(wrong);
    };
    look(&place.disk, "started again");
    let mut seen = BTreeSet::new();
    for keep in CUTS {
        let left = quick_folder()?;
        if disk.cut(keep, &mut dice, left.path(), &mut seen)? {
            look(left.path(), &format!("and the power gone, {keep:?} left"));
        }
    }
    Ok(Some(tally))
}
