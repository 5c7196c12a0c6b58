//! Kills the station's real window in rounds, while a seeded script types and saves. The last line
//! says what was lost and what was doubled.
#![allow(clippy::print_stdout, reason = "the last line is the result")]
#![allow(clippy::print_stderr, reason = "a run says how it goes")]

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use shanyi_tests::chaos::{Lane, Run, Tally};

/// Stations that are killed side by side.
const LANES: u64 = 2;

/// What was asked for on the command line.
struct Wish {
    rounds: usize,
    seed: u64,
    folder: PathBuf,
}

#[tokio::main]
async fn main() -> Run<ExitCode> {
    let wish = wish()?;
    let begun = Instant::now();
    let left = Arc::new(AtomicUsize::new(wish.rounds));
    // All are set up before the first starts a program: between its fork and its exec a child
    // holds what the others have open, and with it the lock of a store that is just being made.
    let lanes = (0..LANES).map(|number| Lane::new(&wish.folder, number, wish.seed));
    let lanes = lanes.collect::<Run<Vec<_>>>()?;
    let lanes: Vec<_> = lanes
        .into_iter()
        .map(|lane| tokio::spawn(run(lane, Arc::clone(&left))))
        .collect();
    let mut whole = Tally::default();
    for lane in lanes {
        whole.add(&lane.await??);
    }
    eprintln!(
        "{} saves, {} kills before a save was shown, {} before the window was usable; {} characters of last seconds gone; the script went astray {} times; {:.1} minutes, seed {}",
        whole.saves,
        whole.in_saves,
        whole.in_starts,
        whole.took,
        whole.astray,
        begun.elapsed().as_secs_f64() / 60.0,
        wish.seed,
    );
    println!(
        "chaos: {} rounds, {} lost, {} doubled",
        whole.rounds, whole.lost, whole.doubled
    );
    let holds = whole.lost == 0 && whole.doubled == 0 && whole.rounds == wish.rounds;
    Ok(if holds {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

async fn run(mut lane: Lane, left: Arc<AtomicUsize>) -> Run<Tally> {
    let take = |left: usize| left.checked_sub(1);
    while let Ok(now) = left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take) {
        for line in lane.round().await? {
            eprintln!("{line}");
        }
        if now % 20 == 0 {
            eprintln!("{now} rounds to go: {:?}", lane.tally);
        }
    }
    Ok(lane.tally)
}

fn wish() -> Run<Wish> {
    let mut wish = Wish {
        rounds: 300,
        seed: 1,
        folder: PathBuf::from("target/chaos"),
    };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let value = words.next().ok_or_else(|| format!("{word} what?"))?;
        match word.as_str() {
            "--rounds" => wish.rounds = value.parse()?,
            "--seed" => wish.seed = value.parse()?,
            "--folder" => wish.folder = value.into(),
            _ => return Err(format!("what is {word}?").into()),
        }
    }
    Ok(wish)
}
