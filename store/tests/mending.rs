//! A damaged store is mended: everything that is not on a damaged page is there afterwards, and
//! what is lost is named.
#![allow(clippy::unwrap_used, clippy::panic)]

mod desk;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use desk::talk::{TIMELINE, receipt, spoken, verified};
use desk::*;
use rusqlite::Connection;
use shanyi_domain::fact::Fact;
use shanyi_domain::number::CaseNumber;
use shanyi_store::*;
use tempfile::TempDir;

const PAGE: usize = 1024;

/// A closed store with something of everything in it, and what its events were.
struct Sound {
    dir: TempDir,
    events: BTreeSet<(i64, Vec<u8>)>,
    drafts: usize,
}

fn raw(dir: &Path) -> Connection {
    let db = Connection::open(dir.join("cases.db")).unwrap();
    let key = format!("x'{}'", "07".repeat(32));
    db.pragma_update(None, "key", key).unwrap();
    db.pragma_update(None, "cipher_page_size", 1024).unwrap();
    db
}

/// Positions and ids of the log.
fn events(dir: &Path) -> BTreeSet<(i64, Vec<u8>)> {
    let db = raw(dir);
    let mut statement = db.prepare("SELECT position, id FROM event").unwrap();
    let rows = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    rows.map(Result::unwrap).collect()
}

fn sound(cases: usize) -> Sound {
    let mut desk = spoken(cases);
    let agreed = u64::try_from(cases).unwrap();
    desk.store
        .take_receipt(&receipt(&desk, TIMELINE, agreed))
        .unwrap();
    let long = "一句很长的话。".repeat(150);
    let saved = desk.take_in("钟水根");
    desk.act(Some(saved.case.id), vec![comment(&long[..1_500])], MORNING);
    desk.store
        .put_draft(OPERATOR, "intake:1", "{\"name\":\"盘阿妹\"}", MORNING)
        .unwrap();
    desk.store.put_setting("printer", "\"A4\"").unwrap();
    desk.store.look_after().unwrap();
    desk.store.checkpoint().unwrap();
    let Desk { store, dir } = desk;
    let drafts = store.drafts().unwrap().len();
    drop(store);
    fs::remove_file(dir.path().join("ballast")).unwrap();
    let events = events(dir.path());
    Sound {
        dir,
        events,
        drafts,
    }
}

fn copy_of(sound: &Sound) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for file in ["cases.db", "witness"] {
        fs::copy(sound.dir.path().join(file), dir.path().join(file)).unwrap();
    }
    dir
}

/// Whether what was lost is named: the events by their positions, whatever else by its kind.
fn check_mended(what: &str, sound: &Sound, dir: &Path, mended: &Mended) {
    let kept = events(dir);
    let named: BTreeSet<i64> = mended
        .lost
        .iter()
        .flat_map(|lost| lost.positions.clone())
        .collect();
    for event in &sound.events {
        assert!(
            kept.contains(event) != named.contains(&event.0),
            "{what}: event {} is neither kept nor named, or both",
            event.0
        );
    }
    assert_eq!(mended.events as usize, kept.len(), "{what}");
    let named = |kind| mended.lost.iter().any(|lost| lost.what == kind);
    let mut store = reopen(dir, 9);
    assert_eq!(store.read_only(), None);
    let drafts = store.drafts().unwrap().len();
    let unknown = named(LostKind::Unknown);
    assert!(
        drafts == sound.drafts || named(LostKind::Draft) || unknown,
        "{what}"
    );
    let setting = store.setting("printer").unwrap();
    assert!(
        setting.is_some() || named(LostKind::Setting) || unknown,
        "{what}"
    );
    match store.identity().unwrap() {
        None => assert!(named(LostKind::Enrolment), "{what}"),
        Some(_) => {
            let dump = store.dump().unwrap();
            store.rebuild().unwrap();
            assert_eq!(store.dump().unwrap(), dump, "{what}");
            // It goes on: the next act is saved, under a number that nobody had.
            let facts = vec![Fact::Collected(intake("雷大山", 3))];
            store.record(act(None, facts, MORNING)).unwrap();
        }
    }
    drop(store);
    let sound = examine(dir, &key()).unwrap();
    assert!(sound.is_sound(), "{what}: {sound:?}");
}

fn mended(what: &str, sound: &Sound, damage: impl Fn(&mut Vec<u8>)) -> Mended {
    let dir = copy_of(sound);
    let path = dir.path().join("cases.db");
    let mut bytes = fs::read(&path).unwrap();
    damage(&mut bytes);
    fs::write(&path, &bytes).unwrap();
    let found = examine(dir.path(), &key()).unwrap();
    assert!(!found.is_sound(), "{what} is not noticed");
    assert_eq!(
        fs::read(&path).unwrap(),
        bytes,
        "{what}: looking changed it"
    );
    let mended = mend(dir.path(), &key()).unwrap();
    assert!(mended.replaced);
    let aside = fs::read_dir(dir.path().join("set-aside")).unwrap();
    let aside = aside.last().unwrap().unwrap().path().join("cases.db");
    assert_eq!(
        fs::read(aside).unwrap(),
        bytes,
        "{what}: the damaged one is kept"
    );
    check_mended(what, sound, dir.path(), &mended);
    mended
}

