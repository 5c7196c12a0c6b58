//! What holds of every deadline: pauses, extensions, corrections, notices that come late.

#![allow(clippy::unwrap_used)]

mod calendar;

use std::collections::BTreeSet;

use calendar::{DAYS, calendar, nth, without, worked};
use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use shanyi_domain::case::{Case, CaseEvent};
use shanyi_domain::deadline::{Clock, Limit, LimitUnit, Standstill};
use shanyi_domain::fact::{
    Accepted, Applicant, Channel, Collected, CorrectionAsked, Extended, Fact, Paused, Resumed,
    Submitted,
};
use shanyi_domain::ids::{ActorId, CaseId, EventId, StationId};
use shanyi_domain::state::{Role, State};
use shanyi_domain::time::{Day, Moment};

/// A day that leaves room for a deadline before 2027.
fn any_start() -> impl Strategy<Value = NaiveDate> {
    (0..DAYS - 700).prop_map(nth)
}

fn any_limit() -> impl Strategy<Value = Limit> {
    let unit = prop_oneof![Just(LimitUnit::WorkingDays), Just(LimitUnit::NaturalDays)];
    (1_u32..60, unit).prop_map(|(value, unit)| Limit { value, unit })
}

/// Stretches that begin within so many days of the start, and last up to so long. Some are empty.
fn any_pauses() -> impl Strategy<Value = Vec<(u64, u64)>> {
    proptest::collection::vec((0_u64..90, 0_u64..25), 0..5)
}

fn standstills(start: NaiveDate, pauses: &[(u64, u64)]) -> Vec<Standstill> {
    let between = |(first, length): &(u64, u64)| {
        let first = start + Days::new(*first);
        Standstill::between(first, first + Days::new(*length))
    };
    pauses.iter().filter_map(between).collect()
}

fn clock(start: NaiveDate, limit: Limit, pauses: &[(u64, u64)], more: &[Limit]) -> Clock {
    Clock {
        standstills: standstills(start, pauses),
        extensions: more.to_vec(),
        ..Clock::new(start, limit)
    }
}

/// The due date as a clerk would count it on a printed calendar: strike out what is paused, then
/// count.
fn by_hand(start: NaiveDate, limits: &[Limit], pauses: &[(u64, u64)]) -> NaiveDate {
    let struck: BTreeSet<NaiveDate> = pauses
        .iter()
        .flat_map(|(first, length)| (*first..first + length).map(|n| start + Days::new(n)))
        .collect();
    let worked: BTreeSet<NaiveDate> = worked().into_iter().collect();
    let mut today = start;
    for limit in limits {
        let mut left = limit.value;
        while left > 0 {
            today = today + Days::new(1);
            let counts = limit.unit == LimitUnit::NaturalDays || worked.contains(&today);
            left -= u32::from(counts && !struck.contains(&today));
        }
    }
    while !worked.contains(&today) || struck.contains(&today) {
        today = today + Days::new(1);
    }
    today
}

proptest! {
    #[test]
    fn a_deadline_is_what_a_clerk_counts_on_a_printed_calendar(
        start in any_start(), limit in any_limit(), pauses in any_pauses(),
        more in proptest::collection::vec(any_limit(), 0..3),
    ) {
        let due = clock(start, limit, &pauses, &more).due(&calendar()).unwrap();
        let limits = [&[limit], more.as_slice()].concat();
        prop_assert_eq!(due.date, by_hand(start, &limits, &pauses));
        prop_assert!(!due.provisional);
    }

    #[test]
    fn pauses_count_once_in_whatever_order_and_however_often_they_are_named(
        start in any_start(), limit in any_limit(), pauses in any_pauses(),
    ) {
        let once = clock(start, limit, &pauses, &[]).due(&calendar());
        let backwards: Vec<_> = pauses.iter().rev().copied().collect();
        prop_assert_eq!(clock(start, limit, &backwards, &[]).due(&calendar()), once);
        let twice = [pauses.as_slice(), pauses.as_slice()].concat();
        prop_assert_eq!(clock(start, limit, &twice, &[]).due(&calendar()), once);
        // One day after the other is the same as all of them.
        let days: Vec<_> = pauses.iter().flat_map(|(first, length)| (*first..first + length).map(|n| (n, 1))).collect();
        prop_assert_eq!(clock(start, limit, &days, &[]).due(&calendar()), once);
    }

    #[test]
    fn a_pause_that_is_lifted_on_its_own_day_changes_nothing(
        start in any_start(), limit in any_limit(), at in 0_u64..90,
    ) {
        let plain = Clock::new(start, limit).due(&calendar());
        prop_assert_eq!(clock(start, limit, &[(at, 0)], &[]).due(&calendar()), plain);
    }

    #[test]
    fn while_a_pause_is_open_nobody_knows_the_day_unless_it_had_passed_before(
        start in any_start(), limit in any_limit(), pauses in any_pauses(), at in 0_u64..200,
    ) {
        let mut clock = clock(start, limit, &pauses, &[]);
        let due = clock.due(&calendar()).unwrap();
        let stopped = start + Days::new(at);
        clock.standstills.push(Standstill::since(stopped));
        let expected = (stopped > due.date).then_some(due);
        prop_assert_eq!(clock.due(&calendar()), expected);
    }

    #[test]
    fn an_extension_adds_its_days_and_never_brings_the_end_nearer(
        start in any_start(), limit in any_limit(), more in any_limit(), pauses in any_pauses(),
    ) {
        let calendar = calendar();
        let before = clock(start, limit, &pauses, &[]).due(&calendar).unwrap();
        let after = clock(start, limit, &pauses, &[more]).due(&calendar).unwrap();
        prop_assert!(after.date >= before.date);
        if limit.unit == more.unit {
            let sum = Limit { value: limit.value + more.value, ..limit };
            prop_assert_eq!(clock(start, sum, &pauses, &[]).due(&calendar), Some(after));
        }
    }

    #[test]
    fn a_late_notice_makes_a_deadline_certain_and_leaves_certain_ones_where_they_are(
        start in any_start(), limit in any_limit(), pauses in any_pauses(),
        more in proptest::collection::vec(any_limit(), 0..2), missing in 2018_i32..=2026,
    ) {
        let clock = clock(start, limit, &pauses, &more);
        let (before, after) = (clock.due(&without(&[missing])).unwrap(), clock.due(&calendar()).unwrap());
        prop_assert!(!after.provisional);
        prop_assert!(before.provisional || before == after);
    }

    #[test]
    fn only_what_happened_since_the_last_acceptance_counts(
        start in any_start(), limit in any_limit(), before in any_course(), after in any_course(),
        again in 0_u64..60,
    ) {
        let mut story = Story::new();
        story.take(accepted(start, limit));
        story.play(start, &before);
        story.take(Fact::CorrectionAsked(CorrectionAsked { wanted: Vec::new(), note: None }));
        prop_assert_eq!(story.case().running, None);
        story.take(submitted());
        prop_assert_eq!(story.case().running, None, "handed over is not accepted");
        let second = start + Days::new(again);
        story.take(accepted(second, limit));
        story.play(second, &after);

        let mut fresh = Story::new();
        fresh.take(accepted(second, limit));
        fresh.play(second, &after);
        let (case, same) = (story.case(), fresh.case());
        prop_assert_eq!(case.state, State::Accepted);
        prop_assert_eq!(&case.running, &same.running);
        let clock = case.running.unwrap().clock().unwrap();
        prop_assert_eq!(clock.started, second);
        prop_assert_eq!(clock.due(&calendar()), same.running.unwrap().clock().unwrap().due(&calendar()));
    }
}

