//! Every question that the store's source puts to the database, and the way in which it is
//! answered: nobody walks the log or the cases row by row but who is on the list below, with why.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::path::Path;

#[path = "../../tests/shared/questions.rs"]
mod questions;

use questions::{Program, Walk};
use rusqlite::Connection;
use shanyi_store::SCHEMA;

/// Tables that grow with the years.
const LARGE: &[&str] = &["event", "case_row", "image"];

/// Where everything is looked at: the file, a word of the question, and why nobody waits for it.
const WALKS: &[Walk] = &[
    (
        "account.rs",
        "FROM case_row ORDER BY case_id",
        "two machines are compared, in tests",
    ),
    (
        "account.rs",
        "SELECT id FROM event",
        "what a disk had is told, in tests",
    ),
    (
        "dump.rs",
        "FROM case_row ORDER BY case_id",
        "two machines are compared; the doctor",
    ),
    (
        "backup.rs",
        "count(*) FROM case_row",
        "a copy is checked, beside the desk",
    ),
    (
        "outer.rs",
        "FROM image GROUP BY hash",
        "a copy outside is made or put back, beside the desk",
    ),
    ("restoring.rs", "", "a new PC, before anybody works on it"),
    (
        "doctor.rs",
        "count(*) FROM case_row",
        "the doctor, while the desk is closed",
    ),
    ("chain.rs", "", "the doctor"),
    ("erasure.rs", "", "a case is erased: hardly ever"),
    ("lost.rs", "i.hash", "the doctor"),
    ("lost.rs", "FROM case_row", "the doctor"),
    ("mend.rs", "", "the doctor"),
    ("salvage/build.rs", "", "the doctor"),
    (
        "projection.rs",
        "FROM event WHERE case_id <> ?1 GROUP BY",
        "projections are made again",
    ),
    (
        "due.rs",
        "WHERE state = 4 AND accepted_on NOT NULL",
        "another calendar came into force",
    ),
    (
        "images.rs",
        "DISTINCT hash FROM image",
        "once after a start, when nothing else is to be done",
    ),
    (
        "exchange.rs",
        "SET have = 0, complete = 0",
        "the township lost an image: hardly ever",
    ),
    (
        "projection.rs",
        "DELETE FROM case_row",
        "projections are made again",
    ),
    (
        "pruning.rs",
        "SELECT i.hash FROM image",
        "room is made, when nothing else is to be done",
    ),
    (
        "pruning.rs",
        "WHERE i.hash IN (SELECT hash FROM image WHERE held = 1)",
        "the same, once an hour",
    ),
    (
        "pruning.rs",
        "HAVING max(held) = 1 AND max(complete) = 1",
        "a copy is put back",
    ),
    (
        "pruning.rs",
        "UPDATE image SET held = 0",
        "the same, a few images at a time; an index would cost each save a page",
    ),
    ("fork.rs", "e.life = ?1 AND e.seq > ?2", "a life begins"),
    (
        "fork.rs",
        "UPDATE image",
        "another timeline of the township",
    ),
    ("fork.rs", "life < ?1", "another timeline of the township"),
    ("installation.rs", "INSERT INTO life", "a life begins"),
];

/// What a name in braces stands for, to be put into the question.
const NAMES: [(&str, &str); 2] = [
    (
        "{COLUMNS}",
        "begun, number, item, catalog_version, name, id_number, phone, address, state, issued,
         accepted_on IS NOT NULL AND state = 4, due_on, collected_at, updated_at, closed_at, last_own",
    ),
    ("{condition}", "e.life = ?1 AND e.seq > ?2"),
];

/// Questions that are put together from names of tables, or ask what is there for a moment only: the
/// doctor's, and an upgrade's, who walk anyway.
const BY_NAME: [&str; 6] = [
    "{table}",
    "{name}",
    "SELECT {}",
    "FROM set_aside",
    "FROM open_form",
    "temp.image",
];

/// The most of anything but the key, which SQLite calls a search though it goes through all.
fn looks_for_a_most(steps: &[String], question: &str) -> Option<String> {
    let by_key = question.matches("max(position)").count();
    let all = steps.iter().filter(|step| *step == "SEARCH event");
    all.skip(by_key).last().cloned()
}

#[test]
fn no_question_walks_the_log_or_the_cases_but_those_that_nobody_waits_for() {
    let db = Connection::open_in_memory().unwrap();
    db.execute_batch(SCHEMA).unwrap();
    db.execute_batch("CREATE TEMP TABLE seen (passed INTEGER NOT NULL, own INTEGER)")
        .unwrap();
    let program = Program {
        source: Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        large: LARGE,
        // The part of an index that has only what is on its way.
        short: "image_on_its_way",
        walks: WALKS,
    };
    let as_it_runs = |question: String| {
        let by_name = BY_NAME.iter().any(|name| question.contains(name));
        let named = NAMES.iter();
        (!by_name).then(|| named.fold(question, |text, (name, is)| text.replace(name, is)))
    };
    program.walks_only_where_it_may(&db, as_it_runs, looks_for_a_most);
}
