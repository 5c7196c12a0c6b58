//! The door: who is signed in, and that nothing of a case is answered while nobody is.
//!
//! `joining` (this PC is no station's yet) -> `choose_pin` (the store's key is in no PIN's keeping)
//! -> `confirm_recovery` -> `open` <-> `locked`. A door that was locked leaves the store open behind
//! it, and the exchange goes on; before the first sign-in since the program began the store itself is
//! closed.

mod began;
mod codes;
mod holders;
mod people;
mod pins;

use began::Began;
pub(crate) use codes::typed_code;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};
use std::time::Duration;

use shanyi_domain::ids::ActorId;
use shanyi_domain::pin::Pin;
use shanyi_store::vault::{Attempts, Holder, KeyState, Vault, VaultError};
pub use shanyi_store::vault::{COST, Keyring, KeyringFault, SecretFolder};
use shanyi_store::{DatabaseKey, JournalAct, Operator, StoreError, load_or_create_key};
use shanyi_wire::recovery::RecoveryCode;
pub use shanyi_wire::vault::{Cost, RingKind, Secret};

use crate::command::Passage;
use crate::desk::{Desk, Inner, Kept};
use crate::error::DeskError;
use crate::view::{DoorView, Nothing, SetIdle};

/// After how many idle minutes the door locks, where nobody said otherwise.
const IDLE: u32 = 10;
/// What may be said.
const IDLE_MAY_BE: std::ops::RangeInclusive<u32> = 2..=30;
/// The setting.
const IDLE_SETTING: &str = "idle_minutes";

/// The door of a desk.
pub(crate) struct Door {
    /// Held by each command on its way, so that whoever locks waits for those that are under way.
    gate: RwLock<()>,
    signed: RwLock<Option<Operator>>,
    /// The store's key, once a PIN or a code gave it.
    key: Mutex<Option<DatabaseKey>>,
    within: Mutex<Within>,
    began: Began,
    /// Seconds by which tests have let the program run.
    played: AtomicU64,
    /// How long the program ran when a key was pressed last, in milliseconds.
    touched: AtomicU64,
    idle_minutes: AtomicU64,
}

/// What only the door's own commands look at, one after the other.
#[derive(Default)]
pub(crate) struct Within {
    attempts: Option<Attempts>,
    /// Who was signed in last since the program began.
    last: Option<ActorId>,
    pending: Option<Pending>,
    /// A recovery code opened the store, and nobody has chosen a PIN since.
    recovered: bool,
    /// A file of keys that the township gave back.
    brought: Option<Vec<u8>>,
}

/// A recovery code that was shown and does not count yet.
struct Pending {
    code: RecoveryCode,
    /// The groups that are to be typed back, counted from 1.
    ask: [u32; 2],
    /// Who chose a PIN with it; nobody where it is a new code alone.
    chosen: Option<(Holder, Pin)>,
}

impl Default for Door {
    fn default() -> Self {
        Self {
            gate: RwLock::default(),
            signed: RwLock::default(),
            key: Mutex::default(),
            within: Mutex::default(),
            began: Began::now(),
            played: AtomicU64::new(0),
            touched: AtomicU64::new(0),
            idle_minutes: AtomicU64::new(IDLE.into()),
        }
    }
}

impl Door {
    /// Who is signed in.
    pub(crate) fn signed(&self) -> Option<Operator> {
        self.signed
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The number of who is signed in.
    pub(crate) fn operator(&self) -> Option<ActorId> {
        self.signed().map(|operator| operator.id)
    }

    /// The key that the store in `data` is opened with.
    pub(crate) fn key_of(&self, data: &Path) -> Result<DatabaseKey, DeskError> {
        match Vault::state(data) {
            KeyState::Wrapped => self.key().clone().ok_or(DeskError::Locked),
            KeyState::None | KeyState::Plain => Ok(load_or_create_key(data)?),
        }
    }

    fn key(&self) -> MutexGuard<'_, Option<DatabaseKey>> {
        self.key.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set_signed(&self, operator: Option<Operator>) -> Option<Operator> {
        let mut signed = self.signed.write().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut *signed, operator)
    }

    /// How long the program runs. No clock that anybody can set has a part in it.
    fn running(&self) -> Duration {
        let played = self.played.load(Ordering::SeqCst);
        self.began.elapsed() + Duration::from_secs(played)
    }

