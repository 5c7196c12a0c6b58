//! Files that only their owner may read: the township's signing key, enrolments, passwords.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use shanyi_wire::keys::SigningKey;

use crate::error::ServerError;
use crate::folder;

/// The township's signing key, drawn on the first call and kept in this file.
///
/// # Errors
/// When the file can't be used, or holds no key.
pub fn keep(path: &Path) -> Result<SigningKey, ServerError> {
    match std::fs::read_to_string(path) {
        Ok(text) => read(path, text.trim()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let mut secret = [0u8; 32];
            getrandom::fill(&mut secret)?;
            match write_private(path, hex::encode(secret).as_bytes()) {
                Ok(()) => Ok(SigningKey::from_bytes(&secret)),
                // Another command made it at the same moment.
                Err(ServerError::File { error, .. })
                    if error.kind() == std::io::ErrorKind::AlreadyExists =>
                {
                    let text = std::fs::read_to_string(path).map_err(ServerError::file(path))?;
                    read(path, text.trim())
                }
                Err(error) => Err(error),
            }
        }
        Err(error) => Err(ServerError::file(path)(error)),
    }
}

fn read(path: &Path, text: &str) -> Result<SigningKey, ServerError> {
    let mut secret = [0u8; 32];
    hex::decode_to_slice(text, &mut secret).map_err(|error| ServerError::Content {
        path: path.to_owned(),
        what: "a key",
        reason: error.to_string(),
    })?;
    Ok(SigningKey::from_bytes(&secret))
}

/// Writes a new file that only its owner may read. It is on the disk on return.
///
/// # Errors
/// When there is such a file already, or it can't be written.
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<(), ServerError> {
    let written = || {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        let mut file = options.open(path)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        if let Some(folder) = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
        {
            folder::sync(folder)?;
        }
        Ok(())
    };
    written().map_err(ServerError::file(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_drawn_once_and_nobody_else_may_read_it() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("township.key");
        let first = keep(&path).unwrap();
        assert_eq!(keep(&path).unwrap().to_bytes(), first.to_bytes());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }
}
