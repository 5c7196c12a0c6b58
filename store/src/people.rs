//! People. A person is who their cases say they are: the same ID number; without one, the same
//! name and telephone; without both, the same name and address.

use shanyi_domain::ids::CaseId;
use shanyi_domain::state::State;

use crate::cards::{Cards, NONE, Position};
use crate::error::StoreError;
use crate::finding::Best;
use crate::store::Store;

/// Most people of one household that are listed.
const HOUSEHOLD: usize = 40;

/// A person, by what is said on the case that was taken in last. Holds personal data: never log
/// one.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonRow {
    /// The case that was taken in last.
    pub case: CaseId,
    /// Name.
    pub name: String,
    /// ID number.
    pub id_number: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// Where the person lives.
    pub address: String,
    /// How many cases they have.
    pub cases: u32,
    /// Of these, not closed.
    pub open: u32,
    pub(crate) number: u32,
    /// `begun` of that case.
    pub(crate) newest: Position,
}

impl std::fmt::Debug for PersonRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PersonRow")
            .field("cases", &self.cases)
            .finish_non_exhaustive()
    }
}

impl Store {
    /// The person to whom a case belongs, and the others who live at the same address, the newest
    /// change first; `None` where the case is not here.
    ///
    /// # Errors
    /// What the database reports.
    pub fn person(&self, case: &CaseId) -> Result<Option<(PersonRow, Vec<PersonRow>)>, StoreError> {
        let Some(begun) = self.begun(case)? else {
            return Ok(None);
        };
        self.with_cards(|cards| {
            let Some(card) = Position::of(begun).and_then(|begun| cards.get(begun)) else {
                return Ok(None);
            };
            let person = rows(cards, &[card.person]).pop();
            let others = person.as_ref().map(|person| household(cards, person));
            match (person, others) {
                (Some(person), Some(others)) => {
                    let person = self.named(person)?;
                    let others = rows(cards, &others).into_iter();
                    let others = others.map(|other| self.named(other));
                    Ok(Some((person, others.collect::<Result<_, _>>()?)))
                }
                _ => Ok(None),
            }
        })
    }

    /// The same with the case's id, which cards don't have.
    pub(crate) fn named(&self, mut person: PersonRow) -> Result<PersonRow, StoreError> {
        person.case = self.case_at(person.newest.get())?;
        Ok(person)
    }
}

/// The others whose newest case has the same address, whatever blanks and full-width digits it is
/// written with. Nobody shares an address that is not there.
fn household(cards: &Cards, person: &PersonRow) -> Vec<u32> {
    let mut best = Best::of(HOUSEHOLD);
    let theirs = cards.get(person.newest).map_or(NONE, |card| card.address);
    let spelled: Vec<&[u32]> = cards.addresses.spelled().collect();
    let home = spelled.get(theirs as usize).copied().unwrap_or_default();
    if !home.is_empty() {
        for card in &cards.cards {
            let other = &cards.people[card.person as usize];
            let there = spelled.get(card.address as usize) == Some(&home);
            if there && other.newest == card.begun && card.person != person.number {
                best.offer((
                    std::cmp::Reverse((other.updated_at, card.begun)),
                    card.person,
                ));
            }
        }
    }
    best.in_order()
        .into_iter()
        .map(|(_, number)| number)
        .collect()
}

/// What is said of these people, in their order.
pub(crate) fn rows(cards: &Cards, numbers: &[u32]) -> Vec<PersonRow> {
    let mut rows: Vec<PersonRow> = numbers
        .iter()
        .filter_map(|number| row(cards, *number))
        .collect();
    for card in &cards.cards {
        if let Some(row) = rows.iter_mut().find(|row| row.number == card.person) {
            row.cases += 1;
            row.open += u32::from(card.facts.state != State::Closed);
        }
    }
    rows
}

fn row(cards: &Cards, number: u32) -> Option<PersonRow> {
    let newest = cards.people.get(number as usize)?.newest;
    let card = cards.get(newest)?;
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    Some(PersonRow {
        case: CaseId([0; CaseId::LEN]),
        name: text(cards.names.texts.get(card.name)),
        id_number: cards.id_numbers.get(card.id_number).map(str::to_owned),
        phone: cards.phones.get(card.phone).map(str::to_owned),
        address: text(cards.addresses.texts.get(card.address)),
        cases: 0,
        open: 0,
        number,
        newest,
    })
}
