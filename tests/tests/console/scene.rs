//! A township, a desk that sends to it, and a browser at the township's pages.

use std::future::Future;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use shanyi_tests::counter::{Counter, applicant, line, made_up_id};
use shanyi_tests::drive::{Browser, Driven};
use shanyi_tests::line::Line;
use shanyi_tests::pictures;
use shanyi_tests::township::{STATION, Township};
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// Everything that a test of the pages needs. The parts end in the order in which they stand here.
pub struct Scene {
    pub browser: Browser,
    pub counter: Counter,
    /// Between the desk and the township.
    pub line: Line,
    runtime: Runtime,
    pub township: Township,
    pub folder: TempDir,
}

/// What is here of a paper.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// Originals and copies.
    Here,
    /// Nothing.
    Missing,
}

/// A form to be taken in.
pub struct Form {
    item: &'static str,
    name: String,
    id_number: String,
    papers: Vec<(&'static str, Paper)>,
}

/// 老年人优待证, complete.
pub fn elder_card(name: &str, year: i32, serial: u16) -> Form {
    form(
        "lnyd",
        name,
        year,
        serial,
        &["id_card", "photo", "household_register"],
        &[],
    )
}

/// 特种行业许可证（农家乐）, without these papers.
pub fn guest_house(name: &str, year: i32, serial: u16, missing: &[&str]) -> Form {
    let papers = [
        "id_card_staff",
        "application",
        "business_licence",
        "property_or_lease",
        "site_plans",
        "safety_commitment",
    ];
    form("tzhy", name, year, serial, &papers, missing)
}

/// 城乡居民养老保险待遇资格认证, complete.
pub fn pension_check(name: &str, year: i32, serial: u16) -> Form {
    form("jbrz", name, year, serial, &["id_card"], &[])
}

fn form(
    item: &'static str,
    name: &str,
    year: i32,
    serial: u16,
    papers: &[&'static str],
    missing: &[&str],
) -> Form {
    let standing = |paper: &&'static str| match missing.contains(paper) {
        true => (*paper, Paper::Missing),
        false => (*paper, Paper::Here),
    };
    Form {
        item,
        name: name.to_owned(),
        id_number: made_up_id(year, serial),
        papers: papers.iter().map(standing).collect(),
    }
}

/// The station finds its township through the line.
fn through(enrolment: &Path, url: &str) {
    let text = std::fs::read_to_string(enrolment).unwrap();
    let mut file: Value = serde_json::from_str(&text).unwrap();
    file["server"] = json!(url);
    std::fs::write(enrolment, file.to_string()).unwrap();
}

/// A document of one page, as a program for writing makes it.
pub fn document(words: &str) -> Vec<u8> {
    let text = format!("BT /F1 36 Tf 60 700 Td ({words}) Tj ET");
    let parts = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut file = "%PDF-1.4\n".to_owned();
    let mut places = Vec::new();
    for (part, n) in parts.iter().zip(1..) {
        places.push(file.len());
        file.push_str(&format!("{n} 0 obj\n{part}\nendobj\n"));
    }
    let table = file.len();
    file.push_str(&format!(
        "xref\n0 {}\n0000000000 65535 f \n",
        parts.len() + 1
    ));
    for place in places {
        file.push_str(&format!("{place:010} 00000 n \n"));
    }
    let size = parts.len() + 1;
    file.push_str(&format!(
        "trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n"
    ));
    file.into_bytes()
}

/// The selector of what bears a name for tests.
pub fn test(name: &str) -> String {
    format!("[data-test={name}]")
}

/// Where pictures of the pages are kept.
pub fn pictures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/console")
}

impl Scene {
    /// A township with its pages, an enrolled desk, and a browser at the door.
    pub fn open() -> Self {
        Self::open_in(0)
    }

    /// The same, so many days from today.
    pub fn open_in(days: i64) -> Self {
        let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/console/dist");
        assert!(
            pages.join("index.html").is_file(),
            "the pages are not built: npm run build in ui/"
        );
        let folder = TempDir::new().unwrap();
        let mut township = Township::closed(folder.path())
            .with_option("--console")
            .with_option(pages.to_string_lossy())
            .with_option("--clock-offset-days")
            .with_option(days.to_string());
        township.open().unwrap();
        let enrolment = folder.path().join("enrolment.json");
        township.enrol(STATION, &enrolment).unwrap();
        let port = township.url().rsplit(':').next().unwrap().parse().unwrap();
        let line = Line::to(port).unwrap();
        through(&enrolment, &line.url());
        let counter = Counter::open(folder.path(), &enrolment);
        counter.until_furnished().unwrap();
        let runtime = Runtime::new().unwrap();
        let browser = runtime
            .block_on(
                Browser::start()
                    .size(1366, 768)
                    .downloads(folder.path().join("downloads"))
                    .open(&township.url()),
            )
            .unwrap();
        let scene = Self {
            browser,
            counter,
            line,
            runtime,
            township,
            folder,
        };
        scene.see(scene.browser.wait_for(&test("sign-in")));
        scene
    }

