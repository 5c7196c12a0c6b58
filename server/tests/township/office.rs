//! A township server for one test.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use shanyi_domain::time::Moment;
use shanyi_server::account::{self, Newcomer};
use shanyi_server::certificate::Source;
use shanyi_server::clock::Clock;
use shanyi_server::error::ServerError;
use shanyi_server::ledger::accounts::Desk;
use shanyi_server::serve::Front;
use shanyi_server::tls::Tls;
use shanyi_server::{App, demo, serve};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::version::TLS13;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use crate::joined::Joined;
use crate::station::Station;

/// 2026-09-21T01:00:00Z, a Monday morning in Shanghai, ten days before National Day.
pub const MONDAY: Moment = Moment(1_789_952_400);
pub const FIRST_VILLAGE: &str = "331123208211";
pub const SECOND_VILLAGE: &str = "331123103212";

pub struct Office {
    pub url: String,
    pub app: Arc<App>,
    pub folder: tempfile::TempDir,
    pub accounts: Vec<demo::Account>,
    serving: JoinHandle<Result<(), ServerError>>,
    stop: oneshot::Sender<()>,
}

pub fn villages(folder: &Path) -> PathBuf {
    let path = folder.join("villages.json");
    let text = r#"{"townships": [
        {"name": "北界镇", "villages": [{"code": "331123103212", "name": "苏村委会"}]},
        {"name": "柘岱口乡", "villages": [{"code": "331123208211", "name": "五星村委会"}]}
    ]}"#;
    std::fs::write(&path, text).unwrap();
    path
}

impl Office {
    pub async fn open() -> Self {
        Self::opened(None, Front::Nothing, None).await
    }

    /// One with this in front of it, as far as it knows.
    pub async fn behind(front: Front) -> Self {
        Self::opened(None, front, None).await
    }

    /// One that gives whoever connects so long to agree on keys.
    pub async fn with_tls(handshake: Duration) -> Self {
        Self::opened(None, Front::Tls, Some(handshake)).await
    }

    /// One that ends a request after so long a silence.
    pub async fn impatient(stall: Duration) -> Self {
        Self::opened(Some(stall), Front::Nothing, None).await
    }

    async fn opened(stall: Option<Duration>, front: Front, handshake: Option<Duration>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let mut app = App::open(&data, Clock::at(MONDAY)).unwrap();
        app.stall = stall.unwrap_or(app.stall);
        app.front = front;
        let app = Arc::new(app);
        let welcome = demo::fill(&app, &data, &villages(folder.path())).unwrap();
        let listener = serve::listen("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let pages = folder.path().join("pages");
        std::fs::create_dir(&pages).unwrap();
        std::fs::write(
            pages.join("index.html"),
            "<!doctype html><title>山驿</title>",
        )
        .unwrap();
        let serving = Arc::clone(&app);
        let stopped = async {
            let _ = stopped.await;
        };
        let (scheme, serving) = match handshake {
            None => {
                let serving = serve::serve(listener, serving, Some(pages), stopped);
                ("http", tokio::spawn(serving))
            }
            Some(patience) => {
                let names = vec![address.ip().to_string()];
                // Its clients ask the machine's clock.
                let tls = Tls::with(Source::Own { data, names }, Clock::System.now()).unwrap();
                let tls = tls.with_handshake(patience);
                let serving = serve::serve_tls(listener, tls, serving, Some(pages), stopped);
                ("https", tokio::spawn(serving))
            }
        };
        Self {
            url: format!("{scheme}://{address}"),
            serving,
            app,
            folder,
            accounts: welcome.accounts,
            stop,
        }
    }

    /// Asks the server to stop, and waits until it has.
    pub async fn stopped(self) {
        self.stopped_over(|| {}).await;
    }

    /// The same, and looks at what it left before its folder goes.
    pub async fn stopped_over(self, look: impl FnOnce()) {
        self.stop.send(()).unwrap();
        self.serving.await.unwrap().unwrap();
        look();
    }

    /// A new installation at a station.
    pub fn station(&self, village: &str) -> Station {
        Station::new(&Joined::at(&self.app, village), &self.url)
    }

    pub fn set_clock(&self, moment: Moment) {
        self.app.clock.set(moment);
    }
}

/// An HTTP client that trusts nobody, as plain HTTP wants it.
pub fn client() -> reqwest::Client {
    trusting(&[])
}

/// One that trusts these certificate authorities alone.
pub fn trusting(authorities: &[Vec<u8>]) -> reqwest::Client {
    let mut roots = RootCertStore::empty();
    for authority in authorities {
        roots.add(authority.as_slice().into()).unwrap();
    }
    let config = ClientConfig::builder_with_provider(ring::default_provider().into())
        .with_protocol_versions(&[&TLS13])
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let client = reqwest::Client::builder().tls_backend_preconfigured(config);
    client.build().unwrap()
}

/// A JSON answer with its status.
pub struct Answer {
    pub status: u16,
    pub json: Value,
}

impl Answer {
    pub async fn of(response: reqwest::Response) -> Self {
        let status = response.status().as_u16();
        let text = response.text().await.unwrap();
        let json = serde_json::from_str(&text).unwrap_or(Value::Null);
        Self { status, json }
    }

