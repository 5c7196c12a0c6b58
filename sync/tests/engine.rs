//! Rounds with a township that says what a test puts into its mouth.
#![allow(clippy::unwrap_used)]

mod mouth;

use std::collections::BTreeSet;

use mouth::*;
use shanyi_domain::fact::ImageRef;
use shanyi_sync::engine::{REFUSED_DOCUMENT, Trouble};
use shanyi_wire::event::DocumentKind;
use shanyi_wire::exchange::{Fork, Receipt, Refusal};
use shanyi_wire::frame::Frame;
use shanyi_wire::stream::{Head, Incarnation};

#[test]
fn a_broken_document_is_refused_with_its_reason_and_holds_nothing_up() {
    let scene = Scene::new();
    let image = scene.image(1);
    scene.take_in(vec![image]);
    let mouth = Mouth {
        document: b"{\"format\": 1, \"version\": ".to_vec(),
        ..Mouth::default()
    };
    let page = announced(DocumentKind::Catalog, 1, &mouth.document);
    mouth.will_say(5, vec![scene.receipt(1, 5), page]);
    scene.round(&mouth).unwrap();
    let store = scene.store.lock().unwrap();
    let refused = store.document_refused(DocumentKind::Catalog).unwrap();
    assert_eq!(refused, Some(1));
    let reason = store.setting(REFUSED_DOCUMENT).unwrap().unwrap();
    let reason: String = serde_json::from_str(&reason).unwrap();
    assert!(reason.contains("line 1"), "{reason}");
    assert_eq!(store.sync_state().unwrap().images_waiting, 0);
}

#[test]
fn a_document_of_another_length_than_announced_is_refused_too() {
    let scene = Scene::new();
    let document = include_bytes!("../../domain/data/workdays.json").to_vec();
    let mouth = Mouth {
        document,
        ..Mouth::default()
    };
    let page = announced_as(DocumentKind::Calendar, 1, &mouth.document, 3);
    mouth.will_say(5, vec![page]);
    scene.round(&mouth).unwrap();
    let store = scene.store.lock().unwrap();
    let refused = store.document_refused(DocumentKind::Calendar).unwrap();
    assert_eq!(refused, Some(1));
}

#[test]
fn a_reply_to_a_life_that_a_new_timeline_ended_says_nothing_of_the_next() {
    let scene = Scene::new();
    scene.take_in(Vec::new());
    let mouth = Mouth::default();
    mouth.will_say(5, vec![scene.receipt(1, 5)]);
    mouth.will_say(
        5,
        vec![scene.receipt(1, 5), Frame::Fork(Fork { agreed: 1 })],
    );
    scene.round(&mouth).unwrap();
    scene.round(&mouth).unwrap();
    scene.take_in(Vec::new());
    // The township comes back from a backup and knows the second life's first entry only.
    let restored = scene.receipt(0, 6);
    mouth.will_say(6, vec![restored, Frame::Fork(Fork { agreed: 0 })]);
    scene.round(&mouth).unwrap();
    let store = scene.store.lock().unwrap();
    assert_eq!(store.timeline().unwrap(), 6);
    let batch = store.unsent(NOW, usize::MAX).unwrap().unwrap();
    assert_eq!(batch.entries.len(), 2, "both events are sent again");
    let incarnation = batch.head_after.stream.incarnation;
    assert_ne!(incarnation, Incarnation(42));
}

#[test]
fn a_township_that_holds_less_than_it_signed_for_is_given_it_again() {
    let scene = Scene::new();
    for _ in 0..3 {
        scene.take_in(Vec::new());
    }
    let mouth = Mouth::default();
    mouth.will_say(5, vec![scene.receipt(3, 5)]);
    scene.round(&mouth).unwrap();
    assert_eq!(scene.waiting(), 0);
    mouth.will_say(5, vec![scene.receipt(1, 5)]);
    scene.round(&mouth).unwrap();
    assert_eq!(scene.waiting(), 2);
    let store = scene.store.lock().unwrap();
    assert_eq!(store.sync_state().unwrap().cases_durable, 1);
}

#[test]
fn a_receipt_for_another_chain_is_a_fork_though_no_push_reaches_so_far() {
    let scene = Scene::new();
    for _ in 0..4 {
        scene.take_in(Vec::new());
    }
    let mouth = Mouth::default();
    mouth.will_say(5, vec![scene.receipt(2, 5)]);
    scene.round(&mouth).unwrap();
    // A copy of this disk has sent another third entry.
    let here = scene.store.lock().unwrap().head_at(3).unwrap().unwrap();
    let theirs = Head {
        link: [9; 32],
        ..here
    };
    let receipt = Receipt::sign(&theirs, 5, 0, NOW, &township());
    mouth.will_say(5, vec![Frame::Receipt(receipt)]);
    scene.round(&mouth).unwrap();
    let store = scene.store.lock().unwrap();
    let batch = store.unsent(NOW, usize::MAX).unwrap().unwrap();
    assert_ne!(batch.head_after.stream, here.stream, "a life of its own");
    assert_eq!((batch.first, batch.entries.len()), (1, 2));
    assert!(batch.entries.iter().all(|entry| entry.origin.is_some()));
}

