//! Whether the ledger still says what its streams' writers wrote: every chain is followed, every end held
//! against its writer's signature, and whatever was done to it behind the program's back is named.
//!
//! What can't be found by this is said in docs/protocol.md, "The chain as evidence".

use std::collections::{BTreeMap, BTreeSet};

use shanyi_domain::ids::{CaseId, DeviceId, EventId, Seed};
use shanyi_wire::derive;
use shanyi_wire::keys::SigningKey;
use shanyi_wire::stream::{ERASED, StreamId};

use crate::App;
use crate::ledger::beside::Said;
use crate::ledger::chain::{Entry, Loose, Stream};
use crate::ledger::signed::is_vouched;
use crate::ledger::{LedgerError, View};

mod beside;
pub mod chain;
mod place;
mod stream;
mod words;

pub use words::Language;

/// What was done to something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// An event's bytes, its id or the seed under it are not what was chained.
    Changed,
    /// An entry's link is not what the rest of the chain says.
    LinkChanged,
    /// A case's seed is not the one that the case has its id from.
    SeedChanged,
    /// What stands beside an event's bytes (case, station, whose hand) is not what they say.
    PlaceChanged,
    /// A stream's own row is not what its entries say.
    HeadChanged,
    /// Nobody signed what the stream says up to here: some of it was written anew with its links.
    Rewritten,
    /// Entries are not here.
    Missing,
    /// An entry is here, the bytes of its event are nowhere.
    Gone,
    /// Entries or events that nobody chained.
    Added,
    /// Entries that stand in another place.
    Reordered,
    /// The last entries are not here any more.
    CutOff,
    /// A stream, or the PC that it is of, is not here any more.
    StreamGone,
    /// A published document, or what was taken from it, is not what was published.
    DocumentChanged,
}

/// Whose stream it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Whose {
    /// The station's name; `None` for the township itself.
    pub station: Option<String>,
    /// Device and incarnation.
    pub stream: StreamId,
}

/// Something that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What was done.
    pub what: What,
    /// In whose stream, where it is one stream's.
    pub whose: Option<Whose>,
    /// Which entries, from and to.
    pub entries: Option<(u64, u64)>,
    /// Which event.
    pub event: Option<EventId>,
    /// The number of its case, where that is known.
    pub case: Option<String>,
}

/// What a ledger is like.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// Streams.
    pub streams: u64,
    /// Their entries.
    pub entries: u64,
    /// What is not as it was written.
    pub findings: Vec<Finding>,
    /// Streams whose writer's signature is not kept: nothing came of them since an earlier program.
    pub unsigned: Vec<Whose>,
}

impl Verified {
    /// Nothing was done to it that shows.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.findings.is_empty()
    }
}

/// Looks the whole ledger over, as it is at one moment.
///
/// # Errors
/// What the ledger says: then nothing is known.
pub fn verify(app: &App) -> Result<Verified, LedgerError> {
    app.ledger.read(|view| {
        let mut look = Look::begin(view, &app.key)?;
        for stream in view.streams()? {
            look.stream(&stream)?;
        }
        look.loose()?;
        look.orphans()?;
        look.documents()?;
        Ok(look.verified)
    })
}

/// One look at a ledger.
struct Look<'v> {
    view: &'v View<'v>,
    key: &'v SigningKey,
    seeds: BTreeMap<CaseId, Seed>,
    /// Cases whose seed is another: of their events nothing can be said.
    astray: BTreeSet<CaseId>,
    /// Events that no stream brings, until one is found to belong where an entry is missing.
    loose: Vec<Loose>,
    /// Events whose place was looked at.
    placed: BTreeSet<EventId>,
    /// What the township's own events say of erasures and documents.
    said: Said,
    verified: Verified,
}

impl<'v> Look<'v> {
    fn begin(view: &'v View<'v>, key: &'v SigningKey) -> Result<Self, LedgerError> {
        let mut look = Self {
            view,
            key,
            seeds: view.case_seeds()?,
            astray: BTreeSet::new(),
            loose: view.loose_events()?,
            placed: BTreeSet::new(),
            said: view.township_said()?,
            verified: Verified::default(),
        };
        let seeds = look.seeds.iter();
        look.astray = seeds
            .filter(|(case, seed)| derive::case_id(seed) != **case)
            .map(|(case, _)| *case)
            .collect();
        for case in look.astray.clone() {
            let case = view.case_number(case)?;
            look.verified.findings.push(Finding {
                what: What::SeedChanged,
                whose: None,
                entries: None,
                event: None,
                case,
            });
        }
        Ok(look)
    }

    /// What an entry's event is chained by; `None` where its bytes are nowhere.
    fn said(&self, device: DeviceId, entry: &Entry) -> Result<chain::Said, LedgerError> {
        let (bytes, seed, case) = match (&entry.aside, &entry.used) {
            (Some(kept), _) => {
                let known = kept.case.and_then(|case| self.seeds.get(&case)).copied();
                let seed = match (kept.seed.or(known), kept.case) {
                    (None, Some(case)) => self.view.seed_set_aside(device, case)?,
                    (seed, _) => seed,
                };
                (&kept.bytes, seed, kept.case.filter(|_| kept.seed.is_none()))
            }
            (None, Some(used)) if used.bytes == ERASED => {
                // What somebody else erased is missing: the township told its station of what it erased.
                let told = used.case.is_some_and(|it| self.said.erased.contains(&it));
                return Ok(match used.erased {
                    Some((commitment, true)) if told => chain::Said::Commitment(commitment),
                    _ => chain::Said::Gone,
                });
            }
            (None, Some(used)) => (&used.bytes, used.seed, used.case),
            (None, None) => return Ok(chain::Said::Gone),
        };
        let astray = case.is_some_and(|case| self.astray.contains(&case));
        Ok(match seed {
            Some(seed) if !astray => {
                chain::Said::Commitment(derive::commitment(&seed, &entry.event, bytes))
            }
            Some(_) => chain::Said::Unsaid,
            None => chain::Said::Gone,
        })
    }

    /// What is in use and belongs to no stream, and was not given back in truth.
    fn loose(&mut self) -> Result<(), LedgerError> {
        for loose in std::mem::take(&mut self.loose) {
            let used = &loose.used;
            let vouched = loose
                .proof
                .zip(used.station)
                .is_some_and(|(proof, station)| {
                    let said = used.erased.as_ref().map_or(&used.bytes[..], |(it, _)| it);
                    is_vouched(self.key, loose.id, said, station, proof)
                });
            if !vouched {
                let case = self.number(used.case)?;
                self.verified.findings.push(Finding {
                    what: What::Added,
                    whose: None,
                    entries: None,
                    event: Some(loose.id),
                    case,
                });
            }
        }
        for (stream, seq, case) in self.view.loose_aside()? {
            let case = self.number(case)?;
            self.verified.findings.push(Finding {
                what: What::Added,
                whose: self.whose(stream)?,
                entries: Some((seq, seq)),
                event: None,
                case,
            });
        }
        Ok(())
    }

    fn number(&self, case: Option<CaseId>) -> Result<Option<String>, LedgerError> {
        match case {
            Some(case) => self.view.case_number(case),
            None => Ok(None),
        }
    }

    fn whose(&self, stream: StreamId) -> Result<Option<Whose>, LedgerError> {
        let streams = self.view.streams()?;
        Ok(streams
            .into_iter()
            .find(|one| one.id == stream)
            .map(|one| Whose::of(&one)))
    }
}

impl Whose {
    fn of(stream: &Stream) -> Self {
        Self {
            station: stream.station_name.clone(),
            stream: stream.id,
        }
    }
}
