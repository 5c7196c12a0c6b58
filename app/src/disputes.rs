//! What two hands did without knowing each other, as the case's page shows it.

use std::collections::BTreeSet;

use shanyi_domain::case::{Case, Dispute, Field, Hand, Settled, Told};
use shanyi_domain::catalog::ServiceItem;
use shanyi_domain::fact::FactKind;
use shanyi_domain::ids::EventId;
use shanyi_domain::ownership::Ruling;
use shanyi_domain::state::Role;

use crate::published::Published;
use crate::view::{DisputeView, FieldView, HandView, SettledView, VersionView};

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
        let view = |dispute: &Dispute| DisputeView {
            field: self.field(&dispute.field),
            versions: dispute.told().map(|told| self.version(told)).collect(),
            settles: amends && dispute.field.is_stations(),
        };
        case.disputes.iter().map(view).collect()
    }

    /// What an event settled.
    pub(crate) fn settled_by(&self, case: &Case, event: EventId) -> Vec<SettledView> {
        let view = |settled: &Settled| SettledView {
            field: self.field(&settled.field),
            hands: settled.versions.iter().map(|v| self.hand(v.hand)).collect(),
            taken: settled.taken_at(),
        };
        case.settled_by(event).map(view).collect()
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

    fn version(&self, told: Told<'_>) -> VersionView {
        VersionView {
            hand: self.hand(told.hand),
            counts: told.counts,
            line: told.line.cloned(),
            answer: told.answer,
            words: told.words,
        }
    }

    fn field(&self, field: &Field) -> FieldView {
        let code = field.code();
        FieldView {
            kind: field.kind(),
            code: code.map(str::to_owned),
            name: code.map(|code| name(self.item, code)),
        }
    }
}

/// Names of the papers that are to be settled at a station, each once.
pub(crate) fn to_settle(case: &Case, item: &ServiceItem) -> Vec<String> {
    let codes: BTreeSet<&str> = case.to_settle().filter_map(|it| it.field.code()).collect();
    codes.into_iter().map(|code| name(item, code)).collect()
}

fn name(item: &ServiceItem, code: &str) -> String {
    let listed = item.material(code);
    listed.map_or(code, |listed| &listed.name).to_owned()
}
