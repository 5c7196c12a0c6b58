//! The words that a case is found by, and the query that is made of what somebody types.
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
    pub(crate) fn of(case: &Case) -> Self {
        let applicant = &case.applicant;
        let (pinyin, initials) = spelled(&applicant.name);
        let id = applicant.id_number.as_ref().map(|id| id.last4());
        let phone = applicant.phone.as_deref().map(last4);
        let digits: Vec<String> = id.into_iter().map(str::to_lowercase).chain(phone).collect();
        Self {
            number: number_words(&case.number),
            name: pieces(&applicant.name)
                .into_iter()
                .map(|piece| piece.words)
                .collect::<Vec<_>>()
                .join(" "),
            pinyin,
            initials,
            digits: digits.join(" "),
        }
    }
}

/// The last four digits of a telephone number, or all there are.
fn last4(phone: &str) -> String {
    let digits: Vec<char> = phone.chars().filter(char::is_ascii_digit).collect();
    digits[digits.len().saturating_sub(4)..].iter().collect()
}

/// A number as it is written, without its dashes, and from its block and counter on.
fn number_words(number: &str) -> String {
    let mut words: Vec<String> = pieces(number)
        .into_iter()
        .map(|piece| piece.words)
        .collect();
    let bare = number.replace('-', "").to_lowercase();
    let ascii = bare.trim_start_matches(|c: char| !c.is_ascii()).to_owned();
    if let Ok(number) = CaseNumber::parse(number) {
        words.push(format!("{:04}", number.counter()));
        words.push(number.counter().to_string());
        words.push(ascii.chars().skip(2).collect());
    }
    words.push(ascii);
    words.join(" ")
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
fn spellings(syllables: &[BTreeSet<String>]) -> Vec<Vec<String>> {
    let mut spellings: Vec<Vec<String>> = vec![Vec::new()];
    for readings in syllables {
        spellings = spellings
            .iter()
            .flat_map(|begun| {
                readings
                    .iter()
                    .map(move |reading| [begun.as_slice(), std::slice::from_ref(reading)].concat())
            })
            .take(MAX_READINGS)
            .collect();
    }
    spellings
}

/// Part of what is typed: a run of letters and digits, or a phrase of single characters.
struct Piece {
    words: String,
    run: bool,
    length: usize,
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
            apart |= run_is_open(&pieces) || c.is_whitespace();
            continue;
        }
        let word = if run {
            c.to_ascii_lowercase().to_string()
        } else {
            single_word(c)
        };
        match pieces.last_mut() {
            Some(last) if !apart && last.run == run && last.length < MAX_PIECE => {
                if !run {
                    last.words.push(' ');
                }
                last.words.push_str(&word);
                last.length += 1;
            }
            _ => pieces.push(Piece {
                words: word,
                run,
                length: 1,
            }),
        }
        apart = false;
    }
    pieces
}

fn run_is_open(pieces: &[Piece]) -> bool {
    pieces.last().is_some_and(|last| last.run)
}

/// A character as one word of the index.
fn single_word(c: char) -> String {
    match c {
        '\u{3400}'..='\u{4db5}' | '\u{4e00}'..='\u{9fcc}' => c.to_string(),
        _ => format!("u{:x}", u32::from(c)),
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

/// The FTS5 query for what somebody typed; `None` where nothing of it can be looked for. Every
/// piece has to be there; a run of letters or digits may be the beginning of a word.
pub(crate) fn query(text: &str) -> Option<String> {
    let text = match CaseNumber::parse(text) {
        Ok(number) => number.to_string(),
        Err(_) => text.to_owned(),
    };
    let asked: Vec<String> = pieces(&text)
        .into_iter()
        .take(MAX_PIECES)
        .map(|piece| match piece.run {
            true => format!("\"{}\" *", piece.words),
            false => format!("\"{}\"", piece.words),
        })
        .collect();
    (!asked.is_empty()).then(|| asked.join(" AND "))
}
