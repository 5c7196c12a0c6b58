//! The sticks that are in, looked through for copies: whoever stands before a new PC knows the stick and
//! not how this PC calls it.

use std::fs;
use std::path::{Path, PathBuf};

use shanyi_store::{OuterFolder, outer_folders};

/// Most folders of a stick that are looked into.
const MOST: usize = 500;

/// The folders of PCs on every stick, at its top or one folder below.
pub(super) fn folders() -> Vec<OuterFolder> {
    roots().iter().flat_map(|root| on(root)).collect()
}

fn on(root: &Path) -> Vec<OuterFolder> {
    let mut found = outer_folders(root);
    for folder in below(root) {
        // A PC's own folder was found above.
        if !found.iter().any(|known| known.path() == folder) {
            found.extend(outer_folders(&folder));
        }
    }
    found
}

fn below(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).into_iter().flatten().take(MOST);
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    paths.filter(|path| path.is_dir()).collect()
}

/// Every disk but the first ones: what is on them was there before.
#[cfg(windows)]
fn roots() -> Vec<PathBuf> {
    let letters = 'D'..='Z';
    letters
        .map(|letter| PathBuf::from(format!("{letter}:\\")))
        .filter(|root| root.is_dir())
        .collect()
}

/// Where desktops put what is plugged in: for everybody, or for one user in a folder of theirs.
#[cfg(not(windows))]
fn roots() -> Vec<PathBuf> {
    let mut roots = Vec::new();
    for place in ["/media", "/run/media", "/mnt"] {
        for one in below(Path::new(place)) {
            roots.extend(below(&one));
            roots.push(one);
        }
    }
    roots
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pc_s_folder_is_found_at_the_top_of_a_stick_and_one_folder_below() {
        let stick = tempfile::tempdir().unwrap();
        for folder in [
            "shanyi-aa",
            "kept/shanyi-bb",
            "music",
            "kept/deep/shanyi-cc",
        ] {
            fs::create_dir_all(stick.path().join(folder).join("backups")).unwrap();
        }
        fs::remove_dir(stick.path().join("music/backups")).unwrap();
        let found = on(stick.path());
        let mut names: Vec<_> = found
            .iter()
            .filter_map(|one| one.path().strip_prefix(stick.path()).ok())
            .collect();
        names.sort();
        assert_eq!(names, [Path::new("kept/shanyi-bb"), Path::new("shanyi-aa")]);
    }
}
