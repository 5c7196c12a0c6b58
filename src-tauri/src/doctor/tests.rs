use std::path::Path;

use clap::Parser;

use super::*;

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    doctor: Doctor,
}

fn asked(words: &[&str], data: &Path) -> (u8, String) {
    let line = Line::parse_from(["doctor"].iter().chain(words));
    line.doctor.report(data, line.doctor.words())
}

#[test]
fn a_folder_without_a_store_can_not_be_looked_at() {
    let data = tempfile::tempdir().unwrap();
    let (code, text) = asked(&["--lang", "zh"], data.path());
    assert_eq!(code, UNKNOWN);
    assert!(text.contains("钥匙"), "{text}");
    let (code, text) = asked(&["--lang", "en", "--mend"], data.path());
    assert_eq!(code, UNKNOWN);
    assert!(text.contains("key"), "{text}");
}

#[test]
fn an_open_desk_is_to_be_closed_first() {
    let data = tempfile::tempdir().unwrap();
    let opening = shanyi_app::desk::Opening::new(data.path());
    drop(shanyi_app::desk::Desk::open(&opening));
    let lock = std::fs::File::create(data.path().join("lock")).unwrap();
    lock.try_lock().unwrap();
    let (code, text) = asked(&["--lang", "zh"], data.path());
    assert_eq!((code, text.contains("请先关掉")), (UNKNOWN, true), "{text}");
}

#[test]
fn a_sound_store_ends_with_nothing_and_a_damaged_one_is_mended() {
    let data = tempfile::tempdir().unwrap();
    let opening = shanyi_app::desk::Opening::new(data.path());
    drop(shanyi_app::desk::Desk::open(&opening));
    let (code, text) = asked(&["--lang", "zh"], data.path());
    assert_eq!((code, text.contains("完好")), (SOUND, true), "{text}");

    let store = data.path().join("cases.db");
    let mut bytes = std::fs::read(&store).unwrap();
    let last = bytes.len() - 500;
    bytes[last] ^= 1;
    std::fs::write(&store, bytes).unwrap();
    let (code, text) = asked(&["--lang", "en"], data.path());
    assert_eq!((code, text.contains("damaged")), (DAMAGED, true), "{text}");
    let (_, text) = asked(&["--lang", "zh", "--mend"], data.path());
    assert!(text.contains("修好了"), "{text}");
    let (code, text) = asked(&["--lang", "zh"], data.path());
    assert_eq!((code, text.contains("完好")), (SOUND, true), "{text}");
}
