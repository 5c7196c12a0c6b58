//! What comes of a push: taken, forked, with a gap before it, or refused whole.
//!
//! The chain is verified before anything is believed; then each new entry finds its place. An
//! entry that can't be used is set aside and never holds up the ones behind it.

use std::collections::{BTreeMap, BTreeSet};

use minicbor::Decoder;
use shanyi_domain::fact::Fact;
use shanyi_domain::ids::{CaseId, EventId, Seed};
use shanyi_domain::state::Role;
use shanyi_domain::time::Moment;
use shanyi_wire::derive::{self, Hash};
use shanyi_wire::event::{Event, Payload};
use shanyi_wire::exchange::{Push, QuarantineReason, Refusal};
use shanyi_wire::stream::{Entry, Head, StreamId};

use crate::ledger::cases::NewEvent;
use crate::ledger::devices::Device;
use crate::ledger::stream::{SetAside, StreamRow};
use crate::ledger::{LedgerError, Tx};

/// Most bytes of one event: it has to fit into a frame of a feed together with its position.
const LARGEST: usize = 60_000;

/// What came of a push.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pushed {
    /// Everything in it is in the ledger.
    Taken,
    /// It is no continuation of what is here. Its bytes are kept, nothing of it is applied.
    Forked {
        /// The last entry on which both agree.
        agreed: u64,
    },
    /// Entries before it are missing here.
    Gap {
        /// The first entry that is wanted.
        from: u64,
    },
    /// Not believed.
    Refused(Refusal),
}

/// An entry beside what follows from it.
struct Link<'p> {
    head: Head,
    id: EventId,
    seed: Seed,
    entry: &'p Entry,
    event: Option<Event>,
}

/// Takes one push of a device's stream. `raw` is its frame as it came.
///
/// # Errors
/// What the ledger says; nothing of the push is kept then.
pub fn take(
    tx: &Tx<'_>,
    device: &Device,
    stream: StreamId,
    push: &Push,
    raw: &[u8],
    now: Moment,
) -> Result<Pushed, LedgerError> {
    if push.first == 0 || push.entries.is_empty() {
        return Ok(Pushed::Refused(Refusal::Malformed));
    }
    let durable = tx.head(stream)?;
    if push.first > durable.seq + 1 {
        let from = durable.seq + 1;
        return Ok(Pushed::Gap { from });
    }
    let row = tx.stream_row(stream)?;
    let Some(chain) = follow(tx, stream, push)? else {
        // Without its case's seed an entry's link can't be told, nor anything behind it.
        tx.keep_divergent(row, raw, now)?;
        return Ok(Pushed::Refused(Refusal::BadSignature));
    };
    let signed = chain
        .last()
        .is_some_and(|last| last.head.is_signed_by(&device.key, &push.signature));
    if !signed {
        return Ok(Pushed::Refused(Refusal::BadSignature));
    }
    for link in chain.iter().filter(|link| link.head.seq <= durable.seq) {
        if tx.link(stream, link.head.seq)? != Some(link.head.link) {
            tx.keep_divergent(row, raw, now)?;
            let agreed = link.head.seq - 1;
            return Ok(Pushed::Forked { agreed });
        }
    }
    let mut touched = BTreeSet::new();
    let taker = Taker {
        tx,
        device,
        row,
        now,
    };
    for link in chain.iter().filter(|link| link.head.seq > durable.seq) {
        touched.extend(taker.place(link)?);
    }
    for case in touched {
        tx.project(case)?;
    }
    Ok(Pushed::Taken)
}

/// Computes the chain that the push claims. `None` where a seed is not to be had.
fn follow<'p>(
    tx: &Tx<'_>,
    stream: StreamId,
    push: &'p Push,
) -> Result<Option<Vec<Link<'p>>>, LedgerError> {
    let before: Option<Hash> = tx.link(stream, push.first - 1)?;
    let mut head = Head {
        stream,
        seq: push.first - 1,
        link: before.ok_or(LedgerError::Broken("a stream with a hole"))?,
    };
    let mut begun: BTreeMap<CaseId, Seed> = BTreeMap::new();
    let mut chain = Vec::with_capacity(push.entries.len());
    for entry in &push.entries {
        let event = Event::decode(&entry.event).ok();
        let case = match &event {
            Some(event) => event.case,
            None => named_case(&entry.event),
        };
        let seed = match (entry.seed, case) {
            (Some(seed), _) => {
                begun.insert(derive::case_id(&seed), seed);
                Some(seed)
            }
            (None, Some(case)) => match begun.get(&case) {
                Some(seed) => Some(*seed),
                None => match tx.case_file(case)? {
                    Some((seed, _)) => Some(seed),
                    // Its beginning was set aside; what follows is set aside behind it.
                    None => tx.seed_set_aside(stream.device, case)?,
                },
            },
            (None, None) => None,
        };
        let Some(seed) = seed else {
            return Ok(None);
        };
        let id = entry.id(&seed, stream, head.seq + 1);
        head = head.extended(&seed, &id, &entry.event);
        chain.push(Link {
            head,
            id,
            seed,
            entry,
            event,
        });
    }
    Ok(Some(chain))
}

