//! The key for the township's recovery key, as an age file.

use std::io::{Read, Write};
use std::str::FromStr;

use age::x25519::{Identity, Recipient};
use age::{Decryptor, Encryptor};
use shanyi_wire::vault::{Secret, TownshipWrap};

use super::error::VaultError;
use crate::key::DatabaseKey;

/// Whether this is a key that something can be wrapped for.
#[must_use]
pub fn is_recipient(text: &str) -> bool {
    Recipient::from_str(text).is_ok()
}

/// Wraps the key. Only the township can open it as its own. So that the former wrap does not go for one
/// that holds something else, it is wrapped for a second key too, which opens it here and is kept by
/// nobody.
pub(super) fn wrap(key: &DatabaseKey, recipient: &str) -> Result<TownshipWrap, VaultError> {
    let to = Recipient::from_str(recipient).map_err(|_| VaultError::Recipient)?;
    let once = Identity::generate();
    let (to, proof): (&dyn age::Recipient, _) = (&to, once.to_public());
    let encryptor =
        Encryptor::with_recipients([to, &proof].into_iter()).map_err(|_| VaultError::Recipient)?;
    let mut age = Vec::new();
    let mut writer = encryptor.wrap_output(&mut age)?;
    writer.write_all(key.bytes())?;
    writer.finish()?;
    match opened(&age, &once).as_ref() == Some(&key.secret()) {
        true => Ok(TownshipWrap {
            recipient: recipient.to_owned(),
            age,
        }),
        false => Err(VaultError::NotProven),
    }
}

/// What an age file holds; `None` where it is not just a key, or does not open.
fn opened(age: &[u8], by: &Identity) -> Option<Secret> {
    let by: &dyn age::Identity = by;
    let opened = Decryptor::new(age).ok()?.decrypt(std::iter::once(by));
    let mut reader = opened.ok()?;
    let mut key = Secret::new([0; 32]);
    reader.read_exact(&mut key[..]).ok()?;
    matches!(reader.read(&mut [0; 1]), Ok(0)).then_some(key)
}
