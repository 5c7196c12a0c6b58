//! Arrows point down only.

use std::collections::BTreeSet;

use crate::ground::{METADATA, Package, TEXTS, lines_where, none_of};

const TESTS: &str = "shanyi-tests";

/// Who may lean on whom, within the house.
const ARROWS: &[(&str, &[&str])] = &[
    ("shanyi-domain", &[]),
    ("shanyi-wire", &["shanyi-domain"]),
    ("shanyi-store", &["shanyi-domain", "shanyi-wire"]),
    (
        "shanyi-sync",
        &["shanyi-domain", "shanyi-wire", "shanyi-store"],
    ),
    (
        "shanyi-app",
        &[
            "shanyi-domain",
            "shanyi-wire",
            "shanyi-store",
            "shanyi-sync",
        ],
    ),
    ("shanyi", &["shanyi-app"]),
    ("shanyi-server", &["shanyi-domain", "shanyi-wire"]),
    (
        TESTS,
        &[
            "shanyi-domain",
            "shanyi-wire",
            "shanyi-store",
            "shanyi-sync",
            "shanyi-app",
            "shanyi-server",
        ],
    ),
    ("shanyi-fuzz", &[TESTS]),
    ("xtask", &[]),
];

/// Who may say a library that stands for a room of the house. The whole-system tests may say all.
const ROOMS: &[(&str, &[&str])] = &[
    ("rusqlite", &["shanyi-store", "shanyi-server"]),
    ("reqwest", &["shanyi-sync"]),
    ("rustls", &["shanyi-sync"]),
    ("tokio-rustls", &["shanyi-server"]),
    ("rcgen", &["shanyi-server"]),
    ("axum", &["shanyi-server"]),
    ("hyper", &["shanyi-server"]),
    ("hyper-util", &["shanyi-server"]),
    ("tower-http", &["shanyi-server"]),
    ("tauri", &["shanyi"]),
    ("tauri-build", &["shanyi"]),
    ("gtk", &["shanyi"]),
    ("webkit2gtk", &["shanyi"]),
    ("image", &["shanyi-app"]),
    ("clap", &["shanyi", "shanyi-server", "xtask"]),
    (
        "tokio",
        &["shanyi-sync", "shanyi-app", "shanyi", "shanyi-server"],
    ),
    (
        "getrandom",
        &["shanyi-store", "shanyi-app", "shanyi-server"],
    ),
    ("age", &["shanyi-store", "shanyi-server"]),
    ("argon2", &["shanyi-wire", "shanyi-store", "shanyi-server"]),
    ("hkdf", &["shanyi-wire"]),
    ("keyring", &["shanyi"]),
    ("fantoccini", &[]),
    ("libfuzzer-sys", &["shanyi-fuzz"]),
    ("anyhow", &[]),
];

/// Libraries that a crate's own tests may say beyond the table above.
const IN_TESTS: &[(&str, &str)] = &[("shanyi-server", "reqwest")];

fn own_names() -> BTreeSet<&'static str> {
    METADATA
        .ours()
        .map(|package| package.name.as_str())
        .collect()
}

fn allowed(package: &Package) -> &'static [&'static str] {
    ARROWS
        .iter()
        .find(|(name, _)| *name == package.name)
        .map_or(&[], |(_, allowed)| allowed)
}

#[test]
fn every_crate_has_its_place_in_the_table() {
    let table: BTreeSet<&str> = ARROWS.iter().map(|(name, _)| *name).collect();
    assert_eq!(table, own_names());
}

#[test]
fn arrows_point_down_only() {
    let own = own_names();
    let mut broken = Vec::new();
    for package in METADATA.ours() {
        for dependency in &package.dependencies {
            let name = dependency.name.as_str();
            if own.contains(name) && !allowed(package).contains(&name) {
                broken.push(format!("{} -> {name}", package.name));
            }
        }
    }
    none_of(&broken, "These arrows are not in the table:");
}

#[test]
fn a_library_that_stands_for_a_room_is_said_in_that_room_only() {
    let mut broken = Vec::new();
    for package in METADATA.ours().filter(|package| package.name != TESTS) {
        for dependency in &package.dependencies {
            let Some((library, rooms)) = ROOMS.iter().find(|(name, _)| *name == dependency.name)
            else {
                continue;
            };
            let in_tests =
                dependency.is_for_tests() && IN_TESTS.contains(&(package.name.as_str(), library));
            if !rooms.contains(&package.name.as_str()) && !in_tests {
                broken.push(format!("{} says {library}", package.name));
            }
        }
    }
    none_of(&broken, "These libraries belong to other rooms:");
}

#[test]
fn crates_of_the_house_come_from_the_house() {
    let own = own_names();
    let broken: Vec<String> = METADATA
        .ours()
        .flat_map(|package| package.dependencies.iter().map(move |one| (package, one)))
        .filter(|(_, dependency)| {
            own.contains(dependency.name.as_str()) != dependency.path.is_some()
        })
        .map(|(package, dependency)| format!("{}: {}", package.name, dependency.name))
        .collect();
    none_of(&broken, "Paths are for our own crates, and only for them:");
}

#[test]
fn rules_and_bytes_are_handed_the_time_and_never_ask_for_it() {
    let asks = [
        "SystemTime",
        "Instant::now",
        "Utc::now",
        "Local::now",
        "OsRng",
        "thread_rng",
        "std::fs",
        "std::net",
        "std::env",
        "std::process",
        "std::thread",
    ];
    let sources = TEXTS.iter().filter(|text| {
        (text.path.starts_with("domain/src/") || text.path.starts_with("wire/src/"))
            && text.ends_with(&[".rs"])
    });
    let broken = lines_where(sources, |line| asks.iter().any(|ask| line.contains(ask)));
    none_of(
        &broken,
        "domain and wire have no clock, chance, file or socket of their own:",
    );
}

#[test]
fn the_screens_reach_the_window_through_the_contract_only() {
    let screens = TEXTS.iter().filter(|text| {
        text.path.starts_with("ui/")
            && !text.path.starts_with("ui/contract/")
            && text.ends_with(&[".ts", ".vue", "/package.json"])
    });
    let broken = lines_where(screens, |line| line.contains("@tauri-apps/"));
    none_of(&broken, "Only ui/contract imports Tauri:");
}
