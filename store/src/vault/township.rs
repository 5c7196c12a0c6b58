//! The key for the township's recovery key, as an age file.

use std::io::Write;
use std::str::FromStr;

use age::Encryptor;
use age::x25519::Recipient;
use shanyi_wire::vault::TownshipWrap;

use super::error::VaultError;
use crate::key::DatabaseKey;

/// Wraps the key. Only the township can open it, so nothing here can prove more than that it is a
/// whole age file for that recipient.
pub(super) fn wrap(key: &DatabaseKey, recipient: &str) -> Result<TownshipWrap, VaultError> {
    let to = Recipient::from_str(recipient).map_err(|_| VaultError::Recipient)?;
    let encryptor = Encryptor::with_recipients(std::iter::once(&to as &dyn age::Recipient))
        .map_err(|_| VaultError::Recipient)?;
    let mut age = Vec::new();
    let mut writer = encryptor.wrap_output(&mut age)?;
    writer.write_all(key.bytes())?;
    writer.finish()?;
    Ok(TownshipWrap {
        recipient: recipient.to_owned(),
        age,
    })
}
