//! The store and the ledger on a disk that lies: power cuts at every moment, with what was not
//! fsynced lost, torn or out of order; and a disk that refuses one call after another.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use shanyi_tests::chaos::copy_folder;
use shanyi_tests::dice::Dice;
use shanyi_tests::disk::station::SCRIPT;
use shanyi_tests::disk::township::Heard;
use shanyi_tests::disk::{Call, Disk, Fault, Keep, record, refusing, station, township};
use shanyi_tests::ground::{Ground, quick_folder};

const CHILD: &str = env!("CARGO_BIN_EXE_disk_child");

/// What a power cut may leave, tried after each call that makes something sure or known.
const CUTS: [Keep; 7] = [
    Keep::Nothing,
    Keep::All,
    Keep::Names,
    Keep::First(50),
    Keep::Some(15),
    Keep::Some(50),
    Keep::Some(85),
];

/// Of the writes in between, so many in a hundred are tried too.
const WRITES: u32 = 20;

/// Cuts the power again and again along a record, and has each disk looked at. Gives how many there
/// were, and what was wrong with them.
fn cut_everywhere(
    mut disk: Disk,
    calls: &[Call],
    seed: u64,
    look: impl Fn(&Path, usize) -> Vec<String>,
) -> (usize, Vec<String>) {
    let (mut dice, mut seen) = (Dice::new(seed), BTreeSet::new());
    let (mut disks, mut wrong) = (0, Vec::new());
    for (nth, call) in calls.iter().enumerate() {
        disk.take(call, &mut dice);
        if matches!(call, Call::Said(_)) {
            // The same disk has to say more from now on.
            seen.clear();
        }
        let cuts: &[Keep] = match call {
            Call::Write(..) | Call::Length(..) => match dice.percent(WRITES) {
                true => &[Keep::Some(50)],
                false => &[],
            },
            _ => &CUTS,
        };
        for keep in cuts {
            let folder = quick_folder().unwrap();
            if disk
                .cut(*keep, &mut dice, folder.path(), &mut seen)
                .unwrap()
            {
                disks += 1;
                let found = look(folder.path(), nth).into_iter();
                wrong.extend(found.map(|what| format!("call {nth}, {keep:?}: {what}")));
            }
        }
    }
    (disks, wrong)
}

/// What the station's script was told up to a call: steps that were saved, and those that were
/// refused or not yet answered.
fn told(calls: &[Call]) -> (Vec<usize>, Vec<usize>) {
    let (mut sure, mut next) = (Vec::new(), 0);
    for call in calls {
        let Call::Said(line) = call else { continue };
        let words: Vec<&str> = line.split(' ').collect();
        if let [how @ ("saved" | "refused"), step, ..] = words.as_slice() {
            let step: usize = step.parse().unwrap();
            next = step + 1;
            if *how == "saved" {
                sure.push(step);
            }
        }
    }
    let asked = SCRIPT.len().min(next + 1);
    let maybe = (0..asked).filter(|step| !sure.contains(step)).collect();
    (sure, maybe)
}

fn look_at_station(folder: &Path, calls: &[Call]) -> Vec<String> {
    let (sure, maybe) = told(calls);
    let looked = station::look(folder, &sure, &maybe);
    looked.unwrap_or_else(|error| vec![format!("{error}, {sure:?} were saved")])
}

/// A record of the station's script, with the disk as it was before.
fn station_recorded(how: &str, folder: &Path, fault: Option<Fault>) -> (Disk, Vec<Call>) {
    let disk = Disk::of(folder).unwrap();
    let args = [how, folder.to_str().unwrap()];
    let calls = record(Path::new(CHILD), &args, folder, fault).unwrap();
    (disk, calls)
}

#[test]
fn a_power_cut_on_a_disk_that_lies_takes_nothing_that_was_saved_and_leaves_nothing_half() {
    let folder = tempfile::tempdir().unwrap();
    let (disk, calls) = station_recorded("station", folder.path(), None);
    let (sure, _) = told(&calls);
    assert_eq!(sure.len(), SCRIPT.len(), "{calls:#?}");
    let look = |folder: &Path, nth: usize| look_at_station(folder, &calls[..=nth]);
    let (disks, wrong) = cut_everywhere(disk, &calls, 1, look);
    assert!(disks > 200, "only {disks} disks were looked at");
    assert!(wrong.is_empty(), "{} of {disks}: {wrong:#?}", wrong.len());
}

#[test]
fn a_store_that_does_not_wait_for_the_disk_is_found_out() {
    let folder = tempfile::tempdir().unwrap();
    let (disk, calls) = station_recorded("careless", folder.path(), None);
    let look = |folder: &Path, nth: usize| look_at_station(folder, &calls[..=nth]);
    let (_, wrong) = cut_everywhere(disk, &calls, 1, look);
    assert!(
        !wrong.is_empty(),
        "a store without a single fsync lost nothing"
    );
}

