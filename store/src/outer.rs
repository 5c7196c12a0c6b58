//! Copies in a second folder, on another disk or a stick: what is left of a PC that breaks.
//!
//! In the folder that the operator chose each PC has one of its own, laid out like a data folder:
//! `backups/` with copies of the store, `keys` with every way to its key but never the key itself, and
//! `images/`. All of it is as encrypted as on the PC. A PC's folder is made when it is chosen and at no
//! other time: where a stick is not in, there is no such folder, and none is made on the disk below.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use shanyi_domain::ids::ImageHash;
use shanyi_domain::time::Moment;

use crate::backup::{Snapshot, open_still};
use crate::backup_name::{Backup, FOLDER, backups};
use crate::error::StoreError;
use crate::images::{IMAGES, MAX_IMAGE, is_image};
use crate::key::sync_folder;
use crate::store::Store;

/// Seconds after which the operator is told that the last copy outside is old.
pub const OUTER_LATE: i64 = 7 * 86_400;
/// The file of the ways to the key.
const KEYS: &str = "keys";
/// Bytes of the largest such file.
const MOST_KEYS: u64 = 1024 * 1024;
/// Bytes of the largest image with its cipher around it.
const MOST_IMAGE: u64 = MAX_IMAGE as u64 + 1024;
/// What a PC's folder is called, before the beginning of its device's id.
const OF_A_PC: &str = "shanyi-";

/// One PC's folder in the second folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OuterFolder(PathBuf);

/// What a copy outside came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OuterCopy {
    /// The copy of the store, opened and compared.
    pub copy: Backup,
    /// Images that lie beside it.
    pub images: u32,
    /// Of them, those that were copied this time, each read again behind its writing.
    pub copied: u32,
    /// Images that the store calls its own and that lie neither here nor there.
    pub missing: u32,
    /// The ways to the key lie beside it: without them nobody opens it on another PC.
    pub keys: bool,
}

impl OuterFolder {
    /// The folder of the PC `device` in the folder that was chosen, as it is.
    #[must_use]
    pub fn of(chosen: &Path, device: [u8; 16]) -> Self {
        let name = format!("{OF_A_PC}{}", hex::encode(&device[..4]));
        Self(chosen.join(name))
    }

    /// A folder that was found.
    #[must_use]
    pub fn found(path: &Path) -> Self {
        Self(path.to_owned())
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Whether it is there: the stick is in.
    #[must_use]
    pub fn is_there(&self) -> bool {
        self.0.is_dir()
    }

    /// Writes something, reads it again and removes it: what was read of a stick that is out may still
    /// be in the memory, and a name of it be there.
    pub(crate) fn probe(&self) -> Result<(), StoreError> {
        let probe = self.0.join("probe");
        write(&probe, b"shanyi")?;
        Ok(fs::remove_file(probe)?)
    }

    /// The copies of the store in it, the newest first.
    #[must_use]
    pub fn copies(&self) -> Vec<Backup> {
        backups(&self.0)
    }

    /// The ways to the key, as they were when the last copy was made.
    ///
    /// # Errors
    /// [`StoreError::KeyMissing`] where there are none, and what the disk reports.
    pub fn keys(&self) -> Result<Vec<u8>, StoreError> {
        match read(&self.0.join(KEYS), MOST_KEYS) {
            Err(StoreError::Io(ErrorKind::NotFound)) => Err(StoreError::KeyMissing),
            read => read,
        }
    }
}

/// The folders of PCs in the folder that was chosen, or that folder itself where it is one.
#[must_use]
pub fn outer_folders(chosen: &Path) -> Vec<OuterFolder> {
    if chosen.join(FOLDER).is_dir() {
        return vec![OuterFolder(chosen.to_owned())];
    }
    let Ok(entries) = fs::read_dir(chosen) else {
        return Vec::new();
    };
    let named = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str());
        name.is_some_and(|name| name.starts_with(OF_A_PC)) && path.join(FOLDER).is_dir()
    };
    let mut found: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(named)
        .collect();
    found.sort();
    found.into_iter().map(OuterFolder).collect()
}

