//! The streams as they stand in the ledger, to be held against their own links.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, Row};
use shanyi_domain::fact::Fact;
use shanyi_domain::ids::{CaseId, DeviceId, EventId, Seed, StationId};
use shanyi_domain::state::Role;
use shanyi_wire::derive::Hash;
use shanyi_wire::event::{Event, Payload};
use shanyi_wire::keys::PublicKey;
use shanyi_wire::stream::{Incarnation, StreamId};

use super::signed::SignedHead;
use super::{LedgerError, View};

/// A stream with what its own row says.
#[derive(Clone, Debug)]
pub struct Stream {
    row: i64,
    /// Which it is.
    pub id: StreamId,
    /// Its writer's key.
    pub key: PublicKey,
    /// The station of its writer; `None` for the township itself.
    pub station: Option<StationId>,
    /// What the station is called.
    pub station_name: Option<String>,
    /// How far it is said to go.
    pub seq: u64,
    /// The link of that entry.
    pub link: Hash,
    /// The newest head that its writer signed.
    pub signed: Option<SignedHead>,
}

/// An entry of a stream with what the ledger has of its event.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its number.
    pub seq: u64,
    /// Its link.
    pub link: Hash,
    /// The event that it names.
    pub event: EventId,
    /// What is kept of it where it was set aside.
    pub aside: Option<Kept>,
    /// What is in use of it.
    pub used: Option<Used>,
}

/// What is kept of an entry that was set aside.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The seed that came with it.
    pub seed: Option<Seed>,
    /// The case that it names.
    pub case: Option<CaseId>,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// An event that is in use.
#[derive(Clone, Debug)]
pub struct Used {
    /// Its case.
    pub case: Option<CaseId>,
    /// The seed of its case, or of what is of no case.
    pub seed: Option<Seed>,
    /// The station in whose feed it is.
    pub station: Option<StationId>,
    /// The station of its case.
    pub case_station: Option<StationId>,
    /// Whose hand is said to have written it.
    pub role: Role,
    /// Whether it is said to have taken its case in.
    pub begins: bool,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What the chain has of it where its case is erased, and whether that was on demand.
    pub erased: Option<(Hash, bool)>,
}

/// An event in use that no stream brings.
#[derive(Clone, Debug)]
pub struct Loose {
    /// Its id.
    pub id: EventId,
    /// What is in use of it.
    pub used: Used,
    /// The township's seal, of one that was given back.
    pub proof: Option<[u8; 16]>,
}

