use super::*;

/// 2026-11-21 13:38 in Shanghai.
const SIGNED: Moment = Moment(1_795_239_480);
const HOUR: i64 = 3600;

fn at(system: i64, running: i64) -> Read {
    Read {
        system: SIGNED.plus_seconds(system),
        running: Duration::from_secs(running.unsigned_abs()),
    }
}

fn year(year: i32) -> i64 {
    let day = NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default();
    day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp() - SIGNED.0
}

/// A program that begins with what the last one kept.
fn begun(kept: Kept) -> Watch {
    Watch::new(kept, Some(SIGNED))
}

fn told(watch: &mut Watch, read: Read) -> (ClockKind, String, bool, bool) {
    let (now, _) = watch.now(read);
    (now.kind, now.today.to_string(), now.ask, now.doubtful)
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_default()
}

#[test]
fn a_clock_of_the_year_2000_does_not_set_the_day_and_is_asked_about() {
    let mut watch = begun(Kept::default());
    let now = told(&mut watch, at(year(2000), 0));
    assert_eq!(now, (ClockKind::Behind, "2026-11-21".into(), true, true));
}

#[test]
fn a_clock_of_the_year_2036_does_not_set_the_day_and_is_asked_about() {
    let mut watch = begun(Kept::default());
    let now = told(&mut watch, at(year(2036), 0));
    assert_eq!(now, (ClockKind::Ahead, "2026-11-21".into(), true, true));
}

#[test]
fn a_pc_that_never_met_the_township_begins_by_its_own_clock_unless_that_is_absurd() {
    let mut watch = Watch::new(Kept::default(), None);
    assert_eq!(told(&mut watch, at(0, 0)).0, ClockKind::Fine);
    for wrong in [year(2000), year(2036)] {
        let mut watch = Watch::new(Kept::default(), None);
        let (_, today, ask, _) = told(&mut watch, at(wrong, 0));
        assert_eq!((today.as_str(), ask), ("2026-01-01", true));
    }
}

#[test]
fn a_clock_that_goes_a_minute_wrong_is_no_matter() {
    for seconds in [-60, 60] {
        let mut watch = begun(Kept::default());
        assert_eq!(told(&mut watch, at(seconds, 0)).0, ClockKind::Fine);
        watch.hear(at(seconds, 0), SIGNED);
        assert_eq!(told(&mut watch, at(seconds, 0)).0, ClockKind::Fine);
    }
}

#[test]
fn a_season_without_network_asks_nothing_and_a_longer_silence_does() {
    let mut watch = begun(Kept::default());
    let (kind, today, ..) = told(&mut watch, at(80 * DAY, 0));
    assert_eq!((kind, today.as_str()), (ClockKind::Fine, "2027-02-09"));
    let mut watch = begun(Kept::default());
    assert!(told(&mut watch, at(120 * DAY, 0)).2);
}

#[test]
fn the_day_that_the_operator_says_goes_on_over_midnight_and_is_asked_for_at_the_next_start() {
    let mut watch = begun(Kept::default());
    let dead = year(2000);
    watch.now(at(dead, 0));
    let kept = watch
        .say(at(dead, 5), day("2026-11-25"))
        .unwrap_or_default();
    let now = told(&mut watch, at(dead + 10, 10));
    assert_eq!(now, (ClockKind::Behind, "2026-11-25".into(), false, false));
    let next = told(&mut watch, at(dead + DAY, DAY));
    assert_eq!(next.1, "2026-11-26");
    assert!(told(&mut begun(kept), at(dead, 0)).2);
}

#[test]
fn an_operator_who_says_that_the_pc_is_right_is_not_asked_again() {
    let late = 120 * DAY;
    let mut watch = begun(Kept::default());
    let (now, _) = watch.now(at(late, 0));
    let kept = watch
        .say(at(late, 0), now.system.business_day())
        .unwrap_or_default();
    assert_eq!(told(&mut watch, at(late, 0)).0, ClockKind::Fine);
    assert_eq!(
        told(&mut begun(kept), at(late + 3 * DAY, 0)).0,
        ClockKind::Fine
    );
    assert!(told(&mut begun(kept), at(late - DAY, 0)).2);
}

