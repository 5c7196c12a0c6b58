//! The database's key at rest: in the file `key` as it is, or in the file `keys` under every way that
//! opens it, and never in both for longer than it takes to prove the second.

mod attempts;
mod error;
mod keyring;
mod township;
mod written;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use argon2::{Algorithm, Argon2, Params, Version};
use shanyi_domain::ids::ActorId;
use shanyi_domain::pin::Pin;
use shanyi_wire::recovery::RecoveryCode;
use shanyi_wire::vault::{
    Cost, FORMAT, KeysFile, OperatorWrap, RecoveryBy, RecoveryWrap, Ring, RingKind, Secret, Use,
    check_of_kept, key_of_code, key_of_pin, seal, unseal,
};
use zeroize::Zeroizing;

pub use attempts::{Attempt, Attempts, FREE, MOST};
pub use error::VaultError;
pub use keyring::{Keyring, KeyringFault, SecretFolder};
pub use township::is_recipient;

use crate::key::{self, DatabaseKey};
use written::Proof;

/// What stands between a PIN and whoever has the PC: 64 MiB and three rounds. A sign-in takes some
/// 0.2 s on a good PC and a second on an old one.
pub const COST: Cost = Cost {
    memory: 65_536,
    rounds: 3,
    lanes: 1,
};

/// Where the key of a data folder is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyState {
    /// Nowhere: the folder is new.
    None,
    /// In a file of its own, open to whoever reads that.
    Plain,
    /// Under PINs and codes.
    Wrapped,
}

/// The keeper of one data folder's key.
#[derive(Clone, Debug)]
pub struct Vault {
    dir: PathBuf,
    rings: Vec<Arc<dyn Keyring>>,
    cost: Cost,
}

/// Who a wrap is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Their number.
    pub id: ActorId,
    /// Their name.
    pub name: String,
}

impl Vault {
    /// The keeper of `dir`'s key, with the keyrings that there are, the best first, and what a PIN is
    /// stretched by.
    #[must_use]
    pub fn new(dir: &Path, rings: Vec<Arc<dyn Keyring>>, cost: Cost) -> Self {
        Self {
            dir: dir.to_owned(),
            rings,
            cost,
        }
    }

    /// Where the key of `dir` is.
    #[must_use]
    pub fn state(dir: &Path) -> KeyState {
        if written::path(dir).exists() {
            KeyState::Wrapped
        } else if dir.join(key::FILE).exists() {
            KeyState::Plain
        } else {
            KeyState::None
        }
    }

