//! A desk that waits for its township's word: it comes without being asked for again and again, it
//! is in the way of nothing, and it costs next to nothing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use shanyi_tests::enrolled;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::http::StatusCode;
use axum::routing::post;
use serde_json::{Value, json};
use shanyi_domain::fact::{Commented, Fact};
use shanyi_domain::ids::{ActorId, CaseId};
use shanyi_server::clock::Clock;
use shanyi_server::ledger::LedgerError;
use shanyi_server::township::{self, Deed};
use shanyi_server::{App, demo, serve};
use shanyi_store::{Options, Store, load_or_create_key};
use shanyi_sync::carrier::{Carrier, HttpCarrier, News};
use shanyi_sync::engine::{Engine, Given, Parties};
use shanyi_sync::hello::question;
use shanyi_tests::counter::{Counter, applicant, line, made_up_id};
use shanyi_tests::enrolled::identity;
use shanyi_tests::line::Line;
use shanyi_tests::township::{STATION, VILLAGES};
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// A township on a runtime of its own, and the file of a PC that is enrolled through a line.
struct Office {
    folder: TempDir,
    app: Arc<App>,
    line: Line,
    runtime: Runtime,
}

impl Office {
    /// One whose program knows of waiting, or does not.
    fn new(knows: bool) -> Self {
        let folder = TempDir::new().unwrap();
        let data = folder.path().join("township");
        let app = Arc::new(App::open(&data, Clock::System).unwrap());
        let villages = folder.path().join("villages.json");
        std::fs::write(&villages, VILLAGES).unwrap();
        demo::fill(&app, &data, &villages).unwrap();
        let runtime = Runtime::new().unwrap();
        let listen = serve::listen("127.0.0.1:0".parse().unwrap());
        let listener = runtime.block_on(listen).unwrap();
        let port = listener.local_addr().unwrap().port();
        let routes = serve::routes(Arc::clone(&app), None);
        let older = axum::Router::new()
            .route("/v1/news", post(|| async { StatusCode::NOT_FOUND }))
            .fallback_service(routes.clone());
        let routes = if knows { routes } else { older };
        runtime.spawn(async { axum::serve(listener, routes).await });
        let line = Line::to(port).unwrap();
        let file = folder.path().join("enrolment.json");
        enrolled::enrol(&app, STATION, &line.url(), &file).unwrap();
        Self {
            folder,
            app,
            line,
            runtime,
        }
    }

    fn counter(&self) -> Counter {
        let file = self.folder.path().join("enrolment.json");
        let counter = Counter::open(self.folder.path(), &file);
        counter.until_furnished().unwrap();
        counter
    }

