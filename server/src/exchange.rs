//! What stations and the township say to each other: `docs/protocol.md` tells the whole of it.
//!
//! [`enrol`] makes a PC a station's. [`sync`] reads one request frame by frame, [`push`] takes what it brings, [`witness`] what it gives
//! back, [`reply`] puts the answer together, [`news`] waits until there is something to say, [`blobs`]
//! and [`thumbnails`] carry bytes.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post, put};
use http_body_util::BodyExt;

use crate::App;

pub mod again;
pub mod blobs;
pub mod enrol;
pub mod erase;
mod judge;
pub mod news;
pub mod push;
pub mod reply;
pub mod sync;
pub mod thumbnails;
pub mod witness;

pub(crate) use judge::named_case;

/// The content type of frames.
pub const FRAMES: &str = "application/vnd.shanyi.frames";

/// Most bytes of a question by which a PC becomes a station's.
const QUESTION: usize = 16 * 1024;

/// The routes for stations.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/v1/sync", post(sync::sync))
        .route("/v1/news", post(news::news))
        .route(
            "/v1/enrol",
            post(enrol::enrol).layer(DefaultBodyLimit::max(QUESTION)),
        )
        .route("/v1/blobs/{hash}", get(blobs::fetch).put(blobs::upload))
        .route("/v1/blobs/{hash}/thumbnail", put(thumbnails::upload))
}

/// What is read away of a body that is answered before its end.
const DRAINED: usize = 256 * 1024;

/// Reads the rest of a body away, as far as is reasonable: a connection that is closed on unread
/// bytes may take the answer with it.
async fn drain(mut body: Body) {
    let mut left = DRAINED;
    while left > 0 {
        let Some(Ok(chunk)) = body.frame().await else {
            return;
        };
        left = left.saturating_sub(chunk.data_ref().map_or(0, |bytes| bytes.len()));
    }
}
