//! The township's own stream: what clerks do, what is published, and what stations are told of their
//! entries, by the same rules as a station's.

use std::collections::BTreeSet;

use shanyi_domain::fact::Fact;
use shanyi_domain::ids::{ActorId, CaseId, EventId, EventRef, Seed, StationId};
use shanyi_domain::state::Role;
use shanyi_domain::time::Moment;
use shanyi_wire::derive;
use shanyi_wire::event::{Document, Event, Payload, Verdict};
use shanyi_wire::exchange::QuarantineReason;

use crate::ledger::cases::NewEvent;
use crate::ledger::{LedgerError, Tx};

/// A clerk's act, about to be written.
pub struct Deed<'a> {
    /// The case.
    pub case: CaseId,
    /// Its seed.
    pub seed: Seed,
    /// The station it belongs to.
    pub station: StationId,
    /// What the clerk had seen of it.
    pub base: Vec<EventRef>,
    /// Who acts.
    pub actor: ActorId,
    /// What happens.
    pub fact: &'a Fact,
}

/// Who is told an event of the township.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The station of this case.
    Case(CaseId, StationId),
    /// One station, about no case.
    Station(StationId),
    /// Every station.
    Everywhere,
}

impl Place {
    const fn case(self) -> Option<CaseId> {
        match self {
            Self::Case(case, _) => Some(case),
            Self::Station(_) | Self::Everywhere => None,
        }
    }

    const fn station(self) -> Option<StationId> {
        match self {
            Self::Case(_, station) | Self::Station(station) => Some(station),
            Self::Everywhere => None,
        }
    }
}

/// Writes a clerk's act and folds its case anew.
///
/// # Errors
/// What the ledger says.
pub fn act(tx: &Tx<'_>, deed: Deed<'_>, now: Moment) -> Result<EventId, LedgerError> {
    let event = Event {
        case: Some(deed.case),
        base: deed.base,
        at: now,
        actor: deed.actor,
        clock_doubtful: false,
        payload: Payload::Fact(deed.fact.clone()),
    };
    let place = Place::Case(deed.case, deed.station);
    let (id, position) = append(tx, &event, &deed.seed, place, now)?;
    tx.name_images(deed.case, deed.station, position, &deed.fact.images())?;
    fold(tx, deed.case, &BTreeSet::new(), &BTreeSet::new(), now)?;
    Ok(id)
}

/// Announces a published document to every station.
///
/// # Errors
/// What the ledger says.
pub fn announce(tx: &Tx<'_>, document: Document, now: Moment) -> Result<EventId, LedgerError> {
    say(tx, Payload::Document(document), Place::Everywhere, now)
}

/// Folds a case anew and tells its station of entries that are judged otherwise than it was told:
/// those in `released` waited and are used now, those in `told` are told by the reply that is on its
/// way.
///
/// # Errors
/// What the ledger says.
pub fn fold(
    tx: &Tx<'_>,
    case: CaseId,
    told: &BTreeSet<EventId>,
    released: &BTreeSet<EventId>,
    now: Moment,
) -> Result<(), LedgerError> {
    let turned = tx.project(case)?;
    let Some((_, station)) = tx.case_file(case)? else {
        return Ok(());
    };
    for one in turned.iter().filter(|one| !told.contains(&one.id)) {
        let reason = one.now.quarantine();
        let news = match one.before {
            Some(before) => before.quarantine() != reason,
            None => released.contains(&one.id),
        };
        if news {
            tell_verdict(tx, Place::Case(case, station), one.id, reason, now)?;
        }
    }
    Ok(())
}

/// Tells a station what became of one of its entries, which is of the case that `of` names.
///
/// # Errors
/// What the ledger says.
pub fn tell_verdict(
    tx: &Tx<'_>,
    of: Place,
    event: EventId,
    reason: Option<QuarantineReason>,
    now: Moment,
) -> Result<(), LedgerError> {
    let Some(station) = of.station() else {
        return Ok(());
    };
    let verdict = Verdict {
        event,
        reason,
        case: of.case(),
    };
    say(tx, Payload::Verdict(verdict), Place::Station(station), now)?;
    Ok(())
}

/// Writes what the township itself has to say about no case.
///
/// # Errors
/// What the ledger says.
pub fn say(
    tx: &Tx<'_>,
    payload: Payload,
    place: Place,
    now: Moment,
) -> Result<EventId, LedgerError> {
    let seed = Seed(tx.draw()?);
    let event = Event {
        case: None,
        base: Vec::new(),
        at: now,
        actor: ActorId(0),
        clock_doubtful: false,
        payload,
    };
    append(tx, &event, &seed, place, now).map(|(id, _)| id)
}

fn append(
    tx: &Tx<'_>,
    event: &Event,
    seed: &Seed,
    place: Place,
    now: Moment,
) -> Result<(EventId, u64), LedgerError> {
    let bytes = event
        .encode()
        .map_err(|_| LedgerError::Broken("an event that can't be written"))?;
    let stream = tx.own_stream()?;
    let next = tx.head(stream)?.seq + 1;
    let id = derive::event_id(seed, stream.incarnation, next, &bytes);
    let position = enter_again(tx, id, &bytes, seed, place, now)?;
    Ok((id, position))
}

/// Enters an event of the township's under the id that it has: behind all others of its own stream,
/// wherever it was written first. Gives its position in the feeds.
///
/// # Errors
/// What the ledger says; an id that is there already is such a word.
pub fn enter_again(
    tx: &Tx<'_>,
    id: EventId,
    bytes: &[u8],
    seed: &Seed,
    place: Place,
    now: Moment,
) -> Result<u64, LedgerError> {
    let stream = tx.own_stream()?;
    let row = tx.stream_row(stream)?;
    let before = tx.head(stream)?;
    let head = before.extended(seed, &id, bytes);
    tx.append_entry(row, &head, id)?;
    tx.advance_own(row, &before, &head)?;
    tx.enter_event(&NewEvent {
        id,
        case: place.case(),
        station: place.station(),
        seed: place.case().is_none().then_some(*seed),
        role: Role::Township,
        begins: false,
        bytes,
        received_at: now,
    })
}
