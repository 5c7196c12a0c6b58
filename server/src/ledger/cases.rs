//! Cases and their events.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, params};
use shanyi_domain::case::{Case, CaseEvent, Verdict, see_through};
use shanyi_domain::fact::ImageRef;
use shanyi_domain::ids::{CaseId, EventId, Seed, StationId};
use shanyi_domain::state::Role;
use shanyi_domain::time::Moment;
use shanyi_wire::event::{Event, Payload};
use shanyi_wire::exchange::QuarantineReason;

use super::lists::Listing;
use super::{Counter, LedgerError, Tx, View};

/// The number under which the ledger keeps what became of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VerdictCode(pub i64);

impl VerdictCode {
    /// Of a kind that this program does not know: kept with its case and passed on.
    pub const UNKNOWN_KIND: Self = Self(9);

    const fn of(verdict: Verdict) -> Self {
        Self(match verdict {
            Verdict::Applied => 1,
            Verdict::Superseded => 2,
            Verdict::NotYours => 3,
            Verdict::NotNow => 4,
        })
    }

    /// What the writer is told, if anything.
    #[must_use]
    pub const fn quarantine(self) -> Option<QuarantineReason> {
        match self.0 {
            3 => Some(QuarantineReason::NotYours),
            4 => Some(QuarantineReason::NotNow),
            9 => Some(QuarantineReason::UnknownKind),
            _ => None,
        }
    }
}

/// An event of a station that was judged for the first time, or otherwise than before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turned {
    /// The event.
    pub id: EventId,
    /// What had become of it.
    pub before: Option<VerdictCode>,
    /// What becomes of it now.
    pub now: VerdictCode,
}

/// An event about to be entered.
#[derive(Clone, Copy, Debug)]
pub struct NewEvent<'a> {
    /// Its id.
    pub id: EventId,
    /// Its case; `None` for what is of no case.
    pub case: Option<CaseId>,
    /// The station whose feed tells it; `None` tells it to every station.
    pub station: Option<StationId>,
    /// The seed of what is of no case.
    pub seed: Option<Seed>,
    /// Whose hand wrote it.
    pub role: Role,
    /// It takes the case in.
    pub begins: bool,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// When it came.
    pub received_at: Moment,
}

/// An event of a case as the ledger holds it.
#[derive(Clone, Debug)]
pub struct HeldEvent {
    /// Its id.
    pub id: EventId,
    /// Whose hand wrote it.
    pub role: Role,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// When it came.
    pub received_at: Moment,
    /// What became of it when its case was folded last.
    pub verdict: Option<VerdictCode>,
}

