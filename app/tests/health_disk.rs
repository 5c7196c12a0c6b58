//! A disk that is read-only or full under a whole desk. Such a test runs in a process of its own,
//! with a view of the file system of its own, on a small disk in memory.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)]

use std::fs::{self, File};
use std::io::Write;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use shanyi_app::desk::Desk;

mod furnished;

use furnished::disk::on_a_disk;

fn called(desk: &Desk, name: &str, args: Value) -> Result<Value, Value> {
    desk.call(name, args).map_err(|error| json!(error))
}

fn comes(what: &str, there: impl Fn() -> bool) {
    let begun = Instant::now();
    while !there() {
        assert!(begun.elapsed() < Duration::from_secs(20), "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn health(desk: &Desk) -> Value {
    called(desk, "health", json!({})).unwrap()
}

fn keep(desk: &Desk) -> Result<Value, Value> {
    let draft = json!({ "form": "intake:1", "content": {} });
    called(desk, "keep_draft", draft)
}

#[test]
fn a_desk_on_a_read_only_disk_reads_and_saves_again_when_the_disk_lets_it() {
    let name = "a_desk_on_a_read_only_disk_reads_and_saves_again_when_the_disk_lets_it";
    on_a_disk(name, 48, |disk| {
        let opening = furnished::furnished(&disk.join("station"));
        drop(Desk::open(&opening));
        let remount = |how: &str| {
            let done = Command::new("mount")
                .args(["-o", how])
                .arg(disk)
                .status()
                .unwrap();
            assert!(done.success());
        };
        remount("remount,ro");
        let desk = Desk::open(&opening);
        let why = json!({ "kind": "disk" });
        assert_eq!(health(&desk)["read_only"], why);
        let refused = json!({ "kind": "read_only", "fault": why });
        assert_eq!(keep(&desk).unwrap_err(), refused);
        called(&desk, "today", json!({})).unwrap();
        remount("remount,rw");
        comes("the desk saves again", || keep(&desk).is_ok());
        assert!(health(&desk)["read_only"].is_null());
    });
}

#[test]
fn a_full_disk_refuses_images_and_goes_on_with_drafts_until_there_is_room() {
    let name = "a_full_disk_refuses_images_and_goes_on_with_drafts_until_there_is_room";
    on_a_disk(name, 48, |disk| {
        let data = disk.join("station");
        let desk = Desk::open(&furnished::furnished(&data));
        comes("the ballast is laid", || data.join("ballast").exists());
        let filler = disk.join("filler");
        let mut file = File::create(&filler).unwrap();
        while file.write(&[1; 4096]).is_ok_and(|more| more > 0) {}
        drop(file);
        comes("the ballast goes for what is typed", || {
            keep(&desk).unwrap();
            !data.join("ballast").exists()
        });
        assert_eq!(health(&desk)["room"], "no_images");
        let image = desk.call_with_bytes("prepare_picture", json!({ "of": "sheet" }), &[1; 9]);
        let kind = json!(image.unwrap_err())["kind"].clone();
        assert_eq!(kind, "no_room_for_images");
        fs::remove_file(filler).unwrap();
        comes("there is room", || health(&desk)["room"] == "enough");
        comes("the ballast is laid", || data.join("ballast").exists());
    });
}
