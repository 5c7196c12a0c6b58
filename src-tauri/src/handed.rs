//! Bytes that the page hands over, of a file that somebody chose or of a signature, before it says in a call what
//! they are for. They come beside the calls: the frame that looks through those would make of each byte a number in a list.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};
use tauri::Url;
use tauri::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_TYPE, ORIGIN};
use tauri::http::{HeaderValue, Method, Request, Response, StatusCode};

use crate::fence;

/// What the page's address for them begins with. `ui/contract/src/host/tauri.ts` has the same word, and the policy of the
/// pages in `tauri.conf.json`.
pub(crate) const SCHEME: &str = "handed";

/// More is no file of a phone or scanner, and not taken.
const MOST_BYTES: usize = 64 * 1024 * 1024;
/// What was handed over and not asked for is forgotten, the oldest first, when all is more than this together.
const KEPT_BYTES: usize = 2 * MOST_BYTES;

/// What the page has handed over and not named in a call yet, each under its token.
#[derive(Default)]
pub(crate) struct Handed(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    last_token: u64,
    files: VecDeque<(u64, Vec<u8>)>,
}

impl Handed {
    /// Keeps these bytes; gives the token by which a call has them.
    fn put(&self, bytes: Vec<u8>) -> u64 {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.last_token += 1;
        let token = kept.last_token;
        kept.files.push_back((token, bytes));
        while kept
            .files
            .iter()
            .map(|(_, bytes)| bytes.len())
            .sum::<usize>()
            > KEPT_BYTES
        {
            kept.files.pop_front();
        }
        token
    }

    /// The bytes under this token, once.
    pub(crate) fn take(&self, token: u64) -> Option<Vec<u8>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.files.iter().position(|(one, _)| *one == token)?;
        kept.files.remove(at).map(|(_, bytes)| bytes)
    }

    /// Takes what the page in the window `label` sends, and answers with its token or with why not.
    pub(crate) fn receive(&self, label: &str, request: Request<Vec<u8>>) -> Response<Vec<u8>> {
        let origin = request.headers().get(ORIGIN).cloned();
        let own = origin.filter(is_own);
        let (Some(origin), true) = (own, label == crate::STATION) else {
            return Response::builder()
                .status(StatusCode::FORBIDDEN)
                .body(Vec::new())
                .unwrap_or_default();
        };
        let (status, said) = self.answer(request);
        let answer = Response::builder()
            .status(status)
            .header(CONTENT_TYPE, "application/json")
            .header(ACCESS_CONTROL_ALLOW_ORIGIN, origin)
            .body(said.to_string().into_bytes());
        answer.unwrap_or_default()
    }

    fn answer(&self, request: Request<Vec<u8>>) -> (StatusCode, Value) {
        if request.method() != Method::POST {
            return (
                StatusCode::METHOD_NOT_ALLOWED,
                json!({ "kind": "no_bytes" }),
            );
        }
        let bytes = request.into_body();
        if bytes.len() > MOST_BYTES {
            let fault = json!({ "kind": "too_large" });
            return (
                StatusCode::PAYLOAD_TOO_LARGE,
                json!({ "kind": "picture", "fault": fault }),
            );
        }
        (StatusCode::OK, json!(self.put(bytes)))
    }
}

/// Whether a page of the program asks.
fn is_own(origin: &HeaderValue) -> bool {
    let page = origin.to_str().ok().and_then(|page| Url::parse(page).ok());
    page.is_some_and(|page| fence::is_own(&page))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const OWN: &str = "tauri://localhost";

    fn sent(label: &str, origin: Option<&str>, bytes: Vec<u8>) -> (Handed, Response<Vec<u8>>) {
        let handed = Handed::default();
        let mut request = Request::builder().method(Method::POST);
        if let Some(origin) = origin {
            request = request.header(ORIGIN, origin);
        }
        let answer = handed.receive(label, request.body(bytes).unwrap());
        (handed, answer)
    }

    #[test]
    fn handed_bytes_are_had_by_their_token_once() {
        let (handed, answer) = sent(crate::STATION, Some(OWN), b"picture".to_vec());
        assert_eq!(answer.status(), StatusCode::OK);
        let token: u64 = serde_json::from_slice(answer.body()).unwrap();
        assert_eq!(handed.take(token + 1), None);
        assert_eq!(handed.take(token).as_deref(), Some(&b"picture"[..]));
        assert_eq!(handed.take(token), None);
    }

    #[test]
    fn no_sheet_and_no_foreign_page_hands_anything_over() {
        for (label, origin) in [
            ("paper-1", Some(OWN)),
            (crate::STATION, None),
            (crate::STATION, Some("null")),
            (crate::STATION, Some("https://example.invalid")),
            (crate::STATION, Some("isolation-1://localhost")),
        ] {
            let (handed, answer) = sent(label, origin, b"picture".to_vec());
            assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{label} {origin:?}");
            assert_eq!(handed.take(1), None);
        }
    }

    #[test]
    fn what_no_camera_makes_is_not_taken() {
        let (handed, answer) = sent(crate::STATION, Some(OWN), vec![0; MOST_BYTES + 1]);
        assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE);
        assert!(String::from_utf8_lossy(answer.body()).contains("too_large"));
        assert_eq!(handed.take(1), None);
    }

    #[test]
    fn what_nobody_asked_for_is_forgotten_and_never_the_last() {
        let handed = Handed::default();
        let first = handed.put(vec![1; MOST_BYTES]);
        let second = handed.put(vec![2; MOST_BYTES]);
        let third = handed.put(vec![3; 1]);
        assert_eq!(handed.take(first), None);
        assert!(handed.take(second).is_some());
        assert_eq!(handed.take(third), Some(vec![3]));
    }
}
