//! The desk: one open case store, the documents in force, and the exchange beside them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant};

use shanyi_domain::catalog::Catalog;
use shanyi_domain::ids::{ActorId, CaseId};
use shanyi_store::vault::{COST, Keyring};
use shanyi_store::{DatabaseKey, Fault, Identity, Operator, Options, Store};
use shanyi_sync::carrier::STALL;
use shanyi_wire::enrol::Cost;
use shanyi_wire::vault;
use tokio::sync::broadcast;

use crate::clock::{self, Clock, Watch};
use crate::door::{Door, keyring_beside};
use crate::error::{DeskError, OuterFault};
use crate::exchange::Exchange;
use crate::joining;
use crate::keeper;
use crate::log;
use crate::naming;
use crate::published::{Items, Published};
use crate::replacing::Replacing;

/// How a desk is opened.
#[derive(Clone, Debug)]
pub struct Opening {
    /// The folder of the store.
    pub data: PathBuf,
    /// What deriving the key of a one-time code takes: both ends have to spend the same.
    pub code_cost: Cost,
    /// Where the time comes from.
    pub clock: Clock,
    /// Seconds for which what was saved stays here before it is sent.
    pub hold_seconds: i64,
    /// How long a line may be silent before a try is given up.
    pub stall: Duration,
    /// The folder for what is handed to a person as a file; that of the store where there is none.
    pub hand_over: Option<PathBuf>,
    /// How long the desk has to be open before its store is copied: the start is for the operator.
    pub copy_after: Duration,
    /// Nobody signs in, and what is done is done by the enrolled operator: for tests and for what
    /// plays a desk without a person. A store whose key is under a PIN stays shut all the same.
    pub door_left_open: bool,
    /// Where this PC keeps its part of what a PIN opens, the best first.
    pub keyrings: Vec<Arc<dyn Keyring>>,
    /// What a PIN is stretched by. Tests hand in less than people get.
    pub pin_cost: vault::Cost,
}

impl Opening {
    /// The way a shop PC opens its desk.
    #[must_use]
    pub fn new(data: impl Into<PathBuf>) -> Self {
        let data = data.into();
        Self {
            keyrings: vec![keyring_beside(&data)],
            pin_cost: COST,
            data,
            code_cost: Cost::RELEASED,
            clock: Clock::default(),
            hold_seconds: 10,
            stall: STALL,
            copy_after: Duration::from_secs(120),
            hand_over: None,
            door_left_open: false,
        }
    }

    /// The same with the door left open, for tests and for what plays a desk without a person.
    #[must_use]
    pub fn left_open(data: impl Into<PathBuf>) -> Self {
        Self {
            door_left_open: true,
            ..Self::new(data)
        }
    }
}

/// The desk behind the screens. Cheap to share; every command is safe from any thread. When it is
/// dropped the store is closed, whatever runs beside the screens.
pub struct Desk {
    pub(crate) kept: Arc<Kept>,
}

/// What a desk shares with its keeper.
pub(crate) struct Kept {
    pub(crate) opening: Opening,
    /// What is open, or why nothing is: then every command but those of health answers with it.
    inner: RwLock<Result<Arc<Inner>, DeskError>>,
    /// Why the last try to copy the store made no copy.
    pub(crate) copy_fault: Mutex<Option<Fault>>,
    /// Held while a copy is made: one moment of the store at a time.
    pub(crate) copying: Mutex<()>,
    /// Why the last try to copy it into the second folder made no copy.
    pub(crate) outer_fault: Mutex<Option<OuterFault>>,
    closing: AtomicBool,
    pub(crate) door: Arc<Door>,
    /// A copy on its way into this folder.
    pub(crate) replacing: Mutex<Replacing>,
    /// How often the keeper has begun to look.
    pub(crate) looked: AtomicU64,
    changes: broadcast::Sender<()>,
}

/// How long what still uses the store is waited for, when a desk is dropped or opens its store anew.
const LETTING_GO: Duration = Duration::from_secs(5);

/// An open desk.
pub(crate) struct Inner {
    pub(crate) store: Mutex<Store>,
    pub(crate) identity: Identity,
    published: RwLock<Published>,
    /// Catalogues that are no longer in force, by version, as far as cases asked for them.
    pub(crate) earlier: Mutex<BTreeMap<u32, Option<Arc<Catalog>>>>,
    clock: Clock,
    /// Seconds by which tests have set the clock since.
    played: AtomicI64,
    watch: Mutex<Watch>,
    pub(crate) began: Instant,
    pub(crate) exchange: Exchange,
    door: Arc<Door>,
    changes: broadcast::Sender<()>,
}

