//! A copy of the ledger and its images in another folder, on a disk that leaves the house: made while
//! the server runs, opened and compared before it has its name. Only then the ledger notes how far each
//! stream is in it, and receipts let stations know.
//!
//! The folder is a data folder: `township.db`, `township.key`, `images/`, and the certificate authorities
//! where there are any, without the spare's key. Its ledger says of itself that it is a copy, so that no
//! server starts on it by mistake: `shanyi-township restore` puts it back.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use chrono::{Datelike, NaiveDate};
use sha2::{Digest, Sha256};
use shanyi_domain::ids::{ImageHash, StationId};

use crate::App;
use crate::authority;
use crate::error::{BackupFault, ServerError};
use crate::folder;
use crate::key;
use crate::ledger::copy::{Copied, Copy};
use crate::ledger::erasure;
use crate::ledger::journal::JournalAct;
use crate::recovery;

/// The ledger's file in a data folder.
pub const LEDGER: &str = "township.db";
/// Each image in a copy is read again once in so many days: what its disk lost in silence is copied anew as
/// long as there is another.
const ROUND: i32 = 30;
/// The township's secret in a data folder.
pub(crate) const KEY: &str = "township.key";

/// What a backup came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backup {
    /// Events in it.
    pub events: u64,
    /// Images in it.
    pub images: u64,
    /// Of them, those that were copied this time.
    pub copied: u64,
    /// Images that the ledger calls whole and that are not here, or are other bytes: stations keep
    /// theirs.
    pub missing: u64,
}

/// Copies the ledger that is open to `to`.
///
/// # Errors
/// Where the folder can't be written, or the copy is not what it was taken from: the one before stays
/// then, and no station is told anything.
pub fn backup(app: &App, data: &Path, to: &Path) -> Result<Backup, ServerError> {
    refuse_inside(data, to)?;
    make_folder(to)?;
    // Before anything is written: it may be another township's.
    keep_key(app, to)?;
    authority::copy(data, to)?;
    recovery::copy(data, to)?;
    let part = to.join(format!("{LEDGER}.part"));
    remove(&part)?;
    let done = fill(app, to, &part);
    if done.is_err() {
        // What is left of it would take the room of the next one.
        let _ = remove(&part);
    }
    done
}

fn fill(app: &App, to: &Path, part: &Path) -> Result<Backup, ServerError> {
    let mut copy = app.ledger.copy_to(part)?;
    private(part)?;
    sync(part)?;
    let mut backup = Backup::default();
    // The images of the ledger as it was copied: what came since is for the next time.
    for (station, hash) in copy.images()? {
        backup.images += 1;
        match copy_image(app, to, station, &hash)? {
            Image::There => {}
            Image::Copied => backup.copied += 1,
            Image::Missing => {
                backup.missing += 1;
                copy.lacks(station, &hash)?;
            }
        }
    }
    for (station, hash) in copy.erased_images()? {
        let file = image_in(to, station, &hash);
        erasure::remove(&file).map_err(ServerError::file(&file))?;
    }
    backup.events = compare(app, &copy)?;
    let streams = copy.streams()?;
    copy.close()?;
    put_in_place(to, part)?;
    app.ledger.write(|tx| {
        for stream in &streams {
            tx.is_in_backup(stream)?;
        }
        let why = match backup.missing {
            0 => String::new(),
            missing => format!("{missing} images are missing"),
        };
        let place = to.display().to_string();
        tx.note(app.clock.now(), None, JournalAct::BackedUp, &place, &why)?;
        Ok::<_, ServerError>(())
    })?;
    app.tell();
    Ok(backup)
}

/// Opens the copy and holds it against the ledger that it was taken from.
fn compare(app: &App, copy: &Copy) -> Result<u64, ServerError> {
    copy.check()?;
    let copied: Copied = copy.said()?;
    let held = app.ledger.read(|view| view.said_up_to(&copied))?;
    match held == copied.facts {
        true => Ok(copied.events),
        false => Err(ServerError::Backup(BackupFault::OtherThanLedger)),
    }
}

/// Where a copy keeps an image.
fn image_in(to: &Path, station: StationId, hash: &ImageHash) -> PathBuf {
    let name = hash.to_string();
    let shelf = to.join("images").join(station.0.to_string());
    shelf.join(&name[..2]).join(name)
}

/// What came of an image.
enum Image {
    /// It was there already.
    There,
    /// It is now.
    Copied,
    /// Its bytes are not what the ledger calls it.
    Missing,
}

