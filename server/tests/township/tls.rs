//! The server's own TLS, as whoever connects meets it.

use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::office::{Browser, Office, client};

/// Fifty of these, one after the other, are beyond patience.
const HANDSHAKE: Duration = Duration::from_secs(2);
/// How long a test waits for what has to come.
const PATIENCE: Duration = Duration::from_secs(30);

fn address(office: &Office) -> &str {
    office.url.trim_start_matches("https://")
}

#[tokio::test]
async fn a_clerk_signs_in_over_tls_and_whoever_does_not_trust_the_authority_does_not_get_there() {
    let office = Office::with_tls(PATIENCE).await;
    let clerk = Browser::signed_in(&office, 0).await;
    assert_eq!(
        clerk.get("/api/session").await.json["name"],
        json!("郑春燕")
    );
    assert!(client().get(&office.url).send().await.is_err());
}

#[tokio::test]
async fn whoever_does_not_agree_on_keys_is_ended_and_holds_nobody_up() {
    let office = Office::with_tls(HANDSHAKE).await;
    let mut silent = Vec::new();
    for _ in 0..50 {
        silent.push(TcpStream::connect(address(&office)).await.unwrap());
    }
    let clerk = tokio::time::timeout(PATIENCE, Browser::signed_in(&office, 0)).await;
    let clerk = clerk.expect("a silent line holds up the others");
    assert_eq!(clerk.get("/api/session").await.status, 200);
    for line in &mut silent {
        let mut said = Vec::new();
        let ended = tokio::time::timeout(PATIENCE, line.read_to_end(&mut said)).await;
        ended.expect("the server holds a silent line").unwrap();
    }
}

#[tokio::test]
async fn plain_http_on_the_port_of_tls_gets_no_answer() {
    let office = Office::with_tls(PATIENCE).await;
    let mut line = TcpStream::connect(address(&office)).await.unwrap();
    let request = b"GET / HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n";
    line.write_all(request).await.unwrap();
    let mut said = Vec::new();
    let ended = tokio::time::timeout(PATIENCE, line.read_to_end(&mut said)).await;
    let _ = ended.expect("the server holds a line that is no TLS");
    assert!(
        !said.starts_with(b"HTTP"),
        "{}",
        String::from_utf8_lossy(&said)
    );
}

#[tokio::test]
async fn a_server_with_tls_stops_when_it_is_asked_to() {
    let office = Office::with_tls(PATIENCE).await;
    let address = address(&office).to_owned();
    // Somebody is there who has asked before, and somebody who has not agreed on keys.
    let clerk = Browser::signed_in(&office, 0).await;
    let mut silent = TcpStream::connect(&address).await.unwrap();
    let stopped = tokio::time::timeout(PATIENCE, office.stopped()).await;
    stopped.expect("it does not stop");
    let mut said = Vec::new();
    let _ = silent.read_to_end(&mut said).await;
    assert!(said.is_empty());
    assert!(TcpStream::connect(&address).await.is_err());
    drop(clerk);
}
