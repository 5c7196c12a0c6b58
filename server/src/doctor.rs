//! `doctor`: what is wrong with this township's machine and ledger, and what to do about it.

use std::path::Path;

use sha2::{Digest, Sha256};
use shanyi_domain::post;
use shanyi_domain::time::Moment;

use crate::App;
use crate::authority::Authorities;
use crate::certificate::{Held, held};
use crate::error::ServerError;
use crate::ledger::journal::{JournalAct, JournalLine};
use crate::ledger::{LedgerError, View};
use crate::publish;
use crate::recovery::RecoveryKey;
use crate::retention::{self, Leaving};
use crate::verify::{self, Verified};

mod words;

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;
/// Days after which the last backup is old.
const OLD: i64 = 2;
/// Bytes below which the disk is nearly full.
const LITTLE: u64 = 2 * 1024 * 1024 * 1024;

/// Something that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// Pages or indexes of the ledger are damaged.
    LedgerDamaged,
    /// Something was done to the ledger behind the program's back.
    NotWhole(Verified),
    /// Files of images that the ledger calls whole are not here.
    ImagesMissing(u64),
    /// Files of images are other bytes than they were.
    ImagesDamaged(u64),
    /// The disk is nearly full.
    LittleRoom {
        /// Megabytes that are left.
        megabytes: u64,
    },
    /// There never was a backup.
    NoBackup,
    /// The last backup is old.
    BackupOld {
        /// So many days.
        days: i64,
        /// Where it is.
        place: String,
    },
    /// The last try made none.
    BackupFailed {
        /// Why.
        why: String,
    },
    /// Images were missing when the last backup was made.
    BackupLacks {
        /// What.
        why: String,
    },
    /// The server's certificate does not hold much longer.
    CertificateEnding,
    /// It does not hold.
    CertificateBad,
    /// The spare authority's key lies beside the first one's.
    SpareIsHere,
    /// The clock stands before the newest event.
    ClockBehind {
        /// So many hours.
        hours: i64,
    },
    /// Fewer than two accounts may do what the county's desk does.
    FewAccounts(u32),
    /// PCs are in service, and the key that opens one of which nothing else is left is not here.
    NoRecoveryKey,
    /// PCs under whose name two programs write, and nobody has taken note of it.
    Doubled(u64),
    /// Cases whose time of keeping is over, and that something keeps.
    KeptBeyond(u64),
    /// Stations with whose people something is not as it should be.
    People(u64),
}

/// What was looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Images that were read.
    pub images: u64,
    /// PCs in service.
    pub devices: u32,
    /// PCs that were taken out of service.
    pub revoked: u32,
    /// The last backup, where there is one.
    pub backup: Option<(Moment, String)>,
    /// Cases whose time of keeping is over within thirty days, or is over now: the next nights erase them.
    pub leaving: u64,
    /// What is wrong.
    pub findings: Vec<Finding>,
}

/// Looks over everything that belongs to this township. It may take a while, and holds nobody up.
///
/// # Errors
/// What the ledger says: then not everything was looked at.
pub fn examine(app: &App, data: &Path) -> Result<Report, ServerError> {
    let now = app.clock.now();
    let mut report = Report::default();
    if !app.ledger.read(|view| view.is_sound())? {
        report.findings.push(Finding::LedgerDamaged);
    }
    let verified = verify::verify(app)?;
    if !verified.is_whole() {
        report.findings.push(Finding::NotWhole(verified));
    }
    images(app, &mut report)?;
    let free = fs4::available_space(data).unwrap_or(u64::MAX);
    if free < LITTLE {
        let megabytes = free / (1024 * 1024);
        report.findings.push(Finding::LittleRoom { megabytes });
    }
    app.ledger.read(|view| {
        backups(view, now, &mut report).and_then(|()| people(view, now, &mut report))
    })?;
    keeping(app, &mut report)?;
    certificates(data, now, &mut report)?;
    if report.devices > 0 && !RecoveryKey::is_in(data) {
        report.findings.push(Finding::NoRecoveryKey);
    }
    Ok(report)
}

