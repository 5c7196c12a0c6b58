//! What a saved intake costs: fsyncs, counted from outside the program, and CPU time against a
//! bare insert of the same bytes under the same cipher with fsync off on both sides.
#![allow(clippy::print_stderr, reason = "a bench says how it goes")]

use std::error::Error;
use std::path::Path;
use std::process::Command;

use chrono::NaiveDate;
use rusqlite::Connection;
use shanyi_domain::directory::Station;
use shanyi_domain::fact::{Applicant, Channel, Collected, Fact, MaterialLine, Submitted};
use shanyi_domain::identity::IdNumber;
use shanyi_domain::ids::{ActorId, DeviceId, StationId};
use shanyi_domain::number::Block;
use shanyi_domain::time::Moment;
use shanyi_store::{Act, DatabaseKey, Durability, Identity, Operator, Options, Store};
use shanyi_tests::figure::{Figure, cpu, median};
use shanyi_wire::keys::SigningKey;

type Run<T> = Result<T, Box<dyn Error>>;

/// Intakes of one round, and rounds whose median counts.
const INTAKES: u32 = 2000;
const ROUNDS: usize = 9;
/// Saves of the two counted runs; what opening costs falls out of their difference.
const FEW: u32 = 10;
const MANY: u32 = 110;

fn main() -> Run<()> {
    let mut args = std::env::args().skip(1);
    if args.next().as_deref() == Some("--save") {
        let count = args.next().unwrap_or_default().parse()?;
        return save(count);
    }
    let fsyncs = (fsyncs_of(MANY)? - fsyncs_of(FEW)?) / f64::from(MANY - FEW);
    Figure::new("fsyncs for each saved intake", fsyncs, "fsync")
        .at_most(1.0)
        .say();
    let mut ratios = Vec::new();
    let mut saves = Vec::new();
    for _ in 0..ROUNDS {
        let (saved, sizes) = saves_of_a_round()?;
        let bare = bare_inserts(&sizes)?;
        eprintln!(
            "save {:.0} us, bare insert {:.0} us",
            saved / 1e3,
            bare / 1e3
        );
        ratios.push(saved / bare);
        saves.push(saved / 1e3);
    }
    Figure::new("a saved intake without fsync", median(&saves), "us CPU").say();
    Figure::new("CPU time of a saved intake", median(&ratios), "times")
        .ratio_to("a bare insert of the same bytes under the same cipher, fsync off")
        .at_most(3.0)
        .say();
    Ok(())
}

/// Runs this program again below a tracer and counts what it forces to the disk.
fn fsyncs_of(saves: u32) -> Run<f64> {
    let folder = tempfile::tempdir()?;
    let trace = folder.path().join("trace");
    let status = Command::new("strace")
        .args([
            "-f",
            "-qq",
            "-e",
            "trace=fsync,fdatasync,sync_file_range,msync",
            "-o",
        ])
        .arg(&trace)
        .arg(std::env::current_exe()?)
        .args(["--save", &saves.to_string()])
        .status()?;
    if !status.success() {
        return Err(format!("the counted run ended with {status}").into());
    }
    let calls = std::fs::read_to_string(trace)?;
    Ok(calls.lines().filter(|line| line.contains("sync")).count() as f64)
}

/// The counted run: saves as a shop PC does.
fn save(count: u32) -> Run<()> {
    let folder = tempfile::tempdir()?;
    let mut store = open(folder.path(), Durability::Full)?;
    for n in 0..count {
        store.record(intake(n)?)?;
    }
    Ok(())
}

