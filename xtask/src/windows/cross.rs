//! Debian's cargo, told to build for Windows.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::project::Project;

/// The one target: 64-bit Windows as MinGW links it.
pub const TARGET: &str = "x86_64-pc-windows-gnu";
/// Debian's cargo. Another one may stand before it on the path.
pub const CARGO: &str = "/usr/bin/cargo";
/// Debian's compiler, of the same version as the sources of its standard library.
pub const RUSTC: &str = "/usr/bin/rustc";
/// The same for the examples in comments.
const RUSTDOC: &str = "/usr/bin/rustdoc";

/// Those sources, with the lock file of what they are built from.
pub const SOURCES: &str = "/usr/lib/rustlib/src/rust/library/Cargo.lock";

/// What rustup and an outer `cargo run` leave in the environment about another toolchain.
const FOREIGN: [&str; 5] = [
    "RUSTUP_TOOLCHAIN",
    "CARGO",
    "LD_LIBRARY_PATH",
    "CARGO_TARGET_DIR",
    "CARGO_BUILD_TARGET",
];

/// The workspace seen from Windows.
pub struct Cross<'a> {
    project: &'a Project,
    folder: PathBuf,
}

impl<'a> Cross<'a> {
    /// In a folder of its own, so that the ordinary builds stay as they are.
    pub fn new(project: &'a Project) -> Self {
        Self {
            project,
            folder: project.target.join("windows"),
        }
    }

    /// Where everything built for Windows lies.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where the programs lie, and the libraries that they find beside them.
    pub fn programs(&self) -> PathBuf {
        self.folder.join(TARGET).join("debug")
    }

    /// `cargo VERB` for Windows. Debian has no standard library for that target, only its sources;
    /// building those is not open to everybody yet, hence the word to the compiler. Features are
    /// those of the whole workspace, so that a single package is not built a second time.
    pub fn cargo(&self, verb: &str) -> Command {
        let mut cargo = self.project.cargo_called(CARGO);
        for name in FOREIGN {
            cargo.env_remove(name);
        }
        cargo
            .env("RUSTC", RUSTC)
            .env("RUSTDOC", RUSTDOC)
            .env("RUSTC_BOOTSTRAP", "1")
            // Nobody steps through these programs or builds them in steps: it halves the folder.
            .env("CARGO_INCREMENTAL", "0")
            .env("CARGO_PROFILE_DEV_DEBUG", "false")
            .env("CARGO_PROFILE_TEST_DEBUG", "false")
            .env("CARGO_RESOLVER_FEATURE_UNIFICATION", "workspace")
            .args([verb, "-Z", "feature-unification"])
            .args(["-Z", "build-std=std,panic_abort", "--target", TARGET])
            .arg("--target-dir")
            .arg(&self.folder);
        cargo
    }
}
