//! Copies in a second folder, and another PC that goes on with one of them.
#![allow(clippy::unwrap_used, clippy::panic)]

mod desk;

use std::fs;
use std::path::Path;

use desk::*;
use shanyi_domain::fact::Fact;
use shanyi_store::*;
use tempfile::TempDir;

const KEYS: &[u8] = b"{\"ways\":1}";

/// A desk with a case that has an image, and a second folder that was chosen.
fn with_a_stick() -> (Desk, TempDir, OuterFolder) {
    let mut desk = Desk::new();
    fs::write(desk.dir.path().join("keys"), KEYS).unwrap();
    let image = desk.image(b"an ID card");
    let facts = vec![with_images(intake("蓝春妹", 1), vec![image]), submitted()];
    desk.act(None, facts, MORNING);
    let stick = tempfile::tempdir().unwrap();
    let folder = desk.store.choose_outer(stick.path()).unwrap();
    (desk, stick, folder)
}

fn copied(desk: &mut Desk, to: &OuterFolder) -> OuterCopy {
    let snapshot = desk.store.snapshot().unwrap();
    snapshot.copy_out(to, MORNING).unwrap()
}

fn image_files(dir: &Path) -> Vec<std::path::PathBuf> {
    let shelves = fs::read_dir(dir.join("images")).unwrap();
    let files = shelves.flat_map(|shelf| fs::read_dir(shelf.unwrap().path()).unwrap());
    files.map(|file| file.unwrap().path()).collect()
}

#[test]
fn a_copy_outside_has_the_store_the_ways_to_its_key_and_its_images_and_never_the_key() {
    let (mut desk, stick, folder) = with_a_stick();
    let first = copied(&mut desk, &folder);
    assert_eq!((first.copy.cases, first.images, first.copied), (1, 1, 1));
    assert_eq!((first.missing, first.keys), (0, true));
    assert_eq!(folder.keys().unwrap(), KEYS);
    assert!(!folder.path().join("key").exists());
    assert_eq!(folder.copies(), [first.copy]);
    assert_eq!(outer_folders(stick.path()), std::slice::from_ref(&folder));
    assert_eq!(outer_folders(folder.path()), std::slice::from_ref(&folder));
    desk.take_in("雷美凤");
    let second = copied(&mut desk, &folder);
    assert_eq!((second.copy.cases, second.images, second.copied), (2, 1, 0));
}

#[test]
fn a_stick_that_is_not_in_is_no_folder_to_make_on_the_disk_below() {
    let (mut desk, stick, folder) = with_a_stick();
    fs::remove_dir_all(folder.path()).unwrap();
    let snapshot = desk.store.snapshot().unwrap();
    let error = snapshot.copy_out(&folder, MORNING).unwrap_err();
    assert_eq!(error.fault(), Fault::Gone, "{error}");
    assert_eq!(fs::read_dir(stick.path()).unwrap().count(), 0);
}

#[test]
fn a_second_folder_in_the_data_folder_is_none() {
    let desk = Desk::new();
    let inside = desk.dir.path().join("images");
    let error = desk.store.choose_outer(&inside).unwrap_err();
    assert!(matches!(error, StoreError::InPlace), "{error}");
}

#[test]
fn another_pc_goes_on_with_a_copy_in_a_life_and_a_block_of_its_own() {
    let (mut desk, _stick, folder) = with_a_stick();
    let copy = copied(&mut desk, &folder).copy;
    let dump = desk.store.dump().unwrap();
    let before = desk.store.identity().unwrap().unwrap();
    // What the old PC still wrote, and nobody has any more.
    let lost = desk.take_in("雷美凤");
    let new = tempfile::tempdir().unwrap();
    let done = put_back(&folder, &copy, &key(), new.path(), &|_| ()).unwrap();
    assert_eq!((done.cases, done.images, done.images_lost), (1, 1, 0));
    let found = load_key(new.path()).unwrap();
    let mut store = Store::open(new.path(), &found, options(9, Durability::Full)).unwrap();
    assert_eq!(store.dump().unwrap(), dump);
    let after = store.identity().unwrap().unwrap();
    assert_eq!(after.device, before.device);
    assert_ne!(after.block, before.block);
    let taken = store.record(act(
        None,
        vec![Fact::Collected(intake("钟土根", 3))],
        MORNING,
    ));
    let number = taken.unwrap().case.number.clone();
    assert_ne!(number, lost.case.number);
    let named = image_files(new.path());
    assert_eq!(named.len(), 1);
}

