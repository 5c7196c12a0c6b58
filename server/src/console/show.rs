//! A case as the console shows it: rows of lists and the page of one case.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use shanyi_domain::case::{Case, Step, Verdict};
use shanyi_domain::catalog::{Level, ServiceItem};
use shanyi_domain::deadline::Clock;
use shanyi_domain::directory::Station;
use shanyi_domain::fact::{Fact, ImageRef};
use shanyi_domain::ids::{ActorId, ImageHash, StationId};
use shanyi_domain::person::masked_phone;
use shanyi_domain::state::{Role, State};
use shanyi_domain::time::Day;
use shanyi_domain::workday::{Calendar, Due};

use super::view::{
    ApplicantView, CaseRow, CorrectionView, DeliveredView, DueView, ImageView, ItemView, Leg,
    LegView, StationView, WantedView,
};
use crate::ledger::blobs::NamedImage;
use crate::ledger::cases::KnownCase;
use crate::ledger::seen::Sight;
use crate::ledger::{LedgerError, View, lists};

/// What every row and page is shown with, read once for a request.
pub struct Desk<'v, 'c> {
    view: &'v View<'c>,
    calendar: Arc<Calendar>,
    stations: BTreeMap<StationId, Station>,
    people: BTreeMap<ActorId, String>,
    today: NaiveDate,
}

impl<'v, 'c> Desk<'v, 'c> {
    /// Reads what is needed.
    ///
    /// # Errors
    /// What the ledger says.
    pub fn new(view: &'v View<'c>, today: NaiveDate) -> Result<Self, LedgerError> {
        let stations = view.stations()?.into_iter();
        let people = view.people()?.into_iter();
        Ok(Self {
            view,
            calendar: view.calendar()?,
            stations: stations.map(|station| (station.id, station)).collect(),
            people: people.map(|person| (person.id, person.name)).collect(),
            today,
        })
    }

    /// The case's item, as the catalogue that it was taken in by has it.
    ///
    /// # Errors
    /// What the ledger says.
    pub fn item(&self, case: &Case) -> Result<Option<Arc<ServiceItem>>, LedgerError> {
        self.view.item(case.catalog_version, &case.item)
    }

    /// The images that the case names.
    ///
    /// # Errors
    /// What the ledger says.
    pub fn images(&self, case: &Case) -> Result<Images, LedgerError> {
        let images = self.view.case_images(case.id)?.into_iter();
        Ok(Images(images.map(|image| (image.hash, image)).collect()))
    }

    /// A person's name.
    pub fn person(&self, id: ActorId) -> Option<String> {
        self.people.get(&id).cloned()
    }

    /// The row of a case in a list.
    pub fn row(&self, known: &KnownCase, item: Option<&ServiceItem>, images: &Images) -> CaseRow {
        let case = &known.case;
        let due = case.due(&self.calendar);
        let silence = lists::silence(known, &self.calendar);
        CaseRow {
            id: case.id.to_string(),
            number: case.number.clone(),
            applicant: case.applicant.name.clone(),
            item: case.item.clone(),
            item_name: item.map_or_else(|| case.item.clone(), |item| item.short.clone()),
            handling: item.map(|item| item.handling),
            station: case.station.0,
            station_name: self.station_name(case.station),
            state: case.state,
            images_here: images.complete(),
            images_total: images.count(),
            due: due.map(|due| self.due(due)),
            silence: silence.map(|silence| self.due(silence.last_day)),
            corrections: case.corrections,
            collected_at: case.collected_at,
            received_at: lists::handed_over(known),
        }
    }

    /// Until when a case of this item would have to be decided, were it accepted today.
    pub fn promise(&self, item: &ServiceItem) -> Option<DueView> {
        let clock = Clock::new(self.today, item.limit()?);
        clock.due(&self.calendar).map(|due| self.due(due))
    }

    fn due(&self, due: Due) -> DueView {
        DueView {
            date: Day(due.date),
            provisional: due.provisional,
            remaining: self.calendar.remaining(self.today, due.date),
        }
    }

    /// What a station is called.
    pub fn station_name(&self, id: StationId) -> String {
        let station = self.stations.get(&id);
        station.map_or_else(String::new, |station| station.name.clone())
    }

    /// The station of the case.
    pub fn station(&self, case: &Case) -> StationView {
        match self.stations.get(&case.station) {
            Some(station) => station_view(station),
            None => StationView {
                id: case.station.0,
                code: String::new(),
                name: String::new(),
                short: String::new(),
                township: String::new(),
            },
        }
    }

    /// The applicant, with the whole identity number or telephone only where that was asked for.
    pub fn applicant(&self, case: &Case, reveal: Option<Sight>) -> ApplicantView {
        let applicant = &case.applicant;
        let id = applicant.id_number.as_ref();
        ApplicantView {
            name: applicant.name.clone(),
            id_masked: id.map(|id| id.masked()),
            id_number: id
                .filter(|_| reveal == Some(Sight::IdNumber))
                .map(|id| id.as_str().to_owned()),
            sex: id.map(|id| id.sex()),
            age: id.map(|id| id.age_on(self.today)),
            phone_masked: applicant.phone.as_deref().map(masked_phone),
            phone: applicant
                .phone
                .clone()
                .filter(|_| reveal == Some(Sight::Phone)),
            address: applicant.address.clone(),
        }
    }

