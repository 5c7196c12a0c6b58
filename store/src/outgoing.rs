//! What waits to be sent.

use rusqlite::{OptionalExtension, params};
use shanyi_domain::fact::Media;
use shanyi_domain::ids::{CaseId, EventId, ImageHash, Seed};
use shanyi_domain::planted::{self, Bug};
use shanyi_domain::time::Moment;
use shanyi_wire::derive::Hash;
use shanyi_wire::event::Event;
use shanyi_wire::stream::{Entry, ErasedEntry, Head, Incarnation, Origin};

use crate::error::StoreError;
use crate::exchange::{UNREAD, acknowledged};
use crate::installation::Life;
use crate::log::NO_CASE;
use crate::store::Store;
use crate::{installation, log, projection};

/// No entry is held back for longer: one from further ahead was saved before the clock was set
/// back.
const LONGEST_HOLD: i64 = 60;
/// Room for an entry's own fields beside the event's bytes.
const ENTRY_FIELDS: usize = 56;
/// What an entry weighs whose case is erased.
const ERASED_FIELDS: usize = 84;

/// Own entries behind `?2` of the life `?1`. From where nothing waits the log is walked by position:
/// joined with the row of the exchange, the database would index the whole log for each question.
const UNSENT: &str = "SELECT seq, saved_at, bytes, origin_incarnation, origin_counter, seed,
        id, case_id, (SELECT commitment FROM erased WHERE position = event.position)
    FROM event
    WHERE position > (SELECT CASE WHEN ?2 >= acknowledged THEN settled ELSE 0 END FROM exchange)
      AND life = ?1 AND seq > ?2
    ORDER BY position";

/// Whether what was saved then is held back, where entries saved after `before` are.
pub(crate) fn is_held(saved_at: Moment, before: Moment) -> bool {
    let longest = match planted::is(Bug::HeldForEver) {
        true => i64::MAX,
        false => LONGEST_HOLD,
    };
    saved_at > before && saved_at <= before.plus_seconds(longest)
}

/// What the operator wants sent before everything else.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct First {
    /// The case, for its images.
    case: Option<CaseId>,
    /// Life and number of its last event: nothing up to there is held back any more.
    up_to: Option<(i64, u64)>,
}

impl First {
    pub(crate) fn lets_go(&self, life: &Life, seq: u64) -> bool {
        self.up_to
            .is_some_and(|(ordinal, last)| ordinal == life.ordinal && seq <= last)
    }
}

/// A run of the own stream, ready to be signed and sent.
#[derive(Clone, Debug)]
pub struct Batch {
    /// Number of the first entry.
    pub first: u64,
    /// The entries, gapless; never none.
    pub entries: Vec<Entry>,
    /// The head after the last of them: what is signed.
    pub head_after: Head,
    /// What they weigh, as it is counted against the most that was asked for.
    pub bytes: usize,
}

/// An image that the township does not have whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageToSend {
    /// SHA-256 of its bytes.
    pub hash: ImageHash,
    /// Length in bytes.
    pub length: u32,
    /// What the bytes are.
    pub media: Media,
    /// Bytes that are there, from the start.
    pub have: u32,
    /// It goes though the township's list may not name it: its event was set aside unread, or its case
    /// goes before all others.
    pub unasked: bool,
}

/// An image that a case names, and how far it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageOnItsWay {
    /// SHA-256 of its bytes.
    pub hash: ImageHash,
    /// Length in bytes.
    pub length: u32,
    /// Bytes that the township has, from the start.
    pub have: u32,
    /// It has them all.
    pub complete: bool,
    /// The bytes are here.
    pub held: bool,
}

impl Store {
    /// The images that a case names, in the order of its events.
    ///
    /// # Errors
    /// What the database reports.
    pub fn case_images(&self, case: &CaseId) -> Result<Vec<ImageOnItsWay>, StoreError> {
        let sql = "SELECT i.hash, max(i.length), max(i.have), max(i.complete), max(i.held)
                   FROM event e JOIN image i ON i.event = e.position WHERE e.case_id = ?1
                   GROUP BY i.hash ORDER BY min(i.event), i.hash";
        let mut statement = self.db.prepare_cached(sql)?;
        let images = statement.query_map([case.0], |row| {
            Ok(ImageOnItsWay {
                hash: ImageHash(row.get(0)?),
                length: row.get(1)?,
                have: row.get(2)?,
                complete: row.get(3)?,
                held: row.get(4)?,
            })
        })?;
        Ok(images.collect::<Result<_, _>>()?)
    }

    /// The entries behind the acknowledged ones, oldest first, up to about `max_bytes` and at
    /// least one. Entries saved after `before` are held back, with all that follow them. `None`
    /// where nothing is to be sent now.
    ///
    /// # Errors
    /// [`StoreError::NotEnrolled`].
    pub fn unsent(&self, before: Moment, max_bytes: usize) -> Result<Option<Batch>, StoreError> {
        self.unsent_after(acknowledged(&self.db)?, before, max_bytes)
    }

