//! What a browser holds of a session: a random token in a cookie that no script reads, with the moment
//! in it at which it was opened. The ledger holds its hash, so that nobody can change that moment.

use axum::http::{HeaderMap, HeaderValue, header};
use sha2::{Digest, Sha256};
use shanyi_domain::time::Moment;

use crate::serve::Front;

/// A working day and a long evening.
const LONGEST: i64 = 12 * 3600;
/// Bytes of chance in it; the rest is the moment.
const CHANCE: usize = 24;

/// A token as it came with a request, or as it was just drawn.
#[derive(Clone, Copy)]
pub(super) struct Token([u8; 32]);

impl Token {
    /// Draws a token for a session that is opened now.
    pub(super) fn draw(now: Moment) -> Result<Self, getrandom::Error> {
        let mut token = [0; 32];
        getrandom::fill(&mut token[..CHANCE])?;
        token[CHANCE..].copy_from_slice(&now.0.to_be_bytes());
        Ok(Self(token))
    }

    /// The token in a request's cookie.
    pub(super) fn read(headers: &HeaderMap, front: Front) -> Option<Self> {
        let cookies = headers.get_all(header::COOKIE).into_iter();
        let mut pairs = cookies
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='));
        let (_, held) = pairs.find(|(name, _)| *name == name_of(front))?;
        let mut token = [0; 32];
        hex::decode_to_slice(held, &mut token).ok()?;
        Some(Self(token))
    }

    /// Under which the ledger knows it.
    pub(super) fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }

    /// Whether a session may still be used, or has lasted as long as any may. One that was opened by a
    /// clock that stood ahead is over.
    pub(super) fn is_young(&self, now: Moment) -> bool {
        let mut opened = [0; 8];
        opened.copy_from_slice(&self.0[CHANCE..]);
        let opened = i64::from_be_bytes(opened);
        now.0
            .checked_sub(opened)
            .is_some_and(|age| (0..LONGEST).contains(&age))
    }

    /// The cookie that gives it to the browser.
    pub(super) fn cookie(&self, front: Front) -> Option<HeaderValue> {
        cookie(front, &hex::encode(self.0), LONGEST)
    }
}

/// The cookie that takes a token from the browser.
pub(super) fn no_cookie(front: Front) -> Option<HeaderValue> {
    cookie(front, "", 0)
}

/// With TLS the browser itself sees to it that the cookie is of this very host and never goes without.
const fn name_of(front: Front) -> &'static str {
    match front {
        Front::Nothing => "shanyi",
        Front::Tls | Front::Proxy => "__Host-shanyi",
    }
}

fn cookie(front: Front, held: &str, seconds: i64) -> Option<HeaderValue> {
    let name = name_of(front);
    let place = match front {
        Front::Nothing => "Path=/api",
        Front::Tls | Front::Proxy => "Path=/; Secure",
    };
    let cookie = format!("{name}={held}; HttpOnly; SameSite=Strict; {place}; Max-Age={seconds}");
    HeaderValue::from_str(&cookie).ok()
}
