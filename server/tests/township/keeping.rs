//! Getting a township back from its backup, the backup of each night, and what the doctor says.

use std::fs;
use std::path::{Path, PathBuf};

use shanyi_server::backup::backup;
use shanyi_server::clock::Clock;
use shanyi_server::doctor::{Finding, Report, examine};
use shanyi_server::error::ServerError;
use shanyi_server::ledger::LedgerError;
use shanyi_server::ledger::journal::JournalAct;
use shanyi_server::restore::restore;
use shanyi_server::verify::Language;
use shanyi_server::{App, dump, nightly};

use crate::commands::{demo, run};
use crate::office::{FIRST_VILLAGE, MONDAY, Office};
use crate::station::{image, line, random};

fn data(office: &Office) -> PathBuf {
    office.folder.path().join("data")
}

/// An office with a case that has an image, and its backup on a stick.
async fn with_a_backup() -> (Office, PathBuf) {
    let office = Office::open().await;
    let mut station = office.station(FIRST_VILLAGE);
    let photo = random::<3000>();
    station.hand_over("雷美凤", "lnyd", vec![line("id_card", vec![image(&photo)])]);
    station.sync().await;
    station.upload(&photo, 0, &photo).await;
    let stick = office.folder.path().join("stick");
    backup(&office.app, &data(&office), &stick).unwrap();
    (office, stick)
}

fn open(path: &Path) -> Result<App, ServerError> {
    App::open(path, Clock::at(MONDAY))
}

fn image_of(folder: &Path) -> PathBuf {
    let mut path = folder.join("images");
    while path.is_dir() {
        path = fs::read_dir(&path).unwrap().next().unwrap().unwrap().path();
    }
    path
}

fn timeline(app: &App) -> u64 {
    let said: Result<u64, LedgerError> = app.ledger.read(|view| view.timeline());
    said.unwrap()
}

