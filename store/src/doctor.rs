//! Looking a store over: every page, every event, and whether what screens read is what the log
//! says. For that a second store is made from the log, and both are written down in the same words.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::backup::open_still;
use crate::backup_name::{Backup, backups};
use crate::error::{ReadOnlyWhy, StoreError};
use crate::images::Images;
use crate::installation::draw_incarnation;
use crate::key::DatabaseKey;
use crate::lost::{Lost, losses};
use crate::mend::{MENDING, close, finish, is_proven, open_second, remove_second};
use crate::reading;
use crate::salvage::{Found, Pages, build, said_version, salt};
use crate::store::{Randomness, SCHEMA_VERSION, Store, lock};
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
    /// What screens read is what the log says.
    pub screens_fit: bool,
    /// Images that are named, said to be here, and are not.
    pub images_missing: u32,
    /// Images whose files are damaged.
    pub images_damaged: u32,
    /// The copies, the newest first.
    pub backups: Vec<Backup>,
}

impl Examination {
    /// Nothing of the store itself needs mending. Images are files of their own.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.bad_pages.is_empty()
            && !self.log_damaged
            && !self.cut_short
            && self.lost.is_empty()
            && self.screens_fit
            && self.from_backup == 0
    }
}

/// A second store, made of what could be read, and what that came to.
pub(crate) struct Second {
    pub(crate) path: PathBuf,
    pub(crate) examination: Examination,
}

/// Looks over the store in `dir` and changes nothing of it.
///
/// # Errors
/// [`StoreError::InUse`], [`StoreError::WrongKey`], [`StoreError::Newer`] and what the disk reports:
/// then nothing is known.
pub fn examine(dir: &Path, key: &DatabaseKey) -> Result<Examination, StoreError> {
    let _alone = lock(dir)?;
    finish(dir)?;
    let second = survey(dir, key)?;
    remove_second(dir)?;
    Ok(second.examination)
}

/// Looks over a store that is open nowhere and makes the second one.
pub(crate) fn survey(dir: &Path, key: &DatabaseKey) -> Result<Second, StoreError> {
    remove_second(dir)?;
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
    if version > SCHEMA_VERSION {
        let known = SCHEMA_VERSION;
        return Err(StoreError::Newer {
            found: version,
            known,
        });
    }
    let path = dir.join(MENDING);
    let made = make(dir, key, pages.as_ref(), copies, &path);
    if made.is_err() {
        remove_second(dir)?;
    }
    Ok(Second {
        path,
        examination: made?,
    })
}

fn make(
    dir: &Path,
    key: &DatabaseKey,
    pages: Option<&Pages>,
    copies: Vec<Backup>,
    path: &Path,
) -> Result<Examination, StoreError> {
    let mut random: Randomness = Box::new(getrandom::fill);
    let fresh = draw_incarnation(&mut random)?;
    let images = Images::to_read(dir, key);
    let witness = Witness::read(dir, key);
    let found = pages.map_or_else(Found::nothing, Found::on);
    // Whoever reads the store reads this: it says less where a file was cut short.
    let first = reading::open_still_disk(dir, key).ok();
    let misses = |store: &Store| {
        let now = Witness::of(&store.db, key).ok();
        let misses = |now: Option<Witness>| witness.as_ref()?.misses(now.as_ref()).then_some(());
        now.and_then(misses).is_some()
    };
    let cut_short = pages.is_none() || first.as_ref().is_some_and(misses);
    let log_damaged = pages.is_some_and(Pages::wal_damaged);
    let opened: Vec<Connection> = copies
        .iter()
        .filter_map(|copy| open_still(&copy.path, key).ok())
        .collect();
    let begin = pages.is_none() || cut_short || log_damaged || !found.bad.is_empty();
    let db = open_second(path, key)?;
    let built = build(
        &db,
        &found,
        &opened,
        witness.as_ref(),
        &images,
        fresh,
        begin,
    )?;
    close(db, path)?;
    let still = open_still(path, key)?;
    let second = Store::for_reading(still, dir, images, key, ReadOnlyWhy::Disk)?;
    let dump = second.dump()?;
    let cases = "SELECT count(*) FROM case_row";
    let (images_missing, images_damaged) = second.check_images()?;
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
        lost: losses(&built, &found),
        screens_fit: first.is_some_and(|first| first.dump().is_ok_and(|first| first == dump)),
        images_missing,
        images_damaged,
        backups: copies,
    })
}
