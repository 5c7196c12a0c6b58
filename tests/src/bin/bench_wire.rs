//! What the exchange costs on a line as mountain villages have it: round trips, bytes, time. Bytes
//! are those of bodies; what HTTP and connections add has rows of its own.
#![allow(clippy::print_stderr, reason = "a bench says how it goes")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::State;
use axum::routing::post;
use http_body_util::BodyExt;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::json;
use shanyi_domain::fact::{Commented, Fact, Media};
use shanyi_store::Durability;
use shanyi_sync::carrier::{HttpCarrier, STALL, Trust};
use shanyi_sync::engine::{Carried, Engine};
use shanyi_tests::counter::Counter;
use shanyi_tests::figure::{Figure, median, part};
use shanyi_tests::pair::{NOW, Pair};
use shanyi_tests::slow::{Count, Quality, Slow};
use shanyi_tests::township::Run;
use shanyi_tests::years::{self, people::Villager};
use tokio::runtime::Runtime;

/// Cases whose median counts.
const CASES: usize = 7;
/// Words of the township whose way to the desk is measured.
const WORDS: usize = 50;
/// How large the scan is on which the line breaks, and how much faster the line is there: on the
/// hillside's own it would take eleven minutes.
const SCAN: usize = 2_000_000;
const FASTER: f64 = 16.0;

fn main() -> Run<()> {
    let runtime = Runtime::new()?;
    let people = years::people()?;
    if std::env::args().nth(1).as_deref() == Some("cold") {
        return cold(&runtime, &people);
    }
    case_and_nothing(&runtime, &people)?;
    cold(&runtime, &people)?;
    with_images(&runtime, &people)?;
    backlog(&runtime, &people, 100, 6 * 1024)?;
    backlog(&runtime, &people, 1000, 50 * 1024)?;
    broken_scan(&runtime, &people)?;
    news(&runtime)?;
    // What needs peers belongs here: the same records by PouchDB, and 253 stations at once.
    Ok(())
}

/// A station and its township at the two ends of a line.
struct Ends {
    pair: Pair,
    line: Slow,
}

impl Ends {
    fn new(runtime: &Runtime, quality: Quality) -> Run<Self> {
        let pair = Pair::new(Durability::Full)?;
        let line = Slow::to(pair.serve(runtime)?, quality)?;
        Ok(Self { pair, line })
    }

    fn engine(&self) -> Run<Engine<HttpCarrier>> {
        let carrier = HttpCarrier::new(&self.line.url())?;
        Ok(Engine::new(carrier, self.pair.parties.clone()))
    }

    /// One round that goes well: what it took, what it carried, what went over the line.
    fn round(
        &self,
        runtime: &Runtime,
        engine: &mut Engine<HttpCarrier>,
    ) -> Run<(Duration, Carried, Count)> {
        let (before, begun) = (self.line.count(), Instant::now());
        runtime.block_on(self.pair.round(engine))?;
        let took = begun.elapsed();
        Ok((took, engine.carried(), self.line.count().since(before)))
    }
}

/// One case of three events on a warm line, beside a bare request; and nothing new.
fn case_and_nothing(runtime: &Runtime, people: &[Villager]) -> Run<()> {
    let ends = Ends::new(runtime, Quality::HILLSIDE)?;
    let mut engine = ends.engine()?;
    // A station at work: of a stream without entries no receipt could be told.
    ends.pair
        .three_events(&people[CASES + 1], CASES + 1, Vec::new())?;
    ends.round(runtime, &mut engine)?;
    ends.round(runtime, &mut engine)?;
    let (took, carried, count) = ends.round(runtime, &mut engine)?;
    eprintln!("nothing new took {took:?}");
    say_bytes("nothing new", carried, count, (Some(180.0), Some(140.0)));

    let bare = Bare::new(runtime)?;
    let (mut ratios, mut times, mut bodies) = (Vec::new(), Vec::new(), Vec::new());
    let (mut turns, mut last) = (0, None);
    for (n, villager) in people.iter().take(CASES).enumerate() {
        ends.pair.three_events(villager, n, Vec::new())?;
        let (took, carried, count) = ends.round(runtime, &mut engine)?;
        let plain = bare.post(runtime, usize::try_from(carried.sent)?)?;
        eprintln!(
            "a case of three events took {took:?} with {} bytes, a bare request {plain:?}",
            carried.sent
        );
        ratios.push(took.as_secs_f64() / plain.as_secs_f64());
        times.push(took.as_secs_f64());
        bodies.push(carried.sent as f64);
        turns = turns.max(count.turns);
        last = Some((carried, count));
    }
    let name = "one case of three events, warm";
    Figure::new(format!("{name}: round trips"), turns as f64, "")
        .at_most(1.0)
        .say();
    Figure::new(
        format!("{name}: most bytes up"),
        part(&bodies, 1.0),
        "bytes",
    )
    .at_most(400.0)
    .say();
    if let Some((carried, count)) = last {
        say_added(name, carried, count);
    }
    Figure::new(format!("{name}: time"), median(&times), "s").say();
    Figure::new(format!("{name}: time"), median(&ratios), "times")
        .ratio_to("one bare POST of the same size with fsync")
        .at_most(1.25)
        .say();
    Ok(())
}

