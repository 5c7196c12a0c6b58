//! The write-ahead log of a database as bytes: where it ends, and how a power cut leaves it.

use std::fs::{self, File};
use std::path::Path;

use super::Sim;

/// Bytes before the first frame.
const HEADER: usize = 32;
/// Bytes of a frame before its page.
const FRAME: usize = 24;

/// Where a log ends that is written at this moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct End {
    /// Tells this log from the one that stood in the file before it.
    salt: [u8; 8],
    /// Bytes of it.
    bytes: u64,
}

/// The end of a database's log: all of it is on the disk when a write has been answered.
pub fn end(database: &Path) -> Sim<Option<End>> {
    let bytes = match fs::read(log(database)) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        read => read?,
    };
    let Some(header) = bytes.get(..HEADER) else {
        return Ok(None);
    };
    let page = u32::from_be_bytes([header[8], header[9], header[10], header[11]]) as usize;
    let mut salt = [0; 8];
    salt.copy_from_slice(&header[16..24]);
    let frames = bytes[HEADER..].chunks_exact(FRAME + page);
    // What stands behind the last of them was written before the log began anew.
    let own = frames.take_while(|frame| frame[8..16] == salt).count();
    let bytes = (HEADER + own * (FRAME + page)) as u64;
    Ok(Some(End { salt, bytes }))
}

/// From where to where the power may have gone between two moments: everything before was on the
/// disk, nothing behind it was written.
pub fn between(before: Option<End>, after: Option<End>) -> (u64, u64) {
    let End { salt, bytes: to } = after.unwrap_or(End {
        salt: [0; 8],
        bytes: 0,
    });
    let from = before.filter(|before| before.salt == salt);
    (from.map_or(0, |before| before.bytes), to)
}

/// Leaves so many bytes of a database's log.
pub fn cut(database: &Path, at: u64) -> Sim<()> {
    let log = log(database);
    if log.exists() {
        File::options().write(true).open(log)?.set_len(at)?;
    }
    Ok(())
}

fn log(database: &Path) -> std::path::PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push("-wal");
    name.into()
}
