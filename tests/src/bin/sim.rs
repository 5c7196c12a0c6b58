//! Plays seeds of the exchange's simulation. The last line says how many do not hold.
#![allow(clippy::print_stdout, reason = "the last line is the result")]
#![allow(clippy::print_stderr, reason = "a run says how it goes")]

use std::process::ExitCode;
use std::time::Instant;

use shanyi_tests::sim::{REGRESSIONS, Report, Wish, play};

/// Within so many seeds each planted fault has to be found.
#[cfg(feature = "planted")]
const WITHIN: u64 = 2000;

fn main() -> ExitCode {
    match wish().and_then(run) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(what) => {
            eprintln!("{what}");
            ExitCode::FAILURE
        }
    }
}

fn run((wish, planted): (Wish, bool)) -> Result<bool, String> {
    let begun = Instant::now();
    let told = |done: u64| {
        if done.is_multiple_of(1000) {
            eprintln!("{done} seeds, {:.0} s", begun.elapsed().as_secs_f64());
        }
    };
    let mut whole = Report::default();
    for (seed, _) in REGRESSIONS {
        whole.broken.extend(of(Wish::one(*seed), told)?.broken);
    }
    let Report {
        steps,
        faults,
        broken,
    } = of(wish, told)?;
    whole.broken.extend(broken);
    whole.steps = steps;
    whole.faults = faults;
    tell(&whole);
    eprintln!("{:.1} s", begun.elapsed().as_secs_f64());
    let found = !planted || every_planted_fault_is_found()?;
    let (seeds, violations) = (whole.steps.len(), whole.broken.len());
    println!("sim: {seeds} seeds, {violations} violations");
    Ok(found && violations == 0 && seeds as u64 == wish.seeds)
}

fn of(wish: Wish, told: impl Fn(u64) + Sync) -> Result<Report, String> {
    play(wish, told).map_err(|violation| violation.0)
}

/// Plants one fault after another and plays seeds until one does not hold. Each has to be found.
#[cfg(feature = "planted")]
fn every_planted_fault_is_found() -> Result<bool, String> {
    use shanyi_domain::planted;
    let mut found = 0;
    for bug in planted::ALL {
        let begun = Instant::now();
        planted::plant(Some(bug));
        let report = of(Wish::until_broken(WITHIN), |_| ());
        planted::plant(None);
        let took = begun.elapsed().as_secs_f64();
        match report?.broken.first() {
            Some(broken) => {
                found += 1;
                let what = broken.what.lines().next().unwrap_or_default();
                let seed = broken.seed;
                println!("planted {bug:?}: found by seed {seed} in {took:.1} s: {what:.200}");
            }
            None => println!("planted {bug:?}: not found in {took:.1} s"),
        }
    }
    println!("planted: {} faults, {found} found", planted::ALL.len());
    Ok(found == planted::ALL.len())
}

#[cfg(not(feature = "planted"))]
fn every_planted_fault_is_found() -> Result<bool, String> {
    Err("built without the feature planted".to_owned())
}

fn tell(report: &Report) {
    for broken in report.broken.iter().take(5) {
        println!("seed {}: {}", broken.seed, broken.what);
        for step in &broken.steps {
            println!("    {step}");
        }
        println!(
            "    again: cargo xtask sim --from {} --seeds 1",
            broken.seed
        );
    }
    for broken in report.broken.iter().skip(5) {
        println!(
            "seed {}: {}",
            broken.seed,
            broken.what.lines().next().unwrap_or_default()
        );
    }
    for (kind, times) in &report.faults {
        println!("{times:>9} {kind}");
    }
    println!("{:>9} steps in the median seed", report.median());
}

fn wish() -> Result<(Wish, bool), String> {
    let (mut wish, mut planted) = (Wish::default(), false);
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        if word == "--planted" {
            planted = true;
            continue;
        }
        let value = words.next().ok_or_else(|| format!("{word} what?"))?;
        let number: u64 = value.parse().map_err(|_| format!("{value} is no number"))?;
        match word.as_str() {
            "--seeds" => wish.seeds = number,
            "--from" => wish.from = number,
            "--workers" => wish.workers = usize::try_from(number).unwrap_or(1),
            _ => return Err(format!("what is {word}?")),
        }
    }
    Ok((wish, planted))
}
