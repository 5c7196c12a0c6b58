//! Folder and file of the ledger, which nobody but their owner may look into.

use std::path::Path;

use super::LedgerError;

/// Makes the folder, which nobody but its owner may look into.
pub(super) fn folder(folder: &Path) -> Result<(), LedgerError> {
    if folder.is_dir() {
        return Ok(());
    }
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    Ok(builder.create(folder)?)
}

/// What lies beside the ledger's file while it is open gets the same mode from the engine.
pub(super) fn file(file: &Path) -> Result<(), LedgerError> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(file)?;
    Ok(())
}
