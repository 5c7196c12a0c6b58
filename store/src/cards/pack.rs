//! Packs of cards: the cases of 512 positions of the log, compressed. Read at a start, written in
//! idle moments a few at a time.

use minicbor::{Decoder, Encoder};
use rusqlite::{Connection, OptionalExtension, params};
use shanyi_domain::state::State;

use super::load::{self, COLUMNS};
use super::{DueDay, Entry, Facts, Position, Second};
use crate::error::StoreError;

/// Positions of the log that share a pack.
const PART: i64 = 512;
/// Most packs that are written at once: a few milliseconds, since somebody may be waiting.
const BITE: usize = 16;
/// Most bytes of an unpacked pack.
const MOST: usize = 16 * 1024 * 1024;
/// Cards repeat themselves so much that the quickest level does.
const LEVEL: i32 = 1;

/// Writes a few of the packs that are not as the rows are. False when there is none left.
pub(crate) fn bite(db: &Connection) -> Result<bool, StoreError> {
    let packed: i64 = db.query_row("SELECT packed FROM card_index", [], |row| row.get(0))?;
    let sql = "SELECT DISTINCT begun / ?1 FROM card_stale ORDER BY 1 LIMIT ?2";
    let stale: Vec<i64> = {
        let mut statement = db.prepare_cached(sql)?;
        let parts = statement.query_map(params![PART, BITE], |row| row.get(0))?;
        parts.collect::<Result<_, _>>()?
    };
    for part in &stale {
        write(db, *part, packed)?;
    }
    if !stale.is_empty() {
        return Ok(true);
    }
    let sql = "SELECT begun FROM case_row WHERE begun > ?1 ORDER BY begun LIMIT 1";
    let mut from = packed;
    for _ in 0..BITE {
        let mut statement = db.prepare_cached(sql)?;
        let mut rows = statement.query([from])?;
        let Some(next) = rows.next()? else { break };
        let part = next.get::<_, i64>(0)? / PART;
        drop(rows);
        from = write(db, part, i64::MAX)?.unwrap_or((part + 1) * PART - 1);
    }
    if from > packed {
        db.execute("UPDATE card_index SET packed = ?1", [from])?;
    }
    Ok(from > packed)
}

/// Whether every pack says what the rows say, but for those that are known to be behind them.
pub(crate) fn fit(db: &Connection) -> Result<bool, StoreError> {
    let packed: i64 = db.query_row("SELECT packed FROM card_index", [], |row| row.get(0))?;
    let behind = "SELECT EXISTS (SELECT 1 FROM card_stale WHERE begun BETWEEN ?1 AND ?2)";
    let pack = "SELECT bytes FROM card_pack WHERE part = ?1";
    let mut reader = Reader::new()?;
    for part in 0..=packed.max(0) / PART {
        let ends = [part * PART, (part + 1) * PART - 1];
        if db
            .prepare_cached(behind)?
            .query_row(ends, |row| row.get(0))?
        {
            continue;
        }
        let kept: Option<Vec<u8>> = db
            .prepare_cached(pack)?
            .query_row([part], |row| row.get(0))
            .optional()?;
        let kept = kept.map_or(Some(Vec::new()), |bytes| reader.unpacked(&bytes));
        if kept != Some(cards(db, part, packed)?.0) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The cards of one pack as the rows are, up to a position, and the position of the last.
fn cards(db: &Connection, part: i64, up_to: i64) -> Result<(Vec<u8>, Option<i64>), StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM case_row WHERE begun BETWEEN ?1 AND ?2 AND begun <= ?3 ORDER BY begun"
    );
    let ends = params![part * PART, (part + 1) * PART - 1, up_to];
    let mut statement = db.prepare_cached(&sql)?;
    let mut rows = statement.query(ends)?;
    let mut encoder = Encoder::new(Vec::new());
    let mut last = None;
    while let Some(row) = rows.next()? {
        let entry = load::entry(row)?;
        last = Some(entry.begun.get());
        put(&mut encoder, &entry).map_err(|_| StoreError::Unwritable)?;
    }
    Ok((encoder.into_writer(), last))
}

/// Writes one pack with the cases up to a position, and gives the position of its last.
fn write(db: &Connection, part: i64, up_to: i64) -> Result<Option<i64>, StoreError> {
    let (cards, last) = cards(db, part, up_to)?;
    let bytes = packed(&cards)?;
    let sql = "INSERT INTO card_pack (part, bytes) VALUES (?1, ?2)
               ON CONFLICT (part) DO UPDATE SET bytes = excluded.bytes";
    db.prepare_cached(sql)?.execute(params![part, bytes])?;
    let sql = "DELETE FROM card_stale WHERE begun BETWEEN ?1 AND ?2";
    db.prepare_cached(sql)?
        .execute([part * PART, (part + 1) * PART - 1])?;
    Ok(last)
}

/// Forgets every pack.
pub(crate) fn forget(db: &Connection) -> Result<(), StoreError> {
    Ok(db.execute_batch(
        "DELETE FROM card_stale; DELETE FROM card_pack; UPDATE card_index SET packed = 0;",
    )?)
}

/// Writes the pack anew that had the row of a case which is gone.
pub(crate) fn anew(db: &Connection, begun: i64) -> Result<(), StoreError> {
    let packed: i64 = db.query_row("SELECT packed FROM card_index", [], |row| row.get(0))?;
    if begun <= packed {
        write(db, begun / PART, packed)?;
    }
    Ok(())
}

