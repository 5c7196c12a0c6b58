//! The console's pages: files of a folder, with every other path leading to its first page.

use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use tower_http::services::{ServeDir, ServeFile};

use super::error::ConsoleError;
use crate::App;
use crate::serve::Front;

/// What the pages may do: nothing that does not come from here, and no words become script or style.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; font-src 'self'; \
     img-src 'self' data: blob:; frame-src 'self' blob:; object-src 'none'; frame-ancestors 'none'; \
     base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types vue",
);
/// What an answer may do that is neither a page nor a picture: nothing.
const NOTHING: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
/// The pages want none of what a PC has.
const NO_DEVICES: HeaderValue =
    HeaderValue::from_static("camera=(), microphone=(), geolocation=(), usb=(), payment=()");
/// Files whose names change with what is in them.
const ASSETS: &str = "/assets/";

/// From now on the browser comes here with TLS only: half a year, told anew by each answer.
const TLS_ONLY: HeaderValue = HeaderValue::from_static("max-age=15552000");

/// Adds the pages to the routes.
pub fn with(routes: Router<Arc<App>>, pages: Option<&Path>, front: Front) -> Router<Arc<App>> {
    let routes = match pages {
        None => routes.fallback(async || StatusCode::NOT_FOUND),
        Some(folder) => {
            let first = ServeFile::new(folder.join("index.html"));
            routes.fallback_service(ServeDir::new(folder).fallback(first))
        }
    };
    let tls = front != Front::Nothing;
    routes.layer(middleware::from_fn(move |request, next| {
        guarded(request, next, tls)
    }))
}

/// Sets what every answer bears. An unknown path below the interfaces is nothing, not a page.
async fn guarded(request: Request, next: Next, tls: bool) -> Response {
    let path = request.uri().path().to_owned();
    let mut response = next.run(request).await;
    let is_page = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if is_page && path.starts_with("/api/") {
        response = ConsoleError::NotFound.into_response();
    } else if is_page && path.starts_with("/v1/") {
        response = StatusCode::NOT_FOUND.into_response();
    }
    let headers = response.headers_mut();
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
    // Stations are no browsers, and their lines are slow.
    if !path.starts_with("/v1/") {
        guard_browser(headers, is_page, tls);
    }
    let kept = match path.starts_with(ASSETS) && !is_page {
        true => "public, max-age=31536000, immutable",
        false => "no-store",
    };
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static(kept));
    response
}

/// What a browser is told of an answer of the console's.
fn guard_browser(headers: &mut HeaderMap, is_page: bool, tls: bool) {
    headers.insert(
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    );
    if tls {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, TLS_ONLY);
    }
    let is_json = headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    if is_json {
        headers.insert(header::CONTENT_SECURITY_POLICY, NOTHING);
    }
    if is_page {
        headers.insert(header::CONTENT_SECURITY_POLICY, POLICY);
        headers.insert(
            HeaderName::from_static("cross-origin-opener-policy"),
            HeaderValue::from_static("same-origin"),
        );
        headers.insert(HeaderName::from_static("permissions-policy"), NO_DEVICES);
    }
}
