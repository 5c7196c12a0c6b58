//! `PUT` and `GET /v1/blobs/{sha256}`: bytes of images and published documents.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use http_body_util::BodyExt;
use serde::Serialize;
use shanyi_domain::ids::{DeviceId, ImageHash};
use shanyi_domain::planted::{self, Bug};
use shanyi_wire::exchange::{fetch_message, upload_message};
use shanyi_wire::keys::Signature;

use crate::App;
use crate::ledger::blobs::{Appended, Here};
use crate::ledger::devices::Device;
use crate::ledger::{LedgerError, View};
use crate::publish;

/// Largest image or document that is taken.
const LARGEST: u32 = 4 * 1024 * 1024;
/// So many bytes are put on the disk together while more are coming.
const PIECE: usize = 64 * 1024;

const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const LENGTH: HeaderName = HeaderName::from_static("upload-length");
const DEVICE: HeaderName = HeaderName::from_static("shanyi-device");
const SIGNATURE: HeaderName = HeaderName::from_static("shanyi-signature");

/// How much of an image the township holds, as JSON.
#[derive(Serialize)]
struct Holding {
    have: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    complete: Option<bool>,
}

/// Why bytes are neither taken nor given.
#[derive(Debug)]
pub(super) enum Denied {
    /// Header, hash or length make no sense.
    Request,
    /// Not an enrolled device, or not its signature.
    Unknown,
    /// Not for this device, or not here.
    NotFound,
    /// Larger than anything that is taken.
    TooLarge,
    /// The township's own trouble.
    Ledger(LedgerError),
}

impl From<LedgerError> for Denied {
    fn from(error: LedgerError) -> Self {
        Self::Ledger(error)
    }
}

impl IntoResponse for Denied {
    fn into_response(self) -> Response {
        let status = match self {
            Self::Request => StatusCode::BAD_REQUEST,
            Self::Unknown => StatusCode::UNAUTHORIZED,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Ledger(error) => {
                tracing::error!(%error, "bytes could not be kept or read");
                StatusCode::SERVICE_UNAVAILABLE
            }
        };
        status.into_response()
    }
}

/// Where an upload stands and what it is of.
#[derive(Clone, Copy)]
struct Upload {
    device: Device,
    hash: ImageHash,
    total: u32,
    offset: u32,
}

/// Takes bytes of an image at an offset.
pub async fn upload(
    State(app): State<Arc<App>>,
    Path(hash): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let done = async {
        let hash = ImageHash::from_hex(&hash).ok_or(Denied::Request)?;
        let total: u32 = number(&headers, &LENGTH).ok_or(Denied::Request)?;
        let offset: u32 = number(&headers, &OFFSET).ok_or(Denied::Request)?;
        if total == 0 || offset > total {
            return Err(Denied::Request);
        }
        if total > LARGEST {
            return Err(Denied::TooLarge);
        }
        let message = upload_message(&hash, total, offset);
        let device = signer(&app, &headers, message).await?;
        let upload = Upload {
            device,
            hash,
            total,
            offset,
        };
        receive(&app, upload, body).await
    };
    done.await.unwrap_or_else(Denied::into_response)
}

async fn receive(app: &Arc<App>, upload: Upload, mut body: Body) -> Result<Response, Denied> {
    let station = upload.device.station;
    let look = move |view: &View<'_>| {
        let erased = view.is_image_erased(station, &upload.hash)?;
        Ok::<_, LedgerError>((view.blob(station, &upload.hash)?, erased))
    };
    let (here, erased) = app.blocking(move |app| app.ledger.read(look)).await??;
    if erased {
        // Whoever sends it has not heard yet that its case is erased, and need not go on.
        super::drain(body).await;
        return Ok(holding(StatusCode::OK, upload.total, true));
    }
    let fits = here.have == upload.offset || planted::is(Bug::OffsetTrusted);
    if here.complete || !fits {
        super::drain(body).await;
        adopt(app, upload, here).await?;
        return Ok(match here.complete {
            true => holding(StatusCode::OK, here.have, true),
            false => elsewhere(here),
        });
    }
    let mut at = upload.offset;
    let mut piece = Vec::new();
    loop {
        // A line that breaks or stalls keeps what it brought.
        let chunk = match body.frame().await {
            Some(Ok(frame)) => Some(frame.into_data().unwrap_or_default()),
            _ => None,
        };
        piece.extend_from_slice(chunk.as_deref().unwrap_or_default());
        let room = (upload.total - at) as usize;
        if piece.len() > room {
            return Err(Denied::TooLarge);
        }
        let full = piece.len() == room;
        if chunk.is_some() && !full && piece.len() < PIECE {
            continue;
        }
        let bytes = std::mem::take(&mut piece);
        match append(app, upload, at, bytes).await? {
            Appended::Elsewhere(here) if here.complete => {
                adopt(app, upload, here).await?;
                return Ok(holding(StatusCode::OK, here.have, true));
            }
            Appended::Elsewhere(here) => return Ok(elsewhere(here)),
            Appended::OtherBytes => {
                return Ok(holding(StatusCode::UNPROCESSABLE_ENTITY, 0, false));
            }
            Appended::Here(here) if here.complete => {
                adopt(app, upload, here).await?;
                app.tell_console();
                return Ok(holding(StatusCode::CREATED, here.have, true));
            }
            Appended::Here(here) if chunk.is_none() => {
                return Ok(holding(StatusCode::OK, here.have, false));
            }
            Appended::Here(here) => at = here.have,
        }
    }
}

