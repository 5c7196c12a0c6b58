//! What is really on the township's disk, read beside the server.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension, params};
use shanyi_domain::ids::{DeviceId, EventId, ImageHash};
use shanyi_server::dump;
use shanyi_server::ledger::cases::VerdictCode;
use shanyi_server::verify::verify;
use shanyi_wire::derive::{self, Hash};
use shanyi_wire::exchange::Feed;
use shanyi_wire::stream::{Incarnation, StreamId};

use super::Township;
use crate::sim::{Sim, check};

/// An entry of a stream.
pub type Place = (StreamId, u64, Hash);

impl Township {
    /// The timeline.
    pub fn timeline(&self) -> Sim<u64> {
        let sql = "SELECT timeline FROM township";
        let mut statement = self.beside.prepare_cached(sql)?;
        let bits: i64 = statement.query_row([], |row| row.get(0))?;
        Ok(bits.cast_unsigned())
    }

    /// How many entries of a stream there are.
    pub fn committed(&self, stream: StreamId) -> Sim<u64> {
        let sql = "SELECT seq FROM stream WHERE device = ?1 AND incarnation = ?2";
        let mut statement = self.beside.prepare_cached(sql)?;
        let values = params![stream.device.0, stream.incarnation.0.cast_signed()];
        let seq: Option<i64> = statement.query_row(values, |row| row.get(0)).optional()?;
        Ok(seq.unwrap_or_default().cast_unsigned())
    }

    /// Whether a frame that did not continue its stream is kept.
    pub fn keeps_divergent(&self, frame: &Hash) -> Sim<bool> {
        let sql = "SELECT 1 FROM divergent WHERE digest = ?1";
        Ok(self.beside.prepare_cached(sql)?.exists([frame])?)
    }

    /// Whether an event of these bytes is here, in use or set aside.
    pub fn keeps_bytes(&self, bytes: &[u8]) -> Sim<bool> {
        let sql = "SELECT 1 FROM event WHERE bytes = ?1
                   UNION ALL SELECT 1 FROM quarantine WHERE bytes = ?1";
        Ok(self.beside.prepare_cached(sql)?.exists([bytes])?)
    }

    /// What stands in a feed between two positions, without what the reader's own stream brought.
    pub fn feed(&self, feed: Feed, reader: StreamId, after: u64, up_to: u64) -> Sim<Vec<EventId>> {
        let (after, up_to) = (after.cast_signed(), up_to.cast_signed());
        let id = |row: &rusqlite::Row<'_>| row.get(0).map(EventId);
        if feed == Feed::Broadcast {
            let sql = "SELECT id FROM event WHERE station IS NULL AND position > ?1
                       AND position <= ?2 ORDER BY position";
            let mut statement = self.beside.prepare_cached(sql)?;
            let ids = statement.query_map([after, up_to], id)?;
            return Ok(ids.collect::<Result<_, _>>()?);
        }
        let sql = "SELECT id FROM event
                   WHERE station = (SELECT station FROM device WHERE id = ?1)
                     AND position > ?3 AND position <= ?4
                     AND id NOT IN (SELECT event FROM entry WHERE stream = (SELECT id FROM stream
                         WHERE device = ?1 AND incarnation = ?2))
                   ORDER BY position";
        let mut statement = self.beside.prepare_cached(sql)?;
        let incarnation = reader.incarnation.0.cast_signed();
        let values = params![reader.device.0, incarnation, after, up_to];
        let ids = statement.query_map(values, id)?;
        Ok(ids.collect::<Result<_, _>>()?)
    }

    /// Every entry of every station's stream, with the event that it brought.
    pub fn entries(&self) -> Sim<Vec<(Place, EventId)>> {
        let sql = "SELECT s.device, s.incarnation, e.seq, e.link, e.event
                   FROM entry e JOIN stream s ON s.id = e.stream
                   JOIN device d ON d.id = s.device AND d.station NOT NULL";
        let mut statement = self.beside.prepare_cached(sql)?;
        let entries = statement.query_map([], |row| {
            let stream = StreamId {
                device: DeviceId(row.get(0)?),
                incarnation: Incarnation(row.get::<_, i64>(1)?.cast_unsigned()),
            };
            let seq = row.get::<_, i64>(2)?.cast_unsigned();
            Ok(((stream, seq, row.get(3)?), EventId(row.get(4)?)))
        })?;
        Ok(entries.collect::<Result<_, _>>()?)
    }

    /// Every event that is here: in use, or set aside.
    pub fn events(&self) -> Sim<BTreeSet<EventId>> {
        let sql = "SELECT id FROM event UNION
                   SELECT e.event FROM quarantine q
                   JOIN entry e ON e.stream = q.stream AND e.seq = q.seq
                   UNION SELECT id FROM returned";
        let mut statement = self.beside.prepare_cached(sql)?;
        let ids = statement.query_map([], |row| row.get(0).map(EventId))?;
        Ok(ids.collect::<Result<_, _>>()?)
    }

    /// What became of an event: its verdict, or why it was set aside.
    pub fn became(&self, event: &EventId) -> Sim<String> {
        let sql = "SELECT coalesce('verdict ' || verdict, 'unread') FROM event WHERE id = ?1
                   UNION ALL SELECT 'aside ' || q.reason FROM quarantine q
                       JOIN entry e ON e.stream = q.stream AND e.seq = q.seq WHERE e.event = ?1";
        let mut statement = self.beside.prepare_cached(sql)?;
        let found: Option<String> = statement
            .query_row([event.0], |row| row.get(0))
            .optional()?;
        Ok(found.unwrap_or_else(|| "nowhere".to_owned()))
    }

    /// What is held of each case, line by line: events, then images.
    pub fn account(&self) -> Sim<BTreeMap<String, Vec<String>>> {
        Ok(by_case(&dump::dump(&self.app)?))
    }

