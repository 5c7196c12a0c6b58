//! Signing in and out. A session ends when it was not used for an hour, and after twelve at any rate.

use std::net::IpAddr;
use std::sync::Arc;

use argon2::password_hash::{PasswordHash, PasswordVerifier};
use argon2::{Argon2, Params};
use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use shanyi_domain::time::{Day, Moment};

use super::act::SignIn;
use super::asker::Asker;
use super::error::ConsoleError;
use super::token::{Token, no_cookie};
use super::view::{DeskView, SessionView};
use crate::App;
use crate::account::hash_password;
use crate::ledger::LedgerError;
use crate::ledger::accounts::{Account, Desk, SignedIn};

/// So long, in seconds, a session lasts that nobody uses.
const IDLE: i64 = 3600;
/// What was used so shortly before, in seconds, is not written down again.
const JUST_USED: i64 = 300;
/// So many wrong passwords are free.
const FREE: u32 = 3;
/// The first lock lasts so many seconds, each further one twice as long.
const FIRST_LOCK: i64 = 5;
/// No lock lasts longer.
const LONGEST_LOCK: i64 = 900;
/// No password is longer; hashing more would be work for nothing.
const LONGEST_PASSWORD: usize = 256;

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
        today: Day(app.clock.today()),
    }
}

/// Opens a session, if this address has not tried too often. A right password costs it no try.
fn try_to_open(
    app: &App,
    address: IpAddr,
    wish: &SignIn,
) -> Result<(Token, SignedIn), ConsoleError> {
    let taken = app.sign_ins.take(address, app.clock.now());
    taken.map_err(|seconds| ConsoleError::Locked { seconds })?;
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
    // A lock that lasts longer than any was set by a clock that stood ahead.
    let locked =
        account.locked_until > now && account.locked_until <= now.plus_seconds(LONGEST_LOCK);
    if locked {
        let seconds = account.locked_until.0 - now.0;
        let seconds = u32::try_from(seconds).unwrap_or(u32::MAX);
        return Err(ConsoleError::Locked { seconds });
    }
    if !fits(&account, &wish.password) {
        let until = locked_until(account.failures + 1, now);
        app.ledger
            .write(|tx| tx.count_failure(account.person, until))?;
        return Err(ConsoleError::WrongPassword);
    }
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

fn fits(account: &Account, password: &str) -> bool {
    if password.len() > LONGEST_PASSWORD {
        return false;
    }
    let argon2 = Argon2::new(
        argon2::Algorithm::Argon2id,
        argon2::Version::V0x13,
        Params::default(),
    );
    PasswordHash::new(&account.password)
        .is_ok_and(|hash| argon2.verify_password(password.as_bytes(), &hash).is_ok())
}

/// Until when the account is locked after so many wrong passwords.
fn locked_until(failures: u32, now: Moment) -> Moment {
    let Some(beyond) = failures.checked_sub(FREE) else {
        return now;
    };
    let seconds = FIRST_LOCK.saturating_mul(1 << beyond.min(16));
    now.plus_seconds(seconds.min(LONGEST_LOCK))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_grows_with_each_wrong_password_up_to_a_quarter_of_an_hour() {
        let lasts = |failures| locked_until(failures, Moment(0)).0;
        assert_eq!(
            [1, 2, 3, 4, 5, 12, 40].map(lasts),
            [0, 0, 5, 10, 20, 900, 900]
        );
    }
}
