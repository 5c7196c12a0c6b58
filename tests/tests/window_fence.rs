//! The real window keeps its pages in: nothing that a page shows or runs leaves it, brings a script
//! in, or asks the program for more than its own.
#![allow(clippy::unwrap_used)]

use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};
use shanyi_tests::drive::{DriveError, Driven, Window};
use tempfile::TempDir;

/// An address of this PC that counts who comes.
struct Elsewhere {
    address: String,
    came: Arc<AtomicUsize>,
}

impl Elsewhere {
    fn open() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = format!("http://{}/", listener.local_addr().unwrap());
        let came = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&came);
        std::thread::spawn(move || {
            for visit in listener.incoming() {
                count.fetch_add(1, Ordering::SeqCst);
                drop(visit);
            }
        });
        Self { address, came }
    }

    /// How many came, once it has surely counted all.
    fn visits(&self) -> usize {
        let port = self.address.trim_matches(|c: char| !c.is_ascii_digit());
        let port = port.rsplit(':').next().unwrap();
        let before = self.came.load(Ordering::SeqCst);
        TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
        // One after the other: when the knock is counted, everybody before it is.
        while self.came.load(Ordering::SeqCst) == before {
            std::thread::yield_now();
        }
        self.came.load(Ordering::SeqCst) - 1
    }
}

async fn opened(folder: &TempDir) -> Driven<Window> {
    let window = Window::on(folder.path().join("station")).open().await?;
    window.wait_for("#app *").await?;
    window
        .run(
            "window.same = true; window.broken = [];
             addEventListener('securitypolicyviolation', e => window.broken.push(`${e.effectiveDirective} ${e.blockedURI}`));",
            vec![],
        )
        .await?;
    Ok(window)
}

/// How often the log says that a page was kept from going elsewhere.
fn kept_in(window: &Window) -> usize {
    let log = window.data().join("log");
    let files = std::fs::read_dir(log).into_iter().flatten().flatten();
    let texts = files.filter_map(|file| std::fs::read_to_string(file.path()).ok());
    texts
        .map(|text| text.matches("kept from going elsewhere").count())
        .sum()
}

