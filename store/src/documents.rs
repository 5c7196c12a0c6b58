//! Documents that the township published: catalogue, calendar, directory.

use rusqlite::{Connection, OptionalExtension, Row, params};
use shanyi_domain::ids::{EventId, ImageHash};
use shanyi_domain::planted::{self, Bug};
use shanyi_wire::derive;
use shanyi_wire::event::{Document, DocumentKind};

use crate::due;
use crate::error::StoreError;
use crate::log::NO_CASE;
use crate::store::Store;
use crate::writing::atomically;

/// A document that was published and whose bytes are not here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WantedDocument {
    /// Which.
    pub kind: DocumentKind,
    /// Its version.
    pub version: u32,
    /// SHA-256 of the bytes.
    pub hash: ImageHash,
    /// Length in bytes.
    pub length: u32,
}

/// A document in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedDocument {
    /// Its version.
    pub version: u32,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

pub(crate) const fn code(kind: DocumentKind) -> u8 {
    match kind {
        DocumentKind::Catalog => 0,
        DocumentKind::Calendar => 1,
        DocumentKind::Directory => 2,
    }
}

const fn from_code(code: u8) -> DocumentKind {
    match code {
        0 => DocumentKind::Catalog,
        1 => DocumentKind::Calendar,
        _ => DocumentKind::Directory,
    }
}

/// Notes that a document was published, by the event at `position`. A version that is known with other
/// bytes stays as it is, unless the present timeline has not named those: a township that was put back
/// has given the number again, and what its feed names first is what it holds.
pub(crate) fn publish(
    db: &Connection,
    document: &Document,
    position: i64,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO document (kind, version, hash, length, state, event)
               VALUES (?1, ?2, ?3, ?4, 1, ?5) ON CONFLICT (kind, version) DO UPDATE
               SET hash = excluded.hash, length = excluded.length, state = 1, bytes = NULL,
                   event = excluded.event
               WHERE document.hash <> excluded.hash AND document.event IN
                   (SELECT event FROM heard WHERE lacking = ?6)";
    // No event is lacking twice.
    let lacking = if planted::is(Bug::FirstVersionHolds) {
        2
    } else {
        1
    };
    db.prepare_cached(sql)?.execute(params![
        code(document.kind),
        document.version,
        document.hash.0,
        document.length,
        position,
        lacking,
    ])?;
    Ok(())
}

/// The same for a document whose event is here already.
pub(crate) fn publish_again(
    db: &Connection,
    document: &Document,
    event: &EventId,
) -> Result<(), StoreError> {
    let sql = "SELECT position FROM event WHERE case_id = ?1 AND id = ?2";
    let mut statement = db.prepare_cached(sql)?;
    let position = statement.query_row(params![NO_CASE.0, event.0], |row| row.get(0));
    match position.optional()? {
        Some(position) => publish(db, document, position),
        None => Ok(()),
    }
}

impl Store {
    /// The documents to fetch: of each kind the newest that was not refused, unless it is here.
    ///
    /// # Errors
    /// What the database reports.
    pub fn documents_wanted(&self) -> Result<Vec<WantedDocument>, StoreError> {
        let sql = "SELECT kind, version, hash, length FROM document d
                   WHERE state = 1
                     AND version = (SELECT max(version) FROM document
                         WHERE kind = d.kind AND state <> 3)
                   ORDER BY kind";
        let mut statement = self.db.prepare_cached(sql)?;
        let wanted = statement.query_map([], wanted)?;
        Ok(wanted.collect::<Result<_, _>>()?)
    }

    /// The documents to ask for, newest of each kind first: where the bytes of one can't be had, those of
    /// the one before it are better than none.
    ///
    /// # Errors
    /// What the database reports.
    pub fn documents_to_fetch(&self) -> Result<Vec<WantedDocument>, StoreError> {
        let sql = "SELECT kind, version, hash, length FROM document d
                   WHERE state = 1 AND version > coalesce(
                       (SELECT max(version) FROM document WHERE kind = d.kind AND state = 2), -1)
                   ORDER BY kind, version DESC";
        let mut statement = self.db.prepare_cached(sql)?;
        let wanted = statement.query_map([], wanted)?;
        Ok(wanted.collect::<Result<_, _>>()?)
    }

