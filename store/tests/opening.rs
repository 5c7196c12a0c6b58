//! A store opens for its owner, with its key, once.
#![allow(clippy::unwrap_used, clippy::panic)]

mod desk;

use std::fs;
use std::path::Path;

use desk::*;
use shanyi_domain::fact::Media;
use shanyi_store::*;

fn refused(dir: &Path, key: &DatabaseKey) -> StoreError {
    match Store::open(dir, key, Options::default()) {
        Ok(_) => panic!("the store opened"),
        Err(error) => error,
    }
}

#[test]
fn a_wrong_key_is_refused() {
    let Desk { store, dir } = Desk::new();
    drop(store);
    let error = refused(dir.path(), &DatabaseKey::from_bytes([8; 32]));
    assert!(matches!(error, StoreError::WrongKey), "{error}");
    assert_eq!(error.fault(), Fault::Key);
    assert!(reopen(dir.path(), 2).identity().unwrap().is_some());
}

#[test]
fn a_second_program_on_the_same_folder_is_refused() {
    let desk = Desk::new();
    let error = refused(desk.dir.path(), &key());
    assert!(matches!(error, StoreError::InUse), "{error}");
}

#[test]
fn a_database_of_something_else_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    raw(dir.path())
        .execute_batch("CREATE TABLE mine (x)")
        .unwrap();
    let error = refused(dir.path(), &key());
    assert!(matches!(error, StoreError::NotAStore), "{error}");
}

#[test]
fn the_key_is_made_once_and_can_be_read_by_its_owner_only() {
    let dir = tempfile::tempdir().unwrap();
    let made = load_or_create_key(dir.path()).unwrap();
    assert_eq!(load_or_create_key(dir.path()).unwrap(), made);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(dir.path().join("key"))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn no_new_key_is_made_beside_a_store_whose_key_is_gone() {
    let dir = tempfile::tempdir().unwrap();
    let key = load_or_create_key(dir.path()).unwrap();
    drop(Store::open(dir.path(), &key, Options::default()).unwrap());
    fs::remove_file(dir.path().join("key")).unwrap();
    let error = load_or_create_key(dir.path()).unwrap_err();
    assert!(matches!(error, StoreError::KeyMissing), "{error}");
}

#[test]
fn a_file_that_holds_no_key_is_not_written_over() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("key"), "not a key").unwrap();
    let error = load_or_create_key(dir.path()).unwrap_err();
    assert!(matches!(error, StoreError::KeyUnreadable), "{error}");
    assert_eq!(fs::read(dir.path().join("key")).unwrap(), b"not a key");
}

#[test]
fn no_file_of_the_data_folder_holds_a_name_a_number_or_an_image() {
    let mut desk = Desk::new();
    let picture = b"a picture of the ID card of Lan Chunmei".repeat(20);
    let image = desk.image(&picture);
    let mut body = intake("蓝春妹", 7);
    body.applicant.address = "下坪组 12 号".into();
    let id = body.applicant.id_number.clone().unwrap();
    desk.act(None, vec![with_images(body, vec![image])], MORNING);
    desk.store
        .put_draft(OPERATOR, "intake", "{\"name\":\"雷大山\"}", MORNING)
        .unwrap();

    let secret = identity(1).key.to_bytes();
    let planted: [(&str, &[u8]); 6] = [
        ("the name", "蓝春妹".as_bytes()),
        ("the pinyin", b"lanchunmei"),
        ("the ID number", id.as_str().as_bytes()),
        ("the draft", "雷大山".as_bytes()),
        ("the picture", b"picture of the ID card"),
        ("the device's secret", &secret),
    ];
    let search = |when: &str| {
        for (file, bytes) in files(desk.dir.path()) {
            for (what, planted) in planted {
                let found = bytes.windows(planted.len()).any(|window| window == planted);
                assert!(!found, "{file} holds {what} {when}");
            }
        }
    };
    let names: Vec<String> = files(desk.dir.path())
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert!(
        names.iter().any(|name| name.ends_with("cases.db-wal")),
        "{names:?}"
    );
    search("before the checkpoint");
    let Desk {
        mut store,
        dir: _dir,
    } = desk;
    store.checkpoint().unwrap();
    for (file, bytes) in files(_dir.path()) {
        for (what, planted) in planted {
            let found = bytes.windows(planted.len()).any(|window| window == planted);
            assert!(!found, "{file} holds {what} after the checkpoint");
        }
    }
}

