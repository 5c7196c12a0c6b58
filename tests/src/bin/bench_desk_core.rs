//! The desk with years of cases: finding, lists, the case page, room and rebuild, at the command
//! boundary and with everything encrypted.
//!
//! The store is made once and kept in the target folder; see [`shanyi_tests::years`].

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use rusqlite::Connection;
use serde_json::{Value, json};
use shanyi_app::desk::{Desk, Opening};
use shanyi_store::Durability;
use shanyi_tests::dice::Dice;
use shanyi_tests::drive::{Screen, Started};
use shanyi_tests::figure::{Figure, cpu, median, part, since};
use shanyi_tests::years::{self, Made, Years, ask};

/// What a keystroke and a page of a list may take, in milliseconds.
const FRAME: f64 = 16.0;
/// Most bytes of a case in the database.
const ROOM: f64 = 4096.0;
/// Fewest events that are folded again in a second.
const REBUILT: f64 = 20_000.0;

/// Starts of each of the two windows, one after the other in turn.
const STARTS: usize = 7;
/// How many times a blank window's time a start may take, and its memory.
const START: f64 = 1.5;
const MEMORY: f64 = 1.4;
/// How long the calls of one figure may take together, in milliseconds.
const LONGEST: f64 = 20_000.0;

fn main() -> Made<()> {
    let folder = target().join("bench-desk-core");
    if std::env::args().nth(1).as_deref() == Some("--starts") {
        return starts(&years::kept(&folder)?, &folder);
    }
    calibrate(&folder)?;
    let years = years::kept(&folder)?;
    room(&years)?;
    let people = years::people()?;
    let asked = ask::mix(&people, &mut Dice::new(7));
    // The desk has just been opened; nothing has been asked yet.
    let desk = Measured::open(&years.folder);
    let first = Instant::now();
    desk.call("find_all", &json!({ "text": asked[0] }))?;
    Figure::new("first query after start", since(first), "ms")
        .at_most(150.0)
        .say();
    home(&desk)?;
    searches(&desk, &asked)?;
    let cases = lists(&desk)?;
    pages(&desk, &cases)?;
    drop(desk);
    rebuild(&years, &folder)?;
    starts(&years, &folder)
}

/// The folder that cargo builds into.
fn target() -> PathBuf {
    let here = std::env::current_exe().unwrap_or_default();
    let built = here.ancestors().nth(2).map(Path::to_path_buf);
    built.unwrap_or_else(|| PathBuf::from("target"))
}

/// A fixed piece of work for processor and cipher, so that two machines can be compared.
fn calibrate(folder: &Path) -> Made<()> {
    std::fs::create_dir_all(folder)?;
    let mut taken = Vec::new();
    for _ in 0..3 {
        let place = tempfile::tempdir_in(folder)?;
        let db = Connection::open(place.path().join("calibration.db"))?;
        db.pragma_update(None, "key", format!("x'{}'", "07".repeat(32)))?;
        db.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
        db.pragma_update(None, "synchronous", "OFF")?;
        let begun = Instant::now();
        db.execute_batch(
            "CREATE TABLE piece (n INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
             WITH RECURSIVE counted (n) AS
                 (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < 50000)
             INSERT INTO piece SELECT n, hex(zeroblob(n % 200)) FROM counted;
             CREATE INDEX piece_text ON piece (text);",
        )?;
        let sum: i64 = db.query_row(
            "SELECT sum(length(text)) FROM piece WHERE text > '0'",
            [],
            |row| row.get(0),
        )?;
        if sum == 0 {
            return Err("the calibration read nothing".into());
        }
        taken.push(since(begun));
    }
    Figure::new(
        "calibration: 50,000 rows and an index under the cipher, fsync off",
        median(&taken),
        "ms",
    )
    .say();
    Ok(())
}

/// Whether the calls of one figure have taken so long that more of them would say no more.
fn enough(took: &[Took]) -> bool {
    took.iter().map(|took| took.wall).sum::<f64>() > LONGEST
}

/// A desk whose calls are measured, JSON in and JSON out.
struct Measured(Arc<Desk>);

/// What one call took.
#[derive(Clone, Copy)]
struct Took {
    /// Milliseconds on the clock.
    wall: f64,
    /// Milliseconds of this thread's processor time.
    cpu: f64,
}

impl Measured {
    /// Opens the desk as the window does, on the last day of the made-up years.
    fn open(folder: &Path) -> Self {
        let mut opening = Opening::left_open(folder);
        opening.clock.offset_seconds = years::present().0 - opening.clock.system().0;
        Self(Desk::open(&opening))
    }