    pub fn kind(&self) -> &str {
        self.json["kind"].as_str().unwrap_or_default()
    }
}

/// Whoever sits at the console.
pub struct Browser {
    client: reqwest::Client,
    url: String,
    pub cookie: String,
}

impl Browser {
    pub async fn signed_in(office: &Office, account: usize) -> Self {
        let account = &office.accounts[account];
        Self::signed_in_as(office, &account.name, &account.password).await
    }

    /// Somebody of a township, who may act or only look, with an account of their own.
    pub async fn newcomer(office: &Office, name: &str, township: &str, reads_only: bool) -> Self {
        let newcomer = Newcomer {
            name: name.to_owned(),
            title: "窗口".to_owned(),
            office: format!("{township}便民服务中心"),
            desk: Desk::Township,
            township: Some(township.to_owned()),
            reads_only,
        };
        let password = account::open(&office.app, &newcomer).unwrap();
        Self::signed_in_as(office, name, &password).await
    }

    /// Somebody of the county's desk, with an account of their own.
    pub async fn of_the_county(office: &Office, township: Option<&str>, reads_only: bool) -> Self {
        let newcomer = Newcomer {
            name: "县里一位".to_owned(),
            title: "科员".to_owned(),
            office: "县行政服务中心".to_owned(),
            desk: Desk::County,
            township: township.map(str::to_owned),
            reads_only,
        };
        let password = account::open(&office.app, &newcomer).unwrap();
        Self::signed_in_as(office, &newcomer.name, &password).await
    }

    pub async fn signed_in_as(office: &Office, name: &str, password: &str) -> Self {
        let mut browser = Self::stranger(office);
        let response = browser.sign_in(name, password).await;
        assert_eq!(response.status(), 200);
        let cookie = response.headers()["set-cookie"].to_str().unwrap();
        browser.cookie = cookie.split(';').next().unwrap().to_owned();
        browser
    }

    pub fn stranger(office: &Office) -> Self {
        Self {
            client: trusting(&office.app.authorities().unwrap()),
            url: office.url.clone(),
            cookie: String::new(),
        }
    }

    pub async fn sign_in(&self, name: &str, password: &str) -> reqwest::Response {
        let body = serde_json::json!({"name": name, "password": password}).to_string();
        let request = self.request("POST", "/api/session").body(body);
        request.send().await.unwrap()
    }

    /// A request with what a page of the console sends along.
    pub fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let method = method.parse().unwrap();
        let request = self.client.request(method, format!("{}{path}", self.url));
        let request = request
            .header("x-shanyi", "1")
            .header("content-type", "application/json");
        match self.cookie.is_empty() {
            true => request,
            false => request.header("cookie", &self.cookie),
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        Answer::of(self.request("GET", path).send().await.unwrap()).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        let request = self.request("POST", path).body(body.to_string());
        Answer::of(request.send().await.unwrap()).await
    }

    /// A page of a list; `wish` has `queue`, `words`, `after`, `rows`.
    pub async fn search(&self, wish: Value) -> Answer {
        self.post("/api/cases/search", &wish).await
    }

    pub async fn case(&self, id: impl ToString) -> Value {
        let answer = self.get(&format!("/api/cases/{}", id.to_string())).await;
        assert_eq!(answer.status, 200, "{}", answer.json);
        answer.json
    }

    /// Does something to a case as it stands now.
    pub async fn act(&self, id: impl ToString, act: Value) -> Answer {
        let seen = self.case(id.to_string()).await["seen"].clone();
        self.act_on(id, seen, act).await
    }

    /// Does something to a case as it stood when it was seen.
    pub async fn act_on(&self, id: impl ToString, seen: Value, act: Value) -> Answer {
        let body = serde_json::json!({"seen": seen, "act": act}).to_string();
        let path = format!("/api/cases/{}/acts", id.to_string());
        let request = self.request("POST", &path).body(body);
        Answer::of(request.send().await.unwrap()).await
    }
}