#[test]
fn a_sound_store_is_called_sound_and_left_alone() {
    let sound = sound(12);
    let before = fs::read(sound.dir.path().join("cases.db")).unwrap();
    let found = examine(sound.dir.path(), &key()).unwrap();
    assert!(found.is_sound(), "{found:?}");
    assert_eq!(
        (found.events as usize, found.cases),
        (sound.events.len(), 13)
    );
    let mended = mend(sound.dir.path(), &key()).unwrap();
    assert!(!mended.replaced);
    assert_eq!(fs::read(sound.dir.path().join("cases.db")).unwrap(), before);
}

#[test]
fn a_flipped_bit_on_any_page_costs_that_page_alone() {
    let sound = sound(24);
    let pages = fs::metadata(sound.dir.path().join("cases.db"))
        .unwrap()
        .len() as usize
        / PAGE;
    assert!(pages > 50, "{pages}");
    let mut without_loss = 0;
    for page in 0..pages {
        let mended = mended(&format!("a bit of page {}", page + 1), &sound, |bytes| {
            bytes[page * PAGE + 300] ^= 4;
        });
        without_loss += usize::from(mended.lost.is_empty());
        let lost: usize = mended.lost.iter().map(|lost| lost.positions.len()).sum();
        assert!(
            !mended
                .lost
                .iter()
                .any(|lost| lost.what == LostKind::Unknown)
        );
        for lost in mended
            .lost
            .iter()
            .filter(|lost| lost.what == LostKind::Event)
        {
            assert!(lost.number.is_some(), "page {}: {lost:?}", page + 1);
        }
        assert!(lost <= 6, "page {} took {lost} events with it", page + 1);
    }
    assert!(without_loss > pages / 4, "{without_loss} of {pages}");
}

#[test]
fn a_page_of_zeros_anywhere_costs_that_page_alone() {
    let sound = sound(24);
    let pages = fs::metadata(sound.dir.path().join("cases.db"))
        .unwrap()
        .len() as usize
        / PAGE;
    for page in (0..pages).step_by(2).chain([1, pages - 1]) {
        mended(&format!("zeros for page {}", page + 1), &sound, |bytes| {
            bytes[page * PAGE..(page + 1) * PAGE].fill(0);
        });
    }
}

#[test]
fn a_store_cut_off_at_any_page_keeps_what_is_before() {
    let sound = sound(24);
    let pages = fs::metadata(sound.dir.path().join("cases.db"))
        .unwrap()
        .len() as usize
        / PAGE;
    for page in (0..pages).step_by(3).chain([pages - 1]) {
        for odd in [0, 500] {
            let what = format!("cut after {page} pages and {odd} bytes");
            mended(&what, &sound, |bytes| bytes.truncate(page * PAGE + odd));
        }
    }
}

#[test]
fn a_damaged_store_does_not_open_or_says_so_when_it_is_read() {
    let sound = sound(40);
    let pages = fs::metadata(sound.dir.path().join("cases.db"))
        .unwrap()
        .len() as usize
        / PAGE;
    for page in [0, 1, 2, pages / 2] {
        for length in [page * PAGE, page * PAGE + 700] {
            let dir = copy_of(&sound);
            let path = dir.path().join("cases.db");
            let bytes = fs::read(&path).unwrap();
            fs::write(&path, &bytes[..length]).unwrap();
            match Store::open(dir.path(), &key(), Options::default()) {
                Ok(_) => panic!("a store of {length} bytes opened"),
                Err(error) => assert_eq!(error.fault(), Fault::Damaged, "{length}: {error}"),
            }
            assert!(can_mend_with(dir.path()));
        }
    }
}

fn can_mend_with(dir: &Path) -> bool {
    fs::write(dir.join("key"), "07".repeat(32)).unwrap();
    can_mend(dir)
}

#[test]
fn the_wrong_key_mends_nothing() {
    let sound = sound(3);
    let other = DatabaseKey::from_bytes([8; 32]);
    let error = mend(sound.dir.path(), &other).unwrap_err();
    assert!(matches!(error, StoreError::WrongKey), "{error}");
    assert!(examine(sound.dir.path(), &key()).unwrap().is_sound());
}

#[test]
fn what_only_a_copy_still_has_comes_from_it() {
    let mut desk = spoken(40);
    let copy = desk.store.snapshot().unwrap().copy(MORNING).unwrap();
    desk.take_in("盘阿妹");
    desk.store.look_after().unwrap();
    let Desk { store, dir } = desk;
    drop(store);
    let before = events(dir.path());
    let path = dir.path().join("cases.db");
    let mut bytes = fs::read(&path).unwrap();
    let half = bytes.len() / 2 / PAGE * PAGE;
    bytes[half..].fill(0x55);
    fs::write(&path, bytes).unwrap();
    let found = examine(dir.path(), &key()).unwrap();
    assert!(found.from_backup > 10, "{found:?}");
    let mended = mend(dir.path(), &key()).unwrap();
    assert!(mended.from_backup > 10);
    let now = events(dir.path());
    let lost: Vec<_> = before.difference(&now).collect();
    // At most what came after the copy.
    assert!(lost.len() <= 1, "{lost:?}");
    assert!(copy.path.exists());
    assert!(examine(dir.path(), &key()).unwrap().is_sound());
}

