//! What the township can't use: set aside with a reason, never in the way of what follows.

use shanyi_domain::fact::{Fact, Refused};
use shanyi_domain::ids::StationId;
use shanyi_wire::event::{Event, Payload};
use shanyi_wire::exchange::{Feed, QuarantineReason};

use crate::exchange::{comment, on_disk};
use crate::office::{FIRST_VILLAGE, MONDAY, Office, SECOND_VILLAGE};

#[tokio::test]
async fn what_is_foreign_to_the_station_is_set_aside_and_holds_nothing_up() {
    let office = Office::open().await;
    let mut other = office.station(SECOND_VILLAGE);
    let theirs = other.collect("钟土根", "lnyd", vec![]);
    other.sync().await;
    let mut station = office.station(FIRST_VILLAGE);
    station.seeds.insert(theirs, other.seeds[&theirs]);
    station.write(theirs, comment("不是我的"));
    let mine = station.station;
    station.station = StationId(2);
    station.collect("替别的站收的", "lnyd", vec![]);
    station.station = mine;
    let case = station.hand_over("雷美凤", "lnyd", vec![]);
    let reply = station.sync().await;
    let foreign = QuarantineReason::ForeignCase;
    assert_eq!(reply.reasons(), [foreign, foreign]);
    assert_eq!(reply.durable(), 4);
    assert_eq!(on_disk(&office, theirs), 1);
    assert_eq!(on_disk(&office, case), 2);
    let again = station.sync().await;
    assert_eq!(
        again.reasons(),
        [foreign, foreign],
        "told again when asked again"
    );
}

#[tokio::test]
async fn what_is_no_event_or_of_an_unknown_kind_is_set_aside_with_its_reason() {
    let office = Office::open().await;
    let mut station = office.station(FIRST_VILLAGE);
    let case = station.collect("雷美凤", "lnyd", vec![]);
    let seed = station.seeds[&case];
    // Malformed, but it names its case; then a kind of tomorrow; then an act of the township.
    let named = |rest: &[u8]| [&[0xa2, 0x01, 0x50], &case.0[..], rest].concat();
    station.raw(named(&[0x05, 0xff]), seed, false);
    let mut tomorrow = vec![0xa4, 0x00, 0x18, 0x63, 0x01, 0x50];
    tomorrow.extend_from_slice(&case.0);
    tomorrow.extend_from_slice(&[0x03, 0x00, 0x05, 0xa0]);
    assert!(Event::decode(&tomorrow).is_ok());
    station.raw(tomorrow, seed, false);
    station.write(
        case,
        Fact::Refused(Refused {
            reason: "我说了算".to_owned(),
            where_to_go: "无".to_owned(),
        }),
    );
    station.submit(case);
    station.submit(case);
    let reply = station.sync().await;
    use QuarantineReason as Reason;
    assert_eq!(
        reply.reasons(),
        [
            Reason::Malformed,
            Reason::UnknownKind,
            Reason::NotYours,
            Reason::NotNow
        ]
    );
    let reader = office.station(FIRST_VILLAGE);
    let reply = reader.send(reader.body(&[])).await;
    let page = reply.feed(Feed::Station).unwrap();
    assert_eq!(page.entries.len(), 5, "a kind of tomorrow is passed on");
}

#[tokio::test]
async fn an_event_that_comes_before_its_case_waits_for_it() {
    let office = Office::open().await;
    let mut writer = office.station(FIRST_VILLAGE);
    let case = writer.collect("雷美凤", "lnyd", vec![]);
    let mut second = office.station(FIRST_VILLAGE);
    second.seeds = writer.seeds.clone();
    second.events = writer.events.clone();
    let base = second.case(case).unwrap().tips();
    let event = Event {
        case: Some(case),
        base,
        at: MONDAY,
        actor: second.operator,
        clock_doubtful: false,
        payload: Payload::Fact(comment("先到了")),
    };
    let seed = second.seeds[&case];
    second.raw(event.encode().unwrap(), seed, true);
    let reply = second.send(second.body(&[second.push(1, 1)])).await;
    assert_eq!(reply.reasons(), [QuarantineReason::UnknownCase]);
    assert_eq!(reply.durable(), 1);
    writer.sync().await;
    assert_eq!(on_disk(&office, case), 2);
    let again = second.send(second.body(&[second.push(1, 1)])).await;
    assert!(again.reasons().is_empty());
}

#[tokio::test]
async fn an_entry_whose_case_is_not_here_is_asked_for_again_with_its_seed_and_waits() {
    let office = Office::open().await;
    let mut writer = office.station(FIRST_VILLAGE);
    let case = writer.collect("雷美凤", "lnyd", vec![]);
    let mut second = office.station(FIRST_VILLAGE);
    second.seeds = writer.seeds.clone();
    second.events = writer.events.clone();
    second.write(case, comment("先到了"));
    let mine = second.collect("蓝春妹", "lnyd", vec![]);
    let reply = second.send(second.body(&[second.push(1, 2)])).await;
    assert_eq!((reply.status, reply.refusal), (200, None));
    assert_eq!(
        (reply.rewind, reply.seeds, reply.durable()),
        (Some(1), true, 0)
    );
    second.entries[0].seed = Some(second.seeds[&case]);
    let reply = second.send(second.body(&[second.push(1, 2)])).await;
    assert_eq!((reply.rewind, reply.durable()), (None, 2));
    assert_eq!(reply.reasons(), [QuarantineReason::UnknownCase]);
    assert_eq!(on_disk(&office, mine), 1, "nothing behind it waits");
    writer.sync().await;
    assert_eq!(on_disk(&office, case), 2);
}

#[tokio::test]
async fn what_follows_a_beginning_that_was_set_aside_holds_nothing_up_either() {
    let office = Office::open().await;
    let mut station = office.station(FIRST_VILLAGE);
    let mine = station.station;
    station.station = StationId(2);
    let foreign = station.collect("替别的站收的", "lnyd", vec![]);
    station.station = mine;
    station.sync().await;
    station.submit(foreign);
    let case = station.hand_over("雷美凤", "lnyd", vec![]);
    let reply = station.send(station.body(&[station.push(2, 4)])).await;
    assert_eq!((reply.status, reply.refusal), (200, None));
    assert_eq!(reply.durable(), 4);
    assert_eq!(reply.reasons(), [QuarantineReason::UnknownCase]);
    assert_eq!(on_disk(&office, case), 2);
}
