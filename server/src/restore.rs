//! Putting a township back from its backup: a data folder of its own, a timeline of its own.
//!
//! The copied ledger says of itself that it is a copy until the timeline has begun; a server refuses to
//! start on it before. So wherever this is broken off, it can be said again.

use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};
use shanyi_domain::ids::{ImageHash, StationId};

use crate::App;
use crate::backup::{KEY, LEDGER, make_folder, private, same_place, sync};
use crate::clock::Clock;
use crate::error::ServerError;
use crate::folder;
use crate::key;
use crate::ledger::Options;
use crate::ledger::copy::Copy;
use crate::ledger::journal::JournalAct;
use crate::verify::{self, Verified};

/// What is of one run of a program, and no part of a backup.
const PASSING: [&str; 4] = ["part", "db-wal", "db-shm", "db-journal"];

/// What came of putting a backup back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Restored {
    /// Events that are here now.
    pub events: u64,
    /// Images, each read and held against its name.
    pub images: u64,
    /// Images that are not in the backup as they were: the stations are asked for them.
    pub missing: u64,
    /// What its chains say.
    pub verified: Verified,
}

/// Puts the backup in `from` into the data folder `data`, in which nothing is yet.
///
/// # Errors
/// [`ServerError::NoBackup`], [`ServerError::NotEmpty`], a ledger with damaged pages, and what the disks
/// report: then no server starts on what is there, and it can be said again.
pub fn restore(from: &Path, data: &Path, clock: Clock) -> Result<Restored, ServerError> {
    if !from.join(LEDGER).is_file() || !from.join(KEY).is_file() {
        return Err(ServerError::NoBackup(from.to_owned()));
    }
    // Begun and broken off is as good as empty.
    if !is_empty(data) && !Copy::is_in(&data.join(LEDGER)) {
        return Err(ServerError::NotEmpty(data.to_owned()));
    }
    make_folder(data)?;
    if same_place(from, data) {
        return Err(ServerError::BackupInPlace(data.to_owned()));
    }
    let mut restored = Restored::default();
    let mut copy = ledger(from, data)?;
    files(from, data)?;
    for (station, hash) in copy.images()? {
        match image(from, data, station, &hash)? {
            true => restored.images += 1,
            false => {
                restored.missing += 1;
                copy.lacks(station, &hash)?;
            }
        }
    }
    restored.events = copy.said()?.events;
    copy.close()?;
    restored.verified = begin_again(data, clock, &from.display().to_string())?;
    Ok(restored)
}

/// The data folder holds a ledger that was put back, by [`restore`] or by hand: what stations were told
/// since its copy was made does not hold any more. Gives what the ledger's chains say.
///
/// # Errors
/// What the ledger says.
pub fn begin_again(data: &Path, clock: Clock, from: &str) -> Result<Verified, ServerError> {
    let options = Options {
        copies_too: true,
        ..Options::default()
    };
    let app = App::open_with(data, clock, options)?;
    let verified = verify::verify(&app)?;
    app.ledger.write(|tx| {
        tx.begin_timeline()?;
        tx.note(app.clock.now(), None, JournalAct::PutBack, from, "")
    })?;
    Ok(verified)
}

fn is_empty(data: &Path) -> bool {
    fs::read_dir(data).map_or(true, |mut files| files.next().is_none())
}

/// The ledger comes first: from here on the folder says of itself that it is a copy.
fn ledger(from: &Path, data: &Path) -> Result<Copy, ServerError> {
    let part = data.join(format!("{LEDGER}.part"));
    let copied = checked(&from.join(LEDGER), &part);
    if copied.is_err() {
        // The folder is empty again, for another backup.
        let _ = fs::remove_file(&part);
    }
    copied?;
    let target = data.join(LEDGER);
    fs::rename(&part, &target).map_err(ServerError::file(&target))?;
    folder::sync(data).map_err(ServerError::file(data))?;
    Ok(Copy::open(&target)?)
}

fn checked(source: &Path, part: &Path) -> Result<(), ServerError> {
    fs::copy(source, part).map_err(ServerError::file(source))?;
    private(part)?;
    let copy = Copy::open(part)?;
    copy.check()?;
    copy.close()?;
    sync(part)
}

/// Keys and authorities, for their owner's eyes alone.
fn files(from: &Path, data: &Path) -> Result<(), ServerError> {
    for file in fs::read_dir(from).map_err(ServerError::file(from))? {
        let path = file.map_err(ServerError::file(from))?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            continue;
        };
        let passing = PASSING
            .iter()
            .any(|ending| name.ends_with(&format!(".{ending}")));
        if !path.is_file() || passing || name == LEDGER {
            continue;
        }
        let bytes = fs::read(&path).map_err(ServerError::file(&path))?;
        key::replace_private(&data.join(name), &bytes)?;
    }
    Ok(())
}

/// True where the image is what its name says, and here now.
fn image(
    from: &Path,
    data: &Path,
    station: StationId,
    hash: &ImageHash,
) -> Result<bool, ServerError> {
    let name = hash.to_string();
    let shelf = |root: &Path| {
        let shelf = root.join("images").join(station.0.to_string());
        shelf.join(&name[..2])
    };
    let source = shelf(from).join(&name);
    if !source.is_file() {
        return Ok(false);
    }
    let bytes = fs::read(&source).map_err(ServerError::file(&source))?;
    if <[u8; 32]>::from(Sha256::digest(&bytes)) != hash.0 {
        return Ok(false);
    }
    make_folder(&shelf(data))?;
    key::replace_private(&shelf(data).join(&name), &bytes)?;
    Ok(true)
}