proptest! {
    // Each of them counts for centuries.
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_clock_is_too_strange(
        start in -95_000_000_i64..95_000_000, value in any::<u32>(), first in -95_000_000_i64..95_000_000,
        length in 0_i64..95_000_000, unit in prop_oneof![Just(LimitUnit::WorkingDays), Just(LimitUnit::NaturalDays)],
    ) {
        let day = |n: i64| minicbor::decode::<Day>(&minicbor::to_vec(n).unwrap()).unwrap().0;
        let (start, first, last) = (day(start), day(first), day((first + length).min(95_000_000)));
        let limit = Limit { value, unit };
        let mut clock = Clock::new(start, limit);
        clock.extensions.push(limit);
        clock.standstills.push(Standstill { first, last: Some(last) });
        let due = clock.due(&calendar()).unwrap();
        prop_assert!(due.date >= start);
        let _ = clock.remaining(&calendar(), first);
        clock.standstills.push(Standstill::since(first));
        prop_assert_eq!(clock.due(&calendar()).is_none(), first <= due.date);
    }
}

/// Something that happens while a clock runs, so many days after its start.
#[derive(Clone, Debug)]
enum Turn {
    Pause(u64),
    Resume(u64),
    Extend(Limit),
}

fn any_course() -> impl Strategy<Value = Vec<Turn>> {
    let turn = prop_oneof![
        (0_u64..60).prop_map(Turn::Pause),
        (0_u64..60).prop_map(Turn::Resume),
        any_limit().prop_map(Turn::Extend),
    ];
    proptest::collection::vec(turn, 0..8)
}

/// The events of one case, one on top of the other.
struct Story(Vec<CaseEvent>);

impl Story {
    fn new() -> Self {
        let mut story = Self(Vec::new());
        story.take(Fact::Collected(Collected {
            number: "五星-26-A0001-X".into(),
            station: StationId(1),
            item: "lnyd".into(),
            catalog_version: 1,
            applicant: Applicant {
                name: "蓝春妹".into(),
                id_number: None,
                phone: None,
                address: "下坪组 12 号".into(),
            },
            materials: Vec::new(),
            channel: Channel::Counter,
            noticed: Vec::new(),
            applies: Vec::new(),
        }));
        story.take(submitted());
        story
    }

    fn take(&mut self, fact: Fact) {
        let n = u8::try_from(self.0.len() + 1).unwrap();
        let base = self.0.last().map(|last| last.id.to_ref());
        let role = match fact {
            Fact::Collected(_) | Fact::Submitted(_) => Role::Station,
            _ => Role::Township,
        };
        self.0.push(CaseEvent {
            id: EventId([n; 16]),
            base: base.into_iter().collect(),
            role,
            at: Moment(i64::from(n)),
            actor: ActorId(1),
            fact,
        });
    }

    fn play(&mut self, start: NaiveDate, course: &[Turn]) {
        let reason = || "等鉴定".to_owned();
        for turn in course {
            let on = |n: &u64| Day(start + Days::new(*n));
            self.take(match turn {
                Turn::Pause(n) => Fact::Paused(Paused {
                    from: on(n),
                    reason: reason(),
                }),
                Turn::Resume(n) => Fact::Resumed(Resumed { from: on(n) }),
                Turn::Extend(by) => Fact::Extended(Extended {
                    by: *by,
                    reason: reason(),
                }),
            });
        }
    }

    fn case(&self) -> Case {
        Case::fold(CaseId([9; 16]), &self.0).unwrap()
    }
}

fn accepted(on: NaiveDate, limit: Limit) -> Fact {
    Fact::Accepted(Accepted {
        on: Day(on),
        limit: Some(limit),
        office: None,
    })
}

fn submitted() -> Fact {
    Fact::Submitted(Submitted {
        missing_because: None,
    })
}
