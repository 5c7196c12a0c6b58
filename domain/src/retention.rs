//! How long what is held of a case is kept (保存期限): the county says it in the catalogue, item by item.
//!
//! Two things go, at two places. The bytes of a case's pictures leave the shop's PC once the station is asked for papers no more and the
//! township has them in its off-site backup; and a case is erased altogether, where the catalogue says after
//! how long. An archive's duty is the county's to know, so where it says nothing no case is ever erased.

use std::collections::BTreeSet;

use chrono::{Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::case::Case;
use crate::state::State;

/// Days that pictures stay on a station's PC where the item says nothing. Who comes back with a question about
/// what was handed in comes within the month; after that the copy of an ID card in a shop serves nobody.
pub const IMAGE_DAYS: u32 = 30;
/// Pictures stay no longer than that on a station's PC, in days.
pub const LONGEST_IMAGE_DAYS: u32 = 3_650;
/// No case is kept for longer than that and then erased, in months: what is to stay longer stays for good.
pub const LONGEST_ERASE_MONTHS: u32 = 1_200;
/// A rule that was just published erases nothing for so many days: a slip of the pen can be put right.
pub const NOTICE_DAYS: u32 = 30;
/// Of a time in which a ledger wrote nothing, so many days count as lived through. A clock that is set years
/// ahead makes one such gap.
pub const LONGEST_SILENCE: u32 = 7;

/// How long what is held of an item's cases is kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct Retention {
    /// Days that the pictures of a case which waits for no papers stay on the station's PC after they are safe at the township;
    /// absent: [`IMAGE_DAYS`].
    #[serde(default)]
    pub image_days: Option<u32>,
    /// Months after which a closed case is erased everywhere; absent: never.
    #[serde(default)]
    pub erase_months: Option<u32>,
}

impl Retention {
    /// Days that the pictures of a case which waits for no papers stay on the station's PC.
    #[must_use]
    pub fn image_days(self) -> u32 {
        self.image_days.unwrap_or(IMAGE_DAYS)
    }

    /// When a case is over of which the last was received on the day `last`, by a rule that is published
    /// since the day `ruled`. `None`: never.
    #[must_use]
    pub fn erased_on(self, last: NaiveDate, ruled: NaiveDate) -> Option<Over> {
        let over = last.checked_add_months(Months::new(self.erase_months?))?;
        let announced = ruled.checked_add_days(Days::new(NOTICE_DAYS.into()))?;
        Some(Over {
            time: (last, over),
            notice: (ruled, announced),
        })
    }
}

/// When a case's time is over, and what that is counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Over {
    /// From the last that was received of the case to the end of its time.
    time: (NaiveDate, NaiveDate),
    /// From the day since which the rule is published to the first on which it counts.
    notice: (NaiveDate, NaiveDate),
}

impl Over {
    /// The first day on which the case may be erased.
    #[must_use]
    pub fn on(&self) -> NaiveDate {
        self.time.1.max(self.notice.1)
    }

    /// Whether that day is here: by the calendar, and by what the ledger lived through of both stretches. A
    /// ledger whose clock ran ahead lived through nothing.
    #[must_use]
    pub fn is_here(&self, lived: &Lived, today: NaiveDate) -> bool {
        let stretches = [self.time, self.notice];
        stretches.iter().all(|(from, to)| {
            let whole = u64::try_from((*to - *from).num_days()).unwrap_or_default();
            today >= *to && lived.days(*from, today) >= whole
        })
    }
}

/// The days on which a ledger wrote something.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lived(BTreeSet<NaiveDate>);

impl Lived {
    /// From the days, in any order.
    pub fn of(days: impl IntoIterator<Item = NaiveDate>) -> Self {
        Self(days.into_iter().collect())
    }

    /// How many days it lived through between these two, of each silence [`LONGEST_SILENCE`] at most. What
    /// was written on a day behind `to`, by a clock that ran ahead, counts for nothing.
    #[must_use]
    pub fn days(&self, from: NaiveDate, to: NaiveDate) -> u64 {
        if to <= from {
            return 0;
        }
        let (mut sum, mut before) = (0, from);
        for day in self.0.range(from..=to).copied().chain([to]) {
            let gap = u64::try_from((day - before).num_days()).unwrap_or_default();
            sum += gap.min(LONGEST_SILENCE.into());
            before = day;
        }
        sum
    }
}

/// Why a case is kept although its time is over, or would be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub enum Kept {
    /// It is not closed: somebody waits for it, or holds its originals.
    Open,
    /// Versions stand side by side, and a person has to choose.
    Disputed,
    /// Something that names it was set aside, and nobody has looked.
    SetAside,
    /// One of its pictures is not whole at the township.
    PictureOnItsWay,
}

/// What keeps a case, by what is known of it: the case itself, how many entries that name it were set aside,
/// and how many of its pictures are not whole. `None`: nothing, once its time is over.
#[must_use]
pub fn kept(case: &Case, set_aside: u64, pictures_on_their_way: u64) -> Option<Kept> {
    if case.state != State::Closed {
        Some(Kept::Open)
    } else if !case.disputes.is_empty() {
        Some(Kept::Disputed)
    } else if set_aside > 0 {
        Some(Kept::SetAside)
    } else if pictures_on_their_way > 0 {
        Some(Kept::PictureOnItsWay)
    } else {
        None
    }
}
