//! `verify`: whether the ledger is as it was written. `erase`: a case is gone on demand.

use std::process::ExitCode;

use clap::Args;
use shanyi_server::App;
use shanyi_server::error::ServerError;
use shanyi_server::exchange::erase;
use shanyi_server::verify::{self, Language};

/// How it is told.
#[derive(Args)]
pub(crate) struct Report {
    /// The report's language: zh or en (default: that of the system).
    #[arg(long, value_parser = ["zh", "en"])]
    lang: Option<String>,
}

impl Report {
    pub(crate) fn verify(&self, app: &App) -> Result<ExitCode, ServerError> {
        let verified = verify::verify(app)?;
        print!("{}", verified.report(self.language()));
        Ok(match verified.is_whole() {
            true => ExitCode::SUCCESS,
            false => ExitCode::FAILURE,
        })
    }

    fn language(&self) -> Language {
        let system = ["LC_ALL", "LC_MESSAGES", "LANG"].map(std::env::var);
        Language::of(
            self.lang.as_deref(),
            system.into_iter().filter_map(Result::ok),
        )
    }
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
