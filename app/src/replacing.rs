//! A fresh PC takes the place of a broken one: a copy out of a second folder is opened by its recovery
//! code, looked over and put back. Until that is done nothing of it is on this PC's disk under its name,
//! so that whatever breaks it off, it can be said again.

use std::path::{Path, PathBuf};
use std::sync::{MutexGuard, PoisonError};

use shanyi_store::vault::{KeyState, Vault};
use shanyi_store::{
    Backup, DatabaseKey, Inside, OuterFolder, PutBack, PuttingBack, StoreError, look_inside,
    outer_folders, put_back,
};
use shanyi_wire::recovery::RecoveryCode;

use crate::desk::Desk;
use crate::door::typed_code;
use crate::error::DeskError;
use crate::health::backup_view;
use crate::view::{
    CopiesOfView, CopiesView, LookForCopies, Nothing, OpenCopies, OpenedCopyView, PutBackView,
    ReplacingStep, ReplacingView,
};

mod fault;
mod sticks;

pub use fault::ReplaceFault;
use fault::{fault, is_of_this_copy, of};

/// The folder of the copies within a PC's, which somebody may well choose.
const INNERMOST: &str = "backups";

/// A putting back that a page has begun. The key is in the memory alone.
#[derive(Default)]
pub(crate) struct Replacing {
    opened: Option<Opened>,
    going: Option<PuttingBack>,
    done: Option<PutBackView>,
}

/// Copies that a code has opened, from the newest whole one on.
#[derive(Clone)]
struct Opened {
    folder: OuterFolder,
    copies: Vec<Backup>,
    key: DatabaseKey,
    passed_over: u32,
}

impl Desk {
    /// See the command table.
    pub(crate) fn replacing(&self, _: Nothing) -> Result<ReplacingView, DeskError> {
        let state = self.state();
        Ok(ReplacingView {
            step: state.going.map(step),
            done: state.done.clone(),
        })
    }

    /// See the command table.
    pub(crate) fn look_for_copies(&self, wish: LookForCopies) -> Result<CopiesView, DeskError> {
        self.is_fresh()?;
        let found = match wish.folder.trim() {
            "" => sticks::folders(),
            typed => folders(typed)?,
        };
        let mut pcs: Vec<_> = found.iter().map(copies_of).collect();
        pcs.retain(|pc| !pc.copies.is_empty());
        pcs.sort_by_key(|pc| std::cmp::Reverse(pc.copies.first().map(|copy| copy.at)));
        match pcs.is_empty() {
            true => Err(fault(ReplaceFault::NoCopies)),
            false => Ok(CopiesView { pcs }),
        }
    }

    /// See the command table.
    pub(crate) fn open_copies(&self, wish: OpenCopies) -> Result<OpenedCopyView, DeskError> {
        self.open_by(&wish, |vault, code| vault.open_by_code(code))
    }

    /// See the command table.
    pub(crate) fn open_copies_by_file(
        &self,
        wish: OpenCopies,
        bytes: &[u8],
    ) -> Result<OpenedCopyView, DeskError> {
        self.open_by(&wish, |vault, code| vault.open_by_brought(bytes, code))
    }

    fn open_by(
        &self,
        wish: &OpenCopies,
        open: impl FnOnce(&Vault, &RecoveryCode) -> Result<DatabaseKey, shanyi_store::vault::VaultError>,
    ) -> Result<OpenedCopyView, DeskError> {
        self.is_fresh()?;
        let folder = folders(&wish.folder)?.into_iter().next();
        let folder = folder.ok_or(fault(ReplaceFault::NoCopies))?;
        let code = typed_code(&wish.code)?;
        match folder.keys() {
            Err(StoreError::KeyMissing) => return Err(fault(ReplaceFault::NoKeys)),
            Err(error) => return Err(of(&error, &folder)),
            Ok(_) => {}
        }
        // No keyring: what a PIN leans on went with the broken PC.
        let vault = Vault::new(folder.path(), Vec::new(), self.kept.opening.pin_cost);
        let key = open(&vault, &code)?;
        let (opened, inside) = newest_whole(folder, key)?;
        let copy = opened.copies.first().map(|copy| copy.at);
        let view = OpenedCopyView {
            station: inside.station,
            township: inside.township,
            operator: inside.operator,
            at: copy.ok_or(fault(ReplaceFault::NoCopies))?,
            cases: inside.cases,
            images: inside.images,
            missing: inside.missing,
            passed_over: opened.passed_over,
        };
        self.state().opened = Some(opened);
        Ok(view)
    }