#[test]
fn the_next_signed_time_settles_it_and_takes_the_operators_place() {
    let mut watch = begun(Kept::default());
    watch.now(at(year(2036), 0));
    watch.say(at(year(2036), 1), day("2026-11-30"));
    watch.hear(at(year(2036), 2), SIGNED.plus_seconds(3 * DAY));
    let now = told(&mut watch, at(year(2036) + 60, 62));
    assert_eq!(now, (ClockKind::Ahead, "2026-11-24".into(), false, false));
}

#[test]
fn a_clock_that_is_set_right_is_not_asked_about_any_more() {
    for wrong in [year(2000), year(2036)] {
        let mut watch = begun(Kept::default());
        assert!(told(&mut watch, at(wrong, 0)).2);
        assert_eq!(told(&mut watch, at(30, 30)).0, ClockKind::Fine);
        watch.hear(at(60, 60), SIGNED.plus_seconds(60));
        assert_eq!(
            told(&mut watch, at(61, 61)),
            (ClockKind::Fine, "2026-11-21".into(), false, false)
        );
    }
}

#[test]
fn an_hour_back_while_open_is_told_and_asked_about_only_where_the_day_changes() {
    let mut watch = begun(Kept::default());
    watch.now(at(0, 0));
    let (now, changed) = watch.now(at(60 - HOUR, 60));
    assert_eq!(
        (now.kind, now.ask, now.doubtful),
        (ClockKind::Jumped, false, true)
    );
    assert_eq!(
        (now.best, changed),
        (SIGNED.plus_seconds(60), Some(ClockKind::Jumped))
    );
    // Ten to midnight and ten past.
    let late = 10 * HOUR + 22 * 60;
    let mut watch = begun(Kept::default());
    watch.now(at(late - 600, 0));
    let (now, _) = watch.now(at(late + 600 - HOUR, 1200));
    assert_eq!((now.today, now.ask), (day("2026-11-22"), true));
}

#[test]
fn a_pc_that_slept_has_not_jumped() {
    let mut watch = begun(Kept::default());
    watch.now(at(0, 0));
    let now = told(&mut watch, at(9 * HOUR, 60));
    assert_eq!((now.0, now.3), (ClockKind::Fine, false));
    // Nor has one whose clock is known to be ten days ahead.
    watch.hear(at(9 * HOUR + 10 * DAY, 61), SIGNED.plus_seconds(9 * HOUR));
    let slept = told(&mut watch, at(20 * HOUR + 10 * DAY, 62));
    assert_eq!(slept, (ClockKind::Ahead, "2026-11-22".into(), false, false));
}

#[test]
fn a_clock_that_the_township_found_ten_days_ahead_is_so_after_the_next_start_too() {
    let mut watch = begun(Kept::default());
    let kept = watch.hear(at(10 * DAY, 0), SIGNED).unwrap_or_default();
    let mut next = begun(kept);
    let now = told(&mut next, at(11 * DAY, 0));
    assert_eq!(now, (ClockKind::Ahead, "2026-11-22".into(), true, true));
    // Set right since: what was found then says nothing.
    assert_eq!(told(&mut begun(kept), at(DAY, 0)).0, ClockKind::Fine);
    assert_eq!(
        watch.hear(at(10 * DAY + 5, 5), SIGNED.plus_seconds(5)),
        None
    );
    assert_eq!(
        watch.hear(at(10, 10), SIGNED.plus_seconds(10)),
        Some(Kept::default())
    );
}

#[test]
fn midnight_passes_while_the_desk_is_open() {
    let mut watch = begun(Kept::default());
    let late = 10 * HOUR + 21 * 60;
    assert_eq!(told(&mut watch, at(late, 0)).1, "2026-11-21");
    assert_eq!(told(&mut watch, at(late + 120, 120)).1, "2026-11-22");
}

#[test]
fn what_is_held_for_ten_seconds_is_held_for_ten_seconds_however_the_clock_jumps() {
    for jump in [-HOUR, -30 * DAY, -27 * 365 * DAY] {
        let mut watch = begun(Kept::default());
        let saved = watch.now(at(5, 5)).0.best;
        let later = watch.now(at(15 + jump, 15)).0.best;
        assert_eq!(later.0 - saved.0, 10);
        // The township's word comes in between.
        let saved = watch.now(at(20 + jump, 20)).0.best;
        watch.hear(at(22 + jump, 22), SIGNED.plus_seconds(22));
        let later = watch.now(at(30 + jump, 30)).0.best;
        assert_eq!(later.0 - saved.0, 10);
    }
}
