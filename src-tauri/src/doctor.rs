//! `shanyi doctor`: looks a data folder over, mends it, or puts a copy back, and says what came of
//! it in plain words.

use std::fs::File;
use std::io::{BufRead, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use shanyi_app::doctor::{Examination, Fault, Mended, examine, is_here, kept, mend, restore};
use shanyi_app::log;

use words::{Task, Words};

mod remarks;
mod words;

/// Nothing is wrong, or nothing is any more.
const SOUND: u8 = 0;
/// Something is damaged, or was lost.
const DAMAGED: u8 = 1;
/// Nothing could be looked at or done, or the report could not be written.
const UNKNOWN: u8 = 2;

/// Look over the saved cases: every page, every event, every copy. Shanyi has to be closed.
///
/// Ends with 0 where all is sound or was mended without loss, 1 where something is damaged or was
/// lost, 2 where it could not be looked at, or the report could not be written.
#[derive(Debug, Clone, Args)]
pub(crate) struct Doctor {
    /// Mend what is damaged. What was there stays beside, in the folder "set-aside".
    #[arg(long, conflicts_with = "restore")]
    mend: bool,

    /// Put this copy in the place of the saved cases. What was there stays beside. A name alone is
    /// that of a copy in the folder "backups".
    #[arg(long, value_name = "FILE")]
    restore: Option<PathBuf>,

    /// Read the recovery code from the standard input: once a PIN was chosen, nothing opens without it.
    #[arg(long)]
    code: bool,

    /// Write the report to this new file too.
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
        // What changes something is for whoever reads the log later.
        if is_here(data) && (self.mend || self.restore.is_some()) {
            log::begin(data, false);
        }
        let (code, text) = self.reported(data, words);
        // On Windows a program with a window has no terminal: there the file is what is read.
        let _ = std::io::stdout().lock().write_all(text.as_bytes());
        ExitCode::from(code)
    }

    /// Does it, and writes the report where it is wanted. Nothing is done for a report that has no
    /// place.
    fn reported(&self, data: &Path, words: &Words) -> (u8, String) {
        let Some(path) = &self.report else {
            return self.report(data, words);
        };
        let refused = |words: &str| (UNKNOWN, joined(&[words.to_owned()]));
        let mut file = match File::create_new(path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                return refused(words.report_is_there);
            }
            Err(_) => return refused(words.no_report),
        };
        let (code, mut text) = self.report(data, words);
        let written = file
            .write_all(text.as_bytes())
            .and_then(|()| file.sync_all());
        if written.is_err() {
            text.push_str(&joined(&[words.report_cut.to_owned()]));
            return (UNKNOWN, text);
        }
        (code, text)
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
        if !is_here(data) {
            return (UNKNOWN, joined(&[words.nothing_here.to_owned()]));
        }
        let code = match self.code {
            true => std::io::stdin().lock().lines().next().and_then(Result::ok),
            false => None,
        };
        let code = code.as_deref();
        let (task, done) = match &self.restore {
            Some(copy) => (
                Task::Restore,
                restore(data, copy, code).map(|done| restored(&done, words)),
            ),
            None if self.mend => (
                Task::Mend,
                mend(data, code).map(|done| mended(&done, words)),
            ),
            None => (
                Task::Look,
                examine(data, code)
                    .map(|found| with_remarks(examined(&found, words), (data, code), words)),
            ),
        };
        done.unwrap_or_else(|fault| (UNKNOWN, failed(task, fault, words)))
    }

    /// The platform names no folder for data, and the command line none either.
    pub(crate) fn no_folder(&self) -> ExitCode {
        let text = joined(&[self.words().no_folder.to_owned()]);
        let _ = std::io::stdout().lock().write_all(text.as_bytes());
        ExitCode::from(UNKNOWN)
    }
}

fn examined(found: &Examination, words: &Words) -> (u8, String) {
    let mut lines = vec![words.looked(found.pages, found.events, found.cases)];
    for (page, owner) in &found.bad_pages {
        lines.push(words.bad_page(*page, owner.as_deref()));
    }
    // Of a store with damaged pages nobody expects that its tables fit.
    let whole = found.bad_pages.is_empty() && !found.log_damaged && !found.cut_short;
    let marks = [
        (found.log_damaged, words.log_damaged),
        (found.cut_short, words.cut_short),
        (whole && !found.shape_fits, words.shape),
        (whole && !found.screens_fit, words.screens),
    ];
    lines.extend(
        marks
            .iter()
            .filter(|(is, _)| *is)
            .map(|(_, text)| (*text).to_owned()),
    );
    lines.extend(found.chain.iter().map(|broken| words.chain(broken)));
    if found.from_backup > 0 {
        lines.push(words.out_of_backup(found.from_backup));
    }
    lines.extend(found.lost.iter().map(|lost| words.lost(lost)));
    lines.extend(found.lost_images.iter().map(|lost| words.images(lost)));
    lines.push(match found.backups.first() {
        Some(copy) => words.copies(found.backups.len(), copy),
        None => words.no_copy.to_owned(),
    });
    let hurt = &found.damaged_backups;
    lines.extend(hurt.iter().map(|copy| words.damaged_copy(copy)));
    let sound = found.is_sound();
    lines.push(if sound { words.sound } else { words.to_mend }.to_owned());
    let all = sound && found.lost_images.is_empty() && hurt.is_empty();
    (if all { SOUND } else { DAMAGED }, joined(&lines))
}

/// Adds what is to be said of how the station is kept. It is no damage, and ends with the same code.
fn with_remarks(
    (ended, text): (u8, String),
    (data, code): (&Path, Option<&str>),
    words: &Words,
) -> (u8, String) {
    let kept = kept(data, code);
    let ways = kept.keys.ways.iter().map(|ways| remarks::ways(ways, words));
    let remarks = kept.remarks.iter();
    let lines: Vec<String> = ways
        .chain(remarks::authorities(&kept.keys, words))
        .chain(remarks.map(|remark| remarks::line(remark, words)))
        .collect();
    match lines.is_empty() {
        true => (ended, text),
        false => (ended, text + &joined(&lines)),
    }
}

fn mended(done: &Mended, words: &Words) -> (u8, String) {
    let hurt = (done.damaged_backups > 0).then(|| words.copies_aside(done.damaged_backups));
    if !done.replaced {
        let lines: Vec<String> = hurt
            .into_iter()
            .chain([words.nothing_to_mend.to_owned()])
            .collect();
        return (SOUND, joined(&lines));
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
    lines.extend(hurt);
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

fn failed(task: Task, fault: Fault, words: &Words) -> String {
    joined(&[words.failed(task, fault)])
}

fn joined(lines: &[String]) -> String {
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
