//! Fresh PCs become a station's: on lines that break, behind somebody's back, by a file, over TLS.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use shanyi_domain::post::Post;
use shanyi_server::authority::Authorities;
use shanyi_server::certificate::Source;
use shanyi_server::clock::Clock;
use shanyi_server::enrol::{Made, Wish, invite, make};
use shanyi_server::ledger::LedgerError;
use shanyi_server::people::{Newcomer, enter};
use shanyi_server::rights::withdraw;
use shanyi_server::tls::Tls;
use shanyi_server::{App, demo, serve};
use shanyi_tests::counter::{Counter, applicant, line, made_up_id};
use shanyi_tests::line::Line;
use shanyi_tests::slow::{Quality, Slow};
use shanyi_tests::township::{STATION, VILLAGES};
use shanyi_wire::enrol::{Cost, fingerprint, ticket};
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// A township on a runtime of its own.
struct Office {
    folder: TempDir,
    app: Arc<App>,
    runtime: Runtime,
    port: u16,
}

impl Office {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let data = folder.path().join("township");
        let app = Arc::new(App::open(&data, Clock::System).unwrap());
        let villages = folder.path().join("villages.json");
        std::fs::write(&villages, VILLAGES).unwrap();
        demo::fill(&app, &data, &villages).unwrap();
        let runtime = Runtime::new().unwrap();
        let listen = serve::listen("127.0.0.1:0".parse().unwrap());
        let listener = runtime.block_on(listen).unwrap();
        let port = listener.local_addr().unwrap().port();
        let serving = Arc::clone(&app);
        runtime.spawn(serve::serve(
            listener,
            serving,
            None,
            std::future::pending(),
        ));
        Self {
            folder,
            app,
            runtime,
            port,
        }
    }

    /// The same township behind TLS by the authorities that lie in a folder; gives the port.
    fn behind_tls(&self, authorities: &Path) -> u16 {
        self.behind(Source::Own {
            data: authorities.to_owned(),
            names: vec!["127.0.0.1".into()],
        })
    }

    /// The same behind this certificate.
    fn behind(&self, source: Source) -> u16 {
        let listen = serve::listen("127.0.0.1:0".parse().unwrap());
        let listener = self.runtime.block_on(listen).unwrap();
        let port = listener.local_addr().unwrap().port();
        let tls = Tls::with(source, Clock::System.now()).unwrap();
        let app = Arc::clone(&self.app);
        let serving = serve::serve_tls(listener, tls, app, None, std::future::pending());
        self.runtime.spawn(serving);
        port
    }

    fn code(&self) -> Made {
        make(&self.app, &wish()).unwrap()
    }

    fn devices(&self) -> usize {
        let devices: Result<_, LedgerError> = self.app.ledger.read(|view| view.devices());
        devices.unwrap().len()
    }
}

fn wish() -> Wish<'static> {
    Wish {
        cost: Cost::OF_TESTS,
        ..Wish::of(STATION)
    }
}

/// Goes on until the township has answered, as the page does.
fn joined(pc: &Counter, server: &str, code: &str) -> Value {
    let mut asked = pc.call("join", json!({"server": server, "code": code}));
    let begun = Instant::now();
    loop {
        match asked {
            Ok(view) => return view,
            Err(error) if error["fault"]["kind"] == "down" => {
                assert!(begun.elapsed() < Duration::from_secs(60), "{error}");
                asked = pc.call("join", json!({}));
            }
            Err(error) => panic!("{error}"),
        }
    }
}

fn confirm(pc: &Counter) {
    let health = pc.call("confirm_joining", json!({"operator": 11})).unwrap();
    assert_eq!(health["shut"], Value::Null, "{health}");
}

fn take_in(pc: &Counter) {
    let id = made_up_id(1958, 31);
    let form = json!({
        "item": "lnyd", "applicant": applicant("蓝春妹", &id), "channel": "counter",
        "materials": [line("id_card", &[])], "applies": [], "noticed": [],
        "submit": false, "missing_because": null,
    });
    let taken = pc.call("take_in", form).unwrap();
    assert!(
        taken["number"].as_str().unwrap().starts_with("五星-"),
        "{taken}"
    );
}

