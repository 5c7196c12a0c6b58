//! Pictures as phones, scanners and bad days make them. The files in `pictures/` were drawn for this:
//! the left half red, the right half white.
#![allow(clippy::unwrap_used)]

use std::path::PathBuf;

use image::{DynamicImage, GenericImageView};
use shanyi_app::error::PictureFault;
use shanyi_app::picture::{Prepared, prepare};
use shanyi_app::view::PictureOf;
use shanyi_domain::fact::Media;

fn file(name: &str) -> Vec<u8> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/pictures");
    std::fs::read(folder.join(name)).unwrap()
}

fn seen(prepared: &Prepared) -> DynamicImage {
    image::load_from_memory(&prepared.bytes).unwrap()
}

/// Whether a place of a picture is dark or red rather than white.
fn inked(picture: &DynamicImage, x: u32, y: u32) -> bool {
    picture.get_pixel(x, y).0[1] < 128
}

#[test]
fn a_progressive_photograph_and_one_in_print_colours_keep_what_is_on_them() {
    for name in ["progressive.jpg", "cmyk.jpg", "sixteen.png"] {
        let picture = seen(&prepare(&file(name), PictureOf::Sheet).unwrap());
        assert_eq!((picture.width(), picture.height()), (200, 120), "{name}");
        assert!(
            inked(&picture, 30, 60) && !inked(&picture, 170, 60),
            "{name}"
        );
    }
}

#[test]
fn a_photograph_that_lies_on_its_side_stands_upright_and_says_nothing_of_its_camera() {
    let prepared = prepare(&file("lying.jpg"), PictureOf::IdSide).unwrap();
    let picture = seen(&prepared);
    assert_eq!((picture.width(), picture.height()), (120, 200));
    // The left half of what lay is the upper half of what stands.
    assert!(inked(&picture, 60, 30) && !inked(&picture, 60, 170));
    assert!(!prepared.bytes.windows(4).any(|four| four == b"Exif"));
}

#[test]
fn a_pdf_called_jpg_is_taken_for_what_it_is() {
    let pdf = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n";
    let prepared = prepare(pdf, PictureOf::Sheet).unwrap();
    assert_eq!(
        (prepared.media, prepared.bytes.as_slice()),
        (Media::Pdf, &pdf[..])
    );
}

#[test]
fn the_heic_photo_of_a_phone_is_named_whatever_it_is_called() {
    for brand in [b"heic", b"mif1"] {
        let mut file = b"\0\0\0\x18ftyp".to_vec();
        file.extend_from_slice(brand);
        file.extend_from_slice(&[0; 200]);
        assert_eq!(prepare(&file, PictureOf::Sheet), Err(PictureFault::Heic));
    }
}

#[test]
fn a_picture_that_breaks_off_anywhere_is_damaged_and_never_half_kept() {
    for name in ["progressive.jpg", "cmyk.jpg", "lying.jpg", "sixteen.png"] {
        let whole = file(name);
        for end in (4..whole.len() - 12).step_by(37) {
            let kept = prepare(&whole[..end], PictureOf::Sheet);
            let refused = matches!(kept, Err(PictureFault::Damaged | PictureFault::Format));
            assert!(refused, "{name} cut at {end}: {kept:?}");
        }
    }
}

#[test]
fn no_byte_that_is_turned_over_stops_the_desk() {
    for name in ["progressive.jpg", "cmyk.jpg", "lying.jpg", "sixteen.png"] {
        let whole = file(name);
        for at in (0..whole.len()).step_by(3) {
            let mut bad = whole.clone();
            bad[at] ^= 0x5a;
            // Taken or refused: it answers.
            let _ = prepare(&bad, PictureOf::Sheet);
        }
    }
}
