//! The township's own stream: what clerks do and what is published, by the same rules as a
//! station's.

use shanyi_domain::fact::Fact;
use shanyi_domain::ids::{ActorId, CaseId, EventId, EventRef, Seed, StationId};
use shanyi_domain::state::Role;
use shanyi_domain::time::Moment;
use shanyi_wire::derive;
use shanyi_wire::event::{Document, Event, Payload};

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
    let case = Some((deed.case, deed.station));
    let (id, position) = append(tx, &event, &deed.seed, case, now)?;
    tx.name_images(deed.case, deed.station, position, &deed.fact.images())?;
    tx.project(deed.case)?;
    Ok(id)
}

/// Announces a published document to every station.
///
/// # Errors
/// What the ledger says.
pub fn announce(tx: &Tx<'_>, document: Document, now: Moment) -> Result<EventId, LedgerError> {
    let mut seed = Seed([0; 16]);
    getrandom::fill(&mut seed.0)?;
    let event = Event {
        case: None,
        base: Vec::new(),
        at: now,
        actor: ActorId(0),
        clock_doubtful: false,
        payload: Payload::Document(document),
    };
    append(tx, &event, &seed, None, now).map(|(id, _)| id)
}

fn append(
    tx: &Tx<'_>,
    event: &Event,
    seed: &Seed,
    case: Option<(CaseId, StationId)>,
    now: Moment,
) -> Result<(EventId, u64), LedgerError> {
    let bytes = event
        .encode()
        .map_err(|_| LedgerError::Broken("an event that can't be written"))?;
    let stream = tx.own_stream()?;
    let row = tx.stream_row(stream)?;
    let head = tx.head(stream)?;
    let id = derive::event_id(seed, stream.incarnation, head.seq + 1, &bytes);
    tx.append_entry(row, &head.extended(seed, &id, &bytes), id)?;
    let position = tx.enter_event(&NewEvent {
        id,
        case,
        seed: case.is_none().then_some(*seed),
        role: Role::Township,
        begins: false,
        bytes: &bytes,
        received_at: now,
    })?;
    Ok((id, position))
}
