//! Reading cards: from packs, and from the rows that no pack has as they are now.

use rusqlite::{Connection, Row, params};
use shanyi_domain::state::State;

use super::{Cards, DueDay, Entry, Facts, pack};
use crate::error::StoreError;
use crate::store::CACHE;

/// What the database keeps of the pages that cards are read from, in kilobytes as `cache_size` has
/// them.
const CACHE_WHILE_READING: i32 = -512;

/// The columns that a card is made from, in the order in which [`entry`] reads them.
pub(super) const COLUMNS: &str = "begun, number, item, catalog_version, name, id_number, phone,
    address, state, issued, accepted_on IS NOT NULL AND state = 4, due_on, collected_at,
    updated_at, closed_at, last_own, to_settle > 0";

/// Every card, and whether a pack was damaged. Reads more pages than anybody asks for again soon: they
/// do not stay in the database's cache.
pub(super) fn all(db: &Connection) -> Result<(Cards, bool), StoreError> {
    db.pragma_update(None, "cache_size", CACHE_WHILE_READING)?;
    let read = read_all(db);
    db.pragma_update(None, "cache_size", CACHE)?;
    read
}

fn read_all(db: &Connection) -> Result<(Cards, bool), StoreError> {
    let packs = from_packs(db)?;
    let damaged = packs.is_none();
    // Where a pack can't be read the rows say the same.
    let (mut cards, packed) = packs.unwrap_or_default();
    let rows = format!("SELECT {COLUMNS} FROM case_row WHERE begun > ?1 ORDER BY begun");
    take(db, &rows, packed, &mut cards)?;
    let stale = format!(
        "SELECT {COLUMNS} FROM case_row WHERE begun IN (SELECT begun FROM card_stale)
         AND begun <= ?1"
    );
    take(db, &stale, packed, &mut cards)?;
    Ok((cards, damaged))
}

/// The cards of every pack and the position up to which they go; `None` where one is damaged.
fn from_packs(db: &Connection) -> Result<Option<(Cards, i64)>, StoreError> {
    let packed = db.query_row("SELECT packed FROM card_index", [], |row| row.get(0))?;
    let packs: usize = db.query_row("SELECT count(*) FROM card_pack", [], |row| row.get(0))?;
    let mut cards = Cards::default();
    // A case of the made-up years has six events; more room than is needed costs little.
    cards.reserve(packs * 100);
    let mut reader = pack::Reader::new()?;
    let mut statement = db.prepare("SELECT bytes FROM card_pack ORDER BY part")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let bytes = row.get_ref(0)?.as_blob().unwrap_or_default();
        if reader.read(bytes, |entry| cards.put(&entry)).is_none() {
            tracing::warn!("a pack of cards can't be read");
            return Ok(None);
        }
    }
    Ok(Some((cards, packed)))
}

fn take(db: &Connection, sql: &str, packed: i64, cards: &mut Cards) -> Result<(), StoreError> {
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query([packed])?;
    while let Some(row) = rows.next()? {
        cards.put(&entry(row)?);
    }
    Ok(())
}

/// Reads the cards of these rows again.
pub(super) fn again(
    db: &Connection,
    cards: &mut Cards,
    mut touched: Vec<i64>,
) -> Result<(), StoreError> {
    touched.sort_unstable();
    touched.dedup();
    let sql = format!("SELECT {COLUMNS} FROM case_row WHERE begun = ?1");
    for begun in touched {
        let mut statement = db.prepare_cached(&sql)?;
        let mut rows = statement.query(params![begun])?;
        if let Some(row) = rows.next()? {
            cards.put(&entry(row)?);
        }
    }
    Ok(())
}

/// A row as a card has it.
pub(super) fn entry<'a>(row: &'a Row<'_>) -> Result<Entry<'a>, StoreError> {
    let text = |column: usize| row.get_ref(column)?.as_str().map_err(rusqlite::Error::from);
    let maybe = |column: usize| {
        let value = row.get_ref(column)?;
        value.as_str_or_null().map_err(rusqlite::Error::from)
    };
    Ok(Entry {
        begun: row.get(0)?,
        number: text(1)?,
        item: text(2)?,
        catalog_version: row.get(3)?,
        name: text(4)?,
        id_number: maybe(5)?,
        phone: maybe(6)?,
        address: text(7)?,
        facts: Facts {
            // The column's check lets no other code in.
            state: State::from_code(row.get(8)?).unwrap_or(State::Collected),
            issued: row.get(9)?,
            clock: row.get(10)?,
            due: DueDay::of(row.get(11)?),
            collected_at: row.get(12)?,
            updated_at: row.get(13)?,
            closed_at: row.get(14)?,
            last_own: row.get(15)?,
            to_settle: row.get(16)?,
        },
    })
}
