//! How a station is kept, for the doctor: its key, its copies outside, what waits, its clock.

use std::path::Path;

use shanyi_domain::time::Moment;
use shanyi_store::vault::{COST, Vault};
use shanyi_store::{Glance, OUTER_LATE, glance};

use super::keys;
use crate::clock::Clock;
use crate::outer;
use crate::tries::{self, Tries};
use crate::view::{KeyRemark, KeysView};

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;
/// Days after which what was not sent is told.
const WAITS: i64 = 3;

/// Something about the keeping of a station that somebody should see to. None of it is damage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// Its key, or the authorities of its line.
    Keys(KeyRemark),
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
    /// The township has taken this PC out of service.
    Revoked,
}

/// How a station is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// By which ways its key opens, and until when its line's authorities are good.
    pub keys: KeysView,
    /// What somebody should see to.
    pub remarks: Vec<Remark>,
}

/// How the station in `data` is kept. Nothing where its store can't be read: the doctor has said why.
#[must_use]
pub fn kept(data: &Path, code: Option<&str>) -> Kept {
    let Ok(key) = super::key(data, code) else {
        return Kept::default();
    };
    let now = Clock::default().system();
    match glance(data, &key, [outer::SETTING, tries::SETTING]) {
        Ok(seen) if seen.enrolled => {
            let file = Vault::new(data, Vec::new(), COST).read().ok();
            let keys = keys::found(
                !super::is_locked(data),
                file.as_ref(),
                seen.recovery_made,
                seen.authorities.as_ref(),
                now,
            );
            let mut remarks = of(&seen, now);
            remarks.extend(keys.wanting.iter().copied().map(Remark::Keys));
            Kept { keys, remarks }
        }
        _ => Kept::default(),
    }
}

fn of(seen: &Glance, now: Moment) -> Vec<Remark> {
    let [outer, tries] = &seen.settings;
    let mut remarks = Vec::new();
    let revoked = tries.as_deref().is_some_and(Tries::is_revoked);
    remarks.extend(revoked.then_some(Remark::Revoked));
    remarks.extend(outside(outer.as_deref(), now));
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

    fn copied(at: i64, keys: bool, missing: u32) -> Option<String> {
        Some(format!(
            r#"{{"folder":"E:\\shanyi","last":{{"at":{at},"cases":4,"images":2,"missing":{missing},"keys":{keys}}}}}"#
        ))
    }

    fn well() -> Glance {
        Glance {
            enrolled: true,
            township_time: Some(NOW.plus_seconds(-HOUR)),
            settings: [copied(NOW.0 - DAY, true, 0), None],
            ..Glance::default()
        }
    }

    #[test]
    fn a_station_that_is_well_kept_is_told_nothing() {
        assert_eq!(of(&well(), NOW), []);
    }

    #[test]
    fn each_thing_that_somebody_should_see_to_is_told() {
        let seen = |change: &dyn Fn(&mut Glance)| {
            let mut seen = well();
            change(&mut seen);
            of(&seen, NOW)
        };
        assert_eq!(
            seen(&|one| one.settings[0] = None),
            [Remark::NoSecondFolder]
        );
        assert_eq!(
            seen(&|one| one.settings[0] = Some(r#"{"folder":"E:\\","last":null}"#.into())),
            [Remark::NoCopyOutside]
        );
        let days = 9;
        let folder = "E:\\shanyi".to_owned();
        assert_eq!(
            seen(&|one| one.settings[0] = copied(NOW.0 - days * DAY, true, 0)),
            [Remark::CopyOutsideOld { days, folder }]
        );
        assert_eq!(
            seen(&|one| one.settings[0] = copied(NOW.0, false, 3)),
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
        let revoked = r#"[{"outcome":"revoked","first":1,"last":1,"times":1,"events":0,"bytes":0,"sent":null}]"#;
        let told = |one: &mut Glance| one.settings[1] = Some(revoked.to_owned());
        assert_eq!(seen(&told), [Remark::Revoked]);
    }
}
