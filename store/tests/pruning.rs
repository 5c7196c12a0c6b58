//! Image bytes leave this PC only when the township has them in its off-site backup.
#![allow(clippy::unwrap_used)]

mod desk;

use desk::talk::*;
use desk::*;
use shanyi_domain::fact::{Fact, OriginalsReturned, Withdrawn};
use shanyi_domain::ids::{CaseId, ImageHash};
use shanyi_wire::exchange::{QuarantineReason, Quarantined, Receipt};
use shanyi_wire::keys::SigningKey;
use shanyi_wire::stream::Incarnation;

/// A receipt for the first `durable` entries, of which a backup has the first `prunable`.
fn covered(desk: &Desk, timeline: u64, durable: u64, prunable: u64) -> Receipt {
    let head = desk.store.head_at(durable).unwrap().unwrap();
    let key = SigningKey::from_bytes(&[200; 32]);
    Receipt::sign(&head, timeline, prunable, MORNING, &key)
}

/// Two cases of one image each, all of it at the township.
fn sent(desk: &mut Desk) -> Vec<ImageHash> {
    desk.store.take_closing(TIMELINE, MORNING).unwrap();
    let mut hashes = Vec::new();
    for (nth, content) in (1u16..).zip([b"one", b"two"]) {
        let image = desk.image(content);
        desk.act(
            None,
            vec![with_images(intake("蓝春妹", nth), vec![image.clone()])],
            MORNING,
        );
        hashes.push(image.hash);
    }
    desk.store
        .take_receipt(&covered(desk, TIMELINE, 2, 0))
        .unwrap();
    for hash in &hashes {
        desk.store.image_complete(hash).unwrap();
    }
    hashes
}

fn may_go(desk: &Desk) -> Vec<ImageHash> {
    desk.store.images_that_may_go(MORNING).unwrap()
}

#[test]
fn no_image_bytes_leave_before_the_township_has_them_in_its_backup() {
    let mut desk = Desk::new();
    let hashes = sent(&mut desk);
    assert_eq!(may_go(&desk), [], "received is not enough");
    assert_eq!(desk.store.let_go_of_images(&hashes).unwrap(), 0);
    desk.store
        .take_receipt(&covered(&desk, TIMELINE, 2, 1))
        .unwrap();
    assert_eq!(may_go(&desk), hashes[..1]);
    assert_eq!(
        desk.store
            .images_that_may_go(MORNING.plus_seconds(-1))
            .unwrap(),
        [],
        "younger than was asked for"
    );
    assert_eq!(desk.store.let_go_of_images(&hashes).unwrap(), 1);
    assert_eq!(desk.store.image(&hashes[0]).unwrap(), None);
    assert!(desk.store.image(&hashes[1]).unwrap().is_some());
    assert!(
        !desk
            .store
            .images_to_send()
            .unwrap()
            .iter()
            .any(|one| one.hash == hashes[0])
    );
    // Nothing that is made from the log says otherwise again.
    desk.store.rebuild().unwrap();
    assert_eq!(may_go(&desk), []);
}

#[test]
fn one_event_that_no_backup_covers_keeps_the_bytes() {
    let mut desk = Desk::new();
    let hashes = sent(&mut desk);
    desk.store
        .take_receipt(&covered(&desk, TIMELINE, 2, 2))
        .unwrap();
    assert_eq!(may_go(&desk), hashes);
    // The first again, in a third case that is not sent yet; the second in a form that is open.
    let again = desk.image(b"one");
    desk.act(
        None,
        vec![with_images(intake("雷大山", 3), vec![again])],
        MORNING,
    );
    let json = format!("{{\"image\":\"{}\"}}", hashes[1]);
    desk.store
        .put_draft(OPERATOR, "intake:1", &json, MORNING)
        .unwrap();
    assert_eq!(may_go(&desk), []);
    desk.store.drop_draft(OPERATOR, "intake:1").unwrap();
    assert_eq!(may_go(&desk), hashes[1..]);
    let all = desk.store.unsent_after(0, MORNING, usize::MAX);
    let second = verified(&all.unwrap().unwrap())[1];
    let unread = Quarantined {
        id: second,
        reason: QuarantineReason::UnknownKind,
    };
    desk.store.take_quarantine(&[unread]).unwrap();
    assert_eq!(
        may_go(&desk),
        [],
        "the township does not know what it names"
    );
}

