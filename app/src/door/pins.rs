//! Coming in by a PIN, and giving one.

use std::sync::atomic::Ordering;

use shanyi_domain::ids::ActorId;
use shanyi_domain::pin::{Pin, PinError};
use shanyi_store::vault::{Attempt, KeyState, Vault, VaultError};
use shanyi_store::{DatabaseKey, JournalAct, Operator};

use super::people::holder;
use super::{IDLE, IDLE_MAY_BE, IDLE_SETTING, Pending, Within};
use crate::desk::{Desk, Inner, Kept};
use crate::error::DeskError;
use crate::view::{AddColleague, ChangePin, ChoosePin, DoorView, RecoveryView, SignIn};

impl Desk {
    /// See the command table.
    pub(crate) fn sign_in(&self, who: SignIn) -> Result<DoorView, DeskError> {
        let mut within = self.within();
        if self.kept.door.operator().is_some() || Vault::state(self.folder()) != KeyState::Wrapped {
            return Err(out_of_turn("sign_in"));
        }
        let pin = typed(&who.pin)?;
        let key = self.try_pin(&mut within, who.operator, &pin)?;
        self.come_in(&mut within, key, who.operator, Some(&pin))
    }

    /// Tries a PIN: counted on the disk before it is tried, and only when its time has come.
    fn try_pin(
        &self,
        within: &mut Within,
        operator: ActorId,
        pin: &Pin,
    ) -> Result<DatabaseKey, DeskError> {
        let vault = self.vault();
        // A keyring that is gone or silent is no wrong PIN.
        vault.kept_for(operator)?;
        let running = self.kept.door.running();
        let Some(attempts) = &mut within.attempts else {
            return Err(DeskError::PinShut);
        };
        match attempts.may(operator, running) {
            Attempt::Free => attempts.begin(operator, running)?,
            Attempt::Wait(seconds) => return Err(DeskError::PinWait { seconds }),
            Attempt::Shut => return Err(DeskError::PinShut),
        }
        match vault.open_by_pin(operator, pin.digits()) {
            Ok(key) => {
                attempts.right(operator)?;
                Ok(key)
            }
            Err(VaultError::WrongPin) => {
                self.note_wrong_pins(within);
                Err(self.wrong_pin(within, operator))
            }
            Err(other) => {
                attempts.take_back(operator)?;
                Err(other.into())
            }
        }
    }

    fn wrong_pin(&self, within: &Within, operator: ActorId) -> DeskError {
        let running = self.kept.door.running();
        let may = within.attempts.as_ref().map(|of| of.may(operator, running));
        match may {
            Some(Attempt::Wait(seconds)) => DeskError::WrongPin { seconds },
            Some(Attempt::Shut) => DeskError::PinShut,
            _ => DeskError::WrongPin { seconds: 0 },
        }
    }

