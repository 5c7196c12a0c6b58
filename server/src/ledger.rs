//! The township's ledger: the one place that says SQL.
//!
//! [`View`] reads, [`Tx`] writes; both live only inside [`Ledger::read`] and [`Ledger::write`], so
//! that what one answer says comes from one moment, and what one act writes becomes durable
//! together.

use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicI64;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use rusqlite::{Connection, TransactionBehavior};
use shanyi_wire::keys::SigningKey;

pub mod accounts;
pub mod aside;
pub mod beside;
pub mod blobs;
pub mod cases;
pub mod chain;
pub mod codes;
pub mod copy;
pub mod devices;
pub mod documents;
pub mod doubled;
mod elsewhere;
pub mod entitlement;
pub mod erasure;
mod error;
pub mod feeds;
mod form;
pub mod journal;
pub mod keeping;
pub mod lists;
mod moment;
mod options;
mod parsed;
mod private;
pub mod returned;
pub mod search;
pub mod seen;
pub mod signed;
pub mod stations;
pub mod stream;
pub mod thumbnails;
mod together;

use parsed::Parsed;

pub use error::{Ailment, LedgerError};
pub use options::{Durability, Options, Randomness};

/// The open ledger.
pub struct Ledger {
    writer: Mutex<Connection>,
    /// Writes that wait for the writer, to be made in one commit.
    queue: together::Queue,
    reader: Mutex<Connection>,
    file: PathBuf,
    images: PathBuf,
    /// Held while bytes are appended to an image, so that two uploads of one image never mix.
    appending: Mutex<()>,
    randomness: Mutex<Randomness>,
    /// Signs the township's own stream, once it is known.
    signer: OnceLock<SigningKey>,
    parsed: Parsed,
    /// What the engine last said of what other processes have written.
    elsewhere: AtomicI64,
}

/// One moment of the ledger.
pub struct View<'c>(&'c Connection, &'c Parsed);

/// One transaction. What it wrote is on the disk when [`Ledger::write`] returns.
pub struct Tx<'c>(View<'c>, &'c Mutex<Randomness>, &'c OnceLock<SigningKey>);

impl<'c> Deref for Tx<'c> {
    type Target = View<'c>;

    fn deref(&self) -> &View<'c> {
        &self.0
    }
}

impl Ledger {
    /// Opens the ledger in a folder, and makes both where they are not there yet.
    ///
    /// # Errors
    /// When the folder can't be written, or the ledger is of another form.
    pub fn open(folder: &Path) -> Result<Self, LedgerError> {
        Self::open_with(folder, Options::default())
    }

    /// The same with other options.
    ///
    /// # Errors
    /// As [`Ledger::open`].
    pub fn open_with(folder: &Path, options: Options) -> Result<Self, LedgerError> {
        let Options {
            durability,
            mut randomness,
            spare_pages,
            copies_too,
        } = options;
        private::folder(folder)?;
        let file = folder.join("township.db");
        let images = folder.join("images");
        private::folder(&images)?;
        private::file(&file)?;
        let mut writer = options::connect(&file, durability)?;
        if let Some(spare) = spare_pages {
            options::leave_room(&writer, spare)?;
        }
        if !copies_too && copy::is_copy(&writer)? {
            return Err(LedgerError::IsCopy);
        }
        form::bring(&mut writer, &mut randomness)?;
        let reader = options::connect(&file, durability)?;
        Ok(Self {
            writer: Mutex::new(writer),
            queue: together::Queue::default(),
            reader: Mutex::new(reader),
            file,
            images,
            appending: Mutex::new(()),
            randomness: Mutex::new(randomness),
            signer: OnceLock::new(),
            parsed: Parsed::default(),
            elsewhere: AtomicI64::new(0),
        })
    }

    /// From now on the township's own stream is signed with this key.
    pub fn sign_with(&self, key: &SigningKey) {
        // It is set once; a second time would be the same key.
        let _ = self.signer.set(key.clone());
    }

