//! The station's real window under WebKitWebDriver.

use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use fantoccini::wd::Capabilities;
use serde_json::{Value, json};

use super::process::{self, Display, Process};
use super::{DriveError, Driven, Page, pdf};
use crate::enrolled;

/// How long the program may take from its start to its first page.
const OPEN_WITHIN: Duration = Duration::from_secs(60);

/// How often a start is tried whose port somebody else took.
const PORTS_TRIED: u32 = 8;

/// What the engine writes when the port that its driver found for it is not free any more.
const PORT_TAKEN: &str = "Failed to start remote inspector server";

/// How a window is to be started.
#[derive(Debug, Clone)]
pub struct WindowStart {
    data: PathBuf,
    prints: PathBuf,
    enrolment: Option<PathBuf>,
    door_shut: bool,
    arguments: Vec<String>,
    environment: Vec<(String, String)>,
}

/// The station's window, with a display and a driver of its own. Its page's methods are its own.
#[derive(Debug)]
pub struct Window {
    start: WindowStart,
    page: Page,
    program: Option<u32>,
    driver: Option<Process>,
    // After the driver, so that it ends last.
    display: Option<Display>,
}

impl WindowStart {
    /// Makes the data folder that PC's before the window opens ([`crate::enrolled`]).
    #[must_use]
    pub fn enrolment(mut self, file: impl Into<PathBuf>) -> Self {
        self.enrolment = Some(file.into());
        self
    }

    /// Nobody left the door open: whoever works chooses a PIN first, which costs no time, and what the
    /// keyring would keep lies in files of this folder.
    #[must_use]
    pub fn door_shut(self, secrets: &Path) -> Self {
        self.pins(secrets).argument("--cheap-pins")
    }

    /// The same with PINs that cost what they cost a person.
    #[must_use]
    pub fn pins(mut self, secrets: &Path) -> Self {
        self.door_shut = true;
        self.argument("--secrets")
            .argument(secrets.to_string_lossy())
    }

    /// Prints into this folder (otherwise `prints` in the data folder).
    #[must_use]
    pub fn prints(mut self, folder: impl Into<PathBuf>) -> Self {
        self.prints = folder.into();
        self
    }

    /// Sends what was saved after so many seconds (10 otherwise).
    #[must_use]
    pub fn hold(self, seconds: u32) -> Self {
        self.argument("--hold").argument(seconds.to_string())
    }

    /// Adds seconds to the PC's clock, to play another day.
    #[must_use]
    pub fn clock_offset(self, seconds: i64) -> Self {
        self.argument("--clock-offset")
            .argument(seconds.to_string())
    }

    /// Adds an argument of the program.
    #[must_use]
    pub fn argument(mut self, argument: impl Into<String>) -> Self {
        self.arguments.push(argument.into());
        self
    }

    /// Sets an environment variable of the program.
    #[must_use]
    pub fn environment(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Opens the window: on the display that there is, otherwise on one that nobody sees.
    pub async fn open(self) -> Driven<Window> {
        if let Some(file) = &self.enrolment {
            let made = enrolled::enrol_folder(&self.data, file);
            made.map_err(|error| DriveError::Start {
                program: "the enrolment".to_owned(),
                reason: error.to_string(),
                log: String::new(),
            })?;
        }
        let display = match std::env::var_os("DISPLAY") {
            Some(_) => None,
            None => Some(Display::start(1440, 900)?),
        };
        let (driver, page, program) = begin(&self, display.as_ref()).await?;
        Ok(Window {
            start: self,
            page,
            program: Some(program),
            driver: Some(driver),
            display,
        })
    }
}

impl Window {
    /// A window on this data folder; [`WindowStart::open`] opens it.
    pub fn on(data: impl Into<PathBuf>) -> WindowStart {
        let data = data.into();
        WindowStart {
            prints: data.join("prints"),
            data,
            enrolment: None,
            door_shut: false,
            arguments: Vec::new(),
            environment: Vec::new(),
        }
    }