    /// Notes wrong PINs where the store is open; otherwise the next one who comes in does.
    fn note_wrong_pins(&self, within: &mut Within) {
        let (Ok(inner), Some(attempts)) = (self.inner(), &mut within.attempts) else {
            return;
        };
        let unnoted = attempts.unnoted();
        for (operator, count) in &unnoted {
            let detail = format!(r#"{{"count":{count}}}"#);
            inner.note(*operator, JournalAct::WrongPin, Some(&detail));
        }
        if !unnoted.is_empty()
            && let Err(error) = attempts.noted()
        {
            tracing::warn!(reason = ?error, "noted wrong PINs may be noted again");
        }
    }

    /// Opens the door for somebody who gave the key; the store behind it too, if it is not open yet.
    /// A store that does not open has its own page: whoever is in sees why.
    pub(super) fn come_in(
        &self,
        within: &mut Within,
        key: DatabaseKey,
        operator: ActorId,
        pin: Option<&Pin>,
    ) -> Result<DoorView, DeskError> {
        let door = &self.kept.door;
        *door.key() = Some(key.clone());
        self.vault().finish()?;
        self.kept.open_again();
        let operator = self.somebody(operator)?;
        self.keep_wraps_fresh(&key, &operator, pin);
        if let Ok(inner) = self.inner() {
            door.idle_minutes
                .store(idle_minutes(&inner).into(), Ordering::SeqCst);
            self.note_wrong_pins(within);
            inner.note(operator.id, JournalAct::SignedIn, None);
        }
        let again = within.last == Some(operator.id);
        within.recovered = false;
        within.brought = None;
        within.last = Some(operator.id);
        door.touch();
        door.set_signed(Some(operator.clone()));
        self.kept.tell();
        let mut view = self.open_view(within, &operator);
        if let DoorView::Open {
            again: as_before, ..
        } = &mut view
        {
            *as_before = again;
        }
        Ok(view)
    }

    /// An earlier program's cost of a PIN, a name and the township's recovery key are brought up to
    /// date. What fails is tried again at the next sign-in.
    fn keep_wraps_fresh(&self, key: &DatabaseKey, operator: &Operator, pin: Option<&Pin>) {
        let (vault, holder) = (self.vault(), holder(operator));
        let renewed = match pin {
            Some(pin) if vault.is_old(&holder) == Ok(true) => vault.set_pin(key, &holder, pin),
            _ => Ok(()),
        };
        let wrapped = self.kept.wrap_for_township(key);
        for error in [renewed.err(), wrapped.err()].into_iter().flatten() {
            tracing::warn!(reason = ?error, "a wrap of the key was not renewed");
        }
    }

    /// The township's recovery key, where the enrolment brought one.
    pub(super) fn recipient(&self) -> Option<String> {
        self.inner().ok().and_then(|inner| recipient(&inner))
    }

    /// See the command table.
    pub(crate) fn choose_pin(&self, choose: ChoosePin) -> Result<RecoveryView, DeskError> {
        let mut within = self.within();
        let first = Vault::state(self.folder()) == KeyState::Plain && self.inner().is_ok();
        if self.kept.door.operator().is_some() || !(first || within.recovered) {
            return Err(out_of_turn("choose_pin"));
        }
        let pin = Pin::parse(&choose.pin).map_err(|fault| DeskError::NewPin { fault })?;
        let operator = self.chooser(choose.operator)?;
        let pending = Pending::draw(Some((holder(&operator), pin)))?;
        let view = pending.view();
        within.pending = Some(pending);
        Ok(view)
    }

    /// See the command table.
    pub(crate) fn change_pin(&self, change: ChangePin) -> Result<DoorView, DeskError> {
        let mut within = self.within();
        let signed = self.kept.door.signed().ok_or(DeskError::Locked)?;
        let new = Pin::parse(&change.new_pin).map_err(|fault| DeskError::NewPin { fault })?;
        let key = self.try_pin(&mut within, signed.id, &typed(&change.pin)?)?;
        self.vault().set_pin(&key, &holder(&signed), &new)?;
        self.inner()?.note(signed.id, JournalAct::PinChosen, None);
        self.door_view(&within)
    }

    /// See the command table.
    pub(crate) fn add_colleague(&self, add: AddColleague) -> Result<DoorView, DeskError> {
        let mut within = self.within();
        let signed = self.kept.door.signed().ok_or(DeskError::Locked)?;
        let pin = Pin::parse(&add.pin).map_err(|fault| DeskError::NewPin { fault })?;
        let colleague = self.colleague(add.operator)?;
        // The PIN of whoever sits here is changed by `change_pin`, which asks for the present one.
        if colleague.id == signed.id {
            return Err(out_of_turn("add_colleague"));
        }
        // Who lost the right lets a successor in, and replaces nobody's PIN.
        if self.has_pin(colleague.id)? {
            self.must_have_the_right()?;
        }
        let key = self.kept.door.key().clone().ok_or(DeskError::Locked)?;
        self.vault().set_pin(&key, &holder(&colleague), &pin)?;
        if let Some(attempts) = &mut within.attempts {
            attempts.forgive(colleague.id)?;
        }
        let detail = format!(r#"{{"for":{}}}"#, colleague.id.0);
        let inner = self.inner()?;
        inner.note(signed.id, JournalAct::PinChosen, Some(&detail));
        self.door_view(&within)
    }
}

/// The township's recovery key that this PC knows. A township without one is written down as having none.
fn recipient(inner: &Inner) -> Option<String> {
    let enrolment = inner.store().enrolment().ok()??;
    Some(enrolment.recovery).filter(|recovery| recovery.starts_with("age1"))
}

impl Kept {
    /// The same for a desk whose key is in the memory, whoever sits before it: a new key of the
    /// township's may have come since they signed in.
    pub(crate) fn wrap_anew(&self) {
        // Whoever gives a PIN meanwhile writes the same file.
        let _alone = self.door.within.lock();
        let Some(key) = self.door.key().clone() else {
            return;
        };
        if let Err(error) = self.wrap_for_township(&key) {
            tracing::warn!(reason = ?error, "the key was not wrapped for the township");
        }
    }

    /// Wraps the key for the township's present recovery key, where it is not yet.
    fn wrap_for_township(&self, key: &DatabaseKey) -> Result<(), VaultError> {
        let Ok(inner) = self.inner() else {
            return Ok(());
        };
        let Some(to) = recipient(&inner) else {
            return Ok(());
        };
        if self.vault().set_township(key, &to)? {
            let detail = serde_json::json!({ "recipient": to }).to_string();
            inner.note(ActorId(0), JournalAct::WrappedForTownship, Some(&detail));
        }
        Ok(())
    }
}

/// A PIN as it was typed at the door. What nobody may choose is nobody's, and costs no attempt.
fn typed(pin: &str) -> Result<Pin, DeskError> {
    Pin::parse(pin).map_err(|fault| match fault {
        PinError::Easy => DeskError::WrongPin { seconds: 0 },
        fault => DeskError::NewPin { fault },
    })
}

/// The page asks for something that has no place now.
pub(super) fn out_of_turn(name: &str) -> DeskError {
    DeskError::BadRequest {
        what: name.to_owned(),
    }
}

fn idle_minutes(inner: &Inner) -> u32 {
    let kept = inner.store().setting(IDLE_SETTING).ok().flatten();
    let minutes = kept.and_then(|minutes| minutes.parse().ok());
    minutes
        .filter(|minutes| IDLE_MAY_BE.contains(minutes))
        .unwrap_or(IDLE)
}
