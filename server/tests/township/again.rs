//! What was set aside is used when its reason is gone, and its station hears of it. Two programs under
//! one name are noticed.

use rusqlite::{Connection, params};
use shanyi_domain::ids::EventId;
use shanyi_server::exchange::again::judge_again;
use shanyi_wire::event::{Event, Payload, Verdict};
use shanyi_wire::exchange::{Feed, QuarantineReason, Witness, Witnessed};
use shanyi_wire::frame::Frame;
use shanyi_wire::stream::{Head, Incarnation};

use crate::exchange::{comment, on_disk};
use crate::office::{Browser, FIRST_VILLAGE, MONDAY, Office, SECOND_VILLAGE};
use crate::station::{Reply, Station};

fn ledger(office: &Office) -> Connection {
    let ledger = Connection::open(office.folder.path().join("data/township.db")).unwrap();
    ledger.pragma_update(None, "foreign_keys", "OFF").unwrap();
    ledger
}

/// The verdicts that the station's feed tells.
fn verdicts(reply: &Reply) -> Vec<Verdict> {
    let page = reply.feed(Feed::Station);
    let entries = page.into_iter().flat_map(|page| &page.entries);
    let read = |bytes: &[u8]| Event::decode(bytes).unwrap().payload;
    entries
        .filter_map(|entry| match read(&entry.event) {
            Payload::Verdict(verdict) => Some(verdict),
            _ => None,
        })
        .collect()
}

#[tokio::test]
async fn what_an_older_program_set_aside_is_used_after_an_upgrade_and_told_as_a_fact() {
    let office = Office::open().await;
    let mut station = office.station(FIRST_VILLAGE);
    let case = station.collect("雷美凤", "lnyd", vec![]);
    let begun = station.write(case, comment("一"));
    let late = station.submit(case);
    station.sync().await;
    // As an older program would have left it: the last of an unknown kind, the one before unread.
    let old = ledger(&office);
    let seed = station.seeds[&case].0;
    old.execute(
        "INSERT INTO quarantine (stream, seq, reason, case_id, seed, bytes, received_at)
         SELECT entry.stream, entry.seq, 2, ?2, ?3, event.bytes, event.received_at
         FROM entry JOIN event ON event.id = entry.event WHERE entry.event = ?1",
        params![begun.0, case.0, seed],
    )
    .unwrap();
    old.execute("DELETE FROM event WHERE id = ?1", [begun.0])
        .unwrap();
    old.execute("UPDATE event SET verdict = 9 WHERE id = ?1", [late.0])
        .unwrap();
    assert_eq!(
        station.sync().await.reasons(),
        [QuarantineReason::UnknownKind; 2]
    );
    assert_eq!(judge_again(&office.app).unwrap(), 2);
    let reply = station.sync().await;
    assert_eq!(reply.reasons(), [], "nothing is set aside any more");
    let mut told: Vec<_> = verdicts(&reply)
        .into_iter()
        .map(|it| (it.event, it.reason))
        .collect();
    let mut expected = vec![(begun, None), (late, None)];
    told.sort();
    expected.sort();
    assert_eq!(told, expected);
    assert_eq!(on_disk(&office, case), 3);
    assert_eq!(judge_again(&office.app).unwrap(), 0, "once");
    assert_eq!(verdicts(&station.sync().await), []);
}

#[tokio::test]
async fn every_pc_of_the_station_hears_that_a_waiting_entry_is_used_and_no_other_station_does() {
    let office = Office::open().await;
    let mut writer = office.station(FIRST_VILLAGE);
    let case = writer.collect("雷美凤", "lnyd", vec![]);
    let mut second = office.station(FIRST_VILLAGE);
    second.seeds = writer.seeds.clone();
    second.events = writer.events.clone();
    let waits = second.write(case, comment("先到了"));
    second.entries[0].seed = Some(second.seeds[&case]);
    second.events.clear();
    assert_eq!(
        second.sync().await.reasons(),
        [QuarantineReason::UnknownCase]
    );
    let first = writer.sync().await;
    let used = Verdict {
        event: waits,
        reason: None,
        case: Some(case),
    };
    assert_eq!(verdicts(&first), std::slice::from_ref(&used));
    assert_eq!(verdicts(&second.sync().await), [used]);
    let mut other = office.station(SECOND_VILLAGE);
    assert_eq!(verdicts(&other.sync().await), []);
}

