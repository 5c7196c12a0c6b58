//! `shanyi-township`: the township server's commands. The one place of it that prints.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::io::{IsTerminal, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Parser, Subcommand};
use shanyi_server::authority::Authorities;
use shanyi_server::backup::LEDGER;
use shanyi_server::certificate::Source;
use shanyi_server::clock::Clock;
use shanyi_server::error::ServerError;
use shanyi_server::serve::Front;
use shanyi_server::tls::Tls;
use shanyi_server::verify::Language;
use shanyi_server::{App, demo, dump, nightly, publish, serve};
use tracing_subscriber::EnvFilter;

#[path = "main/accounts.rs"]
mod accounts;
#[path = "main/ca.rs"]
mod ca;
#[path = "main/codes.rs"]
mod codes;
#[path = "main/evidence.rs"]
mod evidence;
#[path = "main/keeping.rs"]
mod keeping;
#[path = "main/language.rs"]
mod language;
#[path = "main/people.rs"]
mod people;
#[path = "main/recovery.rs"]
mod recovery;
#[path = "main/stop.rs"]
mod stop;

/// The township server of Shanyi.
#[derive(Parser)]
#[command(version, about)]
struct Cli {
    /// The language in which errors and reports are told: zh or en (default: that of the system).
    #[arg(long, global = true, value_parser = ["zh", "en"])]
    lang: Option<String>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Answers stations and the console until it is stopped.
    Serve(Serve),
    /// Fills the data folder with a demonstration county, once, and prints who may sign in.
    Demo {
        #[command(flatten)]
        data: Data,
        /// JSON: {townships: [{name, villages: [{code, name}]}]}.
        #[arg(long)]
        villages: PathBuf,
    },
    /// Makes a one-time code by which a PC becomes a station's, and looks after those that there are.
    Code {
        #[command(flatten)]
        data: Data,
        #[command(flatten)]
        what: codes::ForCode,
    },
    /// Writes an invitation, and prints the code that opens it: for a PC that has no line at all.
    Invite {
        #[command(flatten)]
        data: Data,
        #[command(flatten)]
        what: codes::ForInvitation,
    },
    /// Lists the PCs that are enrolled.
    Devices {
        #[command(flatten)]
        data: Data,
    },
    /// Takes a PC its key: what it sends from then on is kept as evidence, and not used.
    Revoke {
        #[command(flatten)]
        data: Data,
        /// Its id, as `devices` lists it.
        #[arg(long)]
        device: String,
        /// Why, for the record.
        #[arg(long)]
        why: String,
    },
    /// Checks a catalogue or a calendar and publishes it to every station.
    Publish {
        #[command(flatten)]
        data: Data,
        #[command(flatten)]
        what: Document,
    },
    /// Opens or closes an account of the console, or gives it a new password.
    Account {
        #[command(flatten)]
        data: Data,
        #[command(subcommand)]
        what: accounts::Account,
    },
    /// Who works at the stations: who they are, what their posts are, who may take in cases.
    People {
        #[command(flatten)]
        data: Data,
        #[command(subcommand)]
        what: people::What,
    },
    /// Copies the ledger, its images and its key to a folder on another disk, while the server runs.
    /// What is in it stations may let go of one day: keep that disk, and keep it where nobody else
    /// gets at it.
    Backup {
        #[command(flatten)]
        data: Data,
        /// The folder of the copy. Made where it is not there; brought up to date where it is.
        #[arg(long)]
        to: PathBuf,
    },
    /// Puts a backup into a new data folder: checks the ledger and every image, and begins a new
    /// timeline, so that stations send again what the backup lacks. No server starts on a backup itself.
    Restore(keeping::Restore),
    /// Says that the data folder was put back from a copy by hand, file by file: every station sends
    /// again what is missing here. Once, before the server is started.
    Restored {
        #[command(flatten)]
        data: Data,
    },
    /// Looks over the ledger, its images, the disk, the backup, the certificate, the clock, the PCs and the
    /// people, and says what is wrong and what to do. Ends with 1 where anything is.
    Doctor {
        #[command(flatten)]
        data: Data,
    },
    /// The township's certificate authority, which its stations trust and nobody else: makes it and its
    /// spare where they are not there yet, and says what they are called.
    Ca {
        #[command(flatten)]
        data: Data,
        #[command(flatten)]
        what: ca::Authority,
    },
    /// Follows every stream in the ledger by its own links up to the head that its writer signed, and names
    /// whatever was changed, taken out or put in behind the program's back. Ends with 1 where anything was.
    Verify {
        #[command(flatten)]
        data: Data,
    },
    /// Erases everything that is held of a case, at the authority's word, here and at its station. What the chain
    /// has of it stays, so that `verify` still holds. It can't be taken back. Copies made by `backup` still
    /// have it until the next one is made.
    Erase {
        #[command(flatten)]
        data: Data,
        #[command(flatten)]
        what: evidence::OneCase,
    },
    /// Says the township's recovery key, for which stations wrap the key of their cases; makes it where
    /// there is none. Its secret half stays in the data folder, and goes with every backup of it.
    RecoveryKey {
        #[command(flatten)]
        data: Data,
        /// Draws another, when this one is in wrong hands. The one before is kept beside it, for PCs that
        /// have not heard yet.
        #[arg(long)]
        renew: bool,
    },
    /// Makes a way into a PC whose PINs and recovery code are lost, from the file of keys that it
    /// hands over, and says the code that opens it.
    OpenKey {
        #[command(flatten)]
        data: Data,
        #[command(flatten)]
        what: recovery::WayIn,
    },
    /// Prints what is held of every case, to be compared with a station's dump.
    Dump {
        #[command(flatten)]
        data: Data,
    },
}

