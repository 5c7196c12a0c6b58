//! The system's keyring: the Secret Service on Linux, the Credential Manager on Windows. Where none
//! answers, a file in the user's settings stands in its place.

#[cfg(feature = "automation")]
use std::path::Path;
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use keyring::{Entry, Error};
#[cfg(feature = "automation")]
use shanyi_app::door::Cost;
use shanyi_app::door::{Keyring, KeyringFault, RingKind, Secret, SecretFolder};

/// Under this name a person finds it in the system's own list.
const SERVICE: &str = "Shanyi 山驿";
/// How long a keyring may take: it may have to ask for the system's password.
const PATIENCE: Duration = Duration::from_secs(60);
/// The folder of the files, in the user's settings.
const FILES: &str = "secrets";

/// A stretch for what plays sign-ins by the hundred.
#[cfg(feature = "automation")]
pub(crate) const CHEAP: Cost = Cost {
    memory: 64,
    rounds: 1,
    lanes: 1,
};

/// The keyrings of this PC, the best first.
pub(crate) fn of_this_pc(identifier: &str) -> Vec<Arc<dyn Keyring>> {
    let mut rings: Vec<Arc<dyn Keyring>> = vec![Arc::new(SystemKeyring)];
    if let Some(settings) = dirs::config_dir() {
        let folder = settings.join(identifier).join(FILES);
        rings.push(Arc::new(SecretFolder::new(folder)));
    }
    rings
}

/// Files of one folder in the place of everything else.
#[cfg(feature = "automation")]
pub(crate) fn in_folder(folder: &Path) -> Vec<Arc<dyn Keyring>> {
    vec![Arc::new(SecretFolder::new(folder))]
}

/// The system's own.
#[derive(Debug)]
struct SystemKeyring;

impl Keyring for SystemKeyring {
    fn kind(&self) -> RingKind {
        RingKind::System
    }

    fn get(&self, name: &str) -> Result<Option<Secret>, KeyringFault> {
        let name = name.to_owned();
        asked(move || {
            let kept = match Entry::new(SERVICE, &name).and_then(|entry| entry.get_secret()) {
                Ok(kept) => kept,
                Err(Error::NoEntry) => return Ok(None),
                Err(error) => return Err(error),
            };
            // Other bytes than ours are not what was put there.
            Ok(kept.try_into().ok().map(Secret::new))
        })
    }

    fn put(&self, name: &str, secret: &Secret) -> Result<(), KeyringFault> {
        let (name, secret) = (name.to_owned(), secret.clone());
        asked(move || Entry::new(SERVICE, &name)?.set_secret(&secret[..]))
    }
}

/// Asks on a thread of its own: a keyring that never answers must not hold the desk up for ever.
fn asked<T: Send + 'static>(
    ask: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, KeyringFault> {
    let (tell, told) = mpsc::channel();
    let thread = thread::Builder::new().name("keyring".to_owned());
    let asking = thread.spawn(move || {
        // Whoever asked may have given up.
        let _ = tell.send(ask());
    });
    let answer = asking.ok().and_then(|_| told.recv_timeout(PATIENCE).ok());
    match answer {
        Some(Ok(answer)) => Ok(answer),
        Some(Err(_)) => {
            tracing::warn!("the system's keyring can't be used");
            Err(KeyringFault)
        }
        None => {
            tracing::warn!("the system's keyring does not answer");
            Err(KeyringFault)
        }
    }
}
