//! Has the disks of a station and of a township refuse every single call in turn, cuts the power
//! behind each, and looks at what is left. The last line says how much of it was wrong.
#![allow(clippy::print_stdout, reason = "the last line is the result")]
#![allow(clippy::print_stderr, reason = "a run says how it goes")]

use std::process::ExitCode;
use std::time::Instant;

use shanyi_tests::disk::refusals::{Whose, sweep};
use shanyi_tests::township::Run;

fn main() -> Run<ExitCode> {
    let every = match std::env::args().nth(1).as_deref() {
        Some("--every") => std::env::args().nth(2).ok_or("every what?")?.parse()?,
        Some(other) => return Err(format!("what is {other}?").into()),
        None => 1,
    };
    let child = std::env::current_exe()?.with_file_name("disk_child");
    let begun = Instant::now();
    let (mut refused, mut disks, mut wrong) = (0, 0, 0);
    for (name, whose) in Whose::ALL {
        let tally = sweep(whose, &child, every)?;
        for what in &tally.wrong {
            eprintln!("  {what}");
        }
        eprintln!(
            "{name}: {} calls refused, {} of them told, {} disks looked at; {:.1} minutes",
            tally.refused,
            tally.told,
            tally.disks,
            begun.elapsed().as_secs_f64() / 60.0,
        );
        refused += tally.refused;
        disks += tally.disks;
        wrong += tally.wrong.len();
    }
    println!("chaos: {refused} calls refused, {disks} disks, {wrong} wrong");
    Ok(match wrong {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    })
}
