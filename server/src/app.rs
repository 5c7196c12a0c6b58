//! What every request is given.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use shanyi_domain::ids::StationId;
use shanyi_domain::planted::{self, Bug};
use shanyi_wire::keys::SigningKey;
use tokio::sync::watch;

use crate::authority::Authorities;
use crate::clock::Clock;
use crate::error::ServerError;
use crate::heard::Heard;
use crate::key;
use crate::ledger::{Counter, Ledger, LedgerError, Options};
use crate::limit::Limit;
use crate::recovery::RecoveryKey;
use crate::retention::coming::Coming;
use crate::serve::Front;
use crate::tries::Tries;
use crate::waiting::Waiting;

/// How often the ledger is asked, for all who wait together, whether another process has written.
const GLANCE: Duration = Duration::from_secs(4);

/// How long a line may be silent in the middle of a request.
const STALL: Duration = Duration::from_secs(60);

/// Wrong passwords of an address that are free: a whole office has one address.
const SIGN_INS: u32 = 30;
/// After them there is one more every so many seconds.
const SIGN_IN_EVERY: u32 = 20;

/// The server: its ledger, its key, its clock.
pub struct App {
    /// The ledger.
    pub ledger: Ledger,
    /// Signs receipts, closings and the township's own stream.
    pub key: SigningKey,
    /// What time it is.
    pub clock: Clock,
    /// What stands between this server and whoever speaks to it.
    pub front: Front,
    /// Tries to sign in at the console.
    pub(crate) sign_ins: Limit,
    /// The data folder.
    data: PathBuf,
    /// How long a line may be silent in the middle of a request before that is over.
    pub stall: Duration,
    /// Rings when something was written; whoever hears it looks into the ledger.
    bell: watch::Sender<Bell>,
    /// The stations that wait for news.
    waiting: Waiting,
    /// When PCs last spoke.
    heard: Heard,
    /// What is erased in the days to come.
    coming: Coming,
    /// Who came with wrong codes.
    tries: Tries,
    glanced: Mutex<Option<Instant>>,
    /// Work on the ledger is done by the thread that asks for it.
    on_one_thread: bool,
}

/// What the bell says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bell {
    /// The server stops: nobody should wait any longer.
    pub closing: bool,
    rings: u64,
}

impl App {
    /// Opens the server's data, and makes them where they are not there yet.
    ///
    /// # Errors
    /// When the folder can't be used.
    pub fn open(data: &Path, clock: Clock) -> Result<Self, ServerError> {
        Self::open_with(data, clock, Options::default())
    }

    /// The same over a ledger that is opened with other options.
    ///
    /// # Errors
    /// As [`App::open`].
    pub fn open_with(data: &Path, clock: Clock, options: Options) -> Result<Self, ServerError> {
        let ledger = Ledger::open_with(data, options)?;
        let path = data.join("township.key");
        let known = ledger.read(|view| view.township_key())?;
        // Every station trusts one key: with another in its place none would ever speak to us.
        if known.is_some() && !path.exists() {
            return Err(ServerError::KeyGone(path));
        }
        let key = key::keep(&path)?;
        if known.is_some_and(|known| known != key.public()) {
            return Err(ServerError::OtherKey(path));
        }
        ledger.sign_with(&key);
        ledger.write(|tx| tx.enrol_township(&key.public(), clock.now()))?;
        Ok(Self {
            ledger,
            key,
            clock,
            front: Front::default(),
            sign_ins: Limit::new(SIGN_INS, SIGN_IN_EVERY),
            data: data.to_owned(),
            stall: STALL,
            bell: watch::Sender::new(Bell::default()),
            waiting: Waiting::default(),
            heard: Heard::default(),
            coming: Coming::default(),
            tries: Tries::default(),
            glanced: Mutex::default(),
            on_one_thread: false,
        })
    }

    /// The same for one thread that plays everything one after the other: work on the ledger is done
    /// where it is asked for, and nobody else is waited for.
    #[must_use]
    pub const fn on_one_thread(mut self) -> Self {
        self.on_one_thread = true;
        self
    }

