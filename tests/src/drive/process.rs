//! The processes that a driver starts, and their end.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, ErrorKind};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use tempfile::NamedTempFile;

use super::{DriveError, Driven};

/// How long a program may take to say that it is there.
const START_WITHIN: Duration = Duration::from_secs(20);

/// A program that ends, with everything it started, when this value is dropped.
#[derive(Debug)]
pub(crate) struct Process {
    name: String,
    child: Child,
    log: NamedTempFile,
}

impl Process {
    /// Starts a program; what it writes to its error stream is kept for its error's words.
    pub(crate) fn start(mut command: Command) -> Driven<Self> {
        let name = command.get_program().to_string_lossy().into_owned();
        let failed = |reason: std::io::Error| DriveError::Start {
            program: name.clone(),
            reason: reason.to_string(),
            log: String::new(),
        };
        let log = NamedTempFile::new().map_err(failed)?;
        let child = command
            .stdin(Stdio::null())
            .stderr(log.reopen().map_err(failed)?)
            .spawn()
            .map_err(failed)?;
        Ok(Self { name, child, log })
    }

    /// The process's id.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Reads the program's output until a line has what is looked for.
    pub(crate) fn read_until<T>(&mut self, find: impl Fn(&str) -> Option<T>) -> Driven<T> {
        let Some(output) = self.child.stdout.take() else {
            return Err(self.failed("its output is not read"));
        };
        let mut lines = BufReader::new(output);
        let found = first_line(&mut lines, find);
        // The pipe stays open, or the program's next word would end it.
        self.child.stdout = Some(lines.into_inner());
        found.ok_or_else(|| self.failed("it ended before it was ready"))
    }

