//! `POST /v1/enrol`: a PC that has a one-time code becomes a station's.

use std::net::IpAddr;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Request as Asking, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{RequestExt, extract::ConnectInfo};
use shanyi_domain::ids::DeviceId;
use shanyi_domain::time::Moment;
use shanyi_wire::enrol::{Answer, Asked, Authority, CodeKey, EnrolRefusal, Refused, Request};

use crate::App;
use crate::enrol::membership;
use crate::error::ServerError;
use crate::ledger::Tx;
use crate::ledger::codes::KeptCode;
use crate::ledger::devices::Device;
use crate::ledger::journal::JournalAct;
use crate::serve::{Front, Peer};

/// The content type of questions and answers.
pub const ENROL: &str = "application/vnd.shanyi.enrol";
/// Seconds for which a PC may ask again with the code that it came with.
const AGAIN: i64 = 7 * 24 * 3600;
/// How the journal has an address that comes with too many wrong codes.
const MANY: &str = "too many wrong codes";
/// How it has a line that does not end at this township.
const LINE: &str = "asked on another line, from";
/// Longest label of a PC, in characters.
const LABEL: usize = 60;

/// Answers a PC that has a code.
pub async fn enrol(State(app): State<Arc<App>>, asking: Asking) -> Response {
    let from = from(&app, &asking);
    let body: Result<Bytes, BytesRejection> = asking.extract().await;
    let Ok(body) = body else {
        return refused(EnrolRefusal::Malformed.into());
    };
    let answered = app.blocking(move |app| answer(app, &body, from)).await;
    let answered = answered.unwrap_or_else(|_| Err(EnrolRefusal::Ailing.into()));
    match answered {
        Ok(answer) => ([(header::CONTENT_TYPE, ENROL)], answer.to_bytes()).into_response(),
        Err(why) => refused(why),
    }
}

