//! Recovery codes: made, shown once, typed back; and coming in by one.

use std::fs;

use shanyi_domain::pin::Pin;
use shanyi_store::vault::{Holder, KeyState, Vault, draw_code};
use shanyi_store::{DatabaseKey, JournalAct, StoreError, load_key};
use shanyi_wire::recovery::{CodeError, GROUPS, RecoveryCode};

use super::pins::out_of_turn;
use super::{Pending, Within};
use crate::desk::Desk;
use crate::error::{CodeFault, DeskError};
use crate::view::{
    ConfirmRecovery, DoorView, Nothing, OpenByRecovery, RecoverySheetView, RecoveryView,
    SavedLogView,
};

/// The file of keys as it is handed to the township.
const HANDED_OVER: &str = "shanyi-keys";

/// A recovery code as it was typed.
pub(crate) fn typed_code(typed: &str) -> Result<RecoveryCode, DeskError> {
    RecoveryCode::parse(typed).map_err(|error| DeskError::RecoveryCode {
        fault: match error {
            CodeError::Length => CodeFault::Length,
            CodeError::Group(group) => CodeFault::Group { group },
        },
    })
}

impl Pending {
    pub(super) fn draw(chosen: Option<(Holder, Pin)>) -> Result<Self, DeskError> {
        let chance = crate::desk::fresh()?;
        let groups = GROUPS as u64;
        let first = chance % groups;
        let second = (first + 1 + (chance >> 8) % (groups - 1)) % groups;
        let place = |group: u64| u32::try_from(group + 1).unwrap_or(1);
        let mut ask = [place(first), place(second)];
        ask.sort_unstable();
        Ok(Self {
            code: draw_code()?,
            ask,
            chosen,
        })
    }

    pub(super) fn view(&self) -> RecoveryView {
        RecoveryView {
            groups: self.code.groups(),
            ask: self.ask,
        }
    }

    /// Whether these are the groups that were asked for, as a person types them.
    fn is_confirmed_by(&self, typed: &[String; 2]) -> bool {
        let mut groups = self.code.groups();
        for (place, typed) in self.ask.iter().zip(typed) {
            let at = usize::try_from(*place)
                .unwrap_or_default()
                .saturating_sub(1);
            match groups.get_mut(at) {
                Some(group) => group.clone_from(typed),
                None => return false,
            }
        }
        RecoveryCode::parse(&groups.concat()).is_ok_and(|typed| typed == self.code)
    }
}

impl Desk {
    /// See the command table.
    pub(crate) fn new_recovery(&self, _: Nothing) -> Result<RecoveryView, DeskError> {
        let mut within = self.within();
        if self.kept.door.operator().is_none() || self.kept.door.key().is_none() {
            return Err(DeskError::Locked);
        }
        self.must_have_the_right()?;
        let pending = Pending::draw(None)?;
        let view = pending.view();
        within.pending = Some(pending);
        Ok(view)
    }

    /// See the command table.
    pub(crate) fn recovery_sheet(&self, _: Nothing) -> Result<RecoverySheetView, DeskError> {
        let within = self.within();
        let pending = within.pending.as_ref();
        let pending = pending.ok_or_else(|| out_of_turn("recovery_sheet"))?;
        let inner = self.inner()?;
        Ok(RecoverySheetView {
            groups: pending.code.groups(),
            station: inner.identity.station.name.clone(),
            township: inner.identity.station.township.clone(),
            today: inner.now().today,
        })
    }

    /// See the command table.
    pub(crate) fn confirm_recovery(&self, typed: ConfirmRecovery) -> Result<DoorView, DeskError> {
        let mut within = self.within();
        let pending = within.pending.take();
        let pending = pending.ok_or_else(|| out_of_turn("confirm_recovery"))?;
        if !pending.is_confirmed_by(&typed.groups) {
            within.pending = Some(pending);
            return Err(DeskError::NotConfirmed);
        }
        let done = self.make_count(&mut within, &pending);
        if done.is_err() {
            // Nothing has changed: the same code can be confirmed again.
            within.pending = Some(pending);
        }
        done
    }

