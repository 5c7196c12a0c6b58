//! What holds of every time of keeping: nothing goes before its time, by no clock and by no slip of the pen.

#![allow(clippy::unwrap_used)]

use chrono::{Days, Months, NaiveDate};
use proptest::prelude::*;
use shanyi_domain::catalog::Catalog;
use shanyi_domain::retention::{IMAGE_DAYS, LONGEST_SILENCE, Lived, NOTICE_DAYS, Retention};

fn day(nth: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2020, 1, 1).unwrap() + Days::new(nth.into())
}

fn months(erase_months: u32) -> Retention {
    Retention {
        erase_months: Some(erase_months),
        ..Retention::default()
    }
}

/// A ledger that wrote something on each of these days, every `every` days.
fn writing(from: u32, to: u32, every: u32) -> Lived {
    Lived::of((from..=to).step_by(every as usize).map(day))
}

proptest! {
    #[test]
    fn nothing_is_over_before_its_months_and_the_notice_of_its_rule(
        last in 0_u32..2_000,
        ruled in 0_u32..3_000,
        erase in 1_u32..60,
        today in 0_u32..6_000,
        every in 1_u32..40,
    ) {
        let over = months(erase).erased_on(day(last), day(ruled)).unwrap();
        if over.is_here(&writing(0, today, every), day(today)) {
            prop_assert!(day(today) >= day(last) + Months::new(erase));
            prop_assert!(today >= ruled + NOTICE_DAYS);
            prop_assert!(day(today) >= over.on());
        }
    }

    #[test]
    fn a_ledger_that_writes_each_week_is_believed_on_the_very_day(
        last in 0_u32..2_000,
        ruled in 0_u32..3_000,
        erase in 1_u32..60,
        every in 1_u32..=LONGEST_SILENCE,
    ) {
        let over = months(erase).erased_on(day(last), day(ruled)).unwrap();
        let lived = writing(0, 7_000, every);
        prop_assert!(over.is_here(&lived, over.on()));
        prop_assert!(!over.is_here(&lived, over.on() - Days::new(1)));
    }

    #[test]
    fn a_clock_that_is_set_years_ahead_erases_nothing_and_does_no_harm_when_it_is_put_right(
        last in 0_u32..1_000,
        lived in 0_u32..300,
        erase in 12_u32..60,
        ahead in 400_u32..9_000,
        nights in 0_u32..10,
    ) {
        // What is written by the wrong clock are as many days as it was wrong for.
        let (right, wrong) = (last + lived, last + lived + ahead);
        let days = (0..=right).chain(wrong..=wrong + nights);
        let ledger = Lived::of(days.map(day));
        let over = months(erase).erased_on(day(last), day(0)).unwrap();
        prop_assert!(!over.is_here(&ledger, day(wrong + nights)));
        prop_assert_eq!(ledger.days(day(last), day(right)), u64::from(lived));
    }

    #[test]
    fn no_more_days_are_lived_through_than_there_were(
        days in proptest::collection::vec(0_u32..4_000, 0..60),
        from in 0_u32..4_000,
        to in 0_u32..4_000,
    ) {
        let lived = Lived::of(days.into_iter().map(day)).days(day(from), day(to));
        prop_assert!(lived <= u64::from(to.saturating_sub(from)));
    }
}

#[test]
fn what_the_county_does_not_speak_of_is_never_erased_and_pictures_stay_a_month() {
    let silent = Retention::default();
    assert_eq!(silent.erased_on(day(0), day(0)), None);
    assert_eq!(silent.image_days(), IMAGE_DAYS);
    let catalog = Catalog::from_json(Catalog::embedded()).unwrap();
    let kept = catalog.items.iter().map(|item| item.retention);
    assert!(kept.into_iter().all(|kept| kept == silent));
}

#[test]
fn an_older_program_passes_over_the_times_of_keeping_and_a_newer_one_reads_them() {
    let mut text: serde_json::Value = serde_json::from_str(Catalog::embedded()).unwrap();
    text["items"][0]["retention"] = serde_json::json!({ "image_days": 5, "erase_months": 24 });
    let catalog = Catalog::from_json_to_publish(&text.to_string()).unwrap();
    assert_eq!(
        catalog.items[0].retention,
        Retention {
            image_days: Some(5),
            erase_months: Some(24),
        }
    );
}
