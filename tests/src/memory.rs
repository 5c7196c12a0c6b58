//! A carrier without a line: requests go straight into the township's routes, and break off after
//! any byte in either direction.

use std::sync::Mutex;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{Request, Response, StatusCode};
use futures_util::StreamExt;
use shanyi_sync::carrier::{Carrier, CarrierError, Chunk, Fetch, Fetched, Put, Thumbnail};
use tokio::sync::oneshot;
use tower::ServiceExt;

/// Where the line breaks, counted over all requests from now on. The head of a request, and of an
/// answer, counts as one byte: without it the other end has nothing of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Break {
    /// Nowhere.
    #[default]
    Never,
    /// After so many more bytes of requests.
    Up(usize),
    /// After so many more bytes of answers.
    Down(usize),
}

/// One request with its answer, as far as they came.
#[derive(Clone, Debug)]
pub struct Carried {
    /// The request's method.
    pub method: String,
    /// Where it went.
    pub path: String,
    /// Its headers.
    pub headers: Vec<(String, String)>,
    /// The request's body.
    pub up: Vec<u8>,
    /// The answer's body.
    pub down: Vec<u8>,
}

/// Carries by function calls.
pub struct Memory {
    routes: Router,
    place: Mutex<Break>,
    /// Every request with its answer, as far as they came.
    carried: Mutex<Vec<Carried>>,
    forgets: bool,
}

impl Memory {
    /// A carrier to these routes.
    #[must_use]
    pub fn new(routes: Router) -> Self {
        Self {
            routes,
            place: Mutex::default(),
            carried: Mutex::default(),
            forgets: false,
        }
    }

    /// The same, keeping nothing of what it carries.
    #[must_use]
    pub const fn forgetting(mut self) -> Self {
        self.forgets = true;
        self
    }

    /// The line breaks there, once.
    ///
    /// # Panics
    /// When another test thread broke while holding the carrier.
    #[expect(clippy::unwrap_used, reason = "only tests carry by memory")]
    pub fn break_after(&self, place: Break) {
        *self.place.lock().unwrap() = place;
    }

    /// Bytes of the last request and its answer.
    ///
    /// # Panics
    /// When another test thread broke while holding the carrier.
    #[must_use]
    #[expect(clippy::unwrap_used, reason = "only tests carry by memory")]
    pub fn sizes(&self) -> (usize, usize) {
        let carried = self.carried.lock().unwrap();
        carried
            .last()
            .map_or((0, 0), |last| (last.up.len(), last.down.len()))
    }

    /// Every request with its answer, as far as they came.
    ///
    /// # Panics
    /// When another test thread broke while holding the carrier.
    #[must_use]
    #[expect(clippy::unwrap_used, reason = "only tests carry by memory")]
    pub fn carried(&self) -> Vec<Carried> {
        self.carried.lock().unwrap().clone()
    }

    /// Takes a head and so many bytes of a request from what still goes up. How many bytes of both
    /// go, where it breaks within them.
    #[expect(clippy::unwrap_used, reason = "only tests carry by memory")]
    fn goes_up(&self, bytes: usize) -> Option<usize> {
        let mut place = self.place.lock().unwrap();
        match &mut *place {
            Break::Up(left) => spend(left, 1 + bytes).inspect(|_| *place = Break::Never),
            _ => None,
        }
    }

    /// The same for an answer.
    #[expect(clippy::unwrap_used, reason = "only tests carry by memory")]
    fn comes_down(&self, bytes: usize) -> Option<usize> {
        let mut place = self.place.lock().unwrap();
        match &mut *place {
            Break::Down(left) => spend(left, 1 + bytes).inspect(|_| *place = Break::Never),
            _ => None,
        }
    }

    /// One exchange whose request arrives in two parts, the second behind byte `at`. As soon as the
    /// township waits for it, or has answered without it, `between` happens.
    ///
    /// # Errors
    /// As [`Carrier::sync`].
    pub async fn sync_in_two<T>(
        &self,
        body: Vec<u8>,
        at: usize,
        between: impl Future<Output = T>,
    ) -> (Result<Vec<u8>, CarrierError>, T) {
        let (asked, waits) = oneshot::channel::<()>();
        let (goes_on, gate) = oneshot::channel::<()>();
        let (first, second) = body.split_at(at.min(body.len()));
        let (first, second) = (Bytes::from(first.to_vec()), Bytes::from(second.to_vec()));
        let rest = async move {
            drop(asked);
            let _ = gate.await;
            Ok(second)
        };
        let parts = futures_util::stream::iter([Ok::<_, std::io::Error>(first)]);
        let parts = parts.chain(futures_util::stream::once(rest));
        let request = exchange().body(Body::from_stream(parts));
        let outer = async {
            let request = request.map_err(|_| CarrierError::Address)?;
            let answer = self.routes.clone().oneshot(request).await;
            let (status, bytes) = receive(answer.map_err(|_| CarrierError::Down)?).await?;
            replied(status, Fetched { bytes, whole: true })
        };
        let inner = async {
            // Nothing is ever said there: it ends when the second part is asked for, or dropped.
            let _ = waits.await;
            let done = between.await;
            let _ = goes_on.send(());
            done
        };
        tokio::join!(outer, inner)
    }

