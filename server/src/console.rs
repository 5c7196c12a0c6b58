//! The township's console: a JSON API for a browser, and its pages.
//!
//! Every route asks for a session but the one that opens it; whatever changes something or names
//! somebody also asks for the header `X-Shanyi: 1`, which other sites can't set.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::routing::{get, post};

use crate::App;

pub mod act;
mod acts;
mod around;
mod aside;
mod asker;
mod cases;
#[cfg(feature = "contract")]
pub mod contract;
mod dispute;
mod erase;
pub mod error;
mod leaving;
mod may;
mod offer;
mod page;
pub mod pages;
mod password;
mod pcs;
mod people;
mod seen;
mod session;
mod show;
mod sight;
mod token;
pub mod view;

/// Most bytes of one request.
const MOST: usize = 256 * 1024;

/// The console's API.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route(
            "/api/session",
            post(session::sign_in)
                .get(session::session)
                .delete(session::sign_out),
        )
        .route("/api/session/password", post(password::change))
        .route("/api/cases/search", post(cases::search))
        .route("/api/cases/{id}", get(cases::case))
        .route("/api/cases/{id}/identity", post(cases::identity))
        .route("/api/cases/{id}/phone", post(cases::phone))
        .route("/api/cases/{id}/acts", post(acts::act))
        .route("/api/cases/{id}/erase", post(erase::erase))
        .route("/api/images/{hash}", get(cases::image))
        .route("/api/aside", get(aside::aside))
        .route("/api/aside/{id}/noted", post(aside::noted))
        .route("/api/images/{hash}/thumbnail", get(cases::thumbnail))
        .route("/api/items", get(around::items))
        .route("/api/codes", get(pcs::codes).post(pcs::make))
        .route("/api/codes/{id}/withdraw", post(pcs::withdraw))
        .route("/api/devices", get(pcs::devices))
        .route("/api/devices/{id}/revoke", post(pcs::revoke))
        .route("/api/leaving", get(leaving::leaving))
        .route("/api/people", get(people::people).post(people::enter))
        .route("/api/people/{id}/post", post(people::post))
        .route("/api/people/{id}/right", post(people::right))
        .route("/api/stations", get(around::stations))
        .route("/api/changes", get(around::changes))
        .layer(DefaultBodyLimit::max(MOST))
        .route_layer(middleware::from_fn(session::from_here))
}