    fn call(&self, name: &str, args: &Value) -> Made<(Value, Took)> {
        let text = args.to_string();
        let (begun, before) = (Instant::now(), cpu());
        let answer = serde_json::from_str(&text)
            .map_err(|error| error.to_string())
            .and_then(|args| {
                let answer = self.0.call(name, args);
                answer.map_err(|error| json!(error).to_string())
            })?;
        let said = answer.to_string();
        let took = Took {
            wall: since(begun),
            cpu: (cpu() - before) / 1e6,
        };
        drop(said);
        Ok((answer, took))
    }
}

/// Says the middle and the slow end of what calls took, and the slow end's processor time.
fn say(name: &str, took: &[Took], budget: f64) {
    let of = |what: fn(&Took) -> f64| took.iter().map(what).collect::<Vec<f64>>();
    let (wall, cpu) = (of(|took| took.wall), of(|took| took.cpu));
    Figure::new(format!("{name}, p50"), median(&wall), "ms").say();
    Figure::new(format!("{name}, p99"), part(&wall, 0.99), "ms")
        .at_most(budget)
        .say();
    Figure::new(format!("{name}, p99 of CPU time"), part(&cpu, 0.99), "ms").say();
}

/// What the database takes for each case; images are files beside it.
fn room(years: &Years) -> Made<()> {
    years::open(&years.folder, Durability::Full)?.checkpoint()?;
    let bytes = std::fs::metadata(years.folder.join("cases.db"))?.len();
    let each = bytes as f64 / years.sum.cases as f64;
    Figure::new("store without images, a case", each, "bytes")
        .at_most(ROOM)
        .say();
    let events = years.sum.events as f64 / years.sum.cases as f64;
    Figure::new("events of a case", events, "events").say();
    Ok(())
}

fn searches(desk: &Measured, asked: &[String]) -> Made<()> {
    let mut took = Vec::new();
    // The first turn warms the caches.
    for turn in 0..2 {
        took.clear();
        let mut found = 0u32;
        for text in asked {
            let (answer, one) = desk.call("find_all", &json!({ "text": text }))?;
            found += u32::from(["people", "cases", "items"].iter().any(|group| {
                let group = answer[group].as_array();
                group.is_some_and(|rows| !rows.is_empty())
            }));
            took.push(one);
            if enough(&took) {
                break;
            }
        }
        let part = f64::from(found) / took.len() as f64;
        if turn == 1 && part < 0.9 {
            return Err(format!("only {part} of the queries found anything").into());
        }
    }
    say("a keystroke in the search box", &took, FRAME);
    Ok(())
}

/// The home page's calls, one after the other.
fn home(desk: &Measured) -> Made<()> {
    let nothing = json!({});
    let mut took = Vec::new();
    for _ in 0..300 {
        let mut whole = Took {
            wall: 0.0,
            cpu: 0.0,
        };
        for name in ["station", "sync_status", "today", "drafts"] {
            let (_, one) = desk.call(name, &nothing)?;
            whole.wall += one.wall;
            whole.cpu += one.cpu;
        }
        took.push(whole);
        if enough(&took) {
            break;
        }
    }
    say("home", &took, FRAME);
    Ok(())
}

/// The search of a list that asks for nothing in particular.
fn search(filter: &str) -> Value {
    json!({
        "filter": filter, "text": "", "item": null, "states": [],
        "from": null, "until": null, "due": null, "person": null,
    })
}

/// Every page of every built-in list, and of kept searches of many kinds. Gives some cases.
fn lists(desk: &Measured) -> Made<Vec<String>> {
    let mut cases = Vec::new();
    for filter in ["all", "mine", "elsewhere", "closed"] {
        let mut took = Vec::new();
        let rows = walk(desk, search(filter), usize::MAX, &mut took)?;
        if filter == "all" {
            cases = rows;
        }
        say(&format!("every page of the list {filter}"), &took, FRAME);
    }
    let (mut took, mut dice) = (Vec::new(), Dice::new(11));
    for _ in 0..150 {
        walk(desk, kept_search(&mut dice), 4, &mut took)?;
    }
    say("pages of kept searches", &took, FRAME);
    let mut took = Vec::new();
    for _ in 0..200 {
        let mut search = search("all");
        search["person"] = json!(dice.one(&cases));
        walk(desk, search, 3, &mut took)?;
    }
    say("a person's cases", &took, FRAME);
    Ok(cases)
}

