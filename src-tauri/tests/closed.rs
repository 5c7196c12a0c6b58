//! What users install is closed: the program as it is built for them has no door for a driver, for
//! HTTP or for whoever plays with its clock.
#![cfg(not(feature = "automation"))]
#![allow(missing_docs, clippy::unwrap_used)]

use std::fs;
use std::path::Path;
use std::process::Command;

const PROGRAM: &str = env!("CARGO_BIN_EXE_shanyi");

/// Whether these words stand anywhere in the program.
fn holds(program: &[u8], words: &str) -> bool {
    program
        .windows(words.len())
        .any(|window| window == words.as_bytes())
}

#[test]
fn the_program_holds_no_word_of_a_driver_s_door() {
    let program = fs::read(PROGRAM).unwrap();
    for words in [
        // Commands and capabilities of driven builds.
        "drop_files",
        "allow-usable",
        "tell-usable",
        "clock-offset",
        "trial-page",
        // The desk over HTTP, which tests have.
        "/call/{name}",
        "/window/{what}",
        "text/event-stream",
    ] {
        assert!(!holds(&program, words), "{words}");
    }
    // They would be found if they were there.
    for words in ["first_answers", "allow-first-answers"] {
        assert!(holds(&program, words), "{words}");
    }
}

#[test]
fn what_opens_a_driven_build_is_no_word_of_the_command_line() {
    for words in [
        &["--automation"][..],
        &["--prints", "."],
        &["--hold", "0"],
        &["--tell-usable"],
        &["--clock-offset", "1"],
        &["--trial-page", "about:blank"],
    ] {
        let end = Command::new(PROGRAM).args(words).output().unwrap();
        let said = String::from_utf8_lossy(&end.stderr).into_owned();
        assert!(
            !end.status.success() && said.contains("unexpected argument"),
            "{words:?}: {said}"
        );
    }
}

#[test]
fn the_pages_in_the_program_can_not_talk_http() {
    let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/station/dist");
    let mut scripts = 0;
    for file in fs::read_dir(pages.join("assets")).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|kind| kind != "js") {
            continue;
        }
        scripts += 1;
        let script = fs::read_to_string(&path).unwrap();
        for words in [
            "EventSource",
            "XMLHttpRequest",
            "WebSocket",
            "sendBeacon",
            "eval(",
        ] {
            assert!(!script.contains(words), "{words} in {}", path.display());
        }
    }
    assert!(scripts > 0);
}
