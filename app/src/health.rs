//! How the desk itself is, and the mending of its store.

use std::sync::PoisonError;

use shanyi_store::{Backup, Fault, LetGo, Mended, StoreError, backups, can_mend, mend};

use crate::desk::Desk;
use crate::error::DeskError;
use crate::view::{BackupView, DamageView, HealthView, LetGoView, MendView, Nothing, ShutView};

/// How often a folder that is still held by a command on its way is tried. Each try waits a while by itself.
const HELD: u32 = 3;

impl Desk {
    /// See the command table.
    pub(crate) fn health(&self, _: Nothing) -> Result<HealthView, DeskError> {
        let copies = backups(&self.kept.opening.data);
        let copy_fault = self.kept.copy_fault.lock();
        let backup_fault = *copy_fault.unwrap_or_else(PoisonError::into_inner);
        let (read_only, room, let_go, shut) = match self.inner() {
            Ok(inner) => {
                let store = inner.store();
                let let_go = store.let_go().ok().and_then(let_go_view);
                (store.read_only(), store.room(), let_go, None)
            }
            // That has a page of its own.
            Err(DeskError::Locked) => (None, Default::default(), None, None),
            Err(why) => {
                let shut = self.shut_view(&why, &copies);
                (None, Default::default(), None, shut)
            }
        };
        Ok(HealthView {
            read_only,
            room,
            backup: copies.first().map(backup_view),
            backup_fault,
            let_go,
            shut,
        })
    }

    /// What is shut is the store, or it is open for another reason that has its own screen.
    fn shut_view(&self, why: &DeskError, copies: &[Backup]) -> Option<ShutView> {
        let fault = match why {
            DeskError::Store { fault } => *fault,
            DeskError::NotEnrolled => Fault::Enrolment,
            _ => Fault::Other,
        };
        let damaged = matches!(fault, Fault::Damaged | Fault::Key);
        Some(ShutView {
            fault,
            can_mend: damaged && can_mend(&self.kept.opening.data),
            backups: copies.iter().map(backup_view).collect(),
        })
    }

    /// See the command table.
    pub(crate) fn open_again(&self, nothing: Nothing) -> Result<HealthView, DeskError> {
        self.kept.open_again();
        self.health(nothing)
    }

    /// See the command table.
    pub(crate) fn mend(&self, _: Nothing) -> Result<MendView, DeskError> {
        let fault = Fault::Damaged;
        self.kept.shut(DeskError::Store { fault });
        let key = self.kept.door.key_of(&self.kept.opening.data)?;
        let mut mended = mend(&self.kept.opening.data, &key);
        for _ in 1..HELD {
            if matches!(mended, Err(StoreError::InUse)) {
                mended = mend(&self.kept.opening.data, &key);
            }
        }
        let mended = mended?;
        Ok(view(mended, self.kept.open_again()))
    }
}

fn view(mended: Mended, open: bool) -> MendView {
    let lost = mended.lost.into_iter().map(|lost| DamageView {
        what: lost.what,
        number: lost.number,
        count: lost.count,
        returns: lost.returns,
    });
    MendView {
        mended: open,
        events: mended.events,
        lost: lost.collect(),
        from_backup: mended.from_backup,
    }
}

fn let_go_view(gone: LetGo) -> Option<LetGoView> {
    let LetGo { images, bytes, at } = gone;
    let at = at.filter(|_| images > 0)?;
    Some(LetGoView { images, bytes, at })
}

pub(crate) fn backup_view(copy: &Backup) -> BackupView {
    BackupView {
        at: copy.at,
        cases: copy.cases,
    }
}
