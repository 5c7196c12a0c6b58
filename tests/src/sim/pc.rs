//! One PC of a station: its disk, its clock, its engine.

use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use shanyi_domain::time::Moment;
use shanyi_store::{Identity, Store, StoreError};
use shanyi_sync::engine::{Bell, Engine, Given, Parties, Round, Trouble};

use super::Sim;
use super::carrier::{Answer, Call, Port};
use super::freight::Freight;
use super::template::{Chance, copy_folder, key, open_store, options};

/// How long a save is held, in seconds, so that it can be thought better of.
const HOLD: i64 = 10;

type Talk = Pin<Box<dyn Future<Output = (Engine<Port>, Result<Round, Trouble>)>>>;

/// One PC.
pub struct Pc {
    /// What the trail calls it.
    pub name: String,
    /// The number of its station.
    pub station: usize,
    /// Who it is to the township.
    pub identity: Identity,
    /// Its data folder.
    pub folder: PathBuf,
    /// How far its clock is from the true time, in seconds.
    pub ahead: i64,
    /// What it knows of the image that it sends.
    pub freight: Freight,
    /// How often it was started: what was asked before a start is answered to nobody.
    pub start: u32,
    /// Pages by which its store may grow, on a disk that is nearly full.
    pub spare: Option<u32>,
    /// The line has led the present round astray: it may end in a trouble then that no good line
    /// makes.
    pub astray: bool,
    store: Arc<Mutex<Store>>,
    port: Port,
    bell: Arc<Bell>,
    engine: Option<Engine<Port>>,
    talk: Option<Talk>,
    clock: Arc<AtomicI64>,
    chance: Chance,
}

impl Pc {
    /// Starts a PC on the disk in `folder`.
    pub fn start(
        (name, station): (String, usize),
        identity: &Identity,
        folder: &Path,
        chance: &Chance,
    ) -> Sim<Self> {
        let store = open_store(folder, chance, None)?;
        let port = Port::default();
        let engine = engine(&port, identity);
        Ok(Self {
            name,
            station,
            identity: identity.clone(),
            folder: folder.to_owned(),
            ahead: 0,
            freight: Freight::default(),
            start: 1,
            spare: None,
            astray: false,
            store: Arc::new(Mutex::new(store)),
            bell: engine.bell(),
            engine: Some(engine),
            port,
            talk: None,
            clock: Arc::default(),
            chance: Arc::clone(chance),
        })
    }

    /// The store. A round that waits for an answer does not hold it.
    pub fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What this PC's clock shows.
    pub fn shows(&self, now: i64) -> Moment {
        Moment(now.saturating_add(self.ahead))
    }

    /// A round is under way.
    pub fn is_talking(&self) -> bool {
        self.talk.is_some()
    }

    /// Begins a round. Says what it came to, where it needs no answer for that.
    pub fn begin(&mut self, now: i64) -> Option<Result<Round, Trouble>> {
        let mut engine = self.engine.take()?;
        self.astray = false;
        let (store, clock) = (Arc::clone(&self.store), Arc::clone(&self.clock));
        let chance = Arc::clone(&self.chance);
        self.talk = Some(Box::pin(async move {
            let given = || {
                let now = Moment(clock.load(Ordering::Relaxed));
                let mut dice = chance.lock().unwrap_or_else(PoisonError::into_inner);
                Given {
                    now,
                    saved_before: now.plus_seconds(-HOLD),
                    fresh: dice.bits(),
                }
            };
            let done = engine.round(&store, given, || {}).await;
            (engine, done)
        }));
        self.go_on(now)
    }

    /// Lets the round go on as far as it can.
    pub fn go_on(&mut self, now: i64) -> Option<Result<Round, Trouble>> {
        self.clock.store(self.shows(now).0, Ordering::Relaxed);
        let mut talk = self.talk.take()?;
        match talk.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Pending => {
                self.talk = Some(talk);
                None
            }
            Poll::Ready((engine, done)) => {
                self.engine = Some(engine);
                Some(done)
            }
        }
    }

    /// What the round asks of the line.
    pub fn take_calls(&self) -> Vec<(u64, Call)> {
        self.port.take_calls()
    }

    /// What came back for one of its calls.
    pub fn answer(&mut self, number: u64, answer: Answer) -> Sim<()> {
        self.freight.hears(&answer)?;
        self.port.answer(number, answer);
        Ok(())
    }

    /// Who it is, and who the township is to it.
    pub fn parties(&self) -> Parties {
        parties(&self.identity)
    }

    /// The township has something to say.
    pub fn ring(&mut self) {
        self.bell.ring();
        self.freight.rung = true;
    }

    /// A call leaves.
    pub fn leaves(&mut self, call: &Call, now: i64) -> Sim<()> {
        let before = self.shows(now).plus_seconds(-HOLD);
        let waits = self.freight.rung || self.store().unsent(before, 1)?.is_some();
        self.freight.leaves(call, waits, &self.name)
    }

    /// The database's file.
    pub fn database(&self) -> PathBuf {
        self.folder.join("cases.db")
    }

    /// Starts on an older program's disk that has no room for what an upgrade writes. False where
    /// there was room enough after all. The program is not started then.
    pub fn finds_no_room_for_an_upgrade(&self, folder: &Path, spare: u32) -> Sim<bool> {
        match Store::open(folder, &key(), options(&self.chance, Some(spare))) {
            Ok(_) => Ok(false),
            Err(StoreError::DiskFull) => Ok(true),
            Err(other) => Err(other.into()),
        }
    }

    /// Copies the disk as it is at this moment.
    pub fn copy_disk(&self, to: &Path) -> Sim<()> {
        let _rest = self.store();
        copy_folder(&self.folder, to)
    }

    /// The power goes: what the program had in memory is gone, and it starts on the disk in `folder`,
    /// which is a copy of its own or an older one.
    pub fn start_on(&mut self, folder: &Path) -> Sim<()> {
        self.start_with(folder, None)
    }

    /// The same on a disk with so little room.
    pub fn start_with(&mut self, folder: &Path, spare: Option<u32>) -> Sim<()> {
        let store = open_store(folder, &self.chance, spare)?;
        self.talk = None;
        self.port = Port::default();
        self.freight = Freight::default();
        let engine = engine(&self.port, &self.identity);
        self.bell = engine.bell();
        self.engine = Some(engine);
        self.store = Arc::new(Mutex::new(store));
        self.folder = folder.to_owned();
        self.spare = spare;
        self.start += 1;
        Ok(())
    }
}

fn engine(port: &Port, identity: &Identity) -> Engine<Port> {
    Engine::new(port.clone(), parties(identity)).with_thumbnails(small)
}

fn parties(identity: &Identity) -> Parties {
    Parties {
        device: identity.device,
        key: identity.key.clone(),
        township: identity.township_key,
    }
}

/// A small picture of what was never a picture; of some none can be made.
pub fn small(image: &[u8]) -> Option<Vec<u8>> {
    let (first, _) = image.split_first()?;
    let some = image.get(..300).unwrap_or(image);
    (first % 8 > 0).then(|| [&[0xff, 0xd8, 0xff], some].concat())
}
