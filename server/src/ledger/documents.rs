//! Published documents, and the items of each catalogue.

use std::sync::Arc;

use rusqlite::{OptionalExtension, params};
use shanyi_domain::catalog::{Catalog, ServiceItem};
use shanyi_domain::ids::ImageHash;
use shanyi_domain::time::Moment;
use shanyi_domain::workday::Calendar;
use shanyi_wire::event::DocumentKind;

use super::{LedgerError, Tx, View};

/// A published document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// Its version.
    pub version: u32,
    /// SHA-256 of its bytes.
    pub hash: ImageHash,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl View<'_> {
    /// The newest document of this kind.
    ///
    /// # Errors
    /// What the engine says.
    pub fn newest(&self, kind: DocumentKind) -> Result<Option<Published>, LedgerError> {
        let mut statement = self.0.prepare_cached(
            "SELECT version, hash, bytes FROM document WHERE kind = ?1
             ORDER BY version DESC LIMIT 1",
        )?;
        let found = statement.query_row([code(kind)], |row| {
            Ok(Published {
                version: row.get(0)?,
                hash: ImageHash(row.get(1)?),
                bytes: row.get(2)?,
            })
        });
        Ok(found.optional()?)
    }

    /// The highest version of a kind that was ever published as far as this ledger knows: one that was
    /// given back counts, though its bytes are not here.
    ///
    /// # Errors
    /// What the engine says.
    pub fn last_version(&self, kind: DocumentKind) -> Result<u32, LedgerError> {
        let mut statement = self.0.prepare_cached(
            "SELECT coalesce(max(version), 0) FROM (
                 SELECT version FROM document WHERE kind = ?1
                 UNION ALL SELECT version FROM document_wanted WHERE kind = ?1)",
        )?;
        Ok(statement.query_row([code(kind)], |row| row.get(0))?)
    }

    /// The bytes of the published document with this hash.
    ///
    /// # Errors
    /// What the engine says.
    pub fn document(&self, hash: &ImageHash) -> Result<Option<Vec<u8>>, LedgerError> {
        let mut statement = self
            .0
            .prepare_cached("SELECT bytes FROM document WHERE hash = ?1 LIMIT 1")?;
        let found = statement.query_row([hash.0], |row| row.get(0));
        Ok(found.optional()?)
    }

    /// The calendar in force: the newest that was published. Before there is one, that which the
    /// program came with, as at the stations.
    ///
    /// # Errors
    /// What the engine says.
    pub fn calendar(&self) -> Result<Arc<Calendar>, LedgerError> {
        let mut statement = self.0.prepare_cached(
            "SELECT hash FROM document WHERE kind = ?1 ORDER BY version DESC LIMIT 1",
        )?;
        let newest = statement.query_row([code(DocumentKind::Calendar)], |row| row.get(0));
        let hash = newest.optional()?.map(ImageHash);
        self.1.calendar(hash, || {
            let bytes = match hash {
                Some(hash) => self.document(&hash)?.unwrap_or_default(),
                None => Calendar::embedded().as_bytes().to_vec(),
            };
            let calendar = Calendar::from_json(&String::from_utf8(bytes).unwrap_or_default());
            calendar.map_err(|_| LedgerError::Broken("the published calendar"))
        })
    }

    /// An item as a catalogue of this version has it; where that version is not here, as the
    /// newest one has it.
    ///
    /// # Errors
    /// What the engine says.
    pub fn item(&self, version: u32, item: &str) -> Result<Option<Arc<ServiceItem>>, LedgerError> {
        let mut statement = self.0.prepare_cached(
            "SELECT body FROM item WHERE code = ?2
             ORDER BY CASE WHEN version = ?1 THEN 0 ELSE 1 END, version DESC LIMIT 1",
        )?;
        let body: Option<String> = statement
            .query_row(params![version, item], |row| row.get(0))
            .optional()?;
        body.map(|body| self.1.item(body)).transpose()
    }

    /// The items of the newest catalogue.
    ///
    /// # Errors
    /// What the engine says.
    pub fn items(&self) -> Result<Vec<Arc<ServiceItem>>, LedgerError> {
        let mut statement = self.0.prepare_cached(
            "SELECT body FROM item WHERE version = (SELECT max(version) FROM item) ORDER BY code",
        )?;
        let bodies = statement.query_map([], |row| row.get::<_, String>(0))?;
        let mut items = Vec::new();
        for body in bodies {
            items.push(self.1.item(body?)?);
        }
        Ok(items)
    }
}

impl Tx<'_> {
    /// Keeps a document under its version.
    ///
    /// # Errors
    /// What the engine says; a version that is taken is such a word.
    pub fn keep_document(
        &self,
        kind: DocumentKind,
        document: &Published,
        at: Moment,
    ) -> Result<(), LedgerError> {
        self.0.0.execute(
            "INSERT INTO document (kind, version, hash, bytes, published_at)
             VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                code(kind),
                document.version,
                document.hash.0,
                document.bytes,
                at.0
            ],
        )?;
        Ok(())
    }

    /// Keeps the items of a catalogue.
    ///
    /// # Errors
    /// What the engine says.
    pub fn keep_items(&self, catalog: &Catalog) -> Result<(), LedgerError> {
        let mut statement = self
            .0
            .0
            .prepare_cached("INSERT INTO item (version, code, body) VALUES (?1, ?2, ?3)")?;
        for item in &catalog.items {
            let body = serde_json::to_string(item)
                .map_err(|_| LedgerError::Broken("an item that can't be written"))?;
            statement.execute(params![catalog.version, item.code, body])?;
        }
        Ok(())
    }
}

/// The number under which a kind of document is kept. Never reused.
pub(super) const fn code(kind: DocumentKind) -> i64 {
    match kind {
        DocumentKind::Catalog => 1,
        DocumentKind::Calendar => 2,
        DocumentKind::Directory => 3,
    }
}

pub(super) const fn kind_of(code: i64) -> Option<DocumentKind> {
    match code {
        1 => Some(DocumentKind::Catalog),
        2 => Some(DocumentKind::Calendar),
        3 => Some(DocumentKind::Directory),
        _ => None,
    }
}
