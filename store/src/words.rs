//! The words that a case is found by, and what somebody types, taken apart.
//!
//! FTS5's `unicode61` takes a run of Han characters for one word, so they are stored and asked for
//! with a space between them: any part of a name is then a phrase, from one character on. A
//! character that FTS5's tables are too old for stands there by its code point.

use std::collections::BTreeSet;

use pinyin::ToPinyinMulti;
use shanyi_domain::case::Case;
use shanyi_domain::number::CaseNumber;

/// Most readings of a name that are indexed: names of many characters with several readings each.
const MAX_READINGS: usize = 8;
/// Most pieces of what is typed that are looked for.
const MAX_PIECES: usize = 12;
/// Most characters of one piece.
const MAX_PIECE: usize = 40;

/// What a case is found by, as its row keeps it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) number: String,
    pub(crate) name: String,
    pub(crate) id_last4: Option<String>,
    pub(crate) phone_last4: Option<String>,
}

impl Named {
    pub(crate) fn of(case: &Case) -> Self {
        let applicant = &case.applicant;
        Self {
            number: case.number.clone(),
            name: applicant.name.clone(),
            id_last4: applicant.id_number.as_ref().map(|id| id.last4().to_owned()),
            phone_last4: applicant.phone.as_deref().map(last4),
        }
    }
}

/// The last four digits of a telephone number, or all there are.
fn last4(phone: &str) -> String {
    let digits: Vec<char> = phone.chars().filter(char::is_ascii_digit).collect();
    digits[digits.len().saturating_sub(4)..].iter().collect()
}

/// The words of a case, by column of the search index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) number: String,
    pub(crate) name: String,
    pub(crate) pinyin: String,
    pub(crate) initials: String,
    pub(crate) digits: String,
}

impl Words {
    pub(crate) fn of(named: &Named) -> Self {
        let (pinyin, initials) = spelled(&named.name);
        let digits = named.id_last4.iter().chain(&named.phone_last4);
        Self {
            number: number_words(&named.number),
            name: joined(&named.name),
            pinyin,
            initials,
            digits: joined(&digits.cloned().collect::<Vec<_>>().join(" ")),
        }
    }
}

fn joined(text: &str) -> String {
    let words: Vec<String> = pieces(text).into_iter().map(|piece| piece.words).collect();
    words.join(" ")
}

/// A number as it is written, without its dashes, and from its block and counter on.
fn number_words(number: &str) -> String {
    let mut words = joined(number);
    let mut add = |word: &str| {
        words.push(' ');
        words.push_str(word);
    };
    if let Ok(number) = CaseNumber::parse(number) {
        let (counter, check) = (number.counter(), number.check());
        let rest = format!("{}{counter:04}{check}", number.block()).to_lowercase();
        add(&format!("{:02}{rest}", number.year()));
        add(&rest);
        add(&format!("{counter:04}"));
        add(&counter.to_string());
    }
    words
}

/// Pinyin and initials of a name, from each of its characters on, in each of its readings.
fn spelled(name: &str) -> (String, String) {
    let syllables: Vec<BTreeSet<String>> = name.chars().filter_map(readings).collect();
    let (mut full, mut initials) = (BTreeSet::new(), BTreeSet::new());
    for start in 0..syllables.len() {
        for spelling in spellings(&syllables[start..]) {
            initials.insert(spelling.iter().filter_map(|s| s.chars().next()).collect());
            full.insert(spelling.concat());
        }
    }
    let join = |words: BTreeSet<String>| words.into_iter().collect::<Vec<_>>().join(" ");
    (join(full), join(initials))
}

/// The ways a character is read, as keyboards spell it: ü as v, and as u.
fn readings(c: char) -> Option<BTreeSet<String>> {
    let mut readings = BTreeSet::new();
    for reading in c.to_pinyin_multi()? {
        let plain = reading.plain().replace('ü', "v");
        readings.insert(plain.replace('v', "u"));
        readings.insert(plain);
    }
    Some(readings)
}

/// Every way to read these syllables, up to [`MAX_READINGS`].
fn spellings(syllables: &[BTreeSet<String>]) -> Vec<Vec<&str>> {
    let mut spellings: Vec<Vec<&str>> = vec![Vec::new()];
    for readings in syllables {
        let longer = spellings.iter().flat_map(|begun| {
            readings
                .iter()
                .map(move |reading| [begun.as_slice(), &[reading.as_str()]].concat())
        });
        spellings = longer.take(MAX_READINGS).collect();
    }
    spellings
}

/// What somebody looks for. Every piece has to be there.
#[derive(Clone, Debug)]
pub(crate) struct Query(Vec<Piece>);

