//! The same records by PouchDB and by Shanyi, on the same line. `cargo xtask bench wire --peers` puts
//! PouchDB and its server into a folder and runs this with it.
#![allow(clippy::print_stderr, reason = "a bench says how it goes")]

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use shanyi_domain::fact::{Collected, MaterialsAmended};
use shanyi_store::Durability;
use shanyi_sync::carrier::HttpCarrier;
use shanyi_sync::engine::Engine;
use shanyi_tests::figure::Figure;
use shanyi_tests::pair::{NOW, Pair};
use shanyi_tests::slow::{Count, Quality, Slow};
use shanyi_tests::township::Run;
use shanyi_tests::years::{self, people::Villager};
use shanyi_wire::event::{Event, Payload};
use tokio::runtime::Runtime;

/// Events of the larger step.
const MANY: usize = 1000;
/// How long the peer's server may take to answer at all.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a step took and carried, with everything that HTTP puts around it.
#[derive(Clone, Copy, Debug)]
struct Step {
    seconds: f64,
    count: Count,
}

impl Step {
    const fn bytes(&self) -> u64 {
        self.count.up + self.count.down
    }
}

fn main() -> Run<()> {
    let peers = std::env::args_os().nth(1).map(PathBuf::from);
    let peers = peers.ok_or("the folder with PouchDB is wanted")?;
    let runtime = Runtime::new()?;
    let people = years::people()?;
    let (ours, records) = ours(&runtime, &people)?;
    let theirs = theirs(&peers, &records)?;
    for (name, ours, theirs) in [
        ("nothing new", ours[0], theirs[0]),
        ("one case of three events", ours[1], theirs[1]),
        ("1,000 case events", ours[2], theirs[2]),
    ] {
        eprintln!("{name}: {ours:?}, PouchDB {theirs:?}");
        let seconds =
            |what: &str, step: Step| Figure::new(format!("{name}: {what}"), step.seconds, "s");
        seconds("time", ours).say();
        seconds("time by PouchDB", theirs).say();
        let bytes = |what: &str, step: Step| {
            Figure::new(format!("{name}: {what}"), step.bytes() as f64, "bytes")
        };
        bytes("both ways, with headers", ours).say();
        bytes("both ways, with headers, by PouchDB", theirs).say();
    }
    Figure::new(
        "one case: as fast as PouchDB",
        theirs[1].seconds / ours[1].seconds,
        "times",
    )
    .ratio_to("our own time on the same line")
    .at_least(8.0)
    .say();
    let (of_theirs, of_ours) = (theirs[2].bytes() as f64, ours[2].bytes() as f64);
    Figure::new(
        "1,000 events: bytes that PouchDB takes",
        of_theirs / of_ours,
        "times",
    )
    .ratio_to("our own bytes, headers on both sides")
    .at_least(10.0)
    .say();
    Ok(())
}

/// Nothing, one case and many events by Shanyi; and the same events as records.
fn ours(runtime: &Runtime, people: &[Villager]) -> Run<([Step; 3], Value)> {
    let pair = Pair::new(Durability::Full)?;
    let line = Slow::to(pair.serve(runtime)?, Quality::HILLSIDE)?;
    let mut engine = Engine::new(HttpCarrier::new(&line.url())?, pair.parties.clone());
    let mut round = || -> Run<Step> {
        let (before, begun) = (line.count(), Instant::now());
        runtime.block_on(pair.round(&mut engine))?;
        Ok(Step {
            seconds: begun.elapsed().as_secs_f64(),
            count: line.count().since(before),
        })
    };
    round()?;
    let nothing = round()?;
    pair.three_events(&people[0], 0, Vec::new())?;
    let one = records(&pair)?;
    let case = round()?;
    for (nth, villager) in people.iter().skip(1).take(MANY / 3).enumerate() {
        pair.three_events(villager, nth + 1, Vec::new())?;
    }
    let many = records(&pair)?;
    let events = round()?;
    Ok(([nothing, case, events], json!({ "one": one, "many": many })))
}

/// Every event that waits, as a document database would keep it.
fn records(pair: &Pair) -> Run<Vec<Value>> {
    let batch = pair
        .store()
        .unsent(NOW, usize::MAX)?
        .ok_or("nothing waits")?;
    let first = batch.first;
    let entries = batch.entries.iter().enumerate();
    entries
        .map(|(nth, entry)| {
            let event = Event::decode(&entry.event)?;
            let Payload::Fact(fact) = &event.payload else {
                return Err("no fact".into());
            };
            let id = first + nth as u64;
            let body = match fact {
                shanyi_domain::fact::Fact::Collected(body) => collected(body),
                shanyi_domain::fact::Fact::MaterialsAmended(body) => amended(body),
                _ => json!({}),
            };
            Ok(json!({
                "_id": format!("{id:08}"), "kind": format!("{:?}", fact.kind()),
                "case": event.case.map(|case| case.to_string()),
                "base": event.base.iter().map(ToString::to_string).collect::<Vec<_>>(),
                "at": event.at.0, "actor": event.actor.0, "body": body,
            }))
        })
        .collect()
}

fn collected(body: &Collected) -> Value {
    json!({
        "number": body.number, "station": body.station.0, "item": body.item,
        "catalog_version": body.catalog_version,
        "applicant": {
            "name": body.applicant.name,
            "id_number": body.applicant.id_number.as_ref().map(|id| id.as_str()),
            "phone": body.applicant.phone, "address": body.applicant.address,
        },
        "materials": body.materials, "noticed": body.noticed, "applies": body.applies,
    })
}

fn amended(body: &MaterialsAmended) -> Value {
    json!({ "materials": body.materials, "applies": body.applies })
}

/// A program that ends with this value.
struct Peer(Child);

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The same by PouchDB, its server in memory: what it would still need to be durable is not counted.
fn theirs(peers: &Path, records: &Value) -> Run<[Step; 3]> {
    let folder = tempfile::tempdir()?;
    let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
    let server = Command::new("node")
        .arg(peers.join("node_modules/pouchdb-server/bin/pouchdb-server"))
        .args(["--in-memory", "--no-stdout-logs", "--host", "127.0.0.1"])
        .args(["--port", &port.to_string()])
        .current_dir(folder.path())
        .stdout(Stdio::null())
        .spawn()?;
    let _server = Peer(server);
    let begun = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        if begun.elapsed() > PATIENCE {
            return Err("pouchdb-server does not listen".into());
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    let line = Slow::to(port, Quality::HILLSIDE)?;
    let file = folder.path().join("records.json");
    std::fs::write(&file, records.to_string())?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/replicate.mjs");
    let station = Command::new("node")
        .arg(script)
        .args([peers, Path::new(&line.url()), &file, folder.path()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut station = Peer(station);
    let (mut input, output) = (station.0.stdin.take(), station.0.stdout.take());
    let mut lines = BufReader::new(output.ok_or("no output")?).lines();
    let mut steps = Vec::new();
    let mut before = line.count();
    while let Some(said) = lines.next().transpose()? {
        let said: Value = serde_json::from_str(&said)?;
        // Both ends are at rest now: what comes after belongs to the next step.
        let now = line.count();
        steps.push(Step {
            seconds: said["took"].as_f64().ok_or("no time")? / 1e3,
            count: now.since(before),
        });
        before = now;
        writeln!(input.as_mut().ok_or("no input")?)?;
    }
    match steps.as_slice() {
        [_, nothing, one, many] => Ok([*nothing, *one, *many]),
        other => Err(format!("{} steps", other.len()).into()),
    }
}
