//! Small pictures of images that are not whole yet.

use rusqlite::{OptionalExtension, params};
use shanyi_domain::ids::{ImageHash, StationId};

use super::{LedgerError, Tx, View};

impl View<'_> {
    /// The small picture of a station's image, a JPEG. `None` where there is none, or no more.
    ///
    /// # Errors
    /// What the engine says.
    pub fn thumbnail(
        &self,
        station: StationId,
        image: &ImageHash,
    ) -> Result<Option<Vec<u8>>, LedgerError> {
        let mut statement = self
            .0
            .prepare_cached("SELECT bytes FROM thumbnail WHERE station = ?1 AND hash = ?2")?;
        let found = statement.query_row(params![station.0, image.0], |row| row.get(0));
        Ok(found.optional()?)
    }
}

impl Tx<'_> {
    /// Keeps a small picture of an image, in place of an earlier one.
    ///
    /// # Errors
    /// What the engine says.
    pub fn keep_thumbnail(
        &self,
        station: StationId,
        image: &ImageHash,
        jpeg: &[u8],
    ) -> Result<(), LedgerError> {
        self.0
            .0
            .prepare_cached(
                "INSERT INTO thumbnail (station, hash, bytes) VALUES (?1, ?2, ?3)
                 ON CONFLICT (station, hash) DO UPDATE SET bytes = excluded.bytes",
            )?
            .execute(params![station.0, image.0, jpeg])?;
        Ok(())
    }

    /// Drops the small picture of an image that is whole.
    ///
    /// # Errors
    /// What the engine says.
    pub(super) fn drop_thumbnail(
        &self,
        station: StationId,
        image: &ImageHash,
    ) -> Result<(), LedgerError> {
        self.0
            .0
            .prepare_cached("DELETE FROM thumbnail WHERE station = ?1 AND hash = ?2")?
            .execute(params![station.0, image.0])?;
        Ok(())
    }
}
