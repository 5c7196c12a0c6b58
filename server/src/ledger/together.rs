//! Writes of several stations in one commit. To wait for the disk takes as long for fifty pushes as for
//! one, and when the line of a valley comes back, everybody behind it speaks at the same moment.
//!
//! Whoever has something to write puts it into the queue and then asks for the writer. Who gets the
//! writer writes for all who have queued up meanwhile, in their order, and nobody hears of it before
//! it is on the disk. There is no waiting for company: who comes alone is written alone, at once.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use rusqlite::{Connection, ErrorCode, Transaction, TransactionBehavior, ffi};

use super::{Ledger, LedgerError, Tx, View, held};

/// Most writes of one commit: what a clerk who wants to write meanwhile waits for.
const MOST: usize = 64;

/// Who waits to be written.
pub(super) type Queue = Mutex<VecDeque<Arc<dyn Write>>>;

/// One write that waits, whatever comes of it.
pub(super) trait Write: Send + Sync {
    /// Writes. What comes of it is not told yet.
    fn attempt(&self, tx: &Tx<'_>) -> Attempt;
    /// What was attempted is on the disk.
    fn settle(&self);
    /// It can't be written.
    fn fail(&self, error: LedgerError);
}

/// How an attempt went.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Attempt {
    Written,
    Failed,
}

/// A write with its outcome.
struct Wish<T, F> {
    act: F,
    outcome: Mutex<Outcome<T>>,
}

enum Outcome<T> {
    Open,
    /// Written, but not on the disk.
    Attempted(T),
    Done(Result<T, LedgerError>),
}

impl<T, F> Wish<T, F> {
    fn outcome(&self) -> Option<Result<T, LedgerError>> {
        let mut outcome = held(&self.outcome);
        match std::mem::replace(&mut *outcome, Outcome::Open) {
            Outcome::Done(done) => Some(done),
            other => {
                *outcome = other;
                None
            }
        }
    }
}

