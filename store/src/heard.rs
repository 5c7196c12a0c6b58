//! What the feeds brought and a township that was put back from a copy may lack. Its new timeline is
//! read from the beginning: what its feeds name again it has; what they don't is given back.

use rusqlite::{Connection, Row, params};
use shanyi_domain::ids::{EventId, Seed};
use shanyi_domain::state::Role;
use shanyi_wire::exchange::{Feed, FeedEntry, Proof, Witness, Witnessed};

use crate::error::StoreError;
use crate::log::NewEvent;
use crate::store::Store;

/// What surrounds an event's bytes in a frame: id, proof, seed.
const FIELDS: usize = 64;

/// Events of one feed that the township's present timeline does not name.
#[derive(Clone, Debug)]
pub struct GivenBack {
    /// What is sent.
    pub witness: Witness,
    /// Where the last of them stands in the log.
    pub(crate) last: i64,
}

/// Lacking events of a feed, in the order in which they were heard.
const LACKING: &str = "SELECT e.position, e.id, e.role, e.bytes, e.seed, h.proof
    FROM heard h JOIN event e ON e.position = h.event
    WHERE h.lacking = 1 AND e.source = ?1 ORDER BY h.event";

/// Keeps the proof of an event that a feed brought to `position`.
pub(crate) fn keep(db: &Connection, position: i64, proof: Proof) -> Result<(), StoreError> {
    let sql = "INSERT INTO heard (event, proof, lacking) VALUES (?1, ?2, 0)";
    db.prepare_cached(sql)?
        .execute(params![position, proof.0])?;
    Ok(())
}

/// A feed names an event that is here already: the township has it.
pub(crate) fn named_again(
    db: &Connection,
    event: &NewEvent<'_>,
    proof: Option<Proof>,
) -> Result<(), StoreError> {
    let here =
        "SELECT position FROM event WHERE case_id = ?1 AND id = ?2 AND source <> 1 AND bytes = ?3";
    let values = params![event.case.0, event.id.0, event.bytes];
    let mut statement = db.prepare_cached(here)?;
    let mut rows = statement.query(values)?;
    let Some(row) = rows.next()? else {
        return Ok(());
    };
    let position: i64 = row.get(0)?;
    let sql = match proof {
        Some(_) => {
            "INSERT INTO heard (event, proof, lacking) VALUES (?1, ?2, 0)
             ON CONFLICT (event) DO UPDATE SET proof = excluded.proof, lacking = 0
             WHERE lacking = 1"
        }
        None => "UPDATE heard SET lacking = 0 WHERE event = ?1 AND ?2 IS NULL",
    };
    db.prepare_cached(sql)?
        .execute(params![position, proof.map(|proof| proof.0)])?;
    Ok(())
}

/// A new timeline: nobody knows yet what of it the township has.
pub(crate) fn all_is_lacking(db: &Connection) -> Result<(), StoreError> {
    db.execute("UPDATE heard SET lacking = 1 WHERE lacking = 0", [])?;
    Ok(())
}

impl Store {
    /// What the township's present timeline has not named, of one feed, oldest first: at least one
    /// event and up to about `max_bytes`. Only to be asked once its feeds have been read to their
    /// end. `None` where nothing is lacking.
    ///
    /// # Errors
    /// What the database reports.
    pub fn to_give_back(&self, max_bytes: usize) -> Result<Option<GivenBack>, StoreError> {
        for (feed, source) in [(Feed::Broadcast, 3), (Feed::Station, 2)] {
            let mut statement = self.db.prepare_cached(LACKING)?;
            let mut rows = statement.query([source])?;
            let (mut events, mut bytes, mut last) = (Vec::new(), 0, 0);
            while let Some(row) = rows.next()? {
                let event = witnessed(row)?;
                bytes += event.event.len() + FIELDS;
                if bytes > max_bytes && !events.is_empty() {
                    break;
                }
                last = row.get(0)?;
                events.push(event);
            }
            if !events.is_empty() {
                let witness = Witness { feed, events };
                return Ok(Some(GivenBack { witness, last }));
            }
        }
        Ok(None)
    }

    /// The township has what was given back, in use or kept.
    ///
    /// # Errors
    /// What the database reports.
    pub fn given_back(&mut self, given: &GivenBack) -> Result<(), StoreError> {
        self.writable()?;
        let source = match given.witness.feed {
            Feed::Station => 2,
            Feed::Broadcast => 3,
        };
        let sql = "UPDATE heard SET lacking = 0 WHERE lacking = 1 AND event <= ?1
                   AND (SELECT source FROM event WHERE position = heard.event) = ?2";
        self.db
            .prepare_cached(sql)?
            .execute(params![given.last, source])?;
        Ok(())
    }
}

fn witnessed(row: &Row<'_>) -> rusqlite::Result<Witnessed> {
    Ok(Witnessed {
        id: EventId(row.get(1)?),
        by_township: row.get::<_, u8>(2)? == Role::Township.code(),
        event: row.get::<_, Vec<u8>>(3)?.into(),
        seed: row.get::<_, Option<[u8; Seed::LEN]>>(4)?.map(Seed),
        proof: Proof(row.get(5)?),
    })
}

/// Whether a feed's entry could ever be given back: what the township thinks of entries it thinks
/// anew, and what it can prove nothing of it would not take.
pub(crate) fn proof_of(entry: &FeedEntry, is_news_alone: bool) -> Option<Proof> {
    entry.proof.filter(|_| !is_news_alone)
}
