//! How often a PIN was wrong, across restarts. An attempt is on the disk before the PIN is tried, so
//! that pulling the plug takes none back; waiting is measured by the program's own running, so that
//! setting a clock shortens nothing, and begins anew with the program. Where the count is gone though
//! somebody has a PIN, each try waits as long as any: whoever takes the file away gains nothing by it.

use std::collections::BTreeMap;
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use shanyi_domain::ids::ActorId;

use super::error::VaultError;
use super::written;
use crate::key::{owner_only, sync_folder};

/// The file in the data folder.
const FILE: &str = "attempts";
/// Wrong PINs that cost no waiting.
pub const FREE: u32 = 3;
/// Wrong PINs in a row after which no other one is tried.
pub const MOST: u32 = 20;
/// Seconds before the first one that is not free; doubled by each that follows.
const FIRST: u32 = 5;
/// Seconds of the longest wait.
const LONGEST: u32 = 15 * 60;

/// Wrong PINs that are taken to have been tried where nobody knows any more: the first of those behind
/// which the wait is the longest.
const LOST: u32 = 11;

/// Whether a PIN is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// At once.
    Free,
    /// In so many seconds.
    Wait(u32),
    /// No more.
    Shut,
}

/// The wrong attempts at each operator's PIN.
#[derive(Debug)]
pub struct Attempts {
    dir: PathBuf,
    wrong: BTreeMap<ActorId, Wrong>,
}

#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
struct Wrong {
    /// In a row.
    count: u32,
    /// Those that nobody has noted in the journal yet.
    unnoted: u32,
    /// When the program had run for so long the last one was tried.
    #[serde(skip)]
    last: Duration,
}

#[derive(Serialize, Deserialize)]
struct Line {
    operator: ActorId,
    #[serde(flatten)]
    wrong: Wrong,
}

impl Attempts {
    /// Reads what earlier runs of the program have left. `running` is how long this one runs.
    #[must_use]
    pub fn read(dir: &Path, running: Duration) -> Self {
        let kept = fs::read(dir.join(FILE)).ok();
        let kept = kept.and_then(|bytes| serde_json::from_slice::<Vec<Line>>(&bytes).ok());
        let lines = kept.unwrap_or_else(|| lost(dir));
        let wrong = lines.into_iter().map(|line| {
            let last = running;
            (line.operator, Wrong { last, ..line.wrong })
        });
        Self {
            dir: dir.to_owned(),
            wrong: wrong.collect(),
        }
    }

    /// Whether this operator's PIN is tried now.
    #[must_use]
    pub fn may(&self, operator: ActorId, running: Duration) -> Attempt {
        let Some(wrong) = self.wrong.get(&operator) else {
            return Attempt::Free;
        };
        if wrong.count < FREE {
            return Attempt::Free;
        }
        if wrong.count >= MOST {
            return Attempt::Shut;
        }
        let over = wrong.last + Duration::from_secs(wait(wrong.count).into());
        match over.checked_sub(running) {
            Some(left) if !left.is_zero() => {
                let seconds = left.as_secs() + u64::from(left.subsec_nanos() > 0);
                Attempt::Wait(u32::try_from(seconds).unwrap_or(LONGEST))
            }
            _ => Attempt::Free,
        }
    }

    /// Counts an attempt as wrong. It is on the disk when this answers; only then may the PIN be tried.
    ///
    /// # Errors
    /// What the disk says; then nothing is to be tried.
    pub fn begin(&mut self, operator: ActorId, running: Duration) -> Result<(), VaultError> {
        let wrong = self.wrong.entry(operator).or_default();
        wrong.count = wrong.count.saturating_add(1);
        wrong.unnoted = wrong.unnoted.saturating_add(1);
        wrong.last = running;
        self.write()
    }

    /// The attempt that was begun was right, and how it ended nobody has to wait for.
    ///
    /// # Errors
    /// What the disk says.
    pub fn right(&mut self, operator: ActorId) -> Result<(), VaultError> {
        if let Some(wrong) = self.wrong.get_mut(&operator) {
            wrong.count = 0;
            wrong.unnoted = wrong.unnoted.saturating_sub(1);
        }
        self.write()
    }

    /// The attempt that was begun never came to whether the PIN is right: it is not counted.
    ///
    /// # Errors
    /// What the disk says.
    pub fn take_back(&mut self, operator: ActorId) -> Result<(), VaultError> {
        if let Some(wrong) = self.wrong.get_mut(&operator) {
            wrong.count = wrong.count.saturating_sub(1);
            wrong.unnoted = wrong.unnoted.saturating_sub(1);
        }
        self.write()
    }

    /// Nothing is held against this operator's PIN any more: it is a new one.
    ///
    /// # Errors
    /// What the disk says.
    pub fn forgive(&mut self, operator: ActorId) -> Result<(), VaultError> {
        if let Some(wrong) = self.wrong.get_mut(&operator) {
            wrong.count = 0;
        }
        self.write()
    }

    /// How many wrong attempts at whose PIN nobody has noted yet.
    #[must_use]
    pub fn unnoted(&self) -> Vec<(ActorId, u32)> {
        let wrong = self.wrong.iter().filter(|(_, wrong)| wrong.unnoted > 0);
        wrong.map(|(id, wrong)| (*id, wrong.unnoted)).collect()
    }

    /// They are noted.
    ///
    /// # Errors
    /// What the disk says.
    pub fn noted(&mut self) -> Result<(), VaultError> {
        self.wrong.values_mut().for_each(|wrong| wrong.unnoted = 0);
        self.write()
    }

