//! The table of parts. An issue that brings a suite adds its row here.

use crate::setup::Need;

/// One part of the tests, which can be run alone.
pub struct Part {
    /// What it is called on the command line.
    pub name: &'static str,
    /// What it looks at.
    pub about: &'static str,
    /// How long it may take on 2 cores after a fresh clone, building included. Together at most 40.
    pub minutes: u32,
    /// What the machine must have.
    pub needs: &'static [Need],
    /// What it does, in order. `cargo test` of a package with a program builds that program closed
    /// to drivers, so the steps that open it stand behind.
    pub steps: &'static [Step],
}

/// One step of a part.
pub enum Step {
    /// `cargo test` with these words.
    Cargo(&'static [&'static str]),
    /// A cargo command that holds when it ends well: counted as one test.
    Check(&'static [&'static str]),
    /// Every crate may be used, by `deny.toml`: counted as one test.
    Crates,
    /// The typed contracts are what the command tables say.
    Contracts,
    /// The screens' component tests.
    Components,
    /// The screens' types: counted as one test.
    Types,
    /// The pages of `station` or `console` are built.
    Pages(&'static str),
    /// The township server is built.
    Server,
    /// The window is built, open to a driver.
    Window,
    /// The main job is played; each step is counted as a test.
    Story,
    /// So many seeds of the exchange's simulation hold, and each planted fault is found: counted as
    /// one test.
    Sim(u64),
}

/// Cheap parts first.
pub const PARTS: &[Part] = &[
    Part {
        name: "house",
        about: "arrows, licences, bans, sources, formats, lints, documents",
        minutes: 4,
        needs: &[Need::Rust],
        steps: &[
            Step::Check(&["fmt", "--all", "--check"]),
            Step::Cargo(&["--package", "xtask"]),
            Step::Crates,
            Step::Check(&[
                "clippy",
                "--workspace",
                "--exclude",
                "shanyi",
                "--all-targets",
                "--",
                "--deny",
                "warnings",
            ]),
            // Fuzzing takes a person and hours; that the targets compile takes seconds.
            Step::Check(&[
                "clippy",
                "--package",
                "shanyi-fuzz",
                "--bins",
                "--features",
                "libfuzzer",
                "--",
                "--deny",
                "warnings",
            ]),
        ],
    },
    Part {
        name: "domain",
        about: "rules, tables, numbers, deadlines; events and frames byte by byte",
        minutes: 2,
        needs: &[Need::Rust],
        steps: &[Step::Cargo(&[
            "--package",
            "shanyi-domain",
            "--package",
            "shanyi-wire",
        ])],
    },
    Part {
        name: "ui",
        about: "components, types, contracts",
        minutes: 3,
        needs: &[Need::Rust, Need::Node],
        steps: &[Step::Components, Step::Types, Step::Contracts],
    },
    Part {
        name: "store",
        about: "the case store and the use cases over it",
        minutes: 5,
        needs: &[Need::Rust],
        steps: &[Step::Cargo(&[
            "--package",
            "shanyi-store",
            "--package",
            "shanyi-app",
        ])],
    },
    Part {
        name: "exchange",
        about: "station and township over good, bad and broken lines; 500 seeds of the simulation",
        minutes: 8,
        needs: &[Need::Rust],
        steps: &[
            Step::Cargo(&["--package", "shanyi-sync", "--package", "shanyi-server"]),
            Step::Server,
            Step::Cargo(&["--package", "shanyi-tests", "--lib", "--test", "exchange*"]),
            Step::Sim(500),
        ],
    },
    Part {
        name: "console",
        about: "the township's console in a real browser",
        minutes: 3,
        needs: &[Need::Rust, Need::Node, Need::DrivenBrowser],
        steps: &[
            Step::Pages("console"),
            Step::Server,
            Step::Cargo(&["--package", "shanyi-tests", "--test", "console*"]),
        ],
    },
    Part {
        name: "window",
        about: "the station's real window, and the drivers themselves",
        minutes: 8,
        needs: &Need::ALL,
        steps: &[
            Step::Pages("station"),
            Step::Server,
            Step::Check(&[
                "clippy",
                "--package",
                "shanyi",
                "--all-targets",
                "--features",
                "automation",
                "--",
                "--deny",
                "warnings",
            ]),
            Step::Cargo(&["--package", "shanyi"]),
            Step::Window,
            Step::Cargo(&[
                "--package",
                "shanyi-tests",
                "--test",
                "drivers*",
                "--test",
                "window*",
            ]),
        ],
    },
    Part {
        name: "keys",
        about: "keys and people: the door, PINs, recovery, who may do what",
        minutes: 4,
        needs: &Need::ALL,
        steps: &[
            Step::Pages("station"),
            Step::Server,
            Step::Window,
            Step::Cargo(&["--package", "shanyi-tests", "--test", "keys*"]),
        ],
    },
    Part {
        name: "story",
        about: "the main job from the counter to the township and back",
        minutes: 3,
        needs: &Need::ALL,
        steps: &[Step::Story],
    },
];

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    /// The words after each `word` in the parts' cargo commands.
    fn named_after(word: &str) -> Vec<&'static str> {
        PARTS
            .iter()
            .flat_map(|part| part.steps)
            .filter_map(|step| match step {
                Step::Cargo(words) | Step::Check(words) => Some(words),
                _ => None,
            })
            .flat_map(|words| words.windows(2))
            .filter(|pair| pair[0] == word)
            .map(|pair| pair[1])
            .collect()
    }

    fn root() -> &'static Path {
        Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
    }

    #[test]
    fn every_crate_is_tested_by_a_part() {
        let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
        let members = manifest.split("members = [").nth(1).unwrap();
        let folders = members.split(']').next().unwrap().split(',');
        for folder in folders.map(|folder| folder.trim().trim_matches('"')) {
            let package = match folder {
                "src-tauri" => "shanyi".to_owned(),
                "xtask" => folder.to_owned(),
                _ => format!("shanyi-{folder}"),
            };
            let tested = named_after("--package").contains(&package.as_str());
            assert!(tested, "no part tests {package}");
        }
    }

    #[test]
    fn every_whole_system_test_belongs_to_a_part() {
        let folder = root().join("tests/tests");
        let prefixes = named_after("--test");
        for entry in std::fs::read_dir(folder).into_iter().flatten() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let known = prefixes
                .iter()
                .any(|prefix| name.starts_with(prefix.trim_end_matches('*')));
            assert!(known, "no part runs tests/tests/{name}");
        }
    }
}
