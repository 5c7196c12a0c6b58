//! Images are kept whole, apart, and only as long as something names them.
#![allow(clippy::unwrap_used)]

mod desk;

use std::fs::{self, File};
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use desk::*;
use shanyi_domain::fact::{ImageRef, Media};
use shanyi_domain::ids::ImageHash;
use shanyi_store::*;

fn file(desk: &Desk, image: &ImageRef) -> PathBuf {
    let name = image.hash.to_string();
    desk.dir.path().join("images").join(&name[..2]).join(name)
}

#[test]
fn an_image_comes_back_as_it_was() {
    let desk = Desk::new();
    let bytes: Vec<u8> = (0..200_000_u32)
        .map(|n| n.to_le_bytes()[n as usize % 3])
        .collect();
    let image = desk.store.put_image(&bytes, Media::Pdf).unwrap();
    assert_eq!((image.length, image.media), (200_000, Media::Pdf));
    let desk = desk.reopened(4);
    assert_eq!(desk.store.image(&image.hash).unwrap().unwrap(), bytes);
    assert_eq!(
        desk.store.images().get(&image.hash).unwrap().unwrap(),
        bytes
    );
    assert_eq!(desk.store.image(&ImageHash([1; 32])).unwrap(), None);
}

#[test]
fn the_same_bytes_are_kept_once() {
    let desk = Desk::new();
    let image = desk.image(b"front of the card");
    let sealed = fs::read(file(&desk, &image)).unwrap();
    assert_eq!(desk.image(b"front of the card"), image);
    assert_eq!(fs::read(file(&desk, &image)).unwrap(), sealed);
}

#[test]
fn a_changed_file_is_noticed() {
    let desk = Desk::new();
    let (image, other) = (
        desk.image(b"front of the card"),
        desk.image(b"back of the card!"),
    );
    let mut sealed = fs::read(file(&desk, &image)).unwrap();
    *sealed.last_mut().unwrap() ^= 1;
    fs::write(file(&desk, &image), &sealed).unwrap();
    let error = desk.store.image(&image.hash).unwrap_err();
    assert!(matches!(error, StoreError::ImageDamaged(_)), "{error}");
    // The file of another image under this name is no less a change.
    fs::copy(file(&desk, &other), file(&desk, &image)).unwrap();
    assert!(desk.store.image(&image.hash).is_err());
    fs::write(file(&desk, &image), b"short").unwrap();
    assert!(desk.store.image(&image.hash).is_err());
    // The bytes put in again mend it.
    desk.image(b"front of the card");
    assert_eq!(
        desk.store.image(&image.hash).unwrap().unwrap(),
        b"front of the card"
    );
}

#[test]
fn an_image_that_the_township_would_not_take_is_refused() {
    let desk = Desk::new();
    let error = desk
        .store
        .put_image(&vec![0; MAX_IMAGE + 1], Media::Pdf)
        .unwrap_err();
    assert!(matches!(error, StoreError::ImageTooLarge { .. }), "{error}");
}

#[test]
fn only_what_nothing_names_is_swept() {
    let mut desk = Desk::new();
    let named = desk.image(b"named by an event");
    let drafted = desk.image(b"named by a draft");
    let orphan = desk.image(b"named by nothing");
    desk.act(
        None,
        vec![with_images(intake("蓝春妹", 1), vec![named.clone()])],
        MORNING,
    );
    let draft = format!("{{\"photo\":\"{}\"}}", drafted.hash);
    desk.store
        .put_draft(OPERATOR, "intake", &draft, MORNING)
        .unwrap();
    let unfinished = file(&desk, &named).with_extension("0a0b0c0d.part");
    fs::write(&unfinished, b"half").unwrap();

    assert_eq!(
        desk.store.sweep_orphans(Duration::from_secs(3600)).unwrap(),
        0
    );
    assert!(file(&desk, &orphan).exists());
    assert_eq!(desk.store.sweep_orphans(Duration::ZERO).unwrap(), 2);
    assert!(!file(&desk, &orphan).exists() && !unfinished.exists());
    assert!(file(&desk, &named).exists() && file(&desk, &drafted).exists());
    desk.store.drop_draft(OPERATOR, "intake").unwrap();
    assert_eq!(desk.store.sweep_orphans(Duration::ZERO).unwrap(), 1);
    assert_eq!(desk.store.image(&drafted.hash).unwrap(), None);
}

#[test]
fn an_old_orphan_that_is_wanted_again_is_not_swept_before_a_draft_names_it() {
    let mut desk = Desk::new();
    let image = desk.image(b"dropped on the window twice");
    let week = Duration::from_secs(7 * 24 * 3600);
    let long_ago = SystemTime::now() - 2 * week;
    let old = File::options().append(true).open(file(&desk, &image));
    old.unwrap().set_modified(long_ago).unwrap();
    assert_eq!(desk.image(b"dropped on the window twice"), image);
    assert_eq!(desk.store.sweep_orphans(week).unwrap(), 0);
    assert!(file(&desk, &image).exists());
}

#[test]
fn an_image_that_could_not_be_kept_leaves_nothing_in_its_place() {
    let desk = Desk::new();
    let bytes = b"front of the card";
    let path = file(
        &desk,
        &ImageRef {
            hash: shanyi_wire::derive::image_hash(bytes),
            length: 17,
            media: Media::Jpeg,
        },
    );
    // Something of that name stands in the way.
    fs::create_dir_all(path.join("in the way")).unwrap();
    assert!(desk.store.put_image(bytes, Media::Jpeg).is_err());
    let shelf = fs::read_dir(path.parent().unwrap()).unwrap();
    assert_eq!(shelf.count(), 1);
}

#[test]
fn a_small_picture_is_kept_encrypted_beside_its_image_and_goes_with_it() {
    let mut desk = Desk::new();
    let image = desk.store.put_image(&[9; 9000], Media::Jpeg).unwrap();
    assert_eq!(desk.store.thumbnail(&image.hash).unwrap(), None);
    let small = b"small picture of a sheet".to_vec();
    desk.store.put_thumbnail(&image.hash, &small).unwrap();
    assert_eq!(
        desk.store.thumbnail(&image.hash).unwrap(),
        Some(small.clone())
    );
    let own = file(&desk, &image);
    let file = own.with_extension("small");
    let kept = fs::read(&file).unwrap();
    assert!(!kept.windows(5).any(|part| part == b"small"), "encrypted");
    // It can't stand for the image, nor for another one.
    fs::copy(&file, &own).unwrap();
    assert!(desk.store.image(&image.hash).is_err());
    // One that a power cut left half is none.
    fs::write(&file, &kept[..30]).unwrap();
    assert_eq!(desk.store.thumbnail(&image.hash).unwrap(), None);
    desk.store.sweep_orphans(Duration::ZERO).unwrap();
    assert!(!file.exists(), "nothing names the image");
}
