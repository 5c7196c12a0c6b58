//! A second store, made of what was found and of what copies still have.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::types::Value;
use rusqlite::{Connection, params};
use shanyi_domain::fact::Fact;
use shanyi_domain::ids::{EventId, Seed};
use shanyi_wire::derive;
use shanyi_wire::event::{Event, Payload};
use shanyi_wire::stream::{ERASED, Incarnation};

use super::copies::{put, take_copies};
use super::found::{Found, TABLES};
use crate::chain;
use crate::erasure;
use crate::error::StoreError;
use crate::fork;
use crate::images::Images;
use crate::projection;
use crate::store::SCHEMA;
use crate::witness::Witness;

/// Case numbers that are left out after a loss: one of them may stand on a receipt.
const NUMBERS_LEFT_OUT: i64 = 50;

/// The setting that keeps the positions that were named as lost.
const LOSSES: &str = "store.lost";

/// The operator of a form of which it was not written down whose it is.
pub(super) const WHOEVER: Value = Value::Integer(0);

/// What the second store is made of.
#[derive(Default)]
pub(crate) struct Built {
    /// Events in it.
    pub(crate) events: u32,
    /// Of these, from copies alone.
    pub(crate) from_backup: u32,
    /// The positions that own events among them have got.
    pub(super) own_from_backup: Vec<i64>,
    /// Positions of events that are lost, with their case where it is known.
    pub(crate) lost: BTreeMap<i64, Option<[u8; 16]>>,
    /// Up to here the township has everything.
    pub(crate) settled: i64,
    /// Tables of one row that are lost.
    pub(crate) no_enrolment: bool,
    pub(crate) no_exchange: bool,
    /// Numbers of cases by their ids.
    pub(crate) numbers: BTreeMap<[u8; 16], String>,
    /// Rows of drafts, settings and documents that are known to have been and are lost.
    pub(crate) torn: BTreeMap<&'static str, u32>,
}

/// Fills the empty database `db`. Where something is lost, or `begin` says so, the stream goes on
/// in a life of its own, under the incarnation `fresh`.
pub(crate) fn build(
    db: &Connection,
    found: &Found,
    copies: &[Connection],
    witness: Option<&Witness>,
    images: &Images,
    fresh: Incarnation,
    begin: bool,
) -> Result<Built, StoreError> {
    db.execute_batch(SCHEMA)?;
    db.execute_batch("DELETE FROM exchange")?;
    // What came later may lean on what is lost: it comes back with the next exchange.
    db.pragma_update(None, "foreign_keys", false)?;
    let triggers = take_triggers(db)?;
    let tx = db.unchecked_transaction()?;
    let mut built = Built {
        numbers: found.numbers.clone(),
        ..Built::default()
    };
    put_rows(&tx, found, &mut built)?;
    let agreed_in = take_copies(&tx, found, copies, &mut built)?;
    tx.execute_batch("INSERT OR IGNORE INTO exchange VALUES (1, 0, 0, 0, 0, 0, NULL)")?;
    if let Some(witness) = witness {
        let sql = "INSERT OR IGNORE INTO life VALUES (?1, ?2, ?3, 0)";
        tx.execute(
            sql,
            params![witness.life, witness.incarnation, witness.block],
        )?;
    }
    if let Some(life) = agreed_in {
        // An earlier life's receipts say nothing of the present one.
        let sql = "UPDATE exchange SET acknowledged = 0, settled = 0
                   WHERE (SELECT max(ordinal) FROM life) <> ?1";
        tx.execute(sql, [life])?;
    }
    count_losses(&tx, found, witness, &mut built)?;
    verify(&tx, &mut built)?;
    chain::relink(&tx)?;
    let lost = !built.lost.is_empty() || !built.own_from_backup.is_empty() || begin;
    settle(&tx, witness, fresh, lost, &mut built)?;
    keep_losses(&tx, &built)?;
    // A copy may have brought back what was erased since it was made.
    for erasure in erasure::erasures(&tx)? {
        erasure::erase(&tx, &erasure)?;
    }
    projection::fill(&tx, images)?;
    for trigger in triggers {
        tx.execute_batch(&trigger)?;
    }
    tx.commit()?;
    Ok(built)
}

/// Takes away what guards the log, to be put back: here rows come in any order.
fn take_triggers(db: &Connection) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'";
    let mut statement = db.prepare(sql)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let triggers: Vec<(String, String)> = rows.collect::<Result<_, _>>()?;
    for (name, _) in &triggers {
        db.execute_batch(&format!("DROP TRIGGER {name}"))?;
    }
    Ok(triggers.into_iter().map(|(_, sql)| sql).collect())
}

