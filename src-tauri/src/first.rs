//! One window for each data folder: a second start brings the first to the front.
//!
//! The folder's lock says who is first, and falls with the process however it ends. The first
//! listens on a loopback port that it writes beside the lock; whoever comes later knocks there.

use std::fs::{File, TryLockError};
use std::io::{ErrorKind, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::time::Duration;

const LOCK: &str = "window.lock";
const PORT: &str = "window.port";

/// Who this process is for its data folder.
pub(crate) enum Start {
    /// The first: holds the folder for as long as this value lives, and hears later starts.
    First(Held),
    /// Another process has the folder; it was asked to show its window.
    Later,
}

/// The hold on a data folder.
pub(crate) struct Held {
    lock: File,
    listener: TcpListener,
}

/// Takes the data folder, or asks the process that has it to come to the front.
pub(crate) fn start(data: &Path) -> std::io::Result<Start> {
    std::fs::create_dir_all(data)?;
    let mut options = File::options();
    // Whoever is first has it locked: to cut it short is no business of one who comes later.
    options.write(true).create(true).truncate(false);
    let lock = options.open(data.join(LOCK))?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            if let Err(error) = knock(data) {
                // It may be just starting, and comes to the front by itself.
                tracing::warn!(reason = ?error.kind(), "the other window does not answer");
            }
            return Ok(Start::Later);
        }
        Err(TryLockError::Error(error)) => return Err(error),
    }
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let mut port = File::create(data.join(PORT))?;
    write!(port, "{}", listener.local_addr()?.port())?;
    Ok(Start::First(Held { lock, listener }))
}

fn knock(data: &Path) -> std::io::Result<()> {
    let port = std::fs::read_to_string(data.join(PORT))?
        .trim()
        .parse::<u16>()
        .map_err(|error| std::io::Error::new(ErrorKind::InvalidData, error))?;
    TcpStream::connect_timeout(&(Ipv4Addr::LOCALHOST, port).into(), Duration::from_secs(2))?;
    Ok(())
}

impl Held {
    /// Calls `to_front` for every later start, until the process ends.
    pub(crate) fn listen(self, to_front: impl Fn() + Send + 'static) {
        std::thread::spawn(move || {
            // A closure takes only the fields it names, and the lock has to live as long.
            let Self {
                lock: _held,
                listener,
            } = self;
            for knock in listener.incoming() {
                if knock.is_ok() {
                    to_front();
                }
            }
        });
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_second_start_knocks_at_the_first() {
        let data = tempfile::tempdir().unwrap();
        let Start::First(first) = start(data.path()).unwrap() else {
            unreachable!("the folder is new");
        };
        let (knocked, heard) = std::sync::mpsc::channel();
        first.listen(move || knocked.send(()).unwrap());
        assert!(matches!(start(data.path()).unwrap(), Start::Later));
        heard.recv_timeout(Duration::from_secs(5)).unwrap();
    }

    #[test]
    fn a_folder_is_free_again_when_its_holder_is_gone() {
        let data = tempfile::tempdir().unwrap();
        drop(start(data.path()).unwrap());
        assert!(matches!(start(data.path()).unwrap(), Start::First(_)));
    }

    #[test]
    fn two_folders_have_a_window_each() {
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let first = start(one.path()).unwrap();
        assert!(matches!(start(other.path()).unwrap(), Start::First(_)));
        drop(first);
    }
}
