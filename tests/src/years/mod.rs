//! Years of cases at one station, made from a seed through the store's own write path: what the
//! station did is recorded as acts, what the township did is taken from its feed, day by day.
//!
//! A made store is kept and used again as long as neither its makers nor the schema have changed.

pub mod ask;
mod day;
pub mod people;
mod plan;
mod township;

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Days, NaiveDate};
use serde::{Deserialize, Serialize};
use shanyi_domain::catalog::{Catalog, ServiceItem};
use shanyi_domain::state::State;
use shanyi_domain::time::Moment;
use shanyi_store::{Durability, Options, SCHEMA, Store, load_or_create_key};
use shanyi_wire::derive;

use crate::dice::Dice;
use people::Villager;

/// What making can fail with: words for whoever reads them.
pub type Made<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// How much is made.
#[derive(Clone, Copy, Debug)]
struct Size {
    /// Cases that are made.
    cases: usize,
    /// People who come with them.
    people: usize,
    /// Cases that are not closed at the end.
    open: usize,
}

/// The years that are measured.
const SIZE: Size = Size {
    cases: 100_000,
    people: 60_000,
    open: 2_000,
};
/// The seed of it all.
const SEED: u64 = 20_210_104;
/// Working days from the first to the last, five a week.
const WORKING_DAYS: usize = 1_535;
/// How the open cases stand, by weight.
const STANDS: [(State, u32); 8] = [
    (State::Collected, 16),
    (State::Submitted, 25),
    (State::Correction, 10),
    (State::Accepted, 30),
    (State::Granted, 13),
    (State::Denied, 2),
    (State::Refused, 2),
    (State::Withdrawn, 2),
];

/// The sources that decide what is made.
const MAKERS: [&str; 6] = [
    include_str!("mod.rs"),
    include_str!("day.rs"),
    include_str!("people.rs"),
    include_str!("plan.rs"),
    include_str!("township.rs"),
    include_str!("../dice.rs"),
];

/// What was made.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Sum {
    /// Cases.
    pub cases: usize,
    /// Events in the log, of both sides.
    pub events: usize,
}

/// A store with years of cases.
pub struct Years {
    /// The folder of the store; its program has to be closed.
    pub folder: PathBuf,
    /// What is in it.
    pub sum: Sum,
}

/// Half past ten on the last day, in Shanghai: a Friday.
#[must_use]
pub fn present() -> Moment {
    let last = working_day(WORKING_DAYS - 1);
    moment(last, 2 * 3600 + 1800)
}

/// The people of the store, made again from the seed.
///
/// # Errors
/// See [`people::made_up`].
pub fn people() -> Made<Vec<Villager>> {
    Ok(people::made_up(SIZE.people, &mut Dice::new(SEED))?)
}

/// The store below `folder`: made now where none is kept, or where its makers have changed.
///
/// # Errors
/// What the store or the disk says.
pub fn kept(folder: &Path) -> Made<Years> {
    let mut words: Vec<u8> = MAKERS.concat().into_bytes();
    words.extend(SCHEMA.as_bytes());
    words.extend(Catalog::embedded().as_bytes());
    let name = derive::image_hash(&words).to_string()[..16].to_owned();
    let (place, note) = (folder.join(&name), folder.join(&name).join("made.json"));
    if !note.is_file() {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        fs::create_dir_all(&place)?;
        eprintln_progress("making the store");
        let sum = made(&place.join("station"), SIZE)?;
        fs::write(&note, serde_json::to_vec(&sum)?)?;
        note_store(&place)?;
    } else if fs::read_to_string(place.join("store.txt")).ok() != Some(store_sources()?) {
        eprintln_progress("the store's sources have changed: rebuilding from the log");
        open(&place.join("station"), Durability::None)?.rebuild()?;
        note_store(&place)?;
    }
    let sum = serde_json::from_slice(&fs::read(&note)?)?;
    Ok(Years {
        folder: place.join("station"),
        sum,
    })
}

#[expect(clippy::print_stderr, reason = "making takes minutes")]
fn eprintln_progress(words: &str) {
    eprintln!("{words}");
}

fn note_store(place: &Path) -> Made<()> {
    Ok(fs::write(place.join("store.txt"), store_sources()?)?)
}

/// A hash over the store's sources: what it makes from the log may depend on each.
fn store_sources() -> Made<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../store/src");
    let mut files: Vec<PathBuf> = Vec::new();
    let mut folders = vec![folder];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    let mut words = Vec::new();
    for file in files {
        words.extend(fs::read(file)?);
    }
    Ok(derive::image_hash(&words).to_string())
}

/// Installs a store that is enrolled and has the township's documents, and no case.
///
/// # Errors
/// What the store or the disk says.
pub fn furnished(folder: &Path) -> Made<()> {
    let desk = day::Desk::open(folder, &[], &[], Vec::new(), SEED ^ 4)?;
    desk.close().map(drop)
}

/// Makes a store of fewer cases in the same years, for what does not need them all.
///
/// # Errors
/// What the store or the disk says.
pub fn few(folder: &Path, cases: usize) -> Made<Sum> {
    let size = Size {
        cases,
        people: cases * SIZE.people / SIZE.cases,
        open: (cases * SIZE.open / SIZE.cases).max(STANDS.len()),
    };
    made(folder, size)
}

