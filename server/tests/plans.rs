//! Every question that the server's source puts to the ledger, and the way in which it is answered:
//! nobody walks through the events, the cases or whatever grows with them but who is on the list below,
//! with why.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

const SCHEMA: &str = include_str!("../src/ledger/schema.sql");

/// Tables that grow with the years.
const LARGE: [&str; 9] = [
    "event",
    "entry",
    "case_file",
    "case_image",
    "blob",
    "search_token",
    "viewed",
    "quarantine",
    "divergent",
];

/// Where everything is looked at: the file, a word of the question, and why nobody waits for it.
const WALKS: [(&str, &str, &str); 10] = [
    (
        "ledger/lists.rs",
        "FROM case_file WHERE ?1 IS NULL GROUP BY queue",
        "the numbers beside the lists: an index alone, measured by `bench console`",
    ),
    (
        "ledger/cases.rs",
        "SELECT id FROM case_file ORDER BY id",
        "two machines are compared; projections are made again",
    ),
    (
        "ledger/aside.rs",
        "quarantine.seed, quarantine.bytes",
        "a start: what was set aside unread is judged again",
    ),
    (
        "ledger/aside.rs",
        "quarantine.received_at DESC",
        "what was set aside unread is a short list",
    ),
    (
        "ledger/aside.rs",
        "FROM divergent",
        "frames of forks: a bad day each",
    ),
    (
        "ledger/chain.rs",
        "SELECT event.id, voucher.proof",
        "`verify` looks at every event",
    ),
    (
        "ledger/chain.rs",
        "SELECT stream.device, stream.incarnation, quarantine.seq",
        "`verify` looks at all that is set aside",
    ),
    (
        "ledger/chain.rs",
        "SELECT id, seed FROM case_file",
        "`verify` looks at the seed of every case",
    ),
    (
        "ledger/copy.rs",
        "FROM blob WHERE complete = 1",
        "a backup looks at every image",
    ),
    (
        "ledger/copy.rs",
        "count(*) FROM event",
        "a backup is counted",
    ),
];

/// Questions that are put together from parts: the plans of lists are looked at beside them
/// (`a_rare_word_chooses_the_cases_and_common_ones_are_met_in_the_lists_own_order`), and an address of the
/// console's is none.
const BY_PARTS: [&str; 2] = ["SELECT urgency, position, id FROM", "DELETE /api"];

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
    // The part of an index that has only what is kept without effect is short.
    let short = step.contains("event_aside");
    let named = |table: &&str| of == *table || question.contains(&format!("{table} {of} "));
    let large = !of.is_empty() && LARGE.iter().any(named);
    (large && !short) || step.contains("AUTOMATIC")
}

#[test]
fn no_question_walks_what_grows_with_the_years_but_those_that_nobody_waits_for() {
    let db = Connection::open_in_memory().unwrap();
    db.execute_batch(SCHEMA).unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&folder, &mut files);
    let (mut asked, mut wrong, mut used) = (0, Vec::new(), [false; WALKS.len()]);
    for path in files {
        let file = path.strip_prefix(&folder).unwrap();
        let file = file.to_string_lossy().replace('\\', "/");
        for question in questions(&fs::read_to_string(&path).unwrap()) {
            if BY_PARTS
                .iter()
                .any(|part| question.trim_end().starts_with(part))
            {
                continue;
            }
            asked += 1;
            let steps = match plan(&db, &question) {
                Ok(steps) => steps,
                Err(error) => {
                    wrong.push(format!("{file}: {error}: {question}"));
                    continue;
                }
            };
            let Some(step) = steps.iter().find(|step| walks(step, &question)) else {
                continue;
            };
            let known = |(of, word, _): &(&str, &str, &str)| file == *of && question.contains(word);
            match WALKS.iter().position(known) {
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
