//! Pictures as phones, scanners and bad days make them. The files in `pictures/` were drawn for this:
//! the left half red, the right half white.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::io::Cursor;
use std::path::PathBuf;
use std::process::Command;

use image::{DynamicImage, GenericImageView, ImageFormat, RgbImage};
use shanyi_app::error::PictureFault;
use shanyi_app::picture::{Prepared, prepare};
use shanyi_app::view::PictureOf;
use shanyi_domain::fact::Media;

/// In the environment of the process that is measured: where it writes what it took.
const MEASURE: &str = "SHANYI_TEST_MEASURE";

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

/// A JPEG that claims to be 20000 by 10000.
fn two_hundred_megapixels() -> Vec<u8> {
    let mut jpeg = Cursor::new(Vec::new());
    let small = RgbImage::new(64, 64);
    small.write_to(&mut jpeg, ImageFormat::Jpeg).unwrap();
    let mut jpeg = jpeg.into_inner();
    let frame = jpeg.windows(2).position(|two| two == [0xff, 0xc0]).unwrap();
    jpeg[frame + 5..frame + 7].copy_from_slice(&10_000u16.to_be_bytes());
    jpeg[frame + 7..frame + 9].copy_from_slice(&20_000u16.to_be_bytes());
    jpeg
}

/// Kilobytes that this process has held at most.
fn most_held() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM:"))
        .unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[test]
#[cfg(target_os = "linux")]
fn two_hundred_megapixels_are_refused_without_being_unpacked_and_what_is_taken_stays_bounded() {
    if let Some(folder) = std::env::var_os(MEASURE).map(PathBuf::from) {
        return measured(&folder);
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("huge"), two_hundred_megapixels()).unwrap();
    let mut large = Cursor::new(Vec::new());
    let sheet = RgbImage::from_fn(9_000, 7_000, |x, y| {
        image::Rgb([(x / 40) as u8, (y / 40) as u8, 200])
    });
    sheet.write_to(&mut large, ImageFormat::Jpeg).unwrap();
    drop(sheet);
    std::fs::write(folder.path().join("large"), large.into_inner()).unwrap();
    let mut again = Command::new(std::env::current_exe().unwrap());
    again.args([
        "--exact",
        "two_hundred_megapixels_are_refused_without_being_unpacked_and_what_is_taken_stays_bounded",
    ]);
    again.arg("--nocapture");
    let done = again.env(MEASURE, folder.path()).output().unwrap();
    println!("{}", String::from_utf8_lossy(&done.stdout));
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stdout)
    );
}

fn measured(folder: &std::path::Path) {
    let before = most_held();
    let huge = std::fs::read(folder.join("huge")).unwrap();
    let fault = prepare(&huge, PictureOf::Sheet);
    let too_many = PictureFault::TooManyPixels {
        limit_megapixels: 64,
    };
    assert_eq!(fault, Err(too_many));
    let refused = most_held() - before;
    assert!(refused < 16_000, "refusing took {refused} KB");
    let large = std::fs::read(folder.join("large")).unwrap();
    // Dropped together, prepared one after the other.
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| prepare(&large, PictureOf::Sheet).unwrap());
        }
    });
    let taken = most_held() - before;
    println!("refused: {refused} KB, three of 63 megapixels: {taken} KB");
    assert!(taken < 450_000, "three of 63 megapixels took {taken} KB");
}
