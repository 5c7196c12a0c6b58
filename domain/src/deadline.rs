//! How long an office may take, and until which day.
//!
//! The first day is not counted and a last day on a rest day moves on (民法典
//! art. 201, 203). The time of special steps that are not counted, and of
//! pauses, stands outside the limit (行政许可法 art. 45). A correction restarts
//! the clock: the caller makes a new [`Clock`] from the day it is back.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::workday::{Calendar, Due, Remaining};

/// A length of time that an office has.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    minicbor::Encode,
    minicbor::Decode,
)]
#[cbor(map)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct Limit {
    /// How many. Zero is "at the counter".
    #[n(0)]
    pub value: u32,
    /// Of what.
    #[n(1)]
    pub unit: LimitUnit,
}

/// What a limit counts.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    minicbor::Encode,
    minicbor::Decode,
)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub enum LimitUnit {
    /// 工作日: make-up days included, holidays not.
    #[n(0)]
    WorkingDays,
    /// 日, 天: every day of the calendar.
    #[n(1)]
    NaturalDays,
}

impl Limit {
    /// So many working days.
    pub const fn working_days(value: u32) -> Self {
        Self {
            value,
            unit: LimitUnit::WorkingDays,
        }
    }

    /// So many days of the calendar.
    pub const fn natural_days(value: u32) -> Self {
        Self {
            value,
            unit: LimitUnit::NaturalDays,
        }
    }
}

/// An office that hasn't asked for what is missing within this time has accepted
/// (行政许可法 art. 32, counted in working days by art. 82).
pub const SILENCE: Limit = Limit::working_days(5);

/// Days that are left out of the limit: a special step that is not counted, or a
/// pause. Both ends belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct Standstill {
    /// The first day left out.
    pub first: NaiveDate,
    /// The last day left out; none while it lasts.
    pub last: Option<NaiveDate>,
}

impl Standstill {
    /// From the day the clock was stopped until it was started again. The day it
    /// starts again counts, so that both acts on one day leave nothing out.
    pub fn between(stopped: NaiveDate, started: NaiveDate) -> Option<Self> {
        let last = started.pred_opt()?;
        (stopped <= last).then_some(Self {
            first: stopped,
            last: Some(last),
        })
    }

    /// From the day the clock was stopped, and still.
    pub fn since(stopped: NaiveDate) -> Self {
        Self {
            first: stopped,
            last: None,
        }
    }

    fn covers(&self, day: NaiveDate) -> bool {
        self.first <= day && self.last.is_none_or(|last| day <= last)
    }
}

/// What a due date is computed from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct Clock {
    /// The day of acceptance (see [`starting_day`]), or the day a correction came
    /// back. Not counted.
    pub started: NaiveDate,
    /// The limit that binds.
    pub limit: Limit,
    /// What is left out, in any order; may overlap.
    pub standstills: Vec<Standstill>,
    /// Extensions, each counted on from the end of the one before.
    pub extensions: Vec<Limit>,
}

impl Clock {
    /// A clock with nothing left out and nothing added.
    pub fn new(started: NaiveDate, limit: Limit) -> Self {
        Self {
            started,
            limit,
            standstills: Vec::new(),
            extensions: Vec::new(),
        }
    }

    /// The day by which the office must have decided. None while the clock
    /// stands still: nobody knows yet.
    pub fn due(&self, calendar: &Calendar) -> Option<Due> {
        let (open, closed): (Vec<&Standstill>, Vec<&Standstill>) = self
            .standstills
            .iter()
            .partition(|still| still.last.is_none());
        let counted = |day: NaiveDate| !closed.iter().any(|still| still.covers(day));
        let mut due = Due::certain(self.started);
        for limit in std::iter::once(&self.limit).chain(&self.extensions) {
            due = calendar.count_on(due, *limit, &counted);
        }
        let due = calendar.move_on(due, &counted);
        let stands = open.iter().any(|still| still.first <= due.date);
        (!stands).then_some(due)
    }

    /// How much is left on `today`. None while the clock stands still.
    pub fn remaining(&self, calendar: &Calendar, today: NaiveDate) -> Option<Remaining> {
        self.due(calendar)
            .map(|due| calendar.remaining(today, due.date))
    }
}

/// The day on which the clock starts for something that arrived on `received`:
/// that day in working hours, otherwise the next working day [S3-16].
pub fn starting_day(calendar: &Calendar, received: NaiveDate, after_closing: bool) -> Due {
    match received.succ_opt() {
        Some(next) if after_closing => calendar.next_workday(next),
        _ => calendar.next_workday(received),
    }
}

/// When silence becomes acceptance (视为受理).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct Silence {
    /// The last day on which the office may still ask for what is missing.
    pub last_day: Due,
    /// The day of acceptance once that day has passed in silence: the day of receipt.
    pub accepted_on: NaiveDate,
}

impl Silence {
    /// Whether the office has been silent for too long on `today`.
    pub fn has_accepted(&self, today: NaiveDate) -> bool {
        today > self.last_day.date
    }
}

/// The rule of silence for a complete case that the township received on
/// `received`; pass the [`starting_day`] where it arrived outside working hours.
pub fn silence(calendar: &Calendar, received: NaiveDate) -> Silence {
    Silence {
        last_day: calendar.add_limit(received, SILENCE),
        accepted_on: received,
    }
}
