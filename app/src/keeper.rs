//! Looks after the open store beside the screens: that it is still where it was opened, that there
//! is room, that there is a fresh copy; and opens a store again whose trouble has gone away.

use std::path::Path;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use shanyi_domain::retention::Retention;
use shanyi_domain::time::Moment;
use shanyi_store::vault::{KeyState, Vault};
use shanyi_store::{Fault, ReadOnlyWhy, StoreError, backups, is_free, takes_writing};

use crate::desk::{Inner, Kept};
use crate::error::DeskError;
use crate::log::TARGET;

/// How often the keeper looks.
const LOOK: Duration = Duration::from_millis(500);
/// How long after a try that made no copy the next one is made.
const AGAIN: Duration = Duration::from_secs(1800);
/// How often it is looked whether the time of pictures is over, and whether the township has another
/// recovery key.
const HOUR: Duration = Duration::from_secs(3600);
/// Pictures that go at once.
const PORTION: usize = 50;
/// Seconds after which a copy is due again.
const DAY: u32 = 20 * 3600;
/// Seconds that a copy's clock may be ahead of this one.
const AHEAD: i64 = 3600;

/// Starts the keeper's own thread. It ends with the desk.
pub(crate) fn start(desk: &Arc<Kept>) {
    let desk = Arc::clone(desk);
    let thread = thread::Builder::new().name("keeper".to_owned());
    if let Err(error) = thread.spawn(move || keep(&desk)) {
        tracing::error!(reason = ?error.kind(), "nothing looks after the store");
    }
}

fn keep(desk: &Kept) {
    let mut copy_at = Instant::now() + desk.opening.copy_after;
    let mut copied = None;
    let mut out_at = copy_at;
    let mut images_at = copy_at;
    let mut wrap_at = copy_at;
    while !desk.is_closing() {
        thread::sleep(LOOK);
        desk.looked.fetch_add(1, Ordering::SeqCst);
        desk.lock_if_idle();
        match desk.inner() {
            Ok(inner) => {
                look(desk, &inner);
                if Instant::now() >= copy_at && copy_is_due(&desk.opening.data, &inner, copied) {
                    copy_at = Instant::now() + AGAIN;
                    if copy(desk, &inner) {
                        copied = Some(Instant::now());
                    }
                } else if Instant::now() >= out_at
                    && let Some(again) = desk.copy_out_when_due(&inner)
                {
                    out_at = again;
                } else if Instant::now() >= images_at {
                    // In small portions, so that whoever is at the desk waits for one at most.
                    let more = let_go_of_images(&inner);
                    images_at = Instant::now() + if more { LOOK } else { HOUR };
                } else if Instant::now() >= wrap_at {
                    wrap_at = Instant::now() + HOUR;
                    desk.wrap_anew();
                }
            }
            Err(why) => {
                let data = &desk.opening.data;
                // Opening waits for whoever has the folder, and commands would wait with it.
                if may_pass(&why) && is_there(data) && is_free(data) {
                    desk.open_again();
                }
            }
        }
    }
}

/// Looks at an open store once.
fn look(desk: &Kept, inner: &Inner) {
    let mut store = inner.store();
    if store.read_only() == Some(ReadOnlyWhy::Disk) {
        drop(store);
        if takes_writing(&desk.opening.data) {
            // Opened again right away, now for writing.
            desk.shut(DeskError::Store {
                fault: Fault::ReadOnly,
            });
        }
        return;
    }
    let before = store.room();
    let looked = store.watch();
    let (changed, due) = (store.room() != before, store.ballast_due());
    drop(store);
    match looked.and_then(|()| due.map_or(Ok(()), |due| due.lay())) {
        Err(error) if error.fault() == Fault::Gone => desk.shut(error.into()),
        Err(error) => tracing::debug!(fault = ?error.fault(), "the store was not looked after"),
        Ok(()) if changed => inner.tell(),
        Ok(()) => {}
    }
}

/// Whether a trouble may go away by itself.
const fn may_pass(why: &DeskError) -> bool {
    matches!(
        why,
        DeskError::Store {
            fault: Fault::Gone
                | Fault::InUse
                | Fault::Disk
                | Fault::ReadOnly
                | Fault::DiskFull
                | Fault::Other
        }
    )
}

/// The folder holds a store. On another disk under the same path nothing is to be installed.
fn is_there(data: &Path) -> bool {
    data.join("cases.db").is_file() && Vault::state(data) != KeyState::None
}

/// Lets go of pictures whose time here is over, by the county's days for each item. True where more may go
/// at once.
fn let_go_of_images(inner: &Inner) -> bool {
    let Some(items) = inner.published().items else {
        return false;
    };
    let days = |code: &str| {
        let item = items.catalog.item(code);
        let retention = item.map_or_else(Retention::default, |item| item.retention);
        retention.image_days()
    };
    let mut store = inner.store();
    if store.read_only().is_some() {
        return false;
    }
    let going = store.images_past_their_time(&days);
    let done = going.and_then(|going| {
        let portion = going.get(..PORTION).unwrap_or(&going);
        let gone = store.let_go_of_images(portion)?;
        Ok((gone, gone > 0 && going.len() > PORTION))
    });
    drop(store);
    match done {
        Ok((0, _)) => false,
        Ok((images, more)) => {
            tracing::info!(target: TARGET, images, "pictures whose time was over were let go of");
            inner.tell();
            more
        }
        Err(error) => {
            tracing::warn!(fault = ?error.fault(), "pictures whose time was over were not let go of");
            false
        }
    }
}

/// No copy is of the last day, and this run of the program, whose length nobody can set, made none.
/// A copy of a clock that stood in the future counts for nothing; where nobody knows the day each
/// run makes one, since a PC that always begins in the same hour would make no other ever again.
fn copy_is_due(data: &Path, inner: &Inner, copied: Option<Instant>) -> bool {
    if copied.is_some_and(|at| at.elapsed() < Duration::from_secs(DAY.into())) {
        return false;
    }
    let now = inner.now();
    let from = now.best.plus_seconds(-i64::from(DAY));
    let fresh = |at: Moment| at > from && at < now.best.plus_seconds(AHEAD);
    let covered = !now.doubtful && backups(data).first().is_some_and(|copy| fresh(copy.at));
    inner.store().read_only().is_none() && !covered
}

/// Copies the store; only taking its moment holds it. True where there is a copy.
fn copy(desk: &Kept, inner: &Inner) -> bool {
    let _one = desk.copying.lock().unwrap_or_else(PoisonError::into_inner);
    let snapshot = inner.store().snapshot();
    let done = snapshot.and_then(|snapshot| snapshot.copy(inner.now().best));
    let fault = done.as_ref().err().map(StoreError::fault);
    if let Err(error) = done {
        tracing::warn!(fault = ?error.fault(), "the store could not be copied");
    }
    *desk
        .copy_fault
        .lock()
        .unwrap_or_else(PoisonError::into_inner) = fault;
    inner.tell();
    fault.is_none()
}
