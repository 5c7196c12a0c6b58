//! What other processes write into the ledger, such as one that publishes a catalogue.

use std::sync::atomic::Ordering;

use super::{Ledger, LedgerError, held};

impl Ledger {
    /// Whether another process has written since the last time that this was asked, or for the
    /// first time. What this process writes does not count.
    ///
    /// # Errors
    /// What the engine says.
    pub fn was_written_elsewhere(&self) -> Result<bool, LedgerError> {
        let writer = held(&self.writer);
        let version = writer.query_row("PRAGMA data_version", [], |row| row.get(0))?;
        Ok(self.elsewhere.swap(version, Ordering::SeqCst) != version)
    }
}
