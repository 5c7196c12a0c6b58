//! A page under a driver: its session, its patience, and the words for what went wrong.

use std::future::Future;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use fantoccini::elements::{Element, ElementRef};
use fantoccini::error::CmdError;
use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use super::{DriveError, Driven};

/// How long a condition is waited for unless a test says otherwise.
const PATIENCE: Duration = Duration::from_secs(15);

/// How often a condition is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(40);

/// The longest that a single command may take.
const ANSWER_WITHIN: Duration = Duration::from_secs(60);

/// The key under which WebDriver hands out elements.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// What every script of the driver may use: the elements of a selector that a person could see, and
/// an element's words with single spaces. (`getText` gives "" for table cells in WebKitGTK.)
const EYES: &str = r"
const seen = e => e.getClientRects().length > 0 && getComputedStyle(e).visibility !== 'hidden';
const words = e => e.textContent.replace(/\s+/g, ' ').trim();
const all = s => [...document.querySelectorAll(s)].filter(seen);
";

/// Has the page drawn again and again without a change that could be seen.
const STIR: &str = "
let turn = 0;
window.stirring = setInterval(() => {
    turn = 1 - turn;
    document.documentElement.style.outline = `1px solid #0000000${turn}`;
    document.documentElement.style.outlineOffset = '-1px';
}, 20);
";

/// Ends what [`STIR`] began.
const STILL: &str = "
clearInterval(window.stirring);
document.documentElement.style.outline = document.documentElement.style.outlineOffset = '';
";

/// A page under a driver. Selectors are CSS; only what a person could see counts as there.
#[derive(Debug, Clone)]
pub struct Page {
    client: Client,
    patience: Duration,
}

impl Page {
    /// Opens a session at a driver's port.
    pub(super) async fn connect(port: u16, capabilities: Capabilities) -> Result<Self, String> {
        let address = format!("http://127.0.0.1:{port}");
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(capabilities);
        let client = tokio::time::timeout(ANSWER_WITHIN, builder.connect(&address))
            .await
            .map_err(|_| "no session in time".to_owned())?
            .map_err(|error| error.to_string())?;
        Ok(Self {
            client,
            patience: PATIENCE,
        })
    }

    /// The session itself, for what the page's own methods don't offer.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Sets how long conditions are waited for from now on (15 s at first).
    pub fn set_patience(&mut self, patience: Duration) {
        self.patience = patience;
    }

    /// Goes to an address and waits until it has loaded.
    pub async fn goto(&self, address: &str) -> Driven<()> {
        self.command(format!("go to {address}"), self.client.goto(address))
            .await
    }

    /// The page's address, with the part behind `#`.
    pub async fn address(&self) -> Driven<String> {
        let address = self.run("return location.href", vec![]).await?;
        Ok(address.as_str().unwrap_or_default().to_owned())
    }

    /// Runs a function body in the page; `arguments[0]`... are `args`, `return` gives the result.
    pub async fn run(&self, body: &str, args: Vec<Value>) -> Driven<Value> {
        let script = format!("{EYES}{body}");
        self.command(
            "run a script".to_owned(),
            self.client.execute(&script, args),
        )
        .await
    }

    /// Runs the body of an async function in the page and waits for its end.
    pub async fn run_async(&self, body: &str, args: Vec<Value>) -> Driven<Value> {
        let script = format!(
            "{EYES}const done = arguments[arguments.length - 1];
            (async (...args) => {{ {body} }})(...[...arguments].slice(0, -1))
                .then(good => done({{ good }}), bad => done({{ bad: bad && bad.stack ? String(bad) : JSON.stringify(bad) }}));"
        );
        let end = self
            .command(
                "run a script".to_owned(),
                self.client.execute_async(&script, args),
            )
            .await?;
        match end.get("bad") {
            Some(bad) => Err(DriveError::Script {
                step: "run a script".to_owned(),
                said: bad.as_str().unwrap_or_default().to_owned(),
            }),
            None => Ok(end.get("good").cloned().unwrap_or(Value::Null)),
        }
    }

