//! What goes before what, and how long it waits.
#![allow(clippy::unwrap_used)]

mod mouth;

use mouth::*;
use shanyi_domain::fact::{ImageRef, Media};
use shanyi_sync::engine::{Engine, Given};
use shanyi_wire::derive::image_hash;
use shanyi_wire::event::DocumentKind;
use shanyi_wire::exchange::{ImageStart, ImageStarts, ImagesWanted, Returned};
use shanyi_wire::frame::Frame;

/// The images of the first event, none of which is there; small pictures of them are wanted too.
fn all_wanted(images: &[ImageRef]) -> Frame {
    let images = images.iter().map(|image| ImageStart::of(&image.hash));
    Frame::Images(ImagesWanted {
        unseen: ImageStarts(images.collect()),
        ..ImagesWanted::default()
    })
}

#[test]
fn events_go_before_documents_those_before_small_pictures_and_these_before_scans() {
    let scene = Scene::new();
    let images: Vec<ImageRef> = [1, 2].map(|n| scene.image(n)).to_vec();
    scene.take_in(images.clone());
    for image in &images {
        let store = scene.store.lock().unwrap();
        store
            .put_thumbnail(&image.hash, b"a small picture")
            .unwrap();
    }
    let mouth = Mouth {
        document: include_bytes!("../../domain/data/workdays.json").to_vec(),
        ..Mouth::default()
    };
    assert!(mouth.document.len() < 32 * 1024, "one piece");
    let page = announced(DocumentKind::Calendar, 1, &mouth.document);
    mouth.will_say(5, vec![scene.receipt(1, 5), page, all_wanted(&images)]);
    mouth.will_say(5, vec![all_wanted(&images)]);
    scene.round(&mouth).unwrap();
    let asked = mouth.asked.lock().unwrap().clone();
    let first = ["sync", "get", "sync", "thumbnail", "thumbnail", "put"];
    assert_eq!(asked[..6], first, "{asked:?}");
    let again = asked.iter().filter(|one| **one == "thumbnail").count();
    assert_eq!(again, 2, "each once");
}

#[test]
fn what_is_saved_meanwhile_waits_for_one_chunk_of_a_scan_or_one_piece_of_a_document_at_most() {
    let scene = Scene::new();
    let large = {
        let store = scene.store.lock().unwrap();
        let bytes: Vec<u8> = (0..200_000_u32).map(|n| (n % 251) as u8).collect();
        store.put_image(&bytes, Media::Jpeg).unwrap()
    };
    scene.take_in(vec![large.clone()]);
    let mouth = Mouth {
        document: include_bytes!("../../domain/data/catalog.json").to_vec(),
        ..Mouth::default()
    };
    let pieces = mouth.document.len().div_ceil(32 * 1024);
    assert!(pieces > 3, "{pieces}");
    let page = announced(DocumentKind::Catalog, 1, &mouth.document);
    mouth.will_say(5, vec![scene.receipt(1, 5), page, all_wanted(&[large])]);
    // While a chunk or a piece is on its way, another case is saved.
    let mut engine = Engine::new(&mouth, scene.parties.clone());
    let saved = std::cell::Cell::new(1_u64);
    let given = || {
        let last = mouth.asked.lock().unwrap().last().copied();
        if saved.get() < 8 && matches!(last, Some("get" | "put")) {
            scene.take_in(Vec::new());
            saved.set(saved.get() + 1);
            mouth.will_say(5, vec![scene.receipt(saved.get(), 5)]);
        }
        Given {
            now: NOW,
            saved_before: NOW,
            fresh: 42,
        }
    };
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    let round = engine.round(&scene.store, given, || {});
    runtime.unwrap().block_on(round).unwrap();
    assert_eq!(scene.waiting(), 0);
    let asked = mouth.asked.lock().unwrap().clone();
    let in_a_row = asked
        .iter()
        .take(14)
        .zip(asked.iter().skip(1))
        .filter(|(one, next)| **one != "sync" && **next != "sync");
    assert_eq!(in_a_row.count(), 0, "{asked:?}");
    assert!(asked.len() > 14, "{asked:?}");
}

/// A round in which another case is saved while each piece of something is on its way, as long as
/// there are less than `most`. What was asked, in its order.
fn round_with_saves(scene: &Scene, mouth: &Mouth, most: u64) -> Vec<&'static str> {
    let mut engine = Engine::new(mouth, scene.parties.clone());
    let saved = std::cell::Cell::new(1_u64);
    let given = || {
        let last = mouth.asked.lock().unwrap().last().copied();
        if saved.get() < most && matches!(last, Some("get" | "put")) {
            scene.take_in(Vec::new());
            saved.set(saved.get() + 1);
        }
        Given {
            now: NOW,
            saved_before: NOW,
            fresh: 42,
        }
    };
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    let round = engine.round(&scene.store, given, || {});
    runtime.unwrap().block_on(round).unwrap();
    mouth.asked.lock().unwrap().clone()
}

#[test]
fn what_is_saved_while_a_document_can_not_be_had_goes_before_the_scans() {
    let scene = Scene::new();
    let images: Vec<ImageRef> = [1].map(|n| scene.image(n)).to_vec();
    scene.take_in(images.clone());
    let mouth = Mouth {
        document: b"other bytes than were published".to_vec(),
        ..Mouth::default()
    };
    let page = announced(DocumentKind::Calendar, 1, b"the bytes that were published");
    mouth.will_say(5, vec![scene.receipt(1, 5), page, all_wanted(&images)]);
    mouth.will_say(5, vec![all_wanted(&images)]);
    let asked = round_with_saves(&scene, &mouth, 2);
    let start = ["sync", "get", "sync", "put"];
    assert!(asked.starts_with(&start), "{asked:?}");
}

