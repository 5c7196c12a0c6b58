//! Scans that break off on their way: the desk's program ends, another goes on over another carrier,
//! and what is at the township in the end is the picture, of which little went over twice.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use shanyi_domain::ids::{ImageHash, StationId};
use shanyi_server::clock::Clock;
use shanyi_server::ledger::LedgerError;
use shanyi_server::{App, serve};
use shanyi_store::{Options, Store, load_or_create_key};
use shanyi_sync::engine::{Engine, Given, Parties};
use shanyi_sync::pace::Pace;
use shanyi_tests::counter::{Counter, applicant, line, made_up_id};
use shanyi_tests::enrolled::identity;
use shanyi_tests::ground::NOW;
use shanyi_tests::line::Line;
use shanyi_tests::memory::Memory;
use shanyi_tests::pictures;
use shanyi_tests::township::{STATION, Township};
use tempfile::TempDir;

/// What goes up besides a scan until it breaks off, at most: hellos, pushes, a small picture, and
/// what HTTP puts around each.
const AROUND: u64 = 12_000;

/// A real desk, a real township, and the line between them.
struct Scene {
    folder: TempDir,
    township: Township,
    wire: Line,
    counter: Counter,
    station: StationId,
}

/// A scan that a case names.
struct Scan {
    hash: ImageHash,
    length: u64,
}

impl Scene {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let township = Township::found(folder.path()).unwrap();
        let wire = Line::to(township.port()).unwrap();
        let file = folder.path().join("enrolment.json");
        township.enrol(STATION, &file).unwrap();
        through(&file, &wire.url());
        let counter = Counter::open(folder.path(), &file);
        counter.until_furnished().unwrap();
        let station = identity(&file).station.id;
        Self {
            folder,
            township,
            wire,
            counter,
            station,
        }
    }

    /// Takes in a case with a scan of two chunks.
    fn take_in(&self, serial: u16) -> Scan {
        let photo = pictures::photo(&["居民身份证"], (1600, 1000), serial.into()).unwrap();
        let side = self.counter.picture("id_side", &photo).unwrap();
        let form = json!({
            "item": "lnyd",
            "applicant": applicant("雷美凤", &made_up_id(1958, serial)),
            "channel": "counter",
            "materials": [
                line("id_card", std::slice::from_ref(&side)),
                line("photo", &[]),
                line("household_register", &[]),
            ],
            "applies": [],
            "submit": true,
            "draft": null,
        });
        self.counter.call("take_in", form).unwrap();
        let scan = Scan {
            hash: ImageHash::from_hex(side["hash"].as_str().unwrap()).unwrap(),
            length: side["length"].as_u64().unwrap(),
        };
        let chunk = Pace::default().chunk() as u64;
        assert!(scan.length > chunk, "a scan of {} bytes", scan.length);
        scan
    }

    /// Lets so many bytes up until the line breaks; then the desk's program ends. Gives how many
    /// bytes of the scan are at the township.
    fn breaks_after(&mut self, bytes: u64, scan: &Scan) -> u64 {
        let (had, before) = (self.have(scan), self.wire.carried().0);
        self.wire.mend();
        self.wire.cut_after(bytes);
        self.counter.call("send_now", json!({})).unwrap();
        let broken = |_: &Value| self.wire.is_down();
        self.counter
            .until("sync_status", &json!({}), broken)
            .unwrap();
        self.counter.close();
        // What the server had of it when it was killed is on its disk, or goes again.
        self.township.kill();
        let (have, up) = (self.have(scan), self.wire.carried().0 - before);
        self.wire.cut();
        let twice = up - (have - had);
        let most = Pace::default().chunk() as u64 + AROUND;
        assert!(
            twice <= most,
            "{up} bytes went up and {} came of the scan",
            have - had
        );
        have
    }

    fn have(&self, scan: &Scan) -> u64 {
        let app = App::open(self.township.data(), Clock::System).unwrap();
        let here: Result<_, LedgerError> =
            app.ledger.read(|view| view.blob(self.station, &scan.hash));
        here.unwrap().have.into()
    }

    /// Starts both programs again, with the line still down.
    fn opened_again(&mut self) {
        self.township.start().unwrap();
        self.counter.reopen();
    }

    /// Brings the rest over a carrier that has no line. Gives how many bytes of scans that took.
    fn by_another_carrier(&self) -> u64 {
        let data = self.counter.data();
        let key = load_or_create_key(&data).unwrap();
        let store = Mutex::new(Store::open(&data, &key, Options::default()).unwrap());
        let own = identity(&self.folder.path().join("enrolment.json"));
        let parties = Parties {
            device: own.device,
            key: own.key,
            township: own.township_key,
        };
        let app = Arc::new(App::open(self.township.data(), Clock::System).unwrap());
        let memory = Memory::new(serve::routes(Arc::clone(&app), None));
        let mut engine = Engine::new(&memory, parties);
        let given = || Given {
            now: NOW,
            saved_before: shanyi_domain::time::Moment(i64::MAX),
            fresh: 7,
        };
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime
            .block_on(engine.round(&store, given, || {}))
            .unwrap();
        engine.carried().chunks
    }

    /// The bytes of the scan at both ends.
    fn is_whole(&self, scan: &Scan) {
        let data = self.counter.data();
        let key = load_or_create_key(&data).unwrap();
        let store = Store::open(&data, &key, Options::default()).unwrap();
        let here = store.image(&scan.hash).unwrap().unwrap();
        let app = App::open(self.township.data(), Clock::System).unwrap();
        let there = app.ledger.image_bytes(self.station, &scan.hash).unwrap();
        assert!(
            there.as_ref() == Some(&here),
            "the township holds other bytes"
        );
        assert_eq!(store.account().unwrap(), self.township.account().unwrap());
    }
}

/// The station finds its township through the line.
fn through(enrolment: &Path, url: &str) {
    let text = std::fs::read_to_string(enrolment).unwrap();
    let mut file: Value = serde_json::from_str(&text).unwrap();
    file["server"] = json!(url);
    std::fs::write(enrolment, file.to_string()).unwrap();
}

#[test]
fn a_scan_that_breaks_off_goes_on_with_another_program_and_another_carrier() {
    let mut scene = Scene::new();
    // Before anything of the scan; early and late in the first chunk; in the second. Then in what
    // the program that is started again sends.
    let places = [
        (300, 400),
        (6_000, 30_000),
        (20_000, 9_000),
        (38_000, 5_000),
        (55_000, 2_000),
    ];
    for (serial, (first, second)) in (1..).zip(places) {
        // Nothing goes before the line is there.
        scene.wire.cut();
        let scan = scene.take_in(serial);
        let after_first = scene.breaks_after(first, &scan);
        scene.opened_again();
        let after_second = scene.breaks_after(second, &scan);
        assert!(after_second >= after_first && after_second < scan.length);
        let sent = scene.by_another_carrier();
        assert_eq!(sent, scan.length - after_second, "{first} and {second}");
        scene.is_whole(&scan);
        scene.opened_again();
    }
}
