//! The backup that the server makes by itself, every night.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use shanyi_domain::time::Moment;

use crate::App;
use crate::backup::{LEDGER, backup};
use crate::error::ServerError;
use crate::ledger::LedgerError;
use crate::ledger::journal::{JournalAct, JournalLine};

/// How often it is looked whether a backup is due.
const LOOK: Duration = Duration::from_secs(600);
/// Seconds after a failure before the next try.
const AGAIN: i64 = 1_800;
const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;
/// Between these hours of Asia/Shanghai nobody works.
const NIGHT: std::ops::Range<i64> = 1..5;

/// Makes a backup in `to` whenever one is due, for as long as the server runs.
pub async fn keep(app: Arc<App>, data: PathBuf, to: PathBuf) {
    loop {
        let (data, to) = (data.clone(), to.clone());
        let done = app.blocking(move |app| once(app, &data, &to)).await;
        if let Ok(Err(error)) | Err(error) = done
            .map(|done| done.map_err(|error| error.to_string()))
            .map_err(|error| error.to_string())
        {
            tracing::error!(error, "no backup was made");
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Makes a backup where one is due. True where one was made.
///
/// # Errors
/// Why none was made, which the journal knows too.
pub fn once(app: &App, data: &Path, to: &Path) -> Result<bool, ServerError> {
    let now = app.clock.now();
    let (made, failed) = app.ledger.read(|view| {
        let last = |act| view.last_noted(act);
        Ok::<_, LedgerError>((last(JournalAct::BackedUp)?, last(JournalAct::BackupFailed)?))
    })?;
    let at = |line: &Option<JournalLine>| line.as_ref().map(|line| line.at);
    if !is_due(now, at(&made), at(&failed)) {
        return Ok(false);
    }
    let done = is_in(to, made.as_ref()).and_then(|()| backup(app, data, to));
    match done {
        Ok(_) => Ok(true),
        Err(error) => {
            let (place, why) = (to.display().to_string(), error.to_string());
            app.ledger
                .write(|tx| tx.note(now, None, JournalAct::BackupFailed, &place, &why))?;
            Err(error)
        }
    }
}

/// Whether a backup is due: each night, and in the day where the last night had none. One from a clock
/// that stood in the future counts for nothing.
fn is_due(now: Moment, made: Option<Moment>, failed: Option<Moment>) -> bool {
    if failed.is_some_and(|at| at <= now && now.0 - at.0 < AGAIN) {
        return false;
    }
    let Some(made) = made.filter(|made| made.0 <= now.0 + HOUR) else {
        return true;
    };
    let age = now.0 - made.0;
    let hour = (now.0 + 8 * HOUR).rem_euclid(DAY) / HOUR;
    age >= 25 * HOUR || (age >= 12 * HOUR && NIGHT.contains(&hour))
}

/// Where a disk is not in, its folder is empty or not there at all: nothing is to be put on the disk
/// below.
fn is_in(to: &Path, made: Option<&JournalLine>) -> Result<(), ServerError> {
    let was_here = made.is_some_and(|made| made.subject == to.display().to_string());
    match to.is_dir() && (!was_here || to.join(LEDGER).is_file()) {
        true => Ok(()),
        false => Err(ServerError::BackupGone(to.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Noon of a Monday in September, in Asia/Shanghai.
    const NOON: Moment = Moment(1_789_963_200);

    fn hours(hours: i64) -> Moment {
        NOON.plus_seconds(hours * HOUR)
    }

    #[test]
    fn a_backup_is_due_each_night_and_in_the_day_where_the_night_had_none() {
        for (now, made, failed, due) in [
            (hours(0), None, None, true),
            (hours(0), Some(hours(-10)), None, false),
            (hours(10), Some(hours(-10)), None, false),
            (hours(14), Some(hours(-10)), None, true),
            (hours(14), Some(hours(13)), None, false),
            (hours(0), Some(hours(-26)), None, true),
            (hours(0), Some(hours(900)), None, true),
            (hours(14), Some(hours(-10)), Some(hours(14)), false),
            (hours(15), Some(hours(-10)), Some(hours(14)), true),
            (hours(14), None, Some(hours(900)), true),
        ] {
            let said = is_due(now, made, failed);
            assert_eq!(said, due, "{now:?} {made:?} {failed:?}");
        }
    }
}
