//! Hands that do not know each other on one case: what merges, what is disputed, what settles it.
#![allow(clippy::unwrap_used)]

mod apart;

use apart::*;
use shanyi_domain::case::{CaseEvent, Field, Value, Verdict};
use shanyi_domain::fact::*;
use shanyi_domain::ids::{ActorId, EventId};
use shanyi_domain::state::{Role, State};
use shanyi_domain::time::Moment;

/// Two desks each correct one paper: the one has seen nothing of the other.
fn two_desks(first: Fact, second: Fact) -> Vec<CaseEvent> {
    vec![
        event(50, &[], collected(&[])),
        event(70, &[50], first),
        event(60, &[50], second),
    ]
}

#[test]
fn the_same_paper_from_two_desks_keeps_both_versions_and_names_their_hands() {
    let case = fold(&two_desks(
        amended(&[("id_card", 1)]),
        amended(&[("id_card", 2)]),
    ));
    assert_eq!(disputes(&case), [(material("id_card"), vec![60, 70])]);
    let version = &case.disputes[0].versions[0];
    assert_eq!(version.hand.actor, ActorId(60));
    assert_eq!(version.hand.role, Role::Station);
    assert_eq!(version.hand.at, Moment(60));
    assert_eq!(version.value, Value::Line(line("id_card", 2)));
    assert_eq!(
        case.materials["id_card"],
        line("id_card", 1),
        "the last in the fold counts meanwhile"
    );
    assert!(case.merged.is_empty());
}

#[test]
fn different_papers_from_two_desks_come_together_with_a_mark() {
    let case = fold(&two_desks(
        amended(&[("photo", 1)]),
        amended(&[("plan", 2)]),
    ));
    assert!(case.disputes.is_empty());
    assert_eq!(case.materials["photo"], line("photo", 1));
    assert_eq!(case.materials["plan"], line("plan", 2));
    let merged: Vec<(Field, Vec<EventId>)> = case
        .merged
        .iter()
        .map(|one| {
            (
                one.field.clone(),
                one.hands.iter().map(|h| h.event).collect(),
            )
        })
        .collect();
    assert_eq!(
        merged,
        [
            (material("photo"), vec![id(70)]),
            (material("plan"), vec![id(60)])
        ]
    );
}

#[test]
fn the_same_value_from_two_desks_is_no_dispute() {
    let case = fold(&two_desks(
        amended(&[("photo", 1)]),
        amended(&[("photo", 1)]),
    ));
    assert!(case.disputes.is_empty());
    assert_eq!(case.merged[0].hands.len(), 2);
}

#[test]
fn what_knows_what_came_before_leaves_no_mark() {
    let case = fold(&[
        event(50, &[], collected(&[])),
        event(70, &[50], amended(&[("photo", 1)])),
        event(60, &[70], amended(&[("photo", 2), ("plan", 1)])),
    ]);
    assert!(case.disputes.is_empty() && case.merged.is_empty() && case.settled.is_empty());
}

#[test]
fn a_word_beside_an_amendment_is_no_matter() {
    let case = fold(&two_desks(said(), amended(&[("photo", 1)])));
    assert!(case.disputes.is_empty() && case.merged.is_empty());
}

#[test]
fn the_next_amendment_that_knows_both_versions_settles_and_says_what_was_taken() {
    let mut events = two_desks(amended(&[("id_card", 1)]), amended(&[("id_card", 2)]));
    events.push(event(80, &[60, 70], said()));
    assert_eq!(disputes(&fold(&events)).len(), 1, "a word settles nothing");
    events.push(event(81, &[70], amended(&[("photo", 1)])));
    assert_eq!(disputes(&fold(&events)).len(), 1, "nor does another paper");
    let mut taken = events.clone();
    taken.push(event(90, &[80, 81], amended(&[("id_card", 2)])));
    let case = fold(&taken);
    assert_eq!(disputes(&case), []);
    let settled = &case.settled[0];
    assert_eq!(settled.by.hand.event, id(90));
    assert_eq!(settled.taken().unwrap().hand.event, id(60));
    assert_eq!(case.materials["id_card"], line("id_card", 2));
    events.push(event(91, &[80, 81], amended(&[("id_card", 3)])));
    let case = fold(&events);
    assert_eq!(disputes(&case), []);
    assert_eq!(case.settled[0].taken(), None, "neither of the two");
}

#[test]
fn an_amendment_that_knows_one_version_alone_stands_beside_the_other() {
    let mut events = two_desks(amended(&[("id_card", 1)]), amended(&[("id_card", 2)]));
    events.push(event(40, &[60], amended(&[("id_card", 3)])));
    let case = fold(&events);
    assert_eq!(disputes(&case), [(material("id_card"), vec![40, 70])]);
    assert!(case.settled.is_empty());
}

