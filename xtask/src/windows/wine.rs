//! A wine of this command's own: no display, and nothing of the user's.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::cross;
use crate::project;
use crate::trouble::Trouble;

/// Where Debian keeps it; `wine64` on the path is as good.
const DEBIANS: &str = "/usr/lib/wine/wine64";
/// MinGW's C compiler.
pub const COMPILER: &str = "x86_64-w64-mingw32-gcc";
/// What wine lacks, in C.
const PROCESS_PRNG: &str = include_str!("process_prng.c");
const PROCESS_PRNG_DLL: &str = "bcryptprimitives.dll";

/// A wine that is ready to run programs.
pub struct Wine {
    program: PathBuf,
    /// Its registry and its drive C.
    prefix: PathBuf,
}

/// Makes wine's own folder in `folder`, where it is not there yet, and what wine lacks.
pub fn make_ready(folder: &Path) -> Result<Wine, Trouble> {
    let wine = Wine {
        program: program(),
        prefix: folder.join("wine"),
    };
    fs::create_dir_all(&wine.prefix).map_err(Trouble::file(&wine.prefix))?;
    let system = wine.prefix.join("drive_c/windows/system32");
    if !system.join("kernel32.dll").is_file() {
        project::run(wine.settle(Command::new(&wine.program).args(["wineboot", "--init"])))?;
    }
    let library = system.join(PROCESS_PRNG_DLL);
    if !library.is_file() {
        let source = folder.join("process_prng.c");
        fs::write(&source, PROCESS_PRNG).map_err(Trouble::file(&source))?;
        project::run(
            Command::new(COMPILER)
                .args(["-shared", "-o"])
                .args([&library, &source])
                .arg("-ladvapi32"),
        )?;
    }
    Ok(wine)
}

impl Wine {
    /// Has cargo run what it builds for Windows in this wine. Libraries are found in `beside`,
    /// where they would lie next to a program: the tests lie deeper.
    pub fn run_programs_of(&self, cargo: &mut Command, beside: &Path) {
        self.settle(cargo)
            .env(runner(), &self.program)
            .env("WINEPATH", as_windows_says(beside));
    }

    /// No window, no menus, no debugger that waits for a person.
    fn settle<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command
            .env("WINEPREFIX", &self.prefix)
            .env("WINEDEBUG", "-all")
            .env(
                "WINEDLLOVERRIDES",
                "winemenubuilder.exe,winedbg.exe,mscoree,mshtml=d",
            )
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
    }
}

/// The program `wine64`, on the path or where Debian has it.
pub fn program() -> PathBuf {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .map(|folder| folder.join("wine64"))
        .find(|program| program.is_file())
        .unwrap_or_else(|| DEBIANS.into())
}

/// Wine's drive Z is this machine's root.
fn as_windows_says(path: &Path) -> String {
    format!("Z:{}", path.to_string_lossy().replace('/', "\\"))
}

/// The variable by which cargo takes a runner for the target.
fn runner() -> String {
    let target = cross::TARGET.to_uppercase().replace('-', "_");
    format!("CARGO_TARGET_{target}_RUNNER")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_knows_the_runner_by_the_targets_name() {
        assert_eq!(runner(), "CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER");
    }

    #[test]
    fn nothing_of_the_users_wine_or_display_is_touched() {
        let wine = Wine {
            program: "wine64".into(),
            prefix: "target/windows/wine".into(),
        };
        let mut command = Command::new("cargo");
        wine.run_programs_of(&mut command, Path::new("/shanyi/target"));
        let value = |name: &str| {
            let mut all = command.get_envs();
            let (_, value) = all.find(|(key, _)| *key == name).unwrap();
            value.map(|value| value.to_str().unwrap().to_owned())
        };
        assert_eq!(value("WINEPREFIX").unwrap(), "target/windows/wine");
        assert_eq!(value("DISPLAY"), None);
        assert_eq!(value("WINEPATH").unwrap(), "Z:\\shanyi\\target");
        assert_eq!(value(&runner()).unwrap(), "wine64");
    }
}
