//! The desk: one open case store, the documents in force, and the exchange beside them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Instant;

use shanyi_domain::catalog::Catalog;
use shanyi_domain::ids::CaseId;
use shanyi_store::{Identity, Options, Store, load_or_create_key};
use tokio::sync::broadcast;

use crate::clock::{Clock, Now};
use crate::enrolment;
use crate::error::DeskError;
use crate::exchange::Exchange;
use crate::log;
use crate::published::{Items, Published};

/// How a desk is opened.
#[derive(Clone, Debug)]
pub struct Opening {
    /// The folder of the store.
    pub data: PathBuf,
    /// The enrolment file, for the first start.
    pub enrolment: Option<PathBuf>,
    /// Where the time comes from.
    pub clock: Clock,
    /// Seconds for which what was saved stays here before it is sent.
    pub hold_seconds: i64,
}

impl Opening {
    /// The way a shop PC opens its desk.
    #[must_use]
    pub fn new(data: impl Into<PathBuf>) -> Self {
        Self {
            data: data.into(),
            enrolment: None,
            clock: Clock::default(),
            hold_seconds: 10,
        }
    }
}

/// The desk behind the screens. Cheap to share; every command is safe from any thread.
pub struct Desk {
    /// What is open, or why nothing is: then every command answers with it.
    inner: Result<Inner, DeskError>,
    changes: broadcast::Sender<()>,
    /// The folder of the store and of the log.
    pub(crate) data: PathBuf,
}

/// An open desk.
pub(crate) struct Inner {
    pub(crate) store: Mutex<Store>,
    pub(crate) identity: Identity,
    published: RwLock<Published>,
    /// Catalogues that are no longer in force, by version, as far as cases asked for them.
    pub(crate) earlier: Mutex<BTreeMap<u32, Option<Arc<Catalog>>>>,
    clock: Clock,
    pub(crate) exchange: Exchange,
    changes: broadcast::Sender<()>,
}

impl Desk {
    /// Opens the desk. A store that can't be opened still gives a desk, whose every command says
    /// why: the window has to show it.
    #[must_use]
    pub fn open(opening: &Opening) -> Arc<Self> {
        let (changes, _) = broadcast::channel(64);
        let begun = Instant::now();
        let desk = Arc::new(Self {
            inner: Inner::open(opening, changes.clone()),
            changes,
            data: opening.data.clone(),
        });
        log::opened(desk.inner.as_ref().err(), &opening.data, begun.elapsed());
        if desk.inner.is_ok() {
            Exchange::start(&desk);
        }
        desk
    }

    /// Hears each time that something has changed that screens show.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<()> {
        self.changes.subscribe()
    }

    pub(crate) fn inner(&self) -> Result<&Inner, DeskError> {
        self.inner.as_ref().map_err(Clone::clone)
    }
}

impl Inner {
    fn open(opening: &Opening, changes: broadcast::Sender<()>) -> Result<Self, DeskError> {
        let store = open_store(&opening.data, opening.enrolment.as_deref())?;
        let published = Published::read(&store)?;
        let identity = store.identity()?.ok_or(DeskError::NotEnrolled)?;
        Ok(Self {
            exchange: Exchange::new(&identity, opening.hold_seconds),
            identity,
            store: Mutex::new(store),
            published: RwLock::new(published),
            earlier: Mutex::default(),
            clock: opening.clock,
            changes,
        })
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
    pub(crate) const fn clock(&self) -> Clock {
        self.clock
    }

    /// What time it is.
    pub(crate) fn now(&self) -> Result<Now, DeskError> {
        Ok(Now::new(self.clock.system(), self.store().township_time()?))
    }

    /// Tells the screens that something has changed.
    pub(crate) fn tell(&self) {
        // Nobody listening is no fault.
        let _ = self.changes.send(());
    }

    /// Something was saved: the screens look again and the line is tried soon.
    pub(crate) fn saved(&self) {
        self.tell();
        self.exchange.nudge();
    }
}

fn open_store(data: &Path, enrolment: Option<&Path>) -> Result<Store, DeskError> {
    let key = load_or_create_key(data)?;
    let mut store = Store::open(data, &key, Options::default())?;
    if store.identity()?.is_none() {
        let path = enrolment.ok_or(DeskError::NotEnrolled)?;
        store.enrol(&enrolment::read(path)?)?;
    }
    Ok(store)
}

/// 64 random bits.
pub(crate) fn fresh() -> Result<u64, DeskError> {
    getrandom::u64().map_err(|_| {
        tracing::error!("the system gives no random numbers");
        DeskError::Store {
            fault: shanyi_store::Fault::Other,
        }
    })
}

/// Reads a case's id from a screen.
pub(crate) fn case_id(text: &str) -> Result<CaseId, DeskError> {
    CaseId::from_hex(text).ok_or(DeskError::NoCase)
}
