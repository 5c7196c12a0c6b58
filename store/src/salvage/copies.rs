//! What copies still have of what a store has lost.

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::build::Built;
use super::found::{Found, TABLES};
use crate::error::StoreError;

/// Which column of an event says by what road it came.
const SOURCE: usize = 5;

/// Takes from copies, the newest first, what is not here any more. Forms are taken only where
/// forms were lost: others were saved or dropped since. Gives the life that what the township
/// acknowledged is of, where that comes from a copy. A copy that was damaged since gives what it
/// still can.
pub(super) fn take_copies(
    db: &Connection,
    found: &Found,
    copies: &[Connection],
    built: &mut Built,
) -> Result<Option<i64>, StoreError> {
    let struck = |table: &str| {
        found.bad.iter().any(|page| match &page.owner {
            Some(owner) => owner == table || owner == "sqlite_master",
            None => true,
        })
    };
    let count = |sql: &str| db.query_row(sql, [], |row| row.get::<_, i64>(0));
    let agreements = "SELECT count(*) FROM exchange";
    let had = count(agreements)?;
    let mut agreed_in = None;
    for copy in copies {
        if_readable(take_events(db, copy, built))?;
        for table in TABLES {
            let wanted = match table {
                "event" => false,
                "exchange" => had == 0,
                "draft" | "setting" => struck(table),
                _ => true,
            };
            if wanted {
                if_readable(take_table(db, copy, table))?;
            }
        }
        if had == 0 && agreed_in.is_none() && count(agreements)? > 0 {
            let life = "SELECT coalesce(max(ordinal), 0) FROM life";
            agreed_in = copy.query_row(life, [], |row| row.get(0)).ok();
        }
    }
    Ok(agreed_in)
}

/// Passes over what a copy can't give any more.
fn if_readable(taken: Result<(), StoreError>) -> Result<(), StoreError> {
    match taken {
        Err(StoreError::Damaged | StoreError::WrongKey) => Ok(()),
        taken => taken,
    }
}

/// The columns of the present table, by name: another program's copy may have more of them, or
/// another order. `None` where it lacks one, but for whose a form is, which was not written down before
/// version 5.
fn columns_of(
    db: &Connection,
    copy: &Connection,
    table: &str,
) -> Result<Option<Vec<String>>, StoreError> {
    let sql = format!("SELECT * FROM {table}");
    let names = |statement: rusqlite::Statement<'_>| -> Vec<String> {
        let names = statement.column_names();
        names.into_iter().map(str::to_owned).collect()
    };
    let here = names(db.prepare(&sql)?);
    let there = copy.prepare(&sql).map(names).unwrap_or_default();
    let asked = here.into_iter().map(|name| match name.as_str() {
        _ if there.contains(&name) => Some(name),
        "operator" if table == "draft" && !there.is_empty() => Some("0".to_owned()),
        _ => None,
    });
    Ok(asked.collect())
}

fn take_table(db: &Connection, copy: &Connection, table: &str) -> Result<(), StoreError> {
    let Some(columns) = columns_of(db, copy, table)? else {
        return Ok(());
    };
    let sql = format!("SELECT {} FROM {table}", columns.join(", "));
    let (mut statement, columns) = (copy.prepare(&sql)?, columns.len());
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let row: Vec<Value> = (0..columns)
            .map(|column| row.get(column))
            .collect::<Result<_, _>>()?;
        put(db, table, &row)?;
    }
    Ok(())
}

/// An event keeps its position, unless another has taken that since. It says itself where it was
/// saved: a life of the copy may have another's ordinal here.
fn take_events(db: &Connection, copy: &Connection, built: &mut Built) -> Result<(), StoreError> {
    let Some(columns) = columns_of(db, copy, "event")? else {
        return Ok(());
    };
    let column = |name: &String| match name.as_str() {
        "origin_incarnation" => "coalesce(e.origin_incarnation, l.incarnation)".to_owned(),
        "origin_counter" => {
            "coalesce(e.origin_counter, iif(l.incarnation IS NULL, NULL, e.seq))".to_owned()
        }
        name => format!("e.{name}"),
    };
    let chosen: Vec<String> = columns.iter().map(column).collect();
    let known = "SELECT EXISTS (SELECT 1 FROM event WHERE case_id = ?1 AND id = ?2)";
    let sql = format!(
        "SELECT {} FROM event e LEFT JOIN life l ON l.ordinal = e.life ORDER BY e.position",
        chosen.join(", ")
    );
    let (mut statement, columns) = (copy.prepare(&sql)?, columns.len());
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let mut row: Vec<Value> = (0..columns)
            .map(|column| row.get(column))
            .collect::<Result<_, _>>()?;
        let here = db
            .prepare_cached(known)?
            .query_row([&row[1], &row[2]], |row| row.get(0))?;
        if here {
            continue;
        }
        let position = [&row[0]];
        let sql = "SELECT CASE WHEN EXISTS (SELECT 1 FROM event WHERE position = ?1)
                       THEN (SELECT max(position) + 1 FROM event) ELSE ?1 END";
        let position: i64 = db
            .prepare_cached(sql)?
            .query_row(position, |row| row.get(0))?;
        row[0] = Value::Integer(position);
        if put(db, "event", &row)? {
            built.from_backup += 1;
            if row[SOURCE] == Value::Integer(1) {
                built.own_from_backup.push(position);
            }
        }
    }
    Ok(())
}

/// Puts a table's row in, where there is none of its key: the likeliest come first.
pub(super) fn put(db: &Connection, table: &str, row: &[Value]) -> Result<bool, StoreError> {
    let places = vec!["?"; row.len()].join(", ");
    let sql = format!("INSERT OR IGNORE INTO {table} VALUES ({places})");
    // A row that the schema refuses was not read rightly.
    match db.prepare_cached(&sql)?.execute(params_from_iter(row)) {
        Ok(changed) => Ok(changed > 0),
        Err(error)
            if error.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation) =>
        {
            Ok(false)
        }
        Err(error) => Err(error.into()),
    }
}
