//! What holds of working days whatever the day: against a table of every day of 2018 to 2026, and
//! as laws.

#![allow(clippy::unwrap_used)]

mod calendar;

use std::time::{Duration, Instant};

use calendar::{DAYS, calendar, day, is_unknown, nth, table, without, worked};
use chrono::{Datelike, Days, NaiveDate, Weekday};
use proptest::prelude::*;
use shanyi_domain::document::{DocumentError, Fault};
use shanyi_domain::workday::{Calendar, DayKind};

#[test]
fn every_day_of_2018_to_2026_is_what_its_notice_says() {
    let (calendar, table) = (calendar(), table());
    let first_and_last = (nth(0), nth(DAYS - 1));
    assert_eq!(
        (*table.keys().min().unwrap(), *table.keys().max().unwrap()),
        first_and_last
    );
    assert_eq!(table.len() as u64, DAYS, "no day is left out");
    for (date, letter) in table {
        let weekend = matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
        let notice = &calendar.years[&date.year()];
        let (kind, off, makeup) = match letter {
            'W' => (DayKind::Workday, false, false),
            'H' => (DayKind::RestDay, true, false),
            '.' => (DayKind::RestDay, false, false),
            'M' => (DayKind::Workday, false, true),
            other => unreachable!("{date} is {other}"),
        };
        assert_eq!(weekend, matches!(letter, '.' | 'M'), "{date} is {letter}");
        assert_eq!(calendar.kind(date), kind, "{date}");
        assert_eq!(notice.off_weekdays.contains(&date), off, "{date}");
        assert_eq!(notice.makeup_workdays.contains(&date), makeup, "{date}");
    }
}

#[test]
fn counting_from_every_day_gives_the_days_that_the_table_has() {
    let (calendar, worked) = (calendar(), worked());
    for n in 0..DAYS {
        let start = nth(n);
        let after = worked.partition_point(|day| *day <= start);
        for count in [1_usize, 5, 20, 63] {
            let Some(expected) = worked.get(after + count - 1) else {
                continue;
            };
            let found = calendar.add_workdays(start, u32::try_from(count).unwrap());
            assert_eq!(found.date, *expected, "{count} days after {start}");
            assert!(!found.provisional, "{count} days after {start}");
        }
    }
}

#[test]
fn a_number_that_no_limit_has_keeps_nobody_counting() {
    let calendar = calendar();
    let begun = Instant::now();
    for start in [NaiveDate::MIN, day("2017-03-01"), day("2026-11-20")] {
        let due = calendar.add_workdays(start, u32::MAX);
        assert!(due.provisional && due.date > start, "{due:?}");
        let due = calendar.add_natural_days(start, u32::MAX);
        assert!(due.provisional && due.date > start, "{due:?}");
    }
    let left = calendar.remaining(day("2026-11-20"), NaiveDate::MAX);
    assert!(left.workdays > 20_000 && left.days > 90_000_000);
    let late = calendar.remaining(NaiveDate::MAX, day("2026-11-20"));
    assert!(late.is_overdue() && late.workdays < -20_000);
    assert!(
        calendar
            .remaining(NaiveDate::MIN, NaiveDate::MAX)
            .provisional
    );
    assert!(
        begun.elapsed() < Duration::from_secs(2),
        "a century is enough"
    );
}

#[test]
fn a_year_without_a_single_day_off_is_no_notice() {
    let text = Calendar::embedded().replacen(
        "\"years\": {",
        "\"years\": {\n  \"2027\": {\"off_weekdays\": [], \"makeup_workdays\": []},",
        1,
    );
    let DocumentError::Invalid { findings } = Calendar::from_json(&text).unwrap_err() else {
        unreachable!("it is well formed");
    };
    assert_eq!(findings[0].path, "years.2027.off_weekdays");
    assert_eq!(findings[0].fault, Fault::Empty);
    let text = Calendar::embedded().replacen("[10, 3]", "[13, 3]", 1);
    let DocumentError::Invalid { findings } = Calendar::from_json(&text).unwrap_err() else {
        unreachable!("it is well formed");
    };
    assert_eq!(findings[0].path, "fixed_holidays[5]");
}

/// Any day that dates can say.
fn any_day() -> impl Strategy<Value = NaiveDate> {
    let (first, last) = (NaiveDate::MIN, NaiveDate::MAX);
    let far = first.num_days_from_ce()..=last.num_days_from_ce();
    let any = |n| NaiveDate::from_num_days_from_ce_opt(n).unwrap();
    let near = day("1969-01-01").num_days_from_ce()..day("2101-01-01").num_days_from_ce();
    prop_oneof![far.prop_map(any), near.prop_map(any)]
}

fn any_known_day() -> impl Strategy<Value = NaiveDate> {
    (0..DAYS).prop_map(nth)
}

/// A day from which `most` working days can be counted without leaving what is known.
fn early_day() -> impl Strategy<Value = NaiveDate> {
    (0..DAYS - 365).prop_map(nth)
}

/// Calendars that lack the notices of some years.
fn any_calendar() -> impl Strategy<Value = Calendar> {
    proptest::collection::vec(2018..=2026, 0..4).prop_map(|years| without(&years))
}

