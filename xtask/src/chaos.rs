//! `cargo xtask chaos`: the real programs, killed again and again while a script works on them.
//!
//! By itself it kills stations without windows and the township between them; with `--counter` the
//! station's window.

use std::process::ExitCode;

use crate::display;
use crate::programs::{self, Seat};
use crate::project::{self, Project};
use crate::setup::{self, Need};
use crate::trouble::Trouble;

/// The package with the whole-system tests, and the program that kills the station's window.
const COUNTER: (&str, &str) = ("shanyi-tests", "chaos_counter");

/// The program that kills stations and the township, and the station that it kills.
const EXCHANGE: (&str, [&str; 2]) = ("chaos_exchange", ["chaos_exchange", "chaos_station"]);

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
    play(project, COUNTER.1, wish)
}

/// Kills stations and the township. The last line and the exit code are the program's own.
pub fn exchange(project: &Project, wish: &Wish) -> Result<ExitCode, Trouble> {
    setup::ensure(&[Need::Rust])?;
    programs::server(project, Seat::Driver)?;
    let mut cargo = project.cargo();
    cargo.args(["build", "--package", COUNTER.0]);
    for program in EXCHANGE.1 {
        cargo.args(["--bin", program]);
    }
    project::run(&mut cargo)?;
    play(project, EXCHANGE.0, wish)
}

fn play(project: &Project, program: &str, wish: &Wish) -> Result<ExitCode, Trouble> {
    let mut command = std::process::Command::new(project.program(program));
    command
        .current_dir(&project.root)
        .args(["--rounds", &wish.rounds.to_string()])
        .args(["--seed", &wish.seed.to_string()])
        .arg("--folder")
        .arg(project.target.join(program.replace('_', "-")));
    let status = display::hide(&mut command)
        .status()
        .map_err(|source| Trouble::NotStarted {
            what: program.to_owned(),
            source,
        })?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(ExitCode::from(code.unwrap_or(1)))
}
