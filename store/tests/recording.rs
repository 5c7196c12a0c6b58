//! What is recorded is there, whole, and nothing else is.
#![allow(clippy::unwrap_used)]

mod desk;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use desk::*;
use shanyi_domain::fact::*;
use shanyi_domain::ids::{CaseId, ImageHash};
use shanyi_domain::number::CaseNumber;
use shanyi_domain::ownership::Ruling;
use shanyi_domain::state::State;
use shanyi_domain::time::Moment;
use shanyi_store::*;
use shanyi_wire::derive;
use shanyi_wire::event::Event;
use shanyi_wire::stream::Head;

#[test]
fn an_intake_gets_its_number_and_can_be_read_again() {
    let mut desk = Desk::new();
    let saved = desk.take_in_and_submit("蓝春妹");
    assert_eq!(saved.case.state, State::Submitted);
    assert_eq!(saved.events.len(), 2);
    let number = CaseNumber::parse(&saved.case.number).unwrap();
    assert_eq!(number.to_string(), saved.case.number);
    assert_eq!(
        (number.station(), number.year(), number.counter()),
        ("五星", 26, 1)
    );

    let desk = desk.reopened(9);
    assert_eq!(
        desk.store.case(&saved.case.id).unwrap().unwrap(),
        saved.case
    );
    let row = desk.store.row(&saved.case.id).unwrap().unwrap();
    assert_eq!(row.name, "蓝春妹");
    assert_eq!(row.number, saved.case.number);
    assert_eq!(row.state, State::Submitted);
    assert_eq!(row.id_number.as_deref(), Some(id_number(1).as_str()));
    assert_eq!(row.submitted_at, Some(MORNING));
    assert_eq!(row.sync.events_waiting, 2);
}

#[test]
fn case_numbers_never_repeat() {
    let mut desk = Desk::new();
    let mut numbers = BTreeSet::new();
    for round in 0..3 {
        for _ in 0..3 {
            numbers.insert(desk.take_in("雷大山").case.number);
        }
        // A refused act gives no number away and takes none back.
        let facts = vec![Fact::Collected(intake("雷大山", 1)), accepted()];
        desk.store.record(act(None, facts, MORNING)).unwrap_err();
        if round == 1 {
            let fresh = shanyi_wire::stream::Incarnation(77);
            desk.store.fork(2, fresh, None).unwrap();
        }
        desk = desk.reopened(40 + round);
    }
    assert_eq!(numbers.len(), 9);
    let counters = numbers
        .iter()
        .map(|number| CaseNumber::parse(number).unwrap().counter());
    assert_eq!(counters.collect::<Vec<_>>(), (1..=9).collect::<Vec<_>>());
}

#[test]
fn a_dead_battery_writes_no_case_into_the_year_2000() {
    let mut desk = Desk::new();
    desk.store.take_closing(5, MORNING).unwrap();
    let mut act = act(
        None,
        vec![Fact::Collected(intake("雷大山", 1))],
        Moment(946_684_800),
    );
    act.clock_doubtful = true;
    let saved = desk.store.record(act).unwrap();
    assert_eq!(CaseNumber::parse(&saved.case.number).unwrap().year(), 26);
}

#[test]
fn the_stream_verifies_from_its_first_link() {
    let mut desk = Desk::new();
    let first = desk.take_in_and_submit("蓝春妹");
    let second = desk.take_in("雷大山");
    desk.act(Some(first.case.id), vec![comment("老人下周来取")], MORNING);
    let batch = desk.store.unsent(MORNING, usize::MAX).unwrap().unwrap();
    assert_eq!(batch.first, 1);
    assert_eq!(batch.entries.len(), 4);
    let mut seeds = BTreeMap::new();
    let mut head = Head::new(batch.head_after.stream);
    let mut ids = Vec::new();
    for (seq, entry) in (1..).zip(&batch.entries) {
        let event = Event::decode(&entry.event).unwrap();
        let case = event
            .case
            .or(entry.seed.as_ref().map(derive::case_id))
            .unwrap();
        seeds.extend(entry.seed.map(|seed| (case, seed)));
        let id = entry.id(&seeds[&case], head.stream, seq);
        head = head.extended(&seeds[&case], &id, &entry.event);
        ids.push(id);
    }
    assert_eq!(head, batch.head_after);
    assert_eq!(head, desk.store.head().unwrap());
    assert_eq!(ids[..2], first.events);
    assert_eq!(ids[2..3], second.events);
}

#[test]
fn a_new_event_names_the_last_ones_that_were_known() {
    let mut desk = Desk::new();
    let saved = desk.take_in_and_submit("蓝春妹");
    let mut township = Township::new();
    township.hear(&desk);
    let asked = township.write(saved.case.id, &saved.events[1..], correction());
    let spoken = township.write(saved.case.id, &saved.events[1..], comment("请尽快"));
    desk.store
        .take_feed(&page(vec![asked.clone(), spoken.clone()], 2))
        .unwrap();
    let after = desk.act(Some(saved.case.id), vec![submitted()], MORNING);
    let mut known = vec![asked.id.to_ref(), spoken.id.to_ref()];
    known.sort_unstable();
    let last = after.case.steps.last().unwrap();
    assert_eq!(last.event.base, known);
    assert_eq!(after.case.state, State::Submitted);
}