proptest! {
    #[test]
    fn adding_days_in_two_steps_is_adding_them_at_once(
        start in early_day(), n in 1_u32..100, m in 0_u32..100,
    ) {
        let calendar = calendar();
        let step = calendar.add_workdays(start, n);
        prop_assert_eq!(calendar.add_workdays(step.date, m), calendar.add_workdays(start, n + m));
    }

    #[test]
    fn more_days_are_never_due_earlier_and_a_later_start_neither(
        start in any_day(), later in 0_u64..40, n in 0_u32..60, more in 0_u32..30,
    ) {
        let calendar = calendar();
        let due = calendar.add_workdays(start, n).date;
        prop_assert!(calendar.add_workdays(start, n + more).date >= due);
        if let Some(later) = start.checked_add_days(Days::new(later)) {
            prop_assert!(calendar.add_workdays(later, n).date >= due);
        }
    }

    #[test]
    fn what_was_added_is_what_remains_and_what_has_passed(
        start in any_known_day(), n in 1_u32..100, calendar in any_calendar(),
    ) {
        let due = calendar.add_workdays(start, n);
        let left = calendar.remaining(start, due.date);
        prop_assert_eq!(left.workdays, i32::try_from(n).unwrap());
        prop_assert_eq!(left.provisional, due.provisional);
        prop_assert_eq!(i64::from(left.days), (due.date - start).num_days());
        let passed = calendar.remaining(due.date, start);
        prop_assert_eq!((passed.workdays, passed.days), (-left.workdays, -left.days));
        prop_assert!(passed.is_overdue() && !left.is_overdue());
    }

    #[test]
    fn a_due_date_is_never_a_rest_day(
        start in any_day(), n in 0_u32..400, natural in any::<bool>(), calendar in any_calendar(),
    ) {
        let due = match natural {
            true => calendar.add_natural_days(start, n),
            false => calendar.add_workdays(start, n),
        };
        prop_assert!(due.date >= start);
        prop_assert!(calendar.is_workday(due.date) || due.date == NaiveDate::MAX);
    }

    #[test]
    fn the_first_day_is_not_counted_whatever_day_it_is(start in any_known_day(), n in 1_u32..40) {
        let calendar = calendar();
        let mut other = calendar.clone();
        let weekend = matches!(start.weekday(), Weekday::Sat | Weekday::Sun);
        let notice = other.years.get_mut(&start.year()).unwrap();
        let moved = match weekend {
            true => &mut notice.makeup_workdays,
            false => &mut notice.off_weekdays,
        };
        if !moved.remove(&start) {
            moved.insert(start);
        }
        prop_assert_ne!(calendar.is_workday(start), other.is_workday(start));
        prop_assert_eq!(calendar.add_workdays(start, n), other.add_workdays(start, n));
        prop_assert_eq!(calendar.add_natural_days(start, n), other.add_natural_days(start, n));
        prop_assert!(calendar.add_workdays(start, n).date > start);
    }

    #[test]
    fn natural_days_that_end_on_a_rest_day_move_on_to_the_next_worked_one(
        start in any_known_day(), n in 0_u64..200, calendar in any_calendar(),
    ) {
        let end = start + Days::new(n);
        let due = calendar.add_natural_days(start, u32::try_from(n).unwrap()).date;
        prop_assert!(due >= end && calendar.is_workday(due));
        let between = end.iter_days().take_while(|day| *day < due);
        prop_assert_eq!(between.filter(|day| calendar.is_workday(*day)).count(), 0);
    }

    #[test]
    fn a_due_date_is_provisional_exactly_when_a_year_without_a_notice_is_touched(
        start in any_known_day(), n in 0_u32..300, natural in any::<bool>(),
        calendar in any_calendar(),
    ) {
        let due = match natural {
            true => calendar.add_natural_days(start, n),
            false => calendar.add_workdays(start, n),
        };
        // The first day is not counted, but with no days at all it is the last one too.
        let uncounted = usize::from(n > 0);
        let days = start.iter_days().take_while(|day| *day <= due.date);
        let touched = days.skip(uncounted).any(|day| is_unknown(&calendar, day));
        prop_assert_eq!(due.provisional, touched, "{} {}: {:?}", start, n, due);
    }

    #[test]
    fn a_notice_that_comes_late_makes_the_day_certain_and_moves_no_certain_one(
        start in any_known_day(), n in 0_u32..300, missing in 2018_i32..=2026,
    ) {
        let (all, some) = (calendar(), without(&[missing]));
        let (before, after) = (some.add_workdays(start, n), all.add_workdays(start, n));
        if !before.provisional {
            prop_assert_eq!(before, after);
        }
        let known = after.date <= nth(DAYS - 1);
        prop_assert_eq!(after.provisional, !known);
    }

    #[test]
    fn no_day_and_no_number_is_too_far(
        start in any_day(), today in any_day(), n in prop_oneof![4 => 0_u32..4000, 1 => any::<u32>()],
    ) {
        let calendar = calendar();
        let _ = calendar.kind(start);
        let due = calendar.add_workdays(start, n);
        prop_assert!(due.date >= start);
        prop_assert!(calendar.add_natural_days(start, n).date >= start);
        let left = calendar.remaining(today, due.date);
        prop_assert_eq!(left.is_overdue(), due.date < today);
        prop_assert!(left.workdays <= 0 || !left.is_overdue());
    }
}
