//! Looking after an open store in idle moments: that it is where it was opened, that it is written
//! down beside it how far the log is, and that there is a ballast.

use crate::error::StoreError;
use crate::installation::look_at_the_end;
use crate::room::{BallastDue, Room};
use crate::store::Store;
use crate::witness::Witness;

impl Store {
    /// What the disk still takes.
    #[must_use]
    pub fn room(&self) -> Room {
        self.ballast.room()
    }

    /// Looks after what no save waits for, all at once: [`Store::watch`] and the ballast.
    ///
    /// # Errors
    /// As [`Store::watch`].
    pub fn look_after(&mut self) -> Result<(), StoreError> {
        self.watch()?;
        if let Some(due) = self.ballast_due() {
            due.lay()?;
            self.ballast.look();
        }
        Ok(())
    }

    /// The ballast, where it is to be laid.
    #[must_use]
    pub fn ballast_due(&self) -> Option<BallastDue> {
        self.read_only.is_none().then(|| self.ballast.due())?
    }

    /// Looks whether the store is where it was opened, and writes down beside it how far the log
    /// is. Belongs to every other second; what it finds of room, [`Store::room`] says.
    ///
    /// # Errors
    /// [`StoreError::Gone`] where the store is not where it was opened, and what the disk reports.
    pub fn watch(&mut self) -> Result<(), StoreError> {
        self.place.still_there()?;
        if self.read_only.is_some() {
            return Ok(());
        }
        look_at_the_end(&self.db)?;
        let now = Witness::of(&self.db, &self.key)?;
        if now != self.witnessed
            && let Some(now) = now
        {
            match now.write(self.place.dir()) {
                // What it said before is as true.
                Err(StoreError::DiskFull) => {}
                done => {
                    done?;
                    self.witnessed = Some(now);
                }
            }
        }
        self.ballast.look();
        Ok(())
    }
}
