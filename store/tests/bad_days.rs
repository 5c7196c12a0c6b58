//! Disks that are full, read-only or pulled out, and a log that was cut: nothing that was called
//! saved is lost without a word, and the store goes on when the trouble is over.
//!
//! The disks are small ones in memory, mounted where nobody else sees them: such a test runs in a
//! process of its own, with a view of the file system of its own.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic)]

mod desk;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use desk::disk::*;
use desk::*;
use shanyi_domain::fact::{Fact, Media};
use shanyi_store::*;
use tempfile::TempDir;

/// A store on that disk.
fn store_on(disk: &Path) -> (Store, PathBuf) {
    let data = disk.join("station");
    let mut store = Store::open(&data, &key(), options(1, Durability::Full)).unwrap();
    store.enrol(&identity(1)).unwrap();
    (store, data)
}

fn take_in(store: &mut Store, serial: u16) -> Result<Saved, StoreError> {
    let facts = vec![Fact::Collected(intake("蓝春妹", serial))];
    store.record(act(None, facts, MORNING))
}

#[test]
fn a_full_disk_takes_the_save_in_hand_then_no_images_then_no_new_cases() {
    let name = "a_full_disk_takes_the_save_in_hand_then_no_images_then_no_new_cases";
    on_a_disk(name, 40, |disk| {
        let (mut store, data) = store_on(disk);
        store.look_after().unwrap();
        assert_eq!(fs::metadata(data.join("ballast")).unwrap().len(), 8 << 20);
        assert_eq!(store.room(), Room::Enough);
        let first = take_in(&mut store, 1).unwrap();

        let filler = fill(disk, 0);
        assert_eq!(store.room(), Room::Enough, "the ballast is there");
        let image = store.put_image(&vec![7; 200_000], Media::Jpeg).unwrap_err();
        assert!(matches!(image, StoreError::DiskFull), "{image}");
        assert_eq!(store.room(), Room::NoImages);
        assert!(data.join("ballast").exists(), "images leave it to saves");

        // The save in hand fits: the ballast goes for it.
        let mut second = take_in(&mut store, 2).unwrap();
        for serial in 3..60 {
            if !data.join("ballast").exists() {
                break;
            }
            second = take_in(&mut store, serial).unwrap();
        }
        assert!(!data.join("ballast").exists());
        assert_eq!(store.room(), Room::NoImages);

        // Less and less is left.
        let rest = fill(disk, 2 * MEGABYTE);
        assert_eq!(store.room(), Room::NoIntake);
        let id = first.case.id;
        store
            .record(act(Some(id), vec![comment("还在办")], MORNING))
            .unwrap();
        store
            .put_draft(OPERATOR, "intake:1", "{}", MORNING)
            .unwrap();

        // And then nothing: what does not fit is not half there.
        let last = fill(disk, 0);
        let mut words = 0;
        let refused = loop {
            let word = vec![comment(&"字".repeat(300))];
            match store.record(act(Some(id), word, MORNING)) {
                Ok(_) => words += 1,
                Err(error) => break error,
            }
        };
        assert!(matches!(refused, StoreError::DiskFull), "{refused}");
        let events = store.case_dump(&id).unwrap().matches("  event ").count();
        assert_eq!(events, 2 + words);
        store.look_after().unwrap();

        // There is room again: it goes on by itself.
        for file in [filler, rest, last] {
            fs::remove_file(file).unwrap();
        }
        take_in(&mut store, 90).unwrap();
        store.look_after().unwrap();
        assert_eq!(store.room(), Room::Enough);
        assert!(data.join("ballast").exists());
        store.put_image(&vec![7; 200_000], Media::Jpeg).unwrap();
        let dump = store.dump().unwrap();
        assert!(dump.contains(&second.case.number));
        drop(store);
        assert_eq!(reopen(&data, 2).dump().unwrap(), dump);
        let found = examine(&data, &key()).unwrap();
        assert!(found.is_sound(), "{found:?}");
    });
}

#[test]
fn no_copy_is_made_where_it_would_take_the_room_for_saves() {
    let name = "no_copy_is_made_where_it_would_take_the_room_for_saves";
    on_a_disk(name, 40, |disk| {
        let (mut store, data) = store_on(disk);
        take_in(&mut store, 1).unwrap();
        let error = store.snapshot().unwrap().copy(MORNING).unwrap_err();
        assert!(matches!(error, StoreError::DiskFull), "{error}");
        assert_eq!(backups(&data), []);
    });
}

