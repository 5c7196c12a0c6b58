//! What a damaged store lost, named.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;
use serde::Serialize;
use shanyi_domain::ids::ImageHash;

use crate::error::StoreError;
use crate::images::Images;
use crate::salvage::{Built, Found};

/// What something was that can't be read any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum LostKind {
    /// Something that happened: an event of the log.
    Event,
    /// A form that was begun and not finished.
    Draft,
    /// A choice of this PC, such as a printer.
    Setting,
    /// Who this PC is: it has to be enrolled again.
    Enrolment,
    /// A document of the township; it is fetched again.
    Document,
    /// How far the exchange was; it asks again.
    Exchange,
    /// Pages of which nothing says any more what they held: forms or choices of this PC may be
    /// among it, events are named beside.
    Unknown,
}

/// Something that can't be read any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lost {
    /// What it was.
    pub what: LostKind,
    /// The number of the case that it belonged to, where that is known.
    pub number: Option<String>,
    /// How many. Of what a page held that nothing else speaks of, pages are counted.
    pub count: u32,
    /// The township has it and sends it again.
    pub returns: bool,
    /// The positions in the log, of events.
    pub positions: Vec<i64>,
}

/// Images of one case whose files are not as they were written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LostImages {
    /// The case's number; empty where nothing says it any more.
    pub number: String,
    /// Files that are not here.
    pub missing: u32,
    /// Files that are damaged.
    pub damaged: u32,
    /// How many of both the township has whole.
    pub there: u32,
}

/// Images that are said to be here and can't be read, by the cases that name them.
pub(crate) fn lost_images(db: &Connection, images: &Images) -> Result<Vec<LostImages>, StoreError> {
    let sql = "SELECT i.hash, i.complete, e.case_id
               FROM image i JOIN event e ON e.position = i.event
               WHERE i.held = 1 ORDER BY i.event, i.hash";
    let mut statement = db.prepare(sql)?;
    let mut rows = statement.query([])?;
    let mut known: BTreeMap<[u8; 32], Option<bool>> = BTreeMap::new();
    let mut by_case: BTreeMap<[u8; 16], LostImages> = BTreeMap::new();
    let mut counted = BTreeSet::new();
    while let Some(row) = rows.next()? {
        let (hash, case): ([u8; 32], [u8; 16]) = (row.get(0)?, row.get(2)?);
        let missing = *known
            .entry(hash)
            .or_insert_with(|| match images.get(&ImageHash(hash)) {
                Ok(found) => found.is_none().then_some(true),
                Err(_) => Some(false),
            });
        if let Some(missing) = missing
            && counted.insert((case, hash))
        {
            let lost = by_case.entry(case).or_default();
            lost.missing += u32::from(missing);
            lost.damaged += u32::from(!missing);
            lost.there += row.get::<_, u32>(1)?;
        }
    }
    numbered(db, by_case)
}

/// Puts the cases' numbers to them, in the order of these.
fn numbered(
    db: &Connection,
    mut by_case: BTreeMap<[u8; 16], LostImages>,
) -> Result<Vec<LostImages>, StoreError> {
    let mut statement = db.prepare("SELECT case_id, number FROM case_row")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        if let Some(lost) = by_case.get_mut(&row.get::<_, [u8; 16]>(0)?) {
            lost.number = row.get(1)?;
        }
    }
    let mut all: Vec<LostImages> = by_case.into_values().collect();
    all.sort_by(|one, other| one.number.cmp(&other.number));
    Ok(all)
}

/// Everything that was lost, events first.
pub(crate) fn losses(built: &Built, found: &Found) -> Vec<Lost> {
    let mut events: BTreeMap<(Option<String>, bool), Vec<i64>> = BTreeMap::new();
    for (position, case) in &built.lost {
        let number = case.and_then(|case| built.numbers.get(&case)).cloned();
        let returns = *position <= built.settled;
        events.entry((number, returns)).or_default().push(*position);
    }
    let mut lost: Vec<Lost> = events
        .into_iter()
        .map(|((number, returns), positions)| Lost {
            what: LostKind::Event,
            number,
            count: u32::try_from(positions.len()).unwrap_or(u32::MAX),
            returns,
            positions,
        })
        .collect();
    let one = |what, count, returns| Lost {
        what,
        number: None,
        count,
        returns,
        positions: Vec::new(),
    };
    for (table, what, returns) in [
        ("draft", LostKind::Draft, false),
        ("setting", LostKind::Setting, false),
        ("document", LostKind::Document, true),
    ] {
        let count = torn(built, found, table);
        lost.extend((count > 0).then(|| one(what, count, returns)));
    }
    let unknown = unknown(found);
    lost.extend((unknown > 0).then(|| one(LostKind::Unknown, unknown, false)));
    if built.no_enrolment && (unknown > 0 || torn(built, found, "installation") > 0) {
        lost.push(one(LostKind::Enrolment, 1, false));
    }
    if built.no_exchange && (unknown > 0 || torn(built, found, "exchange") > 0) {
        lost.push(one(LostKind::Exchange, 1, true));
    }
    lost
}

/// Pages that belonged to nobody knows what.
fn unknown(found: &Found) -> u32 {
    let unknown = found.bad.iter().filter(|page| page.owner.is_none());
    u32::try_from(unknown.count()).unwrap_or(u32::MAX) + u32::from(found.nothing)
}

/// How much of a table is known to be lost: its pages that can't be read, and rows that ran over to
/// such a page.
fn torn(built: &Built, found: &Found, table: &str) -> u32 {
    let pages = found
        .bad
        .iter()
        .filter(|page| page.owner.as_deref() == Some(table))
        .count();
    built.torn.get(table).copied().unwrap_or_default() + u32::try_from(pages).unwrap_or(u32::MAX)
}