#[test]
fn a_fresh_pc_joins_by_a_code_and_takes_a_case_in() {
    let office = Office::new();
    let pc = Counter::fresh(office.folder.path());
    assert_eq!(pc.call("door", json!({})).unwrap()["state"], "joining");
    let server = format!("http://127.0.0.1:{}", office.port);
    let made = office.code();
    // A scanner types both at once, into either field.
    let view = joined(&pc, "", &ticket(&server, &made.code));
    let whom = &view["joined"];
    assert_eq!(whom["station"], "五星村服务站");
    assert_eq!(whom["fingerprint"], fingerprint(&office.app.key.public()));
    assert_eq!(whom["people"][0]["name"], "梅建平");
    assert_eq!(
        pc.call("door", json!({})).unwrap()["state"],
        "joining",
        "nothing is used yet"
    );
    let again = pc.call("leave_joining", json!({})).unwrap();
    assert_eq!(
        (&again["joined"], &again["goes_on"]),
        (&Value::Null, &json!(false))
    );
    joined(&pc, &server, &made.code.to_string());
    confirm(&pc);
    pc.until_furnished().unwrap();
    take_in(&pc);
    pc.until_sent().unwrap();
    assert_eq!(office.devices(), 1);
    let no = pc.call(
        "join",
        json!({"server": server, "code": made.code.to_string()}),
    );
    assert_eq!(no.unwrap_err()["fault"]["kind"], "joined_already");
}

#[test]
fn colleagues_are_known_from_the_enrolment_before_the_directory_has_come() {
    let office = Office::new();
    let newcomer = |name: &str| Newcomer {
        station: STATION.into(),
        name: name.into(),
        phone: String::new(),
        post: Post::default(),
    };
    let newcomers = [newcomer("蓝雪芬"), newcomer("欧阳建国")];
    let entered = enter(&office.app, &newcomers, None).unwrap();
    // Who lost the right before is nobody's colleague on a new PC.
    withdraw(&office.app, entered[1], None, "调走").unwrap();
    let through = Line::to(office.port).unwrap();
    let pc = Counter::fresh(office.folder.path());
    let view = joined(&pc, &through.url(), &office.code().code.to_string());
    let people = view["joined"]["people"].as_array().unwrap();
    assert_eq!(people.len(), 2, "{people:?}");
    through.cut();
    confirm(&pc);
    let pins = pc.call("pins", json!({})).unwrap();
    assert_eq!(pins["names"], "enrolment");
    let names: Vec<_> = pins["people"].as_array().unwrap().iter().collect();
    assert_eq!(
        names.iter().map(|one| &one["name"]).collect::<Vec<_>>(),
        ["梅建平", "蓝雪芬"]
    );
    through.mend();
    pc.until_furnished().unwrap();
    let there = |pins: &Value| pins["names"] == "directory";
    pc.until("pins", &json!({}), there).unwrap();
}

#[test]
fn a_joining_that_is_cut_after_any_byte_goes_on_and_makes_one_pc() {
    let office = Office::new();
    let through = Line::to(office.port).unwrap();
    let pc_folder = TempDir::new().unwrap();
    let before = through.carried();
    let pc = Counter::fresh(&pc_folder.path().join("whole"));
    joined(&pc, &through.url(), &office.code().code.to_string());
    let (up, down) = through.carried();
    let (up, down) = (up - before.0, down - before.1);
    assert!(up > 250 && down > 250, "{up} bytes up, {down} down");
    drop(pc);
    // Each cut is another PC with another code; a killed program goes on like one whose line broke.
    let cuts = (0..up).step_by(61).map(|cut| (true, cut));
    let cuts = cuts.chain((0..down).step_by(61).map(|cut| (false, cut)));
    for (nth, (upwards, cut)) in cuts.enumerate() {
        let folder = pc_folder.path().join(nth.to_string());
        let mut pc = Counter::fresh(&folder);
        let code = office.code().code.to_string();
        let devices = office.devices();
        match upwards {
            true => through.cut_after(cut),
            false => through.cut_answers_after(cut),
        }
        let asked = pc.call("join", json!({"server": through.url(), "code": code}));
        if let Err(error) = &asked {
            assert_eq!(error["fault"]["kind"], "down", "cut after {cut}: {error}");
        }
        through.mend();
        pc.reopen();
        let begun = pc.call("joining", json!({})).unwrap();
        let view = match begun["joined"].is_null() {
            true => pc.call("join", json!({})).unwrap(),
            false => begun,
        };
        assert_eq!(view["joined"]["station"], "五星村服务站", "cut after {cut}");
        assert_eq!(office.devices(), devices + 1, "cut after {cut}");
    }
}

