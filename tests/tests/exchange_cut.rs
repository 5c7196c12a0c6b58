//! One exchange, cut at every third byte in both directions; and disks that were copied.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;
use std::sync::{Arc, Mutex};

use shanyi_domain::fact::{
    Applicant, Channel, Collected, Commented, Fact, MaterialLine, Media, Submitted,
};
use shanyi_domain::ids::{ActorId, CaseId};
use shanyi_domain::time::Moment;
use shanyi_server::clock::Clock;
use shanyi_server::{App, demo, enrol, serve};
use shanyi_store::{Act, CaseQuery, DatabaseKey, Options, Store};
use shanyi_sync::engine::{Engine, Given, Parties, Round, Trouble};
use shanyi_tests::counter::identity;
use shanyi_tests::memory::{Break, Memory};
use shanyi_tests::township::{STATION, VILLAGES};
use shanyi_wire::stream::Incarnation;
use tempfile::TempDir;

const NOW: Moment = Moment(1_795_222_800);

struct Pair {
    folder: Arc<TempDir>,
    app: Arc<App>,
    store: Mutex<Store>,
    parties: Parties,
}

impl Pair {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let data = folder.path().join("township");
        let app = Arc::new(App::open(&data, Clock::at(NOW)).unwrap());
        let villages = folder.path().join("villages.json");
        std::fs::write(&villages, VILLAGES).unwrap();
        demo::fill(&app, &data, &villages).unwrap();
        let file = folder.path().join("enrolment.json");
        enrol::enrol(&app, STATION, "http://127.0.0.1:1", &file).unwrap();
        let identity = identity(&file);
        let parties = Parties {
            device: identity.device,
            key: identity.key.clone(),
            township: identity.township_key,
        };
        let store = open(&folder.path().join("station"));
        let store = Mutex::new(store);
        store.lock().unwrap().enrol(&identity).unwrap();
        Self {
            folder: Arc::new(folder),
            app,
            store,
            parties,
        }
    }

    /// The same PC's other disk.
    fn with_store(&self, store: Store) -> Self {
        Self {
            folder: Arc::clone(&self.folder),
            app: Arc::clone(&self.app),
            store: Mutex::new(store),
            parties: self.parties.clone(),
        }
    }

    fn only_case(&self) -> CaseId {
        let query = CaseQuery {
            limit: 1,
            ..CaseQuery::default()
        };
        self.store.lock().unwrap().cases(&query).unwrap().rows[0].id
    }

    fn say(&self, case: CaseId, text: &str) {
        let fact = Fact::Commented(Commented { text: text.into() });
        self.store
            .lock()
            .unwrap()
            .record(act(Some(case), vec![fact]))
            .unwrap();
    }

    /// The township said that this PC's stream goes on elsewhere behind entry `agreed`.
    fn forked_behind(&self, agreed: u64) {
        let mut store = self.store.lock().unwrap();
        store.fork(agreed, Incarnation(99), None).unwrap();
    }

    fn carrier(&self) -> Memory {
        Memory::new(serve::routes(Arc::clone(&self.app), None))
    }

    /// One case of two events with one image.
    fn take_in(&self, name: &str) {
        let mut store = self.store.lock().unwrap();
        let image = store
            .put_image(name.repeat(200).as_bytes(), Media::Jpeg)
            .unwrap();
        let line = MaterialLine {
            material: "id_card".into(),
            originals: 1,
            copies: 1,
            images: vec![image],
            checked: true,
        };
        let station = store.identity().unwrap().unwrap().station.id;
        let collected = Collected {
            number: String::new(),
            station,
            item: "lnyd".into(),
            catalog_version: 1,
            applicant: Applicant {
                name: name.into(),
                id_number: None,
                phone: None,
                address: "下坪组".into(),
            },
            materials: vec![line],
            channel: Channel::Counter,
            noticed: vec![],
            applies: vec![],
        };
        let facts = vec![
            Fact::Collected(collected),
            Fact::Submitted(Submitted {
                missing_because: None,
            }),
        ];
        store.record(act(None, facts)).unwrap();
    }

    async fn round(&self, engine: &mut Engine<&Memory>) -> Result<Round, Trouble> {
        let given = || Given {
            now: NOW,
            saved_before: NOW,
            fresh: 7,
        };
        engine.round(&self.store, given, || {}).await
    }

    /// A round over a whole line brings both sides together, and another has nothing to do.
    async fn comes_to_rest(&self, carrier: &Memory) -> String {
        let mut engine = Engine::new(carrier, self.parties.clone());
        self.round(&mut engine).await.unwrap();
        assert_eq!(self.round(&mut engine).await.unwrap(), Round::default());
        let here = self.store.lock().unwrap().account().unwrap();
        let there = shanyi_server::dump::dump(&self.app).unwrap();
        assert_eq!(here, there);
        here
    }
}