#[derive(Args)]
struct Data {
    /// Where the server keeps everything.
    #[arg(long)]
    data: PathBuf,
}

#[derive(Args)]
#[group(required = true, multiple = false)]
struct Document {
    /// The catalogue, JSON.
    #[arg(long)]
    catalog: Option<PathBuf>,
    /// The calendar of working days, JSON. Open cases are counted by it at once.
    #[arg(long)]
    calendar: Option<PathBuf>,
}

#[derive(Args)]
struct Serve {
    #[command(flatten)]
    data: Data,
    /// Port 0 takes a free one. Without TLS only an address of this machine alone is taken.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// TLS by the township's own authority: a name or address under which stations and browsers reach
    /// this server. May be said several times.
    #[arg(long, value_name = "NAME", conflicts_with_all = ["certificate", "behind_proxy"])]
    tls: Vec<String>,
    /// TLS by this certificate (PEM, with those between it and its authority).
    #[arg(
        long,
        value_name = "FILE",
        requires = "key",
        conflicts_with = "behind_proxy"
    )]
    certificate: Option<PathBuf>,
    /// The certificate's key (PEM).
    #[arg(long, value_name = "FILE", requires = "certificate")]
    key: Option<PathBuf>,
    /// A proxy in front does the TLS: plain HTTP on any address, which nobody but the proxy may reach.
    /// It has to set X-Forwarded-For.
    #[arg(long)]
    behind_proxy: bool,
    /// The folder with the console's built pages.
    #[arg(long)]
    console: Option<PathBuf>,
    /// Copy everything to this folder on another disk each night. It has to be there.
    #[arg(long, value_name = "DIR")]
    backup_to: Option<PathBuf>,
    /// Stop also when the standard input is closed.
    #[arg(long)]
    stop_with_stdin: bool,
    /// Move the clock by so many days.
    #[cfg(feature = "automation")]
    #[arg(long, default_value_t = 0, allow_hyphen_values = true)]
    clock_offset_days: i64,
}

impl Serve {
    fn front(&self) -> Front {
        match self.source() {
            Some(_) => Front::Tls,
            None if self.behind_proxy => Front::Proxy,
            None => Front::Nothing,
        }
    }

    /// Where the server's certificate comes from, if it is to do TLS.
    fn source(&self) -> Option<Source> {
        match (&self.certificate, &self.key) {
            (Some(certificate), Some(key)) => Some(Source::Given {
                certificate: certificate.clone(),
                key: key.clone(),
            }),
            _ if self.tls.is_empty() => None,
            _ => Some(Source::Own {
                data: self.data.data.clone(),
                names: self.tls.clone(),
            }),
        }
    }

    #[cfg(feature = "automation")]
    fn clock(&self) -> Clock {
        match self.clock_offset_days {
            0 => Clock::System,
            days => Clock::Moved { days },
        }
    }

    #[cfg(not(feature = "automation"))]
    #[allow(clippy::unused_self)]
    fn clock(&self) -> Clock {
        Clock::System
    }
}

fn main() -> ExitCode {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
    let cli = Cli::parse();
    let language = language::of(cli.lang.as_deref());
    match run(&cli.command, language) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{}", error.sentence(language));
            ExitCode::FAILURE
        }
    }
}

fn run(command: &Command, language: Language) -> Result<ExitCode, ServerError> {
    match command {
        Command::Verify { data } => evidence::verify(&open(&data.data)?, language),
        Command::Erase { data, what } => what.erase(&open(&data.data)?),
        Command::Doctor { data } => keeping::doctor(&open(&data.data)?, &data.data, language),
        command => done(command, language).map(|()| ExitCode::SUCCESS),
    }
}

