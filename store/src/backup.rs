//! Copies of the store, in the folder `backups` beside it.
//!
//! Between two checkpoints the database's file does not change: whatever is saved goes to the log
//! beside it. So a copy is taken of the file as it is, without holding the store, while the next
//! checkpoint waits. It gets its name only when it is on the disk, has been opened with the key and
//! compared with what it was taken from. Images are not in it, only what names them.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, OptionalExtension};
use sha2::{Digest, Sha256};
use shanyi_domain::time::Moment;

use crate::backup_name::{Backup, FOLDER, backups, superfluous};
use crate::erasure;
use crate::error::StoreError;
use crate::key::{DatabaseKey, sync_folder};
use crate::place::{Place, read_at};
use crate::room;
use crate::store::{DATABASE, LOG, Store, unlock, version};

/// A copy on its way has this name's ending.
const UNFINISHED: &str = "part";
/// Bytes that are copied at once.
const BITE: usize = 256 * 1024;

/// The store as it was at one moment. While this lives the store is not tidied: let it go soon.
pub struct Snapshot {
    database: Arc<File>,
    dir: PathBuf,
    key: DatabaseKey,
    end: End,
    _hold: Arc<()>,
}

/// The last event of the log at one moment; `None` where there is none yet.
#[derive(Clone, Copy, PartialEq, Eq)]
struct End(Option<(i64, [u8; 16])>);

impl End {
    fn of(db: &Connection) -> Result<Self, StoreError> {
        let last = "SELECT position, id FROM event
                    WHERE position = (SELECT max(position) FROM event)";
        let last = db.query_row(last, [], |row| Ok((row.get(0)?, row.get(1)?)));
        Ok(Self(last.optional()?))
    }
}

impl Store {
    /// Moves what was saved home and takes the store as it is then, to be copied without holding
    /// it.
    ///
    /// # Errors
    /// What the disk reports.
    pub fn snapshot(&mut self) -> Result<Snapshot, StoreError> {
        self.checkpoint()?;
        Ok(Snapshot {
            database: Arc::clone(self.place.database()?),
            dir: self.place.dir().to_owned(),
            key: self.key.clone(),
            end: End::of(&self.db)?,
            _hold: Arc::clone(&self.copying),
        })
    }
}

impl Snapshot {
    /// Copies the store into the folder of copies, opens and checks the copy, and lets go of
    /// copies that are too many: those of the last seven days and the last four weeks stay.
    ///
    /// # Errors
    /// [`StoreError::DiskFull`] where a copy would leave too little room, [`StoreError::Damaged`]
    /// where the copy is not what it was taken from, and what the disk reports. Then no copy has
    /// been made, and none is gone.
    pub fn copy(&self, now: Moment) -> Result<Backup, StoreError> {
        self.copy_into(&self.dir, now)
    }

    /// The same, in the folder of copies of another folder.
    pub(crate) fn copy_into(&self, to: &Path, now: Moment) -> Result<Backup, StoreError> {
        let kept = copy(&self.database, (&self.dir, to), &self.key, self.end, now)?;
        erasure::reach_copies(to, &self.key, &kept)?;
        for old in superfluous(&backups(to)) {
            fs::remove_file(&old.path)?;
        }
        sync_folder(&to.join(FOLDER))?;
        Ok(kept)
    }

    /// The data folder that it was taken from.
    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    /// The key of the store.
    pub(crate) const fn key(&self) -> &DatabaseKey {
        &self.key
    }
}

/// Copies a store that is open here and nowhere else, before it is changed in a way that can't be
/// taken back.
pub(crate) fn before_change(
    db: &Connection,
    place: &Place,
    key: &DatabaseKey,
) -> Result<Backup, StoreError> {
    db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    let end = End::of(db)?;
    // A program that was killed behind its copy, or found no room there, comes here again and again.
    let found = version(db)?;
    let made = backups(place.dir());
    let made = made.into_iter().find(|copy| Some(copy.version) == found);
    if let Some(copy) = made
        && check(&copy.path, &place.dir().join(DATABASE), key, end).is_ok()
    {
        return Ok(copy);
    }
    let beside = (place.dir(), place.dir());
    copy(place.database()?, beside, key, end, system_time())
}

/// This PC's clock.
pub(crate) fn system_time() -> Moment {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let seconds = since.map_or(0, |since| since.as_secs());
    Moment(i64::try_from(seconds).unwrap_or(i64::MAX))
}

