//! Rules about the schema itself.
#![allow(clippy::unwrap_used)]

mod desk;

use desk::*;
use rusqlite::Connection;
use shanyi_store::SCHEMA;

fn installed() -> Connection {
    let db = Connection::open_in_memory().unwrap();
    db.execute_batch(SCHEMA).unwrap();
    db
}

fn list(db: &Connection, sql: &str) -> Vec<String> {
    let mut statement = db.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

#[test]
fn every_table_is_strict() {
    let db = installed();
    let loose = "SELECT name FROM pragma_table_list
                 WHERE type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'";
    assert_eq!(list(&db, loose), Vec::<String>::new());
    let tables = "SELECT name FROM pragma_table_list WHERE type = 'table' AND strict = 1";
    assert!(list(&db, tables).len() >= 12);
}

#[test]
fn every_foreign_key_is_indexed() {
    let db = installed();
    let keys = "SELECT t.name || '.' || k.\"from\" FROM pragma_table_list t
                JOIN pragma_foreign_key_list(t.name) k WHERE t.type = 'table' ORDER BY 1";
    let indexed = "SELECT t.name || '.' || c.name FROM pragma_table_list t
                   JOIN pragma_index_list(t.name) i JOIN pragma_index_info(i.name) c
                   WHERE t.type = 'table' AND c.seqno = 0
                   UNION
                   SELECT t.name || '.' || c.name FROM pragma_table_list t
                   JOIN pragma_table_info(t.name) c
                   WHERE t.type = 'table' AND c.pk = 1";
    let indexed = list(&db, indexed);
    let keys = list(&db, keys);
    assert!(keys.len() >= 4, "{keys:?}");
    for key in keys {
        assert!(indexed.contains(&key), "{key} has no index");
    }
}

#[test]
fn the_log_can_not_be_edited() {
    let Desk { store, dir } = {
        let mut desk = Desk::new();
        desk.take_in("蓝春妹");
        desk
    };
    drop(store);
    let db = Connection::open(dir.path().join("cases.db")).unwrap();
    db.pragma_update(None, "key", format!("x'{}'", "07".repeat(32)))
        .unwrap();
    db.pragma_update(None, "cipher_page_size", 1024).unwrap();
    for edit in [
        "UPDATE event SET bytes = x'00'",
        "UPDATE event SET id = randomblob(16)",
        "UPDATE event SET seed = NULL",
        "UPDATE event SET life = NULL",
        "UPDATE event SET seq = seq + 1",
        "UPDATE event SET link = randomblob(32)",
        "DELETE FROM event",
        "INSERT OR REPLACE INTO event SELECT * FROM event",
        "UPDATE life SET numbered_before = 0",
        "UPDATE life SET block = 'B'",
        "DELETE FROM life",
    ] {
        db.pragma_update(None, "recursive_triggers", true).unwrap();
        assert!(db.execute(edit, []).is_err(), "{edit}");
    }
    assert_eq!(list(&db, "SELECT CAST(count(*) AS TEXT) FROM event"), ["1"]);
}

#[test]
fn the_stream_has_no_gap_and_no_branch() {
    let db = installed();
    db.execute_batch("INSERT INTO life VALUES (1, 100, 'A', 0), (2, 200, 'A', 0)")
        .unwrap();
    let save = |life: i64, seq: i64| {
        db.execute(
            "INSERT INTO event (case_id, id, kind, role, source, life, seq, link, saved_at,
                 numbered, bytes)
             VALUES (zeroblob(16), randomblob(16), 1, 1, 1, ?1, ?2, zeroblob(32), 0, 0, x'00')",
            [life, seq],
        )
    };
    assert!(save(2, 2).is_err(), "a stream begins at 1");
    save(2, 1).unwrap();
    save(2, 2).unwrap();
    assert!(save(2, 2).is_err(), "a place taken twice");
    assert!(save(2, 4).is_err(), "a gap");
    assert!(save(1, 1).is_err(), "an earlier life");
    let heard = "INSERT INTO event (case_id, id, kind, role, source, bytes)
                 VALUES (zeroblob(16), randomblob(16), 1, 2, 2, x'00')";
    db.execute(heard, []).unwrap();
    save(2, 3).unwrap();
}

