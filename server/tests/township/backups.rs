//! The off-site copy: made while the server runs, opened and compared; what is in it stations may let go
//! of one day.

use std::path::{Path, PathBuf};

use shanyi_domain::ids::StationId;
use shanyi_server::backup::{Backup, backup};
use shanyi_server::clock::Clock;
use shanyi_server::error::ServerError;
use shanyi_server::ledger::LedgerError;
use shanyi_server::restore::restore;
use shanyi_server::{App, dump};

use crate::exchange::comment;
use crate::office::{FIRST_VILLAGE, MONDAY, Office, SECOND_VILLAGE};
use crate::station::{Station, image, line, random};

fn data(office: &Office) -> PathBuf {
    office.folder.path().join("data")
}

fn copied(office: &Office, name: &str) -> Result<Backup, ServerError> {
    backup(&office.app, &data(office), &office.folder.path().join(name))
}

async fn prunable(station: &mut Station) -> u64 {
    station.sync().await.receipt.unwrap().prunable
}

/// The copy as a township that is put back from it opens it.
fn opened(path: &Path) -> App {
    let files = std::fs::read_dir(path.parent().unwrap()).unwrap();
    let data = path.with_extension(format!("put-back-{}", files.count()));
    restore(path, &data, Clock::at(MONDAY)).unwrap();
    App::open(&data, Clock::at(MONDAY)).unwrap()
}

#[tokio::test]
async fn a_copy_is_compared_before_it_has_its_name_and_receipts_say_so_from_then_on() {
    let office = Office::open().await;
    let mut station = office.station(FIRST_VILLAGE);
    let photo = random::<3000>();
    let case = station.hand_over("雷美凤", "lnyd", vec![line("id_card", vec![image(&photo)])]);
    station.sync().await;
    station.upload(&photo, 0, &photo).await;
    let done = copied(&office, "stick").unwrap();
    assert_eq!((done.images, done.copied, done.missing), (1, 1, 0));
    assert_eq!(prunable(&mut station).await, 2);
    let stick = office.folder.path().join("stick");
    assert_eq!(
        dump::dump(&opened(&stick)).unwrap(),
        dump::dump(&office.app).unwrap(),
        "it is a data folder, with its key and its images"
    );

    // What comes later is in the next copy, which replaces the one before and copies no image twice.
    station.write(case, comment("后来的"));
    assert_eq!(prunable(&mut station).await, 2);
    // As if the power had gone in the middle of a copy.
    std::fs::write(stick.join("township.db.part"), b"half").unwrap();
    let again = copied(&office, "stick").unwrap();
    assert_eq!((again.images, again.copied), (1, 0));
    assert_eq!(prunable(&mut station).await, 3);
    assert!(!stick.join("township.db.part").exists());
}

#[tokio::test]
async fn an_image_that_the_copys_disk_lost_in_silence_is_copied_anew_within_a_month() {
    let office = Office::open().await;
    let mut station = office.station(FIRST_VILLAGE);
    let photo = random::<3000>();
    station.hand_over("雷美凤", "lnyd", vec![line("id_card", vec![image(&photo)])]);
    station.sync().await;
    station.upload(&photo, 0, &photo).await;
    assert_eq!(copied(&office, "stick").unwrap().copied, 1);
    let name = shanyi_wire::derive::image_hash(&photo).to_string();
    let copy = office.folder.path().join("stick/images/1");
    let copy = copy.join(&name[..2]).join(&name);
    // As long as before, and something else.
    std::fs::write(&copy, [0; 3000]).unwrap();
    let anew: u64 = (0..30)
        .map(|day| {
            office.set_clock(MONDAY.plus_seconds(day * 86_400));
            copied(&office, "stick").unwrap().copied
        })
        .sum();
    assert_eq!((anew, std::fs::read(&copy).unwrap()), (1, photo.to_vec()));
}

