//! Images: one encrypted file for each, named by the hash of its bytes.
//!
//! A file is a random nonce of 24 bytes and the bytes under XChaCha20-Poly1305, with the hash as
//! associated data. It gets its name only when it is whole and on the disk, so an event can never
//! name an image that a power cut took.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, DirEntry, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use shanyi_domain::fact::{ImageRef, Media};
use shanyi_domain::ids::ImageHash;
use shanyi_wire::derive;

use crate::error::StoreError;
use crate::key::{DatabaseKey, sync_folder};
use crate::mend;
use crate::store::Store;

/// Most bytes of one image: what the township takes.
pub const MAX_IMAGE: usize = 4 * 1024 * 1024;
/// What the name of a small picture has behind that of its image.
const SMALL: &str = ".small";
/// The folder of images in the data folder.
pub(crate) const IMAGES: &str = "images";
const NONCE: usize = 24;
/// What a file is longer than its image: the nonce and the tag.
const OVERHEAD: u64 = NONCE as u64 + 16;

/// What became of an image since the program began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Put {
    /// Nobody brought it.
    #[default]
    Not,
    /// It was brought, and was not here.
    New,
    /// It was brought though it was here.
    Again,
}

/// The folder of encrypted images. Cheap to clone; used beside the store, from any thread.
#[derive(Clone)]
pub struct Images {
    folder: Arc<Path>,
    cipher: Arc<XChaCha20Poly1305>,
    put: Arc<Mutex<BTreeMap<ImageHash, Put>>>,
}

impl Images {
    pub(crate) fn open(dir: &Path, key: &DatabaseKey) -> Result<Self, StoreError> {
        let folder = dir.join(IMAGES);
        if !folder.is_dir() {
            fs::create_dir_all(&folder)?;
            sync_folder(dir)?;
        }
        Ok(Self::to_read(dir, key))
    }

    /// The folder as it is, made by nobody.
    pub(crate) fn to_read(dir: &Path, key: &DatabaseKey) -> Self {
        Self {
            folder: dir.join(IMAGES).into(),
            cipher: Arc::new(XChaCha20Poly1305::new(&key.for_images().into())),
            put: Arc::default(),
        }
    }

    /// Keeps an image. It is on the disk when this returns; the same bytes again change nothing.
    ///
    /// # Errors
    /// [`StoreError::ImageTooLarge`] and what the disk reports.
    pub fn put(&self, bytes: &[u8], media: Media) -> Result<ImageRef, StoreError> {
        let too_large = StoreError::ImageTooLarge {
            bytes: bytes.len(),
            limit: MAX_IMAGE,
        };
        if bytes.len() > MAX_IMAGE {
            return Err(too_large);
        }
        let image = ImageRef {
            hash: derive::image_hash(bytes),
            length: u32::try_from(bytes.len()).map_err(|_| too_large)?,
            media,
        };
        let here = self.holds(&image);
        self.note_put(&image.hash, if here { Put::Again } else { Put::New });
        if here {
            // Wanted again: the sweep must not take it before the draft that will name it is kept.
            let path = self.path(&image.hash);
            let file = File::options().append(true).open(&path)?;
            file.set_modified(SystemTime::now())?;
            // The disk may have refused that the last time, behind the rename.
            self.lasting(&path)?;
        } else {
            self.write(&image.hash, bytes)?;
        }
        Ok(image)
    }

    fn note_put(&self, hash: &ImageHash, how: Put) {
        let mut put = self.put.lock().unwrap_or_else(PoisonError::into_inner);
        let known = put.entry(*hash).or_default();
        *known = how.max(*known);
    }

    fn write(&self, hash: &ImageHash, bytes: &[u8]) -> Result<(), StoreError> {
        let (nonce, sealed) = self.sealed(hash, &hash.0, bytes)?;
        let path = self.path(hash);
        let shelf = path.parent().unwrap_or(&self.folder);
        fs::create_dir_all(shelf)?;
        let unfinished = path.with_extension(format!("{}.part", hex::encode(&nonce[..4])));
        let written = || {
            let mut file = File::create(&unfinished)?;
            file.write_all(&nonce)?;
            file.write_all(&sealed)?;
            file.sync_all()?;
            drop(file);
            fs::rename(&unfinished, &path)
        };
        if let Err(error) = written() {
            // On a full disk the rest of it would take what the next save needs.
            let _ = fs::remove_file(&unfinished);
            return Err(error.into());
        }
        self.lasting(&path)
    }

