//! One page of a store, read apart from all others.

use std::path::Path;

use rusqlite::types::Value;

use super::cells::{Kind, cells, children, kind};
use super::pages::{Pages, USABLE};
use crate::error::StoreError;
use crate::key::DatabaseKey;

/// Reads single pages as salvage does, whatever stands on them. A page that is damaged by accident
/// is known by its seal: this is for seeing what would happen behind it.
pub struct PageReader(Pages);

impl PageReader {
    /// Reads beside the pages of the store in `dir`.
    ///
    /// # Errors
    /// [`StoreError::WrongKey`] and what the disk reports.
    pub fn of(dir: &Path, key: &DatabaseKey) -> Result<Self, StoreError> {
        Pages::of(dir, key, &[]).map(Self)
    }

    /// How many pages the store has.
    #[must_use]
    pub const fn count(&self) -> u32 {
        self.0.count()
    }

    /// The bytes of a page of the store; `None` where it can't be read.
    #[must_use]
    pub fn page(&self, number: u32) -> Option<Vec<u8>> {
        self.0.read(number)
    }

    /// Reads these bytes as page `number`, and says how many bytes of rows it made of them.
    #[must_use]
    pub fn read(&self, number: u32, page: &[u8]) -> usize {
        let page = page.get(..USABLE).unwrap_or(page);
        let Some(kind) = kind(number, page) else {
            return 0;
        };
        if kind == Kind::TableInterior {
            return children(number, page, kind).len();
        }
        let rows = cells(&self.0, number, page, kind);
        rows.iter()
            .flat_map(|row| &row.columns)
            .map(|column| match column {
                Value::Text(text) => text.len(),
                Value::Blob(blob) => blob.len(),
                _ => 8,
            })
            .sum()
    }
}
