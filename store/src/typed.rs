//! What somebody typed into the one box, taken apart into words.

use std::collections::BTreeSet;

use shanyi_domain::number::CaseNumber;

use crate::sounds::letters;

/// Most words that are looked for; what is typed behind them is left out.
const MAX_WORDS: usize = 8;

/// What somebody looks for. Every word has to be found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    pub(crate) words: Vec<Word>,
    /// Something else than spaces was typed.
    typed: bool,
}

/// One word of it: letters, digits and Han characters, small and of half width.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    pub(crate) letters: Vec<char>,
    /// The items that the word stands for, by their codes.
    pub(crate) items: BTreeSet<String>,
}

impl Typed {
    /// Reads what was typed. Spaces and commas part words; whatever else is neither letter nor
    /// digit is passed over. Nothing that can be typed is an error.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let number = CaseNumber::parse(text).map(|number| number.to_string());
        let mut words: Vec<Word> = Vec::new();
        for word in number.as_deref().unwrap_or(text).split(parts_words) {
            let letters: Vec<char> = letters(word).map(|(_, c)| c).collect();
            if !letters.is_empty() && !words.iter().any(|word| word.letters == letters) {
                let items = BTreeSet::new();
                words.push(Word { letters, items });
            }
        }
        words.truncate(MAX_WORDS);
        Self {
            words,
            typed: !text.trim().is_empty(),
        }
    }

    /// The same, with the items that each word stands for: the catalogue is the caller's.
    #[must_use]
    pub fn with_items(mut self, items: impl Fn(&str) -> BTreeSet<String>) -> Self {
        for word in &mut self.words {
            word.items = items(&word.letters.iter().collect::<String>());
        }
        self
    }

    /// Nothing was typed: a list shows everything, the box nothing.
    #[must_use]
    pub const fn is_blank(&self) -> bool {
        !self.typed
    }
}

impl From<&str> for Typed {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

fn parts_words(c: char) -> bool {
    c.is_whitespace() || matches!(c, ',' | ';' | '，' | '；' | '、' | '。')
}

impl Word {
    /// One letter of the Latin alphabet: it begins so many sounds that only names are worth
    /// looking for by it.
    pub(crate) fn is_one_letter(&self) -> bool {
        matches!(self.letters[..], [only] if only.is_ascii_alphabetic())
    }

    /// The word as digits, at most with the X of an ID number behind them.
    pub(crate) fn digits(&self) -> Option<String> {
        let (last, before) = self.letters.split_last()?;
        let is = before.iter().all(char::is_ascii_digit)
            && (last.is_ascii_digit() || (*last == 'x' && !before.is_empty()));
        is.then(|| self.text())
    }

    pub(crate) fn text(&self) -> String {
        self.letters.iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        Typed::new(text).words.iter().map(Word::text).collect()
    }

    #[test]
    fn what_is_typed_comes_apart_at_spaces_and_commas_alone() {
        assert_eq!(words(" 张三，下坪\t12 "), ["张三", "下坪", "12"]);
        assert_eq!(words("拉·买 ZSＦ"), ["拉买", "zsf"]);
        assert_eq!(words("五星-26-a0417"), ["五星26a0417"]);
        assert_eq!(words("\"*)(-!"), Vec::<String>::new());
        assert_eq!(words("a a a b"), ["a", "b"]);
        assert_eq!(words(&"a ".repeat(300)), ["a"]);
    }

    #[test]
    fn nothing_typed_is_not_the_same_as_nothing_that_can_be_found() {
        assert!(Typed::new(" \t").is_blank());
        assert!(!Typed::new("!").is_blank());
        assert!(Typed::new("!").words.is_empty());
    }

    #[test]
    fn the_x_of_an_id_number_is_a_digit_behind_digits_only() {
        let digits = |text: &str| Typed::new(text).words[0].digits();
        assert_eq!(digits("002X"), Some("002x".to_owned()));
        assert_eq!(digits("1234"), Some("1234".to_owned()));
        assert_eq!(digits("x"), None);
        assert_eq!(digits("a0417"), None);
    }
}
