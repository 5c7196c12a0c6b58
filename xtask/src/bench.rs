//! `cargo xtask bench`: figures with their budgets.
//!
//! Each figure is a program of the tests' package whose name begins with `bench_`. It prints its
//! figures to stdout, one JSON object a line, and everything else to stderr.

use std::ffi::OsStr;
use std::process::ExitCode;

use serde::{Deserialize, Serialize};

use crate::programs;
use crate::project::{self, Project};
use crate::setup::{self, Need};
use crate::trouble::Trouble;

const PREFIX: &str = "bench_";

/// One measured figure.
#[derive(Serialize, Deserialize)]
struct Figure {
    /// What was measured.
    name: String,
    /// How much of it.
    value: f64,
    /// Of what.
    unit: String,
    /// What the value is a multiple of, where it is one.
    ratio_to: Option<String>,
    /// The most that it may be, where there is a limit.
    budget: Option<f64>,
    /// Whether it keeps the budget.
    holds: bool,
}

/// What is to be measured, and how it is said.
pub struct Wish {
    /// One figure alone.
    pub name: Option<String>,
    /// One JSON array instead of a table.
    pub json: bool,
    /// The same work by what others build such things on, too.
    pub peers: bool,
}

/// Measures all, or one of them. Exit code 1 when a budget is not kept.
pub fn bench(project: &Project, wish: &Wish) -> Result<ExitCode, Trouble> {
    setup::ensure(&[Need::Rust, Need::Tracing])?;
    let mut figures = Vec::new();
    for program in chosen(project, wish.name.as_deref())? {
        figures.extend(measure(project, program)?);
    }
    if wish.peers {
        figures.extend(peers(project)?);
    }
    if wish.json {
        let array = serde_json::to_string_pretty(&figures);
        println!("{}", array.map_err(Trouble::unreadable("the figures"))?);
    } else {
        print!("{}", table(&figures));
    }
    match figures.iter().all(|figure| figure.holds) {
        true => Ok(ExitCode::SUCCESS),
        false => Ok(ExitCode::FAILURE),
    }
}

fn chosen<'a>(project: &'a Project, name: Option<&str>) -> Result<Vec<&'a str>, Trouble> {
    let mut all: Vec<&str> = project
        .binaries
        .iter()
        .filter(|binary| binary.package == "shanyi-tests" && binary.name.starts_with(PREFIX))
        .map(|binary| binary.name.as_str())
        .collect();
    all.sort_unstable();
    // `wire` names `wire-crowd` too.
    let of = |program: &str, name: &str| {
        let short = short(program);
        short == name
            || short
                .strip_prefix(name)
                .is_some_and(|rest| rest.starts_with('-'))
    };
    let wanted = |program: &&str| name.is_none_or(|name| of(program, name));
    let found: Vec<&str> = all.iter().copied().filter(wanted).collect();
    if found.is_empty() {
        let known: Vec<String> = all.into_iter().map(short).collect();
        return Err(Trouble::Refused(format!(
            "There is no figure {}. The figures are: {}.",
            name.unwrap_or("yet"),
            known.join(", ")
        )));
    }
    Ok(found)
}

/// What a program's figures are called on the command line: `desk-core` for `bench_desk_core`.
fn short(program: &str) -> String {
    let name = program.strip_prefix(PREFIX).unwrap_or(program);
    name.replace('_', "-")
}

/// Measures what its program starts: the station's window and a blank one, as users have them but
/// for the feature by which the page says that it can be used.
const STARTS_WINDOWS: &str = "bench_desk_core";
/// Measures the township's own program, as users have it.
const STARTS_THE_SERVER: &str = "bench_wire_crowd";

fn measure(project: &Project, program: &str) -> Result<Vec<Figure>, Trouble> {
    eprintln!("Measuring {}", short(program));
    if program == STARTS_WINDOWS {
        setup::ensure(&[Need::Node, Need::WebView, Need::DrivenWindow])?;
        programs::release_windows(project)?;
    }
    if program == STARTS_THE_SERVER {
        programs::release_server(project)?;
    }
    run(project, program, &[])
}

