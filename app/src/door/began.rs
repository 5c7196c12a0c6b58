//! When the program began, and how long ago that is: a PC that sleeps lets the time go on.

use std::time::{Duration, Instant};

/// When the program began.
pub(super) struct Began {
    at: Instant,
    /// How long the PC had been up then, its sleep counted.
    up: Option<Duration>,
}

impl Began {
    pub(super) fn now() -> Self {
        Self {
            at: Instant::now(),
            up: up(),
        }
    }

    /// How long ago it is. No clock that anybody can set has a part in it.
    pub(super) fn elapsed(&self) -> Duration {
        passed(self.at.elapsed(), self.up, up())
    }
}

/// How long the PC has been up, its sleep counted. On Linux [`Instant`] stands still while it sleeps, and
/// this file does not; on Windows there is no such file, and `Instant` goes on.
fn up() -> Option<Duration> {
    let said = std::fs::read_to_string("/proc/uptime").ok()?;
    let seconds: f64 = said.split_whitespace().next()?.parse().ok()?;
    Duration::try_from_secs_f64(seconds).ok()
}

fn passed(awake: Duration, before: Option<Duration>, now: Option<Duration>) -> Duration {
    let up = before.zip(now);
    let up = up.map_or(Duration::ZERO, |(before, now)| now.saturating_sub(before));
    awake.max(up)
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn minutes(minutes: u64) -> Duration {
        Duration::from_secs(60 * minutes)
    }

    #[test]
    fn the_time_that_the_pc_slept_counts() {
        let slept = passed(minutes(3), Some(minutes(50)), Some(minutes(530)));
        assert_eq!(slept, minutes(480));
        assert_eq!(passed(minutes(3), None, Some(minutes(530))), minutes(3));
        assert_eq!(passed(minutes(3), Some(minutes(530)), None), minutes(3));
        let back = passed(minutes(3), Some(minutes(530)), Some(minutes(5)));
        assert_eq!(back, minutes(3), "nothing makes it less");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn how_long_the_pc_is_up_can_be_read_here() {
        let (before, began) = (up().unwrap(), Began::now());
        assert!(before > Duration::ZERO && up().unwrap() >= before);
        assert!(began.elapsed() < minutes(60));
    }
}
