//! Who may use this PC, as whoever is signed in sees and changes it.

use std::sync::atomic::Ordering;

use shanyi_domain::ids::ActorId;
use shanyi_store::JournalAct;
use shanyi_store::vault::{KeyState, Vault, VaultError};

use super::people::Known;
use super::pins::out_of_turn;
use super::{IDLE, Within};
use crate::desk::Desk;
use crate::error::DeskError;
use crate::view::{HolderStanding, Nothing, PinHolderView, PinsView, TakePin};

impl Desk {
    /// See the command table.
    pub(crate) fn pins(&self, _: Nothing) -> Result<PinsView, DeskError> {
        self.pins_view(&self.within())
    }

    fn pins_view(&self, within: &Within) -> Result<PinsView, DeskError> {
        let inner = self.inner()?;
        let wrapped = Vault::state(self.folder()) == KeyState::Wrapped;
        let holders = if wrapped {
            self.holders(within)?
        } else {
            Vec::new()
        };
        let me = inner.operator();
        let has = |id: ActorId| holders.iter().find(|holder| holder.id == id);
        let mut people: Vec<_> = inner
            .people()
            .into_iter()
            // Who left and has no PIN is nobody's business here any more.
            .filter(|known| {
                known.standing != HolderStanding::Gone || has(known.operator.id).is_some()
            })
            .map(|Known { operator, standing }| PinHolderView {
                id: operator.id,
                name: operator.name,
                me: operator.id == me,
                has_pin: has(operator.id).is_some(),
                shut: has(operator.id).is_some_and(|holder| holder.shut),
                standing,
            })
            .collect();
        for holder in holders {
            if !people.iter().any(|one| one.id == holder.id) {
                people.push(PinHolderView {
                    id: holder.id,
                    name: holder.name,
                    me: holder.id == me,
                    has_pin: true,
                    shut: holder.shut,
                    standing: HolderStanding::Gone,
                });
            }
        }
        people.sort_by_key(|one| !one.me);
        let minutes = self.kept.door.idle_minutes.load(Ordering::SeqCst);
        Ok(PinsView {
            people,
            idle_minutes: u32::try_from(minutes).unwrap_or(IDLE),
            names: inner.names_from(),
            left_open: !wrapped,
        })
    }

    /// See the command table.
    pub(crate) fn take_pin(&self, take: TakePin) -> Result<PinsView, DeskError> {
        let within = self.within();
        let signed = self.kept.door.signed().ok_or(DeskError::Locked)?;
        // Whoever is in stays a holder: so there is always one.
        if take.operator == signed.id {
            return Err(out_of_turn("take_pin"));
        }
        self.must_have_the_right()?;
        let key = self.kept.door.key().clone().ok_or(DeskError::Locked)?;
        match self.vault().remove_pin(&key, take.operator) {
            // Somebody was faster, or it was pressed twice.
            Err(VaultError::NoHolder) => return self.pins_view(&within),
            done => done?,
        }
        let detail = format!(r#"{{"from":{}}}"#, take.operator.0);
        let inner = self.inner()?;
        inner.note(signed.id, JournalAct::PinTaken, Some(&detail));
        self.pins_view(&within)
    }
}
