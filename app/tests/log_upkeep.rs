//! The log tells of what the store does by itself: an upgrade, and the copies.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::time::{Duration, Instant};

use shanyi_app::desk::{Desk, Opening};
use shanyi_app::log;
use shanyi_store::SCHEMA_VERSION;

/// A store of the first version, and the key that it is under.
const EARLIER: &[u8] = include_bytes!("../../store/tests/golden/version-1.db");
const KEY: &str = "0707070707070707070707070707070707070707070707070707070707070707";

#[test]
fn an_upgrade_and_each_good_copy_leave_a_line() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("cases.db"), EARLIER).unwrap();
    fs::write(folder.path().join("key"), KEY).unwrap();
    log::begin(folder.path(), false);
    let mut opening = Opening::left_open(folder.path());
    opening.copy_after = Duration::ZERO;
    opening.clock.offset_seconds = 3 * 86_400;
    let desk = Desk::open(&opening);
    let said = |what: &str| {
        let (text, _) = log::read_all(&log::folder_of(folder.path()));
        text.lines().filter(|line| line.contains(what)).count()
    };
    assert_eq!(
        said(&format!(
            "the store was brought to this version found=1 known={SCHEMA_VERSION}"
        )),
        1
    );
    let copies = || said("a copy was made and checked millis=");
    assert!(copies() >= 1, "the one before the upgrade");
    let begun = Instant::now();
    while copies() < 2 {
        assert!(
            begun.elapsed() < Duration::from_secs(20),
            "the one of the day"
        );
        std::thread::sleep(Duration::from_millis(20));
    }
    drop(desk);
}
