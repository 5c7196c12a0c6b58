//! Finding cases. The index is brought up to date in idle moments; what was saved since is read
//! row by row, so that a search never misses what a save has just put there.

use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::error::StoreError;
pub(crate) use crate::words::Named;
use crate::words::{Query, Words};

/// The rows that a text finds, in no order. Any text is allowed.
pub(crate) fn find(db: &Connection, text: &str) -> Result<Vec<i64>, StoreError> {
    let Some(query) = Query::parse(text) else {
        return Ok(Vec::new());
    };
    let sql = "SELECT rowid FROM case_search WHERE case_search MATCH ?1";
    let mut statement = db.prepare_cached(sql)?;
    let indexed = statement.query_map([query.to_fts()], |row| row.get(0))?;
    let mut found = indexed.collect::<Result<Vec<i64>, _>>()?;
    found.extend(
        not_indexed(db)?
            .into_iter()
            .filter(|(_, named)| query.finds(&Words::of(named)))
            .map(|(begun, _)| begun),
    );
    Ok(found)
}

/// Adds what is not in the index yet.
pub(crate) fn catch_up(db: &Connection) -> Result<(), StoreError> {
    let rows = not_indexed(db)?;
    let Some((last, _)) = rows.last() else {
        return Ok(());
    };
    for (begun, named) in &rows {
        index(db, *begun, &Words::of(named))?;
    }
    db.execute("UPDATE search_index SET indexed = ?1", [last])?;
    Ok(())
}

/// Empties the index.
pub(crate) fn forget(db: &Connection) -> Result<(), StoreError> {
    db.execute(
        "INSERT INTO case_search (case_search) VALUES ('delete-all')",
        [],
    )?;
    db.execute("UPDATE search_index SET indexed = 0", [])?;
    Ok(())
}

/// What a row is found by; `None` where there is no such row.
pub(crate) fn named(db: &Connection, begun: i64) -> Result<Option<Named>, StoreError> {
    let sql = "SELECT begun, number, name, id_last4, phone_last4 FROM case_row WHERE begun = ?1";
    let named = db.prepare_cached(sql)?.query_row([begun], read);
    Ok(named.optional()?.map(|(_, named)| named))
}

/// Keeps the index right where what a row is found by changes, or comes late.
pub(crate) fn replace(
    db: &Connection,
    begun: i64,
    old: Option<&Named>,
    new: &Named,
) -> Result<(), StoreError> {
    if old == Some(new) || begun > indexed(db)? {
        return Ok(());
    }
    if let Some(old) = old {
        unindex(db, begun, &Words::of(old))?;
    }
    index(db, begun, &Words::of(new))
}

fn indexed(db: &Connection) -> Result<i64, StoreError> {
    let sql = "SELECT indexed FROM search_index";
    Ok(db.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
}

fn not_indexed(db: &Connection) -> Result<Vec<(i64, Named)>, StoreError> {
    let sql = "SELECT begun, number, name, id_last4, phone_last4 FROM case_row
               WHERE begun > (SELECT indexed FROM search_index) ORDER BY begun";
    let mut statement = db.prepare_cached(sql)?;
    let rows = statement.query_map([], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<(i64, Named)> {
    let named = Named {
        number: row.get(1)?,
        name: row.get(2)?,
        id_last4: row.get(3)?,
        phone_last4: row.get(4)?,
    };
    Ok((row.get(0)?, named))
}

fn index(db: &Connection, begun: i64, words: &Words) -> Result<(), StoreError> {
    let sql = "INSERT INTO case_search (rowid, number, name, pinyin, initials, digits)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    put(db, sql, begun, words)
}

fn unindex(db: &Connection, begun: i64, words: &Words) -> Result<(), StoreError> {
    let sql = "INSERT INTO case_search
                   (case_search, rowid, number, name, pinyin, initials, digits)
               VALUES ('delete', ?1, ?2, ?3, ?4, ?5, ?6)";
    put(db, sql, begun, words)
}

fn put(db: &Connection, sql: &str, begun: i64, words: &Words) -> Result<(), StoreError> {
    let Words {
        number,
        name,
        pinyin,
        initials,
        digits,
    } = words;
    let values = params![begun, number, name, pinyin, initials, digits];
    db.prepare_cached(sql)?.execute(values)?;
    Ok(())
}
