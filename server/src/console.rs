//! The township's console: a JSON API for a browser, and its pages.

use std::sync::Arc;

use axum::Router;

use crate::App;

pub mod act;
#[cfg(feature = "contract")]
pub mod contract;
pub mod error;
pub mod pages;
pub mod view;

/// The console's API.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
}
