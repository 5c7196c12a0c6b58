//! What hands did that did not know each other: fields that came together, fields of which several
//! versions stand side by side until a person settles them, and how they were settled.
//!
//! A field is a value of the case that facts set. A fact writes a field; a later write whose writer
//! knew an earlier one takes its place. Writes that no other has taken the place of are the field's
//! heads. One head is the value. Several that say the same are the value too. Several that differ
//! are a dispute: the last of them in the fold counts until somebody who knew them all writes again.

use std::collections::{BTreeMap, BTreeSet};

use super::order::Ancestors;
use super::{Case, CaseEvent, Verdict};
use crate::fact::{Fact, FactKind, MaterialLine, ResultIssued};
use crate::ids::{ActorId, EventId};
use crate::state::Role;
use crate::time::Moment;

/// A value of a case that facts set.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// What is here of a material, by its code.
    Material(String),
    /// Whether the condition of a material holds, by the material's code.
    Answer(String),
    /// The office whose turn it is beyond the township.
    Office,
    /// The result that was made out.
    Result,
    /// The office's clock. Pauses and extensions add up, none replaces another: two hands on it
    /// are a mark and never a dispute.
    Clock,
}

impl Field {
    /// Whether a station can settle a dispute of it.
    #[must_use]
    pub const fn is_stations(&self) -> bool {
        matches!(self, Self::Material(_) | Self::Answer(_))
    }
}

/// What a field was set to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Of [`Field::Material`].
    Line(MaterialLine),
    /// Of [`Field::Answer`].
    Answer(bool),
    /// Of [`Field::Office`].
    Office(String),
    /// Of [`Field::Result`].
    Result(ResultIssued),
    /// Of [`Field::Clock`]: something was added to it.
    Added,
}

/// Who wrote an event, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hand {
    /// The event.
    pub event: EventId,
    /// Who acted.
    pub actor: ActorId,
    /// On which side.
    pub role: Role,
    /// The writer's clock.
    pub at: Moment,
}

/// One version of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Whose it is.
    pub hand: Hand,
    /// What it says.
    pub value: Value,
}

/// A field of which versions stand side by side that did not know each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispute {
    /// The field.
    pub field: Field,
    /// Its versions in the order of the fold. The last one counts until somebody settles it.
    pub versions: Vec<Version>,
}

/// How a dispute ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// The field.
    pub field: Field,
    /// The versions that stood side by side.
    pub versions: Vec<Version>,
    /// The event that settled it, with what it says.
    pub by: Version,
}

impl Merged {
    /// Whether one of the hands wrote this event.
    #[must_use]
    pub fn is_by(&self, event: EventId) -> bool {
        self.hands.iter().any(|hand| hand.event == event)
    }
}

impl Settled {
    /// The version that was taken; `None` where it was settled by something else.
    #[must_use]
    pub fn taken(&self) -> Option<&Version> {
        self.versions
            .iter()
            .rfind(|version| version.value == self.by.value)
    }
}

/// A field that came together with what another hand did, neither knowing of the other, without
/// anything to settle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The field.
    pub field: Field,
    /// Whose hands it comes from: several where they wrote the same.
    pub hands: Vec<Hand>,
}

/// Reads what came together, what is disputed and what was settled from a folded case, and puts
/// the answers together that were given apart. A case whose events form a chain has nothing of it.
pub(super) fn read(case: &mut Case, ancestors: &Ancestors) {
    let mut writes = Writes {
        ancestors,
        by_field: BTreeMap::new(),
    };
    let mut acts = Vec::new();
    for step in &case.steps {
        if step.verdict != Verdict::Applied {
            continue;
        }
        let edits = writes.edits(&step.event);
        if !edits.is_empty() || step.event.fact.kind() == FactKind::Submitted {
            acts.push(step.event.id);
        }
        for (field, value) in edits {
            let known = writes.versions(&field, Some(step.event.id));
            let by = Version {
                hand: hand(&step.event),
                value,
            };
            if differ(&known) {
                case.settled.push(Settled {
                    field: field.clone(),
                    versions: known,
                    by: by.clone(),
                });
            }
            writes.by_field.entry(field).or_default().push(by);
        }
    }
    for field in writes.by_field.keys() {
        let versions = writes.versions(field, None);
        if differ(&versions) {
            let field = field.clone();
            case.disputes.push(Dispute { field, versions });
            continue;
        }
        let together = |version: &Version| {
            let own = version.hand.event;
            acts.iter().any(|other| ancestors.are_apart(own, *other))
        };
        let hands: Vec<Hand> = versions
            .iter()
            .filter(|v| together(v))
            .map(|v| v.hand)
            .collect();
        if !hands.is_empty() {
            let field = field.clone();
            case.merged.push(Merged { field, hands });
        }
    }
    let holds = writes.answers();
    // As the last writer put them, unless another hand's answers came together with theirs.
    if holds != case.applies.iter().cloned().collect() {
        case.applies = holds.into_iter().collect();
    }
}

