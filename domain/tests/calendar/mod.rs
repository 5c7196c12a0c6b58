//! Every day of 2018 to 2026 as the notices have it, kept apart from the calendar that ships, and
//! counted by hand.
#![allow(dead_code, reason = "each test file uses its own part")]

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate};
use shanyi_domain::workday::{Calendar, DayKind};

/// The days, a month to a line.
const TABLE: &str = include_str!("2018-2026.txt");

/// Days from 2018-01-01 to 2026-12-31.
pub const DAYS: u64 = 3287;

pub fn calendar() -> Calendar {
    Calendar::from_json(Calendar::embedded()).unwrap()
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The `n`th day from 2018-01-01 on.
pub fn nth(n: u64) -> NaiveDate {
    day("2018-01-01") + Days::new(n)
}

/// Every day with its letter: `W` and `M` are worked, `.` and `H` are not.
pub fn table() -> BTreeMap<NaiveDate, char> {
    let months = TABLE.lines().filter(|line| !line.starts_with('#'));
    let days = months.flat_map(|line| {
        let (month, letters) = line.split_once(' ').unwrap();
        let first = day(&format!("{month}-01"));
        letters.chars().enumerate().map(move |(n, letter)| {
            let date = first + Days::new(n as u64);
            assert_eq!(date.month(), first.month(), "{line}");
            (date, letter)
        })
    });
    days.collect()
}

/// The days of the table that are worked, in order.
pub fn worked() -> Vec<NaiveDate> {
    let days = table().into_iter();
    days.filter(|(_, letter)| matches!(letter, 'W' | 'M'))
        .map(|(day, _)| day)
        .collect()
}

/// The calendar without the notices of some years.
pub fn without(years: &[i32]) -> Calendar {
    let mut calendar = calendar();
    calendar.years.retain(|year, _| !years.contains(year));
    calendar
}

/// Whether the calendar has no notice for the day's year.
pub fn is_unknown(calendar: &Calendar, day: NaiveDate) -> bool {
    matches!(calendar.kind(day), DayKind::Unknown { .. })
}