impl View<'_> {
    /// The seed and the station of a case; a seed of zeros where it is erased.
    ///
    /// # Errors
    /// What the engine says.
    pub fn case_file(&self, case: CaseId) -> Result<Option<(Seed, StationId)>, LedgerError> {
        let mut statement = self
            .0
            .prepare_cached("SELECT seed, station FROM case_file WHERE id = ?1")?;
        let found = statement.query_row([case.0], |row| {
            Ok((Seed(row.get(0)?), StationId(row.get(1)?)))
        });
        Ok(found.optional()?)
    }

    /// The bytes of an event that is in use.
    ///
    /// # Errors
    /// What the engine says.
    pub fn event_bytes(&self, id: EventId) -> Result<Option<Vec<u8>>, LedgerError> {
        let mut statement = self
            .0
            .prepare_cached("SELECT bytes FROM event WHERE id = ?1")?;
        let found = statement.query_row([id.0], |row| row.get(0));
        Ok(found.optional()?)
    }

    /// Every event of a case, as it arrived.
    ///
    /// # Errors
    /// What the engine says.
    pub fn held_events(&self, case: CaseId) -> Result<Vec<HeldEvent>, LedgerError> {
        let mut statement = self.0.prepare_cached(
            "SELECT id, role, bytes, received_at, verdict FROM event
             WHERE case_id = ?1 ORDER BY position",
        )?;
        let rows = statement.query_map([case.0], |row| {
            Ok(HeldEvent {
                id: EventId(row.get(0)?),
                role: Role::from_code(row.get(1)?).unwrap_or(Role::Station),
                bytes: row.get(2)?,
                received_at: Moment(row.get(3)?),
                verdict: row.get::<_, Option<i64>>(4)?.map(VerdictCode),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The case as its events make it, and when each of them came.
    ///
    /// # Errors
    /// What the engine says.
    pub fn case(&self, id: CaseId) -> Result<Option<KnownCase>, LedgerError> {
        let held = self.held_events(id)?;
        let mut unread = BTreeMap::new();
        let mut events: Vec<CaseEvent> = Vec::new();
        for one in &held {
            match Event::decode(&one.bytes).map(|event| (event.base.clone(), read(one, event))) {
                Ok((_, Some(event))) => events.push(event),
                Ok((base, None)) => drop(unread.insert(one.id.to_ref(), base)),
                Err(_) => {}
            }
        }
        see_through(&mut events, &unread);
        Ok(Case::fold(id, &events).map(|case| KnownCase { case, held }))
    }

    /// Every case, by id.
    ///
    /// # Errors
    /// What the engine says.
    pub fn case_ids(&self) -> Result<Vec<CaseId>, LedgerError> {
        let mut statement = self
            .0
            .prepare_cached("SELECT id FROM case_file ORDER BY id")?;
        let rows = statement.query_map([], |row| row.get(0).map(CaseId))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// A folded case beside what the ledger knows of its events.
#[derive(Clone, Debug)]
pub struct KnownCase {
    /// The case.
    pub case: Case,
    /// Its events as they arrived.
    pub held: Vec<HeldEvent>,
}

impl KnownCase {
    /// When this township received the event.
    #[must_use]
    pub fn received(&self, id: EventId) -> Option<Moment> {
        let held = self.held.iter().find(|held| held.id == id);
        held.map(|held| held.received_at)
    }
}

/// The event as the fold reads it. Kinds that this program does not know have no effect.
fn read(held: &HeldEvent, event: Event) -> Option<CaseEvent> {
    let Payload::Fact(fact) = event.payload else {
        return None;
    };
    Some(CaseEvent {
        id: held.id,
        base: event.base,
        role: held.role,
        at: event.at,
        actor: event.actor,
        fact,
    })
}

impl Tx<'_> {
    /// Opens the file of a case.
    ///
    /// # Errors
    /// What the engine says.
    pub fn open_case(
        &self,
        case: CaseId,
        seed: &Seed,
        station: StationId,
    ) -> Result<(), LedgerError> {
        let mut statement = self.0.0.prepare_cached(
            "INSERT INTO case_file (id, seed, station) VALUES (?1, ?2, ?3)
             ON CONFLICT (id) DO UPDATE SET seed = excluded.seed, erased_at = NULL
             WHERE erased_at IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM erasure WHERE case_id = excluded.id)",
        )?;
        statement.execute(params![case.0, seed.0, station.0])?;
        Ok(())
    }

    /// Enters an event and gives it its position in the feeds.
    ///
    /// # Errors
    /// What the engine says.
    pub fn enter_event(&self, event: &NewEvent<'_>) -> Result<u64, LedgerError> {
        let position = self.next(Counter::Position)?;
        let mut statement = self.0.0.prepare_cached(
            "INSERT INTO event
                 (id, position, case_id, station, seed, role, begins, bytes, received_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?;
        statement.execute(params![
            event.id.0,
            position.cast_signed(),
            event.case.map(|case| case.0),
            event.station.map(|station| station.0),
            event.seed.map(|seed| seed.0),
            event.role.code(),
            event.begins,
            event.bytes,
            event.received_at.0,
        ])?;
        Ok(position)
    }

    /// Marks an event of a kind that this program does not know.
    ///
    /// # Errors
    /// What the engine says.
    pub fn mark_unknown_kind(&self, id: EventId) -> Result<(), LedgerError> {
        self.mark(id, VerdictCode::UNKNOWN_KIND)
    }

    /// Remembers which images an event names.
    ///
    /// # Errors
    /// What the engine says.
    pub fn name_images(
        &self,
        case: CaseId,
        station: StationId,
        position: u64,
        images: &[&ImageRef],
    ) -> Result<(), LedgerError> {
        let mut statement = self.0.0.prepare_cached(
            "INSERT INTO case_image (case_id, hash, station, length, media, position, complete)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, coalesce(
                 (SELECT complete FROM blob WHERE station = ?3 AND hash = ?2), 0))
             ON CONFLICT (case_id, hash) DO NOTHING",
        )?;
        for image in images {
            statement.execute(params![
                case.0,
                image.hash.0,
                station.0,
                image.length,
                super::blobs::media_code(image.media),
                position.cast_signed(),
            ])?;
        }
        Ok(())
    }

    /// Folds a case anew and writes down what lists, search and replies show of it. Gives the
    /// station's events that were judged for the first time, or otherwise than before.
    ///
    /// # Errors
    /// What the engine says.
    pub fn project(&self, id: CaseId) -> Result<Vec<Turned>, LedgerError> {
        let Some(known) = self.case(id)? else {
            return Ok(Vec::new());
        };
        let before: BTreeMap<EventId, Option<VerdictCode>> = known
            .held
            .iter()
            .map(|held| (held.id, held.verdict))
            .collect();
        let mut turned = Vec::new();
        for step in &known.case.steps {
            let now = VerdictCode::of(step.verdict);
            let before = before.get(&step.event.id).copied().flatten();
            if before == Some(now) {
                continue;
            }
            self.mark(step.event.id, now)?;
            if step.event.role == Role::Station {
                turned.push(Turned {
                    id: step.event.id,
                    before,
                    now,
                });
            }
        }
        let listing = Listing::of(&known, self.calendar()?.as_ref());
        self.list(id, &listing)?;
        self.index_later(id)?;
        Ok(turned)
    }

    /// Makes everything that lists, search and replies show of cases anew from their events.
    ///
    /// # Errors
    /// What the engine says.
    pub fn project_all(&self) -> Result<(), LedgerError> {
        for id in self.case_ids()? {
            self.project(id)?;
            self.index(id)?;
        }
        Ok(())
    }

    fn mark(&self, id: EventId, code: VerdictCode) -> Result<(), LedgerError> {
        let mut statement = self
            .0
            .0
            .prepare_cached("UPDATE event SET verdict = ?2 WHERE id = ?1")?;
        statement.execute(params![id.0, code.0])?;
        Ok(())
    }
}
