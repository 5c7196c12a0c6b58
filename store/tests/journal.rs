//! The journal and what came with the enrolment.
#![allow(clippy::unwrap_used)]

mod desk;

use desk::*;
use shanyi_store::{Enrolment, JournalAct, Options, Store};

#[test]
fn what_was_noted_stays_in_the_order_in_which_it_was_done() {
    let mut desk = Desk::new();
    let case = desk.take_in("蓝春妹").case.id;
    let acts = JournalAct::ALL.iter().zip(1..);
    for (act, second) in acts {
        let at = MORNING.plus_seconds(second);
        desk.store
            .note(at, OPERATOR, *act, Some(case), Some("{\"n\":1}"))
            .unwrap();
    }
    let lines = desk.store.journal(100).unwrap();
    let noted: Vec<_> = lines.iter().rev().map(|line| line.act.unwrap()).collect();
    assert_eq!(noted, JournalAct::ALL);
    assert_eq!(lines[0].position, noted.len() as u64);
    assert_eq!(lines[0].case, Some(case));
    assert_eq!(desk.store.journal(1).unwrap(), lines[..1]);
}

#[test]
fn no_two_acts_of_the_journal_have_one_number() {
    for act in JournalAct::ALL {
        assert_eq!(JournalAct::from_code(act.code()), Some(*act));
    }
}

#[test]
fn what_came_with_the_enrolment_is_there_after_a_restart_and_never_in_debug() {
    let Desk { mut store, dir } = Desk::new();
    assert!(store.enrolment().unwrap().is_none());
    let given = Enrolment {
        sealing: [9; 32],
        recovery: "age1qqq".to_owned(),
        authority: vec![1, 2],
        spare: vec![3],
    };
    store.keep_enrolment(&given).unwrap();
    drop(store);
    let store = Store::open(dir.path(), &key(), Options::default()).unwrap();
    let found = store.enrolment().unwrap().unwrap();
    assert_eq!((found.sealing, &found.spare), ([9; 32], &vec![3]));
    assert!(!format!("{found:?}").contains('9'));
}
