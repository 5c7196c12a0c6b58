//! Does the steps of the parts and counts what came of them.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::thread;

use super::count::Count;
use super::libtest::Reader;
use super::parts::Step;
use super::vitest;
use crate::bindings;
use crate::display;
use crate::programs::{self, Seat};
use crate::project::{self, Project, typed};
use crate::setup::deny;
use crate::sim;
use crate::story;
use crate::trouble::Trouble;

/// Where the steps of one run are done.
pub struct Stage<'a> {
    project: &'a Project,
}

impl<'a> Stage<'a> {
    /// In this project.
    pub fn new(project: &'a Project) -> Self {
        Self { project }
    }

    /// Does them in order. What breaks before the tests, such as a build, ends the part; a failed
    /// test does not.
    pub fn play(&self, steps: &[Step]) -> Count {
        let mut count = Count::default();
        for step in steps {
            match self.step(step) {
                Ok(more) => count.add(more),
                Err(trouble) => {
                    count.add(Count::could_not_run(trouble.to_string()));
                    break;
                }
            }
        }
        count
    }

    fn step(&self, step: &Step) -> Result<Count, Trouble> {
        match step {
            Step::Cargo(words) => self.cargo_test(words),
            Step::Check(words) => Ok(check(self.project.cargo().args(*words))),
            Step::Crates => Ok(held(deny::check(self.project))),
            Step::Contracts => self.contracts(),
            Step::Components => self.components(),
            Step::Types => Ok(check(self.project.npm().args(["run", "typecheck"]))),
            Step::Pages(screen) => built(programs::pages(self.project, screen)),
            Step::Server => built(programs::server(self.project, Seat::Driver)),
            Step::Window => built(programs::window(self.project, Seat::Driver)),
            Step::Story => self.story(),
            Step::Sim(seeds) => self.sim(*seeds),
        }
    }

    fn cargo_test(&self, words: &[&str]) -> Result<Count, Trouble> {
        let mut command = self.project.cargo();
        command.arg("test").args(words).arg("--no-fail-fast");
        let mut reader = Reader::default();
        let succeeded = follow(&mut command, |line| reader.line(line))?;
        Ok(reader.finish(&typed(&command), succeeded))
    }

    fn contracts(&self) -> Result<Count, Trouble> {
        let mut count = Count::default();
        for package in bindings::CONTRACTS {
            count.add(self.cargo_test(&bindings::words(package))?);
        }
        Ok(count)
    }

    fn components(&self) -> Result<Count, Trouble> {
        crate::setup::ui::install(self.project)?;
        let report = self.project.target.join("components.json");
        // A report of an earlier run must not speak for this one.
        let _ = fs::remove_file(&report);
        let mut command = self.project.npm();
        command
            .args(["test", "--", "--reporter=default", "--reporter=json"])
            .arg(format!("--outputFile.json={}", report.display()));
        let succeeded = follow(&mut command, |_| {})?;
        let json = fs::read_to_string(&report).map_err(Trouble::file(&report))?;
        vitest::count(&json, succeeded).map_err(Trouble::unreadable("vitest"))
    }

    fn sim(&self, seeds: u64) -> Result<Count, Trouble> {
        let wish = sim::Wish {
            seeds,
            from: 1,
            planted: true,
        };
        let mut command = sim::program(self.project, &wish)?;
        let mut last = String::new();
        let succeeded = follow(&mut command, |line| line.clone_into(&mut last))?;
        Ok(match succeeded && sim_holds(&last, seeds) {
            true => Count::held(),
            false => Count::could_not_run(last),
        })
    }

    fn story(&self) -> Result<Count, Trouble> {
        story::make_ready(self.project)?;
        let mut command = story::story(self.project)?;
        let mut last = String::new();
        let succeeded = follow(&mut command, |line| line.clone_into(&mut last))?;
        match (story_count(&last), succeeded) {
            (Some(count), true) => Ok(count),
            (Some(mut count), false) if count.failed > 0 => {
                count.reasons.push(last);
                Ok(count)
            }
            _ => Ok(Count::could_not_run(last)),
        }
    }
}

/// `sim: 500 seeds, 0 violations`
fn sim_holds(line: &str, seeds: u64) -> bool {
    line.trim() == format!("sim: {seeds} seeds, 0 violations")
}

fn built(result: Result<(), Trouble>) -> Result<Count, Trouble> {
    result.map(|()| Count::default())
}

fn check(command: &mut Command) -> Count {
    held(project::run(command))
}

fn held(result: Result<(), Trouble>) -> Count {
    match result {
        Ok(()) => Count::held(),
        Err(trouble) => Count::could_not_run(trouble.to_string()),
    }
}

/// Runs to the end, showing each line as it comes and taking in those of stdout. Says whether it
/// ended well.
pub fn follow(command: &mut Command, mut take_in: impl FnMut(&str)) -> Result<bool, Trouble> {
    follow_quietly(command, |line| {
        println!("{line}");
        take_in(line);
    })
}

/// The same for a program whose stdout is for programs: its lines are taken in only.
pub fn follow_quietly(
    command: &mut Command,
    mut take_in: impl FnMut(&str),
) -> Result<bool, Trouble> {
    let what = typed(command);
    eprintln!("› {what}");
    let not_started = |source| Trouble::NotStarted {
        what: what.clone(),
        source,
    };
    let mut child = display::hide(command)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(not_started)?;
    // Whole lines from both streams, or they would cut each other in two.
    let complaints = child
        .stderr
        .take()
        .map(|stderr| thread::spawn(move || each_line(stderr, |line| eprintln!("{line}"))));
    if let Some(stdout) = child.stdout.take() {
        each_line(stdout, &mut take_in);
    }
    if let Some(complaints) = complaints {
        // That thread only prints.
        let _ = complaints.join();
    }
    let status = child.wait().map_err(not_started)?;
    Ok(status.success())
}

fn each_line(stream: impl Read, mut take: impl FnMut(&str)) {
    for line in BufReader::new(stream).split(b'\n').map_while(Result::ok) {
        take(&String::from_utf8_lossy(&line));
    }
}

/// `story: 23 steps, 23 held`
fn story_count(line: &str) -> Option<Count> {
    let (steps, held) = line
        .trim()
        .strip_prefix("story: ")?
        .strip_suffix(" held")?
        .split_once(" steps, ")?;
    let (steps, held): (u64, u64) = (steps.parse().ok()?, held.parse().ok()?);
    Some(Count {
        passed: held,
        failed: steps.checked_sub(held)?,
        ..Count::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_storys_last_line_is_counted() {
        let count = story_count("story: 23 steps, 23 held\n").unwrap();
        assert_eq!((count.passed, count.failed), (23, 0));
        let count = story_count("story: 23 steps, 9 held").unwrap();
        assert_eq!((count.passed, count.failed), (9, 14));
    }

    #[test]
    fn the_simulation_holds_by_its_last_line_alone() {
        assert!(sim_holds("sim: 500 seeds, 0 violations\n", 500));
        assert!(!sim_holds("sim: 500 seeds, 1 violations", 500));
        assert!(!sim_holds("sim: 499 seeds, 0 violations", 500));
    }

    #[test]
    fn another_last_line_is_no_count() {
        assert_eq!(story_count("step 9 broke: the badge said nothing"), None);
        assert_eq!(story_count("story: 3 steps, 4 held"), None);
    }
}
