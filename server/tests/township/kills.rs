//! The real program, killed in the middle of its work.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use shanyi_server::App;
use shanyi_server::clock::Clock;
use tokio::io::AsyncWriteExt;

use crate::joined::Joined;
use crate::office::{FIRST_VILLAGE, villages};
use crate::station::{Station, image, line, random};

const PROGRAM: &str = env!("CARGO_BIN_EXE_shanyi-township");

struct Server {
    child: Child,
    url: String,
}

impl Server {
    fn start(data: &Path) -> Self {
        let mut child = Command::new(PROGRAM)
            .args([
                "serve",
                "--listen",
                "127.0.0.1:0",
                "--stop-with-stdin",
                "--data",
            ])
            .arg(data)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut said = String::new();
        let stdout = child.stdout.take().unwrap();
        BufReader::new(stdout).read_line(&mut said).unwrap();
        let url = said.trim().strip_prefix("ready ").unwrap().to_owned();
        Self { child, url }
    }

    /// SIGKILL.
    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn run(args: &[&str]) {
    let status = Command::new(PROGRAM)
        .args(args)
        .stdout(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success(), "{args:?}");
}

fn enrolled(data: &Path, url: &str) -> Station {
    let app = App::open(data, Clock::System).unwrap();
    Station::new(&Joined::at(&app, FIRST_VILLAGE), url)
}

async fn open(station: &Station, head: String, bytes: &[u8]) -> tokio::net::TcpStream {
    let address = station.url.trim_start_matches("http://");
    let mut line = tokio::net::TcpStream::connect(address).await.unwrap();
    line.write_all(head.as_bytes()).await.unwrap();
    line.write_all(bytes).await.unwrap();
    line
}

#[tokio::test]
async fn killed_in_the_middle_of_an_exchange_it_loses_nothing_that_it_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let list = villages(folder.path());
    run(&[
        "demo",
        "--data",
        data.to_str().unwrap(),
        "--villages",
        list.to_str().unwrap(),
    ]);
    let mut server = Server::start(&data);
    let mut station = enrolled(&data, &server.url);
    let photo: Vec<u8> = (0..100).flat_map(|_| random::<1000>()).collect();
    let mut acknowledged = (0, 0);
    for round in 1..=5_u64 {
        station.collect("雷美凤", "lnyd", vec![line("id_card", vec![image(&photo)])]);
        let reply = station.sync().await;
        assert_eq!(reply.durable(), round * 2 - 1);
        let here = reply.begun().first().map_or(0, |have| *have as usize);
        assert!(
            here >= acknowledged.1,
            "round {round}: {here} of {}",
            acknowledged.1
        );
        let (_, answer) = station
            .upload(&photo, here, &photo[here..here + 9000])
            .await;
        acknowledged = (reply.receipt.unwrap().durable, here + 9000);
        assert_eq!(answer["have"], acknowledged.1);
        // One more entry and one more piece are on the line when it dies.
        station.collect("钟土根", "jbrz", vec![]);
        let body = station.body(&[station.push(round * 2, round * 2)]);
        let head = format!(
            "POST /v1/sync HTTP/1.1\r\nhost: x\r\ncontent-length: {}\r\n\r\n",
            body.len() + 1
        );
        let pushing = open(&station, head, &body).await;
        let uploading = open(
            &station,
            upload_head(&station, &photo, acknowledged.1),
            &photo[..5000],
        )
        .await;
        server.kill();
        drop((pushing, uploading));
        server = Server::start(&data);
        station.url.clone_from(&server.url);
        let reply = station.send(station.body(&[])).await;
        assert!(reply.durable() >= acknowledged.0, "round {round}");
        assert_eq!((reply.fork, reply.rewind), (None, None));
        assert_eq!(station.sync().await.durable(), round * 2);
    }
    let here = station.sync().await.begun()[0] as usize;
    // What was on the line while it was killed was wrong on purpose: it shows at the end.
    let (status, _) = station.upload(&photo, here, &photo[here..]).await;
    if status == 422 {
        assert_eq!(station.upload(&photo, 0, &photo).await.0, 201);
    } else {
        assert_eq!(status, 201);
    }
    assert!(station.sync().await.wanted().is_empty());
}

fn upload_head(station: &Station, whole: &[u8], offset: usize) -> String {
    let hash = shanyi_wire::derive::image_hash(whole);
    let (total, offset) = (whole.len() as u32, offset as u32);
    let message = shanyi_wire::exchange::upload_message(&hash, total, offset);
    format!(
        "PUT /v1/blobs/{hash} HTTP/1.1\r\nhost: x\r\ncontent-length: {}\r\nupload-offset: {offset}\r\n\
         upload-length: {total}\r\nshanyi-device: {}\r\nshanyi-signature: {}\r\n\r\n",
        total - offset,
        station.head().stream.device,
        hex::encode(station.key.sign(&message).0),
    )
}

#[tokio::test]
async fn it_stops_by_itself_when_its_standard_input_is_closed() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::start(&folder.path().join("data"));
    drop(server.child.stdin.take());
    let status = server.child.wait().unwrap();
    assert!(status.success());
}
