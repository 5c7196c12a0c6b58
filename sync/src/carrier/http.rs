//! The exchange over HTTP.

use std::net::IpAddr;
use std::time::Duration;

use reqwest::{Client, Response, StatusCode, header};

use super::trust;
use super::{Carrier, CarrierError, Chunk, Fetch, Fetched, News, Put, Thumbnail, Trust, Unproven};

const FRAMES: &str = "application/vnd.shanyi.frames";
const DEVICE: &str = "Shanyi-Device";
const SIGNATURE: &str = "Shanyi-Signature";
/// How long a line may be silent before it is given up.
pub const STALL: Duration = Duration::from_secs(30);
/// Bytes that the slowest line that is worth waiting for carries in the time of a stall: 500 a
/// second. What was handed to the system may still be on its way at this pace before the answer can
/// come.
const SLOWEST: u32 = 15_000;
/// Most bytes that are waited for at that pace: the first chunk. Whoever sends more has seen the line
/// carry that much in seconds; a line that has become so much slower is for another try, with less.
const BLIND: usize = 32 * 1024;
/// How long the township's answer to a question for news may take: longer than it lets one wait.
const NEWS: Duration = Duration::from_secs(75);
/// How long making a line may take: three round trips and a kilobyte of certificates.
pub(crate) const CONNECT: Duration = Duration::from_secs(20);
/// Most bytes of an answer.
const MOST: usize = 16 * 1024 * 1024;

/// Speaks HTTP to one township.
#[derive(Clone, Debug)]
pub struct HttpCarrier {
    client: Client,
    base: String,
    /// Nothing moved on the line for this long: it is down, whatever the operating system says.
    stall: Duration,
}

impl HttpCarrier {
    /// A carrier to a township on this very machine, such as `http://127.0.0.1:8080`.
    ///
    /// # Errors
    /// [`CarrierError::Address`] when `base` is no address, and [`CarrierError::Unproven`] when it is of
    /// another machine.
    pub fn new(base: &str) -> Result<Self, CarrierError> {
        Self::with_stall(base, STALL)
    }

    /// The same that gives a line up which was silent for `stall`.
    ///
    /// # Errors
    /// As [`HttpCarrier::new`].
    pub fn with_stall(base: &str, stall: Duration) -> Result<Self, CarrierError> {
        Self::trusting(base, stall, &Trust::default())
    }

    /// A carrier to the township at `base`, such as `https://shanyi.example.cn`, which has to prove by
    /// TLS that one of the trusted authorities speaks for it. Without TLS there is only this machine.
    ///
    /// # Errors
    /// As [`HttpCarrier::new`]; also when TLS is asked for and nobody is trusted.
    pub fn trusting(base: &str, stall: Duration, trust: &Trust) -> Result<Self, CarrierError> {
        let base = base.trim_end_matches('/').to_owned();
        let url = reqwest::Url::parse(&base).map_err(|_| CarrierError::Address)?;
        let client = Client::builder()
            .connect_timeout(CONNECT)
            // Village networks put proxies in the way that answer in the township's name.
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none());
        let client = match url.scheme() {
            "https" => client
                .https_only(true)
                .tls_backend_preconfigured(trust.config()?),
            "http" if is_here(&url) => client.tls_backend_preconfigured(trust::nobody()?),
            "http" => return Err(Unproven::Plain.into()),
            _ => return Err(CarrierError::Address),
        };
        // There the system itself tells when nothing that was sent arrives any more.
        #[cfg(target_os = "linux")]
        let client = client.tcp_user_timeout(stall);
        let client = client.build().map_err(|_| CarrierError::Address)?;
        Ok(Self {
            client,
            base,
            stall,
        })
    }

    /// The head of the answer. `sent` bytes go up before it can come: it is waited for as long as the
    /// slowest line takes to carry them, and a stall beyond.
    async fn answer(
        &self,
        request: reqwest::RequestBuilder,
        sent: usize,
    ) -> Result<Response, CarrierError> {
        let patience = patience(self.stall, sent);
        let answer = tokio::time::timeout(patience, request.send()).await;
        match answer {
            Ok(Ok(response)) => Ok(response),
            Ok(Err(error)) => Err(no_answer(&error)),
            Err(_) => Err(CarrierError::Down),
        }
    }

    fn blob(&self, hash: impl std::fmt::Display) -> String {
        format!("{}/v1/blobs/{hash}", self.base)
    }

    /// Reads an answer that is of use only whole.
    async fn bytes(&self, response: Response) -> Result<Vec<u8>, CarrierError> {
        match self.some(response).await? {
            Fetched { bytes, whole: true } => Ok(bytes),
            Fetched { .. } => Err(CarrierError::Down),
        }
    }

    /// Reads an answer as far as it comes.
    async fn some(&self, mut response: Response) -> Result<Fetched, CarrierError> {
        let mut bytes = Vec::new();
        loop {
            let piece = tokio::time::timeout(self.stall, response.chunk()).await;
            match piece {
                Ok(Ok(Some(piece))) if bytes.len() + piece.len() <= MOST => {
                    bytes.extend_from_slice(&piece);
                }
                Ok(Ok(Some(_))) => return Err(CarrierError::Unexpected { status: 200 }),
                Ok(Ok(None)) => return Ok(Fetched { bytes, whole: true }),
                Ok(Err(_)) | Err(_) => {
                    return Ok(Fetched {
                        bytes,
                        whole: false,
                    });
                }
            }
        }
    }
}

