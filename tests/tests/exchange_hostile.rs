//! Bytes that nobody honest sends: every decoder under seeded mutations, and the real server under
//! requests that are nearly right.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::Connection;
use shanyi_sync::carrier::{Carrier, CarrierError, Chunk, Fetch, Fetched, Put};
use shanyi_sync::engine::{Engine, Trouble};
use shanyi_tests::decoders::{DECODERS, corpus, mutated};
use shanyi_tests::dice::Dice;
use shanyi_tests::ground::Ground;
use shanyi_tests::memory::{Carried, Memory};
use shanyi_tests::plain_http::{self, Request};
use shanyi_tests::township::Township;
use shanyi_wire::derive::image_hash;
use shanyi_wire::exchange::Closing;
use shanyi_wire::frame::Frame;
use shanyi_wire::keys::{Signature, SigningKey};

/// Inputs of each decoder: many where one takes microseconds, few where it unpacks a picture.
fn inputs(decoder: &str) -> usize {
    match decoder {
        "frame" | "body" | "event" | "hello" => 8_000,
        "enrolment" | "page" => 3_000,
        "directory" | "calendar" => 1_000,
        "catalog" => 300,
        _ => 150,
    }
}

/// What a decoder may take more than it had, in kilobytes: some pictures of a megapixel.
const ROOM: u64 = 64 * 1024;

#[tokio::test]
async fn no_bytes_make_a_decoder_panic_or_grow_and_what_it_takes_it_writes_again() {
    let corpus = corpus().await.unwrap();
    // What is made once belongs to nobody's growth.
    for (name, check) in DECODERS {
        assert!(!corpus[name].is_empty(), "no sound bytes for {name}");
        corpus[name].iter().for_each(|bytes| check(bytes));
    }
    let before = memory("self", "VmHWM");
    for (name, check) in DECODERS {
        let mut dice = Dice::new(4);
        for nth in 0..inputs(name) {
            let sound = dice.one(&corpus[name]);
            let other = dice.one(&corpus[name]).clone();
            let bytes = mutated(&mut dice, sound, &other);
            let held = std::panic::catch_unwind(|| check(&bytes));
            assert!(held.is_ok(), "{name}, input {nth}: {}", hex::encode(&bytes));
        }
    }
    let grown = memory("self", "VmHWM").saturating_sub(before);
    assert!(grown < ROOM, "the decoders took {grown} KB");
}

/// A number of kilobytes that the kernel says of a process.
fn memory(process: &str, what: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(what));
    let number = line.and_then(|line| line.split_whitespace().nth(1));
    number.and_then(|number| number.parse().ok()).unwrap_or(0)
}

/// Sends a request as it is and gives the status of the answer; `None` where the line was closed
/// without one.
fn ask(port: u16, carried: &Carried) -> Option<u16> {
    let request = Request {
        method: &carried.method,
        path: &carried.path,
        headers: &carried.headers,
        body: &carried.up,
    };
    plain_http::ask(port, request).map(|answer| answer.status)
}

/// Rows of every table, and files with their bytes: what a township's disk holds.
fn holdings(data: &Path) -> BTreeMap<String, u64> {
    let db = Connection::open(data.join("township.db")).unwrap();
    let names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
    let mut statement = db.prepare(names).unwrap();
    let names = statement.query_map([], |row| row.get::<_, String>(0));
    let mut held: BTreeMap<String, u64> = names
        .unwrap()
        .map(|name| {
            let name = name.unwrap();
            let count = format!("SELECT count(*) FROM \"{name}\"");
            let rows: i64 = db.query_row(&count, [], |row| row.get(0)).unwrap();
            (name, rows.unsigned_abs())
        })
        .collect();
    let (mut files, mut bytes) = (0, 0);
    let mut folders = vec![data.join("images")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            match entry.file_type().unwrap().is_dir() {
                true => folders.push(entry.path()),
                false => {
                    files += 1;
                    bytes += entry.metadata().unwrap().len();
                }
            }
        }
    }
    held.extend([("files".to_owned(), files), ("bytes".to_owned(), bytes)]);
    held
}

