//! Files that were dropped on the window. A page may read these and no others.

use std::collections::VecDeque;
use std::path::PathBuf;
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
        match std::fs::metadata(&path) {
            Ok(about) if about.is_file() && about.len() <= MOST_BYTES => {}
            Ok(about) if about.is_file() => {
                return Err(DropTrouble::TooLarge {
                    name,
                    most_bytes: MOST_BYTES,
                });
            }
            _ => return Err(DropTrouble::NotReadable { name }),
        }
        match std::fs::read(&path) {
            Ok(bytes) => Ok((name, bytes)),
            Err(_) => Err(DropTrouble::NotReadable { name }),
        }
    }
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