    /// Ends the program and every process it has started at once, in the middle of whatever they
    /// do. Gives the moment of it.
    pub fn kill(&mut self) -> Instant {
        // Orphans have no parent by which they could be found.
        let family = self.program.map(process::family_of).unwrap_or_default();
        let moment = Instant::now();
        if let Some(program) = self.program.take() {
            process::kill(program);
            family.iter().copied().for_each(process::kill);
            process::wait_ended(program);
        }
        self.driver = None;
        // A driver that is killed while it starts the program leaves it without a parent.
        end_orphans(&binary(), &self.start.data);
        moment
    }

    /// Starts the program again on the same data folder, after [`Window::kill`] or as it is.
    pub async fn restart(&mut self) -> Driven<()> {
        self.kill();
        let (driver, page, program) = begin(&self.start, self.display.as_ref()).await?;
        (self.driver, self.page, self.program) = (Some(driver), page, Some(program));
        Ok(())
    }

    /// Closes the window as its owner does, and waits until the program has ended.
    pub async fn close(mut self) -> Driven<()> {
        let step = "close the window".to_owned();
        let client = self.page.client().clone();
        self.page.command(step, client.close()).await?;
        if let Some(program) = self.program.take() {
            process::wait_ended(program);
        }
        Ok(())
    }

    /// The program's process id, while it runs.
    pub fn process(&self) -> Option<u32> {
        self.program
    }

    /// The data folder.
    pub fn data(&self) -> &Path {
        &self.start.data
    }

    /// Asks the desk as the page does, and gives its answer or its refusal
    /// ([`DriveError::Refused`]).
    pub async fn call(&self, name: &str, args: Value) -> Driven<Value> {
        let mut end = self
            .run_async(
                "return await window.__TAURI_INTERNALS__.invoke('call', { name: args[0], args: args[1] })
                     .then(answer => ({ answer }), refusal => ({ refusal }))",
                vec![json!(name), args],
            )
            .await?;
        match end.get_mut("refusal") {
            Some(refusal) => Err(DriveError::Refused {
                name: name.to_owned(),
                refusal: refusal.take(),
            }),
            None => Ok(end["answer"].take()),
        }
    }

    /// Drops files on the middle of an element.
    pub async fn drop_files(&self, selector: &str, paths: &[&Path]) -> Driven<()> {
        let paths: Vec<_> = paths.iter().map(|path| path.to_string_lossy()).collect();
        self.wait_for(selector).await?;
        self.run_async(
            "const e = all(args[0])[0];
             e.scrollIntoView({ block: 'nearest' });
             const { left, top, width, height } = e.getBoundingClientRect();
             await window.__TAURI_INTERNALS__.invoke('drop_files',
                 { paths: args[1], x: left + width / 2, y: top + height / 2 });",
            vec![json!(selector), json!(paths)],
        )
        .await
        .map(drop)
    }

    /// Waits until so many sheets are printed in this window's folder, and gives their PDF files in
    /// order. They are numbered and named by the kind of sheet (`0001-receipt.pdf`).
    pub async fn wait_prints(&self, count: usize) -> Driven<Vec<PathBuf>> {
        self.keep_trying(&format!("{count} printed sheets"), || async {
            let prints = pdf::complete_in(&self.start.prints);
            Ok((prints.len() >= count).then_some(prints))
        })
        .await
    }

    /// The page, to change its patience.
    pub fn page_mut(&mut self) -> &mut Page {
        &mut self.page
    }
}

impl Deref for Window {
    type Target = Page;

