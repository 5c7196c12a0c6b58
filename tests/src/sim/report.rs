//! What many seeds came to.

use std::collections::{BTreeMap, VecDeque};

/// What happened in a seed, by what it is called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Acts, requests and strokes of bad luck.
    pub steps: usize,
    /// Bad luck by its kind.
    pub faults: BTreeMap<&'static str, usize>,
}

/// The last steps of a seed.
#[derive(Clone, Debug, Default)]
pub struct Trail(VecDeque<String>);

/// Steps that a violation is shown with.
const SHOWN: usize = 60;

impl Trail {
    /// One more step.
    pub fn note(&mut self, step: String) {
        if self.0.len() == SHOWN {
            self.0.pop_front();
        }
        self.0.push_back(step);
    }

    /// The steps, oldest first.
    pub fn into_steps(self) -> Vec<String> {
        self.0.into()
    }
}

/// A seed that does not hold.
#[derive(Clone, Debug)]
pub struct Broken {
    /// Which seed.
    pub seed: u64,
    /// What is broken.
    pub what: String,
    /// The steps before.
    pub steps: Vec<String>,
}

/// What a run of seeds came to.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The number of steps of each seed.
    pub steps: Vec<usize>,
    /// Bad luck by its kind.
    pub faults: BTreeMap<&'static str, usize>,
    /// The seeds that do not hold, in order.
    pub broken: Vec<Broken>,
}

impl Report {
    /// Adds a seed.
    pub fn add(&mut self, tally: Tally, broken: Option<Broken>) {
        self.steps.push(tally.steps);
        for (kind, times) in tally.faults {
            *self.faults.entry(kind).or_default() += times;
        }
        self.broken.extend(broken);
    }

    /// Adds what another worker has.
    pub fn join(&mut self, other: Self) {
        self.steps.extend(other.steps);
        for (kind, times) in other.faults {
            *self.faults.entry(kind).or_default() += times;
        }
        self.broken.extend(other.broken);
        self.broken.sort_by_key(|broken| broken.seed);
    }

    /// The middle of all numbers of steps.
    #[must_use]
    pub fn median(&self) -> usize {
        let mut steps = self.steps.clone();
        steps.sort_unstable();
        steps.get(steps.len() / 2).copied().unwrap_or_default()
    }
}
