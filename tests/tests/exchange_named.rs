//! A PC in a broken one's place takes a name of its own and has bad luck with it: no line at all, an answer
//! that is lost, somebody else who answers, power that goes at any moment. It has the name that the
//! township gave in the end, nothing is lost or doubled, and nothing new goes under the old name.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value, json};
use shanyi_domain::ids::DeviceId;
use shanyi_server::clock::Clock;
use shanyi_server::enrol::{Wish, invite, make};
use shanyi_server::ledger::LedgerError;
use shanyi_server::{App, demo, serve};
use shanyi_store::{Options, OuterFolder, Store, examine, load_key, put_back};
use shanyi_tests::chaos::copy_folder;
use shanyi_tests::counter::{Counter, applicant, line, made_up_id};
use shanyi_tests::disk::cuts::{Cuts, cut_everywhere};
use shanyi_tests::disk::{Call, Disk, record};
use shanyi_tests::enrolled;
use shanyi_tests::line::Line;
use shanyi_tests::township::{STATION, VILLAGES};
use shanyi_wire::enrol::Cost;
use tempfile::TempDir;
use tokio::runtime::Runtime;

const CHILD: &str = env!("CARGO_BIN_EXE_disk_child");
const OTHER_STATION: &str = "331123103212";

/// A township, a PC that broke, its stick, and two lines: that of the old name, and that which is typed.
struct Stage {
    folder: TempDir,
    runtime: Runtime,
    app: Arc<App>,
    old: Counter,
    was: DeviceId,
    own_line: Line,
    typed_line: Line,
    /// Cases that were taken in.
    taken: BTreeSet<String>,
}

impl Stage {
    /// Three cases are at the township, two are on the stick alone.
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let data = folder.path().join("township");
        let app = App::open(&data, Clock::System).unwrap();
        let villages = folder.path().join("villages.json");
        std::fs::write(&villages, VILLAGES).unwrap();
        demo::fill(&app, &data, &villages).unwrap();
        let (app, runtime) = (Arc::new(app), Runtime::new().unwrap());
        let port = served(&runtime, &app);
        let [own_line, typed_line] = [0, 1].map(|_| Line::to(port).unwrap());
        let file = folder.path().join("enrolment.json");
        enrolled::enrol(&app, STATION, &own_line.url(), &file).unwrap();
        let old = Counter::open(&folder.path().join("old"), &file);
        let mut stage = Self {
            was: enrolled::identity(&file).device,
            folder,
            runtime,
            app,
            old,
            own_line,
            typed_line,
            taken: BTreeSet::new(),
        };
        stage.old.until_furnished().unwrap();
        for serial in 0..3 {
            stage.taken.insert(take_in(&stage.old, serial));
        }
        stage.old.until_sent().unwrap();
        stage.own_line.cut();
        for serial in 3..5 {
            stage.taken.insert(take_in(&stage.old, serial));
        }
        let stick = stage.folder.path().join("stick");
        std::fs::create_dir(&stick).unwrap();
        let chosen = json!({ "folder": stick.to_string_lossy() });
        stage.old.call("choose_outer", chosen).unwrap();
        stage.old.call("copy_out", json!({})).unwrap();
        stage.old.close();
        stage
    }

    /// Puts the stick's copy into a folder of this name.
    fn put_back(&self, name: &str) -> PathBuf {
        let folder = self.folder.path().join(name);
        let stick = OuterFolder::of(&self.folder.path().join("stick"), self.was.0);
        let key = load_key(&self.old.data()).unwrap();
        let copy = stick.copies().remove(0);
        put_back(&stick, &copy, &key, &folder.join("station"), &|_| ()).unwrap();
        folder
    }

    fn wish(&self, station: &'static str) -> Wish<'static> {
        Wish {
            replaces: (station == STATION).then_some(self.was),
            cost: Cost::OF_TESTS,
            ..Wish::of(station)
        }
    }

    fn code(&self) -> String {
        make(&self.app, &self.wish(STATION))
            .unwrap()
            .code
            .to_string()
    }

    /// The names that the township has given beside that of the broken PC.
    fn given(&self) -> Vec<DeviceId> {
        let devices: Result<_, LedgerError> = self.app.ledger.read(|view| view.devices());
        let devices = devices.unwrap();
        let all = devices.iter().map(|device| device.id);
        all.filter(|id| *id != self.was).collect()
    }

    fn is_revoked(&self, device: DeviceId) -> bool {
        let revoked: Result<_, LedgerError> = self.app.ledger.read(|view| view.is_revoked(device));
        revoked.unwrap()
    }

    /// The new PC and the township come to rest with each case once, and nothing is aside.
    fn comes_to_rest(&self, new: &mut Counter) {
        self.typed_line.mend();
        rests(&self.app, new, &self.taken);
    }
}