impl View<'_> {
    /// Every stream, by its station and the order in which they came.
    ///
    /// # Errors
    /// What the engine says.
    pub fn streams(&self) -> Result<Vec<Stream>, LedgerError> {
        let sql = "SELECT stream.id, stream.device, stream.incarnation, device.key, device.station,
                       station.name, stream.seq, stream.link,
                       stream.signed, stream.signature, stream.signed_hello
                   FROM stream JOIN device ON device.id = stream.device
                   LEFT JOIN station ON station.id = device.station
                   ORDER BY device.station, stream.id";
        let mut statement = self.0.prepare(sql)?;
        let rows = statement.query_map([], |row| {
            Ok(Stream {
                row: row.get(0)?,
                id: StreamId {
                    device: DeviceId(row.get(1)?),
                    incarnation: Incarnation(row.get::<_, i64>(2)?.cast_unsigned()),
                },
                key: PublicKey(row.get(3)?),
                station: row.get::<_, Option<u32>>(4)?.map(StationId),
                station_name: row.get(5)?,
                seq: row.get::<_, i64>(6)?.cast_unsigned(),
                link: row.get(7)?,
                signed: SignedHead::read(row, 8)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Shows every entry of a stream, in the order of their numbers.
    ///
    /// # Errors
    /// What the engine says.
    pub fn each_entry(
        &self,
        stream: &Stream,
        mut show: impl FnMut(Entry) -> Result<(), LedgerError>,
    ) -> Result<(), LedgerError> {
        let sql = "SELECT entry.seq, entry.link, entry.event,
                       quarantine.seed, quarantine.case_id, quarantine.bytes,
                       event.case_id, coalesce(case_file.seed, event.seed), event.station,
                       case_file.station, event.role, event.begins, event.bytes,
                       erased.commitment, erasure.case_id IS NOT NULL
                   FROM entry
                   LEFT JOIN quarantine
                     ON quarantine.stream = entry.stream AND quarantine.seq = entry.seq
                   LEFT JOIN event ON event.id = entry.event
                   LEFT JOIN case_file ON case_file.id = event.case_id
                   LEFT JOIN erased ON erased.event = event.id
                   LEFT JOIN erasure ON erasure.case_id = event.case_id
                   WHERE entry.stream = ?1 ORDER BY entry.seq";
        let mut statement = self.0.prepare_cached(sql)?;
        let mut rows = statement.query([stream.row])?;
        while let Some(row) = rows.next()? {
            let aside: Option<Vec<u8>> = row.get(5)?;
            show(Entry {
                seq: row.get::<_, i64>(0)?.cast_unsigned(),
                link: row.get(1)?,
                event: EventId(row.get(2)?),
                aside: match aside {
                    Some(bytes) => Some(Kept {
                        seed: row.get::<_, Option<[u8; 16]>>(3)?.map(Seed),
                        case: row.get::<_, Option<[u8; 16]>>(4)?.map(CaseId),
                        bytes,
                    }),
                    None => None,
                },
                used: used(row, 6)?,
            })?;
        }
        Ok(())
    }

    /// Every event that is in use and that no stream brings.
    ///
    /// # Errors
    /// What the engine says.
    pub fn loose_events(&self) -> Result<Vec<Loose>, LedgerError> {
        let sql = "SELECT event.id, voucher.proof,
                       event.case_id, coalesce(case_file.seed, event.seed), event.station,
                       case_file.station, event.role, event.begins, event.bytes,
                       erased.commitment, erasure.case_id IS NOT NULL
                   FROM event LEFT JOIN voucher ON voucher.event = event.id
                   LEFT JOIN case_file ON case_file.id = event.case_id
                   LEFT JOIN erased ON erased.event = event.id
                   LEFT JOIN erasure ON erasure.case_id = event.case_id
                   WHERE NOT EXISTS (SELECT 1 FROM entry WHERE entry.event = event.id)
                   ORDER BY event.position";
        let mut statement = self.0.prepare(sql)?;
        let mut rows = statement.query([])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            if let Some(used) = used(row, 2)? {
                found.push(Loose {
                    id: EventId(row.get(0)?),
                    used,
                    proof: row.get(1)?,
                });
            }
        }
        Ok(found)
    }

    /// What is set aside of entries that no stream has: stream, number, case.
    ///
    /// # Errors
    /// What the engine says.
    pub fn loose_aside(&self) -> Result<Vec<(StreamId, u64, Option<CaseId>)>, LedgerError> {
        let sql = "SELECT stream.device, stream.incarnation, quarantine.seq, quarantine.case_id
                   FROM quarantine
                   JOIN stream ON stream.id = quarantine.stream
                   WHERE NOT EXISTS (SELECT 1 FROM entry
                       WHERE entry.stream = quarantine.stream AND entry.seq = quarantine.seq)
                   ORDER BY quarantine.stream, quarantine.seq";
        let mut statement = self.0.prepare(sql)?;
        let rows = statement.query_map([], |row| {
            let stream = StreamId {
                device: DeviceId(row.get(0)?),
                incarnation: Incarnation(row.get::<_, i64>(1)?.cast_unsigned()),
            };
            let case: Option<[u8; 16]> = row.get(3)?;
            let seq = row.get::<_, i64>(2)?.cast_unsigned();
            Ok((stream, seq, case.map(CaseId)))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The number that stands on a case's papers, as far as an event of it still says so.
    ///
    /// # Errors
    /// What the engine says.
    pub fn case_number(&self, case: CaseId) -> Result<Option<String>, LedgerError> {
        let sql =
            "SELECT bytes FROM event WHERE case_id = ?1 AND begins = 1 ORDER BY position LIMIT 1";
        let mut statement = self.0.prepare_cached(sql)?;
        let bytes: Option<Vec<u8>> = statement.query_row([case.0], |row| row.get(0)).optional()?;
        let event = bytes.and_then(|bytes| Event::decode(&bytes).ok());
        Ok(event.and_then(|event| match event.payload {
            Payload::Fact(Fact::Collected(body)) => Some(body.number),
            _ => None,
        }))
    }

    /// The seed of every case that is not erased.
    ///
    /// # Errors
    /// What the engine says.
    pub fn case_seeds(&self) -> Result<BTreeMap<CaseId, Seed>, LedgerError> {
        let mut statement = self
            .0
            .prepare("SELECT id, seed FROM case_file WHERE erased_at IS NULL ORDER BY id")?;
        let rows = statement.query_map([], |row| Ok((CaseId(row.get(0)?), Seed(row.get(1)?))))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

fn used(row: &Row<'_>, from: usize) -> rusqlite::Result<Option<Used>> {
    let Some(bytes) = row.get::<_, Option<Vec<u8>>>(from + 6)? else {
        return Ok(None);
    };
    Ok(Some(Used {
        case: row.get::<_, Option<[u8; 16]>>(from)?.map(CaseId),
        seed: row.get::<_, Option<[u8; 16]>>(from + 1)?.map(Seed),
        station: row.get::<_, Option<u32>>(from + 2)?.map(StationId),
        case_station: row.get::<_, Option<u32>>(from + 3)?.map(StationId),
        role: Role::from_code(row.get(from + 4)?).unwrap_or(Role::Station),
        begins: row.get(from + 5)?,
        bytes,
        erased: match row.get::<_, Option<Hash>>(from + 7)? {
            Some(commitment) => Some((commitment, row.get(from + 8)?)),
            None => None,
        },
    }))
}