#[test]
fn a_read_only_disk_is_read_with_what_was_saved_last_and_written_when_it_can_be() {
    let name = "a_read_only_disk_is_read_with_what_was_saved_last_and_written_when_it_can_be";
    on_a_disk(name, 40, |disk| {
        let (mut store, data) = store_on(disk);
        store.checkpoint().unwrap();
        let saved = take_in(&mut store, 1).unwrap();
        let dump = store.dump().unwrap();
        // As after a pulled plug: what was saved last is in the log beside the store.
        let pulled = disk.join("pulled");
        fs::create_dir_all(pulled.join("images")).unwrap();
        for file in ["cases.db", "cases.db-wal"] {
            fs::copy(data.join(file), pulled.join(file)).unwrap();
        }
        drop(store);
        run("mount", &["-o", "remount,ro"], disk);
        for folder in [&data, &pulled] {
            assert!(!takes_writing(folder));
            let mut store = reopen(folder, 2);
            assert_eq!(store.read_only(), Some(ReadOnlyWhy::Disk));
            assert_eq!(store.dump().unwrap(), dump);
            assert_eq!(store.case(&saved.case.id).unwrap().unwrap(), saved.case);
            let refused = take_in(&mut store, 2).unwrap_err();
            let why = StoreError::OpenForReading(ReadOnlyWhy::Disk);
            assert_eq!(refused.to_string(), why.to_string());
        }
        run("mount", &["-o", "remount,rw"], disk);
        for folder in [&data, &pulled] {
            assert!(takes_writing(folder));
            let mut store = reopen(folder, 3);
            assert_eq!(store.read_only(), None);
            assert_eq!(store.dump().unwrap(), dump);
            take_in(&mut store, 2).unwrap();
        }
    });
}

#[test]
fn a_stick_that_is_pulled_out_takes_no_save() {
    let name = "a_stick_that_is_pulled_out_takes_no_save";
    on_a_disk(name, 40, |disk| {
        let (mut store, data) = store_on(disk);
        let first = take_in(&mut store, 1).unwrap();
        run("mount", &["--make-private"], disk);
        let aside = disk.with_extension("aside");
        fs::create_dir_all(&aside).unwrap();
        let moved = Command::new("mount")
            .args(["--move".as_ref(), disk.as_os_str(), aside.as_os_str()])
            .status()
            .unwrap();
        assert!(moved.success());
        assert!(!data.exists(), "the folder is empty now");
        let error = take_in(&mut store, 2).unwrap_err();
        assert_eq!(error.fault(), Fault::Gone, "{error}");
        let error = store
            .put_draft(OPERATOR, "intake:1", "{}", MORNING)
            .unwrap_err();
        assert_eq!(error.fault(), Fault::Gone, "{error}");
        let error = store.look_after().unwrap_err();
        assert_eq!(error.fault(), Fault::Gone, "{error}");
        drop(store);
        // It is there again: nothing of what was refused is in it.
        let store = reopen(&aside.join("station"), 2);
        assert_eq!(store.sync_state().unwrap().cases, 1);
        assert!(store.case(&first.case.id).unwrap().is_some());
        assert!(store.drafts().unwrap().is_empty());
    });
}

#[test]
fn nothing_is_called_saved_in_a_folder_that_was_deleted_or_moved() {
    let mut desk = Desk::new();
    desk.take_in("蓝春妹");
    let path = desk.dir.path().to_owned();
    let moved = path.with_extension("moved");
    fs::rename(&path, &moved).unwrap();
    let error = take_in(&mut desk.store, 2).unwrap_err();
    assert!(matches!(error, StoreError::Gone), "{error}");
    // Moved back it goes on, and what was refused is not in it.
    fs::rename(&moved, &path).unwrap();
    assert_eq!(desk.store.sync_state().unwrap().cases, 1);
    take_in(&mut desk.store, 3).unwrap();
    fs::remove_file(path.join("cases.db-wal")).unwrap();
    let error = take_in(&mut desk.store, 4).unwrap_err();
    assert!(matches!(error, StoreError::Gone), "{error}");
}

/// A store that was never tidied: everything but the beginning is in the log beside it.
fn with_a_log(cases: u16) -> (TempDir, Vec<u8>, usize) {
    let mut desk = Desk::new();
    desk.store.checkpoint().unwrap();
    let mut before_last = 0;
    let wal = desk.dir.path().join("cases.db-wal");
    for serial in 1..=cases {
        before_last = usize::try_from(fs::metadata(&wal).unwrap().len()).unwrap();
        take_in(&mut desk.store, serial).unwrap();
    }
    desk.store.look_after().unwrap();
    let dir = tempfile::tempdir().unwrap();
    for file in ["cases.db", "cases.db-wal", "witness"] {
        fs::copy(desk.dir.path().join(file), dir.path().join(file)).unwrap();
    }
    let log = fs::read(&wal).unwrap();
    (dir, log, before_last)
}

fn cases_after_mending(dir: &Path, of: u32) -> u32 {
    let error = Store::open(dir, &key(), Options::default())
        .map(drop)
        .unwrap_err();
    assert_eq!(error.fault(), Fault::Damaged, "{error}");
    let mended = mend(dir, &key()).unwrap();
    let lost: u32 = mended.lost.iter().map(|lost| lost.count).sum();
    let cases = reopen(dir, 5).sync_state().unwrap().cases;
    assert_eq!(cases + lost, of, "what is not there is named");
    cases
}

