//! The laws of what comes of hands that do not know each other: desks act as they like and hear of
//! each other as they like.
#![allow(clippy::unwrap_used)]

mod apart;

use std::collections::{BTreeMap, BTreeSet};

use apart::*;
use proptest::prelude::{
    Just, Strategy as _, any, prop_assert, prop_assert_eq, prop_oneof, proptest,
};
use proptest::sample::Index;
use shanyi_domain::case::{Case, CaseEvent, Dispute, Field, Value, Verdict, Version};
use shanyi_domain::fact::*;
use shanyi_domain::ids::{ActorId, EventId, EventRef};
use shanyi_domain::state::Role;
use shanyi_domain::time::Moment;

/// What a desk does next.
#[derive(Clone, Copy, Debug)]
enum Deed {
    /// Writes a paper.
    Paper(u8, u8),
    /// Answers whether the conditions of these papers hold.
    Answers(bool, bool),
    /// Says a word.
    Word,
    /// Hands over, or is asked for more.
    Pass,
    /// Hears everything that the township has, and gives what it has.
    Meets,
}

fn deeds(passes: bool) -> impl proptest::strategy::Strategy<Value = Vec<(usize, Deed, u8)>> {
    let deed = prop_oneof![
        4 => (0u8..2, 0u8..3).prop_map(|(paper, copies)| Deed::Paper(paper, copies)),
        2 => any::<(bool, bool)>().prop_map(|(a, b)| Deed::Answers(a, b)),
        1 => Just(Deed::Word),
        u32::from(passes) => Just(Deed::Pass),
        3 => Just(Deed::Meets),
    ];
    proptest::collection::vec((0usize..3, deed, any::<u8>()), 1..24)
}

/// Plays deeds of three desks and gives all events in the order in which they were written.
fn play(deeds: &[(usize, Deed, u8)]) -> Vec<CaseEvent> {
    let begin = event(128, &[], collected(&[]));
    let mut all = vec![begin.clone()];
    let mut desks = vec![vec![begin.clone()]; 3];
    let mut township = vec![begin];
    for (desk, deed, chance) in deeds {
        let known = &mut desks[*desk];
        let case = fold(known);
        let fact = match deed {
            Deed::Meets => {
                let here: BTreeSet<EventId> = known.iter().map(|event| event.id).collect();
                let there: BTreeSet<EventId> = township.iter().map(|event| event.id).collect();
                let (up, down): (Vec<_>, Vec<_>) = (
                    known
                        .iter()
                        .filter(|e| !there.contains(&e.id))
                        .cloned()
                        .collect(),
                    township
                        .iter()
                        .filter(|e| !here.contains(&e.id))
                        .cloned()
                        .collect(),
                );
                township.extend(up);
                known.extend(down);
                continue;
            }
            Deed::Paper(paper, copies) => {
                amended(&[(["id_card", "photo"][usize::from(*paper)], *copies)])
            }
            Deed::Answers(a, b) => {
                let codes = [("photo", *a), ("plan", *b)];
                let yes: Vec<&str> = codes.iter().filter(|c| c.1).map(|c| c.0).collect();
                answered(&yes)
            }
            Deed::Word => said(),
            Deed::Pass => submitted(),
        };
        let mut id = [*chance; 16];
        id[15] = u8::try_from(all.len()).unwrap();
        id[7] = id[15];
        let new = CaseEvent {
            id: EventId(id),
            base: case.tips(),
            role: Role::Station,
            at: Moment(i64::try_from(all.len()).unwrap()),
            actor: ActorId(u32::try_from(*desk).unwrap()),
            fact,
        };
        known.push(new.clone());
        all.push(new);
    }
    all
}

/// Everything that an event's writer knew, found by walking its bases.
fn past(events: &[CaseEvent], of: &CaseEvent) -> BTreeSet<EventId> {
    let by_ref: BTreeMap<EventRef, &CaseEvent> =
        events.iter().map(|e| (e.id.to_ref(), e)).collect();
    let mut found = BTreeSet::new();
    let mut open: Vec<EventRef> = of.base.clone();
    while let Some(short) = open.pop() {
        let event = by_ref[&short];
        if found.insert(event.id) {
            open.extend(event.base.iter().copied());
        }
    }
    found
}

