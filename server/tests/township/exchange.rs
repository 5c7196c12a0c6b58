//! Streams, receipts, forks, feeds.

use shanyi_domain::fact::{Commented, Fact};
use shanyi_domain::ids::CaseId;
use shanyi_server::ledger::Ledger;
use shanyi_wire::derive;
use shanyi_wire::event::{Event, Payload};
use shanyi_wire::exchange::{Feed, ImageStart, ImagesWanted, Refusal};
use shanyi_wire::frame::Frame;
use shanyi_wire::keys::SigningKey;

use crate::office::{FIRST_VILLAGE, Office, SECOND_VILLAGE};
use crate::station::{Station, image, line, random};

/// What another process would find in the ledger: the events of these cases.
pub fn on_disk(office: &Office, case: CaseId) -> usize {
    let ledger = Ledger::open(&office.folder.path().join("data")).unwrap();
    ledger.read(|view| view.held_events(case)).unwrap().len()
}

pub fn comment(text: &str) -> Fact {
    Fact::Commented(Commented {
        text: text.to_owned(),
    })
}

/// How many frames are kept that did not continue their stream.
pub fn divergent(office: &Office) -> i64 {
    let file = office.folder.path().join("data/township.db");
    let ledger = rusqlite::Connection::open(file).unwrap();
    let count = "SELECT count(*) FROM divergent";
    ledger.query_row(count, [], |row| row.get(0)).unwrap()
}

#[tokio::test]
async fn a_push_is_durable_before_its_receipt() {
    let office = Office::open().await;
    let mut station = office.station(FIRST_VILLAGE);
    let case = station.hand_over("雷美凤", "lnyd", vec![]);
    let reply = station.sync().await;
    assert_eq!(reply.durable(), 2);
    assert_eq!(reply.receipt.unwrap().prunable, 0, "there is no backup yet");
    assert_eq!(on_disk(&office, case), 2);
}

#[tokio::test]
async fn sending_twice_equals_sending_once() {
    let office = Office::open().await;
    let mut station = office.station(FIRST_VILLAGE);
    let case = station.hand_over("雷美凤", "lnyd", vec![]);
    let once = station.sync().await;
    let position = office.app.position().unwrap();
    for _ in 0..3 {
        let again = station.sync().await;
        assert_eq!(again.durable(), once.durable());
        assert_eq!(again.fork, None);
    }
    assert_eq!(on_disk(&office, case), 2);
    assert_eq!(office.app.position().unwrap(), position);
}

#[tokio::test]
async fn a_body_cut_after_any_byte_keeps_each_whole_frame() {
    let office = Office::open().await;
    let mut station = office.station(FIRST_VILLAGE);
    let case = station.hand_over("雷美凤", "lnyd", vec![]);
    let whole = station.body(&[station.push(1, 1), station.push(2, 2)]);
    let mut ends = Vec::new();
    while let Some((_, length)) = Frame::read(&whole[ends.last().copied().unwrap_or(0)..]).unwrap()
    {
        ends.push(ends.last().copied().unwrap_or(0) + length);
    }
    let [hello, first, second] = ends[..] else {
        panic!("three frames");
    };
    for cut in 0..=whole.len() {
        let reply = station.send(whole[..cut].to_vec()).await;
        let held = on_disk(&office, case);
        // What an earlier, shorter body brought is kept, so each cut shows its own frames only.
        let (status, expected) = match cut {
            cut if cut < hello => (400, 0),
            cut if cut < first => (200, 0),
            cut if cut < second => (200, 1),
            _ => (200, 2),
        };
        assert_eq!((cut, reply.status, held), (cut, status, expected));
        assert_eq!(reply.durable(), expected as u64, "cut at {cut}");
    }
}

#[tokio::test]
async fn a_line_that_drops_in_the_middle_keeps_the_frames_before() {
    use tokio::io::AsyncWriteExt;
    let office = Office::open().await;
    let mut station = office.station(FIRST_VILLAGE);
    let case = station.hand_over("雷美凤", "lnyd", vec![]);
    let whole = station.body(&[station.push(1, 1), station.push(2, 2)]);
    let address = office.url.trim_start_matches("http://");
    let mut line = tokio::net::TcpStream::connect(address).await.unwrap();
    let head = format!(
        "POST /v1/sync HTTP/1.1\r\nhost: {address}\r\ncontent-length: {}\r\n\r\n",
        whole.len()
    );
    let mut bell = office.app.listen();
    line.write_all(head.as_bytes()).await.unwrap();
    line.write_all(&whole[..whole.len() - 1]).await.unwrap();
    bell.changed().await.unwrap();
    drop(line);
    assert_eq!(on_disk(&office, case), 1);
    assert_eq!(station.sync().await.durable(), 2);
}

