//! A real township server as a process of its own, with its demonstration county.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use shanyi_server::App;
use shanyi_server::clock::Clock;

use crate::drive::{Process, built, free_port};
use crate::enrolled;

/// What setting up can fail with: words for whoever reads a failed test.
pub type Run<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// The station at which tests take in: 五星村.
pub const STATION: &str = "331123208211";

/// A few villages of 遂昌县, by their real division codes.
pub const VILLAGES: &str = r#"{"source":"","code":"331123","name":"遂昌县","townships":[
    {"code":"331123208","name":"柘岱口乡","villages":[{"code":"331123208211","name":"五星村委会"}]},
    {"code":"331123103","name":"北界镇","villages":[{"code":"331123103212","name":"苏村委会"}]}]}"#;

/// A township: its data folder, and its server while it runs.
pub struct Township {
    data: PathBuf,
    port: u16,
    villages: Option<PathBuf>,
    options: Vec<String>,
    /// The program, with its words, that starts the server's.
    below: Vec<String>,
    server: Option<Process>,
}

impl Township {
    /// A township in `folder`, filled and running.
    ///
    /// # Errors
    /// When one of its programs does not do its work.
    pub fn found(folder: &Path) -> Run<Self> {
        let mut township = Self::closed(folder);
        township.open()?;
        Ok(township)
    }

    /// A township in `folder` whose server is yet to be started.
    #[must_use]
    pub fn closed(folder: &Path) -> Self {
        Self {
            data: folder.join("township"),
            port: 0,
            villages: None,
            options: Vec::new(),
            below: Vec::new(),
            server: None,
        }
    }

    /// The same with villages from a file.
    #[must_use]
    pub fn with_villages(mut self, villages: &Path) -> Self {
        self.villages = Some(villages.to_owned());
        self
    }

    /// The same with the console's pages, or another option of `serve`.
    #[must_use]
    pub fn with_option(mut self, option: impl Into<String>) -> Self {
        self.options.push(option.into());
        self
    }

    /// The same with its server started by another program, such as a tracer.
    #[must_use]
    pub fn below(mut self, words: &[&str]) -> Self {
        self.below = words.iter().map(|word| (*word).to_owned()).collect();
        self
    }

    /// Kills the server and waits for the program that started it.
    pub fn kill_below(&mut self) {
        if let Some(server) = self.server.take() {
            server.end_below();
        }
    }

    /// Changes an option of `serve` for the next start.
    pub fn set_options(&mut self, options: Vec<String>) {
        self.options = options;
    }

    /// Fills the county and starts the server; a second start keeps everything and the address.
    ///
    /// # Errors
    /// When a program does not do its work.
    pub fn open(&mut self) -> Run<()> {
        self.accounts()?;
        self.start()
    }

    /// Starts the server at the address it had before.
    ///
    /// # Errors
    /// When it does not listen.
    pub fn start(&mut self) -> Run<()> {
        if self.port == 0 {
            self.port = free_port()?;
        }
        let mut command = program();
        if let Some((first, rest)) = self.below.split_first() {
            let program = command.get_program().to_owned();
            command = Command::new(first);
            command.args(rest).arg(program);
        }
        command.args(["serve", "--listen", &format!("127.0.0.1:{}", self.port)]);
        command
            .arg("--data")
            .arg(&self.data)
            .args(&self.options)
            .stdout(Stdio::piped());
        let mut server = Process::start(command)?;
        server.read_until(|line| line.starts_with("ready ").then_some(()))?;
        self.server = Some(server);
        Ok(())
    }

    /// Kills the server where it stands (`kill -9`).
    pub fn kill(&mut self) {
        self.server = None;
    }

    /// The server's process while it runs.
    #[must_use]
    pub fn process(&self) -> Option<u32> {
        self.server.as_ref().map(Process::id)
    }

    /// Whether the server has written these words to its error stream.
    #[must_use]
    pub fn said(&self, words: &str) -> bool {
        let said = |server: &Process| server.said(words);
        self.server.as_ref().is_some_and(said)
    }

    /// The port that the server listens at.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Where the server is reached.
    #[must_use]
    pub fn url(&self) -> String {
        let tls = self.options.iter().any(|option| option == "--tls");
        let scheme = if tls { "https" } else { "http" };
        format!("{scheme}://127.0.0.1:{}", self.port)
    }

