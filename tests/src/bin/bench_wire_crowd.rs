//! 253 stations that come back at the same moment with 40 events each, against a township on one
//! core: all durable, few fsyncs, no slower than half of bare inserts, and nobody waits long.
#![allow(clippy::print_stderr, reason = "a bench says how it goes")]

use shanyi_tests::enrolled;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use rusqlite::Connection;
use serde_json::json;
use shanyi_domain::fact::{Fact, Submitted};
use shanyi_domain::ids::StationId;
use shanyi_domain::time::Moment;
use shanyi_server::clock::Clock;
use shanyi_server::{App, demo};
use shanyi_store::{DatabaseKey, Durability, Options, Store};
use shanyi_sync::carrier::{Carrier, HttpCarrier};
use shanyi_sync::core::{self, Request, Run as Entries, Standing};
use shanyi_tests::enrolled::identity;
use shanyi_tests::figure::{Figure, median, part, since};
use shanyi_tests::ground::{NOW, act, comment, quick_folder};
use shanyi_tests::township::{Run, Township};
use shanyi_wire::keys::PublicKey;
use tokio::sync::Barrier;

/// Stations of the county.
const STATIONS: usize = 253;
/// Events that each of them brings: thirteen cases of three, and a word.
const EVENTS: usize = 40;
/// The core of the server, and of the bare inserts.
const CORE: &str = "0";
/// Runs whose median counts.
const ROUNDS: usize = 5;

/// What one station sends.
struct Station {
    request: Request,
    township: PublicKey,
    sizes: Vec<usize>,
}

#[tokio::main]
async fn main() -> Run<()> {
    let mut args = std::env::args().skip(1);
    if args.next().as_deref() == Some("--bare") {
        let sizes: Vec<usize> = serde_json::from_str(&args.next().unwrap_or_default())?;
        return bare(&sizes);
    }
    let template = quick_folder()?;
    let stations = Arc::new(county(template.path())?);
    let (mut rates, mut bares, mut ratios, mut longest) = (vec![], vec![], vec![], vec![]);
    for round in 0..ROUNDS {
        let folder = tempfile::tempdir()?;
        let mut township = township(template.path(), folder.path(), &["taskset", "-c", CORE])?;
        let begun = Instant::now();
        let waits = crowd(&stations, &township.url()).await?;
        let took = since(begun);
        township.kill();
        let rate = (STATIONS * EVENTS) as f64 / took * 1e3;
        // Beside each other: how long a disk takes to be sure changes from minute to minute.
        let bare = bare_rate(&stations)?;
        rates.push(rate);
        bares.push(bare);
        ratios.push(rate / bare);
        longest.push(part(&waits, 1.0) / median(&waits));
        let (middle, last) = (median(&waits), part(&waits, 1.0));
        eprintln!(
            "round {round}: {took:.0} ms, {middle:.0} ms in the middle, {last:.0} ms last; \
             {rate:.0} a second, bare {bare:.0}"
        );
    }
    Figure::new("253 stations at once", median(&rates), "durable events/s").say();
    Figure::new(
        "a bare insert of the same bytes",
        median(&bares),
        "events/s",
    )
    .say();
    Figure::new("253 stations at once", median(&ratios), "times")
        .ratio_to("a bare insert of the same bytes, 40 in a transaction, on the same core")
        .at_least(0.5)
        .say();
    Figure::new("the longest wait of a station", median(&longest), "times")
        .ratio_to("the median wait")
        .at_most(3.0)
        .say();
    let fsyncs = fsyncs(template.path(), &stations).await?;
    Figure::new("fsyncs for each event of 253 stations", fsyncs, "fsync")
        .at_most(0.05)
        .say();
    Ok(())
}

/// A county with a PC at each of its stations, and what each PC sends.
fn county(folder: &Path) -> Run<Vec<Station>> {
    let data = folder.join("township");
    let app = App::open(&data, Clock::at(NOW))?;
    let codes: Vec<String> = (0..STATIONS)
        .map(|nth| format!("331123{:06}", 200_000 + nth))
        .collect();
    let villages = codes
        .iter()
        .enumerate()
        .map(|(nth, code)| json!({ "code": code, "name": format!("{}村委会", in_han(nth)) }));
    let county = json!({ "source": "", "code": "331123", "name": "遂昌县", "townships": [
        { "code": "331123208", "name": "柘岱口乡", "villages": villages.collect::<Vec<_>>() },
    ] });
    let file = folder.join("villages.json");
    std::fs::write(&file, county.to_string())?;
    demo::fill(&app, &data, &file)?;
    let made = codes.iter().map(|code| {
        let file = folder.join(format!("{code}.json"));
        enrolled::enrol(&app, code, "http://127.0.0.1:1", &file)?;
        station(&file)
    });
    made.collect()
}

/// A number in characters that a village may be called by.
fn in_han(number: usize) -> String {
    let hans = "零一二三四五六七八九";
    let digits = number.to_string().into_bytes();
    let han = |digit: u8| hans.chars().nth(usize::from(digit - b'0'));
    digits.into_iter().filter_map(han).collect()
}

