//! Mending a damaged store, and putting a copy in its place. Nothing is thrown away: what was there
//! moves into a folder beside.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::backup::{open_still, sound, system_time};
use crate::backup_name::{FOLDER, backups, moment_in_name};
use crate::doctor::{Examination, Second, survey};
use crate::erasure::{self, Erasure};
use crate::error::StoreError;
use crate::fork;
use crate::images::Images;
use crate::installation::draw_incarnation;
use crate::key::{DatabaseKey, load_key, sync_folder};
use crate::lock::lock;
use crate::lost::Lost;
use crate::pruning;
use crate::reading;
use crate::salvage::{Found, Pages};
use crate::store::{DATABASE, SCHEMA_VERSION, unlock, version};
use crate::witness::{self, Witness};

/// A second store on its way.
pub(crate) const MENDING: &str = "cases.mending";
/// A second store that is whole and on the disk, and has to take the first one's place.
const MENDED: &str = "cases.mended";
/// The folder of what was replaced.
const SET_ASIDE: &str = "set-aside";
/// Case numbers that are left out after a copy was put in: one of them may stand on a receipt.
const NUMBERS_LEFT_OUT: i64 = 50;

/// What mending came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mended {
    /// Events that were kept.
    pub events: u32,
    /// What could not be read any more.
    pub lost: Vec<Lost>,
    /// Events that only a copy still had.
    pub from_backup: u32,
    /// Whether another store stands in the place of the damaged one: nothing was wrong otherwise.
    pub replaced: bool,
    /// Copies that were damaged since they were checked, and were put aside.
    pub damaged_backups: u32,
}

/// Whether there is a store here that can be mended: damaged or not, the key is its key.
#[must_use]
pub fn can_mend(dir: &Path) -> bool {
    load_key(dir).is_ok_and(|key| is_proven(dir, &key))
}

/// Something here says that this is the store's key, even where the store itself can't.
pub(crate) fn is_proven(dir: &Path, key: &DatabaseKey) -> bool {
    Witness::read(dir, key).is_some()
        || Pages::of(dir, key, &[]).is_ok()
        || backups(dir)
            .iter()
            .any(|copy| open_still(&copy.path, key).is_ok())
}

/// Mends the store in `dir`: everything that can be read of it and of its copies makes a second
/// store, which takes its place; the first is kept beside. A sound store stays as it is.
///
/// # Errors
/// [`StoreError::InUse`], [`StoreError::WrongKey`], [`StoreError::Newer`] and what the disk reports:
/// then nothing has changed.
pub fn mend(dir: &Path, key: &DatabaseKey) -> Result<Mended, StoreError> {
    let _alone = lock(dir)?;
    finish(dir)?;
    let Second { path, examination } = survey(dir, key, dir)?;
    let replaced = !examination.is_sound();
    if replaced {
        put_in_place(dir, key, &path)?;
    } else {
        fs::remove_file(path)?;
    }
    let Examination {
        events,
        lost,
        from_backup,
        damaged_backups,
        ..
    } = examination;
    if !damaged_backups.is_empty() {
        put_aside(dir, damaged_backups.iter().map(|copy| copy.path.clone()))?;
        sync_folder(&dir.join(FOLDER))?;
    }
    Ok(Mended {
        events,
        lost,
        from_backup,
        replaced,
        damaged_backups: u32::try_from(damaged_backups.len()).unwrap_or(u32::MAX),
    })
}

/// Puts a copy in the place of the store. The stream goes on in a life of its own: nobody here knows
/// how far it went after the copy was made. What the township has comes back with the exchange.
///
/// # Errors
/// [`StoreError::Damaged`] where the copy is not sound, [`StoreError::NotAStore`] where it is none
/// of this store, [`StoreError::Newer`], [`StoreError::InUse`], and what the disk reports: then
/// nothing has changed.
pub fn restore(dir: &Path, key: &DatabaseKey, copy: &Path) -> Result<Mended, StoreError> {
    let _alone = lock(dir)?;
    finish(dir)?;
    look_at(copy, key)?;
    let second = dir.join(MENDING);
    remove_second(dir)?;
    let erased = reading::open_still_disk(dir, key).and_then(|store| erasure::erasures(&store.db));
    let erased = erased.unwrap_or_default();
    let begun = take(copy, &second)
        .and_then(|()| begin_again(&second, (dir, key), numbers_given(dir, key), &erased));
    if begun.is_err() {
        remove_second(dir)?;
    }
    let events = begun?;
    put_in_place(dir, key, &second)?;
    Ok(Mended {
        events,
        replaced: true,
        ..Mended::default()
    })
}

