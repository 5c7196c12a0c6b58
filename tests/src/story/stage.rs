//! What the story is played on: the township's server, the line, the station's window, the
//! console's browser, all real programs.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use chrono::{NaiveDate, Utc};
use serde_json::Value;
use shanyi_domain::time::Moment;
use tempfile::TempDir;

use super::hands::at;
use super::trouble::{Told, Trouble, otherwise};
use crate::drive::{Browser, Page, Window};
use crate::entry;
use crate::line::Line;
use crate::township::{STATION, Township};

/// How long a condition behind a page may take to come true.
const PATIENCE: Duration = Duration::from_secs(40);

/// Seconds for which what was saved stays at the station: long enough to be seen waiting.
const HOLD: u32 = 1;

/// Seconds that the story takes at most.
const LONGEST_STORY: i64 = 300;

const SECONDS_A_DAY: i64 = 86_400;

/// The PIN that the operator chooses.
pub const PIN: &str = "274910";

/// What is asked for on the command line.
pub struct Wish {
    /// The county's villages.
    pub villages: Option<PathBuf>,
    /// Where the pictures go.
    pub pictures: PathBuf,
}

/// Everything that plays.
pub struct Stage {
    folder: TempDir,
    /// The township's server.
    pub township: Township,
    /// The line between them.
    pub line: Line,
    window: Option<Window>,
    browser: Option<Browser>,
    day: NaiveDate,
}

impl Stage {
    /// Sets a township up, without a window yet. The day is the one that is played.
    ///
    /// # Errors
    /// When a program does not do its work.
    pub async fn set(wish: &Wish, day: NaiveDate) -> Told<Self> {
        pass_midnight().await;
        let folder = TempDir::new()?;
        let mut township = Township::closed(folder.path());
        if let Some(villages) = &wish.villages {
            township = township.with_villages(villages);
        }
        township.set_options(serve_options(day));
        township.open()?;
        let port = township
            .url()
            .rsplit(':')
            .next()
            .and_then(|port| port.parse().ok());
        let line =
            Line::to(port.ok_or_else(|| Trouble::SetUp("the server has no port".to_owned()))?)?;
        Ok(Self {
            folder,
            township,
            line,
            window: None,
            browser: None,
            day,
        })
    }

    /// Opens the window of a PC that is no station's yet, and makes a one-time code for it; gives the
    /// address at which the township is reached over the line, and the code.
    ///
    /// # Errors
    /// When the window does not open.
    pub async fn fresh(&mut self) -> Told<(String, String)> {
        let address = self.line.url();
        let code = self.township.code(STATION, &address)?;
        self.open_window().await?;
        Ok((address, code))
    }

    async fn open_window(&mut self) -> Told<()> {
        let start = Window::on(self.station_data())
            .hold(HOLD)
            .clock_offset(days_from_today(self.day) * SECONDS_A_DAY)
            .pins(&self.secrets())
            .prints(self.folder.path().join("prints"));
        self.window = Some(start.open().await?);
        Ok(())
    }

    /// Another day: the window is closed, the server stopped, and both begin again on that day.
    ///
    /// # Errors
    /// When a program does not start.
    pub async fn go_to(&mut self, day: NaiveDate) -> Told<()> {
        self.close_window().await?;
        self.township.kill();
        self.day = day;
        self.township.set_options(serve_options(day));
        self.township.start()?;
        self.open_window().await?;
        self.sign_in().await
    }

    /// Kills the window and starts it again, as after a power cut.
    ///
    /// # Errors
    /// When it does not open again.
    pub async fn restart_window(&mut self) -> Told<()> {
        self.window_mut()?.restart().await?;
        self.sign_in().await
    }

    /// The operator comes in, as every time that the window opens.
    async fn sign_in(&self) -> Told<()> {
        let window = self.window()?;
        entry::sign_in(window, PIN).await?;
        Ok(window.wait_for(&at("shell")).await?)
    }

    /// The station's window.
    ///
    /// # Errors
    /// When it is not open.
    pub fn window(&self) -> Told<&Window> {
        self.window
            .as_ref()
            .ok_or_else(|| Trouble::SetUp("the window is closed".to_owned()))
    }

