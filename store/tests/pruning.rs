//! Image bytes leave this PC only when the township has them in its off-site backup.
#![allow(clippy::unwrap_used)]

mod desk;

use desk::talk::*;
use desk::*;
use shanyi_domain::ids::ImageHash;
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
    assert_eq!(desk.store.let_go_of_images(MORNING, 9).unwrap(), 0);
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
    assert_eq!(desk.store.let_go_of_images(MORNING, 9).unwrap(), 1);
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
