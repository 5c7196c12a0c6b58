//! Documents as they were read last. Every fold asks for the calendar, and to read its JSON takes longer
//! than to fold.
//!
//! What is kept goes by its bytes, not by its version: it can't be wrong, whatever became of the
//! transaction that saw it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use shanyi_domain::catalog::ServiceItem;
use shanyi_domain::ids::ImageHash;
use shanyi_domain::workday::Calendar;

use super::{LedgerError, held};

/// Most items that are kept: some catalogues' worth.
const MOST: usize = 512;

/// What was read.
#[derive(Default)]
pub(super) struct Parsed {
    /// The calendar of these bytes; of none, the one that the program came with.
    calendar: Mutex<Option<(Option<ImageHash>, Arc<Calendar>)>>,
    /// Items by their JSON.
    items: Mutex<HashMap<String, Arc<ServiceItem>>>,
}

impl Parsed {
    /// The calendar with this hash, read by `read` where it is another one than last time.
    pub(super) fn calendar(
        &self,
        hash: Option<ImageHash>,
        read: impl FnOnce() -> Result<Calendar, LedgerError>,
    ) -> Result<Arc<Calendar>, LedgerError> {
        let mut kept = held(&self.calendar);
        if let Some((known, calendar)) = &*kept
            && *known == hash
        {
            return Ok(Arc::clone(calendar));
        }
        let calendar = Arc::new(read()?);
        *kept = Some((hash, Arc::clone(&calendar)));
        Ok(calendar)
    }

    /// An item by its JSON.
    pub(super) fn item(&self, body: String) -> Result<Arc<ServiceItem>, LedgerError> {
        let mut kept = held(&self.items);
        if let Some(item) = kept.get(&body) {
            return Ok(Arc::clone(item));
        }
        if kept.len() >= MOST {
            kept.clear();
        }
        let read = serde_json::from_str(&body);
        let item = Arc::new(read.map_err(|_| LedgerError::Broken("an item of a catalogue"))?);
        kept.insert(body, Arc::clone(&item));
        Ok(item)
    }
}