/// Sends what waits; each of these cases is at the township once then, and both sides hold the same.
fn rests(app: &App, pc: &mut Counter, taken: &BTreeSet<String>) {
    pc.call("send_now", json!({})).unwrap();
    pc.until_sent().unwrap();
    pc.until("station", &json!({}), |_| {
        let aside = pc.call("set_aside", json!({})).unwrap();
        aside.as_array().is_some_and(Vec::is_empty)
    })
    .unwrap();
    let there = shanyi_server::dump::dump(app).unwrap();
    let cases = there.lines().filter(|line| line.starts_with("case "));
    assert_eq!(cases.count(), taken.len(), "{there}");
    let events = there.lines().filter(|line| line.starts_with("event "));
    assert_eq!(events.count(), taken.len(), "{there}");
    pc.close();
    assert_eq!(Counter::account(&pc.data()).unwrap(), there);
    let seen = examine(&pc.data(), &load_key(&pc.data()).unwrap()).unwrap();
    assert!(seen.is_sound(), "{seen:?}");
    let verified = shanyi_server::verify::verify(app).unwrap();
    assert!(verified.is_whole(), "{verified:?}");
}

fn served(runtime: &Runtime, app: &Arc<App>) -> u16 {
    let listen = serve::listen("127.0.0.1:0".parse().unwrap());
    let listener = runtime.block_on(listen).unwrap();
    let port = listener.local_addr().unwrap().port();
    let serving = Arc::clone(app);
    runtime.spawn(serve::serve(
        listener,
        serving,
        None,
        std::future::pending(),
    ));
    port
}

/// Takes a case in that goes at once; gives its id.
fn take_in(pc: &Counter, serial: u16) -> String {
    taken_in(pc, serial)["case"].as_str().unwrap().to_owned()
}

fn taken_in(pc: &Counter, serial: u16) -> Value {
    let form = json!({
        "item": "lnyd", "applicant": applicant("蓝春妹", &made_up_id(1958, serial)),
        "channel": "counter", "materials": [line("id_card", &[])], "applies": [], "noticed": [],
        "submit": false, "missing_because": null,
    });
    pc.call("take_in", form).unwrap()
}

fn naming(pc: &Counter) -> Value {
    pc.call("naming", json!({})).unwrap()
}

fn is(view: &Value, device: DeviceId) -> bool {
    device
        .to_string()
        .starts_with(view["device"].as_str().unwrap())
}

/// Under which device the newest entry of a PC's store stands.
fn speaks_as(data: &Path) -> DeviceId {
    let store = Store::open(data, &load_key(data).unwrap(), Options::default()).unwrap();
    store.head().unwrap().stream.device
}

