//! What a ledger is handed when it is opened: where its random numbers come from, and whether a
//! write waits for the disk.

use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::config::DbConfig;

use super::{LedgerError, Tx};

/// How long a writer waits for another process, such as an enrolment while the server runs.
const PATIENCE: Duration = Duration::from_secs(10);

/// Pages that a connection keeps in memory, in KiB as the engine counts them below zero: a commit of many
/// pushes should not read from the disk what the one before has written.
const CACHE: i64 = -32 * 1024;
/// Pages of the log before they are brought home into the ledger's file: 16 MB.
const LOG_PAGES: i64 = 4_000;

/// Where timelines, incarnations and seeds come from.
pub type Randomness = Box<dyn FnMut(&mut [u8]) -> Result<(), getrandom::Error> + Send>;

/// Whether a write waits for the disk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durability {
    /// What was written is on the disk on return.
    #[default]
    Full,
    /// Nothing is fsynced: for playing years of bad luck in seconds, for nothing else.
    None,
}

impl Durability {
    const fn synchronous(self) -> &'static str {
        match self {
            Self::Full => "FULL",
            Self::None => "OFF",
        }
    }
}

/// How a ledger is opened.
pub struct Options {
    /// Whether a write waits for the disk.
    pub durability: Durability,
    /// Where random numbers come from.
    pub randomness: Randomness,
    /// Pages by which the ledger may still grow, as on a disk that is nearly full: for playing that,
    /// for nothing else. `None`: as far as the disk has room.
    pub spare_pages: Option<u32>,
    /// Open a copy too. Whoever does puts it back: begins a timeline before anybody is answered.
    pub copies_too: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            durability: Durability::Full,
            randomness: Box::new(getrandom::fill),
            spare_pages: None,
            copies_too: false,
        }
    }
}

/// Opens the file of a ledger.
pub(super) fn connect(file: &Path, durability: Durability) -> Result<Connection, LedgerError> {
    let connection = Connection::open(file)?;
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", durability.synchronous())?;
    connection.pragma_update(None, "foreign_keys", "ON")?;
    // What is deleted is overwritten: a case that is erased is in no page that is left over.
    connection.pragma_update_and_check(None, "secure_delete", true, |_| Ok(()))?;
    connection.pragma_update(None, "cache_size", CACHE)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "wal_autocheckpoint", LOG_PAGES)?;
    // Otherwise a question is planned anew for each value of its limit.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(128);
    Ok(connection)
}

/// Lets the ledger grow by so many pages and no more.
pub(super) fn leave_room(writer: &Connection, spare: u32) -> Result<(), LedgerError> {
    let pages: u32 = writer.query_row("PRAGMA page_count", [], |row| row.get(0))?;
    let most = pages.saturating_add(spare);
    writer.pragma_update_and_check(None, "max_page_count", most, |_| Ok(()))?;
    Ok(())
}

/// 64 random bits as the engines' integer holds them.
pub(super) fn bits(randomness: &mut Randomness) -> Result<i64, LedgerError> {
    let mut bytes = [0; 8];
    randomness(&mut bytes)?;
    Ok(i64::from_be_bytes(bytes))
}

impl Tx<'_> {
    /// Random bytes.
    ///
    /// # Errors
    /// When the system has none to give.
    pub fn draw<const N: usize>(&self) -> Result<[u8; N], LedgerError> {
        let mut bytes = [0; N];
        super::held(self.1)(&mut bytes)?;
        Ok(bytes)
    }
}