/// Whether a file is a copy that this program can put in place.
pub(crate) fn look_at(copy: &Path, key: &DatabaseKey) -> Result<(), StoreError> {
    fs::metadata(copy)?;
    let db = open_still(copy, key).map_err(|error| match error {
        StoreError::WrongKey => StoreError::NotAStore,
        error => error,
    })?;
    match version(&db)?.ok_or(StoreError::NotAStore)? {
        found if found > SCHEMA_VERSION => Err(StoreError::Newer {
            found,
            known: SCHEMA_VERSION,
        }),
        _ => Ok(()),
    }
}

/// Copies a copy. A store that was put aside may have its log beside it, with what was saved last.
fn take(copy: &Path, second: &Path) -> Result<(), StoreError> {
    fs::copy(copy, second)?;
    let beside = |path: &Path| {
        let mut log = path.as_os_str().to_owned();
        log.push("-wal");
        PathBuf::from(log)
    };
    if beside(copy).is_file() {
        fs::copy(beside(copy), beside(second))?;
    }
    Ok(())
}

/// How many case numbers of its block the store in `dir` has given, as far as anything here says:
/// the store, its pages one by one where it does not open, and the witness beside it.
fn numbers_given(dir: &Path, key: &DatabaseKey) -> i64 {
    let seen = Witness::read(dir, key).map_or(0, |witness| i64::from(witness.numbered));
    let said = reading::open_still_disk(dir, key).and_then(|store| given(&store.db));
    let said = said.unwrap_or_else(|_| {
        let pages = Pages::of(dir, key, &[]);
        pages.map_or(0, |pages| Found::on(&pages).numbered())
    });
    said.max(seen)
}

/// The most numbers that any life has given.
fn given(db: &Connection) -> Result<i64, StoreError> {
    let sql = "SELECT max(coalesce((SELECT max(numbered) FROM event), 0),
                   coalesce((SELECT max(numbered_before) FROM life), 0))";
    Ok(db.query_row(sql, [], |row| row.get(0))?)
}

fn begin_again(
    path: &Path,
    (dir, key): (&Path, &DatabaseKey),
    numbered: i64,
    erased: &[Erasure],
) -> Result<u32, StoreError> {
    let mut random: crate::options::Randomness = Box::new(getrandom::fill);
    let fresh = draw_incarnation(&mut random)?;
    let mut db = open_second(path, key)?;
    if !sound(&db)? {
        return Err(StoreError::Damaged);
    }
    let present = version(&db)? == Some(SCHEMA_VERSION);
    let tx = db.transaction()?;
    // One of an earlier version hears of them again with the next exchange.
    for erasure in erased.iter().filter(|_| present) {
        erasure::erase(&tx, erasure)?;
    }
    if present {
        pruning::went_since(&tx, &Images::to_read(dir, key))?;
    }
    let agreed = tx.query_row("SELECT acknowledged FROM exchange", [], |row| row.get(0))?;
    let enrolled: i64 = tx.query_row("SELECT count(*) FROM life", [], |row| row.get(0))?;
    if enrolled > 0 {
        let numbered = given(&tx)?.max(numbered) + NUMBERS_LEFT_OUT;
        fork::begin_after(&tx, agreed, fresh, numbered, &[])?;
    }
    tx.execute_batch("UPDATE exchange SET broadcast = 0, station = 0")?;
    let events = tx.query_row("SELECT count(*) FROM event", [], |row| row.get(0))?;
    tx.commit()?;
    close(db, path)?;
    Ok(events)
}

