//! A station whose store was damaged and mended comes together with its township again: what the
//! township has comes back, what only the station had goes there, and nothing counts twice.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use shanyi_tests::enrolled;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use shanyi_domain::fact::{Applicant, Channel, Collected, Fact, Submitted};
use shanyi_domain::ids::ActorId;
use shanyi_domain::time::Moment;
use shanyi_server::clock::Clock;
use shanyi_server::{App, demo, serve};
use shanyi_store::{Act, DatabaseKey, LostKind, Mended, Options, Store, mend, restore};
use shanyi_sync::engine::{Engine, Given, Parties, Round};
use shanyi_tests::enrolled::identity;
use shanyi_tests::memory::Memory;
use shanyi_tests::township::{STATION, VILLAGES};
use tempfile::TempDir;

const NOW: Moment = Moment(1_795_222_800);
const PAGE: usize = 1024;
/// Cases that the township has signed for; and then those that it has not heard of.
const SENT: usize = 24;
const UNSENT: usize = 6;

fn key() -> DatabaseKey {
    DatabaseKey::from_bytes([7; 32])
}

/// A case's id and its number.
type Taken = (String, String);

struct Pair {
    _folder: TempDir,
    app: Arc<App>,
    data: PathBuf,
    parties: Parties,
}

impl Pair {
    /// A township and a closed store with cases that were sent and cases that were not.
    async fn new() -> (Self, BTreeSet<Taken>) {
        let folder = TempDir::new().unwrap();
        let data = folder.path().join("township");
        let app = Arc::new(App::open(&data, Clock::at(NOW)).unwrap());
        let villages = folder.path().join("villages.json");
        std::fs::write(&villages, VILLAGES).unwrap();
        demo::fill(&app, &data, &villages).unwrap();
        let file = folder.path().join("enrolment.json");
        enrolled::enrol(&app, STATION, "http://127.0.0.1:1", &file).unwrap();
        let identity = identity(&file);
        let pair = Self {
            app,
            data: folder.path().join("station"),
            parties: Parties {
                device: identity.device,
                key: identity.key.clone(),
                township: identity.township_key,
            },
            _folder: folder,
        };
        let mut store = pair.open();
        store.enrol(&identity).unwrap();
        let mut numbers = BTreeSet::new();
        for _ in 0..SENT {
            numbers.insert(take_in(&mut store));
        }
        let (mut store, _) = pair.at_rest(store).await;
        for _ in 0..UNSENT {
            numbers.insert(take_in(&mut store));
        }
        store.look_after().unwrap();
        (pair, numbers)
    }

    fn open(&self) -> Store {
        Store::open(&self.data, &key(), Options::default()).unwrap()
    }

    /// Exchanges until both sides have nothing to say, and compares them.
    async fn at_rest(&self, store: Store) -> (Store, String) {
        let carrier = Memory::new(serve::routes(Arc::clone(&self.app), None));
        let store = Mutex::new(store);
        let mut engine = Engine::new(&carrier, self.parties.clone());
        for fresh in 1..40 {
            let given = || Given {
                now: NOW,
                saved_before: NOW,
                fresh,
            };
            let done = engine.round(&store, given, || {}).await.unwrap();
            if done == Round::default() {
                break;
            }
        }
        let store = store.into_inner().unwrap();
        let here = store.account().unwrap();
        assert_eq!(here, shanyi_server::dump::dump(&self.app).unwrap());
        (store, here)
    }
}

/// Takes a case in; gives its id and its number.
fn take_in(store: &mut Store) -> Taken {
    let station = store.identity().unwrap().unwrap().station.id;
    let collected = Collected {
        number: String::new(),
        station,
        item: "lnyd".into(),
        catalog_version: 1,
        applicant: Applicant {
            name: "蓝春妹".into(),
            id_number: None,
            phone: None,
            address: "下坪组".into(),
        },
        materials: Vec::new(),
        channel: Channel::Counter,
        noticed: Vec::new(),
        applies: Vec::new(),
    };
    let submitted = Submitted {
        missing_because: None,
    };
    let act = Act {
        case: None,
        facts: vec![Fact::Collected(collected), Fact::Submitted(submitted)],
        actor: ActorId(11),
        at: NOW,
        clock_doubtful: false,
        draft: None,
    };
    let case = store.record(act).unwrap().case;
    (case.id.to_string(), case.number)
}

