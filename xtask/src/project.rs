//! Where things are, and how programs are started there.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::Deserialize;

use crate::trouble::Trouble;

/// The workspace as cargo sees it.
pub struct Project {
    /// The folder with the workspace's Cargo.toml.
    pub root: PathBuf,
    /// Cargo's target folder: elsewhere when CARGO_TARGET_DIR or a configuration says so.
    pub target: PathBuf,
    /// Names of the workspace's binaries and the packages they belong to.
    pub binaries: Vec<Binary>,
}

/// A program that the workspace builds.
pub struct Binary {
    /// The package it belongs to.
    pub package: String,
    /// The name of the program.
    pub name: String,
}

#[derive(Deserialize)]
struct Metadata {
    workspace_root: PathBuf,
    target_directory: PathBuf,
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    targets: Vec<Target>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}

impl Project {
    /// Asks cargo.
    pub fn find() -> Result<Self, Trouble> {
        // Cargo says where it runs this from. A build folder that clones share may hold a program
        // that was built in another one.
        let here = env::var_os("CARGO_MANIFEST_DIR");
        let here = here.map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let mut command = cargo_at(&here);
        let answer = read(command.args(["metadata", "--format-version=1", "--no-deps"]))?;
        let metadata: Metadata =
            serde_json::from_str(&answer).map_err(Trouble::unreadable("cargo metadata"))?;
        let binaries = metadata
            .packages
            .into_iter()
            .flat_map(|package| {
                let name = package.name;
                package
                    .targets
                    .into_iter()
                    .filter(|target| target.kind.iter().any(|kind| kind == "bin"))
                    .map(move |target| Binary {
                        package: name.clone(),
                        name: target.name,
                    })
            })
            .collect();
        Ok(Self {
            root: metadata.workspace_root,
            target: metadata.target_directory,
            binaries,
        })
    }

    /// Cargo at the root of the workspace.
    pub fn cargo(&self) -> Command {
        cargo_at(&self.root)
    }

    /// Another cargo than the one that runs this, at the root of the workspace.
    pub fn cargo_called(&self, cargo: &str) -> Command {
        at(cargo.as_ref(), &self.root)
    }

    /// npm in the screens' folder.
    pub fn npm(&self) -> Command {
        let mut npm = Command::new(NPM);
        npm.current_dir(self.ui());
        npm
    }

    /// The screens' npm workspace.
    pub fn ui(&self) -> PathBuf {
        self.root.join("ui")
    }

    /// The built pages of one of the two screens: `station` or `console`.
    pub fn pages(&self, screen: &str) -> PathBuf {
        self.ui().join(screen).join("dist")
    }

    /// A debug program.
    pub fn program(&self, name: &str) -> PathBuf {
        self.program_of("debug", name)
    }

    /// A program of another profile, by the profile's folder.
    pub fn program_of(&self, profile: &str, name: &str) -> PathBuf {
        self.target
            .join(profile)
            .join(format!("{name}{}", env::consts::EXE_SUFFIX))
    }
}

/// npm is a script on Windows.
#[cfg(windows)]
pub const NPM: &str = "npm.cmd";
/// npm.
#[cfg(not(windows))]
pub const NPM: &str = "npm";

fn cargo_at(folder: &Path) -> Command {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    at(&cargo, folder)
}

/// A cargo without what `cargo run` told this program about its own package: build scripts that
/// watch those variables would build again and again.
fn at(cargo: &OsStr, folder: &Path) -> Command {
    let mut command = Command::new(cargo);
    command.current_dir(folder);
    for (key, _) in env::vars_os() {
        let name = key.to_string_lossy();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&key);
        }
    }
    command
}

/// A command as a person would type it.
pub fn typed(command: &Command) -> String {
    let program = Path::new(command.get_program())
        .file_name()
        .unwrap_or(command.get_program());
    std::iter::once(program)
        .chain(command.get_args())
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Runs to the end with its output going to stderr, where progress belongs.
pub fn run(command: &mut Command) -> Result<(), Trouble> {
    let what = typed(command);
    eprintln!("› {what}");
    let status = command
        .stdin(Stdio::null())
        .stdout(std::io::stderr())
        .status()
        .map_err(|source| Trouble::NotStarted {
            what: what.clone(),
            source,
        })?;
    if status.success() {
        return Ok(());
    }
    Err(Trouble::Failed {
        what,
        code: status.code(),
    })
}

/// Runs to the end and hands back what it printed to stdout.
pub fn read(command: &mut Command) -> Result<String, Trouble> {
    let what = typed(command);
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|source| Trouble::NotStarted {
            what: what.clone(),
            source,
        })?;
    if !output.status.success() {
        return Err(Trouble::Failed {
            what,
            code: output.status.code(),
        });
    }
    String::from_utf8(output.stdout).map_err(Trouble::unreadable(&what))
}