/// Notes that a row has changed that may be in a pack.
pub(crate) fn stale(db: &Connection, begun: i64) -> Result<(), StoreError> {
    let sql = "INSERT INTO card_stale SELECT ?1 WHERE ?1 <= (SELECT packed FROM card_index)
               ON CONFLICT DO NOTHING";
    db.prepare_cached(sql)?.execute([begun])?;
    Ok(())
}

/// The length, and the cards compressed.
fn packed(cards: &[u8]) -> Result<Vec<u8>, StoreError> {
    let length = u32::try_from(cards.len()).map_err(|_| StoreError::Unwritable)?;
    let mut bytes = length.to_le_bytes().to_vec();
    bytes.extend(zstd::bulk::compress(cards, LEVEL)?);
    Ok(bytes)
}

type Encoded = Result<(), minicbor::encode::Error<std::convert::Infallible>>;

fn put(to: &mut Encoder<Vec<u8>>, entry: &Entry<'_>) -> Encoded {
    let facts = &entry.facts;
    let flags =
        u8::from(facts.issued) | u8::from(facts.clock) << 1 | u8::from(facts.to_settle) << 2;
    to.i64(entry.begun.get())?
        .str(entry.number)?
        .str(entry.item)?
        .u32(entry.catalog_version)?
        .str(entry.name)?
        .encode(entry.id_number)?
        .encode(entry.phone)?
        .str(entry.address)?
        .u8(facts.state.code())?
        .u8(flags)?
        .encode(facts.due.get())?
        .i64(facts.collected_at.get())?
        .i64(facts.updated_at.get())?
        .encode(facts.closed_at.map(Second::get))?
        .encode(facts.last_own.map(Position::get))?
        .ok()
}

/// Reads packs, one after the other.
pub(super) struct Reader(zstd::bulk::Decompressor<'static>);

impl Reader {
    pub(super) fn new() -> Result<Self, StoreError> {
        Ok(Self(zstd::bulk::Decompressor::new()?))
    }

    /// Gives every card of a pack; `None` where it is damaged.
    pub(super) fn read(&mut self, bytes: &[u8], mut give: impl FnMut(Entry<'_>)) -> Option<()> {
        let raw = self.unpacked(bytes)?;
        let mut from = Decoder::new(&raw);
        while from.position() < raw.len() {
            give(get(&mut from).ok()?);
        }
        Some(())
    }

    /// The bytes of all cards of a pack; `None` where it is damaged.
    fn unpacked(&mut self, bytes: &[u8]) -> Option<Vec<u8>> {
        let (length, compressed) = bytes.split_first_chunk()?;
        let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
        let raw = self.0.decompress(compressed, length.min(MOST)).ok()?;
        (raw.len() == length).then_some(raw)
    }
}

fn get<'a>(from: &mut Decoder<'a>) -> Result<Entry<'a>, minicbor::decode::Error> {
    let no = minicbor::decode::Error::message;
    let position = |at: i64| Position::of(at).ok_or_else(|| no("no position"));
    Ok(Entry {
        begun: position(from.i64()?)?,
        number: from.str()?,
        item: from.str()?,
        catalog_version: from.u32()?,
        name: from.str()?,
        id_number: from.decode()?,
        phone: from.decode()?,
        address: from.str()?,
        facts: {
            let state = State::from_code(from.u8()?).ok_or_else(|| no("no state"))?;
            let flags = from.u8()?;
            Facts {
                state,
                issued: flags & 1 != 0,
                clock: flags & 2 != 0,
                to_settle: flags & 4 != 0,
                due: DueDay::of(from.decode()?),
                collected_at: Second::of(from.i64()?),
                updated_at: Second::of(from.i64()?),
                closed_at: from.decode::<Option<i64>>()?.map(Second::of),
                last_own: from.decode::<Option<i64>>()?.map(position).transpose()?,
            }
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(begun: i64) -> Entry<'static> {
        Entry {
            begun: Position::of(begun).unwrap(),
            number: "五星-26-A0417-8",
            item: "lnyd",
            catalog_version: 3,
            name: "阿卜杜拉·买买提",
            id_number: (begun % 2 == 0).then_some("33112319540308002X"),
            phone: (begun % 3 == 0).then_some("13857800002"),
            address: "下坪组 12 号",
            facts: Facts {
                state: State::Closed,
                issued: true,
                clock: begun % 2 == 0,
                to_settle: begun % 7 == 0,
                due: DueDay::of((begun % 5 == 0).then_some(20_000)),
                collected_at: Second::of(-1),
                updated_at: Second::of(1_795_222_800),
                closed_at: Some(Second::of(1_795_222_800)),
                last_own: None,
            },
        }
    }

    #[test]
    fn a_pack_gives_the_cards_that_were_put_into_it_and_a_damaged_one_says_so() {
        let mut encoder = Encoder::new(Vec::new());
        for begun in 1..30 {
            put(&mut encoder, &entry(begun)).unwrap();
        }
        let bytes = packed(&encoder.into_writer()).unwrap();
        let mut next = 1;
        let mut reader = Reader::new().unwrap();
        let whole = reader.read(&bytes, |found| {
            assert_eq!(found, entry(next));
            next += 1;
        });
        assert_eq!((whole, next), (Some(()), 30));
        assert_eq!(reader.read(&bytes[..bytes.len() - 9], |_| {}), None);
        assert_eq!(reader.read(b"nonsense", |_| {}), None);
    }
}
