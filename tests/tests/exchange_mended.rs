//! Stations whose stores were put back from a copy or mended page by page, and the township that
//! remembers: what it had comes back, what was saved goes there, nothing is lost and nothing doubled.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use shanyi_domain::fact::{
    Applicant, Channel, Collected, Commented, Fact, MaterialLine, Media, Submitted,
};
use shanyi_domain::ids::{ActorId, CaseId};
use shanyi_domain::time::Moment;
use shanyi_server::clock::Clock;
use shanyi_server::ledger::LedgerError;
use shanyi_server::township::{self, Deed};
use shanyi_server::{App, demo, enrol, serve};
use shanyi_store::{Act, DatabaseKey, Mended, Options, Store, StoreError, mend, restore};
use shanyi_sync::engine::{Engine, Given, Parties, Round};
use shanyi_tests::counter::identity;
use shanyi_tests::memory::Memory;
use shanyi_tests::township::{STATION, VILLAGES};
use tempfile::TempDir;

const NOW: Moment = Moment(1_795_222_800);
const PAGE: usize = 1024;

/// A township that goes on, and a station whose disk does not.
struct Scene {
    folder: TempDir,
    app: Arc<App>,
    carrier: Memory,
    parties: Parties,
    store: Option<Mutex<Store>>,
    fresh: u64,
}

fn key() -> DatabaseKey {
    DatabaseKey::from_bytes([7; 32])
}

fn act(case: Option<CaseId>, facts: Vec<Fact>) -> Act {
    Act {
        case,
        facts,
        actor: ActorId(11),
        at: NOW,
        clock_doubtful: false,
        draft: None,
    }
}

impl Scene {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let data = folder.path().join("township");
        let app = Arc::new(App::open(&data, Clock::at(NOW)).unwrap());
        let villages = folder.path().join("villages.json");
        std::fs::write(&villages, VILLAGES).unwrap();
        demo::fill(&app, &data, &villages).unwrap();
        let file = folder.path().join("enrolment.json");
        enrol::enrol(&app, STATION, "http://127.0.0.1:1", &file).unwrap();
        let identity = identity(&file);
        let parties = Parties {
            device: identity.device,
            key: identity.key.clone(),
            township: identity.township_key,
        };
        let carrier = Memory::new(serve::routes(Arc::clone(&app), None));
        let mut scene = Self {
            folder,
            app,
            carrier,
            parties,
            store: None,
            fresh: 7,
        };
        scene.open();
        scene.store().lock().unwrap().enrol(&identity).unwrap();
        scene
    }

    fn dir(&self) -> PathBuf {
        self.folder.path().join("station")
    }

    fn store(&self) -> &Mutex<Store> {
        self.store.as_ref().unwrap()
    }

    fn open(&mut self) {
        let store = Store::open(&self.dir(), &key(), Options::default()).unwrap();
        self.store = Some(Mutex::new(store));
    }

    /// Closes the store as a desk leaves it that had a moment's rest.
    fn close(&mut self) {
        if let Some(store) = self.store.take() {
            let mut store = store.lock().unwrap();
            store.look_after().unwrap();
            store.checkpoint().unwrap();
        }
    }

    /// One case of two events with one image, and a word on it. Gives its number.
    fn take_in(&self, name: &str) -> String {
        let mut store = self.store().lock().unwrap();
        let image = store
            .put_image(name.repeat(300).as_bytes(), Media::Jpeg)
            .unwrap();
        let line = MaterialLine {
            material: "id_card".into(),
            originals: 1,
            copies: 1,
            images: vec![image],
            checked: true,
        };
        let collected = Collected {
            number: String::new(),
            station: store.identity().unwrap().unwrap().station.id,
            item: "lnyd".into(),
            catalog_version: 1,
            applicant: Applicant {
                name: name.into(),
                id_number: None,
                phone: None,
                address: "下坪组".into(),
            },
            materials: vec![line],
            channel: Channel::Counter,
            noticed: vec![],
            applies: vec![],
        };
        let submitted = Fact::Submitted(Submitted {
            missing_because: None,
        });
        let saved = store
            .record(act(None, vec![Fact::Collected(collected), submitted]))
            .unwrap();
        let word = Fact::Commented(Commented {
            text: format!("{name}要来取。").repeat(20),
        });
        store.record(act(Some(saved.case.id), vec![word])).unwrap();
        saved.case.number
    }

    /// Rounds until there is nothing left to do; then both sides hold the same. Gives what.
    async fn comes_to_rest(&mut self) -> String {
        let mut engine = Engine::new(&self.carrier, self.parties.clone());
        for _ in 0..20 {
            self.fresh += 1;
            let fresh = self.fresh;
            let given = || Given {
                now: NOW,
                saved_before: NOW,
                fresh,
            };
            let round = engine.round(self.store(), given, || {}).await.unwrap();
            if round == Round::default() {
                let here = self.store().lock().unwrap().account().unwrap();
                let there = shanyi_server::dump::dump(&self.app).unwrap();
                assert_eq!(here, there);
                return here;
            }
        }
        panic!("they never come to rest");
    }

    /// The numbers of all cases at the township, each once.
    fn numbers(&self) -> BTreeSet<String> {
        let read: Result<Vec<String>, LedgerError> = self.app.ledger.read(|view| {
            let cases = view.case_ids()?.into_iter();
            cases
                .map(|id| Ok(view.case(id)?.unwrap().case.number))
                .collect()
        });
        let all = read.unwrap();
        let unique: BTreeSet<String> = all.iter().cloned().collect();
        assert_eq!(unique.len(), all.len(), "no number twice: {all:?}");
        unique
    }

    fn copy(&self) -> PathBuf {
        let snapshot = self.store().lock().unwrap().snapshot().unwrap();
        snapshot.copy(NOW).unwrap().path
    }

    fn restore(&mut self, copy: &Path) {
        self.close();
        restore(&self.dir(), &key(), copy).unwrap();
        self.open();
    }

    /// Overwrites pages behind the first, which ones by the seed, and mends the store.
    fn damage_and_mend(&mut self, seed: u64, pages: usize) -> Mended {
        self.close();
        let file = self.dir().join("cases.db");
        let mut bytes = std::fs::read(&file).unwrap();
        let mut dice = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        for _ in 0..pages {
            dice ^= dice << 13;
            dice ^= dice >> 7;
            dice ^= dice << 17;
            let count = (bytes.len() / PAGE - 1) as u64;
            let page = 1 + usize::try_from(dice % count).unwrap();
            bytes[page * PAGE..(page + 1) * PAGE].fill((dice >> 32) as u8);
        }
        std::fs::write(&file, bytes).unwrap();
        let mended = mend(&self.dir(), &key()).unwrap();
        self.open();
        mended
    }
}

