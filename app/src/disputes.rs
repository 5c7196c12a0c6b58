//! What two hands did without knowing each other, as the case's page shows it.

use std::collections::BTreeSet;

use shanyi_domain::case::{Case, Dispute, Field, Hand, Settled, Value, Version};
use shanyi_domain::catalog::ServiceItem;
use shanyi_domain::fact::FactKind;
use shanyi_domain::ids::EventId;
use shanyi_domain::ownership::Ruling;
use shanyi_domain::state::Role;

use crate::published::Published;
use crate::view::{DisputeView, FieldKind, FieldView, HandView, SettledView, VersionView};

/// What versions are shown with.
pub(crate) struct Hands<'a> {
    pub(crate) item: &'a ServiceItem,
    pub(crate) published: &'a Published,
    /// The events of the case that were written on this PC.
    pub(crate) own: BTreeSet<EventId>,
}

impl Hands<'_> {
    /// The disputes that are open.
    pub(crate) fn open(&self, case: &Case) -> Vec<DisputeView> {
        let amends = case.may(FactKind::MaterialsAmended, Role::Station);
        let amends = matches!(amends, Ruling::To(_));
        let view = |dispute: &Dispute| {
            let last = dispute.versions.len().saturating_sub(1);
            let versions = dispute.versions.iter().enumerate();
            DisputeView {
                field: self.field(&dispute.field),
                versions: versions
                    .map(|(at, version)| self.version(version, at == last))
                    .collect(),
                settles: amends && dispute.field.is_stations(),
            }
        };
        case.disputes.iter().map(view).collect()
    }

    /// What an event settled.
    pub(crate) fn settled_by(&self, case: &Case, event: EventId) -> Vec<SettledView> {
        let by = |settled: &&Settled| settled.by.hand.event == event;
        let view = |settled: &Settled| {
            let taken = settled.taken().map(|version| version.hand.event);
            let mut versions = settled.versions.iter();
            let taken = versions.position(|version| Some(version.hand.event) == taken);
            SettledView {
                field: self.field(&settled.field),
                hands: settled.versions.iter().map(|v| self.hand(v.hand)).collect(),
                taken: taken.and_then(|at| u32::try_from(at).ok()),
            }
        };
        case.settled.iter().filter(by).map(view).collect()
    }

    fn hand(&self, hand: Hand) -> HandView {
        let directory = self.published.directory.as_ref();
        let person = directory.and_then(|directory| directory.person(hand.actor));
        HandView {
            event: hand.event.to_string(),
            who: person.map(|person| person.name.clone()),
            role: hand.role,
            here: self.own.contains(&hand.event),
            at: hand.at,
        }
    }

    fn version(&self, version: &Version, counts: bool) -> VersionView {
        let (mut line, mut answer, mut words) = (None, None, None);
        match &version.value {
            Value::Line(value) => line = Some(value.clone()),
            Value::Answer(value) => answer = Some(*value),
            Value::Office(office) => words = Some(office.clone()),
            Value::Result(result) => {
                let parts = std::iter::once(&result.name).chain(&result.number);
                let parts: Vec<&str> = parts.map(String::as_str).collect();
                words = Some(parts.join(" "));
            }
            Value::Added => {}
        }
        VersionView {
            hand: self.hand(version.hand),
            counts,
            line,
            answer,
            words,
        }
    }

    fn field(&self, field: &Field) -> FieldView {
        let (kind, code) = match field {
            Field::Material(code) => (FieldKind::Paper, Some(code)),
            Field::Answer(code) => (FieldKind::Answer, Some(code)),
            Field::Office => (FieldKind::Office, None),
            Field::Result => (FieldKind::Result, None),
            Field::Clock => (FieldKind::Clock, None),
        };
        FieldView {
            kind,
            code: code.cloned(),
            name: code.map(|code| name(self.item, code)),
        }
    }
}

/// Names of the papers that are to be settled at a station, each once.
pub(crate) fn to_settle(case: &Case, item: &ServiceItem) -> Vec<String> {
    let code = |dispute: &Dispute| match &dispute.field {
        Field::Material(code) | Field::Answer(code) => Some(code.clone()),
        Field::Office | Field::Result | Field::Clock => None,
    };
    let codes: BTreeSet<String> = case.to_settle().filter_map(code).collect();
    codes.iter().map(|code| name(item, code)).collect()
}

fn name(item: &ServiceItem, code: &str) -> String {
    let listed = item.material(code);
    listed.map_or(code, |listed| &listed.name).to_owned()
}
