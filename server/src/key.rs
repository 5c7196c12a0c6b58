//! Files that only their owner may read: the township's signing key, enrolments, passwords.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use shanyi_wire::keys::SigningKey;

use crate::error::{Content, ServerError};
use crate::folder;

/// The township's signing key, drawn on the first call and kept in this file.
///
/// # Errors
/// When the file can't be used, or holds no key.
pub fn keep(path: &Path) -> Result<SigningKey, ServerError> {
    match fs::read_to_string(path) {
        Ok(text) => read(path, text.trim()),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let mut secret = [0u8; 32];
            getrandom::fill(&mut secret)?;
            match write_private(path, hex::encode(secret).as_bytes()) {
                Ok(()) => Ok(SigningKey::from_bytes(&secret)),
                // Another command made it at the same moment.
                Err(ServerError::File { error, .. })
                    if error.kind() == ErrorKind::AlreadyExists =>
                {
                    let text = fs::read_to_string(path).map_err(ServerError::file(path))?;
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
        what: Content::Key,
        reason: error.to_string(),
    })?;
    Ok(SigningKey::from_bytes(&secret))
}

/// Writes a new file that only its owner may read. It has its name only when all of it is on the
/// disk: a key that a power cut left empty would keep the server from ever starting again.
///
/// # Errors
/// When there is such a file already, or it can't be written.
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<(), ServerError> {
    written(path, bytes, name_anew).map_err(ServerError::file(path))
}

/// The same in the place of the file that is there, if there is one: whoever reads it finds the old
/// bytes or the new ones, also after a power cut.
///
/// # Errors
/// When it can't be written.
pub fn replace_private(path: &Path, bytes: &[u8]) -> Result<(), ServerError> {
    let written = written(path, bytes, |unfinished, path| fs::rename(unfinished, path));
    written.map_err(ServerError::file(path))
}

fn written(
    path: &Path,
    bytes: &[u8],
    name: impl FnOnce(&Path, &Path) -> io::Result<()>,
) -> io::Result<()> {
    let mut chance = [0u8; 4];
    getrandom::fill(&mut chance).map_err(io::Error::other)?;
    let unfinished = path.with_extension(format!("{}.part", hex::encode(chance)));
    let named = write(&unfinished, bytes).and_then(|()| name(&unfinished, path));
    let removed = fs::remove_file(&unfinished);
    named?;
    match removed {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder::sync(folder),
        _ => Ok(()),
    }
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Gives a file a name that nothing has yet. Renaming would replace what is there.
fn name_anew(unfinished: &Path, path: &Path) -> io::Result<()> {
    match fs::hard_link(unfinished, path) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(error),
        Err(_) if path.exists() => Err(ErrorKind::AlreadyExists.into()),
        // Sticks know one name for a file.
        Err(_) => fs::rename(unfinished, path),
    }
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
            let mode = fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }
}
