//! The PC's clock held against everything that is known of the time.

use std::time::Duration;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};
use shanyi_domain::time::Moment;

use crate::view::ClockKind;

/// A clock that is off by so many seconds is merely imprecise.
const TOLERANCE: i64 = 300;
/// A desk that heard nothing of the township for so long is asked whether it is really that late.
const SILENCE: i64 = 90 * DAY;
/// No installation is older than the program: 2026-01-01 in Shanghai.
const RELEASED: Moment = Moment(1_767_196_800);
/// A desk without any word of the township yet: how much later than the program it may begin.
const SHELF: i64 = 5 * 365 * DAY;
/// How much later than the last known day it may be on a PC that has forgotten the date.
const FORGOTTEN: Days = Days::new(400);
const DAY: i64 = 86_400;

/// Both clocks of the PC, read at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Read {
    /// The one that can be set, and wrong.
    pub system: Moment,
    /// How long the program has been running: nobody sets that, but it may stand still while the
    /// PC sleeps.
    pub running: Duration,
}

impl Read {
    /// What both said a while ago, on a clock that was not set since.
    pub(crate) fn before(self, ago: Duration) -> Self {
        Self {
            system: self.system.plus_seconds(-seconds(ago)),
            running: self.running.saturating_sub(ago),
        }
    }
}

/// What time it is, as far as is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// What the PC's clock says.
    pub system: Moment,
    /// The best that is known: what events and drafts are stamped with.
    pub best: Moment,
    /// The business day of that.
    pub today: NaiveDate,
    /// The latest business day that it may be, where the day is not known.
    pub latest: NaiveDate,
    /// What is wrong with the clock.
    pub kind: ClockKind,
    /// Nobody has said which day is right: events are marked.
    pub doubtful: bool,
    /// The operator has to say which day it is.
    pub ask: bool,
    /// The last time that the township signed.
    pub signed: Option<Moment>,
}

impl Now {
    /// Seconds by which the PC's clock is ahead of what is known; negative where it is behind.
    #[must_use]
    pub const fn ahead(&self) -> i64 {
        self.system.0 - self.best.0
    }
}

/// What the next start has to know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Kept {
    /// At this reading of the PC's clock it was ahead of the township by so many seconds.
    off: Option<(Moment, i64)>,
    /// At this reading the operator said that the PC's day is right.
    right: Option<Moment>,
}

/// A moment that is known, and what the PC's clocks said then.
#[derive(Clone, Copy, Debug)]
struct Anchor {
    read: Read,
    moment: Moment,
    by: By,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    /// The clock looked right when it was first read.
    Looks,
    /// The operator said which day it is.
    Operator,
    /// The township signed it.
    Township,
}

/// Follows the clock while the program runs.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    kept: Kept,
    signed: Option<Moment>,
    first: Option<Read>,
    anchor: Option<Anchor>,
    kind: Option<ClockKind>,
}

impl Watch {
    /// A program begins, on a PC that last heard `signed` of the township.
    pub(crate) fn new(kept: Kept, signed: Option<Moment>) -> Self {
        Self {
            kept,
            signed,
            ..Self::default()
        }
    }

    /// What time it is; and what is wrong with the clock, where that has changed.
    pub(crate) fn now(&mut self, read: Read) -> (Now, Option<ClockKind>) {
        let signed = self.signed;
        let first = *self.first.get_or_insert(read);
        let (best, kind) = match self.anchor {
            Some(anchor) => anchor.judge(read),
            None => self.guess(read, first),
        };
        if self.anchor.is_none() && kind == ClockKind::Fine {
            let (moment, by) = (read.system, By::Looks);
            self.anchor = Some(Anchor { read, moment, by });
        }
        let known = self.anchor.is_some_and(|anchor| anchor.by != By::Looks);
        let doubtful = kind != ClockKind::Fine && !known;
        let (today, system) = (best.business_day(), read.system.business_day());
        let latest = match kind {
            _ if !doubtful => today,
            ClockKind::Behind => today.checked_add_days(FORGOTTEN).unwrap_or(today),
            _ => today.max(system),
        };
        let now = Now {
            system: read.system,
            best,
            today,
            latest,
            kind,
            doubtful,
            ask: doubtful && (kind != ClockKind::Jumped || today != system),
            signed,
        };
        let changed = self.kind.replace(kind) != Some(kind);
        let news = changed && (kind != ClockKind::Fine || now.doubtful);
        (now, news.then_some(kind))
    }