fn put_rows(db: &Connection, found: &Found, built: &mut Built) -> Result<(), StoreError> {
    for table in TABLES {
        let columns = columns(db, table)?;
        let numbered = matches!(
            table,
            "installation"
                | "life"
                | "exchange"
                | "event"
                | "heard"
                | "enrolment"
                | "journal"
                | "erased"
        );
        for cell in found.rows.get(table).into_iter().flatten() {
            let mut row = cell.columns.clone();
            if let (true, Some(first), Some(rowid)) = (numbered, row.first_mut(), cell.rowid) {
                *first = Value::Integer(rowid);
            }
            if table == "draft" && cell.whole && row.len() == columns - 1 {
                row.insert(0, WHOEVER);
            }
            if !cell.whole || row.len() != columns {
                *built.torn.entry(table).or_default() += 1;
                if let ("event", Some(Value::Blob(case)), Some(position)) =
                    (table, row.get(1), cell.rowid)
                {
                    built.lost.insert(position, case.as_slice().try_into().ok());
                }
                continue;
            }
            put(db, table, &row)?;
        }
    }
    Ok(())
}

fn columns(db: &Connection, table: &str) -> Result<usize, StoreError> {
    Ok(db
        .prepare(&format!("SELECT * FROM {table}"))?
        .column_count())
}

/// What is lost: what the index names, a copy does not have, and no page says; what lies between
/// positions that are there; and what a witness saw.
fn count_losses(
    db: &Connection,
    found: &Found,
    witness: Option<&Witness>,
    built: &mut Built,
) -> Result<(), StoreError> {
    let mut statement = db.prepare("SELECT position FROM event")?;
    let positions = statement.query_map([], |row| row.get::<_, i64>(0))?;
    let here: BTreeSet<i64> = positions.collect::<Result<_, _>>()?;
    let known = "SELECT EXISTS (SELECT 1 FROM event WHERE case_id = ?1 AND id = ?2)";
    for (position, (case, id)) in &found.named {
        let is_here: bool = db
            .prepare_cached(known)?
            .query_row(params![case, id], |row| row.get(0))?;
        if is_here {
            built.lost.remove(position);
        } else {
            built.lost.insert(*position, Some(*case));
        }
    }
    let last = [
        here.last().copied(),
        found.named.keys().next_back().copied(),
        witness.map(|witness| witness.position),
    ];
    let last = last.into_iter().flatten().max().unwrap_or_default();
    let known = known_losses(db)?;
    for position in (1..=last).filter(|position| !here.contains(position)) {
        built.lost.entry(position).or_insert(None);
    }
    built
        .lost
        .retain(|position, _| !here.contains(position) && !known.contains(position));
    Ok(())
}

/// Positions that an earlier mending named as lost.
pub(crate) fn known_losses(db: &Connection) -> Result<BTreeSet<i64>, StoreError> {
    let sql = "SELECT j.value FROM setting s JOIN json_each(s.value) j WHERE s.name = ?1";
    let mut statement = db.prepare(sql)?;
    let known = statement.query_map([LOSSES], |row| row.get(0))?;
    Ok(known.collect::<Result<_, _>>()?)
}

/// Keeps what was named as lost, so that it is not named again.
fn keep_losses(db: &Connection, built: &Built) -> Result<(), StoreError> {
    if built.lost.is_empty() {
        return Ok(());
    }
    let mut known = known_losses(db)?;
    known.extend(built.lost.keys());
    let json: Vec<String> = known.iter().map(ToString::to_string).collect();
    let sql = "INSERT OR REPLACE INTO setting (name, value) VALUES (?1, ?2)";
    db.execute(sql, params![LOSSES, format!("[{}]", json.join(","))])?;
    Ok(())
}

