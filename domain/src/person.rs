//! A person's name and telephone, as the desk takes them down.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::typed;

/// The longest name, in characters. Long transliterated names stay well below.
const LONGEST_NAME: u32 = 100;

/// The dot inside ethnic and foreign names.
const DOT: char = '·';

/// A person's name in its one form: trimmed, with `·` for every kind of dot.
/// Rare characters beyond the basic plane are as welcome as any.
///
/// `Debug` shows the first character only, so that logs hold no names.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "contract", derive(ts_rs::TS), ts(type = "string"))]
pub struct PersonName(String);

/// Why a text is not a name.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub enum PersonNameError {
    /// Nothing but white space.
    #[error("the name is empty")]
    Empty,
    /// Longer than any name.
    #[error("the name has {found} characters, {limit} are allowed")]
    TooLong {
        /// Characters found.
        found: u32,
        /// Characters allowed.
        limit: u32,
    },
    /// A control character, a digit, or the sign of a lost character.
    #[error("the character at position {position} does not belong in a name")]
    Character {
        /// Counted from 1 in the trimmed text.
        position: u32,
    },
    /// A dot at the beginning or end, or two in a row.
    #[error("a dot in a name stands between two parts of it")]
    Dot,
}

impl PersonName {
    /// Reads a name as typed or pasted.
    pub fn parse(text: &str) -> Result<Self, PersonNameError> {
        let text: String = text.chars().filter(|c| !typed::is_invisible(*c)).collect();
        let text = text.trim();
        if text.is_empty() {
            return Err(PersonNameError::Empty);
        }
        if let Some(position) = typed::first_stranger(text, |_, c| belongs_in_a_name(c)) {
            return Err(PersonNameError::Character { position });
        }
        let name = one_space(&one_dot(text));
        let found = typed::length(&name);
        if found > LONGEST_NAME {
            let limit = LONGEST_NAME;
            return Err(PersonNameError::TooLong { found, limit });
        }
        if name.split(DOT).any(str::is_empty) {
            return Err(PersonNameError::Dot);
        }
        Ok(Self(name))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it holds a character of the private use area: older systems put
    /// rare characters there, and another machine shows something else.
    pub fn has_private_characters(&self) -> bool {
        self.0.chars().any(|c| {
            matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{ffffd}' | '\u{100000}'..='\u{10fffd}')
        })
    }

    /// `雷**`: the first character, and one star for each of the others.
    pub fn masked(&self) -> String {
        let stars = self.0.chars().skip(1).map(|_| '*');
        self.0.chars().take(1).chain(stars).collect()
    }
}

/// Control characters, direction overrides, digits and U+FFFD don't.
fn belongs_in_a_name(c: char) -> bool {
    let overrides = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let digit = c.is_ascii_digit() || ('０'..='９').contains(&c);
    !(c.is_control() || overrides || digit || c == '\u{fffd}')
}

/// Writes `·` for every dot, and for a full stop between two characters that are
/// not ASCII: initials of Latin names keep theirs.
fn one_dot(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let wide = |index: usize| chars.get(index).is_some_and(|c| !c.is_ascii());
    chars
        .iter()
        .enumerate()
        .map(|(index, c)| match c {
            '•' | '．' | '・' | '‧' | '･' | '∙' | '⋅' | '●' => DOT,
            '.' if index > 0 && wide(index - 1) && wide(index + 1) => DOT,
            other => *other,
        })
        .collect()
}

/// One space for any white space, none around a dot, none between Han characters
/// of a short name (李 明).
fn one_space(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let glue = if text.is_ascii() || text.chars().any(|c| c.is_ascii_alphabetic()) {
        " "
    } else {
        ""
    };
    let joined = words.join(glue);
    joined.replace(" ·", "·").replace("· ", "·")
}

impl fmt::Display for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PersonName({})", self.masked())
    }
}

/// A telephone number in its one form: `13712342208` or `0578-8123456`. Somebody
/// without one has none: `Option<Phone>`.
///
/// `Debug` is masked, so that logs hold no numbers.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "contract", derive(ts_rs::TS), ts(type = "string"))]
pub struct Phone(String);

