//! In which language the commands tell their errors and reports.

use shanyi_server::verify::Language;

/// The one that is asked for, or that of the system.
pub fn of(asked: Option<&str>) -> Language {
    let system = ["LC_ALL", "LC_MESSAGES", "LANG"].map(std::env::var);
    Language::of(asked, system.into_iter().filter_map(Result::ok))
}
