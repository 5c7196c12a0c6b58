//! The exchange's side: what is sent, and what is acknowledged.
#![allow(clippy::unwrap_used)]

mod desk;

use std::collections::BTreeSet;

use desk::talk::*;
use desk::*;
use shanyi_domain::fact::Fact;
use shanyi_domain::ids::EventId;
use shanyi_store::*;
use shanyi_wire::exchange::*;

#[test]
fn entries_are_sent_oldest_first_in_frames_of_a_size() {
    let desk = spoken(10);
    let whole = everything(&desk.store);
    assert_eq!(whole.entries.len(), 20);
    let (mut seq, mut joined, mut frames) = (0, Vec::new(), 0);
    while let Some(batch) = desk.store.unsent_after(seq, MORNING, 1_000).unwrap() {
        assert_eq!(batch.first, seq + 1);
        let bytes: usize = batch.entries.iter().map(|entry| entry.event.len()).sum();
        assert!(bytes <= 1_000);
        seq = batch.head_after.seq;
        joined.extend(batch.entries);
        frames += 1;
    }
    assert_eq!(joined, whole.entries);
    assert!(frames > 2, "{frames} frames");
    let smallest = desk.store.unsent(MORNING, 1).unwrap().unwrap();
    assert_eq!(smallest.entries.len(), 1);
}

#[test]
fn what_was_just_saved_is_held_back_with_all_that_follows() {
    let mut desk = Desk::new();
    let old = desk.take_in("蓝春妹").case.id;
    let late = MORNING.plus_seconds(20);
    desk.act(Some(old), vec![comment("晚")], late);
    // The clock was set back a little: what follows a held entry waits with it.
    desk.act(Some(old), vec![comment("早")], MORNING);
    let batch = desk
        .store
        .unsent(MORNING.plus_seconds(10), usize::MAX)
        .unwrap()
        .unwrap();
    assert_eq!(batch.entries.len(), 1);
    let batch = desk.store.unsent(late, usize::MAX).unwrap().unwrap();
    assert_eq!(batch.entries.len(), 3);
}

#[test]
fn what_is_held_is_counted_from_its_first_on_and_said_of_each_case() {
    let mut desk = Desk::new();
    let (old, new) = (
        desk.take_in("蓝春妹").case.id,
        desk.take_in("钟土根").case.id,
    );
    let late = MORNING.plus_seconds(20);
    desk.act(Some(old), vec![comment("晚")], late);
    desk.act(Some(old), vec![comment("早")], MORNING);
    desk.act(Some(new), vec![comment("晚")], late);
    let held = desk.store.held(MORNING.plus_seconds(10)).unwrap();
    assert_eq!(held.events, 3, "what follows waits with it");
    let third = desk.act(None, vec![Fact::Collected(intake("雷美凤", 3))], late);
    let held = desk.store.held(MORNING.plus_seconds(10)).unwrap();
    let is_held = |case| desk.store.case_sync(&case).unwrap().is_held(held);
    assert!(is_held(third.case.id));
    assert!(!is_held(old) && !is_held(new), "their beginnings go");
    assert_eq!(desk.store.held(late).unwrap().events, 0);
}

#[test]
fn a_case_that_is_sent_first_is_not_held_and_its_images_go_before_all_others() {
    let mut desk = Desk::new();
    let late = MORNING.plus_seconds(20);
    let before = MORNING.plus_seconds(10);
    let cases = [1u8, 2, 3].map(|n| {
        let image = desk.image(&[n; 40]);
        let facts = vec![with_images(intake("蓝春妹", u16::from(n)), vec![image])];
        desk.act(None, facts, late).case.id
    });
    assert!(desk.store.unsent(before, usize::MAX).unwrap().is_none());
    desk.store.send_first(&cases[1]).unwrap();
    let batch = desk.store.unsent(before, usize::MAX).unwrap().unwrap();
    assert_eq!(batch.entries.len(), 2, "a stream has no gaps");
    assert_eq!(desk.store.held(before).unwrap().events, 1);
    desk.store.take_closing(TIMELINE, MORNING).unwrap();
    let signed = receipt(&desk, TIMELINE, 3);
    desk.store.take_receipt(&signed).unwrap();
    let order: Vec<_> = desk.store.images_to_send().unwrap();
    let of = |n: u8| desk.image(&[n; 40]).hash;
    let hashes: Vec<_> = order.iter().map(|image| image.hash).collect();
    assert_eq!(hashes, [of(2), of(1), of(3)]);
}