impl Query {
    /// Reads what somebody typed; `None` where nothing of it can be looked for.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let number = CaseNumber::parse(text).map(|number| number.to_string());
        let mut pieces = pieces(number.as_deref().unwrap_or(text));
        pieces.truncate(MAX_PIECES);
        (!pieces.is_empty()).then_some(Self(pieces))
    }

    /// The query in FTS5's language. It quotes letters, digits and Han characters only, so that
    /// nothing that is typed can be a part of the language.
    pub(crate) fn to_fts(&self) -> String {
        let asked = self.0.iter().map(|piece| match piece.run {
            true => format!("\"{}\" *", piece.words),
            false => format!("\"{}\"", piece.words),
        });
        asked.collect::<Vec<_>>().join(" AND ")
    }

    /// Whether a case has these words: what FTS5 says of one that it has indexed.
    pub(crate) fn finds(&self, words: &Words) -> bool {
        let columns = [
            &words.number,
            &words.name,
            &words.pinyin,
            &words.initials,
            &words.digits,
        ];
        self.0
            .iter()
            .all(|piece| columns.iter().any(|column| piece.is_in(column)))
    }
}

/// Part of a text: a run of letters and digits, or a phrase of single characters.
#[derive(Clone, Debug)]
struct Piece {
    words: String,
    run: bool,
    length: usize,
}

impl Piece {
    /// A run may be the beginning of a word; a phrase is whole words in their order.
    fn is_in(&self, column: &str) -> bool {
        if self.run {
            return column.split(' ').any(|word| word.starts_with(&self.words));
        }
        format!(" {column} ").contains(&format!(" {} ", self.words))
    }
}

/// Takes a text apart. Nothing but letters, digits and characters remains.
fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut apart = true;
    for c in text.chars().map(half_width) {
        let run = c.is_ascii_alphanumeric();
        let single = !c.is_ascii() && (c.is_alphanumeric() || is_private(c));
        if !run && !single {
            // The dot of an ethnic name does not end a phrase, a space does.
            apart |= c.is_whitespace() || pieces.last().is_some_and(|last| last.run);
            continue;
        }
        match pieces.last_mut() {
            Some(last) if !apart && last.run == run && last.length < MAX_PIECE => last.add(c),
            _ => pieces.push(Piece::new(c, run)),
        }
        apart = false;
    }
    pieces
}

impl Piece {
    fn new(c: char, run: bool) -> Self {
        let mut piece = Self {
            words: String::new(),
            run,
            length: 0,
        };
        piece.add(c);
        piece
    }

    fn add(&mut self, c: char) {
        if self.run {
            self.words.push(c.to_ascii_lowercase());
        } else {
            if self.length > 0 {
                self.words.push(' ');
            }
            match c {
                '\u{3400}'..='\u{4db5}' | '\u{4e00}'..='\u{9fcc}' => self.words.push(c),
                _ => self.words.push_str(&format!("u{:x}", u32::from(c))),
            }
        }
        self.length += 1;
    }
}

fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    }
}

const fn is_private(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> Named {
        Named {
            number: "五星-26-A0417-8".into(),
            name: name.into(),
            id_last4: Some("002X".into()),
            phone_last4: Some("1234".into()),
        }
    }

    #[test]
    fn words_come_from_the_name_and_its_readings() {
        let words = Words::of(&named("单·雄信"));
        assert_eq!(words.name, "单 雄 信");
        for spelling in ["shanxiongxin", "danxiongxin", "xiongxin", "xin"] {
            assert!(
                words.pinyin.split(' ').any(|word| word == spelling),
                "{}",
                words.pinyin
            );
        }
        assert!(
            words.initials.split(' ').any(|word| word == "sxx"),
            "{}",
            words.initials
        );
        assert_eq!(words.digits, "002x 1234");
    }

    #[test]
    fn the_u_with_two_dots_is_found_as_keyboards_write_it() {
        let words = Words::of(&named("吕绿"));
        let spellings: Vec<&str> = words.pinyin.split(' ').collect();
        assert!(
            spellings.contains(&"lvlv") && spellings.contains(&"lulu"),
            "{spellings:?}"
        );
    }

    #[test]
    fn a_name_of_many_readings_does_not_grow_without_end() {
        let words = Words::of(&named(&"单".repeat(50)));
        assert!(words.pinyin.len() < 400 * 150);
    }

    #[test]
    fn a_character_newer_than_the_tokenizer_is_a_word_by_its_code_point() {
        assert_eq!(Words::of(&named("𠮷丽")).name, "u20bb7 丽");
    }
}
