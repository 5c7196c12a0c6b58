//! `cargo xtask chaos`: the real programs, killed again and again while a script works on them.
//!
//! By itself it kills stations without windows and the township between them; with `--counter` the
//! station's window. With `--disk` it is the disk below both that refuses what it is asked for.

use std::process::{Command, ExitCode};

use crate::display;
use crate::programs::{self, SERVER, Seat};
use crate::project::{self, Project};
use crate::setup::{self, Need};
use crate::trouble::Trouble;

/// The package with the whole-system tests, and the program that kills the station's window.
const COUNTER: (&str, &str) = ("shanyi-tests", "chaos_counter");

/// The program that kills stations and the township, and the station that it kills.
const EXCHANGE: [&str; 2] = ["chaos_exchange", "chaos_station"];

/// The program that has disks refuse calls, and the one that works on them.
const DISK: [&str; 2] = ["chaos_disk", "disk_child"];

/// All of these and the township are built by this: in a debug build more time goes into starting
/// what was killed than into what it does.
const PROFILE: &str = "sim";

/// What is to be played.
pub struct Wish {
    /// How many kills.
    pub rounds: u32,
    /// Which script; the same seed types the same.
    pub seed: u64,
}

/// Kills the station's window. The last line and the exit code are the program's own.
pub fn counter(project: &Project, wish: &Wish) -> Result<ExitCode, Trouble> {
    setup::ensure(&[Need::Rust, Need::Node, Need::WebView, Need::DrivenWindow])?;
    programs::window(project, Seat::Driver)?;
    project::run(
        project
            .cargo()
            .args(["build", "--package", COUNTER.0, "--bin", COUNTER.1]),
    )?;
    play(project, ("debug", COUNTER.1), wish)
}

/// Kills stations and the township. The last line and the exit code are the program's own.
pub fn exchange(project: &Project, wish: &Wish) -> Result<ExitCode, Trouble> {
    setup::ensure(&[Need::Rust])?;
    build(project, &[SERVER.0], &[SERVER.1, EXCHANGE[0], EXCHANGE[1]])?;
    play(project, (PROFILE, EXCHANGE[0]), wish)
}

/// Has disks refuse every call in turn. The last line and the exit code are the program's own.
pub fn disk(project: &Project) -> Result<ExitCode, Trouble> {
    setup::ensure(&[Need::Rust, Need::Tracing])?;
    build(project, &[], &DISK)?;
    run(Command::new(project.program_of(PROFILE, DISK[0])), DISK[0])
}

/// Builds programs of the whole-system tests, and of these packages.
fn build(project: &Project, packages: &[&str], programs: &[&str]) -> Result<(), Trouble> {
    let mut cargo = project.cargo();
    cargo.args(["build", "--profile", PROFILE, "--package", COUNTER.0]);
    for package in packages {
        cargo.args(["--package", package]);
    }
    for program in programs {
        cargo.args(["--bin", program]);
    }
    project::run(&mut cargo)
}

fn play(
    project: &Project,
    (profile, program): (&str, &str),
    wish: &Wish,
) -> Result<ExitCode, Trouble> {
    let mut command = Command::new(project.program_of(profile, program));
    command
        .current_dir(&project.root)
        .args(["--rounds", &wish.rounds.to_string()])
        .args(["--seed", &wish.seed.to_string()])
        .arg("--folder")
        .arg(project.target.join(program.replace('_', "-")));
    run(command, program)
}

fn run(mut command: Command, program: &str) -> Result<ExitCode, Trouble> {
    let status = display::hide(&mut command)
        .status()
        .map_err(|source| Trouble::NotStarted {
            what: program.to_owned(),
            source,
        })?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(ExitCode::from(code.unwrap_or(1)))
}