    fn until_waiting(&self, count: usize) {
        let begun = Instant::now();
        while self.app.waiting().count() != count {
            assert!(begun.elapsed() < Duration::from_secs(60), "nobody waits");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// The township says a word on a case, as a clerk would.
    fn say(&self, case: CaseId, text: &str) {
        let now = self.app.clock.now();
        let fact = Fact::Commented(Commented { text: text.into() });
        let said: Result<_, LedgerError> = self.app.ledger.write(|tx| {
            let (seed, station) = tx.case_file(case)?.unwrap();
            let base = tx.case(case)?.unwrap().case.tips();
            let deed = Deed {
                case,
                seed,
                station,
                base,
                actor: ActorId(21),
                fact: &fact,
            };
            township::act(tx, deed, now).map(|_| station)
        });
        self.app.tell_station(said.unwrap());
    }
}

fn take_in(counter: &Counter, serial: u16) -> CaseId {
    let wish = json!({
        "item": "lnyd",
        "applicant": applicant("蓝春妹", &made_up_id(1958, serial)),
        "channel": "counter",
        "materials": [line("id_card", &[]), line("photo", &[]), line("household_register", &[])],
        "applies": [],
        "submit": true,
        "draft": null,
    });
    let taken = counter.call("take_in", wish).unwrap();
    counter.until_sent().unwrap();
    CaseId::from_hex(taken["case"].as_str().unwrap()).unwrap()
}

fn until_heard(counter: &Counter, case: CaseId, text: &str) {
    let heard = |view: &Value| view["course"][0]["words"] == json!([text]);
    let of = json!({ "case": case.to_string() });
    counter.until("case", &of, heard).unwrap();
}

#[test]
fn a_word_of_the_township_reaches_a_desk_that_waits_and_saves_go_out_meanwhile() {
    let office = Office::new(true);
    let mut counter = office.counter();
    let case = take_in(&counter, 1);
    office.until_waiting(1);
    office.say(case, "材料已看");
    until_heard(&counter, case, "材料已看");
    office.until_waiting(1);
    let other = take_in(&counter, 2);
    office.say(other, "请下周来领");
    until_heard(&counter, other, "请下周来领");
    office.until_waiting(1);
    counter.close();
    office.until_waiting(0);
}

#[test]
fn a_desk_whose_line_was_down_waits_again_when_it_is_back() {
    let office = Office::new(true);
    let counter = office.counter();
    let case = take_in(&counter, 1);
    office.until_waiting(1);
    office.line.cut();
    let down = |sync: &Value| sync["line"] == "down";
    counter.until("sync_status", &json!({}), down).unwrap();
    office.until_waiting(0);
    office.say(case, "请补照片");
    office.line.mend();
    counter.call("send_now", json!({})).unwrap();
    until_heard(&counter, case, "请补照片");
    office.until_waiting(1);
    office.say(case, "收到了");
    until_heard(&counter, case, "收到了");
}

#[test]
fn an_older_township_is_asked_every_few_seconds_as_before() {
    let office = Office::new(false);
    let counter = office.counter();
    let case = take_in(&counter, 1);
    assert_eq!(office.app.waiting().count(), 0);
    office.say(case, "材料已看");
    until_heard(&counter, case, "材料已看");
}

#[test]
fn an_idle_minute_is_less_than_a_kilobyte_with_everything_that_http_adds() {
    let office = Office::new(true);
    let (waited, exchange) = office.runtime.block_on(idle(&office));
    // A question lasts 50 seconds; an exchange for the township's clock comes every two minutes.
    let minute = waited * 60 / 50 + exchange / 2;
    assert!(
        minute <= 1024,
        "{minute} bytes: {waited} for a question, {exchange} for an exchange"
    );
}

/// Bytes of a question that ends without news, and of an exchange with nothing new.
async fn idle(office: &Office) -> (u64, u64) {
    let identity = identity(&office.folder.path().join("enrolment.json"));
    let parties = Parties {
        device: identity.device,
        key: identity.key.clone(),
        township: identity.township_key,
    };
    let folder = office.folder.path().join("station");
    std::fs::create_dir_all(&folder).unwrap();
    let key = load_or_create_key(&folder).unwrap();
    let mut store = Store::open(&folder, &key, Options::default()).unwrap();
    store.enrol(&identity).unwrap();
    let store = Mutex::new(store);
    let carrier = HttpCarrier::new(&office.line.url()).unwrap();
    let now = office.app.clock.now();
    let given = || Given {
        now,
        saved_before: now,
        fresh: 7,
    };
    let mut engine = Engine::new(&carrier, parties.clone());
    for _ in 0..2 {
        engine.round(&store, given, || {}).await.unwrap();
    }
    // One exchange with nothing new, on a line that is warm.
    let before = office.line.carried();
    engine.round(&store, given, || {}).await.unwrap();
    let exchange = sum(office.line.carried()) - sum(before);
    // A question that ends without news, which here a newer one brings about.
    let before = office.line.carried();
    let body = question(&store.lock().unwrap(), &parties, now).unwrap();
    let (older, body) = (carrier.clone(), body.clone());
    let older = tokio::spawn({
        let body = body.clone();
        async move { older.news(body).await }
    });
    while office.app.waiting().count() == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let asked = office.line.carried().0 - before.0;
    let newer = tokio::spawn(async move { carrier.news(body).await });
    assert_eq!(older.await.unwrap().unwrap(), News::Nothing);
    while office.line.carried().0 < before.0 + 2 * asked {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let waited = sum(office.line.carried()) - sum(before) - asked;
    newer.abort();
    (waited, exchange)
}

fn sum((up, down): (u64, u64)) -> u64 {
    up + down
}
