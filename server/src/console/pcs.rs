//! `/api/codes` and `/api/devices`: by which code a PC becomes a station's, and how it is not any more.
//! The county's desk alone does that.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::Uri;
use qrcode::{Color, QrCode};
use shanyi_domain::ids::DeviceId;
use shanyi_domain::time::Moment;
use shanyi_wire::enrol::{fingerprint, ticket};

use super::act::{CodeWish, RevokeWish};
use super::acts::{maybe, said};
use super::error::{ConsoleError, Field, FieldFault};
use super::may::{self, Deed};
use super::session::Clerk;
use super::sight;
use super::view::{CodeRow, CodeState, MadeCode, PcRow};
use crate::App;
use crate::enrol::{self, INVITATION_LASTS, Wish};
use crate::error::ServerError;
use crate::ledger::accounts::SignedIn;
use crate::ledger::devices::Known;
use crate::ledger::{LedgerError, View};
use crate::serve::Front;

/// So many codes are shown.
const SHOWN: usize = 200;
/// Longest label and reason, in characters.
const LONGEST: usize = 60;
/// Longest address of a server.
const LONGEST_ADDRESS: usize = 200;

/// `POST /api/codes`.
pub async fn make(
    State(app): State<Arc<App>>,
    clerk: Clerk,
    body: Result<Json<CodeWish>, JsonRejection>,
) -> Result<Json<MadeCode>, ConsoleError> {
    may::allowed(&clerk.0, Deed::ChangePcs)?;
    let Json(wish) = body.map_err(|_| ConsoleError::BadRequest)?;
    let made = app
        .blocking(move |app| made(app, &clerk.0, &wish))
        .await??;
    Ok(Json(made))
}

fn made(app: &App, clerk: &SignedIn, wish: &CodeWish) -> Result<MadeCode, ConsoleError> {
    app.ledger
        .read(|view| sight::station(view, clerk, &wish.station).map(drop))?;
    let label = maybe(Some(&wish.label), Field::Label, LONGEST)?.unwrap_or_default();
    let server = address(&wish.server, app.front)?;
    let replaces = wish.replaces.as_deref().map(device).transpose()?;
    let for_a_pc = Wish {
        label: &label,
        replaces,
        by: Some(clerk.person),
        ..Wish::of(&wish.station)
    };
    let (made, file) = match wish.in_a_file {
        false => (enrol::make(app, &for_a_pc)?, None),
        true => {
            let lasts = INVITATION_LASTS;
            let for_a_pc = Wish { lasts, ..for_a_pc };
            let (made, file) = enrol::invite(app, &for_a_pc, &server)?;
            (made, Some(hex::encode(file)))
        }
    };
    let text = ticket(&server, &made.code);
    Ok(MadeCode {
        id: made.id,
        code: made.code.to_string(),
        qr: rows_of(&text)?,
        server,
        file,
        station: made.station.name,
        label,
        expires_at: made.expires_at,
        fingerprint: fingerprint(&app.key.public()),
    })
}

/// An address under which a PC reaches a server, without what stands behind the name.
fn address(text: &str, front: Front) -> Result<String, ConsoleError> {
    let invalid = |fault| ConsoleError::Invalid {
        field: Field::Server,
        fault,
    };
    let text = said(text, Field::Server, LONGEST_ADDRESS)?;
    let uri: Uri = text.parse().map_err(|_| invalid(FieldFault::Form))?;
    let (scheme, host) = (uri.scheme_str(), uri.authority());
    let plain = front == Front::Nothing;
    match (scheme, host) {
        (Some("https"), Some(host)) => Ok(format!("https://{host}")),
        (Some("http"), Some(host)) if plain => Ok(format!("http://{host}")),
        _ => Err(invalid(FieldFault::Form)),
    }
}

/// A text as the rows of a QR code.
fn rows_of(text: &str) -> Result<Vec<String>, ConsoleError> {
    let code = QrCode::new(text.as_bytes()).map_err(|_| ConsoleError::Trouble)?;
    let dark = |color: &Color| if *color == Color::Dark { '1' } else { '0' };
    let rows = code.to_colors();
    let rows = rows.chunks(code.width());
    Ok(rows.map(|row| row.iter().map(dark).collect()).collect())
}

