//! Copies in a second folder, at the commands that the screens call.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use shanyi_app::desk::{Desk, Opening};
use shanyi_domain::directory::Station;
use shanyi_domain::ids::{ActorId, DeviceId, StationId};
use shanyi_domain::number::Block;
use shanyi_store::{Identity, Operator, Options, Store, load_or_create_key};
use shanyi_wire::keys::SigningKey;

/// A folder of an enrolled PC.
fn enrolled(folder: &Path) {
    let key = load_or_create_key(folder).unwrap();
    let mut store = Store::open(folder, &key, Options::default()).unwrap();
    let identity = Identity {
        device: DeviceId([1; 16]),
        key: SigningKey::from_bytes(&[1; 32]),
        township_key: SigningKey::from_bytes(&[200; 32]).public(),
        server: "http://127.0.0.1:1".into(),
        station: Station {
            id: StationId(1),
            code: "331123208211".into(),
            name: "五星村服务站".into(),
            short: "五星".into(),
            township: "柘岱口乡".into(),
        },
        operator: Operator {
            id: ActorId(11),
            name: "梅建平".into(),
            phone: String::new(),
        },
        block: Block::parse("A").unwrap(),
    };
    store.enrol(&identity).unwrap();
}

fn desk(data: &Path, copy_after: Duration) -> Arc<Desk> {
    let mut opening = Opening::new(data);
    opening.copy_after = copy_after;
    opening.door_left_open = true;
    Desk::open(&opening)
}

fn call(desk: &Desk, name: &str, args: &Value) -> Value {
    desk.call(name, args.clone()).unwrap()
}

const LONG: Duration = Duration::from_secs(3600);

#[test]
fn a_chosen_folder_is_copied_to_when_it_is_said_and_what_came_of_it_is_told() {
    let (data, stick) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    enrolled(data.path());
    let desk = desk(data.path(), LONG);
    let none = call(&desk, "outer", &json!({}));
    assert_eq!(none["warning"]["kind"], "not_chosen");
    assert_eq!(none["folder"], Value::Null);
    // As a window of files copies a path.
    let typed = format!("\"{}\" ", stick.path().display());
    let chosen = call(&desk, "choose_outer", &json!({ "folder": typed }));
    assert_eq!(chosen["folder"], stick.path().to_str().unwrap());
    assert_eq!(
        (&chosen["there"], &chosen["warning"]["kind"]),
        (&json!(true), &json!("never"))
    );
    let copied = call(&desk, "copy_out", &json!({}));
    assert_eq!(copied["last"]["cases"], 0);
    assert_eq!(
        copied["warning"]["kind"], "no_keys",
        "nobody has chosen a PIN yet"
    );
    fs::write(data.path().join("keys"), b"{}").unwrap();
    let copied = call(&desk, "copy_out", &json!({}));
    assert_eq!(
        (&copied["warning"], &copied["fault"]),
        (&Value::Null, &Value::Null)
    );
}

#[test]
fn a_folder_that_is_not_there_or_in_the_data_folder_is_not_chosen() {
    let data = tempfile::tempdir().unwrap();
    enrolled(data.path());
    let desk = desk(data.path(), LONG);
    let inside = data.path().join("images");
    for folder in ["", "stick", "/no/such/stick", inside.to_str().unwrap()] {
        let refused = desk
            .call("choose_outer", json!({ "folder": folder }))
            .unwrap_err();
        let refused = serde_json::to_value(&refused).unwrap();
        assert_eq!(refused["kind"], "second_folder", "{folder}");
        let said = call(&desk, "outer", &json!({}));
        assert_eq!(said["folder"], Value::Null, "{folder}");
    }
    // It is the folder that is not there: the desk goes on.
    assert_eq!(call(&desk, "health", &json!({}))["shut"], Value::Null);
}

#[test]
fn a_stick_that_is_not_in_is_said_and_gets_its_copy_of_the_day_when_it_is_in() {
    let (data, stick) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    enrolled(data.path());
    let chosen = desk(data.path(), LONG);
    let args = json!({ "folder": stick.path() });
    call(&chosen, "choose_outer", &args);
    let folder = fs::read_dir(stick.path())
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let aside = stick.path().join("aside");
    fs::rename(&folder, &aside).unwrap();
    let refused = chosen.call("copy_out", json!({})).unwrap_err();
    assert_eq!(
        serde_json::to_value(&refused).unwrap()["fault"],
        "not_there"
    );
    let said = call(&chosen, "outer", &json!({}));
    assert_eq!(
        (&said["there"], &said["fault"]),
        (&json!(false), &json!("not_there"))
    );
    assert_eq!(call(&chosen, "health", &json!({}))["shut"], Value::Null);
    drop(chosen);
    fs::rename(&aside, &folder).unwrap();
    // The keeper makes it by itself.
    let again = desk(data.path(), Duration::ZERO);
    let begun = Instant::now();
    let last = loop {
        let said = call(&again, "outer", &json!({}));
        if !said["last"].is_null() || begun.elapsed() > Duration::from_secs(30) {
            break said["last"].clone();
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    assert_eq!(last["cases"], 0);
    let looked = again.looked();
    while again.looked() < looked + 3 {
        std::thread::sleep(Duration::from_millis(20));
    }
    let said = call(&again, "outer", &json!({}));
    assert_eq!(said["last"], last, "one of a day is enough");
}