    /// Makes the name of an image as lasting as its bytes. Its shelf's too, each time: whether an
    /// earlier try came to that nobody knows.
    fn lasting(&self, path: &Path) -> Result<(), StoreError> {
        sync_folder(path.parent().unwrap_or(&self.folder))?;
        sync_folder(&self.folder)
    }

    fn sealed(
        &self,
        hash: &ImageHash,
        aad: &[u8],
        bytes: &[u8],
    ) -> Result<([u8; NONCE], Vec<u8>), StoreError> {
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce)?;
        let payload = Payload { msg: bytes, aad };
        let sealed = self.cipher.encrypt(XNonce::from_slice(&nonce), payload);
        let sealed = sealed.map_err(|_| StoreError::ImageDamaged(*hash))?;
        Ok((nonce, sealed))
    }

    /// Keeps a small picture of an image beside it. Nothing waits for the disk: it can be made again.
    ///
    /// # Errors
    /// What the disk reports.
    pub fn put_thumbnail(&self, image: &ImageHash, jpeg: &[u8]) -> Result<(), StoreError> {
        let (nonce, sealed) = self.sealed(image, &small_aad(image), jpeg)?;
        fs::write(self.small(image), [nonce.as_slice(), &sealed].concat())?;
        Ok(())
    }

    /// The small picture of an image; `None` where it is not here, or not whole.
    ///
    /// # Errors
    /// What the disk reports.
    pub fn thumbnail(&self, image: &ImageHash) -> Result<Option<Vec<u8>>, StoreError> {
        match self.read(image, &self.small(image), &small_aad(image)) {
            Err(StoreError::ImageDamaged(_)) => Ok(None),
            read => read,
        }
    }

    /// The bytes of an image; `None` where they are not here.
    ///
    /// # Errors
    /// [`StoreError::ImageDamaged`] where the file is not what was written.
    pub fn get(&self, hash: &ImageHash) -> Result<Option<Vec<u8>>, StoreError> {
        self.read(hash, &self.path(hash), &hash.0)
    }

    fn read(
        &self,
        hash: &ImageHash,
        path: &Path,
        aad: &[u8],
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let sealed = match fs::read(path) {
            Ok(sealed) => sealed,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let damaged = StoreError::ImageDamaged(*hash);
        let Some((nonce, sealed)) = sealed.split_at_checked(NONCE) else {
            return Err(damaged);
        };
        let payload = Payload { msg: sealed, aad };
        match self.cipher.decrypt(XNonce::from_slice(nonce), payload) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(_) => Err(damaged),
        }
    }

    /// Removes the bytes of an image.
    pub(crate) fn remove(&self, hash: &ImageHash) -> Result<(), StoreError> {
        match fs::remove_file(self.path(hash)) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// Whether there is a file of this image.
    pub(crate) fn is_here(&self, hash: &ImageHash) -> bool {
        self.path(hash).exists()
    }

    /// Whether it was put here since the program began: a form may be about to name it that is not kept yet.
    pub(crate) fn was_put(&self, hash: &ImageHash) -> Put {
        let put = self.put.lock().unwrap_or_else(PoisonError::into_inner);
        put.get(hash).copied().unwrap_or_default()
    }

    /// Removes the small picture of an image.
    pub(crate) fn remove_thumbnail(&self, image: &ImageHash) -> Result<(), StoreError> {
        match fs::remove_file(self.small(image)) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// Whether the whole file of this image is here.
    pub(crate) fn holds(&self, image: &ImageRef) -> bool {
        fs::metadata(self.path(&image.hash))
            .is_ok_and(|file| file.len() == u64::from(image.length) + OVERHEAD)
    }

    fn path(&self, hash: &ImageHash) -> PathBuf {
        let name = hash.to_string();
        self.folder.join(&name[..2]).join(name)
    }

    fn small(&self, image: &ImageHash) -> PathBuf {
        let mut path = self.path(image).into_os_string();
        path.push(SMALL);
        path.into()
    }

    /// Removes unfinished files and images that nothing in `named` asks for, of those that were
    /// written before `before`.
    fn sweep(&self, before: SystemTime, named: &dyn Fn(&str) -> bool) -> Result<u32, StoreError> {
        let mut swept = 0;
        for shelf in fs::read_dir(&*self.folder)? {
            let shelf = shelf?;
            if !shelf.file_type()?.is_dir() {
                continue;
            }
            for file in fs::read_dir(shelf.path())? {
                let file = file?;
                let name = file.file_name();
                let image = name
                    .to_str()
                    .map(|name| name.strip_suffix(SMALL).unwrap_or(name));
                let wanted = image.is_some_and(named);
                if !wanted && is_older(&file, before)? {
                    fs::remove_file(file.path())?;
                    swept += 1;
                }
            }
        }
        Ok(swept)
    }
}

/// The image whose whole file has this name, if it is one.
pub(crate) fn is_image(name: &str) -> Option<ImageHash> {
    let mut hash = [0; 32];
    hex::decode_to_slice(name, &mut hash).ok()?;
    Some(ImageHash(hash))
}

/// A small picture is sealed for its image, and can't stand for the image itself.
fn small_aad(image: &ImageHash) -> Vec<u8> {
    [image.0.as_slice(), SMALL.as_bytes()].concat()
}

fn is_older(file: &DirEntry, before: SystemTime) -> Result<bool, StoreError> {
    Ok(file.metadata()?.modified()? < before)
}

impl std::fmt::Debug for Images {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Images(..)")
    }
}

