//! Runs the exchange beside the screens: a try when what was saved may go, when the network changes,
//! while something waits, and when the township has something to say.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use shanyi_domain::time::Moment;
use shanyi_store::{Identity, Store};
use shanyi_sync::carrier::{CarrierError, HttpCarrier, SignedTime, Trust};
use shanyi_sync::engine::{Carried, Engine, Given, Parties, Round, Trouble};
use shanyi_sync::enrol::Newcomer;
use tokio::sync::Notify;

use crate::desk::{Inner, Opening, fresh};
use crate::error::DeskError;
use crate::joining;
use crate::log::TARGET;
use crate::picture::thumbnail;
use crate::tries::Tries;
use crate::view::{Line, TryView};

mod ear;
mod network;
mod outcome;
mod redeem;
mod timing;

use ear::Ear;
use network::Network;
use outcome::Outcome;
use redeem::redeem;
use timing::Timing;

/// How long nobody looks whether the network has changed, or whether the store was shut.
const STEP: Duration = Duration::from_secs(1);

/// How often the store is tidied: its search index brought up to date, its log moved home.
const TIDY: Duration = Duration::from_secs(60);

/// How long the store is left alone between two bites of tidying.
const BETWEEN: Duration = Duration::from_millis(5);

/// How long an image that no event and no draft names is kept.
const ORPHAN: Duration = Duration::from_secs(7 * 24 * 3600);

/// What the last tries found.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found {
    pub(crate) line: Line,
    pub(crate) sending: bool,
    pub(crate) last_success: Option<Moment>,
}

/// The desk's side of the exchange.
pub(crate) struct Exchange {
    parties: Parties,
    server: String,
    /// What proves that the other end is the township.
    trust: Trust,
    /// The last time that the township signed, for certificates where this PC's clock is off.
    signed: SignedTime,
    hold_seconds: i64,
    stall: Duration,
    found: Mutex<Found>,
    wishes: Arc<Wishes>,
    ear: Ear,
    /// Set by "send now": what is still held goes too, once.
    at_once: Mutex<bool>,
    quiet: Mutex<Quiet>,
    tries: Mutex<Tries>,
    /// Keys that the township has not heard of: they go before the first hello.
    newcomer: Mutex<Option<Newcomer>>,
    /// Set when the store is to be closed: the round in hand ends as if the line had broken.
    breaking_off: Notify,
}

/// What the screens and the wait for news want of the exchange.
#[derive(Default)]
struct Wishes {
    nudged: Notify,
    wanted: Mutex<Wanted>,
}

/// Since they were last looked at.
#[derive(Default)]
struct Wanted {
    /// A try at once.
    now: bool,
    /// Tries when what was saved may go.
    later: VecDeque<Instant>,
}

impl Wishes {
    fn wanted(&self) -> MutexGuard<'_, Wanted> {
        self.wanted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Rounds that were like the one before them and moved nothing: the log counts them.
#[derive(Default)]
struct Quiet {
    like: Option<&'static str>,
    count: u32,
}

impl Exchange {
    /// The exchange of the installation that this store makes it.
    ///
    /// # Errors
    /// What the store says.
    pub(crate) fn new(
        store: &Store,
        identity: &Identity,
        opening: &Opening,
    ) -> Result<Self, DeskError> {
        let signed = SignedTime::default();
        let given = store.enrolment()?;
        let authorities = given.map_or_else(Vec::new, |given| vec![given.authority, given.spare]);
        let trust = Trust::in_authorities(authorities).with_signed_time(signed.clone());
        Ok(Self {
            newcomer: Mutex::new(joining::to_redeem(store)?),
            parties: Parties {
                device: identity.device,
                key: identity.key.clone(),
                township: identity.township_key,
            },
            server: identity.server.clone(),
            trust,
            signed,
            hold_seconds: opening.hold_seconds,
            stall: opening.stall,
            found: Mutex::new(Found {
                line: Line::Untried,
                sending: false,
                last_success: None,
            }),
            wishes: Arc::default(),
            ear: Ear::default(),
            at_once: Mutex::new(false),
            quiet: Mutex::default(),
            tries: Mutex::new(Tries::read(store)?),
            breaking_off: Notify::new(),
        })
    }

    /// Starts the exchange's own thread. It ends with the open store.
    pub(crate) fn start(inner: &Arc<Inner>) {
        let inner = Arc::downgrade(inner);
        let thread = std::thread::Builder::new().name("exchange".to_owned());
        let run = move || match tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
        {
            Ok(runtime) => runtime.block_on(run(&inner)),
            Err(error) => tracing::error!(reason = ?error.kind(), "the exchange can't start"),
        };
        if let Err(error) = thread.spawn(run) {
            tracing::error!(reason = ?error.kind(), "the exchange can't start");
        }
    }

