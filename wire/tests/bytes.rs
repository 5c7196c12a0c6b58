//! The bytes on the line: one form, read back the same, and nothing accepted that is not it.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeSet;

use proptest::prelude::*;
use shanyi_domain::fact::*;
use shanyi_domain::ids::{ActorId, CaseId, DeviceId, EventRef, ImageHash, Seed};
use shanyi_domain::time::Moment;
use shanyi_wire::event::{Document, DocumentKind, Event, EventError, Payload};
use shanyi_wire::exchange::{
    Begun, Closing, Hello, ImageStart, ImageStarts, ImagesWanted, Push, Receipt, SignedHello,
};
use shanyi_wire::frame::{Frame, FrameError, MAX_RAW};
use shanyi_wire::keys::SigningKey;
use shanyi_wire::stream::{Entry, Head, Incarnation, StreamId};

fn comment(text: &str) -> Event {
    Event {
        case: Some(CaseId([3; 16])),
        base: vec![EventRef([4; 8])],
        at: Moment(1_795_276_799),
        actor: ActorId(11),
        clock_doubtful: true,
        payload: Payload::Fact(Fact::Commented(Commented { text: text.into() })),
    }
}

fn key() -> SigningKey {
    SigningKey::from_bytes(&[5; 32])
}

fn stream() -> StreamId {
    StreamId {
        device: DeviceId([1; 16]),
        incarnation: Incarnation(77),
    }
}

#[test]
fn an_event_has_one_form_in_bytes() {
    let hex: String = comment("好")
        .encode()
        .unwrap()
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect();
    assert_eq!(
        hex,
        "a7001201500303030303030303030303030303030302814804040404040404\
         04031a6b01bfff040b05a10063e5a5bd06f5"
            .replace(' ', "")
    );
}

proptest! {
    #[test]
    fn an_event_reads_back_as_it_was_written(text in "\\PC{0,60}", at in any::<i64>()) {
        let event = Event { at: Moment(at), ..comment(&text) };
        prop_assert_eq!(Event::decode(&event.encode().unwrap()).unwrap(), event);
    }

    #[test]
    fn no_bytes_make_the_readers_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = Event::decode(&bytes);
        let _ = Frame::read(&bytes);
    }

    #[test]
    fn a_changed_byte_never_passes_as_the_same_event(at in 0usize..52, flip in 1u8..=255) {
        let bytes = comment("好").encode().unwrap();
        let mut changed = bytes.clone();
        let place = at % changed.len();
        changed[place] ^= flip;
        let seed = Seed([7; 16]);
        let before = Head::new(stream());
        let id = shanyi_wire::derive::event_id(&seed, Incarnation(77), 1, &bytes);
        prop_assert_ne!(
            before.extended(&seed, &id, &bytes).link,
            before.extended(&seed, &id, &changed).link
        );
    }
}

#[test]
fn a_published_document_reads_back() {
    let event = Event {
        case: None,
        base: vec![],
        at: Moment(0),
        actor: ActorId(0),
        clock_doubtful: false,
        payload: Payload::Document(Document {
            kind: DocumentKind::Catalog,
            version: 3,
            hash: ImageHash([8; 32]),
            length: 100_000,
        }),
    };
    assert_eq!(Event::decode(&event.encode().unwrap()).unwrap(), event);
}

#[test]
fn an_unknown_kind_and_unknown_fields_are_passed_over() {
    // {0: 9999, 3: 1, 5: {}, 40: "later"}
    let bytes = [
        0xa4, 0x00, 0x19, 0x27, 0x0f, 0x03, 0x01, 0x05, 0xa0, 0x18, 0x28, 0x65, b'l', b'a', b't',
        b'e', b'r',
    ];
    let event = Event::decode(&bytes).unwrap();
    assert_eq!(event.payload, Payload::Unknown(9999));
    assert!(matches!(event.encode(), Err(EventError::UnknownKind(9999))));
}

#[test]
fn another_spelling_of_the_same_event_is_refused() {
    let refused = |bytes: &[u8]| matches!(Event::decode(bytes), Err(EventError::NotDeterministic));
    // Keys out of order, an integer longer than needed, an indefinite map, bytes behind the end.
    assert!(refused(&[0xa3, 0x03, 0x01, 0x00, 0x12, 0x05, 0xa0]));
    assert!(refused(&[
        0xa3, 0x00, 0x18, 0x12, 0x03, 0x18, 0x01, 0x05, 0xa0
    ]));
    assert!(refused(&[0xbf, 0x00, 0x12, 0x03, 0x01, 0x05, 0xa0, 0xff]));
    assert!(refused(&[0xa3, 0x00, 0x12, 0x03, 0x01, 0x05, 0xa0, 0x00]));
}

