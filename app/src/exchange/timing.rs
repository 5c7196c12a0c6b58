//! When the next try is due. Handed the time; waits for nothing itself.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use shanyi_sync::pace::backoff;

use super::network::Network;

/// How often the township is asked for news where it does not let anybody wait for them.
const NEWS: Duration = Duration::from_secs(5);
/// How often an exchange is made on a line on which news are waited for: for the township's clock,
/// and because a line that says nothing may be none.
const CARE: Duration = Duration::from_secs(120);

/// What is known of the tries.
#[derive(Debug)]
pub(super) struct Timing {
    failures: u32,
    last: Option<Last>,
    /// When what was saved may go.
    held: VecDeque<Instant>,
    /// Somebody wants a try at once.
    wanted: bool,
    network: Option<Network>,
}

/// The last try.
#[derive(Clone, Copy, Debug)]
struct Last {
    ended: Instant,
    /// How long to wait after one that failed.
    pause: Option<Duration>,
    /// Something was left to send.
    left: bool,
}

impl Timing {
    /// Nothing was tried yet, so that a try is due.
    pub(super) const fn new() -> Self {
        Self {
            failures: 0,
            last: None,
            held: VecDeque::new(),
            wanted: false,
            network: None,
        }
    }

    /// What was saved may go from this moment on.
    pub(super) fn saved(&mut self, goes: Instant) {
        self.held.push_back(goes);
    }

    /// Somebody asks for a try.
    pub(super) const fn wanted(&mut self) {
        self.wanted = true;
    }

    /// The network as it is now. Another one than before deserves a try, and forgets the failures on
    /// the one before.
    pub(super) fn network(&mut self, network: Network) {
        if self.network.is_some_and(|before| before != network) {
            self.failures = 0;
            self.wanted = true;
        }
        self.network = Some(network);
    }

    /// A try begins.
    pub(super) fn begun(&mut self, now: Instant) {
        self.wanted = false;
        self.held.retain(|goes| *goes > now);
    }

    /// A try ended. `reached` says whether the township was; `left` whether something is still to be
    /// sent, held or not.
    pub(super) fn ended(&mut self, now: Instant, reached: bool, left: bool, jitter: u32) {
        self.failures = match reached {
            true => 0,
            false => self.failures.saturating_add(1),
        };
        self.last = Some(Last {
            ended: now,
            pause: (!reached).then(|| backoff(self.failures, jitter)),
            left,
        });
    }

    /// How long until a try is due; `listens` says whether news are waited for.
    pub(super) fn wait(&self, now: Instant, listens: bool) -> Duration {
        let Some(last) = self.last.filter(|_| !self.wanted) else {
            return Duration::ZERO;
        };
        // What is left though nothing is held was held by a clock that was set back.
        let rests = !last.left || !self.held.is_empty();
        let pause = last.pause.unwrap_or(match listens && rests {
            true => CARE,
            false => NEWS,
        });
        let next = last.ended + pause;
        let next = self.held.iter().copied().fold(next, Instant::min);
        next.saturating_duration_since(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);
    const HOLD: Duration = Duration::from_secs(10);

    /// A line that was found down so many times in a row; the last time now.
    fn down(times: u32, now: Instant) -> Timing {
        let mut timing = Timing::new();
        for _ in 0..times {
            timing.begun(now);
            timing.ended(now, false, false, 0);
        }
        timing
    }

    #[test]
    fn what_was_saved_is_tried_when_its_hold_is_over_however_long_the_line_was_down() {
        let now = Instant::now();
        let mut timing = down(9, now);
        assert!(timing.wait(now, false) > 60 * SECOND);
        timing.saved(now + HOLD);
        timing.saved(now + HOLD + SECOND);
        assert_eq!(timing.wait(now, false), HOLD);
        timing.begun(now + HOLD);
        timing.ended(now + HOLD, false, false, 0);
        assert_eq!(timing.wait(now + HOLD, false), SECOND);
        timing.begun(now + HOLD + SECOND);
        timing.ended(now + HOLD + SECOND, false, false, 0);
        assert!(timing.wait(now + HOLD + SECOND, false) > 60 * SECOND);
    }

    #[test]
    fn another_network_is_tried_at_once_and_forgets_the_failures_on_the_one_before() {
        let now = Instant::now();
        let mut timing = down(9, now);
        timing.network(Network::none());
        timing.network(Network::none());
        assert!(timing.wait(now, false) > 60 * SECOND, "the same network");
        timing.network(Network::of([192, 168, 1, 7]));
        assert_eq!(timing.wait(now, false), Duration::ZERO);
        timing.begun(now);
        timing.ended(now, false, false, 0);
        assert!(timing.wait(now, false) <= 3 * SECOND, "the first failure");
    }

    #[test]
    fn a_line_on_which_news_are_waited_for_is_left_alone() {
        let now = Instant::now();
        let mut timing = Timing::new();
        assert_eq!(timing.wait(now, false), Duration::ZERO);
        timing.begun(now);
        timing.ended(now, true, false, 0);
        assert_eq!(
            (timing.wait(now, false), timing.wait(now, true)),
            (NEWS, CARE)
        );
        timing.ended(now, true, true, 0);
        assert_eq!(timing.wait(now, true), NEWS, "something is left to send");
        timing.saved(now + HOLD);
        assert_eq!(timing.wait(now, true), HOLD, "it is held");
        timing.wanted();
        assert_eq!(timing.wait(now, true), Duration::ZERO);
    }
}
