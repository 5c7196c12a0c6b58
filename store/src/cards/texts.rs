//! Texts that many cards share, each kept once, one behind the other.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

use super::NONE;
use crate::sounds::Sounds;

/// Texts by number.
#[derive(Default)]
pub(crate) struct Texts {
    all: String,
    /// Where each text ends.
    ends: Vec<u32>,
    numbers: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl Texts {
    /// The number of a text, which is kept if it was not.
    pub(super) fn number(&mut self, text: &str) -> u32 {
        let Self {
            all,
            ends,
            numbers,
            hasher,
        } = self;
        let hash = hasher.hash_one(text);
        if let Some(number) = numbers.find(hash, |number| slice(all, ends, *number) == text) {
            return *number;
        }
        let number = u32::try_from(ends.len()).unwrap_or(NONE);
        all.push_str(text);
        ends.push(u32::try_from(all.len()).unwrap_or(NONE));
        numbers.insert_unique(hash, number, |number| {
            hasher.hash_one(slice(all, ends, *number))
        });
        number
    }

    pub(crate) fn get(&self, number: u32) -> Option<&str> {
        let there = (number as usize) < self.ends.len();
        there.then(|| slice(&self.all, &self.ends, number))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).map(|number| slice(&self.all, &self.ends, number as u32))
    }
}

fn slice<'a>(all: &'a str, ends: &[u32], number: u32) -> &'a str {
    let (from, to) = ends_of(ends, number);
    all.get(from..to).unwrap_or_default()
}

fn ends_of(ends: &[u32], number: u32) -> (usize, usize) {
    let end = |number: usize| ends.get(number).map_or(0, |end| *end as usize);
    let number = number as usize;
    (number.checked_sub(1).map_or(0, end), end(number))
}

/// Texts that are also found by their sounds.
#[derive(Default)]
pub(crate) struct Spoken {
    pub(crate) texts: Texts,
    /// Their characters, by the numbers of [`Sounds`].
    spelled: Vec<u32>,
    ends: Vec<u32>,
}

impl Spoken {
    /// The number of a text, which is kept and spelled if it was not.
    pub(super) fn number(&mut self, text: &str, sounds: &mut Sounds) -> u32 {
        let number = self.texts.number(text);
        if number as usize == self.ends.len() {
            sounds.spell(text, &mut self.spelled);
            let end = u32::try_from(self.spelled.len()).unwrap_or(NONE);
            self.ends.push(end);
        }
        number
    }

    /// The characters of each text.
    pub(crate) fn spelled(&self) -> impl Iterator<Item = &[u32]> {
        (0..self.ends.len()).map(|number| {
            let (from, to) = ends_of(&self.ends, number as u32);
            self.spelled.get(from..to).unwrap_or_default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_one_number_however_often_it_comes() {
        let (mut spoken, mut sounds) = (Spoken::default(), Sounds::default());
        let texts: Vec<String> = (0..500).map(|n| format!("下坪组 {n} 号")).collect();
        for turn in 0..2 {
            for (number, text) in (0..).zip(&texts) {
                assert_eq!(spoken.number(text, &mut sounds), number, "turn {turn}");
            }
        }
        assert_eq!(spoken.texts.get(417), Some("下坪组 417 号"));
        assert_eq!(spoken.texts.get(500), None);
        assert!(spoken.texts.iter().eq(texts.iter()));
        assert_eq!(spoken.spelled().nth(12).map(<[u32]>::len), Some(6));
    }
}
