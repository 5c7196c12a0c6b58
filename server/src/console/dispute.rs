//! What two hands did without knowing each other, as the page of a case shows it.

use shanyi_domain::case::{Case, Dispute, Field, Hand, Settled, Value, Version};
use shanyi_domain::catalog::ServiceItem;
use shanyi_domain::fact::MaterialLine;
use shanyi_domain::ids::EventId;

use super::show::{self, Desk, Images};
use super::view::{
    DisputeView, FieldKind, FieldView, HandView, LineView, SettledView, VersionView,
};

/// What versions are shown with.
pub struct Hands<'a, 'v, 'c> {
    /// Knows names.
    pub desk: &'a Desk<'v, 'c>,
    /// The case's item, where a catalogue here knows it.
    pub item: Option<&'a ServiceItem>,
    /// The case's images.
    pub images: &'a Images,
}

impl Hands<'_, '_, '_> {
    /// The disputes that are open.
    pub fn open(&self, case: &Case) -> Vec<DisputeView> {
        let view = |dispute: &Dispute| {
            let last = dispute.versions.len().saturating_sub(1);
            let versions = dispute.versions.iter().enumerate();
            DisputeView {
                field: self.field(&dispute.field),
                versions: versions
                    .map(|(at, version)| self.version(version, at == last))
                    .collect(),
            }
        };
        case.disputes.iter().map(view).collect()
    }

    /// What an event settled.
    pub fn settled_by(&self, case: &Case, event: EventId) -> Vec<SettledView> {
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
        HandView {
            event: hand.event.to_string(),
            actor: self.desk.person(hand.actor),
            role: hand.role,
            at: hand.at,
        }
    }

    fn version(&self, version: &Version, counts: bool) -> VersionView {
        let (mut line, mut answer, mut words) = (None, None, None);
        match &version.value {
            Value::Line(value) => line = Some(self.line(value)),
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

    fn line(&self, line: &MaterialLine) -> LineView {
        let images = line.images.iter();
        LineView {
            originals: u32::from(line.originals),
            copies: u32::from(line.copies),
            checked: line.checked,
            images: images.map(|image| self.images.view(image)).collect(),
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
            name: code.map(|code| show::material_name(self.item, code)),
        }
    }
}