    /// The same, signed in.
    pub fn signed_in() -> Self {
        Self::signed_in_in(0)
    }

    /// The same, so many days from today.
    pub fn signed_in_in(days: i64) -> Self {
        let scene = Self::open_in(days);
        let (name, password) = scene.account();
        scene.sign_in(&name, &password);
        scene.see(scene.browser.wait_for(&test("inbox")));
        scene
    }

    /// Signs in at the door, or where it stands before the page.
    pub fn sign_in(&self, name: &str, password: &str) {
        self.see(self.browser.wait_for("#sign-in-name"));
        self.see(self.browser.fill("#sign-in-name", name));
        self.see(self.browser.fill("#sign-in-password", password));
        self.see(self.browser.press("Enter"));
    }

    /// Who may sign in: the township's window.
    pub fn account(&self) -> (String, String) {
        self.township.accounts().unwrap().remove(0)
    }

    /// Does something in the browser.
    pub fn see<T>(&self, step: impl Future<Output = Driven<T>>) -> T {
        self.runtime.block_on(step).unwrap()
    }

    /// Asks the server's own API with the browser's session.
    pub fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> Value {
        let script = "const [method, path, body] = args;
            const headers = method === 'GET' ? {} : { 'X-Shanyi': '1', 'Content-Type': 'application/json' };
            const answer = await fetch(path, { method, headers, body: body === null ? undefined : JSON.stringify(body) });
            return await answer.json();";
        self.see(
            self.browser
                .run_async(script, vec![json!(method), json!(path), json!(body)]),
        )
    }

    /// A case as the API has it.
    pub fn api(&self, case: &str) -> Value {
        self.ask("GET", &format!("/api/cases/{case}"), None)
    }

    /// Does something to a case beside the page, as another clerk would.
    pub fn act(&self, case: &str, act: &Value) {
        let seen = self.api(case)["seen"].clone();
        let body = json!({ "seen": seen, "act": act });
        let done = self.ask("POST", &format!("/api/cases/{case}/acts"), Some(&body));
        assert!(done["case"].is_object(), "{done}");
    }

    /// A word of another clerk's.
    pub fn comment(&self, case: &str, text: &str) {
        self.act(case, &json!({ "kind": "comment", "text": text }));
    }

    /// Takes in a form at the desk, with so many photographs of its first paper, and hands it over.
    pub fn take_in(&self, form: &Form, photographs: u64) -> String {
        let images = self.photographs(form, photographs);
        self.take_in_with(form, &images)
    }

    /// Photographs as the desk prepares them.
    pub fn photographs(&self, form: &Form, count: u64) -> Vec<Value> {
        (0..count)
            .map(|page| {
                let lines = ["居民身份证", form.name.as_str(), "柘岱口乡五星村"];
                let seed = page + u64::from(form.id_number.as_bytes()[16]);
                let bytes = pictures::photo(&lines, (1600, 1010), seed).unwrap();
                self.counter.picture("id_side", &bytes).unwrap()
            })
            .collect()
    }

    /// Takes in a form with these images of its first paper, and hands it over.
    pub fn take_in_with(&self, form: &Form, images: &[Value]) -> String {
        let here = form
            .papers
            .iter()
            .filter(|(_, standing)| *standing == Paper::Here);
        let lines: Vec<Value> = here
            .enumerate()
            .map(|(n, (paper, _))| line(paper, if n == 0 { images } else { &[] }))
            .collect();
        let complete = lines.len() == form.papers.len();
        let wish = json!({
            "item": form.item,
            "applicant": applicant(&form.name, &form.id_number),
            "channel": "counter",
            "materials": lines,
            "applies": [],
            "submit": complete,
            "draft": null,
        });
        let taken = self.counter.call("take_in", wish).unwrap();
        let case = taken["case"].as_str().unwrap().to_owned();
        if !complete {
            self.hand_over(&case, &[], Some("图纸在城里的儿子手上，先交"));
        }
        self.counter.call("send_now", json!({})).unwrap();
        case
    }

