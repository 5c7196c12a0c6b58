//! `cargo xtask test`: every test, in parts, with one count at the end.

pub mod count;
pub mod libtest;
mod parts;
pub mod steps;
mod vitest;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use count::Count;
use parts::{PARTS, Part};
use steps::Stage;

use crate::project::Project;
use crate::setup::{self, Need};
use crate::trouble::Trouble;

/// What a part came to.
struct Outcome {
    part: &'static Part,
    count: Count,
    took: Duration,
}

/// Prints the table of parts.
pub fn list() -> ExitCode {
    for part in PARTS {
        println!("{:<10}{:>4} min  {}", part.name, part.minutes, part.about);
    }
    ExitCode::SUCCESS
}

/// Runs the named parts, or all of them. The last line is `N passed, N failed, N skipped`.
pub fn test(project: &Project, names: &[String]) -> Result<ExitCode, Trouble> {
    let chosen = choose(names)?;
    let needs: Vec<Need> = chosen.iter().flat_map(|part| part.needs).copied().collect();
    if let Err(trouble) = setup::ensure(&needs) {
        // The parts that miss something say so themselves; the others still run.
        eprintln!("{trouble}");
    }
    let stage = Stage::new(project);
    let outcomes: Vec<Outcome> = chosen.into_iter().map(|part| play(&stage, part)).collect();
    Ok(report(&outcomes))
}

fn choose(names: &[String]) -> Result<Vec<&'static Part>, Trouble> {
    let unknown = names
        .iter()
        .find(|name| PARTS.iter().all(|part| part.name != **name));
    if let Some(name) = unknown {
        let known: Vec<&str> = PARTS.iter().map(|part| part.name).collect();
        return Err(Trouble::Refused(format!(
            "There is no part {name}. The parts are: {}.",
            known.join(", ")
        )));
    }
    let wanted = |part: &&Part| names.is_empty() || names.iter().any(|name| name == part.name);
    Ok(PARTS.iter().filter(wanted).collect())
}

fn play(stage: &Stage<'_>, part: &'static Part) -> Outcome {
    eprintln!("\n━━ {} ({} min): {}", part.name, part.minutes, part.about);
    let start = Instant::now();
    let mut count = match setup::lacking(part.needs) {
        Some(lacking) => Count::could_not_run(format!("missing on this machine:\n{lacking}")),
        None => stage.play(part.steps),
    };
    if count.tests() == 0 {
        count.add(Count::could_not_run("it ran no test at all".to_owned()));
    }
    Outcome {
        part,
        count,
        took: start.elapsed(),
    }
}

fn report(outcomes: &[Outcome]) -> ExitCode {
    let mut total = Count::default();
    println!("\npart        passed  failed skipped  minutes (expected)");
    for outcome in outcomes {
        let Outcome { part, count, took } = outcome;
        println!(
            "{:<10}{:>8}{:>8}{:>8}{:>9.1} ({})",
            part.name,
            count.passed,
            count.failed,
            count.skipped,
            took.as_secs_f64() / 60.0,
            part.minutes
        );
    }
    for outcome in outcomes {
        for reason in &outcome.count.reasons {
            println!("failed in {}: {reason}", outcome.part.name);
        }
        total.add(outcome.count.clone());
    }
    println!(
        "{} passed, {} failed, {} skipped",
        total.passed, total.failed, total.skipped
    );
    match total.failed {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_names_every_part_runs_in_the_order_of_the_table() {
        let names: Vec<&str> = choose(&[]).unwrap().iter().map(|part| part.name).collect();
        let table: Vec<&str> = PARTS.iter().map(|part| part.name).collect();
        assert_eq!(names, table);
    }

    #[test]
    fn an_unknown_part_is_refused_with_the_names_of_the_known_ones() {
        let refusal = choose(&["widnow".to_owned()]).err().unwrap().to_string();
        assert!(refusal.contains("widnow") && refusal.contains("window"));
    }

    #[test]
    fn the_parts_together_fit_the_time_that_a_fresh_clone_is_given() {
        let minutes: u32 = PARTS.iter().map(|part| part.minutes).sum();
        assert!(minutes <= 40, "{minutes} minutes");
    }
}
