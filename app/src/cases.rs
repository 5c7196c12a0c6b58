//! Cases in lists and on their page.

use shanyi_domain::case::{Case, Step};
use shanyi_domain::catalog::{Level, ServiceItem};
use shanyi_domain::fact::{Fact, FactKind};
use shanyi_domain::material::{Position, positions};
use shanyi_domain::ownership::Ruling;
use shanyi_domain::state::{Role, State};
use shanyi_domain::time::Day;
use shanyi_store::{CaseQuery, CaseRow, CaseSync};

use crate::clock::Now;
use crate::desk::{Desk, Inner};
use crate::error::DeskError;
use crate::published::Published;
use crate::view::{
    ApplicantView, CaseFilter, CasePage, CaseRef, CaseRowView, CaseSearch, CaseSyncView, CaseView,
    CorrectionView, DecisionView, DeliveredView, DueFilter, DueView, IssuedView, Leg, LegView,
    ListCases, MaterialView, RefusalView, StepView,
};

/// Rows of one page.
const PAGE: u32 = 40;
/// Most rows of one page.
const MOST: u32 = 200;

impl Desk {
    /// See the command table.
    pub(crate) fn cases(&self, list: ListCases) -> Result<CasePage, DeskError> {
        let inner = self.inner()?;
        let rows = inner.listed(&list.search)?;
        let from: usize = list.after.and_then(|after| after.parse().ok()).unwrap_or(0);
        let limit = list.limit.unwrap_or(PAGE).clamp(1, MOST) as usize;
        let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let next = (rows.len() > from + limit).then(|| (from + limit).to_string());
        Ok(CasePage {
            rows: rows.into_iter().skip(from).take(limit).collect(),
            next,
            count: Some(count),
        })
    }

    /// See the command table.
    pub(crate) fn case(&self, case: CaseRef) -> Result<CaseView, DeskError> {
        let inner = self.inner()?;
        let case = inner.case_for(&case.case)?;
        inner.case_view(&case)
    }
}

fn states(filter: CaseFilter) -> Vec<State> {
    use State::{
        Accepted, Closed, Collected, Correction, Denied, Granted, Refused, Submitted, Withdrawn,
    };
    match filter {
        CaseFilter::All => Vec::new(),
        CaseFilter::Mine => vec![Collected, Correction, Granted, Denied, Refused, Withdrawn],
        CaseFilter::Elsewhere => vec![Submitted, Accepted],
        CaseFilter::Closed => vec![Closed],
    }
}

impl Inner {
    fn listed(&self, search: &CaseSearch) -> Result<Vec<CaseRowView>, DeskError> {
        let (published, now) = (self.published(), self.now());
        let person = search.person.as_deref();
        let person = person.map(|case| self.person_key(case)).transpose()?;
        let mut query = CaseQuery {
            states: match search.states.is_empty() {
                true => states(search.filter),
                false => search.states.clone(),
            },
            text: search.text.clone(),
            after: None,
            limit: 200,
        };
        let mut rows = Vec::new();
        loop {
            let page = self.store().cases(&query)?;
            for row in page.rows {
                let day = Day(row.collected_at.business_day());
                let paused = row.paused;
                let of_item = search.item.as_ref().is_none_or(|item| row.item == *item);
                let of_person = match &person {
                    Some(person) => self.person_key(&row.id.to_string())? == *person,
                    None => true,
                };
                let row = self.row_view(row, &published, &now)?;
                let due = search.due.is_none_or(|asked| match (asked, row.due) {
                    (DueFilter::Overdue, Some(due)) => due.remaining.is_overdue(),
                    (DueFilter::Soon, Some(due)) => {
                        !due.remaining.is_overdue() && due.remaining.workdays <= 3
                    }
                    (DueFilter::Running, due) => due.is_some() || paused,
                    _ => false,
                });
                let from = search.from.is_none_or(|from| day >= from);
                let until = search.until.is_none_or(|until| day <= until);
                if of_item && of_person && due && from && until {
                    rows.push(row);
                }
            }
            match page.next {
                Some(next) => query.after = Some(next),
                None => return Ok(rows),
            }
        }
    }

    pub(crate) fn count_of(&self, search: &CaseSearch) -> Result<Option<u32>, DeskError> {
        Ok(u32::try_from(self.listed(search)?.len()).ok())
    }

    /// A row of a list, with its due date by the calendar in force.
    pub(crate) fn row_view(
        &self,
        row: CaseRow,
        published: &Published,
        now: &Now,
    ) -> Result<CaseRowView, DeskError> {
        // Only an accepted case has a clock; for the others the row says everything.
        let due = match row.state {
            State::Accepted => self
                .store()
                .case(&row.id)?
                .and_then(|case| due(&case, published, now)),
            _ => None,
        };
        Ok(view(row, due, published))
    }

