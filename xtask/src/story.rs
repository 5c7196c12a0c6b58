//! `cargo xtask run --story`: the main job, played on the real programs without a person.

use std::fs;
use std::process::{Command, ExitCode};

use crate::divisions;
use crate::programs::{self, Seat};
use crate::project::{self, Project};
use crate::setup::{self, Need};
use crate::trouble::Trouble;

/// The package with the whole-system stories, and the program that plays the main job.
const STORY: (&str, &str) = ("shanyi-tests", "story");

/// Plays it. Its last line and its exit code are the command's own.
pub fn play(project: &Project) -> Result<ExitCode, Trouble> {
    setup::ensure(&Need::ALL)?;
    make_ready(project)?;
    // Where there is no display, its drivers make virtual ones.
    let status = story(project)?
        .status()
        .map_err(|source| Trouble::NotStarted {
            what: STORY.1.to_owned(),
            source,
        })?;
    // A story that was ended by a signal did not hold either.
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(ExitCode::from(code.unwrap_or(1)))
}

/// Builds everything that the story drives, and the story.
pub fn make_ready(project: &Project) -> Result<(), Trouble> {
    programs::pages(project, "console")?;
    programs::server(project, Seat::Driver)?;
    programs::window(project, Seat::Driver)?;
    project::run(
        project
            .cargo()
            .args(["build", "--package", STORY.0, "--bin", STORY.1]),
    )
}

/// The story's program, told where things are.
pub fn story(project: &Project) -> Result<Command, Trouble> {
    let pictures = project.target.join("story");
    fs::create_dir_all(&pictures).map_err(Trouble::file(&pictures))?;
    let mut command = Command::new(project.program(STORY.1));
    command
        .current_dir(&project.root)
        .arg("--villages")
        .arg(divisions::file(project)?)
        .arg("--pictures")
        .arg(&pictures);
    Ok(command)
}
