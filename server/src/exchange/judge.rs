//! Where an event of a station belongs: into its case, or aside with the reason. The same is asked
//! when a push brings it, when the case that it waited for comes, and when a newer program starts.

use minicbor::Decoder;
use shanyi_domain::fact::Fact;
use shanyi_domain::ids::{CaseId, EventId, Seed, StationId};
use shanyi_domain::planted::{self, Bug};
use shanyi_domain::state::Role;
use shanyi_domain::time::Moment;
use shanyi_wire::derive;
use shanyi_wire::event::{Event, Payload};
use shanyi_wire::exchange::QuarantineReason;

use crate::ledger::cases::NewEvent;
use crate::ledger::{LedgerError, Tx};
use crate::township;

/// Most bytes of one event: it has to fit into a frame of a feed together with its position.
pub(super) const LARGEST: usize = 60_000;

/// An event as it was brought.
#[derive(Clone, Copy)]
pub(super) struct Brought<'e> {
    pub(super) id: EventId,
    /// The seed of its case, or of what it belongs to.
    pub(super) seed: Seed,
    pub(super) bytes: &'e [u8],
    /// What the bytes say; `None` where they are no event.
    pub(super) event: Option<&'e Event>,
}

/// Where an event belongs.
pub(super) enum Place<'e> {
    /// Into its case.
    Case {
        case: CaseId,
        /// `None` for a kind that this program does not know.
        fact: Option<&'e Fact>,
        begins: bool,
    },
    /// Aside.
    Aside(QuarantineReason),
}

/// Judges what one station brings, and enters it.
pub(super) struct Judge<'t, 'c> {
    pub(super) tx: &'t Tx<'c>,
    pub(super) station: StationId,
    pub(super) now: Moment,
}

