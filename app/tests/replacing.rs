//! A fresh PC before the copies of a broken one: what is found, what is said, and that nothing half-way is
//! left.
#![allow(clippy::unwrap_used)]

mod furnished;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use furnished::{an_id_number, elders_card, furnished};
use serde_json::{Value, json};
use shanyi_app::desk::{Desk, Opening};
use shanyi_app::door::Cost;
use tempfile::TempDir;

const CHEAP: Cost = Cost {
    memory: 64,
    rounds: 1,
    lanes: 1,
};

/// A broken PC's stick, and the code in the envelope.
struct Broken {
    folder: TempDir,
    stick: PathBuf,
    code: String,
    _desk: Arc<Desk>,
}

impl Broken {
    /// With a copy of one case, and a later one of two.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let stick = folder.path().join("stick");
        fs::create_dir(&stick).unwrap();
        let mut opening = Opening {
            door_left_open: false,
            pin_cost: CHEAP,
            ..furnished(&folder.path().join("old"))
        };
        // The day before.
        opening.clock.offset_seconds = -86_400;
        let desk = Desk::open(&opening);
        let made = json!({ "operator": 11, "pin": "274910" });
        let made = desk.call("choose_pin", made).unwrap();
        let groups: Vec<String> = serde_json::from_value(made["groups"].clone()).unwrap();
        let asked = [0, 1].map(|nth| {
            let place = usize::try_from(made["ask"][nth].as_u64().unwrap()).unwrap();
            groups[place - 1].clone()
        });
        desk.call("confirm_recovery", json!({ "groups": asked }))
            .unwrap();
        let chosen = json!({ "folder": stick.to_string_lossy() });
        desk.call("choose_outer", chosen).unwrap();
        let code = groups.concat();
        take_in(&desk);
        desk.call("copy_out", Value::Null).unwrap();
        drop(desk);
        opening.clock.offset_seconds = 0;
        let desk = Desk::open(&opening);
        let who = json!({ "operator": 11, "pin": "274910" });
        desk.call("sign_in", who).unwrap();
        take_in(&desk);
        desk.call("copy_out", Value::Null).unwrap();
        Self {
            folder,
            stick,
            code,
            _desk: desk,
        }
    }

    /// A PC that is nobody's.
    fn fresh(&self) -> (Opening, Arc<Desk>) {
        let opening = Opening {
            pin_cost: CHEAP,
            ..Opening::new(self.folder.path().join("new"))
        };
        let desk = Desk::open(&opening);
        (opening, desk)
    }

    /// The PC's own folder on the stick.
    fn copies(&self) -> PathBuf {
        fs::read_dir(&self.stick)
            .unwrap()
            .next()
            .unwrap()
            .unwrap()
            .path()
    }

    /// Flips a bit in the newest copies, so many.
    fn damage(&self, count: usize) {
        let copies = fs::read_dir(self.copies().join("backups")).unwrap();
        let mut copies: Vec<_> = copies.map(|file| file.unwrap().path()).collect();
        copies.sort_by_key(|path| {
            let name = path.to_string_lossy().into_owned();
            let nth = name.rsplit_once("-n").unwrap().1;
            std::cmp::Reverse(nth.trim_end_matches(".db").parse::<u32>().unwrap())
        });
        for copy in copies.iter().take(count) {
            let mut bytes = fs::read(copy).unwrap();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            fs::write(copy, bytes).unwrap();
        }
    }
}

fn take_in(desk: &Desk) {
    let form = elders_card("阚玥瑶", &an_id_number(), "13905787731", "下坪组 12 号");
    desk.call("take_in", form).unwrap();
}

fn said(answer: Result<Value, shanyi_app::error::DeskError>) -> Value {
    let error = serde_json::to_value(answer.unwrap_err()).unwrap();
    assert_eq!(error["kind"], "replacing", "{error}");
    error["fault"].clone()
}

fn folder(path: &Path) -> Value {
    json!({ "folder": path.to_string_lossy() })
}

fn opening(path: &Path, code: &str) -> Value {
    json!({ "folder": path.to_string_lossy(), "code": code })
}

