//! What stands around the cases: stations, items, and word that something changed.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use serde::Deserialize;
use tokio::time::{Instant, timeout_at};

use super::error::ConsoleError;
use super::session::Clerk;
use super::show::{item_view, station_view};
use super::view::{Changes, ItemView, StationView};
use crate::App;

/// How long a question for changes waits at most.
const PATIENCE: Duration = Duration::from_secs(25);
/// How often it looks by itself: other commands write without ringing this server's bell.
const GLANCE: Duration = Duration::from_secs(5);

/// Answers with the stations whose cases this clerk sees.
pub async fn stations(
    State(app): State<Arc<App>>,
    clerk: Clerk,
) -> Result<Json<Vec<StationView>>, ConsoleError> {
    let stations = app
        .blocking(|app| app.ledger.read(|view| view.stations()))
        .await??;
    let township = clerk.0.township.as_deref();
    let seen = stations
        .iter()
        .filter(|station| township.is_none_or(|township| station.township == township));
    Ok(Json(seen.map(station_view).collect()))
}

/// Answers with the items of the published catalogue.
pub async fn items(
    State(app): State<Arc<App>>,
    _clerk: Clerk,
) -> Result<Json<Vec<ItemView>>, ConsoleError> {
    let items = app
        .blocking(|app| app.ledger.read(|view| view.items()))
        .await??;
    Ok(Json(items.iter().map(|item| item_view(item)).collect()))
}

/// After which position changes are asked for.
#[derive(Debug, Deserialize)]
pub struct After {
    after: u64,
}

/// Answers as soon as the ledger stands elsewhere, or after a while. Holds nothing meanwhile. That
/// something changed is all it says, whoever asks: what it was is in the lists of those who see it.
pub async fn changes(
    State(app): State<Arc<App>>,
    _clerk: Clerk,
    after: Result<Query<After>, QueryRejection>,
) -> Result<Json<Changes>, ConsoleError> {
    let Query(After { after }) = after.map_err(|_| ConsoleError::BadRequest)?;
    let mut bell = app.listen();
    let end = Instant::now() + PATIENCE;
    loop {
        let position = app.blocking(App::position).await??;
        let closing = bell.borrow_and_update().closing;
        if position != after || closing || Instant::now() >= end {
            return Ok(Json(Changes { position }));
        }
        // Whether it rang or the time is over: the ledger is looked at again.
        let _ = timeout_at(end.min(Instant::now() + GLANCE), bell.changed()).await;
    }
}