    /// The cases of a station, as the account calls them.
    pub fn cases_of(&self, station: u32) -> Sim<BTreeSet<String>> {
        let sql = "SELECT lower(hex(id)) FROM case_file WHERE station = ?1";
        let mut statement = self.beside.prepare_cached(sql)?;
        let ids = statement.query_map([station], |row| row.get(0))?;
        Ok(ids.collect::<Result<_, _>>()?)
    }

    /// Whether an image of a station is said to be whole.
    pub fn is_whole(&self, station: u32, image: &ImageHash) -> Sim<bool> {
        let sql = "SELECT 1 FROM blob WHERE station = ?1 AND hash = ?2 AND complete = 1";
        let mut statement = self.beside.prepare_cached(sql)?;
        Ok(statement.exists(params![station, image.0])?)
    }

    /// How much of an image of a device's station is acknowledged.
    pub fn holds(&self, device: DeviceId, image: &ImageHash) -> Sim<u32> {
        let sql = "SELECT have FROM blob
                   WHERE station = (SELECT station FROM device WHERE id = ?1) AND hash = ?2";
        let mut statement = self.beside.prepare_cached(sql)?;
        let have: Option<u32> = statement
            .query_row(params![device.0, image.0], |row| row.get(0))
            .optional()?;
        Ok(have.unwrap_or_default())
    }

    /// Every image that is said to be whole has the bytes that its name says, each case that names it
    /// knows it, and no small picture of it is kept any more.
    pub fn images_are_whole(&self) -> Sim<()> {
        let sql = "SELECT station, hash FROM blob WHERE complete = 1";
        let mut statement = self.beside.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (station, hash): (u32, [u8; 32]) = (row.get(0)?, row.get(1)?);
            let hash = ImageHash(hash);
            let bytes = std::fs::read(image_file(&self.folder, station, &hash))?;
            check(derive::image_hash(&bytes) == hash, || {
                format!("image {hash} has other bytes than its name")
            })?;
        }
        let sql = "SELECT (SELECT count(*) FROM thumbnail t JOIN blob b
                       ON b.station = t.station AND b.hash = t.hash AND b.complete = 1)
                   + (SELECT count(*) FROM case_image i LEFT JOIN blob b
                       ON b.station = i.station AND b.hash = i.hash
                       WHERE i.complete <> coalesce(b.complete, 0))";
        let wrong: u32 = self.beside.query_row(sql, [], |row| row.get(0))?;
        check(wrong == 0, || {
            format!("{wrong} cases or small pictures do not know that an image is whole")
        })
    }

    /// The newest document of each kind, as its event names it.
    pub fn documents(&self) -> Sim<Vec<(u8, u32, ImageHash)>> {
        let sql = "SELECT kind - 1, version, hash FROM document d
                   WHERE version = (SELECT max(version) FROM document WHERE kind = d.kind)
                   ORDER BY kind";
        let mut statement = self.beside.prepare_cached(sql)?;
        let rows = statement.query_map([], |row| {
            Ok((row.get(0)?, row.get(1)?, ImageHash(row.get(2)?)))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Every stream is what its writer chained and signed, and nothing else is here.
    pub fn chains_hold(&self) -> Sim<()> {
        let verified = verify(&self.app)?;
        check(verified.is_whole(), || {
            format!("the chains do not hold: {verified:?}")
        })
    }

    /// What lists, search and replies show is what the events make: taken away and made anew, it is
    /// the same.
    pub fn projections_hold(&self) -> Sim<()> {
        self.app.ledger.index()?;
        let kept = self.projections()?;
        let unread = VerdictCode::UNKNOWN_KIND.0;
        let raw = Connection::open(self.database())?;
        raw.execute_batch(&format!(
            "BEGIN;
             UPDATE case_file SET queue = 0, urgency = '9999-12-31', position = 0, received_at = NULL;
             UPDATE event SET verdict = NULL WHERE verdict <> {unread};
             DELETE FROM search_token;
             COMMIT;"
        ))?;
        drop(raw);
        self.app.ledger.write(|tx| tx.project_all())?;
        let made = self.projections()?;
        let differs = kept.iter().zip(&made).find(|(kept, made)| kept != made);
        check(kept.len() == made.len() && differs.is_none(), || {
            format!("what the township shows is not what its events make: {differs:?}")
        })
    }

    fn projections(&self) -> Sim<Vec<String>> {
        let mut lines = Vec::new();
        for sql in [
            "SELECT json_array(hex(id), queue, urgency, position, received_at) FROM case_file
                 ORDER BY id",
            "SELECT json_array(hex(id), verdict) FROM event ORDER BY id",
            "SELECT json_array(token, hex(case_id)) FROM search_token ORDER BY token, case_id",
        ] {
            let mut statement = self.beside.prepare_cached(sql)?;
            let rows = statement.query_map([], |row| row.get(0))?;
            lines.extend(rows.collect::<Result<Vec<String>, _>>()?);
        }
        Ok(lines)
    }
}

/// The file of a whole image in a township's data folder.
pub fn image_file(folder: &Path, station: u32, image: &ImageHash) -> PathBuf {
    let name = image.to_string();
    let shelf = folder.join("images").join(station.to_string());
    shelf.join(&name[..2]).join(name)
}

/// An account, case by case.
pub fn by_case(account: &str) -> BTreeMap<String, Vec<String>> {
    let mut cases: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut lines: Option<&mut Vec<String>> = None;
    for line in account.lines() {
        match line.strip_prefix("case ") {
            Some(id) => lines = Some(cases.entry(id.to_owned()).or_default()),
            None => lines
                .iter_mut()
                .for_each(|lines| lines.push(line.to_owned())),
        }
    }
    cases
}