#[tokio::test]
async fn a_push_with_a_bad_signature_is_refused_whole() {
    let office = Office::open().await;
    let mut station = office.station(FIRST_VILLAGE);
    let case = station.hand_over("雷美凤", "lnyd", vec![]);
    let mut push = station.push(1, 2);
    push.signature = station.heads[1].sign(&station.key);
    let reply = station.send(station.body(&[push])).await;
    assert_eq!(
        (reply.status, reply.refusal),
        (401, Some(Refusal::BadSignature))
    );
    assert_eq!(on_disk(&office, case), 0);
}

#[tokio::test]
async fn an_unknown_device_and_a_wrong_key_are_turned_away_alike() {
    let office = Office::open().await;
    let station = office.station(FIRST_VILLAGE);
    let mut stranger = station.clone();
    stranger.heads[0].stream.device.0 = random();
    let mut thief = station.clone();
    thief.key = SigningKey::from_bytes(&random());
    let mut township = station.clone();
    township.heads[0].stream.device.0 = [0; 16];
    for somebody in [stranger, thief, township] {
        let reply = somebody.send(somebody.body(&[])).await;
        let expected = (401, Some(Refusal::UnknownDevice));
        assert_eq!((reply.status, reply.refusal), expected);
    }
}

#[tokio::test]
async fn feed_pages_skip_nothing() {
    let office = Office::open().await;
    let mut writer = office.station(FIRST_VILLAGE);
    let mut reader = office.station(FIRST_VILLAGE);
    let case = writer.collect("雷美凤", "lnyd", vec![]);
    for n in 0..120 {
        writer.write(case, comment(&format!("{n} {}", "长".repeat(400))));
    }
    writer.sync().await;
    let mut pages = 0;
    loop {
        let reply = reader.sync().await;
        let page = reply.feed(Feed::Station).expect("a page");
        let weight: usize = page.entries.iter().map(|entry| entry.event.len()).sum();
        assert!(weight < 48 * 1024, "{weight}");
        pages += 1;
        if !page.more {
            break;
        }
    }
    assert!(pages > 2, "{pages} pages");
    assert_eq!(reader.events[&case].len(), 121);
    assert_eq!(reader.case(case), writer.case(case));
    assert_eq!(reader.sync().await.feed(Feed::Station), None);
}

#[tokio::test]
async fn the_broadcast_names_what_is_published_and_its_bytes_can_be_fetched_in_parts() {
    let office = Office::open().await;
    let mut station = office.station(FIRST_VILLAGE);
    let reply = station.sync().await;
    let page = reply.feed(Feed::Broadcast).expect("a page");
    let documents: Vec<_> = page
        .entries
        .iter()
        .filter_map(|entry| match Event::decode(&entry.event).unwrap().payload {
            Payload::Document(document) => Some(document),
            _ => None,
        })
        .collect();
    assert_eq!(documents.len(), 3);
    for document in documents {
        let (status, bytes) = station.fetch(document.hash, None).await;
        assert_eq!(status, 200);
        assert_eq!(bytes.len(), document.length as usize);
        assert_eq!(derive::image_hash(&bytes), document.hash);
        let (status, rest) = station.fetch(document.hash, Some(100)).await;
        assert_eq!((status, &rest[..]), (206, &bytes[100..]));
    }
}

#[tokio::test]
async fn what_a_foreign_timeline_has_read_is_read_again() {
    let office = Office::open().await;
    let mut station = office.station(FIRST_VILLAGE);
    station.sync().await;
    assert!(station.sync().await.feeds.is_empty());
    station.hello_at.0 = 1;
    assert!(station.sync().await.feed(Feed::Broadcast).is_some());
}

#[tokio::test]
async fn images_are_wanted_until_they_are_complete() {
    let office = Office::open().await;
    let mut station = office.station(FIRST_VILLAGE);
    let (front, back) = (random::<5000>(), random::<3000>());
    let images = vec![image(&front), image(&back)];
    station.hand_over("雷美凤", "lnyd", vec![line("id_card", images)]);
    let both = station.sync().await.wanted();
    assert_eq!(both.len(), 2);
    station.upload(&front, 0, &front[..1234]).await;
    let list = station.sync().await.images.unwrap();
    let start = |bytes: &[u8]| ImageStart::of(&derive::image_hash(bytes));
    assert_eq!(list.have(start(&front)), 1234);
    assert_eq!(list.have(start(&back)), 0);
    station.upload(&front, 1234, &front[1234..]).await;
    assert_eq!(station.sync().await.wanted(), [start(&back)]);
    station.upload(&back, 0, &back).await;
    assert!(station.sync().await.wanted().is_empty());
    // Another case with the same papers wants nothing that is here already.
    station.hand_over("雷水法", "lnyd", vec![line("id_card", vec![image(&front)])]);
    assert!(station.sync().await.wanted().is_empty());
}