    fn deref(&self) -> &Page {
        &self.page
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Starts a driver and, through it, the program; gives the program's process id too.
///
/// There are two ports that were free a moment ago: the one on which the driver listens, and the
/// one that the driver finds for the program and lets go again. Where a neighbour was faster,
/// the start is made again with others.
async fn begin(start: &WindowStart, display: Option<&Display>) -> Driven<(Process, Page, u32)> {
    let folder = std::fs::create_dir_all(&start.prints);
    folder.map_err(|source| DriveError::File {
        path: start.prints.clone(),
        source,
    })?;
    let binary = binary();
    let mut tried = 1;
    loop {
        match attempt(start, display, &binary).await {
            Err(Unopened::PortTaken(_)) if tried < PORTS_TRIED => tried += 1,
            Err(Unopened::PortTaken(error) | Unopened::Failed(error)) => return Err(error),
            Ok(opened) => return Ok(opened),
        }
        // Its program may have been between fork and exec, where it can't be found by its parent.
        end_orphans(&binary, &start.data);
    }
}

/// Why one start did not come to a page.
enum Unopened {
    /// Somebody else has one of its two ports.
    PortTaken(DriveError),
    /// Anything else.
    Failed(DriveError),
}

impl From<DriveError> for Unopened {
    fn from(error: DriveError) -> Self {
        Self::Failed(error)
    }
}

async fn attempt(
    start: &WindowStart,
    display: Option<&Display>,
    binary: &Path,
) -> Result<(Process, Page, u32), Unopened> {
    let port = process::free_port()?;
    let mut command = Command::new("WebKitWebDriver");
    command
        .arg(format!("--port={port}"))
        .env("LC_ALL", "C.UTF-8")
        .env("LANGUAGE", "zh_CN")
        .envs(start.environment.iter().map(|(name, value)| (name, value)))
        .stdout(Stdio::null());
    if let Some(display) = display {
        command.env("DISPLAY", &display.name);
    }
    let mut driver = Process::start(command)?;
    driver.wait_port(port).map_err(|error| {
        // It ends by itself only when it can't listen.
        match driver.ended() {
            true => Unopened::PortTaken(error),
            false => Unopened::Failed(error),
        }
    })?;
    let page = tokio::select! {
        page = Page::connect(port, capabilities(start, binary)) => page.map_err(Early::Reason),
        early = ended_early(&driver) => Err(early),
    };
    let page = page.map_err(|early| match early {
        Early::PortTaken => Unopened::PortTaken(driver.failed("its program's port was taken")),
        // Who answered was a neighbour's driver.
        Early::Reason(reason) if driver.ended() => Unopened::PortTaken(driver.failed(&reason)),
        Early::Reason(reason) => Unopened::Failed(driver.failed(&reason)),
    })?;
    let program = process::family_of(driver.id())
        .into_iter()
        .find(|id| process::program_of(*id).as_deref() == Some(binary))
        .ok_or_else(|| driver.failed("the window's program is not among the driver's"))?;
    Ok((driver, page, program))
}

/// Ends programs on this data folder whose driver is gone.
fn end_orphans(binary: &Path, data: &Path) {
    for orphan in process::running(binary, data) {
        process::kill(orphan);
        process::wait_ended(orphan);
    }
}

/// What ends the wait for a page.
enum Early {
    PortTaken,
    Reason(String),
}

/// Waits until the driver has no program any more, never got one, or got one without a port; by
/// itself it would wait on.
async fn ended_early(driver: &Process) -> Early {
    let begun = Instant::now();
    let mut seen = false;
    loop {
        if driver.said(PORT_TAKEN) {
            return Early::PortTaken;
        }
        let there = !process::family_of(driver.id()).is_empty();
        if seen && !there {
            let reason = "the window's program ended; was it built with the feature `automation`?";
            return Early::Reason(reason.to_owned());
        }
        if begun.elapsed() > OPEN_WITHIN {
            return Early::Reason("the window did not open in time".to_owned());
        }
        seen |= there;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn capabilities(start: &WindowStart, binary: &Path) -> Capabilities {
    let mut arguments = vec![
        "--automation".to_owned(),
        "--data".to_owned(),
        start.data.to_string_lossy().into_owned(),
        "--prints".to_owned(),
        start.prints.to_string_lossy().into_owned(),
    ];
    if !start.door_shut {
        arguments.push("--open-door".to_owned());
    }
    arguments.extend(start.arguments.iter().cloned());
    let mut capabilities = Capabilities::new();
    capabilities.insert(
        "webkitgtk:browserOptions".to_owned(),
        json!({ "binary": binary, "args": arguments }),
    );
    capabilities
}

/// The program under test: `SHANYI_BIN`, or the one that was built beside this test.
pub(super) fn binary() -> PathBuf {
    let binary =
        std::env::var_os("SHANYI_BIN").map_or_else(|| process::built("shanyi"), PathBuf::from);
    binary.canonicalize().unwrap_or(binary)
}
