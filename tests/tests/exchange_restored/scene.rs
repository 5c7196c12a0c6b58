//! A township that is put back from a copy, and the PCs of one station that remember more than it.

use shanyi_tests::enrolled;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use shanyi_domain::fact::{Applicant, Channel, Collected, Commented, Fact, Submitted};
use shanyi_domain::ids::{ActorId, CaseId};
use shanyi_domain::time::Moment;
use shanyi_server::clock::Clock;
use shanyi_server::ledger::LedgerError;
use shanyi_server::township::{self, Deed};
use shanyi_server::{App, demo, serve};
use shanyi_store::{Act, DatabaseKey, Options, Store};
use shanyi_sync::carrier::Carrier;
use shanyi_sync::engine::{Engine, Given, Parties, Round, Trouble};
use shanyi_tests::enrolled::identity;
use shanyi_tests::memory::Memory;
use shanyi_tests::township::{STATION, VILLAGES};
use tempfile::TempDir;

pub const NOW: Moment = Moment(1_795_222_800);

/// One PC of the station.
pub struct Pc {
    store: Option<Mutex<Store>>,
    parties: Parties,
}

pub struct Scene {
    folder: TempDir,
    pub app: Arc<App>,
    carrier: Memory,
    pub pcs: Vec<Pc>,
    fresh: std::cell::Cell<u64>,
}

pub fn key() -> DatabaseKey {
    DatabaseKey::from_bytes([7; 32])
}

fn comment(text: &str) -> Fact {
    Fact::Commented(Commented { text: text.into() })
}

impl Scene {
    /// A township and a station with so many PCs, none of which has spoken yet.
    pub fn with(pcs: usize) -> Self {
        let folder = TempDir::new().unwrap();
        let data = folder.path().join("township");
        let app = Arc::new(App::open(&data, Clock::at(NOW)).unwrap());
        let villages = folder.path().join("villages.json");
        std::fs::write(&villages, VILLAGES).unwrap();
        demo::fill(&app, &data, &villages).unwrap();
        let carrier = Memory::new(serve::routes(Arc::clone(&app), None));
        let mut scene = Self {
            folder,
            app,
            carrier,
            pcs: Vec::new(),
            fresh: std::cell::Cell::new(7),
        };
        for nth in 0..pcs {
            let pc = scene.enrolled(nth);
            scene.pcs.push(pc);
        }
        scene
    }

    fn enrolled(&self, nth: usize) -> Pc {
        let file = self.folder.path().join(format!("enrolment-{nth}.json"));
        enrolled::enrol(&self.app, STATION, "http://127.0.0.1:1", &file).unwrap();
        let identity = identity(&file);
        let mut store = Store::open(&self.dir(nth), &key(), Options::default()).unwrap();
        store.enrol(&identity).unwrap();
        Pc {
            parties: Parties {
                device: identity.device,
                key: identity.key.clone(),
                township: identity.township_key,
            },
            store: Some(Mutex::new(store)),
        }
    }

