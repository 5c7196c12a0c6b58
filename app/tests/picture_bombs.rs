//! Files that lie about what is in them, or that unpack to far more than they are: refused, or taken
//! for what they show, at once and without room. Only Linux tells a process how much it has held at most.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)]

use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::Command;

use image::{GrayImage, ImageFormat, RgbImage};
use shanyi_app::error::PictureFault;
use shanyi_app::picture::prepare;
use shanyi_app::view::PictureOf;

/// In the environment of the process that is measured: where the file is.
const MEASURE: &str = "SHANYI_TEST_BOMB";
/// What looking at any of them may take, in kilobytes.
const ROOM: u64 = 64_000;

fn written(picture: &RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    picture.write_to(&mut file, format).unwrap();
    file.into_inner()
}

/// The check sum at the end of a PNG's part.
fn sum(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg())
        })
    })
}

/// A part of a PNG, whole.
fn part(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let named = [kind, content].concat();
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    [&length, &named[..], &sum(&named).to_be_bytes()].concat()
}

/// The parts of a PNG: kind and content.
fn parts(png: &[u8]) -> Vec<([u8; 4], Vec<u8>)> {
    let mut all = Vec::new();
    let mut rest = &png[8..];
    while rest.len() >= 12 {
        let length = u32::from_be_bytes(rest[..4].try_into().unwrap()) as usize;
        let kind = rest[4..8].try_into().unwrap();
        all.push((kind, rest[8..8 + length].to_vec()));
        rest = &rest[12 + length..];
    }
    all
}

fn png(parts: &[([u8; 4], Vec<u8>)]) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, content) in parts {
        file.extend(part(kind, content));
    }
    file
}

/// A PNG that says it is so large, whatever is in it.
fn claiming(file: &[u8], width: u32, height: u32) -> Vec<u8> {
    let mut all = parts(file);
    all[0].1[..4].copy_from_slice(&width.to_be_bytes());
    all[0].1[4..8].copy_from_slice(&height.to_be_bytes());
    png(&all)
}

/// Packed white, a hundred megabytes of it.
fn packed() -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    let white = GrayImage::from_pixel(10_000, 10_000, image::Luma([255]));
    white.write_to(&mut file, ImageFormat::Png).unwrap();
    let all = parts(&file.into_inner());
    let data = all.iter().filter(|(kind, _)| kind == b"IDAT");
    data.flat_map(|(_, content)| content.clone()).collect()
}

/// A JPEG of a later size than it begins with.
fn jpeg_claiming(width: u16, height: u16) -> Vec<u8> {
    let mut jpeg = written(&RgbImage::new(640, 480), ImageFormat::Jpeg);
    let frame = jpeg.windows(2).position(|two| two == [0xff, 0xc0]).unwrap();
    jpeg[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
    jpeg[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
    jpeg
}

/// A progressive photograph whose last scan is written again and again.
fn scanned_again(times: usize) -> Vec<u8> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/pictures");
    let jpeg = std::fs::read(folder.join("progressive.jpg")).unwrap();
    let last = jpeg
        .windows(2)
        .rposition(|two| two == [0xff, 0xda])
        .unwrap();
    let end = jpeg
        .windows(2)
        .rposition(|two| two == [0xff, 0xd9])
        .unwrap();
    let scan = jpeg[last..end].repeat(times);
    [&jpeg[..end], &scan, &jpeg[end..]].concat()
}

/// What may come of a file.
type Holds = fn(&Result<(), PictureFault>) -> bool;

/// Each file with what may come of it.
fn bombs() -> Vec<(&'static str, Vec<u8>, Holds)> {
    let small = written(
        &RgbImage::from_pixel(400, 300, image::Rgb([200; 3])),
        ImageFormat::Png,
    );
    let inside = |kind: &[u8; 4], content: Vec<u8>, at: usize| {
        let mut all = parts(&small);
        all.insert(at, (*kind, content));
        png(&all)
    };
    let packed = packed();
    let mut swollen = parts(&small);
    for (kind, content) in &mut swollen {
        if kind == b"IDAT" {
            content.clone_from(&packed);
        }
    }
    let too_many: Holds = |end| matches!(end, Err(PictureFault::TooManyPixels { .. }));
    let damaged: Holds = |end| matches!(end, Err(PictureFault::Damaged));
    let refused: Holds = |end| end.is_err();
    let answered: Holds = |_| true;
    let taken: Holds = |end| end.is_ok();
    vec![
        (
            "a picture of 50,000 by 50,000",
            claiming(&small, 50_000, 50_000),
            too_many,
        ),
        (
            "a picture of one line without end",
            claiming(&small, 0x7fff_ffff, 1),
            refused,
        ),
        ("a picture of nothing", claiming(&small, 0, 0), damaged),
        (
            "more packed than the picture is large",
            png(&swollen),
            answered,
        ),
        (
            "colours that unpack to megabytes",
            inside(b"iCCP", [&b"x\0\0"[..], &packed].concat(), 1),
            answered,
        ),
        (
            "words that unpack to megabytes",
            inside(b"zTXt", [&b"Comment\0\0"[..], &packed].concat(), 1),
            answered,
        ),
        (
            "a film of four billion pictures",
            inside(b"acTL", [[0xff; 4], [0; 4]].concat(), 1),
            answered,
        ),
        (
            "a photograph of 65,535 by 65,535",
            jpeg_claiming(65_535, 65_535),
            too_many,
        ),
        (
            "a photograph that has more than it says",
            jpeg_claiming(96, 96),
            answered,
        ),
        (
            "a photograph that has less than it says",
            jpeg_claiming(1_200, 900),
            answered,
        ),
        ("a photograph of no height", jpeg_claiming(640, 0), damaged),
        (
            "a photograph scanned twenty times",
            scanned_again(10),
            taken,
        ),
        (
            "a photograph scanned five thousand times",
            scanned_again(5_000),
            damaged,
        ),
    ]
}

/// Kilobytes that this process has held at most.
fn most_held() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let words = line.and_then(|line| line.split_whitespace().nth(1));
    words.unwrap().parse().unwrap()
}

fn measured(file: &Path) {
    let bytes = std::fs::read(file).unwrap();
    let before = most_held();
    let end = prepare(&bytes, PictureOf::Sheet).map(drop);
    let took = most_held() - before;
    let said = format!("{took} {end:?}");
    std::fs::write(file.with_extension("said"), said).unwrap();
}

#[test]
fn a_file_that_lies_takes_no_room_and_ends_as_what_it_is() {
    if let Some(file) = std::env::var_os(MEASURE) {
        return measured(Path::new(&file));
    }
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes, holds) in bombs() {
        let end = prepare(&bytes, PictureOf::Sheet).map(drop);
        assert!(holds(&end), "{name}: {end:?}");
        let file = folder.path().join("bomb.bin");
        std::fs::write(&file, &bytes).unwrap();
        let mut again = Command::new(std::env::current_exe().unwrap());
        again.args([
            "--exact",
            "a_file_that_lies_takes_no_room_and_ends_as_what_it_is",
        ]);
        assert!(
            again.env(MEASURE, &file).output().unwrap().status.success(),
            "{name}"
        );
        let said = std::fs::read_to_string(file.with_extension("said")).unwrap();
        let took: u64 = said.split(' ').next().unwrap().parse().unwrap();
        assert!(took < ROOM, "{name} took {took} KB");
    }
}