/// Runs a script that tries to go somewhere, and waits until it was kept in.
async fn try_to_go(window: &Window, script: &str, to: &str) -> Driven<()> {
    let before = kept_in(window);
    window.run(script, vec![json!(to)]).await?;
    let wanted = format!("to be kept in: {script}");
    let mut still = String::new();
    for _ in 0..400 {
        if kept_in(window) > before {
            assert_eq!(window.run("return window.same", vec![]).await?, true);
            return Ok(());
        }
        // Each asks the page, so that it goes on meanwhile.
        still = window.address().await?;
    }
    Err(DriveError::Script {
        step: wanted,
        said: still,
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_can_not_be_led_elsewhere_by_any_way_there_is() -> Driven<()> {
    let (folder, elsewhere) = (TempDir::new().unwrap(), Elsewhere::open());
    let window = opened(&folder).await?;
    let home = window.address().await?;
    let to = &elsewhere.address;
    let frame =
        "const f = document.createElement('iframe'); f.src = arguments[0]; document.body.append(f)";
    for (script, to) in [
        ("location.href = arguments[0]", to.as_str()),
        ("location.replace(arguments[0])", to),
        (
            "const a = document.createElement('a'); a.href = arguments[0]; document.body.append(a); a.click()",
            to,
        ),
        (
            "location.href = arguments[0]",
            "tauri://elsewhere/index.html",
        ),
        (frame, "data:text/html,<h1>a page</h1>"),
        (frame, "data:text/html;base64,PGgxPmE8L2gxPg=="),
    ] {
        // The engine itself goes to no file; what comes behind it shows that it is done with this.
        window
            .run("location.href = 'file:///etc/hostname'", vec![])
            .await?;
        try_to_go(&window, script, to).await?;
    }
    assert_eq!(window.address().await?, home);
    assert_eq!(elsewhere.visits(), 0);
    window.close().await
}

/// Ways for bytes to come from or go to an address, each with whether it was done.
const WAYS: &str = r#"
const to = args[0];
const heard = (e, append) => new Promise((done, fail) => {
  e.onload = () => done('loaded'); e.onerror = () => fail('refused');
  if (append) document.head.append(e);
});
const made = (name, fields, append) => {
  const e = Object.assign(document.createElement(name), fields);
  return heard(e, append);
};
const ways = {
  fetch: () => fetch(to),
  'fetch without reading': () => fetch(to, { mode: 'no-cors' }),
  post: () => fetch(to, { method: 'POST', body: 'x', mode: 'no-cors' }),
  request: () => new Promise((done, fail) => {
    const r = new XMLHttpRequest(); r.open('GET', to); r.onload = done; r.onerror = () => fail('refused'); r.send();
  }),
  events: () => heard(new EventSource(to)),
  socket: () => heard(new WebSocket(to.replace('http', 'ws'))),
  image: () => made('img', { src: to }),
  script: () => made('script', { src: to }, true),
  module: () => import(to),
  worker: () => new Promise((done, fail) => { const w = new Worker(to); w.onmessage = done; w.onerror = () => fail('refused'); }),
  style: () => made('link', { rel: 'stylesheet', href: to }, true),
  font: () => new FontFace('x', `url(${to})`).load(),
  film: () => new Promise((done, fail) => { const v = document.createElement('video'); v.onerror = () => fail('refused'); v.onloadeddata = done; v.src = to; }),
};
const told = {};
for (const [name, way] of Object.entries(ways)) {
  told[name] = await Promise.resolve().then(way).then(() => 'done', () => 'refused');
}
// These tell nobody how they end.
navigator.sendBeacon && navigator.sendBeacon(to, 'x');
for (const rel of ['prefetch', 'preload', 'preconnect', 'dns-prefetch', 'modulepreload', 'icon', 'manifest']) {
  document.head.append(Object.assign(document.createElement('link'), { rel, href: to, as: 'image' }));
}
document.body.append(Object.assign(document.createElement('object'), { data: to }));
document.body.append(Object.assign(document.createElement('embed'), { src: to }));
document.body.style.backgroundImage = `url(${to})`;
const form = Object.assign(document.createElement('form'), { action: to, method: 'post' });
document.body.append(form);
form.submit();
await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
document.body.style.backgroundImage = '';
return told;
"#;

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_page_comes_from_or_goes_to_an_address() -> Driven<()> {
    let (folder, elsewhere) = (TempDir::new().unwrap(), Elsewhere::open());
    let window = opened(&folder).await?;
    let told = window
        .run_async(WAYS, vec![json!(elsewhere.address)])
        .await?;
    for (way, end) in told.as_object().unwrap() {
        assert_eq!(end, "refused", "{way}");
    }
    let broken = window.run("return window.broken", vec![]).await?;
    for directive in [
        "connect-src",
        "img-src",
        "script-src",
        "style-src",
        "form-action",
    ] {
        let named = broken.as_array().unwrap().iter();
        let count = named.filter(|said| said.as_str().unwrap().starts_with(directive));
        assert!(count.count() > 0, "{directive} is not in {broken}");
    }
    assert_eq!(window.run("return window.same", vec![]).await?, true);
    assert_eq!(elsewhere.visits(), 0);
    window.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn no_window_is_opened_and_no_file_is_downloaded() -> Driven<()> {
    let (folder, elsewhere) = (TempDir::new().unwrap(), Elsewhere::open());
    let window = opened(&folder).await?;
    let opened = window
        .run(
            "const link = fields => {
                 const a = Object.assign(document.createElement('a'), fields);
                 document.body.append(a); a.click();
             };
             const given = [window.open(arguments[0]), window.open('tauri://localhost/index.html'), window.open('about:blank')];
             link({ href: arguments[0], target: '_blank' });
             link({ href: 'tauri://localhost/index.html', target: 'other' });
             return given.map(String);",
            vec![json!(elsewhere.address)],
        )
        .await?;
    assert_eq!(opened, json!(["null", "null", "null"]));
    window
        .run(
            "const a = Object.assign(document.createElement('a'), {
                 href: URL.createObjectURL(new Blob(['x'])), download: 'fallen-from-a-page.txt' });
             document.body.append(a); a.click();",
            vec![],
        )
        .await?;
    let windows = window.client().windows().await;
    assert_eq!(windows.map(|all| all.len()).ok(), Some(1));
    window.call("health", json!({})).await?;
    assert_eq!(window.run("return window.same", vec![]).await?, true);
    assert_eq!(elsewhere.visits(), 0);
    window.close().await?;
    let home = std::env::home_dir().unwrap();
    let here = std::env::current_dir().unwrap();
    for place in [home.join("Downloads"), home, here, folder.path().to_owned()] {
        assert!(!place.join("fallen-from-a-page.txt").exists());
    }
    Ok(())
}

/// Ways for words to become script; each would set the flag.
const SCRIPTS: &str = r#"
window.ran = [];
const told = {};
for (const [name, way] of Object.entries({
  eval: () => (0, eval)("ran.push('eval')"),
  function: () => new Function("ran.push('function')")(),
})) {
  try { way(); told[name] = 'ran' } catch (error) { told[name] = error.name }
}
try { setTimeout("ran.push('timer')", 0) } catch {}
const put = document.createElement('div');
document.body.append(put);
put.innerHTML = `<img src=x onerror="ran.push('image')"><svg onload="ran.push('svg')"></svg>
  <a id=led href="javascript:ran.push('link')">x</a><details open ontoggle="ran.push('details')"></details>
  <iframe srcdoc="<script>parent.ran.push('srcdoc')</script>"></iframe>`;
const inline = document.createElement('script');
inline.textContent = "ran.push('inline')";
document.body.append(inline);
const data = document.createElement('script');
data.src = "data:text/javascript,ran.push('data')";
const blob = document.createElement('script');
blob.src = URL.createObjectURL(new Blob(["ran.push('blob')"], { type: 'text/javascript' }));
const ended = [data, blob].map(e => new Promise(done => { e.onload = e.onerror = done }));
document.body.append(data, blob);
await Promise.all(ended);
document.getElementById('led').click();
location.href = "javascript:ran.push('address')";
await new Promise(done => setTimeout(() => requestAnimationFrame(done), 50));
put.remove();
return { told, ran: window.ran };
"#;

#[tokio::test(flavor = "multi_thread")]
async fn no_words_become_script_or_style() -> Driven<()> {
    let folder = TempDir::new().unwrap();
    let window = opened(&folder).await?;
    let end = window.run_async(SCRIPTS, vec![]).await?;
    assert_eq!(end["ran"], json!([]), "{end}");
    assert_eq!(
        end["told"],
        json!({ "eval": "EvalError", "function": "EvalError" })
    );
    let shown = window
        .run(
            "const style = document.createElement('style');
             style.textContent = '#app { outline: 7px solid red }';
             document.head.append(style);
             const put = document.createElement('div');
             put.innerHTML = '<p style=\"outline: 7px solid red\">x</p>';
             document.body.append(put);
             const own = document.createElement('p');
             own.style.outlineWidth = '3px';
             own.style.outlineStyle = 'solid';
             document.body.append(own);
             return [document.getElementById('app'), put.firstChild, own].map(e => getComputedStyle(e).outlineStyle);",
            vec![],
        )
        .await?;
    // What a script of ours sets on an element is no inline style.
    assert_eq!(shown, json!(["none", "none", "solid"]));
    window.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_every_object_has_can_not_be_exchanged() -> Driven<()> {
    let folder = TempDir::new().unwrap();
    let window = opened(&folder).await?;
    let frozen = window
        .run(
            "Object.prototype.polluted = 1; return [Object.isFrozen(Object.prototype), String({}.polluted)]",
            vec![],
        )
        .await?;
    assert_eq!(frozen, json!([true, "undefined"]));
    window.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_gets_nothing_of_the_program_but_its_own_commands() -> Driven<()> {
    let folder = TempDir::new().unwrap();
    let window = opened(&folder).await?;
    for command in [
        "paper_ready",
        "plugin:app|version",
        "plugin:app|set_app_theme",
        "plugin:event|emit",
        "plugin:event|emit_to",
        "plugin:fs|read_file",
        "plugin:http|fetch",
        "plugin:image|from_path",
        "plugin:menu|new",
        "plugin:opener|open_url",
        "plugin:path|resolve_directory",
        "plugin:process|exit",
        "plugin:resources|close",
        "plugin:shell|execute",
        "plugin:shell|open",
        "plugin:tray|new",
        "plugin:webview|create_webview_window",
        "plugin:webview|get_all_webviews",
        "plugin:webview|internal_toggle_devtools",
        "plugin:webview|print",
        "plugin:window|close",
        "plugin:window|create",
        "plugin:window|destroy",
        "plugin:window|set_title",
        "no_such_command",
    ] {
        let end = window
            .run_async(
                "return await window.__TAURI_INTERNALS__.invoke(args[0], {}).then(() => 'done', said => String(said))",
                vec![json!(command)],
            )
            .await?;
        let said = end.as_str().unwrap();
        assert!(
            said.contains("not allowed") || said.contains("not found"),
            "{command}: {said}"
        );
    }
    let unknown = window.call("no_such_row", json!({})).await.unwrap_err();
    assert!(matches!(unknown, DriveError::Refused { .. }), "{unknown}");
    let hidden = window
        .run(
            "return [typeof window.__TAURI__, typeof window.require]",
            vec![],
        )
        .await?;
    assert_eq!(hidden, json!(["undefined", "undefined"]));
    window.close().await
}

/// Asks the program past the frame that looks through calls, at the door behind it.
const PAST: &str = r#"
const { transformCallback, postMessage } = window.__TAURI_INTERNALS__;
return await new Promise(done => postMessage({
  cmd: 'call', payload: { name: 'health', args: null }, options: {},
  callback: transformCallback(() => done('answered')), error: transformCallback(said => done(`refused: ${said}`)),
}));
"#;

#[tokio::test(flavor = "multi_thread")]
async fn every_call_goes_through_a_frame_that_the_page_can_not_reach() -> Driven<()> {
    let folder = TempDir::new().unwrap();
    let window = opened(&folder).await?;
    let frame = window
        .run(
            "const frames = document.querySelectorAll('iframe');
             const [frame] = frames;
             let inside; try { inside = String(frame.contentWindow.document) } catch (error) { inside = error.name }
             return { count: frames.length, sandbox: frame.sandbox.value, shown: frame.offsetHeight, inside };",
            vec![],
        )
        .await?;
    assert_eq!(
        frame,
        json!({ "count": 1, "sandbox": "allow-scripts", "shown": 0, "inside": "SecurityError" })
    );
    let past = window.run_async(PAST, vec![]).await?;
    let past = past.as_str().unwrap();
    assert!(past.starts_with("refused: "), "{past}");
    let invoke = "return await window.__TAURI_INTERNALS__.invoke(args[0], args[1]).then(() => 'done', said => String(said))";
    let heard = |event: &str| json!({ "event": event, "target": { "kind": "Any" }, "handler": 1 });
    for (command, payload) in [
        // Tauri lets a page hear any event, and this one has whole paths.
        ("plugin:event|listen", heard("tauri://drag-drop")),
        ("call", json!([1, 2, 3])),
        (
            "call",
            json!({ "name": "keep_draft", "args": "x".repeat(4_000_000) }),
        ),
    ] {
        let end = window
            .run_async(invoke, vec![json!(command), payload])
            .await?;
        assert!(
            end.as_str().unwrap().contains("kept_back"),
            "{command}: {end}"
        );
    }
    let end = window
        .run_async(invoke, vec![json!("plugin:event|listen"), heard("changed")])
        .await?;
    assert_eq!(end, "done");
    window.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_screens_themselves_ask_for_nothing_that_is_refused() -> Driven<()> {
    let folder = TempDir::new().unwrap();
    let window = opened(&folder).await?;
    for key in ["F2", "Escape", "F3", "F4", "F1", "Escape", "n"] {
        window.press(key).await?;
        window
            .run_async(
                "await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))",
                vec![],
            )
            .await?;
    }
    let broken = window.run("return window.broken", vec![]).await?;
    assert_eq!(broken, Value::Array(vec![]));
    assert_eq!(kept_in(&window), 0);
    if let Ok(pictures) = std::env::var("SHANYI_PICTURES") {
        window
            .picture(Path::new(&pictures).join("fence.png"))
            .await?;
    }
    window.close().await
}
