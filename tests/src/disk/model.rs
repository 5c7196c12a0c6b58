//! What of a record is on the disk at any moment, and what may be.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::record::Call;
use crate::dice::Dice;
use crate::township::Run;

/// Bytes that a disk writes as a whole or not at all.
const SECTOR: usize = 512;

/// What of everything that is not fsynced a power cut leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// Nothing.
    Nothing,
    /// All of it.
    All,
    /// All names, and no bytes.
    Names,
    /// Any of it, in any order: each name and each sector so many times in a hundred.
    Some(u32),
    /// What came first, in its order: so many in a hundred of the changes.
    First(u32),
}

/// A change of a name that its folder has not been fsynced for.
#[derive(Clone, Debug)]
enum Name {
    File(PathBuf, usize),
    Folder(PathBuf),
    Rename(PathBuf, PathBuf),
    Remove(PathBuf),
}

/// A change of a file's bytes.
#[derive(Clone, Debug)]
enum Bytes {
    Write(u64, Vec<u8>),
    Length(u64),
}

/// What a path names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Entry {
    File(usize),
    Folder,
}

type Names = BTreeMap<PathBuf, Entry>;

/// A disk while a program works on it.
#[derive(Clone, Debug)]
pub struct Disk {
    root: PathBuf,
    /// As the program sees them.
    names: Names,
    sure: Names,
    unsure: Vec<Name>,
    /// What is on the disk of each file that ever was.
    files: Vec<Vec<u8>>,
    changes: Vec<(usize, Bytes)>,
}

