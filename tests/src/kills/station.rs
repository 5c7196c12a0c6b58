//! One PC: its desk's process, and what it has answered.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::Value;

use crate::drive::built;
use crate::line::Line;
use crate::slow::{Quality, Slow};
use crate::township::Run;

/// How long a desk may take to open, or to answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// A PC of a station.
pub(super) struct Pc {
    /// Its folder; the store is below.
    pub(super) folder: PathBuf,
    /// The village of its station.
    pub(super) village: &'static str,
    /// Its line to the township.
    pub(super) line: Line,
    /// A slow one, which the first may lead to.
    slow: Slow,
    /// The township's port.
    township: u16,
    /// What was asked of it and not answered so far.
    pub(super) asked: Vec<Value>,
    running: Option<Running>,
}

struct Running {
    child: Child,
    input: ChildStdin,
    answers: Receiver<Value>,
    /// It has said that its desk is open.
    ready: bool,
}

impl Pc {
    pub(super) fn new(folder: PathBuf, village: &'static str, township: u16) -> Run<Self> {
        Ok(Self {
            folder,
            village,
            line: Line::to(township)?,
            slow: Slow::to(township, Quality::HILLSIDE)?,
            township,
            asked: Vec::new(),
            running: None,
        })
    }

    /// Whole and quick.
    pub(super) fn good_line(&self) {
        self.line.mend();
        self.line.leads_to(self.township);
    }

    /// Whole, far away and slow.
    pub(super) fn slow_line(&self) {
        self.line.mend();
        self.line.leads_to(self.slow.port());
    }

    /// The enrolment file.
    pub(super) fn enrolment(&self) -> PathBuf {
        self.folder.join("enrolment.json")
    }

    /// The store's folder.
    pub(super) fn data(&self) -> PathBuf {
        self.folder.join("station")
    }

    /// Starts the desk, where it does not run; [`Pc::is_open`] waits for it.
    pub(super) fn start(&mut self) -> Run<()> {
        if self.running.is_some() {
            return Ok(());
        }
        let log = std::fs::File::options()
            .create(true)
            .append(true)
            .open(self.folder.join("stderr"))?;
        let mut child = Command::new(built("chaos_station"))
            .arg(&self.folder)
            .arg(self.enrolment())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err("a station without pipes".into());
        };
        let (said, answers) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                // Half a line is no answer.
                let Ok(answer) = serde_json::from_str(&line) else {
                    continue;
                };
                if said.send(answer).is_err() {
                    return;
                }
            }
        });
        self.running = Some(Running {
            child,
            input,
            answers,
            ready: false,
        });
        Ok(())
    }

    /// Waits until the desk is open.
    pub(super) fn is_open(&mut self) -> Run<()> {
        let running = self.running.as_mut().ok_or("the station does not run")?;
        if !running.ready {
            running.answers.recv_timeout(PATIENCE)?;
            running.ready = true;
        }
        Ok(())
    }

    /// Asks for something and goes on.
    pub(super) fn ask(&mut self, what: Value) -> Run<()> {
        let running = self.running.as_mut().ok_or("the station does not run")?;
        writeln!(running.input, "{what}")?;
        self.asked.push(what);
        Ok(())
    }

    /// The next answer with what was asked.
    pub(super) fn answer(&mut self, within: Duration) -> Option<(Value, Value)> {
        loop {
            let running = self.running.as_mut()?;
            let answer = running.answers.recv_timeout(within).ok()?;
            if answer["ready"] == true {
                running.ready = true;
                continue;
            }
            return self.matched(answer);
        }
    }

    fn matched(&mut self, answer: Value) -> Option<(Value, Value)> {
        let number = &answer["number"];
        let at = self
            .asked
            .iter()
            .position(|asked| asked["number"] == *number)?;
        Some((self.asked.remove(at), answer))
    }

    /// Kills the desk where it stands. Gives what it had answered by then.
    pub(super) fn kill(&mut self) -> Run<Vec<(Value, Value)>> {
        let Some(mut running) = self.running.take() else {
            return Ok(Vec::new());
        };
        running.child.kill()?;
        running.child.wait()?;
        // The reader ends with the pipe, and the channel with the reader.
        let mut answered = Vec::new();
        while let Ok(answer) = running.answers.recv() {
            answered.extend(self.matched(answer));
        }
        Ok(answered)
    }
}

impl Drop for Pc {
    fn drop(&mut self) {
        let _ = self.kill();
    }
}

/// The station finds its township through the line.
pub(super) fn through(enrolment: &Path, url: &str) -> Run<()> {
    let mut file: Value = serde_json::from_str(&std::fs::read_to_string(enrolment)?)?;
    file["server"] = Value::from(url);
    Ok(std::fs::write(enrolment, file.to_string())?)
}