#[test]
fn an_act_that_the_table_forbids_leaves_no_trace() {
    let mut desk = Desk::new();
    let saved = desk.take_in("蓝春妹");
    let (head, dump) = (desk.store.head().unwrap(), desk.store.dump().unwrap());
    let delivered = Fact::Delivered(Delivered {
        to: "蓝春妹".into(),
        relation: Relation::Applicant,
        signature: None,
        photo: None,
    });
    for facts in [
        vec![accepted()],
        vec![delivered.clone()],
        vec![submitted(), delivered],
    ] {
        let error = desk
            .store
            .record(act(Some(saved.case.id), facts, MORNING))
            .unwrap_err();
        assert!(matches!(error, StoreError::NotAllowed { .. }), "{error}");
    }
    let error = desk
        .store
        .record(act(Some(saved.case.id), vec![accepted()], MORNING));
    let ruling = match error {
        Err(StoreError::NotAllowed { ruling, state, .. }) => Some((ruling, state)),
        _ => None,
    };
    assert_eq!(ruling, Some((Ruling::NotYours, Some(State::Collected))));
    assert_eq!(desk.store.head().unwrap(), head);
    assert_eq!(desk.store.dump().unwrap(), dump);
}

#[test]
fn an_act_without_a_beginning_or_without_facts_is_refused() {
    let mut desk = Desk::new();
    let saved = desk.take_in("蓝春妹");
    let again = vec![Fact::Collected(intake("蓝春妹", 1))];
    for (case, facts) in [
        (None, vec![submitted()]),
        (None, vec![]),
        (Some(saved.case.id), vec![]),
        (Some(saved.case.id), again),
    ] {
        let error = desk.store.record(act(case, facts, MORNING)).unwrap_err();
        assert!(matches!(error, StoreError::Order), "{error}");
    }
    let error = desk
        .store
        .record(act(Some(CaseId([1; 16])), vec![submitted()], MORNING));
    assert!(matches!(error, Err(StoreError::NoCase(_))));
}

#[test]
fn an_event_that_no_frame_could_carry_is_refused() {
    let mut desk = Desk::new();
    let saved = desk.take_in("蓝春妹");
    let long = comment(&"说".repeat(20_000));
    let error = desk
        .store
        .record(act(Some(saved.case.id), vec![long], MORNING))
        .unwrap_err();
    assert!(matches!(error, StoreError::EventTooLarge { .. }), "{error}");
    assert_eq!(desk.store.head().unwrap().seq, 1);
}

#[test]
fn an_image_whose_bytes_are_not_here_is_named_by_no_event() {
    let mut desk = Desk::new();
    let here = desk.image(b"front of the card");
    let gone = ImageRef {
        hash: ImageHash([3; 32]),
        length: 9,
        media: Media::Jpeg,
    };
    let fact = with_images(intake("蓝春妹", 1), vec![here, gone]);
    let error = desk
        .store
        .record(act(None, vec![fact], MORNING))
        .unwrap_err();
    assert!(
        matches!(error, StoreError::NoImage(hash) if hash == ImageHash([3; 32])),
        "{error}"
    );
    assert_eq!(desk.store.sync_state().unwrap(), SyncState::default());
}

/// The power fails at every point of the log's file: what is found then is one of the states that
/// were saved, whole, and its screens agree with its events.
#[test]
fn a_power_cut_at_any_point_leaves_whole_acts() {
    let mut desk = Desk::new();
    desk.store.checkpoint().unwrap();
    let image = desk.image(b"front of the card");
    for name in ["蓝春妹", "雷大山", "钟秀兰"] {
        let fact = with_images(intake(name, 3), vec![image.clone()]);
        desk.act(None, vec![fact, submitted()], MORNING);
    }
    let database = fs::read(desk.dir.path().join("cases.db")).unwrap();
    let log = fs::read(desk.dir.path().join("cases.db-wal")).unwrap();
    const FRAME: usize = 1024 + 24;
    let cuts = (0..log.len()).step_by(FRAME / 2).chain([log.len()]);
    let mut seen = BTreeSet::new();
    for cut in cuts {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("cases.db"), &database).unwrap();
        fs::write(dir.path().join("cases.db-wal"), &log[..cut]).unwrap();
        let mut store = Store::open(dir.path(), &key(), Options::default()).unwrap();
        let seq = store.head().unwrap().seq;
        assert_eq!(seq % 2, 0, "half an act after {cut} bytes");
        assert_eq!(u64::from(store.sync_state().unwrap().cases), seq / 2);
        assert!(seen.last().is_none_or(|last| *last <= seq));
        let found = store.dump().unwrap();
        store.rebuild().unwrap();
        assert_eq!(
            found,
            store.dump().unwrap(),
            "screens and events differ after {cut} bytes"
        );
        seen.insert(seq);
    }
    assert_eq!(seen, BTreeSet::from([0, 2, 4, 6]));
}

#[test]
fn screens_made_again_from_the_log_are_the_same() {
    let mut desk = Desk::new();
    let image = desk.image(b"front of the card");
    let fact = with_images(intake("蓝春妹", 3), vec![image]);
    let saved = desk.act(None, vec![fact, submitted()], MORNING);
    desk.take_in("雷大山");
    let mut township = Township::new();
    township.hear(&desk);
    let asked = township.write(saved.case.id, &saved.events[1..], correction());
    desk.store.take_feed(&page(vec![asked], 1)).unwrap();
    let before = desk.store.dump().unwrap();
    assert!(before.contains("CorrectionAsked"), "{before}");
    desk.store.rebuild().unwrap();
    assert_eq!(desk.store.dump().unwrap(), before);
    assert_eq!(desk.store.search("蓝春").unwrap().len(), 1);
    assert_eq!(desk.store.sync_state().unwrap().images_waiting, 1);
}
