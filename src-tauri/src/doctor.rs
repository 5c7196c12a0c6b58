//! `shanyi doctor`: looks a data folder over, mends it, or puts a copy back, and says what came of
//! it in plain words.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use shanyi_app::doctor::{Examination, Fault, Mended, examine, mend, restore};

use words::Words;

mod words;

/// Nothing is wrong, or nothing is any more.
const SOUND: u8 = 0;
/// Something is damaged, or was lost.
const DAMAGED: u8 = 1;
/// Nothing could be looked at.
const UNKNOWN: u8 = 2;

/// Look over the saved cases: every page, every event, every copy. Shanyi has to be closed.
///
/// Ends with 0 where all is sound or was mended without loss, 1 where something is damaged or was
/// lost, 2 where it could not be looked at.
#[derive(Debug, Clone, Args)]
pub(crate) struct Doctor {
    /// Mend what is damaged. What was there stays beside, in the folder "set-aside".
    #[arg(long, conflicts_with = "restore")]
    mend: bool,

    /// Put this copy in the place of the saved cases. What was there stays beside.
    #[arg(long, value_name = "FILE")]
    restore: Option<PathBuf>,

    /// Write the report to this file too.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,

    /// The report's language: zh or en (default: that of the system).
    #[arg(long, value_name = "LANG", value_parser = ["zh", "en"])]
    lang: Option<String>,
}

impl Doctor {
    /// Does what was asked of the folder `data`.
    pub(crate) fn run(&self, data: &Path) -> ExitCode {
        let words = self.words();
        let (code, text) = self.report(data, words);
        let mut code = code;
        if let Some(file) = &self.report
            && std::fs::write(file, &text).is_err()
        {
            code = UNKNOWN;
        }
        // On Windows a program with a window has no terminal: there the file is what is read.
        let _ = std::io::stdout().lock().write_all(text.as_bytes());
        ExitCode::from(code)
    }

    fn words(&self) -> &'static Words {
        let system = || ["LC_ALL", "LC_MESSAGES", "LANG"].map(std::env::var);
        let chinese = match self.lang.as_deref() {
            Some(lang) => lang == "zh",
            None => system()
                .into_iter()
                .filter_map(Result::ok)
                .find(|lang| !lang.is_empty() && lang != "C" && lang != "C.UTF-8")
                .is_none_or(|lang| lang.starts_with("zh")),
        };
        if chinese { &words::ZH } else { &words::EN }
    }

    fn report(&self, data: &Path, words: &Words) -> (u8, String) {
        let done = match &self.restore {
            Some(copy) => restore(data, copy).map(|done| restored(&done, words)),
            None if self.mend => mend(data).map(|done| mended(&done, words)),
            None => examine(data).map(|found| examined(&found, words)),
        };
        done.unwrap_or_else(|fault| (UNKNOWN, failed(fault, words)))
    }
}

/// The platform names no folder for data, and the command line none either.
pub(crate) fn no_folder() -> ExitCode {
    ExitCode::from(UNKNOWN)
}

fn examined(found: &Examination, words: &Words) -> (u8, String) {
    let mut lines = vec![words.looked(found.pages, found.events, found.cases)];
    for (page, owner) in &found.bad_pages {
        lines.push(words.bad_page(*page, owner.as_deref()));
    }
    let marks = [
        (found.log_damaged, words.log_damaged),
        (found.cut_short, words.cut_short),
        (!found.screens_fit, words.screens),
    ];
    lines.extend(
        marks
            .iter()
            .filter(|(is, _)| *is)
            .map(|(_, text)| (*text).to_owned()),
    );
    if found.from_backup > 0 {
        lines.push(words.out_of_backup(found.from_backup));
    }
    lines.extend(found.lost.iter().map(|lost| words.lost(lost)));
    if found.images_missing + found.images_damaged > 0 {
        lines.push(words.images(found.images_missing, found.images_damaged));
    }
    lines.push(match found.backups.first() {
        Some(copy) => words.copies(found.backups.len(), copy),
        None => words.no_copy.to_owned(),
    });
    let sound = found.is_sound();
    lines.push(if sound { words.sound } else { words.to_mend }.to_owned());
    let whole = sound && found.images_missing + found.images_damaged == 0;
    (if whole { SOUND } else { DAMAGED }, joined(&lines))
}

fn mended(done: &Mended, words: &Words) -> (u8, String) {
    if !done.replaced {
        return (SOUND, joined(&[words.nothing_to_mend.to_owned()]));
    }
    let mut lines = vec![words.kept(done.events)];
    if done.from_backup > 0 {
        lines.push(words.out_of_backup(done.from_backup));
    }
    lines.extend(done.lost.iter().map(|lost| words.lost(lost)));
    let nothing = done.lost.is_empty();
    lines.push(
        if nothing {
            words.nothing_lost
        } else {
            words.look_at_paper
        }
        .to_owned(),
    );
    lines.push(words.aside.to_owned());
    (if nothing { SOUND } else { DAMAGED }, joined(&lines))
}

fn restored(done: &Mended, words: &Words) -> (u8, String) {
    let lines = [
        words.kept(done.events),
        words.restored.to_owned(),
        words.aside.to_owned(),
    ];
    (SOUND, joined(&lines))
}

fn failed(fault: Fault, words: &Words) -> String {
    joined(&[words.fault(fault).to_owned()])
}

fn joined(lines: &[String]) -> String {
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