#[test]
fn a_store_that_lost_something_goes_on_in_a_life_of_its_own() {
    let sound = sound(40);
    let before = reopen(copy_of(&sound).path(), 2).head().unwrap();
    let dir = copy_of(&sound);
    let path = dir.path().join("cases.db");
    let bytes = fs::read(&path).unwrap();
    // The end of the log is among the last pages.
    fs::write(&path, &bytes[..bytes.len() * 3 / 4 / PAGE * PAGE]).unwrap();
    let mended = mend(dir.path(), &key()).unwrap();
    assert!(!mended.lost.is_empty());
    let mut store = reopen(dir.path(), 3);
    let after = store.head().unwrap();
    assert_ne!(after.stream.incarnation, before.stream.incarnation);
    assert_eq!(store.acknowledged().unwrap(), 0);
    assert_eq!(store.cursors().unwrap(), Cursors::default());
    // What was not acknowledged waits in it, gapless, under the ids that it had.
    let facts = vec![Fact::Collected(intake("雷大山", 3))];
    let saved = store.record(act(None, facts, MORNING)).unwrap();
    let batch = store.unsent_after(0, MORNING, usize::MAX).unwrap().unwrap();
    assert_eq!(*verified(&batch).last().unwrap(), saved.events[0]);
    // No number is given twice, not even one that only a receipt still has.
    let number = CaseNumber::parse(&saved.case.number).unwrap();
    assert!(number.counter() > 41, "{}", saved.case.number);
}

#[test]
fn a_replacing_that_was_killed_is_ended_at_the_next_start() {
    let sound = sound(12);
    for at in 0..3 {
        let dir = copy_of(&sound);
        let path = |name: &str| dir.path().join(name);
        fs::copy(path("cases.db"), path("cases.mended")).unwrap();
        if at < 2 {
            fs::write(path("cases.db-wal"), b"the log of the damaged one").unwrap();
        }
        if at > 0 {
            fs::create_dir_all(path("set-aside/20261122-010101")).unwrap();
            fs::rename(path("cases.db"), path("set-aside/20261122-010101/cases.db")).unwrap();
        }
        let store = reopen(dir.path(), 4);
        assert_eq!(store.sync_state().unwrap().cases, 13);
        drop(store);
        assert!(!path("cases.mended").exists());
        assert_eq!(events(dir.path()), sound.events);
    }
}

#[test]
fn a_copy_put_back_keeps_what_it_replaces_and_begins_a_life() {
    let mut desk = spoken(5);
    let copy = desk.store.snapshot().unwrap().copy(MORNING).unwrap();
    let given = desk.take_in("盘阿妹").case.number;
    desk.store.look_after().unwrap();
    let before = desk.store.head().unwrap();
    let Desk { store, dir } = desk;
    drop(store);
    let replaced = fs::read(dir.path().join("cases.db")).unwrap();
    let done = restore(dir.path(), &key(), &copy.path).unwrap();
    assert_eq!(done.events, 10);
    let mut store = reopen(dir.path(), 3);
    assert_eq!(store.sync_state().unwrap().cases, 5);
    assert_ne!(store.head().unwrap().stream, before.stream);
    let facts = vec![Fact::Collected(intake("雷大山", 3))];
    let saved = store.record(act(None, facts, MORNING)).unwrap();
    assert_ne!(saved.case.number, given);
    let number = CaseNumber::parse(&saved.case.number).unwrap();
    assert!(number.counter() > CaseNumber::parse(&given).unwrap().counter());
    let aside = fs::read_dir(dir.path().join("set-aside")).unwrap();
    let aside = aside.last().unwrap().unwrap().path().join("cases.db");
    assert_eq!(fs::read(aside).unwrap(), replaced);
}

#[test]
fn an_older_store_put_in_its_place_by_hand_is_noticed() {
    let mut desk = spoken(5);
    let copy = desk.store.snapshot().unwrap().copy(MORNING).unwrap();
    desk.take_in("盘阿妹");
    desk.store.look_after().unwrap();
    let Desk { store, dir } = desk;
    drop(store);
    fs::copy(copy.path, dir.path().join("cases.db")).unwrap();
    let error = Store::open(dir.path(), &key(), Options::default())
        .map(drop)
        .unwrap_err();
    assert!(matches!(error, StoreError::Damaged), "{error}");
    let found = examine(dir.path(), &key()).unwrap();
    assert!(found.cut_short);
    assert_eq!(found.lost.len(), 1, "{:?}", found.lost);
    let mended = mend(dir.path(), &key()).unwrap();
    assert_eq!(mended.lost[0].positions, [11]);
    assert_eq!(reopen(dir.path(), 3).sync_state().unwrap().cases, 5);
}
