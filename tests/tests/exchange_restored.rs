//! A township that was put back from a copy gets back what only its stations still know: what clerks
//! wrote, what other PCs wrote, what was published. Nothing is applied that it can't prove to itself.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[allow(dead_code, reason = "the scene has more parts than this play needs")]
#[path = "exchange_restored/scene.rs"]
mod scene;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

use scene::{NOW, Scene};
use shanyi_domain::workday::Calendar;
use shanyi_server::error::ServerError;
use shanyi_server::ledger::LedgerError;
use shanyi_server::ledger::documents::Published;
use shanyi_server::publish;
use shanyi_store::PublishedDocument;
use shanyi_sync::carrier::{Carrier, CarrierError, Chunk, Fetch, Fetched, Put};
use shanyi_tests::memory::{Break, Memory};
use shanyi_wire::derive::image_hash;
use shanyi_wire::event::DocumentKind;
use shanyi_wire::frame::Frame;

fn events(account: &str) -> BTreeSet<&str> {
    let lines = account.lines();
    lines.filter(|line| line.starts_with("event ")).collect()
}

#[tokio::test]
async fn what_clerks_wrote_after_the_copy_comes_back_from_the_stations() {
    let mut scene = Scene::with(1);
    let first = scene.take_in(0, "雷美凤");
    scene.rest(&[0]).await;
    let copy = scene.copy("copy");
    scene.clerk_says(first, "户口簿也带来");
    let second = scene.take_in(0, "蓝春妹");
    scene.rest(&[0]).await;
    scene.clerk_says(second, "照片太暗");
    let before = scene.rest(&[0]).await;
    assert_eq!(events(&before).len(), 6);
    scene.restore(&copy);
    let after = scene.rest(&[0]).await;
    assert_eq!(
        events(&after),
        events(&before),
        "with the same ids and bytes"
    );
    // What is said from now on follows what came back, and twice equals once.
    scene.clerk_says(first, "明天来取");
    let heard = scene.rest(&[0]).await;
    assert_eq!(events(&heard).len(), 7);
    scene.restore(&copy_of(&scene, "again"));
    assert_eq!(events(&scene.rest(&[0]).await), events(&heard));
    assert_eq!(scene.store(0).sync_state().unwrap().quarantined, 0);
}

fn copy_of(scene: &Scene, name: &str) -> std::path::PathBuf {
    scene.copy(name)
}

#[tokio::test]
async fn what_another_pc_wrote_comes_back_though_that_pc_is_gone_and_counts_once_when_it_returns() {
    let mut scene = Scene::with(2);
    let copy = scene.copy("copy");
    let case = scene.take_in(1, "钟土根");
    scene.rest(&[0, 1]).await;
    scene.say(0, case, "已通知本人");
    let before = scene.rest(&[0, 1]).await;
    scene.say(0, case, "还没有发出去的一句");
    scene.restore(&copy);
    let after = scene.rest(&[0]).await;
    assert!(events(&before).is_subset(&events(&after)));
    assert_eq!(events(&after).len(), 4);
    let position = scene.app.position().unwrap();
    assert_eq!(scene.rest(&[0, 1]).await, after, "nothing is doubled");
    assert_eq!(scene.app.position().unwrap(), position);
}

#[tokio::test]
async fn an_entry_whose_case_another_pc_has_to_send_again_waits_and_is_used_when_that_comes() {
    let mut scene = Scene::with(2);
    let copy = scene.copy("copy");
    let case = scene.take_in(1, "钟土根");
    scene.rest(&[0, 1]).await;
    scene.say(0, case, "已通知本人");
    scene.take_in(0, "吴小满");
    // This PC lost the proofs, so it can't give the case back itself.
    scene.tamper(0, "DELETE FROM heard");
    scene.restore(&copy);
    for _ in 0..4 {
        scene.round(0).await;
    }
    let waits = scene.store(0).set_aside().unwrap();
    assert_eq!(waits.len(), 1, "{waits:?}");
    assert_eq!(waits[0].case, Some(case));
    let state = scene.store(0).sync_state().unwrap();
    assert_eq!(
        (state.entries_waiting, state.quarantined),
        (0, 1),
        "and holds nothing up"
    );
    let account = scene.rest(&[1, 0]).await;
    assert_eq!(events(&account).len(), 5);
    assert_eq!(
        scene.store(0).set_aside().unwrap(),
        [],
        "it is used, and told so"
    );
}

