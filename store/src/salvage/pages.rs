//! The pages of a store's file, one by one, whatever the others are like.
//!
//! SQLCipher 4 with a raw key: a page of 1024 bytes is AES-256-CBC with an IV of its own, sealed by
//! HMAC-SHA512 together with its number (<https://www.zetetic.net/sqlcipher/design/>). Page 1
//! begins with the salt of the seal's key instead of SQLite's first 16 bytes. A page that was
//! written since the last checkpoint is in the write-ahead log, in one or more versions.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::Path;

use aes::Aes256;
use cbc::cipher::block_padding::NoPadding;
use cbc::cipher::{BlockDecryptMut, KeyIvInit};
use hmac::{Hmac, Mac};
use sha2::Sha512;

use crate::error::StoreError;
use crate::key::DatabaseKey;
use crate::place::read_at;
use crate::store::DATABASE;

/// Bytes of a page.
pub(crate) const PAGE: usize = 1024;
/// Bytes of a page that SQLite uses: the rest is IV and seal.
pub(crate) const USABLE: usize = PAGE - IV - SEAL;
const IV: usize = 16;
const SEAL: usize = 64;
/// Bytes of the salt at the file's beginning.
const SALT: usize = 16;
const WAL_HEADER: u64 = 32;
const FRAME_HEADER: u64 = 24;
/// How SQLite's first page begins.
const MAGIC: &[u8; SALT] = b"SQLite format 3\0";

/// Opens single pages.
struct Seal {
    cipher: [u8; 32],
    hmac: [u8; 32],
}

impl Seal {
    fn new(key: &DatabaseKey, salt: &[u8]) -> Option<Self> {
        // PBKDF2 with two rounds, of which the first 32 bytes are wanted: one block.
        let salt: Vec<u8> = salt.iter().map(|byte| byte ^ 0x3a).collect();
        let keyed = || Hmac::<Sha512>::new_from_slice(key.bytes()).ok();
        let first = keyed()?.chain_update(&salt).chain_update([0, 0, 0, 1]);
        let first = first.finalize().into_bytes();
        let second = keyed()?.chain_update(first).finalize().into_bytes();
        let mut hmac = [0; 32];
        for (place, byte) in hmac.iter_mut().enumerate() {
            *byte = first[place] ^ second[place];
        }
        Some(Self {
            cipher: *key.bytes(),
            hmac,
        })
    }

    /// The page's bytes; `None` where its seal is broken.
    fn open(&self, number: u32, sealed: &[u8]) -> Option<Vec<u8>> {
        let from = if number == 1 { SALT } else { 0 };
        let (content, rest) = sealed[from..].split_at(USABLE - from);
        let (iv, seal) = rest.split_at(IV);
        Hmac::<Sha512>::new_from_slice(&self.hmac)
            .ok()?
            .chain_update(content)
            .chain_update(iv)
            .chain_update(number.to_le_bytes())
            .verify_slice(seal)
            .ok()?;
        let mut page = content.to_vec();
        cbc::Decryptor::<Aes256>::new(&self.cipher.into(), iv.into())
            .decrypt_padded_mut::<NoPadding>(&mut page)
            .ok()?;
        if number == 1 {
            page.splice(0..0, *MAGIC);
        }
        Some(page)
    }
}

/// The pages of one store.
pub(crate) struct Pages {
    /// `None` where it is gone: the log beside it may be there.
    database: Option<File>,
    wal: Option<File>,
    seal: Seal,
    count: u32,
    /// Where the log has versions of a page, the newest last.
    frames: BTreeMap<u32, Vec<u64>>,
    /// What SQLite would pass over in silence: the log goes on behind a frame that it can't read.
    wal_damaged: bool,
}

impl Pages {
    /// The pages of the store in `dir`; `salts` are those of its copies, for when its own is
    /// damaged.
    ///
    /// # Errors
    /// [`StoreError::WrongKey`] where not one page opens with the key.
    pub(crate) fn of(
        dir: &Path,
        key: &DatabaseKey,
        salts: &[[u8; SALT]],
    ) -> Result<Self, StoreError> {
        let database = there(&dir.join(DATABASE))?;
        let wal = there(&dir.join(format!("{DATABASE}-wal")))?;
        if database.is_none() && wal.is_none() {
            return Err(StoreError::Io(ErrorKind::NotFound));
        }
        let length = database
            .as_ref()
            .map_or(Ok(0), |file| file.metadata().map(|about| about.len()))?;
        let pages = length.div_ceil(PAGE as u64);
        let mut found = Self {
            seal: Seal {
                cipher: *key.bytes(),
                hmac: [0; 32],
            },
            database,
            wal,
            count: u32::try_from(pages).unwrap_or(u32::MAX),
            frames: BTreeMap::new(),
            wal_damaged: false,
        };
        let own = found.database.as_ref().and_then(salt_of);
        // The first page's version in the log has the salt too.
        let logged = found.wal.as_ref().and_then(logged_salt);
        let known = own.into_iter().chain(logged).chain(salts.iter().copied());
        for salt in known {
            found.seal = Seal::new(key, &salt).ok_or(StoreError::NoCipher)?;
            found.frames.clear();
            found.read_wal()?;
            if (1..=found.count).any(|number| found.read(number).is_some()) {
                return Ok(found);
            }
        }
        Err(StoreError::WrongKey)
    }

    /// How many pages there are.
    pub(crate) const fn count(&self) -> u32 {
        self.count
    }

