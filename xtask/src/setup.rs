//! Makes a machine ready: looks for what is needed, installs through apt what it can, and names
//! exactly what it cannot.

mod apt;
pub mod deny;
mod needs;
pub mod ui;

use std::process::Command;

pub use needs::Need;
use needs::Thing;

use crate::trouble::Trouble;

const RUST: (u32, u32) = (1, 95);
const NODE: (u32, u32) = (20, 19);

/// Installs what `needs` ask for and this machine lacks.
pub fn ensure(needs: &[Need]) -> Result<(), Trouble> {
    let missing = missing(needs);
    if missing.is_empty() {
        return Ok(());
    }
    apt::install(&missing)?;
    match sentence(&self::missing(needs)) {
        None => Ok(()),
        Some(sentence) => Err(Trouble::Missing(sentence)),
    }
}

/// What of `needs` this machine lacks, in a sentence for each thing.
pub fn lacking(needs: &[Need]) -> Option<String> {
    sentence(&missing(needs))
}

fn missing(needs: &[Need]) -> Vec<&'static Thing> {
    let mut missing: Vec<&'static Thing> = Vec::new();
    for thing in needs.iter().flat_map(|need| need.things()) {
        if !missing.iter().any(|known| known.name == thing.name) && !thing.is_here() {
            missing.push(thing);
        }
    }
    missing
}

fn sentence(missing: &[&Thing]) -> Option<String> {
    (!missing.is_empty()).then(|| {
        missing
            .iter()
            .map(|thing| format!("  {}: {}", thing.name, thing.how))
            .collect::<Vec<_>>()
            .join("\n")
    })
}

/// Whether the compiler is new enough.
fn rust_is_here() -> bool {
    is_new_rust("rustc")
}

/// Whether this compiler is new enough.
fn is_new_rust(rustc: &str) -> bool {
    version(&[rustc, "--version"]).is_some_and(|found| found >= RUST)
}

/// Whether Node is new enough.
fn node_is_here() -> bool {
    version(&["node", "--version"]).is_some_and(|found| found >= NODE)
}

fn version(words: &[&str]) -> Option<(u32, u32)> {
    let (program, rest) = words.split_first()?;
    let output = Command::new(program).args(rest).output().ok()?;
    parse_version(&String::from_utf8_lossy(&output.stdout))
}

/// The first `major.minor` in what a program says about itself.
fn parse_version(said: &str) -> Option<(u32, u32)> {
    let word = said.split_whitespace().find(|word| {
        word.trim_start_matches('v')
            .starts_with(|first: char| first.is_ascii_digit())
    })?;
    let mut numbers = word.trim_start_matches('v').split(['.', '-']);
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_the_compiler_and_of_node_are_read() {
        assert_eq!(
            parse_version("rustc 1.95.0 (59807616e 2026-04-14)"),
            Some((1, 95))
        );
        assert_eq!(parse_version("v20.20.2\n"), Some((20, 20)));
        assert_eq!(parse_version("no version here"), None);
    }

    #[test]
    fn a_younger_major_version_is_newer_whatever_its_minor() {
        assert!(parse_version("v22.1.0").unwrap() > NODE);
        assert!(parse_version("v18.20.4").unwrap() < NODE);
        assert!(parse_version("rustc 1.100.0").unwrap() > RUST);
    }

    #[test]
    fn everything_missing_is_named_with_the_way_to_get_it() {
        let all: Vec<&Thing> = Need::ALL
            .iter()
            .chain(&[Need::Windows])
            .flat_map(|need| need.things())
            .collect();
        let sentence = sentence(&all).unwrap();
        for thing in all {
            assert!(sentence.contains(thing.name) && sentence.contains(thing.how));
        }
    }
}