/// How many of these cases an account has, and how many events.
fn counted(account: &str, cases: &BTreeSet<Taken>) -> (usize, usize) {
    let there = cases.iter().filter(|(id, _)| account.contains(id));
    (there.count(), account.matches("event ").count())
}

fn damage(store: &Path, hit: impl Fn(usize) -> bool) {
    let mut bytes = std::fs::read(store).unwrap();
    for (nth, page) in bytes.chunks_mut(PAGE).enumerate() {
        if hit(nth) {
            page[500] ^= 1;
        }
    }
    std::fs::write(store, bytes).unwrap();
}

/// Cases that are not in an account as they were, and that no loss speaks of.
fn missed(account: &str, cases: &BTreeSet<Taken>, mended: &Mended) -> usize {
    let whole = |id: &str| {
        let case = account.split("case ").find(|case| case.starts_with(id));
        case.is_some_and(|case| case.matches("event ").count() == 2)
    };
    let events = || {
        let all = mended.lost.iter();
        all.filter(|lost| lost.what == LostKind::Event)
    };
    let named = |number: &str| events().any(|lost| lost.number.as_deref() == Some(number));
    let nameless = events().filter(|lost| lost.number.is_none() && !lost.returns);
    let nameless: usize = nameless.map(|lost| lost.count as usize).sum();
    let missing = cases
        .iter()
        .filter(|(id, number)| !whole(id) && !named(number));
    missing.count().saturating_sub(nameless)
}

#[tokio::test]
async fn what_a_damaged_store_lost_comes_back_from_the_township_and_nothing_counts_twice() {
    for offset in 0..5 {
        let (pair, numbers) = Pair::new().await;
        // The enrolment, on the second page, comes back from a copy alone.
        damage(&pair.data.join("cases.db"), |nth| {
            nth > 1 && nth % 5 == offset
        });
        let mended = mend(&pair.data, &key()).unwrap();
        assert!(mended.replaced);
        let (mut store, account) = pair.at_rest(pair.open()).await;
        let (cases, events) = counted(&account, &numbers);
        assert!(cases >= SENT, "{offset}: {cases} cases, {mended:?}");
        assert!(events >= 2 * SENT, "{offset}: {events} events");
        assert_eq!(missed(&account, &numbers, &mended), 0, "{offset}");
        assert!(events <= 2 * (SENT + UNSENT), "{offset}: some count twice");
        // It goes on, under a number that nobody has.
        let (_, given) = take_in(&mut store);
        assert!(numbers.iter().all(|(_, number)| *number != given));
        let (_, account) = pair.at_rest(store).await;
        assert_eq!(counted(&account, &numbers).1, events + 2);
    }
}

#[tokio::test]
async fn an_older_copy_put_back_gets_from_the_township_what_came_after_it() {
    let (pair, numbers) = Pair::new().await;
    let mut store = pair.open();
    let copy = store.snapshot().unwrap().copy(NOW).unwrap();
    let mut later = BTreeSet::new();
    for _ in 0..4 {
        later.insert(take_in(&mut store));
    }
    let (mut store, _) = pair.at_rest(store).await;
    let unsent = take_in(&mut store);
    store.look_after().unwrap();
    drop(store);
    restore(&pair.data, &key(), &copy.path).unwrap();
    let (mut store, account) = pair.at_rest(pair.open()).await;
    assert_eq!(counted(&account, &numbers).0, numbers.len());
    assert_eq!(counted(&account, &later).0, later.len());
    assert!(!account.contains(&unsent.0), "it is in the store set aside");
    let next = take_in(&mut store);
    let mut given = numbers.iter().chain(&later).chain([&unsent]);
    assert!(given.all(|(_, number)| *number != next.1));
    let (_, account) = pair.at_rest(store).await;
    assert!(account.contains(&next.0));
}
