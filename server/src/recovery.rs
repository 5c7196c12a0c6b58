//! The township's recovery key: what opens the store of a PC whose keyring, PINs and printed code are
//! all gone. Its public half goes to every PC at enrolment; its secret half never leaves this folder.

use std::fs;
use std::io::{ErrorKind, Read};
use std::path::Path;
use std::str::FromStr;

use age::secrecy::ExposeSecret;
use age::x25519::Identity;
use shanyi_wire::recovery::{RecoveryCode, SYMBOLS};
use shanyi_wire::vault::{
    FORMAT, KeysFile, RecoveryBy, RecoveryWrap, Secret, Use, key_of_code, seal, unseal,
};
use zeroize::Zeroizing;

use crate::error::{Content, KeysFault, ServerError};
use crate::key::{replace_private, write_private};

/// The file in the data folder: an age identity.
const FILE: &str = "recovery.key";
/// The file of those before it, a line each: PCs that have not heard of the present one are wrapped for
/// them, and so are old copies of their keys.
const FORMER: &str = "recovery.former";
/// No station's file of keys is larger, in bytes.
pub const MOST: usize = 1024 * 1024;

/// The township's recovery key, and those before it.
pub struct RecoveryKey {
    present: Identity,
    former: Vec<Identity>,
}

/// What opens a PC once.
pub struct Opening {
    /// To be told to whoever sits before the PC, by telephone at best.
    pub code: RecoveryCode,
    /// The PC's file of keys, with what the code opens in it.
    pub keys: Vec<u8>,
}

impl RecoveryKey {
    /// The key in this data folder, drawn on the first call.
    ///
    /// # Errors
    /// When the file can't be used.
    pub fn keep(data: &Path) -> Result<Self, ServerError> {
        let path = data.join(FILE);
        let text = match fs::read_to_string(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let drawn = Identity::generate().to_string();
                match write_private(&path, drawn.expose_secret().as_bytes()) {
                    // Another command may have made it at the same moment.
                    Err(ServerError::File { error, .. })
                        if error.kind() == ErrorKind::AlreadyExists => {}
                    done => done?,
                }
                fs::read_to_string(&path)
            }
            read => read,
        };
        let text = Zeroizing::new(text.map_err(ServerError::file(&path))?);
        let identity = |path: &Path, text: &str| {
            Identity::from_str(text.trim()).map_err(|reason| ServerError::Content {
                path: path.to_owned(),
                what: Content::RecoveryKey,
                reason: reason.to_owned(),
            })
        };
        let present = identity(&path, &text)?;
        let path = data.join(FORMER);
        let lines = former(&path)?;
        let former = lines.lines().map(|line| identity(&path, line));
        Ok(Self {
            former: former.collect::<Result<_, _>>()?,
            present,
        })
    }

    /// Draws another key, for which PCs wrap theirs from now on. The one before still opens those that
    /// have not heard of it.
    ///
    /// # Errors
    /// When the files can't be used; then nothing has changed, or the former key is kept twice.
    pub fn renew(data: &Path) -> Result<Self, ServerError> {
        let before = Self::keep(data)?;
        let mut lines = former(&data.join(FORMER))?;
        lines.push_str(before.present.to_string().expose_secret());
        lines.push('\n');
        replace_private(&data.join(FORMER), lines.as_bytes())?;
        let drawn = Identity::generate().to_string();
        replace_private(&data.join(FILE), drawn.expose_secret().as_bytes())?;
        Self::keep(data)
    }

    /// Whether it is in this data folder, and is one.
    #[must_use]
    pub fn is_in(data: &Path) -> bool {
        let kept = fs::read_to_string(data.join(FILE)).map(Zeroizing::new);
        kept.is_ok_and(|text| Identity::from_str(text.trim()).is_ok())
    }

    /// For whom stations wrap their store's key.
    #[must_use]
    pub fn recipient(&self) -> String {
        self.present.to_public().to_string()
    }

    /// Makes a way in for one opening of the PC whose file of keys this is.
    ///
    /// # Errors
    /// [`ServerError::Keys`] where this key opens nothing in it.
    pub fn open(&self, keys: &[u8]) -> Result<Opening, ServerError> {
        let mut file = read(keys)?;
        let wrap = file.township.as_ref();
        let wrap = wrap.ok_or(ServerError::Keys(KeysFault::NoTownship))?;
        let mut own = std::iter::once(&self.present).chain(&self.former);
        let by = own.find(|own| own.to_public().to_string() == wrap.recipient);
        let by = by.ok_or(ServerError::Keys(KeysFault::OtherTownship))?;
        let key = decrypt(by, &wrap.age)?;
        let chance: Zeroizing<[u8; SYMBOLS]> = Zeroizing::new(fresh()?);
        let code = RecoveryCode::from_random(&chance);
        let salt = fresh()?;
        let (of, under) = (
            Use::Recovery(RecoveryBy::Township),
            key_of_code(&code, &salt),
        );
        let sealed = seal(&key, &under, of, &file.id, fresh()?);
        let sealed = sealed.ok_or(ServerError::Keys(KeysFault::Cipher))?;
        if unseal(&sealed, &under, of, &file.id).as_ref() != Some(&key) {
            return Err(ServerError::Keys(KeysFault::DoesNotOpen));
        }
        file.recovery.retain(|wrap| wrap.by != RecoveryBy::Township);
        file.recovery.push(RecoveryWrap {
            by: RecoveryBy::Township,
            salt,
            sealed,
        });
        let keys = serde_json::to_vec_pretty(&file);
        Ok(Opening {
            code,
            keys: keys.map_err(|_| ServerError::Keys(KeysFault::NotWritten))?,
        })
    }
}

