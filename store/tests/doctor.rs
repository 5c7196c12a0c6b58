//! What the doctor sees beside broken seals, and what becomes of copies.
#![allow(clippy::unwrap_used, clippy::panic)]

mod desk;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use desk::talk::{TIMELINE, everything, receipt, spoken, verified};
use desk::*;
use rusqlite::Connection;
use shanyi_domain::fact::Fact;
use shanyi_domain::number::CaseNumber;
use shanyi_store::*;
use tempfile::TempDir;

const PAGE: usize = 1024;

fn raw(dir: &Path) -> Connection {
    let db = Connection::open(dir.join("cases.db")).unwrap();
    let key = format!("x'{}'", "07".repeat(32));
    db.pragma_update(None, "key", key).unwrap();
    db.pragma_update(None, "cipher_page_size", 1024).unwrap();
    db
}

/// A closed store of cases with an image each, none of them at the township.
fn pictured(cases: u8) -> TempDir {
    let mut desk = spoken(2);
    for nth in 0..cases {
        let image = desk.image(&[nth; 300]);
        let body = intake("蓝春妹", u16::from(nth) + 10);
        desk.act(None, vec![with_images(body, vec![image])], MORNING);
    }
    desk.store.look_after().unwrap();
    desk.store.checkpoint().unwrap();
    closed(desk)
}

fn closed(desk: Desk) -> TempDir {
    let Desk { store, dir } = desk;
    drop(store);
    dir
}

/// Opens the store that was damaged, takes one more in and gives its number.
fn number_of_the_next(dir: &Path) -> String {
    let facts = vec![Fact::Collected(intake("雷大山", 3))];
    let mut store = reopen(dir, 3);
    store.record(act(None, facts, MORNING)).unwrap().case.number
}

fn aside(dir: &Path, file: &str) -> PathBuf {
    let folders = fs::read_dir(dir.join("set-aside")).unwrap();
    let mut found: Vec<PathBuf> = folders
        .map(|folder| folder.unwrap().path().join(file))
        .filter(|file| file.is_file())
        .collect();
    found.sort();
    found.pop().unwrap()
}

/// Two indexes change places: each says what it says of another table.
const SWAPPED: &str = "PRAGMA writable_schema = ON;
    UPDATE sqlite_master SET rootpage = (SELECT sum(rootpage) FROM sqlite_master
            WHERE name IN ('image_on_its_way', 'document_of_event')) - rootpage
        WHERE name IN ('image_on_its_way', 'document_of_event');";

#[test]
fn an_index_that_is_gone_or_says_other_than_its_table_is_noticed_and_made_again() {
    for damage in [
        "DROP INDEX image_on_its_way",
        "DROP INDEX document_of_event",
        "DROP TRIGGER event_is_not_removed",
        SWAPPED,
    ] {
        let dir = pictured(3);
        assert!(examine(dir.path(), &key()).unwrap().is_sound());
        raw(dir.path()).execute_batch(damage).unwrap();
        let found = examine(dir.path(), &key()).unwrap();
        assert!(!found.is_sound(), "{damage}");
        let mended = mend(dir.path(), &key()).unwrap();
        assert!(mended.replaced && mended.lost.is_empty(), "{mended:?}");
        let found = examine(dir.path(), &key()).unwrap();
        assert!(found.is_sound(), "{damage}: {found:?}");
        let mut store = reopen(dir.path(), 3);
        let hash = shanyi_wire::derive::image_hash(&[0; 300]);
        store.image_complete(&hash).unwrap();
    }
}

#[test]
fn cards_that_say_other_than_the_log_are_noticed_and_made_again() {
    let mut desk = spoken(6);
    let saved = desk.take_in_and_submit("盘阿妹");
    desk.store.checkpoint().unwrap();
    desk.act(
        Some(saved.case.id),
        vec![comment("还在办")],
        MORNING.plus_seconds(9),
    );
    let dir = closed(desk);
    // What was packed before counts now for what is.
    raw(dir.path())
        .execute_batch("DELETE FROM card_stale")
        .unwrap();
    let found = examine(dir.path(), &key()).unwrap();
    assert!(!found.screens_fit && !found.is_sound(), "{found:?}");
    assert!(mend(dir.path(), &key()).unwrap().lost.is_empty());
    assert!(examine(dir.path(), &key()).unwrap().is_sound());
}