#[tokio::test]
async fn what_a_station_says_that_it_holds_is_not_told_again() {
    let office = Office::open().await;
    let mut station = office.station(FIRST_VILLAGE);
    let photo = random::<9000>();
    station.hand_over("雷美凤", "lnyd", vec![line("id_card", vec![image(&photo)])]);
    let first = station.sync().await;
    let list = first.images.clone().unwrap();
    assert_eq!((first.durable(), list.all().count()), (2, 1));
    station.images = Some(list.digest());
    station.unreceipted = Some(0);
    let silent = station.sync().await;
    assert_eq!((silent.receipt, silent.images), (None, None));
    // Another list, another receipt, or a timeline of which nothing was heard: all is told.
    station.images = Some(list.digest() ^ 1);
    station.unreceipted = Some(1);
    let told = station.sync().await;
    assert_eq!((told.durable(), told.images), (2, Some(list.clone())));
    station.images = Some(list.digest());
    station.unreceipted = Some(0);
    let here = std::mem::replace(&mut station.hello_at, (7, 0, 0));
    let told = station.sync().await;
    assert_eq!((told.durable(), told.images), (2, Some(list)));
    station.hello_at = here;
    // A chunk changes nothing of the list; the last one does.
    station.upload(&photo, 0, &photo[..5000]).await;
    assert_eq!(station.sync().await.images, None);
    station.upload(&photo, 5000, &photo[5000..]).await;
    assert_eq!(station.sync().await.images, Some(ImagesWanted::default()));
    station.images = Some(0);
    assert_eq!(station.sync().await.images, None);
    // One more entry, one more receipt.
    station.collect("雷水法", "lnyd", vec![]);
    station.unreceipted = Some(1);
    assert_eq!(station.sync().await.durable(), 3);
}

#[tokio::test]
async fn a_pc_hears_of_its_own_images_first_and_of_those_that_nobody_can_see_yet() {
    let office = Office::open().await;
    let mut first = office.station(FIRST_VILLAGE);
    let mut second = office.station(FIRST_VILLAGE);
    let photos: Vec<Vec<u8>> = (0..3).map(|n| vec![n; 7000 + usize::from(n)]).collect();
    let short = vec![9; 500];
    for (n, photo) in photos.iter().enumerate() {
        let station = match n {
            1 => &mut second,
            _ => &mut first,
        };
        let images = vec![image(photo), image(&short)];
        station.collect("雷美凤", "lnyd", vec![line("id_card", images)]);
        station.sync().await;
    }
    let start = |bytes: &[u8]| ImageStart::of(&derive::image_hash(bytes));
    let told = first.sync().await.images.unwrap();
    assert_eq!(told.unseen.0, [0, 2, 1].map(|n| start(&photos[n])));
    assert_eq!(told.others.0, [start(&short)]);
    let told = second.sync().await.images.unwrap();
    assert_eq!(told.unseen.0, [1, 0, 2].map(|n| start(&photos[n])));
}

#[tokio::test]
async fn of_many_images_a_reply_names_two_kilobytes_and_says_that_there_are_more() {
    let office = Office::open().await;
    let mut station = office.station(FIRST_VILLAGE);
    for case in 0..6_u8 {
        let images = (0..50).map(|n| image(&[case, n, 1])).collect();
        station.collect("雷美凤", "lnyd", vec![line("id_card", images)]);
    }
    let reply = station.sync().await;
    let list = reply.images.unwrap();
    assert_eq!((list.all().count(), list.more), (256, true));
    let mut frame = Vec::new();
    Frame::Images(list).write(&mut frame).unwrap();
    assert!(frame.len() < 2100, "{} bytes", frame.len());
}

#[tokio::test]
async fn a_station_of_another_village_reads_nothing_of_these_cases() {
    let office = Office::open().await;
    let mut station = office.station(FIRST_VILLAGE);
    let photo = random::<2000>();
    station.hand_over("雷美凤", "lnyd", vec![line("id_card", vec![image(&photo)])]);
    station.sync().await;
    station.upload(&photo, 0, &photo).await;
    let mut other: Station = office.station(SECOND_VILLAGE);
    let reply = other.sync().await;
    assert_eq!(reply.feed(Feed::Station), None);
    let hash = derive::image_hash(&photo);
    assert_eq!(other.fetch(hash, None).await.0, 404);
    assert_eq!(station.fetch(hash, None).await, (200, photo.to_vec()));
    // Saying that it has the same image tells it nothing either.
    assert_eq!(other.upload(&photo, 0, &photo[..10]).await.1["have"], 10);
}
