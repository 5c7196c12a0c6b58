//! Working days of mainland China: Monday to Friday, except what the yearly
//! notice of the State Council moves.
//!
//! The calendar is data that the township publishes. Where it has no notice for
//! a year, days are presumed and everything computed from them is provisional.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use crate::deadline::{Limit, LimitUnit};
use crate::document::{self, DocumentError, Fault, Finding};

/// The format of a calendar document that this program reads and writes.
pub const FORMAT: u32 = 1;

/// No calendar document may be larger, in bytes.
pub const MAX_BYTES: usize = 1024 * 1024;

/// No count goes on for more than so many days of the calendar, a hundred years: a number that no
/// limit has, in an event or from a clock, keeps no desk counting. What ends here is provisional.
const FARTHEST: u32 = 36_525;

/// A published calendar of exceptions to Monday-to-Friday.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct Calendar {
    /// The document's format, [`FORMAT`].
    pub format: u32,
    /// Counts up with every publication, from 1.
    pub version: u32,
    /// The day of publication.
    pub published: NaiveDate,
    /// Holidays with a fixed date, as month and day: presumed off in years
    /// without a notice.
    pub fixed_holidays: Vec<(u32, u32)>,
    /// The notices by year.
    pub years: BTreeMap<i32, YearNotice>,
}

/// What one year's notice moves.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct YearNotice {
    /// Days off that fall on Monday to Friday.
    pub off_weekdays: BTreeSet<NaiveDate>,
    /// Saturdays and Sundays that are worked.
    pub makeup_workdays: BTreeSet<NaiveDate>,
}

/// What a day is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub enum DayKind {
    /// 工作日
    Workday,
    /// 休息日: weekend or holiday.
    RestDay,
    /// In a year without a notice.
    Unknown {
        /// Presumed from the weekday and the fixed holidays.
        presumed_workday: bool,
    },
}

/// A day by which something must be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct Due {
    /// The last day.
    pub date: NaiveDate,
    /// Counting touched a year whose notice is not in the calendar (暂定).
    pub provisional: bool,
}

/// How much is left until a due date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct Remaining {
    /// Working days after today up to the due date, which is counted: zero on the
    /// last day. Negative by the working days passed since.
    pub workdays: i32,
    /// The same in days of the calendar: below zero means overdue, also on a rest
    /// day right after the last day.
    pub days: i32,
    /// Counting touched a year whose notice is not in the calendar.
    pub provisional: bool,
}

impl Remaining {
    /// Whether the last day has passed.
    pub fn is_overdue(&self) -> bool {
        self.days < 0
    }
}

impl Due {
    /// A day that no missing notice can move.
    pub fn certain(date: NaiveDate) -> Self {
        Self {
            date,
            provisional: false,
        }
    }
}

impl Calendar {
    /// Reads and checks a document.
    pub fn from_json(text: &str) -> Result<Self, DocumentError> {
        let calendar: Self = document::read(text, FORMAT, MAX_BYTES)?;
        let findings = calendar.findings();
        if findings.is_empty() {
            Ok(calendar)
        } else {
            Err(DocumentError::Invalid { findings })
        }
    }

