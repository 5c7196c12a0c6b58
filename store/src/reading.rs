//! A store that is read and not written: one of a newer program, and one on a disk that takes no
//! writing. Whatever this program reads is made from the log in memory, where the store's own
//! projections are of another version.

use std::fs;
use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use crate::backup::open_still;
use crate::error::{ReadOnlyWhy, StoreError};
use crate::images::Images;
use crate::key::DatabaseKey;
use crate::migrate::PROJECTIONS;
use crate::options::Options;
use crate::projection;
use crate::store::{DATABASE, SCHEMA, SCHEMA_VERSION, Store, await_cipher, unlock, version};

/// Opens files as they are, without locks and without the files that locks need: nobody can write
/// here.
#[cfg(unix)]
const STILL: &str = "unix-none";
#[cfg(windows)]
const STILL: &str = "win32-none";

/// Why a store of this version is for reading alone.
pub(crate) const fn why(found: Option<u32>) -> Option<ReadOnlyWhy> {
    match found {
        Some(found) if found > SCHEMA_VERSION => Some(ReadOnlyWhy::Newer {
            found,
            known: SCHEMA_VERSION,
        }),
        _ => None,
    }
}

/// Opens the store in a folder that takes no writing.
pub(crate) fn open_on_still_disk(
    dir: &Path,
    key: &DatabaseKey,
    options: Options,
) -> Result<Store, StoreError> {
    let mut store = open_still_disk(dir, key)?;
    store.randomness = options.randomness;
    Ok(store)
}

/// Opens a store of which nobody writes a byte while it is read.
pub(crate) fn open_still_disk(dir: &Path, key: &DatabaseKey) -> Result<Store, StoreError> {
    await_cipher();
    let log = fs::metadata(dir.join(format!("{DATABASE}-wal"))).map_or(0, |file| file.len());
    let db = if log == 0 {
        open_still(&dir.join(DATABASE), key)?
    } else {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags_and_vfs(dir.join(DATABASE), flags, STILL)?;
        // What was saved last is in the log, whose index is then kept in memory.
        db.pragma_update_and_check(None, "locking_mode", "EXCLUSIVE", |_| Ok(()))?;
        unlock(&db, key)?;
        db
    };
    let images = Images::to_read(dir, key);
    let found = version(&db)?;
    let why = why(found).unwrap_or(ReadOnlyWhy::Disk);
    match found {
        Some(SCHEMA_VERSION) => db.pragma_update(None, "query_only", true)?,
        Some(_) => only(&db, &images)?,
        None => return Err(StoreError::ReadOnly),
    }
    Store::for_reading(db, dir, images, key, why)
}

/// Makes this program's projections in memory, in front of those of another version, and lets
/// nothing be written from here on.
pub(crate) fn only(db: &Connection, images: &Images) -> Result<(), StoreError> {
    let in_memory = |sql: &str| {
        ["TABLE ", "VIRTUAL TABLE ", "INDEX ", "VIEW ", "TRIGGER "]
            .iter()
            .fold(sql.to_owned(), |sql, kind| {
                sql.replace(&format!("CREATE {kind}"), &format!("CREATE {kind}temp."))
            })
    };
    // A table in memory can't lean on one of the file.
    db.pragma_update(None, "foreign_keys", false)?;
    let tx = db.unchecked_transaction()?;
    tx.execute_batch(&in_memory(&format!("{}{PROJECTIONS}", images_table())))?;
    tx.execute_batch(
        "INSERT INTO temp.image (event, hash, length, media, held, have, complete)
         SELECT event, hash, length, media, held, have, complete FROM main.image",
    )?;
    projection::fill(&tx, images)?;
    tx.commit()?;
    Ok(db.pragma_update(None, "query_only", true)?)
}

/// The table of images, which a rebuild adds to: what this program finds has to stay in memory too.
fn images_table() -> String {
    let starts = |sql: &&str| {
        sql.trim_start().starts_with("CREATE TABLE image ")
            || sql.trim_start().starts_with("CREATE INDEX image_")
    };
    SCHEMA
        .split_inclusive(";\n")
        .map(|sql| sql.find("CREATE").map_or(sql, |at| &sql[at..]))
        .filter(starts)
        .collect()
}
