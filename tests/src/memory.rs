//! A carrier without a line: requests go straight into the township's routes, and break off after
//! any byte in either direction.

use std::sync::Mutex;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{Request, Response, StatusCode};
use futures_util::StreamExt;
use shanyi_sync::carrier::{Carrier, CarrierError, Chunk, Fetch, Fetched, Put};
use tower::ServiceExt;

/// Where the next exchange breaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Break {
    /// Nowhere.
    #[default]
    Never,
    /// After so many bytes of the request.
    Up(usize),
    /// After so many bytes of the answer.
    Down(usize),
}

/// Carries by function calls.
pub struct Memory {
    routes: Router,
    next: Mutex<Break>,
    /// Bytes of the last request and the last answer.
    sizes: Mutex<(usize, usize)>,
}

impl Memory {
    /// A carrier to these routes.
    #[must_use]
    pub fn new(routes: Router) -> Self {
        Self {
            routes,
            next: Mutex::default(),
            sizes: Mutex::default(),
        }
    }

    /// The next exchange breaks there.
    ///
    /// # Panics
    /// When another test thread broke while holding the carrier.
    #[expect(clippy::unwrap_used, reason = "only tests carry by memory")]
    pub fn break_next(&self, place: Break) {
        *self.next.lock().unwrap() = place;
    }

    /// Bytes of the last request and its answer.
    ///
    /// # Panics
    /// When another test thread broke while holding the carrier.
    #[must_use]
    #[expect(clippy::unwrap_used, reason = "only tests carry by memory")]
    pub fn sizes(&self) -> (usize, usize) {
        *self.sizes.lock().unwrap()
    }

    #[expect(clippy::unwrap_used, reason = "only tests carry by memory")]
    fn take_break(&self) -> Break {
        std::mem::take(&mut self.next.lock().unwrap())
    }

    async fn send(
        &self,
        request: axum::http::request::Builder,
        bytes: Vec<u8>,
    ) -> Result<(StatusCode, Fetched), CarrierError> {
        let place = self.take_break();
        let up = bytes.len();
        let body = match place {
            Break::Up(at) if at < bytes.len() => cut(bytes, at),
            _ => Body::from(bytes),
        };
        let request: Request<Body> = request.body(body).map_err(|_| CarrierError::Address)?;
        let answer = self
            .routes
            .clone()
            .oneshot(request)
            .await
            .map_err(|_| CarrierError::Down)?;
        if let Break::Up(at) = place
            && at < up
        {
            // Whoever's request broke off hears nothing.
            return Err(CarrierError::Down);
        }
        let (status, fetched) = receive(answer, place).await?;
        self.note(up, fetched.bytes.len());
        Ok((status, fetched))
    }

    #[expect(clippy::unwrap_used, reason = "only tests carry by memory")]
    fn note(&self, up: usize, down: usize) {
        *self.sizes.lock().unwrap() = (up, down);
    }
}

/// A body that breaks off after `at` bytes.
fn cut(bytes: Vec<u8>, at: usize) -> Body {
    let start = Bytes::from(bytes[..at].to_vec());
    let broken = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
    Body::from_stream(futures_util::stream::iter([Ok(start), Err(broken)]))
}

async fn receive(
    answer: Response<Body>,
    place: Break,
) -> Result<(StatusCode, Fetched), CarrierError> {
    let status = answer.status();
    let mut stream = answer.into_body().into_data_stream();
    let mut bytes = Vec::new();
    while let Some(part) = stream.next().await {
        bytes.extend_from_slice(&part.map_err(|_| CarrierError::Down)?);
    }
    let whole = match place {
        Break::Down(at) if at < bytes.len() => {
            bytes.truncate(at);
            false
        }
        _ => true,
    };
    Ok((status, Fetched { bytes, whole }))
}

impl Carrier for Memory {
    async fn sync(&self, body: Vec<u8>) -> Result<Vec<u8>, CarrierError> {
        let request =
            Request::post("/v1/sync").header("content-type", "application/vnd.shanyi.frames");
        let (status, answer) = self.send(request, body).await?;
        match (
            status.is_success()
                || status == StatusCode::UNAUTHORIZED
                || status == StatusCode::SERVICE_UNAVAILABLE,
            answer.whole,
        ) {
            (true, true) => Ok(answer.bytes),
            (true, false) => Err(CarrierError::Down),
            (false, _) => Err(CarrierError::Unexpected {
                status: status.as_u16(),
            }),
        }
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

    async fn get(&self, fetch: Fetch) -> Result<Fetched, CarrierError> {
        let request = Request::get(format!("/v1/blobs/{}", fetch.hash))
            .header("Range", format!("bytes={}-", fetch.from))
            .header("Shanyi-Device", fetch.device.to_string())
            .header("Shanyi-Signature", hex::encode(fetch.signature.0));
        let (status, answer) = self.send(request, Vec::new()).await?;
        match status {
            StatusCode::OK | StatusCode::PARTIAL_CONTENT => Ok(answer),
            StatusCode::NOT_FOUND => Err(CarrierError::Absent),
            other => Err(CarrierError::Unexpected {
                status: other.as_u16(),
            }),
        }
    }
}
