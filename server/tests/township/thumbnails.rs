//! Small pictures that a clerk sees while the scans are on their way.

use shanyi_domain::ids::ImageHash;
use shanyi_wire::derive;
use shanyi_wire::exchange::thumbnail_message;

use crate::office::{Browser, FIRST_VILLAGE, Office, SECOND_VILLAGE};
use crate::station::{Station, image, line, random};

/// The beginning of a JPEG and some bytes.
fn jpeg(length: usize) -> Vec<u8> {
    let mut bytes = vec![0xff, 0xd8, 0xff];
    bytes.resize(length, 7);
    bytes
}

async fn send(station: &Station, hash: ImageHash, bytes: &[u8]) -> u16 {
    let signature = station.key.sign(&thumbnail_message(&hash, bytes));
    let answer = crate::office::client()
        .put(format!("{}/v1/blobs/{hash}/thumbnail", station.url))
        .header("shanyi-device", station.head().stream.device.to_string())
        .header("shanyi-signature", hex::encode(signature.0))
        .body(bytes.to_vec())
        .send()
        .await;
    answer.unwrap().status().as_u16()
}

/// Images of which a small picture is wanted.
async fn wanted(station: &mut Station) -> usize {
    station.sync().await.images.unwrap().unseen.0.len()
}

#[tokio::test]
async fn a_small_picture_is_wanted_and_shown_until_the_scan_is_whole() {
    let office = Office::open().await;
    let mut station = office.station(FIRST_VILLAGE);
    let (scan, short) = (random::<9000>(), random::<600>());
    let hash = derive::image_hash(&scan);
    let images = vec![image(&scan), image(&short)];
    let case = station.hand_over("雷美凤", "lnyd", vec![line("id_card", images)]);
    assert_eq!(
        wanted(&mut station).await,
        1,
        "a short one is there as soon itself"
    );
    let clerk = Browser::signed_in(&office, 0).await;
    let address = format!("/api/images/{hash}/thumbnail");
    assert_eq!(clerk.get(&address).await.status, 404);
    let small = jpeg(5000);
    assert_eq!(send(&station, hash, &small).await, 204);
    assert_eq!(wanted(&mut station).await, 0);
    station.upload(&scan, 0, &scan[..3000]).await;
    let shown = clerk.case(case).await["materials"][0]["images"][0].clone();
    assert_eq!(
        (&shown["thumbnail"], &shown["have"]),
        (&true.into(), &3000.into())
    );
    let answer = clerk.request("GET", &address).send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "image/jpeg");
    assert_eq!(answer.bytes().await.unwrap().to_vec(), small);
    station.upload(&scan, 3000, &scan[3000..]).await;
    let shown = clerk.case(case).await["materials"][0]["images"][0].clone();
    assert_eq!(
        (&shown["thumbnail"], &shown["complete"]),
        (&false.into(), &true.into())
    );
    assert_eq!(clerk.get(&address).await.status, 404);
    assert_eq!(
        send(&station, hash, &small).await,
        204,
        "late, and of no use any more"
    );
    assert_eq!(clerk.get(&address).await.status, 404);
}

#[tokio::test]
async fn what_is_no_small_picture_of_a_station_s_own_image_is_turned_away() {
    let office = Office::open().await;
    let mut station = office.station(FIRST_VILLAGE);
    let other = office.station(SECOND_VILLAGE);
    let scan = random::<9000>();
    let hash = derive::image_hash(&scan);
    assert_eq!(
        send(&station, hash, &jpeg(5000)).await,
        404,
        "nobody names it"
    );
    station.hand_over("雷美凤", "lnyd", vec![line("id_card", vec![image(&scan)])]);
    station.sync().await;
    assert_eq!(send(&station, hash, &jpeg(6 * 1024 + 1)).await, 413);
    assert_eq!(send(&station, hash, b"GIF89a").await, 400);
    assert_eq!(send(&other, hash, &jpeg(100)).await, 404);
    let mut stranger = station.clone();
    stranger.key = shanyi_wire::keys::SigningKey::from_bytes(&[9; 32]);
    assert_eq!(send(&stranger, hash, &jpeg(100)).await, 401);
    assert_eq!(wanted(&mut station).await, 1, "nothing was taken");
}
