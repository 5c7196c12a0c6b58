//! The screens' packages.

use crate::project::{self, Project};
use crate::stamp;
use crate::trouble::Trouble;

/// `npm ci`, when the lock file has changed since the last one.
pub fn install(project: &Project) -> Result<(), Trouble> {
    let wanted = stamp::of_file(&project.ui().join("package-lock.json"))?;
    let left = project.ui().join("node_modules/.installed-from");
    if stamp::says(&left, &wanted) {
        return Ok(());
    }
    project::run(
        project
            .npm()
            .args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]),
    )?;
    stamp::leave(&left, &wanted)
}