    /// Reads at one moment. Never waits for a writer.
    ///
    /// # Errors
    /// What `look` says, or what the engine says.
    pub fn read<T, E: From<LedgerError>>(
        &self,
        look: impl FnOnce(&View<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let reader = held(&self.reader);
        let moment = moment::Moment::begin(&reader)?;
        look(&View(moment.of(), &self.parsed))
    }

    /// Writes in one transaction, which is on the disk on return. An error leaves nothing behind.
    ///
    /// # Errors
    /// What `act` says, or what the engine says.
    pub fn write<T, E: From<LedgerError>>(
        &self,
        act: impl FnOnce(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut writer = held(&self.writer);
        let transaction = writer
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(LedgerError::from)?;
        let done = act(&Tx(
            View(&transaction, &self.parsed),
            &self.randomness,
            &self.signer,
        ))?;
        transaction.commit().map_err(LedgerError::from)?;
        Ok(done)
    }
}

#[cfg(test)]
impl Ledger {
    /// From now on the engine finds no room for another page, as on a full disk, or no leave to
    /// write at all; with `None` it finds both again.
    pub(crate) fn ail(&self, trouble: Option<Ailing>) {
        let writer = held(&self.writer);
        let pages: i64 = writer
            .query_row("PRAGMA page_count", [], |row| row.get(0))
            .unwrap();
        let most = match trouble {
            Some(Ailing::Full) => pages,
            _ => 1 << 30,
        };
        writer
            .query_row(&format!("PRAGMA max_page_count = {most}"), [], |_| Ok(()))
            .unwrap();
        let only = trouble == Some(Ailing::ReadOnly);
        writer.pragma_update(None, "query_only", only).unwrap();
    }
}

/// What a disk can be like.
#[cfg(test)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ailing {
    /// No room for another page.
    Full,
    /// No leave to write.
    ReadOnly,
}

/// A lock whose last holder failed is as good as any: a transaction that was not committed has
/// left nothing.
fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

impl View<'_> {
    /// The township's timeline.
    ///
    /// # Errors
    /// What the engine says.
    pub fn timeline(&self) -> Result<u64, LedgerError> {
        let mut statement = self.0.prepare_cached("SELECT timeline FROM township")?;
        let timeline: i64 = statement.query_row([], |row| row.get(0))?;
        Ok(timeline.cast_unsigned())
    }

    /// The last number that the counter gave, 0 before the first.
    ///
    /// # Errors
    /// What the engine says.
    pub fn last(&self, counter: Counter) -> Result<u64, LedgerError> {
        let mut statement = self
            .0
            .prepare_cached("SELECT coalesce(max(value), 0) FROM counter WHERE name = ?1")?;
        let value: i64 = statement.query_row([counter.name()], |row| row.get(0))?;
        Ok(value.cast_unsigned())
    }
}

impl Tx<'_> {
    /// The township's key, where it is known.
    pub(crate) fn signer(&self) -> Option<&SigningKey> {
        self.2.get()
    }

    /// Begins a timeline and a stream of the township's own: this ledger was put back from a copy,
    /// and what stations were told since the copy was made does not hold any more.
    ///
    /// # Errors
    /// What the engine says, or that there is no randomness.
    pub fn begin_timeline(&self) -> Result<(), LedgerError> {
        self.0.0.execute(
            "UPDATE township SET timeline = ?1, incarnation = ?2",
            [
                self.draw().map(i64::from_be_bytes)?,
                self.draw().map(i64::from_be_bytes)?,
            ],
        )?;
        self.is_put_back()?;
        // Whether a backup still holds what this copy holds, the next one will say.
        self.0.0.execute("UPDATE stream SET prunable = 0", [])?;
        Ok(())
    }

    /// The counter's next number.
    ///
    /// # Errors
    /// What the engine says.
    pub fn next(&self, counter: Counter) -> Result<u64, LedgerError> {
        let mut statement = self.0.0.prepare_cached(
            "INSERT INTO counter (name, value) VALUES (?1, 1)
             ON CONFLICT (name) DO UPDATE SET value = counter.value + 1
             RETURNING value",
        )?;
        let value: i64 = statement.query_row([counter.name()], |row| row.get(0))?;
        Ok(value.cast_unsigned())
    }
}

/// What is counted.
#[derive(Clone, Copy, Debug)]
pub enum Counter {
    /// Positions of events in the feeds.
    Position,
    /// Streams.
    Stream,
    /// Stations.
    Station,
    /// People.
    Person,
}