#[test]
fn a_clock_that_was_set_back_for_years_holds_nothing_back() {
    let mut desk = Desk::new();
    desk.take_in("蓝春妹");
    let year_2000 = shanyi_domain::time::Moment(946_684_800);
    assert!(desk.store.unsent(year_2000, usize::MAX).unwrap().is_some());
}

#[test]
fn receipts_never_fall_within_a_timeline() {
    let mut desk = spoken(3);
    assert!(
        desk.store
            .take_receipt(&receipt(&desk, TIMELINE, 4))
            .unwrap()
    );
    assert_eq!(desk.store.acknowledged().unwrap(), 4);
    assert!(
        !desk
            .store
            .take_receipt(&receipt(&desk, TIMELINE, 2))
            .unwrap()
    );
    assert!(
        !desk
            .store
            .take_receipt(&receipt(&desk, TIMELINE + 1, 6))
            .unwrap()
    );
    assert_eq!(desk.store.acknowledged().unwrap(), 4);
    assert_eq!(everything(&desk.store).first, 5);
    let desk = desk.reopened(3);
    assert_eq!(desk.store.acknowledged().unwrap(), 4);
    let state = desk.store.sync_state().unwrap();
    assert_eq!(
        (state.cases, state.cases_durable, state.cases_waiting),
        (3, 2, 1)
    );
    assert_eq!(state.entries_waiting, 2);
    assert_eq!(state.last_receipt, Some(MORNING.plus_seconds(60)));
}

#[test]
fn a_receipt_for_entries_that_do_not_exist_is_refused() {
    let mut desk = spoken(1);
    let mut beyond = receipt(&desk, TIMELINE, 2);
    beyond.durable = 3;
    let error = desk.store.take_receipt(&beyond).unwrap_err();
    assert!(
        matches!(error, StoreError::BeyondHead { asked: 3, head: 2 }),
        "{error}"
    );
    assert_eq!(desk.store.acknowledged().unwrap(), 0);
}

#[test]
fn a_township_that_lacks_entries_gets_them_again() {
    let mut desk = spoken(3);
    desk.store
        .take_receipt(&receipt(&desk, TIMELINE, 6))
        .unwrap();
    assert!(desk.store.unsent(MORNING, usize::MAX).unwrap().is_none());
    desk.store.rewind(3).unwrap();
    assert_eq!(everything(&desk.store).first, 3);
    assert_eq!(desk.store.sync_state().unwrap().entries_waiting, 4);
    desk.store.rewind(5).unwrap();
    assert_eq!(everything(&desk.store).first, 3);
    desk.store
        .take_receipt(&receipt(&desk, TIMELINE, 6))
        .unwrap();
    assert_eq!(desk.store.sync_state().unwrap().entries_waiting, 0);
}

#[test]
fn what_the_township_set_aside_is_counted() {
    let mut desk = spoken(0);
    let saved = desk.take_in_and_submit("蓝春妹");
    let aside = |id| Quarantined {
        id,
        reason: QuarantineReason::NotNow,
    };
    let list = [aside(saved.events[1]), aside(EventId([5; 16]))];
    desk.store.take_quarantine(&list).unwrap();
    desk.store.take_quarantine(&list).unwrap();
    assert_eq!(desk.store.sync_state().unwrap().quarantined, 2);
    assert_eq!(desk.store.case_sync(&saved.case.id).unwrap().quarantined, 1);
}