/// A scene whose store has this catalogue in force, and a township that wants its bytes back in each of
/// the next replies.
fn lacks(catalog: &[u8]) -> (Scene, Mouth) {
    let scene = Scene::new();
    scene.take_in(Vec::new());
    let mouth = Mouth {
        document: catalog.to_vec(),
        ..Mouth::default()
    };
    let page = announced(DocumentKind::Catalog, 1, catalog);
    mouth.will_say(5, vec![scene.receipt(1, 5), page]);
    scene.round(&mouth).unwrap();
    mouth.asked.lock().unwrap().clear();
    let lacking = Returned {
        events: 0,
        documents: vec![image_hash(catalog)],
        begun: Vec::new(),
    };
    for _ in 0..10 {
        mouth.will_say(5, vec![Frame::Returned(lacking.clone())]);
    }
    (scene, mouth)
}

#[test]
fn a_document_that_is_given_back_begins_where_the_township_says_that_it_ends() {
    let catalog = include_bytes!("../../domain/data/catalog.json");
    let (scene, mouth) = lacks(catalog);
    let there = 100_000;
    let held = (image_hash(catalog), there);
    mouth.holds.lock().unwrap().extend([held]);
    scene.round(&mouth).unwrap();
    let sent = *mouth.put.lock().unwrap();
    assert_eq!(
        sent,
        catalog.len() - there as usize,
        "what is there goes once"
    );
}

#[test]
fn what_is_saved_while_a_document_is_given_back_waits_for_one_piece_at_most() {
    let catalog = include_bytes!("../../domain/data/catalog.json");
    let pieces = catalog.len().div_ceil(32 * 1024);
    assert!(pieces > 3, "{pieces}");
    let (scene, mouth) = lacks(catalog);
    let asked = round_with_saves(&scene, &mouth, 4);
    let start = ["sync", "put", "sync", "put", "sync", "put", "sync", "put"];
    assert!(asked.starts_with(&start), "{asked:?}");
    let puts = asked.iter().filter(|one| **one == "put").count();
    assert!(puts <= pieces, "no piece goes twice: {asked:?}");
}

#[test]
fn a_township_that_has_something_to_say_is_asked_before_the_next_chunk() {
    let scene = Scene::new();
    let large = {
        let store = scene.store.lock().unwrap();
        let bytes: Vec<u8> = (0..200_000_u32).map(|n| (n % 251) as u8).collect();
        store.put_image(&bytes, Media::Jpeg).unwrap()
    };
    scene.take_in(vec![large.clone()]);
    let mouth = Mouth::default();
    mouth.will_say(5, vec![scene.receipt(1, 5), all_wanted(&[large])]);
    let mut engine = Engine::new(&mouth, scene.parties.clone());
    let bell = engine.bell();
    let given = || {
        let puts = mouth
            .asked
            .lock()
            .unwrap()
            .iter()
            .filter(|one| **one == "put")
            .count();
        if puts == 1 {
            bell.ring();
        }
        Given {
            now: NOW,
            saved_before: NOW,
            fresh: 42,
        }
    };
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    let round = engine.round(&scene.store, given, || {});
    runtime.unwrap().block_on(round).unwrap();
    let asked = mouth.asked.lock().unwrap().clone();
    let start = ["sync", "put", "sync"];
    assert_eq!(asked[..3], start, "{asked:?}");
}

#[test]
fn of_a_list_that_names_a_part_no_other_image_is_offered() {
    let scene = Scene::new();
    let images: Vec<ImageRef> = [1, 2, 3].map(|n| scene.image(n)).to_vec();
    scene.take_in(images.clone());
    let part = |images: &[ImageRef], more| {
        let Frame::Images(list) = listed(images) else {
            unreachable!()
        };
        Frame::Images(ImagesWanted { more, ..list })
    };
    let mouth = Mouth::default();
    mouth.will_say(5, vec![scene.receipt(1, 5), part(&images[1..2], true)]);
    mouth.will_say(5, vec![part(&images[2..], true)]);
    mouth.will_say(5, vec![part(&[], false)]);
    scene.round(&mouth).unwrap();
    let asked = mouth.asked.lock().unwrap().clone();
    assert_eq!(asked, ["sync", "put", "sync", "put", "sync"]);
    let state = scene.store.lock().unwrap().sync_state().unwrap();
    assert_eq!(state.images_waiting, 0, "the first one was there");
}

#[test]
fn a_hello_says_which_list_and_which_receipt_are_held() {
    let scene = Scene::new();
    let images: Vec<ImageRef> = [1, 2].map(|n| scene.image(n)).to_vec();
    scene.take_in(images.clone());
    let mouth = Mouth {
        full: true,
        ..Mouth::default()
    };
    let Frame::Images(list) = listed(&images) else {
        unreachable!()
    };
    mouth.will_say(5, vec![scene.receipt(1, 5), Frame::Images(list.clone())]);
    let mut engine = Engine::new(&mouth, scene.parties.clone());
    let given = || Given {
        now: NOW,
        saved_before: NOW,
        fresh: 42,
    };
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    let runtime = runtime.unwrap();
    for _ in 0..2 {
        // The township's disk is full: nothing of the list goes.
        runtime
            .block_on(engine.round(&scene.store, given, || {}))
            .unwrap_err();
    }
    let heard = mouth.heard.lock().unwrap().clone();
    assert_eq!((heard[0].images, heard[0].unreceipted), (None, None));
    assert_eq!(heard[1].images, Some(list.digest()));
    assert!(heard[1].holds_receipt(1, 0));
    let state = scene.store.lock().unwrap().sync_state().unwrap();
    assert_eq!(
        state.images_waiting, 2,
        "it said nothing of them, and wants them"
    );
}
