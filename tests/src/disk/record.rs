//! What a program asked of the disk, call by call.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::township::Run;

/// Every call by which a file or a folder can change, and those that move a place in a file.
const TRACED: &str = "openat,open,creat,lseek,write,pwrite64,writev,pwritev,pwritev2,ftruncate,\
    truncate,fallocate,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,rmdir,link,linkat,\
    fsync,fdatasync,sync_file_range,copy_file_range,sendfile";

/// How a program ends whose libraries could not be read: before it did anything itself.
const NOT_LOADED: i32 = 127;

/// One call that changed something, or a word of the program's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Call {
    /// A file is made under this name, or emptied where it was there.
    Create(PathBuf, bool),
    /// A folder is made.
    MakeFolder(PathBuf),
    /// Bytes at a place of a file.
    Write(PathBuf, u64, Vec<u8>),
    /// A file has this length from now on.
    Length(PathBuf, u64),
    /// A file or a folder is on the disk; false where the disk refused that.
    Sync(PathBuf, bool),
    /// A name becomes another, whose file is gone.
    Rename(PathBuf, PathBuf),
    /// A file has another name too.
    Link(PathBuf, PathBuf),
    /// A name is gone.
    Remove(PathBuf),
    /// A line that the program wrote to its output.
    Said(String),
}

/// A call that the disk refuses once.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    /// The system call's name.
    pub call: &'static str,
    /// Which of them, counted from 1, in each thread of the program by itself.
    pub nth: usize,
    /// What it reports.
    pub error: &'static str,
}

/// Runs a program and gives what it asked of the disk below `folder`, in order.
///
/// # Errors
/// When it does not end well, or asks in a way that is not understood here.
pub fn record(program: &Path, args: &[&str], folder: &Path) -> Run<Vec<Call>> {
    let trace = tempfile::NamedTempFile::new()?;
    let output = traced(trace.path(), TRACED)
        .arg(program)
        .args(args)
        .output()?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(format!("{program:?} {args:?} ended with {}: {said}", output.status).into());
    }
    read(&std::fs::read_to_string(trace.path())?, folder)
}

/// What a program did on a disk that refused it something.
#[derive(Clone, Debug)]
pub struct Refused {
    /// What it asked of the disk, in order.
    pub calls: Vec<Call>,
    /// What it said.
    pub said: Vec<String>,
    /// It made the call that was to be refused. Where it made fewer of them nothing was refused.
    pub met: bool,
}

/// Runs a program on a disk that refuses a call, one on any of these files where some are named. It
/// may say that it can't go on; to panic is a fault.
///
/// # Errors
/// When it breaks, or asks in a way that is not understood here.
pub fn refusing(
    program: &Path,
    args: &[&str],
    folder: &Path,
    files: &[PathBuf],
    fault: Fault,
) -> Run<Refused> {
    let trace = tempfile::NamedTempFile::new()?;
    let Fault { call, nth, error } = fault;
    let mut command = traced(trace.path(), &format!("{TRACED},{call}"));
    for file in files {
        command.arg("-P").arg(file);
    }
    command.args(["-e", &format!("inject={call}:error={error}:when={nth}")]);
    let output = command.arg(program).args(args).output()?;
    if !matches!(output.status.code(), Some(0 | 1 | NOT_LOADED)) {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(format!("{program:?} {args:?} ended with {}: {said}", output.status).into());
    }
    let trace = std::fs::read_to_string(trace.path())?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok(Refused {
        calls: read(&trace, folder)?,
        said: said.lines().map(str::to_owned).collect(),
        met: trace.contains("(INJECTED)"),
    })
}

/// Every name that calls were about.
#[must_use]
pub fn names(calls: &[Call]) -> BTreeSet<&Path> {
    let mut names: BTreeSet<&Path> = BTreeSet::new();
    for call in calls {
        match call {
            Call::Create(path, _)
            | Call::MakeFolder(path)
            | Call::Write(path, ..)
            | Call::Length(path, _)
            | Call::Sync(path, _)
            | Call::Remove(path) => drop(names.insert(path)),
            Call::Rename(from, to) | Call::Link(from, to) => {
                names.extend([from.as_path(), to.as_path()]);
            }
            Call::Said(_) => {}
        }
    }
    names
}