    /// Whether the log has a frame that can't be read with saved ones behind it.
    pub(crate) const fn wal_damaged(&self) -> bool {
        self.wal_damaged
    }

    /// The newest version of a page that can be read.
    pub(crate) fn read(&self, number: u32) -> Option<Vec<u8>> {
        let logged = self.frames.get(&number).into_iter().flatten().rev();
        logged
            .filter_map(|at| self.open(self.wal.as_ref()?, number, *at))
            .next()
            .or_else(|| self.open(self.database.as_ref()?, number, place(number)))
    }

    /// Whether the page as it was last written can be read. One that only ever was in the log has
    /// nothing in the file.
    pub(crate) fn is_sound(&self, number: u32) -> bool {
        match self.frames.get(&number).and_then(|places| places.last()) {
            Some(at) => self
                .wal
                .as_ref()
                .is_some_and(|wal| self.open(wal, number, *at).is_some()),
            None => self
                .database
                .as_ref()
                .is_some_and(|file| self.open(file, number, place(number)).is_some()),
        }
    }

    /// Nothing was ever written to this place of the file.
    pub(crate) fn is_blank(&self, number: u32) -> bool {
        let sealed = self
            .database
            .as_ref()
            .and_then(|file| whole(file, place(number), PAGE));
        !self.frames.contains_key(&number)
            && sealed.is_some_and(|sealed| sealed.iter().all(|byte| *byte == 0))
    }

    fn open(&self, file: &File, number: u32, at: u64) -> Option<Vec<u8>> {
        let sealed = whole(file, at, PAGE)?;
        self.seal.open(number, &sealed)
    }

    /// Finds the versions of pages in the log. Frames that belong to it have the salts of its
    /// beginning; each saved act ends with one that says so.
    fn read_wal(&mut self) -> Result<(), StoreError> {
        let Some(wal) = &self.wal else { return Ok(()) };
        let length = wal.metadata()?.len();
        let (mut at, mut salts) = (WAL_HEADER, None);
        let (mut open, mut broken, mut ended_broken) = (Vec::new(), false, false);
        let mut count = self.count;
        while at + FRAME_HEADER + PAGE as u64 <= length {
            let Some(frame) = whole(wal, at, FRAME_HEADER as usize) else {
                break;
            };
            let page = at + FRAME_HEADER;
            let (number, size) = (word(&frame, 0), word(&frame, 4));
            let good = number > 0
                && *salts.get_or_insert_with(|| frame[8..16].to_vec()) == frame[8..16]
                && self.open(wal, number, page).is_some();
            if good {
                // What stands behind the end of a broken act was written after it was saved.
                self.wal_damaged |= ended_broken;
                open.push((number, page));
                count = count.max(number);
            } else {
                broken = true;
            }
            if good && size > 0 {
                for (number, page) in open.drain(..) {
                    self.frames.entry(number).or_default().push(page);
                }
                ended_broken |= broken;
            }
            at = page + PAGE as u64;
        }
        self.count = count;
        Ok(())
    }
}

/// Where a page begins in the file.
fn place(number: u32) -> u64 {
    u64::from(number - 1) * PAGE as u64
}

/// A file, where it is there.
fn there(path: &Path) -> Result<Option<File>, StoreError> {
    match File::open(path) {
        Ok(file) => Ok(Some(file)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn salt_of(file: &File) -> Option<[u8; SALT]> {
    whole(file, 0, SALT)?.try_into().ok()
}

/// The salt of a store's file.
pub(crate) fn salt(path: &Path) -> Option<[u8; SALT]> {
    salt_of(&File::open(path).ok()?)
}

/// The salt as the log has it, if the first page is in it.
fn logged_salt(wal: &File) -> Option<[u8; SALT]> {
    let mut at = WAL_HEADER;
    loop {
        let frame = whole(wal, at, FRAME_HEADER as usize)?;
        if word(&frame, 0) == 1 {
            return whole(wal, at + FRAME_HEADER, SALT)?.try_into().ok();
        }
        at += FRAME_HEADER + PAGE as u64;
    }
}

fn whole(file: &File, at: u64, length: usize) -> Option<Vec<u8>> {
    let mut bytes = vec![0; length];
    let mut read = 0;
    while read < length {
        match read_at(file, &mut bytes[read..], at + read as u64) {
            Ok(0) | Err(_) => return None,
            Ok(more) => read += more,
        }
    }
    Some(bytes)
}

/// Four bytes, the highest first.
pub(crate) fn word(bytes: &[u8], at: usize) -> u32 {
    bytes
        .get(at..at + 4)
        .and_then(|four| four.try_into().ok())
        .map_or(0, u32::from_be_bytes)
}

/// The schema's version, as far as the first page can be read; 0 otherwise.
pub(crate) fn said_version(pages: &Pages) -> u32 {
    pages.read(1).map_or(0, |page| word(&page, 60))
}

/// Which program's database it says it is, as far as the first page can be read.
pub(crate) fn said_application(pages: &Pages) -> Option<u32> {
    pages.read(1).map(|page| word(&page, 68))
}

/// Whether the log beside the store has something saved behind a frame that can't be read: SQLite
/// would let go of it in silence.
pub(crate) fn wal_is_damaged(dir: &Path, key: &DatabaseKey) -> bool {
    let wal = dir.join(format!("{DATABASE}-wal"));
    fs::metadata(wal).is_ok_and(|file| file.len() > WAL_HEADER)
        && Pages::of(dir, key, &[]).is_ok_and(|pages| pages.wal_damaged())
}
