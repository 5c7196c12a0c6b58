//! `cargo xtask check-windows`: the workspace compiled for Windows, and the tests of the rules, the
//! wire and the case store run there, without a Windows machine.
//!
//! Debian's own Rust builds the standard library from its sources for the target, MinGW links, and
//! wine runs the tests. Everything of it lies in the target folder's `windows`.

pub mod cross;
mod report;
pub mod wine;

use std::process::ExitCode;
use std::time::Instant;

use crate::programs;
use crate::project::Project;
use crate::setup::{self, Need};
use crate::test::count::Count;
use crate::test::libtest::Reader;
use crate::test::steps;
use crate::trouble::Trouble;

use cross::Cross;
use report::Compiled;

/// The packages whose tests run under wine.
const CORE: [&str; 3] = ["shanyi-domain", "shanyi-wire", "shanyi-store"];
/// Those whose tests need no screen either, but minutes.
const AROUND: [&str; 4] = ["shanyi-sync", "shanyi-app", "shanyi-server", "shanyi"];

/// Compiles and tests, the core alone or `all` that needs no screen. The last line is
/// `check-windows: compiled N crates; N passed, N failed, N skipped`.
pub fn check(project: &Project, all: bool) -> Result<ExitCode, Trouble> {
    setup::ensure(&[Need::Rust, Need::Node, Need::Windows])?;
    // The window carries its pages inside.
    programs::pages(project, "station")?;
    let cross = Cross::new(project);
    let start = Instant::now();
    let compiled = compile(project, &cross)?;
    let minutes = |start: Instant| start.elapsed().as_secs_f64() / 60.0;
    eprintln!("compiled for Windows in {:.1} min", minutes(start));
    let start = Instant::now();
    let mut count = compiled.count();
    count.add(test(&cross, all)?);
    eprintln!("tested under wine in {:.1} min", minutes(start));
    for reason in &count.reasons {
        println!("failed: {reason}");
    }
    println!("{}", last_line(compiled.crates(), &count));
    Ok(match count.failed {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    })
}

fn compile(project: &Project, cross: &Cross<'_>) -> Result<Compiled, Trouble> {
    let mut compiled = Compiled::new(&project.root);
    // What one crate breaks must not hide what the next one does.
    let mut cargo = cross.cargo("build");
    cargo.args(["--workspace", "--all-targets", "--keep-going"]);
    cargo.arg("--message-format=json");
    let ended_well = steps::follow_quietly(&mut cargo, |line| compiled.line(line))?;
    compiled.end(ended_well);
    Ok(compiled)
}

fn test(cross: &Cross<'_>, all: bool) -> Result<Count, Trouble> {
    let wine = wine::make_ready(cross.folder())?;
    let mut cargo = cross.cargo("test");
    wine.run_programs_of(&mut cargo, &cross.programs());
    for package in packages(all) {
        cargo.args(["--package", package]);
    }
    cargo.arg("--no-fail-fast");
    let mut reader = Reader::default();
    let succeeded = steps::follow(&mut cargo, |line| reader.line(line))?;
    let mut count = reader.finish("cargo test under wine", succeeded);
    if count.tests() == 0 {
        count.add(Count::could_not_run("no test ran under wine".to_owned()));
    }
    Ok(count)
}

fn packages(all: bool) -> impl Iterator<Item = &'static str> {
    let around: &[&str] = if all { &AROUND } else { &[] };
    CORE.iter().chain(around).copied()
}

fn last_line(crates: usize, count: &Count) -> String {
    format!(
        "check-windows: compiled {crates} crates; {} passed, {} failed, {} skipped",
        count.passed, count.failed, count.skipped
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_case_store_is_tested_always_and_the_township_when_all_is_asked_for() {
        let asked = |all, name| packages(all).any(|package| package == name);
        assert!(asked(false, "shanyi-store") && !asked(false, "shanyi-server"));
        assert!(asked(true, "shanyi-store") && asked(true, "shanyi-server"));
    }

    #[test]
    fn the_last_line_can_be_read_by_a_program() {
        let mut count = Count::held();
        count.add(Count::could_not_run("x".to_owned()));
        assert_eq!(
            last_line(412, &count),
            "check-windows: compiled 412 crates; 1 passed, 1 failed, 0 skipped"
        );
    }
}
