//! The clock of an accepted case as its events set it.

use crate::deadline::{Clock, Limit, Standstill};
use crate::time::Day;

/// The clock of an accepted case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Running {
    /// The day of acceptance.
    pub on: Day,
    /// The promised limit; `None` where the item has none.
    pub limit: Option<Limit>,
    /// Extensions, in their order.
    pub extensions: Vec<Limit>,
    /// Stretches that do not count: from the first day left out to the first that counts again.
    pub pauses: Vec<(Day, Option<Day>)>,
}

impl Running {
    /// The clock by which [`crate::deadline`] computes the due date; `None` without a limit.
    #[must_use]
    pub fn clock(&self) -> Option<Clock> {
        let standstills = self.pauses.iter().filter_map(|(from, until)| match until {
            None => Some(Standstill::since(from.0)),
            Some(until) => Standstill::between(from.0, until.0),
        });
        Some(Clock {
            started: self.on.0,
            limit: self.limit?,
            standstills: standstills.collect(),
            extensions: self.extensions.clone(),
        })
    }

    pub(super) fn pause(&mut self, from: Day) {
        // A pause within a pause changes nothing: the clock already stands.
        if self.pauses.last().is_none_or(|(_, until)| until.is_some()) {
            self.pauses.push((from, None));
        }
    }

    pub(super) fn resume(&mut self, from: Day) {
        if let Some((_, until @ None)) = self.pauses.last_mut() {
            *until = Some(from);
        }
    }
}
