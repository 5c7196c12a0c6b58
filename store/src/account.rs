//! What this PC holds, in the form in which the township says the same.

use std::collections::{BTreeMap, BTreeSet};

use shanyi_domain::ids::{CaseId, EventId, ImageHash};
use shanyi_wire::account;

use crate::error::StoreError;
use crate::log;
use crate::store::Store;

impl Store {
    /// Every case with its events and the images whose bytes are held on this PC, to be compared
    /// with the township's account of the same station.
    ///
    /// # Errors
    /// What the database reports.
    pub fn account(&self) -> Result<String, StoreError> {
        let mut text = String::new();
        account::write_erased(&mut text, &self.erased_cases()?);
        let mut statement = self
            .db
            .prepare("SELECT case_id FROM case_row ORDER BY case_id")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let id = CaseId(row.get(0)?);
            let Some(case) = log::fold(&self.db, &id)? else {
                continue;
            };
            let bytes = self.bytes_of(&id)?;
            let images = self.images_held(&id)?;
            account::write_case(&mut text, &case, |id| bytes.get(id), &images);
        }
        Ok(text)
    }

    /// Every event that is here, whatever became of it.
    ///
    /// # Errors
    /// What the database reports.
    pub fn event_ids(&self) -> Result<BTreeSet<EventId>, StoreError> {
        let mut statement = self.db.prepare("SELECT id FROM event")?;
        let ids = statement.query_map([], |row| row.get(0).map(EventId))?;
        Ok(ids.collect::<Result<_, _>>()?)
    }

    fn bytes_of(&self, case: &CaseId) -> Result<BTreeMap<EventId, Vec<u8>>, StoreError> {
        let sql = "SELECT id, bytes FROM event WHERE case_id = ?1";
        let mut statement = self.db.prepare_cached(sql)?;
        let bytes = statement.query_map([case.0], |row| Ok((EventId(row.get(0)?), row.get(1)?)))?;
        Ok(bytes.collect::<Result<_, _>>()?)
    }

    fn images_held(&self, case: &CaseId) -> Result<Vec<(ImageHash, u32)>, StoreError> {
        let sql = "SELECT DISTINCT i.hash, i.length
                   FROM event e JOIN image i ON i.event = e.position
                   WHERE e.case_id = ?1 AND i.held = 1";
        let mut statement = self.db.prepare_cached(sql)?;
        let held =
            statement.query_map([case.0], |row| Ok((ImageHash(row.get(0)?), row.get(1)?)))?;
        Ok(held.collect::<Result<_, _>>()?)
    }
}