/// PouchDB and a server for it, from npm. They stay in the build folder: nothing of the project
/// depends on them, and no lock file knows them.
const PEERS: [&str; 2] = ["pouchdb@9", "pouchdb-server@4.2"];
/// The program that does with them what ours do.
const WITH_PEERS: &str = "wire_peers";

fn peers(project: &Project) -> Result<Vec<Figure>, Trouble> {
    setup::ensure(&[Need::Node])?;
    let folder = project.target.join("bench-peers");
    if !folder.join("node_modules/pouchdb-server").is_dir() {
        std::fs::create_dir_all(&folder).map_err(Trouble::file(&folder))?;
        let manifest = folder.join("package.json");
        std::fs::write(&manifest, "{\"private\":true}\n").map_err(Trouble::file(&manifest))?;
        let mut npm = project.npm();
        npm.current_dir(&folder)
            .args(["install", "--no-package-lock", "--no-audit", "--no-fund"]);
        project::run(npm.args(PEERS))?;
    }
    eprintln!("Measuring PouchDB");
    run(project, WITH_PEERS, &[folder.as_os_str()])
}

fn run(project: &Project, program: &str, args: &[&OsStr]) -> Result<Vec<Figure>, Trouble> {
    let mut cargo = project.cargo();
    cargo.args(["run", "--release", "--package", "shanyi-tests"]);
    cargo.args(["--bin", program, "--"]).args(args);
    let said = project::read(&mut cargo)?;
    let figures: Vec<Figure> = said
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| serde_json::from_str(line).map_err(Trouble::unreadable(program)))
        .collect::<Result<_, _>>()?;
    if figures.is_empty() {
        return Err(Trouble::Unreadable {
            what: program.to_owned(),
            said: "no figure".to_owned(),
        });
    }
    Ok(figures)
}

fn table(figures: &[Figure]) -> String {
    let mut rows =
        vec![["figure", "value", "unit", "ratio to", "budget", "holds"].map(str::to_owned)];
    rows.extend(figures.iter().map(|figure| {
        [
            figure.name.clone(),
            number(figure.value),
            figure.unit.clone(),
            figure.ratio_to.clone().unwrap_or_default(),
            figure.budget.map(number).unwrap_or_default(),
            if figure.holds { "yes" } else { "NO" }.to_owned(),
        ]
    }));
    let width = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.max().unwrap_or(0)
    };
    let widths: [usize; 6] = std::array::from_fn(width);
    let mut text = String::new();
    for row in &rows {
        let cells: Vec<String> = row
            .iter()
            .zip(widths)
            .map(|(cell, width)| format!("{cell:<width$}"))
            .collect();
        text.push_str(cells.join("  ").trim_end());
        text.push('\n');
    }
    text
}

/// Three digits that mean something.
fn number(value: f64) -> String {
    match value.abs() {
        size if size >= 100.0 || value.fract() == 0.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        size if size >= 1.0 => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_without_budget_or_ratio_is_a_figure_too() {
        let line =
            r#"{"name":"save","value":1.5,"unit":"ms","ratio_to":null,"budget":null,"holds":true}"#;
        let figure: Figure = serde_json::from_str(line).unwrap();
        assert_eq!(figure.budget, None);
    }

    #[test]
    fn a_program_of_two_words_is_asked_for_with_a_dash() {
        assert_eq!(short("bench_desk_core"), "desk-core");
    }

    #[test]
    fn the_columns_line_up_and_a_broken_budget_is_loud() {
        let figure = |name: &str, value, holds| Figure {
            name: name.to_owned(),
            value,
            unit: "ms".to_owned(),
            ratio_to: None,
            budget: Some(3.0),
            holds,
        };
        let table = table(&[
            figure("save", 1.234, true),
            figure("open a case", 120.0, false),
        ]);
        let lines: Vec<&str> = table.lines().collect();
        assert_eq!(lines[1].find("ms"), lines[2].find("ms"));
        assert!(lines[1].contains("1.23") && lines[2].ends_with("NO"));
    }
}