    /// The township signed a time. Gives what is to be kept, where that has changed.
    pub(crate) fn hear(&mut self, read: Read, signed: Moment) -> Option<Kept> {
        self.anchor = Some(Anchor {
            read,
            moment: signed,
            by: By::Township,
        });
        self.signed = Some(signed);
        let off = read.system.0 - signed.0;
        let near = |known: i64| (known - off).abs() <= TOLERANCE;
        let kept = match self.kept.off {
            _ if off.abs() <= TOLERANCE => Kept::default(),
            Some((_, known)) if near(known) && self.kept.right.is_none() => return None,
            _ => Kept {
                off: Some((read.system, off)),
                right: None,
            },
        };
        self.keep(kept)
    }

    /// The last business day that the township signed.
    pub(crate) fn signed_day(&self) -> Option<NaiveDate> {
        self.signed.map(Moment::business_day)
    }

    /// The operator said which day it is. Gives what is to be kept, where that has changed.
    pub(crate) fn say(&mut self, read: Read, day: NaiveDate) -> Option<Kept> {
        if self.anchor.is_some_and(|known| known.by == By::Township) {
            return None;
        }
        let apart = day.signed_duration_since(read.system.business_day());
        self.anchor = Some(Anchor {
            read,
            moment: read.system.plus_seconds(apart.num_days() * DAY),
            by: By::Operator,
        });
        // Any other day is asked for again at the next start: by then another may have passed.
        self.keep(Kept {
            right: (apart.num_days() == 0).then_some(read.system),
            off: None,
        })
    }

    fn keep(&mut self, kept: Kept) -> Option<Kept> {
        let changed = self.kept != kept;
        self.kept = kept;
        changed.then_some(kept)
    }

    /// Before anything is known in this run.
    fn guess(&self, read: Read, first: Read) -> (Moment, ClockKind) {
        let signed = self.signed;
        let floor = signed
            .unwrap_or(RELEASED)
            .max(self.kept.right.unwrap_or(RELEASED));
        let limit = if signed.is_none() && self.kept.right.is_none() {
            SHELF
        } else {
            SILENCE
        };
        if let Some((then, off)) = self.kept.off {
            let best = read.system.plus_seconds(-off);
            // On a clock that was set since, this says nothing.
            let ran_on = read.system >= then && best.plus_seconds(TOLERANCE) >= floor;
            if ran_on && best.0 - floor.0 <= SILENCE {
                return (best, sign(off));
            }
        }
        let carried = floor.plus_seconds(seconds(read.running.saturating_sub(first.running)));
        if read.system.plus_seconds(TOLERANCE) < floor {
            (carried, ClockKind::Behind)
        } else if read.system.0 - floor.0 > limit {
            (carried, ClockKind::Ahead)
        } else {
            (read.system, ClockKind::Fine)
        }
    }
}

impl Anchor {
    fn judge(&self, read: Read) -> (Moment, ClockKind) {
        let ran = seconds(read.running.saturating_sub(self.read.running));
        let carried = self.moment.plus_seconds(ran);
        // The operator knows the day, not the second.
        let slack = if self.by == By::Operator {
            DAY
        } else {
            TOLERANCE
        };
        let apart = read.system.0 - carried.0;
        if apart.abs() <= slack {
            return (read.system, ClockKind::Fine);
        }
        // A clock that ran on as it was is as far off as it was, however long the PC slept.
        let ran_on = read.system.plus_seconds(self.moment.0 - self.read.system.0);
        let slept = ran_on.0 - carried.0;
        let best = if (-TOLERANCE..=SILENCE).contains(&slept) {
            ran_on
        } else {
            carried
        };
        let off = read.system.0 - best.0;
        let kind = match sign(off) {
            _ if off.abs() <= slack => ClockKind::Fine,
            ClockKind::Behind if self.by == By::Looks => ClockKind::Jumped,
            kind => kind,
        };
        (best, kind)
    }
}

const fn sign(off: i64) -> ClockKind {
    if off < 0 {
        ClockKind::Behind
    } else {
        ClockKind::Ahead
    }
}

/// Whole seconds, a begun one counted: what is carried on must not stand before what the clock has
/// said already.
fn seconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis().div_ceil(1000)).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests;
