//! HTTP by hand: a request as it stands, and what comes back. For requests that no client would
//! send, and for hands at the console without a browser.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// A request.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// Its method.
    pub method: &'a str,
    /// Where it goes.
    pub path: &'a str,
    /// Its headers, without its length.
    pub headers: &'a [(String, String)],
    /// Its body.
    pub body: &'a [u8],
}

/// An answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Its headers as they stand.
    pub head: String,
    /// Its body.
    pub body: Vec<u8>,
}

impl Answer {
    /// A header's value.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (known, value) = line.split_once(':')?;
            known.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

/// Sends a request to a port of the loopback. `None` where the line was closed without an answer.
#[must_use]
pub fn ask(port: u16, request: Request<'_>) -> Option<Answer> {
    let mut line = TcpStream::connect(("127.0.0.1", port)).ok()?;
    line.set_read_timeout(Some(PATIENCE)).ok()?;
    let mut head = format!("{} {} HTTP/1.1\r\n", request.method, request.path);
    for (name, value) in request.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(&format!(
        "host: township\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        request.body.len()
    ));
    // A server that has heard enough may close before the end.
    let _ = line.write_all(head.as_bytes());
    let _ = line.write_all(request.body);
    let mut answer = Vec::new();
    let _ = line.read_to_end(&mut answer);
    read(&answer)
}

fn read(answer: &[u8]) -> Option<Answer> {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&answer[..end]).into_owned();
    Some(Answer {
        status: head.split(' ').nth(1)?.parse().ok()?,
        head,
        body: answer[end + 4..].to_vec(),
    })
}