fn push() -> Frame {
    let bytes = comment("图已补").encode().unwrap();
    let seed = Seed([7; 16]);
    let entry = Entry {
        event: bytes.clone().into(),
        seed: Some(seed),
        origin: None,
        erased: None,
    };
    let id = entry.id(&seed, stream(), 1);
    let head = Head::new(stream()).extended(&seed, &id, &bytes);
    Frame::Push(Push {
        first: 1,
        entries: vec![entry],
        signature: head.sign(&key()),
    })
}

#[test]
fn a_frame_is_there_only_when_its_last_byte_is() {
    let mut line = Vec::new();
    push().write(&mut line).unwrap();
    for cut in 0..line.len() {
        assert!(
            Frame::read(&line[..cut]).unwrap().is_none(),
            "whole after {cut} bytes"
        );
    }
    let (frame, used) = Frame::read(&line).unwrap().unwrap();
    assert_eq!((frame, used), (push(), line.len()));
}

#[test]
fn a_frame_that_unpacks_beyond_the_limit_is_refused() {
    let bomb = zstd::bulk::compress(&vec![0u8; MAX_RAW * 4], 9).unwrap();
    let mut line = u32::try_from(bomb.len() + 2)
        .unwrap()
        .to_be_bytes()
        .to_vec();
    line.extend_from_slice(&[2, 1]);
    line.extend_from_slice(&bomb);
    assert!(matches!(
        Frame::read(&line),
        Err(FrameError::Packing | FrameError::TooLarge)
    ));
    let endless = u32::MAX.to_be_bytes();
    assert!(matches!(Frame::read(&endless), Err(FrameError::TooLarge)));
}

/// A zstd frame of 128 KB of zeros, over and over: a gigabyte in 32 KB.
fn bomb() -> Vec<u8> {
    const BLOCKS: u32 = 8192;
    // The magic number, no extra fields, a window of 128 KB.
    let mut bomb = vec![0x28, 0xb5, 0x2f, 0xfd, 0x00, 7 << 3];
    for block in 1..=BLOCKS {
        // One byte repeated: size, kind, whether it is the last.
        let header = (128 * 1024) << 3 | 1 << 1 | u32::from(block == BLOCKS);
        bomb.extend_from_slice(&header.to_le_bytes()[..3]);
        bomb.push(0);
    }
    bomb
}

#[test]
fn a_frame_that_would_grow_to_a_gigabyte_is_refused_and_takes_no_room() {
    // As plain zstd, and with the dictionary, behind the four bytes by which zstd begins.
    for (how, bomb) in [(1, bomb()), (2, bomb().split_off(4))] {
        let mut line = u32::try_from(bomb.len() + 2)
            .unwrap()
            .to_be_bytes()
            .to_vec();
        line.extend_from_slice(&[2, how]);
        line.extend_from_slice(&bomb);
        let before = most_memory();
        for _ in 0..20 {
            assert!(matches!(Frame::read(&line), Err(FrameError::Packing)));
        }
        let grown = most_memory().saturating_sub(before);
        assert!(grown < 32 * 1024, "{grown} KB more memory");
    }
}

/// The most memory that this process has had, in KB; 0 where the system does not tell.
fn most_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    number.and_then(|number| number.parse().ok()).unwrap_or(0)
}

#[test]
fn the_dictionary_is_the_one_that_both_ends_have() {
    let dictionary = include_bytes!("../dictionary/1.zdict");
    assert_eq!(
        shanyi_wire::derive::image_hash(dictionary).to_string(),
        "9ebc474f5e17c8169411e15392ad55511147720ab5371c2f0510d077df3390ee"
    );
}

#[test]
fn a_frame_packed_without_the_dictionary_is_read_as_before() {
    let mut line = Vec::new();
    push().write(&mut line).unwrap();
    assert_eq!(line[5], 2, "packed with the dictionary");
    let Frame::Push(body) = push() else {
        unreachable!()
    };
    let packed = zstd::bulk::compress(&minicbor::to_vec(body).unwrap(), 9).unwrap();
    let mut older = u32::try_from(packed.len() + 2)
        .unwrap()
        .to_be_bytes()
        .to_vec();
    older.extend_from_slice(&[2, 1]);
    older.extend_from_slice(&packed);
    assert_eq!(Frame::read(&older).unwrap().unwrap().0, push());
}

#[test]
fn a_signed_head_covers_device_incarnation_number_and_chain() {
    let head = Head {
        stream: stream(),
        seq: 4,
        link: [6; 32],
    };
    let signature = head.sign(&key());
    assert!(head.is_signed_by(&key().public(), &signature));
    let others = [
        Head { seq: 5, ..head },
        Head {
            link: [7; 32],
            ..head
        },
        Head {
            stream: StreamId {
                incarnation: Incarnation(78),
                ..stream()
            },
            ..head
        },
        Head {
            stream: StreamId {
                device: DeviceId([2; 16]),
                ..stream()
            },
            ..head
        },
    ];
    for other in others {
        assert!(!other.is_signed_by(&key().public(), &signature));
    }
}

