//! Why a vault did not open, or did not change.

use std::io::ErrorKind;

use thiserror::Error;

/// What can go wrong with the key's wraps. Nothing has changed then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum VaultError {
    /// There is no file `keys`.
    #[error("the key is under no PIN")]
    Missing,
    /// The file can't be read as one.
    #[error("the file of the wraps can't be read")]
    Unreadable,
    /// A newer program wrote it.
    #[error("the file of the wraps is a newer program's")]
    Newer,
    /// It is the file of another store.
    #[error("the file is another store's")]
    OtherFile,
    /// This operator has no PIN here.
    #[error("this operator has no PIN here")]
    NoHolder,
    /// The last operator with a PIN can't be taken away.
    #[error("somebody has to stay who can come in")]
    LastHolder,
    /// The PIN is not theirs.
    #[error("a wrong PIN")]
    WrongPin,
    /// The recovery code is not this store's.
    #[error("a wrong recovery code")]
    WrongCode,
    /// The keyring answers, and has not what it was given.
    #[error("the keyring has lost its part")]
    KeyringLost,
    /// The keyring can't be asked.
    #[error("the keyring does not answer")]
    KeyringSilent,
    /// The township's recovery key is none.
    #[error("the township's recovery key can't be used")]
    Recipient,
    /// A new wrap did not open when it was read back.
    #[error("a new wrap does not open")]
    NotProven,
    /// A cipher refused to work.
    #[error("a cipher does not work")]
    Cipher,
    /// The system gives no random numbers.
    #[error("no random numbers")]
    NoRandomness,
    /// The disk refused.
    #[error("the disk: {0:?}")]
    Disk(ErrorKind),
}

impl From<std::io::Error> for VaultError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            ErrorKind::NotFound => Self::Missing,
            kind => Self::Disk(kind),
        }
    }
}
