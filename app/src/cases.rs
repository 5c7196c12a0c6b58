//! A case on its page.

use shanyi_domain::case::{Case, Step};
use shanyi_domain::catalog::{Level, ServiceItem};
use shanyi_domain::fact::{Fact, FactKind};
use shanyi_domain::material::{Position, positions};
use shanyi_domain::ownership::Ruling;
use shanyi_domain::person::masked_phone;
use shanyi_domain::state::{Role, State};
use shanyi_store::ImageOnItsWay;

use crate::desk::{Desk, Inner, case_id};
use crate::disputes::Hands;
use crate::error::DeskError;
use crate::look::{Look, makes_a_paper};
use crate::published::Published;
use crate::station::aside_reason;
use crate::view::{
    ApplicantView, CaseRef, CaseView, CorrectionView, DecisionView, DeliveredView,
    ImageProgressView, IssuedView, Leg, LegView, MaterialView, RefusalView, StepView,
};

impl Desk {
    /// See the command table.
    pub(crate) fn case(&self, case: CaseRef) -> Result<CaseView, DeskError> {
        self.inner()?.look(|look| {
            let case = look.case_for(&case.case)?;
            look.case_view(&case)
        })
    }

    /// See the command table.
    pub(crate) fn send_case(&self, case: CaseRef) -> Result<CaseView, DeskError> {
        let inner = self.inner()?;
        let id = case_id(&case.case)?;
        inner.store().send_first(&id)?;
        inner.exchange.try_now();
        self.case(case)
    }
}

impl Inner {
    /// A case with all that is known of it here.
    pub(crate) fn case_view(&self, case: &Case) -> Result<CaseView, DeskError> {
        self.look(|look| look.case_view(case))
    }
}

impl Look<'_> {
    /// A case with all that is known of it here.
    fn case_view(&self, case: &Case) -> Result<CaseView, DeskError> {
        let published = &self.published;
        let row = self.store.row(&case.id)?.ok_or(DeskError::NoCase)?;
        let waiting = self.store.events_waiting(&case.id)?;
        let images = self.store.case_images(&case.id)?;
        let item = &self.item_of(case)?;
        let aside = self.store.set_aside_of(&case.id)?;
        let hands = Hands {
            item,
            published,
            own: self.store.own_events(&case.id)?,
        };
        let wanted = case.still_wanted();
        let id = case.applicant.id_number.as_ref();
        let mut course: Vec<StepView> = case
            .steps
            .iter()
            .map(|step| StepView {
                received: !waiting.contains(&step.event.id),
                here: hands.own.contains(&step.event.id),
                set_aside: aside
                    .get(&step.event.id)
                    .map(|reason| aside_reason(*reason)),
                merged: case.merged.iter().any(|one| one.is_by(step.event.id)),
                settled: hands.settled_by(case, step.event.id),
                ..step_view(step, item, published)
            })
            .collect();
        course.reverse();
        let mut row = self.row_view(row);
        row.item.clone_from(&item.short);
        Ok(CaseView {
            row,
            item_name: item.name.clone(),
            item_code: item.code.clone(),
            handling: item.handling,
            result: item.result.kind,
            applicant: ApplicantView {
                name: case.applicant.name.clone(),
                id_masked: id.map(|id| id.masked()),
                sex: id.map(|id| id.sex()),
                age: id.map(|id| id.age_on(self.now.today)),
                phone_masked: case.applicant.phone.as_deref().map(masked_phone),
                address: case.applicant.address.clone(),
            },
            channel: case.channel,
            materials: positions(item, &case.applies, &case.materials)
                .into_iter()
                .map(|position| {
                    let why = wanted.iter().find(|w| w.material == position.listed.code);
                    material_view(&position, why.map(|wanted| wanted.why.clone()))
                })
                .collect(),
            correction: case.correction.as_ref().map(|correction| CorrectionView {
                wanted: correction.wanted.clone(),
                open: wanted
                    .iter()
                    .map(|wanted| wanted.material.clone())
                    .collect(),
                note: correction.note.clone(),
                at: correction.at,
            }),
            corrections: case.corrections,
            refusal: case.refused.as_ref().map(|refused| RefusalView {
                reason: refused.reason.clone(),
                where_to_go: refused.where_to_go.clone(),
            }),
            decision: case.decided.as_ref().map(|decided| DecisionView {
                outcome: decided.outcome,
                on: decided.on,
                reason: decided.reason.clone(),
            }),
            issued: case.issued.as_ref().map(|issued| IssuedView {
                name: issued.name.clone(),
                number: issued.number.clone(),
            }),
            delivered: case
                .delivered
                .as_ref()
                .map(|(delivered, at)| DeliveredView {
                    to: delivered.to.clone(),
                    relation: delivered.relation,
                    at: *at,
                    signature: delivered.signature.clone(),
                }),
            paused: case.running.as_ref().is_some_and(|running| {
                running
                    .pauses
                    .last()
                    .is_some_and(|(_, until)| until.is_none())
            }),
            legs: self.legs(case, item),
            answers: self.inner.answers(published, case),
            right_unconfirmed: case.right_unconfirmed,
            acts: acts(case, item, !self.inner.colleagues().is_empty()),
            seen: case.tips().iter().map(ToString::to_string).collect(),
            disputes: hands.open(case),
            images: images.into_iter().map(progress).collect(),
            course,
        })
    }

    fn legs(&self, case: &Case, item: &ServiceItem) -> Vec<LegView> {
        let (published, identity) = (&self.published, &self.inner.identity);
        let turn = turn(case, item);
        let last = |role: Role| {
            case.steps
                .iter()
                .rev()
                .find(|step| step.event.role == role)
                .map(|step| step.event.actor)
        };
        let name = |role| last(role).and_then(|actor| published.name_of(actor));
        let office = published
            .directory
            .as_ref()
            .map(|directory| directory.township.name.clone());
        let county = case.office.clone().or_else(|| Some(item.decider.clone()));
        let legs = [
            (
                Leg::Village,
                name(Role::Station).or_else(|| Some(identity.station.name.clone())),
                true,
            ),
            (
                Leg::Township,
                name(Role::Township).or(office),
                case.submitted_at.is_some(),
            ),
            (
                Leg::County,
                county.filter(|who| !who.is_empty()),
                case.running.is_some(),
            ),
        ];
        let beyond = beyond_township(item);
        legs.into_iter()
            .filter(|(leg, ..)| beyond || *leg != Leg::County)
            .map(|(leg, who, reached)| LegView {
                leg,
                who,
                turn: turn == Some(leg),
                reached,
            })
            .collect()
    }
}