#[test]
fn images_wait_for_their_events_and_leave_when_complete() {
    let mut desk = spoken(0);
    let front = desk.image(&[1; 3000]);
    let back = desk.image(&[2; 2000]);
    let both = vec![front.clone(), back.clone()];
    let first = desk.act(None, vec![with_images(intake("蓝春妹", 2), both)], MORNING);
    // The same picture in a second case is sent once.
    let second = desk.act(
        None,
        vec![with_images(intake("雷大山", 4), vec![front.clone()])],
        MORNING,
    );
    assert_eq!(desk.store.images_to_send().unwrap(), []);
    assert_eq!(desk.store.sync_state().unwrap().image_bytes_waiting, 5000);

    desk.store
        .take_receipt(&receipt(&desk, TIMELINE, 2))
        .unwrap();
    let hashes = |desk: &Desk| -> BTreeSet<_> {
        desk.store
            .images_to_send()
            .unwrap()
            .into_iter()
            .map(|image| (image.hash, image.have))
            .collect()
    };
    assert_eq!(
        hashes(&desk),
        BTreeSet::from([(front.hash, 0), (back.hash, 0)])
    );
    desk.store.image_progress(&front.hash, 1000).unwrap();
    desk.store.image_complete(&back.hash).unwrap();
    assert_eq!(hashes(&desk), BTreeSet::from([(front.hash, 1000)]));
    let state = desk.store.sync_state().unwrap();
    assert_eq!(state.images_waiting, 1);
    assert_eq!(state.image_bytes_waiting, 2000);
    assert_eq!((state.cases_durable, state.cases_waiting), (2, 2));
    let sync = desk.store.case_sync(&first.case.id).unwrap();
    assert_eq!((sync.images, sync.images_complete), (2, 1));
    assert!(!sync.is_all_there());

    // The township's own list is the last word, both ways.
    let image = ImageStart::of(&back.hash);
    desk.store
        .images_wanted(&ImagesWanted {
            others: ImageStarts(vec![image]),
            begun: vec![Begun { image, have: 7 }],
            more: true,
            ..ImagesWanted::default()
        })
        .unwrap();
    assert_eq!(
        hashes(&desk),
        BTreeSet::from([(front.hash, 1000), (back.hash, 7)])
    );
    desk.store.images_wanted(&ImagesWanted::default()).unwrap();
    assert_eq!(hashes(&desk), BTreeSet::new());
    assert!(
        desk.store
            .case_sync(&second.case.id)
            .unwrap()
            .is_all_there()
    );
    assert_eq!(desk.store.sync_state().unwrap().cases_waiting, 0);
}

#[test]
fn a_list_of_images_says_nothing_of_events_that_are_not_there_yet() {
    let mut desk = spoken(0);
    let front = desk.image(&[1; 3000]);
    desk.act(
        None,
        vec![with_images(intake("蓝春妹", 2), vec![front])],
        MORNING,
    );
    desk.store.images_wanted(&ImagesWanted::default()).unwrap();
    assert_eq!(desk.store.sync_state().unwrap().images_waiting, 1);
}

