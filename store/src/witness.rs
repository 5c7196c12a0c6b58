//! How far the log was, in a small file beside the store: what a store that was cut short does not
//! know of itself.
//!
//! It is written in idle moments, after what it speaks of is on the disk. So it never says more than
//! was saved, and a store that says less has lost something.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::time::UNIX_EPOCH;

use rusqlite::{Connection, OptionalExtension};
use sha2::{Digest, Sha256};

use crate::error::StoreError;
use crate::key::DatabaseKey;

/// The file in the data folder.
const FILE: &str = "witness";
/// What its line begins with.
const FORM: &str = "shanyi-witness-1";

/// How far the log was. Nobody's data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Witness {
    /// Tells whose key the store has, without telling the key.
    seal: String,
    /// How the store's file begins: without it no page's seal can be held against the key.
    pub(crate) salt: [u8; 16],
    /// The last event's position.
    pub(crate) position: i64,
    /// The present life.
    pub(crate) life: i64,
    pub(crate) incarnation: i64,
    pub(crate) block: String,
    /// Its last entry.
    pub(crate) seq: u64,
    /// Case numbers given in the block.
    pub(crate) numbered: u32,
    /// When the store's file was born, in nanoseconds since 1970; 0 where the disk does not say.
    pub(crate) born: u128,
}

impl Witness {
    /// What an open store says; `None` before the enrolment.
    pub(crate) fn of(db: &Connection, key: &DatabaseKey) -> Result<Option<Self>, StoreError> {
        let salt = db.query_row("PRAGMA cipher_salt", [], |row| row.get::<_, String>(0));
        // A store without its cipher, which is only measured, has none.
        let Some(salt) = salt.optional()? else {
            return Ok(None);
        };
        let salt = salt_of(&salt).ok_or(StoreError::NoCipher)?;
        let sql = "SELECT (SELECT coalesce(max(position), 0) FROM event), l.ordinal, l.incarnation,
                       l.block, coalesce(e.seq, 0), coalesce(e.numbered, l.numbered_before)
                   FROM life l LEFT JOIN event e ON e.life = l.ordinal AND e.position = coalesce(
                       (SELECT position FROM event WHERE position > (SELECT passed FROM seen)
                           AND life NOTNULL ORDER BY position DESC LIMIT 1),
                       (SELECT own FROM seen))
                   ORDER BY l.ordinal DESC LIMIT 1";
        let witness = db.prepare_cached(sql)?.query_row([], |row| {
            Ok(Self {
                seal: seal(key),
                salt,
                position: row.get(0)?,
                life: row.get(1)?,
                incarnation: row.get(2)?,
                block: row.get(3)?,
                seq: row.get(4)?,
                numbered: row.get(5)?,
                born: db.path().map_or(0, |path| born(Path::new(path))),
            })
        });
        Ok(witness.optional()?)
    }

    /// What is written beside the store in `dir`, where it can be read and is of this key.
    pub(crate) fn read(dir: &Path, key: &DatabaseKey) -> Option<Self> {
        let text = fs::read_to_string(dir.join(FILE)).ok()?;
        let mut parts: Vec<&str> = text.split_whitespace().collect();
        // An earlier program's line says nothing of it.
        let born = match parts.len() {
            11 => parts.remove(9).parse().ok()?,
            _ => 0,
        };
        let [
            FORM,
            seal,
            salt,
            position,
            life,
            incarnation,
            block,
            seq,
            numbered,
            ".",
        ] = parts[..]
        else {
            return None;
        };
        let read = Self {
            seal: seal.to_owned(),
            salt: salt_of(salt)?,
            position: position.parse().ok()?,
            life: life.parse().ok()?,
            incarnation: incarnation.parse().ok()?,
            block: block.to_owned(),
            seq: seq.parse().ok()?,
            numbered: numbered.parse().ok()?,
            born,
        };
        (read.seal == self::seal(key)).then_some(read)
    }

    /// Whether anything of it is beside the store in `dir`, whosever it is.
    pub(crate) fn is_in(dir: &Path) -> bool {
        dir.join(FILE).exists()
    }

    /// Writes it beside the store in `dir`. Nobody waits for the disk here: an older line is as true.
    pub(crate) fn write(&self, dir: &Path) -> Result<(), StoreError> {
        let unfinished = dir.join(format!("{FILE}.part"));
        let mut file = File::create(&unfinished)?;
        writeln!(
            file,
            "{FORM} {} {} {} {} {} {} {} {} {} .",
            self.seal,
            hex::encode(self.salt),
            self.position,
            self.life,
            self.incarnation,
            self.block,
            self.seq,
            self.numbered,
            self.born
        )?;
        drop(file);
        Ok(fs::rename(unfinished, dir.join(FILE))?)
    }

    /// This was written beside another file than the one that is open: the whole folder was copied or
    /// put back from a copy, and nobody here knows how far the stream went since.
    pub(crate) fn is_of_another_file(&self, now: &Self) -> bool {
        self.born != 0 && now.born != 0 && self.born != now.born
    }

    /// The store that says `now` has lost something that was there when this was written. A store
    /// that went on in another life is another matter.
    pub(crate) fn misses(&self, now: Option<&Self>) -> bool {
        match now {
            None => true,
            Some(now) => {
                now.position < self.position
                    || now.life < self.life
                    || (now.life == self.life && now.seq < self.seq)
            }
        }
    }
}

/// When a file was born. No copy of it was born at the same moment.
fn born(path: &Path) -> u128 {
    let created = fs::metadata(path).and_then(|file| file.created());
    let since = created.ok().map(|at| at.duration_since(UNIX_EPOCH));
    since.map_or(0, |since| since.map_or(0, |since| since.as_nanos()))
}

/// The store is another now, on purpose.
pub(crate) fn forget(dir: &Path) -> Result<(), StoreError> {
    match fs::remove_file(dir.join(FILE)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

fn salt_of(text: &str) -> Option<[u8; 16]> {
    let mut salt = [0; 16];
    hex::decode_to_slice(text, &mut salt).ok()?;
    Some(salt)
}

fn seal(key: &DatabaseKey) -> String {
    let hash = Sha256::new()
        .chain_update(b"shanyi/witness/1")
        .chain_update(key.bytes())
        .finalize();
    hex::encode(&hash[..8])
}