/// Every own event's bytes against its id. One that can't be held against anything, since its
/// case's seed or its life is lost, stays as if it had been heard: it can't be sent from here.
fn verify(db: &Connection, built: &mut Built) -> Result<(), StoreError> {
    let sql = "SELECT e.position, e.case_id, e.id, e.bytes, e.source,
                   coalesce(e.origin_incarnation, l.incarnation), coalesce(e.origin_counter, e.seq),
                   (SELECT b.seed FROM event b WHERE b.case_id = e.case_id AND b.seed IS NOT NULL
                       ORDER BY b.position LIMIT 1)
               FROM event e LEFT JOIN life l ON l.ordinal = e.life ORDER BY e.position";
    let mut statement = db.prepare(sql)?;
    let mut rows = statement.query([])?;
    let (mut wrong, mut loose) = (Vec::new(), Vec::new());
    while let Some(row) = rows.next()? {
        let (position, case): (i64, [u8; 16]) = (row.get(0)?, row.get(1)?);
        let (id, bytes): ([u8; 16], Vec<u8>) = (row.get(2)?, row.get(3)?);
        if bytes == ERASED && erasure::commitment(db, position)?.is_some() {
            built.events += 1;
            continue;
        }
        if let Ok(Event {
            payload: Payload::Fact(Fact::Collected(body)),
            ..
        }) = Event::decode(&bytes)
        {
            built.numbers.insert(case, body.number);
        }
        built.events += 1;
        if row.get::<_, i64>(4)? != 1 {
            continue;
        }
        let writer: Option<i64> = row.get(5)?;
        let seed: Option<[u8; 16]> = row.get(7)?;
        match (writer, seed) {
            (Some(writer), Some(seed)) => {
                let writer = Incarnation(writer.cast_unsigned());
                let derived = derive::event_id(&Seed(seed), writer, row.get(6)?, &bytes);
                if derived != EventId(id) {
                    wrong.push((position, case));
                }
            }
            _ => loose.push(position),
        }
    }
    drop(rows);
    for (position, case) in wrong {
        db.execute("DELETE FROM event WHERE position = ?1", [position])?;
        built.lost.insert(position, Some(case));
        built.events -= 1;
    }
    for position in loose {
        let sql = "UPDATE event SET source = 2, life = NULL, seq = NULL, link = NULL,
                       saved_at = NULL, numbered = NULL, origin_incarnation = NULL,
                       origin_counter = NULL
                   WHERE position = ?1";
        db.execute(sql, [position])?;
    }
    Ok(())
}

/// Lets go of what leans on nothing any more, and of the present life where it may have gone on
/// further than this store knows.
fn settle(
    db: &Connection,
    witness: Option<&Witness>,
    fresh: Incarnation,
    lost: bool,
    built: &mut Built,
) -> Result<(), StoreError> {
    let count = |sql: &str| db.query_row(sql, [], |row| row.get::<_, i64>(0));
    built.no_enrolment = count("SELECT count(*) FROM installation")? == 0;
    built.no_exchange =
        count("SELECT count(*) FROM exchange WHERE timeline <> 0 OR township_time IS NOT NULL")?
            == 0;
    built.settled = count("SELECT coalesce(max(settled), 0) FROM exchange")?;
    db.execute_batch(
        "DELETE FROM image WHERE event NOT IN (SELECT position FROM event);
         DELETE FROM heard WHERE event NOT IN (SELECT position FROM event WHERE source <> 1);
         DELETE FROM erased WHERE position NOT IN (SELECT position FROM event);
         DELETE FROM receipt WHERE life NOT IN (SELECT ordinal FROM life);
         UPDATE document SET event = (SELECT min(position) FROM event)
             WHERE event NOT IN (SELECT position FROM event);
         DELETE FROM document WHERE event IS NULL;",
    )?;
    if !lost || count("SELECT count(*) FROM life")? == 0 {
        return Ok(());
    }
    let agreed = "SELECT acknowledged FROM exchange";
    let numbered = numbered(db, witness)?;
    fork::begin_after(db, count(agreed)?, fresh, numbered, &built.own_from_backup)?;
    db.execute_batch("UPDATE exchange SET broadcast = 0, station = 0")?;
    Ok(())
}

/// How many numbers of the present block count as given.
fn numbered(db: &Connection, witness: Option<&Witness>) -> Result<i64, StoreError> {
    let sql = "SELECT max(
                   coalesce((SELECT max(e.numbered) FROM event e JOIN life ON life.ordinal = e.life
                       WHERE life.block = l.block), 0),
                   coalesce((SELECT max(numbered_before) FROM life WHERE life.block = l.block), 0)),
                   l.block
               FROM life l ORDER BY l.ordinal DESC LIMIT 1";
    let (given, block): (i64, String) =
        db.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let seen = witness.filter(|witness| witness.block == block);
    let seen = seen.map_or(0, |witness| i64::from(witness.numbered));
    Ok(given.max(seen) + NUMBERS_LEFT_OUT)
}
