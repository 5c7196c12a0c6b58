//! A copy of the ledger as it was at one moment, and how it is held against the ledger that went on
//! meanwhile: what is appended once and never edited has to be the same in both.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};
use shanyi_domain::ids::{ImageHash, StationId};
use shanyi_domain::time::Moment;
use shanyi_wire::derive::Hash;

use super::cases::VerdictCode;
use super::options::{Durability, connect};
use super::parsed::Parsed;
use super::{Ledger, LedgerError, Tx, View};

/// The engine's `application_id` of a copy: it is in the file itself, wherever that is carried.
const COPY: i64 = 0x5348_4350;

/// Whether the ledger behind this connection is a copy that nobody has put back.
pub(super) fn is_copy(connection: &Connection) -> Result<bool, LedgerError> {
    let sql = "PRAGMA application_id";
    let found: i64 = connection.query_row(sql, [], |row| row.get(0))?;
    Ok(found == COPY)
}

/// A copy, open.
pub struct Copy(Connection);

/// How far one stream is in a copy, with everything that its entries name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StreamInCopy {
    stream: i64,
    /// The last entry of which it, and every entry before it, is there with its images.
    pub whole: u64,
}

/// What a copy says of what is never edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// Events.
    pub events: u64,
    /// The last position of an event.
    position: i64,
    /// How far each stream is.
    streams: BTreeMap<i64, i64>,
    /// Over all of it.
    pub facts: Hash,
}

/// Every event up to a position, in that order.
const EVENTS: &str = "SELECT position, id, role, case_id, station, bytes FROM event
    WHERE position <= ?1 ORDER BY position";
/// Every entry of a stream up to a number.
const ENTRIES: &str =
    "SELECT seq, link, event FROM entry WHERE stream = ?1 AND seq <= ?2 ORDER BY seq";

impl Ledger {
    /// Writes a copy of the ledger, as it is at one moment, to a file that is not there yet. Nobody is
    /// held up by it.
    ///
    /// # Errors
    /// What the engine or the disk says.
    pub fn copy_to(&self, path: &Path) -> Result<Copy, LedgerError> {
        let text = path.to_str().ok_or(LedgerError::Broken("a path"))?;
        // A connection of its own: the reader would be held for as long as it takes.
        connect(&self.file, Durability::Full)?.execute("VACUUM INTO ?1", [text])?;
        // Images that could not be copied are struck from it: no log beside it for that.
        Copy::open(path)
    }
}

impl Copy {
    /// Opens a copy that lies in this file. From here on its file says that it is one, whoever made it.
    ///
    /// # Errors
    /// What the engine says.
    pub fn open(path: &Path) -> Result<Self, LedgerError> {
        let copy = Connection::open(path)?;
        copy.pragma_update(None, "journal_mode", "MEMORY")?;
        copy.pragma_update(None, "synchronous", "FULL")?;
        copy.pragma_update(None, "application_id", COPY)?;
        Ok(Self(copy))
    }

    /// The images that are whole in the copy's words.
    ///
    /// # Errors
    /// What the engine says.
    pub fn images(&self) -> Result<Vec<(StationId, ImageHash)>, LedgerError> {
        View(&self.0, &Parsed::default()).whole_images()
    }

    /// Images that were erased before the copy was made.
    ///
    /// # Errors
    /// What the engine says.
    pub fn erased_images(&self) -> Result<Vec<(StationId, ImageHash)>, LedgerError> {
        View(&self.0, &Parsed::default()).erased_images()
    }

    /// The copy has not got the bytes of an image: put back, it asks the station for them.
    ///
    /// # Errors
    /// What the engine says.
    pub fn lacks(&mut self, station: StationId, hash: &ImageHash) -> Result<(), LedgerError> {
        let tx = self.0.transaction()?;
        let values = params![station.0, hash.0];
        tx.execute("DELETE FROM blob WHERE station = ?1 AND hash = ?2", values)?;
        tx.execute(
            "UPDATE case_image SET complete = 0 WHERE station = ?1 AND hash = ?2",
            values,
        )?;
        Ok(tx.commit()?)
    }

    /// The engine finds nothing wrong with any page or index.
    ///
    /// # Errors
    /// [`LedgerError::Broken`] where it does.
    pub fn check(&self) -> Result<(), LedgerError> {
        match View(&self.0, &Parsed::default()).is_sound()? {
            true => Ok(()),
            false => Err(LedgerError::Broken("a copy of the ledger")),
        }
    }