/// Every request of an exchange in which everything is said once, and what the township held then.
async fn said(ground: &Ground) -> Vec<Carried> {
    let carrier = ground.carrier();
    let first = ground.take_in("蓝春妹", &[3; 700]).unwrap();
    ground.comes_to_rest(&carrier).await.unwrap();
    ground.answer(first.case.id, "请补一张照片").unwrap();
    for name in ["钟土根", "雷美凤"] {
        ground.take_in(name, name.repeat(90).as_bytes()).unwrap();
        ground.comes_to_rest(&carrier).await.unwrap();
    }
    let scan: Vec<u8> = (0..7000_u32).map(|at| (at * at) as u8).collect();
    ground.take_in("吴小满", &scan).unwrap();
    let small = [&[0xff, 0xd8, 0xff], &scan[..500]].concat();
    let kept = ground.held().put_thumbnail(&image_hash(&scan), &small);
    kept.unwrap();
    ground.comes_to_rest(&carrier).await.unwrap();
    let mut requests = carrier.carried();
    // A question for news begins as an exchange does; one of a station that is behind is answered.
    let mut question = requests[0].clone();
    question.path = "/v1/news".into();
    requests.push(question);
    for path in ["/v1/sync", "/v1/news", "/thumbnail"] {
        assert!(requests.iter().any(|one| one.path.ends_with(path)));
    }
    requests
}

/// A request that is nearly `sound`: its body, a header or its address is another.
fn nearly(dice: &mut Dice, sound: &Carried, other: &Carried) -> Carried {
    let mut request = sound.clone();
    let headers = request.headers.len();
    match dice.below(4) {
        0 if headers > 0 => {
            let value = &mut request.headers[dice.below(headers)].1;
            let changed = mutated(dice, value.as_bytes(), b"-1 4294967296 bytes=9-");
            // What can't stand in a line of HTTP is refused by the library.
            let printable = changed.iter().map(|byte| char::from(b'!' + byte % 94));
            *value = printable.collect();
        }
        1 if headers > 0 => drop(request.headers.remove(dice.below(headers))),
        _ => request.up = mutated(dice, &sound.up, &other.up),
    }
    request
}

#[tokio::test]
async fn a_thousand_nearly_right_requests_leave_the_server_as_it_was() {
    let ground = Ground::new().unwrap();
    let requests = said(&ground).await;
    let methods = ["POST", "PUT", "GET"].map(|method| {
        let of: Vec<&Carried> = requests.iter().filter(|one| one.method == method).collect();
        assert!(!of.is_empty(), "nothing was said by {method}");
        of
    });
    let mut township = Township::closed(ground.folder());
    township.start().unwrap();
    let process = township.process().unwrap().to_string();
    // What was said, said again, is what was said once.
    for request in &requests {
        let status = ask(township.port(), request).unwrap();
        assert!(status < 500, "{} answered {status}", request.path);
    }
    let (held, memory_before) = (holdings(township.data()), memory(&process, "VmRSS"));
    let mut dice = Dice::new(1000);
    let mut answers: BTreeMap<u16, u32> = BTreeMap::new();
    for nth in 0..1000 {
        let of = &methods[dice.weighted([6, 3, 1].into_iter())];
        let sound = *dice.one(of);
        let request = nearly(&mut dice, sound, of[nth % of.len()]);
        let status = ask(township.port(), &request);
        let status = status.unwrap_or_else(|| panic!("request {nth} has no answer: {request:?}"));
        assert!(status < 500, "request {nth} answered {status}: {request:?}");
        *answers.entry(status).or_default() += 1;
    }
    assert!(answers.len() > 3, "all were answered alike: {answers:?}");
    assert!(!township.said("panicked"), "the server panicked");
    let grown = memory(&process, "VmRSS").saturating_sub(memory_before);
    assert!(grown < 8 * 1024, "the server took {grown} KB more");
    let mut now = holdings(township.data());
    // Frames that nobody's signature vouches for are kept up to a limit.
    let kept = now["divergent"];
    assert!(kept <= held["divergent"] + 64, "{kept} divergent frames");
    now.insert("divergent".into(), held["divergent"]);
    assert_eq!(now, held, "{answers:?}");
    // And whoever is honest is served as before.
    township.kill();
    ground.comes_to_rest(&ground.carrier()).await.unwrap();
}

/// Somebody behind whom the township is, and who changes what it answers.
struct Forges<'a, F> {
    line: &'a Memory,
    /// From the request and its answer, the answer that arrives.
    how: F,
}

