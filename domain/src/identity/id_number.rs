//! The resident identity number (GB 11643) and its relatives.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::typed::{self, first_stranger};

/// Weights of the first seventeen digits (GB 11643, by ISO 7064 MOD 11-2).
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/// Check character by the weighted sum modulo eleven.
const CHECK: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];

/// First two digits of the divisions at province level (GB/T 2260). Hong Kong
/// (81) and Macao (82) are left to the residence permits, which use them.
const PROVINCES: [u32; 32] = [
    11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52,
    53, 54, 61, 62, 63, 64, 65, 71,
];

/// Nobody alive is older than this, so a higher age points to a wrong year.
const OLDEST: u32 = 120;

/// No number names a year of birth before this one.
const EARLIEST: i32 = 1850;

/// A person's identity number: eighteen characters with a correct check digit.
///
/// Held by residents (GB 11643), by residents from Hong Kong, Macao and Taiwan
/// with a residence permit (beginning 81, 82, 83), and by foreigners with a
/// permanent residence card (beginning 9). A number in the old form of fifteen
/// digits becomes the new one on the way in.
///
/// `Debug` and `Display` show `331123********2046`, so that a log or an error
/// can't leak one; [`IdNumber::as_str`] and serialisation give the full value.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "contract", derive(ts_rs::TS), ts(type = "string"))]
pub struct IdNumber {
    text: String,
    birth: NaiveDate,
}

/// Why a text is not an identity number.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub enum IdNumberError {
    /// Neither fifteen nor eighteen characters.
    #[error("an identity number has 18 characters, this one has {found}")]
    Length {
        /// Characters counted once white space is gone.
        found: u32,
    },
    /// A character that has no place in an identity number.
    #[error("the character at position {position} is not a digit")]
    Character {
        /// Counted from 1, once white space is gone.
        position: u32,
    },
    /// Digits 7 to 14 (7 to 12 of the old form) are no day of the calendar.
    #[error("the date of birth in the number does not exist")]
    BirthDate,
    /// One digit is wrong, or two are exchanged.
    #[error("the check digit should be {expected}, it is {found}")]
    CheckDigit {
        /// What the seventeen digits before it ask for.
        expected: char,
        /// What stands there.
        found: char,
    },
    /// The date of birth lies after today.
    #[error("the date of birth {birth} has not come yet")]
    FutureBirth {
        /// The date in the number.
        birth: NaiveDate,
    },
}

/// What is unusual about a correct number: shown, never a reason to refuse.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub enum IdNumberWarning {
    /// The first two digits are no province known to GB/T 2260.
    UnknownRegion {
        /// The first six digits.
        code: String,
    },
    /// Older than anybody is.
    VeryOld {
        /// Age in full years.
        age: u32,
    },
}

/// Who issues numbers that begin like this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub enum Region {
    /// A province of GB/T 2260.
    Province,
    /// A residence permit for residents from Hong Kong, Macao or Taiwan (81, 82, 83).
    ResidencePermit,
    /// A foreigner's permanent residence card (9).
    Foreigner,
    /// None of these: to be looked at twice, not refused.
    Unknown,
}

/// Sex by the seventeenth digit: odd is male.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub enum Sex {
    /// 男
    Male,
    /// 女
    Female,
}

impl IdNumber {
    /// Reads what was typed or scanned: full-width digits, a small `x` and white
    /// space are forgiven, fifteen digits become eighteen.
    pub fn parse(text: &str) -> Result<Self, IdNumberError> {
        let text = match typed::code(text) {
            short if short.chars().count() == 15 => lengthen(&short)?,
            long => long,
        };
        let found = typed::length(&text);
        if found != 18 {
            return Err(IdNumberError::Length { found });
        }
        let stranger = first_stranger(&text, |position, c| {
            c.is_ascii_digit() || (position == 18 && c == 'X')
        });
        if let Some(position) = stranger {
            return Err(IdNumberError::Character { position });
        }
        let birth = read_date(&text[6..14]).ok_or(IdNumberError::BirthDate)?;
        let expected = check_digit(&text[..17]);
        match text.chars().next_back() {
            Some(found) if found != expected => Err(IdNumberError::CheckDigit { expected, found }),
            _ => Ok(Self { text, birth }),
        }
    }

    /// As [`IdNumber::parse`], and refuses a date of birth after `today`.
    pub fn parse_on(text: &str, today: NaiveDate) -> Result<Self, IdNumberError> {
        let number = Self::parse(text)?;
        if number.birth > today {
            return Err(IdNumberError::FutureBirth {
                birth: number.birth,
            });
        }
        Ok(number)
    }

