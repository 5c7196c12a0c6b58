//! A PC that goes on with a broken one's cases takes a name of its own: the broken PC is revoked with it,
//! what that one still sends is evidence, and nothing is lost, doubled or numbered twice, whatever was sent
//! under the old name before.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeSet;

use shanyi_store::{
    DatabaseKey, Identity, Options, OuterFolder, Store, examine, load_key, put_back,
};
use shanyi_sync::engine::{Engine, Given, Parties, Round, Trouble};
use shanyi_tests::enrolled;
use shanyi_tests::ground::{Ground, NOW};
use shanyi_tests::township::STATION;
use tempfile::TempDir;

/// Cases by id and number.
type Cases = BTreeSet<(String, String)>;

/// Exchanges until neither side has anything to say.
async fn exchanged(ground: &Ground) -> Result<(), Trouble> {
    let mut engine = Engine::new(ground.carrier(), ground.parties.clone());
    for fresh in 1..20 {
        let given = || Given {
            now: NOW,
            saved_before: NOW,
            fresh,
        };
        if engine.round(&ground.store, given, || {}).await? == Round::default() {
            break;
        }
    }
    Ok(())
}

/// The same, and both sides hold the same then. Gives the township's account.
async fn at_rest(ground: &Ground) -> String {
    exchanged(ground).await.unwrap();
    let here = ground.held().account().unwrap();
    let there = shanyi_server::dump::dump(&ground.app).unwrap();
    // A PC is told nothing of images that it neither has nor has to send.
    let lines = |account: &str| -> Vec<String> {
        let lines = account.lines().map(str::to_owned);
        lines.filter(|line| !line.starts_with("image ")).collect()
    };
    assert_eq!(lines(&here), lines(&there));
    there
}

/// Takes in so many cases.
fn taken_in(ground: &Ground, cases: u8, kind: u8) -> Cases {
    let one = |nth: u8| {
        let saved = ground.take_in("蓝春妹", &[kind, nth, 7]).unwrap();
        (saved.case.id.to_string(), saved.case.number)
    };
    (0..cases).map(one).collect()
}

/// A copy on a stick, as the PC is now.
fn copied(ground: &Ground) -> (TempDir, OuterFolder) {
    let stick = TempDir::new().unwrap();
    let folder = ground.held().choose_outer(stick.path()).unwrap();
    let snapshot = ground.held().snapshot().unwrap();
    snapshot.copy_out(&folder, NOW).unwrap();
    (stick, folder)
}

/// Another PC that goes on with the newest copy of the folder.
fn replaced(old: &Ground, folder: &OuterFolder) -> Ground {
    let dir = TempDir::new().unwrap();
    let key = DatabaseKey::from_bytes([7; 32]);
    put_back(folder, &folder.copies()[0], &key, dir.path(), &|_| ()).unwrap();
    let key = load_key(dir.path()).unwrap();
    let store = Store::open(dir.path(), &key, Options::default()).unwrap();
    assert_eq!(store.speaks_for_another().unwrap(), Some(NOW));
    // A block of its own; the county knows the one that it gave.
    assert_ne!(store.identity().unwrap().unwrap().block.as_str(), "A");
    assert_eq!(store.given_block().unwrap(), "A");
    old.with_store(store, dir)
}

/// Takes a name of its own by a code that was made in place of the old one.
fn named(old: &Ground, new: &mut Ground) -> Identity {
    let file = new.folder().join("name.json");
    let url = "http://127.0.0.1:1";
    enrolled::enrol_in_place_of(old.parties.device, &old.app, STATION, url, &file).unwrap();
    let (identity, enrolment) = enrolled::read(&file).unwrap();
    {
        let mut store = new.held();
        store.succeed(&identity, &enrolment).unwrap();
        // Twice is once.
        store.succeed(&identity, &enrolment).unwrap();
        assert_eq!(store.speaks_for_another().unwrap(), None);
        assert_eq!(store.identity().unwrap().unwrap().block, identity.block);
        assert_eq!(store.given_block().unwrap(), identity.block.as_str());
    }
    new.parties = Parties {
        device: identity.device,
        key: identity.key.clone(),
        township: identity.township_key,
    };
    identity
}

/// Each case counts once at the township, with all of its events, and no number is given twice.
fn each_once(account: &str, cases: &[&Cases], elsewhere: &Cases) {
    let all: Cases = cases.iter().flat_map(|some| (*some).clone()).collect();
    for (id, number) in &all {
        let found = account.matches(&format!("case {id}")).count();
        assert_eq!(found, 1, "{number}");
    }
    assert_eq!(account.matches("event ").count(), 3 * all.len());
    let numbers: BTreeSet<_> = all.union(elsewhere).map(|(_, number)| number).collect();
    assert_eq!(numbers.len(), all.len() + elsewhere.len());
}