fn images(app: &App, report: &mut Report) -> Result<(), ServerError> {
    let (mut missing, mut damaged) = (0, 0);
    for (station, hash) in app.ledger.read(|view| view.whole_images())? {
        report.images += 1;
        match std::fs::read(app.ledger.image_file(station, &hash)) {
            Ok(bytes) if <[u8; 32]>::from(Sha256::digest(&bytes)) == hash.0 => {}
            Ok(_) => damaged += 1,
            Err(_) => missing += 1,
        }
    }
    let found = [
        (missing, Finding::ImagesMissing(missing)),
        (damaged, Finding::ImagesDamaged(damaged)),
    ];
    let found = found.into_iter().filter(|(count, _)| *count > 0);
    report.findings.extend(found.map(|(_, finding)| finding));
    Ok(())
}

fn backups(view: &View<'_>, now: Moment, report: &mut Report) -> Result<(), LedgerError> {
    let made = view.last_noted(JournalAct::BackedUp)?;
    let failed = view.last_noted(JournalAct::BackupFailed)?;
    let position = |line: &Option<JournalLine>| line.as_ref().map_or(0, |line| line.position);
    if position(&failed) > position(&made)
        && let Some(JournalLine { why, .. }) = failed
    {
        report.findings.push(Finding::BackupFailed { why });
    }
    let Some(made) = made else {
        report.findings.push(Finding::NoBackup);
        return Ok(());
    };
    let days = (now.0 - made.at.0) / DAY;
    if days >= OLD {
        let place = made.subject.clone();
        report.findings.push(Finding::BackupOld { days, place });
    }
    if !made.why.is_empty() {
        report.findings.push(Finding::BackupLacks { why: made.why });
    }
    report.backup = Some((made.at, made.subject));
    Ok(())
}

fn keeping(app: &App, report: &mut Report) -> Result<(), LedgerError> {
    let today = app.clock.today();
    let leaving = retention::within(app, retention::AHEAD)?;
    let beyond = |one: &&Leaving| one.kept.is_some() && one.over.on() <= today;
    let kept = leaving.iter().filter(beyond).count() as u64;
    let goes = leaving.iter().filter(|one| one.kept.is_none());
    report.leaving = goes.count() as u64;
    let finding = (kept > 0).then_some(Finding::KeptBeyond(kept));
    report.findings.extend(finding);
    Ok(())
}

fn people(view: &View<'_>, now: Moment, report: &mut Report) -> Result<(), LedgerError> {
    let newest = view.last_received()?.map_or(0, |newest| newest.0 - now.0);
    if newest > HOUR {
        let hours = newest / HOUR;
        report.findings.push(Finding::ClockBehind { hours });
    }
    (report.devices, report.revoked) = view.devices_in_service()?;
    let county = view.county_accounts()?;
    if county < 2 {
        report.findings.push(Finding::FewAccounts(county));
    }
    let doubled = view.doubled(None)?.into_iter();
    let doubled = doubled.filter(|one| one.acknowledged.is_none()).count() as u64;
    let concerned =
        publish::last_directory(view)?.map_or(0, |known| post::concerns(&known).len() as u64);
    let found = [
        (doubled, Finding::Doubled(doubled)),
        (concerned, Finding::People(concerned)),
    ];
    let found = found.into_iter().filter(|(count, _)| *count > 0);
    report.findings.extend(found.map(|(_, finding)| finding));
    Ok(())
}

fn certificates(data: &Path, now: Moment, report: &mut Report) -> Result<(), ServerError> {
    match held(data, now) {
        Held::None => return Ok(()),
        Held::Good => {}
        Held::Ending => report.findings.push(Finding::CertificateEnding),
        Held::Bad => report.findings.push(Finding::CertificateBad),
    }
    if Authorities::keep(data, now).is_ok_and(|kept| kept.spare_is_here()) {
        report.findings.push(Finding::SpareIsHere);
    }
    Ok(())
}