#[test]
fn a_damaged_page_that_holds_nothing_is_named_mended_and_costs_nothing() {
    let mut desk = spoken(4);
    desk.store.checkpoint().unwrap();
    let long = format!("{{\"name\":\"{}\"}}", "盘阿妹".repeat(4_000));
    desk.store
        .put_draft(OPERATOR, "intake:1", &long, MORNING)
        .unwrap();
    desk.store.checkpoint().unwrap();
    desk.store.drop_draft(OPERATOR, "intake:1").unwrap();
    desk.store.checkpoint().unwrap();
    let before = desk.store.head().unwrap();
    let dir = closed(desk);
    let path = dir.path().join("cases.db");
    let whole = fs::read(&path).unwrap();
    for back in [1, 2, 20] {
        let mut bytes = whole.clone();
        let at = bytes.len() - back * PAGE + 300;
        bytes[at] ^= 1;
        fs::write(&path, &bytes).unwrap();
        // A copy of it would not be taken for one.
        assert!(
            reopen(dir.path(), 3)
                .snapshot()
                .unwrap()
                .copy(MORNING)
                .is_err()
        );
        let found = examine(dir.path(), &key()).unwrap();
        assert_eq!(found.bad_pages.len(), 1, "{found:?}");
        assert!(!found.is_sound());
        let mended = mend(dir.path(), &key()).unwrap();
        assert!(mended.replaced && mended.lost.is_empty(), "{mended:?}");
        let mut store = reopen(dir.path(), 3);
        assert_eq!(store.head().unwrap(), before, "the stream just goes on");
        store.snapshot().unwrap().copy(MORNING).unwrap();
        assert!(store.drafts().unwrap().is_empty());
        fs::remove_dir_all(dir.path().join("backups")).unwrap();
    }
}

#[test]
fn a_copy_that_was_damaged_since_stops_no_mending_and_is_put_aside() {
    let mut desk = spoken(40);
    desk.store.snapshot().unwrap().copy(MORNING).unwrap();
    let later = MORNING.plus_seconds(86_400);
    let newer = desk.store.snapshot().unwrap().copy(later).unwrap();
    desk.store.look_after().unwrap();
    let dir = closed(desk);
    let flip = |path: &Path, from: usize| {
        let mut bytes = fs::read(path).unwrap();
        for page in bytes.chunks_mut(PAGE).skip(from).step_by(3) {
            page[300] ^= 1;
        }
        fs::write(path, bytes).unwrap();
    };
    flip(&newer.path, 9);
    let found = examine(dir.path(), &key()).unwrap();
    assert!(found.is_sound(), "the store is: {found:?}");
    assert_eq!((found.backups.len(), found.damaged_backups.len()), (1, 1));
    flip(&dir.path().join("cases.db"), 8);
    let mended = mend(dir.path(), &key()).unwrap();
    let lost = mended.lost.iter().find(|lost| lost.what == LostKind::Event);
    assert_eq!(lost, None, "the older copy has every event");
    assert!(mended.from_backup > 0 && mended.damaged_backups == 1);
    assert_eq!(backups(dir.path()).len(), 1);
    aside(
        dir.path(),
        newer.path.file_name().unwrap().to_str().unwrap(),
    );
    assert!(examine(dir.path(), &key()).unwrap().is_sound());
}

#[test]
fn a_database_that_is_gone_comes_back_from_the_log_beside_it() {
    let mut desk = Desk::new();
    desk.store.checkpoint().unwrap();
    for _ in 0..5 {
        desk.take_in("蓝春妹");
    }
    let dir = tempfile::tempdir().unwrap();
    let log = desk.dir.path().join("cases.db-wal");
    fs::copy(&log, dir.path().join("cases.db-wal")).unwrap();
    let before = fs::read(&log).unwrap();
    // Without a witness too nothing is installed over it.
    let error = Store::open(dir.path(), &key(), Options::default())
        .map(drop)
        .unwrap_err();
    assert_eq!(error.fault(), Fault::Damaged, "{error}");
    assert_eq!(fs::read(dir.path().join("cases.db-wal")).unwrap(), before);
    desk.store.look_after().unwrap();
    fs::copy(desk.dir.path().join("witness"), dir.path().join("witness")).unwrap();
    let mended = mend(dir.path(), &key()).unwrap();
    assert_eq!(mended.events, 5, "{mended:?}");
    assert_eq!(reopen(dir.path(), 3).sync_state().unwrap().cases, 5);
}

