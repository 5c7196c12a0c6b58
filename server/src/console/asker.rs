//! From which address a request came.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;

use crate::App;
use crate::serve::{Front, Peer};

/// The address of whoever asks, as far as it can be known.
pub struct Asker(pub IpAddr);

impl FromRequestParts<Arc<App>> for Asker {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<Peer>>();
        let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(peer)| {
            peer.0
        });
        let told = match app.front {
            Front::Proxy => forwarded(&parts.headers),
            // Anybody could say it.
            Front::Nothing | Front::Tls => None,
        };
        Ok(Self(told.unwrap_or(peer)))
    }
}

/// The last address in the list is the one that the proxy itself saw; those before are hearsay.
fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").iter().next_back()?;
    last.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
}
