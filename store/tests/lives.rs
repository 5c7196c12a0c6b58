//! The lives of an installation: forks, and the timelines of its township.
#![allow(clippy::unwrap_used)]

mod desk;

use desk::talk::*;
use desk::*;
use shanyi_domain::number::{Block, CaseNumber};
use shanyi_store::*;
use shanyi_wire::stream::Incarnation;

#[test]
fn a_fork_keeps_ids_and_its_chain_verifies() {
    let mut desk = spoken(4);
    desk.store
        .take_receipt(&receipt(&desk, TIMELINE, 4))
        .unwrap();
    let (before, dump) = (
        verified(
            &desk
                .store
                .unsent_after(0, MORNING, usize::MAX)
                .unwrap()
                .unwrap(),
        ),
        desk.store.dump().unwrap(),
    );
    desk.store.take_feed(&page(Vec::new(), 30)).unwrap();
    desk.store.fork(4, Incarnation(0xfeed), None).unwrap();
    assert_eq!(desk.store.dump().unwrap(), dump);
    assert_eq!(
        desk.store.head().unwrap().stream.incarnation,
        Incarnation(0xfeed)
    );
    assert_eq!(desk.store.acknowledged().unwrap(), 0);
    let batch = everything(&desk.store);
    assert_eq!(verified(&batch), before[4..]);
    assert!(batch.entries.iter().all(|entry| entry.origin.is_some()));
    let state = desk.store.sync_state().unwrap();
    assert_eq!((state.cases_durable, state.entries_waiting), (2, 4));

    // What a twin wrote under the old name is read again.
    assert_eq!(desk.store.cursors().unwrap().station, 0);

    // What is saved from now on belongs to the new life from the start.
    let saved = desk.take_in("雷大山");
    let batch = everything(&desk.store);
    assert_eq!(batch.entries.len(), 5);
    assert_eq!(batch.entries[4].origin, None);
    assert_eq!(verified(&batch)[4..], saved.events);

    // A second fork keeps where things were saved first.
    desk.store.fork(0, Incarnation(0xbeef), None).unwrap();
    let again = everything(&desk.store);
    assert_eq!(verified(&again)[..4], before[4..]);
    assert_eq!(again.entries[0].origin, batch.entries[0].origin);
    assert_eq!(
        again.entries[4].origin.unwrap().incarnation,
        Incarnation(0xfeed)
    );
}

#[test]
fn a_new_block_begins_its_numbers_and_an_old_one_goes_on() {
    let mut desk = spoken(3);
    desk.store
        .fork(6, Incarnation(2), Some(&Block::parse("C").unwrap()))
        .unwrap();
    let first = CaseNumber::parse(&desk.take_in("雷大山").case.number).unwrap();
    assert_eq!((first.block().as_str(), first.counter()), ("C", 1));
    assert_eq!(desk.store.identity().unwrap().unwrap().block.as_str(), "C");
    desk.store
        .fork(0, Incarnation(3), Some(&Block::parse("A").unwrap()))
        .unwrap();
    let back = CaseNumber::parse(&desk.take_in("雷大山").case.number).unwrap();
    assert_eq!((back.block().as_str(), back.counter()), ("A", 4));
    desk.store.fork(0, Incarnation(4), None).unwrap();
    let on = CaseNumber::parse(&desk.take_in("雷大山").case.number).unwrap();
    assert_eq!((on.block().as_str(), on.counter()), ("A", 5));
}

#[test]
fn a_fork_beyond_the_head_is_refused() {
    let mut desk = spoken(1);
    let error = desk.store.fork(3, Incarnation(2), None).unwrap_err();
    assert!(
        matches!(error, StoreError::BeyondHead { asked: 3, head: 2 }),
        "{error}"
    );
}

#[test]
fn a_new_timeline_asks_for_everything_again() {
    let mut desk = spoken(2);
    let image = desk.image(b"front of the card");
    desk.act(
        None,
        vec![with_images(intake("雷大山", 2), vec![image.clone()])],
        MORNING,
    );
    desk.store
        .take_receipt(&receipt(&desk, TIMELINE, 5))
        .unwrap();
    desk.store.image_complete(&image.hash).unwrap();
    desk.store.take_feed(&page(Vec::new(), 40)).unwrap();
    assert_eq!(
        desk.store.cursors().unwrap(),
        Cursors {
            broadcast: 0,
            station: 40
        }
    );
    let stream = desk.store.head().unwrap().stream;

    desk.store
        .take_closing(77, MORNING.plus_seconds(5))
        .unwrap();
    assert_eq!(desk.store.timeline().unwrap(), 77);
    assert_eq!(
        desk.store.township_time().unwrap(),
        Some(MORNING.plus_seconds(5))
    );
    assert_eq!(desk.store.cursors().unwrap(), Cursors::default());
    let state = desk.store.sync_state().unwrap();
    assert_eq!((state.entries_waiting, state.images_waiting), (5, 1));
    assert_eq!(state.last_receipt, None);
    assert_eq!(everything(&desk.store).head_after.stream, stream);
}