impl Store {
    /// Makes this PC's folder in the folder that the operator chose, and sees that it takes writing.
    ///
    /// # Errors
    /// [`StoreError::Gone`] where there is no such folder, [`StoreError::InPlace`] where it lies in the
    /// data folder, [`StoreError::NotEnrolled`], and what the disk reports.
    pub fn choose_outer(&self, chosen: &Path) -> Result<OuterFolder, StoreError> {
        let device = self.identity()?.ok_or(StoreError::NotEnrolled)?.device;
        if !chosen.is_dir() {
            return Err(StoreError::Gone);
        }
        if fs::canonicalize(chosen)?.starts_with(fs::canonicalize(self.place.dir())?) {
            return Err(StoreError::InPlace);
        }
        let folder = OuterFolder::of(chosen, device.0);
        fs::create_dir_all(folder.0.join(FOLDER))?;
        folder.probe()?;
        sync_folder(&folder.0)?;
        sync_folder(chosen)?;
        Ok(folder)
    }
}

impl Snapshot {
    /// Copies the store, the ways to its key and its images into this PC's second folder; each file has
    /// its name when it is whole, and the store's copy, opened and compared, comes last.
    ///
    /// # Errors
    /// [`StoreError::Gone`] where the folder is not there, and what its disk reports. What was copied
    /// before stays, and is not copied again the next time.
    pub fn copy_out(&self, to: &OuterFolder, now: Moment) -> Result<OuterCopy, StoreError> {
        if !to.is_there() {
            return Err(StoreError::Gone);
        }
        let done = self.fill(to, now);
        match done {
            // A stick that was pulled out says all kinds of things.
            Err(_) if !to.is_there() => Err(StoreError::Gone),
            done => done,
        }
    }

    fn fill(&self, to: &OuterFolder, now: Moment) -> Result<OuterCopy, StoreError> {
        let keys = match fs::read(self.dir().join(KEYS)) {
            Err(error) if error.kind() == ErrorKind::NotFound => false,
            read => {
                let read = read?;
                replace(&to.0.join(KEYS), &read)?;
                true
            }
        };
        // One that can't be read here is counted as missing there: the rest has to get out.
        let Copied { copied, .. } = copy_images(&images_in(self.dir())?, &to.0, &|_, _| ())?;
        let copy = self.copy_into(&to.0, now)?;
        let named = named(&copy.path, self.key())?;
        // The case was erased, its time on this PC was over, or nothing ever named it.
        for (hash, path) in images_in(&to.0)? {
            if !named.wanted.contains(&hash) && !image_at(self.dir(), &hash).exists() {
                fs::remove_file(path)?;
            }
        }
        let there: BTreeSet<_> = images_in(&to.0)?
            .into_iter()
            .map(|(hash, _)| hash)
            .collect();
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Ok(OuterCopy {
            copy,
            images: count(there.len()),
            copied,
            missing: count(named.held.difference(&there).count()),
            keys,
        })
    }
}

/// The images that a store wants kept, and those whose bytes it says are here.
#[derive(Default)]
pub(crate) struct Named {
    /// All but those that the township has whole and that are not here any more.
    pub(crate) wanted: BTreeSet<ImageHash>,
    pub(crate) held: BTreeSet<ImageHash>,
}

/// Reads them out of a store's file that nobody changes.
pub(crate) fn named(store: &Path, key: &crate::key::DatabaseKey) -> Result<Named, StoreError> {
    let db = open_still(store, key)?;
    let mut statement =
        db.prepare("SELECT hash, max(held), max(complete) FROM image GROUP BY hash")?;
    let mut rows = statement.query([])?;
    let mut named = Named::default();
    while let Some(row) = rows.next()? {
        let hash = ImageHash(row.get(0)?);
        let (held, complete): (bool, bool) = (row.get(1)?, row.get(2)?);
        if held || !complete {
            named.wanted.insert(hash);
        }
        if held {
            named.held.insert(hash);
        }
    }
    Ok(named)
}

/// What copying images came to.
pub(crate) struct Copied {
    /// So many were copied.
    pub(crate) copied: u32,
    /// Why one of them could not be read, if one could not.
    pub(crate) unread: Option<StoreError>,
}

