//! `backup`, `restore`, `restored` and `doctor`: keeping the township, and getting it back.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use shanyi_server::App;
use shanyi_server::clock::Clock;
use shanyi_server::error::ServerError;
use shanyi_server::verify::{Language, Verified};
use shanyi_server::{backup, doctor, restore};

const AGAIN: &str = "a new timeline has begun: stations send again what is missing here";

/// Copies the ledger.
pub fn backup(app: &App, data: &Path, to: &Path) -> Result<(), ServerError> {
    let done = backup::backup(app, data, to)?;
    println!(
        "copied and compared: {} events, {} images ({} of them new)",
        done.events, done.images, done.copied
    );
    if done.missing > 0 {
        println!(
            "{} images are not here as the ledger has them, and not in the copy",
            done.missing
        );
    }
    Ok(())
}

/// Puts a backup back.
pub fn restore(wish: &Restore, language: Language) -> Result<(), ServerError> {
    let done = restore::restore(&wish.from, &wish.data, Clock::System)?;
    println!(
        "put back and checked: {} events, {} images",
        done.events, done.images
    );
    if done.missing > 0 {
        println!(
            "{} images are not in the backup as they were: stations are asked for them",
            done.missing
        );
    }
    println!(
        "{AGAIN}. Start the server with --data {}",
        wish.data.display()
    );
    tell(&done.verified, language);
    Ok(())
}

/// The data folder was put back by hand.
pub fn restored(data: &Path, language: Language) -> Result<(), ServerError> {
    let verified = restore::begin_again(data, Clock::System, "")?;
    println!("{AGAIN}");
    tell(&verified, language);
    Ok(())
}

fn tell(verified: &Verified, language: Language) {
    if !verified.is_whole() {
        print!("{}", verified.report(language));
    }
}

/// Looks everything over. Ends with 1 where something is wrong.
pub fn doctor(app: &App, data: &Path, language: Language) -> Result<ExitCode, ServerError> {
    let report = doctor::examine(app, data)?;
    print!("{}", report.text(language));
    Ok(match report.is_well() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

/// The data folder that a backup is put into.
#[derive(Args)]
pub struct Restore {
    /// The folder of the backup.
    #[arg(long, value_name = "BACKUP")]
    from: PathBuf,
    /// The data folder to make of it; nothing may be in it yet.
    #[arg(long, value_name = "NEW")]
    data: PathBuf,
}
