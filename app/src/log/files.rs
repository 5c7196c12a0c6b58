//! The files of the log: a new one each day and for each two megabytes, fourteen of them at most.
//!
//! Files are numbered, since the days of a PC with a dead battery are in no order. No library does
//! both limits without trusting the clock for the order, and the folder may be on a stick that is
//! pulled out: then lines are counted, and the count is written when the folder is back.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use chrono::DateTime;

/// Most files that are kept.
pub const MOST_FILES: usize = 14;
/// Most bytes of a file.
pub const MOST_BYTES: u64 = 2_000_000;

/// The log's folder in a data folder.
#[must_use]
pub fn folder_of(data: &Path) -> PathBuf {
    data.join("log")
}

/// All of the log, oldest line first, and of how many files it is.
#[must_use]
pub fn read_all(folder: &Path) -> (String, usize) {
    let files = numbered(folder);
    let mut text = String::new();
    for (_, path) in &files {
        let bytes = fs::read(path).unwrap_or_default();
        text.push_str(&String::from_utf8_lossy(&bytes));
    }
    (text, files.len())
}

/// Writes a text into a new file of a folder, under a name that says what it is and when.
pub(super) fn beside(folder: &Path, text: &str) -> io::Result<PathBuf> {
    let when: String = clock().chars().filter(char::is_ascii_digit).collect();
    let path = folder.join(format!("shanyi-log-{when}.txt"));
    fs::write(&path, text)?;
    Ok(path)
}

/// Writes lines into the newest file.
pub(super) struct Files {
    folder: PathBuf,
    open: Option<Open>,
    /// Lines that could not be written since the last that could.
    lost: u32,
}

struct Open {
    file: File,
    day: String,
    bytes: u64,
}

impl Files {
    pub(super) const fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            open: None,
            lost: 0,
        }
    }

    fn put(&mut self, line: &[u8]) -> io::Result<()> {
        let (day, length) = (today(), line.len() as u64);
        let fits = |open: &Open| open.day == day && open.bytes + length <= MOST_BYTES;
        let mut open = match self.open.take().filter(fits) {
            // A file that was taken away goes on to exist for whoever has it open.
            Some(open) if self.folder.is_dir() => open,
            _ => self.next(day, length)?,
        };
        open.file.write_all(line)?;
        open.bytes += length;
        self.open = Some(open);
        Ok(())
    }

    /// The newest file where it is of today and has room, otherwise a new one.
    fn next(&self, day: String, length: u64) -> io::Result<Open> {
        fs::create_dir_all(&self.folder)?;
        let files = numbered(&self.folder);
        let last = files.last();
        let number = last.map_or(0, |(number, _)| *number);
        if let Some((_, path)) = last
            && name_of(number, &day) == path.file_name().unwrap_or_default().to_string_lossy()
            && fs::metadata(path)?.len() + length <= MOST_BYTES
        {
            return opened(path, day);
        }
        let new = self.folder.join(name_of(number + 1, &day));
        let open = opened(&new, day)?;
        for (_, old) in files.iter().rev().skip(MOST_FILES - 1) {
            // One that can't be let go now is let go the next time.
            let _ = fs::remove_file(old);
        }
        Ok(open)
    }
}

impl Write for Files {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if self.lost > 0 {
            let told = format!("... {} lines could not be written\n", self.lost);
            if self.put(told.as_bytes()).is_ok() {
                self.lost = 0;
            }
        }
        if self.put(line).is_err() {
            self.lost = self.lost.saturating_add(1);
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn opened(path: &Path, day: String) -> io::Result<Open> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    let bytes = file.metadata()?.len();
    Ok(Open { file, day, bytes })
}

fn name_of(number: u32, day: &str) -> String {
    format!("shanyi-{number:05}-{day}.log")
}

/// The files of the log by their number.
fn numbered(folder: &Path) -> Vec<(u32, PathBuf)> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let number = |path: &Path| {
        let name = path.file_name()?.to_str()?.strip_prefix("shanyi-")?;
        name.strip_suffix(".log")?.split('-').next()?.parse().ok()
    };
    let mut files: Vec<_> = entries
        .filter_map(|entry| {
            let path = entry.path();
            Some((number(&path)?, path))
        })
        .collect();
    files.sort();
    files
}

fn today() -> String {
    clock()[..10].to_owned()
}

/// The PC's clock, right or wrong, as it is read in China: `2026-11-21 13:38:00`.
pub(super) fn clock() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let seconds = since.map_or(0, |since| since.as_secs().cast_signed());
    let there = DateTime::from_timestamp(seconds.saturating_add(8 * 3600), 0);
    format!("{}", there.unwrap_or_default().format("%Y-%m-%d %H:%M:%S"))
}