    fn write(&mut self) -> Result<(), VaultError> {
        self.wrong
            .retain(|_, wrong| wrong.count > 0 || wrong.unnoted > 0);
        let lines: Vec<Line> = self
            .wrong
            .iter()
            .map(|(operator, wrong)| Line {
                operator: *operator,
                wrong: *wrong,
            })
            .collect();
        let text = serde_json::to_vec(&lines).map_err(|_| VaultError::Unreadable)?;
        let unfinished = self.dir.join(FILE).with_extension("part");
        let mut file = owner_only().create(true).truncate(true).open(&unfinished)?;
        file.write_all(&text)?;
        file.sync_all()?;
        fs::rename(&unfinished, self.dir.join(FILE))?;
        sync_folder(&self.dir).map_err(|_| VaultError::Disk(ErrorKind::Other))
    }
}

/// The count is gone, or can't be read. Where nobody has a PIN there never was one.
fn lost(dir: &Path) -> Vec<Line> {
    let holders = written::read(dir).map_or_else(|_| Vec::new(), |file| file.operators);
    if !holders.is_empty() {
        tracing::warn!("the count of wrong PINs is gone: each waits as long as any");
    }
    let wrong = Wrong {
        count: LOST,
        ..Wrong::default()
    };
    let line = |operator| Line { operator, wrong };
    holders.iter().map(|wrap| line(wrap.operator)).collect()
}

/// Seconds to wait after so many wrong PINs in a row.
const fn wait(count: u32) -> u32 {
    if count < FREE {
        return 0;
    }
    match FIRST.checked_shl(count - FREE) {
        Some(seconds) if seconds < LONGEST && count - FREE < 16 => seconds,
        _ => LONGEST,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHO: ActorId = ActorId(11);

    fn at(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn after(wrong: u32, dir: &Path) -> Attempts {
        let mut attempts = Attempts::read(dir, at(0));
        for _ in 0..wrong {
            attempts.begin(WHO, at(100)).unwrap();
        }
        attempts
    }

    #[test]
    fn three_wrong_pins_are_free_and_then_the_wait_doubles_to_a_quarter_of_an_hour() {
        let waits = [0, 0, 0, 5, 10, 20, 40, 80, 160, 320, 640, 900, 900];
        for (wrong, seconds) in (0..).zip(waits) {
            let dir = tempfile::tempdir().unwrap();
            let attempts = after(wrong, dir.path());
            let wanted = if seconds == 0 {
                Attempt::Free
            } else {
                Attempt::Wait(seconds)
            };
            assert_eq!(attempts.may(WHO, at(100)), wanted, "after {wrong}");
            assert_eq!(
                attempts.may(WHO, at(100 + u64::from(seconds))),
                Attempt::Free
            );
            assert_eq!(attempts.may(ActorId(12), at(100)), Attempt::Free);
        }
    }

    #[test]
    fn a_restart_takes_no_attempt_back_and_begins_the_wait_anew() {
        let dir = tempfile::tempdir().unwrap();
        drop(after(4, dir.path()));
        let again = Attempts::read(dir.path(), at(7));
        assert_eq!(again.may(WHO, at(7)), Attempt::Wait(10));
        assert_eq!(again.may(WHO, at(16)), Attempt::Wait(1));
        assert_eq!(again.may(WHO, at(17)), Attempt::Free);
    }

    #[test]
    fn an_attempt_is_on_the_disk_before_its_pin_is_tried() {
        let dir = tempfile::tempdir().unwrap();
        let mut attempts = after(3, dir.path());
        assert_eq!(
            Attempts::read(dir.path(), at(0)).may(WHO, at(0)),
            Attempt::Wait(5)
        );
        attempts.right(WHO).unwrap();
        assert_eq!(
            Attempts::read(dir.path(), at(0)).may(WHO, at(0)),
            Attempt::Free
        );
        fs::remove_dir_all(dir.path()).unwrap();
        assert!(
            attempts.begin(WHO, at(0)).is_err(),
            "a PIN would be tried uncounted"
        );
    }

    #[test]
    fn after_twenty_wrong_pins_in_a_row_no_other_is_tried_until_it_is_forgiven() {
        let dir = tempfile::tempdir().unwrap();
        let mut attempts = after(MOST, dir.path());
        assert_eq!(attempts.may(WHO, at(1_000_000)), Attempt::Shut);
        assert_eq!(
            Attempts::read(dir.path(), at(0)).may(WHO, at(0)),
            Attempt::Shut
        );
        attempts.forgive(WHO).unwrap();
        assert_eq!(attempts.may(WHO, at(0)), Attempt::Free);
    }

    #[test]
    fn an_attempt_that_came_to_nothing_forgives_none_of_those_before_it() {
        let dir = tempfile::tempdir().unwrap();
        let mut attempts = after(5, dir.path());
        attempts.take_back(WHO).unwrap();
        assert_eq!(attempts.may(WHO, at(100)), Attempt::Wait(10));
        assert_eq!(attempts.unnoted(), [(WHO, 4)]);
    }

    #[test]
    fn wrong_pins_wait_to_be_noted_until_somebody_notes_them() {
        let dir = tempfile::tempdir().unwrap();
        let mut attempts = after(2, dir.path());
        attempts.begin(WHO, at(100)).unwrap();
        attempts.right(WHO).unwrap();
        let mut again = Attempts::read(dir.path(), at(0));
        assert_eq!(again.unnoted(), [(WHO, 2)]);
        again.noted().unwrap();
        assert_eq!(Attempts::read(dir.path(), at(0)).unnoted(), []);
    }
}