/// `GET /api/codes`.
pub async fn codes(
    State(app): State<Arc<App>>,
    clerk: Clerk,
) -> Result<Json<Vec<CodeRow>>, ConsoleError> {
    may::allowed(&clerk.0, Deed::SeePcs)?;
    let read = app.blocking(move |app| app.ledger.read(|view| code_rows(app, view, &clerk.0)));
    Ok(Json(read.await??))
}

/// `POST /api/codes/{id}/withdraw`.
pub async fn withdraw(
    State(app): State<Arc<App>>,
    clerk: Clerk,
    Path(id): Path<u32>,
) -> Result<Json<Vec<CodeRow>>, ConsoleError> {
    may::allowed(&clerk.0, Deed::ChangePcs)?;
    let rows = app
        .blocking(move |app| {
            let clerk = &clerk.0;
            app.ledger.read(|view| {
                let code = view.code_numbered(id)?.ok_or(ConsoleError::NotFound)?;
                sight::seen(view, clerk, code.station)
            })?;
            enrol::withdraw(app, id, Some(clerk.person))?;
            let rows = app.ledger.read(|view| code_rows(app, view, clerk));
            rows.map_err(ConsoleError::from)
        })
        .await??;
    Ok(Json(rows))
}

/// `GET /api/devices`.
pub async fn devices(
    State(app): State<Arc<App>>,
    clerk: Clerk,
) -> Result<Json<Vec<PcRow>>, ConsoleError> {
    may::allowed(&clerk.0, Deed::SeePcs)?;
    let read = app.blocking(move |app| app.ledger.read(|view| pc_rows(app, view, &clerk.0)));
    Ok(Json(read.await??))
}

/// `POST /api/devices/{id}/revoke`.
pub async fn revoke(
    State(app): State<Arc<App>>,
    clerk: Clerk,
    Path(id): Path<String>,
    body: Result<Json<RevokeWish>, JsonRejection>,
) -> Result<Json<Vec<PcRow>>, ConsoleError> {
    may::allowed(&clerk.0, Deed::ChangePcs)?;
    let Json(wish) = body.map_err(|_| ConsoleError::BadRequest)?;
    let id = device(&id)?;
    let rows = app
        .blocking(move |app| {
            let clerk = &clerk.0;
            app.ledger.read(|view| {
                let known = view.device(id)?.ok_or(ConsoleError::NotFound)?;
                sight::seen(view, clerk, known.station)
            })?;
            let why = said(&wish.why, Field::Reason, LONGEST)?;
            enrol::revoke(app, id, &why, Some(clerk.person))?;
            let rows = app.ledger.read(|view| pc_rows(app, view, clerk));
            rows.map_err(ConsoleError::from)
        })
        .await??;
    Ok(Json(rows))
}

fn device(text: &str) -> Result<DeviceId, ConsoleError> {
    DeviceId::from_hex(text).ok_or(ConsoleError::NotFound)
}

impl From<ServerError> for ConsoleError {
    fn from(error: ServerError) -> Self {
        let invalid = |field, fault| Self::Invalid { field, fault };
        match error {
            ServerError::Ledger(error) => error.into(),
            ServerError::NoStation(_) => invalid(Field::Station, FieldFault::Unknown),
            ServerError::NobodyWorksThere(name) => Self::NobodyWorksThere { name },
            ServerError::NoDevice(_)
            | ServerError::NoCode(_)
            | ServerError::NobodyThere(_)
            | ServerError::NoCase => Self::NotFound,
            ServerError::RightAlready(name) => Self::RightAlready { name },
            ServerError::AlreadyHere(_) => invalid(Field::Name, FieldFault::Twice),
            ServerError::Deputy => invalid(Field::Deputy, FieldFault::Unknown),
            ServerError::Unseen => invalid(Field::Titles, FieldFault::Unseen),
            ServerError::Post(_) => invalid(Field::Titles, FieldFault::TooLong),
            ServerError::CodeUsed(_) | ServerError::CodeWithdrawn(_) => Self::MovedOn,
            ServerError::NoReason => invalid(Field::Reason, FieldFault::Empty),
            other => {
                tracing::error!(error = %other, "a request of the console failed");
                Self::Trouble
            }
        }
    }
}

