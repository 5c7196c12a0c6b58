//! A case: the fold of its events.
//!
//! Both sides fold the same events with this code, in an order that follows from what each writer
//! knew (`base`) and then from the event's id, never from when an event arrived. Equal sets of
//! events give equal cases, whatever the road they took.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::fact::{
    Applicant, Channel, Decided, Delivered, Fact, MaterialLine, Refused, ResultIssued, Wanted,
};
use crate::ids::{ActorId, CaseId, EventId, EventRef, StationId};
use crate::ownership::{Ruling, rule};
use crate::state::{Role, State};
use crate::time::Moment;
use crate::workday::{Calendar, Due};

mod concurrent;
mod order;
mod running;
mod told;

pub use concurrent::{Dispute, Field, Hand, Merged, Settled, Value, Version};
pub use order::see_through;
pub use running::Running;
pub use told::{FieldKind, Told};

/// An event of a case as the fold reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseEvent {
    /// The event's id.
    pub id: EventId,
    /// The last events of this case that the writer had applied.
    pub base: Vec<EventRef>,
    /// Whose hand wrote it, known from the stream that carried it.
    pub role: Role,
    /// The writer's clock when it was saved. Shown, never decided by.
    pub at: Moment,
    /// Who acted.
    pub actor: ActorId,
    /// What happened.
    pub fact: Fact,
}

/// What became of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It holds.
    Applied,
    /// Another event, unknown to its writer, came before it in the fold: kept and shown.
    Superseded,
    /// Its writer may never do this: kept, shown, and without effect.
    NotYours,
    /// It has no place in the state that its writer knew: kept, shown, and without effect.
    NotNow,
}

/// One step of a case's course.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The event.
    pub event: CaseEvent,
    /// What became of it.
    pub verdict: Verdict,
    /// The state of the case after it.
    pub state: State,
}

/// A correction that the township asked for and the station has not answered yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// Everything that is missing.
    pub wanted: Vec<Wanted>,
    /// A word to the operator.
    pub note: Option<String>,
    /// When it was asked for.
    pub at: Moment,
}

/// A case as its events make it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// The case's id.
    pub id: CaseId,
    /// Its number for people.
    pub number: String,
    /// The station it belongs to.
    pub station: StationId,
    /// The item's code.
    pub item: String,
    /// The catalogue version of the list of materials.
    pub catalog_version: u32,
    /// Who applies.
    pub applicant: Applicant,
    /// How the request came in.
    pub channel: Channel,
    /// 首问负责: who answers for it; whoever took it in, until it is handed on.
    pub responsible: ActorId,
    /// Taken in while the operator's right to could not be confirmed: the township had been silent for
    /// so many days. Nothing any more once the township has said its word.
    pub right_unconfirmed: Option<u32>,
    /// The materials that the one-time notice named.
    pub noticed: Vec<String>,
    /// The conditionally needed materials whose condition holds.
    pub applies: Vec<String>,
    /// Where it stands.
    pub state: State,
    /// What is here, by material.
    pub materials: BTreeMap<String, MaterialLine>,
    /// When it was taken in.
    pub collected_at: Moment,
    /// When it was last handed over to the township.
    pub submitted_at: Option<Moment>,
    /// The clock, from acceptance on. A correction stops it for good; the next acceptance starts
    /// a new one.
    pub running: Option<Running>,
    /// The office whose turn it is beyond the township.
    pub office: Option<String>,
    /// What is asked for, while the case is in correction.
    pub correction: Option<Correction>,
    /// How often it was sent back.
    pub corrections: u32,
    /// Set by a refusal.
    pub refused: Option<Refused>,
    /// Set by a decision.
    pub decided: Option<Decided>,
    /// Set when the result was made out.
    pub issued: Option<ResultIssued>,
    /// Set when it was handed over, with the moment.
    pub delivered: Option<(Delivered, Moment)>,
    /// Fields of which versions stand side by side until somebody settles them.
    pub disputes: Vec<Dispute>,
    /// How disputes were settled, in the order of the fold.
    pub settled: Vec<Settled>,
    /// Fields that came together from hands that did not know each other.
    pub merged: Vec<Merged>,
    /// Its course, every event in the order of the fold.
    pub steps: Vec<Step>,
}

