//! What one request carries of the own stream: as many signed frames as the pace allows.

use shanyi_domain::time::Moment;
use shanyi_store::{Batch, Store, StoreError};

use crate::core::Run;

/// Most bytes of entries in one push frame; what is around them fits beside.
pub(super) const FRAME: usize = 48 * 1024;

/// A request that broke with more bytes than this is asked about before it goes again: the township
/// keeps each whole frame, and a question costs less than these bytes.
pub(super) const ASK_FIRST: usize = 4 * 1024;

/// The frames of one request.
#[derive(Debug, Default)]
pub(super) struct Pushes {
    /// One for each frame, each going on where the one before ends.
    pub(super) runs: Vec<Run>,
    /// Bytes of their entries.
    pub(super) bytes: usize,
}

impl Pushes {
    /// What waits, oldest first, up to about `most` bytes of entries and at least one entry.
    /// Entries saved after `before` are held back. With `seeds`, each brings the seed of its case.
    pub(super) fn of(
        store: &Store,
        before: Moment,
        most: usize,
        seeds: bool,
    ) -> Result<Self, StoreError> {
        let mut pushes = Self::default();
        let mut next = store.unsent(before, most.min(FRAME))?;
        while let Some(mut batch) = next {
            if seeds {
                store.add_seeds(&mut batch)?;
            }
            let last = batch.head_after.seq;
            pushes.take(batch);
            let room = most.saturating_sub(pushes.bytes).min(FRAME);
            // A frame has a signature of its own: the last few bytes of room are not worth one.
            next = match room * 4 < most.min(FRAME) {
                true => None,
                false => store.unsent_after(last, before, room)?,
            };
        }
        Ok(pushes)
    }

    fn take(&mut self, batch: Batch) {
        self.bytes += batch.bytes;
        self.runs.push(Run {
            first: batch.first,
            entries: batch.entries,
            head: batch.head_after,
        });
    }

    /// How many entries there are.
    pub(super) fn entries(&self) -> u64 {
        self.runs.iter().map(|run| run.entries.len() as u64).sum()
    }
}
