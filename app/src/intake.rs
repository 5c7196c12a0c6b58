//! Taking in a case.

use std::collections::BTreeMap;

use shanyi_domain::catalog::{AgeFault, ServiceItem};
use shanyi_domain::fact::{Applicant, Collected, Fact, MaterialLine, Submitted};
use shanyi_domain::identity::IdNumber;
use shanyi_domain::material;
use shanyi_domain::person::{PersonName, Phone};
use shanyi_store::{Act, Room};

use crate::clock::Now;
use crate::desk::{Desk, Inner};
use crate::error::DeskError;
use crate::limits::ADDRESS;
use crate::view::{ApplicantForm, TakeIn, Taken};

impl Desk {
    /// See the command table.
    pub(crate) fn take_in(&self, form: TakeIn) -> Result<Taken, DeskError> {
        let inner = self.inner()?;
        if inner.store().room() == Room::NoIntake {
            return Err(DeskError::NoRoomForIntake);
        }
        let items = inner.items()?;
        let item = items.catalog.item(&form.item).ok_or(DeskError::NoItem)?;
        if !item.offered {
            return Err(DeskError::ItemNotOffered);
        }
        let now = inner.now();
        let unconfirmed = inner.right_to_take_in(&now)?;
        let applicant = applicant(&form.applicant, item, &now)?;
        let missing = missing(item, &form.applies, &form.materials);
        if form.submit && !missing.is_empty() {
            return Err(DeskError::Incomplete {
                missing: names(&missing),
            });
        }
        let collected = Collected {
            // The store gives the number together with the event.
            number: String::new(),
            station: inner.identity.station.id,
            item: item.code.clone(),
            catalog_version: items.catalog.version,
            applicant,
            materials: form.materials,
            channel: form.channel,
            noticed: missing.iter().map(|(code, _)| code.clone()).collect(),
            applies: form.applies,
        };
        let mut facts = vec![Fact::Collected(collected)];
        facts.extend(unconfirmed);
        if form.submit {
            facts.push(Fact::Submitted(Submitted {
                missing_because: None,
            }));
        }
        let saved = inner.record(None, facts, form.draft.as_deref(), &now)?;
        Ok(Taken {
            case: saved.case.id.to_string(),
            number: saved.case.number,
            missing: names(&missing),
            submitted: form.submit,
        })
    }
}

impl Inner {
    /// Saves facts of one case in one transaction and tells everybody. The draft that they were
    /// typed in goes with them.
    pub(crate) fn record(
        &self,
        case: Option<shanyi_domain::ids::CaseId>,
        facts: Vec<Fact>,
        draft: Option<&str>,
        now: &Now,
    ) -> Result<shanyi_store::Saved, DeskError> {
        self.record_upon(case, facts, None, draft, now)
    }

    /// Like [`Inner::record`], upon the case as it was behind `seen`.
    pub(crate) fn record_upon(
        &self,
        case: Option<shanyi_domain::ids::CaseId>,
        facts: Vec<Fact>,
        seen: Option<Vec<shanyi_domain::ids::EventRef>>,
        draft: Option<&str>,
        now: &Now,
    ) -> Result<shanyi_store::Saved, DeskError> {
        let act = Act {
            case,
            facts,
            actor: self.operator(),
            at: now.best,
            clock_doubtful: now.doubtful,
            draft: draft.map(str::to_owned),
        };
        let saved = self.store().record_upon(act, seen)?;
        self.saved();
        Ok(saved)
    }
}

/// Checks an applicant as typed.
fn applicant(form: &ApplicantForm, item: &ServiceItem, now: &Now) -> Result<Applicant, DeskError> {
    let name = PersonName::parse(&form.name).map_err(|fault| DeskError::Name { fault })?;
    let id = IdNumber::parse_on(&form.id_number, now.latest)
        .map_err(|fault| DeskError::IdNumber { fault })?;
    if let Some(fault) = age_fault(item, &id, now) {
        return Err(DeskError::Age { fault });
    }
    let phone = match &form.phone {
        None => None,
        Some(text) => Phone::parse_or_none(text).map_err(|fault| DeskError::Phone { fault })?,
    };
    let address = form.address.trim();
    if address.is_empty() || address.chars().count() > ADDRESS {
        return Err(DeskError::Address {
            limit: u32::try_from(ADDRESS).unwrap_or(u32::MAX),
        });
    }
    Ok(Applicant {
        name: name.as_str().to_owned(),
        id_number: Some(id),
        phone: phone.map(|phone| phone.as_str().to_owned()),
        address: address.to_owned(),
    })
}

/// How the applicant's age misses the item's rule on every day that it may be.
pub(crate) fn age_fault(item: &ServiceItem, id: &IdNumber, now: &Now) -> Option<AgeFault> {
    let rule = item.age?;
    let mut faults = now.days().into_iter().map(|day| rule.check(id, day).err());
    let first = faults.next().flatten()?;
    faults.all(|fault| fault.is_some()).then_some(first)
}

/// Codes and names of the papers that are needed and not wholly here.
fn missing(
    item: &ServiceItem,
    applies: &[String],
    lines: &[MaterialLine],
) -> Vec<(String, String)> {
    let lines: BTreeMap<String, MaterialLine> = lines
        .iter()
        .map(|line| (line.material.clone(), line.clone()))
        .collect();
    material::missing(item, applies, &lines)
        .into_iter()
        .map(|position| (position.listed.code.clone(), position.listed.name.clone()))
        .collect()
}

fn names(missing: &[(String, String)]) -> Vec<String> {
    missing.iter().map(|(_, name)| name.clone()).collect()
}