#[test]
fn a_station_whose_disk_refuses_a_call_says_so_and_keeps_what_it_saved() {
    // Each call in turn, some left out: of hundreds of like writes every seventh is refused.
    let faults = [
        ("pwrite64", 1..160, 7, "EIO"),
        ("fdatasync", 1..24, 1, "EIO"),
        ("fsync", 1..24, 2, "EIO"),
        ("ftruncate", 1..8, 1, "EIO"),
        ("write", 1..12, 3, "ENOSPC"),
        ("rename", 1..6, 1, "EIO"),
    ];
    let mut refused = 0;
    for (call, turns, step, error) in faults {
        for nth in turns.step_by(step) {
            let folder = tempfile::tempdir().unwrap();
            let fault = Fault { call, nth, error };
            let (mut disk, calls) = station_recorded("station", folder.path(), Some(fault));
            refused += usize::from(told(&calls).0.len() < SCRIPT.len());
            let found = look_at_station(folder.path(), &calls);
            assert!(found.is_empty(), "{fault:?}: {found:#?}");
            // And the power goes then.
            let mut dice = Dice::new(nth as u64);
            calls.iter().for_each(|call| disk.take(call, &mut dice));
            for keep in [Keep::Nothing, Keep::Some(50), Keep::All] {
                let left = quick_folder().unwrap();
                let mut seen = BTreeSet::new();
                disk.cut(keep, &mut dice, left.path(), &mut seen).unwrap();
                let found = look_at_station(left.path(), &calls);
                assert!(found.is_empty(), "{fault:?}, then {keep:?}: {found:#?}");
            }
        }
    }
    assert!(refused > 20, "only {refused} runs met a refusal");
}

/// Power cuts during a first start, each of which another start has to get over.
fn first_starts(how: &str, start: fn(&Path) -> shanyi_tests::township::Run<()>) {
    let folder = tempfile::tempdir().unwrap();
    let disk = Disk::of(folder.path()).unwrap();
    let args = [how, folder.path().to_str().unwrap()];
    let calls = record(Path::new(CHILD), &args, folder.path(), None).unwrap();
    let look = |folder: &Path, _| match start(folder) {
        Ok(()) => Vec::new(),
        Err(error) => vec![error.to_string()],
    };
    let (disks, wrong) = cut_everywhere(disk, &calls, 3, look);
    assert!(disks > 20, "only {disks} disks were looked at");
    assert!(wrong.is_empty(), "{} of {disks}: {wrong:#?}", wrong.len());
}

#[test]
fn a_first_start_of_a_desk_that_loses_power_anywhere_is_made_again() {
    first_starts("first-desk", station::first_start);
}

#[test]
fn a_first_start_of_a_township_that_loses_power_anywhere_is_made_again() {
    first_starts("first-township", township::first_start);
}

/// Two whose station has not spoken yet, in a folder of its own.
fn ground() -> (tempfile::TempDir, PathBuf) {
    let made = Ground::new().unwrap();
    let folder = tempfile::tempdir().unwrap();
    copy_folder(made.folder(), folder.path()).unwrap();
    let path = folder.path().to_owned();
    (folder, path)
}

fn stream_of(folder: &Path) -> shanyi_wire::stream::StreamId {
    let store = shanyi_tests::ground::open(&folder.join("station")).unwrap();
    store.head().unwrap().stream
}

fn look_at_township(
    data: &Path,
    stream: shanyi_wire::stream::StreamId,
    heard: &Heard,
) -> Vec<String> {
    let looked = township::look(data, stream, heard);
    looked.unwrap_or_else(|error| vec![error.to_string()])
}

#[test]
fn a_township_that_loses_power_on_a_disk_that_lies_holds_all_that_it_signed_for() {
    let (_held, folder) = ground();
    let (stream, data) = (stream_of(&folder), folder.join("township"));
    let disk = Disk::of(&data).unwrap();
    let args = ["township", folder.to_str().unwrap()];
    let calls = record(Path::new(CHILD), &args, &data, None).unwrap();
    let mut moments = vec![Heard::default()];
    for call in &calls {
        let mut heard = moments.last().cloned().unwrap();
        if let Call::Said(line) = call {
            heard.hear(line);
        }
        moments.push(heard);
    }
    let end = moments.last().unwrap();
    assert_eq!(end.receipt, 3 * u64::from(township::CASES), "{end:?}");
    assert_eq!(end.answers, township::CASES as usize);
    assert!(
        end.images.iter().filter(|image| image.2).count() == 4,
        "{end:?}"
    );
    let look = |data: &Path, nth: usize| look_at_township(data, stream, &moments[nth + 1]);
    let (disks, wrong) = cut_everywhere(disk, &calls, 2, look);
    assert!(disks > 100, "only {disks} disks were looked at");
    assert!(wrong.is_empty(), "{} of {disks}: {wrong:#?}", wrong.len());
}

#[test]
fn a_township_whose_disk_refuses_a_call_signs_for_nothing_that_it_does_not_hold() {
    let faults = [
        ("pwrite64", 1..60, 9, "EIO"),
        ("fdatasync", 1..20, 3, "EIO"),
        ("pwrite64", 2..60, 14, "ENOSPC"),
    ];
    for (call, turns, step, error) in faults {
        for nth in turns.step_by(step) {
            let (_held, folder) = ground();
            let (stream, data) = (stream_of(&folder), folder.join("township"));
            let files = ["township.db", "township.db-wal"].map(|file| data.join(file));
            let args = ["township", folder.to_str().unwrap()];
            let fault = Fault { call, nth, error };
            let mut heard = Heard::default();
            let said = refusing(Path::new(CHILD), &args, &files, fault).unwrap();
            said.iter().for_each(|line| heard.hear(line));
            let found = look_at_township(&data, stream, &heard);
            assert!(found.is_empty(), "{fault:?}: {found:#?}");
        }
    }
}
