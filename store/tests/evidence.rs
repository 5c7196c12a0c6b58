//! What somebody with the key changes in a store behind the program's back is found and named.
#![allow(clippy::unwrap_used, clippy::panic)]

mod desk;

use std::path::Path;

use desk::talk::{TIMELINE, receipt, spoken};
use desk::*;
use rusqlite::Connection;
use shanyi_store::*;
use tempfile::TempDir;

/// Edits the file as anybody with the key can: what guards the log is taken away, and put back behind it.
fn edit(dir: &Path, sql: &str) {
    let db = Connection::open(dir.join("cases.db")).unwrap();
    let key = format!("x'{}'", "07".repeat(32));
    db.pragma_update(None, "key", key).unwrap();
    db.pragma_update(None, "cipher_page_size", 1024).unwrap();
    db.pragma_update(None, "foreign_keys", false).unwrap();
    let guards = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'";
    let guards: Vec<(String, String)> = db
        .prepare(guards)
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    for (name, _) in &guards {
        db.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    db.execute_batch(sql).unwrap();
    for (_, guard) in &guards {
        db.execute_batch(guard).unwrap();
    }
}

/// A closed store with three submitted cases, of which the township has signed for five entries.
fn station() -> TempDir {
    let mut desk = spoken(3);
    let signed = receipt(&desk, TIMELINE, 5);
    desk.store.take_receipt(&signed).unwrap();
    desk.store.look_after().unwrap();
    desk.store.checkpoint().unwrap();
    let Desk { store, dir } = desk;
    drop(store);
    dir
}

/// What it is, how it is done, what is said of the chain, and which events are named as lost.
type Tampering = (
    &'static str,
    &'static str,
    &'static [(ChainFault, u64)],
    &'static [i64],
);

/// Every way of tampering.
const TAMPERINGS: [Tampering; 8] = [
    ("nothing", "", &[], &[]),
    (
        "an event is changed",
        "UPDATE event SET bytes = CAST(replace(CAST(bytes AS TEXT), '蓝春妹', '蓝春花') AS BLOB) WHERE seq = 3",
        &[(ChainFault::Changed, 3)],
        &[3],
    ),
    (
        "an event is changed that nobody has signed for",
        "UPDATE event SET bytes = (SELECT bytes FROM event WHERE seq = 4) WHERE seq = 6",
        &[(ChainFault::Changed, 6)],
        &[6],
    ),
    (
        "an event is removed",
        "DELETE FROM event WHERE seq = 4",
        &[(ChainFault::Missing, 4)],
        &[4],
    ),
    (
        "an event is put in between, and the rest is numbered anew",
        "UPDATE event SET seq = seq + 1, position = -position WHERE seq > 2;
         UPDATE event SET position = 1 - position WHERE position < 0;
         INSERT INTO event SELECT 3, case_id, zeroblob(16), kind, role, source, life, 3, link, saved_at,
             numbered, NULL, NULL, NULL, bytes FROM event WHERE seq = 2",
        &[(ChainFault::Changed, 3), (ChainFault::Changed, 4)],
        &[3],
    ),
    (
        "a link is edited",
        "UPDATE event SET link = zeroblob(32) WHERE seq = 2",
        &[(ChainFault::Changed, 2)],
        &[],
    ),
    (
        "the end is cut off",
        "DELETE FROM event WHERE seq > 3",
        &[(ChainFault::CutOff, 5)],
        &[4, 5, 6],
    ),
    (
        "a receipt is for something else",
        "UPDATE receipt SET signature = zeroblob(64)",
        &[(ChainFault::Unsigned, 5)],
        &[],
    ),
];

#[test]
fn what_somebody_with_the_key_changes_in_a_store_is_found_and_named() {
    for (name, sql, said, lost) in TAMPERINGS {
        let dir = station();
        edit(dir.path(), sql);
        let found = examine(dir.path(), &key()).unwrap();
        let chain: Vec<_> = found.chain.iter().map(|it| (it.what, it.entry)).collect();
        for one in said {
            assert!(chain.contains(one), "{name}: {chain:?}");
        }
        let positions = found.lost.iter().flat_map(|lost| lost.positions.clone());
        let positions: Vec<i64> = positions.collect();
        for position in lost {
            assert!(positions.contains(position), "{name}: {:?}", found.lost);
        }
        assert_eq!(found.is_sound(), sql.is_empty(), "{name}: {found:#?}");
        for broken in found
            .chain
            .iter()
            .filter(|it| it.what == ChainFault::Changed)
        {
            assert!(broken.event.is_some(), "{name}");
        }
    }
}

#[test]
fn a_link_that_was_edited_is_made_again_by_a_mending() {
    let dir = station();
    edit(
        dir.path(),
        "UPDATE event SET link = zeroblob(32) WHERE seq IN (2, 6)",
    );
    let mended = mend(dir.path(), &key()).unwrap();
    assert!(mended.replaced && mended.lost.is_empty(), "{mended:?}");
    let found = examine(dir.path(), &key()).unwrap();
    assert!(found.is_sound(), "{found:#?}");
}
