//! Looking a store over: every page, every event, and whether what screens read is what the log
//! says. For that a second store is made from the log, and both are written down in the same words.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::backup::{open_still, sound};
use crate::backup_name::{Backup, backups};
use crate::cards::pack;
use crate::chain::{self, BrokenChain};
use crate::error::{ReadOnlyWhy, StoreError};
use crate::images::Images;
use crate::installation::draw_incarnation;
use crate::key::DatabaseKey;
use crate::lock::lock;
use crate::lost::{Lost, LostImages, losses, lost_images};
use crate::mend::{MENDING, close, finish, is_proven, open_second, remove_second};
use crate::options::Randomness;
use crate::reading;
use crate::salvage::{Found, Pages, build, known_losses, said_application, said_version, salt};
use crate::store::{APPLICATION, SCHEMA_VERSION, Store, version};
use crate::witness::Witness;

/// What a store is like.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Examination {
    /// Pages of the file.
    pub pages: u32,
    /// Those that can't be read as they were last written, and what they belong to.
    pub bad_pages: Vec<(u32, Option<String>)>,
    /// Behind a damaged place of the write-ahead log stands what was saved.
    pub log_damaged: bool,
    /// Less is here than was saved: a file was cut short, or an older one put in its place.
    pub cut_short: bool,
    /// Events that can be read.
    pub events: u32,
    /// Cases that they make.
    pub cases: u32,
    /// Events that only a copy still has.
    pub from_backup: u32,
    /// What can't be read any more.
    pub lost: Vec<Lost>,
    /// Tables and indexes have the shape that they should have, and say the same.
    pub shape_fits: bool,
    /// What screens read is what the log says.
    pub screens_fit: bool,
    /// Where an own stream is not what was chained, or not what the township signed for.
    pub chain: Vec<BrokenChain>,
    /// Images that are named, said to be here, and can't be read, by their cases.
    pub lost_images: Vec<LostImages>,
    /// The copies that are as they were when they were checked, the newest first.
    pub backups: Vec<Backup>,
    /// Copies that were damaged since.
    pub damaged_backups: Vec<Backup>,
}

impl Examination {
    /// Nothing of the store itself needs mending. Images and copies are files of their own.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.bad_pages.is_empty()
            && !self.log_damaged
            && !self.cut_short
            && self.lost.is_empty()
            && self.shape_fits
            && self.screens_fit
            && self.chain.is_empty()
            && self.from_backup == 0
    }
}

/// A second store, made of what could be read, and what that came to.
pub(crate) struct Second {
    pub(crate) path: PathBuf,
    pub(crate) examination: Examination,
}

/// Looks over the store in `dir` and changes nothing of it. Where its disk has no room for a second
/// store, or takes no writing, that is made among the system's temporary files.
///
/// # Errors
/// [`StoreError::InUse`], [`StoreError::WrongKey`], [`StoreError::Newer`], [`StoreError::NotAStore`]
/// and what the disk reports: then nothing is known.
pub fn examine(dir: &Path, key: &DatabaseKey) -> Result<Examination, StoreError> {
    let here = lock(dir).and_then(|alone| {
        finish(dir)?;
        let second = survey(dir, key, dir)?;
        remove_second(dir)?;
        drop(alone);
        Ok(second.examination)
    });
    match here {
        Err(StoreError::ReadOnly | StoreError::DiskFull) => elsewhere(dir, key),
        here => here,
    }
}

/// Looks a store over whose disk takes nothing.
fn elsewhere(dir: &Path, key: &DatabaseKey) -> Result<Examination, StoreError> {
    let mut name = [0; 8];
    getrandom::fill(&mut name)?;
    let beside = std::env::temp_dir().join(format!("shanyi-doctor-{}", hex::encode(name)));
    std::fs::create_dir_all(&beside)?;
    let second = survey(dir, key, &beside);
    std::fs::remove_dir_all(&beside)?;
    Ok(second?.examination)
}

/// Looks over a store that is open nowhere and makes the second one in the folder `beside`.
pub(crate) fn survey(dir: &Path, key: &DatabaseKey, beside: &Path) -> Result<Second, StoreError> {
    remove_second(beside)?;
    let copies = backups(dir);
    let witness = Witness::read(dir, key).map(|witness| witness.salt);
    let salts = copies.iter().filter_map(|copy| salt(&copy.path));
    let salts: Vec<_> = witness.into_iter().chain(salts).collect();
    let pages = match Pages::of(dir, key, &salts) {
        Ok(pages) => Some(pages),
        // Not a page can be read. That it is the right key something else has to say.
        Err(_) if is_proven(dir, key) => None,
        Err(error) => return Err(error),
    };
    let version = pages.as_ref().map_or(0, said_version);
    let found = pages.as_ref().map_or_else(Found::nothing, Found::on);
    let said = pages.as_ref().and_then(said_application);
    if said.is_some_and(|said| said != APPLICATION) && found.is_empty() {
        return Err(StoreError::NotAStore);
    }
    if version > SCHEMA_VERSION {
        let known = SCHEMA_VERSION;
        return Err(StoreError::Newer {
            found: version,
            known,
        });
    }
    let path = beside.join(MENDING);
    let made = make(dir, key, (pages.as_ref(), &found), copies, &path);
    if made.is_err() {
        remove_second(beside)?;
    }
    Ok(Second {
        path,
        examination: made?,
    })
}

