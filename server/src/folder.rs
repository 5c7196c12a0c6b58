//! Makes the names in a folder as lasting as the bytes of its files.

use std::io;
use std::path::Path;

/// Returns when what was made, renamed or removed in this folder is on the disk.
#[cfg(unix)]
pub(crate) fn sync(folder: &Path) -> io::Result<()> {
    std::fs::File::open(folder)?.sync_all()
}

/// The same on Windows, where NTFS writes its journal out when it is asked to flush a folder.
/// File systems without a journal may refuse; there is no other way to ask there.
#[cfg(windows)]
pub(crate) fn sync(folder: &Path) -> io::Result<()> {
    use io::ErrorKind::{InvalidInput, PermissionDenied, Unsupported};
    use std::os::windows::fs::OpenOptionsExt;
    /// Without it Windows opens files only (`FILE_FLAG_BACKUP_SEMANTICS`).
    const FOLDERS_TOO: u32 = 0x0200_0000;
    let folder = std::fs::OpenOptions::new()
        .write(true)
        .custom_flags(FOLDERS_TOO)
        .open(folder)?;
    folder.sync_all().or_else(|error| match error.kind() {
        InvalidInput | PermissionDenied | Unsupported => Ok(()),
        _ => Err(error),
    })
}
