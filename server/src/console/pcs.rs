//! `/api/codes` and `/api/devices`: by which code a PC becomes a station's, and how it is not any more.
//! The county's desk alone does that.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use shanyi_domain::ids::DeviceId;
use shanyi_wire::enrol::{fingerprint, ticket};

use super::act::{CodeWish, RevokeWish};
use super::error::{ConsoleError, Field, FieldFault};
use super::may::{self, Deed};
use super::session::Clerk;
use super::view::{CodeRow, CodeState, MadeCode, PcRow};
use crate::App;
use crate::enrol::{self, Wish};
use crate::error::ServerError;
use crate::ledger::{LedgerError, View};

/// So many codes are shown.
const SHOWN: u32 = 200;
/// Longest label and reason, in characters.
const LONGEST: usize = 60;

/// `POST /api/codes`.
pub async fn make(
    State(app): State<Arc<App>>,
    clerk: Clerk,
    body: Result<Json<CodeWish>, JsonRejection>,
) -> Result<Json<MadeCode>, ConsoleError> {
    may::allowed(&clerk.0, Deed::ChangePcs)?;
    let Json(wish) = body.map_err(|_| ConsoleError::BadRequest)?;
    let made = app.blocking(move |app| made(app, &clerk, &wish)).await??;
    Ok(Json(made))
}

fn made(app: &App, clerk: &Clerk, wish: &CodeWish) -> Result<MadeCode, ConsoleError> {
    if wish.label.chars().count() > LONGEST {
        return Err(ConsoleError::Invalid {
            field: Field::Name,
            fault: FieldFault::TooLong,
        });
    }
    let station = app
        .ledger
        .read(|view| view.station_by_code(&wish.station))?;
    let own = clerk.0.township.as_deref();
    let seen = |township: &str| own.is_none_or(|own| own == township);
    if station.is_some_and(|station| !seen(&station.township)) {
        return Err(ConsoleError::NotFound);
    }
    let replaces = wish.replaces.as_deref().map(device).transpose()?;
    let made = enrol::make(
        app,
        &Wish {
            label: wish.label.trim(),
            replaces,
            by: Some(clerk.0.person),
            ..Wish::of(&wish.station)
        },
    )?;
    Ok(MadeCode {
        id: made.id,
        code: made.code.to_string(),
        ticket: ticket(&wish.server, &made.code),
        station: made.station.name,
        expires_at: made.expires_at,
        fingerprint: fingerprint(&app.key.public()),
    })
}

/// `GET /api/codes`.
pub async fn codes(
    State(app): State<Arc<App>>,
    clerk: Clerk,
) -> Result<Json<Vec<CodeRow>>, ConsoleError> {
    may::allowed(&clerk.0, Deed::SeePcs)?;
    let rows = app
        .blocking(|app| app.ledger.read(|view| code_rows(app, view)))
        .await??;
    Ok(Json(rows))
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
            enrol::withdraw(app, id, Some(clerk.0.person))?;
            let rows = app.ledger.read(|view| code_rows(app, view));
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
    Ok(Json(app.blocking(|app| app.ledger.read(pc_rows)).await??))
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
            if wish.why.chars().count() > LONGEST {
                return Err(ConsoleError::Invalid {
                    field: Field::Reason,
                    fault: FieldFault::TooLong,
                });
            }
            enrol::revoke(app, id, wish.why.trim(), Some(clerk.0.person))?;
            app.ledger.read(pc_rows).map_err(ConsoleError::from)
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
            ServerError::NoStation(_) | ServerError::NobodyWorksThere(_) => {
                invalid(Field::To, FieldFault::Unknown)
            }
            ServerError::NoDevice(_) | ServerError::NoCode(_) | ServerError::NobodyThere(_) => {
                Self::NotFound
            }
            ServerError::RightAlready(name) => Self::RightAlready { name },
            ServerError::AlreadyHere(_) => invalid(Field::Name, FieldFault::Twice),
            ServerError::Deputy => invalid(Field::Deputy, FieldFault::Unknown),
            ServerError::Post(_) => invalid(Field::Titles, FieldFault::TooLong),
            ServerError::CodeUsed(_) => Self::MovedOn,
            ServerError::NoReason => invalid(Field::Reason, FieldFault::Empty),
            other => {
                tracing::error!(error = %other, "a request of the console failed");
                Self::Trouble
            }
        }
    }
}

fn code_rows(app: &App, view: &View<'_>) -> Result<Vec<CodeRow>, LedgerError> {
    let now = app.clock.now();
    let people = view.people()?;
    let codes = view.codes(SHOWN)?.into_iter().map(|code| CodeRow {
        id: code.id,
        station: code.station.0,
        made_by: code.made_by.and_then(|by| {
            let maker = people.iter().find(|person| person.id == by);
            maker.map(|person| person.name.clone())
        }),
        made_at: code.made_at,
        expires_at: code.expires_at,
        state: if code.used.is_some() {
            CodeState::Used
        } else if code.withdrawn_at.is_some() {
            CodeState::Withdrawn
        } else if now > code.expires_at {
            CodeState::Expired
        } else {
            CodeState::Good
        },
        label: code.label,
    });
    Ok(codes.collect())
}

fn pc_rows(view: &View<'_>) -> Result<Vec<PcRow>, LedgerError> {
    let devices = view.devices()?.into_iter().map(|device| {
        let (revoked_at, revoked_why) = device.revoked.unzip();
        PcRow {
            id: device.id.to_string(),
            station: device.station.0,
            block: device.block,
            label: device.label,
            enrolled_at: device.enrolled_at,
            revoked_at,
            revoked_why,
        }
    });
    Ok(devices.collect())
}
