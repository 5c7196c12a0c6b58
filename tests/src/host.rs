//! The desk over HTTP, for tests only: the station's pages in an ordinary browser, on the same
//! commands as in the window. No program that users install has it.

use std::convert::Infallible;
use std::io;
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{self, State};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware;
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use serde_json::{Value, json};
use shanyi_app::desk::Desk;
use shanyi_app::error::DeskError;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;
use tower_http::services::ServeDir;

/// A desk that answers pages on a port of the loopback.
pub struct Host {
    url: String,
    /// Whether the script of the rooms may come.
    rooms: watch::Sender<bool>,
    _runtime: tokio::runtime::Runtime,
}

impl Host {
    /// Serves the pages in `pages`, built with `VITE_HTTP_HOST=self`, on this desk.
    ///
    /// # Errors
    /// When no port is free.
    pub fn open(desk: &Arc<Desk>, pages: &Path) -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()?;
        let listener = runtime.block_on(tokio::net::TcpListener::bind(("127.0.0.1", 0)))?;
        let url = format!("http://{}", listener.local_addr()?);
        let (rooms, may_come) = watch::channel(true);
        let routes = Router::new()
            .route("/call/{name}", post(call))
            .route("/upload", post(upload))
            .route("/events", get(events))
            .fallback_service(ServeDir::new(pages))
            .layer(middleware::from_fn_with_state(may_come, slow_rooms))
            .layer(extract::DefaultBodyLimit::max(64 * 1024 * 1024))
            .with_state(Arc::clone(desk));
        runtime.spawn(async move { axum::serve(listener, routes).await });
        Ok(Self {
            url,
            rooms,
            _runtime: runtime,
        })
    }

    /// Lets the script of the pages behind the first one through, or holds it up from now on.
    pub fn rooms_may_come(&self, may_come: bool) {
        self.rooms.send_replace(may_come);
    }

    /// Where the pages are.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }
}

/// The script of the rooms waits until it may come; everything else goes at once.
async fn slow_rooms(
    State(mut may_come): State<watch::Receiver<bool>>,
    request: extract::Request,
    next: middleware::Next,
) -> Response {
    if request.uri().path().contains("/Rooms") {
        // Who could let it through is gone: the test is over.
        let _over = may_come.wait_for(|may_come| *may_come).await.is_err();
    }
    next.run(request).await
}

async fn call(
    State(desk): State<Arc<Desk>>,
    extract::Path(name): extract::Path<String>,
    Json(args): Json<Value>,
) -> Response {
    aside(move || desk.call(&name, args)).await
}

/// What travels beside a file's bytes, percent-encoded in a header as in the window.
#[derive(Deserialize)]
struct Upload {
    name: String,
    args: Value,
}

async fn upload(State(desk): State<Arc<Desk>>, headers: HeaderMap, bytes: Bytes) -> Response {
    let said = headers
        .get("x-shanyi-call")
        .and_then(|header| {
            percent_encoding::percent_decode(header.as_bytes())
                .decode_utf8()
                .ok()
        })
        .and_then(|text| serde_json::from_str::<Upload>(&text).ok());
    let Some(Upload { name, args }) = said else {
        return refused(&json!({ "kind": "bad_request", "what": "x-shanyi-call" }));
    };
    aside(move || desk.call_with_bytes(&name, args, &bytes)).await
}

async fn events(
    State(desk): State<Arc<Desk>>,
) -> Sse<impl futures_util::Stream<Item = Result<Event, Infallible>>> {
    let changes = desk.subscribe();
    Sse::new(futures_util::stream::unfold(
        changes,
        |mut changes| async move {
            match changes.recv().await {
                Ok(()) | Err(RecvError::Lagged(_)) => {
                    Some((Ok(Event::default().event("changed").data("null")), changes))
                }
                Err(RecvError::Closed) => None,
            }
        },
    ))
}

/// Runs what may touch the disk away from the server's threads.
async fn aside(work: impl FnOnce() -> Result<Value, DeskError> + Send + 'static) -> Response {
    match tokio::task::spawn_blocking(work).await {
        Ok(Ok(answer)) => Json(answer).into_response(),
        Ok(Err(error)) => refused(&json!(error)),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn refused(error: &Value) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, Json(error.clone())).into_response()
}
