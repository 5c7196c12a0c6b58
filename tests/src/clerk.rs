//! A clerk at the console, without a browser.

use serde_json::{Value, json};

use crate::plain_http::{Request, ask};
use crate::township::Run;

/// A clerk who is signed in.
pub struct Clerk {
    port: u16,
    headers: Vec<(String, String)>,
}

impl Clerk {
    /// Signs in.
    ///
    /// # Errors
    /// When nobody answers, or not with a session.
    pub fn new(port: u16, (name, password): &(String, String)) -> Run<Self> {
        let mut clerk = Self {
            port,
            headers: vec![
                ("x-shanyi".into(), "1".into()),
                ("content-type".into(), "application/json".into()),
            ],
        };
        let body = json!({ "name": name, "password": password }).to_string();
        let request = Request {
            method: "POST",
            path: "/api/session",
            headers: &clerk.headers,
            body: body.as_bytes(),
        };
        let answer = ask(port, request).ok_or("nobody answers a clerk")?;
        let cookie = answer
            .header("set-cookie")
            .and_then(|cookie| cookie.split(';').next());
        let cookie = cookie.ok_or_else(|| format!("not signed in: {}", answer.status))?;
        clerk.headers.push(("cookie".into(), cookie.to_owned()));
        Ok(clerk)
    }

    /// Says something on a case. True when it was answered as written.
    #[must_use]
    pub fn say(&self, case: &str, text: &str) -> bool {
        let Some(page) = self.call("GET", &format!("/api/cases/{case}"), &Value::Null) else {
            return false;
        };
        let act = json!({ "seen": page["seen"], "act": { "kind": "comment", "text": text } });
        self.call("POST", &format!("/api/cases/{case}/acts"), &act)
            .is_some()
    }

    /// Asks the console's API. `None` where it is not answered as wanted.
    #[must_use]
    pub fn call(&self, method: &str, path: &str, body: &Value) -> Option<Value> {
        let body = match body {
            Value::Null => String::new(),
            body => body.to_string(),
        };
        let request = Request {
            method,
            path,
            headers: &self.headers,
            body: body.as_bytes(),
        };
        let answer = ask(self.port, request).filter(|answer| answer.status == 200)?;
        serde_json::from_slice(&answer.body).ok()
    }
}
