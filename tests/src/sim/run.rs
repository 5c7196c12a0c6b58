//! Plays many seeds, on two cores.

use std::panic::AssertUnwindSafe;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use super::report::{Broken, Report, Tally};
use super::template::Template;
use super::world::World;
use super::{Sim, Violation, twin};

/// Which seeds are to be played.
#[derive(Clone, Copy, Debug)]
pub struct Wish {
    /// The first.
    pub from: u64,
    /// How many.
    pub seeds: u64,
    /// How many at once.
    pub workers: usize,
    /// No more are begun once one does not hold.
    pub until_broken: bool,
}

impl Default for Wish {
    fn default() -> Self {
        Self {
            from: 1,
            seeds: 100,
            workers: 2,
            until_broken: false,
        }
    }
}

impl Wish {
    /// This seed alone.
    #[must_use]
    pub fn one(seed: u64) -> Self {
        Self {
            from: seed,
            seeds: 1,
            ..Self::default()
        }
    }

    /// Up to so many seeds, until one does not hold.
    #[must_use]
    pub fn until_broken(seeds: u64) -> Self {
        Self {
            seeds,
            until_broken: true,
            ..Self::default()
        }
    }
}

/// One seed of so many is followed by a script that is played twice, with other clocks.
const TWINS: u64 = 20;

/// Seeds that once did not hold, each with what was wrong.
pub const REGRESSIONS: &[(u64, &str)] = &[
    (
        71,
        "a calendar of which nobody had the bytes kept the one before it from being fetched",
    ),
    (
        99,
        "a township put back gave a calendar's number again: PCs stayed with the other calendar",
    ),
    (
        2779,
        "a document that was whole when the township's disk was full was given back from its beginning",
    ),
    (
        3029,
        "a document of which a part had been given back was begun anew in each round",
    ),
    (
        10254,
        "what was answered in the middle of another request was looked at only when that had ended: its \
         reader's stream had brought by then what the page had told of it, as another PC had given it back",
    ),
];

/// Plays the seeds with their disks in a folder beside each other; `told` hears how many are done.
///
/// # Errors
/// When the folder can't be used.
pub fn play(wish: Wish, told: impl Fn(u64) + Sync) -> Sim<Report> {
    let folder = disks()?;
    let template = Template::make(&folder.path().join("template"))?;
    let next = AtomicU64::new(0);
    let mut whole = Report::default();
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..wish.workers.max(1))
            .map(|worker| {
                let place = folder.path().join(format!("worker-{worker}"));
                let (template, next, told) = (&template, &next, &told);
                scope.spawn(move || {
                    let mut report = Report::default();
                    loop {
                        let done = next.fetch_add(1, Ordering::Relaxed);
                        if done >= wish.seeds {
                            return report;
                        }
                        let (tally, broken) = one(wish.from + done, template, &place);
                        if wish.until_broken && broken.is_some() {
                            next.store(wish.seeds, Ordering::Relaxed);
                        }
                        report.add(tally, broken);
                        told(done + 1);
                    }
                })
            })
            .collect();
        for worker in workers {
            whole.join(worker.join().unwrap_or_default());
        }
    });
    Ok(whole)
}

/// Where the disks of a run are: in memory where the system has such a place.
fn disks() -> Sim<tempfile::TempDir> {
    let memory = Path::new("/dev/shm");
    let folder = tempfile::Builder::new().prefix("shanyi-sim-").to_owned();
    Ok(match folder.tempdir_in(memory) {
        Ok(folder) => folder,
        Err(_) => folder.tempdir()?,
    })
}

/// Plays one seed.
fn one(seed: u64, template: &Template, folder: &Path) -> (Tally, Option<Broken>) {
    let mut world = None;
    let played = std::panic::catch_unwind(AssertUnwindSafe(|| {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()?;
        let world = world.insert(World::new(seed, template, folder)?);
        runtime.block_on(world.play())?;
        match seed.is_multiple_of(TWINS) {
            true => runtime.block_on(twin::clocks_change_nothing(seed, template, folder)),
            false => Ok(()),
        }
    }));
    let played = played.unwrap_or_else(|_| Err(Violation("it panicked".to_owned())));
    let (tally, trail) = world.map_or_else(Default::default, |world| (world.tally, world.trail));
    let broken = played.err().map(|Violation(what)| Broken {
        seed,
        what,
        steps: trail.into_steps(),
    });
    // What is left behind would be in the way of the next seed.
    let _ = std::fs::remove_dir_all(folder);
    (tally, broken)
}