/// What a station's feed told it, as it would give it back.
fn heard(reply: &Reply) -> Vec<Witnessed> {
    let page = reply.feed(Feed::Station).unwrap();
    let back = |entry: &shanyi_wire::exchange::FeedEntry| Witnessed {
        id: entry.id,
        by_township: entry.by_township,
        event: entry.event.clone(),
        seed: entry.seed,
        proof: entry.proof.unwrap(),
    };
    page.entries.iter().map(back).collect()
}

async fn give_back(station: &Station, events: Vec<Witnessed>) -> Reply {
    let mut body = station.body(&[]);
    let feed = Feed::Station;
    Frame::Witness(Witness { feed, events })
        .write(&mut body)
        .unwrap();
    station.send(body).await
}

/// The township forgets its cases, as a ledger put back from a copy would.
fn forget_cases(office: &Office) {
    ledger(office)
        .execute_batch(
            "DELETE FROM search_token; DELETE FROM search_due;
             DELETE FROM event WHERE case_id IS NOT NULL; DELETE FROM case_file;
             DELETE FROM entry WHERE stream IN (SELECT id FROM stream WHERE device <> zeroblob(16));
             DELETE FROM stream WHERE device <> zeroblob(16);",
        )
        .unwrap();
}

#[tokio::test]
async fn only_what_the_township_itself_can_prove_of_this_very_station_is_entered_again_and_once() {
    let office = Office::open().await;
    let mut writer = office.station(FIRST_VILLAGE);
    let case = writer.hand_over("雷美凤", "lnyd", vec![]);
    writer.sync().await;
    let mut reader = office.station(FIRST_VILLAGE);
    let heard = heard(&reader.sync().await);
    assert_eq!(heard.len(), 2);
    forget_cases(&office);
    let mut flipped = heard.clone();
    flipped[1].by_township = true;
    let mut reworded = heard.clone();
    reworded[1].event = heard[0].event.clone();
    let mut reseeded = heard.clone();
    reseeded[0].seed = Some(shanyi_domain::ids::Seed([9; 16]));
    for (what, forged) in [
        ("hand", vec![flipped[1].clone()]),
        ("words", vec![reworded[1].clone()]),
        ("seed", vec![reseeded[0].clone()]),
    ] {
        let reply = give_back(&reader, forged).await;
        assert_eq!(reply.returned.as_ref().unwrap().events, 1);
        assert_eq!(
            reply.reasons(),
            [QuarantineReason::Unproven],
            "another {what}"
        );
    }
    let other = office.station(SECOND_VILLAGE);
    let reply = give_back(&other, heard.clone()).await;
    assert_eq!(
        reply.reasons(),
        [QuarantineReason::Unproven; 2],
        "another station"
    );
    assert_eq!(on_disk(&office, case), 0);

    // In whatever order, and twice.
    let turned: Vec<_> = heard.iter().rev().cloned().collect();
    for events in [turned, heard.clone()] {
        let reply = give_back(&reader, events).await;
        assert_eq!((reply.returned.unwrap().events, reply.aside.len()), (2, 0));
    }
    assert_eq!(on_disk(&office, case), 2);
    let reply = writer.sync().await;
    assert_eq!(
        (reply.durable(), on_disk(&office, case)),
        (2, 2),
        "its own PC sends it again"
    );
}

/// What a station's feed told, each with its place.
fn places(reply: &Reply) -> Vec<(u64, EventId)> {
    let entries = reply
        .feed(Feed::Station)
        .map_or(&[][..], |page| &page.entries);
    entries
        .iter()
        .map(|entry| (entry.position, entry.id))
        .collect()
}

