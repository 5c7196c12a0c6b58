//! `verify`: whether the ledger is as it was written. `erase`: a case is gone on demand.

use std::process::ExitCode;

use clap::Args;
use shanyi_server::App;
use shanyi_server::error::ServerError;
use shanyi_server::exchange::erase;
use shanyi_server::verify::{self, Language};

/// Prints what was found. Ends with 1 where anything was.
pub(crate) fn verify(app: &App, language: Language) -> Result<ExitCode, ServerError> {
    let verified = verify::verify(app)?;
    print!("{}", verified.report(language));
    Ok(match verified.is_whole() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

/// Which case, and why.
#[derive(Args)]
pub(crate) struct OneCase {
    /// The case's number as it stands on its receipt.
    #[arg(long)]
    case: String,
    /// By whose order and why, without anything of the applicant: it is kept.
    #[arg(long)]
    why: String,
}

impl OneCase {
    pub(crate) fn erase(&self, app: &App) -> Result<ExitCode, ServerError> {
        let case = erase::find(app, &self.case)?;
        erase::erase(app, case, None, &self.why)?;
        println!(
            "erased {case}: its station is told with its next exchange; of a large ledger the night's work overwrites the last traces; make the next backup soon, the copies still have it"
        );
        Ok(ExitCode::SUCCESS)
    }
}