fn make(
    dir: &Path,
    key: &DatabaseKey,
    (pages, found): (Option<&Pages>, &Found),
    copies: Vec<Backup>,
    path: &Path,
) -> Result<Examination, StoreError> {
    let mut random: Randomness = Box::new(getrandom::fill);
    let fresh = draw_incarnation(&mut random)?;
    let images = Images::to_read(dir, key);
    let witness = Witness::read(dir, key);
    // Whoever reads the store reads this: it says less where a file was cut short.
    let first = reading::open_still_disk(dir, key).ok();
    let misses = |store: &Store| {
        let now = Witness::of(&store.db, key).ok();
        let misses = |now: Option<Witness>| witness.as_ref()?.misses(now.as_ref()).then_some(());
        now.and_then(misses).is_some()
    };
    let cut_short = pages.is_none() || first.as_ref().is_some_and(misses);
    let log_damaged = pages.is_some_and(Pages::wal_damaged);
    let (sound, damaged): (Vec<Backup>, Vec<Backup>) =
        copies.into_iter().partition(|copy| is_as_it_was(copy, key));
    let opened: Vec<Connection> = sound
        .iter()
        .chain(&damaged)
        .filter_map(|copy| open_still(&copy.path, key).ok())
        .collect();
    let begin = pages.is_none() || cut_short || log_damaged || found.is_struck();
    let db = open_second(path, key)?;
    let built = build(&db, found, &opened, witness.as_ref(), &images, fresh, begin)?;
    close(db, path)?;
    let still = open_still(path, key)?;
    let second = Store::for_reading(still, dir, images, key, ReadOnlyWhy::Disk)?;
    let dump = second.dump()?;
    let cases = "SELECT count(*) FROM case_row";
    let lost_images = lost_images(&second.db, second.images())?;
    Ok(Examination {
        pages: pages.map_or(0, Pages::count),
        bad_pages: found
            .bad
            .iter()
            .map(|page| (page.number, page.owner.clone()))
            .collect(),
        log_damaged,
        cut_short,
        events: built.events,
        cases: second.db.query_row(cases, [], |row| row.get(0))?,
        from_backup: built.from_backup,
        lost: losses(&built, found),
        shape_fits: first
            .as_ref()
            .is_some_and(|first| shape_fits(&first.db, &second.db).unwrap_or_default()),
        screens_fit: first.as_ref().is_some_and(|first| {
            first.dump().is_ok_and(|first| first == dump)
                && pack::fit(&first.db).unwrap_or_default()
        }),
        chain: first.as_ref().map_or_else(Vec::new, chain_of),
        lost_images,
        backups: sound,
        damaged_backups: damaged,
    })
}

/// Where the own streams are not as they were written. Of an earlier version nothing is asked.
fn chain_of(first: &Store) -> Vec<BrokenChain> {
    if version(&first.db).ok().flatten() != Some(SCHEMA_VERSION) {
        return Vec::new();
    }
    let lost = known_losses(&first.db).unwrap_or_default();
    let lost: Vec<i64> = lost.into_iter().collect();
    chain::broken(&first.db, &lost).unwrap_or_default()
}

/// Whether a copy is still the one that was checked when it got its name.
fn is_as_it_was(copy: &Backup, key: &DatabaseKey) -> bool {
    let cases = |db: &Connection| {
        db.query_row("SELECT count(*) FROM case_row", [], |row| {
            row.get::<_, u32>(0)
        })
    };
    open_still(&copy.path, key).is_ok_and(|db| {
        sound(&db).unwrap_or_default()
            && version(&db).is_ok_and(|version| version == Some(copy.version))
            && cases(&db).is_ok_and(|cases| cases == copy.cases)
    })
}

/// Whether a store's structure is whole, every index says what its table says, and nothing of the
/// schema is missing or another. Of an earlier version only the first can be asked.
fn shape_fits(first: &Connection, second: &Connection) -> Result<bool, StoreError> {
    let word: String = first.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if word != "ok" {
        return Ok(false);
    }
    Ok(version(first)? != Some(SCHEMA_VERSION) || shape(first)? == shape(second)?)
}

/// What a database says of its own shape, without what is for its readers.
fn shape(db: &Connection) -> Result<BTreeSet<String>, StoreError> {
    let sql = "SELECT type || ' ' || name || ' ' || tbl_name || ' ' || coalesce(sql, '')
               FROM main.sqlite_master";
    let mut statement = db.prepare(sql)?;
    let told = statement.query_map([], |row| row.get::<_, String>(0))?;
    let plain = |sql: String| {
        let lines = sql.lines().map(|line| line.split("--").next());
        let words: Vec<&str> = lines.flatten().flat_map(str::split_whitespace).collect();
        words.join(" ")
    };
    told.map(|sql| Ok(plain(sql?))).collect()
}
