//! `POST /api/cases/search`, `GET /api/cases/{id}`, `/api/images/{hash}`: what there is.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use shanyi_domain::fact::Media;
use shanyi_domain::ids::{CaseId, ImageHash};

use super::act::CaseSearch;
use super::error::ConsoleError;
use super::may::{self, Deed};
use super::page::page;
use super::seen;
use super::session::Clerk;
use super::show::Desk;
use super::view::{CaseList, CaseView, Queue, QueueCounts};
use crate::App;
use crate::ledger::accounts::SignedIn;
use crate::ledger::lists::{Counts, Mark, Place, Wish};
use crate::ledger::search::Question;
use crate::ledger::seen::Sight;
use crate::ledger::{Counter, View};

/// Rows of one page, where nobody says how many.
const ROWS: u32 = 50;
/// Most rows of one page: a screen that reads again all it shows does so in one look.
const MOST_ROWS: u32 = 500;
/// Longest question that is looked at.
const LONGEST: usize = 100;

/// Answers with a page of a list. What is searched for may be an identity number: it comes in the
/// body, and stands in no address.
pub async fn search(
    State(app): State<Arc<App>>,
    clerk: Clerk,
    wish: Result<Json<CaseSearch>, JsonRejection>,
) -> Result<Json<CaseList>, ConsoleError> {
    let Json(wish) = wish.map_err(|_| ConsoleError::BadRequest)?;
    app.blocking(move |app| {
        let today = app.clock.today();
        if !Question::read(&wish.words).is_empty()
            && let Err(error) = app.ledger.index()
        {
            // As on a full disk: what was made before is found all the same.
            tracing::warn!(%error, "words of cases could not be made");
        }
        let list = app.ledger.read(|view| {
            let desk = Desk::new(view, today)?;
            listed(view, &desk, &clerk.0, &wish)
        })?;
        if !list.rows.is_empty() {
            seen::note(app, &clerk.0, Sight::List, None);
        }
        Ok(list)
    })
    .await?
    .map(Json)
}

