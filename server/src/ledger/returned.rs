//! What stations gave back to a ledger that was put back from a copy, as far as it can't be used, and
//! the documents whose bytes are wanted from them.

use rusqlite::{OptionalExtension, params};
use sha2::{Digest, Sha256};
use shanyi_domain::ids::{CaseId, DeviceId, EventId, ImageHash, Seed, StationId};
use shanyi_domain::state::Role;
use shanyi_domain::time::Moment;
use shanyi_wire::derive::Hash;
use shanyi_wire::event::{Document, DocumentKind};
use shanyi_wire::exchange::{Proof, QuarantineReason, Witnessed};

use super::documents;
use super::stream::reason_code;
use super::{LedgerError, Tx, View};

impl View<'_> {
    /// What was given back for a case that was not here, and is proven.
    ///
    /// # Errors
    /// What the engine says.
    pub fn returned_to(&self, case: CaseId) -> Result<Vec<Witnessed>, LedgerError> {
        let mut statement = self.0.prepare_cached(
            "SELECT id, role, bytes, seed FROM returned WHERE case_id = ?1 AND reason = ?2
             ORDER BY received_at, id",
        )?;
        let waits = reason_code(QuarantineReason::UnknownCase);
        let rows = statement.query_map(params![case.0, waits], |row| {
            Ok(Witnessed {
                id: EventId(row.get(0)?),
                by_township: row.get::<_, u8>(1)? == Role::Township.code(),
                event: row.get::<_, Vec<u8>>(2)?.into(),
                seed: row.get::<_, Option<[u8; 16]>>(3)?.map(Seed),
                // It was checked when it came.
                proof: Proof([0; 16]),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How many events were given back and can't be used.
    ///
    /// # Errors
    /// What the engine says.
    pub fn count_returned(&self) -> Result<u64, LedgerError> {
        let count: i64 = self
            .0
            .query_row("SELECT count(*) FROM returned", [], |row| row.get(0))?;
        Ok(count.cast_unsigned())
    }

    /// Documents that were published and whose bytes are not here, each with how many of them this
    /// station has sent.
    ///
    /// # Errors
    /// What the engine says.
    pub fn documents_wanted(
        &self,
        station: StationId,
    ) -> Result<Vec<(ImageHash, u32)>, LedgerError> {
        let mut statement = self.0.prepare_cached(
            "SELECT document_wanted.hash, coalesce(blob.have, 0)
             FROM document_wanted
             LEFT JOIN blob ON blob.station = ?1 AND blob.hash = document_wanted.hash
             ORDER BY kind, version",
        )?;
        let rows =
            statement.query_map([station.0], |row| Ok((ImageHash(row.get(0)?), row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Which document is wanted under this hash.
    ///
    /// # Errors
    /// What the engine says.
    pub fn document_wanted(
        &self,
        hash: &ImageHash,
    ) -> Result<Option<(DocumentKind, u32)>, LedgerError> {
        let mut statement = self
            .0
            .prepare_cached("SELECT kind, version FROM document_wanted WHERE hash = ?1")?;
        let found: Option<(i64, u32)> = statement
            .query_row([hash.0], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        Ok(found.and_then(|(kind, version)| Some((documents::kind_of(kind)?, version))))
    }
}

impl Tx<'_> {
    /// Keeps what was given back and can't be used. Twice is once.
    ///
    /// # Errors
    /// What the engine says.
    pub fn keep_returned(
        &self,
        device: DeviceId,
        returned: &Witnessed,
        case: Option<CaseId>,
        reason: QuarantineReason,
        at: Moment,
    ) -> Result<(), LedgerError> {
        let digest: Hash = Sha256::digest(&*returned.event).into();
        let role = match returned.by_township {
            true => Role::Township,
            false => Role::Station,
        };
        // What is proven takes the place of the same bytes that somebody could not prove.
        self.0.0.execute(
            "INSERT INTO returned (id, digest, device, reason, role, case_id, seed, bytes, received_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
             ON CONFLICT (id, digest) DO UPDATE
             SET device = excluded.device, reason = excluded.reason, role = excluded.role,
                 case_id = excluded.case_id, seed = excluded.seed
             WHERE returned.reason > excluded.reason",
            params![
                returned.id.0,
                digest,
                device.0,
                reason_code(reason),
                role.code(),
                case.map(|case| case.0),
                returned.seed.map(|seed| seed.0),
                &*returned.event,
                at.0,
            ],
        )?;
        Ok(())
    }

    /// What was given back under this id is in use now.
    ///
    /// # Errors
    /// What the engine says.
    pub fn use_returned(&self, id: EventId) -> Result<(), LedgerError> {
        self.0
            .0
            .prepare_cached("DELETE FROM returned WHERE id = ?1")?
            .execute([id.0])?;
        Ok(())
    }

    /// Wants the bytes of a document, unless that version of it is here.
    ///
    /// # Errors
    /// What the engine says.
    pub fn want_document(&self, document: &Document) -> Result<(), LedgerError> {
        self.0.0.execute(
            "INSERT INTO document_wanted (kind, version, hash)
             SELECT ?1, ?2, ?3 WHERE ?2 > 0
               AND NOT EXISTS (SELECT 1 FROM document WHERE kind = ?1 AND version = ?2)
             ON CONFLICT (kind, version) DO NOTHING",
            params![
                documents::code(document.kind),
                document.version,
                document.hash.0
            ],
        )?;
        Ok(())
    }

    /// A document is not wanted any more.
    ///
    /// # Errors
    /// What the engine says.
    pub fn no_longer_want(&self, kind: DocumentKind, version: u32) -> Result<(), LedgerError> {
        self.0.0.execute(
            "DELETE FROM document_wanted WHERE kind = ?1 AND version = ?2",
            params![documents::code(kind), version],
        )?;
        Ok(())
    }
}