    /// Something was saved: it is tried as soon as it may go.
    pub(crate) fn saved(&self) {
        let hold = u64::try_from(self.hold_seconds).unwrap_or_default();
        let goes = Instant::now() + Duration::from_secs(hold);
        self.wishes.wanted().later.push_back(goes);
        self.wishes.nudged.notify_one();
    }

    /// The operator asked: try now, with everything.
    pub(crate) fn send_now(&self) {
        *self.at_once.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.try_now();
    }

    /// The store is to be closed: no round is waited for.
    pub(crate) fn break_off(&self) {
        self.breaking_off.notify_one();
        self.wishes.nudged.notify_one();
    }

    /// A try is wanted at once, with what may go.
    pub(crate) fn try_now(&self) {
        self.wishes.wanted().now = true;
        self.wishes.nudged.notify_one();
    }

    pub(crate) fn found(&self) -> Found {
        *self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Seconds for which what was saved stays here before it is sent.
    pub(crate) const fn hold_seconds(&self) -> i64 {
        self.hold_seconds
    }

    /// What the last tries came to.
    pub(crate) fn tries(&self) -> Vec<TryView> {
        self.kept_tries().view()
    }

    /// Since when tries come to what the last one came to.
    pub(crate) fn since(&self) -> Option<Moment> {
        self.kept_tries().since()
    }

    fn kept_tries(&self) -> MutexGuard<'_, Tries> {
        self.tries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, change: impl FnOnce(&mut Found)) {
        change(&mut self.found.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Tells the log of a round that moved something or ended otherwise than the one before.
    fn tell_log(&self, done: &Result<Round, Trouble>, carried: Carried) {
        let outcome = Outcome::of(done).word;
        let mut quiet = self.quiet.lock().unwrap_or_else(PoisonError::into_inner);
        let moved = done.as_ref().is_ok_and(|round| round.changed) || carried.entries > 0;
        if !moved && quiet.like == Some(outcome) {
            quiet.count = quiet.count.saturating_add(1);
            return;
        }
        let before = std::mem::replace(
            &mut *quiet,
            Quiet {
                like: Some(outcome),
                count: 0,
            },
        );
        let Carried {
            requests: count,
            entries,
            sent,
            got,
            ..
        } = carried;
        tracing::info!(target: TARGET, outcome, count, entries, sent, got, quiet = before.count, "exchange");
    }

    fn take_at_once(&self) -> bool {
        std::mem::take(&mut *self.at_once.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

async fn run(inner: &Weak<Inner>) {
    // Who looks for somebody first should not have to wait for what everybody needs.
    if let Some(strong) = inner.upgrade()
        && let Err(error) = strong.store().warm()
    {
        tracing::warn!(reason = ?error, "the cards could not be read");
    }
    let mut engine = engine(inner);
    if let Some((carrier, engine)) = &engine {
        // Ends with this thread's runtime.
        tokio::spawn(ear::listen(
            Weak::clone(inner),
            carrier.clone(),
            engine.bell(),
        ));
    }
    let mut timing = Timing::new();
    let mut tidied = None;
    loop {
        let Some(strong) = inner.upgrade() else {
            return;
        };
        take_wishes(&strong, &mut timing);
        let due = timing.wait(Instant::now(), strong.exchange.ear.listens());
        if due.is_zero() {
            timing.begun(Instant::now());
            // Without anywhere to go the store still has to be tidied.
            let reached = match &mut engine {
                Some((_, engine)) => turn(&strong, engine).await,
                None => false,
            };
            let jitter = getrandom::u32().unwrap_or_default();
            let left = reached && something_is_left(&strong);
            timing.ended(Instant::now(), reached, left, jitter);
        }
        let is_time = tidied.is_none_or(|last: Instant| last.elapsed() >= TIDY);
        if is_time || strong.store().has_much_to_move() {
            tidy(&strong, tidied.is_none());
            tidied = Some(Instant::now());
        }
        let due = timing.wait(Instant::now(), strong.exchange.ear.listens());
        // The store must not be held while waiting, or it would never be closed.
        let wishes = Arc::clone(&strong.exchange.wishes);
        drop(strong);
        let _ = tokio::time::timeout(due.min(STEP), wishes.nudged.notified()).await;
    }
}

/// Takes over what was wanted since the last look, and sees which network this is.
fn take_wishes(inner: &Inner, timing: &mut Timing) {
    let wanted = std::mem::take(&mut *inner.exchange.wishes.wanted());
    if wanted.now {
        timing.wanted();
    }
    for goes in wanted.later {
        timing.saved(goes);
    }
    timing.network(Network::now());
}

/// Whether an event waits here, held or not.
fn something_is_left(inner: &Inner) -> bool {
    let left = inner.store().unsent(Moment(i64::MAX), 1);
    !matches!(left, Ok(None))
}

fn engine(inner: &Weak<Inner>) -> Option<(HttpCarrier, Engine<HttpCarrier>)> {
    let inner = inner.upgrade()?;
    let exchange = &inner.exchange;
    match HttpCarrier::trusting(&exchange.server, exchange.stall, &exchange.trust) {
        Ok(carrier) => {
            let parties = inner.exchange.parties.clone();
            Some((
                carrier.clone(),
                Engine::new(carrier, parties).with_thumbnails(thumbnail),
            ))
        }
        Err(error) => {
            tracing::error!(reason = ?error, "the exchange has nowhere to go");
            let line = match error {
                CarrierError::Unproven(_) => Line::Unproven,
                _ => Line::Fault,
            };
            exchange.note(|found| found.line = line);
            None
        }
    }
}

/// One round. True when the township was reached.
async fn turn(inner: &Inner, engine: &mut Engine<HttpCarrier>) -> bool {
    let hold = if inner.exchange.take_at_once() {
        0
    } else {
        inner.exchange.hold_seconds
    };
    let given = || {
        let now = inner.now().best;
        // Without random bits a fork can't be mended; the next round tries again.
        Given {
            now,
            saved_before: now.plus_seconds(-hold),
            fresh: fresh().unwrap_or_default(),
        }
    };
    if let Some(signed) = inner.now().signed {
        inner.exchange.signed.tell(signed);
    }
    inner.exchange.note(|found| found.sending = true);
    let before = inner.exchange.found().line;
    // Whatever changes in a round, the township has answered: images may take long after it.
    let told = || {
        inner.exchange.note(|found| found.line = Line::Up);
        inner.tell();
    };
    let round = async {
        match redeem(inner).await {
            Ok(()) => {
                let done = engine.round(&inner.store, given, told).await;
                (done, engine.carried())
            }
            Err(trouble) => (Err(trouble), Carried::default()),
        }
    };
    let (done, carried) = tokio::select! {
        biased;
        () = inner.exchange.breaking_off.notified() => return false,
        ended = round => ended,
    };
    let line = Outcome::of(&done).line;
    if let Some((signed, heard)) = carried.signed {
        inner.hear_time(signed, heard.elapsed());
    }
    let best = inner.now().best;
    inner.exchange.note(|found| {
        found.sending = false;
        found.line = line;
        if done.is_ok() {
            found.last_success = Some(best);
        }
    });
    inner.exchange.tell_log(&done, carried);
    keep(inner, &done, carried, best);
    let changed = done.as_ref().is_ok_and(|round| round.changed);
    // A round that broke may have brought documents before it broke.
    if (changed || done.is_err()) && inner.read_published().is_err() {
        tracing::error!("the published documents can't be read");
    }
    if changed || line != before {
        inner.tell();
    }
    done.is_ok()
}

/// Notes what a round came to, for the operator.
fn keep(inner: &Inner, done: &Result<Round, Trouble>, carried: Carried, at: Moment) {
    let outcome = Outcome::of(done).tried;
    let mut tries = inner.exchange.kept_tries();
    if tries.note(outcome, carried.entries, carried.sent, at)
        && let Err(error) = tries.write(&mut inner.store(), at)
    {
        tracing::warn!(reason = ?error, "what a try came to could not be kept");
    }
}

/// Does what saves leave undone so that they are quick. Nothing depends on it but speed and room.
fn tidy(inner: &Inner, first: bool) {
    // In bites, so that whoever is at the desk waits for one of them at most.
    loop {
        let more = inner.store().catch_up();
        if !matches!(more, Ok(true)) {
            break;
        }
        std::thread::sleep(BETWEEN);
    }
    let mut store = inner.store();
    let mut done = store.checkpoint();
    // Looking through all images is for the first idle moment after a start.
    if first && done.is_ok() {
        done = store
            .sweep_orphans(ORPHAN)
            .and_then(|_| store.finish_letting_go().map(drop));
    }
    if let Err(error) = done {
        tracing::warn!(reason = ?error, "the store could not be tidied");
    }
}
