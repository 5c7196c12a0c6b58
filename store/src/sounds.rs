//! How texts are found by what somebody types: each character stands for itself, for a sound that
//! it has, or for the beginning of one. So `张三丰` is found by 三丰, zhangsanfeng, zsf, 张sf.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use pinyin::ToPinyinMulti;

/// Most characters of one word that is looked for; a longer one is in no text.
pub const MAX_WORD: usize = 120;

/// Characters of the basic plane, nearly all that names and addresses are written in.
const PLANE: usize = 0x1_0000;
/// Stands for a character that has no number yet.
const NONE: u32 = u32::MAX;

/// Characters by number, each with the ways it can be typed. Texts that are looked through are
/// kept as numbers, so that what a word does to a character is worked out once.
#[derive(Default)]
pub struct Sounds {
    /// By the character's own code, within the basic plane.
    common: Vec<u32>,
    others: HashMap<char, u32>,
    ways: Vec<(char, Vec<Vec<char>>)>,
}

impl Sounds {
    /// Adds a text's letters, digits and Han characters by their numbers.
    pub fn spell(&mut self, text: &str, to: &mut Vec<u32>) {
        to.extend(letters(text).map(|(_, c)| self.number(c)));
    }

    fn number(&mut self, c: char) -> u32 {
        if self.common.is_empty() {
            self.common.resize(PLANE, NONE);
        }
        let kept = match self.common.get_mut(c as usize) {
            Some(kept) => kept,
            None => self.others.entry(c).or_insert(NONE),
        };
        if *kept == NONE {
            *kept = u32::try_from(self.ways.len()).unwrap_or(NONE);
            self.ways.push((c, readings(c)));
        }
        *kept
    }

    /// Prepares a word to be looked for in texts that were spelled here.
    #[must_use]
    pub fn pattern(&self, word: &[char]) -> Pattern {
        Pattern::of(self.ways.iter().map(|(c, ways)| (*c, ways)), word)
    }
}

/// The letters, digits and Han characters of a text as they are compared, each with its place in
/// the text's bytes. Nothing else of a text is looked at.
pub fn letters(text: &str) -> impl Iterator<Item = (Range<usize>, char)> + '_ {
    let kept = |(at, c): (usize, char)| {
        let plain = match c {
            // Nearly every character is one of these.
            '\u{4e00}'..='\u{9fff}' | '0'..='9' | 'a'..='z' => c,
            _ => {
                let plain = half_width(c).to_lowercase().next().unwrap_or(c);
                (plain.is_alphanumeric() || is_private(plain)).then_some(plain)?
            }
        };
        Some((at..at + c.len_utf8(), plain))
    };
    text.char_indices().filter_map(kept)
}

const fn is_private(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}')
}

/// Full width as half width, and ü as keyboards without it have it.
fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        'ü' | 'Ü' => 'v',
        other => other,
    }
}

/// The ways a character is read, as keyboards spell it: ü as v, as u, and as passports have it.
fn readings(c: char) -> Vec<Vec<char>> {
    let mut readings = BTreeSet::new();
    for reading in c.to_pinyin_multi().into_iter().flatten() {
        let plain = reading.plain().replace('ü', "v");
        for written in ["u", "yu"] {
            readings.insert(plain.replace('v', written).chars().collect());
        }
        readings.insert(plain.chars().collect());
    }
    readings.into_iter().collect()
}

/// How many characters of what is left of a word this character can stand for: a bit for each
/// length from 1 on.
fn steps(c: char, readings: &[Vec<char>], rest: &[char]) -> u8 {
    let itself = u8::from(rest.first() == Some(&c));
    readings.iter().fold(itself, |lengths, reading| {
        let pairs = reading.iter().zip(rest);
        let shared = pairs.take_while(|(a, b)| a == b).count();
        lengths | ((1u16 << shared) - 1) as u8
    })
}

/// Where in a text a word was found, in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// It is the whole text.
    Whole,
    /// The text begins with it.
    Beginning,
    /// It begins at this character.
    Part(usize),
}

