//! A township whose disk is full or may only be read, as stations and clerks meet it.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use shanyi_domain::fact::{Applicant, Channel, Collected, Fact, Submitted};
use shanyi_domain::ids::{ActorId, CaseId, DeviceId, Seed, StationId};
use shanyi_domain::time::Moment;
use shanyi_wire::PROTOCOL;
use shanyi_wire::derive;
use shanyi_wire::event::{Event, Payload};
use shanyi_wire::exchange::{Hello, Push, Refusal, SignedHello};
use shanyi_wire::frame::Frame;
use shanyi_wire::keys::SigningKey;
use shanyi_wire::stream::{Entry, Head, Incarnation, StreamId};
use tower::ServiceExt;

use crate::clock::Clock;
use crate::ledger::devices::Device;
use crate::ledger::{Ailing, Ailment, LedgerError};
use crate::{App, demo, serve};

/// A Monday morning in September.
const MONDAY: Moment = Moment(1_789_952_400);

/// A township, and the stream of one of its stations.
struct Scene {
    app: Arc<App>,
    routes: Router,
    cookie: String,
    key: SigningKey,
    heads: Vec<Head>,
    entries: Vec<Entry>,
    _folder: tempfile::TempDir,
}

impl Scene {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let app = Arc::new(App::open(&data, Clock::at(MONDAY)).unwrap());
        let villages = folder.path().join("villages.json");
        let text = r#"{"townships": [{"name": "柘岱口乡", "villages": [{"code": "331123208211", "name": "五星村委会"}]}]}"#;
        std::fs::write(&villages, text).unwrap();
        let account = demo::fill(&app, &data, &villages)
            .unwrap()
            .accounts
            .remove(0);
        let (key, device) = enrolled(&app);
        let stream = StreamId {
            device,
            incarnation: Incarnation(7),
        };
        let mut scene = Self {
            routes: serve::routes(Arc::clone(&app), None),
            app,
            cookie: String::new(),
            key,
            heads: vec![Head::new(stream)],
            entries: Vec::new(),
            _folder: folder,
        };
        let door = json!({"name": account.name, "password": account.password});
        let (status, cookie, _) = scene.ask("POST", "/api/session", &door).await;
        assert_eq!(status, StatusCode::OK);
        scene.cookie = cookie;
        scene
    }

    /// Writes a case of two events into the stream, with so long an address.
    fn take_in(&mut self, n: u8, long: usize) -> CaseId {
        let seed = Seed([n; 16]);
        let case = derive::case_id(&seed);
        let collected = Fact::Collected(Collected {
            number: format!("五星-26-A000{n}-8"),
            station: StationId(1),
            item: "lnyd".into(),
            catalog_version: 1,
            applicant: Applicant {
                name: "雷美凤".into(),
                id_number: None,
                phone: None,
                address: "溪".repeat(long),
            },
            materials: Vec::new(),
            channel: Channel::Counter,
            noticed: Vec::new(),
            applies: Vec::new(),
        });
        let begun = self.append(seed, None, Vec::new(), collected);
        let submitted = Fact::Submitted(Submitted {
            missing_because: None,
        });
        self.append(seed, Some(case), vec![begun], submitted);
        case
    }

    fn append(
        &mut self,
        seed: Seed,
        case: Option<CaseId>,
        base: Vec<shanyi_domain::ids::EventRef>,
        fact: Fact,
    ) -> shanyi_domain::ids::EventRef {
        let event = Event {
            case,
            base,
            at: MONDAY,
            actor: ActorId(11),
            clock_doubtful: false,
            payload: Payload::Fact(fact),
        };
        let entry = Entry {
            event: event.encode().unwrap().into(),
            seed: case.is_none().then_some(seed),
            origin: None,
            erased: None,
        };
        let head = *self.heads.last().unwrap();
        let id = entry.id(&seed, head.stream, head.seq + 1);
        self.heads.push(head.extended(&seed, &id, &entry.event));
        self.entries.push(entry);
        id.to_ref()
    }

    /// Sends everything; gives the status and what frames came.
    async fn sync(&self) -> (StatusCode, Vec<Frame>) {
        let head = *self.heads.last().unwrap();
        let hello = Hello {
            protocol: PROTOCOL,
            device: head.stream.device,
            incarnation: head.stream.incarnation,
            seq: head.seq,
            link: head.link,
            broadcast: 0,
            station: 0,
            timeline: 0,
            now: MONDAY,
            images: None,
            unreceipted: None,
            unpruned: None,
            recovery: None,
        };
        let mut body = Vec::new();
        Frame::Hello(SignedHello::new(&hello, &self.key))
            .write(&mut body)
            .unwrap();
        let push = Push {
            first: 1,
            entries: self.entries.clone(),
            signature: head.sign(&self.key),
        };
        Frame::Push(push).write(&mut body).unwrap();
        let request = Request::post("/v1/sync").body(Body::from(body)).unwrap();
        let answer = self.routes.clone().oneshot(request).await.unwrap();
        let status = answer.status();
        let bytes = answer.into_body().collect().await.unwrap().to_bytes();
        let (mut frames, mut at) = (Vec::new(), 0);
        while let Some((frame, length)) = Frame::read(&bytes[at..]).unwrap() {
            frames.push(frame);
            at += length;
        }
        (status, frames)
    }

    async fn durable(&self) -> u64 {
        let (_, frames) = self.sync().await;
        let receipts = frames.iter().filter_map(|frame| match frame {
            Frame::Receipt(receipt) => Some(receipt.durable),
            _ => None,
        });
        receipts.max().unwrap_or_default()
    }

    async fn ask(&self, method: &str, path: &str, body: &Value) -> (StatusCode, String, Value) {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("x-shanyi", "1")
            .header("content-type", "application/json")
            .header("cookie", &self.cookie)
            .body(Body::from(body.to_string()))
            .unwrap();
        let answer = self.routes.clone().oneshot(request).await.unwrap();
        let (status, headers) = (answer.status(), answer.headers().clone());
        let cookie = headers.get("set-cookie").map(|value| {
            value
                .to_str()
                .unwrap()
                .split(';')
                .next()
                .unwrap()
                .to_owned()
        });
        let bytes = answer.into_body().collect().await.unwrap().to_bytes();
        (
            status,
            cookie.unwrap_or_default(),
            serde_json::from_slice(&bytes).unwrap_or_default(),
        )
    }
}

