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

/// A folder with a sound store that nobody is enrolled in.
fn station() -> tempfile::TempDir {
    let data = tempfile::tempdir().unwrap();
    let opening = shanyi_app::desk::Opening::left_open(data.path());
    drop(shanyi_app::desk::Desk::open(&opening));
    data
}

#[test]
fn a_folder_without_a_store_can_not_be_looked_at() {
    let data = tempfile::tempdir().unwrap();
    for data in [data.path().to_owned(), data.path().join("no such folder")] {
        for (words, said) in [
            (&["--lang", "zh"][..], "没有存下的办件"),
            (&["--lang", "en", "--mend"], "no saved cases"),
            (&["--lang", "en", "--restore", "x.db"], "no saved cases"),
        ] {
            let (code, text) = asked(words, &data);
            assert_eq!(code, UNKNOWN);
            assert!(text.contains(said), "{text}");
        }
    }
    assert_eq!(std::fs::read_dir(data.path()).unwrap().count(), 0);
}

#[test]
fn a_store_without_its_key_or_with_anothers_is_told_from_none() {
    let data = station();
    std::fs::write(data.path().join("key"), "08".repeat(32)).unwrap();
    for words in [&["--lang", "zh"][..], &["--lang", "zh", "--mend"]] {
        let (code, text) = asked(words, data.path());
        assert_eq!((code, text.contains("钥匙")), (UNKNOWN, true), "{text}");
    }
    std::fs::remove_file(data.path().join("key")).unwrap();
    let (code, text) = asked(&["--lang", "en"], data.path());
    assert_eq!((code, text.contains("its key")), (UNKNOWN, true), "{text}");
}

#[test]
fn a_report_goes_into_a_new_file_or_nothing_is_done() {
    let data = station();
    let report = data.path().join("report.txt");
    let path = report.to_str().unwrap();
    let line = Line::parse_from(["doctor", "--lang", "zh", "--report", path]);
    let (code, text) = line.doctor.reported(data.path(), &words::ZH);
    assert_eq!(code, SOUND, "{text}");
    assert_eq!(std::fs::read_to_string(&report).unwrap(), text);
    let (code, again) = line.doctor.reported(data.path(), &words::ZH);
    assert_eq!(
        (code, again.contains("换一个名字")),
        (UNKNOWN, true),
        "{again}"
    );
    assert_eq!(std::fs::read_to_string(&report).unwrap(), text);
    let nowhere = data.path().join("none/report.txt");
    let words = ["doctor", "--mend", "--report", nowhere.to_str().unwrap()];
    let (code, text) = Line::parse_from(words)
        .doctor
        .reported(data.path(), &words::EN);
    assert_eq!(
        (code, text.contains("Nothing was done")),
        (UNKNOWN, true),
        "{text}"
    );
}

#[test]
fn a_copy_is_put_back_by_its_name_and_anything_else_is_refused_as_such() {
    let data = station();
    let backups = data.path().join("backups");
    std::fs::create_dir(&backups).unwrap();
    let version = shanyi_app::doctor::SCHEMA_VERSION;
    let name = &*format!("cases-20261121-090000-v{version}-0-n1.db");
    std::fs::copy(data.path().join("cases.db"), backups.join(name)).unwrap();
    let (code, text) = asked(&["--lang", "zh"], data.path());
    assert_eq!((code, text.contains(name)), (SOUND, true), "{text}");
    let (code, text) = asked(&["--lang", "zh", "--restore", name], data.path());
    assert_eq!(
        (code, text.contains("副本已经换上")),
        (SOUND, true),
        "{text}"
    );
    let notes = data.path().join("notes.txt");
    std::fs::write(&notes, "字".repeat(999)).unwrap();
    for (file, said) in [
        (notes.to_str().unwrap(), "不是这台电脑"),
        ("no.db", "读不出这份副本"),
    ] {
        let (code, text) = asked(&["--lang", "zh", "--restore", file], data.path());
        assert_eq!(code, UNKNOWN);
        assert!(text.starts_with("没有换") && text.contains(said), "{text}");
    }
    std::fs::write(backups.join(name), "no copy any more").unwrap();
    let (code, text) = asked(&["--lang", "en"], data.path());
    assert_eq!(
        (code, text.contains("copy is damaged")),
        (DAMAGED, true),
        "{text}"
    );
    let (code, text) = asked(&["--lang", "en", "--mend"], data.path());
    assert_eq!((code, text.contains("set-aside")), (SOUND, true), "{text}");
    let (code, _) = asked(&["--lang", "en"], data.path());
    assert_eq!(code, SOUND);
}

#[test]
fn a_database_of_another_program_is_left_alone() {
    let data = station();
    std::fs::write(
        data.path().join("cases.db"),
        b"SQLite format 3\0".repeat(300),
    )
    .unwrap();
    std::fs::remove_file(data.path().join("witness")).ok();
    let before = std::fs::read(data.path().join("cases.db")).unwrap();
    for words in [&["--lang", "en"][..], &["--lang", "en", "--mend"]] {
        assert_eq!(asked(words, data.path()).0, UNKNOWN);
    }
    assert_eq!(std::fs::read(data.path().join("cases.db")).unwrap(), before);
}

#[test]
fn an_open_desk_is_to_be_closed_first() {
    let data = tempfile::tempdir().unwrap();
    let opening = shanyi_app::desk::Opening::left_open(data.path());
    drop(shanyi_app::desk::Desk::open(&opening));
    let lock = File::create(data.path().join("lock")).unwrap();
    lock.try_lock().unwrap();
    let (code, text) = asked(&["--lang", "zh"], data.path());
    assert_eq!((code, text.contains("请先关掉")), (UNKNOWN, true), "{text}");
}

#[test]
fn a_sound_store_ends_with_nothing_and_a_damaged_one_is_mended() {
    let data = tempfile::tempdir().unwrap();
    let opening = shanyi_app::desk::Opening::left_open(data.path());
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
