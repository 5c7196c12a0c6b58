//! The exchange over HTTP.

use std::time::Duration;

use reqwest::{Client, Response, StatusCode, header};

use super::{Carrier, CarrierError, Chunk, Fetch, Fetched, Put};

const FRAMES: &str = "application/vnd.shanyi.frames";
const DEVICE: &str = "Shanyi-Device";
const SIGNATURE: &str = "Shanyi-Signature";
/// Nothing moved on the line for this long: it is down, whatever the operating system says.
const STALL: Duration = Duration::from_secs(30);
const CONNECT: Duration = Duration::from_secs(15);
/// Most bytes of an answer.
const MOST: usize = 16 * 1024 * 1024;

/// Speaks HTTP to one township.
#[derive(Clone, Debug)]
pub struct HttpCarrier {
    client: Client,
    base: String,
}

impl HttpCarrier {
    /// A carrier to the township at `base`, such as `http://127.0.0.1:8080`.
    ///
    /// # Errors
    /// [`CarrierError::Address`] when `base` is no address.
    pub fn new(base: &str) -> Result<Self, CarrierError> {
        let base = base.trim_end_matches('/').to_owned();
        reqwest::Url::parse(&base).map_err(|_| CarrierError::Address)?;
        let client = Client::builder()
            .connect_timeout(CONNECT)
            .read_timeout(STALL)
            // Village networks put proxies in the way that answer in the township's name.
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|_| CarrierError::Address)?;
        Ok(Self { client, base })
    }

    fn blob(&self, hash: impl std::fmt::Display) -> String {
        format!("{}/v1/blobs/{hash}", self.base)
    }
}

impl Carrier for HttpCarrier {
    async fn sync(&self, body: Vec<u8>) -> Result<Vec<u8>, CarrierError> {
        let request = self.client.post(format!("{}/v1/sync", self.base));
        let response = request
            .header(header::CONTENT_TYPE, FRAMES)
            .body(body)
            .send()
            .await;
        let response = response.map_err(|_| CarrierError::Down)?;
        let frames = response
            .headers()
            .get(header::CONTENT_TYPE)
            .is_some_and(|kind| kind.as_bytes() == FRAMES.as_bytes());
        match response.status() {
            // A refusal is a frame too, also of a township that is in trouble.
            status
                if frames
                    && (status.is_success()
                        || status == StatusCode::UNAUTHORIZED
                        || status == StatusCode::SERVICE_UNAVAILABLE) =>
            {
                bytes(response).await
            }
            StatusCode::UNAUTHORIZED => Err(CarrierError::Stranger),
            status => Err(CarrierError::Unexpected {
                status: status.as_u16(),
            }),
        }
    }

    async fn put(&self, chunk: Chunk) -> Result<Put, CarrierError> {
        let request = self
            .client
            .put(self.blob(chunk.hash))
            .header("Upload-Offset", chunk.offset)
            .header("Upload-Length", chunk.total)
            .header(DEVICE, chunk.device.to_string())
            .header(SIGNATURE, hex::encode(chunk.signature.0))
            .body(chunk.bytes);
        let response = request.send().await.map_err(|_| CarrierError::Down)?;
        match response.status() {
            StatusCode::OK
            | StatusCode::CREATED
            | StatusCode::CONFLICT
            | StatusCode::UNPROCESSABLE_ENTITY => put(&bytes(response).await?),
            status => Err(refused(status)),
        }
    }

    async fn get(&self, fetch: Fetch) -> Result<Fetched, CarrierError> {
        let request = self
            .client
            .get(self.blob(fetch.hash))
            .header(header::RANGE, format!("bytes={}-", fetch.from))
            .header(DEVICE, fetch.device.to_string())
            .header(SIGNATURE, hex::encode(fetch.signature.0));
        let response = request.send().await.map_err(|_| CarrierError::Down)?;
        match response.status() {
            StatusCode::PARTIAL_CONTENT => some(response).await,
            // A server that does not do ranges sends all of it.
            StatusCode::OK => {
                let mut all = some(response).await?;
                all.bytes.drain(..all.bytes.len().min(fetch.from as usize));
                Ok(all)
            }
            StatusCode::RANGE_NOT_SATISFIABLE => Ok(Fetched {
                bytes: Vec::new(),
                whole: true,
            }),
            status => Err(refused(status)),
        }
    }
}

fn refused(status: StatusCode) -> CarrierError {
    match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => CarrierError::Stranger,
        StatusCode::NOT_FOUND => CarrierError::Absent,
        other => CarrierError::Unexpected {
            status: other.as_u16(),
        },
    }
}

fn put(body: &[u8]) -> Result<Put, CarrierError> {
    #[derive(serde::Deserialize)]
    struct Answer {
        have: u32,
        #[serde(default)]
        complete: bool,
    }
    let answer: Answer =
        serde_json::from_slice(body).map_err(|_| CarrierError::Unexpected { status: 200 })?;
    Ok(Put {
        have: answer.have,
        complete: answer.complete,
    })
}

/// Reads an answer that is of use only whole.
async fn bytes(response: Response) -> Result<Vec<u8>, CarrierError> {
    match some(response).await? {
        Fetched { bytes, whole: true } => Ok(bytes),
        Fetched { .. } => Err(CarrierError::Down),
    }
}

/// Reads an answer as far as it comes.
async fn some(mut response: Response) -> Result<Fetched, CarrierError> {
    let mut bytes = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if bytes.len() + chunk.len() <= MOST => bytes.extend_from_slice(&chunk),
            Ok(Some(_)) => return Err(CarrierError::Unexpected { status: 200 }),
            Ok(None) => return Ok(Fetched { bytes, whole: true }),
            Err(_) => {
                return Ok(Fetched {
                    bytes,
                    whole: false,
                });
            }
        }
    }
}