impl<T, F> Write for Wish<T, F>
where
    T: Send,
    F: Fn(&Tx<'_>) -> Result<T, LedgerError> + Send + Sync,
{
    fn attempt(&self, tx: &Tx<'_>) -> Attempt {
        let (outcome, attempt) = match (self.act)(tx) {
            Ok(done) => (Outcome::Attempted(done), Attempt::Written),
            Err(error) => (Outcome::Done(Err(error)), Attempt::Failed),
        };
        *held(&self.outcome) = outcome;
        attempt
    }

    fn settle(&self) {
        let mut outcome = held(&self.outcome);
        *outcome = match std::mem::replace(&mut *outcome, Outcome::Open) {
            Outcome::Attempted(done) => Outcome::Done(Ok(done)),
            other => other,
        };
    }

    fn fail(&self, error: LedgerError) {
        *held(&self.outcome) = Outcome::Done(Err(error));
    }
}

impl Ledger {
    /// Writes as [`Ledger::write`] does, in one commit with whoever else writes at this moment. What
    /// fails leaves nothing behind and is no harm to the others. `act` may be called a second time
    /// when nothing of its first call is left.
    ///
    /// # Errors
    /// What `act` says, or what the engine says.
    pub fn write_together<T: Send + 'static>(
        &self,
        act: impl Fn(&Tx<'_>) -> Result<T, LedgerError> + Send + Sync + 'static,
    ) -> Result<T, LedgerError> {
        let wish = Arc::new(Wish {
            act,
            outcome: Mutex::new(Outcome::Open),
        });
        held(&self.queue).push_back(Arc::clone(&wish) as Arc<dyn Write>);
        loop {
            let mut writer = held(&self.writer);
            if let Some(done) = wish.outcome() {
                return done;
            }
            let mut batch: Vec<_> = {
                let mut queue = held(&self.queue);
                let most = queue.len().min(MOST);
                queue.drain(..most).collect()
            };
            if batch.is_empty() {
                // Whoever took it from the queue did not come to its end.
                batch.push(Arc::clone(&wish) as Arc<dyn Write>);
            }
            self.commit(&mut writer, &batch);
        }
    }

    /// Writes a batch. Afterwards each of it has its outcome.
    fn commit(&self, writer: &mut Connection, batch: &[Arc<dyn Write>]) {
        let begun = writer.transaction_with_behavior(TransactionBehavior::Immediate);
        let written = begun.and_then(|transaction| self.commit_in(transaction, batch));
        match (written, batch) {
            (Ok(true), _) => batch.iter().for_each(|wish| wish.settle()),
            // It has said itself why.
            (Ok(false), [_]) => {}
            (Err(error), [wish]) => wish.fail(error.into()),
            (Err(error), _) if is_busy(&error) => {
                // Another process writes and does not end. Nobody waits for it once more.
                batch.iter().for_each(|wish| wish.fail(busy().into()));
            }
            // Each alone: it is written, or it hears why it can't be.
            (Ok(false) | Err(_), _) => {
                for wish in batch {
                    self.commit(writer, std::slice::from_ref(wish));
                }
            }
        }
    }

    /// Whether the batch is on the disk. `false` when one of it failed, and nothing of any is left.
    /// That is so rare that a savepoint for each, whose pages are copied, would cost more.
    fn commit_in(
        &self,
        transaction: Transaction<'_>,
        batch: &[Arc<dyn Write>],
    ) -> rusqlite::Result<bool> {
        let tx = Tx(
            View(&transaction, &self.parsed),
            &self.randomness,
            &self.signer,
        );
        let written = batch
            .iter()
            .all(|wish| wish.attempt(&tx) == Attempt::Written);
        if written {
            transaction.commit()?;
        }
        Ok(written)
    }
}

fn is_busy(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
}

fn busy() -> rusqlite::Error {
    rusqlite::Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_BUSY), None)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
    use std::thread;

    use super::super::{Ailing, Ailment, Counter};
    use super::*;

    /// Commits that the ledger's writer makes from now on.
    fn count_commits(ledger: &Ledger) -> Arc<AtomicUsize> {
        let commits = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&commits);
        let hook = move || {
            counted.fetch_add(1, Ordering::SeqCst);
            false
        };
        held(&ledger.writer).commit_hook(Some(hook)).unwrap();
        commits
    }

    /// Lets these writes queue up behind one that is being made, and gives their outcomes.
    fn queue_up<T: Send + 'static>(
        ledger: &Arc<Ledger>,
        acts: Vec<impl Fn(&Tx<'_>) -> Result<T, LedgerError> + Send + Sync + 'static>,
    ) -> Vec<Result<T, LedgerError>> {
        let count = acts.len();
        let writing = held(&ledger.writer);
        let mut threads = Vec::new();
        for (nth, act) in acts.into_iter().enumerate() {
            let mine = Arc::clone(ledger);
            threads.push(thread::spawn(move || mine.write_together(act)));
            while held(&ledger.queue).len() <= nth {
                thread::yield_now();
            }
        }
        assert_eq!(held(&ledger.queue).len(), count);
        drop(writing);
        let ended = threads.into_iter().map(|thread| thread.join().unwrap());
        ended.collect()
    }

    fn last(ledger: &Ledger) -> u64 {
        let last: Result<u64, LedgerError> = ledger.read(|view| view.last(Counter::Position));
        last.unwrap()
    }

    fn ledger() -> (tempfile::TempDir, Arc<Ledger>) {
        let place = tempfile::tempdir().unwrap();
        let ledger = Arc::new(Ledger::open(place.path()).unwrap());
        (place, ledger)
    }

    #[test]
    fn whoever_waits_for_the_writer_is_written_in_one_commit_in_the_order_of_coming() {
        let (_place, ledger) = ledger();
        let commits = count_commits(&ledger);
        let acts = (0..50).map(|_| |tx: &Tx<'_>| tx.next(Counter::Position));
        let numbers: Vec<u64> = queue_up(&ledger, acts.collect())
            .into_iter()
            .map(Result::unwrap)
            .collect();
        assert_eq!(numbers, (1..=50).collect::<Vec<u64>>());
        assert_eq!(commits.load(Ordering::SeqCst), 1);
    }

    #[test]
    fn no_commit_holds_more_than_a_clerk_can_wait_for() {
        let (_place, ledger) = ledger();
        let commits = count_commits(&ledger);
        let acts = (0..MOST + 1).map(|_| |tx: &Tx<'_>| tx.next(Counter::Position));
        assert_eq!(queue_up(&ledger, acts.collect()).len(), MOST + 1);
        assert_eq!(last(&ledger), MOST as u64 + 1);
        assert_eq!(commits.load(Ordering::SeqCst), 2);
    }

    #[test]
    fn nobody_hears_of_a_write_before_it_can_be_read() {
        let (_place, ledger) = ledger();
        let writers = (0..8).map(|_| {
            let ledger = Arc::clone(&ledger);
            thread::spawn(move || {
                for _ in 0..20 {
                    let mine = ledger.write_together(|tx| tx.next(Counter::Position));
                    assert!(last(&ledger) >= mine.unwrap());
                }
            })
        });
        let writers: Vec<_> = writers.collect();
        for writer in writers {
            writer.join().unwrap();
        }
        assert_eq!(last(&ledger), 160);
    }

    #[test]
    fn one_that_fails_leaves_nothing_behind_and_is_no_harm_to_the_others() {
        let (_place, ledger) = ledger();
        let acts = (0..5).map(|nth| {
            move |tx: &Tx<'_>| {
                let number = tx.next(Counter::Position)?;
                match nth {
                    2 => Err(LedgerError::Broken("on purpose")),
                    _ => Ok(number),
                }
            }
        });
        let outcomes = queue_up(&ledger, acts.collect());
        let numbers: Vec<Option<u64>> = outcomes.into_iter().map(Result::ok).collect();
        assert_eq!(numbers, [Some(1), Some(2), None, Some(3), Some(4)]);
        assert_eq!(last(&ledger), 4);
    }

    #[test]
    fn on_a_full_disk_each_hears_of_it_and_nothing_is_half_written() {
        let (_place, ledger) = ledger();
        let write = |tx: &Tx<'_>, bytes: usize| {
            tx.next(Counter::Position)?;
            let fill = "INSERT INTO document (kind, version, hash, bytes, published_at)
                        VALUES (9, ?1, ?2, ?3, 0)";
            let version = tx.next(Counter::Person)?.cast_signed();
            let values = rusqlite::params![version, [7u8; 32], vec![7u8; bytes]];
            tx.0.0.execute(fill, values)?;
            Ok(())
        };
        ledger.ail(Some(Ailing::Full));
        let acts = (0..6).map(|nth| move |tx: &Tx<'_>| write(tx, 200_000 * (nth % 2)));
        let outcomes = queue_up(&ledger, acts.collect());
        for (nth, outcome) in outcomes.iter().enumerate() {
            let ailment = outcome.as_ref().map_err(LedgerError::ailment);
            let right = [Ok(&()), Err(Ailment::NoRoom)];
            assert_eq!(ailment, right[nth % 2], "{nth}");
        }
        assert_eq!(last(&ledger), 3);
        ledger.ail(None);
        ledger.write_together(move |tx| write(tx, 200_000)).unwrap();
        assert_eq!(last(&ledger), 4);
    }

    #[test]
    fn one_that_panics_takes_nobody_with_it() {
        let (_place, ledger) = ledger();
        let tries = Arc::new(AtomicU64::new(0));
        let writing = held(&ledger.writer);
        let threads: Vec<_> = (0..3)
            .map(|nth| {
                let (mine, tries) = (Arc::clone(&ledger), Arc::clone(&tries));
                let thread = thread::spawn(move || {
                    mine.write_together(move |tx| {
                        tries.fetch_add(1, Ordering::SeqCst);
                        assert!(nth != 1, "on purpose");
                        tx.next(Counter::Position)
                    })
                });
                while held(&ledger.queue).len() <= nth {
                    thread::yield_now();
                }
                thread
            })
            .collect();
        drop(writing);
        let ended: Vec<bool> = threads
            .into_iter()
            .map(|thread| thread.join().is_ok_and(|done| done.is_ok()))
            .collect();
        // Whose thread had the writer when it panicked is lost with it; its own number is not.
        assert!(!ended[1]);
        assert!(tries.load(Ordering::SeqCst) >= 3);
        let written = ended.iter().filter(|written| **written).count();
        assert_eq!(last(&ledger), written as u64);
    }
}
