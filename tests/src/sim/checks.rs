//! What has to hold when everything has come to rest.

use std::collections::{BTreeMap, BTreeSet};

use shanyi_domain::ids::EventId;

use super::book::Book;
use super::pc::Pc;
use super::township::Township;
use super::township::disk::by_case;
use super::{Sim, check};

/// Both sides hold the same, nothing is lost, nothing counts twice.
pub fn at_rest(township: &Township, pcs: &[Pc], book: &Book) -> Sim<()> {
    let there = township.account()?;
    once(there.values().flatten(), "the township")?;
    for pc in pcs {
        same(township, pc, &there)?;
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
    township.images_are_whole()
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
    rebuilt(pc)
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

/// What screens read is what the log makes.
fn rebuilt(pc: &Pc) -> Sim<()> {
    let mut store = pc.store();
    let before = store.dump()?;
    store.rebuild()?;
    check(before == store.dump()?, || {
        format!("what screens read at {} is not what its log makes", pc.name)
    })
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
