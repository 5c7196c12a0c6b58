//! What is changed in the ledger behind the program's back is found, and named.

use std::path::{Path, PathBuf};
use std::process::Command;

use rusqlite::Connection;
use serde_json::json;
use shanyi_domain::ids::{DeviceId, EventId, Seed, StationId};
use shanyi_server::App;
use shanyi_server::backup::backup;
use shanyi_server::clock::Clock;
use shanyi_server::ledger::LedgerError;
use shanyi_server::ledger::erasure::Erasure;
use shanyi_server::township::{Place, say};
use shanyi_server::verify::{Verified, verify};
use shanyi_wire::event::{Doubled, Payload};
use shanyi_wire::stream::{Head, Incarnation, StreamId};

use crate::exchange::comment;
use crate::office::{Browser, FIRST_VILLAGE, MONDAY, Office, SECOND_VILLAGE};

mod table;

use table::{STREAM, TAMPERINGS};

/// A township with two stations: three cases of two entries each at the first, an entry that was set
/// aside, and a clerk's acceptance.
struct Township {
    office: Office,
    copies: usize,
}

impl Township {
    async fn new() -> Self {
        let office = Office::open().await;
        let mut station = office.station(FIRST_VILLAGE);
        let cases =
            ["雷美凤", "蓝春妹", "钟土根"].map(|name| station.hand_over(name, "lnyd", vec![]));
        let mine = std::mem::replace(&mut station.station, StationId(2));
        station.collect("替别的站收的", "lnyd", vec![]);
        station.station = mine;
        station.write(cases[0], comment("下午再来"));
        station.sync().await;
        let mut other = office.station(SECOND_VILLAGE);
        other.hand_over("雷大山", "lnyd", vec![]);
        other.sync().await;
        let clerk = Browser::signed_in(&office, 0).await;
        for case in &cases[..2] {
            let done = clerk.act(case, json!({"kind": "accept"})).await;
            assert_eq!(done.status, 200, "{}", done.json);
        }
        Self { office, copies: 0 }
    }

    /// A copy of the data folder, edited by whoever has its file and nothing else.
    fn edited(&mut self, sql: &str) -> PathBuf {
        self.copies += 1;
        let to = self
            .office
            .folder
            .path()
            .join(format!("copy-{}", self.copies));
        backup(
            &self.office.app,
            &self.office.folder.path().join("data"),
            &to,
        )
        .unwrap();
        // The copy is looked at as a ledger, as one is that somebody put back.
        edit(&to, &format!("PRAGMA application_id = 0; {sql}"));
        to
    }
}

fn edit(data: &Path, sql: &str) {
    let db = Connection::open(data.join("township.db")).unwrap();
    db.execute_batch(&format!(
        "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; {sql}"
    ))
    .unwrap();
}

fn verified(data: &Path) -> Verified {
    verify(&App::open(data, Clock::at(MONDAY)).unwrap()).unwrap()
}

/// What was found, in one line each: what, whose, which entries, the case's number.
fn lines(found: &Verified) -> Vec<String> {
    let line = |one: &shanyi_server::verify::Finding| {
        let whose = one.whose.as_ref();
        let whose = whose.map(|whose| whose.station.as_deref().unwrap_or("乡里"));
        let entries = one.entries.map(|(from, to)| format!("{from}-{to}"));
        format!(
            "{:?} {} {} {}",
            one.what,
            whose.unwrap_or("-"),
            entries.as_deref().unwrap_or("-"),
            one.case.as_deref().unwrap_or("-")
        )
    };
    found.findings.iter().map(line).collect()
}

fn spelled(sql: &str) -> String {
    let mut sql = sql.replace("OWN", "(SELECT id FROM stream WHERE device = zeroblob(16))");
    for seq in 1..=8 {
        let event = format!("(SELECT event FROM entry WHERE stream = STREAM AND seq = {seq})");
        sql = sql.replace(&format!("EVENT({seq})"), &event);
    }
    sql.replace("STREAM", STREAM)
}

#[tokio::test]
async fn whatever_is_done_to_the_ledger_behind_its_back_is_found_and_named() {
    let mut township = Township::new().await;
    for (name, sql, said) in TAMPERINGS {
        let found = verified(&township.edited(&spelled(sql)));
        assert_eq!(lines(&found), said, "{name}");
        assert_eq!(found.is_whole(), said.is_empty(), "{name}");
        assert!(found.unsigned.is_empty(), "{name}");
    }
}

