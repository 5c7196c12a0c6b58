//! Due dates: pauses, special steps, extensions, silence.

#![allow(clippy::unwrap_used)]

use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use shanyi_domain::deadline::{Clock, Limit, Standstill, silence, starting_day};
use shanyi_domain::workday::{Calendar, Due};

fn calendar() -> Calendar {
    Calendar::from_json(Calendar::embedded()).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn due(clock: &Clock) -> Option<(String, bool)> {
    let due = clock.due(&calendar())?;
    Some((due.date.to_string(), due.provisional))
}

fn on(date: &str) -> Option<(String, bool)> {
    Some((date.to_owned(), false))
}

#[test]
fn a_limit_crosses_national_day_without_counting_it() {
    let clock = Clock::new(day("2026-09-28"), Limit::working_days(10));
    assert_eq!(due(&clock), on("2026-10-16"));
}

#[test]
fn a_limit_that_reaches_into_an_unknown_year_is_provisional() {
    let clock = Clock::new(day("2026-11-23"), Limit::working_days(30));
    assert_eq!(due(&clock), Some(("2027-01-05".to_owned(), true)));
}

#[test]
fn a_special_step_that_is_not_counted_moves_the_end_by_its_working_days() {
    let mut clock = Clock::new(day("2026-11-23"), Limit::working_days(10));
    assert_eq!(due(&clock), on("2026-12-07"));
    clock.standstills.push(Standstill {
        first: day("2026-11-26"),
        last: Some(day("2026-11-30")),
    });
    assert_eq!(
        due(&clock),
        on("2026-12-10"),
        "26, 27 and 30 November left out"
    );
}

#[test]
fn overlapping_standstills_are_left_out_once() {
    let mut clock = Clock::new(day("2026-11-23"), Limit::working_days(10));
    for (first, last) in [("2026-11-26", "2026-11-30"), ("2026-11-27", "2026-12-01")] {
        clock.standstills.push(Standstill {
            first: day(first),
            last: Some(day(last)),
        });
    }
    assert_eq!(due(&clock), on("2026-12-11"));
}

#[test]
fn a_pause_ends_on_the_day_it_is_lifted_and_that_day_counts() {
    let pause = Standstill::between(day("2026-11-25"), day("2026-11-27")).unwrap();
    assert_eq!(pause.last, Some(day("2026-11-26")));
    let same_day = Standstill::between(day("2026-11-25"), day("2026-11-25"));
    assert_eq!(same_day, None);
    let mut clock = Clock::new(day("2026-11-23"), Limit::working_days(10));
    clock.standstills.push(pause);
    assert_eq!(due(&clock), on("2026-12-09"));
}

#[test]
fn while_the_clock_stands_still_nobody_knows_the_due_date() {
    let mut clock = Clock::new(day("2026-11-23"), Limit::working_days(10));
    clock.standstills.push(Standstill::since(day("2026-11-25")));
    assert_eq!(due(&clock), None);
    assert_eq!(clock.remaining(&calendar(), day("2026-11-26")), None);
}

#[test]
fn stopping_a_clock_that_has_run_out_changes_nothing() {
    let mut clock = Clock::new(day("2026-11-23"), Limit::working_days(10));
    clock.standstills.push(Standstill::since(day("2026-12-08")));
    assert_eq!(due(&clock), on("2026-12-07"));
}

#[test]
fn an_extension_is_counted_on_from_the_end() {
    let mut clock = Clock::new(day("2026-11-02"), Limit::working_days(20));
    clock.extensions.push(Limit::working_days(10));
    assert_eq!(due(&clock), on("2026-12-14"));
    let mut clock = Clock::new(day("2026-11-02"), Limit::natural_days(15));
    clock.extensions.push(Limit::natural_days(15));
    assert_eq!(due(&clock), on("2026-12-02"));
}

#[test]
fn natural_days_end_on_a_rest_day_move_on() {
    let clock = Clock::new(day("2026-09-24"), Limit::natural_days(10));
    assert_eq!(due(&clock), on("2026-10-08"));
}

#[test]
fn what_is_left_is_told_from_the_due_date() {
    let clock = Clock::new(day("2026-11-20"), Limit::working_days(3));
    let left = clock.remaining(&calendar(), day("2026-11-20")).unwrap();
    assert_eq!((left.workdays, left.days), (3, 5));
}

#[test]
fn what_comes_in_after_hours_starts_on_the_next_working_day() {
    let start = |received, after| starting_day(&calendar(), day(received), after).date;
    assert_eq!(start("2026-11-20", false), day("2026-11-20"));
    assert_eq!(start("2026-11-20", true), day("2026-11-23"));
    assert_eq!(start("2026-11-21", false), day("2026-11-23"));
    assert_eq!(start("2026-11-21", true), day("2026-11-23"));
    assert_eq!(start("2026-09-30", true), day("2026-10-08"));
    assert_eq!(
        start("2026-09-20", false),
        day("2026-09-20"),
        "a make-up Sunday"
    );
}

#[test]
fn five_working_days_of_silence_are_acceptance_from_the_day_of_receipt() {
    let rule = silence(&calendar(), day("2026-09-29"));
    assert_eq!(rule.last_day, Due::certain(day("2026-10-12")));
    assert!(!rule.has_accepted(day("2026-10-12")));
    assert!(rule.has_accepted(day("2026-10-13")));
    assert_eq!(rule.accepted_on, day("2026-09-29"));
}

#[test]
fn a_limit_travels_in_few_bytes() {
    let limit = Limit::working_days(20);
    let bytes = minicbor::to_vec(limit).unwrap();
    assert_eq!(bytes.len(), 5);
    assert_eq!(minicbor::decode::<Limit>(&bytes).unwrap(), limit);
    let json = serde_json::to_value(limit).unwrap();
    assert_eq!(
        json,
        serde_json::json!({"value": 20, "unit": "working_days"})
    );
}

proptest! {
    #[test]
    fn a_standstill_never_brings_the_end_nearer(
        start in 0_u64..600, days in 1_u32..40, first in 0_u64..60, length in 0_u64..20,
    ) {
        let started = day("2025-01-01") + Days::new(start);
        let mut clock = Clock::new(started, Limit::working_days(days));
        let before = clock.due(&calendar()).unwrap().date;
        let first = started + Days::new(first);
        let last = first + Days::new(length);
        clock.standstills.push(Standstill { first, last: Some(last) });
        let after = clock.due(&calendar()).unwrap().date;
        prop_assert!(after >= before);
        prop_assert!(first > before || after > last || after == before);
        prop_assert!(calendar().is_workday(after));
    }
}
