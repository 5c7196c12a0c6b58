//! A store of every earlier program opens with this one, and one of a newer program can be read.
#![allow(clippy::unwrap_used, clippy::panic)]

mod desk;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use desk::*;
use rusqlite::Connection;
use shanyi_domain::fact::Media;
use shanyi_store::*;

/// The golden files: a store of each version, the present one too, and what it held.
const GOLDEN: [(u32, &[u8], &str); 5] = [
    (
        1,
        include_bytes!("golden/version-1.db"),
        include_str!("golden/version-1.account"),
    ),
    (
        2,
        include_bytes!("golden/version-2.db"),
        include_str!("golden/version-2.account"),
    ),
    (
        3,
        include_bytes!("golden/version-3.db"),
        include_str!("golden/version-3.account"),
    ),
    (
        4,
        include_bytes!("golden/version-4.db"),
        include_str!("golden/version-4.account"),
    ),
    (
        5,
        include_bytes!("golden/version-5.db"),
        include_str!("golden/version-5.account"),
    ),
];

/// Every version's schema as it was shipped.
const SHIPPED: [(u32, &str); 4] = [
    (1, include_str!("../migrations/1.sql")),
    (2, include_str!("../migrations/2.sql")),
    (3, include_str!("../migrations/3.sql")),
    (4, include_str!("../migrations/4.sql")),
];

/// What the database says of its own shape, in one spelling.
fn shape(db: &Connection) -> Vec<String> {
    let sql =
        "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_master ORDER BY 1";
    let mut statement = db.prepare(sql).unwrap();
    let rows = statement
        .query_map([], |row| row.get::<_, String>(0))
        .unwrap();
    rows.map(|row| {
        row.unwrap()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    })
    .collect()
}

fn raw(dir: &Path) -> Connection {
    let db = Connection::open(dir.join("cases.db")).unwrap();
    let key = format!("x'{}'", "07".repeat(32));
    db.pragma_update(None, "key", key).unwrap();
    db.pragma_update(None, "cipher_page_size", 1024).unwrap();
    db
}

fn folder_with(store: &[u8]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("cases.db"), store).unwrap();
    dir
}

/// Every fact of a store, whatever its projections are.
fn facts(db: &Connection) -> Vec<String> {
    let mut found = Vec::new();
    for table in [
        "installation",
        "life",
        "exchange",
        "event",
        "receipt",
        "quarantine",
        "divergent",
        "image",
        "document",
        "draft",
        "setting",
        "enrolment",
        "journal",
        "erasure",
        "erased",
    ] {
        // Some are there since version 5 only.
        let there = "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = ?1)";
        let is_there: bool = db.query_row(there, [table], |row| row.get(0)).unwrap();
        if !is_there {
            continue;
        }
        // Where it stands in the log was written down since version 3 only.
        let what = match table {
            "quarantine" => "event_id, reason",
            // Whose it is since version 5.
            "draft" => "form, json, updated_at",
            _ => "*",
        };
        let mut statement = db.prepare(&format!("SELECT {what} FROM {table}")).unwrap();
        let columns = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let row: Vec<String> = (0..columns)
                .map(|column| format!("{:?}", row.get_ref(column).unwrap()))
                .collect();
            found.push(format!("{table} {}", row.join(" ")));
        }
    }
    found
}

#[test]
fn every_earlier_schema_becomes_the_present_one() {
    let fresh = tempfile::tempdir().unwrap();
    drop(Store::open(fresh.path(), &key(), Options::default()).unwrap());
    let expected = shape(&raw(fresh.path()));
    for (version, schema) in SHIPPED {
        let dir = tempfile::tempdir().unwrap();
        raw(dir.path()).execute_batch(schema).unwrap();
        drop(Store::open(dir.path(), &key(), Options::default()).unwrap());
        let db = raw(dir.path());
        assert_eq!(shape(&db), expected, "from version {version}");
        let now: u32 = db
            .query_row("PRAGMA user_version", [], |row| row.get(0))
            .unwrap();
        assert_eq!(now, SCHEMA_VERSION);
        let shipped: Vec<u32> = SHIPPED.iter().map(|(version, _)| *version).collect();
        assert_eq!(shipped, (1..SCHEMA_VERSION).collect::<Vec<_>>());
    }
}

#[test]
fn a_golden_store_of_every_version_opens_and_holds_what_it_held() {
    for (version, golden, account) in GOLDEN {
        let dir = folder_with(golden);
        let before = facts(&raw(dir.path()));
        let mut store = reopen(dir.path(), 3);
        assert_eq!(store.read_only(), None);
        // The only image was beside the store, and is not part of it.
        let held = store.put_image(b"a picture", Media::Jpeg).unwrap();
        assert!(store.image(&held.hash).unwrap().is_some());
        assert_eq!(store.account().unwrap(), account, "version {version}");
        let upgraded = store.dump().unwrap();
        store.rebuild().unwrap();
        assert_eq!(store.dump().unwrap(), upgraded);
        assert_eq!(store.drafts().unwrap().len(), 1);
        drop(store);
        assert_eq!(facts(&raw(dir.path())), before);

        let copies = backups(dir.path());
        let made: Vec<_> = copies.iter().map(|it| (it.version, it.cases)).collect();
        let upgraded = version < SCHEMA_VERSION;
        assert_eq!(made, Vec::from_iter(upgraded.then_some((version, 3))));
        // A second opening finds nothing to do.
        drop(reopen(dir.path(), 4));
        assert_eq!(backups(dir.path()), copies);
    }
}