#[test]
fn prunable_never_falls_within_a_timeline_and_begins_at_nothing_in_a_new_one() {
    let mut desk = Desk::new();
    let hashes = sent(&mut desk);
    desk.store
        .take_receipt(&covered(&desk, TIMELINE, 2, 2))
        .unwrap();
    desk.store
        .take_receipt(&covered(&desk, TIMELINE, 2, 1))
        .unwrap();
    assert_eq!(may_go(&desk), hashes, "an older word changes nothing");
    // What an earlier life left stays covered by its own receipt.
    desk.store.fork(2, Incarnation(0xfeed), None).unwrap();
    assert_eq!(may_go(&desk), hashes);
    desk.store
        .take_closing(77, MORNING.plus_seconds(5))
        .unwrap();
    assert_eq!(may_go(&desk), [], "the restored township has yet to say so");
}

/// Days that pictures stay, in these tests.
const DAYS: u32 = 30;

/// The township says what time it is, and that `prunable` entries of `durable` are in its backup.
fn heard(desk: &mut Desk, days: i64, durable: u64, prunable: u64) {
    let at = MORNING.plus_seconds(days * 86_400);
    let head = desk.store.head_at(durable).unwrap().unwrap();
    let key = SigningKey::from_bytes(&[200; 32]);
    let receipt = Receipt::sign(&head, TIMELINE, prunable, at, &key);
    desk.store.take_closing(TIMELINE, at).unwrap();
    desk.store.take_receipt(&receipt).unwrap();
}

fn past(desk: &mut Desk) -> Vec<ImageHash> {
    desk.store.images_past_their_time(&|_| DAYS).unwrap()
}

/// A case with one picture, refused by nobody: withdrawn, and its papers given back.
fn closed(desk: &mut Desk) -> (CaseId, ImageHash) {
    desk.store.take_closing(TIMELINE, MORNING).unwrap();
    let image = desk.image(b"one");
    let intake = with_images(intake("蓝春妹", 1), vec![image.clone()]);
    let case = desk.act(None, vec![intake], MORNING).case;
    let withdrawn = Fact::Withdrawn(Withdrawn {
        reason: "不办了".into(),
    });
    let returned = Fact::OriginalsReturned(OriginalsReturned { to: None });
    desk.act(Some(case.id), vec![withdrawn, returned], MORNING);
    (case.id, image.hash)
}

#[test]
fn pictures_of_a_closed_case_stay_their_days_by_the_township_s_time_alone() {
    let mut desk = Desk::new();
    let (_, image) = closed(&mut desk);
    assert_eq!(past(&mut desk), []);
    heard(&mut desk, 0, 3, 0);
    desk.store.image_complete(&image).unwrap();
    heard(&mut desk, 400, 3, 0);
    assert_eq!(past(&mut desk), [], "no backup has it, however long");
    heard(&mut desk, 401, 3, 3);
    assert_eq!(past(&mut desk), [], "the days begin with the backup");
    heard(&mut desk, 430, 3, 3);
    assert_eq!(
        past(&mut desk),
        [],
        "a later receipt that says the same begins nothing anew"
    );
    heard(&mut desk, 431, 3, 3);
    assert_eq!(past(&mut desk), [image]);
    // What the item says counts, and another item's days do not.
    let longer = |item: &str| if item == "none" { 1 } else { 60 };
    assert_eq!(desk.store.images_past_their_time(&longer).unwrap(), []);
    assert_eq!(desk.store.let_go_of_images(&[image]).unwrap(), 1);
    assert_eq!(desk.store.image(&image).unwrap(), None);
    let gone = desk.store.let_go().unwrap();
    assert_eq!((gone.images, gone.bytes), (1, 3));
    assert_eq!(gone.at, Some(MORNING.plus_seconds(431 * 86_400)));
}

#[test]
fn pictures_of_a_case_that_waits_for_papers_stay_however_long() {
    let mut desk = Desk::new();
    let hashes = sent(&mut desk);
    heard(&mut desk, 1, 2, 2);
    heard(&mut desk, 4_000, 2, 2);
    assert_eq!(may_go(&desk), hashes, "the township has them");
    assert_eq!(past(&mut desk), [], "but somebody works on their cases");
}

#[test]
fn pictures_go_when_the_township_has_accepted_the_case_though_nobody_closes_it() {
    let mut desk = Desk::new();
    desk.store.take_closing(TIMELINE, MORNING).unwrap();
    let image = desk.image(b"one");
    let intake = with_images(intake("蓝春妹", 1), vec![image.clone()]);
    let saved = desk.act(None, vec![intake, submitted()], MORNING);
    heard(&mut desk, 0, 2, 2);
    desk.store.image_complete(&image.hash).unwrap();
    heard(&mut desk, 100, 2, 2);
    assert_eq!(past(&mut desk), [], "it may still be sent back");
    let mut township = Township::new();
    township.hear(&desk);
    let accepted = township.write(saved.case.id, &saved.events[1..], accepted());
    desk.store.take_feed(&page(vec![accepted], 1)).unwrap();
    assert_eq!(past(&mut desk), [image.hash]);
}