    async fn send(
        &self,
        request: axum::http::request::Builder,
        bytes: Vec<u8>,
    ) -> Result<(StatusCode, Fetched), CarrierError> {
        let up = bytes;
        let broken = self.goes_up(up.len());
        let kept = (!self.forgets).then(|| up.clone());
        let body = match broken {
            // Not even its head arrives.
            Some(0) => return Err(CarrierError::Down),
            Some(at) => cut(&up[..at - 1]),
            None => Body::from(up),
        };
        let request: Request<Body> = request.body(body).map_err(|_| CarrierError::Address)?;
        let carried = kept.map(|up| carried(&request, up));
        let answer = self
            .routes
            .clone()
            .oneshot(request)
            .await
            .map_err(|_| CarrierError::Down)?;
        if broken.is_some() {
            // Whoever's request broke off hears nothing.
            return Err(CarrierError::Down);
        }
        let (status, mut bytes) = receive(answer).await?;
        let broken = self.comes_down(bytes.len());
        if broken == Some(0) {
            return Err(CarrierError::Down);
        }
        bytes.truncate(broken.map_or(usize::MAX, |at| at - 1));
        if let Some(mut carried) = carried {
            carried.down.clone_from(&bytes);
            self.note(carried);
        }
        let whole = broken.is_none();
        Ok((status, Fetched { bytes, whole }))
    }

    #[expect(clippy::unwrap_used, reason = "only tests carry by memory")]
    fn note(&self, carried: Carried) {
        self.carried.lock().unwrap().push(carried);
    }
}

fn exchange() -> axum::http::request::Builder {
    Request::post("/v1/sync").header("content-type", "application/vnd.shanyi.frames")
}

/// What the answer to an exchange comes to.
fn replied(status: StatusCode, answer: Fetched) -> Result<Vec<u8>, CarrierError> {
    let frames = status.is_success()
        || status == StatusCode::UNAUTHORIZED
        || status == StatusCode::SERVICE_UNAVAILABLE;
    match (frames, answer.whole) {
        (true, true) => Ok(answer.bytes),
        (true, false) => Err(CarrierError::Down),
        (false, _) => Err(CarrierError::Unexpected {
            status: status.as_u16(),
        }),
    }
}

fn carried(request: &Request<Body>, up: Vec<u8>) -> Carried {
    let headers = request.headers().iter().map(|(name, value)| {
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        (name.to_string(), value)
    });
    Carried {
        method: request.method().to_string(),
        path: request.uri().to_string(),
        headers: headers.collect(),
        up,
        down: Vec::new(),
    }
}

/// A body that breaks off after these bytes.
fn cut(bytes: &[u8]) -> Body {
    let start = Bytes::from(bytes.to_vec());
    let broken = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
    Body::from_stream(futures_util::stream::iter([Ok(start), Err(broken)]))
}

/// Takes `bytes` from what is left. Where that is less, gives how many of them there were.
const fn spend(left: &mut usize, bytes: usize) -> Option<usize> {
    if *left < bytes {
        return Some(*left);
    }
    *left -= bytes;
    None
}

async fn receive(answer: Response<Body>) -> Result<(StatusCode, Vec<u8>), CarrierError> {
    let status = answer.status();
    let mut stream = answer.into_body().into_data_stream();
    let mut bytes = Vec::new();
    while let Some(part) = stream.next().await {
        bytes.extend_from_slice(&part.map_err(|_| CarrierError::Down)?);
    }
    Ok((status, bytes))
}

impl Carrier for Memory {
    async fn sync(&self, body: Vec<u8>) -> Result<Vec<u8>, CarrierError> {
        let (status, answer) = self.send(exchange(), body).await?;
        replied(status, answer)
    }

    async fn put(&self, chunk: Chunk) -> Result<Put, CarrierError> {
        let request = Request::put(format!("/v1/blobs/{}", chunk.hash))
            .header("Upload-Offset", chunk.offset)
            .header("Upload-Length", chunk.total)
            .header("Shanyi-Device", chunk.device.to_string())
            .header("Shanyi-Signature", hex::encode(chunk.signature.0));
        let (status, answer) = self.send(request, chunk.bytes).await?;
        let said: serde_json::Value = match (answer.whole, serde_json::from_slice(&answer.bytes)) {
            (true, Ok(said)) => said,
            _ => return Err(CarrierError::Down),
        };
        match u32::try_from(said["have"].as_u64().unwrap_or(u64::MAX)) {
            Ok(have) => Ok(Put {
                have,
                complete: said["complete"] == true,
            }),
            Err(_) => Err(CarrierError::Unexpected {
                status: status.as_u16(),
            }),
        }
    }

    async fn put_thumbnail(&self, thumbnail: Thumbnail) -> Result<(), CarrierError> {
        let request = Request::put(format!("/v1/blobs/{}/thumbnail", thumbnail.image))
            .header("Shanyi-Device", thumbnail.device.to_string())
            .header("Shanyi-Signature", hex::encode(thumbnail.signature.0));
        let (status, _) = self.send(request, thumbnail.jpeg).await?;
        match status {
            StatusCode::NO_CONTENT => Ok(()),
            other => Err(CarrierError::Unexpected {
                status: other.as_u16(),
            }),
        }
    }

    async fn get(&self, fetch: Fetch) -> Result<Fetched, CarrierError> {
        let request = Request::get(format!("/v1/blobs/{}", fetch.hash))
            .header(
                "Range",
                format!("bytes={}-{}", fetch.from, fetch.from + fetch.most - 1),
            )
            .header("Shanyi-Device", fetch.device.to_string())
            .header("Shanyi-Signature", hex::encode(fetch.signature.0));
        let (status, answer) = self.send(request, Vec::new()).await?;
        match status {
            StatusCode::OK | StatusCode::PARTIAL_CONTENT => Ok(answer),
            StatusCode::RANGE_NOT_SATISFIABLE => Ok(Fetched {
                bytes: Vec::new(),
                whole: true,
            }),
            StatusCode::NOT_FOUND => Err(CarrierError::Absent),
            other => Err(CarrierError::Unexpected {
                status: other.as_u16(),
            }),
        }
    }
}
