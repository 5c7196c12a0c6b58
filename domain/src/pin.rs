//! The PIN by which an operator comes in.

use std::fmt;

use serde::Serialize;
use thiserror::Error;
use zeroize::Zeroizing;

use crate::typed;

/// Fewest digits.
pub const SHORTEST: usize = 6;
/// Most digits.
pub const LONGEST: usize = 12;

/// A PIN that may be chosen. Its digits are never shown, and wiped when it goes out of use.
#[derive(Clone, PartialEq, Eq)]
pub struct Pin(Zeroizing<String>);

/// Why a PIN can't be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Error)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PinError {
    /// Fewer than 6 or more than 12 digits.
    #[error("a PIN has 6 to 12 digits")]
    Length,
    /// Something that is no digit.
    #[error("a PIN has digits only")]
    Digits,
    /// The same digit all over, or a run such as 123456: what is tried first.
    #[error("the PIN is too easy")]
    Easy,
}

impl Pin {
    /// Takes digits as they were typed, those of an input method's full width too.
    ///
    /// # Errors
    /// Why nobody may choose this.
    pub fn parse(typed: &str) -> Result<Self, PinError> {
        let digits = Zeroizing::new(typed::code(typed));
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(PinError::Digits);
        }
        if !(SHORTEST..=LONGEST).contains(&digits.len()) {
            return Err(PinError::Length);
        }
        if is_easy(digits.as_bytes()) {
            return Err(PinError::Easy);
        }
        Ok(Self(digits))
    }

    /// The digits, for the one place that derives a key from them.
    #[must_use]
    pub fn digits(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin(..)")
    }
}

/// Each digit is as far from the one before as the first two are apart, by 0, 1 or -1.
fn is_easy(digits: &[u8]) -> bool {
    let step = |pair: &[u8]| (10 + pair[1] - pair[0]) % 10;
    let mut steps = digits.windows(2).map(step);
    let first = steps.next();
    matches!(first, Some(0 | 1 | 9)) && steps.all(|step| Some(step) == first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(typed: &str) -> PinError {
        Pin::parse(typed).unwrap_err()
    }

    #[test]
    fn a_pin_has_six_to_twelve_digits_and_nothing_else() {
        for good in ["274910", "112233", "900000", "271828182845", " 274910 "] {
            assert_eq!(Pin::parse(good).unwrap().digits(), good.trim());
        }
        assert_eq!(Pin::parse("２７４９１０").unwrap().digits(), "274910");
        assert_eq!(fault("27491"), PinError::Length);
        assert_eq!(fault("2718281828459"), PinError::Length);
        assert_eq!(fault(""), PinError::Length);
        assert_eq!(fault("27491a"), PinError::Digits);
        assert_eq!(fault("二七四九一零"), PinError::Digits);
    }

    #[test]
    fn what_anybody_tries_first_is_no_pin() {
        for easy in [
            "000000",
            "777777",
            "123456",
            "987654",
            "890123",
            "3210987654",
        ] {
            assert_eq!(fault(easy), PinError::Easy, "{easy}");
        }
    }

    #[test]
    fn a_pin_is_not_shown_by_debug() {
        let shown = format!("{:?}", Pin::parse("274910").unwrap());
        assert!(!shown.contains("2749"), "{shown}");
    }
}