    /// The calendar that a new county starts from: the notices of 2018 to 2026.
    pub fn embedded() -> &'static str {
        include_str!("../data/workdays.json")
    }

    /// What a day is.
    pub fn kind(&self, day: NaiveDate) -> DayKind {
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        let Some(notice) = self.years.get(&day.year()) else {
            let holiday = self.fixed_holidays.contains(&(day.month(), day.day()));
            return DayKind::Unknown {
                presumed_workday: !weekend && !holiday,
            };
        };
        let works = if weekend {
            notice.makeup_workdays.contains(&day)
        } else {
            !notice.off_weekdays.contains(&day)
        };
        if works {
            DayKind::Workday
        } else {
            DayKind::RestDay
        }
    }

    /// Whether a day is worked, or presumed to be.
    pub fn is_workday(&self, day: NaiveDate) -> bool {
        match self.kind(day) {
            DayKind::Workday => true,
            DayKind::RestDay => false,
            DayKind::Unknown { presumed_workday } => presumed_workday,
        }
    }

    /// The `n`th working day after `start`, which is not counted. With `n` zero
    /// it is `start` itself, or the next working day where that is a rest day.
    pub fn add_workdays(&self, start: NaiveDate, n: u32) -> Due {
        self.add_limit(start, Limit::working_days(n))
    }

    /// `n` days of the calendar after `start`, which is not counted; a last day
    /// on a rest day moves on.
    pub fn add_natural_days(&self, start: NaiveDate, n: u32) -> Due {
        self.add_limit(start, Limit::natural_days(n))
    }

    /// The last day of a limit that begins on `start`, which is not counted.
    pub fn add_limit(&self, start: NaiveDate, limit: Limit) -> Due {
        let every_day = |_: NaiveDate| true;
        let due = self.count_on(Due::certain(start), limit, &every_day);
        self.move_on(due, &every_day)
    }

    /// `day`, or the first working day after it.
    pub fn next_workday(&self, day: NaiveDate) -> Due {
        self.move_on(Due::certain(day), &|_| true)
    }

    /// How much is left on `today` until `due`. Working days are counted for a hundred years at
    /// most.
    pub fn remaining(&self, today: NaiveDate, due: NaiveDate) -> Remaining {
        let (earlier, later) = (today.min(due), today.max(due));
        let mut count = 0;
        let mut provisional = false;
        let days = earlier.iter_days().skip(1).take(FARTHEST as usize);
        for day in days.take_while(|day| *day <= later) {
            count += i32::from(self.is_workday(day));
            provisional |= self.is_unknown(day);
        }
        let days = due.signed_duration_since(today).num_days();
        Remaining {
            workdays: if due < today { -count } else { count },
            days: i32::try_from(days).unwrap_or(i32::MAX),
            provisional,
        }
    }

    /// Counts a limit on from a day. Days that `counted` refuses pass unseen.
    /// Stops after a hundred years, and at the end of all dates.
    pub(crate) fn count_on(
        &self,
        from: Due,
        limit: Limit,
        counted: &dyn Fn(NaiveDate) -> bool,
    ) -> Due {
        let mut due = from;
        let mut left = limit.value;
        for _ in 0..FARTHEST {
            let Some(next) = due.date.succ_opt().filter(|_| left > 0) else {
                break;
            };
            due = self.step_to(due, next);
            let counts = match limit.unit {
                LimitUnit::WorkingDays => self.is_workday(next),
                LimitUnit::NaturalDays => true,
            };
            left -= u32::from(counts && counted(next));
        }
        due.provisional |= left > 0;
        due
    }

    /// Moves a last day that is a rest day (or stands still) to the next working day.
    pub(crate) fn move_on(&self, from: Due, counted: &dyn Fn(NaiveDate) -> bool) -> Due {
        let stands = |day| !(self.is_workday(day) && counted(day));
        let mut due = self.step_to(from, from.date);
        for _ in 0..FARTHEST {
            let Some(next) = due.date.succ_opt().filter(|_| stands(due.date)) else {
                break;
            };
            due = self.step_to(due, next);
        }
        due
    }

    fn step_to(&self, due: Due, day: NaiveDate) -> Due {
        Due {
            date: day,
            provisional: due.provisional || self.is_unknown(day),
        }
    }

    fn is_unknown(&self, day: NaiveDate) -> bool {
        !self.years.contains_key(&day.year())
    }

    fn findings(&self) -> Vec<Finding> {
        let mut findings = self.impossible_holidays();
        for (year, notice) in &self.years {
            // A notice without a day off is none: taken for one, it would make plain weeks of an
            // unpublished year, and certain what is not.
            if notice.off_weekdays.is_empty() {
                let path = format!("years.{year}.off_weekdays");
                let fault = Fault::Empty;
                findings.push(Finding { path, fault });
            }
            let off = notice.off_weekdays.iter().map(|day| (day, true));
            let makeup = notice.makeup_workdays.iter().map(|day| (day, false));
            for (day, is_off) in off.chain(makeup) {
                let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
                let fault = match (is_off, weekend) {
                    _ if day.year() != *year => Fault::OtherYear,
                    (true, true) => Fault::NotAWeekday,
                    (false, false) => Fault::NotAWeekend,
                    _ => continue,
                };
                let list = if is_off {
                    "off_weekdays"
                } else {
                    "makeup_workdays"
                };
                let path = format!("years.{year}.{list}: {day}");
                findings.push(Finding { path, fault });
            }
        }
        findings
    }

    /// Fixed holidays on days that no year has.
    fn impossible_holidays(&self) -> Vec<Finding> {
        let holidays = self.fixed_holidays.iter().enumerate();
        holidays
            // A leap year has every day that there is.
            .filter(|(_, (month, day))| NaiveDate::from_ymd_opt(2024, *month, *day).is_none())
            .map(|(n, (month, day))| Finding {
                path: format!("fixed_holidays[{n}]"),
                fault: match (1..=12).contains(month) {
                    true => out_of_range(31, *day),
                    false => out_of_range(12, *month),
                },
            })
            .collect()
    }
}

const fn out_of_range(max: u32, found: u32) -> Fault {
    Fault::OutOfRange { min: 1, max, found }
}
