//! Copies in a second folder, on another disk or a stick: chosen by the operator, made by the keeper
//! once a day, and told when they grow old.

use std::path::Path;
use std::sync::PoisonError;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use shanyi_domain::ids::ActorId;
use shanyi_domain::time::Moment;
use shanyi_store::{JournalAct, OUTER_LATE, OuterCopy, OuterFolder, Store, StoreError};

use crate::desk::{Desk, Inner, Kept};
use crate::error::{DeskError, OuterFault};
use crate::view::{ChooseOuter, Nothing, OuterLastView, OuterView, OuterWarning};

/// The setting that keeps the folder and what the last copy came to.
pub(crate) const SETTING: &str = "outer";
/// How long after a try that made no copy the keeper makes the next one: a stick may be put in any time.
const AGAIN: Duration = Duration::from_secs(300);
/// The program itself, in the journal.
const NOBODY: ActorId = ActorId(0);

/// What is kept of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Chosen {
    pub(crate) folder: String,
    pub(crate) last: Option<Last>,
}

/// What the last copy came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Last {
    pub(crate) at: i64,
    cases: u32,
    images: u32,
    pub(crate) missing: u32,
    pub(crate) keys: bool,
}

impl Desk {
    /// See the command table.
    pub(crate) fn outer(&self, _: Nothing) -> Result<OuterView, DeskError> {
        let inner = self.inner()?;
        let fault = *self
            .kept
            .outer_fault
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        view(&inner, fault)
    }

    /// See the command table.
    pub(crate) fn choose_outer(&self, wish: ChooseOuter) -> Result<OuterView, DeskError> {
        let inner = self.inner()?;
        // A path is copied out of a window of files with quotes around it.
        let folder = wish.folder.trim().trim_matches('"').to_owned();
        let path = Path::new(&folder);
        if !path.is_absolute() {
            return Err(second_folder(OuterFault::NotThere));
        }
        {
            let mut store = inner.store();
            store.choose_outer(path).map_err(|error| not_out(&error))?;
            let before = chosen(&store)?;
            let last = before
                .filter(|before| before.folder == folder)
                .and_then(|before| before.last);
            keep(&mut store, &Chosen { folder, last })?;
        }
        self.kept.say_outer(None);
        inner.tell();
        self.outer(Nothing {})
    }

    /// See the command table.
    pub(crate) fn copy_out(&self, _: Nothing) -> Result<OuterView, DeskError> {
        let inner = self.inner()?;
        let operator = inner.operator();
        let one = self.kept.copying.lock();
        let one = one.unwrap_or_else(PoisonError::into_inner);
        let done = copy(&inner, operator);
        drop(one);
        self.kept.say_outer(done.as_ref().err().and_then(fault_of));
        inner.tell();
        done?;
        self.outer(Nothing {})
    }
}

impl Kept {
    fn say_outer(&self, fault: Option<OuterFault>) {
        *self
            .outer_fault
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = fault;
    }

    /// Makes the copy of the day where none is, and gives when to look again.
    pub(crate) fn copy_out_when_due(&self, inner: &Inner) -> Option<Instant> {
        if !is_due(inner) {
            return None;
        }
        let one = self.copying.lock().unwrap_or_else(PoisonError::into_inner);
        let done = copy(inner, NOBODY);
        drop(one);
        if let Err(error) = &done {
            tracing::warn!(fault = ?fault_of(error), "no copy was made in the second folder");
        }
        self.say_outer(done.err().as_ref().and_then(fault_of));
        inner.tell();
        Some(Instant::now() + AGAIN)
    }
}

/// No copy is of this day. Where nobody knows the day, any copy does until somebody does.
fn is_due(inner: &Inner) -> bool {
    let now = inner.now();
    let store = inner.store();
    if store.read_only().is_some() {
        return false;
    }
    match chosen(&store).ok().flatten() {
        Some(Chosen { last: None, .. }) => true,
        Some(Chosen {
            last: Some(last), ..
        }) => {
            let day = Moment(last.at).business_day();
            !now.doubtful && day != now.best.business_day()
        }
        None => false,
    }
}