fn act(case: Option<CaseId>, facts: Vec<Fact>) -> Act {
    Act {
        case,
        facts,
        actor: ActorId(11),
        at: NOW,
        clock_doubtful: false,
        draft: None,
    }
}

fn open(folder: &Path) -> Store {
    Store::open(
        folder,
        &DatabaseKey::from_bytes([7; 32]),
        Options::default(),
    )
    .unwrap()
}

/// Takes in case after case and cuts each one's first exchange three bytes later than the one
/// before, until it goes through. Gives the place at which nothing was cut any more.
async fn cut_everywhere(name: &str, place: fn(usize) -> Break) -> usize {
    let pair = Pair::new();
    let carrier = pair.carrier();
    pair.comes_to_rest(&carrier).await;
    for (at, cases) in (0..).step_by(3).zip(1..) {
        pair.take_in(name);
        carrier.break_next(place(at));
        let mut engine = Engine::new(&carrier, pair.parties.clone());
        let cut = pair.round(&mut engine).await;
        let account = pair.comes_to_rest(&carrier).await;
        let counted = |what: &str| account.matches(what).count();
        assert_eq!(counted("event "), cases * 2, "cut after byte {at}");
        assert_eq!(counted("image "), cases, "cut after byte {at}");
        if cut.is_ok() {
            return at;
        }
    }
    unreachable!("a counter without end")
}

#[tokio::test]
async fn a_request_cut_at_every_third_byte_loses_and_doubles_nothing() {
    let whole = cut_everywhere("蓝春妹", Break::Up).await;
    assert!(whole > 200, "the request has only {whole} bytes");
}

#[tokio::test]
async fn an_answer_cut_at_every_third_byte_loses_and_doubles_nothing() {
    let whole = cut_everywhere("钟土根", Break::Down).await;
    assert!(whole > 100, "the answer has only {whole} bytes");
}

#[tokio::test]
async fn a_stream_that_was_copied_goes_on_as_another_and_keeps_every_event() {
    let pair = Pair::new();
    let carrier = pair.carrier();
    pair.take_in("周桂香");
    pair.comes_to_rest(&carrier).await;
    // The disk is copied now; what the copy writes later collides with what the first wrote.
    let head = pair.store.lock().unwrap().head().unwrap();
    pair.take_in("吴小满");
    let account = pair.comes_to_rest(&carrier).await;
    assert_eq!(account.matches("event ").count(), 4);
    pair.forked_behind(head.seq);
    let account = pair.comes_to_rest(&carrier).await;
    assert_eq!(
        account.matches("event ").count(),
        4,
        "relabelled events are the same events"
    );
}

#[tokio::test]
async fn two_copies_of_one_disk_write_two_events_and_both_count() {
    let pair = Pair::new();
    let carrier = pair.carrier();
    pair.take_in("周桂香");
    pair.comes_to_rest(&carrier).await;
    let folder = TempDir::new().unwrap();
    let copy = folder.path().join("station");
    copy_folder(&pair.folder.path().join("station"), &copy);
    let clone = pair.with_store(open(&copy));
    let case = pair.only_case();
    pair.say(case, "下午去取照片");
    clone.say(case, "她女儿来过");
    pair.comes_to_rest(&carrier).await;
    let mut engine = Engine::new(&carrier, clone.parties.clone());
    clone.round(&mut engine).await.unwrap();
    let account = pair.comes_to_rest(&carrier).await;
    assert_eq!(account.matches(" 18 applied ").count(), 2, "{account}");
    assert_eq!(clone.store.lock().unwrap().account().unwrap(), account);
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
