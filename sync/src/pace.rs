//! How much to put on a line whose quality nobody knows: halved on failure, up by half on success.

use std::time::Duration;

/// How long one chunk of an image, or one request of entries, may occupy the line, so that what is
/// saved meanwhile never waits longer.
const CHUNK_TIME: Duration = Duration::from_secs(8);
/// Smallest useful amount, in bytes.
const LEAST: usize = 2 * 1024;
/// The first chunk of an image.
const FIRST_CHUNK: usize = 32 * 1024;
/// Largest chunk of an image.
const MOST_CHUNK: usize = 512 * 1024;
/// Largest sum of entries in one request.
const MOST_BATCH: usize = 256 * 1024;

/// What the line carried lately.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    batch: usize,
    chunk: usize,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            batch: FIRST_CHUNK,
            chunk: FIRST_CHUNK,
        }
    }
}

impl Pace {
    /// Bytes of entries for the next request.
    #[must_use]
    pub const fn batch(&self) -> usize {
        self.batch
    }

    /// Bytes of the next chunk of an image.
    #[must_use]
    pub const fn chunk(&self) -> usize {
        self.chunk
    }

    /// A request with `bytes` of entries went through in `time`. One that was far smaller than it
    /// might have been says nothing of the line.
    pub fn batch_went_through(&mut self, bytes: usize, time: Duration) {
        if bytes >= self.batch / 2 {
            let fits = fitting(bytes, time).min(MOST_BATCH);
            self.batch = grown(self.batch).min(fits).clamp(LEAST, MOST_BATCH);
        }
    }

    /// A chunk of `bytes` went through in `time`.
    pub fn chunk_went_through(&mut self, bytes: usize, time: Duration) {
        let fits = fitting(bytes, time).min(MOST_CHUNK);
        self.chunk = grown(self.chunk).min(fits).clamp(LEAST, MOST_CHUNK);
    }

    /// The line broke.
    pub fn broke(&mut self) {
        self.batch = (self.batch / 2).max(LEAST);
        self.chunk = (self.chunk / 2).max(LEAST);
    }
}

/// How much goes through in the time of a chunk where `bytes` took `time`.
fn fitting(bytes: usize, time: Duration) -> usize {
    let fits = bytes as f64 * CHUNK_TIME.as_secs_f64() / time.as_secs_f64().max(0.001);
    // Above the caps the estimate no longer matters, so the cast can't lose anything.
    fits.min(1e9) as usize
}

const fn grown(size: usize) -> usize {
    size + size / 2
}

/// How long to wait before the next try on a line that is down: doubled each time, up to five
/// minutes, and moved by up to a quarter by `jitter` (any number), so that a township that comes
/// back is not run over by every station at once.
#[must_use]
pub fn backoff(failures: u32, jitter: u32) -> Duration {
    let base = 2_000u64
        .saturating_mul(1 << failures.saturating_sub(1).min(8))
        .min(300_000);
    let quarter = base / 4;
    Duration::from_millis(base - quarter + u64::from(jitter) % (quarter * 2).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_line_gets_chunks_that_it_carries_in_eight_seconds() {
        let mut pace = Pace::default();
        for _ in 0..10 {
            pace.chunk_went_through(32 * 1024, Duration::from_secs(16));
        }
        assert_eq!(pace.chunk(), 16 * 1024);
    }

    #[test]
    fn a_broken_line_halves_and_never_stops_trying() {
        let mut pace = Pace::default();
        for _ in 0..20 {
            pace.broke();
        }
        assert_eq!((pace.batch(), pace.chunk()), (LEAST, LEAST));
        pace.batch_went_through(LEAST, Duration::from_secs(1));
        assert_eq!(pace.batch(), LEAST + LEAST / 2);
    }

    #[test]
    fn a_slow_line_gets_requests_that_it_carries_in_eight_seconds() {
        let mut pace = Pace::default();
        for _ in 0..10 {
            let bytes = pace.batch();
            pace.batch_went_through(bytes, Duration::from_secs_f64(bytes as f64 / 1000.0));
        }
        assert_eq!(pace.batch(), 8000);
    }

    #[test]
    fn a_request_that_carried_little_says_nothing_of_the_line() {
        let mut pace = Pace::default();
        pace.batch_went_through(300, Duration::from_secs(5));
        assert_eq!(pace, Pace::default());
    }

    #[test]
    fn the_wait_grows_to_five_minutes_and_is_never_the_same_for_all() {
        assert!(backoff(1, 0) >= Duration::from_millis(1500));
        assert!(backoff(40, u32::MAX) <= Duration::from_secs(375));
        assert_ne!(backoff(5, 1), backoff(5, 2000));
    }
}