/// What was written, by field, each list in the order of the fold.
struct Writes<'a> {
    ancestors: &'a Ancestors,
    by_field: BTreeMap<Field, Vec<Version>>,
}

impl Writes<'_> {
    /// The heads of a field, of everything or of what the writer of `within` knew. An event whose
    /// past is not wholly here is left out: what its writer knew is not known yet.
    fn versions(&self, field: &Field, within: Option<EventId>) -> Vec<Version> {
        let seen = |version: &&Version| {
            let event = version.hand.event;
            self.ancestors.is_whole(event)
                && within.is_none_or(|reader| self.ancestors.contains(reader, event))
        };
        let writes = self.by_field.get(field).into_iter().flatten();
        let seen: Vec<&Version> = writes.filter(seen).collect();
        let is_head = |version: &&&Version| {
            let event = version.hand.event;
            let replaced = |later: &&Version| self.ancestors.contains(later.hand.event, event);
            !seen.iter().any(replaced)
        };
        seen.iter().filter(is_head).copied().cloned().collect()
    }

    /// The fields that an event writes.
    fn edits(&self, event: &CaseEvent) -> Vec<(Field, Value)> {
        let lines = |lines: &[MaterialLine]| -> Vec<(Field, Value)> {
            let edit = |line: &MaterialLine| {
                let field = Field::Material(line.material.clone());
                (field, Value::Line(line.clone()))
            };
            lines.iter().map(edit).collect()
        };
        match &event.fact {
            Fact::Collected(body) => {
                let mut edits = lines(&body.materials);
                edits.extend(self.answered(event.id, &body.applies));
                edits
            }
            Fact::MaterialsAmended(body) => {
                let mut edits = lines(&body.materials);
                if let Some(applies) = &body.applies {
                    edits.extend(self.answered(event.id, applies));
                }
                edits
            }
            Fact::Accepted(body) => {
                let office = body.office.iter().cloned().map(Value::Office);
                office.map(|office| (Field::Office, office)).collect()
            }
            Fact::Dispatched(body) => vec![(Field::Office, Value::Office(body.office.clone()))],
            Fact::Transferred(body) => vec![(Field::Office, Value::Office(body.office.clone()))],
            Fact::Paused(_) | Fact::Resumed(_) | Fact::Extended(_) => {
                vec![(Field::Clock, Value::Added)]
            }
            Fact::ResultIssued(body) => vec![(Field::Result, Value::Result(body.clone()))],
            // The table of ownership lets only one of them hold, or they set nothing.
            Fact::Submitted(_)
            | Fact::CorrectionAsked(_)
            | Fact::Refused(_)
            | Fact::Decided(_)
            | Fact::Withdrawn(_)
            | Fact::Delivered(_)
            | Fact::MoneyRecorded(_)
            | Fact::OriginalsReturned(_)
            | Fact::Commented(_)
            | Fact::HandedOn(_)
            | Fact::RightUnconfirmed(_)
            | Fact::RightConfirmed(_) => Vec::new(),
        }
    }

    /// The answers that a list of conditions gives. It names all that hold; an answer is what
    /// differs from what its writer saw, and what its writer saw disputed.
    fn answered(&self, event: EventId, applies: &[String]) -> Vec<(Field, Value)> {
        let asked = self.by_field.keys().filter_map(|field| match field {
            Field::Answer(code) => Some(code),
            _ => None,
        });
        let codes: BTreeSet<&String> = asked.chain(applies).collect();
        let answer = |code: &String| {
            let field = Field::Answer(code.clone());
            let known = self.versions(&field, Some(event));
            let before = known.last().map(|version| &version.value);
            let now = Value::Answer(applies.contains(code));
            let same = *before.unwrap_or(&Value::Answer(false)) == now;
            (!same || differ(&known)).then_some((field, now))
        };
        codes.into_iter().filter_map(answer).collect()
    }

    /// The conditions that hold, as the last answer to each says.
    fn answers(&self) -> BTreeSet<String> {
        let holds = |(field, versions): (&Field, &Vec<Version>)| match (field, versions.last()) {
            (Field::Answer(code), Some(last)) if last.value == Value::Answer(true) => {
                Some(code.clone())
            }
            _ => None,
        };
        self.by_field.iter().filter_map(holds).collect()
    }
}

fn hand(event: &CaseEvent) -> Hand {
    Hand {
        event: event.id,
        actor: event.actor,
        role: event.role,
        at: event.at,
    }
}

fn differ(versions: &[Version]) -> bool {
    versions.windows(2).any(|two| two[0].value != two[1].value)
}