impl Counter {
    const fn name(self) -> &'static str {
        match self {
            Self::Position => "position",
            Self::Stream => "stream",
            Self::Station => "station",
            Self::Person => "person",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transaction_that_fails_leaves_nothing_behind() {
        let place = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(place.path()).unwrap();
        let failed: Result<(), LedgerError> = ledger.write(|tx| {
            tx.next(Counter::Position)?;
            Err(LedgerError::Broken("on purpose"))
        });
        assert!(failed.is_err());
        let last: Result<u64, LedgerError> = ledger.read(|view| view.last(Counter::Position));
        assert_eq!(last.unwrap(), 0);
    }

    #[cfg(unix)]
    #[test]
    fn in_a_folder_that_was_there_before_nobody_else_reads_the_ledger() {
        use std::os::unix::fs::PermissionsExt;
        let place = tempfile::tempdir().unwrap();
        std::fs::set_permissions(place.path(), PermissionsExt::from_mode(0o755)).unwrap();
        let _ledger = Ledger::open(place.path()).unwrap();
        for (name, mode) in [
            ("township.db", 0o600),
            ("township.db-wal", 0o600),
            ("images", 0o700),
        ] {
            let found = std::fs::metadata(place.path().join(name)).unwrap();
            assert_eq!(found.permissions().mode() & 0o777, mode, "{name}");
        }
    }

    #[test]
    fn every_write_waits_for_the_disk() {
        let place = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(place.path()).unwrap();
        let writer = held(&ledger.writer);
        let ask = |name: &str| -> String {
            writer
                .query_row(&format!("PRAGMA {name}"), [], |row| {
                    row.get::<_, rusqlite::types::Value>(0)
                })
                .map(|value| format!("{value:?}"))
                .unwrap()
        };
        assert_eq!(ask("synchronous"), "Integer(2)");
        assert_eq!(ask("journal_mode"), "Text(\"wal\")");
        assert_eq!(ask("foreign_keys"), "Integer(1)");
    }

    fn plan(ledger: &Ledger, sql: &str) -> Vec<String> {
        let reader = held(&ledger.reader);
        let mut statement = reader
            .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
            .unwrap();
        let rows = statement.raw_query().mapped(|row| row.get(3));
        rows.collect::<Result<_, _>>().unwrap()
    }

    #[test]
    fn the_questions_of_every_exchange_go_by_an_index() {
        let place = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(place.path()).unwrap();
        for sql in [feeds::STATION_FEED, blobs::WANTED, search::FIND] {
            let plan = plan(&ledger, sql);
            let scans = plan.iter().filter(|step| step.starts_with("SCAN"));
            assert_eq!(scans.count(), 0, "{plan:#?}");
        }
        let feed = plan(&ledger, feeds::STATION_FEED);
        assert!(
            feed[0].contains("event_station (station=? AND position>?)"),
            "{feed:#?}"
        );
        assert!(
            !feed.iter().any(|step| step.contains("TEMP B-TREE")),
            "{feed:#?}"
        );
    }

    #[test]
    fn a_rare_word_chooses_the_cases_and_common_ones_are_met_in_the_lists_own_order() {
        let place = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(place.path()).unwrap();
        let question = search::Question::read("雷 优待");
        let list = |place, rarest, others: &[&'static str]| {
            let wish = lists::Wish {
                place,
                township: Some("柘岱口乡"),
                question: &question,
                after: None,
                rows: 51,
            };
            let others = others.to_vec();
            plan(&ledger, &wish.sql(&search::Asked { rarest, others }).0)
        };
        for place in [None, Some(lists::Place::ToAccept)] {
            let rare = list(place, Some("雷"), &["优待"]).join("\n");
            assert!(rare.contains("search_token USING COVERING INDEX"), "{rare}");
            assert!(
                rare.contains("SEARCH case_file USING INDEX sqlite_autoindex_case_file_1 (id=?)"),
                "{rare}"
            );
            assert!(
                rare.contains("search_token_case (case_id=? AND token>? AND token<?)"),
                "{rare}"
            );
            let common = list(place, None, &["雷", "优待"]).join("\n");
            assert!(!common.contains("TEMP B-TREE"), "{common}");
            assert!(common.contains("case_file USING INDEX"), "{common}");
            assert!(
                common.contains("search_token_case (case_id=? AND token>? AND token<?)"),
                "{common}"
            );
        }
    }
}
