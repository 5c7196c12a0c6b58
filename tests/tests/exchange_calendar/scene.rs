//! A real desk and a real township whose calendar changes.

use shanyi_tests::enrolled;
use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use chrono::NaiveDate;
use futures_util::StreamExt;
use serde_json::{Value, json};
use shanyi_domain::catalog::Catalog;
use shanyi_domain::fact::Fact;
use shanyi_domain::ids::{ActorId, CaseId};
use shanyi_domain::workday::Calendar;
use shanyi_server::clock::Clock;
use shanyi_server::error::ServerError;
use shanyi_server::ledger::LedgerError;
use shanyi_server::township::{self, Deed};
use shanyi_server::{App, demo, publish, serve};
use shanyi_store::{Options, Store, load_or_create_key};
use shanyi_tests::counter::{Counter, applicant, line, made_up_id};
use shanyi_tests::line::Line;
use shanyi_tests::township::{STATION, VILLAGES};
use shanyi_wire::event::{Document, DocumentKind};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tower::ServiceExt;

/// A due date and whether it is provisional; none while nobody knows one.
pub type DueDay = Option<(String, bool)>;

pub struct Scene {
    pub app: Arc<App>,
    pub counter: Counter,
    pub line: Line,
    cookie: String,
    routes: Router,
    runtime: Runtime,
    folder: TempDir,
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The text of a calendar of this version, changed.
pub fn calendar(version: u32, change: impl FnOnce(&mut Calendar)) -> String {
    let mut calendar = Calendar::from_json(Calendar::embedded()).unwrap();
    calendar.version = version;
    change(&mut calendar);
    serde_json::to_string(&calendar).unwrap()
}

impl Scene {
    /// With the calendar that a demonstration publishes.
    pub fn new() -> Self {
        Self::with(|_| {})
    }

    /// With none at all.
    pub fn without_calendar() -> Self {
        Self::with(|data| {
            let ledger = rusqlite::Connection::open(data.join("township.db")).unwrap();
            ledger
                .execute_batch(
                    "DELETE FROM event WHERE position = 1; DELETE FROM document WHERE kind = 2;",
                )
                .unwrap();
        })
    }

    fn with(prepare: impl FnOnce(&std::path::Path)) -> Self {
        let folder = TempDir::new().unwrap();
        let data = folder.path().join("township");
        let app = Arc::new(App::open(&data, Clock::System).unwrap());
        let villages = folder.path().join("villages.json");
        std::fs::write(&villages, VILLAGES).unwrap();
        let accounts = demo::fill(&app, &data, &villages).unwrap().accounts;
        prepare(&data);
        let runtime = Runtime::new().unwrap();
        let listener = runtime
            .block_on(serve::listen("127.0.0.1:0".parse().unwrap()))
            .unwrap();
        let port = listener.local_addr().unwrap().port();
        let serving = Arc::clone(&app);
        runtime.spawn(serve::serve(
            listener,
            serving,
            None,
            std::future::pending(),
        ));
        let line = Line::to(port).unwrap();
        let file = folder.path().join("enrolment.json");
        enrolled::enrol(&app, STATION, &line.url(), &file).unwrap();
        let counter = Counter::open(folder.path(), &file);
        counter.until_furnished().unwrap();
        let routes = serve::routes(Arc::clone(&app), None);
        let mut scene = Self {
            app,
            counter,
            line,
            cookie: String::new(),
            routes,
            runtime,
            folder,
        };
        let door = json!({"name": accounts[0].name, "password": accounts[0].password});
        scene.cookie = scene.ask("POST", "/api/session", &door).0;
        scene
    }

    /// Asks the console's API; gives the cookie that was set, and the answer.
    fn ask(&self, method: &str, path: &str, body: &Value) -> (String, Value) {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("x-shanyi", "1")
            .header("content-type", "application/json")
            .header("cookie", &self.cookie)
            .body(Body::from(body.to_string()))
            .unwrap();
        self.runtime.block_on(async {
            let answer = self.routes.clone().oneshot(request).await.unwrap();
            let cookie = answer.headers().get("set-cookie").map(|value| {
                let text = value.to_str().unwrap();
                text.split(';').next().unwrap().to_owned()
            });
            let mut stream = answer.into_body().into_data_stream();
            let mut bytes = Vec::new();
            while let Some(part) = stream.next().await {
                bytes.extend_from_slice(&part.unwrap());
            }
            (
                cookie.unwrap_or_default(),
                serde_json::from_slice(&bytes).unwrap_or_default(),
            )
        })
    }