impl Case {
    /// Folds the events of one case. `None` while the event that took it in is not here.
    ///
    /// The order of `events` does not matter; an event given twice counts once.
    #[must_use]
    pub fn fold(id: CaseId, events: &[CaseEvent]) -> Option<Self> {
        let ordered = order::causal(events);
        let mut case: Option<Self> = None;
        let mut orphans = Vec::new();
        for event in ordered.events {
            match &mut case {
                None => match Self::begin(id, event) {
                    Some(begun) => case = Some(begun),
                    None => orphans.push(event),
                },
                Some(case) => case.apply(event, &ordered.ancestors),
            }
        }
        let mut case = case?;
        for event in orphans {
            let verdict = match rule(event.fact.kind(), event.role, None, event.fact.outcome()) {
                Ruling::NotYours => Verdict::NotYours,
                _ => Verdict::NotNow,
            };
            case.push(event, verdict);
        }
        if !ordered.is_chain {
            concurrent::read(&mut case, &ordered.ancestors);
        }
        Some(case)
    }

    /// The case as it would be with one event more.
    #[must_use]
    pub fn with(&self, event: CaseEvent) -> Option<Self> {
        let known = self.steps.iter().map(|step| step.event.clone());
        let events: Vec<CaseEvent> = known.chain([event]).collect();
        Self::fold(self.id, &events)
    }

    /// The events that a new event of this case has to name as its base: those that no other
    /// event of the case names.
    #[must_use]
    pub fn tips(&self) -> Vec<EventRef> {
        let named: BTreeSet<EventRef> = self
            .steps
            .iter()
            .flat_map(|step| step.event.base.iter().copied())
            .collect();
        let mut tips: Vec<EventRef> = self
            .steps
            .iter()
            .map(|step| step.event.id.to_ref())
            .filter(|short| !named.contains(short))
            .collect();
        tips.sort_unstable();
        tips
    }

    /// What the correction asks for and the station has not touched since.
    #[must_use]
    pub fn still_wanted(&self) -> Vec<&Wanted> {
        let Some(correction) = &self.correction else {
            return Vec::new();
        };
        let asked = self.steps.iter().rposition(|step| {
            step.verdict == Verdict::Applied && matches!(step.event.fact, Fact::CorrectionAsked(_))
        });
        let since = self.steps.iter().skip(asked.unwrap_or_default());
        let mended: BTreeSet<&str> = since
            .filter(|step| step.verdict == Verdict::Applied)
            .filter_map(|step| match &step.event.fact {
                Fact::MaterialsAmended(body) => Some(&body.materials),
                _ => None,
            })
            .flatten()
            .map(|line| line.material.as_str())
            .collect();
        let open = |wanted: &&Wanted| !mended.contains(wanted.material.as_str());
        correction.wanted.iter().filter(open).collect()
    }

    /// What a station can settle: papers and answers of which versions stand side by side.
    pub fn to_settle(&self) -> impl Iterator<Item = &Dispute> {
        self.disputes
            .iter()
            .filter(|dispute| dispute.field.is_stations())
    }

    /// The day by which the office has to decide, by this calendar: while the case is accepted and
    /// its clock runs. Both sides and every list ask here.
    #[must_use]
    pub fn due(&self, calendar: &Calendar) -> Option<Due> {
        if self.state != State::Accepted {
            return None;
        }
        self.running.as_ref()?.clock()?.due(calendar)
    }

    /// What the table says of an act on the case as it stands now.
    #[must_use]
    pub fn may(&self, kind: crate::fact::FactKind, role: Role) -> Ruling {
        rule(kind, role, Some(self.state), crate::state::Outcome::Granted)
    }

