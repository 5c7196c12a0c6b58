//! What has to hold when everything has come to rest. What is asked of each seed, what of a share of
//! them, and where each of these is asked:
//!
//! | what holds | where | of which seeds |
//! |---|---|---|
//! | Whatever was shown as saved is at the township, in use or set aside, unless its last disk broke | [`at_rest`] | all |
//! | Each event counts once, on both sides | [`at_rest`] | all |
//! | A stream at the township is a part of what its PC wrote | [`at_rest`] | all |
//! | Every frame of a fork is kept | `Book::answered`, [`at_rest`] | all |
//! | A receipt is for no more than is committed; neither `durable` nor `prunable` falls in a timeline | `Book::answered` | all |
//! | What was signed for is there after each loss of power, whatever was being written | `Book::receipts_hold` | all |
//! | What a PC counts as acknowledged falls in no timeline and no life | `Book::heard` | all |
//! | A page of a feed skips nothing and doubles nothing | `Book::answered` | all |
//! | A PC holds the events of its station, all and no others, with the same verdicts | [`at_rest`] | all |
//! | A reply that was cut, spoilt or is another's changes nothing | `World::deliver` | all |
//! | Bytes of an image begin where the township was last said to end: at most one chunk goes twice | `Freight` | all |
//! | Of bytes that begin elsewhere than where an image ends nothing is taken | `World::received` | all |
//! | What was saved waits for one piece of something else at most | `Freight` | all |
//! | Every chain at the township holds up to the head that its writer signed | [`at_rest`] | all |
//! | A whole image has the bytes that its name says | [`at_rest`] | all |
//! | An image that a PC has is whole at the township | [`at_rest`] | all |
//! | Bytes leave a PC only where the backup has them and all that names them, and are never lost by it | `off_site` | all |
//! | The newest document of the township is in force at each PC | [`at_rest`] | all |
//! | Nobody waits for news while there are some | `ear` | every 4th |
//! | Everything comes to rest once the luck is good | `World::rest` | all |
//! | PCs of one station hold equal dumps, each as its log makes it | [`at_rest`] | every 2nd |
//! | What the township shows is what its events make | [`at_rest`] | every 8th |
//! | Clocks change nothing of which events there are | `twin` | every 20th |

use std::collections::{BTreeMap, BTreeSet};

use shanyi_domain::ids::{EventId, ImageHash};
use shanyi_wire::derive;
use shanyi_wire::event::DocumentKind;

use super::book::Book;
use super::pc::Pc;
use super::township::Township;
use super::township::disk::by_case;
use super::{Sim, check};

/// Both sides hold the same, nothing is lost, nothing counts twice.
pub fn at_rest(township: &Township, pcs: &[Pc], book: &Book, share: u64) -> Sim<()> {
    let there = township.account()?;
    once(there.values().flatten(), "the township")?;
    let documents = township.documents()?;
    for pc in pcs {
        same(township, pc, &there)?;
        in_force(pc, &documents)?;
    }
    if share.is_multiple_of(2) {
        dumps_are_equal(pcs)?;
    }
    for (place, event) in township.entries()? {
        check(book.knows(&place), || {
            format!("entry {} of {event} is in no PC's history", place.1)
        })?;
    }
    let kept = township.events()?;
    for (event, pc) in &book.saved {
        check(kept.contains(event) || book.lost.contains(event), || {
            format!("event {event}, saved at {pc}, is nowhere")
        })?;
    }
    book.divergent_are_kept(township)?;
    township.images_are_whole()?;
    township.chains_hold()?;
    match share.is_multiple_of(8) {
        true => township.projections_hold(),
        false => Ok(()),
    }
}

/// A PC holds the events of its station, all of them and no others; and each image that it has
/// the bytes of is whole at the township.
fn same(township: &Township, pc: &Pc, there: &BTreeMap<String, Vec<String>>) -> Sim<()> {
    let here = by_case(&pc.store().account()?);
    once(here.values().flatten(), &pc.name)?;
    let cases = township.cases_of(pc.identity.station.id.0)?;
    let known: BTreeSet<String> = here.keys().cloned().collect();
    check(known == cases, || {
        format!("{} holds the cases {known:?} of {cases:?}", pc.name)
    })?;
    for (case, lines) in &here {
        let there = there.get(case).map(Vec::as_slice).unwrap_or_default();
        let (ours, theirs) = (events(lines), events(there));
        check(ours == theirs, || {
            format!(
                "case {case} at {}:\n{}\nat the township:\n{}",
                pc.name,
                ours.join("\n"),
                theirs.join("\n")
            )
        })?;
        for image in lines.iter().filter(|line| line.starts_with("image ")) {
            check(there.contains(image), || {
                format!("{image} of case {case} is at {} alone", pc.name)
            })?;
        }
    }
    Ok(())
}

/// What the township published last is in force.
fn in_force(pc: &Pc, documents: &[(u8, u32, ImageHash)]) -> Sim<()> {
    let store = pc.store();
    for (kind, version, hash) in documents {
        let kind = match kind {
            0 => DocumentKind::Catalog,
            1 => DocumentKind::Calendar,
            _ => DocumentKind::Directory,
        };
        let here = store.document(kind)?;
        let same = here.as_ref().is_some_and(|here| {
            here.version == *version && derive::image_hash(&here.bytes) == *hash
        });
        check(same, || {
            let here = here.map(|here| here.version);
            format!(
                "{kind:?} {version} is not in force at {}, but {here:?}",
                pc.name
            )
        })?;
    }
    Ok(())
}

/// The events among the lines of a case.
fn events(lines: &[String]) -> Vec<String> {
    let events = lines.iter().filter(|line| line.starts_with("event "));
    events.cloned().collect()
}

/// The event of a line.
fn id(line: &str) -> EventId {
    let id = line.split(' ').nth(1).and_then(EventId::from_hex);
    id.unwrap_or(EventId([0; 16]))
}

/// What screens read is what the log makes, and the same at each PC of a station: they hold the same
/// events.
fn dumps_are_equal(pcs: &[Pc]) -> Sim<()> {
    let mut of_station: BTreeMap<usize, (String, &str)> = BTreeMap::new();
    for pc in pcs {
        let mut store = pc.store();
        let kept = store.dump()?;
        store.rebuild()?;
        check(kept == store.dump()?, || {
            format!("what screens read at {} is not what its log makes", pc.name)
        })?;
        let (first, name) = of_station
            .entry(pc.station)
            .or_insert_with(|| (kept.clone(), &pc.name));
        check(*first == kept, || {
            let differs = first
                .lines()
                .zip(kept.lines())
                .find(|(one, two)| one != two);
            format!("{name} and {} hold different dumps: {differs:?}", pc.name)
        })?;
    }
    Ok(())
}

/// Each event counts once.
fn once<'a>(lines: impl Iterator<Item = &'a String>, whose: &str) -> Sim<()> {
    let mut seen = BTreeSet::new();
    for line in lines.filter(|line| line.starts_with("event ")) {
        check(seen.insert(id(line)), || {
            format!("{whose} counts twice: {line}")
        })?;
    }
    Ok(())
}
