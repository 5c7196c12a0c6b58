//! Erasing a case: what the chain has of its events stays, everything that says anything goes. Whatever
//! brings the case back is erased again.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use rusqlite::params;
use shanyi_domain::ids::{ActorId, CaseId, EventId, ImageHash, Seed, StationId};
use shanyi_domain::time::Moment;
use shanyi_wire::derive::{self, Hash};
use shanyi_wire::event::Event;
use shanyi_wire::frame::Frame;
use shanyi_wire::stream::{ERASED, Entry, ErasedEntry};

use super::cases::NewEvent;
use super::{Ledger, LedgerError, Tx, View, held};

/// What is remembered of an erasure. Nothing of an applicant is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erasure {
    /// The case.
    pub case: CaseId,
    /// When.
    pub at: Moment,
    /// Who; `None` is a command on the township's machine, or what a station gave back.
    pub by: Option<ActorId>,
    /// Why.
    pub why: String,
}

/// Something of a case that is kept apart, with what its commitment follows from.
struct Aside {
    stream: i64,
    seq: i64,
    id: EventId,
    seed: Option<Seed>,
    bytes: Vec<u8>,
    station: StationId,
}

impl View<'_> {
    /// Whether a case was erased.
    ///
    /// # Errors
    /// What the engine says.
    pub fn is_erased(&self, case: CaseId) -> Result<bool, LedgerError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM erasure WHERE case_id = ?1)";
        let mut statement = self.0.prepare_cached(sql)?;
        Ok(statement.query_row([case.0], |row| row.get(0))?)
    }

    /// The cases that were erased, by id.
    ///
    /// # Errors
    /// What the engine says.
    pub fn erased_cases(&self) -> Result<Vec<CaseId>, LedgerError> {
        let sql = "SELECT case_id FROM erasure ORDER BY case_id";
        let mut statement = self.0.prepare_cached(sql)?;
        let rows = statement.query_map([], |row| row.get(0).map(CaseId))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Images whose files are to go: an erased case named them, and no other does.
    ///
    /// # Errors
    /// What the engine says.
    pub fn erased_images(&self) -> Result<Vec<(StationId, ImageHash)>, LedgerError> {
        let sql =
            "SELECT station, hash FROM erased_image WHERE NOT EXISTS (SELECT 1 FROM case_image
                       WHERE case_image.hash = erased_image.hash
                         AND case_image.station = erased_image.station)
                   ORDER BY station, hash";
        let mut statement = self.0.prepare_cached(sql)?;
        let rows = statement.query_map([], |row| {
            Ok((StationId(row.get(0)?), ImageHash(row.get(1)?)))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl View<'_> {
    /// Whether an image is one that erased cases alone have named.
    ///
    /// # Errors
    /// What the engine says.
    pub fn is_image_erased(
        &self,
        station: StationId,
        hash: &ImageHash,
    ) -> Result<bool, LedgerError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM erased_image WHERE station = ?1 AND hash = ?2)
                   AND NOT EXISTS (SELECT 1 FROM case_image WHERE station = ?1 AND hash = ?2)";
        let mut statement = self.0.prepare_cached(sql)?;
        Ok(statement.query_row(params![station.0, hash.0], |row| row.get(0))?)
    }
}

impl Ledger {
    /// Removes the files of images that only erased cases named, and whatever else the engine still has of
    /// what was erased. What is deleted is overwritten at once, but for copies that the engine leaves between
    /// rows when it moves them: of three hundred cases two were found so. Only a file that is written anew has
    /// none, and nobody can write meanwhile: a large ledger waits for the night with that. False where it is
    /// not done, or where somebody read an old moment for so long that the log could not be emptied.
    ///
    /// # Errors
    /// What the disk says.
    pub fn sweep_erased(&self, when: Sweep) -> Result<bool, LedgerError> {
        for (station, hash) in self.read(|view| view.erased_images())? {
            let file = self.image_file(station, &hash);
            remove(&file)?;
            remove(&file.with_extension("part"))?;
        }
        let writer = held(&self.writer);
        let anew = when == Sweep::Night || fs::metadata(&self.file)?.len() <= AT_ONCE;
        if anew {
            writer.execute_batch("VACUUM")?;
        }
        let empty = "PRAGMA wal_checkpoint(TRUNCATE)";
        let busy: bool = writer.query_row(empty, [], |row| row.get(0))?;
        Ok(anew && !busy)
    }
}

/// When the file is written anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sweep {
    /// Somebody waits: only where it is small.
    Now,
    /// Nobody does.
    Night,
}

/// A ledger of so many bytes is written anew in about a second.
const AT_ONCE: u64 = 100 * 1024 * 1024;

/// Removes a file that may be gone already.
pub(crate) fn remove(path: &Path) -> Result<(), std::io::Error> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