    fn begin(id: CaseId, event: &CaseEvent) -> Option<Self> {
        let Fact::Collected(body) = &event.fact else {
            return None;
        };
        let Ruling::To(state) = rule(event.fact.kind(), event.role, None, event.fact.outcome())
        else {
            return None;
        };
        let mut case = Self {
            id,
            number: body.number.clone(),
            station: body.station,
            item: body.item.clone(),
            catalog_version: body.catalog_version,
            applicant: body.applicant.clone(),
            channel: body.channel,
            responsible: event.actor,
            right_unconfirmed: None,
            noticed: body.noticed.clone(),
            applies: body.applies.clone(),
            state,
            materials: BTreeMap::new(),
            collected_at: event.at,
            submitted_at: None,
            running: None,
            office: None,
            correction: None,
            corrections: 0,
            refused: None,
            decided: None,
            issued: None,
            delivered: None,
            disputes: Vec::new(),
            settled: Vec::new(),
            merged: Vec::new(),
            steps: Vec::new(),
        };
        case.lay(&body.materials);
        case.push(event, Verdict::Applied);
        Some(case)
    }

    fn apply(&mut self, event: &CaseEvent, ancestors: &order::Ancestors) {
        let kind = event.fact.kind();
        match rule(kind, event.role, Some(self.state), event.fact.outcome()) {
            Ruling::To(state) => {
                self.take(event);
                self.state = state;
                self.push(event, Verdict::Applied);
            }
            Ruling::NotYours => self.push(event, Verdict::NotYours),
            Ruling::NotNow => {
                let unknown_to_writer = self.steps.iter().any(|step| {
                    step.verdict == Verdict::Applied && !ancestors.contains(event.id, step.event.id)
                });
                let verdict = if unknown_to_writer {
                    Verdict::Superseded
                } else {
                    Verdict::NotNow
                };
                self.push(event, verdict);
            }
        }
    }

    fn push(&mut self, event: &CaseEvent, verdict: Verdict) {
        self.steps.push(Step {
            event: event.clone(),
            verdict,
            state: self.state,
        });
    }

    fn lay(&mut self, lines: &[MaterialLine]) {
        for line in lines {
            self.materials.insert(line.material.clone(), line.clone());
        }
    }

    fn take(&mut self, event: &CaseEvent) {
        match &event.fact {
            // A second intake of the same case can't be: the table has no such cell.
            Fact::Collected(_) | Fact::Commented(_) => {}
            Fact::MaterialsAmended(body) => {
                self.lay(&body.materials);
                if let Some(applies) = &body.applies {
                    self.applies.clone_from(applies);
                }
            }
            Fact::Submitted(_) => {
                self.submitted_at = Some(event.at);
                self.correction = None;
            }
            Fact::Accepted(body) => {
                self.office.clone_from(&body.office);
                self.running = Some(Running {
                    on: body.on,
                    limit: body.limit,
                    extensions: Vec::new(),
                    pauses: Vec::new(),
                });
            }
            Fact::CorrectionAsked(body) => {
                self.running = None;
                self.corrections += 1;
                self.correction = Some(Correction {
                    wanted: body.wanted.clone(),
                    note: body.note.clone(),
                    at: event.at,
                });
            }
            Fact::Refused(body) => self.refused = Some(body.clone()),
            Fact::Dispatched(body) => self.office = Some(body.office.clone()),
            Fact::Transferred(body) => self.office = Some(body.office.clone()),
            Fact::Paused(body) => {
                if let Some(running) = &mut self.running {
                    running.pause(body.from);
                }
            }
            Fact::Resumed(body) => {
                if let Some(running) = &mut self.running {
                    running.resume(body.from);
                }
            }
            Fact::Extended(body) => {
                if let Some(running) = &mut self.running {
                    running.extensions.push(body.by);
                }
            }
            Fact::Decided(body) => self.decided = Some(body.clone()),
            Fact::ResultIssued(body) => self.issued = Some(body.clone()),
            Fact::Withdrawn(_) => self.correction = None,
            Fact::Delivered(body) => self.delivered = Some((body.clone(), event.at)),
            Fact::HandedOn(body) => self.responsible = body.to,
            Fact::RightUnconfirmed(body) => self.right_unconfirmed = Some(body.days_silent),
            Fact::RightConfirmed(_) => self.right_unconfirmed = None,
            Fact::MoneyRecorded(_) | Fact::OriginalsReturned(_) => {}
        }
    }
}