/// Stores of the present version are at stations: who changes `schema.sql` raises its number, and makes
/// the golden store of the new one.
#[test]
fn the_present_schema_is_that_of_its_golden_store() {
    let fresh = tempfile::tempdir().unwrap();
    drop(Store::open(fresh.path(), &key(), Options::default()).unwrap());
    let versions: Vec<u32> = GOLDEN.iter().map(|golden| golden.0).collect();
    assert_eq!(versions, (1..=SCHEMA_VERSION).collect::<Vec<_>>());
    let golden = folder_with(GOLDEN[GOLDEN.len() - 1].1);
    assert_eq!(shape(&raw(golden.path())), shape(&raw(fresh.path())));
}

#[test]
fn an_upgrade_that_is_begun_again_and_again_makes_one_copy() {
    let dir = folder_with(GOLDEN[0].1);
    for start in 3..6 {
        drop(reopen(dir.path(), start));
        assert_eq!(backups(dir.path()).len(), 1);
        // As if it had found no room behind its copy.
        fs::write(dir.path().join("cases.db"), GOLDEN[0].1).unwrap();
        fs::remove_file(dir.path().join("witness")).ok();
    }
}

#[test]
fn what_is_saved_after_an_upgrade_goes_on_with_the_stream() {
    let dir = folder_with(GOLDEN[0].1);
    let mut store = reopen(dir.path(), 5);
    let before = store.head().unwrap();
    let facts = vec![shanyi_domain::fact::Fact::Collected(intake("盘阿妹", 9))];
    store.record(act(None, facts, MORNING)).unwrap();
    let after = store.head().unwrap();
    assert_eq!((after.stream, after.seq), (before.stream, before.seq + 1));
}

/// The child of the test below: opens a store and ends.
#[test]
fn a_store_is_opened_for_the_test_that_kills() {
    if let Some(dir) = std::env::var_os("SHANYI_TEST_OPENS") {
        drop(reopen(Path::new(&dir), 3));
    }
}

#[test]
fn an_upgrade_killed_at_any_point_is_made_again_and_loses_nothing() {
    let (_, golden, account) = GOLDEN[0];
    let expected = facts(&raw(folder_with(golden).path()));
    let (mut micros, mut kills) = (0, 0);
    let dir = folder_with(golden);
    loop {
        // One folder through all kills, brought back to the old version when it got through.
        let done = killed_after(dir.path(), Duration::from_micros(micros));
        kills += u32::from(!done);
        for copy in backups(dir.path()) {
            let taken = folder_with(&fs::read(&copy.path).unwrap());
            assert_eq!(facts(&raw(taken.path())), expected, "a named copy is whole");
        }
        let mut store = reopen(dir.path(), 3);
        store.put_image(b"a picture", Media::Jpeg).unwrap();
        store.rebuild().unwrap();
        assert_eq!(
            store.account().unwrap(),
            account,
            "killed after {micros} us"
        );
        drop(store);
        assert_eq!(facts(&raw(dir.path())), expected);
        if done && micros > 2_000 {
            break;
        }
        fs::write(dir.path().join("cases.db"), golden).unwrap();
        micros += 1 + micros / 12;
    }
    assert!(kills >= 20, "only {kills} kills hit");
}

/// Opens the store in a process of its own and kills that; true where it ended by itself before.
fn killed_after(dir: &Path, wait: Duration) -> bool {
    let program = std::env::current_exe().unwrap();
    let mut child = Command::new(program)
        .args(["--exact", "a_store_is_opened_for_the_test_that_kills"])
        .env("SHANYI_TEST_OPENS", dir)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // The kill is to fall at every point: counted from the first file that the child makes.
    let begun = dir.join("lock");
    let _ = fs::remove_file(&begun);
    while !begun.exists() && child.try_wait().unwrap().is_none() {
        std::hint::spin_loop();
    }
    let from = std::time::Instant::now();
    while from.elapsed() < wait {
        std::hint::spin_loop();
    }
    let ended = child.try_wait().unwrap().is_some();
    let _ = child.kill();
    child.wait().unwrap();
    ended
}

#[test]
fn a_half_written_copy_is_never_taken_for_one() {
    let dir = folder_with(GOLDEN[0].1);
    fs::create_dir(dir.path().join("backups")).unwrap();
    let half = dir.path().join("backups/copy.part");
    fs::write(&half, &GOLDEN[0].1[..20_000]).unwrap();
    assert_eq!(backups(dir.path()), []);
    drop(reopen(dir.path(), 3));
    assert!(!half.exists());
    assert_eq!(backups(dir.path()).len(), 1);
}