#[test]
fn a_key_that_is_gone_is_missed_wherever_something_is_under_it() {
    for left in ["cases.db", "cases.db-wal", "witness", "backups"] {
        let mut desk = spoken(2);
        desk.store.snapshot().unwrap().copy(MORNING).unwrap();
        desk.take_in("蓝春妹");
        desk.store.look_after().unwrap();
        let dir = tempfile::tempdir().unwrap();
        let (from, to) = (desk.dir.path().join(left), dir.path().join(left));
        if from.is_dir() {
            fs::create_dir(&to).unwrap();
            for copy in fs::read_dir(from).unwrap().map(Result::unwrap) {
                fs::copy(copy.path(), to.join(copy.file_name())).unwrap();
            }
        } else {
            fs::copy(from, to).unwrap();
        }
        let error = load_or_create_key(dir.path()).map(drop).unwrap_err();
        assert!(matches!(error, StoreError::KeyMissing), "{left}: {error}");
        assert!(!dir.path().join("key").exists(), "{left}");
    }
}

#[test]
fn no_number_is_given_twice_by_a_copy_put_back_twice() {
    let mut desk = spoken(5);
    let copy = desk.store.snapshot().unwrap().copy(MORNING).unwrap();
    let dir = closed(desk);
    let mut given = Vec::new();
    for _ in 0..3 {
        restore(dir.path(), &key(), &copy.path).unwrap();
        // Nobody looked after it: no witness was written since.
        given.push(number_of_the_next(dir.path()));
    }
    let counters: Vec<u32> = given
        .iter()
        .map(|number| CaseNumber::parse(number).unwrap().counter())
        .collect();
    assert!(
        counters[0] < counters[1] && counters[1] < counters[2],
        "{given:?}"
    );
}

#[test]
fn what_was_saved_in_a_life_that_a_restoring_ended_comes_back_and_is_sent() {
    let mut desk = spoken(5);
    desk.store
        .take_receipt(&receipt(&desk, TIMELINE, 10))
        .unwrap();
    let old = desk.store.snapshot().unwrap().copy(MORNING).unwrap();
    let dir = closed(desk);
    restore(dir.path(), &key(), &old.path).unwrap();
    let mut store = reopen(dir.path(), 2);
    let facts = |name: &str, serial| vec![Fact::Collected(intake(name, serial))];
    let first = store
        .record(act(None, facts("盘阿妹", 7), MORNING))
        .unwrap();
    store
        .snapshot()
        .unwrap()
        .copy(MORNING.plus_seconds(86_400))
        .unwrap();
    drop(store);
    // The same ordinal of a life, another life.
    restore(dir.path(), &key(), &old.path).unwrap();
    let mut store = reopen(dir.path(), 3);
    let second = store
        .record(act(None, facts("雷大山", 8), MORNING))
        .unwrap();
    drop(store);
    let found = examine(dir.path(), &key()).unwrap();
    assert_eq!((found.from_backup, found.lost.len()), (1, 0), "{found:?}");
    mend(dir.path(), &key()).unwrap();
    let store = reopen(dir.path(), 4);
    assert_eq!(store.sync_state().unwrap().cases, 7);
    let sent = verified(&everything(&store));
    assert!(sent.contains(&first.events[0]) && sent.contains(&second.events[0]));
    drop(store);
    assert!(examine(dir.path(), &key()).unwrap().is_sound());
}

#[test]
fn nothing_is_put_in_place_that_is_no_sound_copy_of_this_store() {
    let mut desk = spoken(5);
    let copy = desk.store.snapshot().unwrap().copy(MORNING).unwrap();
    let dir = closed(desk);
    let file = |name: &str, bytes: &[u8]| {
        let path = dir.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    };
    let bytes = fs::read(&copy.path).unwrap();
    let mut flipped = bytes.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 1;
    let foreign = tempfile::tempdir().unwrap();
    let other = DatabaseKey::from_bytes([8; 32]);
    drop(Store::open(foreign.path(), &other, Options::default()).unwrap());
    let newer = file("newer.db", &bytes);
    let renamed = tempfile::tempdir().unwrap();
    fs::copy(&newer, renamed.path().join("cases.db")).unwrap();
    raw(renamed.path())
        .pragma_update(None, "user_version", 99)
        .unwrap();
    for (what, path, fault) in [
        (
            "text",
            file("notes.txt", "字".repeat(900).as_bytes()),
            Fault::Damaged,
        ),
        ("damaged", file("flipped.db", &flipped), Fault::Damaged),
        ("empty", file("empty.db", b""), Fault::Damaged),
        (
            "another PC's",
            foreign.path().join("cases.db"),
            Fault::Damaged,
        ),
        ("a newer one", renamed.path().join("cases.db"), Fault::Newer),
        ("none", dir.path().join("no.db"), Fault::Disk),
    ] {
        let error = restore(dir.path(), &key(), &path).unwrap_err();
        assert_eq!(error.fault(), fault, "{what}: {error}");
        let left = fs::read_dir(dir.path()).unwrap();
        let left = left.map(|file| file.unwrap().file_name().into_string().unwrap());
        let left: Vec<_> = left.filter(|name| name.contains("mend")).collect();
        assert!(left.is_empty(), "{what} leaves {left:?}");
    }
    assert_eq!(reopen(dir.path(), 3).sync_state().unwrap().cases, 5);
}

