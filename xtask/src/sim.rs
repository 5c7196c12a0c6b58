//! `cargo xtask sim`: the exchange's simulation, seed after seed.

use std::process::{Command, ExitCode};

use crate::project::{self, Project};
use crate::setup::{self, Need};
use crate::trouble::Trouble;

/// The package with the whole-system tests, and the program that plays the seeds.
const SIM: (&str, &str) = ("shanyi-tests", "sim");

/// Optimised as a release, without the long link of one.
const PROFILE: &str = "sim";

/// What is to be played.
pub struct Wish {
    /// How many seeds.
    pub seeds: u64,
    /// The first of them.
    pub from: u64,
    /// Behind them faults are planted one by one, and each has to be found.
    pub planted: bool,
}

/// Plays the seeds. The last line and the exit code are the program's own.
pub fn play(project: &Project, wish: &Wish) -> Result<ExitCode, Trouble> {
    let mut command = program(project, wish)?;
    let status = command.status().map_err(|source| Trouble::NotStarted {
        what: SIM.1.to_owned(),
        source,
    })?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(ExitCode::from(code.unwrap_or(1)))
}

/// Builds the program that plays them.
pub fn program(project: &Project, wish: &Wish) -> Result<Command, Trouble> {
    setup::ensure(&[Need::Rust])?;
    let mut build = project.cargo();
    build.args(["build", "--profile", PROFILE]);
    build.args(["--package", SIM.0, "--bin", SIM.1]);
    // One build for seeds and planted faults: nothing is planted before it is asked for.
    build.args(["--features", "planted"]);
    project::run(&mut build)?;
    let mut command = Command::new(project.program_of(PROFILE, SIM.1));
    command
        .current_dir(&project.root)
        .args(["--seeds", &wish.seeds.to_string()])
        .args(["--from", &wish.from.to_string()]);
    if wish.planted {
        command.arg("--planted");
    }
    Ok(command)
}