async fn append(
    app: &Arc<App>,
    upload: Upload,
    at: u32,
    bytes: Vec<u8>,
) -> Result<Appended, Denied> {
    let station = upload.device.station;
    app.blocking(move |app| {
        let ledger = &app.ledger;
        let appended = ledger.append(station, upload.hash, upload.total, at, &bytes);
        appended.map_err(Denied::from)
    })
    .await?
}

/// A published document that this ledger lacked comes by the same way as an image.
async fn adopt(app: &Arc<App>, upload: Upload, here: Here) -> Result<(), Denied> {
    if !here.complete {
        return Ok(());
    }
    let (station, hash) = (upload.device.station, upload.hash);
    app.blocking(move |app| publish::adopt(app, station, &hash))
        .await??;
    Ok(())
}

fn elsewhere(here: Here) -> Response {
    let holding = Holding {
        have: here.have,
        complete: None,
    };
    (StatusCode::CONFLICT, Json(holding)).into_response()
}

fn holding(status: StatusCode, have: u32, complete: bool) -> Response {
    let holding = Holding {
        have,
        complete: Some(complete),
    };
    (status, Json(holding)).into_response()
}

/// Gives the bytes of a published document, or of an image of the device's own station.
pub async fn fetch(
    State(app): State<Arc<App>>,
    Path(hash): Path<String>,
    headers: HeaderMap,
) -> Response {
    let done = async {
        let hash = ImageHash::from_hex(&hash).ok_or(Denied::Request)?;
        let device = signer(&app, &headers, fetch_message(&hash)).await?;
        let bytes = app
            .blocking(move |app| find(app, &device, &hash))
            .await??
            .ok_or(Denied::NotFound)?;
        part(bytes, headers.get(header::RANGE))
    };
    done.await.unwrap_or_else(Denied::into_response)
}

fn find(app: &App, device: &Device, hash: &ImageHash) -> Result<Option<Vec<u8>>, LedgerError> {
    let (document, image) = app.ledger.read(|view| {
        let document = view.document(hash)?;
        let image = view.named_image(hash, Some(device.station), None)?;
        Ok::<_, LedgerError>((document, image))
    })?;
    if document.is_some() || !image.is_some_and(|image| image.here.complete) {
        return Ok(document);
    }
    app.ledger.image_bytes(device.station, hash)
}

/// The whole, or what is asked for of it: `bytes=n-`, which is how a broken line goes on, or
/// `bytes=n-m`, which leaves room for something else between two parts.
fn part(bytes: Vec<u8>, range: Option<&HeaderValue>) -> Result<Response, Denied> {
    let range = range.and_then(|range| {
        let range = range.to_str().ok()?.strip_prefix("bytes=")?;
        let (from, last) = range.split_once('-')?;
        let last = match last {
            "" => usize::MAX,
            last => last.parse().ok()?,
        };
        let from: usize = from.parse().ok()?;
        (from <= last).then_some((from, last))
    });
    let octets = (header::CONTENT_TYPE, "application/octet-stream".to_owned());
    let Some((from, last)) = range else {
        return Ok(([octets], bytes).into_response());
    };
    let total = bytes.len();
    let end = last.saturating_add(1).min(total);
    let Some(rest) = bytes.get(from..end).filter(|rest| !rest.is_empty()) else {
        let none = (header::CONTENT_RANGE, format!("bytes */{total}"));
        return Ok((StatusCode::RANGE_NOT_SATISFIABLE, [none]).into_response());
    };
    let range = format!("bytes {from}-{}/{total}", end - 1);
    let headers = [octets, (header::CONTENT_RANGE, range)];
    Ok((StatusCode::PARTIAL_CONTENT, headers, rest.to_vec()).into_response())
}

/// The enrolled device that signed this.
pub(super) async fn signer(
    app: &Arc<App>,
    headers: &HeaderMap,
    message: Vec<u8>,
) -> Result<Device, Denied> {
    let id = text(headers, &DEVICE)
        .and_then(DeviceId::from_hex)
        .ok_or(Denied::Unknown)?;
    let mut signature = Signature([0; 64]);
    text(headers, &SIGNATURE)
        .and_then(|hex| hex::decode_to_slice(hex, &mut signature.0).ok())
        .ok_or(Denied::Unknown)?;
    let device = app
        .blocking(move |app| {
            app.ledger.read(|view| match view.is_revoked(id)? {
                true => Ok(None),
                false => view.device(id),
            })
        })
        .await??;
    device
        .filter(|device| device.key.verifies(&message, &signature))
        .ok_or(Denied::Unknown)
}

fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn number(headers: &HeaderMap, name: &HeaderName) -> Option<u32> {
    text(headers, name).and_then(|text| text.parse().ok())
}
