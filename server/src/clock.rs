//! What time it is: handed in, so that a test or a demonstration can say it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use chrono::NaiveDate;
use shanyi_domain::time::Moment;

/// A source of the time.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's.
    System,
    /// The machine's, moved by so many days.
    Moved {
        /// Days ahead of the machine's clock; below zero is behind.
        days: i64,
    },
    /// Stands still until it is set: seconds since 1970.
    Set(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at this moment.
    #[must_use]
    pub fn at(moment: Moment) -> Self {
        Self::Set(Arc::new(AtomicI64::new(moment.0)))
    }

    /// Sets a clock that stands; the others go on by themselves.
    pub fn set(&self, moment: Moment) {
        if let Self::Set(clock) = self {
            clock.store(moment.0, Ordering::Relaxed);
        }
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> Moment {
        match self {
            Self::System => system(),
            Self::Moved { days } => system().plus_seconds(days.saturating_mul(86_400)),
            Self::Set(clock) => Moment(clock.load(Ordering::Relaxed)),
        }
    }

    /// Today, in Asia/Shanghai.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.now().business_day()
    }
}

/// A machine whose clock stands before 1970 shows 1970: nothing is decided by it.
fn system() -> Moment {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let seconds = since.map_or(0, |since| since.as_secs());
    Moment(i64::try_from(seconds).unwrap_or(i64::MAX))
}