    /// What the copy says.
    ///
    /// # Errors
    /// What the engine says.
    pub fn said(&self) -> Result<Copied, LedgerError> {
        let parsed = Parsed::default();
        let view = View(&self.0, &parsed);
        let position = "SELECT coalesce(max(position), 0), count(*) FROM event";
        let (position, events): (i64, i64) = self
            .0
            .query_row(position, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let mut statement = self.0.prepare("SELECT id, seq FROM stream ORDER BY id")?;
        let streams = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let mut copied = Copied {
            events: events.cast_unsigned(),
            position,
            streams: streams.collect::<Result<_, _>>()?,
            facts: [0; 32],
        };
        copied.facts = view.said_up_to(&copied)?;
        Ok(copied)
    }

    /// How far each stream is in the copy: up to the first entry that names an image which is not whole
    /// there, or of which nobody can tell yet what it names.
    ///
    /// # Errors
    /// What the engine says.
    pub fn streams(&self) -> Result<Vec<StreamInCopy>, LedgerError> {
        let sql = "SELECT stream.id, min(
                coalesce((SELECT min(entry.seq) - 1 FROM case_image
                    JOIN event ON event.case_id = case_image.case_id
                    JOIN entry ON entry.event = event.id AND entry.stream = stream.id
                    WHERE case_image.complete = 0), stream.seq),
                coalesce((SELECT min(seq) - 1 FROM quarantine
                    WHERE quarantine.stream = stream.id), stream.seq),
                coalesce((SELECT min(entry.seq) - 1 FROM event
                    JOIN entry ON entry.event = event.id AND entry.stream = stream.id
                    WHERE event.verdict > 2 AND event.verdict = ?1), stream.seq))
            FROM stream";
        let mut statement = self.0.prepare(sql)?;
        let unread = VerdictCode::UNKNOWN_KIND.0;
        let rows = statement.query_map([unread], |row| {
            Ok(StreamInCopy {
                stream: row.get(0)?,
                whole: row.get::<_, i64>(1)?.cast_unsigned(),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Whether the copy in this file says that it is one, and was not put back.
    #[must_use]
    pub fn is_in(path: &Path) -> bool {
        let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
        let opened = Connection::open_with_flags(path, flags);
        opened.is_ok_and(|file| is_copy(&file).unwrap_or_default())
    }

    /// Closes the copy: what was struck is on the disk then.
    ///
    /// # Errors
    /// What the engine says.
    pub fn close(self) -> Result<(), LedgerError> {
        self.0.close().map_err(|(_, error)| error.into())
    }
}

impl Tx<'_> {
    /// From here on it is no copy any more.
    pub(super) fn is_put_back(&self) -> Result<(), LedgerError> {
        Ok(self.0.0.pragma_update(None, "application_id", 0)?)
    }
}

impl View<'_> {
    /// The images that are whole in the ledger's words.
    ///
    /// # Errors
    /// What the engine says.
    pub fn whole_images(&self) -> Result<Vec<(StationId, ImageHash)>, LedgerError> {
        let sql = "SELECT station, hash FROM blob WHERE complete = 1 ORDER BY station, hash";
        let mut statement = self.0.prepare(sql)?;
        let rows = statement.query_map([], |row| {
            Ok((StationId(row.get(0)?), ImageHash(row.get(1)?)))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Whether the engine finds nothing wrong with any page or index.
    ///
    /// # Errors
    /// What the engine says.
    pub fn is_sound(&self) -> Result<bool, LedgerError> {
        let sql = "PRAGMA integrity_check(1)";
        let said: String = self.0.query_row(sql, [], |row| row.get(0))?;
        Ok(said == "ok")
    }

    /// When the newest event was received.
    ///
    /// # Errors
    /// What the engine says.
    pub fn last_received(&self) -> Result<Option<Moment>, LedgerError> {
        let sql = "SELECT received_at FROM event
                   WHERE position = (SELECT max(position) FROM event)";
        let mut statement = self.0.prepare_cached(sql)?;
        let at = statement.query_row([], |row| row.get(0).map(Moment));
        Ok(at.optional()?)
    }

    /// A hash over every event and every entry that a copy has, as they stand here.
    ///
    /// # Errors
    /// What the engine says.
    pub fn said_up_to(&self, copied: &Copied) -> Result<Hash, LedgerError> {
        let mut hasher = Sha256::new();
        let mut events = self.0.prepare_cached(EVENTS)?;
        let mut rows = events.query([copied.position])?;
        while let Some(row) = rows.next()? {
            hasher.update(row.get::<_, i64>(0)?.to_be_bytes());
            hasher.update(row.get::<_, [u8; 16]>(1)?);
            hasher.update(row.get::<_, i64>(2)?.to_be_bytes());
            hasher.update(row.get::<_, Option<[u8; 16]>>(3)?.unwrap_or_default());
            hasher.update(
                row.get::<_, Option<i64>>(4)?
                    .unwrap_or_default()
                    .to_be_bytes(),
            );
            hasher.update(Sha256::digest(
                row.get_ref(5)?.as_blob().unwrap_or_default(),
            ));
        }
        let mut entries = self.0.prepare_cached(ENTRIES)?;
        for (stream, seq) in &copied.streams {
            let mut rows = entries.query([stream, seq])?;
            while let Some(row) = rows.next()? {
                hasher.update(row.get::<_, i64>(0)?.to_be_bytes());
                hasher.update(row.get::<_, [u8; 32]>(1)?);
                hasher.update(row.get::<_, [u8; 16]>(2)?);
            }
        }
        Ok(hasher.finalize().into())
    }

    /// Up to which entry a stream is in a backup, with the images that its entries name.
    ///
    /// # Errors
    /// What the engine says.
    pub fn prunable(&self, stream: shanyi_wire::stream::StreamId) -> Result<u64, LedgerError> {
        let Some(row) = self.known_stream(stream)? else {
            return Ok(0);
        };
        let mut statement = self
            .0
            .prepare_cached("SELECT prunable FROM stream WHERE id = ?1")?;
        let prunable: i64 = statement.query_row([row], |row| row.get(0))?;
        Ok(prunable.cast_unsigned())
    }
}

impl Tx<'_> {
    /// A backup has a stream up to here. Within a timeline it never falls.
    ///
    /// # Errors
    /// What the engine says.
    pub fn is_in_backup(&self, stream: &StreamInCopy) -> Result<(), LedgerError> {
        self.0.0.execute(
            "UPDATE stream SET prunable = ?2 WHERE id = ?1 AND prunable < ?2",
            params![stream.stream, stream.whole.cast_signed()],
        )?;
        Ok(())
    }
}
