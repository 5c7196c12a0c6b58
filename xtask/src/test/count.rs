//! How many tests passed, failed and were skipped.

/// A count, with a line for each thing that failed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Tests that held.
    pub passed: u64,
    /// Tests that did not, and things that could not run at all.
    pub failed: u64,
    /// Tests that were left out.
    pub skipped: u64,
    /// What failed.
    pub reasons: Vec<String>,
}

impl Count {
    /// One thing that held.
    pub fn held() -> Self {
        Self {
            passed: 1,
            ..Self::default()
        }
    }

    /// Something that could not run counts as one failure, never as passed or skipped.
    pub fn could_not_run(reason: String) -> Self {
        Self {
            failed: 1,
            reasons: vec![reason],
            ..Self::default()
        }
    }

    /// Adds another count to this one.
    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
        self.reasons.extend(other.reasons);
    }

    /// How many there were.
    pub fn tests(&self) -> u64 {
        self.passed + self.failed + self.skipped
    }
}
