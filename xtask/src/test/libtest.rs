//! Reads what Rust's test programs print.

use super::count::Count;

/// Takes in the lines of one or more test programs.
#[derive(Default)]
pub struct Reader {
    count: Count,
    begun: u64,
    finished: u64,
}

impl Reader {
    /// One line.
    pub fn line(&mut self, line: &str) {
        let line = plain(line);
        let line = line.trim();
        if is_beginning(line) {
            self.begun += 1;
        } else if let Some(result) = line.strip_prefix("test result: ") {
            self.finished += 1;
            self.count.passed += number_before(result, " passed");
            self.count.failed += number_before(result, " failed");
            self.count.skipped += number_before(result, " ignored");
        } else if let Some(name) = failed_test(line) {
            self.count.reasons.push(name.to_owned());
        }
    }

    /// The whole count. A program that broke off in the middle, or a build that broke, is a
    /// failure of its own.
    pub fn finish(mut self, what: &str, succeeded: bool) -> Count {
        for _ in self.finished..self.begun {
            let reason = format!("{what}: a test program broke off before its result");
            self.count.add(Count::could_not_run(reason));
        }
        if !succeeded && self.count.failed == 0 {
            let reason = format!("{what} could not run");
            self.count.add(Count::could_not_run(reason));
        }
        self.count
    }
}

/// `running 12 tests`
fn is_beginning(line: &str) -> bool {
    let mut words = line.split(' ');
    words.next() == Some("running")
        && words.next().is_some_and(|word| word.parse::<u64>().is_ok())
        && matches!(words.next(), Some("test" | "tests"))
        && words.next().is_none()
}

/// `test drafts::a_draft_is_kept ... FAILED`
fn failed_test(line: &str) -> Option<&str> {
    line.strip_prefix("test ")?.strip_suffix(" ... FAILED")
}

fn number_before(text: &str, mark: &str) -> u64 {
    text.split(mark)
        .next()
        .and_then(|before| before.rsplit(' ').next())
        .and_then(|word| word.parse().ok())
        .unwrap_or(0)
}

/// A line without the colours of a terminal.
fn plain(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        if letter == '\u{1b}' {
            for letter in letters.by_ref() {
                if letter.is_ascii_alphabetic() {
                    break;
                }
            }
        } else {
            text.push(letter);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, succeeded: bool) -> Count {
        let mut reader = Reader::default();
        text.lines().for_each(|line| reader.line(line));
        reader.finish("cargo test", succeeded)
    }

    #[test]
    fn the_results_of_all_programs_are_added_up() {
        let count = read(
            "running 2 tests\ntest a ... ok\ntest b ... ok\n\n\
             test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
             running 2 tests\ntest c ... FAILED\ntest d ... ignored\n\
             test result: FAILED. 0 passed; 1 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s\n",
            false,
        );
        assert_eq!((count.passed, count.failed, count.skipped), (2, 1, 1));
        assert_eq!(count.reasons, ["c"]);
    }

    #[test]
    fn colours_do_not_hide_a_result() {
        let count = read(
            "running 1 test\ntest result: \u{1b}[32mok\u{1b}(B\u{1b}[m. 1 passed; 0 failed; 0 ignored",
            true,
        );
        assert_eq!((count.passed, count.failed), (1, 0));
    }

    #[test]
    fn a_program_that_broke_off_is_a_failure() {
        let count = read("running 3 tests\ntest a ... ok\n", false);
        assert_eq!((count.passed, count.failed), (0, 1));
        assert!(count.reasons[0].contains("broke off"));
    }

    #[test]
    fn a_build_that_broke_is_a_failure() {
        let count = read("", false);
        assert_eq!((count.passed, count.failed), (0, 1));
        assert!(count.reasons[0].contains("could not run"));
    }

    #[test]
    fn what_a_test_prints_itself_is_not_taken_for_a_beginning() {
        assert!(is_beginning("running 12 tests"));
        assert!(!is_beginning("running 12 tests of the simulation"));
        assert!(!is_beginning("running late"));
    }
}
