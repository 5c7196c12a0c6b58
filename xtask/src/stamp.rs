//! Content stamps: work is done again only when what it came from has changed.

use std::collections::BTreeSet;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use crate::trouble::Trouble;

/// Folders that are products and never sources.
const PRODUCTS: [&str; 3] = ["node_modules", "dist", "coverage"];

/// A stamp over the content of one file.
pub fn of_file(path: &Path) -> Result<String, Trouble> {
    let mut hasher = DefaultHasher::new();
    fs::read(path)
        .map_err(Trouble::file(path))?
        .hash(&mut hasher);
    Ok(format!("{:016x}", hasher.finish()))
}

/// A stamp over the names and contents of all sources below `folder`.
pub fn of_folder(folder: &Path) -> Result<String, Trouble> {
    let mut hasher = DefaultHasher::new();
    for path in sources(folder)? {
        path.strip_prefix(folder).unwrap_or(&path).hash(&mut hasher);
        fs::read(&path)
            .map_err(Trouble::file(&path))?
            .hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

/// Whether the stamp at `path` says `content`.
pub fn says(path: &Path, content: &str) -> bool {
    fs::read_to_string(path).is_ok_and(|kept| kept == content)
}

/// Leaves a stamp.
pub fn leave(path: &Path, content: &str) -> Result<(), Trouble> {
    fs::write(path, content).map_err(Trouble::file(path))
}

fn sources(folder: &Path) -> Result<BTreeSet<PathBuf>, Trouble> {
    let mut found = BTreeSet::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(&folder).map_err(Trouble::file(&folder))? {
            let entry = entry.map_err(Trouble::file(&folder))?;
            let name = entry.file_name();
            if PRODUCTS.iter().any(|product| name == *product) {
                continue;
            }
            let kind = entry.file_type().map_err(Trouble::file(&entry.path()))?;
            if kind.is_dir() {
                waiting.push(entry.path());
            } else if kind.is_file() {
                found.insert(entry.path());
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_source_changes_the_stamp_and_a_product_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let page = folder.path().join("page.vue");
        fs::write(&page, "one").unwrap();
        let first = of_folder(folder.path()).unwrap();
        fs::create_dir(folder.path().join("dist")).unwrap();
        fs::write(folder.path().join("dist/index.html"), "built").unwrap();
        assert_eq!(of_folder(folder.path()).unwrap(), first);
        fs::write(&page, "two").unwrap();
        assert_ne!(of_folder(folder.path()).unwrap(), first);
    }

    #[test]
    fn a_renamed_source_changes_the_stamp() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.ts"), "same").unwrap();
        let first = of_folder(folder.path()).unwrap();
        fs::rename(folder.path().join("a.ts"), folder.path().join("b.ts")).unwrap();
        assert_ne!(of_folder(folder.path()).unwrap(), first);
    }
}