#[tokio::test]
async fn an_event_that_nothing_proves_is_kept_apart_and_told_and_not_applied() {
    let mut scene = Scene::with(1);
    let case = scene.take_in(0, "雷美凤");
    scene.rest(&[0]).await;
    let copy = scene.copy("copy");
    scene.clerk_says(case, "真的");
    scene.rest(&[0]).await;
    scene.tamper(0, "UPDATE heard SET proof = zeroblob(16)");
    scene.restore(&copy);
    for _ in 0..4 {
        scene.round(0).await;
    }
    assert_eq!(events(&scene.account()).len(), 2);
    let told = scene.store(0).set_aside().unwrap();
    let reasons: Vec<_> = told.iter().map(|one| one.reason).collect();
    use shanyi_wire::exchange::QuarantineReason::Unproven;
    assert_eq!(reasons, [Unproven]);
    let kept: Result<u64, LedgerError> = scene.app.ledger.read(|view| view.count_returned());
    assert_eq!(kept.unwrap(), 1);
}

/// The text of a calendar of this version, published on this day.
fn calendar(version: u32, day: &str) -> String {
    let mut calendar: serde_json::Value = serde_json::from_str(Calendar::embedded()).unwrap();
    calendar["version"] = version.into();
    calendar["published"] = day.into();
    calendar.to_string()
}

fn publish(scene: &Scene, text: &str) -> Result<(), ServerError> {
    let calendar = Calendar::from_json(text).unwrap();
    let ledger = &scene.app.ledger;
    ledger.write(|tx| publish::calendar_text(tx, &calendar, text, NOW))
}

/// The township's newest calendar.
fn newest(scene: &Scene) -> Published {
    let ledger = &scene.app.ledger;
    let read: Result<_, LedgerError> = ledger.read(|view| view.newest(DocumentKind::Calendar));
    read.unwrap().unwrap()
}

/// The calendar in force at a PC.
fn in_force(scene: &Scene, pc: usize) -> Option<PublishedDocument> {
    scene.store(pc).document(DocumentKind::Calendar).unwrap()
}

/// A line that spoils a byte of the first event that is given back.
struct Spoils<'a> {
    line: &'a Memory,
    spoilt: AtomicBool,
}

impl Carrier for Spoils<'_> {
    async fn sync(&self, body: Vec<u8>) -> Result<Vec<u8>, CarrierError> {
        let (mut rest, mut arrives) = (body.as_slice(), Vec::new());
        while let Some((frame, used)) = Frame::read(rest).unwrap() {
            match frame {
                Frame::Witness(mut given) if !self.spoilt.swap(true, Ordering::SeqCst) => {
                    given.events[0].proof.0[0] ^= 1;
                    Frame::Witness(given).write(&mut arrives).unwrap();
                }
                _ => arrives.extend_from_slice(&rest[..used]),
            }
            rest = &rest[used..];
        }
        self.line.sync(arrives).await
    }

    async fn put(&self, chunk: Chunk) -> Result<Put, CarrierError> {
        self.line.put(chunk).await
    }

    async fn get(&self, fetch: Fetch) -> Result<Fetched, CarrierError> {
        self.line.get(fetch).await
    }
}

#[tokio::test]
async fn what_a_line_spoils_of_what_is_given_back_is_given_once_more() {
    let mut scene = Scene::with(1);
    let case = scene.take_in(0, "雷美凤");
    scene.rest(&[0]).await;
    let copy = scene.copy("copy");
    scene.clerk_says(case, "材料齐了");
    let there = scene.rest(&[0]).await;
    scene.restore(&copy);
    let line = Spoils {
        line: scene.line(),
        spoilt: AtomicBool::new(false),
    };
    for _ in 0..4 {
        scene.round_over(0, &line).await;
    }
    assert!(
        line.spoilt.load(Ordering::SeqCst),
        "something was given back"
    );
    assert_eq!(events(&scene.account()), events(&there));
    assert!(scene.store(0).set_aside().unwrap().is_empty());
}

#[tokio::test]
async fn what_was_published_after_the_copy_comes_back_with_its_bytes() {
    let mut scene = Scene::with(1);
    scene.rest(&[0]).await;
    let copy = scene.copy("copy");
    let version = newest(&scene).version + 1;
    let text = calendar(version, "2026-11-21");
    publish(&scene, &text).unwrap();
    scene.rest(&[0]).await;
    scene.restore(&copy);
    assert_eq!(newest(&scene).version, version - 1);
    scene.rest(&[0]).await;
    let back = newest(&scene);
    assert_eq!(back.version, version);
    assert_eq!(back.bytes, text.into_bytes());
}

/// A line that breaks for good behind so many bytes of the first document, before any answer to them.
struct BreaksIn<'a> {
    line: &'a Memory,
    after: usize,
    broken: AtomicBool,
}