/// What a PC sends that has worked alone until now.
fn station(enrolment: &Path) -> Run<Station> {
    let folder = quick_folder()?;
    let options = Options {
        durability: Durability::None,
        ..Options::default()
    };
    let key = DatabaseKey::from_bytes([7; 32]);
    let mut store = Store::open(folder.path(), &key, options)?;
    let identity = identity(enrolment);
    store.enrol(&identity)?;
    let mut last = None;
    for nth in 0..EVENTS / 3 {
        let mut body = shanyi_tests::ground::intake(&format!("第{nth}人"));
        body.station = StationId(identity.station.id.0);
        let submitted = Submitted {
            missing_because: None,
        };
        let facts = vec![
            Fact::Collected(body),
            Fact::Submitted(submitted),
            comment("材料齐"),
        ];
        last = Some(store.record(act(None, facts))?.case.id);
    }
    store.record(act(last, vec![comment("下午去取照片")]))?;
    let batch = store
        .unsent(Moment(i64::MAX), usize::MAX)?
        .ok_or("nothing to send")?;
    let sizes: Vec<usize> = batch
        .entries
        .iter()
        .map(|entry| entry.event.len())
        .collect();
    if sizes.len() != EVENTS {
        return Err(format!("{} events", sizes.len()).into());
    }
    let standing = Standing {
        head: store.head()?,
        broadcast: 0,
        station: 0,
        timeline: 0,
        now: NOW,
        receipted: None,
        images: None,
        recovery: None,
    };
    let entries = Entries {
        first: batch.first,
        entries: batch.entries,
        head: batch.head_after,
    };
    Ok(Station {
        request: core::request(&standing, vec![entries], None, &identity.key)?,
        township: identity.township_key,
        sizes,
    })
}

/// A fresh copy of the county's ledger, served.
fn township(template: &Path, folder: &Path, below: &[&str]) -> Run<Township> {
    shanyi_tests::chaos::copy_folder(&template.join("township"), &folder.join("township"))?;
    let mut township = Township::closed(folder).below(below);
    township.start()?;
    Ok(township)
}

/// All stations at once. Milliseconds that each waited for its signed answer.
async fn crowd(stations: &Arc<Vec<Station>>, url: &str) -> Run<Vec<f64>> {
    let ready = Arc::new(Barrier::new(STATIONS));
    let tasks: Vec<_> = (0..STATIONS)
        .map(|nth| {
            let (stations, ready) = (Arc::clone(stations), Arc::clone(&ready));
            let carrier = HttpCarrier::new(url);
            tokio::spawn(async move {
                let station = &stations[nth];
                let carrier = carrier?;
                ready.wait().await;
                let begun = Instant::now();
                let answer = carrier.sync(station.request.body.clone()).await?;
                let waited = since(begun);
                let reply = core::reply(&answer, &station.request.hello, &station.township)?;
                let durable = reply.receipt.map_or(0, |receipt| receipt.durable);
                match durable == EVENTS as u64 {
                    true => Ok::<_, Box<dyn std::error::Error + Send + Sync>>(waited),
                    false => Err(format!("only {durable} events are durable").into()),
                }
            })
        })
        .collect();
    let mut waits = Vec::new();
    for task in tasks {
        waits.push(task.await??);
    }
    Ok(waits)
}

/// Events a second that bare inserts bring to the disk: one row each, 40 in a transaction.
fn bare_rate(stations: &[Station]) -> Run<f64> {
    let sizes: Vec<usize> = stations
        .iter()
        .flat_map(|station| station.sizes.clone())
        .collect();
    let output = Command::new("taskset")
        .args(["-c", CORE])
        .arg(std::env::current_exe()?)
        .args(["--bare", &serde_json::to_string(&sizes)?])
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    let took: f64 = String::from_utf8_lossy(&output.stdout).trim().parse()?;
    Ok(sizes.len() as f64 / took * 1e3)
}

/// The bare inserts: says how many milliseconds they took.
#[expect(clippy::print_stdout, reason = "its parent reads the number")]
fn bare(sizes: &[usize]) -> Run<()> {
    let folder = tempfile::tempdir()?;
    let mut db = Connection::open(folder.path().join("bare.db"))?;
    db.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    db.pragma_update(None, "synchronous", "FULL")?;
    db.execute_batch("CREATE TABLE event (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT")?;
    let begun = Instant::now();
    for batch in sizes.chunks(EVENTS) {
        let tx = db.transaction()?;
        for length in batch {
            tx.prepare_cached("INSERT INTO event (bytes) VALUES (?1)")?
                .execute([vec![5u8; *length]])?;
        }
        tx.commit()?;
    }
    println!("{}", since(begun));
    Ok(())
}

/// The same once more below a tracer, which counts.
async fn fsyncs(template: &Path, stations: &Arc<Vec<Station>>) -> Run<f64> {
    let folder = tempfile::tempdir()?;
    let trace: PathBuf = folder.path().join("trace");
    let trace_word = trace.display().to_string();
    let below = [
        "strace",
        "-f",
        "-qq",
        "-e",
        "trace=fsync,fdatasync",
        "-o",
        &trace_word,
    ];
    let mut township = township(template, folder.path(), &below)?;
    let before = count(&trace)?;
    crowd(stations, &township.url()).await?;
    township.kill_below();
    Ok((count(&trace)? - before) / (STATIONS * EVENTS) as f64)
}

fn count(trace: &Path) -> Run<f64> {
    let calls = std::fs::read_to_string(trace)?;
    Ok(calls.lines().filter(|line| line.contains("sync(")).count() as f64)
}
