//! Plays the main job on the real programs: `story --villages FILE --pictures DIR`.
//!
//! Prints one line for each step with what was checked, and as its last line
//! `story: N steps, N held`, or the step that broke with exit code 1.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "this program speaks on the terminal"
)]

use std::path::PathBuf;
use std::process::ExitCode;

use shanyi_tests::story::{self, Wish};

const USAGE: &str = "story [--villages FILE] [--pictures DIR]";

fn main() -> ExitCode {
    let Some(wish) = read_wish(std::env::args().skip(1)) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(story::play(wish)) {
        Ok(line) => {
            println!("{line}");
            ExitCode::SUCCESS
        }
        Err(line) => {
            println!("{line}");
            ExitCode::FAILURE
        }
    }
}

fn read_wish(mut words: impl Iterator<Item = String>) -> Option<Wish> {
    let mut wish = Wish {
        villages: None,
        pictures: PathBuf::from("target/story"),
    };
    while let Some(word) = words.next() {
        let value = PathBuf::from(words.next()?);
        match word.as_str() {
            "--villages" => wish.villages = Some(value),
            "--pictures" => wish.pictures = value,
            _ => return None,
        }
    }
    Some(wish)
}
