//! A case is the fold of its events, whatever the order they came in.
#![allow(clippy::unwrap_used)]

use chrono::NaiveDate;
use proptest::prelude::*;
use shanyi_domain::case::{Case, CaseEvent, Verdict, see_through};
use shanyi_domain::deadline::Limit;
use shanyi_domain::fact::*;
use shanyi_domain::ids::{ActorId, CaseId, EventId, EventRef, StationId};
use shanyi_domain::state::{Outcome, Role, State};
use shanyi_domain::time::{Day, Moment};

const CASE: CaseId = CaseId([9; 16]);

fn event(n: u8, base: &[u8], role: Role, fact: Fact) -> CaseEvent {
    let id = |n: u8| EventId([n; 16]);
    CaseEvent {
        id: id(n),
        base: base
            .iter()
            .map(|b| id(*b).to_ref())
            .collect::<Vec<EventRef>>(),
        role,
        at: Moment(i64::from(n)),
        actor: ActorId(1),
        fact,
    }
}

fn collected() -> Fact {
    Fact::Collected(Collected {
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
    })
}

fn line(material: &str, originals: u8) -> MaterialLine {
    MaterialLine {
        material: material.into(),
        originals,
        copies: 0,
        images: vec![],
        checked: false,
    }
}

fn amended(material: &str, originals: u8) -> Fact {
    let materials = vec![line(material, originals)];
    Fact::MaterialsAmended(MaterialsAmended {
        materials,
        applies: None,
    })
}

fn submitted() -> Fact {
    Fact::Submitted(Submitted {
        missing_because: None,
    })
}

fn asked(materials: &[&str]) -> Fact {
    let wanted = |m: &&str| Wanted {
        material: (*m).into(),
        why: "缺".into(),
    };
    Fact::CorrectionAsked(CorrectionAsked {
        wanted: materials.iter().map(wanted).collect(),
        note: None,
    })
}

fn day(text: &str) -> Day {
    Day(text.parse::<NaiveDate>().unwrap())
}

fn accepted() -> Fact {
    Fact::Accepted(Accepted {
        on: day("2026-11-23"),
        limit: Some(Limit::working_days(20)),
        office: None,
    })
}

fn decided(outcome: Outcome) -> Fact {
    Fact::Decided(Decided {
        outcome,
        on: day("2026-11-24"),
        reason: None,
    })
}

/// The main job with two branches that do not know each other.
fn life() -> Vec<CaseEvent> {
    use Role::{Station, Township};
    vec![
        event(40, &[], Station, collected()),
        event(10, &[40], Station, amended("id_card", 1)),
        event(30, &[10], Station, submitted()),
        event(20, &[30], Township, asked(&["photo", "plan"])),
        event(60, &[20], Station, amended("photo", 2)),
        event(
            50,
            &[20],
            Station,
            Fact::Commented(Commented {
                text: "明天送来".into(),
            }),
        ),
        event(70, &[60, 50], Station, submitted()),
        event(15, &[70], Township, accepted()),
        event(90, &[15], Township, decided(Outcome::Granted)),
        event(
            80,
            &[15],
            Station,
            Fact::Withdrawn(Withdrawn {
                reason: "不办了".into(),
            }),
        ),
    ]
}

proptest! {
    #[test]
    fn the_order_of_arrival_and_doubling_change_nothing(
        order in Just(life()).prop_shuffle(),
        doubled in 0usize..10,
    ) {
        let mut events = order;
        let again = events[doubled].clone();
        events.push(again);
        prop_assert_eq!(Case::fold(CASE, &events), Case::fold(CASE, &life()));
    }
}

#[test]
fn of_two_acts_that_do_not_know_each_other_the_later_in_the_fold_is_superseded() {
    let case = Case::fold(CASE, &life()).unwrap();
    assert_eq!(case.state, State::Withdrawn);
    let last = case.steps.last().unwrap();
    assert_eq!(last.event.fact.kind(), FactKind::Decided);
    assert_eq!(last.verdict, Verdict::Superseded);
}

#[test]
fn what_has_no_place_is_kept_without_effect_and_says_why() {
    let events = vec![
        event(1, &[], Role::Station, collected()),
        event(2, &[1], Role::Station, decided(Outcome::Granted)),
        event(3, &[2], Role::Township, accepted()),
    ];
    let case = Case::fold(CASE, &events).unwrap();
    assert_eq!(case.state, State::Collected);
    let verdicts: Vec<Verdict> = case.steps.iter().map(|step| step.verdict).collect();
    assert_eq!(
        verdicts,
        [Verdict::Applied, Verdict::NotYours, Verdict::NotNow]
    );
}

#[test]
fn without_its_beginning_there_is_no_case_yet() {
    assert_eq!(
        Case::fold(CASE, &[event(2, &[1], Role::Station, submitted())]),
        None
    );
}

#[test]
fn events_that_name_each_other_in_a_ring_do_not_hang_the_fold() {
    let events = vec![
        event(1, &[], Role::Station, collected()),
        event(2, &[3], Role::Station, submitted()),
        event(3, &[2], Role::Station, submitted()),
    ];
    assert_eq!(Case::fold(CASE, &events).unwrap().steps.len(), 3);
}

#[test]
fn a_correction_stays_open_until_each_wanted_paper_was_touched() {
    let all = life();
    let wanted = |upto: usize| -> Vec<String> {
        let case = Case::fold(CASE, &all[..upto]).unwrap();
        case.still_wanted()
            .iter()
            .map(|wanted| wanted.material.clone())
            .collect()
    };
    assert_eq!(wanted(4), ["photo", "plan"]);
    assert_eq!(wanted(5), ["plan"]);
    assert!(wanted(7).is_empty());
}

#[test]
fn the_tips_are_the_events_that_nobody_names() {
    let case = Case::fold(CASE, &life()[..6]).unwrap();
    let mut expected = vec![EventId([50; 16]).to_ref(), EventId([60; 16]).to_ref()];
    expected.sort();
    assert_eq!(case.tips(), expected);
}

#[test]
fn a_correction_stops_the_clock_and_the_next_acceptance_starts_a_new_one() {
    let mut events = life()[..3].to_vec();
    events.push(event(100, &[30], Role::Township, accepted()));
    events.push(event(101, &[100], Role::Township, asked(&["plan"])));
    assert_eq!(Case::fold(CASE, &events).unwrap().running, None);
    events.push(event(102, &[101], Role::Station, submitted()));
    events.push(event(103, &[102], Role::Township, accepted()));
    let running = Case::fold(CASE, &events).unwrap().running.unwrap();
    assert_eq!(running.on, day("2026-11-23"));
}

#[test]
fn what_stands_behind_an_event_that_can_t_be_read_keeps_its_place() {
    use Role::{Station, Township};
    // 70 was written behind 30, then 71 behind 70; this program can read neither.
    let unread = [(70, vec![30]), (71, vec![70])].map(|(n, base): (u8, Vec<u8>)| {
        let short = |n: u8| EventId([n; 16]).to_ref();
        (short(n), base.into_iter().map(short).collect())
    });
    let mut events = vec![
        event(40, &[], Station, collected()),
        event(30, &[40], Station, submitted()),
        event(10, &[71], Township, accepted()),
    ];
    see_through(&mut events, &unread.into_iter().collect());
    let case = Case::fold(CASE, &events).unwrap();
    assert_eq!(case.state, State::Accepted);
    let verdicts: Vec<Verdict> = case.steps.iter().map(|step| step.verdict).collect();
    assert_eq!(verdicts, [Verdict::Applied; 3]);
    assert_eq!(case.tips(), [EventId([10; 16]).to_ref()]);
}
