//! `PUT /v1/blobs/{sha256}/thumbnail`: a small picture of an image, so that a clerk sees something of it
//! while its bytes are on their way.

use std::sync::Arc;

use axum::BoxError;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use shanyi_domain::ids::{ImageHash, StationId};
use shanyi_wire::exchange::{MAX_THUMBNAIL, thumbnail_message};

use super::blobs::{Denied, signer};
use crate::App;
use crate::ledger::LedgerError;

/// How every JPEG begins.
const JPEG: [u8; 3] = [0xff, 0xd8, 0xff];

/// Takes the small picture of an image that a case of the device's station names.
pub async fn upload(
    State(app): State<Arc<App>>,
    Path(hash): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let done = async {
        let hash = ImageHash::from_hex(&hash).ok_or(Denied::Request)?;
        let body = Limited::new(body, MAX_THUMBNAIL).collect().await;
        let jpeg = body.map_err(half)?.to_bytes().to_vec();
        if !jpeg.starts_with(&JPEG) {
            return Err(Denied::Request);
        }
        let device = signer(&app, &headers, thumbnail_message(&hash, &jpeg)).await?;
        let keeping = move |app: &App| keep(app, device.station, &hash, &jpeg);
        match app.blocking(keeping).await?? {
            true => Ok(StatusCode::NO_CONTENT),
            false => Err(Denied::NotFound),
        }
    };
    match done.await {
        Ok(status) => status.into_response(),
        Err(denied) => denied.into_response(),
    }
}

/// Why a picture did not come whole.
fn half(error: BoxError) -> Denied {
    match error.is::<LengthLimitError>() {
        true => Denied::TooLarge,
        false => Denied::Request,
    }
}

/// Keeps it, as long as the image is not whole. False where no case names the image.
fn keep(
    app: &App,
    station: StationId,
    image: &ImageHash,
    jpeg: &[u8],
) -> Result<bool, LedgerError> {
    let kept = app.ledger.write(|tx| {
        let Some(named) = tx.named_image(image, Some(station), None)? else {
            return Ok::<_, LedgerError>(false);
        };
        if !named.here.complete {
            tx.keep_thumbnail(station, image, jpeg)?;
        }
        Ok(true)
    })?;
    if kept {
        app.tell_console();
    }
    Ok(kept)
}