/// The same case on a line that is yet to be made, with TLS: by a station that was never there, and by
/// one that comes back.
fn cold(runtime: &Runtime, people: &[Villager]) -> Run<()> {
    let pair = Pair::new(Durability::Full)?;
    let line = Slow::to(pair.serve_tls(runtime)?, Quality::HILLSIDE)?;
    let ends = Ends { pair, line };
    let url = ends.line.url().replace("http:", "https:");
    let trust = Trust::in_authorities(ends.pair.app.authorities()?).with_clock(|| NOW);
    let carrier = || HttpCarrier::trusting(&url, STALL, &trust);
    let parties = ends.pair.parties.clone();
    // What comes once is not of the case: the stream's first words, the published documents.
    let mut first = Engine::new(carrier()?, parties.clone());
    ends.pair.three_events(&people[1], 1, Vec::new())?;
    ends.round(runtime, &mut first)?;
    ends.round(runtime, &mut first)?;

    let mut engine = Engine::new(carrier()?, parties);
    for (n, name) in [
        "the same, cold (TCP and TLS)",
        "the same, cold, by a station that was there before (TCP and TLS resumed)",
    ]
    .into_iter()
    .enumerate()
    {
        ends.pair.three_events(&people[n + 2], n + 2, Vec::new())?;
        let (took, carried, count) = ends.round(runtime, &mut engine)?;
        if count.connections != 1 {
            return Err("the line was not made anew".into());
        }
        let trips = count.turns + count.connections;
        Figure::new(format!("{name}: round trips"), trips as f64, "")
            .at_most(3.0)
            .say();
        Figure::new(format!("{name}: time"), took.as_secs_f64(), "s").say();
        say_added(name, carried, count);
        // The line breaks while nobody speaks.
        ends.line.break_after(0);
        let broke = runtime.block_on(ends.pair.round(&mut engine)).is_err();
        ends.line.mend();
        if !broke {
            return Err("the line did not break".into());
        }
    }
    Ok(())
}

/// The same case with two pictures: what its events take, beside the pictures themselves.
fn with_images(runtime: &Runtime, people: &[Villager]) -> Run<()> {
    let pair = Pair::new(Durability::None)?;
    let carrier = pair.memory();
    let mut engine = Engine::new(&carrier, pair.parties.clone());
    runtime.block_on(pair.round(&mut engine))?;
    let mut bodies = Vec::new();
    for (n, villager) in people.iter().take(CASES).enumerate() {
        let images = pair.pictures(n as u64, 2, 2000)?;
        pair.three_events(villager, n, images)?;
        let before = carrier.carried().len();
        runtime.block_on(pair.round(&mut engine))?;
        bodies.push(carrier.carried()[before].up.len() as f64);
    }
    let name = "one case of three events that name two images";
    Figure::new(
        format!("{name}: most bytes up, without the images"),
        part(&bodies, 1.0),
        "bytes",
    )
    .at_most(400.0)
    .say();
    Figure::new(
        format!("{name}: of these the hashes of the two"),
        64.0,
        "bytes",
    )
    .say();
    Ok(())
}

