//! How long a clerk waits for a list and a search, over a ledger of 100,000 cases: whole requests
//! by function call, from the words in the body to the rows as JSON.
#![allow(clippy::print_stderr, reason = "a bench says how it goes")]

use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use chrono::{Days, NaiveDate};
use futures_util::StreamExt;
use serde_json::{Value, json};
use shanyi_domain::catalog::Catalog;
use shanyi_domain::fact::{Accepted, Applicant, Channel, Collected, Decided, Fact, Submitted};
use shanyi_domain::identity::IdNumber;
use shanyi_domain::ids::{ActorId, CaseId, EventRef, Seed, StationId};
use shanyi_domain::state::{Outcome, Role};
use shanyi_domain::time::{Day, Moment};
use shanyi_domain::workday::Calendar;
use shanyi_server::clock::Clock;
use shanyi_server::ledger::cases::NewEvent;
use shanyi_server::ledger::{LedgerError, Tx};
use shanyi_server::{App, demo, publish, serve};
use shanyi_tests::figure::Figure;
use shanyi_tests::township::VILLAGES;
use shanyi_wire::derive;
use shanyi_wire::event::{Event, Payload};
use shanyi_wire::stream::Incarnation;
use tower::ServiceExt;

type Run<T> = Result<T, Box<dyn Error>>;

/// Cases of the ledger, where nothing else is said.
const CASES: u32 = 100_000;
/// So many times each question is asked.
const TIMES: usize = 20;
/// 2026-11-23T01:00:00Z.
const NOW: Moment = Moment(1_795_395_600);

const SURNAMES: [&str; 12] = [
    "雷", "蓝", "钟", "吴", "周", "叶", "郑", "黄", "毛", "潘", "华", "罗",
];
const GIVEN: [&str; 14] = [
    "建平", "春妹", "土根", "小满", "桂香", "水法", "美凤", "金花", "志强", "秀英", "国良", "月娥",
    "有福", "丽珍",
];
const GROUPS: [&str; 8] = [
    "下坪", "上坪", "溪口", "大坞", "岭脚", "水碓", "石门", "后山",
];

fn main() -> Run<()> {
    let count = std::env::args()
        .nth(1)
        .map_or(Ok(CASES), |text| text.parse())?;
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("township");
    let app = Arc::new(App::open(&data, Clock::at(NOW))?);
    let villages = folder.path().join("villages.json");
    std::fs::write(&villages, VILLAGES)?;
    let account = demo::fill(&app, &data, &villages)?.accounts.remove(0);
    fill(&app, count)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let routes = serve::routes(Arc::clone(&app), None);
    runtime.block_on(async {
        let door = json!({"name": account.name, "password": account.password});
        let (cookie, _) = ask(&routes, "/api/session", "", &door).await?;
        measure(&routes, &cookie).await
    })?;
    let text = Calendar::embedded().replacen("\"version\": 1", "\"version\": 2", 1);
    let file = folder.path().join("calendar.json");
    recalculate(&app, &file, &text)
}

/// Publishing a calendar lists every case anew that waits or whose clock runs.
fn recalculate(app: &App, file: &Path, text: &str) -> Run<()> {
    std::fs::write(file, text)?;
    let begun = Instant::now();
    publish::calendar_file(app, file)?;
    Figure::new(
        "a new calendar over every open case",
        begun.elapsed().as_secs_f64(),
        "s",
    )
    .say();
    Ok(())
}

async fn measure(routes: &Router, cookie: &str) -> Run<()> {
    let id = IdNumber::made_up(331_123, birth(5), 5).map(|id| id.as_str().to_owned());
    let id = id.unwrap_or_default();
    let questions = [
        ("the first page of what waits", "to_accept", ""),
        ("the first page of everything", "all", ""),
        ("a surname", "all", "雷"),
        ("a given name", "all", "美凤"),
        ("a whole name", "all", "雷美凤"),
        ("a name and a village", "all", "雷美凤 下坪"),
        ("a name and an item", "all", "蓝 优待"),
        ("two common words that never meet", "all", "雷美 蓝春"),
        ("common words in a short list", "to_issue", "五 坪 1"),
        ("last digits of a telephone", "all", "0417"),
        ("one digit", "all", "1"),
        ("a case number", "all", "五星26A0417"),
        ("a whole ID number", "all", &id),
        ("nothing that there is", "all", "没有这人"),
    ];
    let mut slowest = Duration::ZERO;
    let mut all = Vec::new();
    for (name, queue, words) in questions {
        let body = json!({"queue": queue, "words": words});
        let mut took = Vec::new();
        let mut rows = 0;
        for _ in 0..TIMES {
            let begun = Instant::now();
            let (_, list) = ask(routes, "/api/cases/search", cookie, &body).await?;
            took.push(begun.elapsed());
            rows = list["rows"].as_array().map_or(0, Vec::len);
        }
        took.sort_unstable();
        let median = took[took.len() / 2];
        slowest = slowest.max(median);
        all.extend(took);
        eprintln!(
            "{:>8.1} ms  {rows:>3} rows  {name}",
            median.as_secs_f64() * 1e3
        );
    }
    all.sort_unstable();
    let p99 = all[all.len() * 99 / 100];
    Figure::new(
        "the slowest of the console's searches, median",
        slowest.as_secs_f64() * 1e3,
        "ms",
    )
    .at_most(150.0)
    .say();
    Figure::new("all of them, p99", p99.as_secs_f64() * 1e3, "ms")
        .at_most(250.0)
        .say();
    Ok(())
}