#[test]
fn a_pc_without_any_line_takes_a_name_by_a_file_and_the_broken_one_is_revoked_with_its_first_line()
{
    let mut stage = Stage::new();
    let mut new = Counter::fresh(&stage.put_back("new"));
    stage.typed_line.cut();
    stage.taken.insert(take_in(&new, 10));
    let url = stage.typed_line.url();
    let (made, file) = invite(&stage.app, &stage.wish(STATION), &url).unwrap();
    let (others, of_another) = invite(&stage.app, &stage.wish(OTHER_STATION), &url).unwrap();
    let by_file = |pc: &Counter, code: &str, file: &[u8]| {
        let asked = pc
            .desk()
            .call_with_bytes("take_name_by_file", json!({ "code": code }), file);
        asked.map_err(|error| json!(error)["fault"]["kind"].clone())
    };
    let code = made.code.to_string();
    for (code, file, why) in [
        ("00000-00000", &file[..], "another_code"),
        (&code, &file[..file.len() / 2], "no_invitation"),
        (&code, &of_another[..], "another_code"),
        (&others.code.to_string(), &of_another[..], "another_station"),
    ] {
        assert_eq!(by_file(&new, code, file).unwrap_err(), why);
        let named = naming(&new);
        assert!(
            is(&named, stage.was) && named["goes_on"] == false,
            "{named}"
        );
    }
    let named = by_file(&new, &code, &file).unwrap();
    assert_eq!(
        (&named["put_back"], &named["block"]),
        (&Value::Null, &json!("B"))
    );
    assert!(!is(&named, stage.was));
    let first = taken_in(&new, 11);
    assert!(
        first["number"].as_str().unwrap().contains("-B0001-"),
        "{first}"
    );
    let id = first["case"].as_str().unwrap();
    stage.taken.insert(id.to_owned());
    new.reopen();
    assert_eq!(naming(&new), named);
    assert_eq!(stage.given(), []);
    assert!(
        !stage.is_revoked(stage.was),
        "nobody has come with the code"
    );

    stage.comes_to_rest(&mut new);
    let [is_now] = stage.given()[..] else {
        panic!("{:?}", stage.given());
    };
    assert!(is(&named, is_now));
    assert!(stage.is_revoked(stage.was) && !stage.is_revoked(is_now));
    assert_eq!(speaks_as(&new.data()), is_now);
    // The same file at a second PC with the same stick: it hears that it is nobody, loses nothing, and
    // is somebody by a code of its own.
    let mut second = Counter::fresh(&stage.put_back("second"));
    by_file(&second, &code, &file).unwrap();
    stage.taken.insert(take_in(&second, 20));
    second
        .until("sync_status", &json!({}), |sync| sync["line"] == "stranger")
        .unwrap();
    let wish = Wish {
        replaces: None,
        ..stage.wish(STATION)
    };
    let code = make(&stage.app, &wish).unwrap().code.to_string();
    second.call("take_name", json!({ "code": code })).unwrap();
    stage.comes_to_rest(&mut second);
    assert_eq!(stage.given().len(), 2);
    // The old one works again, and knows what it is to the township.
    stage.own_line.mend();
    stage.old.reopen();
    stage
        .old
        .until("sync_status", &json!({}), |sync| sync["line"] == "revoked")
        .unwrap();
}

/// Answers whoever comes as a hotel's page does before it was paid for.
fn somebody_else() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let page = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\nconnection: close\r\n\r\nlogin";
            // Whoever is answered before they have asked takes it for a broken line.
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(page.as_bytes());
            let _ = stream.shutdown(Shutdown::Write);
            // What was not read when it is closed would take the answer along.
            let _ = stream.read_to_end(&mut Vec::new());
        }
    });
    port
}

#[test]
fn an_answer_that_was_lost_is_given_again_whoever_answered_in_between_and_wherever_it_is_asked() {
    let mut stage = Stage::new();
    let mut new = Counter::fresh(&stage.put_back("new"));
    let code = stage.code();
    let ask = |pc: &Counter, server: Option<&str>, code: Option<&str>| {
        let asked = pc.call("take_name", json!({ "server": server, "code": code }));
        asked.map_err(|error| error["fault"]["kind"].clone())
    };
    let url = stage.typed_line.url();
    stage.typed_line.cut_answers_after(0);
    let lost = ask(&new, Some(&url), Some(&code));
    assert_eq!(lost.unwrap_err(), "down");
    // The township gave it a name, and took the old one its key.
    let given = stage.given()[0];
    assert!(stage.is_revoked(stage.was));
    stage.own_line.mend();
    new.until("sync_status", &json!({}), |sync| sync["line"] == "revoked")
        .unwrap();
    stage.taken.insert(take_in(&new, 10));
    new.reopen();
    assert_eq!(naming(&new)["goes_on"], true);
    // Somebody else answers, who knows neither PC nor code.
    stage.typed_line.mend();
    let other = format!("http://127.0.0.1:{}", somebody_else());
    let asked = ask(&new, Some(&other), Some(&code));
    assert_eq!(asked.unwrap_err(), "not_township");
    assert_eq!(naming(&new)["goes_on"], false);
    assert_eq!(ask(&new, None, None).unwrap_err(), "nothing_begun");
    new.reopen();
    // The same township at another address.
    let named = ask(&new, Some(&stage.own_line.url()), Some(&code)).unwrap();
    assert!(is(&named, given), "{named}");
    assert_eq!(stage.given(), [given]);
    stage.taken.insert(take_in(&new, 11));
    stage.comes_to_rest(&mut new);
    assert_eq!(speaks_as(&new.data()), given);
}

