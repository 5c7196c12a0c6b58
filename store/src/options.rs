//! What a store is handed when it is opened: where its random numbers come from, whether a save waits
//! for the disk, how much room there is.

use std::time::Duration;

use rusqlite::Connection;

use crate::error::StoreError;
use crate::lock::LETTING_GO;

/// Where seeds and incarnations come from.
pub type Randomness = Box<dyn FnMut(&mut [u8]) -> Result<(), getrandom::Error> + Send>;

/// Whether a save waits for the disk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durability {
    /// Saved means fsynced.
    #[default]
    Full,
    /// Nothing is fsynced: for measuring what a save costs beside the disk, for nothing else.
    None,
}

/// How a store is opened.
pub struct Options {
    /// Whether a save waits for the disk.
    pub durability: Durability,
    /// Where seeds and incarnations come from.
    pub randomness: Randomness,
    /// Pages by which the database may still grow, as on a disk that is nearly full: for playing
    /// that, for nothing else. `None`: as far as the disk has room.
    pub spare_pages: Option<u32>,
    /// How long somebody who has the folder is waited for.
    pub patience: Duration,
    /// Without the cipher: for measuring what that costs, for nothing else.
    #[cfg(feature = "plain")]
    pub plain: bool,
}

impl Options {
    /// Whether the pages are encrypted, as in everything that is installed.
    pub(crate) const fn encrypted(&self) -> bool {
        #[cfg(feature = "plain")]
        return !self.plain;
        #[cfg(not(feature = "plain"))]
        return true;
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            durability: Durability::Full,
            randomness: Box::new(getrandom::fill),
            spare_pages: None,
            patience: LETTING_GO,
            #[cfg(feature = "plain")]
            plain: false,
        }
    }
}

/// Lets the database grow by so many pages and no more.
pub(crate) fn leave_room(db: &Connection, spare: u32) -> Result<(), StoreError> {
    let pages: u32 = db.query_row("PRAGMA page_count", [], |row| row.get(0))?;
    let most = pages.saturating_add(spare);
    db.pragma_update_and_check(None, "max_page_count", most, |_| Ok(()))?;
    Ok(())
}