#[test]
fn a_pc_without_any_line_joins_by_a_file_works_at_once_and_is_known_with_its_first_line() {
    let office = Office::new();
    let through = Line::to(office.port).unwrap();
    through.cut();
    // As somebody wrote it.
    let written = format!("{}/", through.url().to_uppercase());
    let (made, file) = invite(&office.app, &wish(), &written).unwrap();
    let pc = Counter::fresh(office.folder.path());
    let by_file = |code: &str| {
        let code = json!({ "code": code });
        pc.desk().call_with_bytes("join_by_file", code, &file)
    };
    assert!(by_file("00000-00000").is_err(), "another code");
    let view = by_file(&made.code.to_string()).unwrap();
    assert_eq!(view["joined"]["by_file"], true);
    confirm(&pc);
    let station = pc.call("station", json!({})).unwrap();
    assert!(
        station["catalog_version"].is_number(),
        "the catalogue came along"
    );
    take_in(&pc);
    assert_eq!(office.devices(), 0);
    through.mend();
    pc.call("send_now", json!({})).unwrap();
    pc.until_sent().unwrap();
    assert_eq!(office.devices(), 1);
}

/// Somebody tried the file on another PC first. Both have taken a case in before there was a line.
#[test]
fn of_two_pcs_with_one_invitation_the_second_says_so_and_sends_all_with_a_code_of_its_own() {
    let office = Office::new();
    let through = Line::to(office.port).unwrap();
    through.cut();
    let (made, file) = invite(&office.app, &wish(), &through.url()).unwrap();
    let code = json!({ "code": made.code.to_string() });
    let pcs = ["first", "second"].map(|name| {
        let pc = Counter::fresh(&office.folder.path().join(name));
        let joined = pc
            .desk()
            .call_with_bytes("join_by_file", code.clone(), &file);
        assert_eq!(joined.unwrap()["joined"]["by_file"], true);
        confirm(&pc);
        take_in(&pc);
        pc
    });
    through.mend();
    let [first, second] = pcs;
    // A try that began before there was a line is none: it is asked for until it comes to something.
    let sent = |sync: &Value| sync["events_waiting"] == 0;
    first.until("send_now", &json!({}), sent).unwrap();
    let known = |sync: &Value| sync["line"] == "stranger";
    second.until("send_now", &json!({}), known).unwrap();
    let naming = second.call("naming", json!({})).unwrap();
    assert_eq!(
        (&naming["stranger"], &naming["revoked"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(office.devices(), 1);
    let own = office.code().code.to_string();
    let named = second.call("take_name", json!({ "server": through.url(), "code": own }));
    assert_eq!(named.unwrap()["block"], "B");
    second.until_sent().unwrap();
    let naming = second.until("naming", &json!({}), |naming| naming["stranger"] == false);
    naming.unwrap();
    assert_eq!(office.devices(), 2);
    let cases: Result<_, LedgerError> = office.app.ledger.read(|view| view.case_ids());
    assert_eq!(cases.unwrap().len(), 2);
    // The first goes on as before.
    take_in(&first);
    first.until_sent().unwrap();
}

#[test]
fn a_pc_joins_over_tls_and_somebody_in_between_gets_nothing() {
    let office = Office::new();
    let pc = Counter::fresh(office.folder.path());
    let code = office.code().code.to_string();
    // Somebody who passes everything on, with a certificate of their own.
    let theirs = TempDir::new().unwrap();
    let between = format!("127.0.0.1:{}", office.behind_tls(theirs.path()));
    let asked = pc.call("join", json!({"server": between, "code": code}));
    assert_eq!(asked.unwrap_err()["fault"]["kind"], "another_line");
    assert_eq!(office.devices(), 0);
    // The township's own, whose authority the PC has never seen.
    let own = office.behind_tls(&office.folder.path().join("township"));
    joined(&pc, &format!("127.0.0.1:{own}"), &code);
    confirm(&pc);
    pc.until_furnished().unwrap();
    take_in(&pc);
    pc.until_sent().unwrap();
    assert_eq!(office.devices(), 1);
    let plain = format!("https://127.0.0.1:{}", office.port);
    let other = Counter::fresh(&office.folder.path().join("other"));
    let asked = other.call(
        "join",
        json!({"server": plain, "code": office.code().code.to_string()}),
    );
    let kind = asked.unwrap_err()["fault"]["kind"].clone();
    assert!(kind == "no_tls" || kind == "down", "{kind}");
}

#[test]
fn whoever_shows_the_townships_own_authority_and_has_not_its_key_gets_nothing() {
    let office = Office::new();
    let pc = Counter::fresh(office.folder.path());
    let code = office.code().code.to_string();
    let now = Clock::System.now();
    let township = Authorities::keep(&office.folder.path().join("township"), now).unwrap();
    let theirs = TempDir::new().unwrap();
    let other = Authorities::keep(theirs.path(), now).unwrap();
    let own = other.issue(&["127.0.0.1".into()], now).unwrap();
    // Their certificate with its key; then what anybody may have seen who once asked the township.
    let shown = own.replace(other.pem(), township.pem());
    assert!(shown.contains(township.pem()) && shown != own);
    for (nth, text) in [shown, format!("{own}{}", township.pem())]
        .iter()
        .enumerate()
    {
        let file = theirs.path().join(format!("{nth}.pem"));
        std::fs::write(&file, text).unwrap();
        let port = office.behind(Source::Given {
            certificate: file.clone(),
            key: file,
        });
        let server = format!("https://127.0.0.1:{port}");
        let asked = pc.call("join", json!({"server": server, "code": code}));
        assert_eq!(asked.unwrap_err()["fault"]["kind"], "another_line", "{nth}");
        assert_eq!(office.devices(), 0);
    }
    // The code was never said to them, and is good still.
    let genuine = office.behind_tls(&office.folder.path().join("township"));
    joined(&pc, &format!("127.0.0.1:{genuine}"), &code);
}

#[test]
fn a_pc_that_takes_another_name_says_whose_cases_it_goes_on_with() {
    let office = Office::new();
    let server = format!("http://127.0.0.1:{}", office.port);
    let pc = Counter::fresh(office.folder.path());
    joined(&pc, &server, &office.code().code.to_string());
    confirm(&pc);
    pc.until_furnished().unwrap();
    let code = office.code().code.to_string();
    let wish = json!({"server": server, "code": code});
    pc.call("take_name", wish).unwrap();
    let codes: Result<_, LedgerError> = office.app.ledger.read(|view| view.codes(2));
    let codes = codes.unwrap();
    assert_eq!(codes[0].replaces, Some(codes[1].device));
}

#[test]
fn a_revoked_pc_says_so_and_what_it_still_sends_is_evidence() {
    let office = Office::new();
    let server = format!("http://127.0.0.1:{}", office.port);
    let pc = Counter::fresh(office.folder.path());
    joined(&pc, &server, &office.code().code.to_string());
    confirm(&pc);
    pc.until_furnished().unwrap();
    take_in(&pc);
    pc.until_sent().unwrap();
    let held = shanyi_server::dump::dump(&office.app).unwrap();
    let known: Result<_, LedgerError> = office.app.ledger.read(|view| view.devices());
    let device = known.unwrap()[0].id;
    shanyi_server::enrol::revoke(&office.app, device, "电脑被偷", None).unwrap();
    take_in(&pc);
    pc.until("sync_status", &json!({}), |sync| sync["line"] == "revoked")
        .unwrap();
    pc.until("set_aside", &json!({}), |aside| {
        aside
            .as_array()
            .is_some_and(|all| !all.is_empty() && all.iter().all(|one| one["reason"] == "revoked"))
    })
    .unwrap();
    let kept: Result<_, LedgerError> = office.app.ledger.read(|view| view.all_set_aside());
    assert_eq!(kept.unwrap().len(), 1);
    assert_eq!(shanyi_server::dump::dump(&office.app).unwrap(), held);
}

#[test]
fn joining_and_what_was_published_take_less_than_five_minutes_of_a_hillside_line() {
    let office = Office::new();
    let slow = Slow::to(office.port, Quality::HILLSIDE).unwrap();
    let made = make(&office.app, &Wish::of(STATION)).unwrap();
    let folder = TempDir::new().unwrap();
    let pc = Counter::fresh_as_released(folder.path());
    let begun = Instant::now();
    joined(&pc, &slow.url(), &made.code.to_string());
    let asked = begun.elapsed();
    confirm(&pc);
    let station = pc.until_furnished().unwrap();
    let furnished = begun.elapsed();
    take_in(&pc);
    println!(
        "joined after {:.1} s, furnished after {:.1} s, catalogue {}",
        asked.as_secs_f64(),
        furnished.as_secs_f64(),
        station["catalog_version"]
    );
    assert!(begun.elapsed() < Duration::from_secs(300));
}