    /// The station's window, to end it and start it again.
    ///
    /// # Errors
    /// When it is not open.
    pub fn window_mut(&mut self) -> Told<&mut Window> {
        self.window
            .as_mut()
            .ok_or_else(|| Trouble::SetUp("the window is closed".to_owned()))
    }

    /// Closes the window as its owner does.
    ///
    /// # Errors
    /// When it does not close.
    pub async fn close_window(&mut self) -> Told<()> {
        match self.window.take() {
            Some(window) => Ok(window.close().await?),
            None => Ok(()),
        }
    }

    /// The console in a browser; the first call opens it.
    ///
    /// # Errors
    /// When the browser does not start.
    pub async fn console(&mut self) -> Told<&Browser> {
        if self.browser.is_none() {
            self.browser = Some(Browser::open(&self.township.url()).await?);
        }
        self.open_console()
    }

    /// The console that was opened before.
    ///
    /// # Errors
    /// When it was not.
    pub fn open_console(&self) -> Told<&Browser> {
        self.browser
            .as_ref()
            .ok_or_else(|| Trouble::SetUp("the console is closed".to_owned()))
    }

    /// What can be seen now, for pictures of a story that broke.
    #[must_use]
    pub fn pages(&self) -> [(&'static str, Option<&Page>); 2] {
        [
            ("station", self.window.as_deref()),
            ("console", self.browser.as_deref()),
        ]
    }

    /// The folder of the station's store.
    #[must_use]
    pub fn station_data(&self) -> PathBuf {
        self.folder.path().join("station")
    }

    /// Where this PC's part of what a PIN opens lies, in the keyring's place.
    #[must_use]
    pub fn secrets(&self) -> PathBuf {
        self.folder.path().join("secrets")
    }

    /// A folder of the story's own for files, such as photographs.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The day that is played.
    #[must_use]
    pub fn day(&self) -> NaiveDate {
        self.day
    }

    /// Asks the desk behind the window until its answer is as wanted.
    ///
    /// # Errors
    /// With the last answer, when it never was.
    pub async fn desk_until(
        &self,
        what: &str,
        name: &str,
        args: Value,
        wanted: impl Fn(&Value) -> bool,
    ) -> Told<Value> {
        let began = Instant::now();
        loop {
            let answer = self.window()?.call(name, args.clone()).await?;
            if wanted(&answer) {
                return Ok(answer);
            }
            if began.elapsed() > PATIENCE {
                return Err(otherwise(&format!("the desk's {name}"), what, answer));
            }
            tokio::time::sleep(Duration::from_millis(60)).await;
        }
    }

    /// Waits for something on the line.
    ///
    /// # Errors
    /// When it does not come true.
    pub async fn line_until(&self, what: &str, wanted: impl Fn(&Line) -> bool) -> Told<()> {
        let began = Instant::now();
        while !wanted(&self.line) {
            if began.elapsed() > PATIENCE {
                return Err(otherwise("the line", what, "nothing of the kind"));
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        Ok(())
    }
}

fn serve_options(day: NaiveDate) -> Vec<String> {
    let offset = days_from_today(day).to_string();
    vec![
        "--console".to_owned(),
        console_pages().to_string_lossy().into_owned(),
        "--clock-offset-days".to_owned(),
        offset,
    ]
}

/// Where the console's built pages are.
fn console_pages() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/console/dist")
}

/// A day that turns in the middle of the story would be another day than the one that is played.
async fn pass_midnight() {
    let now = Moment(Utc::now().timestamp());
    let later = now.plus_seconds(LONGEST_STORY);
    if now.business_day() == later.business_day() {
        return;
    }
    while Moment(Utc::now().timestamp()).business_day() == now.business_day() {
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

/// How far a day is from today, as the township counts days.
fn days_from_today(day: NaiveDate) -> i64 {
    let today = Moment(Utc::now().timestamp()).business_day();
    day.signed_duration_since(today).num_days()
}