    /// Makes a code count, and the PIN that was chosen with it.
    fn make_count(&self, within: &mut Within, pending: &Pending) -> Result<DoorView, DeskError> {
        let vault = self.vault();
        let Some((holder, pin)) = &pending.chosen else {
            let signed = self.kept.door.signed().ok_or(DeskError::Locked)?;
            let key = self.kept.door.key().clone().ok_or(DeskError::Locked)?;
            vault.set_code(&key, &pending.code)?;
            self.inner()?
                .note(signed.id, JournalAct::RecoveryMade, None);
            return self.door_view(within);
        };
        // Before there is a PIN: one whose count is not there would have to wait.
        if let Some(attempts) = &mut within.attempts {
            attempts.forgive(holder.id)?;
        }
        let state = Vault::state(self.folder());
        let key = match state {
            KeyState::Wrapped => {
                let key = self.kept.door.key().clone().ok_or(DeskError::Locked)?;
                vault.set_pin_after_code(&key, holder, pin)?;
                vault.set_code(&key, &pending.code)?;
                key
            }
            KeyState::None | KeyState::Plain => {
                let key = load_key(self.folder())?;
                let recipient = self.recipient();
                vault.protect(&key, holder, pin, &pending.code, recipient.as_deref())?;
                key
            }
        };
        if let Ok(inner) = self.inner() {
            // Whoever has the code can choose in anybody's name: who that is later sees that it was so.
            let by_code = (state == KeyState::Wrapped).then_some(r#"{"by":"code"}"#);
            inner.note(holder.id, JournalAct::PinChosen, by_code);
            inner.note(holder.id, JournalAct::RecoveryMade, None);
        }
        self.come_in(within, key, holder.id, Some(pin))
    }

    /// See the command table.
    pub(crate) fn open_by_recovery(&self, open: OpenByRecovery) -> Result<DoorView, DeskError> {
        let mut within = self.within();
        let wrapped = Vault::state(self.folder()) == KeyState::Wrapped;
        if self.kept.door.operator().is_some() || !wrapped {
            return Err(out_of_turn("open_by_recovery"));
        }
        let code = typed_code(&open.code)?;
        let key = self.key_by_code(&within, &code)?;
        *self.kept.door.key() = Some(key);
        self.vault().finish()?;
        self.kept.open_again();
        within.recovered = true;
        within.pending = None;
        if let Ok(inner) = self.inner() {
            inner.note(shanyi_domain::ids::ActorId(0), JournalAct::Recovered, None);
        }
        self.door_view(&within)
    }

    fn key_by_code(&self, within: &Within, code: &RecoveryCode) -> Result<DatabaseKey, DeskError> {
        let vault = self.vault();
        let own = vault.open_by_code(code);
        match (&within.brought, own) {
            (Some(brought), Err(_)) => Ok(vault.open_by_brought(brought, code)?),
            (_, own) => Ok(own?),
        }
    }

    /// See the command table.
    pub(crate) fn hand_over_keys(&self, _: Nothing) -> Result<SavedLogView, DeskError> {
        let bytes = self.vault().bytes()?;
        let folder = self.kept.opening.hand_over.as_deref();
        let folder = folder.unwrap_or(self.folder());
        let path = folder.join(HANDED_OVER);
        fs::write(&path, bytes).map_err(StoreError::from)?;
        Ok(SavedLogView {
            path: path.to_string_lossy().into_owned(),
        })
    }

    /// See the command table.
    pub(crate) fn bring_keys(&self, _: Nothing, bytes: &[u8]) -> Result<DoorView, DeskError> {
        let mut within = self.within();
        self.vault().is_own(bytes)?;
        within.brought = Some(bytes.to_vec());
        self.door_view(&within)
    }
}