    pub fn store(&self, pc: usize) -> std::sync::MutexGuard<'_, Store> {
        self.pcs[pc].store.as_ref().unwrap().lock().unwrap()
    }

    pub fn dir(&self, nth: usize) -> PathBuf {
        self.folder.path().join(format!("station-{nth}"))
    }

    /// Takes a case in and hands it over.
    pub fn take_in(&self, pc: usize, name: &str) -> CaseId {
        let mut store = self.store(pc);
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
            materials: vec![],
            channel: Channel::Counter,
            noticed: vec![],
            applies: vec![],
        };
        let submitted = Fact::Submitted(Submitted {
            missing_because: None,
        });
        let facts = vec![Fact::Collected(collected), submitted];
        store.record(act(None, facts)).unwrap().case.id
    }

    /// Says a word on a case at a PC.
    pub fn say(&self, pc: usize, case: CaseId, text: &str) {
        let mut store = self.store(pc);
        store.record(act(Some(case), vec![comment(text)])).unwrap();
    }

    /// A clerk says a word on a case.
    pub fn clerk_says(&self, case: CaseId, text: &str) {
        let said: Result<_, LedgerError> = self.app.ledger.write(|tx| {
            let (seed, station) = tx.case_file(case)?.unwrap();
            let deed = Deed {
                case,
                seed,
                station,
                base: tx.case(case)?.unwrap().case.tips(),
                actor: ActorId(21),
                fact: &comment(text),
            };
            township::act(tx, deed, NOW)
        });
        said.unwrap();
    }

    /// One round of one PC.
    pub async fn round(&self, pc: usize) -> Round {
        self.round_over(pc, &self.carrier).await
    }

    /// One round of one PC over another line.
    pub async fn round_over(&self, pc: usize, line: &impl Carrier) -> Round {
        self.try_round_over(pc, line).await.unwrap()
    }

    /// One round of one PC over a line that may break. The engine is a new one, as behind a start.
    pub async fn try_round_over(&self, pc: usize, line: &impl Carrier) -> Result<Round, Trouble> {
        let pc = &self.pcs[pc];
        let mut engine = Engine::new(line, pc.parties.clone());
        self.fresh.set(self.fresh.get() + 1);
        let fresh = self.fresh.get();
        let given = || Given {
            now: NOW,
            saved_before: NOW,
            fresh,
        };
        let store = pc.store.as_ref().unwrap();
        engine.round(store, given, || {}).await
    }

    /// The line to the township.
    pub const fn line(&self) -> &Memory {
        &self.carrier
    }

    /// Rounds of these PCs in turn until nobody has anything to say. Then each of them holds what the
    /// township holds; gives that.
    pub async fn rest(&self, pcs: &[usize]) -> String {
        for _ in 0..30 {
            let mut quiet = true;
            for pc in pcs {
                quiet &= self.round(*pc).await == Round::default();
            }
            if quiet {
                let there = self.account();
                for pc in pcs {
                    let here = self.store(*pc).account().unwrap();
                    assert_eq!(here, there, "PC {pc}");
                }
                return there;
            }
        }
        panic!("they never come to rest");
    }

    /// What the township holds.
    pub fn account(&self) -> String {
        shanyi_server::dump::dump(&self.app).unwrap()
    }

    /// A copy of the township's folder as it is now.
    pub fn copy(&self, name: &str) -> PathBuf {
        let copy = self.folder.path().join(name);
        copy_folder(&self.folder.path().join("township"), &copy);
        copy
    }

    /// The township goes on from a copy of its folder, and says so.
    pub fn restore(&mut self, copy: &Path) {
        let app = Arc::new(App::open(copy, Clock::at(NOW)).unwrap());
        let begun: Result<(), LedgerError> = app.ledger.write(|tx| tx.begin_timeline());
        begun.unwrap();
        self.carrier = Memory::new(serve::routes(Arc::clone(&app), None));
        self.app = app;
    }

    /// Shuts a PC's store, does something to its folder, and opens it again.
    pub fn shut(&mut self, pc: usize, act: impl FnOnce(&Path)) {
        self.pcs[pc].store = None;
        act(&self.dir(pc));
        let store = Store::open(&self.dir(pc), &key(), Options::default());
        self.pcs[pc].store = Some(Mutex::new(store.unwrap()));
    }

    /// The township's folder, in which it began.
    pub fn township(&self) -> PathBuf {
        self.folder.path().join("township")
    }

    /// Changes a PC's store as any program with its key could, while it is shut.
    pub fn tamper(&mut self, pc: usize, sql: &str) {
        self.pcs[pc].store = None;
        let db = rusqlite::Connection::open(self.dir(pc).join("cases.db")).unwrap();
        let raw = format!("x'{}'", "07".repeat(32));
        db.pragma_update(None, "key", raw).unwrap();
        db.pragma_update(None, "cipher_page_size", 1024).unwrap();
        db.execute_batch(sql).unwrap();
        drop(db);
        let store = Store::open(&self.dir(pc), &key(), Options::default());
        self.pcs[pc].store = Some(Mutex::new(store.unwrap()));
    }
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
