//! Why something was found: for each word the field that it hit best, and the characters.

use std::ops::Range;

use crate::cards::{Card, Cards};
use crate::people::PersonRow;
use crate::sounds::{Spelling, letters, show};
use crate::typed::{Typed, Word};

use super::hits::{self, NO};
use super::numbers;

/// A field by which something was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// The name.
    Name(Spelling),
    /// The end of the ID number: its last four characters are the text.
    IdNumber,
    /// The end of the telephone number: its last four digits are the text.
    Phone,
    /// The case's number.
    Number,
    /// The address.
    Address,
}

/// Why something was found.
#[derive(Clone, PartialEq, Eq)]
pub struct Mark {
    /// By which field.
    pub field: Field,
    /// What is shown of it.
    pub text: String,
    /// The bytes of the text that were found, in order, apart from each other.
    pub spans: Vec<Range<usize>>,
}

impl std::fmt::Debug for Mark {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mark")
            .field("field", &self.field)
            .field("spans", &self.spans)
            .finish_non_exhaustive()
    }
}

/// Why a person was found. Each word is looked for on their newest case first, since that is what
/// is shown of them, and then on the others.
pub(super) fn of_person(cards: &Cards, person: &PersonRow, typed: &Typed) -> Vec<Mark> {
    let theirs = cards.cards.iter().rev();
    let theirs: Vec<&Card> = theirs.filter(|card| card.person == person.number).collect();
    let mark = |word: &Word| {
        theirs
            .iter()
            .find_map(|card| said_of_person(cards, card, word))
    };
    marks_of(typed, mark)
}

/// The mark of all that was typed as one word; where it is none, those of its words.
fn marks_of(typed: &Typed, mark: impl Fn(&Word) -> Option<Mark>) -> Vec<Mark> {
    match typed.joined.as_ref().and_then(&mark) {
        Some(joined) => vec![joined],
        None => together(typed.words.iter().filter_map(mark)),
    }
}

/// Why a case was found, beside its item.
pub(super) fn of_case(cards: &Cards, card: &Card, typed: &Typed) -> Vec<Mark> {
    let mark = |word: &Word| {
        let number = || number(cards, card, word);
        match said_of_person(cards, card, word) {
            Some(mark) if mark.field != Field::Address => Some(mark),
            weaker => number().or(weaker),
        }
    };
    marks_of(typed, mark)
}

fn said_of_person(cards: &Cards, card: &Card, word: &Word) -> Option<Mark> {
    let name = || {
        let text = cards.names.texts.get(card.name)?;
        let shown = show(text, &word.letters)?;
        Some(mark(Field::Name(shown.by), text, shown.bytes))
    };
    let address = || {
        let text = cards.addresses.texts.get(card.address)?;
        let shown = (!word.is_one_letter()).then(|| show(text, &word.letters))??;
        Some(mark(Field::Address, text, shown.bytes))
    };
    name()
        .or_else(|| end(Field::IdNumber, cards.id_numbers.get(card.id_number)?, word))
        .or_else(|| end(Field::Phone, cards.phones.get(card.phone)?, word))
        .or_else(address)
}

/// The last four characters of a text, with those that the digits hit.
fn end(field: Field, text: &str, word: &Word) -> Option<Mark> {
    let digits = word.digits()?;
    if hits::end(text, &digits) == NO {
        return None;
    }
    let last_four = &text[text.len().saturating_sub(4)..];
    let plain = text.replace('-', "").to_ascii_lowercase();
    let behind = plain.ends_with(&digits);
    let spans = if behind {
        last_four.len().saturating_sub(digits.len())..last_four.len()
    } else if last_four.to_ascii_lowercase().starts_with(&digits) {
        0..digits.len()
    } else {
        // The beginning of the number was typed: nothing of what is shown.
        0..0
    };
    Some(mark(field, last_four, spans))
}

/// The part of a case's number that a word is, whatever stands between its characters, with the
/// zeros before its counter that nobody types.
fn number(cards: &Cards, card: &Card, word: &Word) -> Option<Mark> {
    if numbers::hit(cards, card, &word.text()) == NO {
        return None;
    }
    let text = &cards.number(card);
    let places: Vec<(Range<usize>, char)> = letters(text).collect();
    let plain: String = places.iter().map(|(_, c)| *c).collect();
    let word = word.text();
    let (block, counter) = word.split_at(word.find(|c: char| c.is_ascii_digit()).unwrap_or(0));
    let (from, length) = (0..4).find_map(|zeros| {
        let written = format!("{block}{}{counter}", "0".repeat(zeros));
        let at = plain.find(&written)?;
        Some((plain[..at].chars().count(), written.chars().count()))
    })?;
    let last = places.get(from + length - 1)?;
    Some(mark(Field::Number, text, places[from].0.start..last.0.end))
}

fn mark(field: Field, text: &str, bytes: Range<usize>) -> Mark {
    let spans = if bytes.is_empty() {
        Vec::new()
    } else {
        vec![bytes]
    };
    Mark {
        field,
        text: text.to_owned(),
        spans,
    }
}

/// Marks of the same text become one.
fn together(marks: impl Iterator<Item = Mark>) -> Vec<Mark> {
    let mut all: Vec<Mark> = Vec::new();
    for mark in marks {
        match all
            .iter_mut()
            .find(|one| one.field == mark.field && one.text == mark.text)
        {
            Some(one) => one.spans.extend(mark.spans),
            None => all.push(mark),
        }
    }
    for mark in &mut all {
        mark.spans.sort_by_key(|span| span.start);
        let mut apart: Vec<Range<usize>> = Vec::new();
        for span in mark.spans.drain(..) {
            match apart.last_mut() {
                Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
                _ => apart.push(span),
            }
        }
        mark.spans = apart;
    }
    all.sort_by_key(|mark| mark.field);
    all
}
