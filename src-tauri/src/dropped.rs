//! Files that were dropped on the window. A page may read these and no others.

use std::collections::VecDeque;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::Serialize;

/// How many dropped files stay readable; older ones are forgotten first.
const KEPT: usize = 64;

/// A file larger than this is not read: the largest picture of a phone or scanner stays far below.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// A dropped file as the page sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct DroppedFile {
    /// By this the page asks for the file's bytes.
    token: u64,
    /// File name without its folder.
    name: String,
}

/// What the page is told when files fall on the window.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Drop {
    /// The files, in the order in which they were dropped.
    pub(crate) files: Vec<DroppedFile>,
    /// Distance from the page's left edge, in CSS pixels.
    pub(crate) x: f64,
    /// Distance from the page's top edge, in CSS pixels.
    pub(crate) y: f64,
}

/// Why a dropped file can't be read.
#[derive(Debug, thiserror::Error, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum DropTrouble {
    /// Nothing with this token was dropped, or too long ago.
    #[error("no such file was dropped")]
    NotDropped,
    /// Not a file, gone, or not readable.
    #[error("the dropped file is not readable")]
    NotReadable {
        /// File name without its folder.
        name: String,
    },
    /// Larger than any picture.
    #[error("the dropped file is too large")]
    TooLarge {
        /// File name without its folder.
        name: String,
        /// What is allowed, in bytes.
        most_bytes: u64,
    },
}

/// What the page is told while files are held over the window.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub(crate) enum Drag {
    /// They are over this place, in CSS pixels.
    Over {
        /// Distance from the page's left edge.
        x: f64,
        /// Distance from the page's top edge.
        y: f64,
    },
    /// They are no longer over the window, or have been dropped.
    Leave,
}

/// The files dropped last, by token.
#[derive(Default)]
pub(crate) struct DropList(Mutex<Entries>);

#[derive(Default)]
struct Entries {
    last_token: u64,
    files: VecDeque<(DroppedFile, PathBuf)>,
}

impl DropList {
    /// Remembers dropped files and gives each its token.
    pub(crate) fn add(&self, paths: &[PathBuf]) -> Vec<DroppedFile> {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        paths
            .iter()
            .map(|path| {
                entries.last_token += 1;
                let file = DroppedFile {
                    token: entries.last_token,
                    name: path
                        .file_name()
                        .map(|name| name.to_string_lossy().into_owned())
                        .unwrap_or_default(),
                };
                entries.files.push_back((file.clone(), path.clone()));
                if entries.files.len() > KEPT {
                    entries.files.pop_front();
                }
                file
            })
            .collect()
    }

    /// Reads a dropped file; gives its name and its bytes.
    pub(crate) fn read(&self, token: u64) -> Result<(String, Vec<u8>), DropTrouble> {
        let (name, path) = {
            let entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            entries
                .files
                .iter()
                .find(|(file, _)| file.token == token)
                .map(|(file, path)| (file.name.clone(), path.clone()))
                .ok_or(DropTrouble::NotDropped)?
        };
        // A pipe or a device is not opened: it would be waited for without end.
        if !is_of_this_pc(&path) || !std::fs::metadata(&path).is_ok_and(|about| about.is_file()) {
            return Err(DropTrouble::NotReadable { name });
        }
        // As much as is there when it is read, whatever was there when it was looked at.
        let mut bytes = Vec::new();
        let read =
            File::open(&path).and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut bytes));
        match read {
            Ok(_) if bytes.len() as u64 > MOST_BYTES => Err(DropTrouble::TooLarge {
                name,
                most_bytes: MOST_BYTES,
            }),
            Ok(_) => Ok((name, bytes)),
            Err(_) => Err(DropTrouble::NotReadable { name }),
        }
    }
}

