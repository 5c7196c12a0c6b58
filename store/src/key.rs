//! The key of the case store, and the one function that keeps it.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;

use sha2::{Digest, Sha256};
use shanyi_wire::vault::Secret;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::backup_name::backups;
use crate::error::StoreError;
use crate::lock::lock;
use crate::store::DATABASE;
use crate::vault::{KeyState, Vault};
use crate::witness::Witness;

/// The file of the key in the data folder: 64 hex digits.
pub(crate) const FILE: &str = "key";

/// 32 random bytes that open the database. The images' key derives from them. They are wiped when they
/// go out of use.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct DatabaseKey([u8; 32]);

impl DatabaseKey {
    /// The key made of these bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The key that a wrap gave.
    pub(crate) fn of(secret: &Secret) -> Self {
        Self(**secret)
    }

    /// The key for a wrap.
    pub(crate) fn secret(&self) -> Secret {
        Secret::new(self.0)
    }

    /// The key itself.
    pub(crate) const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The key as SQLCipher reads it, with no derivation on the way.
    pub(crate) fn pragma(&self) -> String {
        format!("x'{}'", hex::encode(self.0))
    }

    /// The key under which image files are encrypted.
    pub(crate) fn for_images(&self) -> [u8; 32] {
        Sha256::new()
            .chain_update(b"shanyi/images/1")
            .chain_update(self.0)
            .finalize()
            .into()
    }
}

impl std::fmt::Debug for DatabaseKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DatabaseKey(..)")
    }
}

/// The key kept in `dir`, which is made if it is not there; a new key where there is neither a key
/// nor a store. The file can be read by its owner only.
///
/// # Errors
/// [`StoreError::KeyMissing`] where a store is left without its key, [`StoreError::KeyWrapped`] where
/// the key is under a PIN.
pub fn load_or_create_key(dir: &Path) -> Result<DatabaseKey, StoreError> {
    fs::create_dir_all(dir)?;
    let path = dir.join(FILE);
    not_wrapped(dir)?;
    if let Some(key) = load(&path)? {
        return Ok(key);
    }
    // A second program started at the same moment must not put its key in the place of this one.
    let _alone = lock(dir)?;
    not_wrapped(dir)?;
    match load(&path)? {
        Some(key) => Ok(key),
        None if was_used(dir) => Err(StoreError::KeyMissing),
        None => create(dir, &path),
    }
}

/// Something here was written under a key: the store, its log, a copy of it.
fn was_used(dir: &Path) -> bool {
    let log = format!("{DATABASE}-wal");
    dir.join(DATABASE).exists()
        || dir.join(log).exists()
        || Witness::is_in(dir)
        || !backups(dir).is_empty()
}

/// The key kept in `dir`; nothing is made where there is none.
///
/// # Errors
/// [`StoreError::KeyMissing`], [`StoreError::KeyUnreadable`], [`StoreError::KeyWrapped`].
pub fn load_key(dir: &Path) -> Result<DatabaseKey, StoreError> {
    not_wrapped(dir)?;
    load(&dir.join(FILE))?.ok_or(StoreError::KeyMissing)
}

/// An open key that lies beside wrapped ones is what a power cut left of it.
fn not_wrapped(dir: &Path) -> Result<(), StoreError> {
    match Vault::state(dir) {
        KeyState::Wrapped => Err(StoreError::KeyWrapped),
        KeyState::None | KeyState::Plain => Ok(()),
    }
}

fn load(path: &Path) -> Result<Option<DatabaseKey>, StoreError> {
    match fs::read_to_string(path) {
        Ok(text) => {
            let mut key = [0; 32];
            hex::decode_to_slice(text.trim(), &mut key).map_err(|_| StoreError::KeyUnreadable)?;
            Ok(Some(DatabaseKey(key)))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) if error.kind() == ErrorKind::InvalidData => Err(StoreError::KeyUnreadable),
        Err(error) => Err(error.into()),
    }
}

/// A key is under its name only when all of it is on the disk.
fn create(dir: &Path, path: &Path) -> Result<DatabaseKey, StoreError> {
    let mut key = [0; 32];
    getrandom::fill(&mut key)?;
    put(dir, path, &DatabaseKey(key))?;
    Ok(DatabaseKey(key))
}

/// Keeps this key in `dir`, where none is.
pub(crate) fn keep_plain(dir: &Path, key: &DatabaseKey) -> Result<(), StoreError> {
    put(dir, &dir.join(FILE), key)
}

fn put(dir: &Path, path: &Path, key: &DatabaseKey) -> Result<(), StoreError> {
    let unfinished = path.with_extension("part");
    if let Err(error) = fs::remove_file(&unfinished)
        && error.kind() != ErrorKind::NotFound
    {
        return Err(error.into());
    }
    let mut file = owner_only().create_new(true).open(&unfinished)?;
    writeln!(file, "{}", hex::encode(key.0))?;
    file.sync_all()?;
    fs::rename(&unfinished, path)?;
    sync_folder(dir)
}

/// Opens for writing what nobody but the owner may read.
#[cfg(unix)]
pub(crate) fn owner_only() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = OpenOptions::new();
    options.write(true).mode(0o600);
    options
}

/// On Windows the profile folder's own access list keeps others out.
#[cfg(windows)]
pub(crate) fn owner_only() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    options
}

/// Makes the names in a folder as lasting as the bytes of its files.
#[cfg(unix)]
pub(crate) fn sync_folder(dir: &Path) -> Result<(), StoreError> {
    Ok(fs::File::open(dir)?.sync_all()?)
}

/// The same on Windows, where NTFS writes its journal out when it is asked to flush a folder.
/// File systems without a journal, as on sticks, may refuse; there is no other way to ask there.
#[cfg(windows)]
pub(crate) fn sync_folder(dir: &Path) -> Result<(), StoreError> {
    use std::os::windows::fs::OpenOptionsExt;
    /// Without it Windows opens files only (`FILE_FLAG_BACKUP_SEMANTICS`).
    const FOLDERS_TOO: u32 = 0x0200_0000;
    let folder = OpenOptions::new()
        .write(true)
        .custom_flags(FOLDERS_TOO)
        .open(dir)?;
    match folder.sync_all() {
        Err(error) if !refuses_folders(error.kind()) => Err(error.into()),
        _ => Ok(()),
    }
}

#[cfg(windows)]
fn refuses_folders(kind: ErrorKind) -> bool {
    use ErrorKind::{InvalidInput, PermissionDenied, Unsupported};
    matches!(kind, InvalidInput | PermissionDenied | Unsupported)
}
