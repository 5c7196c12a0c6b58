//! How files look.

use std::fs;

use crate::ground::{METADATA, TEXTS, Text, lines_where, none_of, root};

/// About 400 is the aim; beyond this a file holds two things.
const LINES: usize = 450;

fn code() -> impl Iterator<Item = &'static Text> {
    TEXTS
        .iter()
        .filter(|text| text.ends_with(&[".rs", ".ts", ".vue", ".mjs"]) && !text.is_generated())
}

#[test]
fn a_file_holds_one_thing_and_stays_short() {
    let broken: Vec<String> = code()
        .map(|text| (text, text.content.lines().count()))
        .filter(|(_, lines)| *lines > LINES)
        .map(|(text, lines)| format!("{}: {lines} lines", text.path))
        .collect();
    none_of(&broken, "These files are longer than they may be:");
}

#[test]
fn what_is_left_to_do_stands_in_the_issues_and_not_in_the_code() {
    let words = [
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("XX", "X:"),
        concat!("unimple", "mented!"),
    ];
    let texts = TEXTS.iter().filter(|text| {
        text.ends_with(&[".rs", ".ts", ".vue", ".mjs", ".sql", ".md", ".toml", ".css"])
    });
    let broken = lines_where(texts, |line| words.iter().any(|word| line.contains(word)));
    none_of(&broken, "These lines put something off:");
}

#[test]
fn no_file_knows_the_machine_it_was_written_on() {
    let places = [
        concat!("/ho", "me/"),
        concat!("/ro", "ot/"),
        concat!("/Us", "ers/"),
        concat!("/wo", "rk/"),
        concat!("C:\\Us", "ers\\"),
    ];
    let broken = lines_where(TEXTS.iter(), |line| {
        places.iter().any(|place| names_place(line, place))
    });
    none_of(&broken, "These lines name a place on somebody's machine:");
}

/// Whether the line has the place as the beginning of a path, not in the middle of one.
fn names_place(line: &str, place: &str) -> bool {
    line.match_indices(place).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        before.is_none_or(|letter| !letter.is_alphanumeric() && !"._-}/*)".contains(letter))
    })
}

#[test]
fn a_place_is_told_from_a_part_of_a_path() {
    let place = concat!("/ro", "ot/");
    assert!(names_place(&format!("cd {place}project"), place));
    assert!(names_place(&format!("\"{place}project\""), place));
    assert!(!names_place(&format!("docs{place}page.md"), place));
    assert!(!names_place(&format!("./a{place}b"), place));
}

#[test]
fn every_crate_keeps_the_lints_of_the_house() {
    let broken: Vec<String> = METADATA
        .ours()
        .filter(|package| {
            let manifest = fs::read_to_string(&package.manifest_path).unwrap();
            !manifest.contains("[lints]\nworkspace = true")
        })
        .map(|package| package.name.clone())
        .collect();
    none_of(&broken, "These crates do without the workspace's lints:");
}

#[test]
fn unsafe_code_is_forbidden_and_not_merely_disliked() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    assert!(manifest.contains("unsafe_code = \"forbid\""));
}

#[test]
fn no_test_is_left_out() {
    let marks = [
        concat!("#[ign", "ore"),
        concat!("it.sk", "ip("),
        concat!("test.sk", "ip("),
        concat!("describe.sk", "ip("),
        concat!("it.on", "ly("),
        concat!("test.on", "ly("),
        concat!("describe.on", "ly("),
    ];
    let broken = lines_where(code(), |line| marks.iter().any(|mark| line.contains(mark)));
    none_of(&broken, "These tests are left out, or leave others out:");
}