/// Edits the first case's name and makes every link of the stream anew, as somebody would who knows how
/// links are made and has no device's key. `behind` puts one more entry behind the last.
fn made_anew(data: &Path, behind: bool) {
    let db = Connection::open(data.join("township.db")).unwrap();
    let ask = |sql: &str| db.prepare(&spelled(sql)).unwrap();
    let (row, device, incarnation): (i64, [u8; 16], i64) =
        ask("SELECT id, device, incarnation FROM stream WHERE id = STREAM")
            .query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .unwrap();
    let stream = StreamId {
        device: DeviceId(device),
        incarnation: Incarnation(incarnation.cast_unsigned()),
    };
    let mut head = Head::new(stream);
    let sql = "SELECT entry.event, coalesce(quarantine.bytes, event.bytes),
                   coalesce(quarantine.seed, case_file.seed)
               FROM entry LEFT JOIN quarantine ON quarantine.stream = entry.stream AND quarantine.seq = entry.seq
               LEFT JOIN event ON event.id = entry.event LEFT JOIN case_file ON case_file.id = event.case_id
               WHERE entry.stream = STREAM ORDER BY entry.seq";
    let mut entries: Vec<([u8; 16], Vec<u8>, [u8; 16])> = ask(sql)
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    if behind {
        let (_, bytes, seed) = entries[7].clone();
        let sql = "INSERT INTO event SELECT zeroblob(16), 1000, case_id, station, seed, role, begins, bytes,
                       received_at, verdict FROM event WHERE id = EVENT(8)";
        db.execute(&spelled(sql), []).unwrap();
        entries.push(([0; 16], bytes, seed));
    } else {
        let said = String::from_utf8_lossy(&entries[0].1).contains("雷美凤");
        assert!(said);
        let at = entries[0]
            .1
            .windows(3)
            .position(|it| it == "凤".as_bytes())
            .unwrap();
        entries[0].1[at..at + 3].copy_from_slice("龙".as_bytes());
        let sql = "UPDATE event SET bytes = ?1 WHERE id = ?2";
        db.execute(sql, (&entries[0].1, entries[0].0)).unwrap();
    }
    db.execute("DELETE FROM entry WHERE stream = ?1", [row])
        .unwrap();
    for (id, bytes, seed) in entries {
        head = head.extended(&Seed(seed), &EventId(id), &bytes);
        let sql = "INSERT INTO entry VALUES (?1, ?2, ?3, ?4)";
        db.execute(sql, (row, head.seq.cast_signed(), head.link, id))
            .unwrap();
    }
    let sql = "UPDATE stream SET seq = ?2, link = ?3 WHERE id = ?1";
    db.execute(sql, (row, head.seq.cast_signed(), head.link))
        .unwrap();
}

#[tokio::test]
async fn a_chain_that_is_made_anew_with_all_its_links_is_not_what_the_device_signed() {
    let mut township = Township::new().await;
    let data = township.edited("");
    made_anew(&data, false);
    assert_eq!(lines(&verified(&data)), ["Rewritten 五星村服务站 1-8 -"]);
    let data = township.edited("");
    made_anew(&data, true);
    assert_eq!(
        lines(&verified(&data)),
        ["Added 五星村服务站 9-9 五星-26-A0001-8"]
    );
}

/// As `erase` does it, but for the word to the station, which is an event that the township signs.
#[tokio::test]
async fn a_case_that_is_erased_with_all_its_records_and_told_to_nobody_is_missing() {
    let mut township = Township::new().await;
    let data = township.edited("");
    let app = App::open(&data, Clock::at(MONDAY)).unwrap();
    let case = app
        .ledger
        .read(|view| view.case_ids())
        .map(|cases| cases[0]);
    let erasure = Erasure {
        case: case.unwrap_or_else(|error: LedgerError| panic!("{error}")),
        at: MONDAY,
        by: None,
        why: "x".to_owned(),
    };
    let done: Result<(), LedgerError> = app.ledger.write(|tx| tx.erase(&erasure, StationId(1)));
    done.unwrap();
    drop(app);
    let said = lines(&verified(&data));
    assert!(said.len() >= 2, "{said:?}");
    assert!(
        said.iter().all(|line| line.starts_with("Gone ")),
        "{said:?}"
    );
}

#[tokio::test]
async fn the_townships_own_stream_is_not_signed_over_what_was_done_to_it() {
    let mut township = Township::new().await;
    let cut = "DELETE FROM event WHERE role = 2 AND position = (SELECT max(position) FROM event WHERE role = 2);
        DELETE FROM entry WHERE stream = OWN AND seq = (SELECT max(seq) FROM entry WHERE stream = OWN);
        UPDATE stream SET seq = seq - 1,
            link = (SELECT link FROM entry WHERE stream = OWN ORDER BY seq DESC LIMIT 1) WHERE id = OWN";
    let data = township.edited(&spelled(cut));
    let app = App::open(&data, Clock::at(MONDAY)).unwrap();
    let doubled = Payload::Doubled(Doubled {
        device: DeviceId([7; 16]),
        since: MONDAY,
    });
    let place = Place::Station(StationId(1));
    let said: Result<_, LedgerError> = app.ledger.write(|tx| {
        say(tx, doubled.clone(), place, MONDAY)?;
        say(tx, doubled.clone(), place, MONDAY)
    });
    said.unwrap();
    drop(app);
    let said = lines(&verified(&data));
    assert!(
        said.contains(&"Rewritten 乡里 1-5 -".to_owned()),
        "{said:?}"
    );
    assert!(said.contains(&"Added 乡里 6-6 -".to_owned()), "{said:?}");
}

#[tokio::test]
async fn the_command_says_it_in_both_languages_and_ends_accordingly() {
    let mut township = Township::new().await;
    let run = |data: &Path, lang: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_shanyi-township"));
        let command = command.args(["verify", "--lang", lang, "--data"]).arg(data);
        let output = command.output().unwrap();
        (
            output.status.code(),
            String::from_utf8(output.stdout).unwrap(),
        )
    };
    let whole = township.edited("");
    let (code, said) = run(&whole, "zh");
    assert_eq!((code, said.contains("都对得上")), (Some(0), true), "{said}");
    let edited = township.edited(&spelled(TAMPERINGS[1].1));
    let event = verified(&edited).findings[0].event.unwrap().to_string();
    for (lang, words) in [
        (
            "zh",
            ["五星村服务站", "第 1 条", "单号 五星-26-A0001-8", "改过"],
        ),
        (
            "en",
            ["五星村服务站", "entry 1", "case 五星-26-A0001-8", "changed"],
        ),
    ] {
        let (code, said) = run(&edited, lang);
        assert_eq!(code, Some(1), "{said}");
        let named = words.iter().all(|word| said.contains(word)) && said.contains(&event);
        assert!(named, "{said}");
        assert!(!said.contains("雷美"), "nobody's name is in it: {said}");
    }
}