impl Disk {
    /// The disk as it is now below a folder.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn of(root: &Path) -> Run<Self> {
        let mut disk = Self {
            root: root.to_owned(),
            names: Names::new(),
            sure: Names::new(),
            unsure: Vec::new(),
            files: Vec::new(),
            changes: Vec::new(),
        };
        let mut left = vec![root.to_owned()];
        while let Some(folder) = left.pop() {
            for entry in fs::read_dir(&folder)? {
                let path = entry?.path();
                if path.is_dir() {
                    disk.names.insert(path.clone(), Entry::Folder);
                    left.push(path);
                } else {
                    disk.files.push(fs::read(&path)?);
                    disk.names.insert(path, Entry::File(disk.files.len() - 1));
                }
            }
        }
        disk.sure = disk.names.clone();
        Ok(disk)
    }

    /// The program makes a call. Where the disk refuses an fsync, `dice` says what of the bytes it
    /// had written by then: the rest is never written, since the system takes it for clean.
    pub fn take(&mut self, call: &Call, dice: &mut Dice) {
        match call {
            Call::Create(path, emptied) => match self.file(path) {
                Some(file) if *emptied => self.changes.push((file, Bytes::Length(0))),
                Some(_) => {}
                None if self.names.contains_key(path) => {}
                None => {
                    self.files.push(Vec::new());
                    let file = self.files.len() - 1;
                    self.names.insert(path.clone(), Entry::File(file));
                    self.unsure.push(Name::File(path.clone(), file));
                }
            },
            Call::MakeFolder(path) => {
                self.names.insert(path.clone(), Entry::Folder);
                self.unsure.push(Name::Folder(path.clone()));
            }
            Call::Write(path, at, bytes) => {
                if let Some(file) = self.file(path) {
                    self.changes.push((file, Bytes::Write(*at, bytes.clone())));
                }
            }
            Call::Length(path, length) => {
                if let Some(file) = self.file(path) {
                    self.changes.push((file, Bytes::Length(*length)));
                }
            }
            Call::Rename(from, to) => {
                let name = Name::Rename(from.clone(), to.clone());
                rename(&mut self.names, &name);
                self.unsure.push(name);
            }
            Call::Link(from, to) => {
                if let Some(file) = self.file(from) {
                    self.names.insert(to.clone(), Entry::File(file));
                    self.unsure.push(Name::File(to.clone(), file));
                }
            }
            Call::Remove(path) => {
                self.names.remove(path);
                self.unsure.push(Name::Remove(path.clone()));
            }
            Call::Sync(path, done) => self.sync(path, *done, dice),
            Call::Said(_) => {}
        }
    }

    fn file(&self, path: &Path) -> Option<usize> {
        match self.names.get(path) {
            Some(Entry::File(file)) => Some(*file),
            _ => None,
        }
    }

    fn sync(&mut self, path: &Path, done: bool, dice: &mut Dice) {
        let Some(file) = self.file(path) else {
            if done {
                for name in std::mem::take(&mut self.unsure) {
                    match folder(&name) == Some(path) {
                        true => rename(&mut self.sure, &name),
                        false => self.unsure.push(name),
                    }
                }
            }
            return;
        };
        for (of, change) in std::mem::take(&mut self.changes) {
            if of != file {
                self.changes.push((of, change));
            } else if done {
                write(&mut self.files[file], &change, &mut || true);
            } else {
                write(&mut self.files[file], &change, &mut || dice.percent(50));
            }
        }
    }

    /// Puts a disk into `folder` as a power cut at this moment could leave it. False where it has
    /// nothing that `seen` has not: the same disk was made before.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn cut(
        &self,
        keep: Keep,
        dice: &mut Dice,
        folder: &Path,
        seen: &mut BTreeSet<u64>,
    ) -> Run<bool> {
        let (names, files) = self.left(keep, dice);
        if !seen.insert(print_of(&names, &files)) {
            return Ok(false);
        }
        for (path, entry) in &names {
            let path = folder.join(path.strip_prefix(&self.root)?);
            match entry {
                Entry::Folder => fs::create_dir_all(path)?,
                // A name whose folder is not there is nowhere.
                Entry::File(_) if !path.parent().is_some_and(Path::is_dir) => {}
                Entry::File(file) => fs::write(path, &files[*file])?,
            }
        }
        Ok(true)
    }

    fn left(&self, keep: Keep, dice: &mut Dice) -> (Names, Vec<Vec<u8>>) {
        let (mut names, mut files) = (self.sure.clone(), self.files.clone());
        let first = |of: usize, percent: u32| of * percent as usize / 100;
        let last_name = match keep {
            Keep::First(percent) => first(self.unsure.len(), percent),
            _ => usize::MAX,
        };
        for (nth, name) in self.unsure.iter().enumerate() {
            let kept = match keep {
                Keep::Nothing => false,
                Keep::All | Keep::Names => true,
                Keep::Some(percent) => dice.percent(percent),
                Keep::First(_) => nth < last_name,
            };
            if kept {
                rename(&mut names, name);
            }
        }
        let last_change = match keep {
            Keep::First(percent) => first(self.changes.len(), percent),
            _ => usize::MAX,
        };
        for (nth, (file, change)) in self.changes.iter().enumerate() {
            let mut kept = || match keep {
                Keep::Nothing | Keep::Names => false,
                Keep::All => true,
                Keep::Some(percent) => dice.percent(percent),
                Keep::First(_) => nth < last_change,
            };
            write(&mut files[*file], change, &mut kept);
        }
        (names, files)
    }
}

/// The folder whose fsync makes a change of a name sure.
fn folder(name: &Name) -> Option<&Path> {
    match name {
        Name::File(path, _) | Name::Folder(path) | Name::Remove(path) | Name::Rename(_, path) => {
            path.parent()
        }
    }
}

/// Makes a change of a name, as far as it can be made there.
fn rename(names: &mut Names, change: &Name) {
    match change {
        Name::File(path, file) => drop(names.insert(path.clone(), Entry::File(*file))),
        Name::Folder(path) => drop(names.insert(path.clone(), Entry::Folder)),
        Name::Remove(path) => drop(names.remove(path)),
        Name::Rename(from, to) => {
            if let Some(entry) = names.remove(from) {
                names.insert(to.clone(), entry);
            }
        }
    }
}