#[tokio::test]
async fn what_was_given_back_is_told_to_its_own_pc_until_that_sends_it_and_keeps_its_place_for_others()
 {
    let office = Office::open().await;
    let mut writer = office.station(FIRST_VILLAGE);
    writer.hand_over("雷美凤", "lnyd", vec![]);
    writer.sync().await;
    let told = heard(&office.station(FIRST_VILLAGE).sync().await);
    forget_cases(&office);
    give_back(&office.station(FIRST_VILLAGE), told).await;

    let before = places(&writer.send(writer.body(&[])).await);
    assert_eq!(
        before.len(),
        2,
        "its stream is not here: it may be another disk's"
    );
    let mut other = office.station(FIRST_VILLAGE);
    assert_eq!(places(&other.sync().await), before);
    assert_eq!(
        places(&writer.sync().await),
        [],
        "its stream has brought them"
    );
    assert_eq!(places(&other.sync().await), [], "nothing is doubled");
    let late = office.station(FIRST_VILLAGE);
    assert_eq!(
        places(&late.send(late.body(&[])).await),
        before,
        "nothing is skipped"
    );
}

#[tokio::test]
async fn two_programs_under_one_name_are_told_to_the_station_and_at_the_console_until_noted() {
    let office = Office::open().await;
    let mut first = office.station(FIRST_VILLAGE);
    let case = first.collect("雷美凤", "lnyd", vec![]);
    first.sync().await;
    // A copy of the disk goes on in a life of its own, as a station does after a fork.
    let mut copy = first.clone();
    copy.heads = vec![Head::new(shanyi_wire::stream::StreamId {
        incarnation: Incarnation(9),
        ..first.head().stream
    })];
    copy.entries.clear();
    copy.collect("蓝春妹", "lnyd", vec![]);
    copy.sync().await;
    let clerk = Browser::signed_in(&office, 0).await;
    assert_eq!(
        clerk.get("/api/aside").await.json["alarms"],
        0,
        "a new life alone is none"
    );
    first.write(case, comment("旧的那台也在写"));
    office.set_clock(MONDAY.plus_seconds(60));
    let alarms = |reply: &Reply| {
        let page = reply.feed(Feed::Station);
        let entries = page.into_iter().flat_map(|page| page.entries.clone());
        let read = entries.map(|entry| Event::decode(&entry.event).unwrap().payload);
        read.filter(|payload| {
            matches!(payload, Payload::Doubled(doubled)
            if doubled.device == first_device(&office) && doubled.since == MONDAY.plus_seconds(60))
        })
        .count()
    };
    assert_eq!(alarms(&first.sync().await), 1);
    assert_eq!(alarms(&copy.sync().await), 1, "both hear it");
    first.write(case, comment("还在写"));
    assert_eq!(alarms(&first.sync().await), 0, "once");
    let seen = clerk.get("/api/aside").await.json;
    assert_eq!(seen["alarms"], 1, "{seen}");
    let device = first_device(&office).to_string();
    assert_eq!(seen["stations"][0]["doubled"][0]["device"], *device);
    let path = format!("/api/aside/{device}/noted");
    let noted = clerk.post(&path, &serde_json::json!({})).await;
    assert_eq!(
        (noted.status, &noted.json["alarms"]),
        (200, &serde_json::json!(0))
    );
    // It goes on all the same: it is told again.
    first.write(case, comment("仍然在写"));
    first.sync().await;
    assert_eq!(clerk.get("/api/aside").await.json["alarms"], 1);
}

fn first_device(office: &Office) -> shanyi_domain::ids::DeviceId {
    let sql = "SELECT id FROM device WHERE station IS NOT NULL";
    ledger(office)
        .query_row(sql, [], |row| row.get(0).map(shanyi_domain::ids::DeviceId))
        .unwrap()
}