    /// Takes in an elder's card, complete, and waits until the township has it.
    pub fn take_in(&self, serial: u16) -> CaseId {
        let wish = json!({
            "item": "lnyd",
            "applicant": applicant("蓝春妹", &made_up_id(1958, serial)),
            "channel": "counter",
            "materials": [line("id_card", &[]), line("photo", &[]), line("household_register", &[])],
            "applies": [],
            "submit": true,
            "draft": null,
        });
        let taken = self.counter.call("take_in", wish).unwrap();
        self.counter.until_sent().unwrap();
        CaseId::from_hex(taken["case"].as_str().unwrap()).unwrap()
    }

    /// Brings the photograph and hands the case over again.
    pub fn hand_over_again(&self, case: CaseId) {
        let wish = json!({
            "case": case.to_string(),
            "materials": [line("photo", &[])],
            "applies": null,
            "submit": true,
            "missing_because": null,
        });
        self.counter.call("amend", wish).unwrap();
        self.counter.until_sent().unwrap();
    }

    /// The township does something with a case.
    pub fn act(&self, case: CaseId, fact: Fact) {
        let now = self.app.clock.now();
        let done: Result<_, LedgerError> = self.app.ledger.write(|tx| {
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
            township::act(tx, deed, now)
        });
        done.unwrap();
        self.app.tell();
    }

    /// Today, on both sides.
    pub fn today(&self) -> NaiveDate {
        self.app.clock.today()
    }

    /// Publishes this calendar.
    pub fn publish(&self, text: &str) -> Result<u32, ServerError> {
        let file = self.folder.path().join("calendar.json");
        std::fs::write(&file, text).unwrap();
        publish::calendar_file(&self.app, &file)
    }

    /// Announces a document, without a question whether it is newer.
    pub fn announce(&self, document: Document) {
        let now = self.app.clock.now();
        let done: Result<_, LedgerError> = self
            .app
            .ledger
            .write(|tx| township::announce(tx, document, now));
        done.unwrap();
    }

    /// Publishes something behind all that was announced, and waits until the desk has it.
    pub fn publish_catalog_after(&self) {
        let mut catalog: Value = serde_json::from_str(Catalog::embedded()).unwrap();
        catalog["version"] = json!(99);
        let file = self.folder.path().join("catalog.json");
        std::fs::write(&file, catalog.to_string()).unwrap();
        publish::catalog_file(&self.app, &file).unwrap();
        self.counter.call("send_now", json!({})).unwrap();
        let newer = |station: &Value| station["catalog_version"] == 99;
        self.counter.until("station", &json!({}), newer).unwrap();
    }

    pub fn until_state(&self, case: CaseId, state: &str) {
        self.counter.call("send_now", json!({})).unwrap();
        let there = |view: &Value| view["row"]["state"] == state;
        let asked = json!({"case": case.to_string()});
        self.counter.until("case", &asked, there).unwrap();
    }

    /// Waits until the desk counts by the calendar of this version.
    pub fn until_calendar(&self, version: u32) {
        let named: Result<_, LedgerError> = self
            .app
            .ledger
            .read(|view| view.newest(DocumentKind::Calendar));
        assert_eq!(named.unwrap().unwrap().version, version);
        self.publish_catalog_after();
    }

    /// What the desk says of a case: its state and its due date, on its page and in the list. The exchange
    /// may bring a calendar between the two questions: then both are asked again.
    fn here(&self, case: CaseId) -> (Value, Value) {
        loop {
            let row = self.on_its_page(case);
            let listed = self.in_the_list(&row["id"]);
            if self.on_its_page(case) == row {
                assert_eq!(listed["due"], row["due"], "the list and the page of {case}");
                return (row["state"].clone(), row["due"].clone());
            }
        }
    }

    fn on_its_page(&self, case: CaseId) -> Value {
        let asked = json!({"case": case.to_string()});
        self.counter.call("case", asked).unwrap()["row"].clone()
    }

