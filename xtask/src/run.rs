//! `cargo xtask run`: a township server with a demonstration county, and the station's window.

mod folder;
mod township;

use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use folder::Folder;
use township::{Township, Welcome};

use crate::children::{self, PATIENCE, Running, Stop, Wires};
use crate::programs::{self, Seat};
use crate::project::Project;
use crate::setup::{self, Need};
use crate::trouble::Trouble;
use crate::{display, divisions};

/// What was asked for on the command line.
pub struct Wish {
    /// Where everything is kept, if not below the target folder.
    pub data: Option<PathBuf>,
    /// Begin again.
    pub fresh: bool,
    /// No window.
    pub console_only: bool,
}

/// How often the children are looked after.
const GLANCE: Duration = Duration::from_millis(200);

/// Sets everything up, starts it, and stops it on Ctrl-C or when the window is closed.
pub fn run(project: &Project, wish: &Wish) -> Result<ExitCode, Trouble> {
    let with_window = !wish.console_only && window_can_be_seen()?;
    let root = wish.data.clone();
    let root = root.unwrap_or_else(|| project.target.join("run"));
    let folder = Folder::open(&root, wish.fresh)?;
    let villages = make_ready(project, with_window)?;

    let (sender, events) = channel();
    children::listen(sender)?;
    let township = Township::new(project, &folder);
    let welcome = township.fill(&villages)?;
    let address = folder.address()?;
    let mut server = township.serve(&address)?;
    let mut window = match with_window {
        true => Some(open_window(
            project, &folder, &township, &welcome, &address,
        )?),
        false => None,
    };
    greet(&folder, &welcome, &address, with_window);

    let end = watch(&events, &mut server, window.as_mut());
    if let Some(mut window) = window {
        window.stop(PATIENCE);
    }
    server.stop(PATIENCE);
    say_goodbye(&end, &folder)
}

/// Installs and builds everything. Hands back the file with the county's villages.
fn make_ready(project: &Project, with_window: bool) -> Result<PathBuf, Trouble> {
    let mut needs = vec![Need::Rust, Need::Node];
    if with_window {
        needs.push(Need::WebView);
    }
    setup::ensure(&needs)?;
    let villages = divisions::file(project)?;
    programs::pages(project, "console")?;
    programs::server(project, Seat::Person)?;
    if with_window {
        programs::window(project, Seat::Person)?;
    }
    Ok(villages)
}

/// Without a display there is still the console: says so, and asks whoever can be asked.
fn window_can_be_seen() -> Result<bool, Trouble> {
    if display::is_here() {
        return Ok(true);
    }
    eprintln!(
        "There is no display here, so the station's window cannot be shown.\n\
         - On this machine: type the command in a terminal of the desktop.\n\
         - Over ssh: connect with `ssh -X`.\n\
         - To see the main job played on a virtual display: cargo xtask run --story\n\
         The township's console works in any browser without it."
    );
    if !io::stdin().is_terminal() {
        eprintln!("Going on with the console only.");
        return Ok(false);
    }
    eprint!("Go on with the console only? [Y/n] ");
    let mut answer = String::new();
    io::stdin()
        .lock()
        .read_line(&mut answer)
        .map_err(Trouble::unreadable("the terminal"))?;
    if matches!(answer.trim(), "" | "y" | "Y" | "yes") {
        return Ok(false);
    }
    Err(Trouble::Refused("Nothing was started.".to_owned()))
}

fn open_window(
    project: &Project,
    folder: &Folder,
    township: &Township<'_>,
    welcome: &Welcome,
    address: &str,
) -> Result<Running, Trouble> {
    if !township.has_a_pc()? {
        let code = township.code(welcome.station()?, address)?;
        println!("\nThe window asks for the server and a one-time code:\n  {address}\n{code}");
    }
    let mut window = Command::new(project.program(programs::WINDOW.1));
    window.arg("--data").arg(folder.path("station"));
    children::start(
        &mut window,
        &Wires {
            log: &folder.path("window.log"),
            read: false,
        },
    )
}

fn greet(folder: &Folder, welcome: &Welcome, address: &str, with_window: bool) {
    println!("\nThe township's console: {address}");
    for account in &welcome.accounts {
        println!(
            "  account {:<12} password {:<16} {}",
            account.name, account.password, account.title
        );
    }
    if with_window {
        println!("The station's window is open.");
    }
    println!(
        "Everything is kept in {}. Ctrl-C stops it all.",
        folder.root().display()
    );
    // A reader that is gone does not need the greeting.
    let _ = io::stdout().flush();
}

/// What ended the session.
enum End {
    Asked,
    WindowClosed,
    WindowBroke(String),
    ServerBroke(String),
}

fn watch(events: &Receiver<Stop>, server: &mut Running, mut window: Option<&mut Running>) -> End {
    loop {
        match events.recv_timeout(GLANCE) {
            Ok(Stop) | Err(RecvTimeoutError::Disconnected) => return End::Asked,
            Err(RecvTimeoutError::Timeout) => {}
        }
        if let Some(status) = server.ended() {
            return End::ServerBroke(status.to_string());
        }
        if let Some(status) = window.as_mut().and_then(|window| window.ended()) {
            return match status.success() {
                true => End::WindowClosed,
                false => End::WindowBroke(status.to_string()),
            };
        }
    }
}

fn say_goodbye(end: &End, folder: &Folder) -> Result<ExitCode, Trouble> {
    match end {
        End::Asked => println!("\nStopped. The next start goes on from here."),
        End::WindowClosed => {
            println!(
                "The window was closed; the township server is stopped too. The next start goes on from here."
            );
        }
        End::WindowBroke(how) => return Err(broke("The window", how, &folder.path("window.log"))),
        End::ServerBroke(how) => {
            return Err(broke(
                "The township server",
                how,
                &folder.path("township.log"),
            ));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn broke(who: &str, how: &str, log: &Path) -> Trouble {
    let text = std::fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    let last = lines.get(lines.len().saturating_sub(20)..).unwrap_or(&[]);
    Trouble::Refused(format!(
        "{who} ended ({how}). The end of {}:\n{}",
        log.display(),
        last.join("\n")
    ))
}
