//! Which cards a text hits, and how well.

use crate::cards::{Card, Cards, NONE, Spoken, Texts};
use crate::sounds::{Pattern, Place};
use crate::typed::{Typed, Word};

use super::numbers::Numbers;

/// How well something was hit: smaller is better.
pub(crate) type Rank = u8;
/// The whole of a name or number.
pub(super) const WHOLE: Rank = 0;
/// A name begins so, or the last four digits are these.
pub(super) const BEGINNING: Rank = 1;
/// Part of a name or number.
pub(super) const PART: Rank = 2;
/// Part of an address.
pub(super) const ADDRESS: Rank = 3;
/// The item.
pub(super) const ITEM: Rank = 4;
/// Not hit.
pub(crate) const NO: Rank = Rank::MAX;

/// Every card's rank: that of the word that hits it worst, and [`NO`] where a word does not.
pub(crate) struct Hits {
    /// By anything.
    pub(crate) ranks: Vec<Rank>,
    /// By what is said of the person.
    pub(crate) of_person: Vec<Rank>,
}

impl Hits {
    /// `None` where nothing is hit.
    pub(crate) fn of(cards: &Cards, typed: &Typed) -> Option<Self> {
        let apart = Self::by(cards, &typed.words);
        let joined = typed.joined.as_slice();
        match (apart, Self::by(cards, joined)) {
            (Some(apart), Some(joined)) => Some(apart.or_better(&joined)),
            (apart, joined) => apart.or(joined),
        }
    }

    /// By all of these words.
    fn by(cards: &Cards, words: &[Word]) -> Option<Self> {
        let (first, others) = words.split_first()?;
        let count = cards.cards.len();
        let mut hits = Self {
            ranks: vec![WHOLE; count],
            of_person: vec![WHOLE; count],
        };
        for word in std::iter::once(first).chain(others) {
            if !hits.narrow(cards, word) {
                return None;
            }
        }
        Some(hits)
    }

    /// The better of two ways to read what was typed, for each card.
    fn or_better(mut self, other: &Self) -> Self {
        let both = [
            (&mut self.ranks, &other.ranks),
            (&mut self.of_person, &other.of_person),
        ];
        for (ranks, others) in both {
            for (rank, other) in ranks.iter_mut().zip(others) {
                *rank = (*rank).min(*other);
            }
        }
        self
    }

    /// Leaves what this word hits too. False where that is nothing.
    fn narrow(&mut self, cards: &Cards, word: &Word) -> bool {
        let look = Look::for_word(cards, word);
        let mut any = false;
        let both = self.ranks.iter_mut().zip(&mut self.of_person);
        for (card, (rank, of_person)) in cards.cards.iter().zip(both) {
            if *rank == NO {
                continue;
            }
            let person = look.person(card);
            *of_person = (*of_person).max(person);
            *rank = (*rank).max(person.min(look.case(card)));
            any |= *rank != NO;
        }
        any
    }
}

/// What one word hits, worked out once for each text that cards share.
pub(super) struct Look {
    names: Vec<Rank>,
    addresses: Vec<Rank>,
    id_numbers: Vec<Rank>,
    phones: Vec<Rank>,
    items: Vec<Rank>,
    numbers: Numbers,
}

impl Look {
    pub(super) fn for_word(cards: &Cards, word: &Word) -> Self {
        let pattern = cards.sounds.pattern(&word.letters);
        let digits = word.digits();
        let ends = |texts: &Texts| match &digits {
            Some(digits) => texts.iter().map(|text| end(text, digits)).collect(),
            None => Vec::new(),
        };
        Self {
            names: spoken(&cards.names, &pattern, |place| match place {
                Place::Whole => WHOLE,
                Place::Beginning => BEGINNING,
                Place::Part(_) => PART,
            }),
            addresses: match word.is_one_letter() {
                true => Vec::new(),
                false => spoken(&cards.addresses, &pattern, |_| ADDRESS),
            },
            id_numbers: ends(&cards.id_numbers),
            phones: ends(&cards.phones),
            items: match word.items.is_empty() || word.is_one_letter() {
                true => Vec::new(),
                false => {
                    let hit = |item: &str| if word.items.contains(item) { ITEM } else { NO };
                    cards.items.iter().map(hit).collect()
                }
            },
            numbers: Numbers::of(cards, word),
        }
    }

    /// By what the card says of the person.
    fn person(&self, card: &Card) -> Rank {
        let name = at(&self.names, card.name);
        let address = at(&self.addresses, card.address);
        let id_number = at(&self.id_numbers, card.id_number);
        let phone = at(&self.phones, card.phone);
        name.min(address).min(id_number).min(phone)
    }

    /// By what the card says of the case beside that.
    fn case(&self, card: &Card) -> Rank {
        at(&self.items, card.item).min(self.numbers.rank(card))
    }
}

fn at(ranks: &[Rank], number: u32) -> Rank {
    match number {
        NONE => NO,
        number => ranks.get(number as usize).copied().unwrap_or(NO),
    }
}

fn spoken(texts: &Spoken, pattern: &Pattern, rank: impl Fn(Place) -> Rank) -> Vec<Rank> {
    let spelled = texts.spelled();
    spelled
        .map(|text| pattern.place(text).map_or(NO, &rank))
        .collect()
}

/// How an ID number or a telephone is hit by digits: by its end, by the beginning of its last
/// four, and by its beginning once that says enough.
pub(super) fn end(text: &str, digits: &str) -> Rank {
    // A landline has a dash behind its area code, which nobody types.
    let whole = text.contains('-').then(|| text.replace('-', ""));
    let text = whole.as_deref().unwrap_or(text).as_bytes();
    let digits = digits.as_bytes();
    let ends = |text: &[u8]| {
        text.len() >= digits.len() && text[text.len() - digits.len()..].eq_ignore_ascii_case(digits)
    };
    let begins = |text: &[u8]| {
        text.len() > digits.len() && text[..digits.len()].eq_ignore_ascii_case(digits)
    };
    let last_four = &text[text.len().saturating_sub(4)..];
    if ends(text) {
        return if digits.len() >= 4 { BEGINNING } else { PART };
    }
    let on_the_way = begins(last_four) || (digits.len() >= 5 && begins(text));
    if on_the_way { PART } else { NO }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_looked_for_at_the_end_and_from_five_on_at_the_beginning() {
        for (digits, rank) in [
            ("0002", BEGINNING),
            ("13857800002", BEGINNING),
            ("02", PART),
            ("000", PART),
            ("2", PART),
            ("13857", PART),
            ("1385", NO),
            ("857", NO),
            ("113857800002", NO),
        ] {
            assert_eq!(end("13857800002", digits), rank, "{digits}");
        }
        assert_eq!(end("33112319540308002X", "002x"), BEGINNING);
        assert_eq!(end("12", "1234"), NO);
        for (digits, rank) in [
            ("05788120033", BEGINNING),
            ("8120033", BEGINNING),
            ("05788", PART),
        ] {
            assert_eq!(end("0578-8120033", digits), rank, "{digits}");
        }
    }
}