#[test]
fn two_desks_that_settle_otherwise_without_knowing_make_a_dispute_of_those_two() {
    let mut events = two_desks(amended(&[("id_card", 1)]), amended(&[("id_card", 2)]));
    events.push(event(90, &[60, 70], amended(&[("id_card", 1)])));
    events.push(event(80, &[60, 70], amended(&[("id_card", 2)])));
    let case = fold(&events);
    assert_eq!(disputes(&case), [(material("id_card"), vec![80, 90])]);
    assert_eq!(case.settled.len(), 2);
    events.push(event(95, &[80, 90], amended(&[("id_card", 2)])));
    let case = fold(&events);
    assert_eq!(disputes(&case), []);
    assert_eq!(case.settled.len(), 3);
}

#[test]
fn answers_that_two_desks_give_to_different_questions_both_hold() {
    let case = fold(&two_desks(answered(&["plan"]), answered(&["photo"])));
    assert!(case.disputes.is_empty());
    assert_eq!(case.applies, ["photo", "plan"]);
    let fields: Vec<&Field> = case.merged.iter().map(|merged| &merged.field).collect();
    assert_eq!(
        fields,
        [
            &Field::Answer("photo".into()),
            &Field::Answer("plan".into())
        ]
    );
}

#[test]
fn an_answer_that_was_not_touched_does_not_undo_the_one_that_was() {
    // The first takes an answer back; the second, who still saw it, adds another.
    let mut events = two_desks(answered(&[]), answered(&["photo", "plan"]));
    events[0] = event(50, &[], collected(&["plan"]));
    let case = fold(&events);
    assert!(case.disputes.is_empty());
    assert_eq!(case.applies, ["photo"]);
}

#[test]
fn answers_to_the_same_question_that_differ_are_disputed_and_settled_like_papers() {
    let mut events = two_desks(answered(&["plan"]), answered(&["plan"]));
    events.push(event(61, &[60], answered(&[])));
    let case = fold(&events);
    let field = Field::Answer("plan".into());
    assert_eq!(disputes(&case), [(field, vec![61, 70])]);
    events.push(event(90, &[61, 70], answered(&["plan"])));
    let case = fold(&events);
    assert!(case.disputes.is_empty());
    assert_eq!(case.applies, ["plan"]);
    assert_eq!(case.settled[0].taken().unwrap().hand.event, id(70));
}

#[test]
fn a_version_that_the_table_gives_no_effect_is_no_part_of_a_dispute() {
    let mut events = two_desks(amended(&[("id_card", 1)]), amended(&[("id_card", 2)]));
    // Handed over by the second before the first one's amendment comes in the fold.
    events.push(event(10, &[60], submitted()));
    let case = fold(&events);
    assert_eq!(case.state, State::Submitted);
    assert_eq!(case.steps.last().unwrap().verdict, Verdict::Superseded);
    assert!(case.disputes.is_empty());
}

#[test]
fn offices_and_results_that_differ_are_disputed_and_the_clock_only_marked() {
    let office = |office: &str| {
        Fact::Transferred(Transferred {
            office: office.into(),
        })
    };
    let issued = |name: &str| {
        Fact::ResultIssued(ResultIssued {
            name: name.into(),
            number: None,
        })
    };
    let extended = || {
        Fact::Extended(Extended {
            by: shanyi_domain::deadline::Limit::working_days(5),
            reason: "等鉴定".into(),
        })
    };
    let accepted = || {
        Fact::Accepted(Accepted {
            on: day("2026-11-23"),
            limit: None,
            office: None,
        })
    };
    let mut events = vec![
        event(1, &[], collected(&[])),
        event(2, &[1], submitted()),
        event(3, &[2], accepted()),
        event(4, &[3], office("县残联")),
        event(5, &[3], office("县民政局")),
        event(6, &[4, 5], extended()),
        event(7, &[4, 5], extended()),
    ];
    let case = fold(&events);
    assert_eq!(disputes(&case), [(Field::Office, vec![4, 5])]);
    assert_eq!(case.to_settle().count(), 0, "a station settles neither");
    assert_eq!(case.running.as_ref().unwrap().extensions.len(), 2);
    assert_eq!(case.merged[0].field, Field::Clock);
    let decided = Fact::Decided(Decided {
        outcome: shanyi_domain::state::Outcome::Granted,
        on: day("2026-11-24"),
        reason: None,
    });
    events.push(event(8, &[6, 7], decided));
    events.push(event(9, &[8], issued("残疾人证")));
    events.push(event(10, &[8], issued("残疾证")));
    let fields: Vec<Field> = disputes(&fold(&events)).into_iter().map(|d| d.0).collect();
    assert_eq!(fields, [Field::Office, Field::Result]);
}

#[test]
fn what_is_behind_an_event_that_is_not_here_yet_is_not_called_a_dispute() {
    let all = [
        event(50, &[], collected(&[])),
        event(60, &[50], amended(&[("id_card", 1)])),
        event(70, &[60], said()),
        event(40, &[70], amended(&[("id_card", 2)])),
    ];
    // 70 is on its way: whether 40 knew 60 is not known yet.
    let some = [all[0].clone(), all[1].clone(), all[3].clone()];
    assert!(fold(&some).disputes.is_empty());
    assert!(fold(&all).disputes.is_empty());
}
