//! The one box: people and cases by whatever somebody remembers of them, best first.

use std::cmp::Reverse;

use crate::cards::{Card, Cards, Position, Second};
use crate::cases::CaseRow;
use crate::error::StoreError;
use crate::people::{self, PersonRow};
use crate::store::Store;
use crate::typed::Typed;

mod hits;
mod marks;
mod numbers;

pub(crate) use hits::{Hits, NO};
pub use marks::{Field, Mark};

/// What a text finds, best first: what is the whole of a name or number, then what begins one, then
/// parts, then addresses and items; among equals the newest change.
#[derive(Debug)]
pub struct Found {
    /// People, each with why they were found.
    pub people: Vec<(PersonRow, Vec<Mark>)>,
    /// How many people there are.
    pub people_in_all: u32,
    /// Cases.
    pub cases: Vec<FoundCase>,
    /// How many cases there are.
    pub cases_in_all: u32,
}

/// A case that was found.
#[derive(Debug)]
pub struct FoundCase {
    /// Its row.
    pub row: CaseRow,
    /// Why it was found. What its item is called is for the caller to mark.
    pub marks: Vec<Mark>,
}

/// The first of a number of things by an order, and how many there were.
pub(crate) struct Best<T> {
    kept: std::collections::BinaryHeap<T>,
    most: usize,
    pub(crate) count: u32,
}

impl<T: Ord> Best<T> {
    pub(crate) fn of(most: usize) -> Self {
        Self {
            kept: std::collections::BinaryHeap::with_capacity(most + 1),
            most,
            count: 0,
        }
    }

    pub(crate) fn offer(&mut self, one: T) {
        self.count += 1;
        if self.kept.len() < self.most {
            self.kept.push(one);
        } else if self.kept.peek().is_some_and(|last| one < *last) {
            self.kept.pop();
            self.kept.push(one);
        }
    }

    pub(crate) fn in_order(self) -> Vec<T> {
        self.kept.into_sorted_vec()
    }
}

/// Newest change first; of one second, what came here last.
pub(crate) fn newest_first(card: &Card) -> Reverse<(Second, Position)> {
    Reverse((card.facts.updated_at, card.begun))
}

impl Store {
    /// The people and the cases that a text finds, at most so many of each. Any text is allowed.
    ///
    /// # Errors
    /// What the database reports.
    pub fn find(&self, typed: &Typed, most: usize) -> Result<Found, StoreError> {
        self.with_cards(|cards| {
            let Some(hits) = Hits::of(cards, typed) else {
                return Ok(Found {
                    people: Vec::new(),
                    people_in_all: 0,
                    cases: Vec::new(),
                    cases_in_all: 0,
                });
            };
            let (best, people_in_all) = best_people(cards, &hits, most);
            let mut people = Vec::new();
            for person in people::rows(cards, &best) {
                let marks = marks::of_person(cards, &person, typed);
                people.push((self.named(person)?, marks));
            }
            let mut best = Best::of(most);
            for (card, rank) in cards.cards.iter().zip(&hits.ranks) {
                if *rank != NO {
                    best.offer((*rank, newest_first(card)));
                }
            }
            let cases_in_all = best.count;
            let mut found = Vec::new();
            for (_, Reverse((_, begun))) in best.in_order() {
                let (Some(card), Some(row)) = (cards.get(begun), self.row_at(begun.get())?) else {
                    continue;
                };
                let marks = marks::of_case(cards, card, typed);
                found.push(FoundCase { row, marks });
            }
            Ok(Found {
                people,
                people_in_all,
                cases: found,
                cases_in_all,
            })
        })
    }
}

/// The people whom the words find by what is said of them alone, by their numbers.
fn best_people(cards: &Cards, hits: &Hits, most: usize) -> (Vec<u32>, u32) {
    let mut ranks = vec![NO; cards.people.len()];
    for (card, rank) in cards.cards.iter().zip(&hits.of_person) {
        let best = &mut ranks[card.person as usize];
        *best = (*best).min(*rank);
    }
    let mut best = Best::of(most);
    for (number, (person, rank)) in (0u32..).zip(cards.people.iter().zip(ranks)) {
        if rank != NO {
            best.offer((rank, Reverse((person.updated_at, person.newest)), number));
        }
    }
    let count = best.count;
    let numbers = best.in_order().into_iter().map(|(.., number)| number);
    (numbers.collect(), count)
}
