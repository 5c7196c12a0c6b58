//! The one box: people, cases and items by whatever somebody remembers of them; and a person.

use std::collections::BTreeMap;

use shanyi_domain::case::Case;
use shanyi_domain::state::State;
use shanyi_store::CaseQuery;

use crate::desk::{Desk, Inner, case_id};
use crate::error::DeskError;
use crate::view::{
    Find, FoundCaseView, FoundItemView, FoundPersonView, FoundView, MarkField, MarkView, PersonRef,
    PersonView, SpanView,
};

/// Most people and cases that the box shows.
const SHOWN: usize = 8;
/// Most items.
const ITEMS: usize = 5;

impl Desk {
    /// See the command table.
    pub(crate) fn find_all(&self, find: Find) -> Result<FoundView, DeskError> {
        let inner = self.inner()?;
        let (published, now) = (inner.published(), inner.now());
        if find.text.trim().is_empty() {
            return Ok(FoundView {
                people: Vec::new(),
                cases: Vec::new(),
                items: Vec::new(),
                more_people: false,
                more_cases: false,
            });
        }
        let mut people: Vec<FoundPersonView> = Vec::new();
        let mut cases = Vec::new();
        let rows = inner.store().search(&find.text)?;
        for row in rows {
            let Some(case) = inner.store().case(&row.id)? else {
                continue;
            };
            let person = inner.person_of(&case)?;
            if !people.iter().any(|known| known.case == person.case) {
                people.push(FoundPersonView {
                    marks: marks(MarkField::Name, &person.name, &find.text),
                    ..person
                });
            }
            cases.push(FoundCaseView {
                marks: marks(MarkField::Name, &row.name, &find.text),
                row: inner.row_view(row, &published, &now)?,
            });
        }
        let items = self.find_items(find.clone()).unwrap_or_default();
        let items = items.into_iter().take(ITEMS).map(|item| FoundItemView {
            marks: marks(MarkField::Item, &item.name, &find.text),
            item,
        });
        Ok(FoundView {
            more_people: people.len() > SHOWN,
            more_cases: cases.len() > SHOWN,
            people: people.into_iter().take(SHOWN).collect(),
            cases: cases.into_iter().take(SHOWN).collect(),
            items: items.collect(),
        })
    }

    /// See the command table.
    pub(crate) fn person(&self, person: PersonRef) -> Result<PersonView, DeskError> {
        let inner = self.inner()?;
        let case = inner.case_for(&person.case)?;
        let found = inner.person_of(&case)?;
        let case = inner.case_for(&found.case)?;
        let id = case.applicant.id_number.as_ref();
        let today = inner.now().today;
        let mut household = BTreeMap::new();
        for other in inner.every_case()? {
            if other.applicant.address == case.applicant.address && key(&other) != key(&case) {
                household.insert(key(&other), inner.person_of(&other)?);
            }
        }
        Ok(PersonView {
            case: found.case,
            name: found.name,
            id_masked: id.map(|id| id.masked()),
            sex: id.map(|id| id.sex()),
            age: id.map(|id| id.age_on(today)),
            phone: case.applicant.phone.clone(),
            address: found.address,
            cases: found.cases,
            open: found.open,
            household: household.into_values().collect(),
        })
    }
}

/// Who a case is of: the ID number; without one, name and telephone; without both, name and
/// address.
pub(crate) fn key(case: &Case) -> String {
    let applicant = &case.applicant;
    match (&applicant.id_number, &applicant.phone) {
        (Some(id), _) => id.as_str().to_owned(),
        (None, Some(phone)) => format!("{}\n{phone}", applicant.name),
        (None, None) => format!("{}\n\n{}", applicant.name, applicant.address),
    }
}

impl Inner {
    pub(crate) fn every_case(&self) -> Result<Vec<Case>, DeskError> {
        let mut query = CaseQuery::default();
        let mut cases = Vec::new();
        loop {
            let page = self.store().cases(&query)?;
            for row in page.rows {
                cases.extend(self.store().case(&row.id)?);
            }
            match page.next {
                Some(next) => query.after = Some(next),
                None => return Ok(cases),
            }
        }
    }

    fn person_of(&self, case: &Case) -> Result<FoundPersonView, DeskError> {
        let who = key(case);
        let theirs: Vec<Case> = self
            .every_case()?
            .into_iter()
            .filter(|one| key(one) == who)
            .collect();
        let newest = theirs
            .iter()
            .max_by_key(|one| one.collected_at)
            .unwrap_or(case);
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let open = theirs.iter().filter(|one| one.state != State::Closed);
        Ok(FoundPersonView {
            case: newest.id.to_string(),
            name: newest.applicant.name.clone(),
            id_end: newest
                .applicant
                .id_number
                .as_ref()
                .map(|id| id.last4().to_owned()),
            phone_end: newest.applicant.phone.as_ref().map(|phone| {
                let digits: Vec<char> = phone.chars().filter(char::is_ascii_digit).collect();
                digits[digits.len().saturating_sub(4)..].iter().collect()
            }),
            address: newest.applicant.address.clone(),
            cases: count(theirs.len()),
            open: count(open.count()),
            marks: Vec::new(),
        })
    }

    pub(crate) fn person_key(&self, case: &str) -> Result<String, DeskError> {
        let case = self.store().case(&case_id(case)?)?;
        case.as_ref().map(key).ok_or(DeskError::NoCase)
    }
}

fn marks(field: MarkField, text: &str, typed: &str) -> Vec<MarkView> {
    let Some(at) = text.find(typed.trim()) else {
        return Vec::new();
    };
    let units = |text: &str| u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX);
    let from = units(&text[..at]);
    vec![MarkView {
        field,
        text: text.to_owned(),
        spans: vec![SpanView {
            from,
            to: from + units(typed.trim()),
        }],
    }]
}