impl<F: Fn(Signature, Vec<Frame>, Vec<u8>) -> Vec<u8> + Send + Sync> Carrier for Forges<'_, F> {
    async fn sync(&self, body: Vec<u8>) -> Result<Vec<u8>, CarrierError> {
        let hello = match frames(&body).into_iter().next() {
            Some(Frame::Hello(hello)) => hello.signature,
            other => panic!("a request begins with {other:?}"),
        };
        let answer = self.line.sync(body).await?;
        Ok((self.how)(hello, frames(&answer), answer))
    }

    async fn put(&self, chunk: Chunk) -> Result<Put, CarrierError> {
        self.line.put(chunk).await
    }

    async fn get(&self, fetch: Fetch) -> Result<Fetched, CarrierError> {
        self.line.get(fetch).await
    }
}

fn frames(mut line: &[u8]) -> Vec<Frame> {
    let mut frames = Vec::new();
    while let Some((frame, used)) = Frame::read(line).unwrap() {
        frames.push(frame);
        line = &line[used..];
    }
    frames
}

fn written(frames: &[Frame]) -> Vec<u8> {
    let mut line = Vec::new();
    frames
        .iter()
        .for_each(|frame| frame.write(&mut line).unwrap());
    line
}

/// The same answer with receipts for more than there is, closed anew by another's key.
fn by_another(hello: Signature, frames: Vec<Frame>) -> Vec<u8> {
    let key = SigningKey::from_bytes(&[9; 32]);
    let mut line = Vec::new();
    for frame in frames {
        let frame = match frame {
            Frame::Receipt(mut receipt) => {
                receipt.durable += 5;
                Frame::Receipt(receipt)
            }
            Frame::Closing(said) => {
                let digest = image_hash(&line).0;
                let (timeline, now) = (said.timeline, said.now);
                Frame::Closing(Closing::sign(&hello, &digest, timeline, now, 0, &key))
            }
            other => other,
        };
        frame.write(&mut line).unwrap();
    }
    line
}

#[tokio::test]
async fn no_forged_doubled_shortened_or_replayed_answer_counts_for_a_receipt() {
    let ground = Ground::new().unwrap();
    let line = ground.carrier();
    ground.take_in("蓝春妹", &[3; 700]).unwrap();
    ground.comes_to_rest(&line).await.unwrap();
    let replayed = line
        .carried()
        .into_iter()
        .find(|one| one.path == "/v1/sync");
    let replayed = replayed.unwrap().down;
    ground.take_in("钟土根", &[4; 700]).unwrap();
    let before = ground.held().acknowledged().unwrap();

    type How = dyn Fn(Signature, Vec<Frame>, Vec<u8>) -> Vec<u8> + Send + Sync;
    let without = |not: fn(&Frame) -> bool| {
        move |frames: Vec<Frame>| -> Vec<Frame> {
            frames.into_iter().filter(|frame| !not(frame)).collect()
        }
    };
    let unsigned = without(|frame| matches!(frame, Frame::Closing(_)));
    let unreceipted = without(|frame| matches!(frame, Frame::Receipt(_)));
    let hows: Vec<(&str, Box<How>)> = vec![
        (
            "by another's key",
            Box::new(|hello, frames, _| by_another(hello, frames)),
        ),
        (
            "with another number in it",
            Box::new(|_, mut frames, _| {
                for frame in &mut frames {
                    if let Frame::Receipt(receipt) = frame {
                        receipt.durable -= 1;
                    }
                }
                written(&frames)
            }),
        ),
        (
            "of an earlier request",
            Box::new(move |_, _, _| replayed.clone()),
        ),
        (
            "without its end",
            Box::new(move |_, frames, _| written(&unsigned(frames))),
        ),
        (
            "with a part left out",
            Box::new(move |_, frames, _| written(&unreceipted(frames))),
        ),
        (
            "with a part twice",
            Box::new(|_, frames, answer| [written(&frames[..1]), answer].concat()),
        ),
        (
            "cut in a frame",
            Box::new(|_, _, answer| answer[..answer.len() - 9].to_vec()),
        ),
        ("of nothing", Box::new(|_, _, _| Vec::new())),
    ];
    for (what, how) in &hows {
        let forger = Forges { line: &line, how };
        let mut engine = Engine::new(&forger, ground.parties.clone());
        let trouble = ground.round(&mut engine).await.unwrap_err();
        let told = matches!(
            trouble,
            Trouble::Stranger | Trouble::Down | Trouble::Answer(_)
        );
        assert!(told, "an answer {what}: {trouble}");
        let now = ground.held().acknowledged().unwrap();
        assert_eq!(now, before, "an answer {what} counted");
    }
    let account = ground.comes_to_rest(&line).await.unwrap();
    assert_eq!(account.matches("event ").count(), 6, "{account}");
    assert_eq!(ground.held().acknowledged().unwrap(), before + 3);
}