    /// Waits until the program listens at the port.
    pub(super) fn wait_port(&mut self, port: u16) -> Driven<()> {
        let start = Instant::now();
        loop {
            // In this order: a neighbour may be who answers at the port.
            let answers = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok();
            if let Ok(Some(status)) = self.child.try_wait() {
                return Err(self.failed(&format!("it ended with {status}")));
            }
            if answers {
                return Ok(());
            }
            if start.elapsed() > START_WITHIN {
                return Err(self.failed("it does not listen"));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Whether it has ended by itself.
    pub(super) fn ended(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(Some(_)))
    }

    /// Whether it, or a program that it started, has written these words to its error stream.
    pub(crate) fn said(&self, words: &str) -> bool {
        std::fs::read(self.log.path())
            .is_ok_and(|log| String::from_utf8_lossy(&log).contains(words))
    }

    /// The error of a start, with the end of what the program wrote.
    pub(super) fn failed(&self, reason: &str) -> DriveError {
        let log = std::fs::read_to_string(self.log.path()).unwrap_or_default();
        let from = log
            .char_indices()
            .rev()
            .nth(2000)
            .map_or(0, |(index, _)| index);
        DriveError::Start {
            program: self.name.clone(),
            reason: reason.to_owned(),
            log: log[from..].to_owned(),
        }
    }
}

impl Process {
    /// Kills what the program has started, and waits until it ends by itself: a tracer writes down
    /// what it has counted then.
    pub(crate) fn end_below(mut self) {
        for member in family_of(self.id()) {
            kill(member);
        }
        let _ = self.child.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // The family first: orphans have no parent by which they could be found.
        let family = family_of(self.id());
        let _ = self.child.kill();
        let _ = self.child.wait();
        for member in family {
            kill(member);
        }
    }
}

fn first_line<T>(
    lines: &mut BufReader<ChildStdout>,
    find: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    let mut line = String::new();
    while lines.read_line(&mut line).ok()? > 0 {
        if let Some(found) = find(line.trim()) {
            return Some(found);
        }
        line.clear();
    }
    None
}

/// A screen that nobody sees.
#[derive(Debug)]
pub(super) struct Display {
    _server: Process,
    /// What goes into `DISPLAY`.
    pub(super) name: String,
}

impl Display {
    /// Starts a screen of this size on a free number.
    pub(super) fn start(width: u32, height: u32) -> Driven<Self> {
        let mut command = Command::new("Xvfb");
        command
            .args(["-displayfd", "1", "-nolisten", "tcp", "-screen", "0"])
            .arg(format!("{width}x{height}x24"))
            .stdout(Stdio::piped());
        let mut server = Process::start(command)?;
        let number = server.read_until(|line| line.parse::<u32>().ok())?;
        Ok(Self {
            _server: server,
            name: format!(":{number}"),
        })
    }
}

/// The ports that are drawn from: below those that systems give to connections and to whoever asks
/// for any (32768 on Linux, 49152 on Windows), so that nobody is given one between its choice and
/// its use, or while a server that is to come back at it is down.
const PORTS: std::ops::Range<u16> = 20_000..32_000;

/// A port that was free a moment ago, and that this process has not chosen before.
pub(crate) fn free_port() -> Driven<u16> {
    static CHOSEN: AtomicU32 = AtomicU32::new(0);
    let count = u32::from(PORTS.end - PORTS.start);
    // Tests run in processes side by side; each begins elsewhere.
    let begin = std::process::id().wrapping_mul(37);
    let mut last = None;
    for _ in 0..count {
        let next = begin.wrapping_add(CHOSEN.fetch_add(1, Ordering::Relaxed)) % count;
        let port = PORTS.start + u16::try_from(next).unwrap_or_default();
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            Ok(_) => return Ok(port),
            Err(source) => last = Some(source),
        }
    }
    Err(DriveError::File {
        path: PathBuf::from("127.0.0.1"),
        source: last.unwrap_or_else(|| ErrorKind::AddrInUse.into()),
    })
}

/// Every process that stems from this one, without it.
pub(super) fn family_of(ancestor: u32) -> Vec<u32> {
    let mut children: HashMap<u32, Vec<u32>> = HashMap::new();
    for (process, parent) in processes() {
        children.entry(parent).or_default().push(process);
    }
    let mut family = Vec::new();
    let mut next = vec![ancestor];
    while let Some(parent) = next.pop() {
        for child in children.remove(&parent).unwrap_or_default() {
            family.push(child);
            next.push(child);
        }
    }
    family
}

/// Every process with its parent, read from `/proc`; the dead that wait for their parent are left out.
fn processes() -> Vec<(u32, u32)> {
    let Ok(folder) = std::fs::read_dir("/proc") else {
        return Vec::new();
    };
    folder
        .flatten()
        .filter_map(|entry| {
            let process = entry.file_name().to_str()?.parse().ok()?;
            let stat = std::fs::read_to_string(entry.path().join("stat")).ok()?;
            // "pid (name) state parent ...": a name may hold brackets and spaces.
            let mut fields = stat.rsplit_once(')')?.1.split_whitespace();
            let state = fields.next()?;
            let parent = fields.next()?.parse().ok()?;
            (state != "Z").then_some((process, parent))
        })
        .collect()
}

/// The program that a process runs.
pub(super) fn program_of(process: u32) -> Option<PathBuf> {
    std::fs::read_link(format!("/proc/{process}/exe")).ok()
}

/// The engine's processes in which a program's pages run.
#[cfg(target_os = "linux")]
pub(super) fn pages_of(program: u32) -> Vec<u32> {
    let engine = |process: &u32| {
        program_of(*process).is_some_and(|program| program.ends_with("WebKitWebProcess"))
    };
    family_of(program).into_iter().filter(engine).collect()
}

/// Processes that run this program with this word among its arguments.
pub(super) fn running(program: &Path, word: &Path) -> Vec<u32> {
    let said = |process: u32| {
        let words = std::fs::read(format!("/proc/{process}/cmdline")).unwrap_or_default();
        let word = word.as_os_str().as_encoded_bytes();
        words.split(|byte| *byte == 0).any(|one| one == word)
    };
    let all = processes().into_iter().map(|(process, _)| process);
    all.filter(|id| program_of(*id).as_deref() == Some(program) && said(*id))
        .collect()
}

/// Ends a process at once, as a power cut would.
#[cfg(unix)]
pub(super) fn kill(process: u32) {
    use rustix::process::{Pid, Signal, kill_process};
    let id = i32::try_from(process).ok().and_then(Pid::from_raw);
    if let Some(id) = id {
        // It may have ended by itself.
        let _ = kill_process(id, Signal::KILL);
    }
}

/// Ends a process at once, as a power cut would.
#[cfg(windows)]
pub(super) fn kill(process: u32) {
    // It may have ended by itself.
    let _ = Command::new("taskkill")
        .args(["/F", "/PID", &process.to_string()])
        .output();
}

/// Waits until a process has ended.
pub(super) fn wait_ended(process: u32) {
    let start = Instant::now();
    while start.elapsed() < START_WITHIN && is_there(process) {
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// A process whose first thread has ended may still have others, and with them its files and locks.
fn is_there(process: u32) -> bool {
    let threads = std::fs::read_dir(format!("/proc/{process}/task")).map_or(0, Iterator::count);
    threads > 1 || processes().iter().any(|(other, _)| *other == process)
}

/// A file or folder of the build: `target/debug/shanyi` for `shanyi`.
pub(crate) fn built(name: &str) -> PathBuf {
    let here = std::env::current_exe().unwrap_or_default();
    let folder = here
        .ancestors()
        .find(|folder| folder.join("deps").is_dir())
        .map_or_else(
            || Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/debug"),
            Path::to_path_buf,
        );
    folder.join(name)
}
