//! The commands, as somebody types them.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use shanyi_server::ledger::LedgerError;
use shanyi_wire::enrol::{Code, Cost, read_ticket};

use crate::office::{FIRST_VILLAGE, villages};

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_shanyi-township");

/// A command on a machine that speaks English.
pub fn run(data: &Path, args: &[&str]) -> Output {
    let (verb, rest) = args.split_first().unwrap();
    let mut command = Command::new(PROGRAM);
    command.arg(verb).arg("--data").arg(data).args(rest);
    command.env("LC_ALL", "en_US.UTF-8").output().unwrap()
}

pub fn demo(folder: &Path, data: &Path) -> Value {
    let list = villages(folder);
    let output = run(data, &["demo", "--villages", list.to_str().unwrap()]);
    assert!(output.status.success());
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn a_demonstration_is_filled_once_and_says_the_same_again() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let first = demo(folder.path(), &data);
    let codes: Vec<_> = first["stations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| &s["code"])
        .collect();
    assert_eq!(
        codes,
        ["331123208211", "331123103212"],
        "the shown station first"
    );
    let names: Vec<_> = first["accounts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|a| &a["title"])
        .collect();
    assert_eq!(names, ["窗口", "主任", "县办"]);
    assert_eq!(demo(folder.path(), &data), first);
    let app = shanyi_server::App::open(&data, shanyi_server::clock::Clock::System).unwrap();
    assert_eq!(
        app.position().unwrap(),
        3,
        "catalogue, calendar, directory, once each"
    );
}

#[test]
fn each_code_takes_the_stations_next_block_and_an_invitation_is_for_its_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    demo(folder.path(), &data);
    let server = ["--server", "https://shanyi.example"];
    let code = |station: &str| {
        let output = run(
            &data,
            &[&["code", "--station", station], &server[..]].concat(),
        );
        let said = String::from_utf8(output.stdout).unwrap();
        output.status.success().then_some(said)
    };
    let said = code(FIRST_VILLAGE).unwrap();
    let typed: Code = said.lines().next().unwrap().parse().unwrap();
    let ticket = said.lines().find_map(read_ticket).unwrap();
    assert_eq!(ticket, (server[1].to_owned(), typed.clone()));
    assert!(
        said.contains('█') || said.contains('▀'),
        "as a picture too: {said}"
    );
    assert_eq!(code("999999999999"), None, "no such village");

    let out = folder.path().join("invitation");
    let invite = || {
        let words = [
            "invite",
            "--station",
            FIRST_VILLAGE,
            "--out",
            out.to_str().unwrap(),
        ];
        let output = run(&data, &[&words[..], &server].concat());
        output.status.success()
    };
    assert!(invite());
    assert!(!invite(), "no file is written over");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&out).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let app = shanyi_server::App::open(&data, shanyi_server::clock::Clock::System).unwrap();
    let kept: Result<_, LedgerError> = app.ledger.read(|view| view.codes(10));
    let kept = kept.unwrap();
    let blocks: Vec<_> = kept.iter().rev().map(|code| code.block.as_str()).collect();
    assert_eq!(blocks, ["A", "B", "C"]);
    // What a code says is kept nowhere.
    let key = typed.key(Cost::RELEASED).unwrap();
    assert_eq!(kept[2].key, key);
    let bytes = std::fs::read(data.join("township.db")).unwrap();
    let plain = typed.to_string().replace('-', "");
    let holds = |word: &str| {
        bytes
            .windows(word.len())
            .any(|here| here == word.as_bytes())
    };
    assert!(!holds(&plain) && !holds(&typed.to_string()));

    let listed = String::from_utf8(run(&data, &["code", "--list"]).stdout).unwrap();
    assert_eq!(listed.lines().count(), 3);
    let first = kept[2].id.to_string();
    assert!(run(&data, &["code", "--withdraw", &first]).status.success());
    let listed = String::from_utf8(run(&data, &["code", "--list"]).stdout).unwrap();
    assert!(listed.contains("withdrawn"), "{listed}");
    assert!(!run(&data, &["code", "--withdraw", "77"]).status.success());
}