impl Judge<'_, '_> {
    /// Where the event belongs, as the ledger stands.
    pub(super) fn judge<'e>(&self, brought: &Brought<'e>) -> Result<Place<'e>, LedgerError> {
        use QuarantineReason as Reason;
        let Some(event) = brought.event else {
            return Ok(Place::Aside(Reason::Malformed));
        };
        let misdated = event.at < self.now.plus_seconds(-10 * 365 * 86_400);
        if !is_whole(brought, event) || (misdated && planted::is(Bug::ClockDecides)) {
            return Ok(Place::Aside(Reason::Malformed));
        }
        let (fact, begins) = match (&event.payload, event.case) {
            // Only the township says these.
            (
                Payload::Document(_)
                | Payload::Verdict(_)
                | Payload::Doubled(_)
                | Payload::Erased(_),
                _,
            ) => {
                return Ok(Place::Aside(Reason::NotYours));
            }
            (Payload::Unknown(_), None) => return Ok(Place::Aside(Reason::UnknownKind)),
            (Payload::Unknown(_), Some(_)) => (None, false),
            (Payload::Fact(fact), _) => (Some(fact), matches!(fact, Fact::Collected(_))),
        };
        let case = derive::case_id(&brought.seed);
        let owner = self.tx.case_file(case)?.map(|(_, station)| station);
        let claimed = match fact {
            Some(Fact::Collected(body)) => Some(body.station),
            _ => owner,
        };
        let foreign = |station: Option<StationId>| station.is_some_and(|it| it != self.station);
        Ok(if foreign(owner) || foreign(claimed) {
            Place::Aside(Reason::ForeignCase)
        } else if owner.is_none() && !begins {
            Place::Aside(Reason::UnknownCase)
        } else if begins && !self.tx.may_collect(event.actor, event.at)? {
            // Saved before the right was withdrawn, it is taken whenever it comes. A clock that does not
            // tell is no reason to set anything aside.
            Place::Aside(Reason::RightWithdrawn)
        } else {
            Place::Case { case, fact, begins }
        })
    }

    /// Enters an event into its case, and with one that begins it all that waited for it. Gives the
    /// cases to be folded and the entries that are not set aside any more.
    pub(super) fn enter(
        &self,
        case: CaseId,
        brought: &Brought<'_>,
        fact: Option<&Fact>,
        begins: bool,
    ) -> Result<Vec<EventId>, LedgerError> {
        if self.tx.event_bytes(brought.id)?.is_some() {
            return Ok(Vec::new());
        }
        if begins {
            self.tx.open_case(case, &brought.seed, self.station)?;
        }
        self.insert(case, brought.id, brought.bytes, fact, self.now)?;
        match begins {
            true => self.release(case),
            false => Ok(Vec::new()),
        }
    }

    fn insert(
        &self,
        case: CaseId,
        id: EventId,
        bytes: &[u8],
        fact: Option<&Fact>,
        received_at: Moment,
    ) -> Result<(), LedgerError> {
        let position = self.tx.enter_event(&NewEvent {
            id,
            case: Some(case),
            station: Some(self.station),
            seed: None,
            role: Role::Station,
            begins: matches!(fact, Some(Fact::Collected(_))),
            bytes,
            received_at,
        })?;
        match fact {
            Some(fact) => {
                let images = fact.images();
                self.tx.name_images(case, self.station, position, &images)
            }
            None => self.tx.mark_unknown_kind(id),
        }
    }

    /// What came before its case was known goes where it belongs. Gives the station's entries.
    fn release(&self, case: CaseId) -> Result<Vec<EventId>, LedgerError> {
        let mut released = Vec::new();
        for entry in self.tx.waiting_for(case, self.station)? {
            let Ok(event) = Event::decode(&entry.bytes) else {
                continue;
            };
            let fact = match &event.payload {
                Payload::Fact(fact) => Some(fact),
                Payload::Unknown(_) => None,
                _ => continue,
            };
            if self.tx.event_bytes(entry.id)?.is_none() {
                self.insert(case, entry.id, &entry.bytes, fact, entry.received_at)?;
            }
            self.tx.release(&entry)?;
            released.push(entry.id);
        }
        for returned in self.tx.returned_to(case)? {
            if let Ok(event) = Event::decode(&returned.event)
                && self.tx.event_bytes(returned.id)?.is_none()
            {
                self.enter_returned(
                    case,
                    &returned.id,
                    &returned.event,
                    returned.by_township,
                    &event,
                )?;
            }
            self.tx.use_returned(returned.id)?;
        }
        Ok(released)
    }

    /// Enters a proven event of a case that is here: the township's own into its own stream, another
    /// device's as the station's.
    pub(super) fn enter_returned(
        &self,
        case: CaseId,
        id: &EventId,
        bytes: &[u8],
        by_township: bool,
        event: &Event,
    ) -> Result<(), LedgerError> {
        let fact = match &event.payload {
            Payload::Fact(fact) => Some(fact),
            _ => None,
        };
        if !by_township {
            self.insert(case, *id, bytes, fact, self.now)?;
            return self.tx.vouch(*id, bytes, self.station);
        }
        let known = self.tx.case_file(case)?;
        let (seed, station) = known.ok_or(LedgerError::Broken("a case without its file"))?;
        let place = township::Place::Case(case, station);
        let position = township::enter_again(self.tx, *id, bytes, &seed, place, self.now)?;
        match fact {
            Some(fact) => self.tx.name_images(case, station, position, &fact.images()),
            None => self.tx.mark_unknown_kind(*id),
        }
    }
}

/// The case that bytes name which are otherwise no event.
pub(crate) fn named_case(bytes: &[u8]) -> Option<CaseId> {
    let mut decoder = Decoder::new(bytes);
    let fields = decoder.map().ok()??;
    for _ in 0..fields.min(8) {
        if decoder.u64().ok()? == 1 {
            return decoder.decode().ok();
        }
        decoder.skip().ok()?;
    }
    None
}

/// Whether the entry says one thing only: its seed and its case fit together, and only an intake
/// begins a case.
fn is_whole(brought: &Brought<'_>, event: &Event) -> bool {
    let fits = event
        .case
        .is_none_or(|case| case == derive::case_id(&brought.seed));
    let begins = matches!(event.payload, Payload::Fact(Fact::Collected(_)));
    let nameless = event.case.is_none() && !begins && matches!(event.payload, Payload::Fact(_));
    fits && !nameless && brought.bytes.len() <= LARGEST
}
