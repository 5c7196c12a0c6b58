//! Data folders as an earlier program would have left them: what the steps since have added is taken
//! back.

use std::path::Path;

use rusqlite::Connection;

use super::Sim;
use super::strokes::unlocked;

/// The station's schema of version 3 as it was shipped.
const STORE_3: &str = include_str!("../../../store/migrations/3.sql");

/// The station's schema of version 4 as it was shipped.
const STORE_4: &str = include_str!("../../../store/migrations/4.sql");

/// Makes the store in a folder one of version 3, with its rows for lists as that had them. Nothing
/// else is another in version 4, and what is only in version 5 nobody has in a simulation.
pub fn store(folder: &Path) -> Sim<()> {
    let db = unlocked(folder)?;
    let (_, rest) = STORE_4
        .split_once("CREATE TRIGGER event_is_not_edited")
        .unwrap_or_default();
    let (guards, _) = rest
        .split_once("CREATE TRIGGER event_is_not_removed")
        .unwrap_or_default();
    let (_, draft) = STORE_4.split_once("CREATE TABLE draft").unwrap_or_default();
    let (draft, _) = draft.split_once("-- Choices").unwrap_or_default();
    db.execute_batch(&format!(
        "CREATE TEMP TABLE form AS SELECT form, json, updated_at FROM draft;
         DROP TABLE draft; DROP TABLE enrolment; DROP TABLE journal; DROP TABLE erased; DROP TABLE erasure;
         DROP TRIGGER event_is_not_edited; DROP TRIGGER event_moves_to_the_present_life;
         CREATE TRIGGER event_is_not_edited{guards}
         CREATE TABLE draft{draft}
         INSERT INTO draft SELECT * FROM form; DROP TABLE form;"
    ))?;
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

/// Takes back what form 7 has added.
const FORM_6: &str = "ALTER TABLE device DROP COLUMN heard_at; PRAGMA user_version = 6;";

/// Takes back what form 6 has added.
const FORM_5: &str = "PRAGMA foreign_keys = OFF;
    DROP TABLE entitlement; DROP TABLE enrol_code; DROP TABLE journal; DROP TABLE voucher;
    DROP TABLE erased_image; DROP TABLE erased; DROP TABLE erasure;
    DROP TABLE viewed;
    CREATE TABLE viewed (
        person  INTEGER NOT NULL REFERENCES account (person),
        case_id BLOB NOT NULL REFERENCES case_file (id),
        at      INTEGER NOT NULL,
        PRIMARY KEY (person, case_id, at)
    ) STRICT;
    ALTER TABLE person DROP COLUMN post;
    ALTER TABLE device DROP COLUMN sealing;
    ALTER TABLE device DROP COLUMN label;
    ALTER TABLE device DROP COLUMN revoked_at;
    ALTER TABLE device DROP COLUMN revoked_why;
    ALTER TABLE stream DROP COLUMN signed;
    ALTER TABLE stream DROP COLUMN signature;
    ALTER TABLE stream DROP COLUMN signed_hello;
    ALTER TABLE case_file DROP COLUMN erased_at;";

/// Makes the ledger in a folder one of an earlier form, as far back as nothing is lost by it but
/// small pictures and words to find cases by. Gives the form.
pub fn ledger(folder: &Path) -> Sim<u32> {
    let db = Connection::open(folder.join("township.db"))?;
    db.execute_batch(FORM_6)?;
    let of_form_6: bool = db.query_row(
        "SELECT EXISTS (SELECT 1 FROM voucher) OR EXISTS (SELECT 1 FROM erasure)",
        [],
        |row| row.get(0),
    )?;
    if of_form_6 {
        return Ok(6);
    }
    db.execute_batch(FORM_5)?;
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