#[test]
fn a_broken_catalogue_is_refused_with_the_place_and_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    demo(folder.path(), &data);
    let text = shanyi_domain::catalog::Catalog::embedded();
    let mut catalog: Value = serde_json::from_str(text).unwrap();
    let file = folder.path().join("catalog.json");
    let publish = |catalog: &Value| {
        std::fs::write(&file, catalog.to_string()).unwrap();
        let output = run(&data, &["publish", "--catalog", file.to_str().unwrap()]);
        (
            output.status.code(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    let (code, said) = publish(&catalog);
    assert_eq!(code, Some(1), "this version is published already");
    assert!(said.contains("the next one is 2"), "{said}");
    catalog["version"] = 2.into();
    catalog["items"][3]["materials"][0]["name"] = "".into();
    catalog["items"][5]["handling"] = "promised".into();
    catalog["items"][5]["code"] = "Not A Code".into();
    let (code, said) = publish(&catalog);
    assert_eq!(code, Some(1));
    assert!(
        said.contains("items[3].materials[0].name: it is empty"),
        "{said}"
    );
    assert!(
        said.contains("items[5].code: a code is small letters"),
        "{said}"
    );
    let mut good: Value = serde_json::from_str(text).unwrap();
    good["version"] = 2.into();
    assert_eq!(publish(&good).0, Some(0));
}

#[test]
fn plain_http_leaves_the_machine_for_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(folder.path(), &["serve", "--listen", "0.0.0.0:0"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
}

#[test]
fn a_ledger_without_its_key_is_not_given_another_one() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    demo(folder.path(), &data);
    let key = data.join("township.key");
    let kept = std::fs::read(&key).unwrap();
    std::fs::remove_file(&key).unwrap();
    let output = run(&data, &["dump"]);
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("township.key"));
    assert!(!key.exists());
    std::fs::write(&key, "11".repeat(32)).unwrap();
    assert!(!run(&data, &["dump"]).status.success());
    std::fs::write(&key, kept).unwrap();
    assert!(run(&data, &["dump"]).status.success());
}

#[test]
fn a_ledger_of_a_newer_program_is_not_started_with_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    demo(folder.path(), &data);
    let file = data.join("township.db");
    let ledger = rusqlite::Connection::open(&file).unwrap();
    ledger.pragma_update(None, "user_version", 99).unwrap();
    drop(ledger);
    let before = std::fs::read(&file).unwrap();
    let output = run(&data, &["serve"]);
    assert!(!output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("written by a newer program") && said.contains("start the newer program"),
        "{said}"
    );
    assert!(output.stdout.is_empty(), "it never said that it is ready");
    assert_eq!(std::fs::read(&file).unwrap(), before);
}

#[test]
fn a_calendar_is_published_once_for_each_version_and_a_broken_one_names_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    demo(folder.path(), &data);
    let file = folder.path().join("calendar.json");
    let file = file.to_str().unwrap();
    let publish = |text: String| {
        std::fs::write(file, text).unwrap();
        let output = run(&data, &["publish", "--calendar", file]);
        let said = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8(said).unwrap())
    };
    let embedded = shanyi_domain::workday::Calendar::embedded();
    let second = embedded.replacen("\"version\": 1", "\"version\": 2", 1);
    assert_eq!(
        publish(second.clone()),
        (true, "published calendar 2\n".to_owned())
    );
    let (done, said) = publish(second.clone());
    assert!(!done && said.contains("the next one is 3"), "{said}");
    let (done, said) = publish(second.replacen("\"2026-01-02\"", "\"2026-01-03\"", 1));
    assert!(
        !done && said.contains("years.2026.off_weekdays: 2026-01-03"),
        "{said}"
    );
    let neither = run(&data, &["publish"]);
    assert!(!neither.status.success());
}

#[test]
fn an_account_is_opened_with_a_password_that_is_said_once_and_closed_by_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    demo(folder.path(), &data);
    let account = |args: &[&str]| {
        let output = run(&data, &[&["account"], args].concat());
        let said = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8(said).unwrap())
    };
    let open = [
        "open",
        "--name",
        "方小琴",
        "--title",
        "窗口",
        "--office",
        "便民服务中心",
    ];
    let (done, password) = account(&open);
    assert!(done && password.trim().len() > 10, "{password}");
    let (done, said) = account(&open);
    assert!(
        !done && said.contains("there is an account 方小琴 already"),
        "{said}"
    );
    let nowhere = ["--township", "没有这个乡"];
    let mut elsewhere = open;
    elsewhere[2] = "叶小春";
    let (done, said) = account(&[&elsewhere[..], &nowhere].concat());
    assert!(
        !done && said.contains("no station belongs to 没有这个乡"),
        "{said}"
    );
    let (done, other) = account(&["password", "--name", "方小琴"]);
    assert!(done && other != password);
    assert!(account(&["close", "--name", "方小琴"]).0);
    let (done, said) = account(&["close", "--name", "没有这人"]);
    assert!(
        !done && said.contains("there is no account 没有这人"),
        "{said}"
    );
    let files = std::fs::read_dir(&data).unwrap();
    for file in files
        .map(|file| file.unwrap().path())
        .filter(|path| path.is_file())
    {
        let bytes = std::fs::read(&file).unwrap();
        let held = bytes
            .windows(password.trim().len())
            .any(|part| part == password.trim().as_bytes());
        assert!(!held, "{} holds a password", file.display());
    }
}

#[test]
fn a_ledger_that_was_put_back_from_a_copy_begins_a_timeline_when_it_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    demo(folder.path(), &data);
    let timeline = || -> i64 {
        let ledger = rusqlite::Connection::open(data.join("township.db")).unwrap();
        let ask = "SELECT timeline FROM township";
        ledger.query_row(ask, [], |row| row.get(0)).unwrap()
    };
    let before = timeline();
    demo(folder.path(), &data);
    assert_eq!(timeline(), before, "nothing else begins one");
    let output = run(&data, &["restored"]);
    assert!(output.status.success());
    assert!(String::from_utf8_lossy(&output.stdout).contains("stations send again"));
    assert_ne!(timeline(), before);
}

