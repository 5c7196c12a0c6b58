//! A case that is erased on demand is in no corner of the township's folder any more, and its chains hold.

use std::path::Path;
use std::process::Command;

use serde_json::json;
use shanyi_server::verify::verify;

use crate::exchange::comment;
use crate::office::{Browser, FIRST_VILLAGE, Office, SECOND_VILLAGE};
use crate::station::{Station, image, line, random};

/// A name that nobody else has.
const NAME: &str = "盘古月娥";

/// The files under a folder in which these bytes stand.
fn files_with(folder: &Path, words: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files_with(&path, words));
        } else if std::fs::read(&path)
            .unwrap()
            .windows(words.len())
            .any(|it| it == words)
        {
            found.push(path.display().to_string());
        }
    }
    found
}

fn erase(data: &Path, number: &str) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shanyi-township"));
    let command = command.args(["erase", "--case", number, "--why", "本人申请", "--data"]);
    let command = command.arg(data).env("LC_ALL", "en_US.UTF-8");
    let output = command.output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(said).unwrap())
}

async fn push_last(station: &Station) {
    let last = station.head().seq;
    station
        .send(station.body(&[station.push(last, last)]))
        .await;
}

#[tokio::test]
async fn an_erased_case_is_in_no_corner_of_the_townships_folder() {
    let office = Office::open().await;
    let data = office.folder.path().join("data");
    let mut station = office.station(FIRST_VILLAGE);
    let (own, shared) = (random::<3000>(), random::<3000>());
    let scans = vec![line("id_card", vec![image(&own), image(&shared)])];
    let case = station.hand_over(NAME, "lnyd", scans);
    station.hand_over(
        "蓝春妹",
        "lnyd",
        vec![line("id_card", vec![image(&shared)])],
    );
    station.sync().await;
    for bytes in [&own, &shared] {
        station.upload(bytes, 0, bytes).await;
    }
    // Another station says something of this case, which is set aside.
    let mut stranger = office.station(SECOND_VILLAGE);
    stranger.seeds.insert(case, station.seeds[&case]);
    let seed = station.seeds[&case];
    let known = station.entries[1].event.to_vec();
    stranger.raw(known, seed, true);
    stranger.sync().await;
    // A copy of the disk says something else under the same number.
    let mut copy = station.clone();
    station.write(case, comment("盘古月娥下午再来"));
    station.sync().await;
    copy.write(case, comment("盘古月娥上午来过"));
    push_last(&copy).await;
    let clerk = Browser::signed_in(&office, 0).await;
    let found = clerk.search(json!({"words": NAME, "rows": 10})).await;
    assert_eq!(
        found.json["rows"].as_array().map(Vec::len),
        Some(1),
        "{}",
        found.json
    );
    assert!(!files_with(&data, NAME.as_bytes()).is_empty());
    assert!(!files_with(&data, &own).is_empty());

    let (code, said) = erase(&data, "五星-26-A0001-8");
    assert_eq!(code, Some(0), "{said}");
    for words in [NAME.as_bytes(), "月娥".as_bytes(), &own[..], &seed.0[..]] {
        assert_eq!(files_with(&data, words), Vec::<String>::new());
    }
    assert!(
        !files_with(&data, &shared).is_empty(),
        "another case names it"
    );
    let verified = verify(&office.app).unwrap();
    assert!(verified.is_whole(), "{verified:#?}");
    let found = clerk.search(json!({"words": NAME, "rows": 10})).await;
    assert_eq!(
        found.json["rows"].as_array().map(Vec::len),
        Some(0),
        "{}",
        found.json
    );
    assert_eq!(clerk.get(&format!("/api/cases/{case}")).await.status, 404);

    // A case that is not here can't be erased, nor one twice.
    let (code, said) = erase(&data, "五星-26-A0001-8");
    assert_eq!(
        (code, said.contains("no such case")),
        (Some(1), true),
        "{said}"
    );
    // The station sends its image again: nobody wants it.
    station.upload(&own, 0, &own).await;
    assert_eq!(files_with(&data, &own), Vec::<String>::new());
}
