//! Builds the real programs: the screens, the township server, the station's window.

use crate::project::{self, Project};
use crate::setup;
use crate::stamp;
use crate::trouble::Trouble;

/// The township server's package and program.
pub const SERVER: (&str, &str) = ("shanyi-server", "shanyi-township");
/// The station's window: package and program.
pub const WINDOW: (&str, &str) = ("shanyi", "shanyi");

/// Who will sit at the programs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Seat {
    /// A person: the window cannot be driven, and the server's clock not moved, from outside.
    Person,
    /// A test or the story: both open themselves to it.
    Driver,
}

/// Builds the pages of `station` or `console`, when a source or the pages themselves are not what
/// they were after the last time.
pub fn pages(project: &Project, screen: &str) -> Result<(), Trouble> {
    setup::ui::install(project)?;
    let left = project
        .ui()
        .join(format!("node_modules/.built-{screen}-from"));
    if built(project, screen).is_ok_and(|now| stamp::says(&left, &now)) {
        return Ok(());
    }
    let workspace = format!("@shanyi/{screen}");
    project::run(
        project
            .npm()
            .args(["run", "build", "--workspace", &workspace]),
    )?;
    stamp::leave(&left, &built(project, screen)?)
}

/// A stamp over the sources and the pages built from them.
fn built(project: &Project, screen: &str) -> Result<String, Trouble> {
    let sources = stamp::of_folder(&project.ui())?;
    let pages = stamp::of_folder(&project.pages(screen))?;
    Ok(format!("{sources} {pages}"))
}

/// Builds the township server.
pub fn server(project: &Project, seat: Seat) -> Result<(), Trouble> {
    build(project, SERVER, seat)
}

/// Builds the window with the station's pages in it.
pub fn window(project: &Project, seat: Seat) -> Result<(), Trouble> {
    pages(project, "station")?;
    build(project, WINDOW, seat)
}

/// Builds the window and the blank one that its start is held against, as a release.
pub fn release_windows(project: &Project) -> Result<(), Trouble> {
    pages(project, "station")?;
    let mut cargo = project.cargo();
    cargo.args(["build", "--release", "--package", WINDOW.0]);
    cargo.args(["--bin", WINDOW.1, "--example", "blank"]);
    project::run(cargo.args(["--features", "automation"]))
}

/// Builds the township server as a release.
pub fn release_server(project: &Project) -> Result<(), Trouble> {
    let mut cargo = project.cargo();
    cargo.args(["build", "--release", "--package", SERVER.0]);
    project::run(cargo.args(["--bin", SERVER.1]))
}

fn build(project: &Project, program: (&str, &str), seat: Seat) -> Result<(), Trouble> {
    let mut cargo = project.cargo();
    cargo.args(["build", "--package", program.0, "--bin", program.1]);
    if seat == Seat::Driver {
        cargo.args(["--features", "automation"]);
    }
    project::run(&mut cargo)
}