fn listed(
    view: &View<'_>,
    desk: &Desk<'_, '_>,
    clerk: &SignedIn,
    wish: &CaseSearch,
) -> Result<CaseList, ConsoleError> {
    let after = match wish.after.as_deref() {
        None | Some("") => None,
        Some(text) => Some(read_mark(text).ok_or(ConsoleError::BadRequest)?),
    };
    let words: String = wish.words.chars().take(LONGEST).collect();
    let length = wish.rows.unwrap_or(ROWS).clamp(1, MOST_ROWS) as usize;
    let township = clerk.township.as_deref();
    let marks = view.cases_in(&Wish {
        place: wish.queue.and_then(place),
        township,
        question: &Question::read(&words),
        after: after.as_ref(),
        rows: length + 1,
    })?;
    let mut rows = Vec::new();
    for mark in marks.iter().take(length) {
        let Some(known) = view.case(mark.case)? else {
            continue;
        };
        let item = desk.item(&known.case)?;
        let images = desk.images(&known.case)?;
        rows.push(desk.row(&known, item.as_deref(), &images));
    }
    let more = marks.len() > length;
    let last = marks.get(length - 1).filter(|_| more);
    Ok(CaseList {
        rows,
        next: last.map(write_mark),
        counts: counts(&view.counts(township)?),
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

/// Answers with a case's page.
pub async fn case(
    State(app): State<Arc<App>>,
    clerk: Clerk,
    Path(id): Path<String>,
) -> Result<Json<CaseView>, ConsoleError> {
    let id = CaseId::from_hex(&id).ok_or(ConsoleError::NotFound)?;
    app.blocking(move |app| {
        let today = app.clock.today();
        let page = app
            .ledger
            .read(|view| look(view, &clerk.0, id, today, None))?;
        seen::note(app, &clerk.0, Sight::Case, Some(id));
        Ok(page)
    })
    .await?
    .map(Json)
}

/// Answers with a case's page and the whole identity number on it.
pub async fn identity(
    state: State<Arc<App>>,
    clerk: Clerk,
    id: Path<String>,
) -> Result<Json<CaseView>, ConsoleError> {
    reveal(state, clerk, id, Sight::IdNumber).await
}

/// Answers with a case's page and the whole telephone on it.
pub async fn phone(
    state: State<Arc<App>>,
    clerk: Clerk,
    id: Path<String>,
) -> Result<Json<CaseView>, ConsoleError> {
    reveal(state, clerk, id, Sight::Phone).await
}

/// Looking at a whole number is written down first, and is for those who work on the case, not for
/// those who only look.
async fn reveal(
    State(app): State<Arc<App>>,
    clerk: Clerk,
    Path(id): Path<String>,
    sight: Sight,
) -> Result<Json<CaseView>, ConsoleError> {
    let id = CaseId::from_hex(&id).ok_or(ConsoleError::NotFound)?;
    app.blocking(move |app| {
        let (clerk, now) = (&clerk.0, app.clock.now());
        app.ledger.write(|tx| {
            may::case(tx, clerk, Deed::SeeWhole, id)?;
            tx.note_view(clerk.person, sight, Some(id), now)?;
            look(tx, clerk, id, now.business_day(), Some(sight))
        })
    })
    .await?
    .map(Json)
}

fn look(
    view: &View<'_>,
    clerk: &SignedIn,
    id: CaseId,
    today: NaiveDate,
    reveal: Option<Sight>,
) -> Result<CaseView, ConsoleError> {
    may::case(view, clerk, Deed::SeeCase, id)?;
    let known = view.case(id)?.ok_or(ConsoleError::NotFound)?;
    let desk = Desk::new(view, today)?;
    Ok(page(view, &desk, &known, clerk, reveal)?)
}

/// Answers with an image's bytes. Only what a case in sight names is given.
pub async fn image(
    State(app): State<Arc<App>>,
    clerk: Clerk,
    Path(hash): Path<String>,
) -> Result<Response, ConsoleError> {
    let hash = ImageHash::from_hex(&hash).ok_or(ConsoleError::NotFound)?;
    let (media, bytes) = app
        .blocking(move |app| bytes(app, &clerk.0, &hash))
        .await??;
    Ok(picture(media, bytes))
}

/// Answers with the small picture of an image whose bytes are on their way.
pub async fn thumbnail(
    State(app): State<Arc<App>>,
    clerk: Clerk,
    Path(hash): Path<String>,
) -> Result<Response, ConsoleError> {
    let hash = ImageHash::from_hex(&hash).ok_or(ConsoleError::NotFound)?;
    let bytes = app
        .blocking(move |app| {
            let (small, case) = app.ledger.read(|view| {
                let township = clerk.0.township.as_deref();
                let named = view.named_image(&hash, None, township)?;
                let image = named.ok_or(ConsoleError::NotFound)?;
                let small = view.thumbnail(image.station, &hash)?;
                let case = view.case_of_image(image.station, &hash)?;
                Ok::<_, ConsoleError>((small.ok_or(ConsoleError::NotFound)?, case))
            })?;
            seen::note(app, &clerk.0, Sight::Image, case);
            Ok::<_, ConsoleError>(small)
        })
        .await??;
    Ok(picture(Media::Jpeg, bytes))
}

/// Bytes that no browser keeps.
fn picture(media: Media, bytes: Vec<u8>) -> Response {
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
    (headers, bytes).into_response()
}

fn bytes(app: &App, clerk: &SignedIn, hash: &ImageHash) -> Result<(Media, Vec<u8>), ConsoleError> {
    let township = clerk.township.as_deref();
    let named = app
        .ledger
        .read(|view| view.named_image(hash, None, township))?;
    let image = named.ok_or(ConsoleError::NotFound)?;
    if !image.here.complete {
        return Err(ConsoleError::Incomplete {
            have: image.here.have,
            total: image.length,
        });
    }
    let bytes = app.ledger.image_bytes(image.station, hash)?;
    let bytes = bytes.ok_or(ConsoleError::Trouble)?;
    let case = app
        .ledger
        .read(|view| view.case_of_image(image.station, hash))?;
    seen::note(app, clerk, Sight::Image, case);
    Ok((image.media, bytes))
}
