//! `POST /v1/sync`: one request, one reply. Each whole frame is on the disk before the next one
//! is read, so that a line that drops at 90 % keeps 90 %.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use http_body_util::BodyExt;
use shanyi_wire::PROTOCOL;
use shanyi_wire::exchange::{
    Hello, Quarantined, Refusal, Rewind, SignedHello, Witness, WitnessKey,
};
use shanyi_wire::frame::Frame;
use shanyi_wire::keys::Signature;

use super::push::{self, Pushed, Run};
use super::{FRAMES, erase, reply, witness};
use crate::App;
use crate::heard;
use crate::ledger::devices::Device;
use crate::ledger::erasure::Sweep;
use crate::ledger::{Ailment, LedgerError};

/// Most bytes of one request.
const MOST: usize = 8 * 1024 * 1024;

/// One exchange with one installation, from its hello on.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// The enrolled device.
    pub device: Device,
    /// It was taken its key: what it brings is kept, and it hears nothing more.
    pub revoked: bool,
    /// What it said of itself.
    pub hello: Hello,
    /// The signature under its hello, which the closing answers.
    pub signed: Signature,
    /// What came of its pushes so far.
    pub outcome: Outcome,
    /// What came of what it gave back so far.
    pub given_back: GivenBack,
}

/// What came of the pushes of one request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The first entry that was pushed.
    pub first: Option<u64>,
    /// The stream forked behind this entry.
    pub fork: Option<u64>,
    /// Entries that are wanted again.
    pub rewind: Option<Rewind>,
}

/// What became of what the request gave back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GivenBack {
    /// Events that are on the disk, in use or kept.
    pub events: u32,
    /// Those of them that nothing proves.
    pub unproven: Vec<Quarantined>,
}

/// Why a request is not answered with a reply.
#[derive(Debug)]
pub(super) enum Broken {
    /// The line dropped: nobody is there to answer.
    Cut,
    /// More than one request may bring.
    TooLarge,
    /// Told to the device in a frame.
    Refused(Refusal),
    /// The township's own trouble.
    Ledger(LedgerError),
}

impl From<LedgerError> for Broken {
    fn from(error: LedgerError) -> Self {
        Self::Ledger(error)
    }
}

/// Answers an exchange.
pub async fn sync(State(app): State<Arc<App>>, body: Body) -> Response {
    match exchange(&app, body).await {
        Ok(replied) => replied.into_response(),
        Err(broken) => failed(broken),
    }
}

/// What a device hears whose request is not answered with a reply.
pub(super) fn failed(broken: Broken) -> Response {
    match broken {
        Broken::Refused(refusal) => refused(refusal),
        Broken::Cut => StatusCode::BAD_REQUEST.into_response(),
        Broken::TooLarge => StatusCode::PAYLOAD_TOO_LARGE.into_response(),
        Broken::Ledger(error) => {
            tracing::error!(%error, "an exchange failed");
            refused(match error.ailment() {
                Ailment::NoRoom => Refusal::NoRoom,
                Ailment::Other => Refusal::Ailing,
            })
        }
    }
}

async fn exchange(app: &Arc<App>, body: Body) -> Result<Replied, Broken> {
    let mut line = Line::new(body);
    let read = converse(app, &mut line).await;
    if matches!(read, Err(Broken::Refused(_))) {
        super::drain(line.body).await;
    }
    let exchange = read?;
    let revoked = exchange.revoked;
    let frames = app
        .blocking(move |app| reply::compose(app, &exchange).map_err(Broken::from))
        .await??;
    Ok(Replied { revoked, frames })
}

/// A reply and whether it is one to a device that was taken its key.
struct Replied {
    revoked: bool,
    frames: Vec<u8>,
}

impl IntoResponse for Replied {
    fn into_response(self) -> Response {
        let status = match self.revoked {
            true => StatusCode::UNAUTHORIZED,
            false => StatusCode::OK,
        };
        (status, [(header::CONTENT_TYPE, FRAMES)], self.frames).into_response()
    }
}

async fn converse(app: &Arc<App>, line: &mut Line) -> Result<Exchange, Broken> {
    let Some((Frame::Hello(hello), opening)) = line.frame().await? else {
        return Err(Broken::Refused(Refusal::Malformed));
    };
    let said = hello.clone();
    let mut exchange = begin(app, hello).await?;
    while let Some((frame, raw)) = line.frame().await? {
        match frame {
            Frame::Push(push) => exchange = take(app, exchange, Run::push(push, raw)).await?,
            Frame::Rest(rest) => {
                let run = Run::rest(rest, said.clone(), &opening, &raw);
                exchange = take(app, exchange, run).await?;
            }
            Frame::Witness(_) if exchange.revoked => {}
            Frame::Witness(witness) => exchange = take_back(app, exchange, witness).await?,
            Frame::Unknown(_) => {}
            _ => return Err(Broken::Refused(Refusal::Malformed)),
        }
    }
    Ok(exchange)
}