impl Carrier for HttpCarrier {
    async fn sync(&self, body: Vec<u8>) -> Result<Vec<u8>, CarrierError> {
        let request = self.client.post(format!("{}/v1/sync", self.base));
        let sent = body.len();
        let request = request.header(header::CONTENT_TYPE, FRAMES).body(body);
        let response = self.answer(request, sent).await?;
        let frames = is_frames(&response);
        match response.status() {
            // A refusal is a frame too, also of a township that is in trouble.
            status
                if frames
                    && (status.is_success()
                        || status == StatusCode::UNAUTHORIZED
                        || status == StatusCode::SERVICE_UNAVAILABLE) =>
            {
                self.bytes(response).await
            }
            StatusCode::UNAUTHORIZED => Err(CarrierError::Stranger),
            status => Err(CarrierError::Unexpected {
                status: status.as_u16(),
            }),
        }
    }

    async fn put(&self, chunk: Chunk) -> Result<Put, CarrierError> {
        let sent = chunk.bytes.len();
        let request = self
            .client
            .put(self.blob(chunk.hash))
            .header("Upload-Offset", chunk.offset)
            .header("Upload-Length", chunk.total)
            .header(DEVICE, chunk.device.to_string())
            .header(SIGNATURE, hex::encode(chunk.signature.0))
            .body(chunk.bytes);
        let response = self.answer(request, sent).await?;
        match response.status() {
            StatusCode::OK
            | StatusCode::CREATED
            | StatusCode::CONFLICT
            | StatusCode::UNPROCESSABLE_ENTITY => put(&self.bytes(response).await?),
            status => Err(refused(status)),
        }
    }

    async fn put_thumbnail(&self, thumbnail: Thumbnail) -> Result<(), CarrierError> {
        let sent = thumbnail.jpeg.len();
        let request = self
            .client
            .put(format!("{}/thumbnail", self.blob(thumbnail.image)))
            .header(DEVICE, thumbnail.device.to_string())
            .header(SIGNATURE, hex::encode(thumbnail.signature.0))
            .body(thumbnail.jpeg);
        let response = self.answer(request, sent).await?;
        match response.status() {
            StatusCode::NO_CONTENT => Ok(()),
            status => Err(refused(status)),
        }
    }

    async fn get(&self, fetch: Fetch) -> Result<Fetched, CarrierError> {
        let request = self
            .client
            .get(self.blob(fetch.hash))
            .header(header::RANGE, range(&fetch))
            .header(DEVICE, fetch.device.to_string())
            .header(SIGNATURE, hex::encode(fetch.signature.0));
        let response = self.answer(request, 0).await?;
        match response.status() {
            StatusCode::PARTIAL_CONTENT => self.some(response).await,
            // A server that does not do ranges sends all of it.
            StatusCode::OK => {
                let mut all = self.some(response).await?;
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

    async fn news(&self, body: Vec<u8>) -> Result<News, CarrierError> {
        let request = self.client.post(format!("{}/v1/news", self.base));
        let request = request.header(header::CONTENT_TYPE, FRAMES).body(body);
        let answer = tokio::time::timeout(NEWS, request.send()).await;
        let response = match answer {
            Ok(Ok(response)) => response,
            Ok(Err(error)) => return Err(no_answer(&error)),
            Err(_) => return Err(CarrierError::Down),
        };
        match response.status() {
            StatusCode::OK if is_frames(&response) => Ok(News::Something),
            StatusCode::NO_CONTENT => Ok(News::Nothing),
            StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => Ok(News::NotHere),
            status => Err(refused(status)),
        }
    }
}

/// Why no answer came: there is no line, or nobody on it who has proven to be the township.
pub(crate) fn no_answer(error: &reqwest::Error) -> CarrierError {
    // What a line that stood has spoilt is no word about who is there.
    let found = error.is_connect().then(|| trust::found(error)).flatten();
    found.map_or(CarrierError::Down, CarrierError::Unproven)
}

/// Whether an address is of this very machine, where nobody is between.
pub(crate) fn is_here(url: &reqwest::Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let address = bare.parse().map(|address: IpAddr| address.is_loopback());
    address.unwrap_or(host == "localhost")
}

/// How long an answer may take behind so many bytes.
fn patience(stall: Duration, sent: usize) -> Duration {
    let sent = u32::try_from(sent.min(BLIND)).unwrap_or(u32::MAX);
    stall.saturating_add(stall.saturating_mul(sent) / SLOWEST)
}

/// The bytes that are asked for. Both ends are named by the first and the last of them.
fn range(fetch: &Fetch) -> String {
    let last = fetch.from.saturating_add(fetch.most.max(1) - 1);
    format!("bytes={}-{last}", fetch.from)
}

fn is_frames(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE);
    kind.is_some_and(|kind| kind.as_bytes() == FRAMES.as_bytes())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_given_up_for_silence_and_never_for_being_slow() {
        assert_eq!(patience(STALL, 0), STALL);
        let chunk = 32 * 1024;
        let slowest = Duration::from_secs(chunk as u64 / 500);
        let patience = patience(STALL, chunk);
        assert!(patience > slowest && patience < slowest + 2 * STALL);
    }

    #[test]
    fn a_silent_line_with_much_on_it_is_given_up_in_two_minutes() {
        assert!(patience(STALL, 512 * 1024) < Duration::from_secs(120));
    }

    #[test]
    fn a_range_names_its_first_and_its_last_byte() {
        let fetch = |from, most| Fetch {
            hash: shanyi_domain::ids::ImageHash([1; 32]),
            from,
            most,
            device: shanyi_domain::ids::DeviceId([1; 16]),
            signature: shanyi_wire::keys::Signature([0; 64]),
        };
        assert_eq!(range(&fetch(0, 100)), "bytes=0-99");
        assert_eq!(range(&fetch(100, 100)), "bytes=100-199");
    }
}