impl Desk {
    /// Opens the desk. A store that can't be opened still gives a desk, whose every command says
    /// why: the window has to show it.
    #[must_use]
    pub fn open(opening: &Opening) -> Arc<Self> {
        let (changes, _) = broadcast::channel(64);
        let begun = Instant::now();
        let door = Arc::<Door>::default();
        let opened = Inner::open(opening, &door, changes.clone(), Options::default());
        let opened = opened.map(Arc::new);
        log::opened(opened.as_ref().err(), &opening.data, begun.elapsed());
        let kept = Arc::new(Kept {
            inner: RwLock::new(opened.clone()),
            opening: opening.clone(),
            copy_fault: Mutex::default(),
            copying: Mutex::default(),
            outer_fault: Mutex::default(),
            replacing: Mutex::default(),
            closing: AtomicBool::new(false),
            door,
            looked: AtomicU64::new(0),
            changes,
        });
        if let Ok(inner) = &opened {
            inner.go();
        }
        keeper::start(&kept);
        Arc::new(Self { kept })
    }

    /// Hears each time that something has changed that screens show.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<()> {
        self.kept.changes.subscribe()
    }

    /// How often the desk has looked after itself: for tests, which have to know that it did and
    /// found nothing to do. A look has ended when the next has begun.
    #[doc(hidden)]
    #[must_use]
    pub fn looked(&self) -> u64 {
        self.kept.looked.load(Ordering::SeqCst)
    }

    /// The folder of its store.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.kept.opening.data
    }

    pub(crate) fn inner(&self) -> Result<Arc<Inner>, DeskError> {
        self.kept.inner()
    }

    /// Passes on what a command came to. After some faults nothing good can come of going on.
    pub(crate) fn heed<T>(&self, done: Result<T, DeskError>) -> Result<T, DeskError> {
        if let Err(why) = &done
            && let DeskError::Store {
                fault: Fault::Gone | Fault::Damaged,
            } = why
            && self.inner().is_ok()
        {
            self.kept.shut(why.clone());
        }
        done
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.kept.closing.store(true, Ordering::SeqCst);
        let Ok(inner) = self.inner() else { return };
        self.kept.shut(DeskError::Store {
            fault: Fault::Other,
        });
        let begun = Instant::now();
        while Arc::strong_count(&inner) > 1 && begun.elapsed() < LETTING_GO {
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}

impl Kept {
    pub(crate) fn inner(&self) -> Result<Arc<Inner>, DeskError> {
        self.inner
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Tells the screens that something has changed.
    pub(crate) fn tell(&self) {
        let _ = self.changes.send(());
    }

    /// The desk is gone: nothing is to be opened any more.
    pub(crate) fn is_closing(&self) -> bool {
        self.closing.load(Ordering::SeqCst)
    }

    /// Lets go of the store, if it is open: from here on every command answers with `why`.
    pub(crate) fn shut(&self, why: DeskError) {
        *self.inner.write().unwrap_or_else(PoisonError::into_inner) = Err(why);
        let _ = self.changes.send(());
    }

    /// Closes the store and opens it again, as what it has become. Whoever asks for it meanwhile waits.
    pub(crate) fn reopen(&self) -> Result<(), DeskError> {
        let mut inner = self.inner.write().unwrap_or_else(PoisonError::into_inner);
        if let Ok(before) = &*inner {
            before.exchange.break_off();
        }
        *inner = Err(DeskError::Store {
            fault: Fault::InUse,
        });
        let changes = self.changes.clone();
        let options = Options {
            patience: LETTING_GO,
            ..Options::default()
        };
        let opened = Inner::open(&self.opening, &self.door, changes, options).map(Arc::new);
        if let Ok(opened) = &opened {
            opened.go();
        }
        *inner = opened;
        inner.as_ref().map(drop).map_err(Clone::clone)
    }

    /// Tries to open the store that is shut. True where it is open now.
    pub(crate) fn open_again(&self) -> bool {
        let mut inner = self.inner.write().unwrap_or_else(PoisonError::into_inner);
        if inner.is_err() && !self.is_closing() {
            let changes = self.changes.clone();
            let opened = Inner::open(&self.opening, &self.door, changes, Options::default());
            *inner = opened.map(Arc::new);
            if let Ok(inner) = &*inner {
                inner.go();
                let _ = self.changes.send(());
            }
        }
        inner.is_ok()
    }
}

impl Inner {
    fn open(
        opening: &Opening,
        door: &Arc<Door>,
        changes: broadcast::Sender<()>,
        options: Options,
    ) -> Result<Self, DeskError> {
        let key = door.key_of(&opening.data)?;
        let store = open_store(&opening.data, &key, options)?;
        let published = Published::read(&store)?;
        let identity = store.identity()?.ok_or(DeskError::NotEnrolled)?;
        let watch = Mutex::new(clock::watch(&store)?);
        Ok(Self {
            exchange: Exchange::new(&store, &identity, opening)?,
            identity,
            store: Mutex::new(store),
            published: RwLock::new(published),
            earlier: Mutex::default(),
            clock: opening.clock,
            played: AtomicI64::new(0),
            watch,
            began: Instant::now(),
            door: Arc::clone(door),
            changes,
        })
    }

    /// Starts what runs beside the screens. A store that is only read exchanges nothing.
    fn go(self: &Arc<Self>) {
        if self.store().read_only().is_none() {
            Exchange::start(self);
        }
    }

    /// Who is signed in at this desk.
    pub(crate) fn operator(&self) -> ActorId {
        self.door.operator().unwrap_or(self.identity.operator.id)
    }

    /// Who is signed in, with their name and telephone.
    pub(crate) fn signed(&self) -> Operator {
        let signed = self.door.signed();
        signed.unwrap_or_else(|| self.identity.operator.clone())
    }

    /// The store, for a moment.
    pub(crate) fn store(&self) -> MutexGuard<'_, Store> {
        // A panic elsewhere rolled its transaction back: the store is right.
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The documents in force.
    pub(crate) fn published(&self) -> Published {
        self.published
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Reads the documents again: a new one may have come into force.
    pub(crate) fn read_published(&self) -> Result<(), DeskError> {
        let published = Published::read(&self.store())?;
        *self
            .published
            .write()
            .unwrap_or_else(PoisonError::into_inner) = published;
        // What was looked for and not found may have arrived with it.
        self.earlier().retain(|_, catalog| catalog.is_some());
        Ok(())
    }

    /// The catalogue in force.
    pub(crate) fn items(&self) -> Result<Arc<Items>, DeskError> {
        self.published().items.ok_or(DeskError::NoCatalog)
    }

    /// Where the time comes from.
    pub(crate) fn clock(&self) -> Clock {
        let played = self.played.load(Ordering::Relaxed);
        Clock {
            offset_seconds: self.clock.offset_seconds.saturating_add(played),
        }
    }

    /// What is known of the time, for a moment.
    pub(crate) fn watch(&self) -> MutexGuard<'_, Watch> {
        self.watch.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Moves the PC's clock, in tests.
    pub(crate) fn play_clock(&self, seconds: i64) {
        self.played.fetch_add(seconds, Ordering::Relaxed);
    }

    /// Tells the screens that something has changed.
    pub(crate) fn tell(&self) {
        // Nobody listening is no fault.
        let _ = self.changes.send(());
    }

    /// Something was saved: the screens look again and the line is tried as soon as it may go.
    pub(crate) fn saved(&self) {
        self.tell();
        self.exchange.saved();
    }
}

fn open_store(data: &Path, key: &DatabaseKey, options: Options) -> Result<Store, DeskError> {
    let mut store = Store::open(data, key, options)?;
    if store.identity()?.is_none() {
        return Err(DeskError::NotEnrolled);
    }
    joining::finish(&mut store)?;
    naming::finish(&mut store)?;
    Ok(store)
}

/// 64 random bits.
pub(crate) fn fresh() -> Result<u64, DeskError> {
    getrandom::u64().map_err(|_| {
        tracing::error!("the system gives no random numbers");
        DeskError::Store {
            fault: Fault::Other,
        }
    })
}

/// Reads a case's id from a screen.
pub(crate) fn case_id(text: &str) -> Result<CaseId, DeskError> {
    CaseId::from_hex(text).ok_or(DeskError::NoCase)
}