/// From which address somebody asks.
fn from(app: &App, asking: &Asking) -> Option<IpAddr> {
    if app.front == Front::Proxy {
        let said = asking
            .headers()
            .get_all("x-forwarded-for")
            .iter()
            .next_back();
        let last =
            said.and_then(|said| said.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
        return last;
    }
    let peer = asking.extensions().get::<ConnectInfo<Peer>>();
    peer.map(|ConnectInfo(peer)| peer.0)
}

fn refused(why: Refused) -> Response {
    let status = match why.why {
        EnrolRefusal::NoCode => StatusCode::NOT_FOUND,
        EnrolRefusal::Expired | EnrolRefusal::Withdrawn => StatusCode::GONE,
        EnrolRefusal::Used => StatusCode::CONFLICT,
        EnrolRefusal::AnotherLine | EnrolRefusal::Revoked => StatusCode::FORBIDDEN,
        EnrolRefusal::TooMany => StatusCode::TOO_MANY_REQUESTS,
        EnrolRefusal::Malformed => StatusCode::BAD_REQUEST,
        EnrolRefusal::Ailing | EnrolRefusal::Other => StatusCode::SERVICE_UNAVAILABLE,
    };
    (status, [(header::CONTENT_TYPE, ENROL)], why.to_bytes()).into_response()
}

/// What becomes of a question: the answer, which is on the disk, or why there is none.
///
/// # Errors
/// [`Refused`].
pub fn answer(app: &App, body: &[u8], from: Option<IpAddr>) -> Result<Answer, Refused> {
    let now = app.clock.now();
    if let Some(seconds) = app.tries().wall(from, now) {
        return Err(too_many(seconds));
    }
    let waits = app.tries().wait(from, now);
    let asked = Asked::from_bytes(body).and_then(|asked| asked.request());
    let request = asked.map_err(|_| EnrolRefusal::Malformed)?;
    let lines = lines(app).map_err(ailing)?;
    let done = app.ledger.write(|tx| {
        let code = tx.code(request.finder)?;
        let proven = is_proven(&request, code.as_ref(), &lines);
        let (code, refusal) = match code {
            None => (None, Some(EnrolRefusal::NoCode)),
            Some(code) if !proven => (Some(code), Some(EnrolRefusal::AnotherLine)),
            Some(code) => {
                let refusal = refusal(tx, &code, &request, now)?;
                (Some(code), refusal)
            }
        };
        match (code, refusal) {
            (Some(code), None) => take(app, tx, &code, &request, now).map(Ok),
            (code, why) => {
                let why = why.unwrap_or(EnrolRefusal::NoCode);
                note_refused(app, tx, code.as_ref(), why, (from, waits), now)?;
                Ok(Err(why))
            }
        }
    });
    let answered = done.map_err(ailing)?.map_err(|why| match (why, waits) {
        // Whoever has a code hears what became of it; whoever guesses hears to wait.
        (EnrolRefusal::NoCode | EnrolRefusal::AnotherLine, Some(seconds)) => too_many(seconds),
        (why, _) => why.into(),
    });
    if answered.is_ok() {
        app.tell_console();
    }
    answered
}

fn too_many(seconds: u32) -> Refused {
    Refused {
        why: EnrolRefusal::TooMany,
        seconds: Some(seconds),
    }
}

fn ailing(error: ServerError) -> Refused {
    tracing::error!(%error, "a PC could not be enrolled");
    EnrolRefusal::Ailing.into()
}

/// What a PC may have seen at the end of its line to this township.
fn lines(app: &App) -> Result<Vec<Authority>, ServerError> {
    let mut lines: Vec<Authority> = Vec::new();
    for certificate in app.authorities()? {
        lines.push(Authority::of(&certificate));
    }
    if app.front == Front::Nothing {
        lines.push(Authority::default());
    }
    Ok(lines)
}

/// Whether whoever asks has the code and asks on a line of this township's. Where there is no such
/// code the work is the same.
fn is_proven(request: &Request, code: Option<&KeptCode>, lines: &[Authority]) -> bool {
    let none = CodeKey::from_bytes([0; 32]);
    let key = code.map_or(&none, |code| &code.key);
    let mut proven = false;
    for line in lines {
        proven |= request.is_proven(key, *line);
    }
    proven && code.is_some()
}

/// Why somebody with the code is not taken all the same.
fn refusal(
    tx: &Tx<'_>,
    code: &KeptCode,
    request: &Request,
    now: Moment,
) -> Result<Option<EnrolRefusal>, ServerError> {
    if let Some((at, by)) = code.used {
        let again = by == request.keys() && now <= at.plus_seconds(AGAIN);
        return Ok(match again {
            true if tx.is_revoked(code.device)? => Some(EnrolRefusal::Revoked),
            true => None,
            false => Some(EnrolRefusal::Used),
        });
    }
    Ok(if code.withdrawn_at.is_some() {
        Some(EnrolRefusal::Withdrawn)
    } else if now > code.expires_at {
        Some(EnrolRefusal::Expired)
    } else {
        None
    })
}

/// Takes the PC, or again the one that was taken.
fn take(
    app: &App,
    tx: &Tx<'_>,
    code: &KeptCode,
    request: &Request,
    now: Moment,
) -> Result<Answer, ServerError> {
    if code.used.is_none() {
        let device = Device {
            id: code.device,
            key: request.key,
            station: code.station,
        };
        let label: String = match code.label.is_empty() {
            true => request.label.chars().take(LABEL).collect(),
            false => code.label.clone(),
        };
        tx.enrol(&device, &code.block, now)?;
        tx.furnish(device.id, &request.sealing, &label)?;
        tx.use_code(code.id, now, &request.keys())?;
        let subject = code.device.to_string();
        tx.note(now, code.made_by, JournalAct::CodeUsed, &subject, &label)?;
        if let Some(former) = goes_on_from(tx, code, request)? {
            tx.goes_on_from(code.id, former)?;
        }
        if let Some(before) = code.replaces
            && !tx.is_revoked(before)?
        {
            let why = format!("replaced by {subject}");
            tx.revoke(before, now, &why)?;
            tx.note(
                now,
                code.made_by,
                JournalAct::DeviceRevoked,
                &before.to_string(),
                &why,
            )?;
        }
    }
    let membership = membership(app, tx, code, Vec::new())?;
    let (key, sealing) = (&request.key, &request.sealing);
    Ok(Answer::new(&membership, &code.key, key, sealing, &app.key))
}

/// The PC of the same station whose cases this one says that it goes on with, where the code was not made in
/// the place of one. Nobody is taken their key on a PC's word: the county is told, and decides.
fn goes_on_from(
    tx: &Tx<'_>,
    code: &KeptCode,
    request: &Request,
) -> Result<Option<DeviceId>, ServerError> {
    let (None, Some(former)) = (code.replaces, request.former) else {
        return Ok(None);
    };
    let known = tx.device(former)?;
    let known = known.filter(|known| known.station == code.station && known.id != code.device);
    Ok(known.map(|known| known.id))
}

/// Keeps record of somebody who may be guessing or listening.
fn note_refused(
    app: &App,
    tx: &Tx<'_>,
    code: Option<&KeptCode>,
    why: EnrolRefusal,
    (from, waits): (Option<IpAddr>, Option<u32>),
    now: Moment,
) -> Result<(), ServerError> {
    let from_where = from.map_or_else(String::new, |from| from.to_string());
    match why {
        EnrolRefusal::NoCode if app.tries().note(from, now) => {
            tx.note(now, None, JournalAct::CodeRefused, &from_where, MANY)?;
        }
        EnrolRefusal::AnotherLine => {
            let many = app.tries().note(from, now);
            if many || waits.is_some() {
                // A line a try would make the journal as long as somebody likes.
                if many {
                    tx.note(now, None, JournalAct::CodeRefused, &from_where, MANY)?;
                }
                return Ok(());
            }
            let device = code.map_or_else(String::new, |code| code.device.to_string());
            let why = format!("{LINE} {from_where}");
            tx.note(now, None, JournalAct::CodeRefused, &device, &why)?;
        }
        _ => {}
    }
    Ok(())
}