#[test]
fn a_list_that_is_told_once_holds_for_what_is_acknowledged_later_and_moves_nothing_back() {
    let mut desk = spoken(0);
    let (front, back) = (desk.image(&[1; 3000]), desk.image(&[2; 2000]));
    let body = with_images(intake("蓝春妹", 2), vec![front.clone()]);
    desk.act(None, vec![body], MORNING);
    desk.store
        .take_receipt(&receipt(&desk, TIMELINE, 1))
        .unwrap();
    let list = ImagesWanted {
        unseen: ImageStarts(vec![ImageStart::of(&front.hash)]),
        ..ImagesWanted::default()
    };
    desk.store.images_wanted(&list).unwrap();
    let named = desk.store.images_named(list.all()).unwrap();
    assert_eq!(named, [front.hash]);
    desk.store.image_progress(&front.hash, 1000).unwrap();
    // A second case names an image that the township has already, and so its list is the same.
    let body = with_images(intake("雷大山", 3), vec![back.clone()]);
    desk.act(None, vec![body], MORNING);
    desk.store.images_wanted_as_before(&list).unwrap();
    let waits = |desk: &Desk| -> Vec<_> {
        let images = desk.store.images_to_send().unwrap().into_iter();
        images.map(|image| (image.hash, image.have)).collect()
    };
    assert_eq!(waits(&desk), [(front.hash, 1000)], "nothing of it is there");
    assert_eq!(desk.store.sync_state().unwrap().images_waiting, 2);
    desk.store
        .take_receipt(&receipt(&desk, TIMELINE, 2))
        .unwrap();
    desk.store.images_wanted_as_before(&list).unwrap();
    assert_eq!(waits(&desk), [(front.hash, 1000)]);
    assert_eq!(desk.store.sync_state().unwrap().images_waiting, 1);
    // The list itself is the last word, also where the township lost what it had.
    desk.store.images_wanted(&list).unwrap();
    assert_eq!(waits(&desk), [(front.hash, 0)]);
    let both = ImagesWanted {
        others: ImageStarts(vec![ImageStart::of(&back.hash)]),
        ..list
    };
    desk.store.images_wanted(&both).unwrap();
    assert_eq!(waits(&desk), [(front.hash, 0), (back.hash, 0)]);
}

#[test]
fn what_is_said_of_a_receipt_is_what_holds_now() {
    let mut desk = spoken(2);
    assert_eq!(desk.store.receipted().unwrap(), None);
    let two = receipt(&desk, TIMELINE, 2);
    desk.store.take_receipt(&two).unwrap();
    assert_eq!(desk.store.receipted().unwrap(), Some((2, two.prunable)));
    // The township says with each reply that it stands: the time of the last one counts.
    let later = two.at.plus_seconds(600);
    let last = |desk: &Desk| desk.store.sync_state().unwrap().last_receipt;
    assert_eq!(last(&desk), Some(two.at));
    desk.store.take_closing(TIMELINE, later).unwrap();
    assert_eq!(last(&desk), Some(later));
    desk.store.rewind(2).unwrap();
    assert_eq!(
        desk.store.receipted().unwrap(),
        None,
        "it is asked for anew"
    );
    assert_eq!(last(&desk), Some(two.at));
    desk.store.take_receipt(&two).unwrap();
    assert_eq!(desk.store.receipted().unwrap(), Some((2, two.prunable)));
    desk.store.set_timeline(TIMELINE + 1).unwrap();
    assert_eq!(desk.store.receipted().unwrap(), None);
}

#[test]
fn an_image_of_an_event_that_was_set_aside_is_not_said_to_be_there() {
    let mut desk = spoken(0);
    let front = desk.image(&[1; 3000]);
    let facts = vec![with_images(intake("蓝春妹", 2), vec![front.clone()])];
    let saved = desk.act(None, facts, MORNING);
    let id = saved.events[0];
    desk.store
        .take_receipt(&receipt(&desk, TIMELINE, 1))
        .unwrap();
    let whole = ImagesWanted::default();
    let reason = QuarantineReason::UnknownKind;
    desk.store
        .take_quarantine(&[Quarantined { id, reason }])
        .unwrap();
    desk.store.images_wanted(&whole).unwrap();
    assert_eq!(desk.store.sync_state().unwrap().images_waiting, 1);
    assert_eq!(desk.store.images_to_send().unwrap().len(), 1);
    desk.store.image_complete(&front.hash).unwrap();
    desk.store.images_wanted(&whole).unwrap();
    assert_eq!(desk.store.sync_state().unwrap().images_waiting, 0);
}