impl Scene {
    /// A copy of the township's folder as it is now.
    fn copy_township(&self) -> PathBuf {
        let copy = self.folder.path().join("copy");
        copy_folder(&self.folder.path().join("township"), &copy);
        copy
    }

    /// The township goes on from a copy of its folder, which it says.
    fn restore_township(&mut self, copy: &Path) {
        let app = Arc::new(App::open(copy, Clock::at(NOW)).unwrap());
        let begun: Result<(), LedgerError> = app.ledger.write(|tx| tx.begin_timeline());
        begun.unwrap();
        self.carrier = Memory::new(serve::routes(Arc::clone(&app), None));
        self.app = app;
    }

    /// A clerk says a word on every case.
    fn clerk_says(&self, text: &str) {
        let said: Result<(), LedgerError> = self.app.ledger.write(|tx| {
            for case in tx.case_ids()? {
                let (seed, station) = tx.case_file(case)?.unwrap();
                let fact = Fact::Commented(Commented { text: text.into() });
                let deed = Deed {
                    case,
                    seed,
                    station,
                    base: tx.case(case)?.unwrap().case.tips(),
                    actor: ActorId(21),
                    fact: &fact,
                };
                township::act(tx, deed, NOW)?;
            }
            Ok(())
        });
        said.unwrap();
    }
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy_folder(&entry.path(), &target),
            false => drop(std::fs::copy(entry.path(), target).unwrap()),
        }
    }
}

fn events(account: &str) -> BTreeSet<&str> {
    account
        .lines()
        .filter(|line| line.starts_with("event "))
        .collect()
}

#[tokio::test]
async fn a_store_put_back_from_a_copy_gets_back_what_the_township_had_and_gives_no_number_twice() {
    let mut scene = Scene::new();
    let first = scene.take_in("雷美凤");
    scene.comes_to_rest().await;
    let copy = scene.copy();
    let second = scene.take_in("蓝春妹");
    let before = scene.comes_to_rest().await;
    let lost = scene.take_in("钟土根");
    scene.restore(&copy);
    let after = scene.take_in("吴小满");
    let account = scene.comes_to_rest().await;
    assert!(
        events(&before).is_subset(&events(&account)),
        "what the township had is here again"
    );
    assert_eq!(events(&account).len(), 9);
    assert_eq!(account.matches("image ").count(), 3);
    assert_eq!(
        scene.numbers(),
        BTreeSet::from([first, second, after.clone()])
    );
    assert_ne!(
        after, lost,
        "a number that may stand on somebody's receipt is not given again"
    );
}

#[tokio::test]
async fn a_store_put_back_twice_from_the_same_copy_doubles_nothing() {
    let mut scene = Scene::new();
    scene.take_in("雷美凤");
    let copy = scene.copy();
    scene.comes_to_rest().await;
    let mut given = BTreeSet::new();
    for (turn, name) in (2..).zip(["蓝春妹", "钟土根", "吴小满"]) {
        scene.restore(&copy);
        assert!(given.insert(scene.take_in(name)));
        let account = scene.comes_to_rest().await;
        assert_eq!(events(&account).len(), turn * 3, "after {name}");
        assert_eq!(account.matches("image ").count(), turn, "after {name}");
    }
    assert_eq!(scene.numbers().len(), 4);
}