/// A word that is looked for.
pub struct Pattern {
    /// By character and place in the word.
    steps: Vec<u8>,
    length: usize,
}

impl Pattern {
    /// Works out what a word does to each of these characters.
    fn of<R: AsRef<[Vec<char>]>>(
        characters: impl Iterator<Item = (char, R)>,
        word: &[char],
    ) -> Self {
        let word = if word.len() <= MAX_WORD { word } else { &[] };
        let mut all = Vec::new();
        for (c, readings) in characters {
            all.extend((0..word.len()).map(|at| steps(c, readings.as_ref(), &word[at..])));
        }
        Self {
            steps: all,
            length: word.len(),
        }
    }

    /// The best place of the word in a text.
    #[must_use]
    pub fn place(&self, text: &[u32]) -> Option<Place> {
        for start in 0..text.len() {
            if self.lengths(text[start], 0) == 0 {
                continue;
            }
            match (self.reads(&text[start..], start == 0), start) {
                (Some(true), _) => return Some(Place::Whole),
                (Some(false), 0) => return Some(Place::Beginning),
                (Some(false), _) => return Some(Place::Part(start)),
                (None, _) => {}
            }
        }
        None
    }

    /// A character that came after the pattern was made is one that the word does not have.
    fn lengths(&self, character: u32, at: usize) -> u8 {
        let index = character as usize * self.length + at;
        self.steps.get(index).copied().unwrap_or_default()
    }

    /// Whether the word can be read from the text's first character on, and whether it can so
    /// that nothing of the text is left.
    fn reads(&self, text: &[u32], to_the_end: bool) -> Option<bool> {
        let goal = 1u128 << self.length;
        let (mut reached, mut read) = (1u128, false);
        for (index, character) in text.iter().enumerate() {
            reached = self.step(reached, *character);
            if reached & goal != 0 {
                read = true;
                if to_the_end && index + 1 == text.len() {
                    return Some(true);
                }
                if !to_the_end {
                    break;
                }
            }
            if reached & (goal - 1) == 0 {
                break;
            }
        }
        read.then_some(false)
    }

    /// The places in the word that are reached by one more character of the text.
    fn step(&self, reached: u128, character: u32) -> u128 {
        let mut next = 0;
        let mut from = reached & ((1u128 << self.length) - 1);
        while from != 0 {
            let at = from.trailing_zeros();
            from &= from - 1;
            let mut lengths = self.lengths(character, at as usize);
            while lengths != 0 {
                next |= 1u128 << (at + lengths.trailing_zeros() + 1);
                lengths &= lengths - 1;
            }
        }
        next
    }
}

/// The characters of a text for which a word stands, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The bytes of the text from the first of them to the last.
    pub bytes: Range<usize>,
    /// How the word spells them.
    pub by: Spelling,
}

/// How a word spells the characters that it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spelling {
    /// As they are written.
    Written,
    /// By the first letter of each sound.
    Initials,
    /// By sounds, at least in part.
    Sounds,
}

/// Which characters of a text a word stands for: the best place, as [`Pattern::place`] has it.
#[must_use]
pub fn show(text: &str, word: &[char]) -> Option<Shown> {
    let places: Vec<(Range<usize>, char)> = letters(text).collect();
    let place = Pattern::of(places.iter().map(|(_, c)| (*c, readings(*c))), word)
        .place(&(0..).take(places.len()).collect::<Vec<u32>>())?;
    let start = match place {
        Place::Whole | Place::Beginning => 0,
        Place::Part(start) => start,
    };
    let taken = taken(&places[start..], word, place == Place::Whole)?;
    let last = start + taken.len().checked_sub(1)?;
    let read: Vec<(char, &[char])> = places[start..]
        .iter()
        .zip(&taken)
        .map(|((_, c), taken)| (*c, *taken))
        .collect();
    let by = if read.iter().all(|(c, taken)| *taken == [*c]) {
        Spelling::Written
    } else if taken
        .iter()
        .all(|taken| taken.len() == 1 && taken[0].is_ascii_alphabetic())
    {
        Spelling::Initials
    } else {
        Spelling::Sounds
    };
    Some(Shown {
        bytes: places[start].0.start..places[last].0.end,
        by,
    })
}