#[test]
fn a_store_of_a_newer_program_can_be_read_and_is_left_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = reopen(dir.path(), 1);
    store.enrol(&identity(1)).unwrap();
    let body = vec![shanyi_domain::fact::Fact::Collected(intake("蓝春妹", 1))];
    let saved = store.record(act(None, body.clone(), MORNING)).unwrap();
    let dump = store.dump().unwrap();
    drop(store);
    // A newer program has other projections and more of everything.
    raw(dir.path())
        .execute_batch(
            "DROP TABLE card_stale; DROP TABLE case_row; DROP TABLE card_pack;
             DROP TABLE card_index;
             CREATE TABLE case_row (something TEXT) STRICT;
             ALTER TABLE event ADD COLUMN later INTEGER;
             PRAGMA user_version = 99;",
        )
        .unwrap();
    let before = facts(&raw(dir.path()));
    let mut store = reopen(dir.path(), 2);
    let why = ReadOnlyWhy::Newer {
        found: 99,
        known: SCHEMA_VERSION,
    };
    assert_eq!(store.read_only(), Some(why));
    assert_eq!(store.dump().unwrap(), dump);
    assert_eq!(store.case(&saved.case.id).unwrap().unwrap(), saved.case);
    assert!(store.identity().unwrap().is_some());

    let refused = |done: Result<(), StoreError>| match done.unwrap_err() {
        StoreError::OpenForReading(found) => assert_eq!(found, why),
        other => panic!("{other}"),
    };
    refused(store.record(act(None, body, MORNING)).map(drop));
    refused(store.put_draft(OPERATOR, "intake", "{}", MORNING));
    refused(store.drop_draft(OPERATOR, "intake"));
    refused(store.put_setting("printer", "1"));
    refused(store.put_image(b"bytes", Media::Png).map(drop));
    refused(store.take_feed(&page(Vec::new(), 9)).map(drop));
    refused(store.rewind(0));
    refused(store.rebuild());
    refused(store.checkpoint());
    refused(store.take_closing(5, MORNING));
    refused(store.enrol(&identity(2)).map(drop).or(store.rewind(1)));
    drop(store);
    assert_eq!(facts(&raw(dir.path())), before);
}

#[test]
fn copies_of_seven_days_and_four_weeks_stay() {
    let desk = {
        let mut desk = Desk::quick(1);
        desk.take_in("蓝春妹");
        desk
    };
    let Desk { mut store, dir } = desk;
    let hour = 3_600;
    for day in 0..40 {
        for twice in [0, 5 * hour] {
            let at = MORNING.plus_seconds(day * 24 * hour + twice);
            store.snapshot().unwrap().copy(at).unwrap();
        }
    }
    let kept = backups(dir.path());
    let days: Vec<i64> = kept
        .iter()
        .map(|copy| (copy.at.0 - MORNING.0) / (24 * hour))
        .collect();
    assert_eq!(days[..7], [39, 38, 37, 36, 35, 34, 33]);
    assert!((8..=10).contains(&days.len()), "{days:?}");
    assert!(*days.last().unwrap() <= 39 - 15, "{days:?}");
    assert!(
        kept.iter()
            .all(|copy| copy.cases == 1 && (copy.at.0 - MORNING.0) % (24 * hour) == 5 * hour)
    );
}

#[test]
fn a_copy_is_the_store_of_one_moment_while_saving_goes_on() {
    let mut desk = Desk::quick(1);
    for _ in 0..20 {
        desk.take_in("蓝春妹");
    }
    let snapshot = desk.store.snapshot().unwrap();
    let expected = desk.store.dump().unwrap();
    for _ in 0..20 {
        desk.take_in("雷大山");
        desk.store.checkpoint().unwrap();
    }
    let copy = snapshot.copy(MORNING).unwrap();
    assert_eq!(copy.cases, 20);
    let taken = folder_with(&fs::read(copy.path).unwrap());
    assert_eq!(reopen(taken.path(), 2).dump().unwrap(), expected);
    drop(snapshot);
    desk.store.checkpoint().unwrap();
    assert_eq!(
        desk.store
            .snapshot()
            .unwrap()
            .copy(MORNING.plus_seconds(9))
            .unwrap()
            .cases,
        40
    );
}

#[test]
fn a_damaged_store_makes_no_copy_and_keeps_those_it_has() {
    let mut desk = Desk::quick(1);
    for _ in 0..20 {
        desk.take_in("蓝春妹");
    }
    let good = desk.store.snapshot().unwrap().copy(MORNING).unwrap();
    let snapshot = desk.store.snapshot().unwrap();
    let path = desk.dir.path().join("cases.db");
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&path, bytes).unwrap();
    assert!(snapshot.copy(MORNING.plus_seconds(86_400)).is_err());
    assert_eq!(backups(desk.dir.path()), [good]);
    let left: Vec<_> = fs::read_dir(desk.dir.path().join("backups"))
        .unwrap()
        .collect();
    assert_eq!(left.len(), 1, "{left:?}");
}
