//! Mending a damaged store, and putting a copy in its place. Nothing is thrown away: what was there
//! moves into a folder beside.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::backup::{open_still, sound, system_time};
use crate::backup_name::{backups, moment_in_name};
use crate::doctor::{Examination, Second, survey};
use crate::error::StoreError;
use crate::fork;
use crate::installation::draw_incarnation;
use crate::key::{DatabaseKey, load_key, sync_folder};
use crate::lost::Lost;
use crate::salvage::Pages;
use crate::store::{DATABASE, lock, unlock};
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
    let Second { path, examination } = survey(dir, key)?;
    let replaced = !examination.is_sound();
    if replaced {
        put_in_place(dir, &path)?;
    } else {
        fs::remove_file(path)?;
    }
    let Examination {
        events,
        lost,
        from_backup,
        ..
    } = examination;
    Ok(Mended {
        events,
        lost,
        from_backup,
        replaced,
    })
}

/// Puts a copy in the place of the store. The stream goes on in a life of its own: nobody here knows
/// how far it went after the copy was made. What the township has comes back with the exchange.
///
/// # Errors
/// [`StoreError::Damaged`] where the copy is not sound, [`StoreError::InUse`], and what the disk
/// reports: then nothing has changed.
pub fn restore(dir: &Path, key: &DatabaseKey, copy: &Path) -> Result<Mended, StoreError> {
    let _alone = lock(dir)?;
    finish(dir)?;
    if !sound(&open_still(copy, key)?)? {
        return Err(StoreError::Damaged);
    }
    let second = dir.join(MENDING);
    remove_second(dir)?;
    fs::copy(copy, &second)?;
    let begun = begin_again(&second, key, Witness::read(dir, key).as_ref());
    if begun.is_err() {
        remove_second(dir)?;
    }
    let events = begun?;
    put_in_place(dir, &second)?;
    Ok(Mended {
        events,
        replaced: true,
        ..Mended::default()
    })
}

fn begin_again(
    path: &Path,
    key: &DatabaseKey,
    witness: Option<&Witness>,
) -> Result<u32, StoreError> {
    let mut random: crate::store::Randomness = Box::new(getrandom::fill);
    let fresh = draw_incarnation(&mut random)?;
    let mut db = open_second(path, key)?;
    let tx = db.transaction()?;
    let given = "SELECT max(coalesce((SELECT max(numbered) FROM event), 0),
                     coalesce((SELECT max(numbered_before) FROM life), 0))";
    let given: i64 = tx.query_row(given, [], |row| row.get(0))?;
    let seen = witness.map_or(0, |witness| i64::from(witness.numbered));
    let agreed = tx.query_row("SELECT acknowledged FROM exchange", [], |row| row.get(0))?;
    let enrolled: i64 = tx.query_row("SELECT count(*) FROM life", [], |row| row.get(0))?;
    if enrolled > 0 {
        fork::begin_after(&tx, agreed, fresh, given.max(seen) + NUMBERS_LEFT_OUT)?;
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
    db.pragma_update(None, "temp_store", "MEMORY")?;
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

/// Gives a second store that is on the disk the first one's place.
fn put_in_place(dir: &Path, second: &Path) -> Result<(), StoreError> {
    fs::rename(second, dir.join(MENDED))?;
    sync_folder(dir)?;
    finish(dir)
}

/// Ends a replacing that was begun, by this program or by one that was killed: the first store and
/// its log move into a folder beside, the second takes its name.
pub(crate) fn finish(dir: &Path) -> Result<(), StoreError> {
    let mended = dir.join(MENDED);
    if !mended.is_file() {
        return Ok(());
    }
    let aside = set_aside(dir)?;
    for file in [DATABASE.to_owned(), format!("{DATABASE}-wal")] {
        let from = dir.join(&file);
        if from.exists() {
            fs::rename(from, aside.join(file))?;
        }
    }
    sync_folder(&aside)?;
    witness::forget(dir)?;
    fs::rename(mended, dir.join(DATABASE))?;
    sync_folder(dir)
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
