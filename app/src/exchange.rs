//! Runs the exchange beside the screens: a try right after each save, while something waits, and
//! now and then for news.

use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use shanyi_domain::time::Moment;
use shanyi_store::Identity;
use shanyi_sync::carrier::HttpCarrier;
use shanyi_sync::engine::{Carried, Engine, Given, Parties, Round, Trouble};
use shanyi_sync::pace::backoff;
use tokio::sync::Notify;

use crate::desk::{Inner, fresh};
use crate::log::TARGET;
use crate::view::Line;

/// How often the township is asked for news on a line that is up.
const NEWS: Duration = Duration::from_secs(5);

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
    hold_seconds: i64,
    found: Mutex<Found>,
    nudged: Arc<Notify>,
    /// Set by "send now": what is still held goes too, once.
    at_once: Mutex<bool>,
    quiet: Mutex<Quiet>,
}

/// Rounds that were like the one before them and moved nothing: the log counts them.
#[derive(Default)]
struct Quiet {
    like: Option<&'static str>,
    count: u32,
}

impl Exchange {
    pub(crate) fn new(identity: &Identity, hold_seconds: i64) -> Self {
        Self {
            parties: Parties {
                device: identity.device,
                key: identity.key.clone(),
                township: identity.township_key,
            },
            server: identity.server.clone(),
            hold_seconds,
            found: Mutex::new(Found {
                line: Line::Untried,
                sending: false,
                last_success: None,
            }),
            nudged: Arc::default(),
            at_once: Mutex::new(false),
            quiet: Mutex::default(),
        }
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

    /// Something was saved: try soon.
    pub(crate) fn nudge(&self) {
        self.nudged.notify_one();
    }

    /// The operator asked: try now, with everything.
    pub(crate) fn send_now(&self) {
        *self.at_once.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.nudge();
    }

    pub(crate) fn found(&self) -> Found {
        *self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, change: impl FnOnce(&mut Found)) {
        change(&mut self.found.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Tells the log of a round that moved something or ended otherwise than the one before.
    fn tell_log(&self, done: &Result<Round, Trouble>, carried: Carried) {
        let outcome = match done {
            Ok(_) => "up",
            Err(Trouble::Down) => "down",
            Err(Trouble::Stranger) => "stranger",
            Err(Trouble::Answer(_)) => "answer",
            Err(Trouble::NoRoom) => "township_full",
            Err(Trouble::Ailing) => "township_ailing",
            Err(Trouble::Store(_)) => "store",
        };
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
    let mut failures = 0u32;
    let mut tidied = None;
    loop {
        let Some(strong) = inner.upgrade() else {
            return;
        };
        // Without anywhere to go the store still has to be tidied.
        let done = match &mut engine {
            Some(engine) => turn(&strong, engine).await,
            None => false,
        };
        let is_time = tidied.is_none_or(|last: Instant| last.elapsed() >= TIDY);
        if is_time || strong.store().has_much_to_move() {
            tidy(&strong, tidied.is_none());
            tidied = Some(Instant::now());
        }
        drop(strong);
        failures = if done { 0 } else { failures.saturating_add(1) };
        let jitter = getrandom::u32().unwrap_or_default();
        let wait = if done {
            NEWS
        } else {
            backoff(failures, jitter)
        };
        if !rest(inner, wait).await {
            return;
        }
    }
}

fn engine(inner: &Weak<Inner>) -> Option<Engine<HttpCarrier>> {
    let inner = inner.upgrade()?;
    match HttpCarrier::new(&inner.exchange.server) {
        Ok(carrier) => {
            let parties = inner.exchange.parties.clone();
            Some(Engine::new(carrier, parties))
        }
        Err(error) => {
            tracing::error!(reason = ?error, "the exchange has nowhere to go");
            inner.exchange.note(|found| found.line = Line::Fault);
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
    inner.exchange.note(|found| found.sending = true);
    let before = inner.exchange.found().line;
    // Whatever changes in a round, the township has answered: images may take long after it.
    let told = || {
        inner.exchange.note(|found| found.line = Line::Up);
        inner.tell();
    };
    let done = engine.round(&inner.store, given, told).await;
    let line = match &done {
        Ok(_) => Line::Up,
        Err(Trouble::Down) => Line::Down,
        Err(Trouble::Stranger) => Line::Stranger,
        Err(Trouble::NoRoom) => Line::Full,
        Err(Trouble::Ailing) => Line::Ailing,
        Err(Trouble::Answer(_) | Trouble::Store(_)) => Line::Fault,
    };
    let carried = engine.carried();
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
        done = store.sweep_orphans(ORPHAN).map(drop);
    }
    if let Err(error) = done {
        tracing::warn!(reason = ?error, "the store could not be tidied");
    }
}

/// Waits until it is time for the next round, somebody asks for one, or what was held may go.
/// False when the store is shut.
async fn rest(inner: &Weak<Inner>, wait: Duration) -> bool {
    let Some(strong) = inner.upgrade() else {
        return false;
    };
    // The store must not be held while waiting, or it would never be closed.
    let nudged = Arc::clone(&strong.exchange.nudged);
    drop(strong);
    let step = Duration::from_secs(1).min(wait);
    let nudged = tokio::time::timeout(step, nudged.notified()).await.is_ok();
    if nudged {
        return true;
    }
    let left = wait.saturating_sub(step);
    if left.is_zero() {
        inner.strong_count() > 0
    } else {
        Box::pin(rest(inner, left)).await
    }
}