    /// A well-formed number for demonstrations and tests, belonging to nobody on
    /// purpose: `region` of six digits (GB/T 2260), a date of birth, and a serial
    /// from 0 to 999 (odd for a man). The check digit is computed.
    pub fn made_up(region: u32, birth: NaiveDate, serial: u16) -> Result<Self, IdNumberError> {
        let body = format!("{region:06}{}{serial:03}", birth.format("%Y%m%d"));
        if body.len() != 17 {
            let found = u32::try_from(body.len()).unwrap_or(u32::MAX);
            return Err(IdNumberError::Length {
                found: found.saturating_add(1),
            });
        }
        let check = check_digit(&body);
        Self::parse(&format!("{body}{check}"))
    }

    /// All eighteen characters. For storage, printing where the law asks for the
    /// full number, and comparison; never for a log.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The last four characters, by which people tell two cards apart.
    pub fn last4(&self) -> &str {
        &self.text[14..]
    }

    /// `331123********2046`, for screens and papers.
    pub fn masked(&self) -> String {
        format!("{}********{}", &self.text[..6], self.last4())
    }

    /// The date of birth (digits 7 to 14).
    pub fn birth_date(&self) -> NaiveDate {
        self.birth
    }

    /// Sex by the seventeenth digit.
    pub fn sex(&self) -> Sex {
        match self.text.as_bytes()[16] % 2 {
            1 => Sex::Male,
            _ => Sex::Female,
        }
    }

    /// Age in full years on a day (周岁): a year is full when the birthday is
    /// reached. Somebody born on 29 February reaches it on the 28th in other
    /// years (民法典 art. 202: where the day is missing, the last of the month).
    /// Zero before birth.
    pub fn age_on(&self, day: NaiveDate) -> u32 {
        let born_late = (self.birth.month(), self.birth.day()) == (2, 29) && !day.leap_year();
        let birthday = if born_late {
            (2, 28)
        } else {
            (self.birth.month(), self.birth.day())
        };
        let years = day.year() - self.birth.year();
        let reached = (day.month(), day.day()) >= birthday;
        u32::try_from(years - i32::from(!reached)).unwrap_or(0)
    }

    /// The first day on which the holder is `age` full years old, by the rule of
    /// [`IdNumber::age_on`]. None beyond the calendar's end.
    pub fn reaches_age_on(&self, age: u32) -> Option<NaiveDate> {
        let year = self.birth.year().checked_add(i32::try_from(age).ok()?)?;
        self.birth
            .with_year(year)
            .or_else(|| NaiveDate::from_ymd_opt(year, 2, 28))
    }

    /// The first six digits: the division where the number was first issued.
    pub fn region_code(&self) -> &str {
        &self.text[..6]
    }

    /// Who issues numbers that begin like this one.
    pub fn region(&self) -> Region {
        let first_two = self.text[..2].parse().unwrap_or(0);
        match first_two {
            81..=83 => Region::ResidencePermit,
            90..=99 => Region::Foreigner,
            code if PROVINCES.contains(&code) => Region::Province,
            _ => Region::Unknown,
        }
    }

    /// What deserves a second look although the number is correct.
    pub fn warnings(&self, today: NaiveDate) -> Vec<IdNumberWarning> {
        let mut warnings = Vec::new();
        if self.region() == Region::Unknown {
            warnings.push(IdNumberWarning::UnknownRegion {
                code: self.region_code().to_owned(),
            });
        }
        let age = self.age_on(today);
        if age > OLDEST {
            warnings.push(IdNumberWarning::VeryOld { age });
        }
        warnings
    }
}

/// Fifteen digits (before 1999) to eighteen: the century is 19, the check digit
/// is computed (GB 11643).
fn lengthen(short: &str) -> Result<String, IdNumberError> {
    if let Some(position) = first_stranger(short, |_, c| c.is_ascii_digit()) {
        return Err(IdNumberError::Character { position });
    }
    let body = format!("{}19{}", &short[..6], &short[6..]);
    let check = check_digit(&body);
    Ok(format!("{body}{check}"))
}

fn check_digit(body: &str) -> char {
    let sum: u32 = body
        .chars()
        .zip(WEIGHTS)
        .map(|(c, weight)| c.to_digit(10).unwrap_or(0) * weight)
        .sum();
    CHECK[(sum % 11) as usize]
}

fn read_date(digits: &str) -> Option<NaiveDate> {
    let year = digits[..4].parse().ok().filter(|year| *year >= EARLIEST)?;
    let month = digits[4..6].parse().ok()?;
    let day = digits[6..8].parse().ok()?;
    NaiveDate::from_ymd_opt(year, month, day)
}

impl fmt::Debug for IdNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IdNumber({})", self.masked())
    }
}

impl fmt::Display for IdNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

impl FromStr for IdNumber {
    type Err = IdNumberError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for IdNumber {
    type Error = IdNumberError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<IdNumber> for String {
    fn from(number: IdNumber) -> Self {
        number.text
    }
}

typed::cbor_text!(IdNumber);
