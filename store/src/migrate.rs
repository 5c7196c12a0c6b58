//! Upgrading a store that an earlier program wrote. Forward only: a step for each version, each in
//! one transaction with its version, so that a program that is killed goes on where it stood.
//! Before the first step the store is copied, and the copy opened and checked.

use std::time::Instant;

use rusqlite::{Connection, TransactionBehavior};
use shanyi_domain::planted::{self, Bug};

use crate::backup;
use crate::error::StoreError;
use crate::images::Images;
use crate::key::DatabaseKey;
use crate::place::Place;
use crate::projection;
use crate::store::{LOG, SCHEMA, SCHEMA_VERSION};

/// The part of the present schema that is made from the log alone.
pub(crate) const PROJECTIONS: &str = between(SCHEMA, "-- projections:begin", "-- projections:end");

/// Version 2 as it was shipped.
const VERSION_2: &str = include_str!("../migrations/2.sql");

/// Version 3 as it was shipped.
const VERSION_3: &str = include_str!("../migrations/3.sql");

/// Version 4 as it was shipped.
const VERSION_4: &str = include_str!("../migrations/4.sql");

/// One version's way into the next.
struct Step {
    /// The version that it leads to.
    to: u32,
    run: fn(&Connection, &Images) -> Result<(), StoreError>,
}

/// Every step, in order. What a step makes is taken from the schema of its own time, which
/// `store/migrations` keeps. Projections are filled by the last step that changes them.
const STEPS: [Step; 4] = [
    Step {
        to: 2,
        run: other_projections,
    },
    Step {
        to: 3,
        run: what_can_be_given_back,
    },
    Step {
        to: 4,
        run: what_is_to_settle,
    },
    Step {
        to: 5,
        run: keys_and_people,
    },
];

/// Brings a store of version `found` to the present one.
pub(crate) fn upgrade(
    db: &mut Connection,
    place: &Place,
    key: &DatabaseKey,
    images: &Images,
    found: u32,
) -> Result<(), StoreError> {
    backup::before_change(db, place, key)?;
    let begun = Instant::now();
    for step in STEPS.iter().filter(|step| step.to > found) {
        if planted::is(Bug::VersionFirst) {
            db.pragma_update(None, "user_version", step.to)?;
        }
        let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        (step.run)(&tx, images)?;
        tx.pragma_update(None, "user_version", step.to)?;
        tx.commit()?;
    }
    debug_assert_eq!(STEPS[STEPS.len() - 1].to, SCHEMA_VERSION);
    let millis = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    let known = SCHEMA_VERSION;
    tracing::info!(target: LOG, found, known, millis, "the store was brought to this version");
    Ok(())
}

/// Version 2: lists and finding of another shape. The facts stay as they are.
fn other_projections(db: &Connection, _: &Images) -> Result<(), StoreError> {
    db.execute_batch(
        "DROP TABLE case_search;
         DROP TABLE search_index;
         DROP TABLE case_row;",
    )?;
    let begin = "-- projections:begin";
    Ok(db.execute_batch(between(VERSION_2, begin, "-- projections:end"))?)
}

/// Version 3: what the feeds brought can be given back; an entry that was set aside is found in the
/// log without walking it.
fn what_can_be_given_back(db: &Connection, _: &Images) -> Result<(), StoreError> {
    db.execute_batch(
        "CREATE TEMP TABLE set_aside AS
             SELECT q.event_id, q.reason, e.position
             FROM quarantine q LEFT JOIN event e ON e.id = q.event_id;
         DROP TABLE quarantine;",
    )?;
    let begin =
        "-- Events that the township set aside. It may name one that this copy does not hold.";
    db.execute_batch(between(VERSION_3, begin, "-- Bytes that came"))?;
    db.execute_batch(
        "INSERT OR IGNORE INTO quarantine SELECT event_id, reason, position FROM set_aside;
         DROP TABLE set_aside;",
    )?;
    Ok(())
}

/// Version 4: a case's row says how much of it is to be settled.
fn what_is_to_settle(db: &Connection, images: &Images) -> Result<(), StoreError> {
    db.execute_batch(
        "DROP TABLE card_stale;
         DROP TABLE card_pack;
         DROP TABLE card_index;
         DROP TABLE case_row;",
    )?;
    let begin = "-- projections:begin";
    db.execute_batch(between(VERSION_4, begin, "-- projections:end"))?;
    projection::fill(db, images)
}

/// Version 5: forms have owners, a case can be erased, and what keys and people leave behind is kept.
/// Forms that are open belong to the operator whom this PC was enrolled with.
fn keys_and_people(db: &Connection, _: &Images) -> Result<(), StoreError> {
    db.execute_batch(
        "CREATE TEMP TABLE open_form AS SELECT form, json, updated_at FROM draft;
         DROP TABLE draft;
         DROP TRIGGER event_is_not_edited;
         DROP TRIGGER event_moves_to_the_present_life;",
    )?;
    let guards = "its bytes is nothing (CBOR's null).";
    let draft = "its operator put the form aside.";
    db.execute_batch(between(SCHEMA, "-- keys:begin", "-- keys:end"))?;
    db.execute_batch(between(
        SCHEMA,
        guards,
        "CREATE TRIGGER event_is_not_removed",
    ))?;
    db.execute_batch(between(SCHEMA, draft, "-- Choices of this PC"))?;
    db.execute_batch(
        "INSERT INTO draft
             SELECT coalesce((SELECT operator FROM installation), 0), form, json, updated_at
             FROM open_form;
         DROP TABLE open_form;",
    )?;
    Ok(())
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
