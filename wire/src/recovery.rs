//! The recovery code: what opens a station's store when nothing else does, made to be written by
//! hand, kept in an envelope and typed once in years.
//!
//! Seven groups of five characters of Crockford's alphabet, in which no two look alike: four of each
//! group are chance (140 bits in all), the fifth checks the group and its place.

use std::fmt;

use thiserror::Error;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Groups of a code.
pub const GROUPS: usize = 7;
/// Characters of a group that are chance.
const CHANCE: usize = 4;
/// Characters of chance in a whole code.
pub const SYMBOLS: usize = GROUPS * CHANCE;
/// Crockford's alphabet: no I, L, O and U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A recovery code. It is shown by [`RecoveryCode::groups`] only.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct RecoveryCode([u8; SYMBOLS]);

/// Why a text is no recovery code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CodeError {
    /// Too few or too many characters.
    #[error("a recovery code has 35 characters")]
    Length,
    /// A group that no code has.
    #[error("group {0} is wrong")]
    Group(u32),
}

impl RecoveryCode {
    /// The code made of so many random bytes.
    #[must_use]
    pub fn from_random(chance: &[u8; SYMBOLS]) -> Self {
        Self(chance.map(|byte| byte & 31))
    }

    /// What is random in it.
    pub(crate) const fn symbols(&self) -> &[u8; SYMBOLS] {
        &self.0
    }

    /// The code as it is written.
    #[must_use]
    pub fn groups(&self) -> Vec<String> {
        let groups = self.0.chunks(CHANCE).enumerate();
        groups
            .map(|(at, group)| {
                let all = group.iter().copied().chain([check(at, group)]);
                all.map(|symbol| char::from(ALPHABET[usize::from(symbol & 31)]))
                    .collect()
            })
            .collect()
    }

    /// Reads a code as it was typed: in any case, with any blanks and dashes, an O for a zero.
    ///
    /// # Errors
    /// [`CodeError`], with the first group that is wrong.
    pub fn parse(typed: &str) -> Result<Self, CodeError> {
        let symbols: Vec<Option<u8>> = typed
            .chars()
            .filter(|c| !c.is_whitespace() && !"-–—－".contains(*c))
            .map(symbol)
            .collect();
        if symbols.len() != SYMBOLS + GROUPS {
            return Err(CodeError::Length);
        }
        let mut code = [0; SYMBOLS];
        for (at, group) in symbols.chunks(CHANCE + 1).enumerate() {
            let read: Option<Vec<u8>> = group.iter().copied().collect();
            let read = read.filter(|read| check(at, &read[..CHANCE]) == read[CHANCE]);
            let place = u32::try_from(at + 1).unwrap_or_default();
            let read = read.ok_or(CodeError::Group(place))?;
            code[at * CHANCE..][..CHANCE].copy_from_slice(&read[..CHANCE]);
        }
        Ok(Self(code))
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(..)")
    }
}

/// The value of a character, also of one that is taken for another.
fn symbol(typed: char) -> Option<u8> {
    let wide = u32::from(typed);
    let plain = match wide {
        0xff01..=0xff5e => char::from_u32(wide - 0xfee0)?,
        _ => typed,
    };
    let letter = match plain.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let found = ALPHABET
        .iter()
        .position(|known| char::from(*known) == letter);
    found.and_then(|at| u8::try_from(at).ok())
}

/// The check of a group at its place: over the field of 32 elements each character counts by a power
/// of its own, so that no single slip and no two characters changed about pass.
fn check(at: usize, group: &[u8]) -> u8 {
    let place = u8::try_from(at + 1).unwrap_or_default();
    let sum = group
        .iter()
        .fold(place, |sum, symbol| times_two(sum) ^ symbol);
    times_two(sum)
}

/// Twice `x` in the field of 32 elements (x⁵ + x² + 1).
const fn times_two(x: u8) -> u8 {
    let twice = x << 1;
    if twice & 32 == 0 { twice } else { twice ^ 37 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code() -> RecoveryCode {
        let mut chance = [0; SYMBOLS];
        for (at, byte) in (0_u8..).zip(&mut chance) {
            *byte = at.wrapping_mul(73).wrapping_add(41);
        }
        RecoveryCode::from_random(&chance)
    }

    #[test]
    fn a_code_is_read_as_it_is_written_and_as_people_type_it() {
        let (code, groups) = (code(), code().groups());
        assert_eq!(groups.len(), GROUPS);
        assert!(groups.iter().all(|group| group.len() == 5), "{groups:?}");
        let written = groups.join("-");
        let sloppy = written.to_lowercase().replace('0', "o").replace('1', "l");
        for typed in [&written, &groups.concat(), &groups.join("  "), &sloppy] {
            assert_eq!(RecoveryCode::parse(typed), Ok(code.clone()), "{typed}");
        }
    }

    #[test]
    fn no_single_slip_and_no_two_neighbours_changed_about_are_taken() {
        let written: Vec<char> = code().groups().concat().chars().collect();
        for at in 0..written.len() {
            let group = CodeError::Group(u32::try_from(at / 5 + 1).unwrap());
            for letter in ALPHABET.iter().map(|letter| char::from(*letter)) {
                let mut slip = written.clone();
                slip[at] = letter;
                let read = RecoveryCode::parse(&slip.iter().collect::<String>());
                let right = letter == written[at];
                assert_eq!(read, if right { Ok(code()) } else { Err(group) });
            }
            if at % 5 < 4 && written[at] != written[at + 1] {
                let mut about = written.clone();
                about.swap(at, at + 1);
                let read = RecoveryCode::parse(&about.iter().collect::<String>());
                assert_eq!(read, Err(group));
            }
        }
    }

    #[test]
    fn groups_in_another_order_are_no_code() {
        let mut groups = code().groups();
        groups.swap(1, 4);
        assert_eq!(
            RecoveryCode::parse(&groups.concat()),
            Err(CodeError::Group(2))
        );
        groups.pop();
        assert_eq!(
            RecoveryCode::parse(&groups.concat()),
            Err(CodeError::Length)
        );
    }

    #[test]
    fn a_code_is_not_shown_by_debug() {
        assert_eq!(format!("{:?}", code()), "RecoveryCode(..)");
    }
}