#[test]
fn a_first_start_s_empty_store_gives_way_and_cases_do_not() {
    let (mut desk, _stick, folder) = with_a_stick();
    let copy = copied(&mut desk, &folder).copy;
    let new = tempfile::tempdir().unwrap();
    let own = load_or_create_key(new.path()).unwrap();
    drop(Store::open(new.path(), &own, options(9, Durability::Full)).unwrap());
    put_back(&folder, &copy, &key(), new.path(), &|_| ()).unwrap();
    let store = Store::open(new.path(), &key(), options(9, Durability::Full)).unwrap();
    assert_eq!(store.sync_state().unwrap().cases, 1);
    drop(store);
    let error = put_back(&folder, &copy, &key(), new.path(), &|_| ()).unwrap_err();
    assert!(matches!(error, StoreError::AlreadyEnrolled), "{error}");
}

#[test]
fn a_damaged_copy_is_named_and_an_older_one_can_be_chosen() {
    let (mut desk, _stick, folder) = with_a_stick();
    let older = copied(&mut desk, &folder).copy;
    desk.take_in("雷美凤");
    let snapshot = desk.store.snapshot().unwrap();
    let newest = snapshot
        .copy_out(&folder, MORNING.plus_seconds(86_400))
        .unwrap();
    let mut bytes = fs::read(&newest.copy.path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&newest.copy.path, bytes).unwrap();
    let new = tempfile::tempdir().unwrap();
    let error = put_back(&folder, &newest.copy, &key(), new.path(), &|_| ()).unwrap_err();
    assert!(matches!(error, StoreError::Damaged), "{error}");
    assert!(!new.path().join("cases.db").exists());
    let done = put_back(&folder, &older, &key(), new.path(), &|_| ()).unwrap();
    assert_eq!(done.cases, 1);
}

#[test]
fn an_image_that_is_damaged_outside_is_counted_and_not_put_back() {
    let (mut desk, _stick, folder) = with_a_stick();
    let copy = copied(&mut desk, &folder).copy;
    let file = image_files(folder.path()).remove(0);
    let mut bytes = fs::read(&file).unwrap();
    bytes[30] ^= 1;
    fs::write(&file, bytes).unwrap();
    let new = tempfile::tempdir().unwrap();
    let done = put_back(&folder, &copy, &key(), new.path(), &|_| ()).unwrap();
    assert_eq!((done.images, done.images_lost), (0, 1));
    assert!(image_files(new.path()).is_empty());
}

#[test]
fn a_putting_back_that_was_broken_off_is_done_again_and_leaves_nothing_half() {
    let (mut desk, _stick, folder) = with_a_stick();
    let copy = copied(&mut desk, &folder).copy;
    let new = tempfile::tempdir().unwrap();
    for last in 0..3 {
        let broken_off = |step| {
            let nth = match step {
                PuttingBack::Copy => 0,
                PuttingBack::Images { .. } => 1,
                PuttingBack::Opening { .. } => 2,
            };
            assert!(nth < last, "broken off");
        };
        let put = || put_back(&folder, &copy, &key(), new.path(), &broken_off);
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(put)).unwrap_err();
        assert!(!new.path().join("cases.db").exists());
        assert!(!new.path().join("key").exists());
    }
    let done = put_back(&folder, &copy, &key(), new.path(), &|_| ()).unwrap();
    assert_eq!((done.cases, done.images, done.images_lost), (1, 1, 0));
    assert!(!new.path().join("cases.mending").exists());
    let store = Store::open(new.path(), &key(), options(9, Durability::Full)).unwrap();
    assert_eq!(store.speaks_for_another().unwrap(), Some(copy.at));
}

#[test]
fn the_wrong_key_puts_nothing_back() {
    let (mut desk, _stick, folder) = with_a_stick();
    let copy = copied(&mut desk, &folder).copy;
    let new = tempfile::tempdir().unwrap();
    let wrong = DatabaseKey::from_bytes([9; 32]);
    assert!(put_back(&folder, &copy, &wrong, new.path(), &|_| ()).is_err());
    assert!(!new.path().join("cases.db").exists());
    assert!(!new.path().join("key").exists());
}

#[test]
fn an_image_of_no_case_any_more_goes_from_the_second_folder_too() {
    let (mut desk, _stick, folder) = with_a_stick();
    let stray = desk.image(b"of no case");
    copied(&mut desk, &folder);
    assert_eq!(
        image_files(folder.path()).len(),
        2,
        "a form may still name it"
    );
    let name = stray.hash.to_string();
    let gone = desk.dir.path().join("images").join(&name[..2]).join(&name);
    fs::remove_file(gone).unwrap();
    let done = copied(&mut desk, &folder);
    assert_eq!((done.images, done.missing), (1, 0));
    assert_eq!(image_files(folder.path()).len(), 1);
}