    /// Somebody is there. Who comes when the desk should have locked comes late: it locks all the same.
    fn touch_in_time(&self) {
        if !self.is_idle() {
            self.touch();
        }
    }

    fn touch(&self) {
        let now = u64::try_from(self.running().as_millis()).unwrap_or(u64::MAX);
        self.touched.store(now, Ordering::SeqCst);
    }

    /// Somebody is signed in, and no key was pressed for as long as the desk waits for one.
    fn is_idle(&self) -> bool {
        let touched = Duration::from_millis(self.touched.load(Ordering::SeqCst));
        let most = Duration::from_secs(60 * self.idle_minutes.load(Ordering::SeqCst));
        self.operator().is_some() && self.running().saturating_sub(touched) >= most
    }
}

impl Desk {
    /// Lets a command through, or not. It is the one place that decides this.
    pub(crate) fn pass(
        &self,
        passage: Passage,
    ) -> Result<Option<RwLockReadGuard<'_, ()>>, DeskError> {
        if passage == Passage::Door {
            return Ok(None);
        }
        // Whoever wakes a PC that slept is quicker than the keeper, which looks twice a second.
        self.kept.lock_if_idle();
        let door = &self.kept.door;
        let passed = door.gate.read().unwrap_or_else(PoisonError::into_inner);
        if door.operator().is_some() || self.nobody_could_sign_in() {
            Ok(Some(passed))
        } else {
            Err(match self.inner() {
                Err(DeskError::NotEnrolled) => DeskError::NotEnrolled,
                _ => DeskError::Locked,
            })
        }
    }

    /// The key lies open, and the door was left open too, or there is no store behind it: then each
    /// command says why.
    fn nobody_could_sign_in(&self) -> bool {
        let door = &self.kept.door;
        let open = match self.inner() {
            Ok(_) => self.kept.opening.door_left_open,
            Err(why) => why != DeskError::Locked,
        };
        open && door.key().is_none()
    }

    /// A copy was put back by its recovery code: whoever did it chooses a PIN.
    pub(crate) fn came_back(&self) {
        self.within().recovered = true;
        self.kept.open_again();
    }

    /// See the command table.
    pub(crate) fn door(&self, _: Nothing) -> Result<DoorView, DeskError> {
        let within = self.within();
        self.door_view(&within)
    }

    fn door_view(&self, within: &Within) -> Result<DoorView, DeskError> {
        let door = &self.kept.door;
        if let Some(signed) = door.signed() {
            return Ok(self.open_view(within, &signed));
        }
        if let Some(pending) = &within.pending {
            return Ok(DoorView::ConfirmRecovery {
                groups: pending.ask,
            });
        }
        if within.recovered {
            return Ok(DoorView::ChoosePin {
                operators: self.choosers(within)?,
                recovered: true,
            });
        }
        if Vault::state(self.folder()) == KeyState::Wrapped {
            return Ok(DoorView::Locked {
                operators: self.holders(within)?,
                running: door.key().is_some(),
            });
        }
        match self.inner() {
            Err(DeskError::NotEnrolled) => Ok(DoorView::Joining),
            Err(_) => Ok(DoorView::Shut),
            Ok(inner) if self.kept.opening.door_left_open => {
                Ok(self.open_view(within, &inner.identity.operator))
            }
            Ok(_) => Ok(DoorView::ChoosePin {
                operators: self.choosers(within)?,
                recovered: false,
            }),
        }
    }

    fn open_view(&self, within: &Within, operator: &Operator) -> DoorView {
        let minutes = self.kept.door.idle_minutes.load(Ordering::SeqCst);
        DoorView::Open {
            operator: self.at_the_door(within, operator.id, &operator.name),
            again: within.last == Some(operator.id),
            idle_minutes: u32::try_from(minutes).unwrap_or(IDLE),
        }
    }

    /// See the command table.
    pub(crate) fn lock(&self, nothing: Nothing) -> Result<DoorView, DeskError> {
        self.kept.lock("key");
        self.door(nothing)
    }

    /// See the command table.
    pub(crate) fn still_here(&self, _: Nothing) -> Result<Nothing, DeskError> {
        self.kept.door.touch_in_time();
        Ok(Nothing {})
    }

    /// See the command table.
    pub(crate) fn set_idle(&self, set: SetIdle) -> Result<DoorView, DeskError> {
        if !IDLE_MAY_BE.contains(&set.minutes) {
            let what = "idle minutes are 2 to 30".to_owned();
            return Err(DeskError::BadRequest { what });
        }
        let inner = self.inner()?;
        let minutes = set.minutes.to_string();
        inner.store().put_setting(IDLE_SETTING, &minutes)?;
        let detail = format!(r#"{{"minutes":{minutes}}}"#);
        inner.note(inner.operator(), JournalAct::IdleSet, Some(&detail));
        let door = &self.kept.door;
        door.idle_minutes
            .store(set.minutes.into(), Ordering::SeqCst);
        self.door(Nothing {})
    }

    /// Lets the program run on by so many seconds: for tests only, which can't wait so long.
    #[doc(hidden)]
    pub fn play_running(&self, seconds: u64) {
        self.kept.door.played.fetch_add(seconds, Ordering::SeqCst);
    }

    /// What only one of the door's commands looks at, at a time.
    fn within(&self) -> MutexGuard<'_, Within> {
        let door = &self.kept.door;
        let mut within = door.within.lock().unwrap_or_else(PoisonError::into_inner);
        within
            .attempts
            .get_or_insert_with(|| Attempts::read(self.folder(), door.running()));
        within
    }

    pub(crate) fn vault(&self) -> Vault {
        self.kept.vault()
    }
}