    /// Like [`Store::unsent`], from behind entry `seq`: the next frame of the same request.
    ///
    /// # Errors
    /// [`StoreError::NotEnrolled`].
    pub fn unsent_after(
        &self,
        seq: u64,
        before: Moment,
        max_bytes: usize,
    ) -> Result<Option<Batch>, StoreError> {
        let life = installation::life(&self.db)?;
        let mut statement = self.db.prepare_cached(UNSENT)?;
        let mut rows = statement.query(params![life.ordinal, seq])?;
        let (mut entries, mut bytes, mut last) = (Vec::new(), 0_usize, seq);
        while let Some(row) = rows.next()? {
            let saved_at: i64 = row.get(1)?;
            let young =
                is_held(Moment(saved_at), before) && !self.first.lets_go(&life, row.get(0)?);
            let event: Vec<u8> = row.get(2)?;
            let erased: Option<Hash> = row.get(8)?;
            let weight = match erased {
                Some(_) => ERASED_FIELDS,
                None => event.len() + ENTRY_FIELDS,
            };
            if young || (bytes.saturating_add(weight) > max_bytes && !entries.is_empty()) {
                break;
            }
            bytes += weight;
            last = row.get(0)?;
            if let Some(commitment) = erased {
                entries.push(Entry::erased(ErasedEntry {
                    id: EventId(row.get(6)?),
                    case: CaseId(row.get(7)?),
                    commitment,
                }));
                continue;
            }
            let incarnation: Option<i64> = row.get(3)?;
            let counter: Option<u64> = row.get(4)?;
            entries.push(Entry {
                event: event.into(),
                seed: row.get::<_, Option<[u8; Seed::LEN]>>(5)?.map(Seed),
                origin: incarnation
                    .zip(counter)
                    .map(|(incarnation, counter)| Origin {
                        incarnation: Incarnation(incarnation.cast_unsigned()),
                        counter,
                    }),
                erased: None,
            });
        }
        if entries.is_empty() {
            return Ok(None);
        }
        let head_after = log::head_at(&self.db, &life, last)?.ok_or(StoreError::Damaged)?;
        Ok(Some(Batch {
            first: seq + 1,
            entries,
            head_after,
            bytes,
        }))
    }

    /// Gives each entry the seed of its case: the township does not hold the beginning of one, which
    /// another device has to send again.
    ///
    /// # Errors
    /// What the database reports.
    pub fn add_seeds(&self, batch: &mut Batch) -> Result<(), StoreError> {
        let sql = "SELECT seed FROM event WHERE case_id = ?1 AND seed IS NOT NULL
                   ORDER BY position LIMIT 1";
        let mut statement = self.db.prepare_cached(sql)?;
        for entry in batch.entries.iter_mut().filter(|it| it.seed.is_none()) {
            let case = Event::decode(&entry.event)
                .ok()
                .and_then(|event| event.case);
            if let Some(case) = case {
                let seed = statement.query_row([case.0], |row| row.get(0)).optional()?;
                entry.seed = seed.map(Seed);
            }
        }
        Ok(())
    }

    /// What waits of this case is not held back any more, nor what was saved before it: the stream has
    /// no gaps. Its images go before all others. It holds until another case is sent first.
    ///
    /// # Errors
    /// [`StoreError::NotEnrolled`].
    pub fn send_first(&mut self, case: &CaseId) -> Result<(), StoreError> {
        let life = installation::life(&self.db)?;
        let sql = "SELECT max(seq) FROM event WHERE case_id = ?1 AND life = ?2";
        let last: Option<u64> = self
            .db
            .prepare_cached(sql)?
            .query_row(params![case.0, life.ordinal], |row| row.get(0))?;
        self.first = First {
            case: Some(*case),
            up_to: last.map(|last| (life.ordinal, last)),
        };
        Ok(())
    }

    /// Images that are here, that acknowledged events name and that the township does not have
    /// whole; those of the case that is sent first, then those of the oldest events.
    ///
    /// # Errors
    /// What the database reports.
    pub fn images_to_send(&self) -> Result<Vec<ImageToSend>, StoreError> {
        let sql = "SELECT hash, length, media, max(have),
                       max(event IN (SELECT position FROM event WHERE case_id = ?1)) AS first,
                       max(EXISTS (SELECT 1 FROM event e JOIN quarantine q ON q.event_id = e.id
                           WHERE e.position = image.event AND q.reason <= ?2))
                   FROM image
                   WHERE complete = 0 AND held = 1
                     AND event NOT IN (SELECT position FROM waiting)
                   GROUP BY hash
                   ORDER BY first DESC, min(event), hash";
        let mut statement = self.db.prepare_cached(sql)?;
        let first = self.first.case.unwrap_or(NO_CASE);
        let images = statement.query_map(params![first.0, UNREAD], |row| {
            Ok(ImageToSend {
                hash: ImageHash(row.get(0)?),
                length: row.get(1)?,
                media: projection::media_from(row.get(2)?),
                have: row.get(3)?,
                unasked: row.get(4)? || row.get(5)?,
            })
        })?;
        Ok(images.collect::<Result<_, _>>()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_to_be_sent_is_read_from_the_end_of_the_log() {
        let db = rusqlite::Connection::open_in_memory().unwrap();
        db.execute_batch(crate::SCHEMA).unwrap();
        let mut statement = db.prepare(&format!("EXPLAIN QUERY PLAN {UNSENT}")).unwrap();
        let steps = statement.query_map([1, 1], |row| row.get::<_, String>(3));
        let plan: Vec<String> = steps.unwrap().collect::<Result<_, _>>().unwrap();
        let walked = plan
            .iter()
            .any(|step| step.starts_with("SEARCH event USING INTEGER PRIMARY KEY (rowid>?)"));
        assert!(
            walked && !plan.iter().any(|step| step.contains("AUTOMATIC")),
            "{plan:?}"
        );
    }
}