/// The papers of which two applied amendments differ that no later one knew both of: the rule as
/// one would say it, for one pair at a time.
fn disputed_papers(events: &[CaseEvent], case: &Case) -> BTreeSet<String> {
    let applied = case
        .steps
        .iter()
        .filter(|step| step.verdict == Verdict::Applied);
    let mut writes: BTreeMap<String, Vec<(EventId, MaterialLine)>> = BTreeMap::new();
    for step in applied {
        let lines = match &step.event.fact {
            Fact::Collected(body) => &body.materials,
            Fact::MaterialsAmended(body) => &body.materials,
            _ => continue,
        };
        for line in lines {
            let list = writes.entry(line.material.clone()).or_default();
            list.push((step.event.id, line.clone()));
        }
    }
    let pasts: BTreeMap<EventId, BTreeSet<EventId>> = events
        .iter()
        .map(|event| (event.id, past(events, event)))
        .collect();
    let disputed = |list: &Vec<(EventId, MaterialLine)>| {
        let last = |id: &EventId| !list.iter().any(|(later, _)| pasts[later].contains(id));
        let heads: Vec<&MaterialLine> = list.iter().filter(|w| last(&w.0)).map(|w| &w.1).collect();
        heads
            .iter()
            .any(|one| heads.iter().any(|other| one != other))
    };
    writes
        .into_iter()
        .filter(|(_, list)| disputed(list))
        .map(|(code, _)| code)
        .collect()
}

/// What an event says of a field, where it is of papers or answers.
fn says(event: &CaseEvent, field: &Field) -> Option<Value> {
    let Fact::MaterialsAmended(body) = &event.fact else {
        return None;
    };
    match field {
        Field::Material(code) => {
            let line = body.materials.iter().find(|line| line.material == *code);
            line.cloned().map(Value::Line)
        }
        Field::Answer(code) => {
            let applies = body.applies.as_ref();
            applies.map(|applies| Value::Answer(applies.contains(code)))
        }
        _ => None,
    }
}

fn papers_in_dispute(case: &Case) -> BTreeSet<String> {
    let code = |dispute: &Dispute| match &dispute.field {
        Field::Material(code) => Some(code.clone()),
        _ => None,
    };
    case.disputes.iter().filter_map(code).collect()
}

proptest! {
    #[test]
    fn whatever_the_order_of_arrival_the_same_is_merged_disputed_and_settled(
        deeds in deeds(true),
        order in proptest::collection::vec(any::<Index>(), 0..30),
        doubled in any::<Index>(),
    ) {
        let events = play(&deeds);
        let mut arrived = events.clone();
        for (at, index) in order.iter().enumerate() {
            let other = index.index(arrived.len());
            arrived.swap(at % events.len(), other);
        }
        arrived.push(events[doubled.index(events.len())].clone());
        prop_assert_eq!(fold(&arrived), fold(&events));
        prop_assert_eq!(papers_in_dispute(&fold(&events)), disputed_papers(&events, &fold(&events)));
    }

    #[test]
    fn a_dispute_ends_when_somebody_settles_it_and_not_otherwise(deeds in deeds(false)) {
        let events = play(&deeds);
        for n in 1..events.len() {
            let (before, after) = (fold(&events[..n]), fold(&events[..=n]));
            let new = &events[n];
            let knew = past(&events, new);
            for dispute in &before.disputes {
                let open = after.disputes.iter().any(|other| other.field == dispute.field);
                let settled = after.settled.iter().find(|settled| {
                    settled.field == dispute.field && settled.by.hand.event == new.id
                });
                let knows = |v: &&Version| knew.contains(&v.hand.event);
                let knows_all = dispute.versions.iter().all(|v| knows(&v));
                if knows_all && settled.is_some() {
                    prop_assert!(!open, "{:?} is still open", dispute.field);
                    prop_assert_eq!(&settled.unwrap().versions, &dispute.versions);
                }
                if open {
                    continue;
                }
                // Ended: whoever did it knew every version, or wrote what those unknown say too.
                let unknown = dispute.versions.iter().filter(|v| !knows(v));
                let now = says(new, &dispute.field);
                for version in unknown {
                    prop_assert_eq!(Some(&version.value), now.as_ref());
                }
                prop_assert!(now.is_some() && (settled.is_some() || !knows_all));
            }
        }
    }

    #[test]
    fn of_every_dispute_the_last_version_counts_and_everything_else_is_the_one_head(deeds in deeds(true)) {
        let case = fold(&play(&deeds));
        for dispute in &case.disputes {
            prop_assert!(dispute.versions.len() > 1);
            match (&dispute.field, &dispute.versions.last().unwrap().value) {
                (Field::Material(code), Value::Line(line)) => prop_assert_eq!(&case.materials[code], line),
                (Field::Answer(code), Value::Answer(yes)) => prop_assert_eq!(case.applies.contains(code), *yes),
                other => prop_assert!(false, "{other:?}"),
            }
        }
        for merged in &case.merged {
            prop_assert!(!case.disputes.iter().any(|dispute| dispute.field == merged.field));
        }
    }
}