    /// What the file `keys` says; [`VaultError::Missing`] where there is none.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn read(&self) -> Result<KeysFile, VaultError> {
        written::read(&self.dir)
    }

    /// Who has a PIN, in the order in which they came.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn holders(&self) -> Result<Vec<Holder>, VaultError> {
        let wraps = self.read()?.operators.into_iter();
        Ok(wraps
            .map(|wrap| Holder {
                id: wrap.operator,
                name: wrap.name,
            })
            .collect())
    }

    /// What the keyring keeps for this operator's PIN. It is asked first, so that a keyring that is
    /// gone is told from a wrong PIN before anything is tried.
    ///
    /// # Errors
    /// [`VaultError::NoHolder`], [`VaultError::KeyringLost`], [`VaultError::KeyringSilent`].
    pub fn kept_for(&self, operator: ActorId) -> Result<(OperatorWrap, Secret), VaultError> {
        let file = self.read()?;
        let mut wraps = file.operators.into_iter();
        let wrap = wraps.find(|wrap| wrap.operator == operator);
        let wrap = wrap.ok_or(VaultError::NoHolder)?;
        let kept = self.kept(&wrap.ring)?;
        Ok((wrap, kept))
    }

    /// Opens by an operator's PIN. Nothing is counted here: see [`Attempts`].
    ///
    /// # Errors
    /// [`VaultError::WrongPin`] and those of [`Vault::kept_for`].
    pub fn open_by_pin(&self, operator: ActorId, pin: &str) -> Result<DatabaseKey, VaultError> {
        let (wrap, kept) = self.kept_for(operator)?;
        let under = key_of_pin(&kept, &stretch(pin, &wrap.salt, wrap.cost)?, &wrap.salt);
        let id = self.read()?.id;
        let key = unseal(&wrap.sealed, &under, Use::Operator(operator), &id);
        Ok(DatabaseKey::of(&key.ok_or(VaultError::WrongPin)?))
    }

    /// Whether this operator's wrap was made by an earlier program's cost, or their name has changed.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn is_old(&self, holder: &Holder) -> Result<bool, VaultError> {
        let file = self.read()?;
        let wrap = file
            .operators
            .iter()
            .find(|wrap| wrap.operator == holder.id);
        Ok(wrap.is_some_and(|wrap| wrap.cost != self.cost || wrap.name != holder.name))
    }

    /// Opens by a recovery code: the station's own, or one that the township gave for once.
    ///
    /// # Errors
    /// [`VaultError::WrongCode`].
    pub fn open_by_code(&self, code: &RecoveryCode) -> Result<DatabaseKey, VaultError> {
        open_file_by_code(&self.read()?, code)
    }

    /// Whether these bytes are a file of keys of this store.
    ///
    /// # Errors
    /// [`VaultError::OtherFile`], and what is wrong with them.
    pub fn is_own(&self, brought: &[u8]) -> Result<KeysFile, VaultError> {
        let file = written::parse(brought)?;
        if file.id == self.read()?.id {
            Ok(file)
        } else {
            Err(VaultError::OtherFile)
        }
    }

    /// Opens by a code that the township put into a copy of this folder's `keys`, and keeps nothing of
    /// the copy.
    ///
    /// # Errors
    /// [`VaultError::OtherFile`] where it is of another store, [`VaultError::WrongCode`].
    pub fn open_by_brought(
        &self,
        brought: &[u8],
        code: &RecoveryCode,
    ) -> Result<DatabaseKey, VaultError> {
        open_file_by_code(&self.is_own(brought)?, code)
    }

    /// Puts a key that lay open under a first PIN and a recovery code, and under the township's
    /// recovery key where there is one. The open file goes when all of it was read back and opened.
    ///
    /// # Errors
    /// Then the key lies as it lay.
    pub fn protect(
        &self,
        key: &DatabaseKey,
        holder: &Holder,
        pin: &Pin,
        code: &RecoveryCode,
        recipient: Option<&str>,
    ) -> Result<(), VaultError> {
        let mut file = KeysFile {
            format: FORMAT,
            id: fresh()?,
            operators: Vec::new(),
            recovery: Vec::new(),
            township: None,
        };
        let ring = self.new_ring()?;
        let proofs = [
            self.wrap_for(&mut file, key, holder, pin, &ring)?,
            wrap_under(&mut file, key, code, RecoveryBy::Station)?,
        ];
        if let Some(recipient) = recipient {
            file.township = Some(township::wrap(key, recipient)?);
        }
        written::put(&self.dir, &file, key, &proofs)?;
        written::remove_plain(&self.dir)
    }

    /// What protecting began and a power cut ended is ended: the open key goes. To be called with a
    /// key that a wrap has just given.
    ///
    /// # Errors
    /// What the disk says.
    pub fn finish(&self) -> Result<(), VaultError> {
        if self.dir.join(key::FILE).exists() {
            written::remove_plain(&self.dir)?;
        }
        Ok(())
    }

    /// Gives an operator a PIN, or another one. Where the keyring has lost its part, a new one is
    /// made, and the wraps that leaned on the old one go.
    ///
    /// # Errors
    /// Then nothing has changed.
    pub fn set_pin(&self, key: &DatabaseKey, holder: &Holder, pin: &Pin) -> Result<(), VaultError> {
        let mut file = self.read()?;
        let ring = self.living_ring(&mut file)?;
        let proof = self.wrap_for(&mut file, key, holder, pin, &ring)?;
        written::put(&self.dir, &file, key, &[proof])
    }

    /// Gives a PIN to somebody whom a recovery code let in. A keyring that says nothing keeps them out
    /// no longer: another one keeps the part of this PIN, and those that lean on the silent one wait
    /// for it.
    ///
    /// # Errors
    /// Then nothing has changed.
    pub fn set_pin_after_code(
        &self,
        key: &DatabaseKey,
        holder: &Holder,
        pin: &Pin,
    ) -> Result<(), VaultError> {
        let mut file = self.read()?;
        let ring = match self.living_ring(&mut file) {
            Err(VaultError::KeyringSilent) => self.new_ring()?,
            ring => ring?,
        };
        let proof = self.wrap_for(&mut file, key, holder, pin, &ring)?;
        written::put(&self.dir, &file, key, &[proof])
    }

    /// Takes an operator's PIN away. The last one stays.
    ///
    /// # Errors
    /// [`VaultError::LastHolder`], [`VaultError::NoHolder`].
    pub fn remove_pin(&self, key: &DatabaseKey, operator: ActorId) -> Result<(), VaultError> {
        let mut file = self.read()?;
        let before = file.operators.len();
        file.operators.retain(|wrap| wrap.operator != operator);
        if file.operators.len() == before {
            return Err(VaultError::NoHolder);
        }
        if file.operators.is_empty() {
            return Err(VaultError::LastHolder);
        }
        written::put(&self.dir, &file, key, &[])
    }

    /// Puts a new recovery code in the place of every earlier one.
    ///
    /// # Errors
    /// Then the earlier ones still open.
    pub fn set_code(&self, key: &DatabaseKey, code: &RecoveryCode) -> Result<(), VaultError> {
        let mut file = self.read()?;
        file.recovery.clear();
        let proof = wrap_under(&mut file, key, code, RecoveryBy::Station)?;
        written::put(&self.dir, &file, key, &[proof])
    }

    /// Wraps the key for the township's recovery key, where it is not wrapped for it yet. True where
    /// something was written.
    ///
    /// # Errors
    /// [`VaultError::Recipient`]; then nothing has changed.
    pub fn set_township(&self, key: &DatabaseKey, recipient: &str) -> Result<bool, VaultError> {
        let mut file = self.read()?;
        let present = file.township.as_ref();
        if present.is_some_and(|wrap| wrap.recipient == recipient) {
            return Ok(false);
        }
        file.township = Some(township::wrap(key, recipient)?);
        written::put(&self.dir, &file, key, &[])?;
        Ok(true)
    }

    /// The file as it is handed to the township, byte for byte.
    ///
    /// # Errors
    /// What the disk says.
    pub fn bytes(&self) -> Result<Vec<u8>, VaultError> {
        fs::read(written::path(&self.dir)).map_err(VaultError::from)
    }

    /// Which keyring holds its part of the newest wrap.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn ring_kind(&self) -> Result<Option<RingKind>, VaultError> {
        Ok(self.read()?.operators.last().map(|wrap| wrap.ring.kind))
    }

    fn wrap_for(
        &self,
        file: &mut KeysFile,
        key: &DatabaseKey,
        holder: &Holder,
        pin: &Pin,
        ring: &Ring,
    ) -> Result<Proof, VaultError> {
        let salt = fresh()?;
        let stretched = stretch(pin.digits(), &salt, self.cost)?;
        // What the keyring gives back is what counts, not what it was given.
        let under = key_of_pin(&self.kept(ring)?, &stretched, &salt);
        let of = Use::Operator(holder.id);
        let sealed = seal(&key.secret(), &under, of, &file.id, fresh()?);
        file.operators.retain(|wrap| wrap.operator != holder.id);
        file.operators.push(OperatorWrap {
            operator: holder.id,
            name: holder.name.clone(),
            ring: ring.clone(),
            cost: self.cost,
            salt,
            sealed: sealed.ok_or(VaultError::Cipher)?,
        });
        Ok(Proof { of, under })
    }

    /// The keyring's part that the present wraps lean on; a new one where it is gone.
    fn living_ring(&self, file: &mut KeysFile) -> Result<Ring, VaultError> {
        if let Some(wrap) = file.operators.last() {
            match self.kept(&wrap.ring) {
                Ok(_) => return Ok(wrap.ring.clone()),
                Err(VaultError::KeyringLost) => {}
                Err(error) => return Err(error),
            }
        }
        let ring = self.new_ring()?;
        file.operators.clear();
        Ok(ring)
    }

    /// Puts a new part into the best keyring that takes it.
    fn new_ring(&self) -> Result<Ring, VaultError> {
        let name = fresh()?;
        let kept = Zeroizing::new(fresh()?);
        for ring in &self.rings {
            let put = ring.put(&hex::encode(name), &kept);
            if put.is_ok() && ring.get(&hex::encode(name)).ok().flatten() == Some(kept.clone()) {
                return Ok(Ring {
                    name,
                    kind: ring.kind(),
                    check: check_of_kept(&kept, &name),
                });
            }
        }
        Err(VaultError::KeyringSilent)
    }

    fn kept(&self, ring: &Ring) -> Result<Secret, VaultError> {
        let mut rings = self.rings.iter();
        let keeper = rings.find(|keeper| keeper.kind() == ring.kind);
        let kept = keeper
            .ok_or(VaultError::KeyringSilent)?
            .get(&hex::encode(ring.name));
        kept.map_err(|_| VaultError::KeyringSilent)?
            .filter(|kept| check_of_kept(kept, &ring.name) == ring.check)
            .ok_or(VaultError::KeyringLost)
    }
}

