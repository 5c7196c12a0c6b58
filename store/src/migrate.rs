//! Upgrading a store that an earlier program wrote. Forward only: a step for each version, each in
//! one transaction with its version, so that a program that is killed goes on where it stood.
//! Before the first step the store is copied, and the copy opened and checked.

use rusqlite::{Connection, TransactionBehavior};

use crate::backup;
use crate::error::StoreError;
use crate::images::Images;
use crate::key::DatabaseKey;
use crate::place::Place;
use crate::projection;
use crate::store::{SCHEMA, SCHEMA_VERSION};

/// The part of the present schema that is made from the log alone.
pub(crate) const PROJECTIONS: &str = between(SCHEMA, "-- projections:begin", "-- projections:end");

/// One version's way into the next.
struct Step {
    /// The version that it leads to.
    to: u32,
    run: fn(&Connection, &Images) -> Result<(), StoreError>,
}

/// Every step, in order. The last one takes the projections from the present schema; when another
/// follows, it gets the text of its own time, kept in `store/migrations`.
const STEPS: [Step; 1] = [Step {
    to: 2,
    run: other_projections,
}];

/// Brings a store of version `found` to the present one.
pub(crate) fn upgrade(
    db: &mut Connection,
    place: &Place,
    key: &DatabaseKey,
    images: &Images,
    found: u32,
) -> Result<(), StoreError> {
    backup::before_change(db, place, key)?;
    for step in STEPS.iter().filter(|step| step.to > found) {
        let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        (step.run)(&tx, images)?;
        tx.pragma_update(None, "user_version", step.to)?;
        tx.commit()?;
    }
    debug_assert_eq!(STEPS[STEPS.len() - 1].to, SCHEMA_VERSION);
    Ok(())
}

/// Version 2: lists and finding of another shape. The facts stay as they are.
fn other_projections(db: &Connection, images: &Images) -> Result<(), StoreError> {
    db.execute_batch(
        "DROP TABLE case_search;
         DROP TABLE search_index;
         DROP TABLE case_row;",
    )?;
    db.execute_batch(PROJECTIONS)?;
    projection::fill(db, images)
}

/// What stands between two marks.
const fn between(text: &'static str, begin: &str, end: &str) -> &'static str {
    let (_, rest) = text.split_at(find(text.as_bytes(), begin.as_bytes()) + begin.len());
    rest.split_at(find(rest.as_bytes(), end.as_bytes())).0
}

/// Where `what` begins in `text`. A mark that is not there stops the compiler.
const fn find(text: &[u8], what: &[u8]) -> usize {
    let mut at = 0;
    loop {
        let mut same = 0;
        while same < what.len() && text[at + same] == what[same] {
            same += 1;
        }
        if same == what.len() {
            return at;
        }
        at += 1;
    }
}
