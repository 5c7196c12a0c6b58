//! The published vectors are what this program writes and reads, in both directions.
#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "vectors/frames.rs"]
mod frames;
#[path = "vectors/samples.rs"]
mod samples;
#[path = "vectors/text.rs"]
mod text;

use std::collections::BTreeSet;

use shanyi_domain::fact::FactKind;
use shanyi_domain::ids::{DeviceId, StationId};
use shanyi_wire::derive::image_hash;
use shanyi_wire::event::Event;
use shanyi_wire::exchange::WitnessKey;
use shanyi_wire::frame::Frame;
use shanyi_wire::keys::SigningKey;
use shanyi_wire::stream::{Head, Incarnation, StreamId};
use text::{Vector, diagnostic, read, unpacked};

const EVENTS: &str = include_str!("../vectors/events.txt");
const FRAMES: &str = include_str!("../vectors/frames.txt");

/// Whole frames as they came over a line. They were packed once, by whatever zstd there was: they are
/// read for ever and never written again.
const LINES: &str = include_str!("../vectors/lines.txt");

/// What was released: of each file so many vectors, and the SHA-256 of their text. A release adds a
/// row; none is ever changed or removed.
const RELEASED: [(u32, &str, &str, usize, &str); 4] = [
    (
        1,
        "derive",
        include_str!("../vectors/derive.txt"),
        1,
        "54fc1286730f91d07d6ea2adfd6751578c280c0aed2ba87bed2ece8a73527b79",
    ),
    (
        1,
        "events",
        EVENTS,
        32,
        "0c8084102260d8987ace2832978f0de7de89a9ab0fce7a9ea5014752abe8bcdc",
    ),
    (
        1,
        "frames",
        FRAMES,
        17,
        "e3f0a49b0de1c470c92004c16eb56092330290c607f7b28542cfd6971d35d423",
    ),
    (
        1,
        "lines",
        LINES,
        19,
        "174f0279a2826e215ba9383e921faabbb75ea053d544d47c61ae7dc502cca241",
    ),
];

#[test]
fn the_vectors_of_a_release_never_change_and_only_grow() {
    for (protocol, file, text, count, hash) in RELEASED {
        let released: Vec<&str> = blocks(text).take(count).collect();
        let digest = image_hash(released.join("\n\n").as_bytes()).to_string();
        assert_eq!(
            (released.len(), digest.as_str()),
            (count, hash),
            "{file} of protocol {protocol}; there are {}",
            blocks(text).count()
        );
    }
    let protocols: BTreeSet<u32> = RELEASED.iter().map(|row| row.0).collect();
    assert_eq!(protocols, (1..=shanyi_wire::PROTOCOL).collect());
}

/// The vectors of a file without what it says at its beginning.
fn blocks(text: &str) -> impl Iterator<Item = &str> {
    let blocks = text.trim_end().split("\n\n");
    blocks.filter(|block| !block.starts_with('#'))
}

#[test]
fn a_frame_is_read_as_its_vector_says_however_it_was_packed() {
    let mut packings = BTreeSet::new();
    for block in blocks(LINES) {
        let (title, hex) = block.split_once('\n').unwrap();
        let line = text::bytes(hex);
        let (read, used) = Frame::read(&line).unwrap().unwrap();
        assert_eq!(used, line.len(), "{title}");
        let (of, packing) = title.split_once(", packing ").unwrap();
        let expected = frames::frames().into_iter().find(|(known, _)| *known == of);
        assert_eq!(read, expected.unwrap().1, "{title}");
        assert_eq!(line[5].to_string(), packing, "{title}");
        packings.insert(line[5]);
    }
    assert_eq!(packings, BTreeSet::from([0, 1, 2]));
}

/// What is written is what the file has; who adds a kind or a type adds its vector.
fn assert_same(written: &[Vector], text: &str) {
    let kept = read(text);
    let again = "`cargo run -p shanyi-wire --example vectors` writes what is missing";
    for (kept, written) in kept.iter().zip(written) {
        assert_eq!(kept.title, written.title, "{again}");
        assert_eq!(kept.shown, written.shown, "{}: this is golden", kept.title);
        assert_eq!(kept.bytes, written.bytes, "{}: this is golden", kept.title);
        assert_eq!(diagnostic(&kept.bytes), kept.shown, "{}", kept.title);
    }
    assert_eq!(kept.len(), written.len(), "{again}");
    assert_eq!(text::write(written), text, "{again}");
}

