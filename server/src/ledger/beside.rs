//! What stands beside the streams in the ledger and is held against them: entries whose stream is not here,
//! erasures that the township told of, published documents.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{OptionalExtension, params};
use sha2::{Digest, Sha256};
use shanyi_domain::catalog::{Catalog, ServiceItem};
use shanyi_domain::ids::{CaseId, EventId, ImageHash};
use shanyi_domain::state::Role;
use shanyi_wire::event::{Document, DocumentKind, Event, Payload};

use super::{Counter, LedgerError, View, documents};

/// Entries of a stream of which this ledger does not say whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Orphans {
    /// Their first number.
    pub from: u64,
    /// Their last one.
    pub to: u64,
    /// The event of the first of them, where there is an entry.
    pub event: Option<EventId>,
    /// That event's case.
    pub case: Option<CaseId>,
}

/// What the township's own events say that is held against other tables.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// The cases whose erasure it told.
    pub erased: BTreeSet<CaseId>,
    /// The documents that it published, by kind and version. A ledger that was put back may have published
    /// a version twice.
    pub documents: BTreeMap<(i64, u32), Vec<SaidDocument>>,
}

/// What an event says of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SaidDocument {
    /// The event.
    pub event: EventId,
    /// What the document's bytes come to.
    pub hash: ImageHash,
    /// The event may have been given back by a station: then the bytes may not be here, or not be readable. Only what
    /// stands in the first stream of the township was never anywhere else.
    pub given_back: bool,
}

/// A document that is here under its kind and version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Kind and version.
    pub key: (i64, u32),
    /// What its bytes come to.
    pub hash: ImageHash,
    /// The items that were taken from it are those that it has.
    pub items_fit: bool,
}

impl View<'_> {
    /// Entries, and what was set aside, whose stream or its device is not here.
    ///
    /// # Errors
    /// What the engine says.
    pub fn orphans(&self) -> Result<Vec<Orphans>, LedgerError> {
        let sql = "SELECT kept.stream, min(kept.seq), max(kept.seq)
                   FROM (SELECT stream, seq FROM entry
                         UNION SELECT stream, seq FROM quarantine) AS kept
                   WHERE NOT EXISTS (SELECT 1 FROM stream JOIN device ON device.id = stream.device
                       WHERE stream.id = kept.stream)
                   GROUP BY kept.stream ORDER BY kept.stream";
        let mut statement = self.0.prepare(sql)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let rows: Vec<(i64, i64, i64)> = rows.collect::<Result<_, _>>()?;
        let first = "SELECT entry.event, event.case_id FROM entry
                     LEFT JOIN event ON event.id = entry.event
                     WHERE entry.stream = ?1 AND entry.seq = ?2";
        let mut statement = self.0.prepare(first)?;
        let mut found = Vec::new();
        for (stream, from, to) in rows {
            let named = statement.query_row(params![stream, from], |row| {
                let case: Option<[u8; 16]> = row.get(1)?;
                Ok((EventId(row.get(0)?), case.map(CaseId)))
            });
            let named = named.optional()?;
            found.push(Orphans {
                from: from.cast_unsigned(),
                to: to.cast_unsigned(),
                event: named.map(|(event, _)| event),
                case: named.and_then(|(_, case)| case),
            });
        }
        Ok(found)
    }

    /// How many streams were begun here of which nothing is left, not even an entry.
    ///
    /// # Errors
    /// What the engine says.
    pub fn vanished_streams(&self) -> Result<u64, LedgerError> {
        let sql = "SELECT count(*) FROM (SELECT id FROM stream UNION SELECT stream FROM entry
                       UNION SELECT stream FROM quarantine) AS known";
        let known: i64 = self.0.query_row(sql, [], |row| row.get(0))?;
        Ok(self
            .last(Counter::Stream)?
            .saturating_sub(known.cast_unsigned()))
    }

    /// What the township's own events say of erasures and documents.
    ///
    /// # Errors
    /// What the engine says.
    pub fn township_said(&self) -> Result<Said, LedgerError> {
        let sql = "SELECT event.id, event.bytes, NOT EXISTS (SELECT 1 FROM entry
                       WHERE entry.event = event.id AND entry.stream = (SELECT min(stream.id) FROM stream
                           JOIN device ON device.id = stream.device WHERE device.station IS NULL))
                   FROM event
                   WHERE event.case_id IS NULL AND event.role = ?1";
        let mut statement = self.0.prepare(sql)?;
        let mut rows = statement.query([Role::Township.code()])?;
        let mut said = Said::default();
        while let Some(row) = rows.next()? {
            let bytes: Vec<u8> = row.get(1)?;
            match Event::decode(&bytes).map(|event| event.payload) {
                Ok(Payload::Erased(erased)) => drop(said.erased.insert(erased.case)),
                Ok(Payload::Document(Document {
                    kind,
                    version,
                    hash,
                    ..
                })) => {
                    let key = (documents::code(kind), version);
                    let document = SaidDocument {
                        event: EventId(row.get(0)?),
                        hash,
                        given_back: row.get(2)?,
                    };
                    said.documents.entry(key).or_default().push(document);
                }
                _ => {}
            }
        }
        Ok(said)
    }

    /// The documents that are here, and whether the items of each catalogue are its own.
    ///
    /// # Errors
    /// What the engine says.
    pub fn kept_documents(&self) -> Result<Vec<Kept>, LedgerError> {
        let sql = "SELECT kind, version, bytes FROM document ORDER BY kind, version";
        let mut statement = self.0.prepare(sql)?;
        let mut rows = statement.query([])?;
        let mut kept = Vec::new();
        while let Some(row) = rows.next()? {
            let (kind, version): (i64, u32) = (row.get(0)?, row.get(1)?);
            let bytes: Vec<u8> = row.get(2)?;
            let hash = ImageHash(Sha256::digest(&bytes).into());
            let items_fit = kind != documents::code(DocumentKind::Catalog)
                || self.has_items_of(version, &bytes)?;
            let key = (kind, version);
            kept.push(Kept {
                key,
                hash,
                items_fit,
            });
        }
        Ok(kept)
    }

    fn has_items_of(&self, version: u32, bytes: &[u8]) -> Result<bool, LedgerError> {
        let text = String::from_utf8_lossy(bytes);
        let Ok(catalog) = Catalog::from_json(&text) else {
            // Bytes that are no catalogue show by their hash.
            return Ok(true);
        };
        let sql = "SELECT code, body FROM item WHERE version = ?1";
        let mut statement = self.0.prepare(sql)?;
        let rows = statement.query_map([version], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let held: BTreeMap<String, String> = rows.collect::<Result<_, _>>()?;
        let is_held = |item: &ServiceItem| {
            let held = held.get(&item.code);
            held.and_then(|body| serde_json::from_str::<ServiceItem>(body).ok())
                .is_some_and(|held| held == *item)
        };
        Ok(held.len() == catalog.items.len() && catalog.items.iter().all(is_held))
    }
}
