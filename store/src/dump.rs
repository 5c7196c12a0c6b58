//! A canonical account of everything that is made from events, to compare two machines, or one
//! before and after a rebuild. It holds no row numbers, arrival times, drafts, settings or cursors.

use std::fmt::Write as _;

use rusqlite::{Connection, OptionalExtension, Row};
use sha2::{Digest, Sha256};
use shanyi_domain::case::{Case, Step, Verdict};
use shanyi_domain::ids::{CaseId, EventId, ImageHash};
use shanyi_domain::state::Role;

use crate::error::StoreError;
use crate::log;
use crate::store::Store;

impl Store {
    /// Everything that is made from events, cases in the order of their ids, then documents.
    ///
    /// # Errors
    /// What the database reports.
    pub fn dump(&self) -> Result<String, StoreError> {
        let mut out = String::new();
        for case in self.erased_cases()? {
            let _ = writeln!(out, "erased {case}");
        }
        let mut statement = self
            .db
            .prepare("SELECT case_id FROM case_row ORDER BY case_id")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            out.push_str(&self.case_dump(&CaseId(row.get(0)?))?);
        }
        documents(&self.db, &mut out)?;
        Ok(out)
    }

    /// Everything that is made from the events of one case, one fact a line. Empty where the case
    /// is not here.
    ///
    /// # Errors
    /// What the database reports.
    pub fn case_dump(&self, id: &CaseId) -> Result<String, StoreError> {
        let mut out = String::new();
        if let Some(case) = log::fold(&self.db, id)? {
            let _ = writeln!(
                out,
                "case {id} {} station={} item={} state={:?}",
                case.number, case.station.0, case.item, case.state
            );
            steps(&self.db, &case, &mut out)?;
            row(&self.db, id, &mut out)?;
            images(&self.db, id, &mut out)?;
        }
        Ok(out)
    }
}

/// The course: every event with its verdict, and the hash of its bytes.
fn steps(db: &Connection, case: &Case, out: &mut String) -> Result<(), StoreError> {
    for Step {
        event,
        verdict,
        state,
    } in &case.steps
    {
        let hash = hash_of(db, &case.id, &event.id)?;
        let base: Vec<String> = event.base.iter().map(ToString::to_string).collect();
        let role = match event.role {
            Role::Station => "station",
            Role::Township => "township",
        };
        let verdict = match verdict {
            Verdict::Applied => "applied",
            Verdict::Superseded => "superseded",
            Verdict::NotYours => "not_yours",
            Verdict::NotNow => "not_now",
        };
        let _ = writeln!(
            out,
            "  event {} {:?} {role} at={} by={} base=[{}] {verdict} {state:?} {hash}",
            event.id,
            event.fact.kind(),
            event.at.0,
            event.actor.0,
            base.join(","),
        );
    }
    Ok(())
}

fn hash_of(db: &Connection, case: &CaseId, id: &EventId) -> Result<String, StoreError> {
    // The index of the log begins with the case.
    let sql = "SELECT bytes FROM event WHERE case_id = ?1 AND id = ?2";
    let bytes: Option<Vec<u8>> = db
        .prepare_cached(sql)?
        .query_row([case.0, id.0], |row| row.get(0))
        .optional()?;
    Ok(hex::encode(Sha256::digest(bytes.unwrap_or_default())))
}

/// The row that lists read.
fn row(db: &Connection, id: &CaseId, out: &mut String) -> Result<(), StoreError> {
    let sql =
        "SELECT json_array(number, station, item, catalog_version, name, id_number, phone, address,
                   state, collected_at, updated_at, submitted_at, closed_at, accepted_on, due_on,
                   due_provisional, paused, issued, corrections, disputed,
                   to_settle)
               FROM case_row WHERE begun IN
                   (SELECT position FROM event WHERE case_id = ?1 AND seed NOT NULL)
                   AND case_id = ?1";
    let json: Option<String> = db
        .prepare_cached(sql)?
        .query_row([id.0], |row| row.get(0))
        .optional()?;
    let _ = writeln!(out, "  row {}", json.unwrap_or_default());
    Ok(())
}

fn images(db: &Connection, id: &CaseId, out: &mut String) -> Result<(), StoreError> {
    let sql = "SELECT e.id, i.hash, i.length, i.media
               FROM event e JOIN image i ON i.event = e.position
               WHERE e.case_id = ?1 ORDER BY e.id, i.hash";
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query([id.0])?;
    while let Some(row) = rows.next()? {
        let (event, hash) = (EventId(row.get(0)?), ImageHash(row.get(1)?));
        let (length, media): (u32, u8) = (row.get(2)?, row.get(3)?);
        let _ = writeln!(out, "  image {event} {hash} {length} {media}");
    }
    Ok(())
}

fn documents(db: &Connection, out: &mut String) -> Result<(), StoreError> {
    let sql = "SELECT kind, version, hash, length FROM document ORDER BY kind, version";
    let mut statement = db.prepare(sql)?;
    let read = |row: &Row<'_>| {
        let (kind, version, length): (u8, u32, u32) = (row.get(0)?, row.get(1)?, row.get(3)?);
        Ok(format!(
            "document {kind} {version} {} {length}",
            ImageHash(row.get(2)?)
        ))
    };
    for line in statement.query_map([], read)? {
        let _ = writeln!(out, "{}", line?);
    }
    Ok(())
}