/// Reads a list page by page and gives the cases on it.
fn walk(desk: &Measured, search: Value, pages: usize, took: &mut Vec<Took>) -> Made<Vec<String>> {
    let (mut after, mut cases) = (Value::Null, Vec::new());
    for _ in 0..pages {
        let args = json!({ "search": search, "after": after, "limit": null });
        let (mut page, one) = desk.call("cases", &args)?;
        took.push(one);
        let rows = page["rows"].as_array().into_iter().flatten();
        cases.extend(rows.filter_map(|row| row["id"].as_str().map(str::to_owned)));
        after = page["next"].take();
        if after.is_null() || enough(took) {
            break;
        }
    }
    Ok(cases)
}

/// A search as an operator might keep one.
fn kept_search(dice: &mut Dice) -> Value {
    let filters = ["all", "all", "mine", "elsewhere", "closed"];
    let mut search = search(dice.one::<&str>(&filters));
    if dice.percent(40) {
        search["item"] = json!(dice.one(&["lnyd", "ybbx", "dibao", "csdj", "gljt", "zjd"]));
    }
    if dice.percent(30) {
        search["states"] = json!([dice.one(&["collected", "accepted", "correction", "granted"])]);
    }
    if dice.percent(40) {
        let (year, month) = (dice.from_to(2021, 2026), dice.from_to(1, 9));
        search["from"] = json!(format!("{year}-{month:02}-01"));
        search["until"] = json!(format!("{year}-{:02}-15", month + 2));
    }
    if dice.percent(20) {
        search["due"] = json!(dice.one(&["overdue", "soon", "running"]));
    }
    if dice.percent(40) {
        search["text"] = json!(dice.one(&["蓝", "钟", "lcm", "五星", "上坪", "雷春", "zx"]));
    }
    search
}

fn pages(desk: &Measured, cases: &[String]) -> Made<()> {
    let (mut took, mut dice) = (Vec::new(), Dice::new(13));
    for _ in 0..500 {
        let (_, one) = desk.call("case", &json!({ "case": dice.one(cases) }))?;
        took.push(one);
        if enough(&took) {
            break;
        }
    }
    say("a case on its page", &took, FRAME);
    Ok(())
}

/// Makes every projection again from the log, on a copy.
fn rebuild(years: &Years, folder: &Path) -> Made<()> {
    let place = tempfile::tempdir_in(folder)?;
    copy(&years.folder, place.path())?;
    let mut store = years::open(place.path(), Durability::Full)?;
    let begun = Instant::now();
    store.rebuild()?;
    let seconds = begun.elapsed().as_secs_f64();
    Figure::new(
        "rebuild of every projection",
        years.sum.events as f64 / seconds,
        "events/s",
    )
    .at_least(REBUILT)
    .say();
    Ok(())
}

/// The window on the store, against a blank one: from exec to usable, and what both then hold.
fn starts(years: &Years, folder: &Path) -> Made<()> {
    let beside = |name: &str| target().join("release").join(name);
    let program = |name: &str, other: PathBuf| std::env::var_os(name).map_or(other, PathBuf::from);
    let station = program("SHANYI_BIN", beside("shanyi"));
    let blank = program("SHANYI_BLANK", beside("examples/blank"));
    let place = tempfile::tempdir_in(folder)?;
    copy(&years.folder, &place.path().join("station"))?;
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    let data = place.path().join("station").to_string_lossy().into_owned();
    let ours: Vec<String> = words(&["--open-door", "--data", &data, "--tell-usable"]);
    let theirs: Vec<String> = words(&[&place.path().join("blank").to_string_lossy()]);
    let screen = Screen::open()?;
    // The first of each warms the disk's cache and installs the web view's own files.
    screen.start(&blank, &theirs)?;
    screen.start(&station, &ours)?;
    let (mut bare, mut whole) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        bare.push(screen.start(&blank, &theirs)?);
        whole.push(screen.start(&station, &ours)?);
    }
    let time = |of: &[Started]| median(&of.iter().map(|one| one.milliseconds).collect::<Vec<_>>());
    let held = |of: &[Started]| median(&of.iter().map(|one| one.megabytes).collect::<Vec<_>>());
    Figure::new("a blank window, from exec to usable", time(&bare), "ms").say();
    Figure::new("a blank window, PSS of its processes", held(&bare), "MB").say();
    Figure::new(
        "start, from exec to a usable home page",
        time(&whole) / time(&bare),
        "times",
    )
    .ratio_to("a blank window")
    .at_most(START)
    .say();
    Figure::new(
        "memory of all processes, PSS",
        held(&whole) / held(&bare),
        "times",
    )
    .ratio_to("a blank window")
    .at_most(MEMORY)
    .say();
    Ok(())
}

/// Copies the files of a folder.
fn copy(from: &Path, to: &Path) -> Made<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let path = entry?.path();
        if path.is_file() {
            std::fs::copy(&path, to.join(path.file_name().unwrap_or_default()))?;
        }
    }
    Ok(())
}