#[test]
fn every_kind_of_event_is_written_and_read_as_its_vector_says() {
    let written = text::event_vectors();
    assert_same(&written, EVENTS);
    for (vector, (title, event)) in read(EVENTS).iter().zip(samples::events()) {
        assert_eq!(Event::decode(&vector.bytes).unwrap(), event, "{title}");
    }
    let codes: BTreeSet<u16> = written
        .iter()
        .map(|one| one.title.split(' ').next().unwrap().parse().unwrap())
        .collect();
    let known = FactKind::ALL.iter().map(|kind| kind.code());
    let known: BTreeSet<u16> = known.chain([101, 102, 103, 104]).collect();
    assert_eq!(
        codes, known,
        "a kind without a vector, or a vector without a kind"
    );
}

#[test]
fn every_type_of_frame_is_written_and_read_as_its_vector_says() {
    assert_same(&text::frame_vectors(), FRAMES);
    let mut types = BTreeSet::new();
    for (vector, (title, frame)) in read(FRAMES).iter().zip(frames::frames()) {
        let tag: u8 = title.split(' ').next().unwrap().parse().unwrap();
        types.insert(tag);
        let line = unpacked(tag, &vector.bytes);
        let (read, used) = Frame::read(&line).unwrap().unwrap();
        assert_eq!((read, used), (frame.clone(), line.len()), "{title}");
        let mut packed = Vec::new();
        frame.write(&mut packed).unwrap();
        assert_eq!(packed[4], tag, "{title}");
        assert_eq!(Frame::read(&packed).unwrap().unwrap().0, frame, "{title}");
    }
    let known = (0..=u8::MAX).filter(|tag| {
        // What is no body of any type still tells whether the type is known.
        !matches!(
            Frame::read(&unpacked(*tag, &[0xff])),
            Ok(Some((Frame::Unknown(_), _)))
        )
    });
    assert_eq!(types, known.collect(), "a type without a vector");
}

#[test]
fn the_signatures_and_proofs_in_the_vectors_hold() {
    let (device, township) = (
        SigningKey::from_bytes(&[5; 32]),
        SigningKey::from_bytes(&[6; 32]),
    );
    let stream = StreamId {
        device: DeviceId([1; 16]),
        incarnation: Incarnation(77),
    };
    let mut hello = None;
    for (title, frame) in frames::frames() {
        match frame {
            Frame::Hello(signed) => {
                assert!(signed.is_signed_by(&device.public()));
                hello = hello.or(Some(signed.signature));
            }
            Frame::Push(push) => {
                let seed = push.entries[0].seed.unwrap();
                let mut head = Head::new(stream);
                for entry in &push.entries {
                    let id = entry.id(&seed, stream, head.seq + 1);
                    head = head.extended(&seed, &id, &entry.event);
                }
                assert!(head.is_signed_by(&device.public(), &push.signature));
            }
            Frame::Witness(witness) => {
                let key = WitnessKey::of(&township);
                assert!(key.knows(&witness.events[0], Some(StationId(1))), "{title}");
                assert!(!key.knows(&witness.events[0], None), "{title}");
                assert!(!WitnessKey::of(&device).knows(&witness.events[0], Some(StationId(1))));
            }
            Frame::Receipt(receipt) => {
                let head = Head {
                    stream,
                    seq: 1234,
                    link: [6; 32],
                };
                assert!(receipt.covers(&head, &township.public()));
            }
            Frame::Closing(closing) => {
                assert!(closing.closes(&hello.unwrap(), &[1; 32], &township.public()));
            }
            _ => {}
        }
    }
}

#[test]
fn what_an_earlier_program_wrote_without_the_newer_fields_is_still_read() {
    // A feed entry without a proof, a rewind without seeds: as before they were added.
    let early = read(FRAMES);
    let without = |title: &str, field: &str| {
        let vector = early.iter().find(|one| one.title == title).unwrap();
        assert!(!vector.shown.contains(field), "{}", vector.shown);
    };
    without("18 Rewind", "1:");
    without("19 Feed with a seed", "5: h'");
    // A reason of a newer township is a reason, not a fault: {0: id, 1: 99}.
    let mut newer = vec![0x81, 0xa2, 0x00, 0x50];
    newer.extend_from_slice(&[2; 16]);
    newer.extend_from_slice(&[0x01, 0x18, 0x63]);
    let (frame, _) = Frame::read(&unpacked(21, &newer)).unwrap().unwrap();
    let Frame::Quarantine(aside) = frame else {
        panic!("{frame:?}");
    };
    assert_eq!(
        aside[0].reason,
        shanyi_wire::exchange::QuarantineReason::Other
    );
}
