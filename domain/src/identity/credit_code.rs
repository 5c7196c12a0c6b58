//! The unified social credit code of an organisation (GB 32100).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::typed::{self, first_stranger};

/// The thirty-one characters in use: letters that look like digits are left out.
const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/// A unified social credit code: eighteen characters with a correct check
/// character. Public by law, so it is not masked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "contract", derive(ts_rs::TS), ts(type = "string"))]
pub struct CreditCode(String);

/// Why a text is not a unified social credit code.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub enum CreditCodeError {
    /// Not eighteen characters.
    #[error("a credit code has 18 characters, this one has {found}")]
    Length {
        /// Characters counted once white space is gone.
        found: u32,
    },
    /// A character outside the alphabet (I, O, S, V and Z are not in it).
    #[error("the character at position {position} is not used in credit codes")]
    Character {
        /// Counted from 1, once white space is gone.
        position: u32,
    },
    /// One character is wrong.
    #[error("the check character should be {expected}, it is {found}")]
    CheckCharacter {
        /// What the seventeen characters before it ask for.
        expected: char,
        /// What stands there.
        found: char,
    },
}

impl CreditCode {
    /// Reads what was typed or scanned: small letters, full-width forms and white
    /// space are forgiven.
    pub fn parse(text: &str) -> Result<Self, CreditCodeError> {
        let text = typed::code(text);
        let found = typed::length(&text);
        if found != 18 {
            return Err(CreditCodeError::Length { found });
        }
        if let Some(position) = first_stranger(&text, |_, c| ALPHABET.contains(c)) {
            return Err(CreditCodeError::Character { position });
        }
        let expected = check_character(&text[..17]);
        match text.chars().next_back() {
            Some(found) if found != expected => {
                Err(CreditCodeError::CheckCharacter { expected, found })
            }
            _ => Ok(Self(text)),
        }
    }

    /// All eighteen characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// (31 - sum of value x 3^i mod 31) mod 31, as a character (GB 32100).
fn check_character(body: &str) -> char {
    let (sum, _) = body.chars().fold((0, 1), |(sum, weight), c| {
        let value = ALPHABET.find(c).unwrap_or(0);
        ((sum + value * weight) % 31, weight * 3 % 31)
    });
    char::from(ALPHABET.as_bytes()[(31 - sum) % 31])
}

impl fmt::Display for CreditCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for CreditCode {
    type Err = CreditCodeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for CreditCode {
    type Error = CreditCodeError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<CreditCode> for String {
    fn from(code: CreditCode) -> Self {
        code.0
    }
}

typed::cbor_text!(CreditCode);