impl Kept {
    fn vault(&self) -> Vault {
        let opening = &self.opening;
        Vault::new(&opening.data, opening.keyrings.clone(), opening.pin_cost)
    }

    /// Locks the door, once the commands that are under way have come back.
    pub(crate) fn lock(&self, why: &str) {
        let signed = {
            let _alone = self
                .door
                .gate
                .write()
                .unwrap_or_else(PoisonError::into_inner);
            let signed = self.door.set_signed(None);
            if signed.is_some() {
                // Who comes next is not shown a code that somebody else was about to confirm. Whoever
                // holds `within` with a passage through the gate is out by now.
                let within = self.door.within.lock();
                within.unwrap_or_else(PoisonError::into_inner).pending = None;
            }
            signed
        };
        let Some(signed) = signed else { return };
        if let Ok(inner) = self.inner() {
            let detail = format!(r#"{{"by":"{why}"}}"#);
            inner.note(signed.id, JournalAct::Locked, Some(&detail));
        }
        self.tell();
    }

    /// Locks the door behind somebody who went away.
    pub(crate) fn lock_if_idle(&self) {
        if self.door.is_idle() {
            self.lock("idle");
        }
    }
}

impl Inner {
    /// Notes in the journal what was done at the door. What can't be noted is in the log.
    fn note(&self, operator: ActorId, act: JournalAct, detail: Option<&str>) {
        let at = self.now().best;
        let noted = self.store().note(at, operator, act, None, detail);
        if let Err(error) = noted {
            tracing::warn!(fault = ?error.fault(), "a line of the journal was not written");
        }
    }
}

/// The file in the keyring's place, for a desk that was given none: beside the data folder.
pub(crate) fn keyring_beside(data: &Path) -> Arc<dyn Keyring> {
    let mut beside = data.as_os_str().to_owned();
    beside.push(".secrets");
    Arc::new(SecretFolder::new(PathBuf::from(beside)))
}

impl From<VaultError> for DeskError {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::WrongPin => Self::WrongPin { seconds: 0 },
            VaultError::WrongCode => Self::RecoveryCode {
                fault: crate::error::CodeFault::Other,
            },
            VaultError::KeyringLost => Self::KeyringLost,
            VaultError::KeyringSilent => Self::KeyringSilent,
            VaultError::NoHolder => Self::NotOfThisStation,
            VaultError::LastHolder => Self::LastPin,
            VaultError::OtherFile => Self::OtherKeys,
            VaultError::Disk(kind) => StoreError::from(std::io::Error::from(kind)).into(),
            VaultError::Missing
            | VaultError::Unreadable
            | VaultError::Newer
            | VaultError::Recipient
            | VaultError::NotProven
            | VaultError::Cipher
            | VaultError::NoRandomness => {
                tracing::error!(reason = ?error, "the key's wraps failed");
                StoreError::KeyUnreadable.into()
            }
        }
    }
}