    /// A case with all that is known of it here.
    pub(crate) fn case_view(&self, case: &Case) -> Result<CaseView, DeskError> {
        let (published, now) = (self.published(), self.now());
        let row = self.store().row(&case.id)?.ok_or(DeskError::NoCase)?;
        let waiting = self.store().events_waiting(&case.id)?;
        let item = &self.item_of(case)?;
        let wanted = case.still_wanted();
        let id = case.applicant.id_number.as_ref();
        let mut course: Vec<StepView> = case
            .steps
            .iter()
            .map(|step| step_view(step, item, &published, !waiting.contains(&step.event.id)))
            .collect();
        course.reverse();
        let mut row = view(row, due(case, &published, &now), &published);
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
                age: id.map(|id| id.age_on(now.today)),
                phone: case.applicant.phone.clone(),
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
            legs: self.legs(case, item, &published)?,
            acts: self.acts(case)?,
            course,
        })
    }

    /// What may be done now at this desk.
    fn acts(&self, case: &Case) -> Result<Vec<FactKind>, DeskError> {
        let awaits = case.issued.is_none() && self.awaits_certificate(case)?;
        let kinds = [
            FactKind::MaterialsAmended,
            FactKind::Submitted,
            FactKind::Delivered,
            FactKind::OriginalsReturned,
            FactKind::Withdrawn,
            FactKind::Commented,
        ];
        let may = |kind: &FactKind| matches!(case.may(*kind, Role::Station), Ruling::To(_));
        let held = |kind: &FactKind| *kind != FactKind::Delivered || !awaits;
        Ok(kinds.into_iter().filter(may).filter(held).collect())
    }

    fn legs(
        &self,
        case: &Case,
        item: &ServiceItem,
        published: &Published,
    ) -> Result<Vec<LegView>, DeskError> {
        let turn = self.turn(case, item)?;
        let last = |role: Role| {
            case.steps
                .iter()
                .rev()
                .find(|step| step.event.role == role)
                .map(|step| step.event.actor)
        };
        let name = |role| last(role).and_then(|actor| person(published, actor.0));
        let office = published
            .directory
            .as_ref()
            .map(|directory| directory.township.name.clone());
        let county = case.office.clone().or_else(|| Some(item.decider.clone()));
        let legs = [
            (
                Leg::Village,
                name(Role::Station).or_else(|| Some(self.identity.station.name.clone())),
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
        Ok(legs
            .into_iter()
            .filter(|(leg, ..)| beyond || *leg != Leg::County)
            .map(|(leg, who, reached)| LegView {
                leg,
                who,
                turn: turn == Some(leg),
                reached,
            })
            .collect())
    }

    /// Whose turn it is; nobody's when the case is closed.
    fn turn(&self, case: &Case, item: &ServiceItem) -> Result<Option<Leg>, DeskError> {
        let awaits = case.issued.is_none() && self.awaits_certificate(case)?;
        Ok(match case.state {
            State::Closed => None,
            State::Submitted => Some(Leg::Township),
            State::Accepted if beyond_township(item) => Some(Leg::County),
            State::Accepted => Some(Leg::Township),
            State::Granted if awaits => Some(Leg::Township),
            _ => Some(Leg::Village),
        })
    }
}

/// Whether somebody beyond the township decides.
fn beyond_township(item: &ServiceItem) -> bool {
    !matches!(item.decide, Level::Village | Level::Township)
}

/// Until when the office has to decide, by the calendar in force.
pub(crate) fn due(case: &Case, published: &Published, now: &Now) -> Option<DueView> {
    let due = case.due(&published.calendar)?;
    Some(DueView {
        due,
        remaining: published.calendar.remaining(now.today, due.date),
    })
}

fn view(row: CaseRow, due: Option<DueView>, published: &Published) -> CaseRowView {
    let item = published
        .items
        .as_ref()
        .and_then(|items| items.catalog.item(&row.item));
    CaseRowView {
        id: row.id.to_string(),
        number: row.number,
        applicant: row.name,
        // An item that left the catalogue is still called something.
        item: item.map_or(row.item, |item| item.short.clone()),
        state: row.state,
        collected_at: row.collected_at,
        changed_at: row.updated_at,
        address: row.address,
        due,
        sync: sync_view(row.sync),
    }
}

pub(crate) fn sync_view(sync: CaseSync) -> CaseSyncView {
    CaseSyncView {
        events_waiting: sync.events_waiting,
        received: sync.events_waiting == 0,
        images: sync.images,
        images_there: sync.images_complete,
        quarantined: sync.quarantined,
    }
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

fn person(published: &Published, actor: u32) -> Option<String> {
    let directory = published.directory.as_ref()?;
    directory
        .person(shanyi_domain::ids::ActorId(actor))
        .map(|person| person.name.clone())
}

fn step_view(step: &Step, item: &ServiceItem, published: &Published, received: bool) -> StepView {
    StepView {
        event: step.event.id.to_string(),
        kind: step.event.fact.kind(),
        role: step.event.role,
        who: person(published, step.event.actor.0),
        at: step.event.at,
        verdict: step.verdict,
        words: words(&step.event.fact, item),
        received,
    }
}

/// Names and texts that belong to a step. The sentence around them is the screen's.
fn words(fact: &Fact, item: &ServiceItem) -> Vec<String> {
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
        Fact::Resumed(_) | Fact::MoneyRecorded(_) => Vec::new(),
    }
}
