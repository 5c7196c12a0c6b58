//! A township, a station's window that is enrolled there, and a clerk who acts by the console's API.
#![allow(dead_code, reason = "each test program uses its own part")]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use shanyi_tests::clerk::Clerk;
use shanyi_tests::counter::{applicant, line, made_up_id};
use shanyi_tests::drive::{Window, WindowStart};
use shanyi_tests::story::{Hands, Told, otherwise};
use shanyi_tests::township::{STATION, Township};
use tempfile::TempDir;

/// How long a condition behind the page may take to come true.
const PATIENCE: Duration = Duration::from_secs(30);

/// Everything that a test of the window needs. The parts end in the order in which they stand here.
pub struct Scene {
    pub window: Window,
    pub township: Township,
    clerk: Option<Clerk>,
    folder: TempDir,
}

impl Scene {
    /// A window that has its catalogue and sends at once.
    pub async fn open() -> Told<Self> {
        Self::open_as(|start| start).await
    }

    /// The same, started otherwise.
    pub async fn open_as(change: impl FnOnce(WindowStart) -> WindowStart) -> Told<Self> {
        Self::holding(0, change).await
    }

    /// The same, with what is saved held for so many seconds.
    pub async fn holding(
        seconds: u32,
        change: impl FnOnce(WindowStart) -> WindowStart,
    ) -> Told<Self> {
        let folder = TempDir::new()?;
        let township = Township::found(folder.path())?;
        let file = folder.path().join("enrolment.json");
        township.enrol(STATION, &file)?;
        let start = Window::on(folder.path().join("station"))
            .enrolment(file)
            .hold(seconds);
        let window = change(start).open().await?;
        let scene = Self {
            window,
            township,
            clerk: None,
            folder,
        };
        scene
            .until("a catalogue", "station", json!({}), |station| {
                station["catalog_version"].is_number()
            })
            .await?;
        scene.window.wait_gone("[data-test=no-catalog]").await?;
        Ok(scene)
    }

    /// An operator's hands at the window.
    pub fn hands(&self) -> Hands<'_> {
        Hands(&self.window)
    }

    /// A place for a file.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The folder of the station's store.
    pub fn data(&self) -> &Path {
        self.window.data()
    }

    /// Asks the desk until its answer is as wanted.
    pub async fn until(
        &self,
        what: &str,
        name: &str,
        args: Value,
        wanted: impl Fn(&Value) -> bool,
    ) -> Told<Value> {
        let began = Instant::now();
        loop {
            let answer = self.window.call(name, args.clone()).await?;
            if wanted(&answer) {
                return Ok(answer);
            }
            if began.elapsed() > PATIENCE {
                return Err(otherwise(name, what, answer));
            }
            tokio::time::sleep(Duration::from_millis(40)).await;
        }
    }

    /// Waits until a second has passed since the last key: what the desk promises is about time.
    pub async fn a_second_after_the_last_key(&self) -> Told<()> {
        let pressed = Instant::now();
        while pressed.elapsed() < Duration::from_secs(1) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }

    /// Takes in a complete case behind the page and gives its id.
    pub async fn take_in(&self, item: &str, name: &str, papers: &[&str]) -> Told<String> {
        let form = json!({
            "item": item,
            "applicant": applicant(name, &made_up_id(1958, 7)),
            "channel": "counter",
            "materials": papers.iter().map(|paper| line(paper, &[])).collect::<Vec<_>>(),
            "applies": [],
            "submit": true,
            "draft": null,
        });
        let taken = self.window.call("take_in", form).await?;
        Ok(taken["case"].as_str().unwrap_or_default().to_owned())
    }

    /// Has the township act on a case, as soon as it is there.
    pub async fn act(&mut self, case: &str, act: Value) -> Told<()> {
        self.until("at the township", "case", json!({ "case": case }), |view| {
            view["row"]["sync"]["received"] == true && view["row"]["sync"]["events_waiting"] == 0
        })
        .await?;
        if self.clerk.is_none() {
            let accounts = self.township.accounts()?;
            let account = accounts.first().cloned().unwrap_or_default();
            self.clerk = Some(Clerk::new(self.township.port(), &account)?);
        }
        let view = self.ask("GET", &format!("/api/cases/{case}"), &Value::Null)?;
        let body = json!({ "seen": view["seen"], "act": act });
        let done = self.ask("POST", &format!("/api/cases/{case}/acts"), &body)?;
        if done["case"].is_object() {
            return Ok(());
        }
        Err(otherwise("the township's act", "done", done))
    }

    /// The smallest screen there is, with the largest type.
    pub async fn large(&self) -> Told<()> {
        let window = &self.window;
        let resized = window.client().set_window_rect(0, 0, 1024, 768).await;
        resized.map_err(|error| otherwise("the window", "1024 wide", error.to_string()))?;
        window.press("Control+b").await?;
        window.press("Control+b").await?;
        window.wait_for("html[data-type=\"150\"]").await?;
        let wide = "return innerWidth === 1024";
        window
            .wait_until("a window 1024 wide", wide, vec![])
            .await?;
        Ok(())
    }

    /// Takes a picture of the page; nothing that can be seen on it reaches beyond the window's edge or
    /// makes the page scroll sideways.
    pub async fn fits(&self, page: &str) -> Told<()> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/window");
        let window = &self.window;
        window
            .picture(folder.join(format!("large {page}.png")))
            .await?;
        let over = window
            .run(
                "const wide = e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.unseen');
                 const page = document.querySelector('main.page');
                 const sideways = page && page.scrollWidth > page.clientWidth + 1 ? ['main scrolls sideways'] : [];
                 return [...sideways, ...all('body *').filter(wide).map(e => `${e.tagName}.${e.className} ${words(e).slice(0, 30)}`)]",
                vec![],
            )
            .await?;
        match over == json!([]) {
            true => Ok(()),
            false => Err(otherwise(page, "nothing beyond the edge", over)),
        }
    }

    fn ask(&self, method: &str, path: &str, body: &Value) -> Told<Value> {
        let clerk = self.clerk.as_ref();
        let answer = clerk.and_then(|clerk| clerk.call(method, path, body));
        answer.ok_or_else(|| otherwise("the clerk", "answered", path))
    }
}
