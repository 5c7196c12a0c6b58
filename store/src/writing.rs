//! Transactions that write, with statements that are prepared once.

use std::ops::Deref;

use rusqlite::Connection;

use crate::error::StoreError;
use crate::store::Store;

/// Does `work` as a whole or not at all.
pub(crate) fn atomically<T>(
    db: &Connection,
    work: impl FnOnce() -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    begin(db)?;
    let done = work().and_then(|value| commit(db).map(|()| value));
    if done.is_err() && !db.is_autocommit() {
        db.prepare_cached("ROLLBACK")?.execute([])?;
    }
    done
}

fn begin(db: &Connection) -> Result<(), StoreError> {
    db.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
    Ok(())
}

fn commit(db: &Connection) -> Result<(), StoreError> {
    db.prepare_cached("COMMIT")?.execute([])?;
    Ok(())
}

/// Undoes what was written since the beginning, where anything is still open.
fn undo(db: &Connection) {
    if db.is_autocommit() {
        return;
    }
    let undone = db.prepare_cached("ROLLBACK");
    if let Err(error) = undone.and_then(|mut rollback| rollback.execute([])) {
        tracing::error!(?error, "a write could not be undone");
    }
}

/// A write, or a part of a larger one. What is not committed is undone.
pub(crate) struct Writing<'c> {
    db: &'c Connection,
    /// The larger one commits, or undoes all of it.
    part: bool,
    done: bool,
}

impl Writing<'_> {
    /// Makes it last.
    pub(crate) fn commit(mut self) -> Result<(), StoreError> {
        if !self.part {
            commit(self.db)?;
        }
        self.done = true;
        Ok(())
    }
}

impl Deref for Writing<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.db
    }
}

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        if !self.part && !self.done {
            undo(self.db);
        }
    }
}

/// Several writes that are one. Whatever way it ends, nothing stays open.
struct Several<'s>(&'s mut Store);

impl Drop for Several<'_> {
    fn drop(&mut self) {
        undo(&self.0.db);
        self.0.in_several = false;
    }
}

impl Store {
    /// A transaction that writes.
    pub(crate) fn write(&mut self) -> Result<Writing<'_>, StoreError> {
        self.writable()?;
        let part = self.in_several;
        if !part {
            begin(&self.db)?;
        }
        let (db, done) = (&self.db, false);
        Ok(Writing { db, part, done })
    }

    /// Does several writes as one: the disk is waited for once, and where one of them fails nothing of
    /// the others is left.
    ///
    /// # Errors
    /// Those of `work`, and what the disk reports.
    pub fn in_one_write<T, E: From<StoreError>>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        self.writable()?;
        begin(&self.db)?;
        let several = Several(self);
        several.0.in_several = true;
        let done = work(several.0)?;
        commit(&several.0.db)?;
        Ok(done)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use shanyi_domain::ids::EventId;
    use shanyi_wire::exchange::{QuarantineReason, Quarantined};

    use super::*;
    use crate::{DatabaseKey, Options};

    fn store(place: &tempfile::TempDir) -> Store {
        let key = DatabaseKey::from_bytes([3; 32]);
        Store::open(place.path(), &key, Options::default()).unwrap()
    }

    /// Something that is written, and can be told from others.
    fn write(store: &mut Store, which: u8) -> Result<(), StoreError> {
        store.take_quarantine(&[Quarantined {
            id: EventId([which; 16]),
            reason: QuarantineReason::NotNow,
        }])
    }

    fn written(store: &Store) -> Vec<u8> {
        let all = store.set_aside().unwrap();
        all.iter().map(|one| one.id.0[0]).collect()
    }

    #[test]
    fn several_writes_that_are_one_wait_for_the_disk_once() {
        let place = tempfile::tempdir().unwrap();
        let mut store = store(&place);
        let commits = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&commits);
        let hook = move || {
            counted.fetch_add(1, Ordering::SeqCst);
            false
        };
        store.db.commit_hook(Some(hook)).unwrap();
        let done: Result<(), StoreError> = store.in_one_write(|store| {
            write(store, 1)?;
            write(store, 2)
        });
        done.unwrap();
        assert_eq!(commits.load(Ordering::SeqCst), 1);
        write(&mut store, 3).unwrap();
        assert_eq!(commits.load(Ordering::SeqCst), 2);
        assert_eq!(written(&store), [1, 2, 3]);
    }

    #[test]
    fn where_one_of_several_writes_fails_nothing_of_the_others_is_left() {
        let place = tempfile::tempdir().unwrap();
        let mut store = store(&place);
        let done: Result<(), StoreError> = store.in_one_write(|store| {
            write(store, 1)?;
            Err(StoreError::Gone)
        });
        assert!(matches!(done, Err(StoreError::Gone)));
        assert!(written(&store).is_empty());
        write(&mut store, 2).unwrap();
        drop(store);
        assert_eq!(written(&self::store(&place)), [2]);
    }

    #[test]
    fn a_panic_in_one_of_several_writes_leaves_nothing_open() {
        let place = tempfile::tempdir().unwrap();
        let mut store = store(&place);
        let work = std::panic::AssertUnwindSafe(|| {
            let _: Result<(), StoreError> = store.in_one_write(|store| {
                write(store, 1)?;
                panic!("on purpose")
            });
        });
        assert!(std::panic::catch_unwind(work).is_err());
        assert!(written(&store).is_empty());
        write(&mut store, 2).unwrap();
        drop(store);
        assert_eq!(written(&self::store(&place)), [2]);
    }
}
