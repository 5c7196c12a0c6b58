//! Makes a small store with something of everything in it, to be kept as the golden file of this
//! version of the schema: `cargo run -p shanyi-store --example golden -- DIR` writes
//! `version-N.db`, its key is 32 times 07, and `version-N.account`, what it holds in the words
//! that both sides share.
#![allow(clippy::unwrap_used, dead_code)]

#[path = "../tests/desk/mod.rs"]
mod desk;

use std::path::PathBuf;

use desk::talk::{TIMELINE, receipt};
use desk::*;
use shanyi_domain::fact::Fact;
use shanyi_domain::ids::{ImageHash, Seed};
use shanyi_store::{Enrolment, JournalAct, SCHEMA_VERSION};
use shanyi_wire::derive;
use shanyi_wire::event::{Document, DocumentKind, Event, Payload};
use shanyi_wire::exchange::{Feed, FeedPage, QuarantineReason, Quarantined};
use shanyi_wire::stream::Incarnation;

fn main() -> Result<(), std::io::Error> {
    let to = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| ".".to_owned()));
    let mut desk = Desk::new();
    fill(&mut desk);
    desk.store.checkpoint().unwrap();
    let name = to.join(format!("version-{SCHEMA_VERSION}"));
    std::fs::write(
        name.with_extension("account"),
        desk.store.account().unwrap(),
    )?;
    let Desk { store, dir } = desk;
    drop(store);
    std::fs::copy(dir.path().join("cases.db"), name.with_extension("db"))?;
    Ok(())
}

fn fill(desk: &mut Desk) {
    desk.store.take_closing(TIMELINE, MORNING).unwrap();
    let pictured = desk.image(b"a picture");
    let body = with_images(intake("蓝春妹", 1), vec![pictured]);
    let first = desk.act(None, vec![body, submitted()], MORNING);
    let second = desk.take_in_and_submit("雷大山");
    desk.take_in("钟水根");
    desk.store
        .take_receipt(&receipt(desk, TIMELINE, 4))
        .unwrap();
    let mut township = Township::new();
    township.hear(desk);
    let answers = vec![
        township.write(first.case.id, &first.events[1..], accepted()),
        township.write(second.case.id, &second.events[1..], correction()),
    ];
    desk.store.take_feed(&page(answers, 2)).unwrap();
    publish(desk, &mut township);
    let set_aside = Quarantined {
        id: first.events[0],
        reason: QuarantineReason::NotNow,
    };
    desk.store.take_quarantine(&[set_aside]).unwrap();
    desk.store.fork(4, Incarnation(0xfeed), None).unwrap();
    let word = vec![comment("下午再来"), Fact::clone(&comment("带上照片"))];
    desk.act(Some(second.case.id), word, MORNING.plus_seconds(900));
    desk.store
        .put_draft(OPERATOR, "intake:1", "{\"name\":\"盘阿妹\"}", MORNING)
        .unwrap();
    desk.store.put_setting("printer", "\"A4\"").unwrap();
    let given = Enrolment {
        sealing: [9; 32],
        recovery: "age1golden".to_owned(),
        authority: vec![0x30, 1],
        spare: vec![0x30, 2],
    };
    desk.store.keep_enrolment(&given).unwrap();
    let shown = JournalAct::IdNumberShown;
    desk.store
        .note(MORNING, OPERATOR, shown, Some(second.case.id), None)
        .unwrap();
}

/// A calendar of the township, with its bytes.
fn publish(desk: &mut Desk, township: &mut Township) {
    let bytes = b"{\"calendar\":1}";
    let document = Document {
        kind: DocumentKind::Calendar,
        version: 1,
        hash: ImageHash(derive::image_hash(bytes).0),
        length: u32::try_from(bytes.len()).unwrap(),
    };
    let event = Event {
        case: None,
        base: Vec::new(),
        at: MORNING,
        actor: CLERK,
        clock_doubtful: false,
        payload: Payload::Document(document.clone()),
    };
    let entry = township.entry(Seed([5; 16]), event.encode().unwrap(), Some(Seed([5; 16])));
    let broadcast = FeedPage {
        feed: Feed::Broadcast,
        ..page(vec![entry], 1)
    };
    desk.store.take_feed(&broadcast).unwrap();
    desk.store
        .take_document(DocumentKind::Calendar, 1, &document.hash, bytes)
        .unwrap();
}
