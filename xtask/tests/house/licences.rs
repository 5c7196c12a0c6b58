//! npm's packages may be used, and come from the registry. Of crates `deny.toml` says the same, and
//! more; its list of licences holds for both.

use std::fs;

use serde_json::Value;
use spdx::{Expression, ParseMode};

use crate::ground::{TEXTS, none_of, root};

const LOCKS: &[&str] = &["ui/package-lock.json", "xtask/divisions/package-lock.json"];

/// What a package's place in a manifest begins with when it is not the registry.
const ELSEWHERE: &[&str] = &["git", "http", "file:", "link:", "npm:", "github:", "/", "."];

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The licences that `deny.toml` allows to every package.
fn allowed() -> Vec<String> {
    let deny = read("deny.toml");
    let licences = deny.split("\n[licenses]\n").nth(1).unwrap();
    let list = licences.split("\nallow = [").nth(1).unwrap();
    let list = list.split("\n]").next().unwrap();
    let names = list
        .lines()
        .filter_map(|line| line.trim().strip_prefix('"')?.strip_suffix("\","));
    names.map(ToOwned::to_owned).collect()
}

fn is_allowed(expression: &str, allowed: &[String]) -> bool {
    Expression::parse_mode(expression, ParseMode::LAX).is_ok_and(|expression| {
        expression.evaluate(|licence| allowed.contains(&licence.to_string()))
    })
}

#[test]
fn the_check_tells_or_from_and() {
    let allowed = allowed();
    assert!(is_allowed("MIT OR GPL-3.0-only", &allowed));
    assert!(!is_allowed("MIT AND GPL-3.0-only", &allowed));
    assert!(is_allowed("MIT/Apache-2.0", &allowed));
    assert!(is_allowed("(MIT OR Apache-2.0) AND Unicode-3.0", &allowed));
    assert!(!is_allowed("blessing", &allowed));
    assert!(!is_allowed("", &allowed));
}

/// The packages of an npm lock file, without the workspace's own.
fn npm_packages(lock: &str) -> Vec<(String, Value)> {
    let lock: Value = serde_json::from_str(lock).unwrap();
    let packages = lock["packages"].as_object().unwrap();
    packages
        .iter()
        .filter(|(name, package)| name.contains("node_modules/") && package["link"] != true)
        .map(|(name, package)| (name.clone(), package.clone()))
        .collect()
}

/// What of a lock file may not be kept. A package from the registry is held by the hash of its
/// content and by no address (`omit-lockfile-registry-resolved`): one with an address comes from
/// elsewhere.
fn unkept(lock: &str) -> Vec<String> {
    let allowed = allowed();
    npm_packages(lock)
        .into_iter()
        .filter(|(_, package)| {
            let licence = package["license"].as_str().unwrap_or_default();
            let hash = package["integrity"].as_str().unwrap_or_default();
            !is_allowed(licence, &allowed)
                || !package["resolved"].is_null()
                || !hash.starts_with("sha512-")
        })
        .map(|(name, package)| {
            let Value::Object(mut package) = package else {
                return name;
            };
            package.retain(|field, _| ["license", "resolved", "integrity"].contains(&&**field));
            format!("{name}: {}", Value::Object(package))
        })
        .collect()
}

#[test]
fn every_npm_package_has_a_licence_that_we_can_keep_and_comes_from_the_registry() {
    for lock in LOCKS {
        let heading = format!("These packages of {lock} cannot be kept:");
        none_of(&unkept(&read(lock)), &heading);
    }
}

#[test]
fn a_package_from_elsewhere_without_a_hash_or_with_another_licence_is_found() {
    let good = r#"{"license":"MIT","integrity":"sha512-AA=="}"#;
    for (package, is_kept) in [
        (good, true),
        (
            r#"{"license":"GPL-3.0-only","integrity":"sha512-AA=="}"#,
            false,
        ),
        (r#"{"license":"MIT"}"#, false),
        (r#"{"license":"MIT","integrity":"sha1-AA=="}"#, false),
        (
            r#"{"license":"MIT","integrity":"sha512-AA==","resolved":"git+ssh://example.invalid/a.git"}"#,
            false,
        ),
        (r#"{"integrity":"sha512-AA=="}"#, false),
    ] {
        let lock = format!(r#"{{"packages":{{"node_modules/a":{package}}}}}"#);
        assert_eq!(unkept(&lock).is_empty(), is_kept, "{package}");
    }
}

#[test]
fn no_manifest_of_npm_asks_for_a_package_from_elsewhere() {
    let mut broken = Vec::new();
    for text in TEXTS
        .iter()
        .filter(|text| text.ends_with(&["package.json"]))
    {
        let manifest: Value = serde_json::from_str(&text.content).unwrap();
        for kind in [
            "dependencies",
            "devDependencies",
            "optionalDependencies",
            "overrides",
        ] {
            for (name, wanted) in manifest[kind].as_object().into_iter().flatten() {
                let wanted = wanted.as_str().unwrap_or("/");
                if ELSEWHERE.iter().any(|start| wanted.starts_with(start)) || wanted.contains("://")
                {
                    broken.push(format!("{}: {name} {wanted}", text.path));
                }
            }
        }
    }
    none_of(&broken, "These packages would come from elsewhere:");
}
