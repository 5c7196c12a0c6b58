//! Putting a PC's cases into the empty data folder of another: from a copy in a second folder.
//!
//! The PC that the copy is of may be broken, stolen, or still writing: nobody here knows how far it went.
//! So the store goes on in a life of its own, with numbers out of a block of its own, before anything
//! is written. Its key lies open until an operator has chosen a PIN, as on every new PC.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::OptionalExtension;
use shanyi_domain::ids::ImageHash;

use crate::backup::{open_still, sound};
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
use crate::successor;

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

/// How far a putting back is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PuttingBack {
    /// The copy is copied, looked over and begins its new life.
    Copy,
    /// Images are copied.
    Images {
        /// So many lie here.
        done: u32,
        /// So many lie outside.
        of: u32,
    },
    /// Images are opened, each.
    Opening {
        /// So many were.
        done: u32,
        /// So many the copy calls its own.
        of: u32,
    },
}

/// What a copy says of itself when it is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inside {
    /// The village's station.
    pub station: String,
    /// Its township.
    pub township: String,
    /// Who enrolled the PC.
    pub operator: String,
    /// Cases.
    pub cases: u32,
    /// Images that lie beside it.
    pub images: u32,
    /// Images that it calls its own and that lie nowhere beside it.
    pub missing: u32,
}

/// Opens a copy where it lies and looks it over, page by page.
///
/// # Errors
/// [`StoreError::Damaged`] where it is not sound, [`StoreError::NotAStore`] where the key is not its key
/// or it is none, [`StoreError::Newer`], [`StoreError::NotEnrolled`], and what the disk reports.
pub fn look_inside(
    from: &OuterFolder,
    copy: &Backup,
    key: &DatabaseKey,
) -> Result<Inside, StoreError> {
    look_at(&copy.path, key)?;
    let db = open_still(&copy.path, key)?;
    if !sound(&db)? {
        return Err(StoreError::Damaged);
    }
    let sql = "SELECT station_name, township, operator_name FROM installation";
    let who = db.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
    let (station, township, operator) = who.optional()?.ok_or(StoreError::NotEnrolled)?;
    let cases = db.query_row("SELECT count(*) FROM case_row", [], |row| row.get(0))?;
    drop(db);
    let held = named(&copy.path, key)?.held;
    let there = held
        .iter()
        .filter(|hash| image_at(from.path(), hash).is_file())
        .count();
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Ok(Inside {
        station,
        township,
        operator,
        cases,
        images: number(there),
        missing: number(held.len() - there),
    })
}

/// Puts the copy `copy` of the folder `from` into the data folder `dir`, in which no cases are yet;
/// `told` hears how far it is.
///
/// # Errors
/// [`StoreError::AlreadyEnrolled`] where there are cases, [`StoreError::WrongKey`] and
/// [`StoreError::Damaged`] where the copy does not open or is not sound, [`StoreError::DiskFull`], and
/// what the disks report: then it can be said again, with this copy or, as long as it was at
/// [`PuttingBack::Copy`], with another. Images that were copied stay, and are not copied again.
pub fn put_back(
    from: &OuterFolder,
    copy: &Backup,
    key: &DatabaseKey,
    dir: &Path,
    told: &dyn Fn(PuttingBack),
) -> Result<PutBack, StoreError> {
    fs::create_dir_all(dir)?;
    let _alone = lock(dir)?;
    mend::finish(dir)?;
    if has_cases(dir) {
        return Err(StoreError::AlreadyEnrolled);
    }
    look_at(&copy.path, key)?;
    // What lies there while the copy can be read is what has to come: of a stick that was pulled out
    // later nothing is to be found, as if the copy had no images.
    let images = images_in(from.path())?;
    room_for(copy, &images, dir)?;
    remove_second(dir)?;
    let done = put(from, copy, &images, key, dir, told);
    if done.is_err() {
        // It takes the room of the next try.
        let _ = remove_second(dir);
    }
    done
}

fn put(
    from: &OuterFolder,
    copy: &Backup,
    images: &[(ImageHash, PathBuf)],
    key: &DatabaseKey,
    dir: &Path,
    told: &dyn Fn(PuttingBack),
) -> Result<PutBack, StoreError> {
    let second = dir.join(MENDING);
    told(PuttingBack::Copy);
    let mut done = begin(copy, &second, key)?;
    let step = |done, of| told(PuttingBack::Images { done, of });
    step(0, u32::try_from(images.len()).unwrap_or(u32::MAX));
    // Some sectors of a stick that is in are bad; of one that is out all are.
    if let Some(unread) = copy_images(images, dir, &step)?.unread {
        from.probe().map_err(|_| unread)?;
    }
    open_each(&second, key, dir, &mut done, told)?;
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

/// Whether the disk takes the store twice, for its first tidying, and the images that an earlier try did
/// not bring.
fn room_for(copy: &Backup, images: &[(ImageHash, PathBuf)], dir: &Path) -> Result<(), StoreError> {
    let mut bytes = 2 * fs::metadata(&copy.path)?.len() + room::RESERVE;
    for (hash, path) in images {
        let length = fs::metadata(path)?.len();
        let here = fs::metadata(image_at(dir, hash));
        if here.map_or(true, |here| here.len() != length) {
            bytes += length;
        }
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
    successor::mark_put_back(&db, copy.at)?;
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
    told: &dyn Fn(PuttingBack),
) -> Result<(), StoreError> {
    let images = Images::open(dir, key)?;
    let db = open_second(second, key)?;
    if version(&db)? == Some(SCHEMA_VERSION) {
        pruning::went_since(&db, &images)?;
    }
    close(db, second)?;
    let held = named(second, key)?.held;
    let of = u32::try_from(held.len()).unwrap_or(u32::MAX);
    for hash in held {
        let opened = done.images + done.images_lost;
        told(PuttingBack::Opening { done: opened, of });
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