fn code_rows(app: &App, view: &View<'_>, clerk: &SignedIn) -> Result<Vec<CodeRow>, LedgerError> {
    let now = app.clock.now();
    let people = view.people()?;
    let seen = sight::stations(view, clerk)?;
    let codes = view.codes(u32::MAX)?.into_iter();
    let codes = codes
        .filter(|code| seen.contains(&code.station))
        .take(SHOWN);
    let rows = codes.map(|code| {
        let (state, since) = match (code.used, code.withdrawn_at) {
            (Some((at, _)), _) => (CodeState::Used, Some(at)),
            (None, Some(at)) => (CodeState::Withdrawn, Some(at)),
            (None, None) if now > code.expires_at => (CodeState::Expired, None),
            (None, None) => (CodeState::Good, None),
        };
        CodeRow {
            id: code.id,
            station: code.station.0,
            made_by: code.made_by.and_then(|by| {
                let maker = people.iter().find(|person| person.id == by);
                maker.map(|person| person.name.clone())
            }),
            made_at: code.made_at,
            expires_at: code.expires_at,
            pc: code.used.map(|_| code.device.to_string()),
            replaces: code.replaces.map(|before| before.to_string()),
            state,
            since,
            label: code.label,
        }
    });
    Ok(rows.collect())
}

/// Which PCs go on with the cases of another that is believed too.
fn going_on(view: &View<'_>, known: &[Known]) -> Result<BTreeMap<DeviceId, DeviceId>, LedgerError> {
    let believed = |id: DeviceId| {
        let known = known.iter().find(|known| known.id == id);
        known.is_some_and(|known| known.revoked.is_none())
    };
    let codes = view.codes(u32::MAX)?.into_iter();
    let used = codes.filter(|code| code.used.is_some());
    // The newest come first, and the newest is to stand.
    let pairs = used
        .filter_map(|code| Some((code.replaces?, code.device)))
        .rev();
    let both = pairs.filter(|(former, now)| believed(*former) && believed(*now));
    Ok(both.collect())
}

/// When a PC last spoke. An entry that it sent before it was taken its key was such a word too; what it
/// sends behind that is evidence, and says of no PC that all is well with it.
fn last_heard(device: &Known, fresh: Option<Moment>) -> Option<Moment> {
    let revoked_at = device.revoked.as_ref().map(|(at, _)| *at);
    let believed = |sent: &Moment| revoked_at.is_none_or(|at| *sent <= at);
    let sent = device.last_sent.filter(believed);
    [device.heard, fresh, sent].into_iter().flatten().max()
}

fn pc_rows(app: &App, view: &View<'_>, clerk: &SignedIn) -> Result<Vec<PcRow>, LedgerError> {
    let seen = sight::stations(view, clerk)?;
    let known = view.devices()?;
    let going_on = going_on(view, &known)?;
    let devices = known.into_iter();
    let devices = devices.filter(|device| seen.contains(&device.station));
    let rows = devices.map(|device| {
        let last_heard = last_heard(&device, app.heard().of(device.id));
        let (revoked_at, revoked_why) = device.revoked.unzip();
        PcRow {
            id: device.id.to_string(),
            station: device.station.0,
            block: device.block,
            label: device.label,
            enrolled_at: device.enrolled_at,
            last_heard,
            last_sent: device.last_sent,
            revoked_at,
            revoked_why,
            goes_on_as: going_on.get(&device.id).map(ToString::to_string),
        }
    });
    Ok(rows.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_taken_as_far_as_its_name_and_needs_tls_where_the_server_has_it() {
        let of = |text: &str, front| address(text, front).ok();
        let name = Some("https://shanyi.example:8443".to_owned());
        assert_eq!(of(" https://shanyi.example:8443/#/pcs ", Front::Tls), name);
        let plain = Some("http://127.0.0.1:7080".to_owned());
        assert_eq!(of("http://127.0.0.1:7080/", Front::Nothing), plain);
        assert_eq!(of("http://shanyi.example", Front::Proxy), None);
        for wrong in [
            "",
            "shanyi.example",
            "ftp://shanyi.example",
            "https://",
            "郑 春燕",
        ] {
            assert_eq!(of(wrong, Front::Tls), None, "{wrong}");
        }
    }

    #[test]
    fn a_qr_code_is_square_and_begins_with_its_corner() {
        let rows = rows_of("SHANYI:https://shanyi.example:XXXXXXXXXX").unwrap();
        assert!(rows.iter().all(|row| row.len() == rows.len()));
        assert!(rows[0].starts_with("11111110") && rows[0].ends_with("01111111"));
    }
}
