//! The store and the ledger on a disk that lies: power cuts at every moment, with what was not
//! fsynced lost, torn or out of order; and a disk that refuses one call after another.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::{Path, PathBuf};

use shanyi_tests::chaos::copy_folder;
use shanyi_tests::disk::cuts::{Cuts, cut_everywhere};
use shanyi_tests::disk::refusals::{Tally, Whose, sweep};
use shanyi_tests::disk::station::SCRIPT;
use shanyi_tests::disk::township::Heard;
use shanyi_tests::disk::{Call, Disk, record, station, township};
use shanyi_tests::ground::{Ground, NOW};

const CHILD: &str = env!("CARGO_BIN_EXE_disk_child");

/// What a script was told up to a call.
fn said(calls: &[Call]) -> Vec<String> {
    let said = calls.iter().filter_map(|call| match call {
        Call::Said(line) => Some(line.clone()),
        _ => None,
    });
    said.collect()
}

fn look_at_station(folder: &Path, calls: &[Call]) -> Vec<String> {
    let (sure, maybe) = station::told(&said(calls));
    let looked = station::look(folder, &sure, &maybe);
    looked.unwrap_or_else(|error| vec![format!("{error}, {sure:?} were saved")])
}

/// A record of the station's script, with the disk as it was before.
fn station_recorded(how: &str, folder: &Path) -> (Disk, Vec<Call>) {
    let disk = Disk::of(folder).unwrap();
    let args = [how, folder.to_str().unwrap()];
    let calls = record(Path::new(CHILD), &args, folder).unwrap();
    (disk, calls)
}

#[test]
fn a_power_cut_on_a_disk_that_lies_takes_nothing_that_was_saved_and_leaves_nothing_half() {
    let folder = tempfile::tempdir().unwrap();
    let (disk, calls) = station_recorded("station", folder.path());
    let (sure, _) = station::told(&said(&calls));
    assert_eq!(sure.len(), SCRIPT.len(), "{calls:#?}");
    let look = |folder: &Path, nth: usize| look_at_station(folder, &calls[..=nth]);
    let (disks, wrong) = cut_everywhere(disk, &calls, Cuts::all(1), look).unwrap();
    assert!(disks > 200, "only {disks} disks were looked at");
    assert!(wrong.is_empty(), "{} of {disks}: {wrong:#?}", wrong.len());
}

#[test]
fn a_store_that_does_not_wait_for_the_disk_is_found_out() {
    let folder = tempfile::tempdir().unwrap();
    let (disk, calls) = station_recorded("careless", folder.path());
    let look = |folder: &Path, nth: usize| look_at_station(folder, &calls[..=nth]);
    let (_, wrong) = cut_everywhere(disk, &calls, Cuts::all(1), look).unwrap();
    assert!(
        !wrong.is_empty(),
        "a store without a single fsync lost nothing"
    );
}

/// Refuses one call after another, and holds what is left to what was said. In all of them turn by
/// turn: `cargo xtask chaos --disk`.
fn refused(whose: Whose, every: usize) -> Tally {
    let tally = sweep(whose, Path::new(CHILD), every).unwrap();
    let wrong = &tally.wrong;
    assert!(wrong.is_empty(), "{} wrong: {wrong:#?}", wrong.len());
    tally
}

#[test]
fn a_station_whose_disk_refuses_a_call_says_so_and_keeps_what_it_saved() {
    let tally = refused(Whose::Station, 13);
    assert!(tally.refused > 40 && tally.told > 20, "{tally:?}");
}

/// Power cuts during a first start, each of which another start has to get over.
fn first_starts(how: &str, start: fn(&Path) -> shanyi_tests::township::Run<()>) {
    let folder = tempfile::tempdir().unwrap();
    let disk = Disk::of(folder.path()).unwrap();
    let args = [how, folder.path().to_str().unwrap()];
    let calls = record(Path::new(CHILD), &args, folder.path()).unwrap();
    let look = |folder: &Path, _| match start(folder) {
        Ok(()) => Vec::new(),
        Err(error) => vec![error.to_string()],
    };
    let (disks, wrong) = cut_everywhere(disk, &calls, Cuts::all(3), look).unwrap();
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

#[test]
fn a_pc_that_takes_a_broken_one_s_place_and_loses_power_anywhere_takes_it_when_it_is_started_again()
{
    let (old, stick) = (Ground::new().unwrap(), tempfile::tempdir().unwrap());
    for nth in 0..3 {
        old.take_in("蓝春妹", &[nth; 3000]).unwrap();
    }
    let outside = old.held().choose_outer(stick.path()).unwrap();
    let snapshot = old.held().snapshot().unwrap();
    snapshot.copy_out(&outside, NOW).unwrap();
    let outside = outside.path();
    let folder = tempfile::tempdir().unwrap();
    station::first_install(folder.path()).unwrap();
    let disk = Disk::of(folder.path()).unwrap();
    let args = [
        "put-back",
        folder.path().to_str().unwrap(),
        outside.to_str().unwrap(),
    ];
    let calls = record(Path::new(CHILD), &args, folder.path()).unwrap();
    let look = |folder: &Path, _| {
        let looked = station::put_back_from(folder, outside).and_then(|()| {
            let store = shanyi_tests::ground::open(folder)?;
            let cases = store.sync_state()?.cases;
            let named = [0, 1, 2].map(|nth| shanyi_wire::derive::image_hash(&[nth; 3000]));
            let held = named.map(|hash| store.image(&hash).map(|image| image.is_some()));
            let held = held.iter().filter(|held| matches!(held, Ok(true))).count();
            match (cases, held) {
                (3, 3) => Ok(Vec::new()),
                other => Ok(vec![format!("{other:?}")]),
            }
        });
        looked.unwrap_or_else(|error| vec![error.to_string()])
    };
    let (disks, wrong) = cut_everywhere(disk, &calls, Cuts::all(4), look).unwrap();
    assert!(disks > 20, "only {disks} disks were looked at");
    assert!(wrong.is_empty(), "{} of {disks}: {wrong:#?}", wrong.len());
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
    let calls = record(Path::new(CHILD), &args, &data).unwrap();
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
    let (disks, wrong) = cut_everywhere(disk, &calls, Cuts::all(2), look).unwrap();
    assert!(disks > 100, "only {disks} disks were looked at");
    assert!(wrong.is_empty(), "{} of {disks}: {wrong:#?}", wrong.len());
}

#[test]
fn a_township_whose_disk_refuses_a_call_signs_for_nothing_that_it_does_not_hold() {
    let tally = refused(Whose::Township, 13);
    assert!(tally.refused > 40 && tally.told > 20, "{tally:?}");
}

#[test]
fn a_first_start_whose_disk_refuses_a_call_is_made_again() {
    let desk = refused(Whose::FirstDesk, 5);
    let township = refused(Whose::FirstTownship, 5);
    let (desk, township) = (desk.refused, township.refused);
    assert!(desk > 20 && township > 20, "{desk} and {township}");
}