#[test]
fn a_township_in_trouble_says_which_and_everything_stays_here_until_it_is_over() {
    let scene = Scene::new();
    scene.take_in(vec![]);
    let mouth = Mouth::default();
    for (refusal, named) in [(Refusal::NoRoom, "no room"), (Refusal::Ailing, "trouble")] {
        *mouth.refuses.lock().unwrap() = Some(refusal);
        let trouble = scene.round(&mouth).unwrap_err();
        match refusal {
            Refusal::NoRoom => assert!(matches!(trouble, Trouble::NoRoom), "{trouble}"),
            _ => assert!(matches!(trouble, Trouble::Ailing), "{trouble}"),
        }
        assert!(trouble.to_string().contains(named), "{trouble}");
        assert_eq!(scene.waiting(), 1, "what was not taken waits");
    }
    mouth.will_say(5, vec![scene.receipt(1, 5)]);
    scene.round(&mouth).unwrap();
    assert_eq!(scene.waiting(), 0, "and goes when it is over");
}

#[test]
fn that_a_pc_was_taken_its_key_is_believed_of_the_township_alone() {
    let scene = Scene::new();
    scene.take_in(vec![]);
    let mouth = Mouth::default();
    // A byte that was spoilt on the line makes any other refusal this one.
    *mouth.refuses.lock().unwrap() = Some(Refusal::Revoked);
    let trouble = scene.round(&mouth).unwrap_err();
    assert!(matches!(trouble, Trouble::Down), "{trouble}");
    mouth.will_say(5, vec![Frame::Refusal(Refusal::Revoked)]);
    let trouble = scene.round(&mouth).unwrap_err();
    assert!(matches!(trouble, Trouble::Revoked), "{trouble}");
}

#[test]
fn a_township_whose_disk_is_full_is_tried_again_later_and_not_at_once() {
    let scene = Scene::new();
    scene.take_in([1, 2].map(|n| scene.image(n)).to_vec());
    let mouth = Mouth {
        full: true,
        ..Mouth::default()
    };
    let images = scene.store.lock().unwrap().images_to_send().unwrap();
    assert!(images.is_empty(), "the event goes first");
    let wanted = listed(&[1, 2].map(|n| scene.image(n)));
    mouth.will_say(5, vec![scene.receipt(1, 5), wanted]);
    let trouble = scene.round(&mouth).unwrap_err();
    assert!(matches!(trouble, Trouble::Ailing), "{trouble}");
    assert_eq!(*mouth.asked.lock().unwrap(), ["sync", "put", "put"]);
    assert_eq!(scene.waiting(), 0, "the event is there");
    let state = scene.store.lock().unwrap().sync_state().unwrap();
    assert_eq!(state.images_waiting, 2);
}

#[test]
fn news_is_asked_for_between_two_images() {
    let scene = Scene::new();
    let images: Vec<ImageRef> = [1, 2, 3].map(|n| scene.image(n)).to_vec();
    scene.take_in(images.clone());
    let mouth = Mouth::default();
    mouth.will_say(5, vec![scene.receipt(1, 5), listed(&images)]);
    scene.round(&mouth).unwrap();
    let asked = mouth.asked.lock().unwrap().clone();
    let puts = asked.iter().filter(|word| **word == "put").count();
    assert_eq!(puts, 3);
    let in_a_row = asked.windows(2).filter(|two| *two == ["put", "put"]);
    assert_eq!(in_a_row.count(), 0, "{asked:?}");
}

#[test]
fn every_fork_counts_its_numbers_in_a_block_of_its_own() {
    let scene = Scene::new();
    scene.take_in(Vec::new());
    let mut blocks = BTreeSet::new();
    for fresh in 42..52 {
        let mouth = Mouth::default();
        mouth.will_say(5, vec![Frame::Fork(Fork { agreed: 0 })]);
        scene.round_with(&mouth, fresh).unwrap();
        let identity = scene.store.lock().unwrap().identity().unwrap().unwrap();
        assert!(identity.block.as_str().starts_with('A'));
        assert!(
            identity.block.as_str().len() > 2,
            "not one that is enrolled"
        );
        assert!(blocks.insert(identity.block.as_str().to_owned()));
    }
}