/// Copies the store of the folder `from` into the folder of copies in `to`.
fn copy(
    database: &File,
    (from, to): (&Path, &Path),
    key: &DatabaseKey,
    end: End,
    now: Moment,
) -> Result<Backup, StoreError> {
    let begun = Instant::now();
    let length = database.metadata()?.len();
    if room::free(to).is_some_and(|free| free < length.saturating_add(room::RESERVE)) {
        return Err(StoreError::DiskFull);
    }
    let folder = to.join(FOLDER);
    fs::create_dir_all(&folder)?;
    sync_folder(to)?;
    sweep(&folder)?;
    let unfinished = folder.join(format!("copy.{UNFINISHED}"));
    let made = write_copy(database, length, &unfinished)
        .and_then(|()| check(&unfinished, &from.join(DATABASE), key, end));
    let (version, cases) = match made {
        Ok(found) => found,
        Err(error) => {
            // What is half written would take the room that the next save needs.
            let _ = fs::remove_file(&unfinished);
            return Err(error);
        }
    };
    let kept = Backup::next(to, now, version, cases);
    fs::rename(&unfinished, &kept.path)?;
    sync_folder(&folder)?;
    let millis = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::info!(target: LOG, millis, bytes = length, cases, "a copy was made and checked");
    Ok(kept)
}

/// Removes what a program left behind that was killed while it copied.
fn sweep(folder: &Path) -> Result<(), StoreError> {
    for file in fs::read_dir(folder)? {
        let path = file?.path();
        if path.extension().is_some_and(|ending| ending == UNFINISHED) {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

fn write_copy(database: &File, length: u64, to: &Path) -> Result<(), StoreError> {
    let mut copy = File::create(to)?;
    let mut bite = vec![0; BITE];
    let mut at = 0;
    while at < length {
        let left = usize::try_from(length - at).unwrap_or(BITE).min(BITE);
        let read = read_at(database, &mut bite[..left], at)?;
        if read == 0 {
            return Err(StoreError::Io(ErrorKind::UnexpectedEof));
        }
        copy.write_all(&bite[..read])?;
        at += read as u64;
    }
    Ok(copy.sync_all()?)
}

/// Opens a copy and holds it against what it was taken from: every page's own seal, the structure,
/// the end of the log, and every row. Gives its version and how many cases it has.
fn check(
    copy: &Path,
    taken_from: &Path,
    key: &DatabaseKey,
    end: End,
) -> Result<(u32, u32), StoreError> {
    let db = open_still(copy, key).map_err(|_| StoreError::Damaged)?;
    if !sound(&db)? || End::of(&db)? != end {
        return Err(StoreError::Damaged);
    }
    if digest(&db)? != digest(&open_still(taken_from, key)?)? {
        return Err(StoreError::Damaged);
    }
    let version = version(&db)?.ok_or(StoreError::Damaged)?;
    let cases = db.query_row("SELECT count(*) FROM case_row", [], |row| row.get(0))?;
    Ok((version, cases))
}

/// Opens a database's file that nobody changes, without the log beside it.
pub(crate) fn open_still(path: &Path, key: &DatabaseKey) -> Result<Connection, StoreError> {
    let path = std::path::absolute(path)?;
    let path = path.to_str().ok_or(StoreError::NotAStore)?;
    // What has a meaning of its own in such an address.
    let escaped = path
        .replace('%', "%25")
        .replace('?', "%3f")
        .replace('#', "%23")
        .replace('\\', "/");
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    let root = if escaped.starts_with('/') { "" } else { "/" };
    let address = format!("file:{root}{escaped}?immutable=1");
    let db = Connection::open_with_flags(address, flags)?;
    unlock(&db, key)?;
    Ok(db)
}

/// Whether every page has its seal and the structure is whole.
pub(crate) fn sound(db: &Connection) -> Result<bool, StoreError> {
    let mut statement = db.prepare("PRAGMA cipher_integrity_check")?;
    if statement.query([])?.next()?.is_some() {
        return Ok(false);
    }
    let word: String = db.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    Ok(word == "ok")
}

/// One hash over every row of every table, in the order in which they lie.
pub(crate) fn digest(db: &Connection) -> Result<[u8; 32], StoreError> {
    let sql = "SELECT name FROM pragma_table_list
               WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
    let mut statement = db.prepare(sql)?;
    let names = statement.query_map([], |row| row.get::<_, String>(0))?;
    let mut hash = Sha256::new();
    for name in names.collect::<Result<Vec<_>, _>>()? {
        hash.update(name.as_bytes());
        digest_table(db, &name, &mut hash)?;
    }
    Ok(hash.finalize().into())
}

fn digest_table(db: &Connection, name: &str, hash: &mut Sha256) -> Result<(), StoreError> {
    let mut statement = db.prepare(&format!("SELECT * FROM \"{name}\""))?;
    let columns = statement.column_count();
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        for column in 0..columns {
            let (kind, bytes) = match row.get_ref(column)? {
                ValueRef::Null => (0u8, Vec::new()),
                ValueRef::Integer(value) => (1, value.to_le_bytes().to_vec()),
                ValueRef::Real(value) => (2, value.to_le_bytes().to_vec()),
                ValueRef::Text(value) => (3, value.to_vec()),
                ValueRef::Blob(value) => (4, value.to_vec()),
            };
            hash.update([kind]);
            hash.update((bytes.len() as u64).to_le_bytes());
            hash.update(&bytes);
        }
    }
    Ok(())
}
