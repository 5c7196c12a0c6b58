//! A PC breaks, and a new one goes on with the copy on its stick: nothing is lost, nothing is doubled, and
//! no number is given twice, whatever the broken PC still did behind the copy.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeSet;

use shanyi_store::{Options, OuterFolder, Store, load_key, put_back};
use shanyi_sync::engine::{Engine, Given, Round};
use shanyi_tests::ground::{Ground, NOW};
use shanyi_tests::memory::Memory;
use tempfile::TempDir;

/// Exchanges until neither side has anything to say, and compares them.
async fn at_rest(ground: &Ground) -> String {
    let carrier: Memory = ground.carrier();
    let mut engine = Engine::new(carrier, ground.parties.clone());
    for fresh in 1..20 {
        let given = || Given {
            now: NOW,
            saved_before: NOW,
            fresh,
        };
        let done = engine.round(&ground.store, given, || {}).await.unwrap();
        if done == Round::default() {
            break;
        }
    }
    let here = ground.held().account().unwrap();
    let there = shanyi_server::dump::dump(&ground.app).unwrap();
    assert_eq!(without_images(&here), without_images(&there));
    there
}

/// A PC is told nothing of images that it neither has nor has to send: the township's account counts.
fn without_images(account: &str) -> Vec<&str> {
    let lines = account.lines();
    lines.filter(|line| !line.starts_with("image ")).collect()
}

/// Takes in so many cases; gives their ids and their numbers.
fn taken_in(ground: &Ground, cases: u8, kind: u8) -> BTreeSet<(String, String)> {
    let one = |nth: u8| {
        let saved = ground.take_in("蓝春妹", &[kind, nth, 7]).unwrap();
        (saved.case.id.to_string(), saved.case.number)
    };
    (0..cases).map(one).collect()
}

#[tokio::test]
async fn a_new_pc_goes_on_with_the_copy_of_a_broken_one_and_nothing_is_lost_or_doubled() {
    let old = Ground::new().unwrap();
    let mut cases = taken_in(&old, 6, 1);
    at_rest(&old).await;
    // Not sent when the copy is made.
    cases.extend(taken_in(&old, 4, 2));
    let stick = TempDir::new().unwrap();
    let folder: OuterFolder = old.held().choose_outer(stick.path()).unwrap();
    let snapshot = old.held().snapshot().unwrap();
    let copy = snapshot.copy_out(&folder, NOW).unwrap().copy;
    drop(snapshot);
    // Sent behind the copy, along with what the copy holds as not sent.
    let behind = taken_in(&old, 3, 3);
    at_rest(&old).await;
    // On the broken disk alone: its number may stand on a receipt in somebody's pocket.
    let gone = taken_in(&old, 2, 4);

    let new = TempDir::new().unwrap();
    let key = shanyi_store::DatabaseKey::from_bytes([7; 32]);
    let done = put_back(&folder, &copy, &key, new.path(), &|_| ()).unwrap();
    assert_eq!((done.cases, done.images, done.images_lost), (10, 10, 0));
    let key = load_key(new.path()).unwrap();
    let store = Store::open(new.path(), &key, Options::default()).unwrap();
    let new = old.with_store(store, new);
    // The first customers come before the line is tried.
    let fresh = taken_in(&new, 2, 5);
    let account = at_rest(&new).await;
    for (id, number) in cases.iter().chain(&behind).chain(&fresh) {
        assert_eq!(
            account.matches(&format!("case {id}")).count(),
            1,
            "{number}"
        );
    }
    // Each has one of its own: all of them are at the township.
    let images = account.lines().filter(|line| line.starts_with("image "));
    assert_eq!(images.count(), cases.len() + behind.len() + fresh.len());
    let events = account.matches("event ").count();
    assert_eq!(events, 3 * (cases.len() + behind.len() + fresh.len()));
    let mut numbers = BTreeSet::new();
    for (_, number) in cases.iter().chain(&behind).chain(&gone).chain(&fresh) {
        assert!(numbers.insert(number.clone()), "{number} twice");
    }
}

#[tokio::test]
async fn an_older_copy_brings_the_same_and_what_came_since_comes_from_the_township() {
    let old = Ground::new().unwrap();
    let stick = TempDir::new().unwrap();
    let folder = old.held().choose_outer(stick.path()).unwrap();
    let mut cases = taken_in(&old, 2, 1);
    let first = old.held().snapshot().unwrap();
    let older = first.copy_out(&folder, NOW).unwrap().copy;
    // While it lives nothing is moved home.
    drop(first);
    cases.extend(taken_in(&old, 3, 2));
    let newest = old.held().snapshot().unwrap();
    newest.copy_out(&folder, NOW.plus_seconds(86_400)).unwrap();
    drop(newest);
    let before = at_rest(&old).await;
    let new = TempDir::new().unwrap();
    let key = shanyi_store::DatabaseKey::from_bytes([7; 32]);
    assert_eq!(
        put_back(&folder, &older, &key, new.path(), &|_| ())
            .unwrap()
            .cases,
        2
    );
    let store = Store::open(new.path(), &key, Options::default()).unwrap();
    let new = old.with_store(store, new);
    assert_eq!(at_rest(&new).await, before);
}
