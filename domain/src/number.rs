//! The number of a case, as people write it and say it over the phone:
//! `五星-26-A0417-8`.
//!
//! It is a label, not the case's identity. Station, two digits of the year, a
//! block that the township gave to one installation, a counter, and a check
//! character. Two PCs offline, or one restored from a backup, have different
//! blocks and so never make the same number.
//!
//! # The check character
//!
//! The thirty-one characters `0123456789ABCDEFGHJKLMNPQRTUWXY` (the alphabet of
//! GB 32100: letters that look like digits are left out) have the values 0 to
//! 30; a Han character has its code point modulo 31. Position i, from 0 at the
//! left and without dashes, weighs 3^i modulo 31, and the check character brings
//! the weighted sum to 0. Since 31 is prime and 3 a primitive root, every single
//! wrong character among digits and letters is noticed, and every exchange of
//! two of them, neighbours or not; of wrong Han characters 30 in 31 are.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::typed;

/// Characters of blocks, counters and checks.
const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
/// The letters among them: the digits of a block.
const LETTERS: &[u8] = b"ABCDEFGHJKLMNPQRTUWXY";
const MODULUS: u32 = 31;
/// The longest short name of a station, in characters.
const LONGEST_STATION: usize = 6;
/// The longest block, in letters: more than four thousand installations a letter.
const LONGEST_BLOCK: usize = 4;
/// The highest counter of one block in one year.
const HIGHEST: u32 = 9_999_999;

/// The number of a case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "contract", derive(ts_rs::TS), ts(type = "string"))]
pub struct CaseNumber {
    station: String,
    year: u8,
    block: Block,
    counter: u32,
}

/// The part of a case number that belongs to one installation: `A`, `B`, ... `Y`,
/// `AA`, ..., given out by the township, never twice within a station.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "contract", derive(ts_rs::TS), ts(type = "string"))]
pub struct Block(String);

/// Why a text is not a case number.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub enum CaseNumberError {
    /// The short name of the station is not one to six Han characters.
    #[error("a case number begins with the station's short name in Chinese")]
    Station,
    /// No two digits for the year.
    #[error("the two digits of the year are missing")]
    Year,
    /// No block, a block of too many letters, or of letters that are not used.
    #[error("the letters of the block are missing or not in use")]
    Block,
    /// No counter, zero, too large, or written with too many zeros.
    #[error("the counter is missing or out of range")]
    Counter,
    /// A character is wrong.
    #[error("the check character should be {expected}, it is {found}")]
    Check {
        /// What the characters before it ask for.
        expected: char,
        /// What stands there.
        found: char,
    },
}

impl CaseNumber {
    /// Makes a number. `year` is a full year, of which two digits are kept;
    /// `counter` runs from 1 within station, year and block.
    pub fn new(
        station: &str,
        year: i32,
        block: Block,
        counter: u32,
    ) -> Result<Self, CaseNumberError> {
        if !is_station_short(station) {
            return Err(CaseNumberError::Station);
        }
        if counter == 0 || counter > HIGHEST {
            return Err(CaseNumberError::Counter);
        }
        Ok(Self {
            station: station.to_owned(),
            year: u8::try_from(year.rem_euclid(100)).map_err(|_| CaseNumberError::Year)?,
            block,
            counter,
        })
    }

    /// Reads what was typed, scanned or said: with or without dashes, small or
    /// full-width letters; O and I, which are not in use, stand for 0 and 1.
    pub fn parse(text: &str) -> Result<Self, CaseNumberError> {
        let text = typed::code(text).replace('-', "");
        let (station, rest) = split_where(&text, |c| c.is_ascii_alphanumeric());
        if !is_station_short(station) {
            return Err(CaseNumberError::Station);
        }
        let rest = rest.replace('O', "0").replace('I', "1");
        let (digits, rest) = rest.split_at_checked(2).ok_or(CaseNumberError::Year)?;
        let year = digits.parse::<u8>().map_err(|_| CaseNumberError::Year)?;
        let (block, rest) = split_where(rest, |c| c.is_ascii_digit());
        let block = Block::parse(block).map_err(|_| CaseNumberError::Block)?;
        let (last, _) = rest
            .char_indices()
            .next_back()
            .ok_or(CaseNumberError::Counter)?;
        let (counter, check) = rest.split_at(last);
        let number = Self::new(station, i32::from(year), block, read_counter(counter)?)?;
        let expected = number.check();
        match check.chars().next() {
            Some(found) if found != expected => Err(CaseNumberError::Check { expected, found }),
            _ => Ok(number),
        }
    }