    /// See the command table.
    pub(crate) fn put_copy_back(&self, _: Nothing) -> Result<PutBackView, DeskError> {
        self.is_fresh()?;
        let opened = {
            let mut state = self.state();
            if state.going.is_some() {
                return Err(fault(ReplaceFault::Going));
            }
            let opened = state.opened.clone();
            let opened = opened.ok_or(fault(ReplaceFault::NothingOpened))?;
            state.going = Some(PuttingBack::Copy);
            opened
        };
        let done = self.put_one_back(&opened);
        let mut state = self.state();
        state.going = None;
        let (copy, passed_over, done) = done?;
        let view = PutBackView {
            at: copy.at,
            cases: done.cases,
            images: done.images,
            images_lost: done.images_lost,
            passed_over,
        };
        state.opened = None;
        state.done = Some(view.clone());
        drop(state);
        self.came_back();
        Ok(view)
    }

    /// Puts the newest copy back that is whole.
    fn put_one_back(&self, opened: &Opened) -> Result<(Backup, u32, PutBack), DeskError> {
        let told = |step| self.state().going = Some(step);
        let mut passed_over = opened.passed_over;
        let mut last = StoreError::Damaged;
        for copy in &opened.copies {
            match put_back(&opened.folder, copy, &opened.key, self.folder(), &told) {
                Ok(done) => return Ok((copy.clone(), passed_over, done)),
                Err(error) if self.another_may_be_better(opened, &error) => {
                    passed_over += 1;
                    last = error;
                }
                Err(error) => return Err(of(&error, &opened.folder)),
            }
        }
        Err(of(&last, &opened.folder))
    }

    /// The copy itself is no good. Behind its own step it is not the copy that fails but its images or
    /// this PC's disk, and an older one would only have less.
    fn another_may_be_better(&self, opened: &Opened, error: &StoreError) -> bool {
        let at_the_copy = self.state().going == Some(PuttingBack::Copy);
        at_the_copy && opened.folder.is_there() && is_of_this_copy(error)
    }

    /// This PC is no station's, and nothing is under a PIN here.
    fn is_fresh(&self) -> Result<(), DeskError> {
        let fresh = matches!(self.inner(), Err(DeskError::NotEnrolled))
            && Vault::state(self.folder()) != KeyState::Wrapped;
        match fresh {
            true => Ok(()),
            false => Err(fault(ReplaceFault::HasCases)),
        }
    }

    fn state(&self) -> MutexGuard<'_, Replacing> {
        let state = self.kept.replacing.lock();
        state.unwrap_or_else(PoisonError::into_inner)
    }
}

/// The folders of PCs in what somebody typed or copied out of a window of files.
fn folders(typed: &str) -> Result<Vec<OuterFolder>, DeskError> {
    let mut path = PathBuf::from(typed.trim().trim_matches('"'));
    if path.file_name().is_some_and(|name| name == INNERMOST) {
        path.pop();
    }
    if !path.is_absolute() || !path.is_dir() {
        return Err(fault(ReplaceFault::NoFolder));
    }
    Ok(outer_folders(&path))
}

fn copies_of(folder: &OuterFolder) -> CopiesOfView {
    let vault = Vault::new(folder.path(), Vec::new(), shanyi_store::vault::COST);
    let keys = vault.read().ok();
    let people = keys.iter().flat_map(|keys| &keys.operators);
    CopiesOfView {
        folder: shown(folder.path()),
        people: people.map(|wrap| wrap.name.clone()).collect(),
        copies: folder.copies().iter().map(backup_view).collect(),
        by_township: keys.as_ref().is_some_and(|keys| keys.township.is_some()),
    }
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// Looks the copies over from the newest on, until one is whole.
fn newest_whole(folder: OuterFolder, key: DatabaseKey) -> Result<(Opened, Inside), DeskError> {
    let mut copies = folder.copies();
    let mut passed_over = 0;
    while let Some(copy) = copies.first() {
        match look_inside(&folder, copy, &key) {
            Ok(inside) => {
                let opened = Opened {
                    folder,
                    copies,
                    key,
                    passed_over,
                };
                return Ok((opened, inside));
            }
            Err(error) if folder.is_there() && is_of_this_copy(&error) => {
                passed_over += 1;
                copies.remove(0);
            }
            Err(error) => return Err(of(&error, &folder)),
        }
    }
    Err(fault(match passed_over {
        0 => ReplaceFault::NoCopies,
        _ => ReplaceFault::AllDamaged,
    }))
}

const fn step(step: PuttingBack) -> ReplacingStep {
    match step {
        PuttingBack::Copy => ReplacingStep::Cases,
        PuttingBack::Images { done, of } => ReplacingStep::Images { done, of },
        PuttingBack::Opening { done, of } => ReplacingStep::Opening { done, of },
    }
}
