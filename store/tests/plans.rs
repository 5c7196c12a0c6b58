//! Every question that the store's source puts to the database, and the way in which it is
//! answered: nobody walks the log or the cases row by row but who is on the list below, with why.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use shanyi_store::SCHEMA;

/// Tables that grow with the years.
const LARGE: [&str; 3] = ["event", "case_row", "image"];

/// Where everything is looked at: the file, a word of the question, and why nobody waits for it.
const WALKS: [(&str, &str, &str); 20] = [
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
        "doctor.rs",
        "count(*) FROM case_row",
        "the doctor, while the desk is closed",
    ),
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

fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        match entry.path() {
            path if path.is_dir() => sources(&path, into),
            path if path.extension().is_some_and(|ending| ending == "rs") => into.push(path),
            _ => {}
        }
    }
}

/// The texts in quotes of a source that are questions to the database, as they run.
fn questions(source: &str) -> Vec<String> {
    let source = source.split("#[cfg(test)]").next().unwrap_or_default();
    let source = source.replace("\\\"", "\u{1}");
    let quoted = source.split('"').skip(1).step_by(2);
    let texts = quoted.map(|text| text.replace('\u{1}', "\""));
    let verbs = ["SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WITH "];
    texts
        .flat_map(|text| text.split(';').map(str::to_owned).collect::<Vec<_>>())
        .map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|text| verbs.iter().any(|verb| text.starts_with(verb)))
        .collect()
}

fn plan(db: &Connection, question: &str) -> rusqlite::Result<Vec<String>> {
    let mut statement = db.prepare(&format!("EXPLAIN QUERY PLAN {question}"))?;
    statement.raw_query().mapped(|row| row.get(3)).collect()
}

/// A step that goes through everything that there is of something large.
fn walks(step: &str, question: &str) -> bool {
    let mut words = step.split_whitespace();
    let of = match words.next() {
        Some("SCAN") => words.next().unwrap_or_default(),
        _ => "",
    };
    // The part of an index that has only what is on its way is short.
    let short = step.contains("image_on_its_way");
    let named = |table: &&str| of == *table || question.contains(&format!("{table} {of} "));
    let large = !of.is_empty() && LARGE.iter().any(named);
    (large && !short) || step.contains("AUTOMATIC")
}

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
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&folder, &mut files);
    let (mut asked, mut wrong, mut used) = (0, Vec::new(), [false; WALKS.len()]);
    for path in files {
        let file = path
            .strip_prefix(&folder)
            .unwrap()
            .to_string_lossy()
            .replace('\\', "/");
        for question in questions(&fs::read_to_string(&path).unwrap()) {
            if BY_NAME.iter().any(|name| question.contains(name)) {
                continue;
            }
            let question = NAMES
                .iter()
                .fold(question, |text, (name, is)| text.replace(name, is));
            asked += 1;
            let steps = match plan(&db, &question) {
                Ok(steps) => steps,
                Err(error) => {
                    wrong.push(format!("{file}: {error}: {question}"));
                    continue;
                }
            };
            let step = steps.iter().find(|step| walks(step, &question));
            let Some(step) = step
                .cloned()
                .or_else(|| looks_for_a_most(&steps, &question))
            else {
                continue;
            };
            match WALKS
                .iter()
                .position(|(of, word, _)| file == *of && question.contains(word))
            {
                Some(known) => used[known] = true,
                None => wrong.push(format!("{file}: {step}: {question}")),
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(asked > 100, "only {asked} questions were found");
    let left: Vec<_> = WALKS.iter().zip(used).filter(|(_, used)| !used).collect();
    assert!(left.is_empty(), "these walk no more: {left:?}");
}
