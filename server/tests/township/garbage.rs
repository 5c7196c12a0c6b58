//! Whatever comes in: no panic, no 5xx, and the server goes on.

use crate::office::{Browser, FIRST_VILLAGE, Office};
use crate::station::{line, random};

/// A small generator, so that a failure can be had again.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides.max(1) as u64) as usize
    }

    fn spoil(&mut self, body: &[u8]) -> Vec<u8> {
        let mut body = body.to_vec();
        for _ in 0..=self.roll(4) {
            if body.is_empty() {
                return body;
            }
            let at = self.roll(body.len());
            match self.roll(5) {
                0 => body[at] ^= 1 << self.roll(8),
                1 => body[at] = self.roll(256) as u8,
                2 => body.truncate(at),
                3 => {
                    let end = (at + self.roll(40)).min(body.len());
                    body.drain(at..end);
                }
                _ => {
                    let noise = random::<16>();
                    let length = self.roll(16);
                    body.splice(at..at, noise[..length].to_vec());
                }
            }
        }
        body
    }
}

#[tokio::test]
async fn a_thousand_spoiled_bodies_bring_no_server_error() {
    let office = Office::open().await;
    let mut station = office.station(FIRST_VILLAGE);
    station.hand_over("雷美凤", "lnyd", vec![line("id_card", vec![])]);
    station.hand_over("钟土根", "jbrz", vec![]);
    let whole = station.body(&[station.push(1, 2), station.push(3, 4)]);
    let client = crate::office::client();
    let mut dice = Dice(0x5eed_1234_abcd_0001);
    for n in 0..1000 {
        let body = dice.spoil(&whole);
        let request = client.post(format!("{}/v1/sync", office.url));
        let response = request.body(body.clone()).send().await.unwrap();
        let status = response.status().as_u16();
        assert!(
            matches!(status, 200 | 400 | 401 | 413 | 426),
            "{n}: {status} {}",
            hex::encode(&body)
        );
    }
    assert_eq!(
        station.sync().await.durable(),
        4,
        "the true stream is still welcome"
    );
    let clerk = Browser::signed_in(&office, 0).await;
    assert_eq!(
        clerk.search(serde_json::json!({"queue": "all"})).await.json["counts"]["all"],
        2
    );
}

/// As above, but the spoiled bytes are inside entries that are signed as they should be.
#[tokio::test]
async fn spoiled_events_in_an_honest_stream_are_set_aside_one_by_one() {
    let office = Office::open().await;
    let mut station = office.station(FIRST_VILLAGE);
    let case = station.hand_over("雷美凤", "lnyd", vec![line("id_card", vec![])]);
    let seed = station.seeds[&case];
    let good = station.entries[0].event.to_vec();
    let mut dice = Dice(0x5eed_1234_abcd_0002);
    for _ in 0..300 {
        let bytes = dice.spoil(&good);
        station.raw(bytes, seed, true);
    }
    station.submit(case);
    let reply = station.sync().await;
    assert_eq!(reply.durable(), 303);
    assert!(reply.aside.len() > 250, "{}", reply.aside.len());
    let clerk = Browser::signed_in(&office, 0).await;
    assert_eq!(clerk.case(case).await["row"]["state"], "submitted");
}

#[tokio::test]
async fn a_body_without_an_end_is_cut_off() {
    let office = Office::open().await;
    let station = office.station(FIRST_VILLAGE);
    let mut body = station.body(&[]);
    // Frames of a type that nobody knows, over and over.
    while body.len() < 9 * 1024 * 1024 {
        body.extend_from_slice(&60_000_u32.to_be_bytes());
        body.extend_from_slice(&[99, 0]);
        body.extend_from_slice(&[0; 59_998]);
    }
    let request = crate::office::client().post(format!("{}/v1/sync", office.url));
    // The server may hang up before everything is sent.
    if let Ok(response) = request.body(body).send().await {
        assert_eq!(response.status(), 413);
    }
    let clerk = Browser::signed_in(&office, 0).await;
    assert_eq!(clerk.get("/api/session").await.status, 200);
}

#[tokio::test]
async fn spoiled_requests_of_the_console_are_answered_with_words() {
    let office = Office::open().await;
    let clerk = Browser::signed_in(&office, 0).await;
    let mut station = office.station(FIRST_VILLAGE);
    let case = station.hand_over("雷美凤", "lnyd", vec![]);
    station.sync().await;
    let path = format!("/api/cases/{case}/acts");
    let good = r#"{"seen":["0011223344556677"],"act":{"kind":"comment","text":"好"}}"#;
    let mut dice = Dice(0x5eed_1234_abcd_0003);
    for _ in 0..200 {
        let body = dice.spoil(good.as_bytes());
        let response = clerk
            .request("POST", &path)
            .body(body)
            .send()
            .await
            .unwrap();
        let status = response.status().as_u16();
        assert!(matches!(status, 400 | 409), "{status}");
    }
}
