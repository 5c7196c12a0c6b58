//! Opening the store.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::Path;
use std::sync::{Arc, Once};
use std::time::Duration;

use rusqlite::{Connection, TransactionBehavior, config::DbConfig};

use crate::backup_name::backups;
use crate::cards::{Shelf, pack};
use crate::error::{ReadOnlyWhy, StoreError};
use crate::images::Images;
use crate::installation::{SEEN, look_at_the_end};
use crate::key::DatabaseKey;
use crate::lock::{self, lock_within};
use crate::options::{self, Durability, Options, Randomness};
use crate::outgoing::First;
use crate::place::Place;
use crate::room::Ballast;
use crate::salvage::wal_is_damaged;
use crate::witness::Witness;
use crate::writing::atomically;
use crate::{fork, mend, migrate, reading};

/// The station's schema as it is installed.
pub const SCHEMA: &str = include_str!("../../schema.sql");
/// The version of [`SCHEMA`], kept as SQLite's `user_version`.
pub const SCHEMA_VERSION: u32 = 5;
/// `application_id` of a case store: "SHAN".
pub(crate) const APPLICATION: u32 = 0x5348_414e;
/// Bytes of a page. A save touches few rows in few places, and every page that it touches is
/// encrypted, hashed and written whole: pages of a quarter of SQLCipher's default write less than
/// half of what those would.
const PAGE: u32 = 1024;
/// The database's file in the data folder.
pub(crate) const DATABASE: &str = "cases.db";
/// Made and removed at each opening, to see whether the folder takes new files.
const PROBE: &str = "probe";
/// Sixteen megabytes of decrypted pages, as SQLite's `cache_size` has them: every list of a station
/// is read from memory.
pub(crate) const CACHE: i32 = -16_000;
/// Bytes of a write-ahead log that is moved home early.
const LONG_LOG: u64 = 4 * 1024 * 1024;
/// What this crate tells the log that a helper can be sent stands under this target.
pub(crate) const LOG: &str = "shanyi";

/// The case store of one installation, open.
pub struct Store {
    pub(crate) db: Connection,
    pub(crate) images: Images,
    pub(crate) randomness: Randomness,
    pub(crate) place: Place,
    pub(crate) key: DatabaseKey,
    /// Held by whoever copies the database's file: until then it must not change.
    pub(crate) copying: Arc<()>,
    pub(crate) ballast: Ballast,
    /// How far the log was when that was last written down.
    pub(crate) witnessed: Option<Witness>,
    pub(crate) read_only: Option<ReadOnlyWhy>,
    pub(crate) shelf: Shelf,
    /// What the operator wants sent before everything else.
    pub(crate) first: First,
    /// Several writes are being made as one.
    pub(crate) in_several: bool,
    // Released behind the connection.
    _lock: Option<File>,
}

impl Store {
    /// Opens the store in `dir`, installing it where there is none and upgrading one of an
    /// earlier program. One of a newer program, and one on a disk that takes no writing, opens
    /// for reading alone: see [`Store::read_only`].
    ///
    /// # Errors
    /// [`StoreError::InUse`], [`StoreError::WrongKey`] and what the disk reports.
    pub fn open(dir: &Path, key: &DatabaseKey, options: Options) -> Result<Self, StoreError> {
        fs::create_dir_all(dir)?;
        let held =
            lock_within(dir, options.patience).and_then(|lock| try_writing(dir).map(|()| lock));
        let lock = match held {
            Err(StoreError::ReadOnly) if dir.join(DATABASE).exists() => {
                return reading::open_on_still_disk(dir, key, options);
            }
            held => held?,
        };
        mend::finish(dir)?;
        let witness = Witness::read(dir, key);
        look_before_opening(dir, key, witness.as_ref())?;
        await_cipher();
        let mut db = Connection::open(dir.join(DATABASE))?;
        alone(&db)?;
        let unlocked = match options.encrypted() {
            true => unlock(&db, key),
            false => begin_plain(&db),
        };
        unlocked.map_err(|error| match (error, &witness) {
            // It is the right key: the first page is what is wrong.
            (StoreError::WrongKey, Some(_)) => StoreError::Damaged,
            (error, _) => error,
        })?;
        prepare(&db, options.durability)?;
        if let Some(spare) = options.spare_pages {
            options::leave_room(&db, spare)?;
        }
        let found = version(&db)?;
        if let Some(witness) = &witness
            && witness.misses(
                found
                    .map(|_| Witness::of(&db, key))
                    .transpose()?
                    .flatten()
                    .as_ref(),
            )
        {
            return Err(StoreError::Damaged);
        }
        let images = Images::open(dir, key)?;
        let place = Place::of(dir)?;
        let read_only = reading::why(found);
        match found {
            None => install(&mut db)?,
            Some(SCHEMA_VERSION) => {}
            Some(_) if read_only.is_some() => reading::only(&db, &images)?,
            Some(found) => migrate::upgrade(&mut db, &place, key, &images, found)?,
        }
        crate::key::sync_folder(dir)?;
        let mut randomness = options.randomness;
        let now = Witness::of(&db, key)?;
        if let (Some(then), Some(now), None) = (&witness, now, read_only)
            && then.is_of_another_file(&now)
        {
            tracing::warn!("the data folder is a copy: it goes on in a life of its own");
            fork::begin_as_copy(&mut db, &mut randomness)?;
            // Not once more at the next start.
            let begun = Witness::of(&db, key)?;
            begun.map_or(Ok(()), |begun| begun.write(dir))?;
        }
        if read_only.is_none() {
            look_at_the_end(&db)?;
        }
        Ok(Self {
            images,
            randomness,
            place,
            key: key.clone(),
            ballast: Ballast::of(dir),
            copying: Arc::new(()),
            witnessed: witness,
            read_only,
            shelf: Shelf::watch(&mut db)?,
            first: First::default(),
            in_several: false,
            db,
            _lock: Some(lock),
        })
    }

