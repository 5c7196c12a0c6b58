//! What copies are called, and which of them stay.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime};
use shanyi_domain::time::Moment;

/// The folder of copies in the data folder.
pub(crate) const FOLDER: &str = "backups";
/// Days whose last copy stays.
const DAYS: usize = 7;
/// Weeks whose last copy stays.
const WEEKS: usize = 4;
/// How the moment is written in a copy's name, in Asia/Shanghai.
const MOMENT: &str = "%Y%m%d-%H%M%S";

/// A copy of the store that was opened and checked when it was made. Its name says so: none is
/// given before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// The copy, encrypted under the store's key.
    pub path: PathBuf,
    /// The moment that it holds, by this PC's clock.
    pub at: Moment,
    /// The schema's version.
    pub version: u32,
    /// How many cases are in it.
    pub cases: u32,
    /// Of the copies here, the how-manieth: clocks may go back, this does not. Nothing in the name of
    /// one that an earlier program made.
    pub nth: u32,
}

impl Backup {
    /// The next copy of the store in `dir`.
    pub(crate) fn next(dir: &Path, at: Moment, version: u32, cases: u32) -> Self {
        let moment = moment_in_name(at);
        let nth = backups(dir).first().map_or(0, |newest| newest.nth) + 1;
        let name = format!("cases-{moment}-v{version}-{cases}-n{nth}.db");
        Self {
            path: dir.join(FOLDER).join(name),
            at,
            version,
            cases,
            nth,
        }
    }

    fn of(path: PathBuf) -> Option<Self> {
        let name = path.file_name()?.to_str()?;
        let name = name.strip_prefix("cases-")?.strip_suffix(".db")?;
        let (moment, rest) = name.split_at_checked(15)?;
        let (version, cases) = rest.strip_prefix("-v")?.split_once('-')?;
        let (cases, nth) = cases.split_once("-n").unwrap_or((cases, "0"));
        let nth = nth.parse().ok()?;
        let (version, cases) = (version.parse().ok()?, cases.parse().ok()?);
        let local = NaiveDateTime::parse_from_str(moment, MOMENT).ok()?;
        let at = local.and_local_timezone(shanghai()?).single()?.timestamp();
        Some(Self {
            path,
            at: Moment(at),
            version,
            cases,
            nth,
        })
    }
}

/// A moment as names have it.
pub(crate) fn moment_in_name(at: Moment) -> String {
    let moment = shanghai()
        .zip(DateTime::from_timestamp(at.0, 0))
        .map(|(zone, utc)| utc.with_timezone(&zone).format(MOMENT).to_string());
    moment.unwrap_or_default()
}

const fn shanghai() -> Option<FixedOffset> {
    FixedOffset::east_opt(8 * 3600)
}

/// The copies of the store in `dir`, the newest first. None where the folder can't be read.
#[must_use]
pub fn backups(dir: &Path) -> Vec<Backup> {
    let Ok(files) = fs::read_dir(dir.join(FOLDER)) else {
        return Vec::new();
    };
    let mut found: Vec<Backup> = files
        .filter_map(Result::ok)
        // A link or a pipe of this name is no copy: it leads elsewhere, or has no end.
        .filter(|file| file.file_type().is_ok_and(|kind| kind.is_file()))
        .filter_map(|file| Backup::of(file.path()))
        .collect();
    found.sort_by(|one, other| {
        (other.nth, other.at)
            .cmp(&(one.nth, one.at))
            .then_with(|| one.path.cmp(&other.path))
    });
    found
}

/// Those of `all`, the newest first, that are neither the last of one of the newest days nor of one
/// of the newest weeks. Newer is what was made later, whatever the clock said: the last one of all
/// always stays. A copy of an earlier version counts apart: it may be all there is of it.
pub(crate) fn superfluous(all: &[Backup]) -> Vec<Backup> {
    let (mut days, mut weeks) = (BTreeSet::new(), BTreeSet::new());
    let goes = |copy: &&Backup| {
        let day = copy.at.business_day();
        let new_day = days.insert((copy.version, day)) && of(&days, copy.version) <= DAYS;
        let new_week = weeks.insert((copy.version, week(day))) && of(&weeks, copy.version) <= WEEKS;
        !(new_day || new_week)
    };
    all.iter().filter(goes).cloned().collect()
}

fn of<T>(seen: &BTreeSet<(u32, T)>, version: u32) -> usize {
    seen.iter().filter(|(one, _)| *one == version).count()
}

fn week(day: NaiveDate) -> (i32, u32) {
    (day.iso_week().year(), day.iso_week().week())
}