/// Copies those of the images that the other folder does not have yet; `told` hears how many of how many
/// lie there. One that can't be read holds up none of the others.
pub(crate) fn copy_images(
    images: &[(ImageHash, PathBuf)],
    to: &Path,
    told: &dyn Fn(u32, u32),
) -> Result<Copied, StoreError> {
    let mut copied = 0;
    let mut unread = None;
    let mut shelves = BTreeSet::new();
    let of = u32::try_from(images.len()).unwrap_or(u32::MAX);
    for (done, (hash, path)) in (0..).zip(images) {
        told(done, of);
        let target = image_at(to, hash);
        let bytes = match wanted(path, &target) {
            Ok(Some(bytes)) => bytes,
            Ok(None) => continue,
            Err(error) => {
                tracing::warn!(reason = ?error, "an image can't be read");
                unread = Some(error);
                continue;
            }
        };
        if let Some(shelf) = target.parent() {
            fs::create_dir_all(shelf)?;
            shelves.insert(shelf.to_owned());
        }
        write(&target, &bytes)?;
        copied += 1;
    }
    for shelf in &shelves {
        sync_folder(shelf)?;
    }
    if !shelves.is_empty() {
        sync_folder(&to.join(IMAGES))?;
        sync_folder(to)?;
    }
    Ok(Copied { copied, unread })
}

/// The bytes of an image that is not at its target yet; `None` also where it is larger than any of ours.
fn wanted(path: &Path, target: &Path) -> Result<Option<Vec<u8>>, StoreError> {
    let length = fs::metadata(path)?.len();
    if fs::metadata(target).is_ok_and(|there| there.len() == length) {
        return Ok(None);
    }
    match read(path, MOST_IMAGE) {
        Err(StoreError::Io(ErrorKind::InvalidData)) => Ok(None),
        bytes => bytes.map(Some),
    }
}

/// Where a folder keeps an image.
pub(crate) fn image_at(dir: &Path, hash: &ImageHash) -> PathBuf {
    let name = hash.to_string();
    dir.join(IMAGES).join(&name[..2]).join(name)
}

/// The whole images in a folder.
pub(crate) fn images_in(dir: &Path) -> Result<Vec<(ImageHash, PathBuf)>, StoreError> {
    let shelves = match fs::read_dir(dir.join(IMAGES)) {
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(Vec::new());
        }
        shelves => shelves?,
    };
    let mut found = Vec::new();
    for shelf in shelves {
        let shelf = shelf?;
        if !shelf.file_type()?.is_dir() {
            continue;
        }
        for file in fs::read_dir(shelf.path())? {
            let file = file?;
            // A link or a pipe of this name is no image: it leads elsewhere, or has no end.
            if !file.file_type()?.is_file() {
                continue;
            }
            let path = file.path();
            let name = path.file_name().and_then(|name| name.to_str());
            if let Some(hash) = name.and_then(is_image) {
                found.push((hash, path));
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Writes a file, which has its name when it is whole, on the disk and read again: a stick may say yes
/// to anything.
fn write(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let unfinished = path.with_extension("part");
    let written = || {
        // What lies there may be a link, and what it leads to is not to be written over.
        match fs::remove_file(&unfinished) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
        let mut file = File::create_new(&unfinished)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        drop(file);
        match fs::read(&unfinished)? == bytes {
            true => Ok(fs::rename(&unfinished, path)?),
            false => Err(StoreError::Damaged),
        }
    };
    let done = written();
    if done.is_err() {
        // What is half written would take the room of the next try.
        let _ = fs::remove_file(&unfinished);
    }
    done
}

/// Reads a file of a folder that may be anybody's: a file and no link or pipe, and not more of it than
/// there may be.
fn read(path: &Path, most: u64) -> Result<Vec<u8>, StoreError> {
    if !fs::symlink_metadata(path)?.is_file() {
        return Err(StoreError::Io(ErrorKind::InvalidData));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(most + 1).read_to_end(&mut bytes)?;
    match bytes.len() as u64 > most {
        true => Err(StoreError::Io(ErrorKind::InvalidData)),
        false => Ok(bytes),
    }
}

/// The same where it is not there, or says something else.
fn replace(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    if read(path, MOST_KEYS).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    write(path, bytes)?;
    path.parent().map_or(Ok(()), sync_folder)
}
