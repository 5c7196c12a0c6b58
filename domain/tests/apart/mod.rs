//! A case with hands that do not know each other, for the tests of what comes of it.
#![allow(dead_code)]

use shanyi_domain::case::{Case, CaseEvent, Dispute, Field};
use shanyi_domain::fact::*;
use shanyi_domain::ids::{ActorId, CaseId, EventId, StationId};
use shanyi_domain::state::Role;
use shanyi_domain::time::{Day, Moment};

pub const CASE: CaseId = CaseId([9; 16]);

pub fn id(n: u8) -> EventId {
    EventId([n; 16])
}

pub fn event(n: u8, base: &[u8], fact: Fact) -> CaseEvent {
    let role = match fact.kind() {
        FactKind::MaterialsAmended | FactKind::Submitted | FactKind::Collected => Role::Station,
        _ => Role::Township,
    };
    CaseEvent {
        id: id(n),
        base: base.iter().map(|b| id(*b).to_ref()).collect(),
        role,
        at: Moment(i64::from(n)),
        actor: ActorId(u32::from(n)),
        fact,
    }
}

pub fn collected(applies: &[&str]) -> Fact {
    Fact::Collected(Collected {
        number: "五星-26-A0001-X".into(),
        station: StationId(1),
        item: "lnyd".into(),
        catalog_version: 1,
        applicant: Applicant {
            name: "蓝春妹".into(),
            id_number: None,
            phone: None,
            address: "下坪组 12 号".into(),
        },
        materials: vec![line("id_card", 0)],
        channel: Channel::Counter,
        noticed: Vec::new(),
        applies: applies.iter().map(|code| (*code).to_owned()).collect(),
    })
}

pub fn line(material: &str, copies: u8) -> MaterialLine {
    MaterialLine {
        material: material.into(),
        originals: 0,
        copies,
        images: vec![],
        checked: false,
    }
}

pub fn amended(lines: &[(&str, u8)]) -> Fact {
    Fact::MaterialsAmended(MaterialsAmended {
        materials: lines.iter().map(|(code, n)| line(code, *n)).collect(),
        applies: None,
    })
}

pub fn answered(applies: &[&str]) -> Fact {
    Fact::MaterialsAmended(MaterialsAmended {
        materials: Vec::new(),
        applies: Some(applies.iter().map(|code| (*code).to_owned()).collect()),
    })
}

pub fn submitted() -> Fact {
    Fact::Submitted(Submitted {
        missing_because: None,
    })
}

pub fn said() -> Fact {
    Fact::Commented(Commented {
        text: "明天送来".into(),
    })
}

pub fn day(text: &str) -> Day {
    Day(text.parse().unwrap())
}

pub fn fold(events: &[CaseEvent]) -> Case {
    Case::fold(CASE, events).unwrap()
}

/// Each dispute as its field and the events of its versions.
pub fn disputes(case: &Case) -> Vec<(Field, Vec<u8>)> {
    let versions = |dispute: &Dispute| {
        let events = dispute.versions.iter().map(|v| v.hand.event.0[0]);
        (dispute.field.clone(), events.collect())
    };
    case.disputes.iter().map(versions).collect()
}

pub fn material(code: &str) -> Field {
    Field::Material(code.into())
}
