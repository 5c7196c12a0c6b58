//! The file `keys` of a station: its store's key under every way that opens it.
//!
//! Both sides read it: the station, and the township when somebody brings it the file of a PC that
//! nothing opens any more. Each way has a wrap of its own, [`seal`]ed under a key that only that way
//! gives; what a wrap is for is part of what its seal holds, so that no wrap can stand for another.

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use shanyi_domain::ids::ActorId;
use zeroize::Zeroizing;

use crate::recovery::RecoveryCode;

/// The only format there is.
pub const FORMAT: u32 = 1;

/// 32 bytes that are wiped when they go out of use.
pub type Secret = Zeroizing<[u8; 32]>;

/// What stands in the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeysFile {
    /// [`FORMAT`].
    pub format: u32,
    /// Drawn when the file was first made; in every seal.
    #[serde(with = "hex::serde")]
    pub id: [u8; 16],
    /// One for each operator who has a PIN.
    pub operators: Vec<OperatorWrap>,
    /// Under codes: the printed one, and what the township gave for once.
    pub recovery: Vec<RecoveryWrap>,
    /// For the township's recovery key; absent where the enrolment brought none.
    #[serde(default)]
    pub township: Option<TownshipWrap>,
}

/// The key under what the keyring keeps and an operator's PIN.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperatorWrap {
    /// Whose.
    pub operator: ActorId,
    /// Their name: the door shows it before the store is open.
    pub name: String,
    /// Which keyring has its part.
    pub ring: Ring,
    /// What the PIN was stretched by.
    pub cost: Cost,
    /// Random.
    #[serde(with = "hex::serde")]
    pub salt: [u8; 16],
    /// The key.
    pub sealed: Sealed,
}

/// What a keyring keeps, as far as the file knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ring {
    /// Under which name.
    #[serde(with = "hex::serde")]
    pub name: [u8; 16],
    /// Where.
    pub kind: RingKind,
    /// Tells what was kept from anything else: it is no help in guessing 32 random bytes.
    #[serde(with = "hex::serde")]
    pub check: [u8; 16],
}

/// Where the keyring's part is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RingKind {
    /// The system's own keyring.
    System,
    /// A file in the user's settings, where no keyring answers.
    File,
}

/// What Argon2id takes, as its own words have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    /// Kilobytes.
    pub memory: u32,
    /// Rounds.
    pub rounds: u32,
    /// Lanes.
    pub lanes: u32,
}

/// The key under a recovery code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoveryWrap {
    /// Who made it.
    pub by: RecoveryBy,
    /// Random.
    #[serde(with = "hex::serde")]
    pub salt: [u8; 16],
    /// The key.
    pub sealed: Sealed,
}

/// Who made a recovery code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecoveryBy {
    /// The station, which printed it.
    Station,
    /// The township, for one opening.
    Township,
}

/// The key for the township's recovery key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TownshipWrap {
    /// The recipient, `age1…`.
    pub recipient: String,
    /// A whole age file with the key and its check in it.
    #[serde(with = "hex::serde")]
    pub age: Vec<u8>,
}

/// A key under another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    /// Random, never twice.
    #[serde(with = "hex::serde")]
    pub nonce: [u8; 24],
    /// 32 bytes and their tag.
    #[serde(with = "hex::serde")]
    pub bytes: Vec<u8>,
}

/// What a wrap is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// This operator comes in by PIN.
    Operator(ActorId),
    /// Somebody comes in by a code.
    Recovery(RecoveryBy),
}

impl Use {
    fn associated(self, id: &[u8; 16]) -> Vec<u8> {
        let (kind, operator) = match self {
            Self::Operator(ActorId(operator)) => (1, operator),
            Self::Recovery(RecoveryBy::Station) => (2, 0),
            Self::Recovery(RecoveryBy::Township) => (3, 0),
        };
        let mut said = b"shanyi/keys/1".to_vec();
        said.extend_from_slice(id);
        said.push(kind);
        said.extend_from_slice(&operator.to_be_bytes());
        said
    }
}

