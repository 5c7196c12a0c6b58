//! Streams that are not what they were: forks, copies, gaps.

use shanyi_wire::exchange::Feed;
use shanyi_wire::stream::{Head, Incarnation, Origin};

use crate::exchange::{comment, divergent, on_disk};
use crate::office::{FIRST_VILLAGE, Office};

#[tokio::test]
async fn a_fork_is_answered_and_its_bytes_are_kept() {
    let office = Office::open().await;
    let mut first = office.station(FIRST_VILLAGE);
    let case = first.collect("雷美凤", "lnyd", vec![]);
    first.sync().await;
    // The disk is cloned here: two programs go on with one stream.
    let mut second = first.clone();
    first.submit(case);
    first.sync().await;
    second.write(case, comment("两台电脑"));
    second.collect("蓝春妹", "lnyd", vec![]);
    let reply = second
        .send(second.body(&[second.push(2, 2), second.push(3, 3)]))
        .await;
    assert_eq!((reply.fork, reply.durable()), (Some(1), 1));
    assert_eq!(on_disk(&office, case), 2);
    assert_eq!(divergent(&office), 2, "both frames behind the fork");
    assert_eq!(first.sync().await.durable(), 2, "the first goes on");
}

#[tokio::test]
async fn after_a_fork_a_new_incarnation_brings_the_same_events_once() {
    let office = Office::open().await;
    let mut first = office.station(FIRST_VILLAGE);
    let case = first.collect("雷美凤", "lnyd", vec![]);
    first.submit(case);
    first.sync().await;
    // Restored from a copy that lacks the second entry, and relabelled.
    let mut restored = first.clone();
    restored.heads.truncate(2);
    restored.entries.truncate(1);
    let reply = restored.send(restored.body(&[])).await;
    assert_eq!((reply.fork, reply.durable()), (Some(1), 1));
    let old = first.head().stream.incarnation;
    let mut stream = first.head().stream;
    stream.incarnation = Incarnation(7);
    let mut fresh = first.clone();
    fresh.heads = vec![Head::new(stream)];
    fresh.entries.clear();
    for (entry, counter) in first.entries.iter().zip(1_u64..) {
        let mut entry = entry.clone();
        entry.origin = Some(Origin {
            incarnation: old,
            counter,
        });
        fresh.entry(entry, first.seeds[&case]);
    }
    assert_eq!(fresh.sync().await.durable(), 2);
    assert_eq!(on_disk(&office, case), 2, "the ids are the same");
    assert_eq!(
        fresh.sync().await.feed(Feed::Station),
        None,
        "they are its own"
    );
}

#[tokio::test]
async fn a_station_behind_its_own_stream_gets_its_entries_back_under_a_new_incarnation() {
    let office = Office::open().await;
    let mut first = office.station(FIRST_VILLAGE);
    let case = first.hand_over("雷美凤", "lnyd", vec![]);
    first.sync().await;
    let mut restored = first.clone();
    let mut stream = first.head().stream;
    stream.incarnation = Incarnation(7);
    restored.heads = vec![Head::new(stream)];
    restored.entries.clear();
    restored.seeds.clear();
    restored.events.clear();
    restored.hello_at = (0, 0, 0);
    restored.sync().await;
    assert_eq!(restored.case(case), first.case(case));
    assert!(restored.case(case).is_some());
}

#[tokio::test]
async fn a_gap_is_answered_with_where_to_go_on() {
    let office = Office::open().await;
    let mut station = office.station(FIRST_VILLAGE);
    let case = station.hand_over("雷美凤", "lnyd", vec![]);
    station.write(case, comment("一"));
    let reply = station
        .send(station.body(&[station.push(1, 1), station.push(3, 3)]))
        .await;
    assert_eq!((reply.rewind, reply.durable()), (Some(2), 1));
    let reply = station.send(station.body(&[station.push(2, 3)])).await;
    assert_eq!((reply.rewind, reply.durable()), (None, 3));
}

#[tokio::test]
async fn two_copies_of_a_disk_say_two_things_under_one_counter_and_both_count() {
    let office = Office::open().await;
    let mut first = office.station(FIRST_VILLAGE);
    let case = first.collect("雷美凤", "lnyd", vec![]);
    first.sync().await;
    let mut clone = first.clone();
    first.write(case, comment("这台先发"));
    first.sync().await;
    // The clone draws a new incarnation and relabels: same seed, same counter, other words.
    clone.write(case, comment("那台后发"));
    let old = first.head().stream.incarnation;
    let mut entry = clone.entries.pop().unwrap();
    entry.origin = Some(Origin {
        incarnation: old,
        counter: 2,
    });
    let mut stream = first.head().stream;
    stream.incarnation = Incarnation(9);
    clone.heads = vec![Head::new(stream)];
    clone.entries.clear();
    clone.entry(entry, first.seeds[&case]);
    let reply = clone.sync().await;
    assert_eq!(reply.reasons(), []);
    assert_eq!(reply.durable(), 1);
    let held = shanyi_server::dump::dump(&office.app).unwrap();
    assert_eq!(held.matches(" 18 applied ").count(), 2, "{held}");
}

#[tokio::test]
async fn a_copy_that_has_not_heard_of_a_township_put_back_is_asked_again_and_not_refused() {
    let office = Office::open().await;
    let mut first = office.station(FIRST_VILLAGE);
    let case = first.collect("雷美凤", "lnyd", vec![]);
    first.sync().await;
    let mut clone = first.clone();
    first.write(case, comment("这台先发"));
    first.sync().await;
    clone.write(case, comment("那台的先到过"));
    clone.write(case, comment("那台还要发的"));
    // The ledger that had acknowledged the clone's second entry is gone: here it is the other's.
    let begun = office.app.ledger.write(|tx| tx.begin_timeline());
    begun.unwrap();
    let asked = crate::office::client().post(format!("{}/v1/sync", clone.url));
    let body = clone.body(&[clone.push(3, 3)]);
    let status = asked.body(body).send().await.unwrap().status();
    assert_eq!(status, 200, "no signature fits behind another's entry");
    clone.hello_at = first.hello_at;
    clone.hello_at.0 = first.sync().await.timeline;
    let reply = clone.send(clone.body(&[clone.push(1, 3)])).await;
    assert_eq!((reply.fork, reply.durable()), (Some(1), 1));
}
