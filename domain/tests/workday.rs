//! Working days of 2018 to 2026 and beyond the last notice.

#![allow(clippy::unwrap_used)]

use chrono::{Datelike, NaiveDate};
use shanyi_domain::document::{DocumentError, Fault};
use shanyi_domain::workday::{Calendar, DayKind, Due};

fn calendar() -> Calendar {
    Calendar::from_json(Calendar::embedded()).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn due(date: &str, provisional: bool) -> Due {
    Due {
        date: day(date),
        provisional,
    }
}

#[test]
fn the_thirteen_worked_examples_come_out() {
    let examples = [
        ("2026-09-30", 5, "2026-10-13"),
        ("2026-02-12", 3, "2026-02-24"),
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-04-30", 2, "2026-05-07"),
        ("2020-01-22", 5, "2020-02-06"),
        ("2018-12-28", 2, "2019-01-02"),
        ("2023-01-20", 5, "2023-02-01"),
        ("2024-02-08", 3, "2024-02-19"),
        ("2025-09-30", 1, "2025-10-09"),
        ("2026-11-20", 15, "2026-12-11"),
        ("2025-12-31", 1, "2026-01-04"),
        ("2026-09-19", 1, "2026-09-20"),
        ("2026-05-08", 20, "2026-06-04"),
    ];
    for (start, n, expected) in examples {
        let found = calendar().add_workdays(day(start), n);
        assert_eq!(found, due(expected, false), "{start} and {n} days");
    }
}

#[test]
fn every_year_works_as_many_days_as_its_notice_says() {
    let calendar = calendar();
    let count = |year| {
        let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
        first
            .iter_days()
            .take_while(|day| day.year() == year)
            .filter(|day| calendar.is_workday(*day))
            .count()
    };
    let worked: Vec<usize> = (2018..=2026).map(count).collect();
    assert_eq!(worked, [250, 250, 249, 250, 249, 249, 251, 248, 248]);
}

#[test]
fn a_due_date_in_a_year_without_a_notice_is_provisional() {
    let calendar = calendar();
    let found = calendar.add_workdays(day("2026-12-28"), 3);
    assert_eq!(found, due("2026-12-31", false));
    let found = calendar.add_workdays(day("2026-12-28"), 4);
    assert_eq!(
        found,
        due("2027-01-04", true),
        "New Year's Day is presumed off"
    );
    let found = calendar.add_workdays(day("2017-12-29"), 1);
    assert_eq!(found, due("2018-01-02", true), "2017 was passed on the way");
}

#[test]
fn days_without_a_notice_say_so() {
    let calendar = calendar();
    let presumed = |day_text| match calendar.kind(day(day_text)) {
        DayKind::Unknown { presumed_workday } => Some(presumed_workday),
        _ => None,
    };
    assert_eq!(presumed("2027-01-01"), Some(false));
    assert_eq!(presumed("2027-01-04"), Some(true));
    assert_eq!(presumed("2027-01-09"), Some(false));
    assert_eq!(presumed("2026-01-05"), None);
}

#[test]
fn the_emergency_extension_of_spring_festival_2020_is_kept() {
    let calendar = calendar();
    assert_eq!(calendar.kind(day("2020-01-31")), DayKind::RestDay);
    assert_eq!(calendar.kind(day("2020-02-01")), DayKind::RestDay);
}

#[test]
fn natural_days_count_every_day_and_end_on_a_working_day() {
    let calendar = calendar();
    let found = calendar.add_natural_days(day("2026-09-20"), 5);
    assert_eq!(
        found,
        due("2026-09-28", false),
        "25 September is Mid-Autumn"
    );
    let found = calendar.add_natural_days(day("2026-09-24"), 10);
    assert_eq!(found, due("2026-10-08", false), "4 October is National Day");
    let found = calendar.add_natural_days(day("2026-11-16"), 7);
    assert_eq!(found, due("2026-11-23", false));
}

#[test]
fn zero_days_end_on_the_same_day_or_the_next_worked_one() {
    let calendar = calendar();
    assert_eq!(
        calendar.add_workdays(day("2026-11-20"), 0),
        due("2026-11-20", false)
    );
    assert_eq!(
        calendar.add_workdays(day("2026-11-21"), 0),
        due("2026-11-23", false)
    );
}

#[test]
fn what_is_left_is_counted_in_working_days_and_in_days() {
    let calendar = calendar();
    let left = |today, due| {
        let left = calendar.remaining(day(today), day(due));
        (left.workdays, left.days, left.is_overdue())
    };
    assert_eq!(left("2026-11-20", "2026-11-25"), (3, 5, false));
    assert_eq!(left("2026-11-25", "2026-11-25"), (0, 0, false));
    assert_eq!(left("2026-11-26", "2026-11-25"), (-1, -1, true));
    assert_eq!(left("2026-11-21", "2026-11-20"), (0, -1, true));
    assert_eq!(left("2026-09-30", "2026-10-13"), (5, 13, false));
    assert!(
        calendar
            .remaining(day("2026-12-30"), day("2027-01-04"))
            .provisional
    );
}

#[test]
fn the_end_of_the_calendar_of_all_days_stops_the_count() {
    let calendar = calendar();
    let found = calendar.add_workdays(NaiveDate::MAX, 3);
    assert_eq!(found.date, NaiveDate::MAX);
}

#[test]
fn a_broken_calendar_is_refused_with_place_and_reason() {
    let with = |from: &str, to: &str| Calendar::embedded().replacen(from, to, 1);
    let fault = |text: String| match Calendar::from_json(&text).unwrap_err() {
        DocumentError::Invalid { findings } => {
            (findings[0].path.clone(), findings[0].fault.clone())
        }
        other => unreachable!("{other:?}"),
    };
    assert_eq!(
        fault(with("\"2026-01-02\"", "\"2026-01-03\"")),
        (
            "years.2026.off_weekdays: 2026-01-03".into(),
            Fault::NotAWeekday
        )
    );
    assert_eq!(
        fault(with("\"2026-01-04\"", "\"2026-01-05\"")),
        (
            "years.2026.makeup_workdays: 2026-01-05".into(),
            Fault::NotAWeekend
        )
    );
    assert_eq!(
        fault(with("\"2026-01-02\"", "\"2025-01-02\"")),
        (
            "years.2026.off_weekdays: 2025-01-02".into(),
            Fault::OtherYear
        )
    );
    let error = Calendar::from_json(&with("\"2026-01-02\"", "\"2026-02-30\"")).unwrap_err();
    let DocumentError::Shape { path, line, .. } = error else {
        unreachable!("{error:?}");
    };
    assert_eq!(path, "years.2026.off_weekdays[1]");
    assert_eq!(line, 40);
    let error = Calendar::from_json(&with("\"format\": 1", "\"format\": 2")).unwrap_err();
    assert_eq!(error, DocumentError::Format { found: 2, known: 1 });
}