fn serve(data: &Path, args: &[&str]) -> Output {
    let mut words = vec!["serve", "--listen", "0.0.0.0:0", "--stop-with-stdin"];
    words.extend(args);
    run(data, &words)
}

#[test]
fn beyond_this_machine_it_listens_only_with_tls_or_when_it_is_told_of_a_proxy() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let refused = serve(&data, &[]);
    assert!(!refused.status.success());
    let words = String::from_utf8_lossy(&refused.stderr).into_owned();
    for word in [
        "--tls NAME",
        "--certificate FILE",
        "--behind-proxy",
        "127.0.0.1",
    ] {
        assert!(words.contains(word), "{words}");
    }
    // The standard input is closed at once, so that these stop as soon as they are ready.
    for (args, scheme) in [
        (&["--tls", "127.0.0.1"][..], "ready https://0.0.0.0:"),
        (&["--behind-proxy"][..], "ready http://0.0.0.0:"),
    ] {
        let served = serve(&data, args);
        let said = String::from_utf8_lossy(&served.stdout).into_owned();
        assert!(
            served.status.success() && said.starts_with(scheme),
            "{said}"
        );
    }
    let given = data.join("server.pem");
    let given = given.to_str().unwrap();
    let served = serve(&data, &["--certificate", given, "--key", given]);
    let said = String::from_utf8_lossy(&served.stdout).into_owned();
    assert!(said.starts_with("ready https://0.0.0.0:"), "{said}");
    for args in [
        &["--certificate", given][..],
        &["--key", given],
        &["--tls", "127.0.0.1", "--behind-proxy"],
        &["--tls", "柘岱口乡"],
        &["--tls", "https://shanyi.example.cn"],
        &["--tls", "shanyi.example.cn:443"],
        &["--tls", "127.0.0.1:443"],
        &["--tls", "shanyi.example.cn/console"],
        &["--behind-proxy", "--console", "no-pages-here"],
        &["--certificate", "no.pem", "--key", given],
    ] {
        assert!(!serve(&data, args).status.success(), "{args:?}");
    }
}

#[test]
fn the_authority_is_named_and_its_spare_taken_elsewhere_and_back() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    demo(folder.path(), &data);
    let said = |args: &[&str]| {
        let output = run(&data, args);
        let words = String::from_utf8_lossy(&output.stdout).into_owned();
        (output.status.success(), words)
    };
    let safe = folder.path().join("safe.pem");
    let safe = safe.to_str().unwrap();
    let (_, first) = said(&["ca"]);
    assert!(first.contains("authority SHA-256 ") && first.contains("spare SHA-256 "));
    assert!(
        first.contains("--take-out-spare"),
        "it says where the spare should be"
    );
    assert!(said(&["ca", "--take-out-spare", safe]).0);
    assert!(
        !said(&["ca", "--take-out-spare", safe]).0,
        "nothing is written over"
    );
    let (_, without) = said(&["ca"]);
    assert!(first.starts_with(&without), "{without}");
    let served = serve(&data, &["--tls", "127.0.0.1"]);
    assert!(served.status.success());

    std::fs::remove_file(data.join("authority.pem")).unwrap();
    let served = serve(&data, &["--tls", "127.0.0.1"]);
    let words = String::from_utf8_lossy(&served.stderr).into_owned();
    assert!(
        !served.status.success() && words.contains("--use-spare"),
        "{words}"
    );
    assert!(said(&["ca", "--use-spare", safe]).0);
    let (_, after) = said(&["ca"]);
    let print = |words: &str, which: &str| {
        let mut lines = words.lines();
        let line = lines.find_map(|line| line.strip_prefix(which).map(str::to_owned));
        line.unwrap()
    };
    assert_eq!(print(&after, "authority "), print(&first, "spare "));
    assert!(serve(&data, &["--tls", "127.0.0.1"]).status.success());
    let public = folder.path().join("trust.pem");
    assert!(said(&["ca", "--certificate", public.to_str().unwrap()]).0);
    let text = std::fs::read_to_string(public).unwrap();
    assert!(text.starts_with("-----BEGIN CERTIFICATE") && !text.contains("PRIVATE"));
    // For a proxy; a second time it is renewed.
    let proxy = folder.path().join("proxy.pem");
    let proxy = proxy.to_str().unwrap();
    for _ in 0..2 {
        assert!(said(&["ca", "--issue", proxy, "--name", "127.0.0.1"]).0);
    }
    let served = serve(&data, &["--certificate", proxy, "--key", proxy]);
    assert!(served.status.success());
    assert!(
        !said(&["ca", "--issue", proxy]).0,
        "it has to be for somebody"
    );
}