/// What of the word each character from the first on stands for, as much as can be each time.
fn taken<'a>(
    text: &[(Range<usize>, char)],
    word: &'a [char],
    whole: bool,
) -> Option<Vec<&'a [char]>> {
    if word.is_empty() {
        return (!whole || text.is_empty()).then(Vec::new);
    }
    let ((_, c), behind) = text.split_first()?;
    let lengths = steps(*c, &readings(*c), word);
    let mut longest_first = (1..=8usize).rev().filter(|n| lengths >> (n - 1) & 1 == 1);
    longest_first.find_map(|length| {
        let (here, rest) = word.split_at_checked(length)?;
        let mut taken = taken(behind, rest, whole)?;
        taken.insert(0, here);
        Some(taken)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &str, word: &str) -> Option<Place> {
        let mut sounds = Sounds::default();
        let mut spelled = Vec::new();
        sounds.spell(text, &mut spelled);
        let text = spelled;
        let word: Vec<char> = letters(word).map(|(_, c)| c).collect();
        sounds.pattern(&word).place(&text)
    }

    fn shown(text: &str, word: &str) -> (String, Spelling) {
        let word: Vec<char> = letters(word).map(|(_, c)| c).collect();
        let shown = show(text, &word).unwrap();
        (text[shown.bytes].to_owned(), shown.by)
    }

    #[test]
    fn a_name_is_found_by_characters_sounds_initials_and_any_mix() {
        for word in [
            "张三丰",
            "zhangsanfeng",
            "zsf",
            "张sf",
            "zhsanf",
            "ＺＳＦ",
            "zhangs丰",
        ] {
            assert_eq!(place("张三丰", word), Some(Place::Whole), "{word}");
        }
        for word in ["张", "张三", "z", "zh", "zhan", "zs", "zhangsa"] {
            assert_ne!(place("张三丰", word), Some(Place::Part(1)), "{word}");
            assert!(place("张三丰", word).is_some(), "{word}");
        }
        assert_eq!(place("张三丰", "三"), Some(Place::Part(1)));
        assert_eq!(place("张三丰", "feng"), Some(Place::Part(2)));
        for word in ["丰三", "zf", "zhangsanfengx", "李", "1"] {
            assert_eq!(place("张三丰", word), None, "{word}");
        }
    }

    #[test]
    fn a_character_of_several_sounds_is_found_by_each() {
        for word in ["shanxiongxin", "danxiongxin", "sxx", "dxx", "chan"] {
            assert!(place("单·雄信", word).is_some(), "{word}");
        }
        for word in ["lvlv", "lulu", "ll", "lülü", "LYULYU"] {
            assert_eq!(place("吕绿", word), Some(Place::Whole), "{word}");
        }
    }

    #[test]
    fn the_characters_that_a_word_stands_for_are_shown() {
        use Spelling::{Initials, Sounds, Written};
        for (text, word, part, by) in [
            ("张三丰", "三丰", "三丰", Written),
            ("张三丰", "sf", "三丰", Initials),
            ("张三丰", "zhangsan", "张三", Sounds),
            ("张三丰", "张s", "张三", Sounds),
            ("阿卜杜拉·买买提", "拉买", "拉·买", Written),
            ("下坪组 12 号", "12", "12", Written),
            ("下坪组 12 号", "xp", "下坪", Initials),
            ("Ａnna", "an", "Ａn", Written),
            ("𠮷野丽", "𠮷", "𠮷", Written),
        ] {
            assert_eq!(shown(text, word), (part.to_owned(), by), "{text} {word}");
        }
    }

    #[test]
    fn a_word_longer_than_any_text_is_in_none() {
        let long = vec!['张'; MAX_WORD + 1];
        let mut sounds = Sounds::default();
        let mut text = Vec::new();
        sounds.spell(&"张".repeat(MAX_WORD + 2), &mut text);
        assert_eq!(sounds.pattern(&long).place(&text), None);
        assert_eq!(sounds.pattern(&[]).place(&text), None);
    }
}
