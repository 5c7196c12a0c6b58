//! The folder that keeps a demonstration between two starts.

use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};

use crate::trouble::Trouble;

/// Says that a folder is ours to fill and to throw away.
const MARKER: &str = ".shanyi-demonstration";
const MARKER_TEXT: &str = "This folder was made by `cargo xtask run`. `--fresh` removes it.\n";
/// The first port that is tried; below the ports that systems give out by themselves.
const FIRST_PORT: u16 = 8731;
const PORTS: u16 = 200;

/// The folder.
pub struct Folder {
    root: PathBuf,
}

impl Folder {
    /// Opens it, after throwing away what is there if `fresh`. Refuses a folder with content that
    /// this command did not put there.
    pub fn open(root: &Path, fresh: bool) -> Result<Self, Trouble> {
        let ours = root.join(MARKER).is_file();
        if !ours && has_content(root)? {
            return Err(Trouble::Refused(format!(
                "{} holds something that this command did not put there. Name an empty or a new folder with --data.",
                root.display()
            )));
        }
        if fresh && ours {
            fs::remove_dir_all(root).map_err(Trouble::file(root))?;
        }
        fs::create_dir_all(root).map_err(Trouble::file(root))?;
        let root = root.canonicalize().map_err(Trouble::file(root))?;
        let marker = root.join(MARKER);
        fs::write(&marker, MARKER_TEXT).map_err(Trouble::file(&marker))?;
        Ok(Self { root })
    }

    /// Where it is.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Something in it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// The township's address: the one of the last start, since stations are enrolled to it, or
    /// else the first free one.
    pub fn address(&self) -> Result<String, Trouble> {
        let kept = self.path("port");
        let port = match fs::read_to_string(&kept) {
            Ok(text) => still_free(text.trim(), &kept)?,
            Err(_) => {
                let port = first_free()?;
                fs::write(&kept, port.to_string()).map_err(Trouble::file(&kept))?;
                port
            }
        };
        Ok(format!("http://127.0.0.1:{port}"))
    }
}

fn has_content(root: &Path) -> Result<bool, Trouble> {
    if !root.exists() {
        return Ok(false);
    }
    let mut entries = fs::read_dir(root).map_err(Trouble::file(root))?;
    Ok(entries.next().is_some())
}

fn still_free(text: &str, kept: &Path) -> Result<u16, Trouble> {
    let port = text
        .parse()
        .map_err(Trouble::unreadable(&kept.display().to_string()))?;
    if is_free(port) {
        return Ok(port);
    }
    Err(Trouble::Refused(format!(
        "Port {port}, which this demonstration has had from the start, is in use. Is it running already? \
         Stop the other one, or give this one a folder of its own with --data DIR."
    )))
}

fn first_free() -> Result<u16, Trouble> {
    (FIRST_PORT..FIRST_PORT + PORTS)
        .find(|port| is_free(*port))
        .ok_or_else(|| {
            Trouble::Refused(format!(
                "No port from {FIRST_PORT} to {} is free.",
                FIRST_PORT + PORTS - 1
            ))
        })
}

fn is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(result: Result<Folder, Trouble>) -> bool {
        matches!(result, Err(Trouble::Refused(_)))
    }

    #[test]
    fn fresh_throws_away_what_an_earlier_start_kept() {
        let place = tempfile::tempdir().unwrap();
        let root = place.path().join("run");
        let folder = Folder::open(&root, false).unwrap();
        fs::write(folder.path("case"), "kept").unwrap();
        assert!(Folder::open(&root, false).unwrap().path("case").exists());
        assert!(!Folder::open(&root, true).unwrap().path("case").exists());
    }

    #[test]
    fn a_folder_with_other_content_is_neither_filled_nor_thrown_away() {
        let place = tempfile::tempdir().unwrap();
        let letter = place.path().join("letter.txt");
        fs::write(&letter, "dear").unwrap();
        assert!(refused(Folder::open(place.path(), false)));
        assert!(refused(Folder::open(place.path(), true)));
        assert_eq!(fs::read_to_string(letter).unwrap(), "dear");
    }

    #[test]
    fn the_second_start_keeps_the_address() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::open(place.path(), false).unwrap();
        let first = folder.address().unwrap();
        assert_eq!(folder.address().unwrap(), first);
        assert!(first.starts_with("http://127.0.0.1:"));
    }

    #[test]
    fn a_kept_port_in_use_is_said_and_not_replaced() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::open(place.path(), false).unwrap();
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        fs::write(folder.path("port"), port.to_string()).unwrap();
        assert!(matches!(folder.address(), Err(Trouble::Refused(_))));
    }
}