/// The bytes of bodies both ways, and what came around them.
fn say_bytes(name: &str, carried: Carried, count: Count, most: (Option<f64>, Option<f64>)) {
    let ways = [("up", carried.sent, most.0), ("down", carried.got, most.1)];
    for (way, bytes, most) in ways {
        let figure = Figure::new(format!("{name}: {way}"), bytes as f64, "bytes");
        match most {
            Some(most) => figure.at_most(most).say(),
            None => figure.say(),
        }
    }
    say_added(name, carried, count);
}

/// What HTTP put around the bodies.
fn say_added(name: &str, carried: Carried, count: Count) {
    let added = [
        ("headers up", count.up - carried.sent),
        ("headers down", count.down - carried.got),
        ("connections made", count.connections),
    ];
    for (what, bytes) in added {
        let unit = if what == "connections made" {
            ""
        } else {
            "bytes"
        };
        Figure::new(format!("{name}: {what}"), bytes as f64, unit).say();
    }
}

/// Events that waited for a line, in cases of three.
fn backlog(runtime: &Runtime, people: &[Villager], events: usize, most: usize) -> Run<()> {
    let ends = Ends::new(runtime, Quality::HILLSIDE)?;
    let mut engine = ends.engine()?;
    ends.round(runtime, &mut engine)?;
    for (n, villager) in people.iter().take(events / 3).enumerate() {
        ends.pair.three_events(villager, n, Vec::new())?;
    }
    let (took, carried, count) = ends.round(runtime, &mut engine)?;
    let name = format!("{events} case events");
    Figure::new(format!("{name}: up"), carried.sent as f64, "bytes")
        .at_most(most as f64)
        .say();
    Figure::new(format!("{name}: requests"), f64::from(carried.requests), "").say();
    Figure::new(format!("{name}: time"), took.as_secs_f64(), "s").say();
    say_added(&name, carried, count);
    Ok(())
}

/// The line breaks at 70 % of a scan: what is sent twice.
fn broken_scan(runtime: &Runtime, people: &[Villager]) -> Run<()> {
    let ends = Ends::new(runtime, Quality::HILLSIDE.faster(FASTER))?;
    let mut engine = ends.engine()?;
    ends.round(runtime, &mut engine)?;
    let mut bytes = vec![0u8; SCAN];
    getrandom(&mut bytes);
    let image = ends.pair.store().put_image(&bytes, Media::Jpeg)?;
    ends.pair.three_events(&people[0], 0, vec![image])?;
    ends.line.break_after(SCAN as u64 * 7 / 10);
    let broke = runtime.block_on(ends.pair.round(&mut engine)).is_err();
    if !broke {
        return Err("the line did not break".into());
    }
    // A line that broke halves the next one.
    let (first, chunk) = (engine.carried(), engine.chunk() * 2);
    ends.line.mend();
    let (_, second, _) = ends.round(runtime, &mut engine)?;
    let twice = (first.chunks + second.chunks).saturating_sub(SCAN as u64);
    let name = "line cut at 70 % of a 2 MB scan (16 times as fast)";
    Figure::new(format!("{name}: sent twice"), twice as f64, "bytes").say();
    Figure::new(
        format!("{name}: sent twice"),
        twice as f64 / chunk as f64,
        "times",
    )
    .ratio_to("the chunk that was on its way")
    .at_most(1.0)
    .say();
    Ok(())
}

/// Fills with bytes that no packing shortens.
fn getrandom(bytes: &mut [u8]) {
    let mut dice = shanyi_tests::dice::Dice::new(7);
    bytes.fill_with(|| dice.bits().to_le_bytes()[0]);
}

