//! Lines that go silent in the middle of a request or of its head, with both ends still there: the server ends the
//! request by itself and keeps what had come whole.

use std::time::Duration;

use shanyi_wire::derive;
use shanyi_wire::exchange::{thumbnail_message, upload_message};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::office::{FIRST_VILLAGE, Office};
use crate::station::{Station, image, line, random};

/// How long the server bears silence here.
const STALL: Duration = Duration::from_millis(300);
/// How long a test waits for it. A server that bears it for ever would hold the line for ever.
const PATIENCE: Duration = Duration::from_secs(30);

/// Announces a body, sends the beginning of it and says no more. Gives what the server says before
/// it hangs up by itself.
async fn silent(station: &Station, head: &str, length: usize, sent: &[u8]) -> String {
    let address = station.url.trim_start_matches("http://");
    let head = format!("{head}host: {address}\r\ncontent-length: {length}\r\n\r\n");
    let mut line = TcpStream::connect(address).await.unwrap();
    line.write_all(head.as_bytes()).await.unwrap();
    line.write_all(sent).await.unwrap();
    let mut said = Vec::new();
    let hung_up = tokio::time::timeout(PATIENCE, line.read_to_end(&mut said)).await;
    hung_up.expect("the server holds a silent line").unwrap();
    String::from_utf8_lossy(&said).into_owned()
}

fn signed(station: &Station, message: &[u8]) -> String {
    format!(
        "shanyi-device: {}\r\nshanyi-signature: {}\r\n",
        station.head().stream.device,
        hex::encode(station.key.sign(message).0)
    )
}

#[tokio::test]
async fn a_line_that_goes_silent_before_the_end_of_a_head_is_ended() {
    let office = Office::impatient(STALL).await;
    let station = office.station(FIRST_VILLAGE);
    let address = station.url.trim_start_matches("http://");
    let head = format!("POST /v1/sync HTTP/1.1\r\nhost: {address}\r\ncontent-length: 9\r\n");
    for sent in [0, 1, 20, head.len()] {
        let mut line = TcpStream::connect(address).await.unwrap();
        line.write_all(&head.as_bytes()[..sent]).await.unwrap();
        let hung_up = tokio::time::timeout(PATIENCE, line.read_to_end(&mut Vec::new())).await;
        assert!(hung_up.is_ok(), "{sent} bytes of a head hold a line");
    }
}

#[tokio::test]
async fn a_push_that_goes_silent_is_ended_and_what_was_whole_stays() {
    let office = Office::impatient(STALL).await;
    let mut station = office.station(FIRST_VILLAGE);
    station.hand_over("雷美凤", "lnyd", vec![line("id_card", vec![])]);
    station.hand_over("钟土根", "jbrz", vec![]);
    let first = station.body(&[station.push(1, 2)]);
    let both = station.body(&[station.push(1, 2), station.push(3, 4)]);
    let post = "POST /v1/sync HTTP/1.1\r\n";
    for sent in [10, first.len() - 1, first.len(), both.len() - 1] {
        let said = silent(&station, post, both.len(), &both[..sent]).await;
        assert!(said.starts_with("HTTP/1.1 400"), "{sent} bytes: {said}");
        let whole = if sent < first.len() { 0 } else { 2 };
        let here = office
            .app
            .ledger
            .read(|view| view.head(station.head().stream));
        let here: Result<_, shanyi_server::ledger::LedgerError> = here;
        assert_eq!(here.unwrap().seq, whole, "after {sent} bytes");
    }
    assert_eq!(station.sync().await.durable(), 4);
}

#[tokio::test]
async fn a_scan_that_goes_silent_keeps_what_came_of_it() {
    let office = Office::impatient(STALL).await;
    let mut station = office.station(FIRST_VILLAGE);
    let whole = random::<1000>();
    station.hand_over("雷美凤", "lnyd", vec![line("id_card", vec![image(&whole)])]);
    station.sync().await;
    let hash = derive::image_hash(&whole);
    let head = format!(
        "PUT /v1/blobs/{hash} HTTP/1.1\r\nupload-offset: 0\r\nupload-length: 1000\r\n{}",
        signed(&station, &upload_message(&hash, 1000, 0))
    );
    let said = silent(&station, &head, 1000, &whole[..700]).await;
    assert!(said.contains(r#""have":700"#), "{said}");
    assert_eq!(station.upload(&whole, 700, &whole[700..]).await.0, 201);
}

#[tokio::test]
async fn a_small_picture_and_a_question_that_go_silent_are_ended() {
    let office = Office::impatient(STALL).await;
    let mut station = office.station(FIRST_VILLAGE);
    let (scan, small) = (random::<9000>(), [0xff, 0xd8, 0xff, 1, 2, 3]);
    station.hand_over("雷美凤", "lnyd", vec![line("id_card", vec![image(&scan)])]);
    station.sync().await;
    let hash = derive::image_hash(&scan);
    let head = format!(
        "PUT /v1/blobs/{hash}/thumbnail HTTP/1.1\r\n{}",
        signed(&station, &thumbnail_message(&hash, &small))
    );
    let said = silent(&station, &head, small.len(), &small[..4]).await;
    assert!(said.starts_with("HTTP/1.1 400"), "{said}");
    let hello = station.body(&[]);
    let post = "POST /v1/news HTTP/1.1\r\n";
    let said = silent(&station, post, hello.len(), &hello[..hello.len() - 1]).await;
    assert!(said.starts_with("HTTP/1.1 400"), "{said}");
}

#[tokio::test]
async fn a_request_that_is_answered_before_its_end_and_goes_silent_is_ended_too() {
    let office = Office::impatient(STALL).await;
    let mut station = office.station(FIRST_VILLAGE);
    let whole = random::<1000>();
    station.hand_over("雷美凤", "lnyd", vec![line("id_card", vec![image(&whole)])]);
    station.sync().await;
    station.upload(&whole, 0, &whole[..500]).await;
    // An offset that does not fit: the rest is read away.
    let hash = derive::image_hash(&whole);
    let head = format!(
        "PUT /v1/blobs/{hash} HTTP/1.1\r\nupload-offset: 0\r\nupload-length: 1000\r\n{}",
        signed(&station, &upload_message(&hash, 1000, 0))
    );
    let said = silent(&station, &head, 1000, &whole[..10]).await;
    assert!(said.starts_with("HTTP/1.1 409"), "{said}");
    // Not frames at all.
    let post = "POST /v1/sync HTTP/1.1\r\n";
    let said = silent(&station, post, 1000, &[0xff; 100]).await;
    assert!(said.starts_with("HTTP/1.1 400"), "{said}");
    // A form of the console's.
    let post = "POST /api/session HTTP/1.1\r\nx-shanyi: 1\r\ncontent-type: application/json\r\n";
    let said = silent(&station, post, 100, b"{\"name\":").await;
    assert!(said.starts_with("HTTP/1.1 4"), "{said}");
}
