//! One of each type of frame. The keys, streams and seeds are those that `docs/protocol.md` names.

use shanyi_domain::ids::{DeviceId, EventId, ImageHash, Seed, StationId};
use shanyi_wire::exchange::*;
use shanyi_wire::frame::Frame;
use shanyi_wire::keys::SigningKey;
use shanyi_wire::stream::{Entry, Head, Incarnation, Origin, StreamId};

use super::samples::{AT, collected, comment, event};
use shanyi_wire::event::Payload;

/// The key of the device: 32 times 05.
fn device() -> SigningKey {
    SigningKey::from_bytes(&[5; 32])
}

/// The key of the township: 32 times 06.
fn township() -> SigningKey {
    SigningKey::from_bytes(&[6; 32])
}

fn stream() -> StreamId {
    StreamId {
        device: DeviceId([1; 16]),
        incarnation: Incarnation(77),
    }
}

/// An age recipient that nobody has the key of.
const RECIPIENT: &str = "age1qyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqs3290gq";

/// Two entries of a stream of nothing else: the first brings its seed, the second moved here.
fn push() -> Push {
    let seed = Seed([7; 16]);
    let first = Entry {
        event: event(false, Payload::Fact(collected(false)))
            .encode()
            .unwrap()
            .into(),
        seed: Some(seed),
        origin: None,
        erased: None,
    };
    let second = Entry {
        event: comment().into(),
        seed: None,
        origin: Some(Origin {
            incarnation: Incarnation(76),
            counter: 5,
        }),
        erased: None,
    };
    let mut head = Head::new(stream());
    for (entry, seq) in [(&first, 1), (&second, 2)] {
        head = head.extended(&seed, &entry.id(&seed, stream(), seq), &entry.event);
    }
    Push {
        first: 1,
        entries: vec![first, second],
        signature: head.sign(&device()),
    }
}

fn hello(whole: bool) -> SignedHello {
    let hello = Hello {
        protocol: 1,
        device: stream().device,
        incarnation: stream().incarnation,
        seq: 1234,
        link: [6; 32],
        broadcast: 12,
        station: 3456,
        timeline: u64::MAX,
        now: AT,
        images: whole.then(|| images().digest()),
        unreceipted: whole.then_some(4),
        unpruned: whole.then_some(30),
        recovery: None,
    };
    SignedHello::new(&hello, &device())
}

fn hello_that_names_the_recovery_key() -> SignedHello {
    let named = Hello {
        recovery: Some(Recipient::digest(RECIPIENT)),
        ..hello(true).claimed().unwrap()
    };
    SignedHello::new(&named, &device())
}

fn witnessed() -> (EventId, bool, Vec<u8>, Proof) {
    let (id, bytes) = (EventId([2; 16]), comment());
    let proof = WitnessKey::of(&township()).prove(&id, true, &bytes, None, Some(StationId(1)));
    (id, true, bytes, proof)
}

fn feeds() -> [FeedPage; 2] {
    let (id, by_township, event, proof) = witnessed();
    let entry = FeedEntry {
        position: 3457,
        id,
        by_township,
        event: event.into(),
        seed: None,
        proof: Some(proof),
    };
    let early = FeedEntry {
        position: 13,
        seed: Some(Seed([7; 16])),
        proof: None,
        ..entry.clone()
    };
    let page = FeedPage {
        feed: Feed::Station,
        entries: vec![entry],
        up_to: 3457,
        more: true,
    };
    let broadcast = FeedPage {
        feed: Feed::Broadcast,
        entries: vec![early],
        up_to: 13,
        more: false,
    };
    [page, broadcast]
}

fn images() -> ImagesWanted {
    let start = |byte| ImageStart([byte; 8]);
    ImagesWanted {
        unseen: ImageStarts(vec![start(8), start(9)]),
        others: ImageStarts(vec![start(10)]),
        begun: vec![Begun {
            image: start(9),
            have: 65_536,
        }],
        more: false,
    }
}

/// Every type of frame under its title.
pub fn frames() -> Vec<(&'static str, Frame)> {
    let head = Head {
        stream: stream(),
        seq: 1234,
        link: [6; 32],
    };
    let (id, by_township, event, proof) = witnessed();
    let witness = Witness {
        feed: Feed::Station,
        events: vec![Witnessed {
            id,
            by_township,
            event: event.into(),
            seed: None,
            proof,
        }],
    };
    let rest = Rest {
        first: 1,
        entries: push().entries,
    };
    let aside = |reason| Quarantined { id, reason };
    let [page, broadcast] = feeds();
    vec![
        ("1 Hello", Frame::Hello(hello(true))),
        ("1 Hello with what has to be", Frame::Hello(hello(false))),
        ("2 Push", Frame::Push(push())),
        ("3 Witness", Frame::Witness(witness)),
        ("4 Rest", Frame::Rest(rest)),
        (
            "16 Receipt",
            Frame::Receipt(Receipt::sign(&head, u64::MAX, 1200, AT, &township())),
        ),
        ("17 Fork", Frame::Fork(Fork { agreed: 1200 })),
        (
            "18 Rewind",
            Frame::Rewind(Rewind {
                from: 1201,
                seeds: None,
            }),
        ),
        (
            "18 Rewind with seeds",
            Frame::Rewind(Rewind {
                from: 1201,
                seeds: Some(true),
            }),
        ),
        ("19 Feed with a proof", Frame::Feed(page)),
        ("19 Feed with a seed", Frame::Feed(broadcast)),
        ("20 Images", Frame::Images(images())),
        (
            "20 Images, of which none is lacking",
            Frame::Images(ImagesWanted::default()),
        ),
        (
            "21 Quarantine",
            Frame::Quarantine(vec![
                aside(QuarantineReason::UnknownCase),
                aside(QuarantineReason::Unproven),
            ]),
        ),
        ("22 Refusal", Frame::Refusal(Refusal::NoRoom)),
        (
            "23 Closing",
            Frame::Closing(Closing::sign(
                &hello(true).signature,
                &[1; 32],
                u64::MAX,
                AT,
                0,
                &township(),
            )),
        ),
        (
            "24 Returned",
            Frame::Returned(Returned {
                events: 1,
                documents: vec![ImageHash([9; 32])],
                begun: vec![],
            }),
        ),
        (
            "24 Returned with a document of which a part is there",
            Frame::Returned(Returned {
                events: 0,
                documents: vec![ImageHash([8; 32]), ImageHash([9; 32])],
                begun: vec![Begun {
                    image: ImageStart([9; 8]),
                    have: 32_768,
                }],
            }),
        ),
        (
            "1 Hello that names the recovery key it knows",
            Frame::Hello(hello_that_names_the_recovery_key()),
        ),
        (
            "25 Recipient",
            Frame::Recipient(Recipient {
                recipient: RECIPIENT.into(),
            }),
        ),
    ]
}
