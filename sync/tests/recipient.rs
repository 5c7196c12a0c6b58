//! The township's recovery key: whoever could say one in its name would have the key of every PC.
#![allow(clippy::unwrap_used, clippy::panic)]

mod mouth;

use mouth::*;
use sha2::{Digest, Sha256};
use shanyi_store::Enrolment;
use shanyi_sync::carrier::{Carrier, CarrierError, Chunk, Fetch, Fetched, Put, Thumbnail};
use shanyi_sync::engine::{Engine, Given, Trouble};
use shanyi_wire::exchange::{Closing, Recipient};
use shanyi_wire::frame::Frame;
use shanyi_wire::keys::SigningKey;

/// Age recipients. Nobody has a key of the first two; the third is none.
const KNOWN: &str = "age1qyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqs3290gq";
const OTHER: &str = "age1qgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpquuzgag";
const NONE: &str = "age1nobody";

fn enrolled() -> Scene {
    let scene = Scene::new();
    let enrolment = Enrolment {
        sealing: [3; 32],
        recovery: KNOWN.to_owned(),
        authority: vec![1],
        spare: vec![2],
    };
    scene
        .store
        .lock()
        .unwrap()
        .keep_enrolment(&enrolment)
        .unwrap();
    scene
}

fn known(scene: &Scene) -> String {
    let enrolment = scene.store.lock().unwrap().enrolment().unwrap();
    enrolment.unwrap().recovery
}

fn told(recipient: &str) -> Vec<Frame> {
    let recipient = recipient.to_owned();
    vec![Frame::Recipient(Recipient { recipient })]
}

fn given(at: i64) -> Given {
    Given {
        now: NOW.plus_seconds(at),
        saved_before: NOW,
        fresh: 9,
    }
}

/// Somebody on the line who changes what the township answers.
struct Between<'a, F>(&'a Mouth, F);

impl<F: Fn(&[u8], Vec<u8>) -> Vec<u8> + Send + Sync> Carrier for Between<'_, F> {
    async fn sync(&self, body: Vec<u8>) -> Result<Vec<u8>, CarrierError> {
        let answer = self.0.sync(body.clone()).await?;
        Ok((self.1)(&body, answer))
    }
    async fn put(&self, chunk: Chunk) -> Result<Put, CarrierError> {
        self.0.put(chunk).await
    }
    async fn get(&self, fetch: Fetch) -> Result<Fetched, CarrierError> {
        self.0.get(fetch).await
    }
    async fn put_thumbnail(&self, thumbnail: Thumbnail) -> Result<(), CarrierError> {
        self.0.put_thumbnail(thumbnail).await
    }
}

fn bytes(frames: &[Frame]) -> Vec<u8> {
    let mut line = Vec::new();
    frames
        .iter()
        .for_each(|frame| frame.write(&mut line).unwrap());
    line
}

#[tokio::test]
async fn a_recovery_key_counts_by_the_township_s_signature_alone() {
    let scene = enrolled();
    let mouth = Mouth::default();
    // Put before what the township signed; put behind it; signed by somebody else; answered to another
    // question; and in the place of what the township had said.
    let before = |_: &[u8], answer: Vec<u8>| [bytes(&told(OTHER)), answer].concat();
    let behind = |_: &[u8], answer: Vec<u8>| [answer, bytes(&told(OTHER))].concat();
    let own = |asked: &[u8], _: Vec<u8>| {
        let Some((Frame::Hello(hello), _)) = Frame::read(asked).unwrap() else {
            panic!("no hello");
        };
        let line = bytes(&told(OTHER));
        let digest = Sha256::digest(&line).into();
        let stranger = SigningKey::from_bytes(&[66; 32]);
        let closing = Closing::sign(&hello.signature, &digest, 0, NOW, 0, &stranger);
        [line, bytes(&[Frame::Closing(closing)])].concat()
    };
    let unsigned = |_: &[u8], _: Vec<u8>| bytes(&told(OTHER));
    let earlier = std::sync::OnceLock::new();
    let replayed = |_: &[u8], answer: Vec<u8>| earlier.get_or_init(|| answer).clone();
    let refused = |done: Result<_, Trouble>| {
        let trouble: Option<Trouble> = done.map(|_| ()).err();
        assert!(
            matches!(trouble, Some(Trouble::Stranger | Trouble::Down)),
            "{trouble:?}"
        );
    };
    let mut engine = Engine::new(Between(&mouth, before), scene.parties.clone());
    refused(engine.round(&scene.store, || given(0), || {}).await);
    let mut engine = Engine::new(Between(&mouth, own), scene.parties.clone());
    refused(engine.round(&scene.store, || given(0), || {}).await);
    let mut engine = Engine::new(Between(&mouth, unsigned), scene.parties.clone());
    refused(engine.round(&scene.store, || given(0), || {}).await);
    let mut engine = Engine::new(Between(&mouth, behind), scene.parties.clone());
    engine
        .round(&scene.store, || given(0), || {})
        .await
        .unwrap();
    assert_eq!(known(&scene), KNOWN);
    // What the township itself once said, said again when it says something else.
    let mut engine = Engine::new(Between(&mouth, replayed), scene.parties.clone());
    mouth.will_say(0, told(OTHER));
    engine
        .round(&scene.store, || given(0), || {})
        .await
        .unwrap();
    assert_eq!(known(&scene), OTHER);
    mouth.will_say(0, told(KNOWN));
    refused(engine.round(&scene.store, || given(1), || {}).await);
    assert_eq!(known(&scene), OTHER);
}

#[tokio::test]
async fn what_is_no_recovery_key_changes_nothing_and_which_is_known_is_said_once_a_day() {
    let scene = enrolled();
    let mouth = Mouth::default();
    let mut engine = Engine::new(&mouth, scene.parties.clone());
    mouth.will_say(0, told(NONE));
    engine
        .round(&scene.store, || given(0), || {})
        .await
        .unwrap();
    assert_eq!(known(&scene), KNOWN);
    for at in [60, 86_399, 86_400, 86_460, -3600] {
        engine
            .round(&scene.store, || given(at), || {})
            .await
            .unwrap();
    }
    let heard = mouth.heard.lock().unwrap();
    let named: Vec<_> = heard.iter().map(|hello| hello.recovery).collect();
    let one = Some(Recipient::digest(KNOWN));
    assert_eq!(named, [one, None, None, one, None, one]);
}
