//! What is said has one spelling: whatever reads as an event that this program knows wholly is written
//! again as the same bytes. Of frames nothing hangs on the spelling, since what is hashed and signed is
//! hashed as it came.
#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "vectors/frames.rs"]
mod frames;
#[path = "vectors/samples.rs"]
mod samples;
#[path = "spelling/tree.rs"]
mod tree;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use proptest::prelude::*;
use shanyi_wire::event::{Event, Payload};
use shanyi_wire::exchange::QuarantineReason;
use shanyi_wire::frame::Frame;
use tree::{Step, Style, Tree, read};

/// A map of an event: of which kind, and the way to it.
type Place = (u16, Vec<Step>);

/// The keys of an event's maps by kind and way, as far as this program knows them: the vectors have
/// every field of every kind.
static KNOWN: LazyLock<BTreeMap<Place, BTreeSet<u64>>> = LazyLock::new(|| {
    let mut known: BTreeMap<_, BTreeSet<u64>> = BTreeMap::new();
    for bytes in vectors() {
        let tree = read(&bytes);
        for (way, pairs) in tree.maps() {
            let keys = known.entry((kind(&tree), way.clone())).or_default();
            keys.extend(pairs.iter().map(|(key, _)| *key));
            if way.is_empty() {
                // The vectors of what is of no case lack the case and the base.
                keys.extend(0..=6);
            }
        }
    }
    known
});

fn vectors() -> Vec<Vec<u8>> {
    let events = samples::events().into_iter();
    events.map(|(_, event)| event.encode().unwrap()).collect()
}

fn kind(tree: &Tree) -> u16 {
    match tree {
        Tree::Map(pairs) => match pairs.first() {
            Some((0, Tree::Number(kind))) => u16::try_from(*kind).unwrap_or(0),
            _ => 0,
        },
        _ => 0,
    }
}

/// The same without the fields that this program does not know, which it passes over.
fn without_unknown(bytes: &[u8]) -> Vec<u8> {
    let mut tree = read(bytes);
    let kind = kind(&tree);
    let ways: Vec<Vec<Step>> = tree.maps().into_iter().map(|(way, _)| way).collect();
    for way in ways {
        let known = KNOWN.get(&(kind, way.clone())).cloned().unwrap_or_default();
        tree.at(&way, &mut |pairs| {
            pairs.retain(|(key, _)| known.contains(key))
        });
    }
    tree.bytes(Style::Shortest)
}