/// The tracer, that writes these calls down.
fn traced(trace: &Path, calls: &str) -> Command {
    let mut command = Command::new("strace");
    command
        .args(["-f", "-qq", "--seccomp-bpf", "-y", "-xx", "-s", "33554432"])
        .args(["-e", &format!("trace={calls}"), "-e", "signal=none"])
        .arg("-o")
        .arg(trace);
    command
}

fn read(trace: &str, folder: &Path) -> Run<Vec<Call>> {
    let mut reader = Reader {
        folder: folder.to_owned(),
        places: BTreeMap::new(),
        begun: BTreeMap::new(),
        calls: Vec::new(),
    };
    for line in trace.lines() {
        reader.line(line)?;
    }
    Ok(reader.calls)
}

/// Reads the lines of a trace.
struct Reader {
    folder: PathBuf,
    /// Where the next plain write of an open file goes, by the file's number.
    places: BTreeMap<String, u64>,
    /// Calls that another thread's came between, by the thread.
    begun: BTreeMap<String, String>,
    calls: Vec<Call>,
}

impl Reader {
    fn line(&mut self, line: &str) -> Run<()> {
        let Some((thread, call)) = line.split_once(' ') else {
            return Ok(());
        };
        let call = call.trim_start();
        if let Some(begun) = call.strip_suffix("<unfinished ...>") {
            self.begun.insert(thread.to_owned(), begun.to_owned());
            return Ok(());
        }
        let whole = match call.strip_prefix("<... ") {
            Some(rest) => {
                let rest = rest.split_once("resumed>").map_or("", |(_, rest)| rest);
                self.begun.remove(thread).unwrap_or_default() + rest
            }
            None => call.to_owned(),
        };
        self.call(&whole)
            .ok_or_else(|| format!("what is this call? {whole:.300}").into())
    }

    /// `None` where the call can't be understood.
    fn call(&mut self, call: &str) -> Option<()> {
        let (name, rest) = call.split_once('(')?;
        // Short calls, and those that another's came between, have more room before the result.
        let (args, result) = rest.rsplit_once(" = ")?;
        let args = args.trim_end();
        let args = args.strip_suffix(')').unwrap_or(args);
        let failed = result.trim_start().starts_with('-');
        let args = split(args);
        if matches!(name, "fsync" | "fdatasync") {
            let (_, path) = opened(args.first()?)?;
            self.push(&path.clone(), || Call::Sync(path, !failed));
            return Some(());
        }
        if failed || result.trim_start().starts_with('?') {
            return Some(());
        }
        match name {
            "open" | "openat" | "creat" => self.open(name, &args, result),
            "lseek" => {
                let (number, _) = opened(args.first()?)?;
                self.places.insert(number, leading_number(result)?);
                Some(())
            }
            "write" => {
                let (number, path) = opened(args.first()?)?;
                let bytes = text(args.get(1)?)?;
                if number == "1" {
                    let said = String::from_utf8_lossy(&bytes).into_owned();
                    self.calls
                        .extend(said.lines().map(|line| Call::Said(line.to_owned())));
                    return Some(());
                }
                let at = self.places.entry(number).or_default();
                let from = *at;
                *at += bytes.len() as u64;
                self.push(&path.clone(), || Call::Write(path, from, bytes));
                Some(())
            }
            "pwrite64" => {
                let (_, path) = opened(args.first()?)?;
                let (bytes, at) = (text(args.get(1)?)?, args.get(3)?.trim().parse().ok()?);
                self.push(&path.clone(), || Call::Write(path, at, bytes));
                Some(())
            }
            "ftruncate" => {
                let (_, path) = opened(args.first()?)?;
                let length = args.get(1)?.trim().parse().ok()?;
                self.push(&path.clone(), || Call::Length(path, length));
                Some(())
            }
            "mkdir" => {
                let path = named(args.first()?)?;
                self.push(&path.clone(), || Call::MakeFolder(path));
                Some(())
            }
            "unlink" => {
                let path = named(args.first()?)?;
                self.push(&path.clone(), || Call::Remove(path));
                Some(())
            }
            "rename" => {
                let (from, to) = (named(args.first()?)?, named(args.get(1)?)?);
                self.push(&from.clone(), || Call::Rename(from, to));
                Some(())
            }
            "linkat" => {
                let (from, to) = (named(args.get(1)?)?, named(args.get(3)?)?);
                self.push(&from.clone(), || Call::Link(from, to));
                Some(())
            }
            "copy_file_range" => self.copied(&args, result),
            // They change nothing, and are here only to be refused.
            "read" | "pread64" => Some(()),
            // The same by other names, which nobody here uses on the folder that is looked at.
            _ => {
                let folder = hex_text(&self.folder);
                (!call.contains(&folder)).then_some(())
            }
        }
    }