    /// The certificates that a station is given to trust on the line, as DER: the township's authority
    /// and its spare, and nothing else. They are made at first use.
    ///
    /// # Errors
    /// When their files can't be used.
    pub fn authorities(&self) -> Result<Vec<Vec<u8>>, ServerError> {
        let authorities = Authorities::keep(&self.data, self.clock.now())?;
        Ok(authorities.certificates())
    }

    /// The township's recovery key, as a station is given it to wrap its store's key for. It is made at
    /// first use.
    ///
    /// # Errors
    /// When its file can't be used.
    pub fn recovery_recipient(&self) -> Result<String, ServerError> {
        Ok(RecoveryKey::keep(&self.data)?.recipient())
    }

    /// The same as it is: a key that is lost is drawn anew when somebody asks for that, not in passing.
    #[must_use]
    pub fn recipient_if_there(&self) -> Option<String> {
        let key = RecoveryKey::is_in(&self.data).then(|| RecoveryKey::keep(&self.data));
        Some(key?.ok()?.recipient())
    }

    /// Runs work on the ledger where it may wait for the disk.
    ///
    /// # Errors
    /// When the work was given up because the server stops.
    pub async fn blocking<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self) -> T + Send + 'static,
    ) -> Result<T, LedgerError> {
        if self.on_one_thread {
            return Ok(work(self));
        }
        let app = Arc::clone(self);
        let done = tokio::task::spawn_blocking(move || work(&app)).await;
        done.map_err(|_| LedgerError::Broken("work that was given up"))
    }

    /// Tells whoever waits that something was written which may concern everybody.
    pub fn tell(&self) {
        self.ring();
        self.waiting.ring(None);
    }

    /// Tells whoever waits that something was written which concerns one station's cases: no other
    /// station is woken by it.
    pub fn tell_station(&self, station: StationId) {
        self.ring();
        if !planted::is(Bug::BellSilent) {
            self.waiting.ring(Some(station));
        }
    }

    /// Tells the console alone that something was written.
    pub fn tell_console(&self) {
        self.ring();
    }

    fn ring(&self) {
        self.bell
            .send_modify(|bell| bell.rings = bell.rings.wrapping_add(1));
    }

    /// Looks whether another process has written, such as one that publishes a catalogue: it rings
    /// no bell here. However many ask, the ledger is asked every few seconds at most.
    ///
    /// # Errors
    /// What the ledger says.
    pub fn glance(&self) -> Result<(), LedgerError> {
        {
            let mut glanced = self.glanced.lock().unwrap_or_else(PoisonError::into_inner);
            if glanced.is_some_and(|last| last.elapsed() < GLANCE) {
                return Ok(());
            }
            *glanced = Some(Instant::now());
        }
        if self.ledger.was_written_elsewhere()? {
            self.tell();
        }
        Ok(())
    }

    /// The stations that wait for news.
    #[must_use]
    pub const fn waiting(&self) -> &Waiting {
        &self.waiting
    }

    /// When PCs last spoke.
    pub(crate) const fn heard(&self) -> &Heard {
        &self.heard
    }

    /// What is erased in the days to come.
    pub(crate) const fn coming(&self) -> &Coming {
        &self.coming
    }

    /// Who came with wrong codes.
    pub(crate) const fn tries(&self) -> &Tries {
        &self.tries
    }

    /// Sends everybody home who waits.
    pub fn close(&self) {
        self.bell.send_modify(|bell| bell.closing = true);
        self.waiting.close();
    }

    /// Hears the bell from now on.
    #[must_use]
    pub fn listen(&self) -> watch::Receiver<Bell> {
        self.bell.subscribe()
    }

    /// The position of the newest event.
    ///
    /// # Errors
    /// What the ledger says.
    pub fn position(&self) -> Result<u64, LedgerError> {
        self.ledger.read(|view| view.last(Counter::Position))
    }
}
