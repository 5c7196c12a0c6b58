//! Signing in and out. A session ends when it was not used for an hour, and after twelve at any rate.

use std::net::IpAddr;
use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use shanyi_domain::time::Day;

use super::act::SignIn;
use super::asker::Asker;
use super::error::ConsoleError;
use super::may::{self, Deed, Role};
use super::password::{self, LONGEST_PASSWORD};
use super::token::{Token, no_cookie};
use super::view::{DeskView, MayView, SessionView};
use crate::App;
use crate::account::hash_password;
use crate::ledger::LedgerError;
use crate::ledger::accounts::{Desk, SignedIn};

/// So long, in seconds, a session lasts that nobody uses.
const IDLE: i64 = 3600;
/// What was used so shortly before, in seconds, is not written down again.
const JUST_USED: i64 = 300;

/// Whoever is signed in. A request without a session ends here.
pub struct Clerk(pub SignedIn);

impl FromRequestParts<Arc<App>> for Clerk {
    type Rejection = ConsoleError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ConsoleError> {
        let token = Token::read(&parts.headers, app.front).ok_or(ConsoleError::SignedOut)?;
        let used = is_used(parts);
        let found = app.blocking(move |app| living(app, &token, used)).await??;
        found.map(Self).ok_or(ConsoleError::SignedOut)
    }
}

/// Whose session this is, if it is not over. Where somebody is at the desk, it goes on from now.
fn living(app: &App, token: &Token, used: bool) -> Result<Option<SignedIn>, LedgerError> {
    let now = app.clock.now();
    if !token.is_young(now) {
        return Ok(None);
    }
    let (hash, latest) = (token.hash(), now.plus_seconds(IDLE));
    let found = app.ledger.read(|view| view.session(&hash, now, latest))?;
    let Some((signed_in, ends)) = found else {
        return Ok(None);
    };
    if used && ends.plus_seconds(JUST_USED) < latest {
        let prolonged = app.ledger.write(|tx| tx.prolong_session(&hash, latest));
        if let Err(error) = prolonged {
            // As on a full disk: what can be looked at is looked at all the same.
            let _: LedgerError = error;
            tracing::warn!("a session could not be prolonged");
        }
    }
    Ok(Some(signed_in))
}

/// Whether a request is of somebody's doing. Pages ask for changes by themselves, and for what has
/// changed; they say when nobody has touched them for a while.
fn is_used(parts: &Parts) -> bool {
    let path = parts.uri.path();
    let by_itself = path == "/api/changes" || path.starts_with("/api/images/");
    !by_itself && !parts.headers.contains_key("x-shanyi-idle")
}

/// Whatever changes something or names somebody comes from the console's own pages: other sites
/// can't set the header, and a browser says where a request was made.
pub async fn from_here(request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if reads || is_from_here(request.headers()) {
        return next.run(request).await;
    }
    ConsoleError::NotFromHere.into_response()
}

fn is_from_here(headers: &HeaderMap) -> bool {
    let says = |name: &str, value: &str| headers.get(name).map(|said| said == value);
    says("x-shanyi", "1") == Some(true) && says("sec-fetch-site", "same-origin") != Some(false)
}

/// `POST /api/session`.
pub async fn sign_in(
    State(app): State<Arc<App>>,
    Asker(address): Asker,
    body: Result<Json<SignIn>, JsonRejection>,
) -> Result<Response, ConsoleError> {
    let Json(wish) = body.map_err(|_| ConsoleError::BadRequest)?;
    let (token, signed_in) = app
        .blocking(move |app| try_to_open(app, address, &wish))
        .await??;
    let cookie = token.cookie(app.front).ok_or(ConsoleError::Trouble)?;
    let session = Json(shown(&app, &signed_in));
    Ok(([(header::SET_COOKIE, cookie)], session).into_response())
}

/// `GET /api/session`.
pub async fn session(State(app): State<Arc<App>>, clerk: Clerk) -> Json<SessionView> {
    Json(shown(&app, &clerk.0))
}

/// `DELETE /api/session`.
pub async fn sign_out(
    State(app): State<Arc<App>>,
    _clerk: Clerk,
    headers: HeaderMap,
) -> Result<Response, ConsoleError> {
    if let Some(token) = Token::read(&headers, app.front) {
        app.blocking(move |app| app.ledger.write(|tx| tx.close_session(&token.hash())))
            .await??;
    }
    let gone = no_cookie(app.front).ok_or(ConsoleError::Trouble)?;
    Ok((StatusCode::OK, [(header::SET_COOKIE, gone)], Json(())).into_response())
}

fn shown(app: &App, signed_in: &SignedIn) -> SessionView {
    let role = Role::of(signed_in);
    let may = |deed| may::may(role, deed);
    SessionView {
        person: signed_in.person.0,
        name: signed_in.name.clone(),
        title: signed_in.title.clone(),
        office: signed_in.office.clone(),
        desk: match signed_in.desk {
            Desk::Township => DeskView::Township,
            Desk::County => DeskView::County,
        },
        township: signed_in.township.clone(),
        may_act: signed_in.may_act,
        may: MayView {
            see_pcs: may(Deed::SeePcs),
            change_pcs: may(Deed::ChangePcs),
            erase_case: may(Deed::EraseCase),
        },
        today: Day(app.clock.today()),
    }
}

/// Opens a session, if this address has not tried too often. A right password costs it no try.
fn try_to_open(
    app: &App,
    address: IpAddr,
    wish: &SignIn,
) -> Result<(Token, SignedIn), ConsoleError> {
    password::take(app, address)?;
    let opened = open(app, wish)?;
    app.sign_ins.give_back(address);
    Ok(opened)
}

fn open(app: &App, wish: &SignIn) -> Result<(Token, SignedIn), ConsoleError> {
    let now = app.clock.now();
    let account = app.ledger.read(|view| view.account(wish.name.trim()))?;
    let Some(account) = account else {
        // As much work as for a name that exists, so that the time tells nothing.
        let _ = hash_password(
            &wish
                .password
                .chars()
                .take(LONGEST_PASSWORD)
                .collect::<String>(),
        );
        return Err(ConsoleError::WrongPassword);
    };
    password::check(app, &account, &wish.password)?;
    if account.closed {
        // Told only to whoever has the password.
        return Err(ConsoleError::AccountClosed);
    }
    let token = Token::draw(now).map_err(LedgerError::from)?;
    let hash = token.hash();
    let until = now.plus_seconds(IDLE);
    let signed_in = app.ledger.write(|tx| {
        tx.open_session(&hash, account.person, now, until)?;
        tx.session(&hash, now, until)
    })?;
    let (signed_in, _) = signed_in.ok_or(ConsoleError::Trouble)?;
    tracing::info!(person = signed_in.person.0, "signed in");
    Ok((token, signed_in))
}