/// The case that bytes name which are otherwise no event.
fn named_case(bytes: &[u8]) -> Option<CaseId> {
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

/// Where an entry belongs.
enum Place<'l> {
    /// Into its case.
    Case {
        case: CaseId,
        fact: Option<&'l Fact>,
        begins: bool,
    },
    /// Aside.
    Aside(QuarantineReason),
}

/// Puts the new entries of one push where they belong.
struct Taker<'t, 'c> {
    tx: &'t Tx<'c>,
    device: &'t Device,
    row: StreamRow,
    now: Moment,
}

impl Taker<'_, '_> {
    /// Enters one entry and names the case that has to be folded anew.
    fn place(&self, link: &Link<'_>) -> Result<Option<CaseId>, LedgerError> {
        self.tx.append_entry(self.row, &link.head, link.id)?;
        match self.judge(link)? {
            Place::Aside(reason) => {
                let named = link
                    .event
                    .as_ref()
                    .map_or_else(|| named_case(&link.entry.event), |event| event.case);
                self.tx.set_aside(&SetAside {
                    stream: self.row,
                    seq: link.head.seq,
                    id: link.id,
                    reason,
                    case: named,
                    seed: link.entry.seed,
                    bytes: link.entry.event.to_vec(),
                    received_at: self.now,
                })?;
                Ok(None)
            }
            Place::Case { case, fact, begins } => {
                if self.tx.event_bytes(link.id)?.is_none() {
                    self.enter(case, link, fact, begins)?;
                }
                Ok(Some(case))
            }
        }
    }

    fn judge<'l>(&self, link: &'l Link<'_>) -> Result<Place<'l>, LedgerError> {
        use QuarantineReason as Reason;
        let Some(event) = &link.event else {
            return Ok(Place::Aside(Reason::Malformed));
        };
        if !is_whole(link, event) {
            return Ok(Place::Aside(Reason::Malformed));
        }
        let (fact, begins) = match (&event.payload, event.case) {
            (Payload::Document(_), _) => return Ok(Place::Aside(Reason::NotYours)),
            (Payload::Unknown(_), None) => return Ok(Place::Aside(Reason::UnknownKind)),
            (Payload::Unknown(_), Some(_)) => (None, false),
            (Payload::Fact(fact), _) => (Some(fact), matches!(fact, Fact::Collected(_))),
        };
        let case = derive::case_id(&link.seed);
        let here = self.device.station;
        let owner = self.tx.case_file(case)?.map(|(_, station)| station);
        let claimed = match fact {
            Some(Fact::Collected(body)) => Some(body.station),
            _ => owner,
        };
        Ok(match (owner, claimed) {
            (Some(station), _) | (None, Some(station)) if station != here => {
                Place::Aside(Reason::ForeignCase)
            }
            (_, Some(station)) if station != here => Place::Aside(Reason::ForeignCase),
            (None, _) if !begins => Place::Aside(Reason::UnknownCase),
            _ => Place::Case { case, fact, begins },
        })
    }

    fn enter(
        &self,
        case: CaseId,
        link: &Link<'_>,
        fact: Option<&Fact>,
        begins: bool,
    ) -> Result<(), LedgerError> {
        let station = self.device.station;
        if begins {
            self.tx.open_case(case, &link.seed, station)?;
        }
        self.insert(case, link.id, &link.entry.event, fact, self.now)?;
        if begins {
            self.release(case)?;
        }
        Ok(())
    }

    fn insert(
        &self,
        case: CaseId,
        id: EventId,
        bytes: &[u8],
        fact: Option<&Fact>,
        received_at: Moment,
    ) -> Result<(), LedgerError> {
        let station = self.device.station;
        let position = self.tx.enter_event(&NewEvent {
            id,
            case: Some((case, station)),
            seed: None,
            role: Role::Station,
            begins: matches!(fact, Some(Fact::Collected(_))),
            bytes,
            received_at,
        })?;
        match fact {
            Some(fact) => self.tx.name_images(case, station, position, &fact.images()),
            None => self.tx.mark_unknown_kind(id),
        }
    }

    /// Entries that came before their case was known go where they belong.
    fn release(&self, case: CaseId) -> Result<(), LedgerError> {
        for entry in self.tx.waiting_for(case, self.device.station)? {
            let Ok(event) = Event::decode(&entry.bytes) else {
                continue;
            };
            let fact = match &event.payload {
                Payload::Fact(fact) => Some(fact),
                Payload::Unknown(_) => None,
                Payload::Document(_) => continue,
            };
            if self.tx.event_bytes(entry.id)?.is_none() {
                self.insert(case, entry.id, &entry.bytes, fact, entry.received_at)?;
            }
            self.tx.release(&entry)?;
        }
        Ok(())
    }
}

/// Whether the entry says one thing only: its seed and its case fit together, and only an intake
/// begins a case.
fn is_whole(link: &Link<'_>, event: &Event) -> bool {
    let fits = event
        .case
        .is_none_or(|case| case == derive::case_id(&link.seed));
    let begins = matches!(event.payload, Payload::Fact(Fact::Collected(_)));
    let nameless = event.case.is_none() && !begins && matches!(event.payload, Payload::Fact(_));
    fits && !nameless && link.entry.event.len() <= LARGEST
}
