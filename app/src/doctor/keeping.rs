//! How a station is kept, for the doctor: its key, its copies outside, what waits, its clock.

use std::path::Path;

use shanyi_domain::time::Moment;
use shanyi_store::{Glance, OUTER_LATE, glance};

use crate::clock::Clock;
use crate::outer;

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;
/// Days after which what was not sent is told.
const WAITS: i64 = 3;

/// Something about the keeping of a station that somebody should see to. None of it is damage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// The key of the cases lies open: no PIN was chosen.
    KeyOpen,
    /// No second folder was chosen.
    NoSecondFolder,
    /// No copy was made in the second folder.
    NoCopyOutside,
    /// The last copy there is old.
    CopyOutsideOld {
        /// So many days.
        days: i64,
        /// Where.
        folder: String,
    },
    /// The last copy there has no way to its key.
    CopyOutsideKeyless,
    /// Images should be in the last copy and are nowhere.
    CopyOutsideLacks(u32),
    /// What was saved waits to be sent.
    Unsent {
        /// How many records.
        count: u32,
        /// The oldest since so many days.
        days: i64,
    },
    /// The clock stands before the last time that the township signed.
    ClockBehind {
        /// So many hours.
        hours: i64,
    },
    /// Pictures whose time on this PC was over were let go of: the township has them.
    ImagesLetGo(u32),
    /// No authority of the township's is known: what goes over the line is not encrypted.
    NoAuthority,
}

/// What is to be said of how the station in `data` is kept. Nothing where its store can't be read: the
/// doctor has said why.
#[must_use]
pub fn remarks(data: &Path, code: Option<&str>) -> Vec<Remark> {
    let Ok(key) = super::key(data, code) else {
        return Vec::new();
    };
    let now = Clock::default().system();
    match glance(data, &key, outer::SETTING) {
        Ok(seen) if seen.enrolled => of(&seen, !super::is_locked(data), now),
        _ => Vec::new(),
    }
}

fn of(seen: &Glance, open: bool, now: Moment) -> Vec<Remark> {
    let mut remarks = Vec::new();
    remarks.extend(open.then_some(Remark::KeyOpen));
    remarks.extend(outside(seen.outer.as_deref(), now));
    if let Some(since) = seen.unsent_since {
        let days = (now.0 - since.0) / DAY;
        let count = seen.unsent;
        remarks.extend((days >= WAITS).then_some(Remark::Unsent { count, days }));
    }
    if let Some(signed) = seen.township_time {
        let hours = (signed.0 - now.0) / HOUR;
        remarks.extend((hours > 0).then_some(Remark::ClockBehind { hours }));
    }
    remarks.extend((seen.let_go > 0).then_some(Remark::ImagesLetGo(seen.let_go)));
    remarks.extend((!seen.authorities).then_some(Remark::NoAuthority));
    remarks
}

fn outside(kept: Option<&str>, now: Moment) -> Vec<Remark> {
    let Some(chosen) = kept.and_then(outer::read) else {
        return vec![Remark::NoSecondFolder];
    };
    let Some(last) = chosen.last else {
        return vec![Remark::NoCopyOutside];
    };
    let age = now.0 - last.at;
    let old = Remark::CopyOutsideOld {
        days: age / DAY,
        folder: chosen.folder,
    };
    let said = [
        (age > OUTER_LATE, old),
        (!last.keys, Remark::CopyOutsideKeyless),
        (last.missing > 0, Remark::CopyOutsideLacks(last.missing)),
    ];
    let said = said.into_iter().filter(|(is, _)| *is);
    said.map(|(_, remark)| remark).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Moment = Moment(1_795_222_800);

    fn kept(at: i64, keys: bool, missing: u32) -> Option<String> {
        Some(format!(
            r#"{{"folder":"E:\\shanyi","last":{{"at":{at},"cases":4,"images":2,"missing":{missing},"keys":{keys}}}}}"#
        ))
    }

    fn well() -> Glance {
        Glance {
            enrolled: true,
            authorities: true,
            township_time: Some(NOW.plus_seconds(-HOUR)),
            outer: kept(NOW.0 - DAY, true, 0),
            ..Glance::default()
        }
    }

    #[test]
    fn a_station_that_is_well_kept_is_told_nothing() {
        assert_eq!(of(&well(), false, NOW), []);
    }

    #[test]
    fn each_thing_that_somebody_should_see_to_is_told() {
        let seen = |change: &dyn Fn(&mut Glance)| {
            let mut seen = well();
            change(&mut seen);
            of(&seen, false, NOW)
        };
        assert_eq!(of(&well(), true, NOW), [Remark::KeyOpen]);
        assert_eq!(seen(&|one| one.outer = None), [Remark::NoSecondFolder]);
        assert_eq!(
            seen(&|one| one.outer = Some(r#"{"folder":"E:\\","last":null}"#.into())),
            [Remark::NoCopyOutside]
        );
        let days = 9;
        let folder = "E:\\shanyi".to_owned();
        assert_eq!(
            seen(&|one| one.outer = kept(NOW.0 - days * DAY, true, 0)),
            [Remark::CopyOutsideOld { days, folder }]
        );
        assert_eq!(
            seen(&|one| one.outer = kept(NOW.0, false, 3)),
            [Remark::CopyOutsideKeyless, Remark::CopyOutsideLacks(3)]
        );
        let waits = |one: &mut Glance| {
            one.unsent = 4;
            one.unsent_since = Some(NOW.plus_seconds(-5 * DAY));
        };
        assert_eq!(seen(&waits), [Remark::Unsent { count: 4, days: 5 }]);
        assert_eq!(
            seen(&|one| one.township_time = Some(NOW.plus_seconds(30 * HOUR))),
            [Remark::ClockBehind { hours: 30 }]
        );
        assert_eq!(seen(&|one| one.let_go = 7), [Remark::ImagesLetGo(7)]);
        assert_eq!(seen(&|one| one.authorities = false), [Remark::NoAuthority]);
    }
}
