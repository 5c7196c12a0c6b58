//! The write path: what happened at the desk becomes events, in one transaction with everything
//! that screens read.

use std::collections::BTreeSet;

use chrono::Datelike;
use rusqlite::{Connection, params};
use shanyi_domain::case::{Case, CaseEvent};
use shanyi_domain::fact::{Fact, FactKind, ImageRef};
use shanyi_domain::ids::{ActorId, CaseId, EventId, EventRef, ImageHash, Seed};
use shanyi_domain::number::{Block, CaseNumber};
use shanyi_domain::ownership::{Ruling, rule};
use shanyi_domain::state::Role;
use shanyi_domain::time::Moment;
use shanyi_wire::derive;
use shanyi_wire::event::{Event, Payload};

use crate::due::DueDates;
use crate::error::StoreError;
use crate::images::Images;
use crate::installation::{self, Life};
use crate::log::{self, NewEvent};
use crate::projection::{self, Folded};
use crate::store::Store;

/// Most bytes of one event, so that a frame always has room for it.
const MAX_EVENT: usize = 32 * 1024;

/// What happened at the desk, to be saved as a whole or not at all.
#[derive(Clone, Debug)]
pub struct Act {
    /// The case; `None` begins one.
    pub case: Option<CaseId>,
    /// What happened, in order. A new case begins with [`Fact::Collected`], whose number the
    /// store fills in.
    pub facts: Vec<Fact>,
    /// Who acted.
    pub actor: ActorId,
    /// This PC's clock.
    pub at: Moment,
    /// The clock stands before the last time that the township signed.
    pub clock_doubtful: bool,
    /// The draft in which the act was typed: it goes with the same save, so that what is saved
    /// can't be offered for saving again.
    pub draft: Option<String>,
}

/// What was saved. It is on the disk.
#[derive(Clone, Debug)]
pub struct Saved {
    /// The case after the act.
    pub case: Case,
    /// The new events, in the order of the act's facts.
    pub events: Vec<EventId>,
}

impl Store {
    /// Saves an act. It is on the disk when this returns; after an error nothing of it is.
    ///
    /// # Errors
    /// [`StoreError::NotAllowed`] where the ownership table has no such cell,
    /// [`StoreError::NoImage`] where a fact names an image that is neither here nor named by the case
    /// before, and what the disk reports.
    pub fn record(&mut self, act: Act) -> Result<Saved, StoreError> {
        self.record_upon(act, None)
    }

    /// Like [`Store::record`], where whoever acted saw the case as it was behind the events `seen`
    /// and not as it is: what came since is unknown to the act, and the act to it. `None` for the
    /// case as it is.
    ///
    /// # Errors
    /// As [`Store::record`]; [`StoreError::Order`] where an event of `seen` is not here.
    pub fn record_upon(
        &mut self,
        act: Act,
        seen: Option<Vec<EventRef>>,
    ) -> Result<Saved, StoreError> {
        let fresh = match act.case {
            None => Some(self.draw_seed()?),
            Some(_) => None,
        };
        self.keep(|db, images| {
            let mut writer = Writer::begin(db, images, &act, fresh)?;
            writer.stand_upon(seen.clone())?;
            for fact in &act.facts {
                writer.save(fact.clone())?;
            }
            let saved = writer.finish()?;
            if let Some(form) = &act.draft {
                let sql = "DELETE FROM draft WHERE operator = ?1 AND form = ?2";
                db.prepare_cached(sql)?
                    .execute(params![act.actor.0, form])?;
            }
            Ok(saved)
        })
    }

    fn draw_seed(&mut self) -> Result<Seed, StoreError> {
        let mut seed = [0; Seed::LEN];
        (self.randomness)(&mut seed)?;
        Ok(Seed(seed))
    }
}

/// One act on its way into the log.
struct Writer<'a> {
    db: &'a Connection,
    images: &'a Images,
    life: Life,
    id: CaseId,
    seed: Seed,
    /// Position of the event that took the case in, once it is in the log.
    begun: Option<i64>,
    /// Position of the last event of this PC.
    last_own: Option<i64>,
    actor: ActorId,
    at: Moment,
    clock_doubtful: bool,
    begins: bool,
    past: Vec<CaseEvent>,
    case: Option<Case>,
    events: Vec<EventId>,
    named: Vec<(i64, ImageRef)>,
    /// Of these, those whose bytes are not here.
    elsewhere: BTreeSet<ImageHash>,
    /// The base of the next event, where that is not all there is.
    seen: Option<Vec<EventRef>>,
}

