//! How a PC becomes a station's: a one-time code that people hand over, what follows from it, and
//! what the PC and its township say to each other once.
//!
//! The code never crosses the line. Both ends derive the same [`CodeKey`] from it; by its [`Finder`]
//! the township finds the code, and by proofs under the key either knows that the other has it.

use std::fmt;
use std::str::FromStr;

use argon2::{Algorithm, Argon2, Params, Version};
use curve25519_dalek::MontgomeryPoint;
use hmac::{Hmac, Mac};
use minicbor::{Decode, Encode};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::derive::Hash;
use crate::exchange::keyed;
use crate::keys::PublicKey;

mod address;
mod answer;
mod ask;
mod invitation;

pub use address::{AddressError, server_address};
pub use answer::{Answer, EnrolRefusal, Member, Membership, Place, Refused};
pub use ask::{Asked, Authority, Request};
pub use invitation::{Invitation, Opened, Packed};

/// Characters of a code.
pub const LENGTH: usize = 10;

/// Crockford's base32: no letter looks like a digit.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// What begins a code with its server's address, as a scanner types it.
const TICKET: &str = "SHANYI:1:";

/// A one-time code: 50 bits in ten characters.
#[derive(Clone, PartialEq, Eq)]
pub struct Code(String);

/// Why what was typed is no code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CodeError {
    /// Not ten characters.
    #[error("a code has {LENGTH} characters, not {0}")]
    Length(usize),
    /// A character that no code has.
    #[error("no code has this character: {0}")]
    Character(char),
}

impl Code {
    /// The code made of 50 of these random bits.
    #[must_use]
    pub fn from_bits(bits: u64) -> Self {
        let digit = |place: usize| ALPHABET[(bits >> (5 * place)) as usize & 31];
        Self((0..LENGTH).map(|place| char::from(digit(place))).collect())
    }

    /// What follows from the code. This takes a while, as it is meant to: whoever guesses has to do
    /// it for each guess.
    ///
    /// # Errors
    /// Where there is no room for that work.
    pub fn key(&self, cost: Cost) -> Result<CodeKey, NoRoom> {
        let params = Params::new(cost.memory_kib, cost.passes, 1, Some(32)).map_err(|_| NoRoom)?;
        let mut key = [0; 32];
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(self.0.as_bytes(), b"shanyi/enrol/1", &mut key)
            .map_err(|_| NoRoom)?;
        Ok(CodeKey(key))
    }
}

impl FromStr for Code {
    type Err = CodeError;

    /// Reads a code as people type it: in any case, with O for 0 and I or L for 1, in full width or
    /// half, with blanks and dashes anywhere.
    fn from_str(text: &str) -> Result<Self, CodeError> {
        let mut code = String::new();
        for typed in text.chars().map(half_width) {
            if typed.is_whitespace() || matches!(typed, '-' | '_') {
                continue;
            }
            let read = match typed.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            };
            if !read.is_ascii() || !ALPHABET.contains(&(read as u8)) {
                return Err(CodeError::Character(typed));
            }
            code.push(read);
        }
        match code.len() {
            LENGTH => Ok(Self(code)),
            other => Err(CodeError::Length(other)),
        }
    }
}

fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        other => other,
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, second) = self.0.split_at(LENGTH / 2);
        write!(f, "{first}-{second}")
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(..)")
    }
}

/// A code with the address of its server in one text, as it stands in a QR code.
#[must_use]
pub fn ticket(server: &str, code: &Code) -> String {
    format!("{TICKET}{server}:{}", code.0)
}

/// Reads what [`ticket`] wrote: the server's address and the code.
#[must_use]
pub fn read_ticket(text: &str) -> Option<(String, Code)> {
    let text: String = text.trim().chars().map(half_width).collect();
    let (head, rest) = text.split_at_checked(TICKET.len())?;
    let (server, code) = rest.rsplit_once(':')?;
    let code = code.parse().ok()?;
    (head.eq_ignore_ascii_case(TICKET) && !server.is_empty()).then(|| (server.to_owned(), code))
}

/// What deriving a code's key takes. Both ends have to spend the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    memory_kib: u32,
    passes: u32,
}

impl Cost {
    /// The cost of everything that is released: 64 MiB, three times.
    pub const RELEASED: Self = Self {
        memory_kib: 64 * 1024,
        passes: 3,
    };
    /// Next to nothing, for tests that enrol many: no program sets it that is installed.
    pub const OF_TESTS: Self = Self {
        memory_kib: 8,
        passes: 1,
    };
}

