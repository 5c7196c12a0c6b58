//! Uploads that resume, and those that turn out to be something else.

use shanyi_wire::derive;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::office::{FIRST_VILLAGE, Office};
use crate::station::{Station, image, line, random};

#[tokio::test]
async fn an_upload_resumes_at_any_offset() {
    let office = Office::open().await;
    let station = office.station(FIRST_VILLAGE);
    for cut in [1, 2, 63, 64, 65, 199] {
        let whole = random::<200>();
        let (status, answer) = station.upload(&whole, 0, &whole[..cut]).await;
        assert_eq!(
            (status, &answer["have"], &answer["complete"]),
            (200, &cut.into(), &false.into())
        );
        let (status, answer) = station.upload(&whole, cut, &whole[cut..]).await;
        assert_eq!(
            (status, &answer["have"], &answer["complete"]),
            (201, &200.into(), &true.into())
        );
    }
}

#[tokio::test]
async fn another_offset_is_answered_with_the_true_one() {
    let office = Office::open().await;
    let station = office.station(FIRST_VILLAGE);
    let whole = random::<200>();
    station.upload(&whole, 0, &whole[..50]).await;
    for offset in [0, 49, 51, 200] {
        let (status, answer) = station.upload(&whole, offset, &whole[offset..]).await;
        assert_eq!((status, &answer["have"]), (409, &50.into()));
    }
}

#[tokio::test]
async fn what_is_complete_stays_and_is_said_so() {
    let office = Office::open().await;
    let station = office.station(FIRST_VILLAGE);
    let whole = random::<200>();
    station.upload(&whole, 0, &whole).await;
    let (status, answer) = station.upload(&whole, 0, b"something else").await;
    assert_eq!(
        (status, &answer["have"], &answer["complete"]),
        (200, &200.into(), &true.into())
    );
}

#[tokio::test]
async fn a_wrong_hash_drops_everything_and_the_image_can_come_again() {
    let office = Office::open().await;
    let station = office.station(FIRST_VILLAGE);
    let whole = random::<200>();
    let hash = derive::image_hash(&whole);
    station.upload(&whole, 0, &whole[..100]).await;
    let (status, answer) = station.upload_as(hash, 200, 100, vec![0; 100]).await;
    assert_eq!((status, &answer["have"]), (422, &0.into()));
    assert_eq!(station.upload(&whole, 0, &whole).await.0, 201);
}

#[tokio::test]
async fn a_line_cut_in_the_middle_of_an_upload_keeps_what_came() {
    let office = Office::open().await;
    let mut station = office.station(FIRST_VILLAGE);
    let whole = random::<1000>();
    station.hand_over("雷美凤", "lnyd", vec![line("id_card", vec![image(&whole)])]);
    station.sync().await;
    cut_upload(&station, &whole, 700).await;
    // The server notices the end of the line by itself; until then the image is not there.
    let have = loop {
        if let [have] = station.sync().await.begun()[..] {
            break have;
        }
        tokio::task::yield_now().await;
    };
    assert_eq!(have, 700);
    assert_eq!(station.upload(&whole, 700, &whole[700..]).await.0, 201);
}

/// Announces everything, sends the first bytes and hangs up.
async fn cut_upload(station: &Station, whole: &[u8], sent: usize) {
    let hash = derive::image_hash(whole);
    let total = u32::try_from(whole.len()).unwrap();
    let message = shanyi_wire::exchange::upload_message(&hash, total, 0);
    let signature = hex::encode(station.key.sign(&message).0);
    let address = station.url.trim_start_matches("http://");
    let device = station.head().stream.device;
    let head = format!(
        "PUT /v1/blobs/{hash} HTTP/1.1\r\nhost: {address}\r\ncontent-length: {total}\r\n\
         upload-offset: 0\r\nupload-length: {total}\r\nshanyi-device: {device}\r\n\
         shanyi-signature: {signature}\r\n\r\n"
    );
    let mut line = tokio::net::TcpStream::connect(address).await.unwrap();
    line.write_all(head.as_bytes()).await.unwrap();
    line.write_all(&whole[..sent]).await.unwrap();
    line.shutdown().await.unwrap();
    let mut rest = Vec::new();
    let _ = line.read_to_end(&mut rest).await;
}

#[tokio::test]
async fn uploads_without_sense_or_signature_are_turned_away() {
    let office = Office::open().await;
    let station = office.station(FIRST_VILLAGE);
    let whole = random::<200>();
    let hash = derive::image_hash(&whole);
    let status = |(status, _)| status;
    assert_eq!(
        status(station.upload_as(hash, 5 << 20, 0, vec![1]).await),
        413
    );
    assert_eq!(status(station.upload_as(hash, 0, 0, vec![]).await), 400);
    assert_eq!(status(station.upload_as(hash, 10, 11, vec![1]).await), 400);
    assert_eq!(
        status(station.upload_as(hash, 10, 0, vec![1; 11]).await),
        413
    );
    let mut thief = station.clone();
    thief.key = shanyi_wire::keys::SigningKey::from_bytes(&random());
    assert_eq!(status(thief.upload(&whole, 0, &whole).await), 401);
    assert_eq!(thief.fetch(hash, None).await.0, 401);
    assert_eq!(station.fetch(hash, None).await.0, 404);
}

#[tokio::test]
async fn two_uploads_of_one_image_at_once_never_mix() {
    let office = Office::open().await;
    let station = office.station(FIRST_VILLAGE);
    let whole: Vec<u8> = (0..300).flat_map(|_| random::<1000>()).collect();
    let upload = || station.upload(&whole, 0, &whole);
    let (a, b, c) = tokio::join!(upload(), upload(), upload());
    let done = [a.0, b.0, c.0].into_iter().filter(|status| *status == 201);
    assert_eq!(done.count(), 1, "{:?}", [a, b, c]);
    let hash = derive::image_hash(&whole);
    let file = office.folder.path().join("data/images/1");
    let name = hash.to_string();
    assert_eq!(
        std::fs::read(file.join(&name[..2]).join(&name)).unwrap(),
        whole
    );
}
