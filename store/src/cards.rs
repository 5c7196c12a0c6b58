//! The cards: what finding and lists need of every case, in memory. A hundred thousand of them are
//! some fifteen megabytes and are looked through in a few milliseconds, so that every combination
//! of filters and words costs the same, and a save pays for no index.

use std::cell::{Cell, RefCell};
use std::hash::BuildHasher;
use std::sync::{Arc, Mutex, PoisonError};

use hashbrown::{DefaultHashBuilder, HashTable};
use rusqlite::Connection;
use shanyi_domain::state::State;

use crate::error::StoreError;
use crate::sounds::Sounds;
use crate::store::Store;

mod figures;
pub(crate) mod load;
pub(crate) mod pack;
mod texts;

pub(crate) use figures::{DueDay, Position, Second};
pub(crate) use texts::{Spoken, Texts};

/// Stands for a text that a card has not.
pub(crate) const NONE: u32 = u32::MAX;

/// What a card is made from: a case's row, or its place in a pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry<'a> {
    pub(crate) begun: Position,
    pub(crate) number: &'a str,
    pub(crate) item: &'a str,
    pub(crate) catalog_version: u32,
    pub(crate) name: &'a str,
    pub(crate) id_number: Option<&'a str>,
    pub(crate) phone: Option<&'a str>,
    pub(crate) address: &'a str,
    pub(crate) facts: Facts,
}

/// What of a card is no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Facts {
    pub(crate) state: State,
    pub(crate) issued: bool,
    /// Versions of a paper or an answer stand side by side.
    pub(crate) to_settle: bool,
    /// A clock runs or stands still for a while.
    pub(crate) clock: bool,
    pub(crate) due: DueDay,
    pub(crate) collected_at: Second,
    pub(crate) updated_at: Second,
    pub(crate) closed_at: Option<Second>,
    /// The last event of this PC.
    pub(crate) last_own: Option<Position>,
}

/// One case. Texts are numbers in [`Cards`], or [`NONE`].
pub(crate) struct Card {
    pub(crate) begun: Position,
    pub(crate) person: u32,
    pub(crate) name: u32,
    pub(crate) id_number: u32,
    pub(crate) phone: u32,
    pub(crate) address: u32,
    pub(crate) item: u32,
    pub(crate) catalog_version: u32,
    /// What stands before the counter in its number: 五星-26-A.
    pub(crate) series: u32,
    /// The counter; [`NONE`] where the number is not written so.
    pub(crate) counter: u32,
    /// The check character, which is ASCII.
    pub(crate) check: u8,
    pub(crate) facts: Facts,
}

/// Who a case is of: the ID number; without one, name and telephone; without both, name and
/// address. All by the numbers of the texts.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Who {
    Numbered(u32),
    Reached(u32, u32),
    Housed(u32, u32),
}

/// What is known of a person beside their cards.
#[derive(Clone, Copy)]
pub(crate) struct Person {
    who: Who,
    /// `begun` of the case that was taken in last.
    pub(crate) newest: Position,
    /// The latest change of any of their cases.
    pub(crate) updated_at: Second,
}

/// Every card, in the order in which the cases came here.
#[derive(Default)]
pub(crate) struct Cards {
    pub(crate) cards: Vec<Card>,
    pub(crate) people: Vec<Person>,
    /// The numbers of the people, by who they are.
    numbers: HashTable<u32>,
    hasher: DefaultHashBuilder,
    pub(crate) sounds: Sounds,
    pub(crate) names: Spoken,
    pub(crate) addresses: Spoken,
    pub(crate) id_numbers: Texts,
    pub(crate) phones: Texts,
    pub(crate) items: Texts,
    pub(crate) series: Texts,
}

impl Cards {
    /// Makes room for so many cards.
    pub(crate) fn reserve(&mut self, count: usize) {
        self.cards.reserve(count);
        self.people.reserve(count / 2);
    }

    /// The card of the case that began at this position.
    pub(crate) fn get(&self, begun: Position) -> Option<&Card> {
        let at = self.cards.binary_search_by_key(&begun, |card| card.begun);
        at.ok().map(|at| &self.cards[at])
    }

    /// Adds a card, or puts it in the place of the one that was there.
    pub(crate) fn put(&mut self, entry: &Entry<'_>) {
        let card = self.card(entry);
        let person = &mut self.people[card.person as usize];
        person.newest = person.newest.max(card.begun);
        person.updated_at = person.updated_at.max(card.facts.updated_at);
        if self.cards.last().is_none_or(|last| last.begun < card.begun) {
            self.cards.push(card);
            return;
        }
        let at = self
            .cards
            .binary_search_by_key(&card.begun, |card| card.begun);
        match at {
            Ok(at) => self.cards[at] = card,
            Err(at) => self.cards.insert(at, card),
        }
    }

