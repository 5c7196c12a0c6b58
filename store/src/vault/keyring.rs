//! Where a PC keeps its part of what a PIN opens, outside the data folder: a PIN alone, or a copied
//! folder alone, is no key.

use std::fmt::Debug;
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::PathBuf;

use shanyi_wire::vault::{RingKind, Secret};
use zeroize::Zeroizing;

use crate::key::{owner_only, sync_folder};

/// A keyring can't be asked now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyringFault;

/// Keeps secrets for this PC's user.
pub trait Keyring: Debug + Send + Sync {
    /// Which of the two it is.
    fn kind(&self) -> RingKind;

    /// What is kept under this name; `None` where nothing is.
    ///
    /// # Errors
    /// When it can't be asked.
    fn get(&self, name: &str) -> Result<Option<Secret>, KeyringFault>;

    /// Keeps a secret under a new name.
    ///
    /// # Errors
    /// When it is not kept.
    fn put(&self, name: &str, secret: &Secret) -> Result<(), KeyringFault>;
}

/// A folder of files that only their owner may read, where the system has no keyring.
#[derive(Clone, Debug)]
pub struct SecretFolder(PathBuf);

impl SecretFolder {
    /// In this folder, which is made when something is put into it. It has to lie outside the data
    /// folder.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self(folder.into())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(format!("{name}.secret"))
    }
}

impl Keyring for SecretFolder {
    fn kind(&self) -> RingKind {
        RingKind::File
    }

    fn get(&self, name: &str) -> Result<Option<Secret>, KeyringFault> {
        let text = match fs::read_to_string(self.path(name)) {
            Ok(text) => Zeroizing::new(text),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            // Bytes that are no text are not what was put there.
            Err(error) if error.kind() == ErrorKind::InvalidData => return Ok(None),
            Err(_) => return Err(KeyringFault),
        };
        let mut secret = Zeroizing::new([0; 32]);
        let read = hex::decode_to_slice(text.trim(), &mut secret[..]);
        Ok(read.ok().map(|()| secret))
    }

    fn put(&self, name: &str, secret: &Secret) -> Result<(), KeyringFault> {
        let written = || {
            fs::create_dir_all(&self.0)?;
            let (path, unfinished) = (self.path(name), self.path(&format!("{name}.part")));
            let mut file = owner_only().create(true).truncate(true).open(&unfinished)?;
            let text = Zeroizing::new(hex::encode(&secret[..]));
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            fs::rename(&unfinished, &path)?;
            sync_folder(&self.0)
        };
        written().map_err(|error: crate::StoreError| {
            tracing::warn!(fault = ?error.fault(), "the file in the keyring's place was not written");
            KeyringFault
        })
    }
}