#[test]
fn a_word_that_is_not_sent_or_was_set_aside_keeps_the_pictures_of_its_case() {
    let mut desk = Desk::new();
    let (case, image) = closed(&mut desk);
    heard(&mut desk, 0, 3, 3);
    desk.store.image_complete(&image).unwrap();
    let said = desk.act(Some(case), vec![comment("已电话告知")], MORNING);
    heard(&mut desk, 100, 3, 3);
    assert_eq!(past(&mut desk), [], "the word is here alone");
    heard(&mut desk, 101, 4, 4);
    assert_eq!(
        past(&mut desk),
        [],
        "its days begin with the backup that has it"
    );
    heard(&mut desk, 131, 4, 4);
    assert_eq!(past(&mut desk), [image]);
    let aside = Quarantined {
        id: said.events[0],
        reason: QuarantineReason::UnknownKind,
    };
    desk.store.take_quarantine(&[aside]).unwrap();
    assert_eq!(past(&mut desk), []);
}

#[test]
fn a_pc_whose_clock_stands_years_ahead_lets_go_of_nothing_by_it() {
    let mut desk = Desk::new();
    let ahead = MORNING.plus_seconds(3_650 * 86_400);
    let (case, image) = closed(&mut desk);
    desk.act(Some(case), vec![comment("时钟快了十年")], ahead);
    heard(&mut desk, 1, 4, 4);
    desk.store.image_complete(&image).unwrap();
    assert_eq!(past(&mut desk), []);
    heard(&mut desk, 31, 4, 4);
    assert_eq!(past(&mut desk), [image], "nor does it keep them for years");
}

#[test]
fn the_same_picture_that_is_taken_again_is_not_let_go_of_before_its_form_is_kept() {
    let mut desk = Desk::new();
    let (_, image) = closed(&mut desk);
    heard(&mut desk, 1, 3, 3);
    desk.store.image_complete(&image).unwrap();
    heard(&mut desk, 31, 3, 3);
    let going = past(&mut desk);
    desk.image(b"one");
    assert_eq!(desk.store.let_go_of_images(&going).unwrap(), 0);
    assert!(desk.store.image(&image).unwrap().is_some());
}

#[test]
fn what_was_let_go_of_is_called_lost_by_no_doctor_and_no_copy_and_leaves_the_second_folder_too() {
    let mut desk = Desk::new();
    let (_, image) = closed(&mut desk);
    let stick = tempfile::tempdir().unwrap();
    let folder = desk.store.choose_outer(stick.path()).unwrap();
    heard(&mut desk, 1, 3, 3);
    desk.store.image_complete(&image).unwrap();
    let copied = |desk: &mut Desk, at| {
        let snapshot = desk.store.snapshot().unwrap();
        snapshot.copy(at).unwrap();
        snapshot.copy_out(&folder, at).unwrap()
    };
    let before = copied(&mut desk, MORNING);
    assert_eq!((before.images, before.missing), (1, 0));
    heard(&mut desk, 31, 3, 3);
    let going = past(&mut desk);
    assert_eq!(desk.store.let_go_of_images(&going).unwrap(), 1);
    let after = copied(&mut desk, MORNING.plus_seconds(86_400));
    assert_eq!((after.images, after.missing), (0, 0));
    let Desk { dir, store } = desk;
    drop(store);
    let examined = shanyi_store::examine(dir.path(), &key()).unwrap();
    assert!(
        examined.is_sound() && examined.lost_images.is_empty(),
        "{examined:?}"
    );
    // A copy of before says that the picture is here. What is known of it then says otherwise.
    let old = shanyi_store::backups(dir.path()).pop().unwrap();
    shanyi_store::restore(dir.path(), &key(), &old.path).unwrap();
    let examined = shanyi_store::examine(dir.path(), &key()).unwrap();
    assert_eq!(examined.lost_images, []);
    let elsewhere = tempfile::tempdir().unwrap();
    let done =
        shanyi_store::put_back(&folder, &before.copy, &key(), elsewhere.path(), &|_| ()).unwrap();
    assert_eq!((done.images, done.images_lost), (0, 0));
}