/// The law. True where the bytes were taken.
fn holds(bytes: &[u8]) -> bool {
    let Ok(event) = Event::decode(bytes) else {
        return false;
    };
    match &event.payload {
        // Its body is not looked into, and never written.
        Payload::Unknown(_) => return true,
        // A reason of a newer township is read as another one.
        Payload::Verdict(verdict) if verdict.reason == Some(QuarantineReason::Other) => {
            return true;
        }
        _ => {}
    }
    assert_eq!(
        hex(&event.encode().unwrap()),
        hex(&without_unknown(bytes)),
        "{event:?} has a second spelling: {}",
        hex(bytes)
    );
    true
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What says nothing, or might be taken for it.
fn defaults() -> Vec<Tree> {
    vec![
        Tree::Number(0),
        Tree::Number(-1),
        Tree::Number(1),
        Tree::Bool(false),
        Tree::Bool(true),
        Tree::Null,
        Tree::Float(0.0),
        Tree::Text(String::new()),
        Tree::Bytes(Vec::new()),
        Tree::Bytes(vec![0; 8]),
        Tree::Bytes(vec![0; 16]),
        Tree::Array(Vec::new()),
        Tree::Array(vec![Tree::Bytes(vec![0; 8])]),
        Tree::Map(Vec::new()),
    ]
}

#[test]
fn every_field_of_every_kind_has_one_way_to_say_nothing() {
    let (mut tried, mut taken) = (0, 0);
    for bytes in vectors() {
        assert!(holds(&bytes), "{}", hex(&bytes));
        let whole = read(&bytes);
        assert_eq!(whole.bytes(Style::Shortest), bytes);
        for (way, pairs) in whole.maps() {
            let known = &KNOWN[&(kind(&whole), way.clone())];
            // Every field, one that this program does not know, and one far away.
            let keys = known.iter().copied().chain([known.len() as u64, 40, 9_000]);
            for (key, value) in keys.flat_map(|key| defaults().into_iter().map(move |it| (key, it)))
            {
                let mut changed = whole.clone();
                changed.at(&way, &mut |pairs| {
                    pairs.retain(|(known, _)| *known != key);
                    let place = pairs.partition_point(|(known, _)| *known < key);
                    pairs.insert(place, (key, value.clone()));
                });
                tried += 1;
                taken += u32::from(holds(&changed.bytes(Style::Shortest)));
            }
            for (key, _) in pairs {
                let mut changed = whole.clone();
                changed.at(&way, &mut |pairs| pairs.retain(|(known, _)| known != key));
                tried += 1;
                taken += u32::from(holds(&changed.bytes(Style::Shortest)));
            }
        }
    }
    assert!(tried > 8_000 && taken > 1_000, "{taken} of {tried}");
}

#[test]
fn a_field_that_says_nothing_is_left_out() {
    let said = |key: u64, value: Tree| {
        let mut tree = read(&samples::comment());
        tree.at(&[], &mut |pairs| {
            pairs.retain(|(known, _)| *known != key);
            let place = pairs.partition_point(|(known, _)| *known < key);
            pairs.insert(place, (key, value.clone()));
        });
        Event::decode(&tree.bytes(Style::Shortest))
    };
    said(4, Tree::Number(11)).unwrap();
    said(4, Tree::Number(0)).unwrap_err();
    said(2, Tree::Array(Vec::new())).unwrap_err();
    said(6, Tree::Bool(false)).unwrap_err();
    said(6, Tree::Bool(true)).unwrap();
}

#[test]
fn no_event_is_taken_in_another_style() {
    for bytes in vectors() {
        let tree = read(&bytes);
        for style in [Style::Long, Style::Indefinite, Style::Backwards] {
            let other = tree.bytes(style);
            assert_ne!(other, bytes);
            assert!(Event::decode(&other).is_err(), "{style:?}: {}", hex(&other));
        }
        let mut twice = tree.clone();
        twice.at(&[], &mut |pairs| {
            let last = pairs.last().cloned().unwrap();
            pairs.push(last);
        });
        assert!(Event::decode(&twice.bytes(Style::Shortest)).is_err());
    }
}

#[test]
fn the_spelling_of_a_frame_changes_nothing_that_is_hashed_or_signed() {
    for (title, frame) in frames::frames() {
        let tag: u8 = title.split(' ').next().unwrap().parse().unwrap();
        for style in [Style::Long, Style::Indefinite, Style::Backwards] {
            let body = read(&frame.body()).bytes(style);
            let mut line = u32::try_from(body.len() + 2)
                .unwrap()
                .to_be_bytes()
                .to_vec();
            line.extend_from_slice(&[tag, 0]);
            line.extend_from_slice(&body);
            let again = Frame::read(&line).unwrap().unwrap().0;
            assert_eq!(again, frame, "{title}, {style:?}");
        }
    }
}

fn tree() -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![
        proptest::sample::select(defaults()),
        any::<i64>().prop_map(|value| Tree::Number(value.into())),
        (0i128..300).prop_map(Tree::Number),
        "\\PC{0,4}".prop_map(Tree::Text),
        proptest::collection::vec(any::<u8>(), 0..40).prop_map(Tree::Bytes),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..3).prop_map(Tree::Array),
            proptest::collection::btree_map(0u64..8, inner, 0..3)
                .prop_map(|map| Tree::Map(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_is_read_as_an_event_is_written_as_the_same_bytes(
        which in any::<prop::sample::Index>(),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), 0u64..10, tree()), 0..4),
        byte in any::<prop::sample::Index>(),
        flip in prop_oneof![3 => Just(0u8), 1 => any::<u8>()],
    ) {
        let all = vectors();
        let mut tree = read(&all[which.index(all.len())]);
        for (place, key, value) in changes {
            let ways: Vec<Vec<Step>> = tree.maps().into_iter().map(|(way, _)| way).collect();
            let way = &ways[place.index(ways.len())];
            tree.at(way, &mut |pairs| {
                pairs.retain(|(known, _)| *known != key);
                let place = pairs.partition_point(|(known, _)| *known < key);
                pairs.insert(place, (key, value.clone()));
            });
        }
        let mut bytes = tree.bytes(Style::Shortest);
        let at = byte.index(bytes.len());
        bytes[at] ^= flip;
        holds(&bytes);
    }
}
