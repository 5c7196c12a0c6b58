//! A PC that takes a broken one's place and has bad luck half-way: its disk gets full, the stick is pulled
//! out, or is worn out. Nothing half is taken for whole, what is wrong is said, and it can be said again.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic)]

mod desk;

use std::fs;
use std::path::{Path, PathBuf};

use desk::disk::*;
use desk::*;
use shanyi_store::*;
use tempfile::TempDir;

const CASES: u16 = 4;

/// A stick with the copy of a PC that has so many cases, each with an image.
struct Stick {
    _held: TempDir,
    folder: OuterFolder,
    copy: Backup,
}

impl Stick {
    fn new() -> Self {
        let mut desk = Desk::quick(1);
        for nth in 0..CASES {
            let image = desk.image(&vec![nth.to_le_bytes()[0]; 200_000]);
            let facts = vec![with_images(intake("蓝春妹", nth), vec![image])];
            desk.act(None, facts, MORNING);
        }
        let held = tempfile::tempdir().unwrap();
        let folder = desk.store.choose_outer(held.path()).unwrap();
        let snapshot = desk.store.snapshot().unwrap();
        let copy = snapshot.copy_out(&folder, MORNING).unwrap().copy;
        Self {
            _held: held,
            folder,
            copy,
        }
    }

    fn put_back(&self, dir: &Path, told: &dyn Fn(PuttingBack)) -> Result<PutBack, StoreError> {
        put_back(&self.folder, &self.copy, &key(), dir, told)
    }

    fn images(&self) -> Vec<PathBuf> {
        image_files(self.folder.path())
    }
}

fn image_files(dir: &Path) -> Vec<PathBuf> {
    let shelves = fs::read_dir(dir.join("images")).unwrap();
    let files = shelves.flat_map(|shelf| fs::read_dir(shelf.unwrap().path()).unwrap());
    let mut files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    files.sort();
    files
}

/// A PC that was started once and is nobody's.
fn started(dir: &Path) {
    let own = load_or_create_key(dir).unwrap();
    let store = Store::open(dir, &own, options(9, Durability::Full)).unwrap();
    assert!(store.identity().unwrap().is_none());
}

/// All of it is there, each image whole.
fn is_whole(dir: &Path, done: &PutBack) {
    let all = u32::from(CASES);
    assert_eq!((done.cases, done.images, done.images_lost), (all, all, 0));
    let key = load_key(dir).unwrap();
    let store = Store::open(dir, &key, options(9, Durability::Full)).unwrap();
    assert_eq!(store.sync_state().unwrap().cases, u32::from(CASES));
    assert!(!dir.join("cases.mending").exists());
    drop(store);
    assert!(examine(dir, &key).unwrap().is_sound());
}

/// The moments of a putting back at which something may happen.
const MOMENTS: [PuttingBack; 4] = [
    PuttingBack::Copy,
    PuttingBack::Images {
        done: 0,
        of: CASES as u32,
    },
    PuttingBack::Images {
        done: 2,
        of: CASES as u32,
    },
    PuttingBack::Opening {
        done: 1,
        of: CASES as u32,
    },
];

#[test]
fn a_new_pc_whose_disk_gets_full_half_way_says_so_stays_nobody_s_and_is_done_when_there_is_room() {
    let name = "a_new_pc_whose_disk_gets_full_half_way_says_so_stays_nobody_s_and_is_done_when_there_is_room";
    on_a_disk(name, 90, |disk| {
        let stick = Stick::new();
        for moment in MOMENTS {
            let dir = disk.join("new");
            started(&dir);
            let filled = |step| {
                if step == moment {
                    fill(disk, 0);
                }
            };
            let error = stick.put_back(&dir, &filled).unwrap_err();
            assert!(matches!(error, StoreError::DiskFull), "{moment:?}: {error}");
            assert!(!dir.join("cases.mending").exists(), "{moment:?}");
            let filler = fs::read_dir(disk).unwrap().map(|file| file.unwrap().path());
            for file in filler.filter(|path| path.is_file()) {
                fs::remove_file(file).unwrap();
            }
            started(&dir);
            // Little room more than it takes: what came the last time is not asked for twice.
            let brought = match dir.join("images").is_dir() {
                true => image_files(&dir).len(),
                false => 0,
            };
            let wanting = usize::from(CASES) - brought;
            let copy = usize::try_from(fs::metadata(&stick.copy.path).unwrap().len()).unwrap();
            let filler = fill(disk, 64 * MEGABYTE + 2 * copy + wanting * 210_000 + 100_000);
            is_whole(&dir, &stick.put_back(&dir, &|_| ()).unwrap());
            fs::remove_file(filler).unwrap();
            fs::remove_dir_all(dir).unwrap();
        }
    });
}

