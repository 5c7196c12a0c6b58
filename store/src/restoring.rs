//! Putting a PC's cases into the empty data folder of another: from a copy in a second folder.
//!
//! The PC that the copy is of may be broken, stolen, or still writing: nobody here knows how far it went.
//! So the store goes on in a life of its own, with numbers out of a block of its own, before anything
//! is written. Its key lies open until an operator has chosen a PIN, as on every new PC.

use std::fs;
use std::path::Path;

use crate::backup::sound;
use crate::backup_name::Backup;
use crate::error::StoreError;
use crate::fork;
use crate::images::Images;
use crate::key::{self, DatabaseKey, sync_folder};
use crate::lock::lock;
use crate::mend::{self, MENDING, close, look_at, open_second, remove_second};
use crate::options::Randomness;
use crate::outer::{OuterFolder, copy_images, image_at, images_in, named};
use crate::pruning;
use crate::room;
use crate::store::{DATABASE, SCHEMA_VERSION, version};

/// What came of putting a copy back on another PC.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PutBack {
    /// Events that are here now.
    pub events: u32,
    /// Cases.
    pub cases: u32,
    /// Images that are here now, each opened.
    pub images: u32,
    /// Images that the copy calls its own and whose bytes are nowhere in the folder, or damaged there:
    /// what the township has of them stays with it.
    pub images_lost: u32,
}

/// Puts the copy `copy` of the folder `from` into the data folder `dir`, in which no cases are yet.
///
/// # Errors
/// [`StoreError::AlreadyEnrolled`] where there are cases, [`StoreError::WrongKey`] and
/// [`StoreError::Damaged`] where the copy does not open or is not sound, [`StoreError::DiskFull`], and
/// what the disks report: then it can be said again, with this copy or another.
pub fn put_back(
    from: &OuterFolder,
    copy: &Backup,
    key: &DatabaseKey,
    dir: &Path,
) -> Result<PutBack, StoreError> {
    fs::create_dir_all(dir)?;
    let _alone = lock(dir)?;
    mend::finish(dir)?;
    if has_cases(dir) {
        return Err(StoreError::AlreadyEnrolled);
    }
    look_at(&copy.path, key)?;
    room_for(from, copy, dir)?;
    remove_second(dir)?;
    let second = dir.join(MENDING);
    let begun = begin(copy, &second, key);
    if begun.is_err() {
        remove_second(dir)?;
    }
    let mut done = begun?;
    copy_images(from.path(), dir)?;
    open_each(&second, key, dir, &mut done)?;
    // What a first start left here: an empty store under a key of its own.
    mend::put_aside(
        dir,
        [DATABASE, "cases.db-wal", key::FILE]
            .map(|name| dir.join(name))
            .into_iter(),
    )?;
    crate::witness::forget(dir)?;
    sync_folder(dir)?;
    key::keep_plain(dir, key)?;
    mend::put_in_place(dir, key, &second)?;
    Ok(done)
}

/// Whether the store in `dir` belongs to a PC already. What can't be read is not to be replaced here.
fn has_cases(dir: &Path) -> bool {
    if !dir.join(DATABASE).exists() {
        return false;
    }
    let identity = key::load_key(dir)
        .and_then(|key| crate::reading::open_still_disk(dir, &key))
        .and_then(|store| store.identity());
    !matches!(identity, Ok(None))
}

/// Whether the disk takes the store twice, for its first tidying, and the images.
fn room_for(from: &OuterFolder, copy: &Backup, dir: &Path) -> Result<(), StoreError> {
    let mut bytes = 2 * fs::metadata(&copy.path)?.len() + room::RESERVE;
    for (_, path) in images_in(from.path())? {
        bytes += fs::metadata(path)?.len();
    }
    match room::free(dir) {
        Some(free) if free < bytes => Err(StoreError::DiskFull),
        _ => Ok(()),
    }
}

/// Copies the copy, looks it over and begins its new life.
fn begin(copy: &Backup, second: &Path, key: &DatabaseKey) -> Result<PutBack, StoreError> {
    fs::copy(&copy.path, second)?;
    let mut db = open_second(second, key)?;
    if !sound(&db)? {
        return Err(StoreError::Damaged);
    }
    let mut random: Randomness = Box::new(getrandom::fill);
    fork::begin_as_copy(&mut db, &mut random)?;
    let count = |sql: &str| db.query_row(sql, [], |row| row.get(0));
    let done = PutBack {
        events: count("SELECT count(*) FROM event")?,
        cases: count("SELECT count(*) FROM case_row")?,
        ..PutBack::default()
    };
    close(db, second)?;
    Ok(done)
}

/// Opens each image that the store calls its own. One that does not open is taken out of the folder.
fn open_each(
    second: &Path,
    key: &DatabaseKey,
    dir: &Path,
    done: &mut PutBack,
) -> Result<(), StoreError> {
    let images = Images::open(dir, key)?;
    let db = open_second(second, key)?;
    if version(&db)? == Some(SCHEMA_VERSION) {
        pruning::went_since(&db, &images)?;
    }
    close(db, second)?;
    for hash in named(second, key)?.held {
        match images.get(&hash) {
            Ok(Some(_)) => done.images += 1,
            Ok(None) => done.images_lost += 1,
            Err(StoreError::ImageDamaged(_)) => {
                fs::remove_file(image_at(dir, &hash))?;
                done.images_lost += 1;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