#[test]
fn what_waits_is_read_from_the_end_of_the_log() {
    let db = installed();
    let mut statement = db
        .prepare("EXPLAIN QUERY PLAN SELECT count(*) FROM waiting")
        .unwrap();
    let steps = statement
        .query_map([], |row| row.get::<_, String>(3))
        .unwrap();
    let plan: Vec<String> = steps.collect::<Result<_, _>>().unwrap();
    let from_there =
        |step: &String| step.contains("SEARCH event USING INTEGER PRIMARY KEY (rowid>?)");
    assert!(plan.iter().any(from_there), "{plan:?}");
}

/// The steps by which the database answers.
fn plan(db: &Connection, sql: &str) -> Vec<String> {
    let mut statement = db.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let steps = statement
        .query_map([], |row| row.get::<_, String>(3))
        .unwrap();
    steps.collect::<Result<_, _>>().unwrap()
}

#[test]
fn lists_and_pages_read_rows_by_their_keys_and_walk_no_table() {
    let db = installed();
    let waits = "SELECT position FROM waiting ORDER BY position LIMIT 1";
    let of_case = "SELECT id FROM event WHERE case_id = x'00'
        AND life = (SELECT max(ordinal) FROM life) AND seq > (SELECT acknowledged FROM exchange)";
    let begun = "SELECT begun FROM case_row WHERE begun IN
        (SELECT position FROM event WHERE case_id = x'00' AND seed NOT NULL)";
    for (sql, by) in [
        (
            "SELECT * FROM case_row WHERE begun = 1",
            "case_row USING INTEGER PRIMARY KEY (rowid=?)",
        ),
        (
            "SELECT * FROM case_row WHERE begun > 1 ORDER BY begun",
            "case_row USING INTEGER PRIMARY KEY (rowid>?)",
        ),
        (
            "SELECT * FROM case_row WHERE begun BETWEEN 1 AND 2 AND begun <= 3 ORDER BY begun",
            "case_row USING INTEGER PRIMARY KEY",
        ),
        (
            "SELECT * FROM case_row WHERE begun IN (SELECT begun FROM card_stale) AND begun <= 9",
            "case_row USING INTEGER PRIMARY KEY (rowid=?)",
        ),
        (begun, "case_row USING INTEGER PRIMARY KEY (rowid=?)"),
        (
            of_case,
            "event USING INDEX sqlite_autoindex_event_1 (case_id=?)",
        ),
        (waits, "event USING INTEGER PRIMARY KEY (rowid>?)"),
        (
            "SELECT hash, max(length), max(have) FROM image WHERE complete = 0 AND held = 1 GROUP BY hash",
            "image USING INDEX image_on_its_way",
        ),
    ] {
        let steps = plan(&db, sql);
        assert!(
            steps.iter().any(|step| step.contains(by)),
            "{sql}: {steps:?}"
        );
        let walks =
            |step: &&String| step.starts_with("SCAN case_row") || step.starts_with("SCAN event");
        assert_eq!(steps.iter().find(walks), None, "{sql}");
    }
}

#[test]
fn a_new_intake_writes_no_pack_of_cards() {
    let mut desk = Desk::new();
    desk.take_in("蓝春妹");
    desk.store.checkpoint().unwrap();
    desk.take_in_and_submit("雷大山");
    let Desk { store, dir } = desk;
    drop(store);
    let db = raw(&dir);
    let packed = "SELECT CAST(packed AS TEXT) FROM card_index";
    assert_eq!(list(&db, packed), ["1"]);
    assert_eq!(
        list(&db, "SELECT CAST(begun AS TEXT) FROM card_stale"),
        Vec::<String>::new()
    );
}

fn raw(dir: &tempfile::TempDir) -> Connection {
    let db = Connection::open(dir.path().join("cases.db")).unwrap();
    db.pragma_update(None, "key", format!("x'{}'", "07".repeat(32)))
        .unwrap();
    db.pragma_update(None, "cipher_page_size", 1024).unwrap();
    db
}