/// A desk that was closed when it had laid what it lays.
fn settled(folder: &Path) -> PathBuf {
    let pc = Counter::fresh(folder);
    let ballast = pc.data().join("ballast");
    pc.until("naming", &json!({}), |_| ballast.exists())
        .unwrap();
    pc.data()
}

#[test]
fn a_pc_that_loses_power_anywhere_between_the_answer_and_its_name_has_that_name_and_each_case_once()
{
    let stage = Stage::new();
    let data = settled(&stage.put_back("new"));
    let code = stage.code();
    let url = stage.typed_line.url();
    let play = |args: &[&str]| {
        let disk = Disk::of(&data).unwrap();
        let folder = data.to_str().unwrap();
        let args: Vec<&str> = ["name", folder].iter().chain(args).copied().collect();
        (disk, record(Path::new(CHILD), &args, &data).unwrap())
    };
    stage.typed_line.cut_answers_after(0);
    let (asked_on, asking) = play(&[&url, &code]);
    let said = |calls: &[Call], word: &str| {
        calls
            .iter()
            .any(|call| matches!(call, Call::Said(line) if line.starts_with(word)))
    };
    assert!(said(&asking, "refused") && stage.given().len() == 1);
    let given = stage.given()[0];
    let as_it_was = stage.folder.path().join("as-it-was");
    copy_folder(&stage.folder.path().join("township"), &as_it_was).unwrap();
    stage.typed_line.mend();
    let (named_on, taking) = play(&[]);
    assert!(said(&taking, "named"));

    // Each disk finds the township as it was when its answer was lost.
    let look = |folder: &Path, nth: usize| {
        let found = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            goes_on(&stage, folder, (nth, given), &as_it_was);
        }));
        match found {
            Ok(()) => Vec::new(),
            Err(panic) => vec![format!("{:?}", panic.downcast_ref::<String>())],
        }
    };
    let last = asking.len() - 1;
    let mut asked = asked_on;
    let mut dice = shanyi_tests::dice::Dice::new(5);
    asking.iter().for_each(|call| asked.take(call, &mut dice));
    let left = TempDir::new().unwrap();
    let mut seen = BTreeSet::new();
    let keep = shanyi_tests::disk::Keep::Nothing;
    asked.cut(keep, &mut dice, left.path(), &mut seen).unwrap();
    assert_eq!(
        look(left.path(), last),
        [""; 0],
        "the keys went before they were sure"
    );
    let (disks, wrong) = cut_everywhere(named_on, &taking, Cuts::few(5), look).unwrap();
    assert!(disks > 10, "only {disks} disks were looked at");
    assert!(wrong.is_empty(), "{} of {disks}: {wrong:#?}", wrong.len());
}

/// A PC whose power went is started again: under the name that it was given, by itself or by asking again.
fn goes_on(stage: &Stage, data: &Path, (nth, given): (usize, DeviceId), as_it_was: &Path) {
    let beside = TempDir::new().unwrap();
    let place = beside.path().join("station");
    copy_folder(data, &place).unwrap();
    stage.typed_line.cut();
    let mut pc = Counter::fresh(beside.path());
    let named = naming(&pc);
    let asks = !is(&named, given);
    assert!(
        !asks || (is(&named, stage.was) && named["goes_on"] == true),
        "{named}"
    );
    let mut taken = stage.taken.clone();
    taken.insert(take_in(&pc, 30));
    if asks || nth.is_multiple_of(7) {
        copy_folder(as_it_was, &beside.path().join("township")).unwrap();
        let app = App::open(&beside.path().join("township"), Clock::System).unwrap();
        let app = Arc::new(app);
        stage.typed_line.leads_to(served(&stage.runtime, &app));
        stage.typed_line.mend();
        if asks {
            let named = pc.call("take_name", json!({})).unwrap();
            assert!(is(&named, given), "{named}");
        }
        rests(&app, &mut pc, &taken);
    } else {
        pc.close();
    }
    assert_eq!(speaks_as(&place), given);
}