#[test]
fn the_newest_copy_that_is_whole_is_put_back_and_the_damaged_one_is_told() {
    let broken = Broken::new();
    broken.damage(1);
    let (of_new, desk) = broken.fresh();
    let found = desk.call("look_for_copies", folder(&broken.stick)).unwrap();
    assert_eq!(found["pcs"][0]["people"], json!(["梅建平"]), "{found}");
    assert_eq!(found["pcs"][0]["copies"].as_array().unwrap().len(), 2);
    // Whoever clicked their way further in chose the same.
    let within = broken.copies().join("backups");
    assert!(desk.call("look_for_copies", folder(&within)).is_ok());

    let inside = desk.call("open_copies", opening(&broken.stick, &broken.code));
    let inside = inside.unwrap();
    assert_eq!(inside["station"], "五星村服务站");
    assert_eq!(
        (&inside["cases"], &inside["passed_over"]),
        (&json!(1), &json!(1))
    );
    // So far nothing of it is here.
    assert_eq!(desk.call("door", Value::Null).unwrap()["state"], "joining");
    let done = desk.call("put_copy_back", Value::Null).unwrap();
    assert_eq!(
        (&done["cases"], &done["passed_over"]),
        (&json!(1), &json!(1))
    );
    let door = desk.call("door", Value::Null).unwrap();
    assert_eq!(
        (&door["state"], &door["recovered"]),
        (&json!("choose_pin"), &json!(true))
    );
    drop(desk);
    // The program that ends here asks for the PIN when it is there again.
    let desk = Desk::open(&of_new);
    assert_eq!(
        desk.call("door", Value::Null).unwrap()["state"],
        "choose_pin"
    );
    assert_eq!(
        said(desk.call("look_for_copies", folder(&broken.stick))),
        "has_cases"
    );
}

#[test]
fn whatever_is_wrong_with_stick_or_code_has_its_own_word_and_can_be_said_again() {
    let broken = Broken::new();
    let (_, desk) = broken.fresh();
    let empty = broken.folder.path().join("empty");
    fs::create_dir(&empty).unwrap();
    let look = |path: &Path| desk.call("look_for_copies", folder(path));
    assert_eq!(said(look(&broken.stick.join("nothing"))), "no_folder");
    assert_eq!(said(look(Path::new("stick"))), "no_folder");
    assert_eq!(said(look(&empty)), "no_copies");
    assert_eq!(
        said(desk.call("put_copy_back", Value::Null)),
        "nothing_opened"
    );
    let other = "0".repeat(broken.code.len());
    let wrong = desk.call("open_copies", opening(&broken.stick, &other));
    let wrong = serde_json::to_value(wrong.unwrap_err()).unwrap();
    assert_eq!(wrong["kind"], "recovery_code", "{wrong}");

    let right = opening(&broken.stick, &broken.code);
    desk.call("open_copies", right.clone()).unwrap();
    let away = broken.folder.path().join("away");
    fs::rename(&broken.stick, &away).unwrap();
    assert_eq!(said(desk.call("put_copy_back", Value::Null)), "gone");
    assert_eq!(desk.call("door", Value::Null).unwrap()["state"], "joining");
    fs::rename(&away, &broken.stick).unwrap();
    let keys = broken.copies().join("keys");
    let kept = fs::read(&keys).unwrap();
    fs::remove_file(&keys).unwrap();
    assert_eq!(said(desk.call("open_copies", right.clone())), "no_keys");
    fs::write(&keys, kept).unwrap();
    assert_eq!(desk.call("put_copy_back", Value::Null).unwrap()["cases"], 2);
}

#[test]
fn copies_that_are_all_damaged_are_said_to_be_and_the_pc_stays_nobody_s() {
    let broken = Broken::new();
    let (_, desk) = broken.fresh();
    let right = opening(&broken.stick, &broken.code);
    desk.call("open_copies", right.clone()).unwrap();
    broken.damage(2);
    assert_eq!(said(desk.call("put_copy_back", Value::Null)), "all_damaged");
    assert_eq!(said(desk.call("open_copies", right)), "all_damaged");
    assert_eq!(desk.call("door", Value::Null).unwrap()["state"], "joining");
    assert!(!broken.folder.path().join("new/cases.mending").exists());
}

#[cfg(target_os = "linux")]
#[test]
fn a_new_pc_without_room_says_so_and_goes_on_when_there_is_some() {
    let name = "a_new_pc_without_room_says_so_and_goes_on_when_there_is_some";
    furnished::disk::on_a_disk(name, 48, |disk| {
        let broken = Broken::new();
        let desk = Desk::open(&Opening {
            pin_cost: CHEAP,
            ..Opening::new(disk.join("new"))
        });
        let right = opening(&broken.stick, &broken.code);
        desk.call("open_copies", right).unwrap();
        assert_eq!(said(desk.call("put_copy_back", Value::Null)), "no_room");
        assert_eq!(desk.call("door", Value::Null).unwrap()["state"], "joining");
        let more = std::process::Command::new("mount")
            .args(["-o", "remount,size=200m"])
            .arg(disk)
            .status();
        assert!(more.unwrap().success());
        assert_eq!(desk.call("put_copy_back", Value::Null).unwrap()["cases"], 2);
    });
}
