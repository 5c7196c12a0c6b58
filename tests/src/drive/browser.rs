//! The console in a real browser: headless Chromium under chromedriver.

use std::ops::Deref;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use fantoccini::wd::Capabilities;
use serde_json::json;
use tempfile::TempDir;

use super::process::Process;
use super::{DriveError, Driven, Page};

/// Nothing that reaches for the network or shares anything with another browser.
const FLAGS: [&str; 11] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--lang=zh-CN",
    "--hide-scrollbars",
];

/// How often a driver is started that found its port taken: it asks for a free one of IPv4, and then for the same of IPv6.
const PORTS_TRIED: u32 = 8;

/// What it writes then.
const PORT_TAKEN: &str = "Address already in use";

/// How a browser is to be started.
#[derive(Debug, Clone)]
pub struct BrowserStart {
    width: u32,
    height: u32,
    downloads: Option<PathBuf>,
}

/// A browser of its own, with a driver of its own. Its page's methods are its own.
#[derive(Debug)]
pub struct Browser {
    page: Page,
    _driver: Process,
    // After the driver, so that the browser's folder goes last.
    _profile: TempDir,
}

impl BrowserStart {
    /// Sets the window's size in CSS pixels (1366 x 900 otherwise).
    #[must_use]
    pub fn size(mut self, width: u32, height: u32) -> Self {
        (self.width, self.height) = (width, height);
        self
    }

    /// Saves downloads into this folder without asking.
    #[must_use]
    pub fn downloads(mut self, folder: impl Into<PathBuf>) -> Self {
        self.downloads = Some(folder.into());
        self
    }

    /// Opens the browser at an address.
    pub async fn open(self, address: &str) -> Driven<Browser> {
        let profile = TempDir::new().map_err(|source| DriveError::File {
            path: std::env::temp_dir(),
            source,
        })?;
        let (driver, port) = driver()?;
        let page = Page::connect(port, self.capabilities(&profile))
            .await
            .map_err(|reason| driver.failed(&reason))?;
        let browser = Browser {
            page,
            _driver: driver,
            _profile: profile,
        };
        browser.goto(address).await?;
        Ok(browser)
    }

    fn capabilities(&self, profile: &TempDir) -> Capabilities {
        let mut arguments: Vec<String> = FLAGS.iter().map(ToString::to_string).collect();
        arguments.push(format!("--user-data-dir={}", profile.path().display()));
        arguments.push(format!("--window-size={},{}", self.width, self.height));
        let mut preferences = json!({ "intl.accept_languages": "zh-CN,zh" });
        if let Some(folder) = &self.downloads {
            preferences["download.default_directory"] = json!(folder);
            preferences["download.prompt_for_download"] = json!(false);
        }
        let mut capabilities = Capabilities::new();
        capabilities.insert(
            "goog:chromeOptions".to_owned(),
            json!({ "args": arguments, "prefs": preferences }),
        );
        capabilities
    }
}

/// Starts a driver; gives the port on which it listens too.
fn driver() -> Driven<(Process, u16)> {
    let mut tried = 1;
    loop {
        let mut command = Command::new("chromedriver");
        command.arg("--port=0").stdout(Stdio::piped());
        let mut driver = Process::start(command)?;
        let port = driver.read_until(|line| {
            let port = line.split_once("successfully on port ")?.1;
            port.trim_end_matches('.').parse::<u16>().ok()
        });
        match port {
            Ok(port) => return Ok((driver, port)),
            Err(_) if tried < PORTS_TRIED && driver.said(PORT_TAKEN) => tried += 1,
            Err(error) => return Err(error),
        }
    }
}

impl Browser {
    /// A browser of the usual size; [`BrowserStart::open`] opens it.
    pub fn start() -> BrowserStart {
        BrowserStart {
            width: 1366,
            height: 900,
            downloads: None,
        }
    }

    /// Opens a browser of the usual size at an address.
    pub async fn open(address: &str) -> Driven<Self> {
        Self::start().open(address).await
    }

    /// Closes the browser.
    pub async fn close(self) -> Driven<()> {
        let client = self.page.client().clone();
        self.page
            .command("close the browser".to_owned(), client.close())
            .await
    }

    /// The page, to change its patience.
    pub fn page_mut(&mut self) -> &mut Page {
        &mut self.page
    }
}

impl Deref for Browser {
    type Target = Page;

    fn deref(&self) -> &Page {
        &self.page
    }
}