/// Makes a change of bytes, each sector as `kept` says.
fn write(file: &mut Vec<u8>, change: &Bytes, kept: &mut impl FnMut() -> bool) {
    match change {
        Bytes::Length(length) => {
            if kept() {
                file.resize(usize::try_from(*length).unwrap_or_default(), 0);
            }
        }
        Bytes::Write(at, bytes) => {
            let mut from = usize::try_from(*at).unwrap_or_default();
            let mut bytes = bytes.as_slice();
            while !bytes.is_empty() {
                let (sector, rest) = bytes.split_at(bytes.len().min(SECTOR - from % SECTOR));
                if kept() {
                    if file.len() < from + sector.len() {
                        file.resize(from + sector.len(), 0);
                    }
                    file[from..from + sector.len()].copy_from_slice(sector);
                }
                from += sector.len();
                bytes = rest;
            }
        }
    }
}

fn print_of(names: &Names, files: &[Vec<u8>]) -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    for (path, entry) in names {
        path.hash(&mut hasher);
        if let Entry::File(file) = entry {
            files[*file].hash(&mut hasher);
        }
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn disk(calls: &[Call]) -> Disk {
        let folder = tempfile::tempdir().unwrap();
        let mut disk = Disk::of(folder.path()).unwrap();
        disk.root = PathBuf::from("/d");
        let mut dice = Dice::new(1);
        calls.iter().for_each(|call| disk.take(call, &mut dice));
        disk
    }

    fn left(disk: &Disk, keep: Keep) -> BTreeMap<PathBuf, Vec<u8>> {
        let (names, files) = disk.left(keep, &mut Dice::new(1));
        let files = names.into_iter().filter_map(|(path, entry)| match entry {
            Entry::File(file) => Some((path, files[file].clone())),
            Entry::Folder => None,
        });
        files.collect()
    }

    fn path(name: &str) -> PathBuf {
        PathBuf::from("/d").join(name)
    }

    #[test]
    fn bytes_are_sure_with_their_file_and_names_with_their_folder() {
        let mut calls = vec![
            Call::Create(path("a.part"), true),
            Call::Write(path("a.part"), 0, b"whole".to_vec()),
            Call::Rename(path("a.part"), path("a")),
        ];
        assert!(left(&disk(&calls), Keep::Nothing).is_empty());
        let unsynced = BTreeMap::from([(path("a"), Vec::new())]);
        assert_eq!(left(&disk(&calls), Keep::Names), unsynced);
        calls.insert(2, Call::Sync(path("a.part"), true));
        assert!(left(&disk(&calls), Keep::Nothing).is_empty());
        calls.push(Call::Sync(PathBuf::from("/d"), true));
        let whole = BTreeMap::from([(path("a"), b"whole".to_vec())]);
        assert_eq!(left(&disk(&calls), Keep::Nothing), whole);
    }

    #[test]
    fn a_write_is_torn_between_sectors_only() {
        let calls = [
            Call::Create(path("a"), true),
            Call::Sync(PathBuf::from("/d"), true),
            Call::Write(path("a"), 100, vec![1; 1000]),
        ];
        let mut lengths = BTreeSet::new();
        for seed in 0..50 {
            let (_, files) = disk(&calls).left(Keep::Some(50), &mut Dice::new(seed));
            let kept: Vec<bool> = files[0].iter().map(|byte| *byte == 1).collect();
            assert!(kept.chunks(SECTOR).enumerate().all(|(nth, sector)| {
                let written = if nth == 0 {
                    sector.get(100..).unwrap_or_default()
                } else {
                    sector
                };
                written.iter().all(|one| *one) || written.iter().all(|one| !*one)
            }));
            lengths.insert(files[0].len());
        }
        assert_eq!(lengths, BTreeSet::from([0, 512, 1024, 1100]));
    }

    #[test]
    fn what_was_written_before_a_refused_fsync_is_not_made_sure_by_the_next() {
        let calls = [
            Call::Create(path("a"), true),
            Call::Sync(PathBuf::from("/d"), true),
            Call::Write(path("a"), 0, vec![1; 8 * SECTOR]),
            Call::Sync(path("a"), false),
            Call::Sync(path("a"), true),
        ];
        let left = left(&disk(&calls), Keep::All);
        assert!(left[&path("a")].len() < 8 * SECTOR || left[&path("a")].contains(&0));
    }
}
