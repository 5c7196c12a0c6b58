//! What comes of a push: taken, forked, with a gap before it, or refused whole.
//!
//! The chain is verified before anything is believed; then each new entry finds its place. An
//! entry that can't be used is set aside and never holds up the ones behind it.

use std::collections::{BTreeMap, BTreeSet};

use shanyi_domain::fact::Fact;
use shanyi_domain::ids::{CaseId, EventId, Seed};
use shanyi_domain::planted::{self, Bug};
use shanyi_domain::time::Moment;
use shanyi_wire::derive::{self, Hash};
use shanyi_wire::event::{Doubled, Event, Payload};
use shanyi_wire::exchange::{Push, QuarantineReason, Refusal, Rest, SignedHello};
use shanyi_wire::keys::Signature;
use shanyi_wire::stream::{Entry, ErasedEntry, Head, StreamId};

use super::judge::{Brought, Judge, Place, named_case};
use crate::ledger::devices::Device;
use crate::ledger::signed::SignedHead;
use crate::ledger::stream::{SetAside, StreamRow};
use crate::ledger::{LedgerError, Tx};
use crate::{rights, township};

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
    /// It belongs to a case whose beginning is not here, and does not bring that case's seed.
    Seedless {
        /// The first entry that is wanted again, with seeds.
        from: u64,
    },
    /// Not believed.
    Refused(Refusal),
}

/// An entry beside what follows from it.
struct Link<'p> {
    head: Head,
    id: EventId,
    /// Zeros where its case is erased at the station too.
    seed: Seed,
    entry: &'p Entry,
    event: Option<Event>,
}

/// Entries of a stream as they came, and by what they are believed.
#[derive(Clone, Debug)]
pub struct Run {
    /// The entries with their signature.
    pub push: Push,
    /// The hello that signed its head, where the run goes up to that and has no signature of its own.
    pub signed_before: Option<SignedHello>,
    /// Its bytes on the line, kept where it can't be used.
    pub raw: Vec<u8>,
}

impl Run {
    /// A push by itself.
    #[must_use]
    pub const fn push(push: Push, raw: Vec<u8>) -> Self {
        Self {
            push,
            signed_before: None,
            raw,
        }
    }

    /// The rest of a stream behind the hello that signs it. What is kept of it is kept with that.
    #[must_use]
    pub fn rest(rest: Rest, said: SignedHello, hello: &[u8], raw: &[u8]) -> Self {
        Self {
            push: Push {
                first: rest.first,
                entries: rest.entries,
                signature: Signature([0; 64]),
            },
            signed_before: Some(said),
            raw: [hello, raw].concat(),
        }
    }

    /// The device's word for the head behind the last entry, where this is it.
    fn signed(&self, device: &Device, head: &Head) -> Option<SignedHead> {
        let signed = match &self.signed_before {
            Some(hello) => SignedHead::with_hello(head.seq, hello),
            None => SignedHead::alone(head.seq, self.push.signature),
        };
        signed.holds(&device.key, head).then_some(signed)
    }
}

