//! The township server's commands, as this command calls them.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

use super::folder::Folder;
use crate::children::{self, Running, Wires};
use crate::programs;
use crate::project::{self, Project};
use crate::trouble::Trouble;

/// What `shanyi-township demo` answers.
#[derive(Deserialize)]
pub struct Welcome {
    /// Who may sign in at the console.
    pub accounts: Vec<Account>,
    stations: Vec<Station>,
}

/// A made-up person's account.
#[derive(Deserialize)]
pub struct Account {
    /// What to type as the name.
    pub name: String,
    /// What to type as the password.
    pub password: String,
    /// What this person does.
    pub title: String,
}

#[derive(Deserialize)]
struct Station {
    code: String,
}

impl Welcome {
    /// The code of the station whose window is opened.
    pub fn station(&self) -> Result<&str, Trouble> {
        match self.stations.first() {
            Some(station) => Ok(&station.code),
            None => Err(Trouble::Unreadable {
                what: "shanyi-township demo".to_owned(),
                said: "no stations".to_owned(),
            }),
        }
    }
}

/// The server of one demonstration.
pub struct Township<'a> {
    program: PathBuf,
    console: PathBuf,
    folder: &'a Folder,
}

impl<'a> Township<'a> {
    /// Of this project, with its data in this folder.
    pub fn new(project: &Project, folder: &'a Folder) -> Self {
        Self {
            program: project.program(programs::SERVER.1),
            console: project.pages("console"),
            folder,
        }
    }

    /// Fills the demonstration county once; later calls change nothing. Says who may sign in.
    pub fn fill(&self, villages: &Path) -> Result<Welcome, Trouble> {
        let answer = project::read(self.command("demo").arg("--villages").arg(villages))?;
        serde_json::from_str(&answer).map_err(Trouble::unreadable("shanyi-township demo"))
    }

    /// Whether a PC has come with a code already.
    pub fn has_a_pc(&self) -> Result<bool, Trouble> {
        let listed = project::read(&mut self.command("devices"))?;
        Ok(!listed.trim().is_empty())
    }

    /// Makes a one-time code; gives what people are told with it.
    pub fn code(&self, station: &str, address: &str) -> Result<String, Trouble> {
        let mut command = self.command("code");
        project::read(command.args(["--station", station, "--server", address]))
    }

    /// Starts serving and waits until it is ready.
    pub fn serve(&self, address: &str) -> Result<Running, Trouble> {
        let log = self.folder.path("township.log");
        let listen = address.trim_start_matches("http://");
        let mut command = self.command("serve");
        command
            .args(["--listen", listen, "--console"])
            .arg(&self.console)
            .arg("--stop-with-stdin");
        let wires = Wires {
            log: &log,
            read: true,
        };
        let mut server = children::start(&mut command, &wires)?;
        let Some(stdout) = server.stdout.take() else {
            return Ok(server);
        };
        let mut lines = BufReader::new(stdout);
        let mut said = String::new();
        lines
            .read_line(&mut said)
            .map_err(Trouble::unreadable("shanyi-township"))?;
        if said.trim() != format!("ready {address}") {
            server.stop(children::PATIENCE);
            return Err(super::broke(
                "The township server",
                "before it was ready",
                &log,
            ));
        }
        // What it prints later is read away, so that it never waits for a full pipe.
        std::thread::spawn(move || lines.read_to_end(&mut Vec::new()));
        Ok(server)
    }

    fn command(&self, verb: &str) -> Command {
        let mut command = Command::new(&self.program);
        command
            .arg(verb)
            .arg("--data")
            .arg(self.folder.path("township"));
        command
    }
}
