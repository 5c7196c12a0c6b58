//! `cargo xtask bindings`: writes the typed contracts that the screens call Rust through.
//!
//! Each contract is written by the test that otherwise compares it, so the two cannot drift apart.

use std::process::ExitCode;

use crate::project::{self, Project};
use crate::trouble::Trouble;

/// The packages with a contract: the window's commands, the console's API.
pub const CONTRACTS: [&str; 2] = ["shanyi-app", "shanyi-server"];
/// The name of the test that writes or compares it, and of the feature that it needs.
const CONTRACT: &str = "contract";
/// Set to `write`, the test writes; otherwise it compares.
const SWITCH: &str = "SHANYI_BINDINGS";

/// What to say to `cargo test` for one package.
pub fn words(package: &'static str) -> [&'static str; 6] {
    [
        "--package",
        package,
        "--features",
        CONTRACT,
        "--test",
        CONTRACT,
    ]
}

/// Writes them.
pub fn write(project: &Project) -> Result<ExitCode, Trouble> {
    for package in CONTRACTS {
        let mut cargo = project.cargo();
        cargo.arg("test").args(words(package)).env(SWITCH, "write");
        project::run(&mut cargo)?;
    }
    Ok(ExitCode::SUCCESS)
}