/// Why a text is not a telephone number.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub enum PhoneError {
    /// Nothing written: somebody without a phone is written down as 无手机.
    #[error("the phone number is empty")]
    Empty,
    /// Something else than digits and separators.
    #[error("the character at position {position} does not belong in a phone number")]
    Character {
        /// Counted from 1, once white space is gone.
        position: u32,
    },
    /// A mobile number has 11 digits; a landline 7 or 8 after the area code.
    #[error("a phone number does not have {found} digits")]
    Length {
        /// Digits found, without +86.
        found: u32,
    },
    /// A landline number without its area code.
    #[error("the area code is missing")]
    AreaCode,
}

impl Phone {
    /// Reads a number as typed: spaces, dashes, brackets and +86 are forgiven.
    pub fn parse(text: &str) -> Result<Self, PhoneError> {
        let text = typed::code(text);
        let fits = |position, c: char| {
            c.is_ascii_digit() || "-()".contains(c) || (position == 1 && c == '+')
        };
        if text.is_empty() {
            return Err(PhoneError::Empty);
        }
        if let Some(position) = typed::first_stranger(&text, fits) {
            return Err(PhoneError::Character { position });
        }
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let digits = without_country(&text, digits);
        match digits.len() {
            11 if digits.starts_with('1') => Ok(Self(digits)),
            7 | 8 if !digits.starts_with(['0', '1']) => Err(PhoneError::AreaCode),
            _ if digits.starts_with('0') => landline(&digits),
            _ => Err(length_error(&digits)),
        }
    }

    /// As [`Phone::parse`], and reads 无手机, 无 and 没有 as having none.
    pub fn parse_or_none(text: &str) -> Result<Option<Self>, PhoneError> {
        match text.trim() {
            "无手机" | "无电话" | "无" | "没有" => Ok(None),
            other => Self::parse(other).map(Some),
        }
    }

    /// The number.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it can receive a short message.
    pub fn is_mobile(&self) -> bool {
        self.0.starts_with('1')
    }

    /// `137****2208`, `0578-812****`.
    pub fn masked(&self) -> String {
        if self.is_mobile() {
            format!("{}****{}", &self.0[..3], &self.0[7..])
        } else {
            format!("{}****", &self.0[..self.0.len() - 4])
        }
    }
}

/// A telephone as it stands on a case, masked, even where it is of no form that is taken today.
#[must_use]
pub fn masked_phone(written: &str) -> String {
    Phone::parse(written).map_or_else(
        |_| {
            let seen = written.chars().count() / 4;
            written.chars().take(seen).chain("****".chars()).collect()
        },
        |phone| phone.masked(),
    )
}

/// Drops 86 where it stands for the country and not for a number's beginning,
/// and gives a landline its leading 0 back.
fn without_country(text: &str, digits: String) -> String {
    let marked = text.starts_with('+') || digits.starts_with("0086");
    let bare = digits.trim_start_matches('0').strip_prefix("86");
    match bare {
        Some(mobile) if mobile.len() == 11 && mobile.starts_with('1') => mobile.to_owned(),
        Some(landline) if marked => format!("0{}", landline.trim_start_matches('0')),
        _ => digits,
    }
}

/// An area code has three digits (010, 02x) or four, the number seven or eight.
fn landline(digits: &str) -> Result<Phone, PhoneError> {
    let three = digits.starts_with("010") || digits.starts_with("02");
    let parts = digits.split_at_checked(if three { 3 } else { 4 });
    match parts {
        Some((area, number)) if matches!(number.len(), 7 | 8) => {
            Ok(Phone(format!("{area}-{number}")))
        }
        _ => Err(length_error(digits)),
    }
}

fn length_error(digits: &str) -> PhoneError {
    let found = typed::length(digits);
    PhoneError::Length { found }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Phone({})", self.masked())
    }
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for PersonName {
    type Err = PersonNameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl FromStr for Phone {
    type Err = PhoneError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for PersonName {
    type Error = PersonNameError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl TryFrom<String> for Phone {
    type Error = PhoneError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<PersonName> for String {
    fn from(name: PersonName) -> Self {
        name.0
    }
}

impl From<Phone> for String {
    fn from(phone: Phone) -> Self {
        phone.0
    }
}

typed::cbor_text!(PersonName, Phone);
