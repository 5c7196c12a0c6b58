//! `verify`: whether the ledger is as it was written.

use std::process::ExitCode;

use clap::Args;
use shanyi_server::App;
use shanyi_server::error::ServerError;
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