fn open_file_by_code(file: &KeysFile, code: &RecoveryCode) -> Result<DatabaseKey, VaultError> {
    let mut wraps = file.recovery.iter();
    let key = wraps.find_map(|wrap| {
        let under = key_of_code(code, &wrap.salt);
        unseal(&wrap.sealed, &under, Use::Recovery(wrap.by), &file.id)
    });
    Ok(DatabaseKey::of(&key.ok_or(VaultError::WrongCode)?))
}

fn wrap_under(
    file: &mut KeysFile,
    key: &DatabaseKey,
    code: &RecoveryCode,
    by: RecoveryBy,
) -> Result<Proof, VaultError> {
    let salt = fresh()?;
    let under = key_of_code(code, &salt);
    let of = Use::Recovery(by);
    let sealed = seal(&key.secret(), &under, of, &file.id, fresh()?);
    file.recovery.push(RecoveryWrap {
        by,
        salt,
        sealed: sealed.ok_or(VaultError::Cipher)?,
    });
    Ok(Proof { of, under })
}

/// Makes a key of a PIN, slowly.
///
/// # Errors
/// Where the cost is none that Argon2id takes.
pub fn stretch(pin: &str, salt: &[u8; 16], cost: Cost) -> Result<Secret, VaultError> {
    let params = Params::new(cost.memory, cost.rounds, cost.lanes, Some(32));
    let params = params.map_err(|_| VaultError::Unreadable)?;
    let mut stretched = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(pin.as_bytes(), salt, &mut stretched[..])
        .map_err(|_| VaultError::Cipher)?;
    Ok(stretched)
}

fn fresh<const N: usize>() -> Result<[u8; N], VaultError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| VaultError::NoRandomness)?;
    Ok(bytes)
}

/// A new recovery code.
///
/// # Errors
/// When the system gives no random numbers.
pub fn draw_code() -> Result<RecoveryCode, VaultError> {
    let chance = Zeroizing::new(fresh()?);
    Ok(RecoveryCode::from_random(&chance))
}

#[cfg(test)]
mod tests;