    /// A store opened for reading alone.
    pub(crate) fn for_reading(
        db: Connection,
        dir: &Path,
        images: Images,
        key: &DatabaseKey,
        why: ReadOnlyWhy,
    ) -> Result<Self, StoreError> {
        Ok(Self {
            db,
            images,
            randomness: Options::default().randomness,
            place: Place::of(dir)?,
            key: key.clone(),
            ballast: Ballast::of(dir),
            copying: Arc::new(()),
            witnessed: None,
            shelf: Shelf::default(),
            first: First::default(),
            in_several: false,
            read_only: Some(why),
            _lock: None,
        })
    }

    /// Why this store can be read and not written; `None` where it can be written.
    #[must_use]
    pub const fn read_only(&self) -> Option<ReadOnlyWhy> {
        self.read_only
    }

    /// Whatever writes asks here first.
    pub(crate) fn writable(&self) -> Result<(), StoreError> {
        self.read_only
            .map_or(Ok(()), |why| Err(StoreError::OpenForReading(why)))
    }

    /// Keeps what an operator did: as one transaction, on the disk and in the file that the path
    /// still names when this returns.
    pub(crate) fn keep<T>(
        &mut self,
        work: impl Fn(&Connection, &Images) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.writable()?;
        // A folder that was moved would take the act and keep it to itself.
        self.place.before_a_save()?;
        let once = |db: &Connection| atomically(db, || work(db, &self.images));
        let kept = match once(&self.db) {
            Err(StoreError::DiskFull) if self.ballast.release() => once(&self.db)?,
            done => done?,
        };
        self.place.after_a_save()?;
        Ok(kept)
    }

    /// The images' folder, to read and write beside the store.
    #[must_use]
    pub const fn images(&self) -> &Images {
        &self.images
    }

    /// Packs a few of the cards that changed; false when there are none left. Saves don't do this
    /// themselves: it belongs to an idle moment, and each call is short, so that nobody waits.
    ///
    /// # Errors
    /// What the disk reports.
    pub fn catch_up(&mut self) -> Result<bool, StoreError> {
        let damaged = self.shelf.damaged.take();
        let tx = self.write()?;
        if damaged {
            pack::forget(&tx)?;
        }
        let more = pack::bite(&tx)?;
        tx.commit()?;
        Ok(more)
    }

    /// Packs every card that changed and moves what was saved from the write-ahead log into the
    /// database. Saves don't do this themselves: it belongs to an idle moment, about once a
    /// minute.
    ///
    /// # Errors
    /// What the disk reports.
    pub fn checkpoint(&mut self) -> Result<(), StoreError> {
        self.writable()?;
        while self.catch_up()? {}
        if Arc::strong_count(&self.copying) == 1 {
            self.db
                .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        }
        Ok(())
    }

    /// Whether the write-ahead log holds so much that [`Store::checkpoint`] should not wait for its
    /// minute: the longer it is, the longer moving it home holds everybody up.
    #[must_use]
    pub fn has_much_to_move(&self) -> bool {
        let log = self.place.dir().join(format!("{DATABASE}-wal"));
        self.read_only.is_none() && fs::metadata(log).is_ok_and(|log| log.len() > LONG_LOG)
    }

    /// Does `look` in one read of the store: nothing that it sees changes in between.
    ///
    /// # Errors
    /// Those of `look`, and what the database reports.
    pub fn in_one_read<T, E: From<StoreError>>(
        &self,
        look: impl FnOnce(&Self) -> Result<T, E>,
    ) -> Result<T, E> {
        let tx = self.db.unchecked_transaction().map_err(StoreError::from)?;
        let seen = look(self)?;
        tx.commit().map_err(StoreError::from)?;
        Ok(seen)
    }
}

