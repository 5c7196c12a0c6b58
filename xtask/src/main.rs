//! Every command of the project: `cargo xtask run`, `test`, `bench`, `chaos`, `sim`, `bindings` and
//! `setup`.
//!
//! Progress goes to stderr, results go to stdout, so that the last line of a command can be read
//! by a program.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "printing is what these commands are for"
)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod bench;
mod bindings;
mod chaos;
mod children;
mod display;
mod divisions;
mod programs;
mod project;
mod run;
mod setup;
mod sim;
mod stamp;
mod story;
mod test;
mod trouble;
mod windows;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::project::Project;
use crate::trouble::Trouble;

#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version, about)]
struct Asked {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Starts a township server with a demonstration county and the station's window.
    Run {
        /// Where everything is kept between two starts [default: target/run].
        #[arg(long, value_name = "DIR")]
        data: Option<PathBuf>,
        /// Throws away what an earlier start kept there and begins again.
        #[arg(long)]
        fresh: bool,
        /// Starts the township and its console without the station's window.
        #[arg(long, conflicts_with = "story")]
        console_only: bool,
        /// Plays the main job on the real programs without a person.
        #[arg(long, conflicts_with_all = ["data", "fresh"])]
        story: bool,
    },
    /// Runs all tests, or the named parts of them.
    Test {
        /// Which parts: see `cargo xtask test --list`.
        #[arg(value_name = "NAME")]
        names: Vec<String>,
        /// Names the parts with what they run and their minutes.
        #[arg(long)]
        list: bool,
    },
    /// Measures, and says whether each figure keeps its budget.
    Bench {
        /// One figure alone, such as `save`.
        name: Option<String>,
        /// One JSON array instead of a table.
        #[arg(long)]
        json: bool,
        /// The same by PouchDB and its server too, which npm puts into the build folder.
        #[arg(long)]
        peers: bool,
    },
    /// Kills the real programs again and again while a script works on them, and says what was lost:
    /// three stations and their township, behind lines that break.
    Chaos {
        /// Instead the station's window, while somebody types and saves in it.
        #[arg(long)]
        counter: bool,
        /// Instead nobody is killed: the disks of a station and of a township refuse every single
        /// call in turn, and the power goes behind each.
        #[arg(long, conflicts_with = "counter")]
        disk: bool,
        /// How many kills.
        #[arg(long, default_value_t = 500)]
        rounds: u32,
        /// Which script: the same seed types the same.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Plays the exchange with all its bad luck, seed after seed, and says what did not hold.
    Sim {
        /// How many seeds.
        #[arg(long, default_value_t = 1000)]
        seeds: u64,
        /// The first seed: the same one plays the same again.
        #[arg(long, default_value_t = 1)]
        from: u64,
        /// Plants one fault after another behind them: each has to be found.
        #[arg(long)]
        planted: bool,
    },
    /// Writes the typed contracts that the screens call Rust through.
    Bindings,
    /// Compiles everything for Windows and runs tests there under wine; needs Debian's packages.
    CheckWindows {
        /// Runs the tests of the exchange, the use cases, the township and the window's program
        /// too, and not of the rules, the wire and the case store alone.
        #[arg(long)]
        all: bool,
    },
    /// Installs what `run` and `test` need; they call it themselves.
    Setup,
}

fn main() -> ExitCode {
    match obey(Asked::parse().command) {
        Ok(code) => code,
        Err(trouble) => {
            eprintln!("\n{trouble}");
            ExitCode::FAILURE
        }
    }
}

fn obey(command: Command) -> Result<ExitCode, Trouble> {
    let project = Project::find()?;
    match command {
        Command::Run { story: true, .. } => story::play(&project),
        Command::Run {
            data,
            fresh,
            console_only,
            ..
        } => run::run(
            &project,
            &run::Wish {
                data,
                fresh,
                console_only,
            },
        ),
        Command::Test { list: true, .. } => Ok(test::list()),
        Command::Test { names, .. } => test::test(&project, &names),
        Command::Bench { name, json, peers } => {
            bench::bench(&project, &bench::Wish { name, json, peers })
        }
        Command::Chaos { disk: true, .. } => chaos::disk(&project),
        Command::Chaos {
            counter,
            rounds,
            seed,
            ..
        } => {
            let wish = chaos::Wish { rounds, seed };
            match counter {
                true => chaos::counter(&project, &wish),
                false => chaos::exchange(&project, &wish),
            }
        }
        Command::Sim {
            seeds,
            from,
            planted,
        } => sim::play(
            &project,
            &sim::Wish {
                seeds,
                from,
                planted,
            },
        ),
        Command::Bindings => bindings::write(&project),
        Command::CheckWindows { all } => windows::check(&project, all),
        Command::Setup => {
            setup::ensure(&setup::Need::ALL)?;
            setup::ui::install(&project)?;
            Ok(ExitCode::SUCCESS)
        }
    }
}
