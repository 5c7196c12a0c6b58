//! The days of the story, and the dates that it expects, counted by hand from the published
//! notices.

use chrono::NaiveDate;

const fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    match NaiveDate::from_ymd_opt(year, month, day) {
        Some(day) => day,
        None => NaiveDate::MIN,
    }
}

/// A Thursday, the day before the Mid-Autumn holiday.
pub const AUTUMN: NaiveDate = day(2026, 9, 24);

/// Twenty working days after it: 25 to 27 September and 1 to 7 October are holidays, Saturday
/// 10 October is worked.
pub const AUTUMN_DUE: NaiveDate = day(2026, 10, 29);

/// A Monday whose thirtieth working day lies in the next year.
pub const WINTER: NaiveDate = day(2026, 11, 23);

/// Thirty working days after it, if 1 January 2027 alone is a holiday, which no notice says yet.
pub const WINTER_DUE: NaiveDate = day(2027, 1, 5);
