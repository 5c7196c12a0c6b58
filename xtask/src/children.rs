//! Programs that run beside this one and end with it.
//!
//! Each has a process group of its own, so that Ctrl-C reaches this program alone and the others
//! are stopped in order. On Linux they are also told to end should this program be killed.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::Sender;
use std::time::Duration;
use std::{env, thread};

use crate::project::typed;
use crate::trouble::Trouble;

/// How long a program is given to end by itself.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// A program that runs beside this one, until it is dropped.
pub struct Running {
    child: Child,
    /// Open as long as the program shall run, where it listens for that.
    stdin: Option<ChildStdin>,
    /// What it prints.
    pub stdout: Option<ChildStdout>,
}

/// What to connect a program to.
pub struct Wires<'a> {
    /// Where its complaints go.
    pub log: &'a Path,
    /// Whether its stdout is read by the caller; otherwise it goes to the log too.
    pub read: bool,
}

/// Starts a program.
pub fn start(command: &mut Command, wires: &Wires<'_>) -> Result<Running, Trouble> {
    let what = typed(command);
    let mut command = tied(command);
    let log = File::create(wires.log).map_err(Trouble::file(wires.log))?;
    let copy = log.try_clone().map_err(Trouble::file(wires.log))?;
    command.stdin(Stdio::piped()).stderr(log);
    if wires.read {
        command.stdout(Stdio::piped());
    } else {
        command.stdout(copy);
    }
    own_group(&mut command);
    let mut child = command
        .spawn()
        .map_err(|source| Trouble::NotStarted { what, source })?;
    Ok(Running {
        stdin: child.stdin.take(),
        stdout: child.stdout.take(),
        child,
    })
}

impl Running {
    /// Whether it has ended, and how.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().ok().flatten()
    }

    /// Asks it to end and waits; ends it after `patience`.
    pub fn stop(&mut self, patience: Duration) {
        drop(self.stdin.take());
        if self.ended().is_some() {
            return;
        }
        ask_to_end(&mut self.child);
        let pause = Duration::from_millis(50);
        let mut left = patience;
        while self.ended().is_none() {
            if left.is_zero() {
                end(&mut self.child);
                // Nothing is left to do for a child that cannot even be waited for.
                let _ = self.child.wait();
                return;
            }
            thread::sleep(pause);
            left = left.saturating_sub(pause);
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop(PATIENCE);
    }
}

/// Ctrl-C, or the system asks this program to end.
pub struct Stop;

/// Sends a [`Stop`] whenever one of them happens, from now on.
pub fn listen(events: Sender<Stop>) -> Result<(), Trouble> {
    // The receiver is gone only when the command is already ending.
    ctrlc::set_handler(move || drop(events.send(Stop)))
        .map_err(Trouble::unreadable("the signal handler"))
}

/// The same command under `setpriv`, where there is one, so that it ends with this program.
fn tied(command: &mut Command) -> Command {
    let Some(setpriv) = setpriv() else {
        return std::mem::replace(command, Command::new(""));
    };
    let mut tied = Command::new(setpriv);
    tied.args(["--pdeathsig", "TERM", "--"])
        .arg(command.get_program())
        .args(command.get_args());
    if let Some(folder) = command.get_current_dir() {
        tied.current_dir(folder);
    }
    for (key, value) in command.get_envs() {
        match value {
            Some(value) => tied.env(key, value),
            None => tied.env_remove(key),
        };
    }
    tied
}

fn setpriv() -> Option<PathBuf> {
    if !cfg!(target_os = "linux") {
        return None;
    }
    env::split_paths(&env::var_os("PATH")?)
        .map(|folder| folder.join("setpriv"))
        .find(|path| path.is_file())
}

#[cfg(unix)]
fn own_group(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

#[cfg(not(unix))]
fn own_group(_command: &mut Command) {}

#[cfg(unix)]
fn ask_to_end(child: &mut Child) {
    signal(child, rustix::process::Signal::TERM);
}

#[cfg(unix)]
fn end(child: &mut Child) {
    signal(child, rustix::process::Signal::KILL);
}

#[cfg(unix)]
fn signal(child: &Child, signal: rustix::process::Signal) {
    let group = i32::try_from(child.id())
        .ok()
        .and_then(rustix::process::Pid::from_raw);
    if let Some(group) = group {
        // A group that is gone already is what was wanted.
        let _ = rustix::process::kill_process_group(group, signal);
    }
}

/// Windows has no polite way that a program without a console window hears.
#[cfg(not(unix))]
fn ask_to_end(child: &mut Child) {
    end(child);
}

#[cfg(not(unix))]
fn end(child: &mut Child) {
    // A program that is gone already is what was wanted.
    let _ = child.kill();
}

#[cfg(all(test, unix))]
mod tests {
    use std::io::Read;
    use std::time::Instant;

    use super::*;

    fn shell(script: &str) -> (Running, ChildStdout) {
        let log = tempfile::NamedTempFile::new().unwrap();
        let wires = Wires {
            log: log.path(),
            read: true,
        };
        let mut running = start(Command::new("sh").args(["-c", script]), &wires).unwrap();
        let stdout = running.stdout.take().unwrap();
        (running, stdout)
    }

    fn first_line(stdout: &mut ChildStdout) -> String {
        let mut said = [0; 6];
        stdout.read_exact(&mut said).unwrap();
        String::from_utf8(said.to_vec()).unwrap()
    }

    #[test]
    fn a_program_that_is_asked_to_end_may_finish_what_it_does() {
        let (mut running, mut stdout) =
            shell("trap 'echo saved; exit 0' TERM; echo ready; while :; do sleep 0.02; done");
        assert_eq!(first_line(&mut stdout), "ready\n");
        running.stop(PATIENCE);
        assert_eq!(first_line(&mut stdout), "saved\n");
        assert!(running.ended().is_some_and(|status| status.success()));
    }

    #[test]
    fn a_program_that_does_not_listen_ends_with_everything_that_it_started() {
        let (mut running, mut stdout) =
            shell("trap '' TERM; sleep 1000 & echo ready; while :; do sleep 0.02; done");
        assert_eq!(first_line(&mut stdout), "ready\n");
        let before = Instant::now();
        running.stop(Duration::from_millis(100));
        // The pipe is closed when the last of them is gone.
        stdout.read_to_end(&mut Vec::new()).unwrap();
        assert!(before.elapsed() < Duration::from_secs(100));
        assert!(running.ended().is_some_and(|status| !status.success()));
    }

    #[test]
    fn a_dropped_program_has_ended() {
        let (running, mut stdout) = shell("echo ready; exec sleep 1000");
        assert_eq!(first_line(&mut stdout), "ready\n");
        drop(running);
        assert_eq!(stdout.read_to_end(&mut Vec::new()).unwrap(), 0);
    }
}
