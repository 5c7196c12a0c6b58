//! What both sides hold, held against each other and against what was answered.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use shanyi_domain::fact::Fact;
use shanyi_domain::ids::CaseId;
use shanyi_store::{Options, Store, load_or_create_key};

use super::station::Pc;
use crate::township::{Run, Township};

/// One case in an account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Case {
    events: Vec<String>,
    images: BTreeSet<String>,
}

type Account = BTreeMap<String, Case>;

/// What a PC holds.
struct Here {
    village: &'static str,
    account: Account,
    /// Names of applicants, and words that were said.
    words: Vec<String>,
}

/// What everybody holds.
pub(super) struct Held {
    here: Vec<Here>,
    there: Account,
}

impl Held {
    /// Opens and reads everything. All programs have to be closed.
    pub(super) fn of(pcs: &[Pc], township: &Township) -> Run<Self> {
        Ok(Self {
            here: pcs.iter().map(Here::of).collect::<Run<_>>()?,
            there: parsed(&township.account()?),
        })
    }

    /// Where both sides differ, in words; nothing where they hold the same.
    pub(super) fn apart(&self) -> Vec<String> {
        let mut apart = Vec::new();
        let mut images: BTreeMap<&String, BTreeSet<&String>> = BTreeMap::new();
        for (nth, pc) in self.here.iter().enumerate() {
            for (case, held) in &pc.account {
                let known = self.there.get(case).cloned().unwrap_or_default();
                if known.events != held.events {
                    let (at, here) = (known.events.len(), held.events.len());
                    apart.push(format!(
                        "PC {nth}, case {case}: {here} events here, {at} there"
                    ));
                }
                images.entry(case).or_default().extend(&held.images);
            }
            // Every PC of a station has all of its cases.
            let same = |other: &&Here| other.village == pc.village;
            for other in self.here.iter().filter(same) {
                let lacks = |case: &&String| !pc.account.contains_key(*case);
                apart.extend(
                    other.account.keys().filter(lacks).map(|case| {
                        format!("PC {nth} lacks case {case} of its station's other PC")
                    }),
                );
            }
        }
        for (case, held) in &self.there {
            match images.get(case) {
                None => apart.push(format!("case {case} is at the township only")),
                Some(here) if !held.images.iter().eq(here.iter().copied()) => {
                    let (here, at) = (here.len(), held.images.len());
                    apart.push(format!("case {case}: {here} images here, {at} there"));
                }
                Some(_) => {}
            }
        }
        apart
    }

    /// How often each name and each word is in the stores of one PC of each station.
    pub(super) fn words(&self) -> BTreeMap<&str, usize> {
        let mut words = BTreeMap::new();
        let mut villages = BTreeSet::new();
        for pc in self.here.iter().filter(|pc| villages.insert(pc.village)) {
            for word in &pc.words {
                *words.entry(word.as_str()).or_default() += 1;
            }
        }
        words
    }

    /// Images at the township.
    pub(super) fn images_there(&self) -> usize {
        self.there.values().map(|case| case.images.len()).sum()
    }
}

impl Here {
    fn of(pc: &Pc) -> Run<Self> {
        let store = opened(&pc.data())?;
        let account = store.account()?;
        Ok(Self {
            village: pc.village,
            words: words(&store, &account)?,
            account: parsed(&account),
        })
    }
}

fn opened(data: &Path) -> Run<Store> {
    let key = load_or_create_key(data)?;
    Ok(Store::open(data, &key, Options::default())?)
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

/// The words in a store; every image that is said to be here is opened too.
fn words(store: &Store, account: &str) -> Run<Vec<String>> {
    let mut words = Vec::new();
    for line in account.lines() {
        let Some(id) = line.strip_prefix("case ").and_then(CaseId::from_hex) else {
            continue;
        };
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
    Ok(words)
}
