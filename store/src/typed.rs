//! What somebody typed into the one box, taken apart into words.

use std::collections::BTreeSet;

use shanyi_domain::identity::IdNumber;
use shanyi_domain::number::CaseNumber;
use shanyi_domain::person::Phone;

use crate::sounds::{MAX_WORD, letters};

/// Most words that are looked for; what is typed behind them is left out.
const MAX_WORDS: usize = 8;
/// Most characters in which an ID number or a telephone is written, with blanks in it.
const LONGEST_NUMBER: usize = 40;

/// What somebody looks for. Every word has to be found, or all of them as one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    pub(crate) words: Vec<Word>,
    /// The same as one word: a blank is typed between sounds and between groups of digits too.
    pub(crate) joined: Option<Word>,
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
        for word in words_of(number.as_deref().unwrap_or(text)) {
            let word = Word::of(word);
            if !words.contains(&word) {
                words.push(word);
            }
        }
        let joined = as_one(text, &words);
        words.truncate(MAX_WORDS);
        Self {
            words,
            joined,
            typed: !text.trim().is_empty(),
        }
    }

    /// The same, with the items that each word stands for: the catalogue is the caller's.
    #[must_use]
    pub fn with_items(mut self, items: impl Fn(&str) -> BTreeSet<String>) -> Self {
        for word in self.words.iter_mut().chain(&mut self.joined) {
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

/// The words of a text: spaces and commas part them, and each has a letter, a digit or a Han
/// character.
pub fn words_of(text: &str) -> impl Iterator<Item = &str> {
    let parts = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '，' | '；' | '、' | '。');
    text.split(parts)
        .filter(|word| letters(word).next().is_some())
}

/// The whole text as one word, where that is another than its words: an ID number or a telephone
/// in its one form, or all letters together.
fn as_one(text: &str, words: &[Word]) -> Option<Word> {
    let number = || {
        let id = IdNumber::parse(text).map(|id| Word::of(id.as_str()));
        id.or_else(|_| Phone::parse(text).map(|phone| Word::of(phone.as_str())))
    };
    let joined = match text.chars().count() <= LONGEST_NUMBER {
        true => number().unwrap_or_else(|_| Word::of(text)),
        false => Word::of(text),
    };
    let other = !words.is_empty() && *words != [joined.clone()];
    (other && joined.letters.len() <= MAX_WORD).then_some(joined)
}

impl Word {
    fn of(text: &str) -> Self {
        Self {
            letters: letters(text).map(|(_, c)| c).collect(),
            items: BTreeSet::new(),
        }
    }

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
    fn what_is_typed_with_blanks_is_read_as_one_word_too() {
        let joined = |text: &str| Typed::new(text).joined.map(|word| word.text());
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(joined("zhang san"), some("zhangsan"));
        assert_eq!(joined("26 A0417"), some("26a0417"));
        assert_eq!(joined("138 5780"), some("1385780"));
        for phone in [
            "138 5780 0002",
            "+86 138-5780-0002",
            "００８６１３８５７８００００２",
        ] {
            let typed = Typed::new(phone);
            let all: Vec<String> = typed
                .words
                .iter()
                .chain(&typed.joined)
                .map(Word::text)
                .collect();
            assert!(all.contains(&"13857800002".to_owned()), "{phone}");
        }
        assert_eq!(joined("110101 19491231 002x"), some("11010119491231002x"));
        assert_eq!(joined("110101491231002"), some("110101194912310024"));
        for alone in ["", "!", "张三", "13857800002", "五星-26-a0417"] {
            assert_eq!(joined(alone), None, "{alone}");
        }
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