fn progress(image: ImageOnItsWay) -> ImageProgressView {
    ImageProgressView {
        hash: image.hash.to_string(),
        length: image.length,
        there: image.have,
        complete: image.complete,
        here: image.held,
    }
}

/// What may be done now at this desk.
fn acts(case: &Case, item: &ServiceItem, colleagues: bool) -> Vec<FactKind> {
    let awaits = case.issued.is_none() && makes_a_paper(item.result.kind);
    let kinds = [
        FactKind::MaterialsAmended,
        FactKind::Submitted,
        FactKind::Delivered,
        FactKind::OriginalsReturned,
        FactKind::Withdrawn,
        FactKind::Commented,
        FactKind::HandedOn,
    ];
    let may = |kind: &FactKind| matches!(case.may(*kind, Role::Station), Ruling::To(_));
    let held = |kind: &FactKind| match kind {
        FactKind::Delivered => !awaits,
        FactKind::HandedOn => colleagues,
        _ => true,
    };
    kinds.into_iter().filter(may).filter(held).collect()
}

/// Whose turn it is; nobody's when the case is closed.
fn turn(case: &Case, item: &ServiceItem) -> Option<Leg> {
    let awaits = case.issued.is_none() && makes_a_paper(item.result.kind);
    match case.state {
        State::Closed => None,
        State::Submitted => Some(Leg::Township),
        State::Accepted if beyond_township(item) => Some(Leg::County),
        State::Accepted => Some(Leg::Township),
        State::Granted if awaits => Some(Leg::Township),
        _ => Some(Leg::Village),
    }
}

/// Whether somebody beyond the township decides.
fn beyond_township(item: &ServiceItem) -> bool {
    !matches!(item.decide, Level::Village | Level::Township)
}

fn material_view(position: &Position<'_>, wanted: Option<String>) -> MaterialView {
    MaterialView {
        listed: position.listed.clone(),
        line: position.line.cloned(),
        needed: position.needed,
        standing: position.standing,
        wanted,
    }
}

/// A step as it follows from the event alone.
fn step_view(step: &Step, item: &ServiceItem, published: &Published) -> StepView {
    StepView {
        event: step.event.id.to_string(),
        kind: step.event.fact.kind(),
        role: step.event.role,
        who: published.name_of(step.event.actor),
        at: step.event.at,
        verdict: step.verdict,
        words: words(&step.event.fact, item, published),
        received: false,
        here: false,
        set_aside: None,
        merged: false,
        settled: Vec::new(),
    }
}

/// Names and texts that belong to a step. The sentence around them is the screen's.
fn words(fact: &Fact, item: &ServiceItem, published: &Published) -> Vec<String> {
    let name = |code: &str| {
        item.material(code)
            .map_or(code, |listed| &listed.name)
            .to_owned()
    };
    match fact {
        Fact::Collected(body) => body.noticed.iter().map(|code| name(code)).collect(),
        Fact::MaterialsAmended(body) => body
            .materials
            .iter()
            .map(|line| name(&line.material))
            .collect(),
        Fact::Submitted(body) => body.missing_because.iter().cloned().collect(),
        Fact::Accepted(body) => body.office.iter().cloned().collect(),
        Fact::CorrectionAsked(body) => {
            let wanted = body.wanted.iter().map(|w| match w.why.as_str() {
                "" => name(&w.material),
                why => format!("{}：{why}", name(&w.material)),
            });
            wanted.chain(body.note.iter().cloned()).collect()
        }
        Fact::Refused(body) => vec![body.reason.clone(), body.where_to_go.clone()],
        Fact::Dispatched(body) => vec![body.office.clone()],
        Fact::Transferred(body) => vec![body.office.clone()],
        Fact::Paused(body) => vec![body.reason.clone()],
        Fact::Extended(body) => vec![body.reason.clone()],
        Fact::Decided(body) => body.reason.iter().cloned().collect(),
        Fact::ResultIssued(body) => std::iter::once(&body.name)
            .chain(&body.number)
            .cloned()
            .collect(),
        Fact::Withdrawn(body) => vec![body.reason.clone()],
        Fact::Delivered(body) => vec![body.to.clone()],
        Fact::OriginalsReturned(body) => body.to.iter().cloned().collect(),
        Fact::Commented(body) => vec![body.text.clone()],
        Fact::HandedOn(body) => published
            .name_of(body.to)
            .into_iter()
            .chain(body.why.iter().cloned())
            .collect(),
        Fact::RightUnconfirmed(body) => vec![body.days_silent.to_string()],
        Fact::RightConfirmed(body) => body.note.iter().cloned().collect(),
        Fact::Resumed(_) | Fact::MoneyRecorded(_) => Vec::new(),
    }
}
