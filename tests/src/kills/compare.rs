//! What both sides hold, held against each other and against what was answered.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use shanyi_domain::fact::Fact;
use shanyi_domain::ids::CaseId;
use shanyi_store::{Options, Store, load_or_create_key};

use super::station::Pc;
use crate::counter::Counter;
use crate::township::{Run, Township};

/// One case in an account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Held {
    events: Vec<String>,
    images: BTreeSet<String>,
}

type Account = BTreeMap<String, Held>;

/// Where both sides differ, in words; nothing where they hold the same. All programs have to be
/// closed.
pub(super) fn sides(pcs: &[Pc], township: &Township) -> Run<Vec<String>> {
    let there = parsed(&township.account()?);
    let mut apart = Vec::new();
    let mut images: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (nth, pc) in pcs.iter().enumerate() {
        let here = parsed(&Counter::account(&pc.data())?);
        for (case, held) in &here {
            let known = there.get(case).cloned().unwrap_or_default();
            if known.events != held.events {
                let (at, here) = (known.events.len(), held.events.len());
                apart.push(format!(
                    "PC {nth}, case {case}: {here} events here, {at} there"
                ));
            }
            images
                .entry(case.clone())
                .or_default()
                .extend(held.images.clone());
        }
        // Every PC of a station has all of its cases.
        let same = |other: &&Pc| other.village == pc.village;
        for other in pcs.iter().filter(same) {
            for case in parsed(&Counter::account(&other.data())?).keys() {
                if !here.contains_key(case) {
                    apart.push(format!(
                        "PC {nth} lacks case {case} of its station's other PC"
                    ));
                }
            }
        }
    }
    for (case, held) in &there {
        match images.get(case) {
            None => apart.push(format!("case {case} is at the township only")),
            Some(here) if *here != held.images => {
                let (here, at) = (here.len(), held.images.len());
                apart.push(format!("case {case}: {here} images here, {at} there"));
            }
            Some(_) => {}
        }
    }
    Ok(apart)
}

fn parsed(account: &str) -> Account {
    let mut cases = Account::new();
    let mut case = String::new();
    for line in account.lines() {
        match line.split_once(' ') {
            Some(("case", id)) => {
                case = id.to_owned();
                cases.entry(case.clone()).or_default();
            }
            Some(("event", _)) => {
                let held = cases.entry(case.clone()).or_default();
                held.events.push(line.to_owned());
            }
            _ => {
                let held = cases.entry(case.clone()).or_default();
                held.images.insert(line.to_owned());
            }
        }
    }
    cases
}

/// How often each name and each word is in the stores of one PC of each station; every image that
/// is said to be here is opened too.
pub(super) fn words(pcs: &[Pc]) -> Run<BTreeMap<String, usize>> {
    let mut words = BTreeMap::new();
    let mut villages = BTreeSet::new();
    for pc in pcs {
        let of_store = of_store(&pc.data())?;
        if villages.insert(pc.village) {
            for word in of_store {
                *words.entry(word).or_default() += 1;
            }
        }
    }
    Ok(words)
}

fn of_store(data: &Path) -> Run<Vec<String>> {
    let store = Store::open(data, &load_or_create_key(data)?, Options::default())?;
    let mut words = Vec::new();
    for line in store.account()?.lines() {
        if let Some(id) = line.strip_prefix("case ").and_then(CaseId::from_hex) {
            let case = store.case(&id)?.ok_or("a case without a row")?;
            words.push(case.applicant.name.clone());
            for step in &case.steps {
                if let Fact::Commented(body) = &step.event.fact {
                    words.push(body.text.clone());
                }
            }
            for image in case.materials.values().flat_map(|line| &line.images) {
                store.image(&image.hash)?;
            }
        }
    }
    Ok(words)
}
