//! What the project is built from may be used, and comes from where it says.

use serde_json::Value;
use spdx::{Expression, ParseMode};

use crate::ground::{METADATA, Package, none_of, root};

/// Licences that ask for no more than their text and the copyright to go along. MPL-2.0 asks for
/// the source of its own files, which the registries carry.
const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BlueOak-1.0.0",
    "BSD-1-Clause",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Packages with a licence of their own, looked at one by one.
const LOOKED_AT: &[(&str, &str, &str)] = &[
    (
        "libfuzzer-sys",
        "NCSA",
        "LLVM's own until 2019: its text goes along, and it is in nothing that is installed",
    ),
    (
        "sqlcipher-src",
        "blessing",
        "SQLite is in the public domain",
    ),
    ("sqlcipher-src", "WTFPL", "LibTomCrypt, free for any use"),
];

const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";
const NPM: &str = "https://registry.npmjs.org/";

fn is_allowed(package: &str, expression: &str) -> bool {
    Expression::parse_mode(expression, ParseMode::LAX).is_ok_and(|expression| {
        expression.evaluate(|licence| {
            let licence = licence.to_string();
            let looked_at = LOOKED_AT
                .iter()
                .any(|(name, known, _)| *name == package && *known == licence);
            looked_at || ALLOWED.contains(&licence.as_str())
        })
    })
}

fn of_others() -> impl Iterator<Item = &'static Package> {
    METADATA
        .packages
        .iter()
        .filter(|package| package.source.is_some())
}

#[test]
fn every_crate_has_a_licence_that_we_can_keep() {
    let broken: Vec<String> = of_others()
        .filter(|package| {
            let licence = package.license.as_deref().unwrap_or_default();
            !is_allowed(&package.name, licence)
        })
        .map(|package| {
            format!(
                "{} {}: {:?}",
                package.name, package.version, package.license
            )
        })
        .collect();
    none_of(&broken, "These licences are not on the list:");
}

#[test]
fn every_crate_comes_from_the_registry() {
    let broken: Vec<String> = of_others()
        .filter(|package| package.source.as_deref() != Some(CRATES_IO))
        .map(|package| format!("{} {:?}", package.name, package.source))
        .collect();
    none_of(&broken, "These crates come from elsewhere:");
}

#[test]
fn the_check_tells_or_from_and() {
    assert!(is_allowed("any", "MIT OR GPL-3.0-only"));
    assert!(!is_allowed("any", "MIT AND GPL-3.0-only"));
    assert!(is_allowed("any", "MIT/Apache-2.0"));
    assert!(is_allowed("any", "(MIT OR Apache-2.0) AND Unicode-3.0"));
    assert!(!is_allowed("any", "blessing"));
    assert!(!is_allowed("any", ""));
}

/// The packages of an npm lock file, without the workspace's own.
fn npm_packages(lock: &str) -> Vec<(String, Value)> {
    let text = std::fs::read_to_string(root().join(lock)).unwrap();
    let lock: Value = serde_json::from_str(&text).unwrap();
    let packages = lock["packages"].as_object().unwrap();
    packages
        .iter()
        .filter(|(name, package)| name.contains("node_modules/") && package["link"] != true)
        .map(|(name, package)| (name.clone(), package.clone()))
        .collect()
}

#[test]
fn every_npm_package_has_a_licence_that_we_can_keep_and_comes_from_the_registry() {
    for lock in ["ui/package-lock.json", "xtask/divisions/package-lock.json"] {
        let broken: Vec<String> = npm_packages(lock)
            .iter()
            .filter(|(name, package)| {
                let licensed = is_allowed(name, package["license"].as_str().unwrap_or_default());
                let from = package["resolved"].as_str().unwrap_or(NPM);
                let fixed = package["integrity"].is_string();
                !(licensed && from.starts_with(NPM) && fixed)
            })
            .map(|(name, package)| {
                format!(
                    "{name}: {} from {}",
                    package["license"], package["resolved"]
                )
            })
            .collect();
        none_of(
            &broken,
            &format!("These packages of {lock} cannot be kept:"),
        );
    }
}