#[test]
fn a_stick_that_is_pulled_out_half_way_is_no_stick_without_images() {
    let stick = Stick::new();
    let pocket = tempfile::tempdir().unwrap();
    let away = pocket.path().join("away");
    for moment in &MOMENTS[..3] {
        let new = tempfile::tempdir().unwrap();
        started(new.path());
        let pulled = |step| {
            if step == *moment && stick.folder.is_there() {
                fs::rename(stick.folder.path(), &away).unwrap();
            }
        };
        let error = stick.put_back(new.path(), &pulled).unwrap_err();
        assert!(matches!(error, StoreError::Io(_)), "{moment:?}: {error}");
        assert!(!stick.folder.is_there());
        started(new.path());
        fs::rename(&away, stick.folder.path()).unwrap();
        is_whole(new.path(), &stick.put_back(new.path(), &|_| ()).unwrap());
    }
    // When all of it was copied the stick may go.
    let new = tempfile::tempdir().unwrap();
    let pulled = |step| {
        if step == MOMENTS[3] {
            fs::rename(stick.folder.path(), &away).unwrap();
        }
    };
    is_whole(new.path(), &stick.put_back(new.path(), &pulled).unwrap());
}

#[test]
fn bad_sectors_under_an_image_hold_up_no_case_and_are_counted() {
    let name = "bad_sectors_under_an_image_hold_up_no_case_and_are_counted";
    on_a_disk(name, 90, |disk| {
        let stick = Stick::new();
        // Of this file no byte can be read, and it is no shorter for that.
        let unreadable = PathBuf::from(format!("/proc/{}/mem", std::process::id()));
        run(
            "mount",
            &["--bind", unreadable.to_str().unwrap()],
            &stick.images()[1],
        );
        assert!(fs::read(&stick.images()[1]).is_err());
        let dir = disk.join("new");
        let done = stick.put_back(&dir, &|_| ()).unwrap();
        let all = u32::from(CASES);
        assert_eq!(
            (done.cases, done.images, done.images_lost),
            (all, all - 1, 1)
        );
        fs::remove_dir_all(&dir).unwrap();

        run("umount", &[], &stick.images()[1]);
        // A stick that is out reads as badly, as long as the system believes that it is in.
        let beside = with_a_stick(disk, 80);
        let on_it = OuterFolder::found(&beside.join("shanyi-x"));
        copied(stick.folder.path(), on_it.path());
        run(
            "mount",
            &["--bind", unreadable.to_str().unwrap()],
            &image_files(on_it.path())[3],
        );
        run("mount", &["-o", "remount,ro"], &beside);
        let copy = on_it.copies().remove(0);
        let error = put_back(&on_it, &copy, &key(), &dir, &|_| ()).unwrap_err();
        assert!(matches!(error, StoreError::Io(_)), "{error}");
        assert_eq!(image_files(&dir).len(), usize::from(CASES) - 1);
        started(&dir);
    });
}

#[test]
fn bad_sectors_under_an_image_of_the_pc_itself_hold_up_no_copy() {
    let name = "bad_sectors_under_an_image_of_the_pc_itself_hold_up_no_copy";
    on_a_disk(name, 90, |_| {
        let mut desk = Desk::quick(1);
        for nth in 0..2 {
            let image = desk.image(&[nth; 3000]);
            desk.act(
                None,
                vec![with_images(intake("蓝春妹", 1), vec![image])],
                MORNING,
            );
        }
        let unreadable = format!("/proc/{}/mem", std::process::id());
        run(
            "mount",
            &["--bind", &unreadable],
            &image_files(desk.dir.path())[0],
        );
        let stick = tempfile::tempdir().unwrap();
        let folder = desk.store.choose_outer(stick.path()).unwrap();
        let done = desk.store.snapshot().unwrap().copy_out(&folder, MORNING);
        let done = done.unwrap();
        assert_eq!((done.copy.cases, done.images, done.missing), (2, 1, 1));
    });
}

fn copied(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copied(&entry.path(), &target),
            false => drop(fs::copy(entry.path(), target).unwrap()),
        }
    }
}
