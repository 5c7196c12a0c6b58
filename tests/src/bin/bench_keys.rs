//! What keys cost: coming in by a PIN against one run of Argon2id, and cipher and signature against
//! the whole saving of a case with its images.
#![allow(clippy::print_stderr, reason = "a bench says how it goes")]
#![allow(clippy::unwrap_used, reason = "the scene is the tests' own")]

#[path = "../../../app/tests/furnished/mod.rs"]
mod furnished;

use std::error::Error;
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::time::Instant;

use furnished::{an_id_number, furnished};
use serde_json::{Value, json};
use shanyi_app::desk::{Desk, Opening};
use shanyi_app::picture::prepare;
use shanyi_app::view::PictureOf;
use shanyi_domain::fact::{Applicant, Channel, Collected, Fact, ImageRef, MaterialLine};
use shanyi_domain::identity::IdNumber;
use shanyi_domain::ids::{ActorId, StationId};
use shanyi_domain::time::Moment;
use shanyi_store::vault::{COST, stretch};
use shanyi_store::{Act, DatabaseKey, Durability, Options, Store};
use shanyi_tests::figure::{Figure, cpu, median};
use shanyi_tests::pictures;
use shanyi_wire::derive::image_hash;
use shanyi_wire::keys::SigningKey;

type Run<T> = Result<T, Box<dyn Error>>;

const SIGN_INS: usize = 7;
const ROUNDS: usize = 7;
/// Cases of one round, with two images each.
const CASES: u32 = 6;
const PIN: &str = "274910";

fn main() -> Run<()> {
    let (unlock, argon) = sign_ins()?;
    Figure::new("one run of Argon2id", median(&argon), "ms").say();
    Figure::new(
        "coming in by a PIN",
        median(&unlock) / median(&argon),
        "times",
    )
    .ratio_to("one run of Argon2id at the chosen cost")
    .at_most(1.5)
    .say();
    // Each its own: what the store has already it would not encrypt again.
    let photos: Vec<Vec<u8>> = (0..2 * u64::from(CASES))
        .map(|nth| pictures::photo(&["居民身份证"], (1600, 1000), nth))
        .collect::<Result<_, _>>()?;
    let mut ratios = Vec::new();
    for round in 0..ROUNDS {
        let with = cases(&photos, true)?;
        let without = cases(&photos, false)?;
        eprintln!(
            "round {round}: {:.1} ms with, {:.1} ms without",
            with / 1e6,
            without / 1e6
        );
        ratios.push(with / without);
    }
    Figure::new(
        "CPU time of a saved case with two images",
        median(&ratios),
        "times",
    )
    .ratio_to("the same without cipher and signature")
    .at_most(1.15)
    .say();
    Ok(())
}

/// Milliseconds of coming in, the store's opening and all that is noted with it, and of one run of
/// Argon2id beside each.
fn sign_ins() -> Run<(Vec<f64>, Vec<f64>)> {
    let place = tempfile::tempdir()?;
    let opening = Opening {
        door_left_open: false,
        ..furnished(&place.path().join("station"))
    };
    let desk = Desk::open(&opening);
    let made = desk.call("choose_pin", json!({ "operator": 11, "pin": PIN }))?;
    let asked = [0, 1].map(|at| {
        let place = made["ask"][at].as_u64().unwrap_or(1) as usize;
        made["groups"][place - 1].clone()
    });
    desk.call("confirm_recovery", json!({ "groups": asked }))?;
    drop(desk);
    let (mut unlock, mut argon) = (Vec::new(), Vec::new());
    for _ in 0..SIGN_INS {
        let begun = Instant::now();
        stretch(PIN, &[5; 16], COST)?;
        argon.push(begun.elapsed().as_secs_f64() * 1e3);
        let desk = Desk::open(&opening);
        let begun = Instant::now();
        let door: Value = desk.call("sign_in", json!({ "operator": 11, "pin": PIN }))?;
        unlock.push(begun.elapsed().as_secs_f64() * 1e3);
        assert_eq!(door["state"], "open");
    }
    Ok((unlock, argon))
}

/// CPU nanoseconds of one case with two images: made ready, kept, recorded, and its head signed.
fn cases(photos: &[Vec<u8>], encrypted: bool) -> Run<f64> {
    let folder = tempfile::tempdir()?;
    let options = Options {
        durability: Durability::None,
        plain: !encrypted,
        ..Options::default()
    };
    let mut store = Store::open(folder.path(), &DatabaseKey::from_bytes([7; 32]), options)?;
    store.enrol(&furnished::identity())?;
    let key = SigningKey::from_bytes(&[1; 32]);
    let mut spent = 0.0;
    for (n, two) in (0..CASES).zip(photos.chunks(2)) {
        let mut from = cpu();
        let mut ready = Vec::new();
        for photo in two {
            ready.push(prepare(photo, PictureOf::Sheet)?);
        }
        for one in &ready {
            match encrypted {
                true => {
                    store.put_image(&one.bytes, one.media)?;
                }
                false => keep_plain(folder.path(), &one.bytes)?,
            }
        }
        if !encrypted {
            // No event names an image that the store does not have: it gets them beside the count.
            spent += cpu() - from;
            for one in &ready {
                store.put_image(&one.bytes, one.media)?;
            }
            from = cpu();
        }
        let images = ready.iter().map(|one| ImageRef {
            hash: image_hash(&one.bytes),
            length: u32::try_from(one.bytes.len()).unwrap_or(u32::MAX),
            media: one.media,
        });
        store.record(intake(n, images.collect())?)?;
        if encrypted {
            std::hint::black_box(key.sign(&[7; 64]));
        }
        spent += cpu() - from;
    }
    Ok(spent / f64::from(CASES))
}

/// The bytes go the same way to the disk, without a cipher.
fn keep_plain(folder: &Path, bytes: &[u8]) -> Run<()> {
    let hash = image_hash(bytes);
    let path = folder.join(format!("{hash}.part"));
    let mut file = File::create(&path)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&path, folder.join(hash.to_string()))?;
    Ok(File::open(folder)?.sync_all()?)
}

/// A complete intake with these images.
fn intake(n: u32, images: Vec<ImageRef>) -> Run<Act> {
    let line = MaterialLine {
        material: "id_card".into(),
        originals: 1,
        copies: 1,
        images,
        checked: true,
    };
    let collected = Collected {
        number: String::new(),
        station: StationId(1),
        item: "lnyd".into(),
        catalog_version: 1,
        applicant: Applicant {
            name: "蓝春妹".into(),
            id_number: Some(IdNumber::parse(&an_id_number())?),
            phone: Some("13857800002".into()),
            address: format!("下坪组 {n} 号"),
        },
        materials: vec![line],
        channel: Channel::Counter,
        noticed: Vec::new(),
        applies: Vec::new(),
    };
    Ok(Act {
        case: None,
        facts: vec![Fact::Collected(collected)],
        actor: ActorId(11),
        at: Moment(1_795_222_800 + i64::from(n)),
        clock_doubtful: false,
        draft: None,
    })
}
