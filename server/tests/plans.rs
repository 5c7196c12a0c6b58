//! Every question that the server's source puts to the ledger, and the way in which it is answered:
//! nobody walks through the events, the cases or whatever grows with them but who is on the list below,
//! with why.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::path::Path;

#[path = "../../tests/shared/questions.rs"]
mod questions;

use questions::{Program, Walk};
use rusqlite::Connection;

const SCHEMA: &str = include_str!("../src/ledger/schema.sql");

/// Tables that grow with the years.
const LARGE: &[&str] = &[
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
const WALKS: &[Walk] = &[
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
        "ledger/beside.rs",
        "SELECT kept.stream, min(kept.seq)",
        "`verify` looks for entries of no stream",
    ),
    (
        "ledger/beside.rs",
        "SELECT count(*) FROM (SELECT id FROM stream",
        "`verify` looks for streams that are gone",
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
        "ledger/erasure.rs",
        "quarantine.seed IS NOT NULL",
        "a case is erased: hardly ever",
    ),
    (
        "ledger/erasure.rs",
        "FROM divergent",
        "a case is erased: hardly ever",
    ),
    (
        "ledger/keeping.rs",
        "SELECT DISTINCT received_at / 3600 FROM event",
        "once a day, where a case's time is over",
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

#[test]
fn no_question_walks_what_grows_with_the_years_but_those_that_nobody_waits_for() {
    let db = Connection::open_in_memory().unwrap();
    db.execute_batch(SCHEMA).unwrap();
    let program = Program {
        source: Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        large: LARGE,
        // The part of an index that has only what is kept without effect.
        short: "event_aside",
        walks: WALKS,
    };
    let by_parts = |question: &str| BY_PARTS.iter().any(|part| question.starts_with(part));
    let as_it_runs = |question: String| (!by_parts(&question)).then_some(question);
    program.walks_only_where_it_may(&db, as_it_runs, |_, _| None);
}