impl Tx<'_> {
    /// Erases everything that is here of a case, and remembers that. Twice is once; a case that is not
    /// here yet is erased as it comes.
    ///
    /// # Errors
    /// What the engine says.
    pub fn erase(&self, erasure: &Erasure, station: StationId) -> Result<(), LedgerError> {
        let (db, case) = (self.0.0, erasure.case);
        let by = erasure.by.map(|by| by.0);
        db.execute(
            "INSERT INTO erasure (case_id, at, by, why) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (case_id) DO NOTHING",
            params![case.0, erasure.at.0, by, erasure.why],
        )?;
        let seed = self.case_file(case)?.map(|(seed, _)| seed);
        let seed = seed.filter(|seed| derive::case_id(seed) == case);
        self.erase_events(case, seed)?;
        self.erase_set_aside(case, seed, erasure.at)?;
        self.erase_returned(case)?;
        self.erase_divergent(case)?;
        self.erase_what_shows(case)?;
        db.execute(
            "INSERT INTO case_file (id, seed, station, erased_at) VALUES (?1, zeroblob(16), ?2, ?3)
             ON CONFLICT (id) DO UPDATE SET seed = zeroblob(16), queue = 0, urgency = '9999-12-31',
                 received_at = NULL, erased_at = excluded.erased_at",
            params![case.0, station.0, erasure.at.0],
        )?;
        Ok(())
    }

    /// Enters an event of which the chain alone is left. One that is here stays as it is.
    ///
    /// # Errors
    /// What the engine says.
    pub fn enter_erased(
        &self,
        erased: &ErasedEntry,
        station: StationId,
        at: Moment,
    ) -> Result<(), LedgerError> {
        if self.event_bytes(erased.id)?.is_some() {
            return Ok(());
        }
        let db = self.0.0;
        db.prepare_cached(
            "INSERT INTO case_file (id, seed, station, erased_at) VALUES (?1, zeroblob(16), ?2, ?3)
             ON CONFLICT (id) DO NOTHING",
        )?
        .execute(params![erased.case.0, station.0, at.0])?;
        self.enter_event(&NewEvent {
            id: erased.id,
            case: Some(erased.case),
            station: Some(station),
            seed: None,
            role: shanyi_domain::state::Role::Station,
            begins: false,
            bytes: ERASED,
            received_at: at,
        })?;
        self.keep_commitment(erased.id, &erased.commitment)
    }

    fn keep_commitment(&self, id: EventId, commitment: &Hash) -> Result<(), LedgerError> {
        let sql = "INSERT INTO erased (event, commitment) VALUES (?1, ?2)
                   ON CONFLICT (event) DO NOTHING";
        let db = self.0.0;
        db.prepare_cached(sql)?.execute(params![id.0, commitment])?;
        Ok(())
    }

    fn erase_events(&self, case: CaseId, seed: Option<Seed>) -> Result<(), LedgerError> {
        let db = self.0.0;
        let vouched = "SELECT event.station FROM voucher JOIN event ON event.id = voucher.event
                       WHERE voucher.event = ?1";
        for event in self.held_events(case)? {
            let Some(seed) = seed.filter(|_| event.bytes != ERASED) else {
                continue;
            };
            let commitment = derive::commitment(&seed, &event.id, &event.bytes);
            self.keep_commitment(event.id, &commitment)?;
            db.prepare_cached("UPDATE event SET bytes = ?2, verdict = NULL WHERE id = ?1")?
                .execute(params![event.id.0, ERASED])?;
            let mut statement = db.prepare_cached(vouched)?;
            let station = statement.query_map([event.id.0], |row| row.get::<_, u32>(0))?;
            for station in station {
                self.vouch(event.id, &commitment, StationId(station?))?;
            }
        }
        Ok(())
    }

    /// Entries that were set aside stand in their streams as events of which the chain alone is left.
    fn erase_set_aside(
        &self,
        case: CaseId,
        seed: Option<Seed>,
        at: Moment,
    ) -> Result<(), LedgerError> {
        let db = self.0.0;
        let all = self.set_aside_of(case)?;
        let begun = all.iter().filter_map(|aside| aside.seed);
        let mut begun = begun.filter(|seed| derive::case_id(seed) == case);
        let seed = seed.or_else(|| begun.next());
        for aside in all {
            if let Some(seed) = aside.seed.or(seed) {
                let commitment = derive::commitment(&seed, &aside.id, &aside.bytes);
                let erased = ErasedEntry {
                    id: aside.id,
                    case,
                    commitment,
                };
                self.enter_erased(&erased, aside.station, at)?;
                db.execute(
                    "DELETE FROM quarantine WHERE stream = ?1 AND seq = ?2",
                    [aside.stream, aside.seq],
                )?;
            }
        }
        Ok(())
    }

    fn set_aside_of(&self, case: CaseId) -> Result<Vec<Aside>, LedgerError> {
        // Those that begin a case name none, and may be kept with their seed alone.
        let sql = "SELECT quarantine.stream, quarantine.seq, entry.event, quarantine.seed,
                       quarantine.bytes, device.station
                   FROM quarantine
                   JOIN entry ON entry.stream = quarantine.stream AND entry.seq = quarantine.seq
                   JOIN stream ON stream.id = quarantine.stream
                   JOIN device ON device.id = stream.device
                   WHERE quarantine.case_id = ?1 OR quarantine.seed IS NOT NULL";
        let mut statement = self.0.0.prepare_cached(sql)?;
        let rows = statement.query_map([case.0], |row| {
            Ok(Aside {
                stream: row.get(0)?,
                seq: row.get(1)?,
                id: EventId(row.get(2)?),
                seed: row.get::<_, Option<[u8; 16]>>(3)?.map(Seed),
                bytes: row.get(4)?,
                station: StationId(row.get(5)?),
            })
        })?;
        let all: Vec<Aside> = rows.collect::<Result<_, _>>()?;
        let of = |aside: &Aside| says_of(&aside.bytes, aside.seed.as_ref(), case);
        Ok(all.into_iter().filter(of).collect())
    }

    fn erase_returned(&self, case: CaseId) -> Result<(), LedgerError> {
        let db = self.0.0;
        let mut statement = db.prepare_cached("SELECT id, digest, seed, bytes FROM returned")?;
        let rows = statement.query_map([], |row| {
            let seed = row.get::<_, Option<[u8; 16]>>(2)?.map(Seed);
            let of_it = says_of(&row.get::<_, Vec<u8>>(3)?, seed.as_ref(), case);
            Ok((row.get(0)?, row.get(1)?, of_it))
        })?;
        let rows: Vec<([u8; 16], Hash, bool)> = rows.collect::<Result<_, _>>()?;
        for (id, digest, _) in rows.iter().filter(|(_, _, of_it)| *of_it) {
            let sql = "DELETE FROM returned WHERE id = ?1 AND digest = ?2";
            db.execute(sql, params![id, digest])?;
        }
        Ok(())
    }

    /// Frames of forks keep what they say of other cases.
    fn erase_divergent(&self, case: CaseId) -> Result<(), LedgerError> {
        let db = self.0.0;
        let mut statement = db.prepare_cached("SELECT stream, digest, frame FROM divergent")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let rows: Vec<(i64, Hash, Vec<u8>)> = rows.collect::<Result<_, _>>()?;
        for (stream, digest, frame) in rows {
            if let Some(frame) = without(&frame, case)? {
                db.execute(
                    "UPDATE divergent SET frame = ?3 WHERE stream = ?1 AND digest = ?2",
                    params![stream, digest, frame],
                )?;
            }
        }
        Ok(())
    }

    /// Images, small pictures, and the words by which the case was found.
    fn erase_what_shows(&self, case: CaseId) -> Result<(), LedgerError> {
        // What another case names too stays, and is not among the images that go.
        for sql in [
            "INSERT INTO erased_image SELECT station, hash FROM case_image WHERE case_id = ?1
             ON CONFLICT DO NOTHING",
            "DELETE FROM blob WHERE (station, hash) IN (
                 SELECT mine.station, mine.hash FROM case_image mine WHERE mine.case_id = ?1
                 AND NOT EXISTS (SELECT 1 FROM case_image other WHERE other.hash = mine.hash
                     AND other.station = mine.station AND other.case_id <> ?1))",
            "DELETE FROM thumbnail WHERE (station, hash) IN (
                 SELECT mine.station, mine.hash FROM case_image mine WHERE mine.case_id = ?1
                 AND NOT EXISTS (SELECT 1 FROM case_image other WHERE other.hash = mine.hash
                     AND other.station = mine.station AND other.case_id <> ?1))",
            "DELETE FROM case_image WHERE case_id = ?1",
            "DELETE FROM search_token WHERE case_id = ?1",
            "DELETE FROM search_due WHERE case_id = ?1",
        ] {
            self.0.0.execute(sql, [case.0])?;
        }
        Ok(())
    }
}