/// A desk that waits for its township's word: bytes of a minute, and the way of fifty words.
fn news(runtime: &Runtime) -> Run<()> {
    let ends = Ends::new(runtime, Quality::HILLSIDE)?;
    let text = std::fs::read_to_string(ends.pair.enrolment())?;
    let mut file: serde_json::Value = serde_json::from_str(&text)?;
    file["server"] = json!(ends.line.url());
    std::fs::write(ends.pair.enrolment(), file.to_string())?;
    // The station of the pair itself stays closed: this is the same PC's desk.
    let counter = Counter::open(
        ends.pair.folder().join("desk").as_path(),
        &ends.pair.enrolment(),
    );
    counter.until_furnished().map_err(|last| last.to_string())?;
    let case = taken_in(&counter)?;
    until_waiting(&ends)?;
    let before = ends.line.count();
    std::thread::sleep(Duration::from_secs(60));
    let idle = ends.line.count().since(before);
    Figure::new(
        "an idle minute, both ways, with headers",
        (idle.up + idle.down) as f64,
        "bytes",
    )
    .at_most(1024.0)
    .say();
    let mut ways = Vec::new();
    for n in 0..WORDS {
        until_waiting(&ends)?;
        let text = format!("第 {n} 句");
        let begun = Instant::now();
        ends.pair
            .say(case, &Fact::Commented(Commented { text: text.clone() }))?;
        let heard = |view: &serde_json::Value| view["course"][0]["words"] == json!([text]);
        counter
            .until("case", &json!({ "case": case.to_string() }), heard)
            .map_err(|last| last.to_string())?;
        ways.push(begun.elapsed().as_secs_f64());
    }
    Figure::new(
        "from the township's act to the desk, p95 of 50",
        part(&ways, 0.95),
        "s",
    )
    .at_most(5.0)
    .say();
    Figure::new(
        "from the township's act to the desk, median",
        median(&ways),
        "s",
    )
    .say();
    Ok(())
}

fn taken_in(counter: &Counter) -> Run<shanyi_domain::ids::CaseId> {
    use shanyi_tests::counter::{applicant, line, made_up_id};
    let wish = json!({
        "item": "lnyd",
        "applicant": applicant("蓝春妹", &made_up_id(1958, 1)),
        "channel": "counter",
        "materials": [line("id_card", &[]), line("photo", &[]), line("household_register", &[])],
        "applies": [],
        "submit": true,
        "draft": null,
    });
    let taken = counter.call("take_in", wish).map_err(|e| e.to_string())?;
    counter.until_sent().map_err(|last| last.to_string())?;
    let id = taken["case"].as_str().unwrap_or_default();
    shanyi_domain::ids::CaseId::from_hex(id).ok_or_else(|| "no case".into())
}

fn until_waiting(ends: &Ends) -> Run<()> {
    let begun = Instant::now();
    while ends.pair.app.waiting().count() == 0 {
        if begun.elapsed() > Duration::from_secs(60) {
            return Err("nobody waits for news".into());
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    Ok(())
}

/// The least that a request can do with the bytes of a case: put them on the disk and say so.
struct Bare {
    _folder: tempfile::TempDir,
    line: Slow,
    client: Client<HttpConnector, http_body_util::Full<axum::body::Bytes>>,
}

impl Bare {
    fn new(runtime: &Runtime) -> Run<Self> {
        let folder = tempfile::tempdir()?;
        let file = Arc::new(std::fs::File::create(folder.path().join("bare"))?);
        let routes = axum::Router::new()
            .route("/bare", post(keep))
            .with_state(file);
        let listener = runtime.block_on(tokio::net::TcpListener::bind(("127.0.0.1", 0)))?;
        let port = listener.local_addr()?.port();
        runtime.spawn(async { axum::serve(listener, routes).await });
        let line = Slow::to(port, Quality::HILLSIDE)?;
        let client = Client::builder(TokioExecutor::new()).build_http();
        let bare = Self {
            _folder: folder,
            line,
            client,
        };
        bare.post(runtime, 400)?;
        Ok(bare)
    }

    /// How long a request of this size takes, on a line that is warm but for the first.
    fn post(&self, runtime: &Runtime, bytes: usize) -> Run<Duration> {
        let begun = Instant::now();
        runtime.block_on(async {
            let body = http_body_util::Full::new(vec![7u8; bytes].into());
            let request = axum::http::Request::post(format!("{}/bare", self.line.url()))
                .header("content-type", "application/vnd.shanyi.frames")
                .header("accept", "*/*")
                .body(body)?;
            let answer = self.client.request(request).await?;
            answer.into_body().collect().await?;
            Ok(begun.elapsed())
        })
    }
}

async fn keep(State(file): State<Arc<std::fs::File>>, body: Body) -> &'static str {
    use std::io::Write;
    let bytes = body.collect().await.map(|body| body.to_bytes());
    let bytes = bytes.unwrap_or_default();
    let written = tokio::task::spawn_blocking(move || {
        (&*file).write_all(&bytes)?;
        file.sync_all()
    });
    match written.await {
        Ok(Ok(())) => "",
        _ => "not kept",
    }
}
