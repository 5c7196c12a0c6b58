//! `POST /v1/news`: answered as soon as a station has something to hear, or after a while. What it
//! is comes in an exchange of its own; this question carries nothing and holds nothing.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use shanyi_wire::exchange::{Hello, Refusal};
use shanyi_wire::frame::Frame;
use tokio::time::{Instant, timeout_at};

use super::FRAMES;
use super::sync::{Broken, Exchange, Line, begin, failed};
use crate::App;
use crate::ledger::devices::Device;
use crate::ledger::{LedgerError, View};
use crate::waiting::Ring;

/// How long a question waits at most: less than the minute after which lines that say nothing are
/// cut on their way.
const PATIENCE: Duration = Duration::from_secs(50);
/// How often a question looks whether another process has written, which rings no bell here.
const GLANCE: Duration = Duration::from_secs(5);

/// Answers 200 when an exchange would bring something, 204 when nothing came up meanwhile.
pub async fn news(State(app): State<Arc<App>>, body: Body) -> Response {
    match wait(&app, body).await {
        // The type tells this answer from that of a proxy that answers everything.
        Ok(true) => (StatusCode::OK, [(header::CONTENT_TYPE, FRAMES)]).into_response(),
        Ok(false) => StatusCode::NO_CONTENT.into_response(),
        Err(broken) => failed(broken),
    }
}

/// Whether something came up before the time was over.
async fn wait(app: &Arc<App>, body: Body) -> Result<bool, Broken> {
    let mut line = Line::new(body);
    let Some((Frame::Hello(hello), _)) = line.frame().await? else {
        return Err(Broken::Refused(Refusal::Malformed));
    };
    let Exchange {
        device,
        hello,
        revoked,
        ..
    } = begin(app, hello).await?;
    if revoked {
        return Err(Broken::Refused(Refusal::Revoked));
    }
    // Before the first look, so that what is written in between rings.
    let mut seat = app.waiting().enter(device.id, device.station);
    let end = Instant::now() + PATIENCE;
    if ask(app, device, hello.clone(), is_behind).await? {
        return Ok(true);
    }
    loop {
        if ask(app, device, hello.clone(), has_news).await? {
            return Ok(true);
        }
        if rung(app, &mut seat, end).await? != Ring::Rung {
            return Ok(false);
        }
    }
}

/// What the ledger is asked.
type Question = fn(&View<'_>, &Device, &Hello) -> Result<bool, LedgerError>;

async fn ask(
    app: &Arc<App>,
    device: Device,
    hello: Hello,
    question: Question,
) -> Result<bool, Broken> {
    let look = move |app: &App| app.ledger.read(|view| question(view, &device, &hello));
    Ok(app.blocking(look).await??)
}

/// Waits for the bell, or until the time is over.
async fn rung(
    app: &Arc<App>,
    seat: &mut crate::waiting::Seat,
    end: Instant,
) -> Result<Ring, Broken> {
    loop {
        let glance = end.min(Instant::now() + GLANCE);
        if let Ok(ring) = timeout_at(glance, seat.ring()).await {
            return Ok(ring);
        }
        if Instant::now() >= end {
            return Ok(Ring::Over);
        }
        app.blocking(App::glance).await??;
    }
}

/// Whether the station is behind its own stream, as it is after its disk was put back from a copy.
/// Asked once: what it pushes while it waits is no news to it.
fn is_behind(view: &View<'_>, _: &Device, hello: &Hello) -> Result<bool, LedgerError> {
    Ok(view.head(hello.head().stream)?.seq > hello.seq)
}

/// Whether an exchange would bring this station anything. All that a reply can say by itself is
/// asked for here.
fn has_news(view: &View<'_>, device: &Device, hello: &Hello) -> Result<bool, LedgerError> {
    let stream = hello.head().stream;
    Ok(hello.timeline != view.timeline()?
        || view.broadcast_goes_on(hello.broadcast)?
        || view.station_feed_goes_on(device.station, stream, hello.station)?)
}