impl Store {
    /// Keeps an image; see [`Images::put`].
    ///
    /// # Errors
    /// [`StoreError::ImageTooLarge`] and what the disk reports.
    pub fn put_image(&self, bytes: &[u8], media: Media) -> Result<ImageRef, StoreError> {
        self.writable()?;
        self.place.still_there()?;
        let put = self.images.put(bytes, media);
        if matches!(put, Err(StoreError::DiskFull)) {
            self.ballast.refused_image();
        }
        put
    }

    /// The bytes of an image; `None` where they are not here.
    ///
    /// # Errors
    /// [`StoreError::ImageDamaged`] where the file is not what was written.
    pub fn image(&self, hash: &ImageHash) -> Result<Option<Vec<u8>>, StoreError> {
        self.images.get(hash)
    }

    /// Keeps a small picture of an image; see [`Images::put_thumbnail`].
    ///
    /// # Errors
    /// What the disk reports.
    pub fn put_thumbnail(&self, image: &ImageHash, jpeg: &[u8]) -> Result<(), StoreError> {
        self.writable()?;
        self.images.put_thumbnail(image, jpeg)
    }

    /// The small picture of an image; `None` where it is not here, or not whole.
    ///
    /// # Errors
    /// What the disk reports.
    pub fn thumbnail(&self, image: &ImageHash) -> Result<Option<Vec<u8>>, StoreError> {
        self.images.thumbnail(image)
    }

    /// Removes the files of images that neither an event nor a draft names and that are older
    /// than `age`, and says how many. None while a store that was replaced lies beside: it may name
    /// them.
    ///
    /// # Errors
    /// What the disk reports.
    pub fn sweep_orphans(&mut self, age: Duration) -> Result<u32, StoreError> {
        self.writable()?;
        let Some(before) = SystemTime::now().checked_sub(age) else {
            return Ok(0);
        };
        // What a replaced store named may come back from the township, or from that store.
        if mend::lies_beside(self.place.dir()) {
            return Ok(0);
        }
        let mut named = BTreeSet::new();
        let mut statement = self.db.prepare("SELECT DISTINCT hash FROM image")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            named.insert(ImageHash(row.get(0)?).to_string());
        }
        // A draft's form is the screen's business: any mention of the hash keeps the file.
        let drafts: Vec<String> = self.drafts()?.into_iter().map(|draft| draft.json).collect();
        let is_named =
            |name: &str| named.contains(name) || drafts.iter().any(|draft| draft.contains(name));
        self.images.sweep(before, &is_named)
    }
}
