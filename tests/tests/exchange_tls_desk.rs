//! A desk and its township's server, as they are installed: TLS by the township's own authority, and
//! what the operator is told when somebody else answers in its name.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use shanyi_server::authority::Authorities;
use shanyi_store::{Enrolment, Options, Store, load_or_create_key};
use shanyi_tests::counter::{Counter, applicant, line, made_up_id};
use shanyi_tests::ground::NOW;
use shanyi_tests::pictures;
use shanyi_tests::township::{STATION, Township};

/// How long silence is borne here.
const STALL: Duration = Duration::from_secs(10);

/// A township whose server has TLS.
fn township(folder: &Path) -> Township {
    let township = Township::closed(folder).with_option("--tls");
    let mut township = township.with_option("127.0.0.1");
    township.open().unwrap();
    township
}

/// A desk that was enrolled at this township and trusts its authorities. It has not spoken yet.
fn desk(folder: &Path, township: &Township) -> Counter {
    let file = folder.join("enrolment.json");
    township.enrol(STATION, &file).unwrap();
    let mut counter = Counter::open_with(folder, &file, |opening| opening.stall = STALL);
    counter.close();
    let data = counter.data();
    let key = load_or_create_key(&data).unwrap();
    let mut store = Store::open(&data, &key, Options::default()).unwrap();
    let trusted = Authorities::keep(township.data(), NOW).unwrap();
    let [authority, spare] = trusted.certificates().try_into().unwrap();
    store
        .keep_enrolment(&Enrolment {
            sealing: [7; 32],
            recovery: "age1".into(),
            authority,
            spare,
        })
        .unwrap();
    drop(store);
    counter.reopen();
    counter
}

fn take_in(counter: &Counter, serial: u16) {
    let photo = pictures::photo(&["居民身份证"], (1600, 1000), u64::from(serial)).unwrap();
    let side = counter.picture("id_side", &photo).unwrap();
    let form = json!({
        "item": "lnyd",
        "applicant": applicant("吴小满", &made_up_id(1958, serial)),
        "channel": "counter",
        "materials": [
            line("id_card", &[side]), line("photo", &[]), line("household_register", &[]),
        ],
        "applies": [],
        "submit": true,
        "draft": null,
    });
    counter.call("take_in", form).unwrap();
}

#[test]
fn a_desk_and_its_township_exchange_everything_over_tls() {
    let folder = tempfile::tempdir().unwrap();
    let mut township = township(folder.path());
    let mut counter = desk(folder.path(), &township);
    counter.until_furnished().unwrap();
    take_in(&counter, 1);
    counter.until_sent().unwrap();
    // The server starts anew, and the desk comes back by itself.
    township.kill();
    take_in(&counter, 2);
    let down = |sync: &Value| sync["line"] == "down";
    counter.until("sync_status", &json!({}), down).unwrap();
    township.start().unwrap();
    counter.until_sent().unwrap();
    let data = counter.data();
    counter.close();
    let here = Counter::account(&data).unwrap();
    assert_eq!(here, township.account().unwrap());
    let count = |what: &str| here.matches(what).count();
    assert_eq!((count("event "), count("image ")), (4, 2), "{here}");
}

#[test]
fn a_desk_that_somebody_else_answers_says_so_sends_nothing_and_goes_on_when_it_is_the_township() {
    let folder = tempfile::tempdir().unwrap();
    let mut township = township(folder.path());
    let mut counter = desk(folder.path(), &township);
    counter.until_furnished().unwrap();
    // Another authority in the place of the one that the desk trusts.
    township.kill();
    let files = ["authority.pem", "spare-authority.pem", "server.pem"];
    let aside = folder.path().join("aside");
    std::fs::create_dir(&aside).unwrap();
    for file in files {
        std::fs::rename(township.data().join(file), aside.join(file)).unwrap();
    }
    township.start().unwrap();
    take_in(&counter, 3);
    let unproven = |sync: &Value| sync["line"] == "unproven";
    let said = counter.until("sync_status", &json!({}), unproven).unwrap();
    assert_eq!(said["cases_waiting"], 1, "{said}");
    let tries = counter.call("sync_history", json!({})).unwrap();
    assert_eq!(tries["tries"][0]["outcome"], "wrong_authority", "{tries}");
    assert!(!township.account().unwrap().contains("event "));

    township.kill();
    for file in files {
        std::fs::rename(aside.join(file), township.data().join(file)).unwrap();
    }
    township.start().unwrap();
    counter.until_sent().unwrap();
    let data = counter.data();
    counter.close();
    let here = Counter::account(&data).unwrap();
    assert_eq!(here, township.account().unwrap());
}