fn decrypt(by: &Identity, age: &[u8]) -> Result<Secret, ServerError> {
    let damaged = || ServerError::Keys(KeysFault::Damaged);
    let decryptor = age::Decryptor::new(age).map_err(|_| damaged())?;
    let identity: &dyn age::Identity = by;
    let mut reader = decryptor
        .decrypt(std::iter::once(identity))
        .map_err(|_| damaged())?;
    let mut key = Secret::new([0; 32]);
    reader.read_exact(&mut key[..]).map_err(|_| damaged())?;
    match reader.read(&mut [0; 1]) {
        Ok(0) => Ok(key),
        _ => Err(damaged()),
    }
}

/// The keys before the present one, a line each; nothing where there was none.
fn former(path: &Path) -> Result<Zeroizing<String>, ServerError> {
    match fs::read_to_string(path).map(Zeroizing::new) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Zeroizing::default()),
        text => text.map_err(ServerError::file(path)),
    }
}

/// Copies the keys into the township's backup, where there are some.
pub(crate) fn copy(data: &Path, to: &Path) -> Result<(), ServerError> {
    for file in [FILE, FORMER] {
        let from = data.join(file);
        match fs::read_to_string(&from).map(Zeroizing::new) {
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            text => {
                let text = text.map_err(ServerError::file(&from))?;
                replace_private(&to.join(file), text.as_bytes())?;
            }
        }
    }
    Ok(())
}

fn read(keys: &[u8]) -> Result<KeysFile, ServerError> {
    if keys.len() > MOST {
        return Err(ServerError::Keys(KeysFault::TooLarge));
    }
    let file: KeysFile =
        serde_json::from_slice(keys).map_err(|_| ServerError::Keys(KeysFault::Unreadable))?;
    if file.format == FORMAT {
        Ok(file)
    } else {
        Err(ServerError::Keys(KeysFault::Newer))
    }
}

fn fresh<const N: usize>() -> Result<[u8; N], ServerError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_recovery_key_is_drawn_once_and_nobody_else_may_read_it() {
        let data = tempfile::tempdir().unwrap();
        let first = RecoveryKey::keep(data.path()).unwrap().recipient();
        assert!(first.starts_with("age1"), "{first}");
        assert_eq!(RecoveryKey::keep(data.path()).unwrap().recipient(), first);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let about = fs::metadata(data.path().join(FILE)).unwrap();
            assert_eq!(about.permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn a_recovery_key_that_was_renewed_is_another_and_the_one_before_is_kept() {
        let data = tempfile::tempdir().unwrap();
        let first = RecoveryKey::keep(data.path()).unwrap().recipient();
        let second = RecoveryKey::renew(data.path()).unwrap().recipient();
        let third = RecoveryKey::renew(data.path()).unwrap();
        let present = RecoveryKey::keep(data.path()).unwrap();
        assert_eq!(present.recipient(), third.recipient());
        let former = present.former.iter().map(|key| key.to_public().to_string());
        assert_eq!(former.collect::<Vec<_>>(), [first, second.clone()]);
        assert_ne!(second, third.recipient());
        let backup = tempfile::tempdir().unwrap();
        copy(data.path(), backup.path()).unwrap();
        let copied = RecoveryKey::keep(backup.path()).unwrap();
        assert_eq!(copied.recipient(), third.recipient());
        assert_eq!(copied.former.len(), 2);
    }

    #[test]
    fn a_file_that_is_no_station_s_or_for_another_township_makes_no_way_in() {
        let data = tempfile::tempdir().unwrap();
        let key = RecoveryKey::keep(data.path()).unwrap();
        let id = "00".repeat(16);
        let bare = format!(r#"{{"format":1,"id":"{id}","operators":[],"recovery":[]}}"#);
        let newer = bare.replace("\"format\":1", "\"format\":2");
        let other = bare.replace(
            "\"recovery\":[]",
            r#""recovery":[],"township":{"recipient":"age1other","age":"00"}"#,
        );
        for file in ["", "{}", &bare, &newer, &other] {
            let made = key.open(file.as_bytes());
            assert!(matches!(made, Err(ServerError::Keys(_))), "{file}");
        }
    }
}