/// SQLite calls itself ready a moment before SQLCipher is: another thread's first connection would
/// find no cipher then. Whoever comes first waits for it here, and everybody else waits for them.
pub(crate) fn await_cipher() {
    static READY: Once = Once::new();
    let takes_a_key = || {
        Connection::open_in_memory()
            .and_then(|db| db.pragma_update(None, "key", "probe"))
            .is_ok()
    };
    READY.call_once(|| {
        // Without a cipher no try succeeds, and `unlock` says so.
        let _ = (0..10_000).any(|_| {
            let ready = takes_a_key();
            if !ready {
                std::thread::yield_now();
            }
            ready
        });
    });
}

/// Gives the key and reads the first page with it.
pub(crate) fn unlock(db: &Connection, key: &DatabaseKey) -> Result<(), StoreError> {
    let version = db.query_row("PRAGMA cipher_version", [], |row| row.get::<_, String>(0));
    if version.unwrap_or_default().is_empty() {
        return Err(StoreError::NoCipher);
    }
    // SQLCipher would write to the standard error stream of a program that has its own log.
    db.pragma_update_and_check(None, "cipher_log_level", "NONE", |_| Ok(()))?;
    db.pragma_update(None, "key", key.pragma())?;
    db.pragma_update(None, "cipher_page_size", PAGE)?;
    db.query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(()))?;
    db.pragma_update(None, "temp_store", "MEMORY")?;
    Ok(db.execute_batch(SEEN)?)
}

/// The same for a store without its cipher, which is only measured.
fn begin_plain(db: &Connection) -> Result<(), StoreError> {
    db.pragma_update(None, "page_size", PAGE)?;
    db.pragma_update(None, "temp_store", "MEMORY")?;
    Ok(db.execute_batch(SEEN)?)
}

/// One program has the folder: with the lock its own, no save pays for locks and shared memory. To be
/// said before the first page is read, as the file for the shared memory is made with that.
fn alone(db: &Connection) -> Result<(), StoreError> {
    db.busy_timeout(Duration::from_secs(5))?;
    Ok(db.pragma_update_and_check(None, "locking_mode", "EXCLUSIVE", |_| Ok(()))?)
}

fn prepare(db: &Connection, durability: Durability) -> Result<(), StoreError> {
    db.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    let synchronous = match durability {
        Durability::Full => "FULL",
        Durability::None => "OFF",
    };
    db.pragma_update(None, "synchronous", synchronous)?;
    db.pragma_update(None, "cache_size", CACHE)?;
    db.pragma_update_and_check(None, "wal_autocheckpoint", 0, |_| Ok(()))?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true)?;
    // Otherwise a question is planned anew for each value of its limit.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    db.set_prepared_statement_cache_capacity(128);
    Ok(())
}

/// The version of a case store; `None` where the file is new and empty.
pub(crate) fn version(db: &Connection) -> Result<Option<u32>, StoreError> {
    let pragma =
        |name: &str| db.query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, u32>(0));
    match (pragma("application_id")?, pragma("user_version")?) {
        (0, 0) => {
            let sql = "SELECT count(*) FROM sqlite_master";
            let tables: u32 = db.query_row(sql, [], |row| row.get(0))?;
            if tables > 0 {
                return Err(StoreError::NotAStore);
            }
            Ok(None)
        }
        (APPLICATION, found) if found > 0 => Ok(Some(found)),
        _ => Err(StoreError::NotAStore),
    }
}

fn install(db: &mut Connection) -> Result<(), StoreError> {
    let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    tx.execute_batch(SCHEMA)?;
    Ok(tx.commit()?)
}

/// What SQLite would pass over: an empty file would be a new store, and a log that is damaged in its
/// middle one that ends there.
fn look_before_opening(
    dir: &Path,
    key: &DatabaseKey,
    witness: Option<&Witness>,
) -> Result<(), StoreError> {
    let empty = fs::metadata(dir.join(DATABASE)).map_or(true, |file| file.len() == 0);
    // SQLite would remove the log of a database that it finds empty.
    let log = fs::metadata(dir.join(format!("{DATABASE}-wal")));
    let has_log = log.is_ok_and(|log| log.len() > 0);
    let was_more = witness.is_some() || has_log || !backups(dir).is_empty();
    if (empty && was_more) || wal_is_damaged(dir, key) {
        return Err(StoreError::Damaged);
    }
    Ok(())
}

/// Whether the store in this folder could be opened for writing.
#[must_use]
pub fn takes_writing(dir: &Path) -> bool {
    lock::file(dir).is_ok() && try_writing(dir).is_ok()
}

/// Whether files of this folder can be written: the store's own, and new ones beside it.
fn try_writing(dir: &Path) -> Result<(), StoreError> {
    let database = File::options().write(true).open(dir.join(DATABASE));
    match database {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    let probe = dir.join(PROBE);
    File::create(&probe)?;
    Ok(fs::remove_file(probe)?)
}