#[test]
fn a_glance_says_what_waits_since_when_and_changes_nothing() {
    let mut desk = Desk::new();
    let nothing = {
        let dir = tempfile::tempdir().unwrap();
        drop(Store::open(dir.path(), &key(), options(1, Durability::Full)).unwrap());
        glance(dir.path(), &key(), ["outer", "other"]).unwrap()
    };
    assert_eq!(nothing, Glance::default());
    desk.store
        .put_setting("outer", "{\"folder\":\"E:\"}")
        .unwrap();
    desk.take_in("雷美凤");
    desk.take_in("蓝春妹");
    for later in [0, 60] {
        let at = MORNING.plus_seconds(later);
        let noted = desk
            .store
            .note(at, OPERATOR, JournalAct::RecoveryMade, None, None);
        noted.unwrap();
    }
    let open = glance(desk.dir.path(), &key(), ["outer", "other"]).unwrap_err();
    assert!(matches!(open, StoreError::InUse), "{open}");
    let Desk { store, dir, .. } = desk;
    drop(store);
    let before = fs::read(dir.path().join("cases.db")).unwrap();
    let seen = glance(dir.path(), &key(), ["outer", "other"]).unwrap();
    assert_eq!(
        (seen.enrolled, seen.authorities, seen.unsent),
        (true, None, 2)
    );
    assert_eq!(seen.unsent_since, Some(MORNING));
    let outer = Some("{\"folder\":\"E:\"}".to_owned());
    assert_eq!(seen.settings, [outer, None]);
    assert_eq!(seen.recovery_made, Some(MORNING.plus_seconds(60)));
    assert_eq!(fs::read(dir.path().join("cases.db")).unwrap(), before);
}

/// What somebody may lay into a folder on a stick, under names of ours.
#[cfg(unix)]
#[test]
fn a_second_folder_with_links_pipes_and_giants_in_it_is_read_as_what_is_sound_of_it() {
    use std::os::unix::fs::symlink;
    use std::process::Command;

    let (mut desk, stick, folder) = with_a_stick();
    let sound = copied(&mut desk, &folder);
    let private = stick.path().join("private of the operator");
    fs::write(&private, b"not to be touched").unwrap();
    let pipe = |path: &Path| {
        let made = Command::new("mkfifo").arg(path).status().unwrap();
        assert!(made.success());
    };
    let shelf = folder.path().join("images/ab");
    fs::create_dir_all(&shelf).unwrap();
    let image = |nth: u8| shelf.join(format!("ab{}{nth:02x}", "0".repeat(60)));
    symlink("/dev/zero", image(1)).unwrap();
    symlink(&private, image(2)).unwrap();
    pipe(&image(3));
    let giant = fs::File::create(image(4)).unwrap();
    giant.set_len(64 << 30).unwrap();
    fs::create_dir(image(5)).unwrap();
    symlink("../../..", folder.path().join("images/cd")).unwrap();
    let newer = |nth: u32| {
        let name = format!("cases-20261122-090000-v{SCHEMA_VERSION}-9-n{nth}.db");
        folder.path().join("backups").join(name)
    };
    pipe(&newer(90));
    symlink("/dev/zero", newer(91)).unwrap();
    symlink(&private, newer(92)).unwrap();
    assert_eq!(folder.copies(), std::slice::from_ref(&sound.copy));

    let other = tempfile::tempdir().unwrap();
    let done = put_back(&folder, &sound.copy, &key(), other.path(), &|_| ());
    assert!(
        matches!(done, Err(StoreError::DiskFull)),
        "there is no room for the giant: {done:?}"
    );
    giant.set_len(8 << 20).unwrap();
    let done = put_back(&folder, &sound.copy, &key(), other.path(), &|_| ()).unwrap();
    assert_eq!((done.cases, done.images, done.images_lost), (1, 1, 0));
    assert_eq!(
        image_files(other.path()).len(),
        1,
        "nothing else came along"
    );
    assert!(reopen(other.path(), 31).identity().unwrap().is_some());

    for odd in ["keys", "keys.part", "probe"] {
        let path = folder.path().join(odd);
        let _ = fs::remove_file(&path);
        symlink(&private, &path).unwrap();
    }
    let no_keys = folder.keys();
    assert!(matches!(no_keys, Err(StoreError::Io(_))), "{no_keys:?}");
    desk.take_in("雷美凤");
    let copied_again = copied(&mut desk, &folder);
    assert_eq!((copied_again.copy.cases, copied_again.keys), (2, true));
    assert_eq!(folder.keys().unwrap(), KEYS);
    desk.store.choose_outer(stick.path()).unwrap();
    assert_eq!(fs::read(&private).unwrap(), b"not to be touched");
}