#[test]
fn a_copy_is_found_by_a_path_from_where_one_stands() {
    let mut desk = spoken(3);
    let copy = desk.store.snapshot().unwrap().copy(MORNING).unwrap();
    let dir = closed(desk);
    let here = std::env::current_dir().unwrap();
    let mut path: PathBuf = here.components().skip(1).map(|_| "..").collect();
    path.extend(copy.path.components().skip(1));
    assert!(path.is_relative());
    restore(dir.path(), &key(), &path).unwrap();
}

#[test]
fn a_store_that_was_put_aside_comes_back_with_the_log_beside_it() {
    let mut desk = spoken(3);
    desk.store.checkpoint().unwrap();
    desk.take_in("盘阿妹");
    let pulled = tempfile::tempdir().unwrap();
    for file in ["cases.db", "cases.db-wal"] {
        fs::copy(desk.dir.path().join(file), pulled.path().join(file)).unwrap();
    }
    let dir = closed(desk);
    restore(dir.path(), &key(), &pulled.path().join("cases.db")).unwrap();
    assert_eq!(reopen(dir.path(), 3).sync_state().unwrap().cases, 4);
}

#[test]
fn no_image_is_swept_that_a_replaced_store_may_name() {
    let mut desk = spoken(2);
    let copy = desk.store.snapshot().unwrap().copy(MORNING).unwrap();
    let image = desk.image(b"a paper of the case that only the replaced store knows");
    let body = intake("盘阿妹", 9);
    desk.act(None, vec![with_images(body, vec![image.clone()])], MORNING);
    let dir = closed(desk);
    restore(dir.path(), &key(), &copy.path).unwrap();
    let mut store = reopen(dir.path(), 3);
    store.sweep_orphans(Duration::ZERO).unwrap();
    assert!(store.image(&image.hash).unwrap().is_some());
}

#[test]
fn images_that_are_gone_or_damaged_are_named_by_their_cases() {
    let dir = pictured(4);
    let path = |nth: u8| {
        let name = shanyi_wire::derive::image_hash(&[nth; 300]).to_string();
        dir.path().join("images").join(&name[..2]).join(&name)
    };
    fs::remove_file(path(0)).unwrap();
    let mut bytes = fs::read(path(2)).unwrap();
    bytes[100] ^= 1;
    fs::write(path(2), bytes).unwrap();
    let found = examine(dir.path(), &key()).unwrap();
    assert!(found.is_sound());
    let numbers: Vec<u32> = found
        .lost_images
        .iter()
        .map(|lost| CaseNumber::parse(&lost.number).unwrap().counter())
        .collect();
    let counts: Vec<(u32, u32)> = found
        .lost_images
        .iter()
        .map(|lost| (lost.missing, lost.damaged))
        .collect();
    assert_eq!(numbers, [3, 5]);
    assert_eq!(counts, [(1, 0), (0, 1)]);
}

#[test]
fn a_new_life_begins_where_the_log_ends() {
    let mut desk = spoken(5);
    desk.store
        .take_receipt(&receipt(&desk, TIMELINE, 10))
        .unwrap();
    let copy = desk.store.snapshot().unwrap().copy(MORNING).unwrap();
    let dir = closed(desk);
    restore(dir.path(), &key(), &copy.path).unwrap();
    let settled = "SELECT settled FROM exchange";
    let settled: i64 = raw(dir.path())
        .query_row(settled, [], |row| row.get(0))
        .unwrap();
    assert_eq!(settled, 10, "whoever asks what waits walks no further back");
}