/// There is no memory for the work that a code's key takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("there is no memory for the code's key")]
pub struct NoRoom;

/// What both ends derive from a code, and never say.
#[derive(Clone, PartialEq, Eq)]
pub struct CodeKey([u8; 32]);

impl fmt::Debug for CodeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CodeKey(..)")
    }
}

/// By this the township finds a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct Finder(#[cbor(n(0), with = "minicbor::bytes")] pub [u8; 16]);

impl CodeKey {
    /// The key of these bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its bytes, for the one place that keeps them.
    #[must_use]
    pub const fn to_bytes(&self) -> [u8; 32] {
        self.0
    }

    /// By this the township finds the code.
    #[must_use]
    pub fn finder(&self) -> Finder {
        let hash = labelled("shanyi/enrol-find/1", &[&self.0]);
        let mut finder = [0; 16];
        finder.copy_from_slice(&hash[..16]);
        Finder(finder)
    }

    fn mac(&self, label: &str, parts: &[&[u8]]) -> Hmac<Sha256> {
        let mut mac = keyed(&self.0).chain_update(label.as_bytes());
        for part in parts {
            mac.update(part);
        }
        mac
    }

    fn proof(&self, label: &str, parts: &[&[u8]]) -> Hash {
        self.mac(label, parts).finalize().into_bytes().into()
    }

    /// In a time that tells nothing of where they differ.
    fn proves(&self, proof: &Hash, label: &str, parts: &[&[u8]]) -> bool {
        self.mac(label, parts).verify_slice(proof).is_ok()
    }
}

fn labelled(label: &str, parts: &[&[u8]]) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update(label.as_bytes());
    for part in parts {
        hasher.update(part);
    }
    hasher.finalize().into()
}

/// The public half of an X25519 secret, by which something is sealed for its holder alone.
#[must_use]
pub fn sealing_key(secret: &[u8; 32]) -> [u8; 32] {
    MontgomeryPoint::mul_base_clamped(*secret).to_bytes()
}

/// Twelve digits by which people know a township's key again, over the telephone too.
#[must_use]
pub fn fingerprint(township: &PublicKey) -> String {
    let hash = labelled("shanyi/township-print/1", &[&township.0]);
    let mut bits = [0; 8];
    bits.copy_from_slice(&hash[..8]);
    let digits = format!("{:012}", u64::from_be_bytes(bits) % 1_000_000_000_000);
    format!("{} {} {}", &digits[..4], &digits[4..8], &digits[8..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let code = Code::from_bits(0x0003_1415_9265_3589);
        let shown = code.to_string();
        assert_eq!(shown.len(), LENGTH + 1);
        assert_eq!(shown.parse::<Code>(), Ok(code.clone()));
        assert_eq!(shown.to_lowercase().parse::<Code>(), Ok(code.clone()));
        let spaced: String = shown
            .replace('-', "")
            .chars()
            .flat_map(|c| [c, ' '])
            .collect();
        assert_eq!(spaced.parse::<Code>(), Ok(code));
        let zeros_and_ones: Code = "oO0iI-lL1zZ".parse().unwrap();
        assert_eq!(zeros_and_ones.to_string(), "00011-111ZZ");
        assert_eq!("００011－111ｚZ".parse(), Ok(zeros_and_ones));
    }

    #[test]
    fn what_is_no_code_says_why() {
        assert_eq!("12345-6789".parse::<Code>(), Err(CodeError::Length(9)));
        assert_eq!(
            "12345-6789U".parse::<Code>(),
            Err(CodeError::Character('U'))
        );
        assert_eq!("五星".parse::<Code>(), Err(CodeError::Character('五')));
    }

    #[test]
    fn a_scanned_ticket_holds_the_server_and_the_code() {
        let code = Code::from_bits(77);
        let server = "https://[::1]:8443";
        let text = ticket(server, &code);
        assert_eq!(read_ticket(&text), Some((server.to_owned(), code.clone())));
        assert_eq!(
            read_ticket(&text.to_lowercase()),
            Some((server.to_owned(), code))
        );
        for none in [
            "",
            "SHANYI:1:",
            "SHANYI:1::0000000000",
            "SHANYI:2:https://a:0000000000",
        ] {
            assert_eq!(read_ticket(none), None, "{none}");
        }
    }
}