    fn card(&mut self, entry: &Entry<'_>) -> Card {
        let name = self.names.number(entry.name, &mut self.sounds);
        let address = self.addresses.number(entry.address, &mut self.sounds);
        let id_number = entry.id_number.map(|id| self.id_numbers.number(id));
        let phone = entry.phone.map(|phone| self.phones.number(phone));
        let (series, counter, check) = series(entry.number);
        let who = match (id_number, phone) {
            (Some(id), _) => Who::Numbered(id),
            (None, Some(phone)) => Who::Reached(name, phone),
            (None, None) => Who::Housed(name, address),
        };
        Card {
            begun: entry.begun,
            person: self.person(who, entry),
            name,
            id_number: id_number.unwrap_or(NONE),
            phone: phone.unwrap_or(NONE),
            address,
            item: self.items.number(entry.item),
            catalog_version: entry.catalog_version,
            series: self.series.number(series),
            counter,
            check,
            facts: entry.facts,
        }
    }

    /// The number of a person, who is kept with this case if they were not.
    fn person(&mut self, who: Who, entry: &Entry<'_>) -> u32 {
        let Self {
            people,
            numbers,
            hasher,
            ..
        } = self;
        let hash = hasher.hash_one(who);
        if let Some(number) = numbers.find(hash, |number| people[*number as usize].who == who) {
            return *number;
        }
        let number = u32::try_from(people.len()).unwrap_or(NONE);
        people.push(Person {
            who,
            newest: entry.begun,
            updated_at: entry.facts.updated_at,
        });
        numbers.insert_unique(hash, number, |number| {
            hasher.hash_one(people[*number as usize].who)
        });
        number
    }

    /// A case's number as it is written.
    pub(crate) fn number(&self, card: &Card) -> String {
        let series = self.series.get(card.series).unwrap_or_default();
        match card.counter {
            NONE => series.to_owned(),
            counter => format!("{series}{counter:04}-{}", char::from(card.check)),
        }
    }
}

/// A number's part before the counter, the counter, and the check character. A number that is not
/// written so is a series of its own.
fn series(number: &str) -> (&str, u32, u8) {
    let other = (number, NONE, b' ');
    let Some((body, check)) = number.rsplit_once('-') else {
        return other;
    };
    let series = body.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = &body[series.len()..];
    match (digits.parse(), check.as_bytes()) {
        (Ok(counter), [check]) if is_written_so(digits) => (series, counter, *check),
        _ => other,
    }
}

/// Four digits, or more without a zero before them.
fn is_written_so(digits: &str) -> bool {
    digits.len() == 4 || (digits.len() > 4 && !digits.starts_with('0'))
}

/// The cards of an open store: read when they are first asked for, and then kept as the rows are.
#[derive(Default)]
pub(crate) struct Shelf {
    cards: RefCell<Option<Cards>>,
    /// Rows that were written since. What was rolled back is read again for nothing.
    touched: Arc<Mutex<Vec<i64>>>,
    /// A pack could not be read: the next idle moment packs everything again.
    pub(crate) damaged: Cell<bool>,
}

impl Shelf {
    /// Beyond so many written rows it is quicker to read everything again.
    const MANY: usize = 20_000;

    /// Watches which rows are written through this connection.
    pub(crate) fn watch(db: &mut Connection) -> Result<Self, StoreError> {
        let shelf = Self::default();
        let touched = Arc::clone(&shelf.touched);
        db.update_hook(Some(move |_, _: &str, table: &str, row| {
            if table == "case_row" {
                let mut touched = touched.lock().unwrap_or_else(PoisonError::into_inner);
                if touched.len() <= Self::MANY {
                    touched.push(row);
                }
            }
        }))?;
        Ok(shelf)
    }

    /// Puts the cards away: what was written can't be told by rows.
    pub(crate) fn clear(&self) {
        self.cards.replace(None);
    }
}

impl Store {
    /// Reads what finding and lists need into memory, unless it is there. Who asks first waits
    /// for it; so a program does this in its first idle moment.
    ///
    /// # Errors
    /// What the database reports.
    pub fn warm(&self) -> Result<(), StoreError> {
        self.with_cards(|_| Ok(()))
    }

    /// Looks at the cards as the rows are now.
    pub(crate) fn with_cards<T>(
        &self,
        look: impl FnOnce(&Cards) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let touched = {
            let mut touched = self.shelf.touched.lock();
            std::mem::take(&mut **touched.as_mut().unwrap_or_else(|poison| poison.get_mut()))
        };
        let mut kept = self.shelf.cards.borrow_mut();
        let cards = match kept.take() {
            Some(mut cards) if touched.len() < Shelf::MANY => {
                load::again(&self.db, &mut cards, touched)?;
                cards
            }
            _ => {
                let (cards, damaged) = load::all(&self.db)?;
                self.shelf.damaged.set(damaged);
                cards
            }
        };
        look(kept.insert(cards))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_is_small() {
        assert!(size_of::<Card>() <= 68, "{}", size_of::<Card>());
        assert!(size_of::<Person>() <= 20, "{}", size_of::<Person>());
    }

    #[test]
    fn a_number_comes_apart_and_together_again() {
        assert_eq!(series("五星-26-A0417-8"), ("五星-26-A", 417, b'8'));
        assert_eq!(series("五星-26-A12345-X"), ("五星-26-A", 12345, b'X'));
        for odd in [
            "",
            "五星",
            "五星-26-A-8",
            "五星-26-A0417-88",
            "五星-26-A0417-é",
            "五星-26-A00417-8",
        ] {
            assert_eq!(series(odd), (odd, NONE, b' '));
        }
    }
}