#[test]
fn who_is_enrolled_stays_who_it_is() {
    let mut desk = Desk::new();
    let incarnation = desk.store.head().unwrap().stream.incarnation;
    desk.store.enrol(&identity(1)).unwrap();
    let error = desk.store.enrol(&identity(2)).unwrap_err();
    assert!(matches!(error, StoreError::AlreadyEnrolled), "{error}");
    let desk = desk.reopened(5);
    let kept = desk.store.identity().unwrap().unwrap();
    assert_eq!(kept.device, identity(1).device);
    assert_eq!(kept.key.to_bytes(), identity(1).key.to_bytes());
    assert_eq!(kept.station, identity(1).station);
    assert_eq!(kept.operator, identity(1).operator);
    assert_eq!(kept.block, identity(1).block);
    assert_eq!(desk.store.head().unwrap().stream.incarnation, incarnation);
}

#[test]
fn nothing_is_recorded_before_the_enrolment() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = Store::open(dir.path(), &key(), Options::default()).unwrap();
    let facts = vec![shanyi_domain::fact::Fact::Collected(intake("蓝春妹", 1))];
    let error = store.record(act(None, facts, MORNING)).unwrap_err();
    assert!(matches!(error, StoreError::NotEnrolled), "{error}");
    assert!(store.identity().unwrap().is_none());
    store
        .put_image(b"an image before the enrolment", Media::Png)
        .unwrap();
}

/// The database without the store around it.
fn raw(dir: &Path) -> rusqlite::Connection {
    let db = rusqlite::Connection::open(dir.join("cases.db")).unwrap();
    let key = format!("x'{}'", "07".repeat(32));
    db.pragma_update(None, "key", key).unwrap();
    db.pragma_update(None, "cipher_page_size", 1024).unwrap();
    db
}

/// Every file below `dir` with its bytes.
fn files(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push((path.display().to_string(), fs::read(&path).unwrap()));
        }
    }
    found
}

#[test]
fn two_programs_that_start_at_the_same_moment_get_one_key() {
    let dir = tempfile::tempdir().unwrap();
    let at_once = std::sync::Barrier::new(8);
    let keys: Vec<_> = std::thread::scope(|scope| {
        let start = || {
            at_once.wait();
            load_or_create_key(dir.path())
        };
        let started: Vec<_> = (0..8).map(|_| scope.spawn(start)).collect();
        let ended = started.into_iter().map(|one| one.join().unwrap());
        ended.collect()
    });
    let kept = load_or_create_key(dir.path()).unwrap();
    for key in keys {
        match key {
            Ok(key) => assert_eq!(key, kept),
            Err(error) => assert!(matches!(error, StoreError::InUse), "{error}"),
        }
    }
}

/// A program that was ended a moment ago, or a child that is not yet one of its own, still has the folder.
#[test]
fn a_folder_that_is_just_let_go_of_is_waited_for_and_one_in_use_only_shortly() {
    let Desk { store, dir } = Desk::new();
    let begun = std::time::Instant::now();
    assert!(matches!(refused(dir.path(), &key()), StoreError::InUse));
    let waited = begun.elapsed().as_millis();
    assert!((1_000..8_000).contains(&waited), "{waited} ms");
    std::thread::scope(|scope| {
        let (about_to, comes) = std::sync::mpsc::channel();
        let path = dir.path();
        let next = scope.spawn(move || {
            about_to.send(()).unwrap();
            Store::open(path, &key(), Options::default()).map(|_| ())
        });
        comes.recv().unwrap();
        drop(store);
        next.join().unwrap().unwrap();
    });
}

#[test]
fn a_store_makes_no_file_for_memory_that_nobody_shares() {
    let mut desk = Desk::new();
    desk.take_in("蓝春妹");
    let mut desk = desk.reopened(7);
    desk.take_in("雷大山");
    let names: Vec<String> = files(desk.dir.path())
        .into_iter()
        .map(|one| one.0)
        .collect();
    assert!(names.iter().any(|name| name.ends_with("-wal")), "{names:?}");
    assert!(
        !names.iter().any(|name| name.ends_with("-shm")),
        "{names:?}"
    );
}

#[test]
fn whoever_has_the_folder_is_waited_for_as_long_as_was_said() {
    let Desk { store, dir } = Desk::new();
    let within = |seconds| Options {
        patience: std::time::Duration::from_secs(seconds),
        ..Options::default()
    };
    let open = |seconds| Store::open(dir.path(), &key(), within(seconds)).map(drop);
    let begun = std::time::Instant::now();
    assert!(matches!(open(0), Err(StoreError::InUse)));
    let waited = begun.elapsed().as_millis();
    assert!(waited < 1_000, "{waited} ms");
    std::thread::scope(|scope| {
        let patient = scope.spawn(|| open(120));
        // The usual wait is over, and the patient one is not.
        assert!(matches!(refused(dir.path(), &key()), StoreError::InUse));
        assert!(!patient.is_finished());
        drop(store);
        patient.join().unwrap().unwrap();
    });
}
