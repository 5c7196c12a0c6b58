//! Plays a script on a disk that is watched from outside: see `shanyi_tests::disk`. Its lines say what
//! was answered, and when.
use std::io::Write;
use std::path::Path;

use serde_json::{Value, json};
use shanyi_app::desk::{Desk, Opening};
use shanyi_store::Durability;
use shanyi_tests::disk::{station, township};
use shanyi_tests::ground::Ground;
use shanyi_tests::township::Run;
use shanyi_wire::enrol::Cost;

fn main() -> Run<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["station", folder] => play(Path::new(folder), Durability::Full),
        ["careless", folder] => play(Path::new(folder), Durability::None),
        ["township", folder] => serve(Path::new(folder)),
        ["first-desk", folder] => {
            station::first_start(Path::new(folder))?;
            say("started");
            Ok(())
        }
        ["name", folder] => {
            name(Path::new(folder), json!({}));
            Ok(())
        }
        ["name", folder, server, code] => {
            name(Path::new(folder), json!({ "server": server, "code": code }));
            Ok(())
        }
        ["put-back", folder, stick] => {
            station::put_back_from(Path::new(folder), Path::new(stick))?;
            say("put back");
            Ok(())
        }
        ["first-township", folder] => {
            township::first_start(Path::new(folder))?;
            say("started");
            Ok(())
        }
        _ => Err(format!("what is {words:?}?").into()),
    }
}

fn play(folder: &Path, durability: Durability) -> Run<()> {
    let played = station::play(folder, durability, |step, done| match done {
        Ok(()) => say(&format!("saved {step}")),
        Err(error) => say(&format!("refused {step} {error}")),
    });
    if let Err(error) = played {
        say(&format!("closed {error}"));
    }
    Ok(())
}

/// Has a desk take a name of its own, or go on with that.
fn name(folder: &Path, wish: Value) {
    let desk = Desk::open(&Opening {
        code_cost: Cost::OF_TESTS,
        ..Opening::left_open(folder)
    });
    match desk.call("take_name", wish) {
        Ok(named) => say(&format!("named {}", named["device"])),
        Err(error) => say(&format!("refused {}", json!(error))),
    }
}

fn serve(folder: &Path) -> Run<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let ground = match Ground::in_folder(folder) {
        Ok(ground) => ground,
        Err(error) => {
            say(&format!("closed {error}"));
            return Ok(());
        }
    };
    runtime.block_on(township::play(&ground, |line| say(&line)))
}

/// Says a line as soon as it is true. The disk that is tried may refuse this too.
fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}
