//! What the documents promise.

use std::fs;
use std::path::Path;

use crate::ground::{TEXTS, Text, none_of, root};

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn both_readmes_begin_with_the_two_commands() {
    for path in ["README.md", "README.zh-CN.md"] {
        let text = read(path);
        let beginning: Vec<&str> = text.lines().take(60).collect();
        let beginning = beginning.join("\n");
        for command in ["cargo xtask run", "cargo xtask test"] {
            assert!(
                beginning.contains(command),
                "{path} does not name `{command}` in its first 60 lines"
            );
        }
    }
}

#[test]
fn every_dependency_has_earned_its_line_in_the_architecture() {
    let architecture = read("ARCHITECTURE.md");
    let manifest = read("Cargo.toml");
    let broken: Vec<String> = dependencies(&manifest)
        .filter(|name| !architecture.contains(&format!("`{name}`")))
        .map(str::to_owned)
        .collect();
    none_of(&broken, "ARCHITECTURE.md does not say what these are for:");
}

/// The names below `[workspace.dependencies]`, without our own crates.
fn dependencies(manifest: &str) -> impl Iterator<Item = &str> {
    manifest
        .lines()
        .skip_while(|line| *line != "[workspace.dependencies]")
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter_map(|line| Some(line.split_once(" = ")?.0))
        .filter(|name| !name.starts_with("shanyi-") && !name.starts_with('#'))
}

#[test]
fn every_link_and_picture_in_a_document_leads_somewhere() {
    let broken: Vec<String> = TEXTS
        .iter()
        .filter(|text| text.ends_with(&[".md"]))
        .flat_map(|text| links(text).map(move |link| (text, link)))
        .filter(|(text, link)| {
            let folder = Path::new(&text.path).parent().unwrap_or(Path::new(""));
            !root().join(folder).join(link).exists()
        })
        .map(|(text, link)| format!("{}: {link}", text.path))
        .collect();
    none_of(&broken, "These links lead nowhere:");
}

/// Targets within the tree, of `[words](target)`, `![picture](target)` and `src="target"`.
fn links(text: &Text) -> impl Iterator<Item = &str> {
    let bracketed = text.content.split("](").skip(1).map(|rest| (rest, ')'));
    let quoted = text.content.split("src=\"").skip(1).map(|rest| (rest, '"'));
    bracketed
        .chain(quoted)
        .filter_map(|(rest, end)| rest.split(end).next())
        .filter_map(|target| target.split(['#', ' ']).next())
        .filter(|target| !target.is_empty() && !target.contains(':'))
}

#[test]
fn the_commands_that_the_documents_name_are_commands() {
    let known = [
        "run",
        "test",
        "bench",
        "chaos",
        "sim",
        "bindings",
        "check-windows",
        "setup",
    ];
    let mut broken = Vec::new();
    for text in TEXTS.iter().filter(|text| text.ends_with(&[".md"])) {
        for rest in text.content.split("cargo xtask ").skip(1) {
            let in_a_name = |letter: &char| letter.is_ascii_lowercase() || *letter == '-';
            let word: String = rest.chars().take_while(in_a_name).collect();
            if !word.is_empty() && !known.contains(&word.as_str()) {
                broken.push(format!("{}: cargo xtask {word}", text.path));
            }
        }
    }
    none_of(&broken, "There are no such commands:");
}

#[test]
fn the_tests_that_documents_lean_on_exist() {
    let written: Vec<&str> = TEXTS
        .iter()
        .filter(|text| text.ends_with(&[".rs", ".ts"]))
        .map(|text| text.content.as_str())
        .collect();
    let exists = |name: &str| {
        let sentence = name.replace('_', " ");
        let (function, title) = (format!("fn {name}("), format!("'{sentence}'"));
        written
            .iter()
            .any(|text| text.contains(&function) || text.contains(&title))
    };
    let mut broken = Vec::new();
    for path in ["ARCHITECTURE.md", "docs/threat-model.md"] {
        let text = read(path);
        let quoted = text.split('`').skip(1).step_by(2);
        let named = quoted.filter(|name| name.matches('_').count() >= 4);
        let plain =
            named.filter(|name| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'));
        let missing = plain.filter(|name| !exists(name));
        broken.extend(missing.map(|name| format!("{path}: {name}")));
    }
    none_of(&broken, "These tests are not there:");
}
