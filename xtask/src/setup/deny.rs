//! cargo-deny, which holds every crate against `deny.toml`.

use std::env;
use std::path::PathBuf;

use crate::project::{self, Project};
use crate::trouble::Trouble;

/// The one that is installed: another version may read `deny.toml` otherwise.
const VERSION: &str = "0.20.2";

/// Holds every crate against `deny.toml`, and installs what does so where it is not here yet.
pub fn check(project: &Project) -> Result<(), Trouble> {
    install(project)?;
    project::run(
        project
            .cargo_called(&program(project).to_string_lossy())
            .args(["--offline", "check", "--hide-inclusion-graph"])
            .args(["bans", "licenses", "sources"]),
    )
}

/// Where tools of the build lie: beside what it builds, so that they stay as long.
fn tools(project: &Project) -> PathBuf {
    project.target.join("tools")
}

fn program(project: &Project) -> PathBuf {
    let name = format!("cargo-deny{}", env::consts::EXE_SUFFIX);
    tools(project).join("bin").join(name)
}

/// Builds it once for a build folder, without optimising: it runs for a second, and its release
/// profile takes many minutes.
fn install(project: &Project) -> Result<(), Trouble> {
    let program = program(project);
    if program.is_file() {
        let said = project::read(project.cargo_called(&program.to_string_lossy()).arg("-V"))?;
        if said.trim().ends_with(VERSION) {
            return Ok(());
        }
    }
    project::run(
        project
            .cargo()
            .args(["install", "cargo-deny", "--version", VERSION])
            .args(["--locked", "--debug", "--force", "--root"])
            .arg(tools(project))
            .env("CARGO_PROFILE_DEV_DEBUG", "false")
            .env("CARGO_TARGET_DIR", tools(project).join("build")),
    )?;
    // What it was built from is as large as the tests' own, and is not looked at again.
    let built = tools(project).join("build");
    std::fs::remove_dir_all(&built).map_err(Trouble::file(&built))
}
