//! Finding an item by what an operator types: Chinese, full pinyin, initials, or a mix.

use pinyin::ToPinyinMulti;
use shanyi_domain::catalog::{Catalog, ServiceItem};

/// Everything that one item can be found by, prepared once for a catalogue.
struct Entry {
    code: String,
    texts: Vec<Spelled>,
}

/// A text with the sounds of each of its characters; several where a character has several.
struct Spelled {
    text: String,
    sounds: Vec<Vec<String>>,
}

/// An index of the items that are offered.
pub struct Finder {
    entries: Vec<Entry>,
}

impl Finder {
    /// Prepares the index.
    #[must_use]
    pub fn new(catalog: &Catalog) -> Self {
        let entry = |item: &ServiceItem| {
            let texts = std::iter::once(&item.short)
                .chain([&item.name])
                .chain(&item.aliases);
            Entry {
                code: item.code.clone(),
                texts: texts.map(|text| Spelled::new(text)).collect(),
            }
        };
        let offered = catalog.items.iter().filter(|item| item.offered);
        Self {
            entries: offered.map(entry).collect(),
        }
    }

    /// Codes of the items that `typed` finds, best first; all of them for an empty text.
    #[must_use]
    pub fn find(&self, typed: &str) -> Vec<&str> {
        let typed: Vec<char> = typed
            .chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect();
        let mut found: Vec<(u32, &str)> = self
            .entries
            .iter()
            .filter_map(|entry| entry.rank(&typed).map(|rank| (rank, entry.code.as_str())))
            .collect();
        // A stable sort keeps the catalogue's order among equals.
        found.sort_by_key(|(rank, _)| *rank);
        found.into_iter().map(|(_, code)| code).collect()
    }
}

impl Entry {
    /// Where the match begins, over all texts; smaller is better.
    fn rank(&self, typed: &[char]) -> Option<u32> {
        if typed.is_empty() {
            return Some(0);
        }
        let code: Vec<char> = self.code.chars().collect();
        if code == typed {
            return Some(0);
        }
        self.texts
            .iter()
            .filter_map(|text| text.position(typed))
            .min()
    }
}

impl Spelled {
    fn new(text: &str) -> Self {
        let text: String = text
            .chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect();
        let sounds = text
            .chars()
            .map(|c| {
                let mut sounds: Vec<String> = c
                    .to_pinyin_multi()
                    .into_iter()
                    .flatten()
                    // ü is typed as v.
                    .map(|sound| sound.plain().replace('ü', "v"))
                    .collect();
                sounds.sort_unstable();
                sounds.dedup();
                sounds
            })
            .collect();
        Self { text, sounds }
    }

    /// The first place at which `typed` can be read: each character stands for itself, for its
    /// sound or for the beginning of its sound.
    fn position(&self, typed: &[char]) -> Option<u32> {
        let chars: Vec<char> = self.text.chars().collect();
        (0..chars.len())
            .find(|start| self.reads(&chars, *start, typed))
            .and_then(|start| u32::try_from(start + 1).ok())
    }

    fn reads(&self, chars: &[char], at: usize, typed: &[char]) -> bool {
        let Some(first) = typed.first() else {
            return true;
        };
        let Some(own) = chars.get(at) else {
            return false;
        };
        if own == first && self.reads(chars, at + 1, &typed[1..]) {
            return true;
        }
        self.sounds[at].iter().any(|sound| {
            let shared = sound
                .chars()
                .zip(typed)
                .take_while(|(a, b)| a == *b)
                .count();
            (1..=shared)
                .rev()
                .any(|taken| self.reads(chars, at + 1, &typed[taken..]))
        })
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
            "lnyd",
        ] {
            assert_eq!(first(typed), "lnyd", "{typed}");
        }
        for typed in ["农家乐", "njl", "nongjiale", "特种行业", "tzhy"] {
            assert_eq!(first(typed), "tzhy", "{typed}");
        }
    }

    #[test]
    fn a_character_with_two_sounds_is_found_by_both() {
        let spelled = Spelled::new("银行");
        let typed = |text: &str| text.chars().collect::<Vec<char>>();
        assert_eq!(spelled.position(&typed("yinhang")), Some(1));
        assert_eq!(spelled.position(&typed("yx")), Some(1));
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