#[test]
fn a_new_timeline_after_a_fork_can_ask_for_what_earlier_lives_left() {
    let mut desk = spoken(3);
    let before = verified(&everything(&desk.store));
    desk.store.fork(4, Incarnation(2), None).unwrap();
    desk.store.take_closing(78, MORNING).unwrap();
    let batch = everything(&desk.store);
    assert_eq!(verified(&batch), before);
    assert_eq!(desk.store.sync_state().unwrap().cases_durable, 0);
}

#[test]
fn the_townships_time_never_goes_back() {
    let mut desk = spoken(0);
    desk.store
        .take_closing(TIMELINE, MORNING.plus_seconds(90))
        .unwrap();
    desk.store.take_closing(TIMELINE, MORNING).unwrap();
    assert_eq!(
        desk.store.township_time().unwrap(),
        Some(MORNING.plus_seconds(90))
    );
}

#[test]
fn a_township_whose_clock_was_years_ahead_is_believed_again_when_it_is_put_right() {
    let mut desk = spoken(0);
    let ahead = MORNING.plus_seconds(10 * 365 * 86_400);
    desk.store.take_closing(TIMELINE, ahead).unwrap();
    assert_eq!(desk.store.township_time().unwrap(), Some(ahead));
    let number = desk.take_in("雷美凤").case.number;
    assert!(number.contains("-36-"), "{number}");
    desk.store.take_closing(TIMELINE, MORNING).unwrap();
    assert_eq!(desk.store.township_time().unwrap(), Some(MORNING));
    let saved = desk.take_in("雷美凤");
    let number = saved.case.number;
    assert!(number.contains("-26-"), "{number}");
}

#[test]
fn an_idle_desk_does_not_write_the_same_minute_again_and_again() {
    let mut desk = spoken(0);
    let wal = || {
        std::fs::read(desk.dir.path().join("cases.db-wal"))
            .unwrap()
            .len()
    };
    desk.store
        .take_closing(TIMELINE, MORNING.plus_seconds(90))
        .unwrap();
    let before = wal();
    for second in 91..140 {
        let now = MORNING.plus_seconds(second);
        desk.store.take_closing(TIMELINE, now).unwrap();
    }
    assert_eq!(wal(), before);
}

/// Copies a data folder as anybody would who knows nothing of what is in it.
fn copy_folder(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        match entry.file_type().unwrap().is_dir() {
            true => copy_folder(&entry.path(), &to.join(entry.file_name())),
            false => drop(std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap()),
        }
    }
}

#[test]
fn a_data_folder_that_was_copied_as_a_whole_goes_on_in_a_life_of_its_own_before_its_first_write() {
    let mut desk = spoken(2);
    desk.store
        .take_receipt(&receipt(&desk, TIMELINE, 2))
        .unwrap();
    desk.store.take_feed(&page(Vec::new(), 30)).unwrap();
    desk.store.look_after().unwrap();
    let before = desk.store.head().unwrap();
    let all = desk.store.unsent_after(0, MORNING, usize::MAX);
    let waits = verified(&all.unwrap().unwrap())[2..].to_vec();
    let Desk { store, dir } = desk;
    drop(store);
    let elsewhere = tempfile::tempdir().unwrap();
    let copied = elsewhere.path().join("copied");
    copy_folder(dir.path(), &copied);

    let mut copy = reopen(&copied, 9);
    let life = copy.head().unwrap().stream.incarnation;
    assert_ne!(life, before.stream.incarnation);
    assert_eq!(
        verified(&everything(&copy)),
        waits,
        "what waits goes with it"
    );
    assert_eq!(
        copy.cursors().unwrap(),
        Cursors::default(),
        "what it lacks is read"
    );
    let taken = copy
        .record(act(None, vec![comment_intake()], MORNING))
        .unwrap();
    let number = CaseNumber::parse(&taken.case.number).unwrap();
    assert_eq!(number.block().as_str().len(), 3, "{}", taken.case.number);
    drop(copy);
    let again = reopen(&copied, 11);
    assert_eq!(again.head().unwrap().stream.incarnation, life, "once");

    // The one that it was copied from goes on as it was.
    let mut store = reopen(dir.path(), 10);
    assert_eq!(store.head().unwrap(), before);
    let taken = store
        .record(act(None, vec![comment_intake()], MORNING))
        .unwrap();
    let number = CaseNumber::parse(&taken.case.number).unwrap();
    assert_eq!(number.block().as_str(), "A");
}

fn comment_intake() -> shanyi_domain::fact::Fact {
    shanyi_domain::fact::Fact::Collected(intake("钟土根", 7))
}