    fn open(&mut self, name: &str, args: &[String], result: &str) -> Option<()> {
        let (path, flags) = match name {
            "openat" => (args.get(1)?, args.get(2)?.as_str()),
            "creat" => (args.first()?, "O_CREAT|O_TRUNC"),
            _ => (args.first()?, args.get(1)?.as_str()),
        };
        let path = named(path)?;
        let number = leading_number(result)?.to_string();
        self.places.insert(number, 0);
        let made = flags.contains("O_CREAT") || flags.contains("O_TRUNC");
        if made && !flags.contains("O_TMPFILE") {
            let emptied = flags.contains("O_TRUNC");
            self.push(&path.clone(), || Call::Create(path, emptied));
        }
        Some(())
    }

    /// Bytes of a file that nobody has changed since, at the place where the other one is.
    fn copied(&mut self, args: &[String], result: &str) -> Option<()> {
        let ((from, source), (to, target)) = (opened(args.first()?)?, opened(args.get(2)?)?);
        let count = leading_number(result)?;
        let mut moved = |number| {
            let at = self.places.entry(number).or_default();
            *at += count;
            *at - count
        };
        let (at, target_at) = (moved(from), moved(to));
        if target.starts_with(&self.folder) {
            let whole = std::fs::read(source).ok()?;
            let range = usize::try_from(at).ok()?..usize::try_from(at + count).ok()?;
            let bytes = whole.get(range)?.to_vec();
            self.push(&target.clone(), || Call::Write(target, target_at, bytes));
        }
        Some(())
    }

    fn push(&mut self, path: &Path, call: impl FnOnce() -> Call) {
        if path.starts_with(&self.folder) {
            self.calls.push(call());
        }
    }
}

/// The arguments of a call: nothing in them has a comma of its own but what stands in quotes, and
/// that is written in hexadecimal.
fn split(args: &str) -> Vec<String> {
    args.split(", ").map(|arg| arg.trim().to_owned()).collect()
}

/// `3<path>`: the number of an open file, and what it was called at that moment.
fn opened(arg: &str) -> Option<(String, PathBuf)> {
    let (number, path) = arg.split_once('<')?;
    let path = path.split('>').next()?;
    let path = bytes(path).unwrap_or_else(|| path.as_bytes().to_vec());
    Some((
        number.to_owned(),
        PathBuf::from(String::from_utf8(path).ok()?),
    ))
}

/// `"path"`.
fn named(arg: &str) -> Option<PathBuf> {
    Some(PathBuf::from(String::from_utf8(text(arg)?).ok()?))
}

fn text(arg: &str) -> Option<Vec<u8>> {
    bytes(arg.trim().strip_prefix('"')?.strip_suffix('"')?)
}

/// `\x2f\x74`.
fn bytes(text: &str) -> Option<Vec<u8>> {
    if text.is_empty() {
        return Some(Vec::new());
    }
    hex::decode(text.strip_prefix("\\x")?.replace("\\x", "")).ok()
}

fn hex_text(path: &Path) -> String {
    let bytes = path.as_os_str().as_encoded_bytes();
    bytes.iter().map(|byte| format!("\\x{byte:02x}")).collect()
}

fn leading_number(text: &str) -> Option<u64> {
    let text = text.trim_start();
    let end = text
        .find(|letter: char| !letter.is_ascii_digit())
        .unwrap_or(text.len());
    text[..end].parse().ok()
}