/// Opens a store that nobody else has open.
///
/// # Errors
/// What the store says.
pub fn open(folder: &Path, durability: Durability) -> Made<Store> {
    let options = Options {
        durability,
        ..Options::default()
    };
    Ok(Store::open(folder, &load_or_create_key(folder)?, options)?)
}

/// A case on its way: what is to happen when.
struct Plan {
    villager: usize,
    item: usize,
    /// Working days with what happens on them, rising.
    steps: Vec<(usize, plan::Happening)>,
}

fn made(folder: &Path, size: Size) -> Made<Sum> {
    let people = people::made_up(size.people, &mut Dice::new(SEED))?;
    let catalog = Catalog::from_json(Catalog::embedded())?;
    let items: Vec<&ServiceItem> = catalog.items.iter().filter(|item| item.offered).collect();
    let plans = plans(size, &people, &items, &mut Dice::new(SEED ^ 1));
    let mut days: Vec<Vec<usize>> = vec![Vec::new(); WORKING_DAYS];
    for (index, plan) in plans.iter().enumerate() {
        for (day, _) in &plan.steps {
            if days[*day].last() != Some(&index) {
                days[*day].push(index);
            }
        }
    }
    let mut desk = day::Desk::open(folder, &people, &items, plans, SEED ^ 2)?;
    for (day, cases) in days.iter().enumerate() {
        desk.live_through(day, cases)?;
    }
    desk.close()
}

fn plans(size: Size, people: &[Villager], items: &[&ServiceItem], dice: &mut Dice) -> Vec<Plan> {
    let mut plans = Vec::with_capacity(size.cases);
    for index in 0..size.cases {
        // Everybody comes once; who comes more often comes rather often.
        let villager = if index < size.people {
            index
        } else {
            dice.below(size.people).min(dice.below(size.people))
        };
        let stands = (index % (size.cases / size.open) == 1)
            .then(|| STANDS[dice.weighted(STANDS.iter().map(|(_, weight)| *weight))].0);
        plans.push(plan_of(villager, &people[villager], items, stands, dice));
    }
    plans.sort_by_key(|plan| plan.steps[0].0);
    plans
}

fn plan_of(
    villager: usize,
    person: &Villager,
    items: &[&ServiceItem],
    stands: Option<State>,
    dice: &mut Dice,
) -> Plan {
    let fits = |item: &ServiceItem, day: usize| {
        let today = working_day(day);
        let age = today.years_since(person.birth).unwrap_or_default();
        let rule = item.age;
        rule.is_none_or(|rule| {
            rule.min.is_none_or(|min| age >= min) && rule.max.is_none_or(|max| age <= max)
        })
    };
    loop {
        // The first in the catalogue are asked for most often.
        let item = dice.below(items.len()).min(dice.below(items.len()));
        let (course, last) = match stands {
            Some(state) => {
                let since = if dice.percent(90) { 25 } else { 400 };
                (
                    plan::open(items[item], state, dice),
                    WORKING_DAYS - 1 - dice.below(since),
                )
            }
            None => {
                let last = dice.below(WORKING_DAYS).max(dice.below(WORKING_DAYS));
                (plan::closed(items[item], dice), last)
            }
        };
        let whole: usize = course.iter().map(|(gap, _)| *gap as usize).sum();
        let mut day = last.saturating_sub(whole);
        if !fits(items[item], day) {
            continue;
        }
        let step = |(gap, happening): (u32, plan::Happening)| {
            day = (day + gap as usize).min(WORKING_DAYS - 1);
            (day, happening)
        };
        let steps = course.into_iter().map(step).collect();
        return Plan {
            villager,
            item,
            steps,
        };
    }
}

/// The n-th working day, from 0: Mondays to Fridays from 4 January 2021 on.
fn working_day(n: usize) -> NaiveDate {
    let monday = NaiveDate::from_ymd_opt(2021, 1, 4).unwrap_or_default();
    monday + Days::new((n / 5 * 7 + n % 5) as u64)
}

/// So many seconds after eight o'clock in Shanghai.
fn moment(day: NaiveDate, seconds: i64) -> Moment {
    let midnight = day.and_time(chrono::NaiveTime::MIN).and_utc();
    Moment(DateTime::timestamp(&midnight) + seconds)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn made_years_hold_cases_of_every_state_without_a_fault_and_little_that_waits() {
        let folder = tempfile::tempdir().unwrap();
        let size = Size {
            cases: 900,
            people: 500,
            open: 180,
        };
        let sum = made(folder.path(), size).unwrap();
        let mut store = open(folder.path(), Durability::None).unwrap();
        let dump = store.dump().unwrap();
        let mut states: BTreeMap<&str, usize> = BTreeMap::new();
        for line in dump.lines().filter(|line| line.starts_with("case ")) {
            *states.entry(line.rsplit('=').next().unwrap()).or_default() += 1;
        }
        assert_eq!(states.len(), State::ALL.len(), "{states:?}");
        assert_eq!(states["Closed"], size.cases - size.open);
        let events = dump.lines().filter(|line| line.starts_with("  event "));
        let (mut count, mut applied) = (0, 0);
        for line in events {
            count += 1;
            applied += usize::from(line.contains(" applied "));
        }
        assert_eq!((count, applied), (sum.events - 3, sum.events - 3));
        let sync = store.sync_state().unwrap();
        assert!((1..40).contains(&sync.entries_waiting), "{sync:?}");
        store.rebuild().unwrap();
        assert_eq!(store.dump().unwrap(), dump);
    }
}
