//! What huge pictures may take of the memory of an old PC. Only Linux tells a process how much it has
//! held at most.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::io::Cursor;
use std::path::PathBuf;
use std::process::Command;

use image::{ImageFormat, RgbImage};
use shanyi_app::error::PictureFault;
use shanyi_app::picture::prepare;
use shanyi_app::view::PictureOf;

/// In the environment of the process that is measured: where it writes what it took.
const MEASURE: &str = "SHANYI_TEST_MEASURE";

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
