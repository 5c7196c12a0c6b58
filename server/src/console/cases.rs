//! `GET /api/cases`, `/api/cases/{id}`, `/api/images/{hash}`: what there is.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use shanyi_domain::fact::Media;
use shanyi_domain::ids::{CaseId, ImageHash};

use super::error::ConsoleError;
use super::page::page;
use super::session::Clerk;
use super::show::Desk;
use super::view::{CaseList, CaseView, Queue, QueueCounts};
use crate::App;
use crate::ledger::accounts::SignedIn;
use crate::ledger::lists::{Counts, Mark, Place};
use crate::ledger::{Counter, View};

/// Rows of one page.
const ROWS: usize = 50;
/// Longest question that is looked at.
const LONGEST: usize = 100;

/// What list is asked for.
#[derive(Debug, Deserialize)]
pub struct Wish {
    queue: Option<Queue>,
    q: Option<String>,
    after: Option<String>,
}

/// Answers with a page of a list.
pub async fn list(
    State(app): State<Arc<App>>,
    _clerk: Clerk,
    wish: Result<Query<Wish>, QueryRejection>,
) -> Result<Json<CaseList>, ConsoleError> {
    let Query(wish) = wish.map_err(|_| ConsoleError::BadRequest)?;
    app.blocking(move |app| {
        let today = app.clock.today();
        app.ledger.read(|view| {
            let desk = Desk::new(view, today)?;
            listed(view, &desk, &wish)
        })
    })
    .await?
    .map(Json)
}

fn listed(view: &View<'_>, desk: &Desk<'_, '_>, wish: &Wish) -> Result<CaseList, ConsoleError> {
    let after = match wish.after.as_deref() {
        None | Some("") => None,
        Some(text) => Some(read_mark(text).ok_or(ConsoleError::BadRequest)?),
    };
    let question: String = wish
        .q
        .iter()
        .flat_map(|q| q.chars())
        .take(LONGEST)
        .collect();
    let found = view.find(&question)?;
    let place = wish.queue.and_then(place);
    let marks = view.cases_in(place, found.as_ref(), after.as_ref(), ROWS + 1)?;
    let mut rows = Vec::new();
    for mark in marks.iter().take(ROWS) {
        let Some(known) = view.case(mark.case)? else {
            continue;
        };
        let item = desk.item(&known.case)?;
        let images = desk.images(&known.case)?;
        rows.push(desk.row(&known, item.as_ref(), &images));
    }
    let more = marks.len() > ROWS;
    let last = marks.get(ROWS - 1).filter(|_| more);
    Ok(CaseList {
        rows,
        next: last.map(write_mark),
        counts: counts(&view.counts()?),
        position: view.last(Counter::Position)?,
    })
}

const fn place(queue: Queue) -> Option<Place> {
    Some(match queue {
        Queue::ToAccept => Place::ToAccept,
        Queue::Corrected => Place::Corrected,
        Queue::Accepted => Place::Accepted,
        Queue::ToIssue => Place::ToIssue,
        Queue::Issued => Place::Issued,
        Queue::Correction => Place::Correction,
        Queue::Done => Place::Done,
        Queue::All => return None,
    })
}

fn counts(counts: &Counts) -> QueueCounts {
    let mut shown = QueueCounts::default();
    for (place, count) in counts {
        shown.all += count;
        match place {
            Place::Station => {}
            Place::ToAccept => shown.to_accept = *count,
            Place::Corrected => shown.corrected = *count,
            Place::Accepted => shown.accepted = *count,
            Place::ToIssue => shown.to_issue = *count,
            Place::Issued => shown.issued = *count,
            Place::Correction => shown.correction = *count,
            Place::Done => shown.done = *count,
        }
    }
    shown
}

fn write_mark(mark: &Mark) -> String {
    format!("{}.{}.{}", mark.urgency, mark.position, mark.case)
}

fn read_mark(text: &str) -> Option<Mark> {
    let mut parts = text.splitn(3, '.');
    Some(Mark {
        urgency: parts.next()?.to_owned(),
        position: parts.next()?.parse().ok()?,
        case: CaseId::from_hex(parts.next()?)?,
    })
}

/// How a case's page is asked for.
#[derive(Debug, Deserialize)]
pub struct Look {
    reveal: Option<String>,
}

/// Answers with a case's page. Looking at a whole identity number is written down first.
pub async fn case(
    State(app): State<Arc<App>>,
    clerk: Clerk,
    Path(id): Path<String>,
    look: Result<Query<Look>, QueryRejection>,
) -> Result<Json<CaseView>, ConsoleError> {
    let id = CaseId::from_hex(&id).ok_or(ConsoleError::NotFound)?;
    let Query(look) = look.map_err(|_| ConsoleError::BadRequest)?;
    let reveal = look.reveal.as_deref() == Some("1");
    app.blocking(move |app| seen(app, &clerk.0, id, reveal))
        .await?
        .map(Json)
}

fn seen(app: &App, clerk: &SignedIn, id: CaseId, reveal: bool) -> Result<CaseView, ConsoleError> {
    let now = app.clock.now();
    let look = |view: &View<'_>| {
        let known = view.case(id)?.ok_or(ConsoleError::NotFound)?;
        let desk = Desk::new(view, now.business_day())?;
        Ok(page(view, &desk, &known, clerk, reveal)?)
    };
    if !reveal {
        return app.ledger.read(look);
    }
    app.ledger.write(|tx| {
        tx.case_file(id)?.ok_or(ConsoleError::NotFound)?;
        tx.note_view(clerk.person, id, now)?;
        look(tx)
    })
}

/// Answers with an image's bytes. Only what a case names is given.
pub async fn image(
    State(app): State<Arc<App>>,
    _clerk: Clerk,
    Path(hash): Path<String>,
) -> Result<Response, ConsoleError> {
    let hash = ImageHash::from_hex(&hash).ok_or(ConsoleError::NotFound)?;
    let (media, bytes) = app.blocking(move |app| bytes(app, &hash)).await??;
    let kind = match media {
        Media::Jpeg => "image/jpeg",
        Media::Png => "image/png",
        Media::Pdf => "application/pdf",
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, no-store"),
        ),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_static("inline"),
        ),
    ];
    Ok((headers, bytes).into_response())
}

fn bytes(app: &App, hash: &ImageHash) -> Result<(Media, Vec<u8>), ConsoleError> {
    let named = app.ledger.read(|view| view.named_image(hash, None))?;
    let image = named.ok_or(ConsoleError::NotFound)?;
    if !image.here.complete {
        return Err(ConsoleError::Incomplete {
            have: image.here.have,
            total: image.length,
        });
    }
    let bytes = app.ledger.image_bytes(image.station, hash)?;
    bytes
        .map(|bytes| (image.media, bytes))
        .ok_or(ConsoleError::Trouble)
}