async fn ask(routes: &Router, path: &str, cookie: &str, body: &Value) -> Run<(String, Value)> {
    let request = Request::post(path)
        .header("x-shanyi", "1")
        .header("content-type", "application/json")
        .header("cookie", cookie)
        .body(Body::from(body.to_string()))?;
    let answer = routes.clone().oneshot(request).await?;
    if !answer.status().is_success() {
        return Err(format!("{path}: {}", answer.status()).into());
    }
    let set = answer.headers().get("set-cookie");
    let set = set
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let cookie = set.split(';').next().unwrap_or_default().to_owned();
    let mut stream = answer.into_body().into_data_stream();
    let mut bytes = Vec::new();
    while let Some(part) = stream.next().await {
        bytes.extend_from_slice(&part?);
    }
    Ok((cookie, serde_json::from_slice(&bytes)?))
}

fn birth(n: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(1940, 1, 1).unwrap_or_default() + Days::new(u64::from(n % 20_000))
}

/// Years of cases of two stations: most are over, a few thousand are under way.
fn fill(app: &App, count: u32) -> Run<()> {
    let items: Vec<String> = Catalog::from_json(Catalog::embedded())?
        .items
        .into_iter()
        .map(|item| item.code)
        .collect();
    let begun = Instant::now();
    for from in (0..count).step_by(5000) {
        app.ledger.write(|tx| {
            for n in from..count.min(from + 5000) {
                case(tx, n, &items[n as usize % items.len()])?;
            }
            Ok::<_, LedgerError>(())
        })?;
        app.ledger.index()?;
    }
    eprintln!("{count} cases in {:.0} s", begun.elapsed().as_secs_f64());
    Ok(())
}

fn case(tx: &Tx<'_>, n: u32, item: &str) -> Result<(), LedgerError> {
    let mut seed = Seed([0; 16]);
    seed.0[..4].copy_from_slice(&n.to_be_bytes());
    let id = derive::case_id(&seed);
    let station = StationId(1 + n % 2);
    tx.open_case(id, &seed, station)?;
    let pick = |from: &[&str], step: u32| from[(n / step) as usize % from.len()].to_owned();
    let name = pick(&SURNAMES, 1) + &pick(&GIVEN, 12);
    let id_number = IdNumber::made_up(331_123, birth(n), u16::try_from(n % 999).unwrap_or(1));
    let collected = Fact::Collected(Collected {
        number: format!("五星-{}-A{:04}-{}", 20 + n / 15_000, n % 10_000, n % 10),
        station,
        item: item.to_owned(),
        catalog_version: 1,
        applicant: Applicant {
            name,
            id_number: id_number.ok(),
            phone: Some(format!("1385780{:04}", n % 10_000)),
            address: format!("五星村{}组{}号", pick(&GROUPS, 168), n % 97),
        },
        materials: Vec::new(),
        channel: Channel::Counter,
        noticed: Vec::new(),
        applies: Vec::new(),
    });
    let mut facts = vec![(Role::Station, collected)];
    facts.push((
        Role::Station,
        Fact::Submitted(Submitted {
            missing_because: None,
        }),
    ));
    if !n.is_multiple_of(20) {
        let on = Day(NOW.business_day());
        let limit = Some(shanyi_domain::deadline::Limit::working_days(20));
        facts.push((
            Role::Township,
            Fact::Accepted(Accepted {
                on,
                limit,
                office: None,
            }),
        ));
        if n % 20 != 1 {
            let outcome = if n % 50 == 2 {
                Outcome::Granted
            } else {
                Outcome::Denied
            };
            facts.push((
                Role::Township,
                Fact::Decided(Decided {
                    outcome,
                    on,
                    reason: None,
                }),
            ));
        }
    }
    let mut base = Vec::new();
    for ((role, fact), counter) in facts.into_iter().zip(1..) {
        base = vec![enter(tx, (id, station, seed), (role, fact), base, counter)?];
    }
    tx.project(id).map(drop)
}

fn enter(
    tx: &Tx<'_>,
    (id, station, seed): (CaseId, StationId, Seed),
    (role, fact): (Role, Fact),
    base: Vec<EventRef>,
    counter: u64,
) -> Result<EventRef, LedgerError> {
    let begins = matches!(fact, Fact::Collected(_));
    let event = Event {
        case: (!begins).then_some(id),
        base,
        at: NOW,
        actor: ActorId(11),
        clock_doubtful: false,
        payload: Payload::Fact(fact),
    };
    let bytes = event
        .encode()
        .map_err(|_| LedgerError::Broken("an event"))?;
    let event = derive::event_id(&seed, Incarnation(1), counter, &bytes);
    tx.enter_event(&NewEvent {
        id: event,
        case: Some(id),
        station: Some(station),
        seed: None,
        role,
        begins,
        bytes: &bytes,
        received_at: NOW,
    })?;
    Ok(event.to_ref())
}