fn copy_image(
    app: &App,
    to: &Path,
    station: StationId,
    hash: &ImageHash,
) -> Result<Image, ServerError> {
    let target = image_in(to, station, hash);
    let shelf = target.parent().unwrap_or(to).to_owned();
    let source = app.ledger.image_file(station, hash);
    let length = |path: &Path| fs::metadata(path).map(|file| file.len()).ok();
    let Some(here) = length(&source) else {
        return Ok(Image::Missing);
    };
    let is_whole = |path: &Path| {
        fs::read(path).is_ok_and(|bytes| <[u8; 32]>::from(Sha256::digest(&bytes)) == hash.0)
    };
    let unread = !is_its_turn(hash, app.clock.today());
    if length(&target) == Some(here) && (unread || is_whole(&target)) {
        return Ok(Image::There);
    }
    let bytes = fs::read(&source).map_err(ServerError::file(&source))?;
    if <[u8; 32]>::from(Sha256::digest(&bytes)) != hash.0 {
        return Ok(Image::Missing);
    }
    make_folder(&shelf)?;
    let part = target.with_extension("part");
    fs::write(&part, &bytes).map_err(ServerError::file(&part))?;
    private(&part)?;
    sync(&part)?;
    // What was written is read again: a stick may say yes to anything.
    let written = fs::read(&part).map_err(ServerError::file(&part))?;
    if written != bytes {
        return Err(ServerError::Backup(BackupFault::ImageNotKept));
    }
    fs::rename(&part, &target).map_err(ServerError::file(&target))?;
    folder::sync(&shelf).map_err(ServerError::file(&shelf))?;
    Ok(Image::Copied)
}

fn is_its_turn(hash: &ImageHash, today: NaiveDate) -> bool {
    i32::from(hash.0[0]) % ROUND == today.num_days_from_ce().rem_euclid(ROUND)
}

/// Without its key a ledger that is put back would be a stranger to every station.
fn keep_key(app: &App, to: &Path) -> Result<(), ServerError> {
    let path = to.join(KEY);
    if path.exists() {
        let kept = key::keep(&path)?;
        return match kept.to_bytes() == app.key.to_bytes() {
            true => Ok(()),
            false => Err(ServerError::OtherKey(path)),
        };
    }
    key::write_private(&path, hex::encode(app.key.to_bytes()).as_bytes())
}

fn put_in_place(to: &Path, part: &Path) -> Result<(), ServerError> {
    let target = to.join(LEDGER);
    for beside in ["-wal", "-shm", "-journal"] {
        remove(&to.join(format!("{LEDGER}{beside}")))?;
        remove(&to.join(format!("{LEDGER}.part{beside}")))?;
    }
    fs::rename(part, &target).map_err(ServerError::file(&target))?;
    folder::sync(to).map_err(ServerError::file(to))
}

/// A copy in the data folder goes with it when it goes, and stations would let go of their images for it.
fn refuse_inside(data: &Path, to: &Path) -> Result<(), ServerError> {
    let real = |path: &Path| path.canonicalize().ok();
    let data = real(data);
    // Of a folder that is still to be made, what is above it says where it comes to lie.
    match to.ancestors().find_map(real).zip(data) {
        Some((to_be, data)) if to_be.starts_with(&data) => {
            Err(ServerError::BackupInPlace(to.to_owned()))
        }
        _ => Ok(()),
    }
}

pub(crate) fn same_place(one: &Path, other: &Path) -> bool {
    let real = |path: &Path| path.canonicalize().ok();
    real(one).is_some() && real(one) == real(other)
}

pub(crate) fn make_folder(path: &Path) -> Result<(), ServerError> {
    if path.is_dir() {
        return Ok(());
    }
    let made = || {
        fs::create_dir_all(path)?;
        let mut above = Some(path);
        for _ in 0..3 {
            if let Some(folder) = above.filter(|folder| !folder.as_os_str().is_empty()) {
                folder::sync(folder)?;
                above = folder.parent();
            }
        }
        Ok(())
    };
    made().map_err(ServerError::file(path))
}

pub(crate) fn sync(path: &Path) -> Result<(), ServerError> {
    let file = File::options().write(true).open(path);
    file.and_then(|file| file.sync_all())
        .map_err(ServerError::file(path))
}

#[cfg(unix)]
pub(crate) fn private(path: &Path) -> Result<(), ServerError> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).map_err(ServerError::file(path))
}

#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps)]
pub(crate) fn private(_: &Path) -> Result<(), ServerError> {
    Ok(())
}

fn remove(path: &PathBuf) -> Result<(), ServerError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(ServerError::file(path)(error))
        }
        _ => Ok(()),
    }
}
