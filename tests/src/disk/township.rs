//! The township's ledger on a disk that lies: a station exchanges with it and a clerk answers; what
//! was signed, acknowledged or answered has to be there.

use std::path::Path;
use std::sync::Arc;

use rusqlite::Connection;
use shanyi_domain::ids::{ImageHash, StationId};
use shanyi_server::App;
use shanyi_server::clock::Clock;
use shanyi_server::ledger::blobs::Appended;
use shanyi_sync::carrier::{Carrier, CarrierError, Chunk, Fetch, Fetched, Put};
use shanyi_sync::engine::{Engine, Given};
use shanyi_wire::frame::Frame;
use shanyi_wire::stream::StreamId;

use crate::ground::{Ground, NOW};
use crate::memory::Memory;
use crate::township::Run;

/// Bytes of the image of the case with this number.
#[must_use]
pub fn picture(nth: u32) -> Vec<u8> {
    let length = 20_000 + 50_000 * (nth % 3);
    (0..length)
        .map(|at| (at.wrapping_mul(nth + 7) >> 3) as u8)
        .collect()
}

/// How many cases the station takes in.
pub const CASES: u32 = 4;

/// A carrier that says what the township answered, as soon as it is here.
struct Hearing<'a, T>(&'a Memory, T);

impl<T: Fn(String) + Send + Sync> Carrier for Hearing<'_, T> {
    async fn sync(&self, body: Vec<u8>) -> Result<Vec<u8>, CarrierError> {
        let answer = self.0.sync(body).await?;
        let mut rest = answer.as_slice();
        while let Ok(Some((frame, used))) = Frame::read(rest) {
            if let Frame::Receipt(receipt) = frame {
                (self.1)(format!("receipt {}", receipt.durable));
            }
            rest = &rest[used..];
        }
        Ok(answer)
    }

    async fn put(&self, chunk: Chunk) -> Result<Put, CarrierError> {
        let hash = chunk.hash;
        let put = self.0.put(chunk).await?;
        (self.1)(format!("image {hash} {} {}", put.have, put.complete));
        Ok(put)
    }

    async fn get(&self, fetch: Fetch) -> Result<Fetched, CarrierError> {
        self.0.get(fetch).await
    }
}

/// What the township's server does when it is started for the first time, and each time behind that.
///
/// # Errors
/// What it says.
pub fn first_start(data: &Path) -> Run<()> {
    App::open(data, Clock::at(NOW)).map(drop)?;
    Ok(())
}

/// Plays the script with a township that works on the disk that is looked at.
///
/// # Errors
/// What either side says; a disk that refuses something is no error.
pub async fn play(ground: &Ground, told: impl Fn(String) + Send + Sync) -> Run<()> {
    let memory = ground.carrier();
    let hearing = Hearing(&memory, &told);
    let mut engine = Engine::new(hearing, ground.parties.clone());
    let given = || Given {
        now: NOW,
        saved_before: NOW,
        fresh: 7,
    };
    for nth in 0..CASES {
        let case = ground
            .take_in(&format!("第{nth}人"), &picture(nth))?
            .case
            .id;
        for _ in 0..3 {
            if engine.round(&ground.store, given, || {}).await.is_ok() {
                break;
            }
        }
        let word = format!("答{nth}");
        if ground.answer(case, &word).is_ok() {
            told(format!("answer {word}"));
        }
    }
    Ok(())
}

/// What the script heard up to some moment.
#[derive(Clone, Debug, Default)]
pub struct Heard {
    /// The last entry with a receipt.
    pub receipt: u64,
    /// Bytes of images that were acknowledged, and whether the image was called whole.
    pub images: Vec<(ImageHash, u32, bool)>,
    /// Words of the clerk's that were answered as written.
    pub answers: usize,
}

impl Heard {
    /// Hears one line more.
    pub fn hear(&mut self, line: &str) {
        let words: Vec<&str> = line.split(' ').collect();
        match words.as_slice() {
            ["receipt", seq] => self.receipt = seq.parse().unwrap_or(u64::MAX),
            ["image", hash, have, complete] => {
                if let (Some(hash), Ok(have)) = (ImageHash::from_hex(hash), have.parse()) {
                    self.images.retain(|(known, ..)| *known != hash);
                    self.images.push((hash, have, *complete == "true"));
                }
            }
            ["answer", _] => self.answers += 1,
            _ => {}
        }
    }
}

