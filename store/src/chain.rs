//! The own streams held against their links, and against what the township signed for: what was done to a
//! store by somebody who has its key shows by it.

use rusqlite::{Connection, OptionalExtension, Row, params};
use shanyi_domain::ids::{DeviceId, EventId, Seed};
use shanyi_domain::time::Moment;
use shanyi_wire::derive::{self, Hash};
use shanyi_wire::exchange::Receipt;
use shanyi_wire::keys::{PublicKey, Signature};
use shanyi_wire::stream::{Head, Incarnation, StreamId};

use crate::error::StoreError;
use crate::successor::Devices;

/// What is wrong with an own stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChainFault {
    /// An event or its link is not what was chained.
    Changed,
    /// An entry is not here.
    Missing,
    /// The last entries are not here: the township signed for them.
    CutOff,
    /// The stream up to here is not what the township signed for.
    Unsigned,
}

/// Where an own stream is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenChain {
    /// What is wrong.
    pub what: ChainFault,
    /// The entry's number.
    pub entry: u64,
    /// The event, where it is here.
    pub event: Option<EventId>,
    /// The number of its case, where that is known.
    pub number: Option<String>,
}

/// One entry as it is here.
struct Entry {
    position: i64,
    seq: u64,
    link: Hash,
    id: EventId,
    commitment: Option<Hash>,
    number: Option<String>,
}

/// Everywhere where an own stream is not as it was written, apart from the positions in `lost`, which were
/// named before.
pub(crate) fn broken(db: &Connection, lost: &[i64]) -> Result<Vec<BrokenChain>, StoreError> {
    let sql = "SELECT township_key FROM installation";
    let key: Option<[u8; 32]> = db.query_row(sql, [], |row| row.get(0)).optional()?;
    let Some((devices, key)) = Devices::of(db)?.zip(key) else {
        return Ok(Vec::new());
    };
    let mut broken = Vec::new();
    let lives = lives(db)?;
    for (ordinal, incarnation) in &lives {
        let stream = StreamId {
            device: devices.in_life(*ordinal),
            incarnation: *incarnation,
        };
        let entries = entries(db, *ordinal)?;
        // What an earlier life lacks has moved on into a later one.
        let present = lives.last().map(|(last, _)| last) == Some(ordinal);
        follow(stream, &entries, present, lost, &mut broken);
        receipts(
            db,
            (*ordinal, stream, present),
            &entries,
            &PublicKey(key),
            &mut broken,
        )?;
    }
    Ok(broken)
}

/// Computes the links of own entries anew whose events are what their ids say.
pub(crate) fn relink(db: &Connection) -> Result<(), StoreError> {
    let devices = Devices::of(db)?;
    let none = DeviceId([0; 16]);
    for (ordinal, incarnation) in lives(db)? {
        let stream = StreamId {
            device: devices.as_ref().map_or(none, |it| it.in_life(ordinal)),
            incarnation,
        };
        let mut before = (0, Head::new(stream).link);
        for entry in entries(db, ordinal)? {
            let chained = match entry.commitment {
                Some(said) if entry.seq == before.0 + 1 => {
                    derive::next_link(&before.1, entry.seq, &entry.id, &said)
                }
                _ => entry.link,
            };
            if chained != entry.link {
                let sql = "UPDATE event SET link = ?2 WHERE position = ?1";
                db.execute(sql, params![entry.position, chained])?;
            }
            before = (entry.seq, chained);
        }
    }
    Ok(())
}

