//! What lies on a page, by SQLite's file format (<https://www.sqlite.org/fileformat2.html>).

use rusqlite::types::Value;

use super::pages::{Pages, USABLE, word};

/// What kind of page it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    TableLeaf,
    TableInterior,
    IndexLeaf,
    IndexInterior,
}

/// One row as a page has it.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    /// Of a table with row numbers.
    pub(crate) rowid: Option<i64>,
    /// The columns that can be read; all of them where `whole`.
    pub(crate) columns: Vec<Value>,
    /// Nothing of it lies on a page that can't be read.
    pub(crate) whole: bool,
    /// The pages that it runs over to, as far as they can be followed.
    pub(crate) over: Vec<u32>,
}

/// The bytes of a page that SQLite's numbers count from, and where its header is.
fn start(number: u32) -> usize {
    if number == 1 { 100 } else { 0 }
}

/// What kind of page this is; `None` where it holds no rows.
pub(crate) fn kind(number: u32, page: &[u8]) -> Option<Kind> {
    match page.get(start(number))? {
        13 => Some(Kind::TableLeaf),
        5 => Some(Kind::TableInterior),
        10 => Some(Kind::IndexLeaf),
        2 => Some(Kind::IndexInterior),
        _ => None,
    }
}

/// Where the cells of a page begin.
fn places(number: u32, page: &[u8], kind: Kind) -> Vec<usize> {
    let at = start(number);
    let count = half(page, at + 3);
    let header = match kind {
        Kind::TableLeaf | Kind::IndexLeaf => 8,
        Kind::TableInterior | Kind::IndexInterior => 12,
    };
    let place = |nth| half(page, at + header + 2 * nth);
    (0..count)
        .map(place)
        .filter(|place| (1..USABLE).contains(place))
        .collect()
}

/// The pages below an interior page.
pub(crate) fn children(number: u32, page: &[u8], kind: Kind) -> Vec<u32> {
    let mut children: Vec<u32> = places(number, page, kind)
        .into_iter()
        .map(|place| word(page, place))
        .collect();
    children.push(word(page, start(number) + 8));
    children
}

/// The rows on a page.
pub(crate) fn cells(pages: &Pages, number: u32, page: &[u8], kind: Kind) -> Vec<Cell> {
    places(number, page, kind)
        .into_iter()
        .filter_map(|place| cell(pages, page, place, kind))
        .collect()
}

fn cell(pages: &Pages, page: &[u8], place: usize, kind: Kind) -> Option<Cell> {
    let mut at = place;
    if kind == Kind::IndexInterior {
        at += 4;
    }
    let length = usize::try_from(varint(page, &mut at)?).ok()?;
    let rowid = match kind {
        Kind::TableLeaf => Some(varint(page, &mut at)?.cast_signed()),
        _ => None,
    };
    let most = match kind {
        Kind::TableLeaf => USABLE - 35,
        _ => (USABLE - 12) * 64 / 255 - 23,
    };
    let (payload, over) = payload(pages, page, at, length, most)?;
    let columns = columns(&payload)?;
    Some(Cell {
        rowid,
        columns,
        whole: payload.len() == length,
        over,
    })
}

/// A row's bytes, from its page and those that it runs over to, as far as they can be read; and
/// those pages.
fn payload(
    pages: &Pages,
    page: &[u8],
    at: usize,
    length: usize,
    most: usize,
) -> Option<(Vec<u8>, Vec<u32>)> {
    let least = (USABLE - 12) * 32 / 255 - 23;
    let here = if length <= most {
        length
    } else {
        let fits = least + (length - least) % (USABLE - 4);
        if fits <= most { fits } else { least }
    };
    let mut bytes = page.get(at..at + here)?.to_vec();
    let mut next = if here < length {
        word(page, at + here)
    } else {
        0
    };
    let mut chain = Vec::new();
    // A chain that runs in a ring would go on for as many bytes as the row says that it has.
    while bytes.len() < length && next > 0 && chain.len() < pages.count() as usize {
        chain.push(next);
        let Some(over) = pages.read(next) else { break };
        next = word(&over, 0);
        let more = (length - bytes.len()).min(USABLE - 4);
        bytes.extend_from_slice(over.get(4..4 + more)?);
    }
    Some((bytes, chain))
}

/// The columns of a row, as far as its bytes go.
fn columns(row: &[u8]) -> Option<Vec<Value>> {
    let mut at = 0;
    let header = usize::try_from(varint(row, &mut at)?).ok()?;
    let (mut columns, mut from) = (Vec::new(), header);
    while at < header {
        let kind = varint(row, &mut at)?;
        let length = match kind {
            0 | 8 | 9 => 0,
            1..=4 => usize::try_from(kind).ok()?,
            5 => 6,
            6 | 7 => 8,
            10 | 11 => return None,
            _ => usize::try_from((kind - 12) / 2).ok()?,
        };
        let Some(bytes) = row.get(from..from.checked_add(length)?) else {
            break;
        };
        from += length;
        columns.push(value(kind, bytes)?);
    }
    Some(columns)
}

fn value(kind: u64, bytes: &[u8]) -> Option<Value> {
    Some(match kind {
        0 => Value::Null,
        8 => Value::Integer(0),
        9 => Value::Integer(1),
        1..=6 => {
            let sign = if bytes[0] & 0x80 == 0 { 0 } else { -1 };
            Value::Integer(
                bytes
                    .iter()
                    .fold(sign, |value: i64, byte| (value << 8) | i64::from(*byte)),
            )
        }
        7 => Value::Real(f64::from_be_bytes(bytes.try_into().ok()?)),
        _ if kind.is_multiple_of(2) => Value::Blob(bytes.to_vec()),
        _ => Value::Text(String::from_utf8(bytes.to_vec()).ok()?),
    })
}

fn half(bytes: &[u8], at: usize) -> usize {
    bytes
        .get(at..at + 2)
        .map_or(0, |two| usize::from(two[0]) << 8 | usize::from(two[1]))
}

/// A number of one to nine bytes.
fn varint(bytes: &[u8], at: &mut usize) -> Option<u64> {
    let mut value = 0;
    for nth in 0..9 {
        let byte = *bytes.get(*at)?;
        *at += 1;
        if nth == 8 {
            return Some((value << 8) | u64::from(byte));
        }
        value = (value << 7) | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            break;
        }
    }
    Some(value)
}