/// Whether bytes are an event of this case, or begin it.
fn says_of(bytes: &[u8], seed: Option<&Seed>, case: CaseId) -> bool {
    seed.is_some_and(|seed| derive::case_id(seed) == case)
        || crate::exchange::named_case(bytes) == Some(case)
        || Event::decode(bytes).is_ok_and(|event| event.case == Some(case))
}

/// A kept frame in which nothing is said of the case any more; `None` where nothing was.
fn without(kept: &[u8], case: CaseId) -> Result<Option<Vec<u8>>, LedgerError> {
    let (mut rest, mut out, mut struck) = (kept, Vec::new(), false);
    while let Ok(Some((mut frame, length))) = Frame::read(rest) {
        let entries = match &mut frame {
            Frame::Push(push) => push.entries.as_mut_slice(),
            Frame::Rest(rest) => rest.entries.as_mut_slice(),
            _ => &mut [],
        };
        for entry in entries.iter_mut() {
            if says_of(&entry.event, entry.seed.as_ref(), case) {
                *entry = Entry {
                    event: ERASED.to_vec().into(),
                    seed: None,
                    origin: None,
                    erased: None,
                };
                struck = true;
            }
        }
        frame
            .write(&mut out)
            .map_err(|_| LedgerError::Broken("a frame that is too large"))?;
        rest = rest.get(length..).unwrap_or_default();
    }
    Ok(struck.then_some(out))
}