fn lives(db: &Connection) -> Result<Vec<(i64, Incarnation)>, StoreError> {
    let mut statement = db.prepare("SELECT ordinal, incarnation FROM life ORDER BY ordinal")?;
    let rows = statement.query_map([], |row| {
        let bits: i64 = row.get(1)?;
        Ok((row.get(0)?, Incarnation(bits.cast_unsigned())))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn entries(db: &Connection, life: i64) -> Result<Vec<Entry>, StoreError> {
    let sql = "SELECT e.position, e.seq, e.link, e.id, e.bytes, b.seed, x.commitment, c.number
               FROM event e
               LEFT JOIN event b ON b.position = (SELECT min(position) FROM event
                   WHERE case_id = e.case_id AND seed IS NOT NULL)
               LEFT JOIN erased x ON x.position = e.position
               LEFT JOIN case_row c ON c.begun = b.position
               WHERE e.life = ?1 ORDER BY e.seq, e.position";
    let mut statement = db.prepare(sql)?;
    let rows = statement.query_map([life], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Entry> {
    let id = EventId(row.get(3)?);
    let bytes: Vec<u8> = row.get(4)?;
    let seed: Option<[u8; Seed::LEN]> = row.get(5)?;
    let erased: Option<Hash> = row.get(6)?;
    let said = seed.map(|seed| derive::commitment(&Seed(seed), &id, &bytes));
    Ok(Entry {
        position: row.get(0)?,
        seq: row.get(1)?,
        link: row.get(2)?,
        id,
        commitment: erased.or(said),
        number: row.get(7)?,
    })
}

fn follow(
    stream: StreamId,
    entries: &[Entry],
    present: bool,
    lost: &[i64],
    broken: &mut Vec<BrokenChain>,
) {
    let mut before = (0, 0, Some(Head::new(stream).link));
    for (at, entry) in entries.iter().enumerate() {
        let (position, seq, link) = before;
        let mut known = link;
        if entry.seq != seq + 1 {
            let named = lost
                .iter()
                .any(|it| (position..entry.position).contains(it));
            if present && !named {
                broken.push(BrokenChain {
                    what: ChainFault::Missing,
                    entry: seq + 1,
                    event: None,
                    number: None,
                });
            }
            known = None;
        }
        let mut link = entry.link;
        if let (Some(known), Some(said)) = (known, entry.commitment) {
            let chained = derive::next_link(&known, entry.seq, &entry.id, &said);
            if chained != link {
                broken.push(BrokenChain {
                    what: ChainFault::Changed,
                    entry: entry.seq,
                    event: Some(entry.id),
                    number: entry.number.clone(),
                });
                // Where the next one goes on from what it should be, the link alone was edited.
                let next = entries.get(at + 1);
                let goes_on = next.is_some_and(|next| {
                    next.commitment.is_some_and(|said| {
                        derive::next_link(&chained, next.seq, &next.id, &said) == next.link
                    })
                });
                if goes_on {
                    link = chained;
                }
            }
        }
        before = (entry.position, entry.seq, Some(link));
    }
}

/// Holds a life against the township's receipts for it.
fn receipts(
    db: &Connection,
    (ordinal, stream, present): (i64, StreamId, bool),
    entries: &[Entry],
    key: &PublicKey,
    broken: &mut Vec<BrokenChain>,
) -> Result<(), StoreError> {
    let sql = "SELECT timeline, durable, prunable, at, signature FROM receipt
               WHERE life = ?1 AND durable > 0 ORDER BY durable DESC";
    let mut statement = db.prepare(sql)?;
    let receipts = statement.query_map([ordinal], |row| {
        Ok(Receipt {
            timeline: row.get::<_, i64>(0)?.cast_unsigned(),
            durable: row.get(1)?,
            prunable: row.get(2)?,
            at: Moment(row.get(3)?),
            signature: Signature(row.get(4)?),
        })
    })?;
    let last = entries.last().map_or(0, |entry| entry.seq);
    for receipt in receipts {
        let receipt = receipt?;
        let here = entries.iter().rfind(|entry| entry.seq == receipt.durable);
        let what = match here {
            Some(entry) => {
                let head = Head {
                    stream,
                    seq: entry.seq,
                    link: entry.link,
                };
                let fits = receipt.covers(&head, key);
                let told = broken.iter().any(|it| it.entry <= entry.seq);
                (!fits && !told).then_some(ChainFault::Unsigned)
            }
            None => (present && receipt.durable > last).then_some(ChainFault::CutOff),
        };
        if let Some(what) = what {
            broken.push(BrokenChain {
                what,
                entry: receipt.durable,
                event: here.map(|entry| entry.id),
                number: here.and_then(|entry| entry.number.clone()),
            });
            return Ok(());
        }
    }
    Ok(())
}
