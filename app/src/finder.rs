//! Finding an item by what an operator types: Chinese, full pinyin, initials, or a mix.

use std::collections::BTreeSet;
use std::ops::Range;

use shanyi_domain::catalog::{Catalog, ServiceItem};
use shanyi_store::{Pattern, Place, Sounds, letters, show, words_of};

/// Ranks from here on are those of items that no word finds alone.
const BEHIND: usize = 1000;

/// Everything that one item can be found by, prepared once for a catalogue.
struct Entry {
    code: String,
    offered: bool,
    /// Its short name, its name, and what else it is called.
    texts: Vec<(String, Vec<u32>)>,
}

/// An index of a catalogue's items.
pub struct Finder {
    sounds: Sounds,
    entries: Vec<Entry>,
}

impl Finder {
    /// Prepares the index.
    #[must_use]
    pub fn new(catalog: &Catalog) -> Self {
        let mut sounds = Sounds::default();
        let mut entry = |item: &ServiceItem| {
            let texts = std::iter::once(&item.short)
                .chain([&item.name])
                .chain(&item.aliases);
            Entry {
                code: item.code.clone(),
                offered: item.offered,
                texts: texts
                    .map(|text| {
                        let mut spelled = Vec::new();
                        sounds.spell(text, &mut spelled);
                        (text.clone(), spelled)
                    })
                    .collect(),
            }
        };
        let entries = catalog.items.iter().map(&mut entry).collect();
        Self { sounds, entries }
    }

    /// Codes of the offered items that `typed` finds, best first; all of them for an empty text.
    #[must_use]
    pub fn find(&self, typed: &str) -> Vec<&str> {
        let whole = word(typed);
        let words: Vec<Vec<char>> = words_of(typed).map(word).collect();
        let mut found = self.ranked(&whole);
        let near = |found: &[(usize, &Entry)], entry: &Entry| {
            found.iter().any(|(_, one)| std::ptr::eq(*one, entry))
        };
        let apart = self.ranked_by_all(&words).into_iter();
        let apart: Vec<_> = apart.filter(|(_, entry)| !near(&found, entry)).collect();
        found.extend(apart);
        found.retain(|(_, entry)| entry.offered);
        // A stable sort keeps the catalogue's order among equals.
        found.sort_by_key(|(rank, _)| *rank);
        found
            .into_iter()
            .map(|(_, entry)| entry.code.as_str())
            .collect()
    }

    /// Codes of every item that a word finds, offered or not: cases were taken in under them.
    #[must_use]
    pub fn codes(&self, typed: &str) -> BTreeSet<String> {
        let found = self.ranked(&word(typed)).into_iter();
        found.map(|(_, entry)| entry.code.clone()).collect()
    }

    /// The text of an item that `typed` finds, its short name first, and the bytes that it stands
    /// for.
    #[must_use]
    pub fn show(&self, code: &str, typed: &str) -> Option<(String, Range<usize>)> {
        let entry = self.entries.iter().find(|entry| entry.code == code)?;
        // One word that finds it is enough: the others found something else of the case.
        let words = std::iter::once(typed).chain(words_of(typed));
        words.map(word).find_map(|word| {
            let texts = entry.texts.iter();
            let mut shown =
                texts.filter_map(|(text, _)| Some((text.clone(), show(text, &word)?.bytes)));
            shown.next()
        })
    }

    /// The items that every one of several words finds, behind those that they find as one.
    fn ranked_by_all(&self, words: &[Vec<char>]) -> Vec<(usize, &Entry)> {
        if words.len() < 2 {
            return Vec::new();
        }
        let patterns: Vec<_> = words
            .iter()
            .map(|word| (word, self.sounds.pattern(word)))
            .collect();
        let rank = |entry: &Entry| {
            let ranks = patterns
                .iter()
                .map(|(word, pattern)| entry.rank(word, pattern));
            ranks.sum::<Option<usize>>()
        };
        let entries = self.entries.iter();
        entries
            .filter_map(|entry| Some((BEHIND + rank(entry)?, entry)))
            .collect()
    }

    fn ranked(&self, typed: &[char]) -> Vec<(usize, &Entry)> {
        let pattern = self.sounds.pattern(typed);
        let rank = |entry: &Entry| entry.rank(typed, &pattern);
        let entries = self.entries.iter();
        entries
            .filter_map(|entry| Some((rank(entry)?, entry)))
            .collect()
    }
}

fn word(typed: &str) -> Vec<char> {
    letters(typed).map(|(_, c)| c).collect()
}

impl Entry {
    /// Where the match begins, over all texts; smaller is better.
    fn rank(&self, typed: &[char], pattern: &Pattern) -> Option<usize> {
        if typed.is_empty() || self.code.chars().eq(typed.iter().copied()) {
            return Some(0);
        }
        let places = self
            .texts
            .iter()
            .filter_map(|(_, spelled)| pattern.place(spelled));
        places
            .map(|place| match place {
                Place::Whole | Place::Beginning => 1,
                Place::Part(start) => start + 1,
            })
            .min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(typed: &str) -> String {
        let catalog = Catalog::from_json(Catalog::embedded()).unwrap();
        let finder = Finder::new(&catalog);
        finder
            .find(typed)
            .first()
            .map_or_else(String::new, |code| (*code).to_owned())
    }

    #[test]
    fn an_item_is_found_by_chinese_pinyin_initials_and_a_mix() {
        for typed in [
            "老年人优待",
            "laonianren",
            "lnryd",
            "老nianr",
            "LNR",
            "lao nian ren",
            "优待 老年人",
            "you dai，lnr",
            "lnyd",
        ] {
            assert_eq!(first(typed), "lnyd", "{typed}");
        }
        for typed in ["农家乐", "njl", "nongjiale", "特种行业", "tzhy"] {
            assert_eq!(first(typed), "tzhy", "{typed}");
        }
    }

    #[test]
    fn nothing_typed_lists_everything_and_nonsense_finds_nothing() {
        let catalog = Catalog::from_json(Catalog::embedded()).unwrap();
        let finder = Finder::new(&catalog);
        assert_eq!(
            finder.find("").len(),
            catalog.items.iter().filter(|i| i.offered).count()
        );
        assert!(finder.find("zzzzqq").is_empty());
    }
}