#[tokio::test]
async fn prunable_stops_before_what_the_copy_lacks_and_never_falls_until_the_ledger_is_put_back() {
    let office = Office::open().await;
    let mut station = office.station(FIRST_VILLAGE);
    station.hand_over("雷美凤", "lnyd", vec![]);
    let photo = random::<3000>();
    station.hand_over("蓝春妹", "lnyd", vec![line("id_card", vec![image(&photo)])]);
    // Set aside: nobody can tell which images it names.
    let mine = station.station;
    station.station = StationId(2);
    station.collect("替别的站收的", "lnyd", vec![]);
    station.station = mine;
    station.hand_over("钟土根", "lnyd", vec![]);
    station.sync().await;
    copied(&office, "stick").unwrap();
    assert_eq!(prunable(&mut station).await, 2, "the image is on its way");
    station.upload(&photo, 0, &photo).await;
    copied(&office, "stick").unwrap();
    assert_eq!(prunable(&mut station).await, 4, "up to what was set aside");

    // The image's file is lost at the township: the next copy has less of it, and says so.
    let images = data(&office).join("images");
    let other = office.folder.path().join("other");
    std::fs::rename(&images, office.folder.path().join("gone")).unwrap();
    std::fs::create_dir(&images).unwrap();
    assert_eq!(copied(&office, "other").unwrap().missing, 1);
    assert_eq!(prunable(&mut station).await, 4, "another copy still has it");
    let put_back = opened(&other);
    let stream = station.head().stream;
    let said: Result<u64, LedgerError> = put_back.ledger.read(|view| view.prunable(stream));
    assert_eq!(said.unwrap(), 0);
    let wanted: Result<_, LedgerError> = put_back
        .ledger
        .read(|view| view.wanted(mine, stream.device));
    assert_eq!(
        wanted.unwrap().all().count(),
        1,
        "it asks the station for it"
    );
}

#[tokio::test]
async fn a_copy_is_made_over_neither_the_ledger_itself_nor_another_townships() {
    let office = Office::open().await;
    let mut station = office.station(FIRST_VILLAGE);
    station.hand_over("雷美凤", "lnyd", vec![]);
    station.sync().await;
    let itself = backup(&office.app, &data(&office), &data(&office));
    assert!(
        matches!(itself, Err(ServerError::BackupInPlace(_))),
        "{itself:?}"
    );
    let other = Office::open().await;
    copied(&other, "stick").unwrap();
    let before = std::fs::read(other.folder.path().join("stick/township.db")).unwrap();
    let over = backup(
        &office.app,
        &data(&office),
        &other.folder.path().join("stick"),
    );
    assert!(matches!(over, Err(ServerError::OtherKey(_))), "{over:?}");
    assert_eq!(
        std::fs::read(other.folder.path().join("stick/township.db")).unwrap(),
        before
    );
    assert_eq!(prunable(&mut station).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn pushes_go_on_while_a_copy_is_made_and_each_copy_is_one_moment() {
    let office = Office::open().await;
    let mut stations = [
        office.station(FIRST_VILLAGE),
        office.station(SECOND_VILLAGE),
    ];
    let (app, from) = (office.app.clone(), data(&office));
    let to = office.folder.path().join("stick");
    let copies = tokio::task::spawn_blocking(move || {
        let copies = (0..8).map(|_| backup(&app, &from, &to).unwrap().events);
        copies.collect::<Vec<u64>>()
    });
    let mut rounds = 0;
    while !copies.is_finished() || rounds < 3 {
        for station in &mut stations {
            station.hand_over("雷美凤", "lnyd", vec![]);
            let from = station.head().seq - 1;
            let push = station.push(from, from + 1);
            let reply = station.send(station.body(&[push])).await;
            assert_eq!(reply.durable(), from + 1);
            let receipt = reply.receipt.unwrap();
            assert!(receipt.prunable <= receipt.durable);
        }
        rounds += 1;
    }
    let events = copies.await.unwrap();
    assert!(events.is_sorted(), "{events:?}");
    copied(&office, "stick").unwrap();
    for station in &mut stations {
        let durable = station.head().seq;
        assert_eq!(prunable(station).await, durable);
    }
}

#[tokio::test]
async fn a_township_that_is_put_back_has_the_authorities_that_its_stations_trust() {
    let office = Office::open().await;
    let trusted = office.app.authorities().unwrap();
    copied(&office, "stick").unwrap();
    let stick = office.folder.path().join("stick");
    assert_eq!(opened(&stick).authorities().unwrap(), trusted);
    let spare = std::fs::read_to_string(stick.join("spare-authority.pem")).unwrap();
    assert!(
        !spare.contains("PRIVATE KEY"),
        "one disk would be enough to lose both to a thief"
    );
}
