//! Reads what cargo says about a build, line by line as JSON.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::cross::TARGET;
use crate::test::count::Count;

/// What came of a build.
pub struct Compiled {
    root: PathBuf,
    crates: BTreeSet<String>,
    complaints: Vec<String>,
    ended_well: bool,
}

/// One line of cargo's; lines of other kinds and of build scripts are passed over.
#[derive(Deserialize)]
#[serde(tag = "reason", rename_all = "kebab-case")]
enum Said {
    CompilerArtifact {
        package_id: String,
        filenames: Vec<PathBuf>,
    },
    CompilerMessage {
        manifest_path: PathBuf,
        message: Message,
    },
    #[serde(other)]
    Else,
}

#[derive(Deserialize)]
struct Message {
    level: String,
    message: String,
    rendered: Option<String>,
    spans: Vec<Span>,
}

#[derive(Deserialize)]
struct Span {
    file_name: String,
    line_start: u32,
    is_primary: bool,
}

impl Compiled {
    /// Nothing yet of the workspace at `root`.
    pub fn new(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
            crates: BTreeSet::new(),
            complaints: Vec::new(),
            ended_well: false,
        }
    }

    /// One line of cargo's.
    pub fn line(&mut self, line: &str) {
        match serde_json::from_str(line) {
            Ok(Said::CompilerArtifact {
                package_id,
                filenames,
            }) => {
                // What runs during the build, such as macros, is compiled for this machine.
                if filenames.iter().any(|file| is_for_windows(file)) {
                    self.crates.insert(package_id);
                }
            }
            Ok(Said::CompilerMessage {
                manifest_path,
                message,
            }) => self.complaint(&manifest_path, &message),
            Ok(Said::Else) | Err(_) => {}
        }
    }

    fn complaint(&mut self, manifest: &Path, message: &Message) {
        if let Some(rendered) = &message.rendered {
            eprint!("{rendered}");
        }
        // A library's warning is its authors' business. One without a place only counts the others.
        let place = message.spans.iter().find(|span| span.is_primary);
        let Some(place) = place.filter(|_| manifest.starts_with(&self.root)) else {
            return;
        };
        let complaint = format!(
            "{}: {} ({}:{})",
            message.level, message.message, place.file_name, place.line_start
        );
        // A library is compiled for its tests too, and says the same again.
        if matches!(message.level.as_str(), "warning" | "error")
            && !self.complaints.contains(&complaint)
        {
            self.complaints.push(complaint);
        }
    }

    /// The build has ended.
    pub fn end(&mut self, well: bool) {
        self.ended_well = well;
    }

    /// How many packages there are for Windows now.
    pub fn crates(&self) -> usize {
        self.crates.len()
    }

    /// A failure for each complaint about our own code, and at least one for a broken build.
    pub fn count(&self) -> Count {
        let mut count = Count::default();
        for complaint in &self.complaints {
            count.add(Count::could_not_run(complaint.clone()));
        }
        if !self.ended_well {
            let reason = "the workspace does not compile for Windows";
            count.add(Count::could_not_run(reason.to_owned()));
        }
        count
    }
}

fn is_for_windows(file: &Path) -> bool {
    file.components()
        .any(|part| part.as_os_str().to_str() == Some(TARGET))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &[&str], ended_well: bool) -> Compiled {
        let mut compiled = Compiled::new(Path::new("/shanyi"));
        lines.iter().for_each(|line| compiled.line(line));
        compiled.end(ended_well);
        compiled
    }

    fn warning(manifest: &str) -> String {
        format!(
            r#"{{"reason":"compiler-message","package_id":"p","manifest_path":"{manifest}","target":{{}},
            "message":{{"rendered":null,"level":"warning","message":"unused import: `File`",
            "spans":[{{"file_name":"store/src/key.rs","line_start":3,"is_primary":true}}]}}}}"#
        )
        .replace('\n', " ")
    }

    #[test]
    fn a_crate_counts_once_and_only_where_it_is_for_windows() {
        let library = r#"{"reason":"compiler-artifact","package_id":"a 1.0","filenames":["/t/x86_64-pc-windows-gnu/debug/deps/liba.rlib"],"fresh":true}"#;
        let again = r#"{"reason":"compiler-artifact","package_id":"a 1.0","filenames":["/t/x86_64-pc-windows-gnu/debug/deps/a.exe"]}"#;
        let of_the_build = r#"{"reason":"compiler-artifact","package_id":"syn 2.0","filenames":["/t/debug/deps/libsyn.rlib"]}"#;
        let script = r#"{"reason":"build-script-executed","package_id":"a 1.0","out_dir":"/t"}"#;
        let compiled = read(&[library, again, of_the_build, script, "no json"], true);
        assert_eq!(compiled.crates(), 1);
        assert_eq!(compiled.count(), Count::default());
    }

    #[test]
    fn a_warning_about_our_own_code_is_a_failure_and_named_once() {
        let ours = warning("/shanyi/store/Cargo.toml");
        let count = read(&[&ours, &ours], true).count();
        assert_eq!(count.failed, 1);
        assert_eq!(
            count.reasons,
            ["warning: unused import: `File` (store/src/key.rs:3)"]
        );
    }

    #[test]
    fn a_warning_in_a_library_is_not_ours() {
        let count = read(&[&warning("/registry/a/Cargo.toml")], true).count();
        assert_eq!(count.failed, 0);
    }

    #[test]
    fn a_build_that_breaks_without_a_word_is_a_failure_too() {
        let count = read(&[], false).count();
        assert_eq!((count.passed, count.failed), (0, 1));
    }
}
