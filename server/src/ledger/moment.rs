//! A read of one moment. What begins and ends it is prepared once: every request reads.

use rusqlite::Connection;

use super::LedgerError;

/// A read, until it goes out of use.
pub(super) struct Moment<'c>(&'c Connection);

impl<'c> Moment<'c> {
    /// Begins it.
    pub(super) fn begin(reader: &'c Connection) -> Result<Self, LedgerError> {
        reader.prepare_cached("BEGIN")?.execute([])?;
        Ok(Self(reader))
    }

    /// Where it reads.
    pub(super) const fn of(&self) -> &'c Connection {
        self.0
    }
}

impl Drop for Moment<'_> {
    fn drop(&mut self) {
        let end = self.0.prepare_cached("ROLLBACK");
        if let Err(error) = end.and_then(|mut end| end.execute([])) {
            tracing::error!(%error, "a read does not end");
        }
    }
}