/// Copies the store out; only taking its moment holds it.
fn copy(inner: &Inner, operator: ActorId) -> Result<OuterCopy, DeskError> {
    let (snapshot, folder, kept) = {
        let mut store = inner.store();
        let kept = chosen(&store)?.ok_or(second_folder(OuterFault::NotThere))?;
        let folder = OuterFolder::of(Path::new(&kept.folder), inner.identity.device.0);
        (store.snapshot()?, folder, kept)
    };
    let now = inner.now().best;
    let copied = snapshot.copy_out(&folder, now);
    let copied = copied.map_err(|error| not_out(&error))?;
    drop(snapshot);
    let last = Last {
        at: now.0,
        cases: copied.copy.cases,
        images: copied.images,
        missing: copied.missing,
        keys: copied.keys,
    };
    let detail = serde_json::json!({ "cases": last.cases, "images": last.images }).to_string();
    let mut store = inner.store();
    // Another folder may have been chosen meanwhile.
    if chosen(&store)?.is_some_and(|now| now.folder == kept.folder) {
        let last = Some(last);
        keep(&mut store, &Chosen { last, ..kept })?;
    }
    store.note(now, operator, JournalAct::CopyWritten, None, Some(&detail))?;
    tracing::info!(
        target: crate::log::TARGET,
        cases = copied.copy.cases,
        images = copied.copied,
        "a copy was made and checked in the second folder"
    );
    Ok(copied)
}

/// The second folder's trouble is none of the desk's own.
fn not_out(error: &StoreError) -> DeskError {
    tracing::warn!(reason = ?error, "the second folder failed");
    second_folder(OuterFault::of(error))
}

const fn second_folder(fault: OuterFault) -> DeskError {
    DeskError::SecondFolder { fault }
}

const fn fault_of(error: &DeskError) -> Option<OuterFault> {
    match error {
        DeskError::SecondFolder { fault } => Some(*fault),
        _ => Some(OuterFault::Other),
    }
}

/// Another device has a folder of its own there: it is made where the stick is in, and asked for
/// otherwise.
pub(crate) fn choose_again(store: &mut Store) -> Result<(), DeskError> {
    let Some(Chosen { folder, .. }) = chosen(store)? else {
        return Ok(());
    };
    if let Err(error) = store.choose_outer(Path::new(&folder)) {
        tracing::warn!(reason = ?error, "the second folder has to be chosen again");
    }
    keep(store, &Chosen { folder, last: None })
}

/// Reads what the setting keeps.
pub(crate) fn read(json: &str) -> Option<Chosen> {
    serde_json::from_str(json).ok()
}

/// What can't be read any more is as if nothing was chosen.
fn chosen(store: &Store) -> Result<Option<Chosen>, DeskError> {
    let json = store.setting(SETTING)?;
    Ok(json.as_deref().and_then(read))
}

fn keep(store: &mut Store, chosen: &Chosen) -> Result<(), DeskError> {
    let json = serde_json::to_string(chosen).map_err(|error| DeskError::BadRequest {
        what: error.to_string(),
    })?;
    Ok(store.put_setting(SETTING, &json)?)
}

fn view(inner: &Inner, fault: Option<OuterFault>) -> Result<OuterView, DeskError> {
    let chosen = chosen(&inner.store())?;
    let now = inner.now().best;
    let last = chosen.as_ref().and_then(|chosen| chosen.last.clone());
    let warning = match (&chosen, &last) {
        (None, _) => Some(OuterWarning::NotChosen),
        (_, None) => Some(OuterWarning::Never),
        (_, Some(last)) if !last.keys => Some(OuterWarning::NoKeys),
        (_, Some(last)) if now.0 - last.at > OUTER_LATE => Some(OuterWarning::Late {
            days: u32::try_from((now.0 - last.at) / 86_400).unwrap_or(u32::MAX),
        }),
        _ => None,
    };
    let device = inner.identity.device.0;
    let there = chosen
        .as_ref()
        .is_some_and(|chosen| OuterFolder::of(Path::new(&chosen.folder), device).is_there());
    Ok(OuterView {
        folder: chosen.map(|chosen| chosen.folder),
        there,
        last: last.map(|last| OuterLastView {
            at: Moment(last.at),
            cases: last.cases,
            images: last.images,
            missing: last.missing,
        }),
        fault,
        warning,
    })
}