    /// Keeps the bytes of a published document. Whether they make sense is for the caller to
    /// check before. With a calendar every due date is computed again, in the same transaction.
    ///
    /// # Errors
    /// [`StoreError::NoDocument`] and [`StoreError::DocumentMismatch`].
    pub fn take_document(
        &mut self,
        kind: DocumentKind,
        version: u32,
        hash: &ImageHash,
        bytes: &[u8],
    ) -> Result<(), StoreError> {
        self.writable()?;
        let sql = "SELECT hash FROM document WHERE kind = ?1 AND version = ?2";
        let key = params![code(kind), version];
        let published: Option<[u8; 32]> = self
            .db
            .prepare_cached(sql)?
            .query_row(key, |row| row.get(0))
            .optional()?;
        let published = published.map(ImageHash).ok_or(StoreError::NoDocument)?;
        if *hash != published || derive::image_hash(bytes) != published {
            return Err(StoreError::DocumentMismatch);
        }
        atomically(&self.db, || {
            let sql = "UPDATE document SET state = 2, bytes = ?3 WHERE kind = ?1 AND version = ?2";
            self.db
                .prepare_cached(sql)?
                .execute(params![code(kind), version, bytes])?;
            match kind {
                DocumentKind::Calendar => due::compute_again(&self.db),
                DocumentKind::Catalog | DocumentKind::Directory => Ok(()),
            }
        })
    }

    /// Notes that the bytes of a document make no sense, so that they are not fetched again. The
    /// version before stays in force.
    ///
    /// # Errors
    /// [`StoreError::NoDocument`] where no such document waits.
    pub fn refuse_document(&mut self, kind: DocumentKind, version: u32) -> Result<(), StoreError> {
        self.writable()?;
        let sql = "UPDATE document SET state = 3, bytes = NULL
                   WHERE kind = ?1 AND version = ?2";
        let changed = self
            .db
            .prepare_cached(sql)?
            .execute(params![code(kind), version])?;
        if changed == 0 {
            return Err(StoreError::NoDocument);
        }
        Ok(())
    }

    /// The document in force: the highest version that is here.
    ///
    /// # Errors
    /// What the database reports.
    pub fn document(&self, kind: DocumentKind) -> Result<Option<PublishedDocument>, StoreError> {
        let sql = "SELECT version, bytes FROM document WHERE kind = ?1 AND state = 2
                   ORDER BY version DESC LIMIT 1";
        let mut statement = self.db.prepare_cached(sql)?;
        Ok(statement.query_row([code(kind)], read).optional()?)
    }

    /// The version of the document in force.
    ///
    /// # Errors
    /// What the database reports.
    pub fn document_in_force(&self, kind: DocumentKind) -> Result<Option<u32>, StoreError> {
        let sql = "SELECT max(version) FROM document WHERE kind = ?1 AND state = 2";
        let mut statement = self.db.prepare_cached(sql)?;
        Ok(statement.query_row([code(kind)], |row| row.get(0))?)
    }

    /// A document as it was in one version, where it is here.
    ///
    /// # Errors
    /// What the database reports.
    pub fn document_version(
        &self,
        kind: DocumentKind,
        version: u32,
    ) -> Result<Option<PublishedDocument>, StoreError> {
        let sql = "SELECT version, bytes FROM document
                   WHERE kind = ?1 AND version = ?2 AND state = 2";
        let mut statement = self.db.prepare_cached(sql)?;
        let key = params![code(kind), version];
        Ok(statement.query_row(key, read).optional()?)
    }

    /// The bytes of the document with this hash, where they are here.
    ///
    /// # Errors
    /// What the database reports.
    pub fn document_bytes(&self, hash: &ImageHash) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = "SELECT bytes FROM document WHERE hash = ?1 AND state = 2 LIMIT 1";
        let mut statement = self.db.prepare_cached(sql)?;
        Ok(statement.query_row([hash.0], |row| row.get(0)).optional()?)
    }

    /// The version of the newest document of a kind that this program could not use, if none
    /// above it is in force.
    ///
    /// # Errors
    /// What the database reports.
    pub fn document_refused(&self, kind: DocumentKind) -> Result<Option<u32>, StoreError> {
        let sql = "SELECT max(version) FROM document WHERE kind = ?1 AND state = 3
                   AND version > coalesce(
                       (SELECT max(version) FROM document WHERE kind = ?1 AND state = 2), -1)";
        let mut statement = self.db.prepare_cached(sql)?;
        Ok(statement.query_row([code(kind)], |row| row.get(0))?)
    }
}

fn wanted(row: &Row<'_>) -> rusqlite::Result<WantedDocument> {
    Ok(WantedDocument {
        kind: from_code(row.get(0)?),
        version: row.get(1)?,
        hash: ImageHash(row.get(2)?),
        length: row.get(3)?,
    })
}

fn read(row: &Row<'_>) -> rusqlite::Result<PublishedDocument> {
    Ok(PublishedDocument {
        version: row.get(0)?,
        bytes: row.get(1)?,
    })
}
