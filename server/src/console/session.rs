//! Signing in and out. The browser holds a random token in a cookie that no script reads; the
//! ledger holds its hash.

use std::sync::Arc;

use argon2::password_hash::{PasswordHash, PasswordVerifier};
use argon2::{Argon2, Params};
use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use shanyi_domain::time::{Day, Moment};

use super::act::SignIn;
use super::error::ConsoleError;
use super::view::{DeskView, SessionView};
use crate::App;
use crate::account::hash_password;
use crate::ledger::LedgerError;
use crate::ledger::accounts::{Account, Desk, SignedIn};

const COOKIE: &str = "shanyi";
/// A working day and a long evening.
const HOURS: i64 = 12;
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
        let token = token(&parts.headers).ok_or(ConsoleError::SignedOut)?;
        let found = app
            .blocking(move |app| {
                let now = app.clock.now();
                let latest = now.plus_seconds(HOURS * 3600);
                app.ledger.read(|view| view.session(&token, now, latest))
            })
            .await??;
        found.map(Self).ok_or(ConsoleError::SignedOut)
    }
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
    body: Result<Json<SignIn>, JsonRejection>,
) -> Result<Response, ConsoleError> {
    let Json(wish) = body.map_err(|_| ConsoleError::BadRequest)?;
    let (token, signed_in) = app.blocking(move |app| open(app, &wish)).await??;
    let cookie = format!(
        "{COOKIE}={}; HttpOnly; SameSite=Strict; Path=/api; Max-Age={}",
        hex::encode(token),
        HOURS * 3600
    );
    let cookie = HeaderValue::from_str(&cookie).map_err(|_| ConsoleError::Trouble)?;
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
    if let Some(token) = token(&headers) {
        app.blocking(move |app| app.ledger.write(|tx| tx.close_session(&token)))
            .await??;
    }
    let gone = HeaderValue::from_static("shanyi=; HttpOnly; SameSite=Strict; Path=/api; Max-Age=0");
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

/// The hash of the token in the request's cookie.
fn token(headers: &HeaderMap) -> Option<[u8; 32]> {
    let cookies = headers.get_all(header::COOKIE).into_iter();
    let mut pairs = cookies
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    let (_, held) = pairs.find(|(name, _)| *name == COOKIE)?;
    let mut token = [0u8; 32];
    hex::decode_to_slice(held, &mut token).ok()?;
    Some(Sha256::digest(token).into())
}

fn open(app: &App, wish: &SignIn) -> Result<([u8; 32], SignedIn), ConsoleError> {
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
    let mut token = [0u8; 32];
    getrandom::fill(&mut token).map_err(LedgerError::from)?;
    let hash: [u8; 32] = Sha256::digest(token).into();
    let until = now.plus_seconds(HOURS * 3600);
    let signed_in = app.ledger.write(|tx| {
        tx.open_session(&hash, account.person, now, until)?;
        tx.session(&hash, now, until)
    })?;
    let signed_in = signed_in.ok_or(ConsoleError::Trouble)?;
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
