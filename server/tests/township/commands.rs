//! The commands, as somebody types them.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use crate::office::{FIRST_VILLAGE, villages};

const PROGRAM: &str = env!("CARGO_BIN_EXE_shanyi-township");

fn run(data: &Path, args: &[&str]) -> Output {
    let (verb, rest) = args.split_first().unwrap();
    let mut command = Command::new(PROGRAM);
    command.arg(verb).arg("--data").arg(data).args(rest);
    command.output().unwrap()
}

fn demo(folder: &Path, data: &Path) -> Value {
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
fn each_enrolment_takes_the_stations_next_block_and_is_for_its_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    demo(folder.path(), &data);
    let enrol = |n: u32, station: &str| {
        let out = folder.path().join(format!("{n}.json"));
        let out = out.to_str().unwrap().to_owned();
        let url = "http://127.0.0.1:1";
        let output = run(
            &data,
            &[
                "enrol",
                "--station",
                station,
                "--server",
                url,
                "--out",
                &out,
            ],
        );
        (output.status.success(), out)
    };
    let read = |path: &str| -> Value {
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
    };
    let (first, second) = (enrol(1, FIRST_VILLAGE), enrol(2, FIRST_VILLAGE));
    let (first, second) = (read(&first.1), read(&second.1));
    assert_eq!(
        (&first["block"], &second["block"]),
        (&"A".into(), &"B".into())
    );
    assert_eq!(
        (&first["operator"]["id"], &first["operator"]["name"]),
        (&11.into(), &"梅建平".into())
    );
    assert_eq!(first["station"]["short"], "五星");
    assert!(!enrol(3, "999999999999").0, "no such village");
    assert!(!enrol(1, FIRST_VILLAGE).0, "no file is written over");
    let (_, third) = enrol(4, FIRST_VILLAGE);
    assert_eq!(
        read(&third)["block"],
        "C",
        "a failed enrolment takes no block"
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(third).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
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
    assert!(said.contains("items[3].materials[0].name: Empty"), "{said}");
    assert!(said.contains("items[5].code: BadCode"), "{said}");
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