    /// Waits until the function body returns something true, and gives it; `wanted` says in words
    /// what that would be.
    pub async fn wait_until(&self, wanted: &str, body: &str, args: Vec<Value>) -> Driven<Value> {
        self.keep_trying(wanted, || async {
            let found = self.run(body, args.clone()).await?;
            let holds = !matches!(found, Value::Null | Value::Bool(false)) && found != json!(0);
            Ok(holds.then_some(found))
        })
        .await
    }

    /// Saves a picture of the page as PNG.
    pub async fn picture(&self, path: impl Into<PathBuf>) -> Driven<()> {
        let path = path.into();
        // WebKitWebDriver waits for the next drawing, which a page at rest never makes.
        self.run(STIR, vec![]).await?;
        let png = self
            .command("take a picture".to_owned(), self.client.screenshot())
            .await;
        self.run(STILL, vec![]).await?;
        let png = png?;
        let folder = path.parent().map_or(Ok(()), std::fs::create_dir_all);
        folder
            .and_then(|()| std::fs::write(&path, png))
            .map_err(|source| DriveError::File { path, source })
    }

    /// Tries until there is an answer; a command that fails meanwhile (the page was just drawn
    /// anew, something lies in front) is tried again.
    pub(super) async fn keep_trying<T, F>(
        &self,
        wanted: &str,
        mut attempt: impl FnMut() -> F,
    ) -> Driven<T>
    where
        F: Future<Output = Driven<Option<T>>>,
    {
        let start = Instant::now();
        let mut last;
        loop {
            match attempt().await {
                Ok(Some(found)) => return Ok(found),
                Ok(None) => last = None,
                Err(error @ DriveError::Silent { .. }) => return Err(error),
                Err(error) if gone(&error) => return Err(error),
                Err(error) => last = Some(error),
            }
            if start.elapsed() >= self.patience {
                return Err(self.waited(wanted, last).await);
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// The first element of a selector that can be seen and holds the text, as soon as there is one.
    pub(super) async fn element(&self, selector: &str, text: &str) -> Driven<Element> {
        let wanted = if text.is_empty() {
            format!("{selector:?}")
        } else {
            format!("{selector:?} with {text:?}")
        };
        self.keep_trying(&wanted, || async {
            let found = self
                .run(
                    "return all(arguments[0]).find(e => words(e).includes(arguments[1])) || null",
                    vec![json!(selector), json!(text)],
                )
                .await?;
            Ok(self.element_of(&found))
        })
        .await
    }

    /// The element that a script returned.
    pub(super) fn element_of(&self, found: &Value) -> Option<Element> {
        let id = found.get(ELEMENT)?.as_str()?.to_owned();
        Some(Element::from_element_id(
            self.client.clone(),
            ElementRef::from(id),
        ))
    }

    /// Runs one command of the driver within its time.
    pub(super) async fn command<T>(
        &self,
        step: String,
        command: impl Future<Output = Result<T, CmdError>>,
    ) -> Driven<T> {
        match tokio::time::timeout(ANSWER_WITHIN, command).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(source)) => Err(DriveError::Command {
                step,
                source: Box::new(source),
            }),
            Err(_) => Err(DriveError::Silent { step }),
        }
    }

    async fn waited(&self, wanted: &str, last: Option<DriveError>) -> DriveError {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed) + 1;
        let picture =
            super::process::built("drive").join(format!("{}-{number}.png", std::process::id()));
        let shown = match last {
            Some(error) => error.to_string(),
            None => match self
                .run("return words(document.body).slice(0, 800)", vec![])
                .await
            {
                Ok(shown) => shown.as_str().unwrap_or_default().to_owned(),
                Err(error) => error.to_string(),
            },
        };
        let taken = self.picture(&picture).await;
        DriveError::Waited {
            wanted: wanted.to_owned(),
            seconds: self.patience.as_secs(),
            place: self.address().await.unwrap_or_default(),
            shown,
            picture: if taken.is_ok() {
                picture
            } else {
                PathBuf::from("none")
            },
        }
    }
}

/// Whether no later try can do better, because the program behind the session has ended.
fn gone(error: &DriveError) -> bool {
    let DriveError::Command { source, .. } = error else {
        return false;
    };
    matches!(
        **source,
        CmdError::Failed(_) | CmdError::FailedC(_) | CmdError::Lost(_)
    ) || source.is_invalid_session_id()
}
