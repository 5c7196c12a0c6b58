//! The one box: people, cases and items by whatever somebody remembers of them; and a person.

use std::ops::Range;

use shanyi_domain::identity::IdNumber;
use shanyi_domain::person::masked_phone;
use shanyi_store::{Field, Mark, PersonRow, Spelling, letters};

use crate::desk::{Desk, case_id};
use crate::error::DeskError;
use crate::items::row as item_row;
use crate::look::Look;
use crate::view::{
    Find, FoundCaseView, FoundItemView, FoundPersonView, FoundView, MarkField, MarkView, PersonRef,
    PersonView, SpanView,
};

/// Most people and most cases that the box shows.
const SHOWN: usize = 8;
/// Most items.
const ITEMS: usize = 5;

impl Desk {
    /// See the command table.
    pub(crate) fn find_all(&self, find: Find) -> Result<FoundView, DeskError> {
        self.inner()?.look(|look| {
            let typed = look.typed(&find.text);
            let found = look.store.find(&typed, SHOWN)?;
            let is_more = |all: u32, shown: usize| all as usize > shown;
            Ok(FoundView {
                more_people: is_more(found.people_in_all, found.people.len()),
                more_cases: is_more(found.cases_in_all, found.cases.len()),
                people: found
                    .people
                    .into_iter()
                    .map(|(person, marks)| person_view(person, marks))
                    .collect(),
                cases: found
                    .cases
                    .into_iter()
                    .map(|case| {
                        let mut marks: Vec<MarkView> = case.marks.into_iter().map(mark).collect();
                        marks.extend(look.item_marks(&case.row.item, &find.text));
                        FoundCaseView {
                            row: look.row_view(case.row),
                            marks,
                        }
                    })
                    .collect(),
                items: look.items(&find.text),
            })
        })
    }

    /// See the command table.
    pub(crate) fn person(&self, person: PersonRef) -> Result<PersonView, DeskError> {
        let case = case_id(&person.case)?;
        self.inner()?.look(|look| {
            let (person, household) = look.store.person(&case)?.ok_or(DeskError::NoCase)?;
            let today = look.now.today;
            let id = person.id_number.as_deref();
            let id = id.and_then(|id| IdNumber::parse(id).ok());
            Ok(PersonView {
                case: person.case.to_string(),
                name: person.name,
                id_masked: id.as_ref().map(IdNumber::masked),
                sex: id.as_ref().map(IdNumber::sex),
                age: id.as_ref().map(|id| id.age_on(today)),
                phone_masked: person.phone.as_deref().map(masked_phone),
                address: person.address,
                cases: person.cases,
                open: person.open,
                household: household
                    .into_iter()
                    .map(|other| person_view(other, Vec::new()))
                    .collect(),
            })
        })
    }
}

impl Look<'_> {
    /// The items that a text finds. None is offered before something is typed.
    fn items(&self, text: &str) -> Vec<FoundItemView> {
        let Some(items) = self.published.items.as_ref() else {
            return Vec::new();
        };
        if letters(text).next().is_none() {
            return Vec::new();
        }
        let found = items.finder.find(text).into_iter().take(ITEMS);
        let item = |code| items.catalog.item(code);
        found
            .filter_map(item)
            .map(|item| FoundItemView {
                marks: self.item_marks(&item.code, text),
                item: item_row(item),
            })
            .collect()
    }

    /// Which characters of an item's name, short name or other name a text stands for.
    fn item_marks(&self, code: &str, text: &str) -> Vec<MarkView> {
        let items = self.published.items.as_ref();
        let shown = items.and_then(|items| items.finder.show(code, text));
        shown
            .map(|(text, bytes)| MarkView {
                field: MarkField::Item,
                spans: spans(&text, &[bytes]),
                text,
            })
            .into_iter()
            .collect()
    }
}

fn person_view(person: PersonRow, marks: Vec<Mark>) -> FoundPersonView {
    FoundPersonView {
        case: person.case.to_string(),
        name: person.name,
        id_end: person.id_number.as_deref().map(end),
        phone_end: person.phone.as_deref().map(end),
        address: person.address,
        cases: person.cases,
        open: person.open,
        marks: marks.into_iter().map(mark).collect(),
    }
}

/// The last four characters of a number.
fn end(number: &str) -> String {
    let skip = number.chars().count().saturating_sub(4);
    number.chars().skip(skip).collect()
}

fn mark(mark: Mark) -> MarkView {
    MarkView {
        field: match mark.field {
            Field::Name(Spelling::Written) => MarkField::Name,
            Field::Name(Spelling::Initials) => MarkField::Initials,
            Field::Name(Spelling::Sounds) => MarkField::Pinyin,
            Field::IdNumber => MarkField::IdEnd,
            Field::Phone => MarkField::PhoneEnd,
            Field::Number => MarkField::Number,
            Field::Address => MarkField::Address,
        },
        spans: spans(&mark.text, &mark.spans),
        text: mark.text,
    }
}

/// Spans in the units by which screens slice.
fn spans(text: &str, bytes: &[Range<usize>]) -> Vec<SpanView> {
    let units = |up_to: usize| {
        let units = text.get(..up_to).unwrap_or(text).encode_utf16().count();
        u32::try_from(units).unwrap_or(u32::MAX)
    };
    bytes
        .iter()
        .map(|span| SpanView {
            from: units(span.start),
            to: units(span.end),
        })
        .collect()
}