#[test]
fn hello_receipt_and_closing_hold_only_as_they_were_signed() {
    let head = Head::new(stream());
    let hello = Hello {
        protocol: 1,
        device: head.stream.device,
        incarnation: head.stream.incarnation,
        seq: 0,
        link: head.link,
        broadcast: 1,
        station: 2,
        timeline: 3,
        now: Moment(4),
        images: None,
        unreceipted: None,
        unpruned: None,
        recovery: None,
    };
    let signed = SignedHello::new(&hello, &key());
    assert!(signed.is_signed_by(&key().public()));
    assert_eq!(signed.claimed().unwrap(), hello);
    assert!(!signed.is_signed_by(&SigningKey::from_bytes(&[6; 32]).public()));

    let receipt = Receipt::sign(&head, 3, 0, Moment(9), &key());
    assert!(receipt.covers(&head, &key().public()));
    assert!(
        !Receipt {
            at: Moment(10),
            ..receipt.clone()
        }
        .covers(&head, &key().public())
    );

    let closing = Closing::sign(&signed.signature, &[1; 32], 3, Moment(9), 0, &key());
    assert!(closing.closes(&signed.signature, &[1; 32], &key().public()));
    assert!(!closing.closes(&signed.signature, &[2; 32], &key().public()));
}

/// A hello of a station that has been at work for years, with every number as long as it gets.
fn old_hand() -> Hello {
    Hello {
        protocol: shanyi_wire::PROTOCOL,
        device: stream().device,
        incarnation: Incarnation(u64::MAX),
        seq: 140_000,
        link: [6; 32],
        broadcast: 250,
        station: 9_000_000,
        timeline: u64::MAX,
        now: Moment(1_795_276_799),
        images: Some(ImagesWanted::default().digest()),
        unreceipted: Some(0),
        unpruned: Some(200),
        recovery: None,
    }
}

#[test]
fn nothing_new_fits_into_its_bytes_after_years_of_work() {
    let mut up = Vec::new();
    Frame::Hello(SignedHello::new(&old_hand(), &key()))
        .write(&mut up)
        .unwrap();
    let mut down = Vec::new();
    let closing = Closing::sign(
        &key().sign(b""),
        &[1; 32],
        u64::MAX,
        Moment(1_795_276_799),
        0,
        &key(),
    );
    Frame::Closing(closing).write(&mut down).unwrap();
    assert!(up.len() <= 180, "{} bytes up", up.len());
    assert!(down.len() <= 140, "{} bytes down", down.len());
}

#[test]
fn a_hello_names_one_receipt_and_no_other() {
    let hello = old_hand();
    assert!(hello.holds_receipt(140_000, 139_800));
    for (durable, prunable) in [(140_000, 139_801), (139_999, 139_800), (0, 0)] {
        assert!(!hello.holds_receipt(durable, prunable));
    }
    let none_prunable = Hello {
        unpruned: None,
        unreceipted: Some(3),
        ..hello.clone()
    };
    assert!(none_prunable.holds_receipt(139_997, 0));
    assert!(!none_prunable.holds_receipt(139_997, 1));
    let none = Hello {
        unreceipted: None,
        unpruned: None,
        ..hello.clone()
    };
    assert!(!none.holds_receipt(0, 0) && !none.holds_receipt(140_000, 0));
    let nonsense = Hello {
        unreceipted: Some(u64::MAX),
        unpruned: Some(u64::MAX),
        ..hello
    };
    assert!(!nonsense.holds_receipt(0, 0) && !nonsense.holds_receipt(1, 2));
}

#[test]
fn a_list_of_images_is_known_again_unless_something_of_it_changed() {
    let start = |byte| ImageStart([byte; 8]);
    let list = ImagesWanted {
        unseen: ImageStarts(vec![start(1), start(2)]),
        others: ImageStarts(vec![start(3)]),
        begun: Vec::new(),
        more: false,
    };
    let begun = ImagesWanted {
        begun: vec![Begun {
            image: start(1),
            have: 7,
        }],
        ..list.clone()
    };
    assert_eq!(list.digest(), begun.digest(), "whoever sends it hears it");
    assert_eq!((begun.have(start(1)), begun.have(start(2))), (7, 0));
    let seen = ImagesWanted {
        unseen: ImageStarts(vec![start(1)]),
        others: ImageStarts(vec![start(2), start(3)]),
        ..list.clone()
    };
    let more = ImagesWanted {
        more: true,
        ..list.clone()
    };
    let of_none = ImagesWanted {
        more: true,
        ..ImagesWanted::default()
    };
    let all = [ImagesWanted::default(), list, seen, more, of_none].map(|list| list.digest());
    assert_eq!(all[0], 0);
    assert_eq!(BTreeSet::from(all).len(), all.len(), "{all:?}");
    let mut half = minicbor::to_vec(ImagesWanted::default()).unwrap();
    assert_eq!(half[2], 0x40, "no bytes");
    half.splice(2..3, [0x41, 7]);
    assert!(minicbor::decode::<ImagesWanted>(&half).is_err(), "one byte");
}