fn done(command: &Command, language: Language) -> Result<(), ServerError> {
    match command {
        Command::Verify { .. } | Command::Erase { .. } | Command::Doctor { .. } => Ok(()),
        Command::Serve(wish) => serve(wish),
        Command::Demo { data, villages } => {
            let app = App::open(&data.data, Clock::System)?;
            let welcome = demo::fill(&app, &data.data, villages)?;
            let text = serde_json::to_string_pretty(&welcome);
            println!("{}", text.unwrap_or_default());
            Ok(())
        }
        Command::Code { data, what } => codes::code(&open(&data.data)?, what),
        Command::Invite { data, what } => codes::invite(&open(&data.data)?, what),
        Command::Devices { data } => codes::devices(&open(&data.data)?),
        Command::Revoke { data, device, why } => codes::revoke(&open(&data.data)?, device, why),
        Command::Publish { data, what } => {
            let app = open(&data.data)?;
            if let Some(path) = &what.catalog {
                println!("published catalogue {}", publish::catalog_file(&app, path)?);
            }
            if let Some(path) = &what.calendar {
                println!("published calendar {}", publish::calendar_file(&app, path)?);
            }
            Ok(())
        }
        Command::Ca { data, what } => ca::run(&data.data, what),
        Command::Account { data, what } => accounts::run(&open(&data.data)?, what),
        Command::People { data, what } => people::run(&open(&data.data)?, what),
        Command::Backup { data, to } => keeping::backup(&open(&data.data)?, &data.data, to),
        Command::Restore(wish) => keeping::restore(wish, language),
        Command::Restored { data } => keeping::restored(there(&data.data)?, language),
        Command::RecoveryKey { data, renew } => recovery::recovery_key(there(&data.data)?, *renew),
        Command::OpenKey { data, what } => recovery::open_key(there(&data.data)?, what),
        Command::Dump { data } => {
            print!("{}", dump::dump(&open(&data.data)?)?);
            Ok(())
        }
    }
}

fn open(data: &Path) -> Result<App, ServerError> {
    App::open(there(data)?, Clock::System)
}

/// A slip in the folder's name must not make a township: it would be whole, have a backup, and have
/// nobody in it. One begins where a server is started.
fn there(data: &Path) -> Result<&Path, ServerError> {
    match data.join(LEDGER).is_file() {
        true => Ok(data),
        false => Err(ServerError::NoLedger(data.to_owned())),
    }
}

fn has_pages(folder: &Path) -> bool {
    folder.join("index.html").is_file()
}

/// Threads that may wait for the ledger at the same time. Whoever comes beyond them stands in line without
/// one; as many are written in one commit.
const AT_THE_LEDGER: usize = 64;

fn serve(wish: &Serve) -> Result<(), ServerError> {
    if let Some(pages) = wish.console.as_ref().filter(|it| !has_pages(it)) {
        return Err(ServerError::NoPages(pages.clone()));
    }
    let mut app = App::open(&wish.data.data, wish.clock())?;
    app.front = wish.front();
    let app = Arc::new(app);
    let tls = wish.source();
    let tls = tls.map(|source| Tls::with(source, app.clock.now()));
    let tls = tls.transpose()?;
    if !wish.tls.is_empty() && Authorities::keep(&wish.data.data, app.clock.now())?.spare_is_here()
    {
        tracing::warn!("{}", ca::SPARE_IS_HERE);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(AT_THE_LEDGER)
        .build()
        .map_err(ServerError::System)?;
    let stop = stop::asked(wish.stop_with_stdin);
    runtime.block_on(async {
        let listener = serve::listen_behind(app.front, wish.listen).await?;
        let address = listener.local_addr().map_err(ServerError::System)?;
        let scheme = if tls.is_some() { "https" } else { "http" };
        println!("ready {scheme}://{address}");
        // A reader that is gone does not need the line.
        let _ = std::io::stdout().flush();
        let pages = wish.console.clone();
        if let Some(to) = &wish.backup_to {
            let (data, to) = (wish.data.data.clone(), to.clone());
            tokio::spawn(nightly::keep(Arc::clone(&app), data, to));
        }
        match tls {
            Some(tls) => serve::serve_tls(listener, tls, app, pages, stop).await,
            None => serve::serve(listener, app, pages, stop).await,
        }
    })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn each_command_can_be_typed() {
        Cli::command().debug_assert();
    }
}
