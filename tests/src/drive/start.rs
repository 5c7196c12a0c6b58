//! A program started as a person starts it, without a driver: how long until it says that it can
//! be used, and how much memory it then holds.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::process::{self, Display, Process};
use super::{DriveError, Driven};

/// Memory is looked at this often until it has settled.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// It is taken as it is then at the latest.
const SETTLED_WITHIN: Duration = Duration::from_secs(10);

/// What a start took.
#[derive(Clone, Copy, Debug)]
pub struct Started {
    /// From exec to the word "usable", in milliseconds.
    pub milliseconds: f64,
    /// Proportional set size of all its processes once it has settled, in megabytes.
    pub megabytes: f64,
}

/// A screen on which programs are started one after the other.
#[derive(Debug)]
pub struct Screen(Display);

impl Screen {
    /// A screen that nobody sees.
    pub fn open() -> Driven<Self> {
        Display::start(1440, 900).map(Self)
    }

    /// Starts a program, waits until it writes "usable" and its memory has settled, and ends it.
    pub fn start(&self, program: &Path, arguments: &[String]) -> Driven<Started> {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .env("DISPLAY", &self.0.name)
            .env("LC_ALL", "C.UTF-8")
            .env("LANGUAGE", "zh_CN")
            .stdout(Stdio::piped());
        let begun = Instant::now();
        let mut process = Process::start(command)?;
        process.read_until(|line| (line == "usable").then_some(()))?;
        let milliseconds = begun.elapsed().as_secs_f64() * 1e3;
        Ok(Started {
            milliseconds,
            megabytes: settled(process.id())?,
        })
    }
}

/// The memory of a process and all that stem from it, once it changes by less than a hundredth.
fn settled(process: u32) -> Driven<f64> {
    let begun = Instant::now();
    let mut last = memory(process)?;
    loop {
        std::thread::sleep(LOOK_EVERY);
        let now = memory(process)?;
        let still = (now - last).abs() < last / 100.0;
        if still && begun.elapsed() > 4 * LOOK_EVERY || begun.elapsed() > SETTLED_WITHIN {
            return Ok(now);
        }
        last = now;
    }
}

fn memory(process: u32) -> Driven<f64> {
    let mut kilobytes = 0.0_f64;
    for member in std::iter::once(process).chain(process::family_of(process)) {
        let path = format!("/proc/{member}/smaps_rollup");
        // One that has just ended holds nothing.
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("Pss:"));
        let words = line.and_then(|line| line.split_whitespace().next());
        kilobytes += words
            .and_then(|word| word.parse::<f64>().ok())
            .unwrap_or_default();
    }
    if kilobytes > 0.0 {
        return Ok(kilobytes / 1024.0);
    }
    Err(DriveError::Start {
        program: format!("process {process}"),
        reason: "its memory can't be read".to_owned(),
        log: String::new(),
    })
}