    /// The station's short name.
    pub fn station(&self) -> &str {
        &self.station
    }

    /// The last two digits of the year.
    pub fn year(&self) -> u8 {
        self.year
    }

    /// The block of the installation that made the number.
    pub fn block(&self) -> &Block {
        &self.block
    }

    /// The counter within station, year and block, from 1.
    pub fn counter(&self) -> u32 {
        self.counter
    }

    /// The check character over everything before it.
    pub fn check(&self) -> char {
        let body = format!(
            "{}{:02}{}{:04}",
            self.station, self.year, self.block, self.counter
        );
        let (sum, weight) = body.chars().fold((0, 1), |(sum, weight), c| {
            ((sum + value(c) * weight) % MODULUS, weight * 3 % MODULUS)
        });
        // The value v with sum + v * weight = 0: few enough to try them all.
        let fits = |v: &u32| (sum + v * weight).is_multiple_of(MODULUS);
        let value = (0..MODULUS).find(fits).unwrap_or(0);
        char::from(ALPHABET.as_bytes()[value as usize])
    }
}

impl Block {
    /// The `n`th block from 0: `A` to `Y`, then `AA`, `AB`, and so on. None
    /// beyond the last block of four letters.
    pub fn nth(n: u32) -> Option<Self> {
        let base = u32::try_from(LETTERS.len()).ok()?;
        let mut letters = Vec::new();
        let mut left = n.checked_add(1)?;
        while left > 0 {
            left -= 1;
            letters.push(char::from(LETTERS[(left % base) as usize]));
            left /= base;
        }
        (letters.len() <= LONGEST_BLOCK).then(|| Self(letters.iter().rev().collect()))
    }

    /// Reads a block, small and full-width letters included.
    pub fn parse(text: &str) -> Result<Self, CaseNumberError> {
        let text = typed::code(text);
        let known = text.bytes().all(|c| LETTERS.contains(&c));
        if text.is_empty() || text.len() > LONGEST_BLOCK || !known {
            return Err(CaseNumberError::Block);
        }
        Ok(Self(text))
    }

    /// Its letters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether a station may be called this in case numbers: one to six Han characters.
pub fn is_station_short(name: &str) -> bool {
    let length = name.chars().count();
    (1..=LONGEST_STATION).contains(&length) && name.chars().all(is_han)
}

/// Han characters of the basic block and all extensions, 〇 included.
fn is_han(c: char) -> bool {
    matches!(c, '\u{3007}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

fn value(c: char) -> u32 {
    match ALPHABET.find(c) {
        Some(value) => u32::try_from(value).unwrap_or(0),
        None => u32::from(c) % MODULUS,
    }
}

fn read_counter(digits: &str) -> Result<u32, CaseNumberError> {
    let spare_zero = digits.len() > 4 && digits.starts_with('0');
    let plain = digits.bytes().all(|c| c.is_ascii_digit());
    if digits.len() < 4 || spare_zero || !plain {
        return Err(CaseNumberError::Counter);
    }
    digits.parse().map_err(|_| CaseNumberError::Counter)
}

/// The text before the first character that fits, and from there on.
fn split_where(text: &str, fits: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(fits).unwrap_or(text.len()))
}

impl fmt::Display for CaseNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (station, year, block, counter) = (&self.station, self.year, &self.block, self.counter);
        write!(
            f,
            "{station}-{year:02}-{block}{counter:04}-{}",
            self.check()
        )
    }
}

impl fmt::Display for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for CaseNumber {
    type Err = CaseNumberError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for CaseNumber {
    type Error = CaseNumberError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<CaseNumber> for String {
    fn from(number: CaseNumber) -> Self {
        number.to_string()
    }
}

impl TryFrom<String> for Block {
    type Error = CaseNumberError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Block> for String {
    fn from(block: Block) -> Self {
        block.0
    }
}

typed::cbor_text!(CaseNumber, Block);