/// Takes one run of a device's stream.
///
/// # Errors
/// What the ledger says; nothing of the push is kept then.
pub fn take(
    tx: &Tx<'_>,
    device: &Device,
    stream: StreamId,
    run: &Run,
    now: Moment,
) -> Result<Pushed, LedgerError> {
    let (push, raw) = (&run.push, run.raw.as_slice());
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
        return Ok(Pushed::Seedless { from: push.first });
    };
    let signed = chain.last().and_then(|last| run.signed(device, &last.head));
    let Some(signed) = signed else {
        return Ok(Pushed::Refused(Refusal::BadSignature));
    };
    for link in chain.iter().filter(|link| link.head.seq <= durable.seq) {
        let same = tx.link(stream, link.head.seq)? == Some(link.head.link);
        if !same && !planted::is(Bug::NumberAlone) {
            tx.keep_divergent(row, raw, now)?;
            let agreed = link.head.seq - 1;
            return Ok(Pushed::Forked { agreed });
        }
    }
    let new: Vec<&Link<'_>> = chain
        .iter()
        .filter(|link| link.head.seq > durable.seq)
        .collect();
    let mut taker = Taker {
        judge: Judge {
            tx,
            station: device.station,
            now,
        },
        row,
        revoked: tx.is_revoked(device.id)?,
        touched: BTreeSet::new(),
        unconfirmed: BTreeSet::new(),
        released: BTreeSet::new(),
    };
    for link in &new {
        taker.place(link)?;
    }
    if let Some(last) = new.last() {
        tx.advance(row, &last.head)?;
        tx.keep_signed(row, &signed)?;
    }
    // What this push brought, its reply tells of.
    let told_by_reply: BTreeSet<EventId> = new.iter().map(|link| link.id).collect();
    let Taker {
        touched,
        released,
        unconfirmed,
        ..
    } = taker;
    for case in touched {
        township::fold(tx, case, &told_by_reply, &released, now)?;
    }
    for case in unconfirmed {
        rights::confirm(tx, case, now)?;
    }
    if !told_by_reply.is_empty() && tx.was_left(row)? && tx.notice_doubled(device.id, now)? {
        tracing::warn!("a device's earlier stream goes on beside its later one");
        let alarm = Payload::Doubled(Doubled {
            device: device.id,
            since: now,
        });
        township::say(tx, alarm, township::Place::Station(device.station), now)?;
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
        if let Some(erased) = &entry.erased {
            head = head.extended_by(&erased.id, &erased.commitment);
            chain.push(Link {
                head,
                id: erased.id,
                seed: Seed([0; Seed::LEN]),
                entry,
                event: None,
            });
            continue;
        }
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
                    // It has none any more where it is erased here.
                    Some((seed, _)) => Some(seed).filter(|seed| derive::case_id(seed) == case),
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

/// Puts the new entries of one push where they belong.
struct Taker<'t, 'c> {
    judge: Judge<'t, 'c>,
    row: StreamRow,
    /// The device was taken its key: what it brings is evidence.
    revoked: bool,
    /// Cases that have to be folded anew.
    touched: BTreeSet<CaseId>,
    /// Cases that were taken in while the right to could not be confirmed.
    unconfirmed: BTreeSet<CaseId>,
    /// Entries that waited and are used now.
    released: BTreeSet<EventId>,
}

impl Taker<'_, '_> {
    /// What the chain has of an entry whose case is erased, here or at the station.
    fn erased(&self, link: &Link<'_>) -> Result<Option<ErasedEntry>, LedgerError> {
        if link.entry.erased.is_some() {
            return Ok(link.entry.erased);
        }
        let case = derive::case_id(&link.seed);
        let is_erased = self.judge.tx.is_erased(case)?;
        Ok(is_erased.then(|| ErasedEntry {
            id: link.id,
            case,
            commitment: derive::commitment(&link.seed, &link.id, &link.entry.event),
        }))
    }

    /// Enters one entry, or sets it aside.
    fn place(&mut self, link: &Link<'_>) -> Result<(), LedgerError> {
        let tx = self.judge.tx;
        tx.append_entry(self.row, &link.head, link.id)?;
        if let Some(erased) = self.erased(link)? {
            return tx.enter_erased(&erased, self.judge.station, self.judge.now);
        }
        let brought = Brought {
            id: link.id,
            seed: link.seed,
            bytes: &link.entry.event,
            event: link.event.as_ref(),
        };
        let place = match self.revoked {
            true => Place::Aside(QuarantineReason::Revoked),
            false => self.judge.judge(&brought)?,
        };
        match place {
            Place::Aside(reason) => {
                let named = link
                    .event
                    .as_ref()
                    .map_or_else(|| named_case(&link.entry.event), |event| event.case);
                tx.set_aside(&SetAside {
                    stream: self.row,
                    seq: link.head.seq,
                    id: link.id,
                    reason,
                    case: named,
                    seed: link.entry.seed,
                    bytes: link.entry.event.to_vec(),
                    received_at: self.judge.now,
                })
            }
            Place::Case { case, fact, begins } => {
                let released = self.judge.enter(case, &brought, fact, begins)?;
                self.released.extend(released);
                self.touched.insert(case);
                if matches!(fact, Some(Fact::RightUnconfirmed(_))) {
                    self.unconfirmed.insert(case);
                }
                Ok(())
            }
        }
    }
}
