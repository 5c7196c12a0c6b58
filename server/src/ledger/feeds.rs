//! The two feeds: what a station has not read yet.

use rusqlite::{Row, params};
use shanyi_domain::ids::{EventId, Seed, StationId};
use shanyi_domain::planted::{self, Bug};
use shanyi_domain::state::Role;
use shanyi_wire::exchange::{Feed, FeedEntry, FeedPage};
use shanyi_wire::stream::StreamId;

use super::{LedgerError, View};

/// Most bytes of events in one page, so that its frame stays well below the wire's limit.
const PAGE: usize = 40 * 1024;
/// What a feed's entry weighs besides its event.
const OVERHEAD: usize = 82;

/// What a station has not read, without what the reader's own stream brought and what is erased.
pub(super) const STATION_FEED: &str = "
    SELECT event.position, event.id, event.role, event.bytes,
           CASE WHEN event.begins = 1 THEN case_file.seed END
    FROM event LEFT JOIN case_file ON case_file.id = event.case_id
    WHERE event.station = ?1 AND event.position > ?2 AND length(event.bytes) > 1
      AND NOT EXISTS (
          SELECT 1 FROM entry WHERE entry.event = event.id AND entry.stream = ?3)
    ORDER BY event.position";

/// Whether there is anything of it.
const STATION_FEED_GOES_ON: &str = "
    SELECT EXISTS (
        SELECT 1 FROM event
        WHERE event.station = ?1 AND event.position > ?2 AND length(event.bytes) > 1
          AND NOT EXISTS (
              SELECT 1 FROM entry WHERE entry.event = event.id AND entry.stream = ?3))";

impl View<'_> {
    /// Whether the broadcast feed has anything behind `after`.
    ///
    /// # Errors
    /// What the engine says.
    pub fn broadcast_goes_on(&self, after: u64) -> Result<bool, LedgerError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM event WHERE station IS NULL AND position > ?1)";
        let mut statement = self.0.prepare_cached(sql)?;
        Ok(statement.query_row([number(after)], |row| row.get(0))?)
    }

    /// Whether the station's feed has anything behind `after` that this very stream did not write.
    ///
    /// # Errors
    /// What the engine says.
    pub fn station_feed_goes_on(
        &self,
        station: StationId,
        reader: StreamId,
        after: u64,
    ) -> Result<bool, LedgerError> {
        let values = params![station.0, number(after), self.known_stream(reader)?];
        let mut statement = self.0.prepare_cached(STATION_FEED_GOES_ON)?;
        Ok(statement.query_row(values, |row| row.get(0))?)
    }

    /// The broadcast feed behind `after`.
    ///
    /// # Errors
    /// What the engine says.
    pub fn broadcast(&self, after: u64) -> Result<FeedPage, LedgerError> {
        let mut statement = self.0.prepare_cached(
            "SELECT position, id, role, bytes, seed FROM event
             WHERE station IS NULL AND position > ?1 ORDER BY position",
        )?;
        let mut rows = statement.query([number(after)])?;
        let mut page = Page::new(Feed::Broadcast, after);
        while let Some(row) = rows.next()? {
            if !page.take(entry(row)?) {
                break;
            }
        }
        Ok(page.0)
    }

    /// The station's feed behind `after`, without what this very stream wrote.
    ///
    /// # Errors
    /// What the engine says.
    pub fn station_feed(
        &self,
        station: StationId,
        reader: StreamId,
        after: u64,
    ) -> Result<FeedPage, LedgerError> {
        let mut last = self
            .0
            .prepare_cached("SELECT coalesce(max(position), 0) FROM event WHERE station = ?1")?;
        let last: i64 = last.query_row([station.0], |row| row.get(0))?;
        let mut statement = self.0.prepare_cached(STATION_FEED)?;
        let mut rows = statement.query(params![
            station.0,
            number(after),
            self.known_stream(reader)?,
        ])?;
        let mut page = Page::new(Feed::Station, after);
        while let Some(row) = rows.next()? {
            if !page.take(entry(row)?) && !planted::is(Bug::PageSkips) {
                return Ok(page.0);
            }
        }
        // The reader's own events stand between; the page has read past them.
        page.0.up_to = page.0.up_to.max(last.cast_unsigned());
        Ok(page.0)
    }
}

/// A page that is being filled.
struct Page(FeedPage, usize);

impl Page {
    fn new(feed: Feed, after: u64) -> Self {
        let page = FeedPage {
            feed,
            entries: Vec::new(),
            up_to: after,
            more: false,
        };
        Self(page, 0)
    }

    /// Takes one more entry; false where it has to wait for the next page.
    fn take(&mut self, entry: FeedEntry) -> bool {
        let weight = entry.event.len() + OVERHEAD;
        if !self.0.entries.is_empty() && self.1 + weight > PAGE {
            self.0.more = true;
            return false;
        }
        self.1 += weight;
        self.0.up_to = entry.position;
        self.0.entries.push(entry);
        true
    }
}

fn entry(row: &Row<'_>) -> Result<FeedEntry, LedgerError> {
    Ok(FeedEntry {
        position: row.get::<_, i64>(0)?.cast_unsigned(),
        id: EventId(row.get(1)?),
        by_township: row.get::<_, u8>(2)? == Role::Township.code(),
        event: row.get::<_, Vec<u8>>(3)?.into(),
        seed: row.get::<_, Option<[u8; 16]>>(4)?.map(Seed),
        proof: None,
    })
}

fn number(position: u64) -> i64 {
    i64::try_from(position).unwrap_or(i64::MAX)
}
