//! A township that goes on, and a station whose disk does not.

use shanyi_tests::enrolled;
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
use shanyi_server::{App, demo, serve};
use shanyi_store::{Act, DatabaseKey, Mended, Options, Store, mend, restore};
use shanyi_sync::engine::{Engine, Given, Parties, Round};
use shanyi_tests::enrolled::identity;
use shanyi_tests::memory::Memory;
use shanyi_tests::township::{STATION, VILLAGES};
use tempfile::TempDir;

const NOW: Moment = Moment(1_795_222_800);
const PAGE: usize = 1024;

/// A township that goes on, and a station whose disk does not.
pub struct Scene {
    pub folder: TempDir,
    pub app: Arc<App>,
    pub carrier: Memory,
    pub parties: Parties,
    pub store: Option<Mutex<Store>>,
    pub fresh: u64,
}

pub fn key() -> DatabaseKey {
    DatabaseKey::from_bytes([7; 32])
}

pub fn act(case: Option<CaseId>, facts: Vec<Fact>) -> Act {
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
    pub fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let data = folder.path().join("township");
        let app = Arc::new(App::open(&data, Clock::at(NOW)).unwrap());
        let villages = folder.path().join("villages.json");
        std::fs::write(&villages, VILLAGES).unwrap();
        demo::fill(&app, &data, &villages).unwrap();
        let file = folder.path().join("enrolment.json");
        enrolled::enrol(&app, STATION, "http://127.0.0.1:1", &file).unwrap();
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

    pub fn dir(&self) -> PathBuf {
        self.folder.path().join("station")
    }

    pub fn store(&self) -> &Mutex<Store> {
        self.store.as_ref().unwrap()
    }

    pub fn open(&mut self) {
        let store = Store::open(&self.dir(), &key(), Options::default()).unwrap();
        self.store = Some(Mutex::new(store));
    }

    /// Closes the store as a desk leaves it that had a moment's rest.
    pub fn close(&mut self) {
        if let Some(store) = self.store.take() {
            let mut store = store.lock().unwrap();
            store.look_after().unwrap();
            store.checkpoint().unwrap();
        }
    }

    /// One case of two events with one image, and a word on it. Gives its number.
    pub fn take_in(&self, name: &str) -> String {
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
    pub async fn comes_to_rest(&mut self) -> String {
        let (here, there) = self.both_at_rest().await;
        assert_eq!(here, there);
        here
    }

    /// Rounds until there is nothing left to do, and what each side holds then.
    pub async fn both_at_rest(&mut self) -> (String, String) {
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
                return (here, there);
            }
        }
        panic!("they never come to rest");
    }

    /// The numbers of all cases at the township, each once.
    pub fn numbers(&self) -> BTreeSet<String> {
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

    pub fn copy(&self) -> PathBuf {
        let snapshot = self.store().lock().unwrap().snapshot().unwrap();
        snapshot.copy(NOW).unwrap().path
    }

    pub fn restore(&mut self, copy: &Path) {
        self.close();
        restore(&self.dir(), &key(), copy).unwrap();
        self.open();
    }

    /// Overwrites pages behind the first, which ones by the seed, and mends the store.
    pub fn damage_and_mend(&mut self, seed: u64, pages: usize) -> Mended {
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
    pub fn copy_township(&self) -> PathBuf {
        let copy = self.folder.path().join("copy");
        copy_folder(&self.folder.path().join("township"), &copy);
        copy
    }

    /// The township goes on from a copy of its folder, which it says.
    pub fn restore_township(&mut self, copy: &Path) {
        let app = Arc::new(App::open(copy, Clock::at(NOW)).unwrap());
        let begun: Result<(), LedgerError> = app.ledger.write(|tx| tx.begin_timeline());
        begun.unwrap();
        self.carrier = Memory::new(serve::routes(Arc::clone(&app), None));
        self.app = app;
    }

    /// A clerk says a word on every case.
    pub fn clerk_says(&self, text: &str) {
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

pub fn copy_folder(from: &Path, to: &Path) {
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
