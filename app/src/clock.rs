//! What time it is, for a PC whose clock may be wrong.

use std::time::{SystemTime, UNIX_EPOCH};

use chrono::NaiveDate;
use shanyi_domain::time::Moment;

/// Where the PC's time comes from.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clock {
    /// Seconds added to the system's clock: tests play other days with it.
    pub offset_seconds: i64,
}

impl Clock {
    /// The PC's own time.
    #[must_use]
    pub fn system(&self) -> Moment {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).map_or_else(
            |before| -i64::try_from(before.duration().as_secs()).unwrap_or(i64::MAX),
            |after| i64::try_from(after.as_secs()).unwrap_or(i64::MAX),
        );
        Moment(since).plus_seconds(self.offset_seconds)
    }
}

/// The PC's time held against the last time that the township signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// The PC's own time, for stamping events.
    pub system: Moment,
    /// The business day: by the later of the two.
    pub today: NaiveDate,
    /// The PC's clock stands clearly before the township's signature.
    pub behind: bool,
}

/// A clock this many seconds behind is merely imprecise.
const TOLERANCE: i64 = 300;

impl Now {
    /// Joins the two.
    #[must_use]
    pub fn new(system: Moment, signed: Option<Moment>) -> Self {
        let later = signed.map_or(system, |signed| signed.max(system));
        Self {
            system,
            today: later.business_day(),
            behind: signed.is_some_and(|signed| system.plus_seconds(TOLERANCE) < signed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_of_the_year_2000_does_not_set_the_day() {
        let signed = Moment(1_795_276_799);
        let now = Now::new(Moment(946_684_800), Some(signed));
        assert_eq!(now.today.to_string(), "2026-11-21");
        assert!(now.behind);
    }

    #[test]
    fn a_clock_that_goes_a_minute_slow_is_no_matter() {
        let signed = Moment(1_795_276_799);
        assert!(!Now::new(Moment(signed.0 - 60), Some(signed)).behind);
        assert!(!Now::new(signed, None).behind);
    }
}