fn enrolled(app: &App) -> (SigningKey, DeviceId) {
    let key = SigningKey::from_bytes(&[5; 32]);
    let device = Device {
        id: DeviceId([1; 16]),
        key: key.public(),
        station: StationId(1),
    };
    let entered = app.ledger.write(|tx| tx.enrol(&device, "A", MONDAY));
    let () = entered.unwrap();
    (key, device.id)
}

#[tokio::test]
async fn a_township_without_room_takes_nothing_says_why_and_takes_it_all_when_there_is_room() {
    for trouble in [Ailing::Full, Ailing::ReadOnly] {
        let mut scene = Scene::new().await;
        let case = scene.take_in(1, 10);
        assert_eq!(scene.durable().await, 2);
        // As a server does as soon as it is quiet.
        scene.app.ledger.index().unwrap();
        // Larger than what is free in pages that are there already.
        for n in 2..=9 {
            scene.take_in(n, 2000);
        }
        scene.app.ledger.ail(Some(trouble));
        let (status, frames) = scene.sync().await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{trouble:?}");
        assert!(
            matches!(frames.as_slice(), [Frame::Refusal(Refusal::NoRoom)]),
            "{frames:?}"
        );

        // Everything that is there can be looked at, and what is typed is not lost.
        let (status, _, page) = scene
            .ask("GET", &format!("/api/cases/{case}"), &Value::Null)
            .await;
        assert_eq!(status, StatusCode::OK);
        let word =
            json!({"seen": page["seen"], "act": {"kind": "comment", "text": "好".repeat(1000)}});
        let path = format!("/api/cases/{case}/acts");
        let mut refused = json!(null);
        for _ in 0..20 {
            // A few words may still fit into the last page.
            let seen = scene
                .ask("GET", &format!("/api/cases/{case}"), &Value::Null)
                .await
                .2["seen"]
                .clone();
            let (_, _, answer) = scene
                .ask("POST", &path, &json!({"seen": seen, "act": word["act"]}))
                .await;
            refused = answer;
            if refused["kind"] == "no_room" {
                break;
            }
        }
        assert_eq!(refused, json!({"kind": "no_room"}), "{trouble:?}");
        let search = json!({"queue": "all", "words": "雷美凤"});
        let (status, _, list) = scene.ask("POST", "/api/cases/search", &search).await;
        assert_eq!(
            (status, list["rows"].as_array().unwrap().len()),
            (StatusCode::OK, 1)
        );

        scene.app.ledger.ail(None);
        assert_eq!(
            scene.durable().await,
            18,
            "nothing was lost and nothing half kept"
        );
        let (_, _, list) = scene.ask("POST", "/api/cases/search", &search).await;
        assert_eq!(list["rows"].as_array().unwrap().len(), 9);
    }
}

#[test]
fn a_full_disk_is_known_from_other_troubles() {
    let file = |kind: std::io::ErrorKind| LedgerError::from(std::io::Error::from(kind)).ailment();
    assert_eq!(file(std::io::ErrorKind::StorageFull), Ailment::NoRoom);
    assert_eq!(
        file(std::io::ErrorKind::ReadOnlyFilesystem),
        Ailment::NoRoom
    );
    assert_eq!(file(std::io::ErrorKind::PermissionDenied), Ailment::Other);
    assert_eq!(LedgerError::Broken("x").ailment(), Ailment::Other);
}