/// Checks who speaks.
pub(super) async fn begin(app: &Arc<App>, hello: SignedHello) -> Result<Exchange, Broken> {
    let claimed = hello
        .claimed()
        .map_err(|_| Broken::Refused(Refusal::Malformed))?;
    if claimed.protocol > PROTOCOL {
        return Err(Broken::Refused(Refusal::Protocol));
    }
    let id = claimed.device;
    let device = app
        .blocking(move |app| {
            app.ledger.read(|view| {
                let device = view.device(id)?;
                let revoked = device.is_some() && view.is_revoked(id)?;
                let heard = view.heard(id)?;
                Ok::<_, LedgerError>(device.map(|device| (device, revoked, heard)))
            })
        })
        .await??;
    let known = device.filter(|(device, ..)| hello.is_signed_by(&device.key));
    let Some((device, revoked, heard)) = known else {
        return Err(Broken::Refused(Refusal::UnknownDevice));
    };
    if !revoked {
        heard::hear(app, id, heard).await;
    }
    Ok(Exchange {
        device,
        revoked,
        hello: claimed,
        signed: hello.signature,
        outcome: Outcome::default(),
        given_back: GivenBack::default(),
    })
}

async fn take(app: &Arc<App>, exchange: Exchange, run: Run) -> Result<Exchange, Broken> {
    app.blocking(move |app| taken(app, exchange, run)).await?
}

fn taken(app: &App, mut exchange: Exchange, run: Run) -> Result<Exchange, Broken> {
    let outcome = &mut exchange.outcome;
    if outcome.rewind.is_some() {
        // The frames behind a gap come again.
        return Ok(exchange);
    }
    let stream = exchange.hello.head().stream;
    let now = app.clock.now();
    if outcome.fork.is_some() {
        app.ledger.write(|tx| {
            let row = tx.stream_row(stream)?;
            tx.keep_unproven(row, &run.raw, now)
        })?;
        return Ok(exchange);
    }
    let device = exchange.device;
    let told = exchange.hello.timeline;
    let first = run.push.first;
    let pushed = app.ledger.write_together(move |tx| {
        if told != 0 && told != tx.timeline()? {
            // It follows what was acknowledged before this ledger was put back. Where two copies of
            // a disk wrote the stream, that may be the other's here: no signature would fit.
            let from = tx.head(stream)?.seq + 1;
            return Ok(Pushed::Gap { from });
        }
        push::take(tx, &device, stream, &run, now)
    });
    match pushed? {
        Pushed::Taken => {
            outcome.first = Some(outcome.first.map_or(first, |before| before.min(first)));
            app.tell_station(device.station);
        }
        Pushed::Forked { agreed } => outcome.fork = Some(agreed),
        Pushed::Gap { from } => outcome.rewind = Some(Rewind { from, seeds: None }),
        Pushed::Seedless { from } => {
            let seeds = Some(true);
            outcome.rewind = Some(Rewind { from, seeds });
        }
        Pushed::Refused(refusal) => return Err(Broken::Refused(refusal)),
    }
    Ok(exchange)
}

async fn take_back(
    app: &Arc<App>,
    mut exchange: Exchange,
    given: Witness,
) -> Result<Exchange, Broken> {
    app.blocking(move |app| {
        let (key, now) = (WitnessKey::of(&app.key), app.clock.now());
        let device = exchange.device;
        let taken: Result<_, LedgerError> = app
            .ledger
            .write(|tx| witness::take(tx, &device, &given, &key, now));
        let unproven = taken?;
        if witness::erases(&given) {
            erase::sweep(app, Sweep::Now)?;
        }
        if !unproven.is_empty() {
            let count = unproven.len();
            tracing::warn!(count, "a station gave back events that nothing proves");
        }
        let came = u32::try_from(given.events.len()).unwrap_or(u32::MAX);
        let back = &mut exchange.given_back;
        back.events = back.events.saturating_add(came);
        back.unproven.extend(unproven);
        app.tell();
        Ok(exchange)
    })
    .await?
}

fn refused(refusal: Refusal) -> Response {
    let status = match refusal {
        Refusal::UnknownDevice | Refusal::BadSignature | Refusal::Revoked => {
            StatusCode::UNAUTHORIZED
        }
        Refusal::Protocol => StatusCode::UPGRADE_REQUIRED,
        Refusal::Malformed => StatusCode::BAD_REQUEST,
        Refusal::NoRoom | Refusal::Ailing | Refusal::Other => StatusCode::SERVICE_UNAVAILABLE,
    };
    let mut frames = Vec::new();
    if let Err(error) = Frame::Refusal(refusal).write(&mut frames) {
        tracing::error!(%error, "a refusal could not be written");
    }
    (status, [(header::CONTENT_TYPE, FRAMES)], frames).into_response()
}

/// A request's body as frames.
pub(super) struct Line {
    body: Body,
    waiting: Vec<u8>,
    received: usize,
}

impl Line {
    pub(super) fn new(body: Body) -> Self {
        Self {
            body,
            waiting: Vec::new(),
            received: 0,
        }
    }

    /// The next whole frame and its bytes. `None` at the end; what is behind the last whole frame
    /// is not looked at.
    pub(super) async fn frame(&mut self) -> Result<Option<(Frame, Vec<u8>)>, Broken> {
        loop {
            let read = Frame::read(&self.waiting).map_err(|error| {
                tracing::warn!(%error, "a request is not made of frames");
                Broken::Refused(Refusal::Malformed)
            })?;
            if let Some((frame, length)) = read {
                let raw = self.waiting.drain(..length).collect();
                return Ok(Some((frame, raw)));
            }
            match self.body.frame().await {
                None => return Ok(None),
                // The line broke, or was silent for too long.
                Some(Err(_)) => return Err(Broken::Cut),
                Some(Ok(chunk)) => {
                    let bytes = chunk.into_data().unwrap_or_default();
                    self.received = self.received.saturating_add(bytes.len());
                    if self.received > MOST {
                        return Err(Broken::TooLarge);
                    }
                    self.waiting.extend_from_slice(&bytes);
                }
            }
        }
    }
}