    /// The folder of its data.
    #[must_use]
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// Who may sign in at the console: names with their passwords.
    ///
    /// # Errors
    /// When the demonstration can't be made.
    pub fn accounts(&self) -> Run<Vec<(String, String)>> {
        let villages = match &self.villages {
            Some(path) => path.clone(),
            None => {
                let path = self.data.with_extension("villages.json");
                std::fs::create_dir_all(&self.data)?;
                std::fs::write(&path, VILLAGES)?;
                path
            }
        };
        let mut command = program();
        command
            .arg("demo")
            .arg("--data")
            .arg(&self.data)
            .arg("--villages")
            .arg(villages);
        let output = run(command)?;
        let said: serde_json::Value = serde_json::from_slice(&output.stdout)?;
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let accounts = said["accounts"].as_array().cloned().unwrap_or_default();
        Ok(accounts
            .iter()
            .map(|one| (text(&one["name"]), text(&one["password"])))
            .collect())
    }

    /// Makes a PC of a station, and writes who it is to a file ([`enrolled`]).
    ///
    /// # Errors
    /// When the server's program refuses.
    pub fn enrol(&self, station: &str, file: &Path) -> Run<()> {
        let app = App::open(&self.data, Clock::System)?;
        enrolled::enrol(&app, station, &self.url(), file)
    }

    /// Makes a one-time code for a PC that reaches the township at this address: what people are told.
    ///
    /// # Errors
    /// When the server's program refuses.
    pub fn code(&self, station: &str, address: &str) -> Run<String> {
        let mut command = program();
        command.arg("code").arg("--data").arg(&self.data);
        command.args(["--station", station, "--server", address]);
        let said = String::from_utf8(run(command)?.stdout)?;
        Ok(said.lines().next().ok_or("no code")?.to_owned())
    }

    /// The same in the place of a PC, by the beginning of its id, which is revoked with it.
    ///
    /// # Errors
    /// When the server's program refuses.
    pub fn code_in_place_of(&self, device: &str, station: &str, address: &str) -> Run<String> {
        let mut command = program();
        command.arg("code").arg("--data").arg(&self.data);
        command.args(["--station", station, "--server", address]);
        command.args(["--replaces", device]);
        let said = String::from_utf8(run(command)?.stdout)?;
        Ok(said.lines().next().ok_or("no code")?.to_owned())
    }

    /// Writes an invitation for a PC without a line; gives the code that opens it.
    ///
    /// # Errors
    /// When the server's program refuses.
    pub fn invite(&self, station: &str, address: &str, out: &Path) -> Run<String> {
        let mut command = program();
        command.arg("invite").arg("--data").arg(&self.data);
        command.args(["--station", station, "--server", address]);
        let said = String::from_utf8(
            {
                command.arg("--out").arg(out);
                run(command)?
            }
            .stdout,
        )?;
        Ok(said.lines().next().ok_or("no code")?.to_owned())
    }

    /// Publishes a catalogue, as the county's desk would.
    ///
    /// # Errors
    /// What the program says of a file that it refuses.
    pub fn publish(&self, catalog: &Path) -> Run<()> {
        let mut command = program();
        command
            .arg("publish")
            .arg("--data")
            .arg(&self.data)
            .arg("--catalog")
            .arg(catalog);
        run(command).map(drop)
    }

    /// Opens, closes or changes an account of the console; gives what the program says, which is the
    /// password where there is a new one.
    ///
    /// # Errors
    /// What the program says of what it refuses.
    pub fn account_of(&self, verb: &str, name: &str, more: &[&str]) -> Run<String> {
        let mut command = program();
        command.arg("account").arg("--data").arg(&self.data);
        command.args([verb, "--name", name]).args(more);
        let said = String::from_utf8_lossy(&run(command)?.stdout).into_owned();
        Ok(said.trim().to_owned())
    }

    /// Enters somebody who begins to work at a station.
    ///
    /// # Errors
    /// What the program says of what it refuses.
    pub fn person(&self, station: &str, name: &str) -> Run<()> {
        let mut command = program();
        command.arg("people").arg("--data").arg(&self.data);
        command.args(["enter", "--station", station, "--name", name]);
        run(command).map(drop)
    }

    /// What the township holds, line by line ([`shanyi_wire::account`]).
    ///
    /// # Errors
    /// When the ledger can't be read.
    pub fn account(&self) -> Run<String> {
        let mut command = program();
        command.arg("dump").arg("--data").arg(&self.data);
        Ok(String::from_utf8_lossy(&run(command)?.stdout).into_owned())
    }
}

/// The server's program: `SHANYI_TOWNSHIP_BIN`, or what was built beside the tests.
fn program() -> Command {
    let path = std::env::var_os("SHANYI_TOWNSHIP_BIN")
        .map_or_else(|| built("shanyi-township"), PathBuf::from);
    Command::new(path)
}

fn run(mut command: Command) -> Run<Output> {
    let output = command.output()?;
    if output.status.success() {
        return Ok(output);
    }
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(format!("{command:?}: {said}").into())
}