#[test]
fn a_log_that_was_cut_short_or_is_gone_is_noticed_and_what_it_had_is_named() {
    let (dir, log, _) = with_a_log(12);
    let copy = |log: Option<&[u8]>| {
        let to = tempfile::tempdir().unwrap();
        for file in ["cases.db", "witness"] {
            fs::copy(dir.path().join(file), to.path().join(file)).unwrap();
        }
        if let Some(log) = log {
            fs::write(to.path().join("cases.db-wal"), log).unwrap();
        }
        to
    };
    assert_eq!(cases_after_mending(copy(None).path(), 12), 0);
    assert_eq!(cases_after_mending(copy(Some(&[])).path(), 12), 0);
    let mut kept = 0;
    for length in (0..log.len()).step_by(2_500) {
        let cases = cases_after_mending(copy(Some(&log[..length])).path(), 12);
        assert!(cases >= kept, "a longer log keeps more");
        kept = cases;
    }
    assert!(kept >= 10, "{kept}");
    // Damaged in its middle it takes only what was there and nowhere else.
    for at in (60..log.len() * 2 / 3).step_by(3_000) {
        let mut log = log.clone();
        log[at] ^= 1;
        let dir = copy(Some(&log));
        assert!(cases_after_mending(dir.path(), 12) >= 11, "flipped at {at}");
    }
}

#[test]
fn a_save_that_a_pulled_plug_cut_off_is_no_damage() {
    let (dir, log, before_last) = with_a_log(6);
    for length in (before_last..log.len()).step_by(700) {
        let to = tempfile::tempdir().unwrap();
        fs::copy(dir.path().join("cases.db"), to.path().join("cases.db")).unwrap();
        fs::write(to.path().join("cases.db-wal"), &log[..length]).unwrap();
        let store = reopen(to.path(), 4);
        assert_eq!(store.sync_state().unwrap().cases, 5, "cut at {length}");
    }
}

#[test]
fn a_full_stick_takes_no_copy_and_leaves_nothing_half_on_it() {
    let name = "a_full_stick_takes_no_copy_and_leaves_nothing_half_on_it";
    on_a_disk(name, 60, |disk| {
        let (mut store, _) = store_on(disk);
        take_in(&mut store, 1).unwrap();
        let stick = with_a_stick(disk, 80);
        let folder = store.choose_outer(&stick).unwrap();
        let filler = fill(&stick, 10 * 1024);
        let error = store
            .snapshot()
            .unwrap()
            .copy_out(&folder, MORNING)
            .unwrap_err();
        assert_eq!(error.fault(), Fault::DiskFull, "{error}");
        assert_eq!(folder.copies(), []);
        take_in(&mut store, 2).unwrap();
        fs::remove_file(filler).unwrap();
        let copied = store
            .snapshot()
            .unwrap()
            .copy_out(&folder, MORNING)
            .unwrap();
        assert_eq!(copied.copy.cases, 2);
    });
}

#[test]
fn a_stick_that_may_only_be_read_says_so_and_holds_up_no_save() {
    let name = "a_stick_that_may_only_be_read_says_so_and_holds_up_no_save";
    on_a_disk(name, 60, |disk| {
        let (mut store, _) = store_on(disk);
        let stick = with_a_stick(disk, 80);
        let folder = store.choose_outer(&stick).unwrap();
        run("mount", &["-o", "remount,ro"], &stick);
        let error = store
            .snapshot()
            .unwrap()
            .copy_out(&folder, MORNING)
            .unwrap_err();
        assert_eq!(error.fault(), Fault::ReadOnly, "{error}");
        let error = store.choose_outer(&stick).unwrap_err();
        assert_eq!(error.fault(), Fault::ReadOnly, "{error}");
        take_in(&mut store, 1).unwrap();
    });
}

#[test]
fn a_stick_that_is_pulled_out_gets_no_copy_on_the_disk_below_and_one_when_it_is_in_again() {
    let name =
        "a_stick_that_is_pulled_out_gets_no_copy_on_the_disk_below_and_one_when_it_is_in_again";
    on_a_disk(name, 60, |disk| {
        let (mut store, _) = store_on(disk);
        take_in(&mut store, 1).unwrap();
        run("mount", &["--make-private"], disk);
        let stick = with_a_stick(disk, 80);
        let folder = store.choose_outer(&stick).unwrap();
        let snapshot = store.snapshot().unwrap();
        let aside = disk.join("aside");
        fs::create_dir_all(&aside).unwrap();
        let moved = |from: &Path, to: &Path| {
            let ran = Command::new("mount")
                .arg("--move")
                .args([from, to])
                .status();
            assert!(ran.unwrap().success());
        };
        moved(&stick, &aside);
        let error = snapshot.copy_out(&folder, MORNING).unwrap_err();
        assert_eq!(error.fault(), Fault::Gone, "{error}");
        assert_eq!(fs::read_dir(&stick).unwrap().count(), 0, "nothing is below");
        moved(&aside, &stick);
        assert_eq!(snapshot.copy_out(&folder, MORNING).unwrap().copy.cases, 1);
    });
}
