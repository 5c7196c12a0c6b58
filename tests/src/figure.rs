//! Measured figures, as the bench programs print them: one JSON object a line.

use std::time::Instant;

use serde_json::json;

/// A figure that is about to be said.
#[derive(Clone, Debug)]
pub struct Figure {
    name: String,
    value: f64,
    unit: String,
    ratio_to: Option<String>,
    budget: Option<f64>,
    /// The budget is the least that it may be.
    at_least: bool,
}

impl Figure {
    /// So much of a unit.
    #[must_use]
    pub fn new(name: impl Into<String>, value: f64, unit: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            value,
            unit: unit.into(),
            ratio_to: None,
            budget: None,
            at_least: false,
        }
    }

    /// What the value is a multiple of.
    #[must_use]
    pub fn ratio_to(mut self, what: &str) -> Self {
        self.ratio_to = Some(what.to_owned());
        self
    }

    /// The most that it may be.
    #[must_use]
    pub const fn at_most(mut self, budget: f64) -> Self {
        self.budget = Some(budget);
        self
    }

    /// The least that it may be.
    #[must_use]
    pub const fn at_least(mut self, budget: f64) -> Self {
        self.budget = Some(budget);
        self.at_least = true;
        self
    }

    /// Whether it keeps its budget.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.budget.is_none_or(|budget| {
            if self.at_least {
                self.value >= budget
            } else {
                self.value <= budget + 0.005
            }
        })
    }

    /// Prints it.
    #[expect(clippy::print_stdout, reason = "a bench prints its figures")]
    pub fn say(&self) {
        let figure = json!({
            "name": self.name, "value": self.value, "unit": self.unit,
            "ratio_to": self.ratio_to, "budget": self.budget, "holds": self.holds(),
        });
        println!("{figure}");
    }
}

/// The middle of the values; 0 where there are none.
#[must_use]
pub fn median(values: &[f64]) -> f64 {
    part(values, 0.5)
}

/// The value that this part of all values (0 to 1) does not exceed; 0 where there are none.
#[must_use]
pub fn part(values: &[f64], part: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().saturating_sub(1);
    // Of 100 values, 99 in a hundred are not above the 99th: that of index 98.
    let index = (sorted.len() as f64 * part).ceil() as usize;
    sorted
        .get(index.saturating_sub(1).min(last))
        .copied()
        .unwrap_or_default()
}

/// CPU time of this thread in nanoseconds.
#[cfg(unix)]
#[must_use]
pub fn cpu() -> f64 {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    now.tv_sec as f64 * 1e9 + now.tv_nsec as f64
}

/// Not a number: without `unsafe` Windows tells nobody, and no budget is held by what is not known.
#[cfg(not(unix))]
#[must_use]
pub fn cpu() -> f64 {
    f64::NAN
}

/// Milliseconds since then.
#[must_use]
pub fn since(begun: Instant) -> f64 {
    begun.elapsed().as_secs_f64() * 1e3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ninety_ninth_of_a_hundred_is_the_last_but_one() {
        let values: Vec<f64> = (1..=100).rev().map(f64::from).collect();
        assert_eq!(part(&values, 0.99).to_string(), "99");
        assert_eq!(median(&values).to_string(), "50");
        assert_eq!(part(&[], 0.5).to_string(), "0");
    }

    #[test]
    fn a_store_without_its_cipher_can_be_opened_to_be_measured() {
        let folder = tempfile::tempdir().unwrap();
        for _ in 0..2 {
            let options = shanyi_store::Options {
                plain: true,
                ..shanyi_store::Options::default()
            };
            let key = shanyi_store::DatabaseKey::from_bytes([7; 32]);
            shanyi_store::Store::open(folder.path(), &key, options).unwrap();
        }
        let bytes = std::fs::read(folder.path().join("cases.db")).unwrap();
        assert!(bytes.starts_with(b"SQLite format 3"));
    }

    #[test]
    fn a_least_is_kept_from_below_and_a_most_from_above() {
        assert!(Figure::new("a", 3.0, "").at_most(3.0).holds());
        assert!(!Figure::new("a", 3.1, "").at_most(3.0).holds());
        assert!(Figure::new("a", 3.1, "").at_least(3.0).holds());
        assert!(!Figure::new("a", 2.9, "").at_least(3.0).holds());
    }
}
