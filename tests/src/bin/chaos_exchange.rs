//! Kills real stations and the real township in rounds while both write, behind lines that break.
//! The last line says what was lost and what was doubled.
#![allow(clippy::print_stdout, reason = "the last line is the result")]
#![allow(clippy::print_stderr, reason = "a run says how it goes")]

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use shanyi_tests::kills::Scene;
use shanyi_tests::township::Run;

/// Rounds of one county. Then another begins: accounts stay short, and each has its own seed.
const OF_A_COUNTY: u32 = 50;

fn main() -> Run<ExitCode> {
    let (rounds, seed, folder) = wish()?;
    let begun = Instant::now();
    let (mut played, mut lost, mut doubled) = (0, 0, 0);
    let mut county = seed;
    while played < rounds && lost == 0 && doubled == 0 {
        let place = folder.join(format!("seed-{county}"));
        let mut scene = Scene::new(&place, county)?;
        scene.play(OF_A_COUNTY.min(rounds - played))?;
        let tally = &scene.tally;
        eprintln!(
            "seed {county}: {} rounds, {} acts answered and {:?} refused, {} images; {} stations and {} servers killed, {} lines cut, {} stalled, {} slow; {:.1} minutes",
            tally.rounds,
            tally.answered,
            tally.refused,
            tally.images,
            tally.killed.0,
            tally.killed.1,
            tally.lines.0,
            tally.lines.1,
            tally.lines.2,
            begun.elapsed().as_secs_f64() / 60.0,
        );
        played += tally.rounds;
        lost += tally.lost.len();
        doubled += tally.doubled.len();
        for what in tally.lost.iter().chain(&tally.doubled) {
            eprintln!("  {what}");
        }
        drop(scene);
        match lost + doubled {
            0 => std::fs::remove_dir_all(place)?,
            _ => eprintln!("  kept in {}", place.display()),
        }
        county += 1;
    }
    println!("chaos: {played} rounds, {lost} lost, {doubled} doubled");
    Ok(match lost == 0 && doubled == 0 && played == rounds {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

fn wish() -> Run<(u32, u64, PathBuf)> {
    let (mut rounds, mut seed, mut folder) = (500, 1, PathBuf::from("target/chaos"));
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let value = words.next().ok_or_else(|| format!("{word} what?"))?;
        match word.as_str() {
            "--rounds" => rounds = value.parse()?,
            "--seed" => seed = value.parse()?,
            "--folder" => folder = value.into(),
            _ => return Err(format!("what is {word}?").into()),
        }
    }
    Ok((rounds, seed, folder))
}
