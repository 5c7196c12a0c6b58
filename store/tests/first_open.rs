//! Alone in its program, since only the first opening of a program is looked at.
#![allow(clippy::unwrap_used)]

mod desk;

use std::sync::Barrier;
use std::thread;

use desk::*;
use shanyi_store::Durability;

#[test]
fn first_openings_at_the_same_moment_all_find_the_cipher() {
    let at_once = Barrier::new(16);
    thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| {
                let dir = tempfile::tempdir().unwrap();
                at_once.wait();
                let options = options(1, Durability::None);
                shanyi_store::Store::open(dir.path(), &key(), options).unwrap();
            });
        }
    });
}
