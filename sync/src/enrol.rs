//! Asks a township to make this PC a station's: once, with a code, on a line whose end is not known yet.

use std::time::Duration;

use reqwest::{Client, Response, StatusCode, Url, header};
use shanyi_domain::ids::DeviceId;
use shanyi_wire::enrol::{
    Answer, Asked, Authority, CodeKey, EnrolRefusal, Membership, Refused, Request, sealing_key,
};
use shanyi_wire::keys::SigningKey;
use thiserror::Error;

use crate::carrier::{self, CONNECT, FirstUse, Unproven};

const ENROL: &str = "application/vnd.shanyi.enrol";
/// Most bytes of an answer.
const MOST: usize = 256 * 1024;

/// What a PC comes with.
#[derive(Clone)]
pub struct Newcomer {
    /// What follows from its code.
    pub code: CodeKey,
    /// Signs what it writes from then on.
    pub key: SigningKey,
    /// X25519, secret.
    pub sealing: [u8; 32],
    /// Which PC it is, in people's words.
    pub label: String,
    /// The version of its program.
    pub program: String,
    /// The PC whose cases it goes on with, under whose name it spoke so far.
    pub former: Option<DeviceId>,
}

/// Why the PC is no station's yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum EnrolError {
    /// The address makes no sense.
    #[error("the address makes no sense")]
    Address,
    /// The line broke, or there is none.
    #[error("the line to the township is down")]
    Down,
    /// Whoever answers can't be a township's server.
    #[error("whoever answers can't be a township's server: {0}")]
    Unproven(#[from] Unproven),
    /// Whoever answers does not speak as a township does, or has not the code.
    #[error("what was answered is no township's word")]
    Stranger,
    /// The township refuses.
    #[error("the township refuses: {why:?}")]
    Refused {
        /// Why.
        why: EnrolRefusal,
        /// After so many seconds it may be tried again.
        seconds: Option<u32>,
    },
}

/// Asks the township at `server`, such as `https://shanyi.example.cn`. On this very machine it may be
/// without TLS. Asking again with the same keys is answered the same.
///
/// # Errors
/// [`EnrolError`]; after [`EnrolError::Down`] it may have been taken all the same.
pub async fn ask(
    server: &str,
    stall: Duration,
    newcomer: &Newcomer,
) -> Result<Membership, EnrolError> {
    let base = server.trim_end_matches('/');
    let url = Url::parse(base).map_err(|_| EnrolError::Address)?;
    let first = FirstUse::default();
    let client = Client::builder()
        .connect_timeout(CONNECT)
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none());
    let client = match url.scheme() {
        "https" => client
            .https_only(true)
            .tls_backend_preconfigured(first.config()?),
        "http" if carrier::is_here(&url) => {
            client.tls_backend_preconfigured(carrier::nobody().map_err(Unproven::from)?)
        }
        "http" => return Err(Unproven::Plain.into()),
        _ => return Err(EnrolError::Address),
    };
    let client = client.build().map_err(|_| EnrolError::Address)?;
    let asker = Asker {
        client,
        url: format!("{base}/v1/enrol"),
        stall,
    };
    let authority = match url.scheme() {
        "https" => asker.look(&first).await?,
        _ => Authority::default(),
    };
    asker.ask(newcomer, authority).await
}

struct Asker {
    client: Client,
    url: String,
    stall: Duration,
}

impl Asker {
    /// Makes a line, and sees who is at its end: that goes into what is asked.
    async fn look(&self, first: &FirstUse) -> Result<Authority, EnrolError> {
        let response = self.send(self.client.get(&self.url)).await?;
        self.read(response).await?;
        first.seen().ok_or(Unproven::Tls.into())
    }

    async fn ask(
        &self,
        newcomer: &Newcomer,
        authority: Authority,
    ) -> Result<Membership, EnrolError> {
        let public = newcomer.key.public();
        let sealing = sealing_key(&newcomer.sealing);
        let (label, program) = (newcomer.label.clone(), newcomer.program.clone());
        let request = Request::new(&newcomer.code, public, sealing, authority, label, program);
        let request = request.going_on_from(newcomer.former);
        let asked = self.client.post(&self.url);
        let asked = asked.header(header::CONTENT_TYPE, ENROL);
        let asked = asked.body(Asked::new(&request, &newcomer.key).to_bytes());
        let response = self.send(asked).await?;
        let status = response.status();
        let kind = response.headers().get(header::CONTENT_TYPE);
        let is_ours = kind.is_some_and(|kind| kind.as_bytes() == ENROL.as_bytes());
        let bytes = self.read(response).await?;
        match (status, is_ours) {
            (StatusCode::OK, true) => {
                let answer = Answer::from_bytes(&bytes).map_err(|_| EnrolError::Stranger)?;
                let read = answer.membership(&newcomer.code, &public, &sealing);
                let membership = read.map_err(|_| EnrolError::Stranger)?;
                same_line(&membership, authority)?;
                Ok(membership)
            }
            (_, true) => {
                let refused = Refused::from_bytes(&bytes).map_err(|_| EnrolError::Stranger)?;
                Err(EnrolError::Refused {
                    why: refused.why,
                    seconds: refused.seconds,
                })
            }
            (_, false) => Err(EnrolError::Stranger),
        }
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Result<Response, EnrolError> {
        // The question is shorter than what a slow line carries in a second.
        match tokio::time::timeout(self.stall + CONNECT, request.send()).await {
            Ok(Ok(response)) => Ok(response),
            Ok(Err(error)) => Err(match carrier::no_answer(&error) {
                carrier::CarrierError::Unproven(why) => why.into(),
                _ => EnrolError::Down,
            }),
            Err(_) => Err(EnrolError::Down),
        }
    }

    async fn read(&self, mut response: Response) -> Result<Vec<u8>, EnrolError> {
        let mut bytes = Vec::new();
        loop {
            match tokio::time::timeout(self.stall, response.chunk()).await {
                Ok(Ok(Some(piece))) if bytes.len() + piece.len() <= MOST => {
                    bytes.extend_from_slice(&piece);
                }
                Ok(Ok(Some(_))) => return Err(EnrolError::Stranger),
                Ok(Ok(None)) => return Ok(bytes),
                Ok(Err(_)) | Err(_) => return Err(EnrolError::Down),
            }
        }
    }
}

/// The line on which it was answered ended where the township's own certificates say.
fn same_line(membership: &Membership, authority: Authority) -> Result<(), EnrolError> {
    let own = |certificate: &minicbor::bytes::ByteVec| Authority::of(certificate) == authority;
    match authority == Authority::default() || membership.authorities.iter().any(own) {
        true => Ok(()),
        false => Err(Unproven::Authority.into()),
    }
}