    fn in_the_list(&self, id: &Value) -> Value {
        let everything = json!({
            "search": {"filter": "all", "text": "", "item": null, "states": [], "from": null,
                "until": null, "due": null, "person": null},
            "after": null, "limit": 200,
        });
        let list = self.counter.call("cases", everything).unwrap();
        let mut rows = list["rows"].as_array().unwrap().iter();
        rows.find(|listed| listed["id"] == *id).unwrap().clone()
    }

    /// The cases that the desk lists when it is asked by due date.
    fn by_due(&self, due: &Value) -> BTreeMap<String, Value> {
        let asked = json!({
            "search": {"filter": "all", "text": "", "item": null, "states": [], "from": null,
                "until": null, "due": due, "person": null},
            "after": null, "limit": 200,
        });
        let list = self.counter.call("cases", asked).unwrap();
        let rows = list["rows"].as_array().unwrap().iter();
        rows.map(|row| (row["id"].as_str().unwrap().to_owned(), row["due"].clone()))
            .collect()
    }

    /// The lists of what is overdue and what is due soon hold what their own rows say.
    fn lists_by_due_agree(&self) {
        let all = self.by_due(&Value::Null);
        let left = |due: &Value| {
            let left = &due["remaining"];
            left["days"].as_i64().zip(left["workdays"].as_i64())
        };
        let only = |wanted: &dyn Fn((i64, i64)) -> bool| -> BTreeMap<String, Value> {
            let rows = all.iter().filter(|(_, due)| left(due).is_some_and(wanted));
            rows.map(|(case, due)| (case.clone(), due.clone()))
                .collect()
        };
        assert_eq!(self.by_due(&json!("overdue")), only(&|(days, _)| days < 0));
        let soon = only(&|(days, workdays)| days >= 0 && workdays <= 3);
        assert_eq!(self.by_due(&json!("soon")), soon);
    }

    /// What the console says of it.
    fn there(&self, case: CaseId) -> (Value, Value) {
        let page = self
            .ask("GET", &format!("/api/cases/{case}"), &Value::Null)
            .1;
        let due = match &page["row"]["due"] {
            Value::Null => Value::Null,
            due => json!({
                "due": {"date": due["date"], "provisional": due["provisional"]},
                "remaining": due["remaining"],
            }),
        };
        (page["row"]["state"].clone(), due)
    }

    /// Waits until both sides say the same of every case, and gives what they say. The console's
    /// list stands in the order of these days.
    pub fn agree(&self) -> BTreeMap<CaseId, DueDay> {
        let cases: Result<Vec<CaseId>, LedgerError> = self.app.ledger.read(|view| view.case_ids());
        let mut due = BTreeMap::new();
        self.counter.call("send_now", json!({})).unwrap();
        for case in cases.unwrap() {
            let asked = json!({"case": case.to_string()});
            let same = |_: &Value| self.here(case) == self.there(case);
            if self.counter.until("case", &asked, same).is_err() {
                assert_eq!(self.here(case), self.there(case), "{case}");
            }
            let said = self.here(case).1;
            let day = said["due"]["date"].as_str().map(str::to_owned);
            due.insert(
                case,
                day.map(|day| (day, said["due"]["provisional"] == true)),
            );
        }
        self.lists_by_due_agree();
        let wish = json!({"queue": "accepted"});
        let list = self.ask("POST", "/api/cases/search", &wish).1;
        let listed: Vec<&Value> = list["rows"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| &row["due"]["date"])
            .collect();
        let known: Vec<&Value> = listed
            .iter()
            .copied()
            .filter(|day| day.is_string())
            .collect();
        let mut sorted = known.clone();
        sorted.sort_by_key(|day| day.as_str());
        assert_eq!(known, sorted, "the most urgent first");
        due
    }

    /// Makes everything that the desk's screens read anew from its log.
    pub fn rebuild_station(&mut self) {
        let data = self.counter.data();
        self.counter.close();
        let key = load_or_create_key(&data).unwrap();
        Store::open(&data, &key, Options::default())
            .unwrap()
            .rebuild()
            .unwrap();
        self.counter.reopen();
    }

    /// The same at the township.
    pub fn rebuild_township(&self) {
        let done: Result<(), LedgerError> = self.app.ledger.write(|tx| tx.project_all());
        done.unwrap();
    }
}