    /// Brings these papers at the desk and hands the case over again.
    pub fn amend(&self, case: &str, papers: &[&str]) {
        self.hand_over(case, papers, None);
        self.counter.call("send_now", json!({})).unwrap();
    }

    fn hand_over(&self, case: &str, papers: &[&str], because: Option<&str>) {
        let lines: Vec<Value> = papers.iter().map(|paper| line(paper, &[])).collect();
        let wish = json!({
            "case": case,
            "materials": lines,
            "applies": null,
            "submit": true,
            "missing_because": because,
        });
        self.counter.call("amend", wish).unwrap();
    }

    /// Waits until the desk has the case in this state.
    pub fn until_state(&self, case: &str, state: &str) {
        self.until(case, |row| row["state"] == state);
    }

    /// Waits until the desk has the case as wanted.
    pub fn until(&self, case: &str, wanted: impl Fn(&Value) -> bool) {
        let held = |view: &Value| wanted(&view["row"]) || wanted(view);
        self.counter.call("send_now", json!({})).unwrap();
        self.counter
            .until("case", &json!({ "case": case }), held)
            .unwrap();
    }

    /// The list's row of a case.
    pub fn row(&self, case: &str) -> String {
        format!("[data-test=row][data-case=\"{case}\"]")
    }

    /// What offended the pages' content policy since they were loaded.
    pub fn offences(&self) -> Value {
        let script = "return await new Promise(done => {
            const watch = new ReportingObserver(reports => done(reports.map(r => r.body.effectiveDirective + ' ' + r.body.blockedURL)), { types: ['csp-violation'], buffered: true });
            watch.observe();
            requestAnimationFrame(() => requestAnimationFrame(() => done(watch.takeRecords().map(r => r.body.effectiveDirective))));
        });";
        self.see(self.browser.run_async(script, vec![]))
    }

    /// Takes a picture of the page.
    pub fn picture(&self, folder: &Path, name: &str) {
        self.see(self.browser.picture(folder.join(format!("{name}.png"))));
    }

    /// Looks at the page in every size that counts: nothing may stick out at the side, and the acts
    /// stay in sight.
    pub fn every_size(&self, folder: &Path, name: &str) {
        for (width, height, size) in [
            (1366, 768, ""),
            (1366, 768, "150"),
            (1024, 768, ""),
            (1024, 768, "150"),
        ] {
            self.resize(width, height, size);
            let wide = self.see(self.browser.run(
                "const e = document.documentElement; return [e.scrollWidth - e.clientWidth, e.scrollHeight - e.clientHeight]",
                vec![],
            ));
            self.picture(
                folder,
                &format!(
                    "{name}-{width}-{}",
                    if size.is_empty() { "100" } else { size }
                ),
            );
            assert_eq!(
                self.barriers(),
                Vec::<String>::new(),
                "{name} at {width} {size}"
            );
            assert_eq!(wide, json!([0, 0]), "{name} sticks out at {width} {size}");
        }
        self.resize(1366, 768, "");
    }

    /// What keeps people from reading the page or working it, one line each: contrast among them.
    pub fn barriers(&self) -> Vec<String> {
        let axe =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/node_modules/axe-core/axe.min.js");
        let axe = std::fs::read_to_string(axe).unwrap();
        self.see(
            self.browser
                .run(&format!("if (!window.axe) {{ {axe} }}"), vec![]),
        );
        let found = "const { violations } = await axe.run(document, { resultTypes: ['violations'], iframes: false });
            return violations.flatMap(v => v.nodes.map(n => v.id + ': ' + n.html.slice(0, 160) + ' ' + (n.any[0] ? n.any[0].message : '')));";
        let found = self.see(self.browser.run_async(found, vec![]));
        serde_json::from_value(found).unwrap()
    }

    pub fn resize(&self, width: u32, height: u32, size: &str) {
        let client = self.browser.client().clone();
        self.runtime
            .block_on(client.set_window_size(width, height))
            .unwrap();
        let script = "const html = document.documentElement; if (arguments[0]) html.dataset.type = arguments[0]; else delete html.dataset.type; return new Promise(r => requestAnimationFrame(() => requestAnimationFrame(() => r(true))))";
        self.see(self.browser.run(script, vec![json!(size)]));
    }
}