/// Opens a second store to be written. Nobody else knows of it, so that it needs no log beside it.
pub(crate) fn open_second(path: &Path, key: &DatabaseKey) -> Result<Connection, StoreError> {
    let db = Connection::open(path)?;
    unlock(&db, key)?;
    db.pragma_update_and_check(None, "journal_mode", "MEMORY", |_| Ok(()))?;
    db.pragma_update(None, "synchronous", "OFF")?;
    Ok(db)
}

/// Closes a second store: it is on the disk then.
pub(crate) fn close(db: Connection, path: &Path) -> Result<(), StoreError> {
    db.close().map_err(|(_, error)| error)?;
    Ok(File::options().write(true).open(path)?.sync_all()?)
}

/// Removes what is left of a second store.
pub(crate) fn remove_second(dir: &Path) -> Result<(), StoreError> {
    for ending in ["", "-journal", "-wal", "-shm"] {
        remove(&dir.join(format!("{MENDING}{ending}")))?;
    }
    Ok(())
}

fn remove(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

/// Gives a second store that is on the disk the first one's place, and writes down how far it goes:
/// from here on it may be damaged too.
pub(crate) fn put_in_place(dir: &Path, key: &DatabaseKey, second: &Path) -> Result<(), StoreError> {
    let now = open_still(second, key).and_then(|db| Witness::of(&db, key));
    fs::rename(second, dir.join(MENDED))?;
    sync_folder(dir)?;
    finish(dir)?;
    if let Ok(Some(now)) = now {
        // Without it an opened store writes its own.
        let _ = now.write(dir);
    }
    Ok(())
}

/// Ends a replacing that was begun, by this program or by one that was killed: the first store and
/// its log move into a folder beside, the second takes its name.
pub(crate) fn finish(dir: &Path) -> Result<(), StoreError> {
    let mended = dir.join(MENDED);
    if !mended.is_file() {
        return Ok(());
    }
    let files = [DATABASE.to_owned(), format!("{DATABASE}-wal")];
    put_aside(dir, files.iter().map(|file| dir.join(file)))?;
    witness::forget(dir)?;
    fs::rename(mended, dir.join(DATABASE))?;
    sync_folder(dir)
}

/// Lets go of stores that were put aside before these erasures. Gives how many.
pub(crate) fn let_go_of_what_is_aside(
    dir: &Path,
    key: &DatabaseKey,
    erased: &[Erasure],
) -> Result<usize, StoreError> {
    let Ok(folders) = fs::read_dir(dir.join(SET_ASIDE)) else {
        return Ok(0);
    };
    let mut gone = 0;
    for folder in folders {
        let folder = folder?.path();
        // What can't be read any more may hold them.
        let known = open_still(&folder.join(DATABASE), key).and_then(|db| erasure::erasures(&db));
        if known.is_ok_and(|known| erased.iter().all(|one| known.contains(one))) {
            continue;
        }
        fs::remove_dir_all(folder)?;
        gone += 1;
    }
    Ok(gone)
}

/// Moves files into a folder beside.
pub(crate) fn put_aside(
    dir: &Path,
    files: impl Iterator<Item = PathBuf>,
) -> Result<(), StoreError> {
    let aside = set_aside(dir)?;
    for from in files.filter(|file| file.exists()) {
        if let Some(name) = from.file_name() {
            fs::rename(&from, aside.join(name))?;
        }
    }
    sync_folder(&aside)
}

/// Whether something that was replaced lies beside the store.
pub(crate) fn lies_beside(dir: &Path) -> bool {
    fs::read_dir(dir.join(SET_ASIDE)).is_ok_and(|mut files| files.next().is_some())
}

/// A folder for what is replaced.
fn set_aside(dir: &Path) -> Result<PathBuf, StoreError> {
    let moment = moment_in_name(system_time());
    let mut folder = dir.join(SET_ASIDE).join(&moment);
    let mut nth = 1;
    while folder.exists() {
        nth += 1;
        folder = dir.join(SET_ASIDE).join(format!("{moment}-{nth}"));
    }
    fs::create_dir_all(&folder)?;
    sync_folder(&dir.join(SET_ASIDE))?;
    Ok(folder)
}