#[tokio::test]
async fn no_server_starts_on_a_backup_until_it_is_put_back() {
    let (office, stick) = with_a_backup().await;
    let refused = open(&stick).err().unwrap();
    assert!(matches!(refused, ServerError::Ledger(LedgerError::IsCopy)));
    let new = office.folder.path().join("new");
    let done = restore(&stick, &new, Clock::at(MONDAY)).unwrap();
    assert_eq!((done.images, done.missing), (1, 0));
    assert!(done.verified.is_whole());
    let back = open(&new).unwrap();
    assert_eq!(dump::dump(&back).unwrap(), dump::dump(&office.app).unwrap());
    assert_ne!(timeline(&back), timeline(&office.app));
    assert!(open(&stick).is_err(), "the backup is still one");
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_reads_what_was_put_back() {
    use std::os::unix::fs::PermissionsExt;
    let (office, stick) = with_a_backup().await;
    office.app.authorities().unwrap();
    backup(&office.app, &data(&office), &stick).unwrap();
    let new = office.folder.path().join("new");
    restore(&stick, &new, Clock::at(MONDAY)).unwrap();
    let names = [
        "township.db",
        "township.key",
        "authority.pem",
        "spare-authority.pem",
    ];
    for path in names
        .iter()
        .map(|name| new.join(name))
        .chain([image_of(&new)])
    {
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{}", path.display());
    }
}

#[tokio::test]
async fn a_restoring_that_was_broken_off_is_said_again_and_nothing_else_is_written_over() {
    let (office, stick) = with_a_backup().await;
    let new = office.folder.path().join("new");
    fs::create_dir(&new).unwrap();
    // As if the power had gone behind the ledger.
    fs::copy(stick.join("township.db"), new.join("township.db")).unwrap();
    assert!(open(&new).is_err());
    restore(&stick, &new, Clock::at(MONDAY)).unwrap();
    let again = restore(&stick, &new, Clock::at(MONDAY));
    assert!(matches!(again, Err(ServerError::NotEmpty(_))), "{again:?}");
    let nothing = restore(
        &new.join("images"),
        &office.folder.path().join("b"),
        Clock::at(MONDAY),
    );
    assert!(
        matches!(nothing, Err(ServerError::NoBackup(_))),
        "{nothing:?}"
    );
}

#[tokio::test]
async fn a_damaged_image_of_a_backup_is_not_put_back_and_a_damaged_ledger_not_at_all() {
    let (office, stick) = with_a_backup().await;
    fs::write(image_of(&stick), b"other bytes").unwrap();
    let new = office.folder.path().join("new");
    let done = restore(&stick, &new, Clock::at(MONDAY)).unwrap();
    assert_eq!((done.images, done.missing), (0, 1));
    let ledger = stick.join("township.db");
    let mut bytes = fs::read(&ledger).unwrap();
    for byte in bytes.iter_mut().skip(8192).take(8192) {
        *byte = 0xff;
    }
    fs::write(&ledger, bytes).unwrap();
    let other = office.folder.path().join("other");
    assert!(restore(&stick, &other, Clock::at(MONDAY)).is_err());
    assert_eq!(fs::read_dir(&other).unwrap().count(), 0);
}

#[tokio::test]
async fn a_nightly_backup_is_made_once_and_not_on_the_disk_below_its_own() {
    let (office, _) = with_a_backup().await;
    let app = &office.app;
    let night = office.folder.path().join("night");
    let missing = nightly::once(app, &data(&office), &night);
    assert!(!missing.unwrap(), "the one by hand was just made");
    later(&office, 2 * 86_400);
    let missing = nightly::once(app, &data(&office), &night);
    assert!(
        matches!(missing, Err(ServerError::BackupGone(_))),
        "{missing:?}"
    );
    fs::create_dir(&night).unwrap();
    assert!(
        !nightly::once(app, &data(&office), &night).unwrap(),
        "not at once again"
    );
    later(&office, 3_600);
    assert!(nightly::once(app, &data(&office), &night).unwrap());
    assert!(!nightly::once(app, &data(&office), &night).unwrap());
    // Its disk is pulled out: the empty folder below stays empty.
    fs::remove_dir_all(&night).unwrap();
    fs::create_dir(&night).unwrap();
    later(&office, 2 * 86_400);
    assert!(nightly::once(app, &data(&office), &night).is_err());
    assert_eq!(fs::read_dir(&night).unwrap().count(), 0);
}

/// Moves the office's clock by so many seconds.
fn later(office: &Office, seconds: i64) {
    office.set_clock(office.app.clock.now().plus_seconds(seconds));
}

fn found(office: &Office) -> Report {
    examine(&office.app, &data(office)).unwrap()
}

#[tokio::test]
async fn the_doctor_names_what_is_wrong_and_what_to_do_in_both_languages() {
    let (office, stick) = with_a_backup().await;
    let well = found(&office);
    let only_people = |one: &Finding| {
        matches!(
            one,
            Finding::People(_) | Finding::LittleRoom { .. } | Finding::FewAccounts(1)
        )
    };
    assert!(well.findings.iter().all(only_people), "{:?}", well.findings);
    assert_eq!(well.images, 1);
    // An image's file goes, the backup grows old, and the last try made none.
    let file = image_of(&data(&office));
    let bytes = fs::read(&file).unwrap();
    fs::write(&file, b"other").unwrap();
    assert!(found(&office).findings.contains(&Finding::ImagesDamaged(1)));
    fs::remove_file(&file).unwrap();
    assert!(found(&office).findings.contains(&Finding::ImagesMissing(1)));
    fs::write(&file, bytes).unwrap();
    later(&office, 5 * 86_400);
    fs::remove_dir_all(&stick).unwrap();
    assert!(nightly::once(&office.app, &data(&office), &stick).is_err());
    let report = found(&office);
    let kinds = [
        |one: &Finding| matches!(one, Finding::BackupOld { days: 5, .. }),
        |one: &Finding| matches!(one, Finding::BackupFailed { .. }),
    ];
    for kind in kinds {
        assert!(report.findings.iter().any(kind), "{:?}", report.findings);
    }
    let (zh, en) = (
        report.text(Language::Chinese),
        report.text(Language::English),
    );
    assert!(zh.contains("最近一次异地副本是 5 天前的"), "{zh}");
    assert!(en.contains("The last backup is 5 days old"), "{en}");
    assert_eq!(zh.lines().count(), en.lines().count());
    later(&office, -30 * 86_400);
    let behind = |one: &Finding| matches!(one, Finding::ClockBehind { hours } if *hours > 500);
    assert!(found(&office).findings.iter().any(behind));
}

#[tokio::test]
async fn the_doctor_says_that_there_never_was_a_backup_and_that_the_spare_lies_here() {
    let office = Office::open().await;
    assert!(found(&office).findings.contains(&Finding::NoBackup));
    let own = shanyi_server::certificate::Source::Own {
        data: data(&office),
        names: vec!["127.0.0.1".into()],
    };
    shanyi_server::tls::Tls::with(own, MONDAY).unwrap();
    let report = found(&office);
    assert!(report.findings.contains(&Finding::SpareIsHere));
    assert!(!report.findings.contains(&Finding::CertificateBad));
    later(&office, 380 * 86_400);
    assert!(
        found(&office)
            .findings
            .contains(&Finding::CertificateEnding)
    );
    later(&office, 40 * 86_400);
    assert!(found(&office).findings.contains(&Finding::CertificateBad));
}

#[tokio::test]
async fn the_doctor_says_that_one_county_account_is_too_few_and_that_the_recovery_key_is_gone() {
    let office = Office::open().await;
    let few = |report: &Report| {
        let mut all = report.findings.iter();
        all.any(|one| matches!(one, Finding::FewAccounts(_)))
    };
    assert!(few(&found(&office)));
    crate::office::Browser::of_the_county(&office, Some("柘岱口乡"), false).await;
    assert!(
        few(&found(&office)),
        "one of a township is none of the county's"
    );
    let newcomer = shanyi_server::account::Newcomer {
        name: "县里又一位".to_owned(),
        title: "科员".to_owned(),
        office: "县行政服务中心".to_owned(),
        desk: shanyi_server::ledger::accounts::Desk::County,
        township: None,
        reads_only: false,
    };
    shanyi_server::account::open(&office.app, &newcomer).unwrap();
    assert!(!few(&found(&office)));
    let _station = office.station(FIRST_VILLAGE);
    office.app.recovery_recipient().unwrap();
    assert!(!found(&office).findings.contains(&Finding::NoRecoveryKey));
    for left in [Some("nonsense"), None] {
        let file = data(&office).join("recovery.key");
        fs::remove_file(&file).unwrap();
        if let Some(left) = left {
            fs::write(&file, left).unwrap();
        }
        let report = found(&office);
        assert!(report.findings.contains(&Finding::NoRecoveryKey));
        let (zh, en) = (
            report.text(Language::Chinese),
            report.text(Language::English),
        );
        assert!(
            zh.contains("recovery-key") && en.contains("recovery-key"),
            "{zh}{en}"
        );
    }
}

#[tokio::test]
async fn the_doctor_sees_what_was_done_behind_the_program_s_back() {
    let (office, _) = with_a_backup().await;
    let raw = rusqlite::Connection::open(data(&office).join("township.db")).unwrap();
    raw.execute(
        "DELETE FROM entry WHERE seq = 1 AND stream = (SELECT max(id) FROM stream WHERE seq > 0)",
        [],
    )
    .unwrap();
    let changed = |one: &Finding| matches!(one, Finding::NotWhole(_));
    assert!(found(&office).findings.iter().any(changed));
    let noted = office
        .app
        .ledger
        .read(|view| view.last_noted(JournalAct::BackedUp));
    let noted: Result<_, LedgerError> = noted;
    assert!(noted.unwrap().is_some());
}

#[test]
fn a_backup_says_what_is_in_it_and_refuses_the_folder_that_it_copies() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    demo(folder.path(), &data);
    let stick = folder.path().join("stick");
    let output = run(&data, &["backup", "--to", stick.to_str().unwrap()]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success());
    assert!(
        said.contains("copied and compared: 3 events, 0 images"),
        "{said}"
    );
    for name in ["township.db", "township.key"] {
        assert!(stick.join(name).is_file(), "{name}");
    }
    // Neither the folder itself nor one in it, by whatever way: it would go with it.
    let link = folder.path().join("link");
    #[cfg(unix)]
    std::os::unix::fs::symlink(&data, &link).unwrap();
    for inside in [
        data.clone(),
        data.join("images"),
        data.join("new/backup"),
        link.join("backup"),
    ] {
        let output = run(&data, &["backup", "--to", inside.to_str().unwrap()]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success(), "{}", inside.display());
        assert!(said.contains("give a folder on another disk"), "{said}");
    }
    assert!(!data.join("new").exists() && !data.join("backup").exists());
    // What was copied serves in its place, when that is said.
    let output = run(&stick, &["dump"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success());
    assert!(said.contains("shanyi-township restore --from"), "{said}");
    let new = folder.path().join("new");
    let output = run(&new, &["restore", "--from", stick.to_str().unwrap()]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success());
    assert!(said.contains("put back and checked: 3 events"), "{said}");
    assert!(said.contains("stations send again"), "{said}");
    assert!(run(&new, &["dump"]).status.success());
    // By hand it can be said too.
    let output = run(&stick, &["restored"]);
    assert!(output.status.success());
    assert!(run(&stick, &["dump"]).status.success());
}