#[tokio::test]
async fn a_file_that_somebody_puts_back_by_hand_is_told_from_the_stream_that_went_on() {
    let mut scene = Scene::new();
    scene.take_in("雷美凤");
    scene.comes_to_rest().await;
    let copy = scene.copy();
    scene.take_in("蓝春妹");
    scene.take_in("钟土根");
    let before = scene.comes_to_rest().await;
    scene.close();
    let file = scene.dir().join("cases.db");
    for beside in ["cases.db-wal", "cases.db-shm"] {
        let _ = std::fs::remove_file(scene.dir().join(beside));
    }
    std::fs::copy(&copy, &file).unwrap();
    let refused = Store::open(&scene.dir(), &key(), Options::default());
    assert!(
        matches!(refused.err(), Some(StoreError::Damaged)),
        "it misses what was there"
    );
    mend(&scene.dir(), &key()).unwrap();
    scene.open();
    scene.take_in("吴小满");
    let account = scene.comes_to_rest().await;
    assert!(events(&before).is_subset(&events(&account)));
    assert_eq!(events(&account).len(), 12);
    assert_eq!(scene.numbers().len(), 4);
}

#[tokio::test]
async fn whatever_pages_were_lost_the_township_gives_back_what_it_had() {
    let mut kept_nothing = 0;
    for seed in 1..=5 {
        let mut scene = Scene::new();
        for name in ["雷美凤", "蓝春妹", "钟土根", "吴小满", "周桂香", "叶水法"] {
            scene.take_in(name);
        }
        let before = scene.comes_to_rest().await;
        let mended = scene.damage_and_mend(seed, 3 + usize::try_from(seed).unwrap() * 3);
        kept_nothing += usize::from(mended.events == 0);
        let account = scene.comes_to_rest().await;
        assert_eq!(events(&account), events(&before), "seed {seed}: {mended:?}");
        assert_eq!(account, before, "seed {seed}: {mended:?}");
        scene.take_in("华月娥");
        let account = scene.comes_to_rest().await;
        assert_eq!(events(&account).len(), 21, "seed {seed}");
        assert_eq!(scene.numbers().len(), 7, "seed {seed}");
    }
    assert!(kept_nothing < 5, "mending kept something");
}

#[tokio::test]
async fn what_was_saved_and_not_sent_goes_from_a_mended_store_as_far_as_it_was_kept() {
    for seed in 11..=14 {
        let mut scene = Scene::new();
        for name in ["雷美凤", "蓝春妹", "钟土根"] {
            scene.take_in(name);
        }
        let before = scene.comes_to_rest().await;
        let mut given = scene.numbers();
        for name in ["吴小满", "周桂香", "叶水法"] {
            given.insert(scene.take_in(name));
        }
        let mended = scene.damage_and_mend(seed, 4);
        let kept = scene.store().lock().unwrap().account().unwrap();
        let account = scene.comes_to_rest().await;
        assert!(
            events(&before).is_subset(&events(&account)),
            "seed {seed}: {mended:?}"
        );
        let kept: BTreeSet<_> = ids(&kept);
        assert!(kept.is_subset(&ids(&account)), "seed {seed}: {mended:?}");
        let fresh = scene.take_in("华月娥");
        assert!(given.insert(fresh), "seed {seed}: a number that was given");
        scene.comes_to_rest().await;
        scene.numbers();
    }
}

#[tokio::test]
async fn a_township_put_back_from_a_copy_gets_everything_again_and_its_words_are_heard() {
    let mut scene = Scene::new();
    scene.take_in("雷美凤");
    scene.comes_to_rest().await;
    scene.clerk_says("户口簿也带来");
    scene.comes_to_rest().await;
    let copy = scene.copy_township();
    scene.take_in("蓝春妹");
    scene.take_in("钟土根");
    let before = scene.comes_to_rest().await;
    scene.take_in("吴小满");
    scene.restore_township(&copy);
    let after = scene.comes_to_rest().await;
    assert!(events(&before).is_subset(&events(&after)));
    assert_eq!(events(&after).len(), 13);
    assert_eq!(after.matches("image ").count(), 4, "the images too");
    // What is said from now on has positions that the station had read past before.
    scene.clerk_says("明天来取");
    let heard = scene.comes_to_rest().await;
    assert_eq!(events(&heard).len(), 17);
    assert_eq!(scene.numbers().len(), 4);
}

/// The ids of the events, whatever became of them.
fn ids(account: &str) -> BTreeSet<String> {
    let lines = account.lines().filter(|line| line.starts_with("event "));
    lines
        .filter_map(|line| line.split(' ').nth(1).map(str::to_owned))
        .collect()
}