/// Whether a path is whole and leads to a file of this PC: not to another over the network, to which
/// Windows would show who sits here, and not to one of the devices that have names of files there.
fn is_of_this_pc(path: &Path) -> bool {
    const DEVICES: [&str; 6] = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];
    const NUMBERED: [&str; 2] = ["COM", "LPT"];
    let text = path.to_string_lossy().replace('/', "\\");
    let elsewhere = text.starts_with("\\\\") && !text.starts_with("\\\\?\\");
    let network = text.to_uppercase().starts_with("\\\\?\\UNC\\") || text.contains("\0");
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().to_uppercase());
    let stem = name.as_deref().unwrap_or_default().split(['.', ':']).next();
    let stem = stem.unwrap_or_default().trim_end();
    let numbered = NUMBERED.iter().any(|device| {
        let number = stem
            .strip_prefix(device)
            .map(|rest| rest.chars().collect::<Vec<_>>());
        number.is_some_and(|rest| matches!(rest[..], ['0'..='9' | '¹' | '²' | '³']))
    });
    path.is_absolute() && !elsewhere && !network && !DEVICES.contains(&stem) && !numbered
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn only_a_dropped_file_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("身份证.jpg");
        std::fs::write(&path, b"picture").unwrap();
        let list = DropList::default();
        let files = list.add(&[path]);
        assert_eq!(files[0].name, "身份证.jpg");
        let (name, bytes) = list.read(files[0].token).unwrap();
        assert_eq!(
            (name.as_str(), bytes.as_slice()),
            ("身份证.jpg", &b"picture"[..])
        );
        assert!(matches!(
            list.read(files[0].token + 1),
            Err(DropTrouble::NotDropped)
        ));
    }

    #[test]
    fn only_a_file_of_this_pc_is_opened_and_no_device_whatever_it_is_called() {
        let folder = tempfile::tempdir().unwrap();
        for name in [
            "con.jpg",
            "NUL",
            "Aux.tar.gz",
            "com1.png",
            "LPT³.jpg",
            "nul .txt",
            "CON:a",
        ] {
            // Here they are files like any other; on a Windows PC they are not.
            assert!(!is_of_this_pc(&folder.path().join(name)), "{name}");
        }
        for path in [
            "身份证.jpg",
            "../身份证.jpg",
            "",
            r"\\server\share\身份证.jpg",
            "//server/share/身份证.jpg",
            r"\\?\UNC\server\share\身份证.jpg",
            r"\\.\PhysicalDrive0",
            "http://example.invalid/身份证.jpg",
            "/tmp/a\0.jpg",
        ] {
            assert!(!is_of_this_pc(Path::new(path)), "{path}");
        }
        for name in [
            "身份证.jpg",
            "console.jpg",
            "com10.png",
            "nullen.pdf",
            "..jpg",
            "a..b",
            "%2e%2e",
        ] {
            assert!(is_of_this_pc(&folder.path().join(name)), "{name}");
        }
    }

    #[test]
    #[cfg(unix)]
    fn a_dropped_pipe_is_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("身份证.jpg");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.unwrap().success());
        let list = DropList::default();
        let token = list.add(&[pipe])[0].token;
        assert!(matches!(
            list.read(token),
            Err(DropTrouble::NotReadable { .. })
        ));
    }

    #[test]
    fn a_name_from_the_page_s_side_is_a_name_and_no_way() {
        let list = DropList::default();
        let named = |path: &str| list.add(&[PathBuf::from(path)])[0].name.clone();
        assert_eq!(named("/srv/a/../../etc/passwd"), "passwd");
        assert_eq!(
            named("/srv/a/<img src=x onerror=1>.jpg"),
            "<img src=x onerror=1>.jpg"
        );
        assert_eq!(named("/srv/a/.."), "");
    }

    #[test]
    fn a_dropped_folder_is_named_as_unreadable() {
        let folder = tempfile::tempdir().unwrap();
        let list = DropList::default();
        let files = list.add(&[folder.path().to_path_buf()]);
        assert!(matches!(
            list.read(files[0].token),
            Err(DropTrouble::NotReadable { .. })
        ));
    }

    #[test]
    fn files_dropped_long_ago_are_forgotten() {
        let list = DropList::default();
        let first = list.add(&[PathBuf::from("/a")])[0].token;
        list.add(&vec![PathBuf::from("/b"); KEPT]);
        assert!(matches!(list.read(first), Err(DropTrouble::NotDropped)));
    }
}