/// CPU nanoseconds of one saved intake, and the bytes of the events of each.
fn saves_of_a_round() -> Run<(f64, Vec<Vec<usize>>)> {
    let folder = tempfile::tempdir()?;
    let mut store = open(folder.path(), Durability::None)?;
    let acts: Vec<Act> = (0..INTAKES).map(intake).collect::<Run<_>>()?;
    let from = cpu();
    for act in acts {
        store.record(act)?;
    }
    let spent = (cpu() - from) / f64::from(INTAKES);
    let mut sizes: Vec<Vec<usize>> = Vec::new();
    let batch = store
        .unsent(Moment(i64::MAX), usize::MAX)?
        .ok_or("nothing was saved")?;
    for entry in batch.entries {
        match (entry.seed.is_some(), sizes.last_mut()) {
            (false, Some(case)) => case.push(entry.event.len()),
            _ => sizes.push(vec![entry.event.len()]),
        }
    }
    Ok((spent, sizes))
}

/// CPU nanoseconds of one transaction that inserts the events of one intake and nothing else.
fn bare_inserts(cases: &[Vec<usize>]) -> Run<f64> {
    let folder = tempfile::tempdir()?;
    let mut db = Connection::open(folder.path().join("bare.db"))?;
    db.pragma_update(None, "key", format!("x'{}'", "07".repeat(32)))?;
    db.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    db.pragma_update(None, "synchronous", "OFF")?;
    db.pragma_update_and_check(None, "wal_autocheckpoint", 0, |_| Ok(()))?;
    db.execute_batch(
        "CREATE TABLE event (position INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT",
    )?;
    let from = cpu();
    for case in cases {
        let tx = db.transaction()?;
        for length in case {
            tx.prepare_cached("INSERT INTO event (bytes) VALUES (?1)")?
                .execute([vec![5u8; *length]])?;
        }
        tx.commit()?;
    }
    Ok((cpu() - from) / cases.len() as f64)
}

fn open(folder: &Path, durability: Durability) -> Run<Store> {
    let options = Options {
        durability,
        ..Options::default()
    };
    let mut store = Store::open(folder, &DatabaseKey::from_bytes([7; 32]), options)?;
    store.enrol(&Identity {
        device: DeviceId([1; 16]),
        key: SigningKey::from_bytes(&[1; 32]),
        township_key: SigningKey::from_bytes(&[2; 32]).public(),
        server: "http://127.0.0.1:1".into(),
        station: Station {
            id: StationId(1),
            code: "331123208211".into(),
            name: "五星村服务站".into(),
            short: "五星".into(),
            township: "柘岱口乡".into(),
        },
        operator: Operator {
            id: ActorId(11),
            name: "梅建平".into(),
            phone: String::new(),
        },
        block: Block::nth(0).ok_or("no block")?,
    })?;
    Ok(store)
}

/// A complete intake of an elder's card, handed over with the same save.
fn intake(n: u32) -> Run<Act> {
    let birth = NaiveDate::from_ymd_opt(1950 + i32::try_from(n % 16)?, 5, 1 + n % 28);
    let id = IdNumber::made_up(331_123, birth.ok_or("no date")?, u16::try_from(n % 999)?)?;
    let line = |material: &str| MaterialLine {
        material: material.into(),
        originals: 1,
        copies: 1,
        images: Vec::new(),
        checked: true,
    };
    let collected = Collected {
        number: String::new(),
        station: StationId(1),
        item: "lnyd".into(),
        catalog_version: 1,
        applicant: Applicant {
            name: ["蓝春妹", "雷美凤", "钟土根", "吴小满"][n as usize % 4].into(),
            id_number: Some(id),
            phone: Some("13857800002".into()),
            address: format!("下坪组 {n} 号"),
        },
        materials: ["id_card", "photo", "household_register"].map(line).into(),
        channel: Channel::Counter,
        noticed: Vec::new(),
        applies: Vec::new(),
    };
    Ok(Act {
        case: None,
        facts: vec![
            Fact::Collected(collected),
            Fact::Submitted(Submitted {
                missing_because: None,
            }),
        ],
        actor: ActorId(11),
        at: Moment(1_795_222_800 + i64::from(n)),
        clock_doubtful: false,
        draft: None,
    })
}