    /// Who has the case on each of the three legs.
    pub fn legs(&self, known: &KnownCase, item: Option<&ServiceItem>) -> Vec<LegView> {
        let case = &known.case;
        let turn = turn(case);
        let moved = case.steps.iter().rev().find(|step| {
            step.verdict == Verdict::Applied && !matches!(step.event.fact, Fact::Commented(_))
        });
        let since = moved.and_then(|step| known.received(step.event.id));
        let last_of = |role: Role| {
            let mut steps = case.steps.iter().rev();
            let step = steps.find(|step| step.event.role == role);
            step.and_then(|step| self.person(step.event.actor))
        };
        let beyond = item
            .filter(|item| !matches!(item.decide, Level::Village | Level::Township))
            .map(|item| item.decider.clone());
        let leg = |leg, who, reached| LegView {
            leg,
            who,
            turn: turn == Some(leg),
            reached,
            since: since.filter(|_| turn == Some(leg)),
        };
        let township = last_of(Role::Township);
        let handed_over = case.submitted_at.is_some();
        vec![
            leg(Leg::Village, last_of(Role::Station), true),
            leg(Leg::Township, township, handed_over),
            leg(
                Leg::County,
                case.office.clone().or(beyond),
                case.office.is_some(),
            ),
        ]
    }
}

/// Whose turn it is; nobody's once a case is closed.
fn turn(case: &Case) -> Option<Leg> {
    match case.state {
        State::Collected | State::Correction => Some(Leg::Village),
        State::Denied | State::Refused | State::Withdrawn => Some(Leg::Village),
        State::Granted if case.issued.is_some() => Some(Leg::Village),
        State::Submitted | State::Granted => Some(Leg::Township),
        State::Accepted if case.office.is_some() => Some(Leg::County),
        State::Accepted => Some(Leg::Township),
        State::Closed => None,
    }
}

/// A station as it is shown.
pub fn station_view(station: &Station) -> StationView {
    StationView {
        id: station.id.0,
        code: station.code.clone(),
        name: station.name.clone(),
        short: station.short.clone(),
        township: station.township.clone(),
    }
}

/// An item as it is shown.
pub fn item_view(item: &ServiceItem) -> ItemView {
    ItemView {
        code: item.code.clone(),
        name: item.name.clone(),
        short: item.short.clone(),
        category: item.category.clone(),
        handling: item.handling,
        limit: item.limit(),
        promised: item.limits.promised,
        statutory: item.limits.statutory,
        charge: item.fee.charge,
        fee: item.fee.text.clone(),
        result: item.result.name.clone(),
        result_kind: item.result.kind,
        decider: item.decider.clone(),
    }
}

/// A material's name, or its code where no catalogue here knows it.
pub fn material_name(item: Option<&ServiceItem>, code: &str) -> String {
    let listed = item.and_then(|item| item.material(code));
    listed.map_or_else(|| code.to_owned(), |listed| listed.name.clone())
}

/// The images that a case names, and how much of each is here.
pub struct Images(BTreeMap<ImageHash, NamedImage>);

impl Images {
    fn complete(&self) -> u32 {
        let complete = self.0.values().filter(|image| image.here.complete);
        u32::try_from(complete.count()).unwrap_or(u32::MAX)
    }

    fn count(&self) -> u32 {
        u32::try_from(self.0.len()).unwrap_or(u32::MAX)
    }

    /// One of them as it is shown.
    pub fn view(&self, image: &ImageRef) -> ImageView {
        let known = self.0.get(&image.hash);
        let here = known.map(|known| known.here).unwrap_or_default();
        ImageView {
            hash: image.hash.to_string(),
            media: image.media,
            length: image.length,
            have: here.have,
            complete: here.complete,
            thumbnail: known.is_some_and(|known| known.thumbnail),
        }
    }
}

/// The open correction.
pub fn correction(case: &Case, item: Option<&ServiceItem>) -> Option<CorrectionView> {
    let correction = case.correction.as_ref()?;
    let open = case.still_wanted();
    let wanted = correction.wanted.iter().map(|wanted| WantedView {
        material: wanted.material.clone(),
        name: material_name(item, &wanted.material),
        why: wanted.why.clone(),
        open: open.contains(&wanted),
    });
    Some(CorrectionView {
        wanted: wanted.collect(),
        note: correction.note.clone(),
        at: correction.at,
    })
}

/// The handing over.
pub fn delivered(case: &Case, images: &Images) -> Option<DeliveredView> {
    let (body, at) = case.delivered.as_ref()?;
    Some(DeliveredView {
        to: body.to.clone(),
        relation: body.relation,
        at: *at,
        signature: body.signature.as_ref().map(|image| images.view(image)),
        photo: body.photo.as_ref().map(|image| images.view(image)),
    })
}

/// Whether everything missing was asked for once already in this stage of the case: since it was
/// last accepted, or since it began.
pub fn asked_in_this_stage(case: &Case) -> bool {
    let applied = |step: &&Step| step.verdict == Verdict::Applied;
    let mut steps = case.steps.iter().rev().filter(applied);
    let last = steps.find_map(|step| match &step.event.fact {
        Fact::CorrectionAsked(_) => Some(true),
        Fact::Accepted(_) => Some(false),
        _ => None,
    });
    last.unwrap_or(false)
}