impl<'a> Writer<'a> {
    fn begin(
        db: &'a Connection,
        images: &'a Images,
        act: &Act,
        fresh: Option<Seed>,
    ) -> Result<Self, StoreError> {
        let begins_with_intake = matches!(act.facts.first(), Some(Fact::Collected(_)));
        if act.facts.is_empty() || begins_with_intake != fresh.is_some() {
            return Err(StoreError::Order);
        }
        let life = installation::life(db)?;
        let (id, seed, begun, last_own, past) = match (act.case, fresh) {
            (Some(id), _) => {
                let past = log::past(db, &id)?;
                let (begun, seed) = past.begun.ok_or(StoreError::NoCase(id))?;
                let events = past.events.into_iter().map(|logged| logged.event);
                (id, seed, Some(begun), past.last_own, events.collect())
            }
            (None, seed) => {
                let seed = seed.ok_or(StoreError::Order)?;
                (derive::case_id(&seed), seed, None, None, Vec::new())
            }
        };
        Ok(Self {
            db,
            images,
            life,
            id,
            seed,
            begun,
            last_own,
            actor: act.actor,
            at: act.at,
            clock_doubtful: act.clock_doubtful,
            begins: act.case.is_none(),
            case: Case::fold(id, &past),
            past,
            events: Vec::new(),
            named: Vec::new(),
            elsewhere: BTreeSet::new(),
            seen: None,
        })
    }

    /// What the first event names as its base.
    fn stand_upon(&mut self, seen: Option<Vec<EventRef>>) -> Result<(), StoreError> {
        let here = |short: &EventRef| self.past.iter().any(|event| event.id.to_ref() == *short);
        if seen.iter().flatten().any(|short| !here(short)) {
            return Err(StoreError::Order);
        }
        self.seen = seen.filter(|seen| !seen.is_empty());
        Ok(())
    }

    fn save(&mut self, mut fact: Fact) -> Result<(), StoreError> {
        self.check(&fact)?;
        if let Fact::Collected(body) = &mut fact {
            body.number = self.number()?.to_string();
        }
        let kind = fact.kind();
        let tips = self.case.as_ref().map(Case::tips).unwrap_or_default();
        let event = Event {
            case: (kind != FactKind::Collected).then_some(self.id),
            base: self.seen.take().unwrap_or(tips),
            at: self.at,
            actor: self.actor,
            clock_doubtful: self.clock_doubtful,
            payload: Payload::Fact(fact),
        };
        let bytes = event.encode().map_err(|_| StoreError::Unwritable)?;
        if bytes.len() > MAX_EVENT {
            return Err(StoreError::EventTooLarge {
                bytes: bytes.len(),
                limit: MAX_EVENT,
            });
        }
        let head = self.life.head;
        let id = derive::event_id(&self.seed, head.stream.incarnation, head.seq + 1, &bytes);
        self.life.head = head.extended(&self.seed, &id, &bytes);
        let begins = kind == FactKind::Collected;
        let new = NewEvent {
            case: self.id,
            id,
            kind: kind.code(),
            bytes: &bytes,
            seed: begins.then_some(self.seed),
        };
        let position = log::append_own(self.db, &new, &self.life, self.at)?;
        if begins {
            self.begun = Some(position);
        }
        self.fold(id, event, position);
        Ok(())
    }

    /// The table of ownership says yes, and every image is here, or with whoever named it before.
    fn check(&mut self, fact: &Fact) -> Result<(), StoreError> {
        let state = self.case.as_ref().map(|case| case.state);
        let ruling = rule(fact.kind(), Role::Station, state, fact.outcome());
        if !matches!(ruling, Ruling::To(_)) {
            return Err(StoreError::NotAllowed {
                kind: fact.kind(),
                state,
                ruling,
            });
        }
        for image in fact.images() {
            if self.images.holds(image) {
                continue;
            }
            // Of an image that the case has already, another desk has the bytes, or the township.
            let mut named = self.past.iter().flat_map(|event| event.fact.images());
            if !named.any(|known| known == image) {
                return Err(StoreError::NoImage(image.hash));
            }
            self.elsewhere.insert(image.hash);
        }
        Ok(())
    }

    /// Gives the next number of the block. The year is that of the later of this PC's clock and
    /// the township's: a dead battery does not write cases into the year 2000.
    fn number(&mut self) -> Result<CaseNumber, StoreError> {
        let today = self
            .life
            .township_time
            .map_or(self.at, |time| self.at.max(time));
        let year = today.business_day().year();
        self.life.numbered += 1;
        let Life {
            block,
            station,
            numbered,
            ..
        } = &self.life;
        Ok(CaseNumber::new(
            station,
            year,
            Block::parse(block)?,
            *numbered,
        )?)
    }

    fn fold(&mut self, id: EventId, event: Event, position: i64) {
        if let Payload::Fact(fact) = event.payload {
            let images = fact.images().into_iter().cloned();
            self.named.extend(images.map(|image| (position, image)));
            self.past.push(CaseEvent {
                id,
                base: event.base,
                role: Role::Station,
                at: event.at,
                actor: event.actor,
                fact,
            });
        }
        self.case = Case::fold(self.id, &self.past);
        self.last_own = Some(position);
        self.events.push(id);
    }

    fn finish(self) -> Result<Saved, StoreError> {
        let (Some(case), Some(begun)) = (self.case, self.begun) else {
            return Err(StoreError::Order);
        };
        let held = |image: &ImageRef| !self.elsewhere.contains(&image.hash);
        projection::name_images(self.db, &self.named, held)?;
        let folded = Folded {
            begun,
            case: &case,
            last_own: self.last_own,
        };
        let dates = DueDates::of_store(self.db);
        if self.begins {
            projection::insert(self.db, &dates, &folded)?;
        } else {
            projection::write(self.db, &dates, &folded)?;
        }
        Ok(Saved {
            case,
            events: self.events,
        })
    }
}
