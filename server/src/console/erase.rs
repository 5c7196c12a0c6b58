//! Erasing a case on demand, at the county's desk. The same as the command `erase` on the township's machine.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use shanyi_domain::ids::CaseId;

use super::act::EraseWish;
use super::acts::{TEXT, said};
use super::error::{ConsoleError, Field};
use super::may::{self, Deed};
use super::session::Clerk;
use crate::App;
use crate::exchange::erase as cases;

/// `POST /api/cases/{id}/erase`.
pub async fn erase(
    State(app): State<Arc<App>>,
    clerk: Clerk,
    Path(id): Path<String>,
    body: Result<Json<EraseWish>, JsonRejection>,
) -> Result<Json<()>, ConsoleError> {
    let id = CaseId::from_hex(&id).ok_or(ConsoleError::NotFound)?;
    let Json(wish) = body.map_err(|_| ConsoleError::BadRequest)?;
    app.blocking(move |app| {
        let clerk = &clerk.0;
        app.ledger
            .read(|view| may::case(view, clerk, Deed::EraseCase, id).map(drop))?;
        let why = said(&wish.why, Field::Reason, TEXT)?;
        Ok(cases::erase(app, id, Some(clerk.person), &why)?)
    })
    .await?
    .map(Json)
}