/// The key that an operator's PIN gives together with what the keyring keeps.
#[must_use]
pub fn key_of_pin(kept: &Secret, stretched: &Secret, salt: &[u8; 16]) -> Secret {
    let mut both = Zeroizing::new([0; 64]);
    both[..32].copy_from_slice(&kept[..]);
    both[32..].copy_from_slice(&stretched[..]);
    derive(&both[..], salt, b"shanyi/keys/1/operator")
}

/// The key that a recovery code gives. The code has more chance in it than anybody can try.
#[must_use]
pub fn key_of_code(code: &RecoveryCode, salt: &[u8; 16]) -> Secret {
    derive(code.symbols(), salt, b"shanyi/keys/1/recovery")
}

/// Tells what a keyring keeps from anything else.
#[must_use]
pub fn check_of_kept(kept: &Secret, name: &[u8; 16]) -> [u8; 16] {
    let whole = derive(&kept[..], name, b"shanyi/keys/1/kept");
    let mut check = [0; 16];
    check.copy_from_slice(&whole[..16]);
    check
}

fn derive(from: &[u8], salt: &[u8; 16], label: &[u8]) -> Secret {
    let mut key = Zeroizing::new([0; 32]);
    // 32 bytes are never too many for SHA-256.
    let _never = Hkdf::<Sha256>::new(Some(salt), from).expand(label, &mut key[..]);
    key
}

/// Puts `key` under `under`, for one use of the file `id`; `None` where the cipher refuses, which it
/// does for no 32 bytes.
#[must_use]
pub fn seal(
    key: &Secret,
    under: &Secret,
    of: Use,
    id: &[u8; 16],
    nonce: [u8; 24],
) -> Option<Sealed> {
    let associated = of.associated(id);
    let payload = Payload {
        msg: &key[..],
        aad: &associated,
    };
    let cipher = XChaCha20Poly1305::new((&**under).into());
    let bytes = cipher.encrypt(XNonce::from_slice(&nonce), payload).ok()?;
    Some(Sealed { nonce, bytes })
}

/// Takes the key out again; `None` where `under` is not what it was put under.
#[must_use]
pub fn unseal(sealed: &Sealed, under: &Secret, of: Use, id: &[u8; 16]) -> Option<Secret> {
    let associated = of.associated(id);
    let payload = Payload {
        msg: &sealed.bytes,
        aad: &associated,
    };
    let cipher = XChaCha20Poly1305::new((&**under).into());
    let opened = cipher.decrypt(XNonce::from_slice(&sealed.nonce), payload);
    let opened = Zeroizing::new(opened.ok()?);
    Some(Zeroizing::new(opened.as_slice().try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: [u8; 16] = [9; 16];

    fn secret(byte: u8) -> Secret {
        Zeroizing::new([byte; 32])
    }

    #[test]
    fn a_wrap_opens_for_its_own_use_and_no_other() {
        let uses = [
            Use::Operator(ActorId(11)),
            Use::Operator(ActorId(12)),
            Use::Recovery(RecoveryBy::Station),
            Use::Recovery(RecoveryBy::Township),
        ];
        for of in uses {
            let sealed = seal(&secret(1), &secret(2), of, &ID, [3; 24]).unwrap();
            for other in uses {
                let opened = unseal(&sealed, &secret(2), other, &ID);
                assert_eq!(opened.is_some(), other == of, "{of:?} as {other:?}");
            }
            assert!(unseal(&sealed, &secret(2), of, &[8; 16]).is_none());
            assert!(unseal(&sealed, &secret(4), of, &ID).is_none());
        }
    }

    #[test]
    fn neither_the_keyring_s_part_nor_the_pin_alone_gives_the_key() {
        let salt = [5; 16];
        let key = key_of_pin(&secret(1), &secret(2), &salt);
        assert_ne!(key, key_of_pin(&secret(1), &secret(3), &salt));
        assert_ne!(key, key_of_pin(&secret(3), &secret(2), &salt));
        assert_ne!(key, key_of_pin(&secret(1), &secret(2), &[6; 16]));
    }
}
