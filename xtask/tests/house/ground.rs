//! What the rules are held against: the workspace as cargo sees it, and the files in the tree.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use serde::Deserialize;

#[derive(Deserialize)]
pub struct Metadata {
    pub packages: Vec<Package>,
    workspace_members: BTreeSet<String>,
}

#[derive(Deserialize)]
pub struct Package {
    pub id: String,
    pub name: String,
    pub dependencies: Vec<Dependency>,
    pub manifest_path: PathBuf,
}

#[derive(Deserialize)]
pub struct Dependency {
    pub name: String,
    pub kind: Option<String>,
    pub path: Option<PathBuf>,
}

impl Dependency {
    pub fn is_for_tests(&self) -> bool {
        self.kind.as_deref() == Some("dev")
    }
}

impl Metadata {
    pub fn ours(&self) -> impl Iterator<Item = &Package> {
        self.packages
            .iter()
            .filter(|package| self.workspace_members.contains(&package.id))
    }
}

/// With all features and for all platforms, so that nothing hides behind one.
pub static METADATA: LazyLock<Metadata> = LazyLock::new(|| {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--all-features"])
        .current_dir(root())
        .output()
        .expect("cargo metadata");
    assert!(
        output.status.success(),
        "cargo metadata: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).expect("cargo metadata speaks JSON")
});

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask lies in the workspace")
}

/// A text file of the tree.
pub struct Text {
    /// From the root, with slashes.
    pub path: String,
    pub content: String,
}

impl Text {
    pub fn ends_with(&self, endings: &[&str]) -> bool {
        endings.iter().any(|ending| self.path.ends_with(ending))
    }

    /// Written by a program, as it says itself in its first lines.
    pub fn is_generated(&self) -> bool {
        let first: Vec<&str> = self.content.lines().take(3).collect();
        let first = first.join(" ").to_lowercase();
        first.contains("generated") && first.contains("do not edit")
    }
}

/// Every text file that belongs to the project: tracked, or new and not ignored.
pub static TEXTS: LazyLock<Vec<Text>> = LazyLock::new(|| {
    let output = Command::new("git")
        .args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ])
        .current_dir(root())
        .output()
        .expect("git ls-files");
    assert!(output.status.success(), "this is no git checkout");
    String::from_utf8(output.stdout)
        .expect("paths in UTF-8")
        .split_terminator('\0')
        .filter_map(|path| {
            let bytes = std::fs::read(root().join(path)).ok()?;
            Some(Text {
                path: path.to_owned(),
                content: String::from_utf8(bytes).ok()?,
            })
        })
        .collect()
});

/// Lines of the texts that break a rule, ready to be shown.
pub fn lines_where<'a>(
    texts: impl Iterator<Item = &'a Text>,
    breaks: impl Fn(&str) -> bool,
) -> Vec<String> {
    texts
        .flat_map(|text| {
            text.content
                .lines()
                .enumerate()
                .map(move |line| (text, line))
        })
        .filter(|(_, (_, line))| breaks(line))
        .map(|(text, (number, line))| format!("{}:{}: {}", text.path, number + 1, line.trim()))
        .collect()
}

/// Fails with one broken rule a line.
#[track_caller]
pub fn none_of(broken: &[String], rule: &str) {
    assert!(broken.is_empty(), "{rule}\n{}", broken.join("\n"));
}
