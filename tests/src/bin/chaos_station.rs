//! A station's desk without a window, as a process that can be killed. It does what lines on its
//! input say, and answers each with a line once the desk has.

use std::error::Error;
use std::io::{BufRead, Write};
use std::path::PathBuf;

use serde_json::{Value, json};
use shanyi_tests::counter::Counter;
use shanyi_tests::kills::order;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(folder), Some(enrolment)) = (args.next(), args.next()) else {
        return Err("a folder and an enrolment file are wanted".into());
    };
    let counter = Counter::open(&folder, &enrolment);
    say(&json!({ "ready": true }))?;
    for line in std::io::stdin().lock().lines() {
        let asked: Value = serde_json::from_str(&line?)?;
        let answer = match order::carry_out(&counter, &asked) {
            Ok(done) => json!({ "number": asked["number"], "done": done }),
            Err(refused) => json!({ "number": asked["number"], "refused": refused }),
        };
        say(&answer)?;
    }
    Ok(())
}

fn say(line: &Value) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()
}
