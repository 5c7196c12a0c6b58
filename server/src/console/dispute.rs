//! What two hands did without knowing each other, as the page of a case shows it.

use shanyi_domain::case::{Case, Dispute, Field, Hand, Settled, Told};
use shanyi_domain::catalog::ServiceItem;
use shanyi_domain::fact::MaterialLine;
use shanyi_domain::ids::EventId;

use super::show::{self, Desk, Images};
use super::view::{DisputeView, FieldView, HandView, LineView, SettledView, VersionView};

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
        let view = |dispute: &Dispute| DisputeView {
            field: self.field(&dispute.field),
            versions: dispute.told().map(|told| self.version(told)).collect(),
        };
        case.disputes.iter().map(view).collect()
    }

    /// What an event settled.
    pub fn settled_by(&self, case: &Case, event: EventId) -> Vec<SettledView> {
        let view = |settled: &Settled| SettledView {
            field: self.field(&settled.field),
            hands: settled.versions.iter().map(|v| self.hand(v.hand)).collect(),
            taken: settled.taken_at(),
        };
        case.settled_by(event).map(view).collect()
    }

    fn hand(&self, hand: Hand) -> HandView {
        HandView {
            event: hand.event.to_string(),
            actor: self.desk.person(hand.actor),
            role: hand.role,
            at: hand.at,
        }
    }

    fn version(&self, told: Told<'_>) -> VersionView {
        VersionView {
            hand: self.hand(told.hand),
            counts: told.counts,
            line: told.line.map(|line| self.line(line)),
            answer: told.answer,
            words: told.words,
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
        let code = field.code();
        FieldView {
            kind: field.kind(),
            code: code.map(str::to_owned),
            name: code.map(|code| show::material_name(self.item, code)),
        }
    }
}