impl Carrier for BreaksIn<'_> {
    async fn sync(&self, body: Vec<u8>) -> Result<Vec<u8>, CarrierError> {
        self.line.sync(body).await
    }

    async fn put(&self, chunk: Chunk) -> Result<Put, CarrierError> {
        assert!(!self.broken.swap(true, Ordering::SeqCst), "it broke");
        self.line.break_after(Break::Up(1 + self.after));
        self.line.put(chunk).await
    }

    async fn get(&self, fetch: Fetch) -> Result<Fetched, CarrierError> {
        self.line.get(fetch).await
    }
}

/// A township that was put back to before a calendar that two PCs have, and has got so many bytes of it
/// again when the line broke; with the calendar.
async fn has_got_a_part_of_a_calendar(after: usize) -> (Scene, String) {
    let mut scene = Scene::with(2);
    scene.rest(&[0, 1]).await;
    let copy = scene.copy("copy");
    let version = newest(&scene).version + 1;
    let text = calendar(version, "2026-11-21");
    publish(&scene, &text).unwrap();
    scene.rest(&[0, 1]).await;
    scene.restore(&copy);
    let line = BreaksIn {
        line: scene.line(),
        after,
        broken: AtomicBool::new(false),
    };
    assert!(scene.try_round_over(0, &line).await.is_err());
    assert!(line.broken.load(Ordering::SeqCst), "it was given back");
    (scene, text)
}

#[tokio::test]
async fn a_document_whose_file_was_whole_when_the_power_went_is_in_force_as_soon_as_it_is_offered()
{
    let (scene, text) = has_got_a_part_of_a_calendar(1000).await;
    // The file has got its name, and the row was not written.
    let hash = image_hash(text.as_bytes());
    let station = scene.store(0).identity().unwrap().unwrap().station.id;
    let file = scene.app.ledger.image_file(station, &hash);
    std::fs::remove_file(file.with_extension("part")).unwrap();
    std::fs::write(file, &text).unwrap();
    scene.round(0).await;
    assert_eq!(newest(&scene).hash, hash);
}

#[tokio::test]
async fn a_document_that_is_given_back_goes_on_where_the_line_broke_whichever_pc_gives_it() {
    let (scene, text) = has_got_a_part_of_a_calendar(1000).await;
    scene.rest(&[1, 0]).await;
    assert_eq!(newest(&scene).bytes, text.as_bytes());
    let carried = scene.line().carried();
    let puts = carried.iter().filter(|one| one.method == "PUT");
    let sent: Vec<usize> = puts.map(|put| put.up.len()).collect();
    assert_eq!(sent, [text.len() - 1000], "what is there goes once");
}

#[tokio::test]
async fn a_version_that_is_given_twice_by_a_township_put_back_is_the_same_at_every_pc() {
    let mut scene = Scene::with(2);
    scene.rest(&[0, 1]).await;
    let copy = scene.copy("copy");
    let version = newest(&scene).version + 1;
    publish(&scene, &calendar(version, "2026-11-21")).unwrap();
    // One PC has heard of it and the other has not.
    scene.rest(&[0]).await;
    scene.restore(&copy);
    let again = calendar(version, "2026-11-22");
    publish(&scene, &again).unwrap();
    scene.rest(&[0, 1]).await;
    assert_eq!(newest(&scene).bytes, again.as_bytes());
    for pc in [0, 1] {
        let here = in_force(&scene, pc).unwrap();
        let same = (here.version, here.bytes.as_slice()) == (version, again.as_bytes());
        assert!(same, "another calendar is in force at PC {pc}");
    }
}

#[tokio::test]
async fn a_version_that_was_given_back_is_not_given_again_while_its_bytes_are_missing() {
    let mut scene = Scene::with(2);
    scene.rest(&[0]).await;
    let copy = scene.copy("copy");
    let before = newest(&scene);
    let version = before.version + 1;
    publish(&scene, &calendar(version, "2026-11-21")).unwrap();
    // The PC has heard of it and not fetched it when the township is put back.
    scene.rest(&[0]).await;
    let of_it = format!("kind = 1 AND version = {version}");
    scene.tamper(
        0,
        &format!("UPDATE document SET state = 1, bytes = NULL WHERE {of_it}"),
    );
    scene.restore(&copy);
    scene.rest(&[0, 1]).await;
    let refused = publish(&scene, &calendar(version, "2026-11-22")).unwrap_err();
    assert!(matches!(refused, ServerError::Published { next, .. } if next == version + 1));
    // Until the next one is out, the one before is in force, as at the township.
    assert_eq!(newest(&scene).version, before.version);
    for pc in [0, 1] {
        assert_eq!(
            in_force(&scene, pc).unwrap().version,
            before.version,
            "{pc}"
        );
    }
    publish(&scene, &calendar(version + 1, "2026-11-22")).unwrap();
    scene.rest(&[0]).await;
    assert_eq!(in_force(&scene, 0).unwrap().version, version + 1);
}
