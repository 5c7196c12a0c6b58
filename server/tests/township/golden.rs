//! A ledger of every released form opens with this program and holds what it held.

use rusqlite::Connection;
use shanyi_server::clock::Clock;
use shanyi_server::ledger::Ledger;
use shanyi_server::{App, dump};

use crate::office::MONDAY;

/// The ledgers: their form, all of them as text, and what they held. A new form adds its own
/// (`server/examples/golden.rs`); none is ever changed or removed.
const GOLDEN: [(i64, &str, &str); 3] = [
    (
        5,
        include_str!("../golden/form-5.sql"),
        include_str!("../golden/form-5.account"),
    ),
    (
        6,
        include_str!("../golden/form-6.sql"),
        include_str!("../golden/form-6.account"),
    ),
    (
        7,
        include_str!("../golden/form-7.sql"),
        include_str!("../golden/form-7.account"),
    ),
];

fn ask(db: &Connection, sql: &str) -> Vec<String> {
    let mut statement = db.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

/// What the database says of its own shape, in one spelling.
fn shape(db: &Connection) -> Vec<String> {
    let sql =
        "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_master ORDER BY 1";
    let rows = ask(db, sql).into_iter();
    rows.map(|row| row.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect()
}

/// Every row of every table that `of` has, in the columns that it has there.
fn rows(db: &Connection, of: &Connection) -> Vec<String> {
    let mut found = Vec::new();
    for table in ask(
        of,
        "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1",
    ) {
        let columns = ask(
            of,
            &format!("SELECT name FROM pragma_table_info('{table}')"),
        );
        let sql = format!("SELECT {} FROM {table}", columns.join(", "));
        let mut statement = db.prepare(&sql).unwrap();
        let mut here = Vec::new();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let values = (0..columns.len()).map(|n| format!("{:?}", row.get_ref(n).unwrap()));
            here.push(format!("{table} {}", values.collect::<Vec<_>>().join(" ")));
        }
        assert!(!here.is_empty(), "nothing in {table}");
        here.sort();
        found.extend(here);
    }
    found
}

#[test]
fn a_golden_ledger_of_every_form_opens_and_holds_what_it_held() {
    for (form, sql, account) in GOLDEN {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("township.db");
        let old = Connection::open_in_memory().unwrap();
        old.execute_batch(sql).unwrap();
        let db = Connection::open(&path).unwrap();
        db.execute_batch(sql).unwrap();
        drop(db);
        drop(Ledger::open(folder.path()).unwrap());
        let db = Connection::open(&path).unwrap();
        assert_eq!(rows(&db, &old), rows(&old, &old), "form {form}");
        std::fs::write(folder.path().join("township.key"), "06".repeat(32)).unwrap();
        let app = App::open(folder.path(), Clock::at(MONDAY)).unwrap();
        assert_eq!(dump::dump(&app).unwrap(), account, "form {form}");
    }
}

/// Ledgers of the present form are at townships: who changes `schema.sql` raises its number, adds the
/// step, and makes the golden ledger of the new form.
#[test]
fn the_present_form_is_that_of_its_golden_ledger() {
    let folder = tempfile::tempdir().unwrap();
    drop(Ledger::open(folder.path()).unwrap());
    let fresh = Connection::open(folder.path().join("township.db")).unwrap();
    let form: i64 = fresh
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .unwrap();
    let (last, sql, _) = GOLDEN[GOLDEN.len() - 1];
    let golden = Connection::open_in_memory().unwrap();
    golden.execute_batch(sql).unwrap();
    assert_eq!((form, shape(&fresh)), (last, shape(&golden)));
}