/// Looks at a ledger that a power cut left. Gives what is wrong, in words.
///
/// # Errors
/// When the ledger can't be opened or read.
pub fn look(data: &Path, stream: StreamId, heard: &Heard) -> Run<Vec<String>> {
    let app = Arc::new(App::open(data, Clock::at(NOW))?);
    let mut wrong = Vec::new();
    let db = Connection::open(data.join("township.db"))?;
    let sound: String = db.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
    if sound != "ok" {
        wrong.push(format!("the ledger is not sound: {sound}"));
    }
    let here = app.ledger.read(|view| view.head(stream))?;
    if here.seq < heard.receipt {
        wrong.push(format!(
            "entries up to {} have a receipt, {} are there",
            heard.receipt, here.seq
        ));
    }
    let held = "SELECT count(*) FROM entry JOIN stream ON stream.id = entry.stream
         WHERE stream.device = ?1 AND entry.seq <= ?2
           AND EXISTS (SELECT 1 FROM event WHERE event.id = entry.event)";
    let receipt = heard.receipt.cast_signed();
    let held: i64 = db.query_row(held, (stream.device.0, receipt), |row| row.get(0))?;
    if held != receipt {
        wrong.push(format!("{held} events of {receipt} entries with a receipt"));
    }
    let answers = "SELECT count(*) FROM event WHERE role = 2 AND case_id IS NOT NULL";
    let answers: i64 = db.query_row(answers, [], |row| row.get(0))?;
    if answers < i64::try_from(heard.answers)? {
        wrong.push(format!("{answers} answers of {}", heard.answers));
    }
    rebuilt(&app, &db, &mut wrong)?;
    let device = app.ledger.read(|view| view.device(stream.device))?;
    images(&app, device.ok_or("no device")?.station, heard, &mut wrong)?;
    Ok(wrong)
}

/// What the ledger makes of its events, one thing a line.
const PROJECTIONS: &str = "
    SELECT 'case ' || hex(id) || ' ' || queue || ' ' || urgency || ' ' || position || ' '
        || coalesce(received_at, '-') FROM case_file
    UNION ALL SELECT 'verdict ' || hex(id) || ' ' || coalesce(verdict, '-') FROM event
    UNION ALL SELECT 'found by ' || token || ' ' || hex(case_id) FROM search_token
    ORDER BY 1";

/// Takes them away.
const BARE: &str = "
    UPDATE case_file SET queue = 0, urgency = '9999-12-31', position = 0, received_at = NULL;
    UPDATE event SET verdict = NULL WHERE case_id IS NOT NULL;
    DELETE FROM search_token;";

/// Images of cases that are called whole, or not, otherwise than their bytes are.
const IMAGES: &str = "
    SELECT count(*) FROM case_image LEFT JOIN blob USING (station, hash)
    WHERE case_image.complete <> coalesce(blob.complete, 0)";

/// What lists, search and replies show is what is made of the events.
fn rebuilt(app: &App, db: &Connection, wrong: &mut Vec<String>) -> Run<()> {
    let projections = || -> Run<Vec<String>> {
        let mut statement = db.prepare(PROJECTIONS)?;
        let lines = statement.query_map([], |row| row.get(0))?;
        Ok(lines.collect::<Result<_, _>>()?)
    };
    // What a case is found by is made when somebody searches, if not before.
    app.ledger.index()?;
    let before = projections()?;
    db.execute_batch(BARE)?;
    app.ledger.write(|tx| tx.project_all())?;
    let after = projections()?;
    if before != after {
        let lines = before.iter().chain(&after);
        let alone = lines.filter(|line| !(before.contains(line) && after.contains(line)));
        let alone: Vec<&String> = alone.collect();
        wrong.push(format!("lists are not what the events make: {alone:?}"));
    }
    let apart: i64 = db.query_row(IMAGES, [], |row| row.get(0))?;
    if apart > 0 {
        wrong.push(format!("{apart} images are called otherwise than they are"));
    }
    Ok(())
}

/// Acknowledged bytes are there, and the rest of an image makes it whole.
fn images(app: &App, station: StationId, heard: &Heard, wrong: &mut Vec<String>) -> Run<()> {
    let pictures: Vec<Vec<u8>> = (0..CASES).map(picture).collect();
    for (hash, have, complete) in &heard.images {
        let picture = pictures
            .iter()
            .find(|picture| shanyi_wire::derive::image_hash(picture) == *hash)
            .ok_or("an image of nobody's")?;
        let here = app.ledger.read(|view| view.blob(station, hash))?;
        if here.have < *have || (*complete && !here.complete) {
            wrong.push(format!(
                "{have} bytes of {hash} were acknowledged: {here:?}"
            ));
        }
        if !here.complete {
            let rest = &picture[here.have as usize..];
            let total = u32::try_from(picture.len())?;
            let put = app.ledger.append(station, *hash, total, here.have, rest)?;
            if !matches!(put, Appended::Here(here) | Appended::Elsewhere(here) if here.complete) {
                wrong.push(format!("the rest of {hash} does not fit: {put:?}"));
            }
        }
        let bytes = app.ledger.image_bytes(station, hash)?;
        if bytes.as_ref() != Some(picture) {
            wrong.push(format!("{hash} is not its bytes"));
        }
    }
    Ok(())
}