/// Nothing is wrong with the store's chains and receipts, nor with the township's ledger.
fn is_sound(ground: &Ground) {
    let verified = shanyi_server::verify::verify(&ground.app).unwrap();
    assert!(verified.is_whole(), "{verified:?}");
    let elsewhere = TempDir::new().unwrap();
    let key = DatabaseKey::from_bytes([7; 32]);
    *ground.held() = Store::open(elsewhere.path(), &key, Options::default()).unwrap();
    let seen = examine(ground.folder(), &key).unwrap();
    assert!(seen.is_sound(), "{seen:?}");
}

#[tokio::test]
async fn a_pc_with_a_name_of_its_own_goes_on_while_the_broken_one_is_revoked() {
    let old = Ground::new().unwrap();
    let mut cases = taken_in(&old, 4, 1);
    at_rest(&old).await;
    // Not sent when the copy is made.
    cases.extend(taken_in(&old, 3, 2));
    let (_stick, folder) = copied(&old);
    // Sent behind the copy, along with what the copy holds as not sent.
    let behind = taken_in(&old, 2, 3);
    at_rest(&old).await;
    let gone = taken_in(&old, 2, 4);

    let mut new = replaced(&old, &folder);
    // The first customers come before any line and any code.
    let fresh = taken_in(&new, 2, 5);
    named(&old, &mut new);
    let later = taken_in(&new, 2, 6);
    let account = at_rest(&new).await;
    each_once(&account, &[&cases, &behind, &fresh, &later], &gone);

    // The old PC was not broken at all, and goes on.
    let stolen = taken_in(&old, 1, 7);
    let refused = exchanged(&old).await.unwrap_err();
    assert!(matches!(refused, Trouble::Revoked), "{refused}");
    assert_eq!(at_rest(&new).await, account);
    let elsewhere = gone.union(&stolen).cloned().collect();
    each_once(&account, &[&cases, &behind, &fresh, &later], &elsewhere);
    is_sound(&new);
}

#[tokio::test]
async fn what_a_revoked_name_had_sent_counts_once_there_is_another() {
    let old = Ground::new().unwrap();
    let mut cases = taken_in(&old, 3, 1);
    at_rest(&old).await;
    cases.extend(taken_in(&old, 2, 2));
    let (_stick, folder) = copied(&old);
    // It was stolen, and the township did at once what it had to.
    let device = old.parties.device;
    shanyi_server::enrol::revoke(&old.app, device, "电脑被偷", None).unwrap();
    let refused = exchanged(&old).await.unwrap_err();
    assert!(matches!(refused, Trouble::Revoked), "{refused}");

    let mut new = replaced(&old, &folder);
    let fresh = taken_in(&new, 2, 3);
    let refused = exchanged(&new).await.unwrap_err();
    assert!(matches!(refused, Trouble::Revoked), "{refused}");
    let evidence = new.held().set_aside().unwrap();
    assert!(!evidence.is_empty());

    named(&old, &mut new);
    assert!(new.held().set_aside().unwrap().is_empty());
    let later = taken_in(&new, 1, 4);
    let account = at_rest(&new).await;
    each_once(&account, &[&cases, &fresh, &later], &Cases::new());
    assert!(new.held().set_aside().unwrap().is_empty());
    is_sound(&new);
}

#[tokio::test]
async fn what_was_sent_under_the_old_name_before_stays_sent() {
    let old = Ground::new().unwrap();
    let mut cases = taken_in(&old, 3, 1);
    let (_stick, folder) = copied(&old);
    let mut new = replaced(&old, &folder);
    cases.extend(taken_in(&new, 2, 2));
    at_rest(&new).await;
    cases.extend(taken_in(&new, 2, 3));
    named(&old, &mut new);
    // What the township has is not sent again.
    let waiting = new.held().sync_state().unwrap();
    assert_eq!(waiting.cases, 7);
    assert_eq!(
        new.held()
            .unsent(NOW, usize::MAX)
            .unwrap()
            .unwrap()
            .entries
            .len(),
        6
    );
    let account = at_rest(&new).await;
    each_once(&account, &[&cases], &Cases::new());
    is_sound(&new);
}

#[tokio::test]
async fn a_township_put_back_gets_everything_under_the_new_name() {
    let old = Ground::new().unwrap();
    let mut cases = taken_in(&old, 3, 1);
    at_rest(&old).await;
    let (_stick, folder) = copied(&old);
    let mut new = replaced(&old, &folder);
    named(&old, &mut new);
    cases.extend(taken_in(&new, 2, 2));
    at_rest(&new).await;
    // Its ledger forgets nothing, and does not know that.
    new.app.ledger.write(|tx| tx.begin_timeline()).unwrap();
    cases.extend(taken_in(&new, 1, 3));
    let account = at_rest(&new).await;
    each_once(&account, &[&cases], &Cases::new());
    is_sound(&new);
}
