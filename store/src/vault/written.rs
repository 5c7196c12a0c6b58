//! The file `keys` on the disk. It is replaced whole, and only by one that was read back and opened.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use shanyi_wire::vault::{Cost, FORMAT, KeysFile, Sealed, Secret, Use, unseal};

use super::error::VaultError;
use crate::key::{self, DatabaseKey, owner_only, sync_folder};

/// The file in the data folder.
const FILE: &str = "keys";
/// No such file is larger.
const MOST: usize = 1024 * 1024;

/// No PIN is stretched by more: a gigabyte.
const DEAREST: Cost = Cost {
    memory: 1024 * 1024,
    rounds: 32,
    lanes: 16,
};
/// No station has more people with a PIN, and none more codes.
const WRAPS: usize = 256;
/// No key that is wrapped by age is longer.
const AGE: usize = 16 * 1024;

/// By what a new wrap has to open.
pub(super) struct Proof {
    pub(super) of: Use,
    pub(super) under: Secret,
}

/// Where the file is.
pub(super) fn path(dir: &Path) -> PathBuf {
    dir.join(FILE)
}

pub(super) fn read(dir: &Path) -> Result<KeysFile, VaultError> {
    parse(&fs::read(path(dir))?)
}

pub(super) fn parse(bytes: &[u8]) -> Result<KeysFile, VaultError> {
    if bytes.len() > MOST {
        return Err(VaultError::Unreadable);
    }
    let format = serde_json::from_slice::<serde_json::Value>(bytes)
        .ok()
        .and_then(|value| value["format"].as_u64());
    match format {
        Some(format) if format > u64::from(FORMAT) => Err(VaultError::Newer),
        Some(_) => {
            let file = serde_json::from_slice(bytes).map_err(|_| VaultError::Unreadable)?;
            within_bounds(&file)
                .then_some(file)
                .ok_or(VaultError::Unreadable)
        }
        None => Err(VaultError::Unreadable),
    }
}

/// What a file asks for is what some program of ours wrote: nobody's memory goes for a PIN.
fn within_bounds(file: &KeysFile) -> bool {
    let dear = |cost: Cost| cost.memory > DEAREST.memory || cost.rounds > DEAREST.rounds;
    let wide = |cost: Cost| cost.lanes > DEAREST.lanes;
    let costs = file.operators.iter().map(|wrap| wrap.cost);
    let township = file.township.as_ref().map_or(0, |wrap| wrap.age.len());
    file.operators.len().max(file.recovery.len()) <= WRAPS
        && township <= AGE
        && !costs.into_iter().any(|cost| dear(cost) || wide(cost))
}

/// Writes the file beside, reads it back, opens by each proof what it is the proof of, and puts it in
/// the place of the present one.
pub(super) fn put(
    dir: &Path,
    file: &KeysFile,
    key: &DatabaseKey,
    proofs: &[Proof],
) -> Result<(), VaultError> {
    let unfinished = path(dir).with_extension("part");
    match fs::remove_file(&unfinished) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    let text = serde_json::to_vec_pretty(file).map_err(|_| VaultError::Unreadable)?;
    let mut written = owner_only().create_new(true).open(&unfinished)?;
    written.write_all(&text)?;
    written.sync_all()?;
    drop(written);
    let back = parse(&fs::read(&unfinished)?)?;
    if back != *file || !proofs.iter().all(|proof| opens(&back, proof, key)) {
        return Err(VaultError::NotProven);
    }
    fs::rename(&unfinished, path(dir))?;
    synced(dir)
}

/// Whether what this is the proof of gives the key.
fn opens(file: &KeysFile, proof: &Proof, key: &DatabaseKey) -> bool {
    let sealed: Option<&Sealed> = match proof.of {
        Use::Operator(operator) => {
            let wrap = file.operators.iter().find(|wrap| wrap.operator == operator);
            wrap.map(|wrap| &wrap.sealed)
        }
        Use::Recovery(by) => {
            let wrap = file.recovery.iter().rfind(|wrap| wrap.by == by);
            wrap.map(|wrap| &wrap.sealed)
        }
    };
    sealed
        .and_then(|sealed| unseal(sealed, &proof.under, proof.of, &file.id))
        .is_some_and(|opened| DatabaseKey::of(&opened) == *key)
}

/// The open key goes. It is written over first, as far as a file system does that in place.
pub(super) fn remove_plain(dir: &Path) -> Result<(), VaultError> {
    let plain = dir.join(key::FILE);
    let over = |mut file: File| {
        file.write_all(&[b'0'; 64])?;
        file.sync_all()
    };
    if let Err(error) = owner_only().open(&plain).and_then(over) {
        tracing::warn!(reason = ?error.kind(), "the open key was not written over");
    }
    fs::remove_file(&plain)?;
    synced(dir)
}

fn synced(dir: &Path) -> Result<(), VaultError> {
    sync_folder(dir).map_err(|error| match error {
        crate::StoreError::Io(kind) => VaultError::Disk(kind),
        _ => VaultError::Disk(ErrorKind::Other),
    })
}
