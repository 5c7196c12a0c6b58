//! Data folders as an earlier program would have left them: what the steps since have added is taken
//! back.

use std::path::Path;

use rusqlite::Connection;

use super::Sim;
use super::strokes::unlocked;

/// The station's schema of version 3 as it was shipped.
const STORE_3: &str = include_str!("../../../store/migrations/3.sql");

/// Makes the store in a folder one of version 3, with its rows for lists as that had them. Nothing
/// else is another in version 4.
pub fn store(folder: &Path) -> Sim<()> {
    let db = unlocked(folder)?;
    let (_, rest) = STORE_3
        .split_once("-- projections:begin")
        .unwrap_or_default();
    let (projections, _) = rest.split_once("-- projections:end").unwrap_or_default();
    db.execute_batch("CREATE TEMP TABLE kept AS SELECT * FROM case_row")?;
    db.execute_batch(
        "DROP TABLE card_stale; DROP TABLE card_pack; DROP TABLE card_index; DROP TABLE case_row",
    )?;
    db.execute_batch(projections)?;
    let mut columns = db.prepare("SELECT name FROM pragma_table_info('case_row')")?;
    let columns: Vec<String> = columns
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let columns = columns.join(", ");
    db.execute_batch(&format!(
        "INSERT INTO case_row ({columns}) SELECT {columns} FROM kept;
         DROP TABLE kept;
         PRAGMA user_version = 3;"
    ))?;
    Ok(())
}

/// Makes the ledger in a folder one of an earlier form, as far back as nothing is lost by it but
/// small pictures and words to find cases by. Gives the form.
pub fn ledger(folder: &Path) -> Sim<u32> {
    let db = Connection::open(folder.join("township.db"))?;
    db.execute_batch("DROP TABLE search_due; DROP TABLE thumbnail; PRAGMA user_version = 3;")?;
    let of_form_3: bool = db.query_row(
        "SELECT EXISTS (SELECT 1 FROM returned) OR EXISTS (SELECT 1 FROM document_wanted)
             OR EXISTS (SELECT 1 FROM doubled) OR EXISTS (SELECT 1 FROM stream WHERE prunable > 0)",
        [],
        |row| row.get(0),
    )?;
    if of_form_3 {
        return Ok(3);
    }
    db.execute_batch(
        "DROP TABLE returned; DROP TABLE document_wanted; DROP TABLE doubled;
         DROP INDEX event_aside;
         ALTER TABLE stream DROP COLUMN prunable;
         DROP INDEX case_file_station;
         DROP INDEX search_token_case;
         CREATE INDEX search_token_case ON search_token (case_id);
         ALTER TABLE account DROP COLUMN closed_at;
         ALTER TABLE account DROP COLUMN may_act;
         ALTER TABLE account DROP COLUMN township;
         PRAGMA user_version = 1;",
    )?;
    Ok(1)
}
