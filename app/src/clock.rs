//! What time it is, for a PC whose clock may be wrong.
//!
//! The business day is never decided by the PC's clock alone. It is held against what the township
//! last signed, against what the operator says, and against the running of the program itself,
//! which nobody can set ([`watch`]). Where these differ the operator is asked; saving goes on.

mod watch;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use chrono::{Local, NaiveDate, Offset};
use shanyi_domain::time::Moment;
use shanyi_store::Store;

use crate::desk::{Desk, Inner};
use crate::error::DeskError;
use crate::view::{ClockKind, ClockView, Nothing, SetDay, StationView};

pub(crate) use watch::{Kept, Watch};
pub use watch::{Now, Read};

/// The setting under which is kept what the next start has to know of the clock.
const SETTING: &str = "clock";

/// Seconds by which Asia/Shanghai is ahead of UTC.
const SHANGHAI: i32 = 8 * 3600;

/// Where the PC's time comes from.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clock {
    /// Seconds added to the system's clock: tests play other days with it.
    pub offset_seconds: i64,
}

impl Clock {
    /// The PC's own time.
    #[must_use]
    pub fn system(&self) -> Moment {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).map_or_else(
            |before| -i64::try_from(before.duration().as_secs()).unwrap_or(i64::MAX),
            |after| i64::try_from(after.as_secs()).unwrap_or(i64::MAX),
        );
        Moment(since).plus_seconds(self.offset_seconds)
    }
}

/// Seconds by which the PC's zone is ahead of UTC; nothing where it is that of Asia/Shanghai.
fn other_zone() -> Option<i32> {
    let zone = Local::now().offset().fix().local_minus_utc();
    (zone != SHANGHAI).then_some(zone)
}

impl Inner {
    /// What time it is.
    pub(crate) fn now(&self) -> Now {
        let (now, changed) = self.watch().now(self.read());
        if let Some(kind) = changed {
            let seconds = now.ahead();
            tracing::warn!(target: crate::log::TARGET, ?kind, seconds, "the clock");
        }
        now
    }

    /// Both of the PC's clocks at this moment.
    fn read(&self) -> Read {
        Read {
            system: self.clock().system(),
            running: self.began.elapsed(),
        }
    }

    /// The township signed a time, which came `ago`.
    pub(crate) fn hear_time(&self, signed: Moment, ago: Duration) {
        let kept = self.watch().hear(self.read().before(ago), signed);
        self.keep_clock(kept);
    }

    /// Keeps for the next start what was learned, where it is news. A desk that can't write it asks
    /// again then.
    fn keep_clock(&self, kept: Option<Kept>) {
        let Some(kept) = kept else { return };
        let text = serde_json::to_string(&kept).unwrap_or_default();
        if let Err(error) = self.store().put_setting(SETTING, &text) {
            tracing::warn!(reason = ?error, "what is known of the clock is not kept");
        }
    }
}

/// Begins to follow the clock, with what an earlier run of the program learned of it.
pub(crate) fn watch(store: &Store) -> Result<Watch, DeskError> {
    let kept = store.setting(SETTING)?.unwrap_or_default();
    let kept = serde_json::from_str(&kept).unwrap_or_default();
    Ok(Watch::new(kept, store.township_time()?))
}

impl Desk {
    /// See the command table.
    pub(crate) fn set_day(&self, said: SetDay) -> Result<StationView, DeskError> {
        let inner = self.inner()?;
        let signed = inner.watch().signed_day();
        if let Some(than) = signed.filter(|day| said.day < *day) {
            return Err(DeskError::EarlierDay { than });
        }
        let kept = inner.watch().say(inner.read(), said.day);
        inner.keep_clock(kept);
        inner.tell();
        self.station(Nothing {})
    }

    /// Sets the PC's clock on by so many seconds, or back, while the desk is open: for tests only,
    /// which can't set the real one.
    #[doc(hidden)]
    pub fn play_clock(&self, seconds: i64) {
        if let Ok(inner) = self.inner() {
            inner.play_clock(seconds);
        }
    }
}

impl Now {
    /// How the screen tells of it.
    pub(crate) fn view(&self) -> ClockView {
        let zone = other_zone();
        ClockView {
            kind: match (self.kind, zone) {
                (ClockKind::Fine, Some(_)) => ClockKind::Zone,
                (kind, _) => kind,
            },
            ask: self.ask,
            now: self.best,
            system: self.system,
            signed: self.signed,
            zone_seconds: zone,
        }
    }

    /// The days on which a rule about somebody's age is tried: one that holds on any of them does
    /// not keep a case from being saved, since the fault may be the clock's.
    pub(crate) fn days(&self) -> Vec<NaiveDate> {
        let mut days = vec![self.today, self.latest];
        days.dedup();
        days
    }
}
